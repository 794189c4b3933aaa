"""Questions that open by themselves: pairs x families, with ids that stay the same.

An id is made of what is asked and of the deadline, never of the day on which it was opened, so
that a restart, a rerun or a second scheduler opens nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.clock import DAY, Window
from forecaster.domain.meetings import ContactLevel
from forecaster.domain.people import Dyad, LeaderId
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.questions import Question, QuestionKind, Rule
from forecaster.domain.summits import Summit
from forecaster.questions.spec import local_day

_MONTHS = 12
_QUARTER = 3
_RESCHEDULING_DAYS = 14
"""How far a summit may slip within the same question."""


@dataclass(frozen=True, slots=True)
class WatchList:
    """What is forecast without being asked.

    Attributes:
        pairs: Dyads watched.
        deadlines: Rolling deadlines: ``month``, ``quarter``, ``year``, ``next_year``.
        least_days: A running period with fewer days left is joined by the one after it.
        hosts_by: Deadlines for meeting on each other's soil.
        venue_by: Deadlines for where the next meeting is held.
        summits_days: How far ahead summits are asked about; 0 for none.
        attendance: Whether to ask who attends those summits.
        zone: IANA zone in which days are counted.
        contact: Lowest rung of the ladder that counts.
    """

    pairs: tuple[Dyad, ...]
    deadlines: tuple[str, ...] = ("month", "quarter", "year", "next_year")
    least_days: int = 10
    hosts_by: tuple[str, ...] = ("year",)
    venue_by: tuple[str, ...] = ("year",)
    summits_days: int = 270
    attendance: bool = True
    zone: str = "UTC"
    contact: ContactLevel = ContactLevel.EXCHANGE_OF_WORDS


@dataclass(frozen=True, slots=True)
class _Draft:
    """A question in the making."""

    name: str
    kind: QuestionKind
    leaders: tuple[LeaderId, ...]
    window: Window
    text: str
    place: Place | None = None
    forum: str | None = None


def wanted(watch: WatchList, chronicle: Chronicle, now: datetime) -> tuple[Question, ...]:
    """The questions that should be open at ``now``, by id.

    Pairs of which one neither holds an office nor is chosen for one ask nothing new, and nothing is
    asked of days before both are in office; what was asked stays open.

    Args:
        watch: What is watched.
        chronicle: What is known: offices, calendar.
        now: The moment; its local day is the first that counts.
    """
    today = local_day(now, watch.zone)
    found: dict[str, Question] = {}
    for dyad in watch.pairs:
        both = _both_from(dyad, chronicle, today)
        if both is None:
            continue
        for draft in _drafts(dyad, watch, chronicle, today):
            if draft.window.end >= both:
                question = _question(draft, watch, now)
                found.setdefault(question.id, question)
    return tuple(found[key] for key in sorted(found))


def _both_from(dyad: Dyad, chronicle: Chronicle, today: date) -> date | None:
    """First day on which both are in office, as far as is known; None if one is to be in none."""
    since = [chronicle.serves_from(leader, today) for leader in (dyad.first, dyad.second)]
    begun = [day for day in since if day is not None]
    return max(begun) if len(begun) == len(since) else None


def _question(draft: _Draft, watch: WatchList, now: datetime) -> Question:
    rule = Rule(
        leaders=draft.leaders,
        window=draft.window,
        zone=watch.zone,
        place=draft.place,
        forum=draft.forum,
        contact=watch.contact,
    )
    return Question(draft.name, draft.kind, rule, draft.text, now)


def _drafts(dyad: Dyad, watch: WatchList, chronicle: Chronicle, today: date) -> Iterator[_Draft]:
    names = _Names(chronicle, dyad)
    for end in _ends(watch.deadlines, today, watch.least_days):
        yield _meets(dyad, names, Window(today, end))
    for end in _ends(watch.hosts_by, today, watch.least_days):
        for host in (dyad.first, dyad.second):
            country = chronicle.stands_for(host, today)
            if country is not None:
                yield _hosted(dyad, names, Window(today, end), country)
    for end in _ends(watch.venue_by, today, watch.least_days):
        yield _venue(dyad, names, Window(today, end))
    for summit in upcoming(dyad, chronicle, today, watch.summits_days):
        yield from _at_summit(dyad, names, summit, today, attendance=watch.attendance)


@dataclass(frozen=True, slots=True)
class _Names:
    """How the two are called."""

    chronicle: Chronicle
    dyad: Dyad

    def of(self, leader: LeaderId) -> str:
        known = self.chronicle.leaders.get(leader)
        return known.name if known else leader

    @property
    def both(self) -> str:
        return f"{self.of(self.dyad.first)} and {self.of(self.dyad.second)}"


def _meets(dyad: Dyad, names: _Names, window: Window) -> _Draft:
    return _Draft(
        f"meet.{dyad.id}.by-{window.end}",
        QuestionKind.MEET,
        (dyad.first, dyad.second),
        window,
        f"{names.both} meet by {window.end}",
    )


def _hosted(dyad: Dyad, names: _Names, window: Window, country: CountryCode) -> _Draft:
    return _Draft(
        f"meet.{dyad.id}.in-{country}.by-{window.end}",
        QuestionKind.MEET,
        (dyad.first, dyad.second),
        window,
        f"{names.both} meet in {country} by {window.end}",
        place=Place(country),
    )


def _venue(dyad: Dyad, names: _Names, window: Window) -> _Draft:
    return _Draft(
        f"venue.{dyad.id}.by-{window.end}",
        QuestionKind.NEXT_VENUE,
        (dyad.first, dyad.second),
        window,
        f"Where {names.both} meet next, by {window.end}",
    )


def _at_summit(
    dyad: Dyad, names: _Names, summit: Summit, today: date, *, attendance: bool
) -> Iterator[_Draft]:
    if summit.window is None:
        return
    window = Window(today, summit.window.end + timedelta(days=_RESCHEDULING_DAYS))
    yield _Draft(
        f"meet.{dyad.id}.at-{summit.forum}",
        QuestionKind.MEET,
        (dyad.first, dyad.second),
        window,
        f"{names.both} meet at {summit.name}",
        forum=summit.forum,
    )
    for leader in (dyad.first, dyad.second) if attendance else ():
        yield _Draft(
            f"attend.{leader}.{summit.forum}",
            QuestionKind.ATTEND,
            (leader,),
            window,
            f"{names.of(leader)} attends {summit.name}",
            forum=summit.forum,
        )


def upcoming(dyad: Dyad, chronicle: Chronicle, today: date, days: int) -> tuple[Summit, ...]:
    """Summits within ``days`` whose days are fixed and at which both may be expected."""
    homes = {chronicle.stands_for(leader, today) for leader in (dyad.first, dyad.second)}
    last = today + timedelta(days=days)
    found = [
        summit
        for summit in chronicle.summits.values()
        if summit.window is not None
        and not summit.cancelled
        and today < summit.window.start <= last
        and homes <= expected_at(summit)
    ]
    return tuple(sorted(found, key=_start))


def expected_at(summit: Summit) -> frozenset[CountryCode]:
    """Members, invited countries and the host."""
    host = frozenset({summit.place.country}) if summit.place else frozenset()
    return summit.members | summit.invitees | host


def _start(summit: Summit) -> tuple[date, str]:
    return (summit.window.start if summit.window else date.max, summit.id)


def _ends(kinds: Iterable[str], today: date, least_days: int) -> tuple[date, ...]:
    """Last days of the running periods, and of those after periods that are almost over."""
    found: set[date] = set()
    for kind in kinds:
        end = period_end(kind, today)
        found.add(end)
        if (end - today).days < least_days:
            found.add(period_end(kind, end + DAY))
    return tuple(sorted(found))


def period_end(kind: str, day: date) -> date:
    """Last day of the running month, quarter or year, or of the year after.

    Raises:
        KeyError: If ``kind`` is none of these.
    """
    months = {"month": 1, "quarter": _QUARTER, "year": _MONTHS, "next_year": _MONTHS}[kind]
    year = day.year + (1 if kind == "next_year" else 0)
    first = (day.month - 1) // months * months if kind != "next_year" else 0
    after = first + months
    return date(year + after // _MONTHS, after % _MONTHS + 1, 1) - DAY
