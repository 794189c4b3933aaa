"""Days and dyads restrict what a back-test scores, and every line says what it covers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import pytest

from forecaster.domain.places import CountryCode
from forecaster.panel.days import number
from forecaster.replay.scope import EVERYTHING, Scope, period
from jobs.cli import main

FRA, RUS, USA = map(CountryCode, ("FRA", "RUS", "USA"))
DAYS = np.array([number(date(2018, month, 1)) for month in (1, 4, 7)])


def test_a_scope_holds_its_first_and_its_last_day() -> None:
    scope = Scope(date(2018, 4, 1), date(2018, 7, 1))
    assert scope.has_days(DAYS).tolist() == [False, True, True]
    assert [scope.has_day(date(2018, month, 1)) for month in (1, 4, 7, 8)] == [
        *(False, True, True, False),
    ]
    assert EVERYTHING.has_days(DAYS).all()


def test_a_scope_holds_its_pairs_or_all() -> None:
    scope = Scope(pairs=frozenset({(FRA, USA)}))
    assert scope.has_pair((FRA, USA))
    assert not scope.has_pair((RUS, USA))
    assert scope.countries == {FRA, USA}
    assert EVERYTHING.has_pair((RUS, USA))


def test_a_period_runs_from_the_first_to_the_last_forecast() -> None:
    assert period(DAYS[::-1]) == {"from": "2018-01-01", "to": "2018-07-01"}


def lines(part: Any) -> Iterator[dict[str, Any]]:
    """The lines of scores of a part of the report, however they are grouped."""
    if isinstance(part, dict) and "n" in part:
        yield part
        return
    for inner in part.values() if isinstance(part, dict) else part:
        yield from lines(inner)


@pytest.fixture
def alone(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SUMMITRY_FOLDER", str(tmp_path / "var"))


@pytest.mark.usefixtures("alone")
def test_every_part_keeps_to_the_days_and_dyads_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    span = ("--from", "2017-01-01", "--to", "2018-06-30")
    assert main(["backtest", *span, "--dyads", "usa-rus", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["scope"] == {
        "from": "2017-01-01",
        "to": "2018-06-30",
        "dyads": ["RUS-USA"],
        "unrestricted": [],
    }
    for part in ("lead_times", "attendance", "sidelines", "tracks"):
        found = list(lines(report[part]))
        assert found, part
        for line in found:
            assert "2017-01-01" <= line["from"] <= line["to"] <= "2018-06-30", part
    # Eighteen months of origins four weeks apart, of one pair.
    assert {(line["dyads"], line["n"]) for line in report["lead_times"]} == {(1, 19)}


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--dyads", "USA-Mars"), "'USA-Mars' is no pair of countries: write FRA-USA"),
        (("--dyads", "USA-USA"), "'USA-USA' is no pair of countries"),
        (("--from", "2017-01-01", "--write", "docs"), "--write makes the page of everything"),
    ],
)
def test_what_cannot_be_restricted_so_is_bad_usage(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str
) -> None:
    assert main(["backtest", *arguments]) == 2
    assert words in " ".join(capsys.readouterr().err.replace("│", " ").split())


@pytest.mark.usefixtures("alone")
def test_days_before_any_model_are_refused_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backtest", "--from", "1990-01-01"]) == 1
    assert "no model was trained by 1990-" in capsys.readouterr().err
