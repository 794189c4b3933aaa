"""Which readings of an article are one act, and which are none."""

from __future__ import annotations

from collections import defaultdict

from forecaster.domain.clock import Window
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode
from forecaster.domain.signals import SignalType, SpeakerKind
from forecaster.reading.acts.draft import OFFERS, PAST, Draft, Setting, are_days_of_one_offer

T = SignalType
_ORDER = {kind: number for number, kind in enumerate(SignalType)}


def settle(drafts: list[Draft]) -> list[Draft]:
    """Keep, of readings that rest on the same words, the one of the higher type."""
    kept: list[Draft] = []
    for draft in sorted(drafts, key=lambda d: (d.weak, _ORDER[d.type], d.items[0])):
        if draft.weak and any(set(one.leaders) & set(draft.leaders) for one in kept):
            continue
        if any(_overlap(one, draft) for one in kept) or any(_denies(one, draft) for one in drafts):
            continue
        kept.append(draft)
    return sorted(kept, key=lambda d: d.items)


def name_headlines(drafts: list[Draft]) -> None:
    """Let a headline that leaves out who meets mean those of whom the report tells the same."""
    told: defaultdict[SignalType, dict[tuple[LeaderId, ...], None]] = defaultdict(dict)
    for one in drafts:
        if one.where == "body":
            told[one.type].setdefault(one.leaders)
    for draft in drafts:
        if draft.where != "title" or draft.named == set(draft.leaders):
            continue
        fuller = next((one for one in told[draft.type] if draft.named <= set(one)), None)
        draft.leaders = fuller or draft.leaders


_DENIALS = {
    T.HEDGE: frozenset({T.CONFIRM, T.WILLING, T.INVITE, T.NOT_PLANNED, T.ACCEPT}),
    T.NO_PREP: frozenset({T.PREPARE}),
    T.CONDITION: frozenset({T.NOT_PLANNED, T.CONFIRM, T.WILLING}),
    T.POSTPONE: frozenset({T.CONFIRM}),
    T.CANCEL: frozenset({T.CONFIRM, T.DECLINE}),
}


def _denies(one: Draft, other: Draft) -> bool:
    """Whether a reading is only what another one of the sentence leaves open or denies."""
    return (
        other.type in _DENIALS.get(one.type, ())
        and one.leaders == other.leaders
        and not _of_readiness(other)
        and (one.items[0] <= other.items[0] or one.type is not T.HEDGE)
    )


def _of_readiness(draft: Draft) -> bool:
    """Whether the words themselves voice readiness, which a demand beside them leaves standing."""
    return draft.rule.startswith("willing")


def _overlap(one: Draft, other: Draft) -> bool:
    if one.type is T.CONDITION and other.type is T.WILLING and _of_readiness(other):
        return False
    apart = one.place and other.place and one.place.country != other.place.country
    if one.type is other.type and one.leaders == other.leaders and one.actor == other.actor:
        return not apart
    if one.parted and other.parted:
        return False
    shared = min(one.items[1], other.items[1]) - max(one.items[0], other.items[0])
    return shared > 0 and (set(one.leaders) & set(other.leaders) != set())


def same_act(one: Draft, other: Draft) -> bool:
    """Whether two readings tell one act of the article."""
    if one.type is not other.type or one.leaders != other.leaders:
        return False
    if _guesses_at(one, other):
        return one.background == other.background
    if one.place and other.place and one.place.country != other.place.country:
        return False
    if one.forum and other.forum and one.forum != other.forum:
        return False
    if one.window and other.window and not _may_share(one, other, one.window, other.window):
        return False
    if one.type not in PAST and not _same_side(one, other):
        return False
    told = one.dated and other.dated and one.type not in PAST
    if told and one.statement_on != other.statement_on:
        return False
    weak = one.weak or other.weak
    return one.background == other.background or one.type in PAST or weak


def _guesses_at(one: Draft, other: Draft) -> bool:
    """Whether a rule read one of two steps of one voice, and the other's place is only a guess."""
    if one.guessed is other.guessed or one.type in PAST:
        return False
    heard = one.attributed and other.attributed and one.speaker.country is not None
    return heard and one.speaker.country == other.speaker.country


