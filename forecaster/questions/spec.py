"""Question specs: the JSON form of ``summitry ask`` and of custom questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.clock import Window, parse_instant, start_of
from forecaster.domain.errors import QuestionError
from forecaster.domain.meetings import ContactLevel
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.questions import AcceptedMode, Question, QuestionKind, Rule, VoidCondition
from forecaster.questions.names import NameIndex

E = TypeVar("E", QuestionKind, AcceptedMode, VoidCondition)

FIELDS = frozenset(
    [
        *("id", "as_of", "kind", "leaders", "window", "zone", "place", "forum", "contact", "mode"),
        *("options", "complement", "any_of", "text", "planned_only", "origins", "void_if"),
    ]
)
"""Every key a spec may carry; others are refused by name."""

_LEADERS_NEEDED = {
    QuestionKind.MEET: (2, 8),
    QuestionKind.VISIT: (1, 1),
    QuestionKind.ATTEND: (1, 8),
    QuestionKind.NEXT_VENUE: (2, 2),
    QuestionKind.FIRST: (0, 2),
    QuestionKind.COUNT: (2, 2),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the moment at which it is asked."""

    question: Question
    as_of: datetime


@dataclass(frozen=True, slots=True)
class SpecReader:
    """Turns specs into questions, checking every field against what was known.

    Attributes:
        chronicle: All that is known; each spec looks at it as of its own moment.
        names: Who may be meant by a name.
        countries: Known country codes.
        now: Moment used when a spec names none.
    """

    chronicle: Chronicle
    names: NameIndex
    countries: frozenset[CountryCode]
    now: datetime

    def read(self, spec: Mapping[str, object]) -> Asked:
        """Read one spec.

        Raises:
            QuestionError: If a field is missing, unknown or impossible; the message begins with
                the field's name.
        """
        unknown = sorted(set(spec) - FIELDS)
        if unknown:
            raise QuestionError(
                f"{unknown[0]}: no such field", remedy=f"fields are {', '.join(sorted(FIELDS))}"
            )
        as_of = self._instant(spec.get("as_of"))
        kind = _choice(QuestionKind, "kind", spec.get("kind"))
        rule = self._rule(spec, kind, as_of)
        question = Question(
            id=str(spec.get("id", "")),
            kind=kind,
            rule=rule,
            text=str(spec.get("text", "")),
            opened_at=as_of,
            options=self._options(spec, kind, as_of, rule.window),
            complement=_flag(spec, "complement"),
            any_of=_flag(spec, "any_of"),
            origin="custom",
        )
        return Asked(question, as_of)

    def _instant(self, value: object) -> datetime:
        if value is None:
            return self.now
        text = _text("as_of", value)
        try:
            return parse_instant(text) if "T" in text else start_of(date.fromisoformat(text))
        except ValueError as error:
            raise QuestionError(f"as_of: {error}") from error

    def _rule(self, spec: Mapping[str, object], kind: QuestionKind, as_of: datetime) -> Rule:
        leaders = self._leaders(spec.get("leaders", []), kind, as_of)
        rule = Rule(
            leaders=leaders,
            window=_window(spec.get("window"), as_of),
            zone=_zone(spec.get("zone")),
            place=self._place(spec.get("place")),
            forum=_forum(spec.get("forum")),
            contact=_contact(spec.get("contact")),
            mode=_choice(AcceptedMode, "mode", spec.get("mode") or "in_person"),
            planned_only=_flag(spec, "planned_only"),
            origins=_origins(spec.get("origins")),
            void_if=_void_if(spec.get("void_if", [])),
        )
        if kind is QuestionKind.VISIT and rule.place is None:
            raise QuestionError("place: a visit needs a country", remedy="add place.country")
        if kind is QuestionKind.ATTEND and rule.forum is None:
            raise QuestionError("forum: attendance needs a forum", remedy="add e.g. 'G20-2018'")
        return rule

    def _leaders(self, value: object, kind: QuestionKind, as_of: datetime) -> tuple[LeaderId, ...]:
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise QuestionError("leaders: give a list of ids or names")
        found = tuple(
            dict.fromkeys(
                self.names.resolve(_text("leaders", name), self.chronicle, as_of.date())
                for name in value
            )
        )
        least, most = _LEADERS_NEEDED[kind]
        if not least <= len(found) <= most:
            raise QuestionError(f"leaders: {kind} takes {least} to {most}, got {len(found)}")
        return found

    def _place(self, value: object) -> Place | None:
        if value is None:
            return None
        if not isinstance(value, Mapping) or not value.get("country"):
            raise QuestionError("place: give an object with a country", remedy='{"country": "USA"}')
        country = CountryCode(_text("place.country", value["country"]).upper())
        if country not in self.countries:
            raise QuestionError(f"place.country: {country!r} is no known ISO 3166 alpha-3 code")
        city = value.get("city")
        return Place(country, _text("place.city", city) if city else None)

    def _options(
        self, spec: Mapping[str, object], kind: QuestionKind, as_of: datetime, window: Window
    ) -> tuple[Rule, ...]:
        value = spec.get("options", [])
        if kind is not QuestionKind.FIRST:
            return ()
        if not isinstance(value, Sequence) or len(value) < 2:  # noqa: PLR2004 - a race takes two
            raise QuestionError("options: 'first' needs a list of at least two specs")
        return tuple(self._option(dict(option), as_of, window) for option in value)

    def _option(self, option: dict[str, object], as_of: datetime, window: Window) -> Rule:
        kind = _choice(QuestionKind, "options.kind", option.get("kind") or "meet")
        option.setdefault("window", {"start": str(window.start), "end": str(window.end)})
        return self._rule(option, kind, as_of)


