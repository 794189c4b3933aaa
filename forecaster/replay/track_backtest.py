"""How good the track model is: at each signal before the meeting, on stories it has not seen.

Three targets: held within 30 days, within 90 days, inside the window then stated. The reference
is the shrunk rate of the latest signal's type, learnt from the same tracks as the model. Tracks
whose beginning is not known are left out; a meeting or journey is never a feature.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from forecaster.domain.clock import Window
from forecaster.domain.errors import ModelError
from forecaster.domain.tracks import TrackHistory
from forecaster.model.tracks.fit import Moment, fit_tracks, moments
from forecaster.model.tracks.model import TrackChance, TrackModel, track_chance
from forecaster.model.tracks.standing import status_of

SHRINKAGE = 5.0
"""Signals' worth of the overall rate mixed into each type's rate."""

FOLDS = 40
"""Parts of the stories or pairs that are left out in turn."""

Group = Callable[[TrackHistory], str]

_HORIZON = 90
_RESAMPLES = 1000
_LEADS = ((0, 3), (4, 7), (8, 14), (15, 30), (31, 60), (61, 120), (121, 400))


@dataclass(frozen=True, slots=True)
class Target:
    """One thing to be right about.

    Attributes:
        name: Key in reports.
        counts: Whether a moment is scored.
        happened: What came.
        chance: What the model said.
    """

    name: str
    counts: Callable[[Moment], bool]
    happened: Callable[[Moment], bool]
    chance: Callable[[TrackChance], float]


TARGETS = (
    Target(
        "held_within_30_days", lambda _: True, lambda m: m.held_within(30), lambda c: c.within(30)
    ),
    Target(
        "held_within_90_days", lambda _: True, lambda m: m.held_within(90), lambda c: c.within(90)
    ),
    Target(
        "held_in_window",
        lambda m: m.standing.window is not None,
        lambda m: m.held_inside,
        lambda c: c.inside,
    ),
)


@dataclass(frozen=True, slots=True)
class TrackScore:
    """Score on one target.

    Attributes:
        n: Number of moments.
        stories: Number of stories they come from.
        first: Day of the earliest moment.
        last: Day of the latest.
        brier: Brier score of the model, one-sided, 0 to 1.
        class_rate_brier: Brier score of the shrunk rate of the latest signal's type.
        skill: ``1 - brier / class_rate_brier``.
        skill_interval: 90 % interval of the skill, stories (or pairs) resampled.
        mean_forecast: Mean probability given.
        mean_outcome: Share that came true.
    """

    n: int
    stories: int
    first: date
    last: date
    brier: float
    class_rate_brier: float
    skill: float
    skill_interval: tuple[float, float]
    mean_forecast: float
    mean_outcome: float


@dataclass(frozen=True, slots=True)
class Judged:
    """A moment with what the model and the class rates said of each target."""

    moment: Moment
    said: tuple[float, ...]
    rates: tuple[float, ...]


class ClassRates:
    """Shrunk rate of each target by type of the latest signal."""

    def __init__(self, histories: Iterable[TrackHistory]) -> None:
        looks = [look for history in _usable(histories) for look in moments(history, silent=False)]
        if not looks:
            raise ModelError("no tracks to learn class rates from", remedy="check the track tables")
        self._rates = tuple(_rates(looks, target) for target in TARGETS)

    def of(self, moment: Moment) -> tuple[float, ...]:
        """The reference forecasts for one moment, one per target."""
        kind = moment.told[-1].act.type.value
        return tuple(rates.get(kind, rates[""]) for rates in self._rates)


def _rates(looks: Iterable[Moment], target: Target) -> dict[str, float]:
    """Rate by type; the overall one under the empty key."""
    by_type: defaultdict[str, list[bool]] = defaultdict(list)
    for look in looks:
        if target.counts(look):
            by_type[look.told[-1].act.type.value].append(target.happened(look))
    everything = [value for values in by_type.values() for value in values]
    mean = sum(everything) / max(len(everything), 1)
    rates = {
        kind: (sum(values) + SHRINKAGE * mean) / (len(values) + SHRINKAGE)
        for kind, values in by_type.items()
    }
    return {**rates, "": mean}


def _usable(histories: Iterable[TrackHistory]) -> tuple[TrackHistory, ...]:
    return tuple(history for history in histories if not history.left_truncated)


def judge(
    model: TrackModel, rates: ClassRates, histories: Iterable[TrackHistory]
) -> tuple[Judged, ...]:
    """What a model and the class rates say at each signal of some tracks."""
    return tuple(
        Judged(look, _said(model, look), rates.of(look))
        for history in _usable(histories)
        for look in moments(history, silent=False)
    )


def _said(model: TrackModel, look: Moment) -> tuple[float, ...]:
    chance = track_chance(model, look.standing, look.on, _HORIZON)
    return tuple(target.chance(chance) for target in TARGETS)


def by_story(history: TrackHistory) -> str:
    """Tracks that hang together are left out together."""
    return history.story


def by_dyad(history: TrackHistory) -> str:
    """All tracks of a pair are left out together: how the model does on pairs it never saw."""
    return history.dyad.id


def leave_out(
    histories: Iterable[TrackHistory],
    rng: np.random.Generator,
    scored: Iterable[TrackHistory] | None = None,
    group: Group = by_story,
    folds: int = FOLDS,
) -> tuple[Judged, ...]:
    """Judge tracks with models that have not seen their group.

    Args:
        histories: Tracks to learn from.
        rng: Deals the groups out to folds.
        scored: Tracks to judge; those to learn from if None.
        group: What is left out as a whole.
        folds: Number of parts that are left out in turn.
    """
    known = tuple(histories)
    tested = known if scored is None else tuple(scored)
    groups = sorted({group(history) for history in tested})
    rng.shuffle(groups)
    judged: list[Judged] = []
    for fold in range(min(folds, len(groups))):
        held_out = set(groups[fold::folds])
        train = [history for history in known if group(history) not in held_out]
        model = fit_tracks(train, max(history.known_at for history in train))
        judged += judge(model, ClassRates(train), (h for h in tested if group(h) in held_out))
    return tuple(judged)


def unseen(
    model: TrackModel,
    learnt: Sequence[TrackHistory],
    scored: Sequence[TrackHistory],
    rng: np.random.Generator,
) -> tuple[Judged, ...]:
    """Judge the tracks of any folder with the product's model.

    Tracks of stories or pairs from which the model has learnt are judged by models fitted without
    those stories instead, so that no track ever helps to judge itself.

    Args:
        model: The fitted model in service.
        learnt: Tracks it was fitted on.
        scored: Tracks to judge.
        rng: Deals shared stories out to folds.
    """
    stories, dyads = {h.story for h in learnt}, {h.dyad for h in learnt}
    fresh = [h for h in scored if h.story not in stories and h.dyad not in dyads]
    shared = [h for h in scored if h.story in stories or h.dyad in dyads]
    judged = judge(model, ClassRates(learnt), fresh)
    return (*judged, *leave_out(learnt, rng, shared)) if shared else judged


def track_scores(
    judged: Iterable[Judged],
    rng: np.random.Generator,
    group: Group = by_story,
    *,
    partly: bool = False,
) -> dict[str, TrackScore]:
    """Scores by target.

    Args:
        judged: Moments with forecasts.
        rng: Resamples groups for the intervals.
        group: What is resampled as a whole.
        partly: Whether a target without a moment is left out rather than refused.

    Raises:
        ModelError: If a target has no moment to score, and none may be left out.
    """
    items = tuple(judged)
    counted = [[j for j in items if target.counts(j.moment)] for target in TARGETS]
    return {
        target.name: _score(moments_of, index, rng, group)
        for index, (target, moments_of) in enumerate(zip(TARGETS, counted, strict=True))
        if moments_of or not partly
    }


def _score(
    judged: Sequence[Judged], index: int, rng: np.random.Generator, group: Group
) -> TrackScore:
    if not judged:
        raise ModelError(
            f"no signal to score {TARGETS[index].name} on",
            remedy="the folder needs tracks that are not left-truncated, with dated signals",
        )
    outcome = np.array([float(TARGETS[index].happened(j.moment)) for j in judged])
    said = np.array([j.said[index] for j in judged])
    model, rate = (said - outcome) ** 2, (np.array([j.rates[index] for j in judged]) - outcome) ** 2
    low, high = _skill_interval(model, rate, [group(j.moment.history) for j in judged], rng)
    return TrackScore(
        n=len(judged),
        stories=len({j.moment.history.story for j in judged}),
        first=min(j.moment.on for j in judged),
        last=max(j.moment.on for j in judged),
        brier=float(model.mean()),
        class_rate_brier=float(rate.mean()),
        skill=float(1.0 - model.sum() / rate.sum()),
        skill_interval=(low, high),
        mean_forecast=float(said.mean()),
        mean_outcome=float(outcome.mean()),
    )


def _skill_interval(
    model: NDArray[np.float64],
    rate: NDArray[np.float64],
    groups: Sequence[str],
    rng: np.random.Generator,
) -> tuple[float, float]:
    """Cluster bootstrap by group."""
    names = {name: n for n, name in enumerate(dict.fromkeys(groups))}
    cluster = np.array([names[name] for name in groups])
    ours, theirs = (np.bincount(cluster, weights=errors) for errors in (model, rate))
    draws = rng.integers(len(names), size=(_RESAMPLES, len(names)))
    skills = 1.0 - ours[draws].sum(axis=1) / theirs[draws].sum(axis=1)
    low, high = np.quantile(skills, (0.05, 0.95))
    return float(low), float(high)


def scores_to_json(scores: dict[str, TrackScore]) -> dict[str, dict[str, object]]:
    """The ``tracks`` part of the report of ``summitry backtest --tracks``."""
    return {
        name: {
            "n": score.n,
            "stories": score.stories,
            "from": score.first.isoformat(),
            "to": score.last.isoformat(),
            "brier": round(score.brier, 4),
            "class_rate_brier": round(score.class_rate_brier, 4),
            "skill": round(score.skill, 4),
            "skill_interval": [round(value, 4) for value in score.skill_interval],
            "mean_forecast": round(score.mean_forecast, 4),
            "mean_outcome": round(score.mean_outcome, 4),
        }
        for name, score in scores.items()
    }


@dataclass(frozen=True, slots=True)
class StatusRow:
    """What one status was worth at one lead.

    Attributes:
        status: Status after the signal.
        lead: First and last day of lead to the stated window; None where none was stated.
        n: Number of signals.
        held_in_window: Share held inside that window; None without one.
        held_90: Share held within 90 days.
        held: Share held in the end.
        forecast_90: Mean chance within 90 days that the model gave, story left out.
    """

    status: str
    lead: tuple[int, int] | None
    n: int
    held_in_window: float | None
    held_90: float
    held: float
    forecast_90: float


def status_table(judged: Iterable[Judged]) -> tuple[StatusRow, ...]:
    """What each status is worth by lead time, with counts; raw shares, not base rates."""
    cells: defaultdict[tuple[str, tuple[int, int] | None], list[Judged]] = defaultdict(list)
    for item in judged:
        status = status_of(item.moment.told, item.moment.on).value
        cells[status, _lead(item.moment)].append(item)
    order = sorted(cells, key=lambda cell: (cell[0], cell[1] or (999, 999)))
    return tuple(_status_row(*cell, cells[cell]) for cell in order)


def _lead(moment: Moment) -> tuple[int, int] | None:
    window: Window | None = moment.standing.window
    if window is None or window.end < moment.on:
        return None
    days = min(max((window.start - moment.on).days, 0), _LEADS[-1][1])
    return next(lead for lead in _LEADS if days <= lead[1])


def _status_row(status: str, lead: tuple[int, int] | None, items: Sequence[Judged]) -> StatusRow:
    def share(happened: Callable[[Moment], bool]) -> float:
        return sum(happened(item.moment) for item in items) / len(items)

    return StatusRow(
        status=status,
        lead=lead,
        n=len(items),
        held_in_window=None if lead is None else share(lambda m: m.held_inside),
        held_90=share(lambda m: m.held_within(90)),
        held=share(lambda m: m.delay is not None),
        forecast_90=sum(item.said[1] for item in items) / len(items),
    )
