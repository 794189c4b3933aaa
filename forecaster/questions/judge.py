"""One encounter against one rule: it counts, it does not, or the record cannot tell.

Every test of :func:`judge` answers for itself and says why, so that a dispute is about a named
word of the rule and not about the verdict. A missing fact never counts as "no".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

from forecaster.domain.clock import DAY, Window
from forecaster.domain.meetings import ContactLevel, Encounter, Mode
from forecaster.domain.places import Place
from forecaster.domain.questions import QuestionKind, Rule
from forecaster.questions.names import fold

_EASTERNMOST = timezone(timedelta(hours=14))
_WESTERNMOST = timezone(timedelta(hours=-12))
_LAST_MOMENT = time(23, 59, 59)

PRESENCE_KINDS = frozenset({QuestionKind.VISIT, QuestionKind.ATTEND})
"""Kinds that ask for bodily presence and for no contact."""


class Verdict(StrEnum):
    """What a rule says to an encounter."""

    YES = "yes"
    NO = "no"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict with its ground.

    Attributes:
        verdict: Whether the encounter counts.
        code: Stable word for the ground, e.g. ``contact_too_low``; ``meets_the_rule`` for yes.
        text: The ground in a sentence.
    """

    verdict: Verdict
    code: str
    text: str

    @property
    def counts(self) -> bool:
        """Whether it is a yes."""
        return self.verdict is Verdict.YES


def judge(encounter: Encounter, rule: Rule, kind: QuestionKind, *, any_of: bool = False) -> Ruling:
    """Whether one encounter counts under a rule.

    Args:
        encounter: The contact as recorded.
        rule: What counts.
        kind: Attendance and visits ask for presence; only an official visit asks for a rung.
        any_of: Whether the first leader with any of the others is enough.

    Returns:
        "No" if any test fails, else "undecided" if any cannot be made, else "yes".
    """
    rulings = list(_tests(encounter, rule, kind, any_of=any_of))
    for verdict in (Verdict.NO, Verdict.UNDECIDED):
        for ruling in rulings:
            if ruling.verdict is verdict:
                return ruling
    return Ruling(Verdict.YES, "meets_the_rule", _describe(encounter))


def _tests(
    encounter: Encounter, rule: Rule, kind: QuestionKind, *, any_of: bool
) -> Iterator[Ruling]:
    presence = kind in PRESENCE_KINDS
    tests = (
        _not_withdrawn(encounter),
        _took_part(encounter, rule, any_of=any_of),
        _mode(encounter, rule, presence=presence),
        _contact(encounter, rule, kind),
        _place(encounter, rule, presence=presence),
        _forum(encounter, rule),
        _window(encounter, rule, stayed=presence or rule.forum is not None),
        _planned(encounter, rule),
        _origins(encounter, rule),
    )
    return (ruling for ruling in tests if ruling is not None)


def _no(code: str, text: str) -> Ruling:
    return Ruling(Verdict.NO, code, text)


def _open(code: str, text: str) -> Ruling:
    return Ruling(Verdict.UNDECIDED, code, text)


def _not_withdrawn(encounter: Encounter) -> Ruling | None:
    return _no("withdrawn", "the record was withdrawn") if encounter.retracted else None


def _took_part(encounter: Encounter, rule: Rule, *, any_of: bool) -> Ruling | None:
    first, others = rule.leaders[0], set(rule.leaders[1:])
    if any_of and others:
        together = first in encounter.leaders and bool(others & encounter.leaders)
    else:
        together = set(rule.leaders) <= encounter.leaders
    if together:
        return None
    missing = sorted(set(rule.leaders) - encounter.leaders)
    return _no("others_took_part", f"{', '.join(missing)} did not take part")


def _mode(encounter: Encounter, rule: Rule, *, presence: bool) -> Ruling | None:
    if presence:
        absent = encounter.mode is not Mode.IN_PERSON
        return _no("not_present", "a call is no bodily presence") if absent else None
    if rule.mode.accepts(encounter.mode):
        return None
    return _no("wrong_mode", f"it was {_mode_word(encounter.mode)}, which the rule leaves out")


def _mode_word(mode: Mode) -> str:
    return "a call" if mode is Mode.CALL else "in person"


def _contact(encounter: Encounter, rule: Rule, kind: QuestionKind) -> Ruling | None:
    official = kind is QuestionKind.VISIT and rule.contact is ContactLevel.VISIT_OR_SUMMIT
    if encounter.mode is Mode.CALL or (kind in PRESENCE_KINDS and not official):
        return None
    wanted = rule.contact.name.lower()
    if encounter.contact is None:
        return _open("contact_unknown", f"how close the contact was is not recorded; {wanted}?")
    if encounter.contact >= rule.contact:
        return None
    reached = encounter.contact.name.lower()
    if encounter.at_least:
        return _open("contact_unproven", f"{reached} is proven, {wanted} is not")
    return _no("contact_too_low", f"it was {reached}, the rule asks for {wanted}")


