"""Words for ids and rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from forecaster.domain.clock import utc
from forecaster.domain.forecasts import Venue, VenueKind
from forecaster.domain.people import Dyad
from forecaster.domain.questions import Question, QuestionKind, Rule


class Names(Protocol):
    """Words for people and countries."""

    @property
    def leaders(self) -> Mapping[str, str]:
        """Name by leader id."""
        ...

    @property
    def countries(self) -> Mapping[str, str]:
        """English name by country code."""
        ...


@dataclass(frozen=True, slots=True)
class KnownNames:
    """Names as plain mappings; fulfils :class:`Names`."""

    leaders: Mapping[str, str]
    countries: Mapping[str, str]


def leader_name(leader: str, names: Names) -> str:
    """The name of a leader; the id itself when unknown."""
    return names.leaders.get(leader, leader.replace("-", " ").title())


def country_name(code: str, names: Names) -> str:
    """The name of a country; keys that are no codes stay as they are."""
    return names.countries.get(code, code)


def pair_name(dyad: Dyad, names: Names) -> str:
    """Both names."""
    return f"{leader_name(dyad.first, names)} and {leader_name(dyad.second, names)}"


def venue_name(venue: Venue, names: Names) -> str:
    """Where, in words."""
    country = country_name(venue.country, names) if venue.country else ""
    if venue.kind is VenueKind.SUMMIT and venue.summit_id:
        return f"{venue.summit_id.upper()} ({country})" if country else venue.summit_id.upper()
    return country or "elsewhere"


def question_text(question: Question, names: Names) -> str:
    """The question as asked, or put into words from its rule."""
    if question.text:
        return question.text
    who = _joined([leader_name(one, names) for one in question.rule.leaders])
    what = _VERBS[question.kind]
    where = f" {_where(question.rule, names)}" if _where(question.rule, names) else ""
    text = f"{who}: {what}{where} by {question.deadline_on.isoformat()}?"
    return f"Not: {text}" if question.complement else text


_VERBS = {
    QuestionKind.MEET: "do they meet",
    QuestionKind.VISIT: "a visit",
    QuestionKind.ATTEND: "attendance",
    QuestionKind.NEXT_VENUE: "where do they meet next",
    QuestionKind.FIRST: "which comes first",
    QuestionKind.COUNT: "how many meetings",
}


def _where(rule: Rule, names: Names) -> str:
    if rule.forum:
        return f"at {rule.forum}"
    if rule.place is None:
        return ""
    country = country_name(rule.place.country, names)
    return f"in {rule.place.city}, {country}" if rule.place.city else f"in {country}"


def _joined(parts: Sequence[str]) -> str:
    return " and ".join(parts) if len(parts) < 3 else f"{', '.join(parts[:-1])} and {parts[-1]}"  # noqa: PLR2004 - three need commas


def deadline_at(rule: Rule) -> datetime:
    """The first instant at which the last day that counts is over, in the rule's zone."""
    following = rule.window.end + timedelta(days=1)
    return utc(datetime.combine(following, time.min, tzinfo=ZoneInfo(rule.zone)))
