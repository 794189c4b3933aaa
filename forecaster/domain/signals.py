"""Acts, mentions of them, and signals: what news say about a coming meeting.

An :class:`Act` is what was done or said. A :class:`Mention` is one article telling an act, with
the characters that prove it. A :class:`Signal` is one act with all its witnesses: forty papers
that tell one act make one signal. The vocabulary is ``docs/codebook.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from forecaster.domain.clock import Window
from forecaster.domain.news import ArticleId
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode, Place


class SignalType(StrEnum):
    """The 19 types, in the codebook's order of precedence."""

    MET = "MET"
    CANCEL = "CANCEL"
    POSTPONE = "POSTPONE"
    CONFIRM = "CONFIRM"
    COUNTER_INVITE = "COUNTER_INVITE"
    ACCEPT = "ACCEPT"
    DECLINE = "DECLINE"
    INVITE = "INVITE"
    CONDITION = "CONDITION"
    ALT_VENUE = "ALT_VENUE"
    NO_PREP = "NO_PREP"
    NOT_PLANNED = "NOT_PLANNED"
    PREPARE = "PREPARE"
    HEDGE = "HEDGE"
    WILLING = "WILLING"
    NOT_ATTEND = "NOT_ATTEND"
    ATTEND = "ATTEND"
    CALL = "CALL"
    TRAVEL = "TRAVEL"


_AGAINST = frozenset(
    [
        *(SignalType.CANCEL, SignalType.POSTPONE, SignalType.DECLINE, SignalType.CONDITION),
        *(SignalType.NO_PREP, SignalType.NOT_PLANNED, SignalType.NOT_ATTEND),
    ]
)
_NEITHER = frozenset({SignalType.HEDGE, SignalType.CALL})


def usual_polarity(kind: SignalType) -> int:
    """The direction that the codebook gives to a type unless the words demand another: -1, 0, 1."""
    return 0 if kind in _NEITHER else -1 if kind in _AGAINST else 1


class Certainty(StrEnum):
    """How far the words commit."""

    FIRM = "firm"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    UNCONFIRMED = "unconfirmed"


class SpeakerKind(StrEnum):
    """In what capacity somebody speaks."""

    LEADER = "leader"
    OFFICE = "office"
    MINISTER = "minister"
    ENVOY = "envoy"
    THIRD_PARTY = "third_party"
    MEDIA = "media"
    ANONYMOUS = "anonymous"
    NARRATOR = "narrator"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says it; unknown parts are None."""

    kind: SpeakerKind
    name: str | None = None
    role: str | None = None
    country: CountryCode | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """One statement or event by one side about one prospective meeting.

    Attributes:
        type: Which of the 19 types.
        speaker: Who says it.
        actor: Country of the side that takes the step; None for mutual acts.
        leaders: The leaders concerned, sorted by id; one is enough for TRAVEL and ATTEND.
        place: Proposed or actual place.
        window: First and last possible day of the meeting.
        polarity: -1, 0 or +1: which way a careful reader moves the chance of any meeting.
        certainty: How far the words commit.
        forum: Id of the multilateral event, e.g. ``G20-2018``.
        statement_on: Day on which it was said or happened; None when nothing says.
        background: Whether the article recalls it rather than reports it.
        retracts: Type of the report that this act denies or corrects.
    """

    type: SignalType
    speaker: Speaker
    actor: CountryCode | None
    leaders: tuple[LeaderId, ...]
    place: Place | None
    window: Window | None
    polarity: int
    certainty: Certainty
    forum: str | None
    statement_on: date | None
    background: bool = False
    retracts: SignalType | None = None


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters that prove a mention: code points, end-exclusive, into the field as received."""

    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """One article telling one act.

    Attributes:
        article_id: Which article.
        act: What is told.
        evidence: The shortest spans that prove it, one per occurrence.
        rule: Id of the rule that read it.
        reader: Name and version of the reader, e.g. ``rules@1``.
        score: How reliable such a reading is, 0 to 1.
        cluster: Key shared by all mentions of the same act in one call of the reader.
        waits: Whether it is too doubtful to count before a person has looked at it.
    """

    article_id: ArticleId
    act: Act
    evidence: tuple[Span, ...]
    rule: str
    reader: str
    score: float
    cluster: str = ""
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Witness:
    """One article that carries a signal.

    Attributes:
        article_id: Which article.
        source: Its outlet.
        origin: Key of the report it copies; equal origins are one voice.
        known_at: When the article was known here.
        url: Where it stands, None for files.
        quotes: The proving characters.
        rule: Rule that read it.
        reader: Reader that read it.
        score: Reliability of the reading, 0 to 1.
    """

    article_id: ArticleId
    source: str
    origin: str
    known_at: datetime
    url: str | None
    quotes: tuple[str, ...]
    rule: str
    reader: str
    score: float


class Review(StrEnum):
    """Whether a signal may move a forecast."""

    ACCEPTED = "accepted"
    PENDING = "pending"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Signal:
    """One act with its witnesses: the unit that moves a forecast.

    Attributes:
        id: Stable id, derived from the act at first sight.
        revision: 1 at first sight; edits and retractions count up, older ones stay readable.
        act: What was done.
        witnesses: All articles that carry it, earliest known first; at least one.
        known_at: When this revision became known here.
        review: Whether it may move forecasts.
        retracted: Whether this revision withdraws it.
    """

    id: str
    revision: int
    act: Act
    witnesses: tuple[Witness, ...]
    known_at: datetime
    review: Review = Review.ACCEPTED
    retracted: bool = False

    @property
    def origins(self) -> tuple[str, ...]:
        """Distinct origins in order of appearance; their number is what may raise belief."""
        return tuple(dict.fromkeys(witness.origin for witness in self.witnesses))

    @property
    def sources(self) -> tuple[str, ...]:
        """Distinct outlets in order of appearance."""
        return tuple(dict.fromkeys(witness.source for witness in self.witnesses))
