"""What ministers and other officials say of meetings of their own is about no leaders' meeting."""

from __future__ import annotations

import pytest

from forecaster.domain.signals import SignalType
from forecaster.reading.reader import RulesReader
from tests.reading.world import ALDER, BIRCH, an_article

T = SignalType
INVITED = "Anna Alder has invited Ben Birch to Norburg, her office said on Tuesday.\n\n"


def _types(reader: RulesReader, text: str) -> set[SignalType]:
    return {mention.act.type for mention in reader.read(an_article(text)).mentions}


@pytest.mark.parametrize(
    "beside",
    [
        (
            "Foreign Minister Rowan said he was considering the first talks in a decade between the"
            " defence chiefs of Norland and Sudland."
        ),
        "Foreign Minister Rowan said he was weighing a meeting with Sudland's foreign minister.",
        (
            "Foreign Minister Rowan said he was weighing a meeting with Foreign Minister Thorn."
            " No decision has been taken, Rowan said."
        ),
        (
            "Foreign Minister Rowan said he was thinking of talks between the foreign ministers of"
            " both countries. Rowan said there had been no decision."
        ),
    ],
)
def test_a_minister_who_weighs_a_meeting_of_his_own_hedges_no_invitation(
    small: RulesReader, beside: str
) -> None:
    assert _types(small, INVITED + beside) == {T.INVITE}


@pytest.mark.parametrize(
    "answer",
    [
        "Foreign Minister Thorn said no decision had been taken on the invitation.",
        "Foreign Minister Thorn said President Birch was weighing the invitation.",
        (
            "Foreign Minister Thorn told reporters that Sudland was still studying it."
            " No decision has been taken, he said."
        ),
    ],
)
def test_a_minister_who_speaks_for_his_side_does(small: RulesReader, answer: str) -> None:
    found = small.read(an_article(INVITED + answer)).mentions
    (hedge,) = [one.act for one in found if one.act.type is T.HEDGE]
    assert hedge.leaders == (ALDER, BIRCH)
    assert hedge.actor == "SUD"


def test_ministers_who_prepare_the_meeting_prepare_it(full: RulesReader) -> None:
    text = (
        "Turkish President Recep Tayyip Erdogan and Greek Prime Minister Kyriakos Mitsotakis will"
        " meet in Ankara next month. Their foreign ministers are to sit down on Monday to prepare"
        " the summit."
    )
    article = an_article(text)
    assert T.PREPARE in {mention.act.type for mention in full.read(article).mentions}
