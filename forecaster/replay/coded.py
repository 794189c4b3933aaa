"""What machine-coded intent to meet adds for American dyads: an evaluation, never shipped.

Events come from a folder the user names (:mod:`forecaster.replay.coded_events`). Trained on the
years 2005 to 2015, scored on later, denser files. Counts are decayed days with an event, set
against the dyad's own usual coverage; they correct what the record model of the time says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pandas as pd

from forecaster.domain.clock import start_of
from forecaster.domain.errors import ModelError
from forecaster.model.book import Book
from forecaster.model.fitted import RecordModel, newest
from forecaster.model.worldstate import world_state
from forecaster.panel.build import first_meetings
from forecaster.panel.days import Days, Flags, Floats, calendar_day
from forecaster.panel.features import View
from forecaster.replay.backtest import References
from forecaster.scoring.compare import cluster_skill
from forecaster.scoring.reliability import calibration_error, calibration_line, logit
from forecaster.scoring.rules import brier

TRAINED_ON = "ICEWS05-15"
SCORED_ON = ("ICEWS18", "ICEWS21", "ICEWS22")
LEADS = (14, 30)
PARTS = {14: (1.0, 7 / 23), 30: (1.0, 1.0)}
"""Parts of the first two lead buckets (7 and 23 days) that lie within a lead."""

WORLD = "united_states"
STEP_DAYS = 3
"""Distance of origins."""

WARM_UP_DAYS = 45
"""Days of coverage before the first origin of a file."""

RIDGE = 20.0
INTENT = frozenset({"036"})
TALKS = frozenset({"040", "041", "046"})
VISITS = frozenset({"042", "043", "044"})
HOSTILE_ROOTS = frozenset(f"{root}" for root in range(11, 21))


@dataclass(frozen=True, slots=True)
class CodedBlock:
    """Forecast cases of one file at one lead.

    Attributes:
        design: Cases x terms; the second is the log odds that the record model gives.
        met: 1 where the pair met in time.
        base: The dyad's own past rate shrunk to the mean.
        dyad: Index of the pair.
        covered: Whether the file has an event between the two leaders themselves.
    """

    design: Floats
    met: Floats
    base: Floats
    dyad: Days
    covered: Flags

    def take(self, use: Flags) -> CodedBlock:
        """Some of the cases."""
        return CodedBlock(*(getattr(self, one.name)[use] for one in fields(self)))


def faded(days: Days, origins: Days, half_life: float) -> Floats:
    """Decayed number of distinct event days before each origin."""
    age = origins[:, None] - 1 - np.unique(days)[None, :]
    weight = np.where(age >= 0, 0.5 ** (np.maximum(age, 0) / half_life), 0.0)
    return np.asarray(weight.sum(axis=1))


def intent_terms(events: pd.DataFrame, origins: Days) -> Floats:
    """Terms of one dyad: recent intent, against the usual, from both sides, echoes, hostility."""
    code, day = events["cameo"].astype(str), events["day"].to_numpy()

    def count(mask: pd.Series, half_life: float) -> Floats:
        return faded(day[mask.to_numpy()], origins, half_life)

    intent, ours = code.isin(INTENT), events["source"] == "USA"
    usual = count(intent, 60.0) / 86.0 * 6.0
    recent = count(intent, 4.0)
    both = np.minimum(count(intent & ours, 5.0), count(intent & ~ours, 5.0))
    coverage = count(code.notna(), 30.0) / 43.0
    columns = [
        np.log1p(recent),
        np.log((recent + 0.3) / (usual + 0.3)),
        np.log1p(both),
        np.log1p(count(code.isin(TALKS), 5.0)),
        np.log1p(count(code.isin(VISITS), 7.0)),
        np.log1p(count(code.str[:2].isin(HOSTILE_ROOTS), 10.0)),
        np.log(coverage + 0.05),
        np.log1p(count(intent, 15.0)) - np.log1p(recent),
    ]
    return np.stack(columns, axis=-1)


class RecordChances:
    """What record and calendar say of all American pairs, by the newest model of the time."""

    def __init__(self, book: Book, models: Sequence[RecordModel]) -> None:
        self._models = models
        self.history = book.histories[WORLD]
        self._sidelines = book.sidelines[WORLD]
        self._kept: dict[int, Floats] = {}

    def within(self, origins: Days, days: int) -> Floats:
        """Origins x pairs: chance of a meeting within so many days."""
        rates = np.array([self._totals(int(day)) for day in origins])
        return np.asarray(-np.expm1(-np.tensordot(PARTS[days], rates, axes=(0, 1))))

    def _totals(self, day: int) -> Floats:
        """Rates of the first two lead buckets; days share a bucket's rate evenly."""
        if day not in self._kept:
            model = newest(self._models, start_of(calendar_day(day)))
            if model is None:
                raise ModelError(f"no model was trained by {calendar_day(day)}", remedy="fit one")
            state = world_state(model, self.history, self._sidelines, day)
            self._kept[day] = state.totals[: len(PARTS[LEADS[0]])]
        return self._kept[day]


