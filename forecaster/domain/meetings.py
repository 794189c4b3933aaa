"""Past contacts between leaders: rows of the record, and encounters that settle questions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum

from forecaster.domain.clock import Window, day_after
from forecaster.domain.people import Dyad, LeaderId
from forecaster.domain.places import CountryCode, Place


class ContactLevel(IntEnum):
    """The ladder of contact; a rule asks for a rung or higher."""

    SAME_ROOM = 1
    GREETING = 2
    EXCHANGE_OF_WORDS = 3
    PULL_ASIDE = 4
    SCHEDULED_BILATERAL = 5
    VISIT_OR_SUMMIT = 6


class Mode(StrEnum):
    """How leaders were in contact."""

    IN_PERSON = "in_person"
    CALL = "call"


class MeetingKind(StrEnum):
    """On whose soil a recorded meeting took place."""

    VISIT_TO_FIRST = "visit_to_a"
    VISIT_TO_SECOND = "visit_to_b"
    THIRD_COUNTRY = "third_country"
    SIDELINE = "multilateral_sideline"


JOINT_PRESENCE = frozenset({"summit_hosted", "summit_listed"})
"""Evidence values that prove joint presence at a summit only, not a meeting."""

BRIEF = "brief_encounter"
"""Evidence value of contacts without a proper bilateral."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One row of the record: a pair and an occasion.

    Attributes:
        id: Row id in ``data/facts/meetings.csv``.
        dyad: Who met.
        countries: Country of ``dyad.first`` and of ``dyad.second`` at the time.
        window: The meeting day for curated rows, else the span of the visit around it.
        place: Where; None when not recorded.
        kind: On whose soil.
        forum: Series key or a word for the occasion; None outside any.
        evidence: How strong the row is (see ``data/facts/meetings.md``).
        source: Which list it comes from.
        recorded_at: When this service had it, where that is later than the day after.
    """

    id: str
    dyad: Dyad
    countries: tuple[CountryCode, CountryCode]
    window: Window
    place: Place | None
    kind: MeetingKind
    forum: str | None
    evidence: str
    source: str
    recorded_at: datetime | None = None

    @property
    def known_at(self) -> datetime:
        """The first instant after the last day of the visit, or the moment of recording."""
        after = day_after(self.window.end)
        return max(after, self.recorded_at) if self.recorded_at else after

    @property
    def is_meeting(self) -> bool:
        """Whether the row proves a proper meeting, not just joint presence or a greeting."""
        return self.evidence not in JOINT_PRESENCE and self.evidence != BRIEF

    @property
    def contact(self) -> ContactLevel:
        """The rung of the ladder that the row proves."""
        if self.evidence in JOINT_PRESENCE:
            return ContactLevel.SAME_ROOM
        if self.evidence == BRIEF:
            return ContactLevel.EXCHANGE_OF_WORDS
        if self.kind is MeetingKind.SIDELINE:
            return ContactLevel.SCHEDULED_BILATERAL
        return ContactLevel.VISIT_OR_SUMMIT


@dataclass(frozen=True, slots=True)
class Encounter:
    """A real contact, recorded once; every question settles against it by its own rule.

    Attributes:
        id: Stable id.
        revision: 1 for the first account; corrections count up.
        leaders: All leaders who took part.
        happened_on: Local day at the place.
        place: Where, bodily.
        contact: Highest rung reached; None where only a call took place.
        mode: In person or call.
        planned: Whether announced beforehand; None when unknown.
        minutes: Length in minutes, None when unknown.
        forum: Forum id when on the sidelines of one.
        accounts: What each side says took place, by country, in a word of the ladder.
        sources: Ids of signals, meetings or documents it rests on.
        known_at: When this account became known here.
        confirmed_by: Person or rule that confirmed it; None while proposed.
        until_on: Last possible local day where the day itself is not on record.
        started_at: When it began, where that is known; decides days across time zones.
        zone: IANA zone of the place; None when unknown.
        at_least: Whether ``contact`` is only what is proven, and more may have happened.
        retracted: Whether this revision withdraws the encounter.
        origins: Independent origins that tell it: reports by origin, tables by name.
        entered: Further countries whose soil one of the leaders set foot on.
    """

    id: str
    revision: int
    leaders: frozenset[LeaderId]
    happened_on: date
    place: Place | None
    contact: ContactLevel | None
    mode: Mode
    planned: bool | None
    minutes: int | None
    forum: str | None
    accounts: tuple[tuple[CountryCode, str], ...]
    sources: tuple[str, ...]
    known_at: datetime
    confirmed_by: str | None = None
    until_on: date | None = None
    started_at: datetime | None = None
    zone: str | None = None
    at_least: bool = False
    retracted: bool = False
    origins: tuple[str, ...] = ()
    entered: tuple[tuple[LeaderId, CountryCode], ...] = ()

    @property
    def is_disputed(self) -> bool:
        """Whether the sides tell it differently."""
        return len({word for _, word in self.accounts}) > 1