def _place(encounter: Encounter, rule: Rule, *, presence: bool) -> Ruling | None:
    wanted, place = rule.place, encounter.place
    if wanted is None:
        return None
    if presence and (rule.leaders[0], wanted.country) in encounter.entered:
        return _city(Place(wanted.country), wanted)
    if place is None:
        return _open("place_unknown", "where it was is not recorded")
    if place.country != wanted.country:
        return _no("wrong_country", f"it was in {place.country}, not in {wanted.country}")
    return _city(place, wanted)


def _city(place: Place, wanted: Place) -> Ruling | None:
    if wanted.city is None:
        return None
    if place.city is None:
        return _open("city_unknown", f"the town in {place.country} is not recorded")
    if fold(place.city) != fold(wanted.city):
        return _no("wrong_city", f"it was in {place.city}, not in {wanted.city}")
    return None


def _forum(encounter: Encounter, rule: Rule) -> Ruling | None:
    if rule.forum is None or (encounter.forum or "").upper() == rule.forum.upper():
        return None
    return _no("wrong_forum", f"it was {_occasion(encounter)}, not at {rule.forum}")


def _occasion(encounter: Encounter) -> str:
    return f"at {encounter.forum}" if encounter.forum else "outside any forum"


def _window(encounter: Encounter, rule: Rule, *, stayed: bool) -> Ruling | None:
    """Whether it fell inside the window; one day of a stay, or of the forum named, is enough."""
    days = days_in(encounter, rule.zone)
    if not days.overlaps(rule.window):
        return _no("outside_window", f"{_span(days)} in {rule.zone} is outside the window")
    if days.start in rule.window and days.end in rule.window:
        return None
    first, last = encounter.happened_on, encounter.until_on or encounter.happened_on
    if stayed and encounter.started_at is None and Window(first, last).overlaps(rule.window):
        return None
    return _open("day_unknown", f"in {rule.zone} it may be any day of {_span(days)}")


def _span(days: Window) -> str:
    return str(days.start) if days.days == 1 else f"{days.start} to {days.end}"


def _planned(encounter: Encounter, rule: Rule) -> Ruling | None:
    if not rule.planned_only or encounter.planned:
        return None
    if encounter.planned is None:
        return _open("plan_unknown", "whether it was announced beforehand is not recorded")
    return _no("not_planned", "it was not announced beforehand")


def _origins(encounter: Encounter, rule: Rule) -> Ruling | None:
    by = encounter.confirmed_by or ""
    if by.startswith(("person:", "record:")) or len(encounter.origins) >= rule.origins:
        return None
    told = len(encounter.origins)
    return _open("too_few_origins", f"{told} of {rule.origins} independent origins tell it")


def _describe(encounter: Encounter) -> str:
    level = encounter.contact.name.lower() if encounter.contact else _mode_word(encounter.mode)
    where = f" in {encounter.place.city or encounter.place.country}" if encounter.place else ""
    disputed = "; the sides tell it differently" if encounter.is_disputed else ""
    return f"{level}{where} on {encounter.happened_on}{disputed}"


def days_in(encounter: Encounter, zone: str) -> Window:
    """The days, counted in ``zone``, on which the encounter can have happened.

    The record holds local days of the place. Where the hour is known, one day is left; where only
    the zone of the place is known, one or two; where neither is, the day and its neighbours.
    """
    target = ZoneInfo(zone)
    if encounter.started_at is not None:
        day = encounter.started_at.astimezone(target).date()
        return Window(day, day)
    first, last = encounter.happened_on, encounter.until_on or encounter.happened_on
    if encounter.zone == zone:
        return Window(first, last)
    local = ZoneInfo(encounter.zone) if encounter.zone else None
    earliest = datetime.combine(first, time.min, tzinfo=local or _EASTERNMOST)
    latest = datetime.combine(last, _LAST_MOMENT, tzinfo=local or _WESTERNMOST)
    return Window(earliest.astimezone(target).date(), latest.astimezone(target).date())


def happened_at(encounter: Encounter) -> datetime:
    """The instant from which the encounter can count as having happened, in UTC."""
    if encounter.started_at is not None:
        return encounter.started_at
    zone: tzinfo = ZoneInfo(encounter.zone) if encounter.zone else UTC
    return datetime.combine(encounter.happened_on, time.min, tzinfo=zone).astimezone(UTC)


def deadline_at(rule: Rule) -> datetime:
    """The first instant, in UTC, that no longer counts: midnight after the last day in the zone."""
    after = rule.window.end + DAY
    return datetime.combine(after, time.min, tzinfo=ZoneInfo(rule.zone)).astimezone(UTC)