def coded_block(chances: RecordChances, events: pd.DataFrame, lead: int) -> CodedBlock:
    """Cases of one file: American dyads with an event and at least two known meetings."""
    history = chances.history
    first, last = int(events["day"].min()), int(events["day"].max())
    origins = np.arange(first + WARM_UP_DAYS, last + 1 - lead, STEP_DAYS)
    others = set(events["other"])
    places = [k for k, pair in enumerate(history.pairs) if others & set(pair)]
    view = View(history, origins)
    day, _ = first_meetings(history, origins)
    grid = np.arange(origins[0] % 28 + 5500, origins[-1], 28)
    base = References(history, grid).base_rate(origins, lead)[0][:, places]
    usual = chances.within(origins, lead)[:, places]
    coded = [
        intent_terms(events[events["other"].isin(history.pairs[place])], origins)
        for place in places
    ]
    known = [
        np.ones(base.shape),
        logit(usual),
        (view.counts.recency[:, places] < 30).astype(np.float64),  # noqa: PLR2004 - a month
        view.pace(90)[:, places],
    ]
    design = np.concatenate([np.stack(known, axis=-1), np.stack(coded, axis=1)], axis=-1)
    use = view.counts.total[:, places] >= 2  # noqa: PLR2004 - as in the back-test
    met = (day - origins[:, None] < lead)[:, places].astype(np.float64)
    dyad = np.broadcast_to(np.array(places), base.shape)
    leaders = set(events["other"][events["leaders"]])
    covered = np.array([bool(leaders & set(history.pairs[place])) for place in places])
    return CodedBlock(design, met, base, dyad, np.broadcast_to(covered, base.shape)).take(use)


def logistic(design: Floats, met: Floats) -> Floats:
    """Ridge logistic regression, shrunk towards the record model's forecast as it stands."""
    start = np.zeros(design.shape[1])
    start[1] = 1.0
    current = start.copy()
    for _ in range(40):
        fitted = expit(design @ current)
        gradient = design.T @ (met - fitted) - RIDGE * (current - start)
        weight = fitted * (1.0 - fitted)
        information = (design * weight[:, None]).T @ design + RIDGE * np.eye(len(current))
        step = np.clip(np.linalg.solve(information, gradient), -0.7, 0.7)
        current = current + step
        if np.abs(step).max() < 1e-8:  # noqa: PLR2004 - far below any printed digit
            break
    return current


def coded_scores(
    book: Book, models: Sequence[RecordModel], events: pd.DataFrame, rng: np.random.Generator
) -> list[dict[str, Any]]:
    """Train on the early file, score on the later ones, by lead and choice of dyads; JSON-ready."""
    chances = RecordChances(book, models)
    return [one for lead in LEADS for one in _scores(chances, events, lead, rng)]


def _scores(
    chances: RecordChances, events: pd.DataFrame, lead: int, rng: np.random.Generator
) -> list[dict[str, Any]]:
    """Scores at one lead: dyads whose leaders are named together, and all with any event."""
    train = coded_block(chances, events[events["dataset"] == TRAINED_ON], lead)
    mean, scale = train.design.mean(axis=0), np.maximum(train.design.std(axis=0), 1e-6)
    mean[:2], scale[:2] = 0.0, 1.0
    weights = logistic((train.design - mean) / scale, train.met)
    test = joined(coded_block(chances, events[events["dataset"] == one], lead) for one in SCORED_ON)
    stated = expit(((test.design - mean) / scale) @ weights)
    chosen = {"leaders": test.covered, "any": np.full(len(stated), fill_value=True)}
    return [
        {"days": lead, "named": name, **_score(stated[use], test.take(use), rng)}
        for name, use in chosen.items()
    ]


def _score(stated: Floats, test: CodedBlock, rng: np.random.Generator) -> dict[str, Any]:
    """Skill with coded events against the dyad's past rate, and what the events add to the record.

    ``record_skill`` is that of the record model alone; ``events_lower_by`` is the part of its
    Brier score that the events take away.
    """
    scores = [brier(said, test.met) for said in (stated, expit(test.design[:, 1]), test.base)]
    skill, interval = cluster_skill(scores[0], scores[2], test.dyad, rng)
    adds, adds_interval = cluster_skill(scores[0], scores[1], test.dyad, rng)
    return {
        "n": len(test.met),
        "dyads": len(np.unique(test.dyad)),
        "skill": round(skill, 4),
        "skill_interval": [round(end, 4) for end in interval],
        "record_skill": round(1.0 - float(scores[1].sum() / scores[2].sum()), 4),
        "events_lower_by": round(adds, 4),
        "events_interval": [round(end, 4) for end in adds_interval],
        "slope": round(calibration_line(stated, test.met).slope, 3),
        "ece": round(calibration_error(stated, test.met), 4),
    }


def joined(blocks: Iterable[CodedBlock]) -> CodedBlock:
    """Several files' cases as one."""
    parts = list(blocks)
    columns = ([getattr(part, one.name) for part in parts] for one in fields(CodedBlock))
    return CodedBlock(*map(np.concatenate, columns))


def expit(value: Floats) -> Floats:
    """Chance from log odds."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(value, -30.0, 30.0))))
