"""How far sources that the operator does not name as proven may move a forecast."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from math import log

import pytest

from forecaster.domain.clock import Window
from forecaster.domain.news import ArticleId
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.signals import (
    Act,
    Certainty,
    Signal,
    SignalType,
    Speaker,
    SpeakerKind,
    Witness,
)
from forecaster.store.files import data_root
from jobs.asking import counter
from jobs.library import Library
from jobs.settings import ReaderSettings

KNOWN = datetime(2018, 7, 19, tzinfo=UTC)
CAP = 0.4


def confirmed(number: int, source: str) -> Signal:
    """A firm word that the two meet in Washington in the autumn."""
    act = Act(
        type=SignalType.CONFIRM,
        speaker=Speaker(SpeakerKind.OFFICE),
        actor=CountryCode("USA"),
        leaders=(LeaderId("donald-trump"), LeaderId("vladimir-putin")),
        place=Place(CountryCode("USA"), "Washington"),
        window=Window(date(2018, 10, 1), date(2018, 10, 3 + number % 20)),
        polarity=1,
        certainty=Certainty.FIRM,
        forum=None,
        statement_on=date(2018, 7, 18),
    )
    key = f"s{number}"
    witness = Witness(ArticleId(key), source, key, KNOWN, None, (), "r", "rules@1", 1.0)
    return Signal(key, 1, act, (witness,), KNOWN)


def hazard(*signals: Signal, proven: tuple[str, ...]) -> float:
    """Log of the cumulative hazard of a meeting by the end of the year."""
    library = Library(data_root(), (), ReaderSettings(), proven)
    desk = counter(library, signals).desk(KNOWN)
    line = {
        "kind": "meet",
        "leaders": ["donald-trump", "vladimir-putin"],
        "window": {"start": "2018-07-20", "end": "2018-12-31"},
        "as_of": "2018-07-20",
    }
    answers: Iterator[dict[str, float]] = desk.answer_lines([json.dumps(line)])
    (answer,) = answers
    return log(-log(1.0 - answer["probability"]))


@pytest.mark.parametrize("count", [1, 30])
def test_one_source_moves_a_forecast_by_no_more_than_its_cap(count: int) -> None:
    loud = [confirmed(number, "Evil Blog") for number in range(count)]
    before = hazard(proven=("Reuters",))
    assert abs(hazard(*loud, proven=("Reuters",)) - before) <= CAP + 1e-6
    assert hazard(*loud, proven=("Reuters", "Evil Blog")) - before > CAP
    assert hazard(*loud, proven=()) - before > CAP  # By default everybody counts in full.


def test_a_proven_source_beside_it_counts_in_full() -> None:
    wire = replace(confirmed(1, "Reuters"))
    both = hazard(wire, confirmed(2, "Evil Blog"), proven=("Reuters",))
    assert abs(both - hazard(wire, proven=("Reuters",))) <= CAP + 1e-6
