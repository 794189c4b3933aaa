"""What the rest of the article adds to an act: place, days, side, background."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from forecaster.domain.clock import Window
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.signals import SignalType, SpeakerKind
from forecaster.reading.acts.diary import OPENING
from forecaster.reading.acts.draft import ANSWERS, OFFERS, PAST, SINGLE, Draft, Setting
from forecaster.reading.acts.joining import absorb
from forecaster.reading.acts.sides import settle_sides
from forecaster.reading.acts.staging import stage
from forecaster.reading.acts.story import Story

T = SignalType


def complete(
    drafts: list[Draft], story: Story, setting: Setting, read: Sequence[Draft] = ()
) -> None:
    """Let acts of one article tell what each of them leaves out, in place.

    Args:
        drafts: The acts, or those of a stretch of it.
        story: What the article has told.
        setting: What is fixed for it.
        read: Acts that are not told, however doubtful, as rules read them; those that are told may
            answer to them.
    """
    settle_sides(drafts, story, setting)
    date_meetings(drafts, story, setting)
    name_alternatives(drafts, story)
    fill(drafts)
    let_hosts_invite(drafts, setting)
    at_home(drafts, {setting.cast.country(one) for d in drafts for one in d.leaders})
    abroad(drafts, setting)
    countered(drafts, read, setting)
    gather(drafts)
    stage(drafts, story, setting)
    look_up(drafts, setting)
    date_headlines(drafts, story, setting)
    date_by_paragraph(drafts, story)


def date_meetings(drafts: list[Draft], story: Story, setting: Setting) -> None:
    """A meeting told without a day is that of which the item told before, or has no day at all.

    Only as the item's own news does it belong to the day on which it is told.
    """
    today = {setting.published, story.diary.news_day}
    for draft in list(drafts):
        untold = draft.assumed and draft.statement_on in today and not _is_headline(draft)
        if draft.type is not T.MET or not untold or _take_day(draft, story):
            continue
        if not draft.earlier and not _is_aside(draft, drafts):
            continue
        occasion = _told_before(draft, drafts)
        if occasion is not None:
            absorb(occasion, draft)
            drafts.remove(draft)
        else:
            draft.window = draft.statement_on = None
            draft.background = True


def _take_day(draft: Draft, story: Story) -> bool:
    """Let a meeting told without a day be of that which the sentence before it names, if any."""
    before = story.scenes[draft.sentence - 2] if draft.sentence > 1 else None
    day = before.gone if before else None
    if day is None or draft.earlier:
        return False
    draft.window, draft.statement_on, draft.assumed = Window(day, day), day, False
    return True


def look_up(drafts: list[Draft], setting: Setting) -> None:
    """A meeting gone by that a text dates only roughly has the day and place of the record.

    The record must know just one meeting of the leaders within those days, or, of a place told
    without days, within the weeks before.
    """
    for draft in drafts:
        if draft.type is not T.MET or not _is_rough(draft, setting.published):
            continue
        told = None if draft.assumed else draft.window
        days = told or Window(setting.published - _A_MONTH_AGO, setting.published)
        country = draft.place.country if draft.place else None
        held = setting.occasions.held(draft.leaders, days, country)
        if held is not None:
            draft.window, draft.statement_on = held.window, held.window.start
            draft.place = draft.place or held.place
            draft.recorded = True


def _is_rough(draft: Draft, today: date) -> bool:
    """Whether a text sets a meeting in some span, somewhere without a day, or only looks back."""
    if draft.assumed:
        return draft.recalled or draft.statement_on != today
    return draft.place is not None if draft.window is None else draft.window.days > _EXACT


_EXACT = 3
_A_MONTH_AGO = timedelta(days=31)


def _is_headline(draft: Draft) -> bool:
    return any(where == "title" for where, _, _ in draft.spans)


def _is_aside(draft: Draft, drafts: list[Draft]) -> bool:
    """Whether a meeting is told behind the opening of an item whose news of the leaders is another."""
    return draft.paragraph > OPENING and any(
        one.sentence < draft.sentence and one.leaders == draft.leaders for one in drafts
    )


def _told_before(draft: Draft, drafts: list[Draft]) -> Draft | None:
    """The meeting of the same leaders, with its day, of which the item told last before."""
    dated = (
        one
        for one in drafts
        if one.type is T.MET and one.leaders == draft.leaders and not one.assumed
    )
    before = (one for one in dated if one.window and one.sentence < draft.sentence)
    return max(before, key=lambda one: one.sentence, default=None)


def name_alternatives(drafts: list[Draft], story: Story) -> None:
    """ "There are other chances to meet": the forum that the words around it name."""
    for draft in drafts:
        if draft.type is not T.ALT_VENUE or draft.place or draft.forum:
            continue
        near = story.next_forum(draft.sentence, _NEAR)
        if near is not None:
            draft.forum, draft.place, draft.window = near.forum, near.place, near.window


def date_headlines(drafts: list[Draft], story: Story, setting: Setting) -> None:
    """What only the headline tells happened on the day of the opening."""
    if story.diary.news_day is None:
        return
    for draft in drafts:
        if draft.dated or {where for where, _, _ in draft.spans} != {"title"}:
            continue
        if draft.statement_on == setting.published:
            draft.statement_on = story.diary.news_day
            if draft.assumed:
                draft.window = Window(story.diary.news_day, story.diary.news_day)


def date_by_paragraph(drafts: list[Draft], story: Story) -> None:
    """What carries no day of its own was said on the day told nearest by in its paragraph."""
    for draft in drafts:
        if draft.dated or draft.recalled or draft.type in PAST:
            continue
        sides = frozenset(side for side in (draft.actor, draft.speaker.country) if side)
        day = story.diary.near(draft.paragraph, draft.sentence, sides)
        draft.statement_on = day or draft.statement_on


def fill(drafts: list[Draft]) -> None:
    """Let answers take place and day of the offer, and lone facts those of their meeting."""
    for draft in drafts:
        if draft.type in SINGLE or draft.type is T.CALL:
            continue
        sources = [one for one in drafts if one is not draft and _informs(one, draft)]
        offers = [one for one in sources if one.type is not T.ALT_VENUE]
        sources = sorted(
            offers or sources,
            key=lambda one: (
                draft.type in _DROPS and one.actor not in {None, draft.actor},
                abs(one.sentence - draft.sentence),
            ),
        )
        for one in sources:
            if not _compatible(one, draft) and not _moved(one, draft):
                continue
            draft.place = draft.place or one.place
            draft.forum = draft.forum or one.forum
            if draft.window is None and _may_share_days(one, draft):
                draft.window = one.window


def gather(drafts: list[Draft]) -> None:
    """Who goes and who stays away do so at one event, of which one of them tells place and days."""
    going = [one for one in drafts if one.type in _GOING]
    for draft in going:
        told = (one for one in going if one is not draft and (one.place or one.window))
        for one in sorted(told, key=lambda other: abs(other.sentence - draft.sentence)):
            if _compatible(one, draft):
                draft.place = draft.place or one.place
                draft.window = draft.window or one.window
                draft.forum = draft.forum or one.forum


def let_hosts_invite(drafts: list[Draft], setting: Setting) -> None:
    """Who invites is who would be the host, whatever side the words seem to let take the step.

    Where a rule read the host's own offer, the words tell of no other.
    """
    for draft in list(drafts):
        if draft.type not in OFFERS or not draft.guessed or draft.place is None:
            continue
        if draft.place.country in {setting.cast.country(one) for one in draft.leaders}:
            draft.actor = draft.place.country
            if any(_is_same_offer(one, draft) for one in drafts):
                drafts.remove(draft)


def _is_same_offer(one: Draft, guess: Draft) -> bool:
    """Whether a rule read the offer of the same host to the same guest."""
    return (
        one.type in OFFERS
        and not one.guessed
        and (one.leaders, one.actor) == (guess.leaders, guess.actor)
    )


def at_home(drafts: list[Draft], parties: set[CountryCode | None]) -> None:
    """Who invites without naming a place means his own country; so does a third host."""
    for draft in drafts:
        if draft.place is not None or draft.actor is None or draft.forum:
            continue
        third = draft.type is T.ALT_VENUE and draft.hosting and draft.actor not in parties
        if third or (draft.type in OFFERS and draft.actor in parties):
            draft.place = Place(draft.actor)


def abroad(drafts: list[Draft], setting: Setting) -> None:
    """Who accepts without naming a place goes to the other side."""
    for draft in drafts:
        if draft.type is not T.ACCEPT or draft.place is not None or draft.forum:
            continue
        others = {setting.cast.country(one) for one in draft.leaders} - {draft.actor}
        if draft.actor is not None and len(others) == 1 and (other := others.pop()):
            draft.place = Place(other)


_NEAR = 3
_GOING = frozenset({T.ATTEND, T.NOT_ATTEND})
_DROPS = frozenset({T.POSTPONE, T.CANCEL})


def _may_share_days(one: Draft, draft: Draft) -> bool:
    """Whether an act may take the days of another; what only is put off may be another meeting."""
    elsewhere = one.type in _DROPS and draft.place is not None and one.place is None
    return draft.type in ANSWERS | {T.CONFIRM} and not elsewhere


def _moved(one: Draft, draft: Draft) -> bool:
    """Whether only the day differs, as it must for a meeting that is put off."""
    if draft.type is not T.POSTPONE or (one.forum and draft.forum and one.forum != draft.forum):
        return False
    return not (one.place and draft.place and one.place.country != draft.place.country)


def _informs(one: Draft, draft: Draft) -> bool:
    if one.type in SINGLE | {T.CALL} or not set(draft.leaders) <= set(one.leaders):
        return False
    if (one.type is T.MET) != (draft.type is T.MET):
        return False
    return draft.type in ANSWERS | {T.CONFIRM, T.MET}


def _compatible(one: Draft, other: Draft) -> bool:
    if one.place and other.place and one.place.country != other.place.country:
        return False
    if one.forum and other.forum and one.forum != other.forum:
        return False
    return not (one.window and other.window and not one.window.overlaps(other.window))


def news_day(drafts: Iterable[Draft], published: date) -> date:
    """The day of the item's own news: the latest of which any act tells that does not look back."""
    days = (draft.statement_on for draft in drafts if draft.statement_on and not draft.recalled)
    return max(days, default=published)


