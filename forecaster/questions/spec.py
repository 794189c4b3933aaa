"""Question specs: the JSON form of ``summitry ask`` and of custom questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.clock import Window
from forecaster.domain.errors import QuestionError
from forecaster.domain.people import LeaderId
from forecaster.domain.places import Place
from forecaster.domain.questions import AcceptedMode, Question, QuestionKind, Rule
from forecaster.questions import door, fields
from forecaster.questions.closing import CUSTOM
from forecaster.questions.names import NameIndex
from forecaster.questions.places import PlaceIndex

RULE_FIELDS = frozenset(
    [
        *("leaders", "window", "zone", "place", "forum", "contact", "mode"),
        *("planned_only", "origins", "void_if"),
    ]
)
"""Keys that say what counts."""

FIELDS = RULE_FIELDS | {"id", "as_of", "kind", "options", "complement", "any_of", "text"}
"""Every key a spec may carry; others are refused by name."""

_LEADERS_NEEDED = {
    QuestionKind.MEET: (2, 8),
    QuestionKind.VISIT: (1, 1),
    QuestionKind.ATTEND: (1, 8),
    QuestionKind.NEXT_VENUE: (2, 2),
    QuestionKind.FIRST: (0, 0),
    QuestionKind.COUNT: (2, 2),
}

_OPTION_KINDS = (QuestionKind.MEET, QuestionKind.VISIT, QuestionKind.ATTEND)

MOST_OPTIONS = 40


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
        places: Known countries and towns.
        now: Moment used when a spec names none.
    """

    chronicle: Chronicle
    names: NameIndex
    places: PlaceIndex
    now: datetime

    def read(self, spec: Mapping[str, object]) -> Asked:
        """Read one spec.

        Raises:
            QuestionError: If a field is missing, unknown or impossible; the message begins with
                the field's name and ends with the remedy.
        """
        fields.known_keys(spec, FIELDS)
        given = spec.get("as_of")
        as_of = self.now if given is None else fields.instant("as_of", given)
        kind = fields.choice(QuestionKind, "kind", spec.get("kind"))
        rule = self._rule(spec, kind, as_of)
        question = Question(
            id=str(spec.get("id", "")),
            kind=kind,
            rule=rule,
            text=str(spec.get("text", "")),
            opened_at=as_of,
            options=self._options(spec, kind, as_of, rule),
            complement=fields.flag(spec, "complement"),
            any_of=fields.flag(spec, "any_of"),
            origin=CUSTOM,
        )
        door.check(question, self.chronicle, as_of)
        return Asked(question, as_of)

    def _rule(self, spec: Mapping[str, object], kind: QuestionKind, as_of: datetime) -> Rule:
        zone, mode = fields.zone(spec.get("zone")), spec.get("mode")
        rule = Rule(
            leaders=self._leaders(spec.get("leaders", []), kind, as_of),
            window=fields.window(spec.get("window"), local_day(as_of, zone)),
            zone=zone,
            place=self.place(spec.get("place")),
            forum=_forum(spec.get("forum")),
            contact=fields.contact(spec.get("contact")),
            mode=fields.choice(AcceptedMode, "mode", "in_person" if mode is None else mode),
            planned_only=fields.flag(spec, "planned_only"),
            origins=fields.origins(spec.get("origins")),
            void_if=fields.void_if(spec.get("void_if", [])),
        )
        if kind is QuestionKind.VISIT and rule.place is None:
            raise QuestionError("place: a visit needs a country", remedy="add place.country")
        if kind is QuestionKind.ATTEND and rule.forum is None:
            raise QuestionError("forum: attendance needs a forum", remedy="add e.g. 'G20-2018'")
        return rule

    def _leaders(self, value: object, kind: QuestionKind, as_of: datetime) -> tuple[LeaderId, ...]:
        given = fields.listed("leaders", value, '["vladimir-putin", "xi-jinping"]')
        found = [self.leader(name, as_of.date()) for name in given]
        for leader in found:
            if found.count(leader) > 1:
                raise QuestionError(f"leaders: {leader} is named twice", remedy="name others")
        least, most = _LEADERS_NEEDED[kind]
        if not least <= len(found) <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            raise QuestionError(
                f"leaders: {kind} takes {wanted}, got {len(found)}",
                remedy="name them under options" if most == 0 else f"name {wanted}",
            )
        return tuple(found)

    def leader(self, value: object, day: date) -> LeaderId:
        """The leader meant on a day.

        Raises:
            QuestionError: If nobody is, or several are.
        """
        return self.names.resolve(fields.text("leaders", value), self.chronicle, day)

    def place(self, value: object) -> Place | None:
        """The place meant; None where none is given.

        Raises:
            QuestionError: If there is no such country or town.
        """
        if value is None:
            return None
        given = fields.table("place", value, '{"country": "FIN", "city": "Helsinki"}')
        fields.known_keys(given, ("country", "city"), "place.")
        country = self.places.country(fields.text("place.country", given.get("country")))
        city = given.get("city")
        if city is None:
            return Place(country)
        return self.places.place(country, fields.text("place.city", city))

    def _options(
        self, spec: Mapping[str, object], kind: QuestionKind, as_of: datetime, whole: Rule
    ) -> tuple[Rule, ...]:
        if kind is not QuestionKind.FIRST:
            if spec.get("options"):
                raise QuestionError(f"options: {kind} has none", remedy="use kind 'first'")
            return ()
        given = fields.listed("options", spec.get("options", []), "a list of specs")
        if not 2 <= len(given) <= MOST_OPTIONS:  # noqa: PLR2004 - a race takes two
            raise QuestionError(
                f"options: expected 2 to {MOST_OPTIONS} specs, got {len(given)}",
                remedy="name what may come first",
            )
        rules = tuple(self._option(one, as_of, whole) for one in given)
        if len(set(rules)) < len(rules):
            raise QuestionError("options: two of them are the same", remedy="leave one out")
        return rules

    def _option(self, value: object, as_of: datetime, whole: Rule) -> Rule:
        given = fields.table("options", value, '{"leaders": ["…", "…"]}')
        fields.known_keys(given, RULE_FIELDS | {"kind"}, "options.")
        days = {"start": str(whole.window.start), "end": str(whole.window.end)}
        filled = {"window": days, "zone": whole.zone, **given}
        kind = fields.choice(QuestionKind, "options.kind", given.get("kind", "meet"))
        if kind not in _OPTION_KINDS:
            raise QuestionError(
                f"options.kind: {kind} cannot come first", remedy=f"use {', '.join(_OPTION_KINDS)}"
            )
        rule = self._rule(filled, kind, as_of)
        if rule.window.shared(whole.window) != rule.window:
            raise QuestionError(
                f"options.window: {rule.window.start} to {rule.window.end} leaves the question's",
                remedy=f"stay within {whole.window.start} to {whole.window.end}",
            )
        return rule


def _forum(value: object) -> str | None:
    return None if value is None else fields.text("forum", value).upper()


def local_day(moment: datetime, zone: str) -> date:
    """The calendar day in ``zone`` at ``moment``."""
    return moment.astimezone(ZoneInfo(zone)).date()


def remaining(rule: Rule, as_of: datetime) -> Window | None:
    """The part of the rule's window still ahead at ``as_of``, counted in the rule's zone."""
    return rule.window.not_before(local_day(as_of, rule.zone))
