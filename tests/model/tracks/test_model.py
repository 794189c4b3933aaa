"""The fitted track model: coherent curves, sensible directions, plain data."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecaster.domain.errors import ModelError
from forecaster.domain.signals import SignalType
from forecaster.domain.tracks import TrackHistory
from forecaster.model.tracks.fit import fit_tracks, moments
from forecaster.model.tracks.model import CEILING, TrackModel, model_to_json, track_chance
from forecaster.model.tracks.ridge import Sample, fit_logit
from forecaster.model.tracks.standing import Standing, standing_of
from forecaster.model.tracks.vintages import fit_vintages, sealed, unsealed
from tests.model.tracks.builders import a_history, a_signal, day

MAY = "2031-05-10..2031-05-12"
TOLD = [kind.value for kind in SignalType if kind.value not in ("MET", "TRAVEL")]


def standing(*signals: object) -> Standing:
    result = standing_of(signals)  # type: ignore[arg-type]
    assert result is not None
    return result


INVITED = (a_signal("INVITE", "2031-04-01", place="NOR", when=MAY),)
CONFIRMED = (*INVITED, a_signal("CONFIRM", "2031-04-10", place="NOR", when=MAY, actor="SUD"))
CANCELLED = (*CONFIRMED, a_signal("CANCEL", "2031-04-20", place="NOR", when=MAY))
POSTPONED = (*CONFIRMED, a_signal("POSTPONE", "2031-04-20", when="2032-01-01..2032-12-31"))


def inside(model: TrackModel, signals: tuple, on: str = "2031-04-21") -> float:
    return track_chance(model, standing(*signals), day(on), 365).inside


def test_words_move_the_chance_as_they_read(model: TrackModel) -> None:
    assert inside(model, CONFIRMED) > inside(model, INVITED) + 0.1
    assert inside(model, CANCELLED) < inside(model, CONFIRMED) / 3
    assert track_chance(model, standing(*POSTPONED), day("2031-04-21"), 200).within(200) < 0.1


def test_a_renewed_invitation_is_no_bad_news(model: TrackModel) -> None:
    once = (a_signal("INVITE", "2031-05-01", place="NOR"),)
    again = (*once, a_signal("INVITE", "2031-07-08", place="NOR"))
    asked_once, asked_again = (
        track_chance(model, standing(*told), day("2031-07-10"), 365).within(365)
        for told in (once, again)
    )
    assert asked_again > asked_once


def test_days_pile_up_in_the_stated_window(model: TrackModel) -> None:
    chance = track_chance(model, standing(*CONFIRMED), day("2031-04-21"), 365)
    in_window = chance.daily[19:22].sum()
    assert in_window == pytest.approx(chance.inside)
    assert in_window > 0.6


def test_silence_past_the_window_is_bad_news(model: TrackModel) -> None:
    before = track_chance(model, standing(*CONFIRMED), day("2031-05-09"), 90).within(90)
    after = track_chance(model, standing(*CONFIRMED), day("2031-05-30"), 90).within(90)
    assert after < before - 0.3


def test_what_is_put_off_is_not_held_before_its_old_days(model: TrackModel) -> None:
    put_off = (*CONFIRMED, a_signal("POSTPONE", "2031-04-20"))
    chance = track_chance(model, standing(*put_off), day("2031-04-21"), 365)
    assert chance.within(19) == 0.0
    assert chance.within(365) > 0.2


def test_a_view_before_its_signals_is_refused(model: TrackModel) -> None:
    with pytest.raises(ModelError, match="cannot know"):
        track_chance(model, standing(*CONFIRMED), day("2031-04-01"), 90)


@settings(max_examples=60, deadline=None)
@given(
    kinds=st.lists(st.sampled_from(TOLD), min_size=1, max_size=6),
    lead=st.integers(-30, 900),
    width=st.integers(0, 400),
    wait=st.integers(0, 500),
)
def test_curves_are_coherent_for_any_story(
    model: TrackModel, kinds: list[str], lead: int, width: int, wait: int
) -> None:
    start = day("2031-03-01")
    first = start + timedelta(days=lead)
    when = f"{first}..{first + timedelta(days=width)}"
    told = tuple(
        a_signal(kind, str(start + timedelta(days=n)), when=when if n % 2 else None)
        for n, kind in enumerate(kinds)
    )
    on = start + timedelta(days=len(kinds) + wait)
    chance = track_chance(model, standing(*told), on, 730)
    assert (chance.daily >= 0.0).all()
    assert chance.inside + chance.later <= CEILING + 1e-9
    assert chance.daily.sum() <= chance.inside + chance.later + 1e-9
    assert np.isfinite(chance.spread)
    assert chance.spread >= 0.0


def test_models_survive_json_to_the_bit(model: TrackModel) -> None:
    data = json.loads(json.dumps(sealed(model)))
    assert sealed(unsealed(data)) == data
    again = unsealed(data)
    assert inside(again, CONFIRMED) == pytest.approx(inside(model, CONFIRMED), abs=1e-6)


def test_a_changed_coefficient_is_noticed(model: TrackModel) -> None:
    data = json.loads(json.dumps(sealed(model)))
    data["inside"]["beta"]["confirmed"] += 0.5
    with pytest.raises(ModelError, match="content hash"):
        unsealed(data)


def test_a_model_of_other_features_is_refused(model: TrackModel) -> None:
    data = {**model_to_json(model), "recipe": "tracks@0"}
    with pytest.raises(ModelError, match="recipe"):
        unsealed({**data, "content_hash": sealed(model)["content_hash"]} | _rehashed(data))


def _rehashed(data: dict) -> dict:
    from forecaster.model.tracks.vintages import content_hash

    return {"content_hash": content_hash(data)}


def test_the_future_teaches_the_past_nothing(histories: tuple[TrackHistory, ...]) -> None:
    cutoff = datetime(2018, 1, 1, tzinfo=UTC)
    past = [history for history in histories if history.known_at <= cutoff]
    assert sealed(fit_tracks(histories, cutoff)) == sealed(fit_tracks(past, cutoff))


def test_vintages_begin_when_enough_tracks_are_resolved(
    histories: tuple[TrackHistory, ...],
) -> None:
    models = fit_vintages(histories, (2003, 2015, 2020))
    assert [model.trained_through.year for model in models] == [2015, 2020]


def test_outcomes_and_late_signals_are_no_moments() -> None:
    told = (
        a_signal("CONFIRM", "2031-05-01", when="2031-05-11"),
        a_signal("TRAVEL", "2031-05-10"),
        a_signal("WILLING", "2031-05-11"),
    )
    (moment,) = moments(a_history(1, told, "2031-05-11"), silent=False)
    assert (moment.on, moment.delay) == (day("2031-05-02"), 10)
    assert moment.held_inside
    assert moment.held_within(10)
    assert not moment.held_within(9)


def test_silent_moments_stop_where_something_happens() -> None:
    told = (
        a_signal("INVITE", "2031-03-01", when="2031-12-01"),
        a_signal("HEDGE", "2031-03-25"),
    )
    looks = moments(a_history(1, told, None, "2031-04-20"), silent=True)
    silent = [look.on for look in looks if look.silent]
    assert silent == [day("2031-03-09"), day("2031-03-23"), day("2031-04-02"), day("2031-04-16")]


def many(held: int, failed: int) -> list[TrackHistory]:
    result = []
    for number in range(held + failed):
        told = (a_signal("CONFIRM", "2031-03-01", when="2031-04-01"),)
        result.append(a_history(number, told, "2031-04-01" if number < held else None))
    return result


END = datetime(2040, 1, 1, tzinfo=UTC)


def test_one_class_of_outcome_is_refused_with_a_remedy() -> None:
    with pytest.raises(ModelError, match="only one class"):
        fit_tracks(many(80, 0), END)


def test_too_few_tracks_are_refused_with_a_remedy() -> None:
    with pytest.raises(ModelError, match="60 are needed"):
        fit_tracks(many(30, 10), END)


def sample(rows: list[list[float]], target: list[float]) -> Sample:
    size = len(target)
    return Sample(np.array(rows), np.array(target), np.ones(size), np.arange(size))


def test_separation_stays_finite() -> None:
    rows = [[float(n >= 50)] for n in range(100)]
    fit = fit_logit(sample(rows, [row[0] for row in rows]), 20.0)
    assert 0.5 < fit.beta[1] < 10.0
    assert np.isfinite(fit.covariance).all()


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ModelError, match="no number"):
        fit_logit(sample([[1.0], [float("nan")]], [0.0, 1.0]), 1.0)


def test_a_constant_feature_does_no_harm() -> None:
    fit = fit_logit(sample([[1.0], [1.0], [1.0], [1.0]], [0.0, 1.0, 1.0, 1.0]), 1.0)
    assert fit.linear(np.array([1.0])) == pytest.approx(np.log(3), abs=1e-4)


def test_logit_agrees_with_statsmodels() -> None:
    import statsmodels.api as sm

    rng = np.random.default_rng(5)
    rows = rng.normal(size=(400, 3))
    target = (rng.uniform(size=400) < 1 / (1 + np.exp(-rows @ [1.0, -0.5, 0.2]))).astype(float)
    ours = fit_logit(Sample(rows, target, np.ones(400), np.arange(400)), 1e-9)
    theirs = sm.GLM(target, sm.add_constant(rows), family=sm.families.Binomial()).fit(
        cov_type="HC0"
    )
    assert np.allclose(ours.beta, theirs.params, atol=1e-6)
    assert np.allclose(np.sqrt(np.diag(ours.covariance)), theirs.bse, rtol=1e-4)
