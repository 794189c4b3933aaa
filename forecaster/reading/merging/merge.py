"""One act told by forty papers becomes one signal with forty witnesses.

Acts are blocked by type, leaders and day, so that the cost of an article does not depend on how
many signals are known. Inside a block two tellings are one act when side, place, forum and window
do not contradict each other. A statement on another day is another act, unless the words show
that it is the same one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from forecaster.domain.entries import is_by_hand
from forecaster.domain.news import Article
from forecaster.domain.people import LeaderId
from forecaster.domain.signals import (
    Act,
    Mention,
    Review,
    Signal,
    SignalType,
    Speaker,
    SpeakerKind,
    Witness,
)
from forecaster.reading.acts.draft import OFFERS, are_days_of_one_offer
from forecaster.reading.merging.copies import Origins, credited, is_copy, is_one_voice
from forecaster.reading.merging.credits import Credits
from forecaster.reading.text.plain import plain_text

EVENTS = frozenset({SignalType.MET, SignalType.CALL, SignalType.TRAVEL})
"""Types whose occasion is the event itself, whoever reports it."""
REPLIES = frozenset(
    {
        SignalType.ACCEPT,
        SignalType.DECLINE,
        SignalType.HEDGE,
        SignalType.CONDITION,
        SignalType.NO_PREP,
    }
)
"""Types that answer an offer: one side gives one answer a day."""
REVIEW_BELOW = 0.3
"""Signals read with a lower score wait for a person."""
_RETRACTED_WITHIN = timedelta(days=30)
_WORDS = re.compile(r"[^\W_]+")
_SHARED = 5

Block = tuple[SignalType, tuple[LeaderId, ...], date | None]


@dataclass(frozen=True, slots=True)
class Telling:
    """A mention together with the article that tells it."""

    article: Article
    mention: Mention
    quotes: tuple[str, ...]
    origin: str


class Merger:
    """Joins tellings to signals, old and new."""

    def __init__(
        self,
        known: Iterable[Signal] = (),
        *,
        outlets: Iterable[str] = (),
        review_below: float = REVIEW_BELOW,
    ) -> None:
        """Start from the newest revisions of the signals already stored.

        Args:
            known: Those revisions.
            outlets: Names of agencies and papers that reports give as their source.
            review_below: Signals read with a lower score wait for a person, as do those that
                their reader holds back.
        """
        self._origins = Origins()
        self._credits = Credits(outlets)
        self._blocks: dict[Block, list[str]] = {}
        self._signals: dict[str, Signal] = {}
        self._taken: dict[str, int] = {}  # numbers tried in vain for ids of acts that look the same
        self._by_leaders: dict[tuple[SignalType, tuple[LeaderId, ...]], list[str]] = {}
        self._review_below = review_below
        for signal in known:
            self._origins.learn(witness.origin for witness in signal.witnesses)
            self._put(signal)

    def add(self, article: Article, mentions: Iterable[Mention]) -> tuple[Signal, ...]:
        """Take in one article: the signals that are new or changed by it, one revision each."""
        changed: dict[str, Signal] = {}
        for telling in self._tellings(article, tuple(mentions)):
            for signal in self._take(telling):
                changed[signal.id] = signal
        return tuple(changed.values())

    def _marked(self, article: Article, mentions: Sequence[Mention]) -> Iterator[Mention]:
        """Take in one article: its mentions, each with the key of its act."""
        for telling in self._tellings(article, mentions):
            self._take(telling)
            home = self._find(replace(telling, origin=""))
            yield replace(telling.mention, cluster=home.id if home else "")

    def _tellings(self, article: Article, mentions: Sequence[Mention]) -> Iterator[Telling]:
        """The mentions of an article, each with its quotes and origin.

        The whole text is gone through for which report it copies: once, and only if it tells anything.
        """
        if not mentions:
            return
        origin = self._origins.origin(f"{article.title}\n{plain_text(article.body).text}")
        credit = self._credits.of(article)
        for mention in mentions:
            source = credited(origin, credit.outlet(mention))
            yield Telling(article, mention, quotes_of(article, mention), source)

    def _take(self, telling: Telling) -> tuple[Signal, ...]:
        """Take in one mention: the signals that are new or changed by it."""
        found = (self._place(telling), *self._withdraw(telling))
        return tuple(signal for signal in found if signal is not None)

    # -- placing -------------------------------------------------------------------------------

    def _place(self, telling: Telling) -> Signal | None:
        held = self._find(telling)
        witness = _witness(telling)
        if held is None:
            return self._put(self._open(telling, witness))
        if any(one.article_id == witness.article_id for one in held.witnesses):
            return None
        if self._is_doubtful(telling.mention) and held.review is not Review.PENDING:
            return None
        witness = _in_one_voice(witness, held.witnesses)
        act = better(held.act, telling.mention.act)
        review = held.review
        if review is Review.PENDING and not self._is_doubtful(telling.mention):
            review = Review.ACCEPTED
        return self._put(
            replace(
                held,
                act=act,
                witnesses=(*(_one_voice(one, witness) for one in held.witnesses), witness),
                revision=held.revision + 1,
                known_at=max(held.known_at, telling.article.known_at),
                review=review,
            )
        )

    def _is_doubtful(self, mention: Mention) -> bool:
        return mention.waits or mention.score < self._review_below

    def _open(self, telling: Telling, witness: Witness) -> Signal:
        act = telling.mention.act
        return Signal(
            id=self._new_id(act),
            revision=1,
            act=act,
            witnesses=(witness,),
            known_at=telling.article.known_at,
            review=Review.PENDING if self._is_doubtful(telling.mention) else Review.ACCEPTED,
        )

    def _new_id(self, act: Act) -> str:
        base = "|".join(
            (
                act.type,
                *act.leaders,
                side(act.speaker),
                str(act.statement_on),
                act.place.country if act.place else "",
                act.forum or "",
            )
        )
        for number in range(self._taken.get(base, 0), len(self._signals) + 1):
            digest = hashlib.sha256(f"{base}|{number}".encode()).hexdigest()
            if f"s-{digest[:16]}" not in self._signals:
                if number:
                    self._taken[base] = number
                return f"s-{digest[:16]}"
        raise AssertionError("more ids than signals")  # pragma: no cover - counted above

    def _find(self, telling: Telling) -> Signal | None:
        act = telling.mention.act
        if day_of(act) is None:
            return self._recalled(act)
        for block, near in _blocks(act):
            for key in _compared(self._blocks.get(block, ())):
                signal = self._signals[key]
                if same_content(signal.act, act) and (not near or _same_words(signal, telling)):
                    return signal
        return self._recall_of(act)

    def _recall_of(self, act: Act) -> Signal | None:
        """The act that was so far only recalled without its day, and told of since that day."""
        if act.type in EVENTS or act.statement_on is None:
            return None
        for key in _compared(self._blocks.get((act.type, act.leaders, None), ())):
            signal = self._signals[key]
            told_since = act.statement_on <= signal.known_at.date()
            if signal.act.statement_on is None and told_since and same_content(signal.act, act):
                return signal
        return None

    def _recalled(self, act: Act) -> Signal | None:
        """The latest act of which a recall without a day can tell."""
        for key in reversed(self._by_leaders.get((act.type, act.leaders), ())[-_RECENT:]):
            if same_content(self._signals[key].act, act):
                return self._signals[key]
        return None

    def _put(self, signal: Signal) -> Signal:
        act, held = signal.act, self._signals.get(signal.id)
        if held is None or _block(held.act) != _block(act):
            self._blocks.setdefault(_block(act), []).append(signal.id)
        if held is None:
            self._by_leaders.setdefault((act.type, act.leaders), []).append(signal.id)
        self._signals[signal.id] = signal
        return signal

    # -- withdrawing ---------------------------------------------------------------------------

    def _withdraw(self, telling: Telling) -> Iterator[Signal]:
        """The report that a denial or correction takes back, marked as retracted."""
        act = telling.mention.act
        if act.retracts is None or self._is_doubtful(telling.mention):
            return
        for key in self._by_leaders.get((act.retracts, act.leaders), ())[-_RECENT:]:
            signal = self._signals[key]
            if signal.retracted or not _denied(signal.act, act):
                continue
            yield self._put(
                replace(
                    signal,
                    revision=signal.revision + 1,
                    retracted=True,
                    known_at=max(signal.known_at, telling.article.known_at),
                )
            )


_RECENT = 20
_ALIKE = 100
"""Acts of one type and leaders, and of one day or none, with which a mention is compared; only hostile texts
tell more of one day."""


def _compared(keys: Sequence[str]) -> Sequence[str]:
    """The acts with which a mention is compared, of very many the first and the last.

    What was known before a page that tells hundreds is still found behind it.
    """
    if len(keys) <= _ALIKE:
        return keys
    return (*keys[: _ALIKE // 2], *keys[-_ALIKE // 2 :])


def merge(
    told: Iterable[tuple[Article, Iterable[Mention]]], known: Iterable[Signal] = ()
) -> tuple[Signal, ...]:
    """The newest revision of every signal that is new or changed by the articles, in order."""
    merger = Merger(known)
    changed: dict[str, Signal] = {}
    for article, mentions in told:
        for signal in merger.add(article, mentions):
            changed[signal.id] = signal
    return tuple(changed.values())


def cluster(told: Iterable[tuple[Article, Iterable[Mention]]]) -> tuple[Mention, ...]:
    """All mentions, each with the key of its act; keys agree across the articles of one call."""
    merger = Merger()
    marked: list[Mention] = []
    for article, mentions in told:
        marked += merger._marked(article, tuple(mentions))  # noqa: SLF001 - one module
    return tuple(marked)


def day_of(act: Act) -> date | None:
    """The occasion: the day of the event, or that of the statement."""
    if act.type in EVENTS and act.window is not None:
        return act.window.start
    return act.statement_on


def _block(act: Act) -> Block:
    return act.type, act.leaders, day_of(act)


def _blocks(act: Act) -> Iterator[tuple[Block, bool]]:
    """Where the same act may lie: its own day, then the neighbouring ones under stricter proof."""
    day = day_of(act)
    yield (act.type, act.leaders, day), False
    if day is None:
        return
    for step in (-1, 1):
        yield (act.type, act.leaders, day + timedelta(days=step)), act.type not in EVENTS


def side(speaker: Speaker) -> str:
    """Whom a speaker speaks for: the country of leaders and offices, the person of others."""
    if speaker.kind in {SpeakerKind.NARRATOR, SpeakerKind.MEDIA, SpeakerKind.ANONYMOUS}:
        return speaker.country or ""
    return speaker.country or speaker.name or ""


def same_content(one: Act, other: Act) -> bool:
    """Whether two acts of one type, leaders and day can be the same one."""
    if one.type not in EVENTS:
        sides = {side(one.speaker), side(other.speaker)} - {""}
        if len(sides) > 1:
            return False
    if one.place and other.place and one.place.country != other.place.country:
        return False
    if one.forum and other.forum and one.forum != other.forum:
        return False
    if one.type in REPLIES and one.place and other.place:
        return True  # reports of one answer may differ on when the meeting would be
    if not (one.window and other.window):
        return True
    if one.type in OFFERS and one.place and other.place:
        return are_days_of_one_offer(one.window, other.window)
    return one.window.overlaps(other.window)


def _same_words(signal: Signal, telling: Telling) -> bool:
    """Whether a telling of the next day copies a witness or quotes the same words."""
    if any(is_copy(telling.origin, witness.origin) for witness in signal.witnesses):
        return True
    own = {shingle for quote in telling.quotes for shingle in _shingles(quote)}
    return any(
        own & set(_shingles(quote)) for witness in signal.witnesses for quote in witness.quotes
    )


def _shingles(text: str) -> list[tuple[str, ...]]:
    words = _WORDS.findall(text.lower())
    return [tuple(words[at : at + _SHARED]) for at in range(len(words) - _SHARED + 1)]


def better(one: Act, other: Act) -> Act:
    """The first telling, with gaps filled from the later one and its firmer certainty."""
    order = ("firm", "probable", "possible", "unconfirmed")
    certainty = min(one.certainty, other.certainty, key=order.index)
    place = one.place
    if place is None or (other.place and other.place.city and not place.city):
        place = other.place or place
    speaker = other.speaker if one.speaker.kind is SpeakerKind.NARRATOR else one.speaker
    return replace(
        one,
        place=place,
        window=one.window or other.window,
        forum=one.forum or other.forum,
        certainty=certainty,
        speaker=speaker,
        actor=one.actor or other.actor,
        background=one.background and other.background,
        statement_on=one.statement_on or other.statement_on,
    )


def _denied(report: Act, denial: Act) -> bool:
    if report.statement_on and denial.statement_on:
        if not timedelta() <= denial.statement_on - report.statement_on <= _RETRACTED_WITHIN:
            return False
    if report.place and denial.place and report.place.country != denial.place.country:
        return False
    return not (report.forum and denial.forum and report.forum != denial.forum)


def _in_one_voice(told: Witness, held: Iterable[Witness]) -> Witness:
    """A witness with the origin of the first one held that has the words from the same source."""
    voice = next((one.origin for one in held if is_one_voice(one.origin, told.origin)), None)
    return replace(told, origin=voice) if voice else told


def _one_voice(held: Witness, told: Witness) -> Witness:
    """A witness held: a person who entered the act from the article's page has it from there."""
    same = is_by_hand(held) and held.url == told.url
    return replace(held, origin=told.origin) if same else held


def _witness(telling: Telling) -> Witness:
    article, mention = telling.article, telling.mention
    return Witness(
        article_id=article.id,
        source=article.source,
        origin=telling.origin,
        known_at=article.known_at,
        url=article.url,
        quotes=telling.quotes,
        rule=mention.rule,
        reader=mention.reader,
        score=mention.score,
    )


def quotes_of(article: Article, mention: Mention) -> tuple[str, ...]:
    """The proving characters of a mention."""
    fields = {"title": article.title, "body": article.body}
    return tuple(
        fields.get(span.field, article.body)[span.start : span.end] for span in mention.evidence
    )
