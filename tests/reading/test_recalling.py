"""What an item only recalls is background, with a day of its own or none."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from forecaster.domain.clock import Window
from forecaster.domain.meetings import Meeting, MeetingKind
from forecaster.domain.people import Dyad
from forecaster.domain.places import Place
from forecaster.domain.signals import Act, SignalType
from forecaster.reading.known.occasions import Occasions
from forecaster.reading.reader import RulesReader
from tests.reading.world import ALDER, BIRCH, CEDAR, NOR, SUD, TODAY, WES, an_article

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


@pytest.mark.parametrize(
    ("text", "day"),
    [
        # The record has Bush and Putin in Bratislava on 24 February 2005.
        (("George W. Bush invited Vladimir Putin to Washington just two days after their summit in"
         " Slovakia."), date(2005, 2, 26)),
        (("George W. Bush invited Vladimir Putin to Washington a week after the two met in"
         " Bratislava."), date(2005, 3, 3)),
    ],
)  # fmt: skip
def test_days_are_counted_from_a_meeting_of_the_record(
    full: RulesReader, text: str, day: date
) -> None:
    article = an_article(text, published=date(2005, 3, 8))
    (invite,) = [m.act for m in full.read(article).mentions if m.act.type is T.INVITE]
    assert invite.statement_on == day


def test_where_the_record_has_no_meeting_nothing_is_counted(full: RulesReader) -> None:
    text = "George W. Bush invited Vladimir Putin to Washington two days after a vote in Slovakia."
    article = an_article(text, published=date(2005, 3, 8))
    (invite,) = [m.act for m in full.read(article).mentions if m.act.type is T.INVITE]
    assert invite.statement_on != date(2005, 2, 26)


def test_only_meetings_of_the_last_year_of_those_named_count() -> None:
    def row(number: int, day: date, days: int = 0) -> Meeting:
        return Meeting(
            id=f"m{number}", dyad=Dyad(ALDER, BIRCH), countries=(NOR, SUD),
            window=Window(day, day + timedelta(days=days)), place=Place(WES, "Westport"),
            kind=MeetingKind.THIRD_COUNTRY, forum=None, evidence="met_stated", source="invented",
        )  # fmt: skip

    held = Occasions([row(1, date(2031, 1, 9)), row(2, date(2029, 5, 1)), row(3, TODAY, days=9)])
    assert held.day({ALDER, BIRCH, CEDAR}, WES, TODAY) == date(2031, 1, 9)
    assert held.day({ALDER, CEDAR}, WES, TODAY) is None
    assert held.day({ALDER, BIRCH}, NOR, TODAY) is None
    assert held.day({ALDER, BIRCH}, WES, date(2031, 1, 8)) is None


PLAN = "Anna Alder will meet Ben Birch in Sudstadt on Friday, her office said. "


@pytest.mark.parametrize(
    ("told", "kind", "old"),
    [
        ("She accepted the invitation last month.", T.ACCEPT, True),
        ("She had agreed in January to meet Birch.", T.ACCEPT, True),
        ("She had refused to meet Birch last month.", T.DECLINE, True),
        ("A first meeting, planned for January, was cancelled.", T.CANCEL, True),
        ("She has accepted last month's invitation.", T.ACCEPT, False),
        ("She had accepted Birch's invitation, a spokesman said.", T.ACCEPT, False),
        ("A meeting with Carl Cedar, planned for Monday, was cancelled.", T.CANCEL, False),
    ],
)
def test_an_answer_that_its_verb_sets_before_the_news_is_background(
    small: RulesReader, told: str, kind: SignalType, old: bool
) -> None:
    act = _act(small, PLAN + told, kind)
    assert act.background is old
    assert old is (act.statement_on is None)
