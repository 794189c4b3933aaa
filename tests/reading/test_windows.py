"""How an article is shown to the encoder: names veiled but numbered, sentences in windows."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from forecaster.reading.learned.invented import ALDER, BIRCH, CEDAR, NOR, WES, invented_world
from forecaster.reading.learned.lessons import Onlooker, Page
from forecaster.reading.learned.pieces import Pieces
from forecaster.reading.learned.veiling import Shown, Word
from forecaster.reading.learned.windows import BEFORE, LONGEST, MOST, Window, cut, windows
from forecaster.reading.reader import RulesReader
from jobs.readers import load_parts
from tests.reading.world import TODAY, an_article

DATA = Path(__file__).resolve().parents[2] / "data"
PIECES = Pieces(["[UNK]", "[CLS]", "[SEP]", "word"])


def _page(text: str, *, title: str = "", published: date = TODAY) -> Page:
    parts, onlooker = load_parts(DATA), Onlooker()
    reader = RulesReader(invented_world(), parts.book, parts.lexicon, weigher=onlooker)
    onlooker.show(reader, an_article(text, title=title, published=published))
    assert onlooker.page is not None
    return onlooker.page


def _plain(shown: Shown) -> str:
    return " ".join(word.text for word in shown.words)


def test_names_are_veiled_and_numbered_by_whom_they_mean() -> None:
    (shown,) = _page("President Anna Alder asked Ben Birch to come to Norburg.").shown
    assert _plain(shown) == "madam president asked the president to come to the country ."
    # "She" and "he" are still told apart.
    assert [word.leader for word in shown.words][:5] == [ALDER, ALDER, None, BIRCH, BIRCH]
    assert (shown.words[-2].leader, shown.words[-2].land) == (ALDER, NOR)


def test_leaders_who_are_named_together_are_numbered_apart() -> None:
    (shown,) = _page("The presidents of Norland and Sudland met in Westport.").shown
    named = ["The", "presidents", "of", "Norland", "and", "Sudland"]
    assert [word.text for word in shown.words][:6] == named
    assert [word.leader for word in shown.words][:6] == [None, *[ALDER] * 3, *[BIRCH] * 2]


@pytest.mark.parametrize(
    ("told", "where"),
    [
        ("4 March", "today"),  # The day of publication
        ("1 March", "recently"),
        ("20 February", "past"),
        ("12 May 2029", "past"),
        ("2 June", "future"),
        ("this year", "now"),
        ("Saturday", "on"),  # The last or the next, which the words around tell
    ],
)
def test_a_time_stands_behind_where_it_lies(told: str, where: str) -> None:
    (shown,) = _page(f"Anna Alder spoke with Ben Birch on {told}.").shown
    first = told.partition(" ")[0]
    at = next(at for at, word in enumerate(shown.words) if word.text == first)
    assert shown.words[at - 1].text == where
    assert (shown.words[at - 1].time is None) == (where == "on")


@pytest.mark.parametrize("published", [date.min, date(9999, 12, 31)])
def test_at_the_ends_of_the_calendar_times_are_shown_as_well(published: date) -> None:
    text = "Anna Alder spoke with Ben Birch in Norland this month."
    (shown,) = _page(text, published=published).shown
    assert "now" in [word.text for word in shown.words if word.time is not None]


def test_a_time_is_known_by_its_first_word() -> None:
    (shown,) = _page(
        "Anna Alder will meet Ben Birch on 4 May, after the first week of April, she said."
    ).shown
    assert [(word.text, word.time) for word in shown.words if word.time is not None] == [
        *[("future", 7), ("4", 7), ("May", 7)],
        *[("future", 11), ("the", 11), ("first", 11), ("week", 11), ("of", 11), ("April", 11)],
    ]  # fmt: skip


def test_a_pronoun_stays_for_the_encoder_to_resolve() -> None:
    shown = _page("Anna Alder and Ben Birch met on Monday. He thanked her.").shown[1]
    assert _plain(shown) == "He thanked her ."
    assert {word.leader for word in shown.words} == {None}


def test_a_country_stands_for_whom_the_text_names_of_it() -> None:
    shown = _page("Anna Alder met Ben Birch. Westland said nothing.").shown[1]
    assert shown.words[0].leader == CEDAR
    assert shown.words[0].land == WES


def test_a_voice_of_a_transcript_is_shown_before_its_words() -> None:
    page = _page(
        "Q. Will you meet President Birch?\n\nPRESIDENT ALDER: I will, in May.\n\n"
        "Q. Where?\n\nPRESIDENT ALDER: In Norburg."
    )
    answer = next(one for one in page.shown if "May" in _plain(one))
    assert _plain(answer).startswith("madam president : I will")
    assert answer.words[0].leader == ALDER


def _sentence(words: int, number: int, where: str = "body") -> Shown:
    return Shown(
        (where, number), tuple(Word("word", ALDER if at == 0 else None) for at in range(words))
    )


def _windows(sentences: list[Shown]) -> list[Window]:
    texts = [cut(one, PIECES) for one in sentences]
    return windows(texts, [one.title for one in sentences], PIECES)


def test_a_short_article_is_one_window() -> None:
    (window,) = _windows([_sentence(5, 0, "title"), _sentence(3, 0), _sentence(4, 9)])
    assert window.numbers == (0, 1, 2)
    assert window.spans == ((1, 6), (7, 10), (11, 15))
    assert window.leaders == (ALDER,)
    assert window.number(BIRCH) == 0


@pytest.mark.parametrize("words", [1, 12, LONGEST, 10 * LONGEST])
def test_every_sentence_of_a_long_article_is_told_of_once_behind_what_stands_before(
    words: int,
) -> None:
    found = _windows([_sentence(4, 0, "title"), *(_sentence(words, at) for at in range(60))])
    told = [number for window in found for number in window.numbers]
    assert told == list(range(61))
    assert all(len(one.words) <= MOST for one in found)
    for before, after in pairwise(found):
        shown = sum(one == PIECES.closes for one in after.words) - len(after.numbers)
        assert shown == BEFORE + 1, "those before, and the headline"
        assert after.numbers[0] == before.numbers[-1] + 1


def test_an_empty_article_has_no_window() -> None:
    assert _windows([]) == []
    (window,) = _windows([Shown(("body", 0), ())])
    assert window.numbers == ()


def test_the_leaders_of_a_crowd_are_told_apart_as_far_as_numbers_go() -> None:
    names = [f"leader-{at}" for at in range(40)]
    words = tuple(Word("word", name) for name in names)  # type: ignore[arg-type]
    (window,) = _windows([Shown(("body", 0), words)])
    assert max(window.people) == len(window.leaders) == 24
    assert window.people[-2] == 0
