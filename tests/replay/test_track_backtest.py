"""The score of the track model, by story left out, walk-forward, and on unseen folders."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from forecaster.domain.errors import ModelError
from forecaster.domain.people import Dyad, LeaderId
from forecaster.domain.tracks import TrackHistory
from forecaster.model.tracks.fit import fit_tracks, moments
from forecaster.model.tracks.model import TrackModel
from forecaster.replay.track_backtest import (
    ClassRates,
    Judged,
    by_dyad,
    judge,
    leave_out,
    scores_to_json,
    status_table,
    track_scores,
    unseen,
)
from tests.model.tracks.builders import a_history, a_signal
from tests.model.tracks.conftest import histories, model

__all__ = ["histories", "model"]


@pytest.fixture(scope="session")
def left_out(histories: tuple[TrackHistory, ...]) -> tuple[Judged, ...]:
    return leave_out(histories, np.random.default_rng(7))


def test_the_model_beats_class_rates_on_stories_left_out(left_out: tuple[Judged, ...]) -> None:
    scores = track_scores(left_out, np.random.default_rng(1))
    needed = {"held_within_30_days": 0.30, "held_within_90_days": 0.15, "held_in_window": 0.06}
    for name, least in needed.items():
        assert scores[name].skill >= least
        assert scores[name].skill_interval[0] > 0.0
        assert abs(scores[name].mean_forecast - scores[name].mean_outcome) < 0.04


def test_the_model_beats_class_rates_on_pairs_left_out(
    histories: tuple[TrackHistory, ...],
) -> None:
    """A third of the pairs at a time, judged by what the others taught."""
    judged = leave_out(histories, np.random.default_rng(7), group=by_dyad, folds=3)
    scores = track_scores(judged, np.random.default_rng(1), by_dyad)
    needed = {"held_within_30_days": 0.30, "held_within_90_days": 0.15, "held_in_window": 0.06}
    for name, least in needed.items():
        assert scores[name].skill >= least
        assert scores[name].skill_interval[0] > 0.0


def test_a_track_told_by_its_outcome_alone_is_no_look() -> None:
    """Nothing was said before the meeting, so there is nothing to judge, and nothing breaks."""
    met = a_history(1, (a_signal("MET", "2031-03-10"),), "2031-03-10")
    assert moments(met, silent=True) == ()


def test_vintages_beat_class_rates_on_the_year_that_follows(
    histories: tuple[TrackHistory, ...],
) -> None:
    judged: list[Judged] = []
    for year in range(2016, 2026, 3):
        moment = datetime(year, 1, 1, tzinfo=UTC)
        train = [history for history in histories if history.known_at <= moment]
        whole = judge(fit_tracks(train, moment), ClassRates(train), histories)
        judged += [item for item in whole if item.moment.on.year == year]
    assert {item.moment.on.year for item in judged} == {2016, 2019, 2022, 2025}
    scores = track_scores(judged, np.random.default_rng(1))
    assert scores["held_within_30_days"].skill > 0.2
    assert scores["held_within_90_days"].skill > 0.05


def test_a_folder_of_other_pairs_is_scored_with_the_model_in_service(
    model: TrackModel, histories: tuple[TrackHistory, ...]
) -> None:
    pair = Dyad.of(LeaderId("alder"), LeaderId("birch"))
    renamed = [replace(h, id=f"x{h.id}", story=f"x{h.story}", dyad=pair) for h in histories[:40]]
    rng = np.random.default_rng(1)
    assert unseen(model, histories, renamed, rng) == judge(model, ClassRates(histories), renamed)


def test_no_track_helps_to_judge_itself(
    model: TrackModel, histories: tuple[TrackHistory, ...]
) -> None:
    own = [h for h in histories if not h.left_truncated][:30]
    judged = unseen(model, histories, own, np.random.default_rng(1))
    in_sample = judge(model, ClassRates(histories), own)
    assert len(judged) == len(in_sample)
    assert {j.said for j in judged}.isdisjoint(j.said for j in in_sample)


def test_reports_name_what_scripts_read(left_out: tuple[Judged, ...]) -> None:
    data = scores_to_json(track_scores(left_out, np.random.default_rng(1)))
    assert list(data) == ["held_within_30_days", "held_within_90_days", "held_in_window"]
    assert all({"n", "brier", "class_rate_brier"} <= set(part) for part in data.values())


def test_scores_by_hand(model: TrackModel) -> None:
    """One moment, said 0.75, happened: the Brier score is (0.75 - 1) ** 2."""
    track = a_history(1, (a_signal("CONFIRM", "2031-03-01", when="2031-03-10"),), "2031-03-10")
    (item,) = judge(model, ClassRates([track]), [track])
    fixed = replace(item, said=(0.75, 0.75, 0.5), rates=(0.5, 0.5, 0.5))
    scores = track_scores([fixed], np.random.default_rng(1))
    assert scores["held_within_30_days"].brier == pytest.approx(0.0625)
    assert scores["held_within_30_days"].skill == pytest.approx(0.75)
    assert scores["held_in_window"].skill == pytest.approx(0.0)


def test_a_status_is_worth_less_the_worse_it_reads(left_out: tuple[Judged, ...]) -> None:
    rows = status_table(left_out)
    assert sum(row.n for row in rows) == len(left_out)

    def held(status: str) -> float:
        mine = [row for row in rows if row.status == status]
        return sum(row.n * row.held for row in mine) / sum(row.n for row in mine)

    assert held("confirmed") > held("accepted") > held("postponed") > held("cancelled")


def test_an_empty_folder_is_refused_with_a_remedy() -> None:
    with pytest.raises(ModelError, match="no signal to score"):
        track_scores([], np.random.default_rng(1))
