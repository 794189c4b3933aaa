"""Flashes: a single line without a full stop, and no title above it, is written like a headline."""

from __future__ import annotations

import pytest

from forecaster.reading.reader import RulesReader
from tests.reading.world import an_article


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Alder to visit Birch in Sudstadt in May, palace says", "CONFIRM"),
        ("ALDER, BIRCH TO MEET IN SUDSTADT ON FRIDAY: SPOKESMAN", "CONFIRM"),
        ("Alder invites Birch to Norburg - palace", "INVITE"),
    ],
)
def test_a_flash_is_read_like_a_headline(small: RulesReader, line: str, kind: str) -> None:
    alone = small.read(an_article(line)).every
    above = small.read(an_article("", title=line)).every
    assert [one.act.type.value for one in alone] == [kind]
    assert [one.act.leaders for one in alone] == [one.act.leaders for one in above]
    assert {span.field for one in alone for span in one.evidence} == {"body"}


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("Alder to visit Birch in Sudstadt in May, palace says", "The harvest is in"),
        ("Alder to visit Birch in Sudstadt in May, palace says.", ""),
        ("The harvest is poor. Alder to visit Birch in Sudstadt in May, palace says", ""),
        ("Alder to visit Birch in Sudstadt in May, palace says\nThe harvest is in.", ""),
    ],
)
def test_below_a_title_with_a_full_stop_or_beside_other_lines_it_is_none(
    small: RulesReader, body: str, title: str
) -> None:
    assert not small.read(an_article(body, title=title)).every