def _may_share(one: Draft, other: Draft, days: Window, others: Window) -> bool:
    """Whether the days of two readings can be those of one act."""
    if one.type in OFFERS and one.place and other.place:
        return are_days_of_one_offer(days, others)
    about = (one.assumed or other.assumed) and abs((days.start - others.start).days) <= _ABOUT
    return days.overlaps(others) or about


_ABOUT = 3


def _same_side(one: Draft, other: Draft) -> bool:
    if one.actor is not None and one.actor == other.actor:
        return True
    if one.guessed or other.guessed:
        return not _contradict(one, other)
    plain = SpeakerKind.NARRATOR
    if plain in {one.speaker.kind, other.speaker.kind}:
        return True
    return one.speaker.country == other.speaker.country


def _contradict(one: Draft, other: Draft) -> bool:
    """Whether each is quoted from somebody else's side."""
    sides = {one.speaker.country, other.speaker.country}
    return one.attributed and other.attributed and None not in sides and len(sides) > 1


def absorb(one: Draft, other: Draft) -> None:
    """Let ``one`` take over what ``other`` knows better.

    A reading that the words hardly bear out proves nothing beside one that they do.
    """
    one.grounds = one.grounds.joined(other.grounds)
    if other.score < DOUBTFUL <= one.score:
        one.score = 1 - (1 - one.score) * (1 - other.score)
        return
    if one.assumed and not other.assumed:
        one.window, one.statement_on, one.assumed = other.window, other.statement_on, False
    one.spans += other.spans
    one.tellings += other.tellings
    one.score = 1 - (1 - one.score) * (1 - other.score)
    _take_circumstances(one, other)
    named = other.speaker.name and not one.speaker.name
    plain = one.speaker.kind is SpeakerKind.NARRATOR or (other.attributed and not one.attributed)
    if plain or (named and _same_voice(one, other)):
        one.speaker, one.attributed = other.speaker, other.attributed
        one.certainty = other.certainty
    one.actor = one.actor or other.actor
    one.agent = one.agent or other.agent
    one.mutual = one.mutual or other.mutual
    one.background = one.background and (other.background or other.nominal)
    one.weak = one.weak and other.weak
    if (other.dated and not one.dated) or (
        one.where == "title" and other.where == "body" and not one.dated
    ):
        one.statement_on, one.dated = other.statement_on, other.dated
        one.window = other.window if one.assumed and other.assumed else one.window


def told_once(acts: list[Draft]) -> list[Draft]:
    """The acts without those that came out equal to one before, whose words prove it as well.

    A side takes a step towards a meeting once in an article, however many words tell it. What sets two
    readings apart at first may be gone once places, days and sides are chosen.
    """
    kept: list[Draft] = []
    alike: defaultdict[tuple[object, ...], list[Draft]] = defaultdict(list)
    for act in acts:
        equals = alike[_content(act)]
        one = next((one for one in equals if _of_the_same_days(one.window, act.window)), None)
        if one is None:
            equals.append(act)
            kept.append(act)
        else:
            one.spans += act.spans
            one.tellings += act.tellings
            one.window = one.window or act.window
            one.score = max(one.score, act.score)
    return kept


def _content(act: Draft) -> tuple[object, ...]:
    """What tells one act from another, but for its days."""
    what = (act.type, act.leaders, act.actor, act.speaker.country, _land(act), act.forum)
    return (*what, act.statement_on, act.background)


def _of_the_same_days(one: Window | None, other: Window | None) -> bool:
    return None in {one, other} or one == other


def _take_circumstances(one: Draft, other: Draft) -> None:
    """Let ``one`` take over place, days and forum as far as ``other`` knows them better."""
    # Where no rule read an act, its place and forum are as uncertain as itself.
    unsure = other.guessed and not one.guessed
    elsewhere = unsure and _land(one) != _land(other)
    better = other.place and other.place.city and one.place and not one.place.city
    if not unsure and (one.place is None or better):
        one.place = other.place or one.place
    sharper = other.window and one.window and other.window.days < one.window.days
    if one.window is None or (sharper and not (other.assumed and not one.assumed)):
        one.window = (None if elsewhere else other.window) or one.window
    one.forum = one.forum or (None if unsure else other.forum)


