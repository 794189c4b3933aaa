"""Attendance at summits walked forward: chances stated a month ahead, set beside what came.

Judged on the leaders whose absences are listed like their presence; of all others a missing row
proves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from forecaster.model.attendance import BY_SERIES, USUAL, Guest
from forecaster.model.attendancebook import Case
from forecaster.model.book import Book
from forecaster.panel.days import Days, Flags, Floats, calendar_day
from forecaster.replay.scope import EVERYTHING, Scope, period
from forecaster.scoring.compare import cluster_skill
from forecaster.scoring.rules import brier, log_score

LEAD_DAYS = 30

FIRST_YEAR = 2003
"""Earlier editions only teach."""

CHOSEN_THROUGH = 2016
"""Last year whose editions were looked at when the half-life of a record was chosen."""

Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class Judged:
    """Chances of attending, with what came.

    Attributes:
        year: Calendar year of the summit.
        seen: Day of the forecast: a month before the summit.
        country: Whom the leader leads.
        attended: 1 where he came.
        chance: What the model said.
        references: What simple forecasters would have said, by name.
    """

    year: npt.NDArray[np.int64]
    seen: Days
    country: npt.NDArray[np.str_]
    attended: Floats
    chance: Floats
    references: dict[str, Floats]


def attendance_walk(book: Book) -> Judged:
    """Every listed case since :data:`FIRST_YEAR`, seen from a month before the summit."""
    cases = book.attendance.cases
    judged = [(case, guest) for case in cases if (guest := _guest(book, case)) is not None]
    return Judged(
        np.array([_year(case) for case, _ in judged], dtype=np.int64),
        np.array([_seen(case) for case, _ in judged], dtype=np.int64),
        np.array([guest.holder.country for _, guest in judged]),
        np.array([case.attended for case, _ in judged], dtype=np.float64),
        np.array([guest.at(case.edition, _seen(case)).probability for case, guest in judged]),
        {
            "mean of the series": np.array([_series_mean(cases, case) for case, _ in judged]),
            "judged share": np.array(
                [BY_SERIES.get(case.edition.series, USUAL) for case, _ in judged]
            ),
        },
    )


def _guest(book: Book, case: Case) -> Guest | None:
    """The leader as seen a month before; None where he or the summit was not on the books then."""
    if _year(case) < FIRST_YEAR or case.edition.known > _seen(case):
        return None
    return Guest.of(book, case.leader, _seen(case), LEAD_DAYS + 1)


def _seen(case: Case) -> int:
    return case.edition.first_day - LEAD_DAYS


def _year(case: Case) -> int:
    return calendar_day(case.edition.first_day).year


def _series_mean(cases: Sequence[Case], case: Case) -> float:
    """Share of earlier cases of the series who came, with one case at the share of all series."""
    past = [one for one in cases if one.known <= _seen(case)]
    same = [one.attended for one in past if one.edition.series == case.edition.series]
    usual = (sum(one.attended for one in past) + 4.0) / (len(past) + 5.0)
    return (sum(same) + usual) / (len(same) + 1.0)


def attendance_scores(judged: Judged, rng: Rng, scope: Scope = EVERYTHING) -> list[dict[str, Any]]:
    """Scores over all years and over those that no constant was chosen on, by reference.

    Intervals resample years. A scope of pairs is one of the leaders of their countries; spans
    without a case in it are left out.
    """
    asked = scope.has_days(judged.seen)
    if scope.pairs:
        asked &= np.isin(judged.country, sorted(scope.countries))
    spans = {
        f"{FIRST_YEAR} on": judged.year >= FIRST_YEAR,
        f"{CHOSEN_THROUGH + 1} on": judged.year > CHOSEN_THROUGH,
    }
    return [
        {"years": span, "reference": name, **_scored(judged, reference, use, rng)}
        for span, within in spans.items()
        if (use := within & asked).any()
        for name, reference in judged.references.items()
    ]


def _scored(judged: Judged, reference: Floats, use: Flags, rng: Rng) -> dict[str, Any]:
    came = judged.attended[use]
    found: dict[str, Any] = {
        "n": len(came),
        **period(judged.seen[use]),
        "missed": int((1.0 - came).sum()),
    }
    for label, rule in (("brier", brier), ("log", log_score)):
        ours, theirs = rule(judged.chance[use], came), rule(reference[use], came)
        lower_by, interval = cluster_skill(ours, theirs, judged.year[use], rng)
        found[label] = round(float(ours.mean()), 5)
        found[f"reference_{label}"] = round(float(theirs.mean()), 5)
        found[f"{label}_lower_by"] = round(lower_by, 5)
        found[f"{label}_interval"] = [round(end, 5) for end in interval]
    return found