def recall(drafts: list[Draft], story: Story, news: date) -> None:
    """Mark what was public before the day of the ``news``; what only looks back has its own day."""
    for draft in drafts:
        if draft.statement_on is None:
            continue
        late = (news - draft.statement_on).days
        if _is_headline(draft) and not draft.nominal:
            continue
        recalled = draft.bygone if draft.type in _OWN_ANSWERS else draft.recalled
        undated = recalled and not draft.stated and draft.type not in PAST | {T.COUNTER_INVITE}
        draft.background |= late > _FRESH or undated or (late > 0 and draft.recalled)
        draft.background |= _is_answered(draft, drafts) or _fell_away(draft, news)
        if draft.type is T.INVITE and any(_comes_of(one, draft) for one in drafts):
            draft.background, draft.statement_on = True, None
        elif draft.background and draft.type not in PAST and not draft.stated:
            draft.statement_on = story.diary.in_sentence(draft.sentence)


def mark_answered(drafts: Sequence[Draft]) -> None:
    """Mark offers of which is only told as that to which an answer replies, now that sides are chosen.

    When such an offer was made the text does not tell.
    """
    for draft in drafts:
        if not draft.background and _is_answered(draft, drafts):
            draft.background = True
            draft.statement_on = draft.statement_on if draft.dated else None


