"""What an item only recalls is background, with a day of its own or none."""

from __future__ import annotations

import pytest

from forecaster.domain.signals import Act, SignalType
from forecaster.reading.reader import RulesReader
from tests.reading.world import an_article

T = SignalType


def _act(reader: RulesReader, text: str, kind: SignalType, title: str = "") -> Act:
    mentions = reader.read(an_article(text, title=title)).mentions
    (found,) = [one.act for one in mentions if one.act.type is kind]
    return found


@pytest.mark.parametrize("opening", ["Shortly after", "Hours after", "Two days after"])
def test_a_paragraph_set_behind_an_old_event_recalls_what_was_said_then(
    small: RulesReader, opening: str
) -> None:
    text = (
        "Ben Birch's office said on Tuesday that a meeting with Anna Alder is undecided.\n\n"
        f"{opening} the 10 February summit, Anna Alder wrote to her followers."
        ' "I look forward to meeting Ben Birch again," she wrote.'
    )
    willing = _act(small, text, T.WILLING)
    assert willing.background
    assert willing.statement_on is None


def test_a_paragraph_set_behind_the_news_does_not(small: RulesReader) -> None:
    text = (
        "Shortly after Monday's vote, Anna Alder wrote to her followers."
        ' "I look forward to meeting Ben Birch again," she wrote.'
    )
    assert not _act(small, text, T.WILLING).background


@pytest.mark.parametrize(
    "text",
    [
        (
            "Norland and Sudland agree that Anna Alder and Ben Birch should meet again,"
            " the Birch Palace said on Tuesday."
        ),
        (
            "Though Norland and Sudland agreed there was a need for another meeting of Anna Alder"
            " and Ben Birch, no work had begun, the Birch Palace said on Tuesday."
        ),
    ],
)
def test_what_two_sides_agree_on_is_the_word_of_the_one_that_tells_it(
    small: RulesReader, text: str
) -> None:
    assert _act(small, text, T.WILLING).actor == "SUD"


def test_an_offer_retold_with_another_time_of_year_is_one_offer(small: RulesReader) -> None:
    text = (
        "Anna Alder has invited Ben Birch to Norburg in the autumn, her office said."
        " Norland had proposed a summit in Norburg at the end of the year, the Birch Palace said."
    )
    assert _act(small, text, T.INVITE).actor == "NOR"
