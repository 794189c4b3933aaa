"""Families of questions about any pair at any moment, over the shipped record and track signals.

Whatever two leaders and whatever day are drawn, every kind of question is answered, and the
answers agree with themselves and with each other.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from forecaster.domain.clock import start_of
from forecaster.domain.meetings import ContactLevel
from forecaster.domain.people import LeaderId
from forecaster.domain.summits import Summit
from forecaster.store.files import data_root
from forecaster.store.trackfacts import load_signals
from jobs.asking import Counter, counter
from jobs.library import Library

pytestmark = pytest.mark.timeout(900)

FIRST, LAST = date(2001, 1, 1), date(2025, 12, 31)
SPANS = (10, 45, 120, 365)

Line = dict[str, Any]


@cache
def opened() -> Counter:
    library = Library(data_root())
    return counter(library, load_signals(data_root() / "facts" / "track_signals.csv"))


@cache
def leaders_on(day: date) -> list[LeaderId]:
    """Who led a country on a day or was chosen to, most often recorded first."""
    chronicle = opened().chronicle
    seen: dict[LeaderId, int] = {}
    for meeting in chronicle.meetings:
        for leader in (meeting.dyad.first, meeting.dyad.second):
            seen[leader] = seen.get(leader, 0) + 1
    ranked = sorted(seen, key=lambda leader: -seen[leader])
    return [leader for leader in ranked if chronicle.stands_for(leader, day)]


@cache
def summits_after(day: date) -> list[Summit]:
    view = opened().chronicle.as_of(start_of(day))
    return [
        summit
        for summit in view.summits.values()
        if summit.window and not summit.cancelled and 0 < (summit.window.start - day).days < 400
    ]


@st.composite
def settings_of_a_question(draw: st.DrawFn) -> tuple[date, tuple[LeaderId, ...], Summit | None]:
    day = draw(st.dates(FIRST, LAST))
    # Half of the draws from those who meet most, so that news and habit are in play.
    held = leaders_on(day)
    among = draw(st.sampled_from([held[:12], held]))
    three = draw(st.lists(st.sampled_from(among), min_size=3, max_size=3, unique=True))
    ahead = summits_after(day)
    return day, tuple(three), draw(st.sampled_from(ahead)) if ahead else None


def window(day: date, first: int, last: int) -> Line:
    span = {"start": first, "end": last}
    return {key: str(day + timedelta(days=offset)) for key, offset in span.items()}


def family(day: date, three: tuple[LeaderId, ...], summit: Summit | None) -> Iterator[Line]:
    """Every kind of question about a pair, with its neighbours along every dimension."""
    pair = list(three[:2])
    meet: Line = {"kind": "meet", "leaders": pair}
    for days in SPANS:
        within = {**meet, "window": window(day, 0, days)}
        yield within
        yield {**within, "window": window(day, days, days)}
        yield {**within, "complement": True}
        yield {**within, "leaders": list(three)}
        yield {**within, "leaders": list(three), "any_of": True}
        yield {**within, "kind": "next_venue"}
        yield {**within, "kind": "count"}
        yield {**within, "place": {"country": "USA"}}
        yield {**within, "place": {"country": "USA", "city": "Washington"}}
        yield {**within, "mode": "any"}
        for rung in ContactLevel:
            yield {**within, "contact": rung.name.lower()}
    yield race(day, pair)
    if summit is not None and summit.window is not None:
        ahead = (summit.window.end - day).days
        there: Line = {"window": window(day, 0, ahead), "forum": summit.forum}
        for rung in ContactLevel:
            yield {**meet, **there, "contact": rung.name.lower()}
        for present in (pair, pair[:1], pair[1:]):
            yield {"kind": "attend", "leaders": present, **there}


def race(day: date, pair: list[LeaderId]) -> Line:
    """In which of four spans they meet next."""
    bins = [window(day, first, last) for first, last in ((0, 29), (30, 89), (90, 179), (180, 365))]
    options = [{"leaders": pair, "window": span} for span in bins]
    return {"kind": "first", "options": options, "window": window(day, 0, 365)}


def answered(day: date, lines: list[Line]) -> list[Line]:
    desk = opened().desk(datetime.now(UTC))
    return list(desk.answer_lines(json.dumps({**line, "as_of": str(day)}) for line in lines))


# Shrinking would ask the whole family again and again; what is drawn is readable as it is.
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(settings_of_a_question())
def test_any_pair_on_any_day(drawn: tuple[date, tuple[LeaderId, ...], Summit | None]) -> None:
    day, three, summit = drawn
    lines = list(family(day, three, summit))
    found = answered(day, lines)
    assert [one for one in found if "error" in one] == []
    for line, one in zip(lines, found, strict=True):
        check_alone(line, one)
    check_kinds(lines, found)


def check_alone(line: Line, one: Line) -> None:
    """Sums, bounds and curves of one answer, as printed to six decimals."""
    low, high = one["interval"]
    assert 0.0 <= low <= one["probability"] <= high <= 1.0
    assert sum(one["outcomes"].values()) == pytest.approx(1.0, abs=1e-5)
    values = [value for _, value in one["by_date"]]
    assert values == sorted(values, reverse=bool(line.get("complement")))


def check_kinds(lines: list[Line], found: list[Line]) -> None:
    """Kinds read off one curve say the same of one window."""
    by_line = {json.dumps(line): one for line, one in zip(lines, found, strict=True)}

    def outcomes(line: Line, **changes: object) -> dict[str, float]:
        held: dict[str, float] = by_line[json.dumps({**line, **changes})]["outcomes"]
        return held

    start, pair = date.fromisoformat(lines[0]["window"]["start"]), lines[0]["leaders"]
    for days in SPANS:
        meet = {"kind": "meet", "leaders": pair, "window": window(start, 0, days)}
        none = outcomes(meet)["no"]
        assert outcomes(meet, complement=True)["yes"] == pytest.approx(none, abs=2e-6)
        # A plain answer keeps off 0 and 1; outcomes of several need not.
        assert outcomes(meet, kind="count")["0"] == pytest.approx(none, abs=6e-4)
        assert outcomes(meet, kind="next_venue")["none"] == pytest.approx(none, abs=6e-4)
    bins = outcomes(race(start, pair))["none"]
    year = outcomes(lines[0], window=window(start, 0, 365))["no"]
    assert bins == pytest.approx(year, abs=6e-4)


def test_spans_of_a_planned_meeting_hold_it_once_at_most() -> None:
    # Early in 2019 a meeting of the two was spoken of for June, and had been put off before.
    day, pair = date(2019, 1, 28), [LeaderId("vladimir-putin"), LeaderId("donald-trump")]
    meet: Line = {"kind": "meet", "leaders": pair, "window": window(day, 0, 365)}
    bins, year = answered(day, [race(day, pair), meet])
    assert bins["outcomes"]["none"] == pytest.approx(year["outcomes"]["no"], abs=6e-4)