_FRESH = 3
_OWN_ANSWERS = frozenset({T.ACCEPT, T.DECLINE, T.HEDGE, T.COUNTER_INVITE})
_REPLIES = frozenset(
    {T.ACCEPT, T.DECLINE, T.HEDGE, T.COUNTER_INVITE, T.CONDITION, T.CONFIRM, T.WILLING}
)


def _fell_away(draft: Draft, news: date) -> bool:
    """Whether a meeting was dropped before the ``news``: its own days were over by then."""
    if draft.type not in _DROPS or draft.stated or draft.window is None:
        return False
    return (news - draft.window.end).days > _FRESH


def _comes_of(news: Draft, offer: Draft) -> bool:
    """Whether an offer is only named where a visit is announced, whoever says so, or answered.

    "She will pay a visit at the invitation of Birch, the palace said on Tuesday", "An aide said on
    Tuesday that she is not ready to accept Birch's invitation": the day is that of the announcement
    or of the answer.
    """
    answers = news.type in _OWN_ANSWERS and news.actor not in {None, offer.actor}
    return (
        offer.nominal
        and (answers or news.type in {T.ACCEPT, T.CONFIRM})
        and not news.background
        and news.leaders == offer.leaders
        and news.statement_on == offer.statement_on
        and _compatible(news, offer)
        and any(sentence == offer.sentence for sentence, _, _ in news.tellings)
    )