def _text(field: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise QuestionError(f"{field}: expected text, got {value!r}")
    return value.strip()


def _flag(spec: Mapping[str, object], field: str) -> bool:
    value = spec.get(field, False)
    if not isinstance(value, bool):
        raise QuestionError(f"{field}: expected true or false, got {value!r}")
    return value


def _choice(kinds: type[E], field: str, value: object) -> E:
    try:
        return kinds(_text(field, value))
    except ValueError as error:
        known = ", ".join(kinds)
        raise QuestionError(f"{field}: {value!r} is none of {known}") from error


def _window(value: object, as_of: datetime) -> Window:
    if not isinstance(value, Mapping) or "end" not in value:
        raise QuestionError("window: give an object with start and end days")
    try:
        start = date.fromisoformat(str(value.get("start") or as_of.date()))
        return Window(start, date.fromisoformat(str(value["end"])))
    except ValueError as error:
        raise QuestionError(f"window: {error}") from error


def _zone(value: object) -> str:
    name = "UTC" if value is None else _text("zone", value)
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise QuestionError(f"zone: {name!r} is no IANA time zone") from error


def _forum(value: object) -> str | None:
    return None if value is None else _text("forum", value).upper()


def _contact(value: object) -> ContactLevel:
    if value is None:
        return ContactLevel.EXCHANGE_OF_WORDS
    try:
        return ContactLevel[_text("contact", value).upper()]
    except KeyError as error:
        known = ", ".join(level.name.lower() for level in ContactLevel)
        raise QuestionError(f"contact: {value!r} is none of {known}") from error


def _origins(value: object) -> int:
    most = 10
    if value is None:
        return 2
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        raise QuestionError(f"origins: expected a number from 1 to {most}, got {value!r}")
    return value


def _void_if(value: object) -> tuple[VoidCondition, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise QuestionError("void_if: give a list", remedy='e.g. ["out_of_office"]')
    return tuple(_choice(VoidCondition, "void_if", one) for one in value)


def local_day(moment: datetime, zone: str) -> date:
    """The calendar day in ``zone`` at ``moment``."""
    return moment.astimezone(ZoneInfo(zone)).date()


def remaining(rule: Rule, as_of: datetime) -> Window | None:
    """The part of the rule's window still ahead at ``as_of``, counted in the rule's zone."""
    return rule.window.not_before(local_day(as_of, rule.zone))


def horizon_end(as_of: datetime, days: int) -> date:
    """Last day that a curve of ``days`` days reaches when started at ``as_of``."""
    return as_of.date() + timedelta(days=days - 1)
