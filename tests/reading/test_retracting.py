"""Denied reports and corrections: the rumour stays unconfirmed, the answer names what it denies."""

from __future__ import annotations

import pytest

from forecaster.reading.reader import RulesReader
from tests.reading.world import an_article


def _acts(reader: RulesReader, body: str, title: str = "") -> list[tuple[str, str | None, str]]:
    mentions = reader.read(an_article(body, title=title)).mentions
    return [
        (m.act.type.value, m.act.retracts.value if m.act.retracts else None, m.act.certainty.value)
        for m in mentions
    ]


def test_a_denied_report_of_a_meeting_is_a_rumour_and_its_denial(small: RulesReader) -> None:
    acts = _acts(
        small,
        "North House dismissed a newspaper report that Alder had met Birch in Westport on Monday.",
    )
    assert ("MET", None, "unconfirmed") in acts
    assert ("NOT_PLANNED", "MET", "firm") in acts


def test_a_denied_cancellation_leaves_the_meeting_standing(small: RulesReader) -> None:
    acts = _acts(
        small,
        "North House denied media reports that Alder had called off her summit with Birch.",
    )
    assert ("CANCEL", None, "unconfirmed") in acts
    assert ("CONFIRM", "CANCEL", "firm") in acts


def test_an_answer_names_the_rumour_before_it(small: RulesReader) -> None:
    acts = _acts(
        small,
        "A newspaper said that Alder would meet Birch in Westport on Friday. "
        "No meeting with Birch is planned, North House said.",
    )
    assert ("NOT_PLANNED", "CONFIRM", "firm") in acts


@pytest.mark.parametrize("mistake", ["we reported", "an earlier version of this article said"])
def test_a_corrected_fact_replaces_the_one_withdrawn(small: RulesReader, mistake: str) -> None:
    acts = _acts(
        small,
        f"On Monday {mistake} that Alder would travel to Sudstadt on Thursday to see Birch. "
        "Alder will in fact receive Birch in Norburg on Friday.",
    )
    assert acts == [("CONFIRM", "CONFIRM", "firm")]


def test_a_side_that_merely_speaks_retracts_nothing(small: RulesReader) -> None:
    acts = _acts(small, "Alder met Birch on Monday, and no further meeting with Birch is planned.")
    assert acts == [("MET", None, "firm"), ("NOT_PLANNED", None, "firm")]