DOUBTFUL = 0.3
"""Probability below which the words hardly bear a reading out."""


def _land(draft: Draft) -> CountryCode | None:
    return None if draft.place is None else draft.place.country


def _same_voice(one: Draft, other: Draft) -> bool:
    """Whether two tellings quote one side, so that the one that names who speaks knows better."""
    offices = one.speaker.kind is other.speaker.kind is SpeakerKind.OFFICE
    heard = one.where == "title" and other.attributed
    return (heard or offices) and _same_side(one, other)


def prune(drafts: list[Draft], setting: Setting) -> list[Draft]:
    """Drop journeys to a meeting that the item reports as held, and those to no meeting at all."""
    met = [d for d in drafts if d.type is T.MET]
    firm = [d for d in drafts if not d.weak]
    return [
        d
        for d in drafts
        if not (d.type is T.TRAVEL and any(_went_to(d, m) for m in met))
        and not (d.type is T.TRAVEL and not _bears(d, drafts, setting))
        and not (d.type is T.TRAVEL and _goes_home(d, drafts))
        and not (d.weak and any(_sooner(d, one) for one in firm))
        and not (d.rule in _SPOKEN and any(_was_a_call(d, one) for one in drafts))
        and not any(_overtaken(d, one) for one in drafts)
    ]


_SPOKEN = frozenset({"met.spoke"})


def _was_a_call(talk: Draft, other: Draft) -> bool:
    """Whether a talk that could be a meeting is the telephone call told of elsewhere."""
    return other.type is T.CALL and other.leaders == talk.leaders


def _hand_over(draft: Draft, other: Draft) -> None:
    """A postponed meeting takes the new day from the plan that tells it."""
    if other.type is T.POSTPONE and draft.window is not None and not draft.recalled:
        other.window = draft.window
        other.place = other.place or draft.place


def _overtaken(draft: Draft, other: Draft) -> bool:
    """Whether a plan is only told of because it was dropped, moved, or is a place at a forum."""
    if draft.type is T.CONFIRM and other.type is T.ATTEND and draft.rule == "confirm.visit":
        return set(other.leaders) <= set(draft.leaders) and _same_venue(draft, other)
    if other.type not in {T.CANCEL, T.POSTPONE} or other.leaders != draft.leaders:
        return False
    if draft.type is T.CONFIRM and draft.rule.startswith("confirm"):
        plain = draft.speaker.kind is SpeakerKind.NARRATOR or draft.recalled
        over = plain and (other.type is T.CANCEL or draft.sentence >= other.sentence)
        if over:
            _hand_over(draft, other)
        return over
    return draft.type is T.DECLINE and draft.rule in _BARE_REFUSALS


_BARE_REFUSALS = frozenset({"confirm.visit", "confirm.meet", "decline.willnot", "confirm.headline"})


def _same_venue(one: Draft, other: Draft) -> bool:
    return one.place is None or other.place is None or one.place.country == other.place.country


def _bears(journey: Draft, drafts: list[Draft], setting: Setting) -> bool:
    """Whether a journey bears on a meeting: told of in the item, with the host, or at a forum."""
    if any(d is not journey and set(journey.leaders) & set(d.leaders) for d in drafts):
        return True
    if journey.place is None or len(setting.cast.counts) > 1:
        return len(setting.cast.counts) > 1
    named = {setting.cast.country(leader) for leader in setting.cast.counts}
    return journey.place.country in named | set(setting.forum_hosts)


def _goes_home(journey: Draft, drafts: list[Draft]) -> bool:
    """Whether a leader who has met somebody goes on to where no meeting is planned."""
    concerned = [d for d in drafts if set(journey.leaders) & set(d.leaders)]
    if not any(d.type is T.MET for d in concerned):
        return False
    return not any(
        d.type is T.CONFIRM and (d.place is None or _same_venue(d, journey)) for d in concerned
    )


def _went_to(journey: Draft, met: Draft) -> bool:
    if not set(journey.leaders) <= set(met.leaders):
        return False
    return not (journey.place and met.place and journey.place.country != met.place.country)


def _sooner(weak: Draft, firm: Draft) -> bool:
    """Whether the body tells what a headline's present tense only hints at."""
    return weak.where == "title" and set(weak.leaders) == set(firm.leaders)