def _is_answered(draft: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether an act is an offer that is only told of as that to which another replies."""
    return draft.type is T.INVITE and any(_replies(one, draft) for one in drafts)


def _replies(answer: Draft, offer: Draft) -> bool:
    """Whether an offer is only told of as that to which an answer replies."""
    if answer.type not in _REPLIES or answer.leaders != offer.leaders or offer.stated:
        return False
    if answer.actor in {None, offer.actor}:
        return False
    if offer.nominal:
        return abs(answer.sentence - offer.sentence) <= 1
    if offer.attributed or answer.sentence > offer.sentence:
        return False
    return answer.sentence < offer.sentence or answer.items < offer.items


def countered(drafts: list[Draft], read: Sequence[Draft], setting: Setting) -> None:
    """An offer of one's own place in answer to an open offer of the other side is a counter.

    A judge has judged it as the offer that its words are, before places were taken from elsewhere in
    the article. That verdict stands: it has learned to take such an offer for right where a counter is
    labelled (``BECOMES`` in ``learned/recognizing.py``), and what it answers to need not be told.
    """
    for draft in drafts:
        if (
            draft.type is T.ALT_VENUE
            and draft.place
            and draft.actor == draft.place.country
            and draft.actor in {setting.cast.country(leader) for leader in draft.leaders}
            and not draft.forum
        ):
            draft.type = T.INVITE
        if (
            draft.type is T.INVITE
            and not draft.weak
            and draft.place
            and draft.actor == draft.place.country
            and any(_answers(draft, one) for one in (*drafts, *read))
        ):
            draft.type = T.COUNTER_INVITE


def _answers(draft: Draft, offer: Draft) -> bool:
    if offer.type is not T.INVITE or offer.leaders != draft.leaders or offer is draft:
        return False
    if offer.actor in {None, draft.actor} or (offer.place and offer.place.country == draft.actor):
        return False
    # An offer that is only named was made before the news
    only_named = offer.background and not offer.stated and not draft.background
    earlier = only_named or (
        offer.statement_on and draft.statement_on and offer.statement_on < draft.statement_on
    )
    return bool(
        earlier or (offer.statement_on == draft.statement_on and offer.sentence < draft.sentence)
    )


_NAMELESS = frozenset({SpeakerKind.ANONYMOUS, SpeakerKind.MEDIA})
