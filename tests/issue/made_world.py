"""A world of fourteen countries made by a formula: facts, a fitted model and questions.

Nothing here is real or read from a file, so the answers below stay what they are whatever the
shipped facts and models say.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import numpy as np

from forecaster.domain.chronicle import Chronicle, Facts
from forecaster.domain.clock import Window
from forecaster.domain.meetings import ContactLevel, Meeting, MeetingKind
from forecaster.domain.people import Dyad, Leader, LeaderId, Office, Term
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.questions import AcceptedMode, Question, QuestionKind, Rule
from forecaster.domain.summits import Attendance, Summit
from forecaster.model.design import Scaling
from forecaster.model.fitted import RecordModel
from forecaster.model.linear import Linear
from forecaster.model.recalibrate import Calibration
from forecaster.model.sidelines import SidelineFit
from forecaster.model.worldfit import FITTED, WorldFit
from forecaster.panel.editions import NAMES
from forecaster.panel.features import features_of
from forecaster.panel.history import history_of
from forecaster.panel.worlds import WORLDS, world_of

CODES = tuple(
    CountryCode(code)
    for code in (
        *("USA", "RUS", "CHN", "FRA", "DEU", "JPN", "IND"),
        *("POL", "TUR", "BRA", "ARG", "CHL", "COL", "PER"),
    )
)
FIRST, LAST = date(1990, 1, 1), date(2020, 12, 31)
SERIES = {"g20": CODES[:11], "apec": CODES[:3] + CODES[11:], "unga": (), "celac": CODES[9:]}
WEIGHTS = (1.0, 0.5, 0.5, 0.3, 0.3, 0.3, 0.2, 0.1, 0.2, 0.3, 0.3, 0.2, 0.2, 0.2)

Held = dict[CountryCode, list[Term]]


def pick(rng: Random, count: int) -> int:
    """A whole number below ``count``; ``Random.random`` alone is the same in every version."""
    return int(rng.random() * count)


def terms(rng: Random) -> Held:
    found: Held = {}
    for code in CODES:
        start, number, years = date(1989, 1 + pick(rng, 12), 1), 0, 4 + pick(rng, 3)
        while start < LAST:
            early = rng.random() < 0.2
            end = start.replace(year=start.year + (2 if early else years)) - timedelta(days=1)
            name = LeaderId(f"{code.lower()}-{number}")
            found.setdefault(code, []).append(Term(name, code, Office.BOTH, start, end))
            start, number = end + timedelta(days=1), number + 1
    return found


def leader_of(held: Held, code: CountryCode, day: date) -> LeaderId | None:
    return next((term.leader for term in held[code] if term.holds_on(day)), None)


def summits(rng: Random) -> list[Summit]:
    found = []
    for year in range(1995, 2022):
        for place, (series, members) in enumerate(SERIES.items()):
            start = date(year, 3 * place + 1, 1 + pick(rng, 25))
            host = (members or CODES)[pick(rng, len(members or CODES))]
            told = datetime(year - 1, 6, 1, tzinfo=UTC)
            window = Window(start, start + timedelta(days=pick(rng, 4)))
            edition = f"{series}-{year}"
            found.append(
                Summit(edition, series, edition, window, Place(host, None), frozenset(members),
                       frozenset(), told, told)
            )  # fmt: skip
    return found


def meetings(rng: Random, held: Held, calendar: list[Summit]) -> list[Meeting]:
    found = []
    for index in range(4000):
        day = FIRST + timedelta(days=pick(rng, (LAST - FIRST).days))
        one, other = (CODES[pick(rng, len(CODES))] for _ in range(2))
        if one == other or rng.random() > WEIGHTS[CODES.index(one)] + WEIGHTS[CODES.index(other)]:
            continue
        at = calendar[pick(rng, len(calendar))] if rng.random() < 0.2 else None
        if at is not None and at.window is not None:
            day = at.window.start
        first, second = leader_of(held, one, day), leader_of(held, other, day)
        if first is None or second is None or day > LAST:
            continue
        dyad = Dyad.of(first, second)
        countries = (one, other) if dyad.first == first else (other, one)
        where = at.place if at else Place((one, other, CODES[pick(rng, 14)])[pick(rng, 3)], None)
        world = world_of(one, other)
        source = {"united_states": "state.gov-visits", "south_america": "colt-sam"}
        kind = MeetingKind.SIDELINE if at else MeetingKind.THIRD_COUNTRY
        found.append(
            Meeting(f"m{index}", dyad, countries, Window(day, day + timedelta(days=pick(rng, 3))),
                    where, kind, at.series if at else None, "met_stated",
                    source[world.name] if world else "curated")
        )  # fmt: skip
    return found


def attendance(rng: Random, held: Held, calendar: list[Summit]) -> list[Attendance]:
    found = []
    for summit in calendar:
        assert summit.window is not None
        for code in CODES:
            who = leader_of(held, code, summit.window.start)
            if who is not None and rng.random() < 0.5:
                found.append(Attendance(summit.id, who, rng.random() < 0.8, summit.window.end))
    return found


def chronicle() -> Chronicle:
    rng = Random(20180716)
    held, calendar = terms(rng), summits(rng)
    listed = tuple(term for spells in held.values() for term in spells)
    return Chronicle.of(
        Facts(
            {term.leader: Leader(term.leader, term.leader) for term in listed},
            listed,
            tuple(calendar),
            tuple(attendance(rng, held, calendar)),
            tuple(meetings(rng, held, calendar)),
            (),
        )
    )


def _linear(rng: Random, names: tuple[str, ...], level: float) -> Linear:
    values = np.array([level, *(0.3 * (rng.random() - 0.5) for _ in names[1:])])
    return Linear(names, values, np.diag([0.01 + 0.01 * rng.random() for _ in names]))


def model(of: Chronicle) -> RecordModel:
    """Hazards with arbitrary coefficients: every covariate moves the answers."""
    rng, worlds = Random(7), {}
    for world in WORLDS:
        names = tuple(features_of(history_of(of, world)))
        scaling = Scaling(names, np.zeros(len(names)), np.ones(len(names)))
        hazards = {name: _linear(rng, scaling.terms, -0.5) for name in FITTED}
        worlds[world.name] = WorldFit(world.name, scaling, hazards, 1000, 100.0)
    return RecordModel(
        datetime(1999, 1, 1, tzinfo=UTC),
        worlds,
        SidelineFit(np.zeros(len(NAMES)), _linear(rng, ("level", *NAMES), -1.5), 500),
        {"united_states": tuple(Calibration(shift) for shift in (0.1, 0.05, 0.0, -0.05, -0.1))},
        {"south_america": 0.6},
        {},
    )


KINDS = (QuestionKind.MEET, QuestionKind.NEXT_VENUE, QuestionKind.COUNT, QuestionKind.VISIT,
         QuestionKind.ATTEND, QuestionKind.MEET, QuestionKind.FIRST)  # fmt: skip


def questions(of: Chronicle, count: int) -> list[tuple[datetime, Question]]:
    """Questions of every kind about leaders in office, at twelve moments."""
    rng = Random(99)
    held: Held = {}
    for term in of.terms:
        held.setdefault(term.country, []).append(term)
    days = [date(2001 + index, 1 + index % 12, 3 + 2 * index) for index in range(12)]
    return [_question(rng, held, days[pick(rng, 12)], index) for index in range(count)]


def _question(rng: Random, held: Held, day: date, index: int) -> tuple[datetime, Question]:
    kind = KINDS[index % len(KINDS)]
    in_office = [who for code in CODES if (who := leader_of(held, code, day)) is not None]
    start = pick(rng, len(in_office))
    one, other, third = (in_office[(start + 1 + step) % len(in_office)] for step in (0, 4, 9))
    begin = day + timedelta(days=(0, 40)[pick(rng, 2)])
    window = Window(begin, begin + timedelta(days=(6, 29, 89, 364, 800)[pick(rng, 5)]))
    alone = kind in (QuestionKind.VISIT, QuestionKind.ATTEND)
    placed = kind is QuestionKind.VISIT or (kind is QuestionKind.MEET and rng.random() < 0.5)
    rule = Rule(
        leaders=(one,) if alone else (one, other),
        window=window,
        contact=ContactLevel.SCHEDULED_BILATERAL,
        mode=AcceptedMode.IN_PERSON,
        place=Place(CODES[pick(rng, 14)], None) if placed else None,
        forum=f"G20-{day.year}" if kind is QuestionKind.ATTEND else None,
    )
    options = (rule, replace(rule, leaders=(one, third)))
    chosen = options if kind is QuestionKind.FIRST else ()
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    question = Question(f"q{index}", kind, rule, "made", moment, options=chosen)
    return moment, question
