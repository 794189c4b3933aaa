"""Whether a candidate may serve: judged on the last matured window, with the reason kept."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

import numpy as np

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.versions import ModelState
from forecaster.model.fitted import RecordModel
from forecaster.model.linear import Linear
from forecaster.model.worldfit import WorldFit
from forecaster.panel.days import number
from forecaster.replay.promotion import MATURES_DAYS, judge
from forecaster.store.facts import load_facts
from forecaster.store.files import data_root

OPENED = number(date(2018, 6, 1))


@cache
def known_by_then() -> Chronicle:
    """The first moment at which the window opened on 1 June 2018 can be judged."""
    moment = datetime(2018, 9, 14, tzinfo=UTC)
    assert number(moment.date()) == OPENED + MATURES_DAYS
    return Chronicle.of(load_facts(data_root())).as_of(moment)


@cache
def shipped(year: int) -> RecordModel:
    path = data_root() / "models" / "record" / f"{year}.json"
    return RecordModel.from_data(json.loads(path.read_text(encoding="utf-8")))


def louder(model: RecordModel, by: float) -> RecordModel:
    """The same model with all log rates raised."""

    def raised(fit: Linear) -> Linear:
        first = np.eye(1, len(fit.coefficients))[0]
        return replace(fit, coefficients=fit.coefficients + by * first)

    def world(fit: WorldFit) -> WorldFit:
        return replace(fit, hazards={key: raised(one) for key, one in fit.hazards.items()})

    return replace(model, worlds={name: world(fit) for name, fit in model.worlds.items()})


def test_the_first_model_needs_no_window() -> None:
    found = judge(known_by_then(), shipped(2018), None, OPENED)
    assert (found.state, found.scores) == (ModelState.CHAMPION, ())
    assert found.reason == "no fitted model was in service"


def test_a_model_that_saw_the_window_cannot_be_judged_on_it() -> None:
    found = judge(known_by_then(), shipped(2018), shipped(2019), OPENED)
    assert found.state is ModelState.CHAMPION
    assert found.reason == "no window has matured since the one in service"


def test_a_worse_candidate_is_refused_and_the_figures_are_kept() -> None:
    found = judge(known_by_then(), louder(shipped(2018), 1.5), shipped(2018), OPENED)
    figures = dict(found.scores)
    assert found.state is ModelState.REFUSED
    assert figures["window_brier"] > figures["window_brier_in_service"]
    assert figures["window_pairs"] > 100
    assert found.reason.startswith(f"worse on {figures['window_pairs']:.0f} pairs over 90 days")


def test_an_equal_candidate_serves_and_so_does_one_that_mends_a_worse_one() -> None:
    same = judge(known_by_then(), shipped(2018), shipped(2018), OPENED)
    assert same.state is ModelState.CHAMPION
    assert same.reason.startswith("not worse on")
    mended = judge(known_by_then(), shipped(2018), louder(shipped(2018), 1.5), OPENED)
    assert mended.state is ModelState.CHAMPION


def test_behind_the_end_of_the_record_nobody_is_judged() -> None:
    now = datetime(2026, 11, 29, tzinfo=UTC)
    opened = number(now.date()) - MATURES_DAYS
    known = Chronicle.of(load_facts(data_root())).as_of(now)
    found = judge(known, shipped(2018), shipped(2018), opened)
    assert (found.state, found.scores) == (ModelState.CHAMPION, ())
    assert found.reason == "no record of meetings reaches over the 90 days from 2026-08-16"
