"""Whether a newly fitted model may serve: it must not be worse on the last matured window.

What is judged is the candidate's twin: the same recipe fitted on what was known when the window
opened. Twin and model in service look at the same pairs from the same day; the facts since then
are the judge.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.clock import start_of
from forecaster.domain.versions import ModelState
from forecaster.model.book import Book
from forecaster.model.fitted import RecordModel
from forecaster.model.record import RecordState
from forecaster.panel.buckets import BUCKETS, SETTLING_DAYS
from forecaster.panel.build import first_meetings
from forecaster.panel.days import Floats, calendar_day, known_from, number

WINDOW_DAYS = 90
"""Length of the window on which candidates are judged."""

MATURES_DAYS = WINDOW_DAYS + SETTLING_DAYS
"""Days from the opening of the window until its outcomes are known."""


_UNRECORDED = f"no record of meetings reaches over the {WINDOW_DAYS} days from {{opened}}"
"""The fact tables end where their sources do; what lies behind them judges nobody."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a candidate may serve, and on what grounds.

    Attributes:
        state: ``CHAMPION`` or ``REFUSED``.
        reason: In a sentence, with the figures.
        scores: Named figures.
    """

    state: ModelState
    reason: str
    scores: tuple[tuple[str, float], ...] = ()


def judge(
    chronicle: Chronicle, twin: RecordModel | None, in_service: RecordModel | None, opened: int
) -> Verdict:
    """Compare the candidate's twin with the model in service on the window opened on a day.

    Args:
        chronicle: What is known now.
        twin: The candidate's recipe fitted when the window opened; None if nothing was fitted.
        in_service: The model in service, None if there is none.
        opened: Day number of the window's opening.
    """
    if in_service is None or twin is None:
        return Verdict(ModelState.CHAMPION, "no fitted model was in service")
    if known_from(in_service.trained_through) > opened:
        return Verdict(ModelState.CHAMPION, "no window has matured since the one in service")
    outcomes = _outcomes(chronicle, opened)
    if not outcomes:
        return Verdict(ModelState.CHAMPION, _UNRECORDED.format(opened=calendar_day(opened)))
    mine, theirs = (_briers(chronicle, model, opened, outcomes) for model in (twin, in_service))
    gap = mine - theirs
    n, mean, error = len(gap), float(gap.mean()), float(gap.std(ddof=1) / np.sqrt(len(gap)))
    scores = (
        ("window_pairs", float(n)),
        ("window_brier", float(mine.mean())),
        ("window_brier_in_service", float(theirs.mean())),
    )
    worse = mean > error
    said = "worse" if worse else "not worse"
    reason = (
        f"{said} on {n} pairs over {WINDOW_DAYS} days from {calendar_day(opened)}: "
        f"Brier {mine.mean():.4f} against {theirs.mean():.4f} "
        f"(difference {mean:+.4f} +- {error:.4f})"
    )
    return Verdict(ModelState.REFUSED if worse else ModelState.CHAMPION, reason, scores)


def _outcomes(chronicle: Chronicle, opened: int) -> dict[str, Floats]:
    """Per world, whether each pair met inside the window."""
    book = Book(chronicle)
    origins = np.array([opened], dtype=np.int64)
    found = {}
    for name, history in book.histories.items():
        if opened + MATURES_DAYS <= number(history.world.record_until):
            day, _ = first_meetings(history, origins)
            found[name] = (day[0] - opened < WINDOW_DAYS).astype(np.float64)
    return found


def _briers(
    chronicle: Chronicle, model: RecordModel, opened: int, outcomes: dict[str, Floats]
) -> Floats:
    """Brier scores by pair of "meets within the window", all worlds one after the other."""
    state = RecordState(Book(chronicle), model, start_of(calendar_day(opened)))
    parts = []
    for name, happened in outcomes.items():
        if name in state.worlds:
            world = state.worlds[name]
            reach = [bucket.index for bucket in BUCKETS if bucket.end <= WINDOW_DAYS]
            probability = -np.expm1(-world.totals[reach].sum(axis=0))
            parts.append(((probability - happened) ** 2)[world.eligible])
    return np.concatenate(parts)
