"""Scores of single issues and their sums, by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from math import log

import pytest

from forecaster.domain.clock import Window
from forecaster.domain.forecasts import Answer, BaseRate, Forecast
from forecaster.domain.people import LeaderId
from forecaster.domain.questions import Question, QuestionKind, Resolution, Rule
from forecaster.questions.scorecard import cell, lead_of, scorecard, time_averaged
from forecaster.questions.scores import class_of, is_scored, score

OPENED = datetime(2018, 7, 1, tzinfo=UTC)
DAY = timedelta(days=1)
RULE = Rule(
    (LeaderId("a"), LeaderId("b")), Window(date(2018, 7, 1), date(2018, 7, 10)), "Europe/Moscow"
)
QUESTION = Question("q", QuestionKind.MEET, RULE, "", OPENED)
OVER = datetime(2018, 7, 10, 21, tzinfo=UTC)


def resolved(outcome: str, at: datetime = OVER, by: str | None = "rule") -> Resolution:
    return Resolution("q", 1, outcome, (), at, at, by, "reason")


def issued(probability: float, at: datetime, outcomes: dict[str, float] | None = None) -> Forecast:
    answer = Answer(
        probability=probability,
        interval=None,
        base_rate=BaseRate("USA and RUS in any 10 days, shrunk to two major powers", 9, 0.2),
        by_date=(),
        by_venue={},
        outcomes=outcomes or {},
        drivers=(),
        model_version="m",
    )
    return Forecast(f"f{at}", "q", at, at, answer, "d", ())


def test_one_issue_by_hand() -> None:
    found = score(issued(0.7, OPENED), QUESTION, resolved("yes"), OVER)
    # (1 - 0.7)^2, and (1 - 0.2)^2 for the base rate; nine days from 1 to 10 July in Moscow.
    assert found.brier == pytest.approx(0.09)
    assert found.reference_brier == pytest.approx(0.64)
    assert found.log == pytest.approx(-log(0.7))
    assert (found.lead_days, found.happened, found.matured) == (9, True, True)
    assert score(issued(0.0, OPENED), QUESTION, resolved("yes"), OVER).log == pytest.approx(
        -log(1e-6)
    )


def test_several_outcomes_are_scored_over_all_of_them() -> None:
    said = {"FRA": 0.5, "USA": 0.2, "elsewhere": 0.1, "none": 0.2}
    venue = replace(QUESTION, kind=QuestionKind.NEXT_VENUE)

    def worth(outcome: str) -> float | None:
        return score(issued(0.8, OPENED, said), venue, resolved(outcome), OVER).outcomes_brier

    # 0.5^2 + 0.2^2 + 0.1^2 + 0.2^2
    assert worth("FRA") == pytest.approx(0.34)
    # Finland was part of "elsewhere": 0.5^2 + 0.2^2 + 0.9^2 + 0.2^2
    assert worth("FIN") == pytest.approx(1.14)
    none = score(issued(0.8, OPENED, said), venue, resolved("none"), OVER)
    assert (none.happened, none.brier) == (False, pytest.approx(0.64))


@pytest.mark.parametrize(
    ("resolution", "now", "scored"),
    [
        (resolved("yes"), OVER, True),
        (resolved("yes"), OVER - timedelta(seconds=1), False),
        (resolved("void"), OVER, False),
        (resolved("reopened"), OVER, False),
        (resolved("yes", by=None), OVER, False),
    ],
)
def test_the_maturity_rule(resolution: Resolution, now: datetime, *, scored: bool) -> None:
    assert is_scored(QUESTION, resolution, now) is scored


def test_each_issue_counts_as_long_as_it_was_in_force() -> None:
    scores = [
        score(issued(p, OPENED + day * DAY), QUESTION, resolved("yes"), OVER)
        for p, day in ((0.5, 0), (0.9, 3))
    ]
    # Three days at 0.25 and one at 0.01.
    assert time_averaged(scores, OPENED + 4 * DAY) == pytest.approx((3 * 0.25 + 0.01) / 4)
    assert time_averaged(scores[:1], OPENED) == pytest.approx(0.25)


def test_void_rate_and_waiting() -> None:
    later = replace(
        QUESTION, id="later", rule=replace(RULE, window=Window(OPENED.date(), date(2019, 1, 1)))
    )
    settled = [
        (QUESTION, resolved("yes")),
        (replace(QUESTION, id="v"), resolved("void")),
        (later, resolved("yes")),
    ]
    found = scorecard([], settled, OVER)
    assert (found.settled, found.void, found.waiting) == (3, 1, 1)
    assert found.void_rate == pytest.approx(1 / 3)
    assert found.time_averaged is None
    assert scorecard([], [], OVER).void_rate is None


def test_small_cells_show_no_figure() -> None:
    one = score(issued(0.7, OPENED), QUESTION, resolved("yes"), OVER)
    assert cell([one] * 19).brier is None
    full = cell([one] * 20)
    assert (full.n, full.questions, full.skill) == (20, 1, pytest.approx(1 - 0.09 / 0.64))
    assert full.skill_interval is None


def test_the_interval_of_the_skill_leaves_out_one_question_at_a_time() -> None:
    scores = [
        replace(score(issued(p, OPENED), QUESTION, resolved("yes"), OVER), question_id=f"q{number}")
        for number, p in enumerate((0.9, 0.6, 0.3))
        for _ in range(7)
    ]
    errors = [(1 - p) ** 2 for p in (0.9, 0.6, 0.3)]
    left = [1 - (sum(errors) - one) / (2 * 0.64) for one in errors]
    mean = sum(left) / 3
    reach = 1.959964 * (2 / 3 * sum((one - mean) ** 2 for one in left)) ** 0.5
    skill = 1 - sum(errors) / (3 * 0.64)
    assert cell(scores).skill_interval == pytest.approx((skill - reach, skill + reach))


def test_classes_and_models_are_told_apart_at_each_lead() -> None:
    one = score(issued(0.7, OPENED), QUESTION, resolved("yes"), OVER)
    late = replace(one, lead_days=2, dyad_class=None, model_version="n")
    found = scorecard([one, late, late], [(QUESTION, resolved("yes"))], OVER)
    counted = {key: cell.n for key, cell in found.by_class_and_lead.items()}
    assert counted == {("two major powers", (8, 30)): 1, ("class not stated", (0, 7)): 2}
    assert {key: cell.n for key, cell in found.by_model_and_lead.items()} == {
        ("m", (8, 30)): 1,
        ("n", (0, 7)): 2,
    }


@pytest.mark.parametrize(
    ("days", "bounds"),
    [(0, (0, 7)), (7, (0, 7)), (8, (8, 30)), (365, (181, 365)), (900, (366, 10_000))],
)
def test_lead_times(days: int, bounds: tuple[int, int]) -> None:
    assert lead_of(days) == bounds


def test_classes_are_read_off_the_base_rate() -> None:
    assert class_of("x and y in any 3 days, shrunk to two major powers") == "two major powers"
    assert class_of("shrunk to two major powers; usual share of USA") == "two major powers"
    assert class_of("attendance at G20") is None
