"""Questions: what is asked, by which rule it is settled, and how it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from forecaster.domain.clock import Window
from forecaster.domain.meetings import ContactLevel, Mode
from forecaster.domain.people import LeaderId
from forecaster.domain.places import Place


class QuestionKind(StrEnum):
    """The forms a question can take."""

    MEET = "meet"
    VISIT = "visit"
    ATTEND = "attend"
    NEXT_VENUE = "next_venue"
    FIRST = "first"
    COUNT = "count"


class QuestionState(StrEnum):
    """Four states drive the machine; reasons explain them to people."""

    OPEN = "open"
    CLOSED = "closed"
    RESOLVED = "resolved"
    VOID = "void"


class AcceptedMode(StrEnum):
    """Which modes of contact a rule accepts."""

    IN_PERSON = "in_person"
    CALL = "call"
    ANY = "any"

    def accepts(self, mode: Mode) -> bool:
        """Whether an encounter in ``mode`` counts."""
        return self is AcceptedMode.ANY or self.value == mode.value


class VoidCondition(StrEnum):
    """What makes a question unanswerable as written; nothing does unless its rule says so."""

    OUT_OF_OFFICE = "out_of_office"
    FORUM_CANCELLED = "forum_cancelled"


@dataclass(frozen=True, slots=True)
class Rule:
    """What counts, in a form a machine can check.

    Attributes:
        leaders: Who must take part (one for ``visit`` and ``attend``).
        window: First and last local day that counts.
        zone: IANA zone in which the days are counted.
        place: Where it must be; None for anywhere. A place without city means the whole country.
        forum: Forum id at which it must be; None for any occasion.
        contact: Lowest rung of the ladder that counts.
        mode: In person, call, or either.
        planned_only: Whether only contacts announced beforehand count.
        origins: Independent origins that must tell it, where no person or record confirms it.
        void_if: What voids the question; without conditions it stands, and ends as "no".
    """

    leaders: tuple[LeaderId, ...]
    window: Window
    zone: str = "UTC"
    place: Place | None = None
    forum: str | None = None
    contact: ContactLevel = ContactLevel.EXCHANGE_OF_WORDS
    mode: AcceptedMode = AcceptedMode.IN_PERSON
    planned_only: bool = False
    origins: int = 2
    void_if: tuple[VoidCondition, ...] = ()

    @property
    def least_contact(self) -> ContactLevel:
        """The lowest rung that can count: what was announced is at least a bilateral."""
        if self.planned_only:
            return max(self.contact, ContactLevel.SCHEDULED_BILATERAL)
        return self.contact


@dataclass(frozen=True, slots=True)
class Question:
    """A statement about the future with a closed set of outcomes.

    Attributes:
        id: Stable id.
        kind: Which form.
        rule: What settles it.
        text: For people.
        opened_at: From when it is forecast.
        options: Rules of the alternatives for ``first``.
        complement: Whether it is asked as not happening.
        any_of: Whether one encounter with any of the leaders after the first is enough.
        origin: ``template``, ``custom`` or an importer's name.
    """

    id: str
    kind: QuestionKind
    rule: Rule
    text: str
    opened_at: datetime
    options: tuple[Rule, ...] = ()
    complement: bool = False
    any_of: bool = False
    origin: str = "template"

    @property
    def deadline_on(self) -> date:
        """Last local day that counts."""
        return self.rule.window.end


@dataclass(frozen=True, slots=True)
class Resolution:
    """How a question was settled; a later correction is a further revision.

    Attributes:
        question_id: Which question.
        revision: 1 for the first.
        outcome: ``yes``, ``no``, an option's name, country or count, ``void``, or ``reopened``.
        encounter_ids: Encounters it rests on.
        resolved_at: When the event or the deadline settled it.
        known_at: When this revision was recorded.
        confirmed_by: Person or rule; None while proposed.
        reason: Code and words, e.g. ``deadline_passed``.
        corrects: Whether it changes an outcome that stood confirmed.
    """

    question_id: str
    revision: int
    outcome: str
    encounter_ids: tuple[str, ...]
    resolved_at: datetime
    known_at: datetime
    confirmed_by: str | None
    reason: str
    corrects: bool = False
