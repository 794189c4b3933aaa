"""Columns and analyses: what an author wishes or supposes is no news, the facts beside it are."""

from __future__ import annotations

import pytest

from forecaster.domain.signals import SignalType
from forecaster.reading.form.argument import argues
from forecaster.reading.reader import RulesReader
from tests.reading.world import ALDER, BIRCH, an_article

T = SignalType


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("Opinion: go to Sudstadt", "Alder met Birch.", True),
        ("Go to Sudstadt", "COMMENT | Alder met Birch.", True),
        ("Go to Sudstadt", "Editorial\nAlder met Birch.", True),
        ("Go to Sudstadt", "Alder met Birch. I should say we knew.", True),
        ("Comment on the harvest expected", "Alder met Birch.", False),
        ("", "Alder met Birch. “I go,” she said, “and we shall see.” 'I do not,' he said.", False),
        ("", "Alder met Birch. “We will see.\n“I will go,” she said.", False),
        ("", "Alder met Birch in the US. King Cedar I. died.", False),
    ],
)
def test_what_argues(small: RulesReader, title: str, body: str, *, expected: bool) -> None:
    assert argues(title, body, small.lexicon.lists) is expected


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        ("It is time for Anna Alder to meet Ben Birch. She could invite him to Norburg.", set()),
        ("We would welcome a meeting of Anna Alder and Ben Birch.", set()),
        ("My advice to Anna Alder: meet Ben Birch, but only when he has paid.", set()),
        ("Ben Birch might accept an invitation from Anna Alder.", set()),
        ("Ben Birch, who last week declined a meeting with Anna Alder, is a proud man.",
         {T.DECLINE}),
        ("Anna Alder met Ben Birch in Westport on Monday. They should do it again.", {T.MET}),
        ("Anna Alder could meet Ben Birch in May, her spokeswoman said.", {T.WILLING}),
    ],
)  # fmt: skip
def test_what_an_argument_tells(small: RulesReader, body: str, kinds: set[T]) -> None:
    read = small.read(an_article(body, title="Opinion: what is to be done")).mentions
    assert {one.act.type for one in read} == kinds
    assert all(set(one.act.leaders) == {ALDER, BIRCH} for one in read)


def test_a_piece_that_imagines_may_recall_what_was(small: RulesReader) -> None:
    body = (
        "Imagine the two in one room. Ben Birch, who last week declined to meet Anna Alder, smiles."
    )
    (mention,) = small.read(an_article(body)).mentions
    assert mention.act.type is T.DECLINE


def test_what_an_office_of_a_state_publishes_is_no_column(small: RulesReader) -> None:
    body = "We would welcome a meeting of Anna Alder and Ben Birch. We have said so."
    told = {
        source: [one.act.type for one in small.read(an_article(body, source=source)).mentions]
        for source in ("Harbour Wire", "Ministry of Foreign Affairs of Norland")
    }
    assert told == {"Harbour Wire": [], "Ministry of Foreign Affairs of Norland": [T.WILLING]}
