"""Who publishes an article, and whom it means by a title alone."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from forecaster.domain.news import Article, ArticleId, PublishedBasis
from forecaster.domain.places import CountryCode
from forecaster.domain.signals import SignalType
from forecaster.reading.known.cast import Cast
from forecaster.reading.reader import RulesReader
from forecaster.reading.who.publisher import office_in
from forecaster.reading.who.units import make_sentence
from tests.reading.references import resolved
from tests.reading.world import ALDER, BIRCH, CEDAR, an_article

TITLE_ALONE = "The president will travel to Westport on Friday for talks with Carl Cedar."


@pytest.mark.parametrize(
    ("source", "leaders"),
    [
        ("North House", {ALDER, CEDAR}),
        ("Office of the President, Norburg", {ALDER, CEDAR}),
        ("Ministry of Foreign Affairs of Sudland", {BIRCH, CEDAR}),
        ("Norland Post", {ALDER, CEDAR}),
        ("Norland and Sudland Review", set()),
        ("Embassy of Norland in Sudland", set()),
        ("North House Post", set()),
        ("Harbour Wire", set()),
    ],
)
def test_a_title_alone_is_that_of_the_publishers_country(
    small: RulesReader, source: str, leaders: set[str]
) -> None:
    found = small.read(an_article(TITLE_ALONE, source=source)).mentions
    told = [set(one.act.leaders) for one in found if one.act.type is SignalType.CONFIRM]
    assert told == ([leaders] if leaders else [])


def test_a_paper_means_the_president_whom_it_has_just_named(small: RulesReader) -> None:
    text = f"Ben Birch gave his plans on Monday. {TITLE_ALONE}"
    found = small.read(an_article(text, source="Norland Post")).mentions
    assert [set(one.act.leaders) for one in found] == [{BIRCH, CEDAR}]


def test_an_office_means_its_own_president_whomever_it_has_just_named(small: RulesReader) -> None:
    text = f"Ben Birch gave his plans on Monday. {TITLE_ALONE}"
    found = small.read(an_article(text, source="North House")).mentions
    assert [set(one.act.leaders) for one in found] == [{ALDER, CEDAR}]


def test_a_dateline_elsewhere_leaves_the_country_of_a_paper_out(small: RulesReader) -> None:
    text = f"SUDSTADT - {TITLE_ALONE}"
    found = small.read(an_article(text, source="Norland Post")).mentions
    assert not [one for one in found if ALDER in one.act.leaders]


DAY = date(2019, 4, 10)


def _of(source: str, body: str) -> Article:
    now = datetime(2019, 4, 11, tzinfo=UTC)
    basis = PublishedBasis.METADATA
    return Article(ArticleId("a-1"), source, "", body, DAY, None, basis, now)


@pytest.mark.parametrize(
    ("source", "body", "leaders"),
    [
        (
            "10 Downing Street",
            (
                "The Prime Minister spoke with Emmanuel Macron. "
                "The President will visit London on Friday for talks with Theresa May."
            ),
            {"theresa-may", "emmanuel-macron"},
        ),
        (
            "Kremlin press service",
            (
                "Vladimir Putin received Japanese Prime Minister Shinzo Abe. "
                "The Prime Minister will visit Sochi in May for talks with Putin."
            ),
            {"vladimir-putin", "shinzo-abe"},
        ),
        (
            "Israel Ministry of Foreign Affairs",
            (
                "Emmanuel Macron spoke with Vladimir Putin on Monday. "
                "The president will visit Moscow on Friday for talks with Putin."
            ),
            {"emmanuel-macron", "vladimir-putin"},
        ),
        (
            "Presidency of Kosovo",
            "The President will meet Edi Rama in Tirana on Friday.",
            {"hashim-thaci", "edi-rama"},
        ),
        (
            "Presidency of Kosovo",
            (
                "Vladimir Putin wrote to Ramush Haradinaj on Monday. "
                "The President will meet Edi Rama in Tirana on Friday."
            ),
            {"hashim-thaci", "edi-rama"},
        ),
        (
            "United Nations, Office of the Spokesperson",
            "The Secretary-General will meet Vladimir Putin in Moscow on Friday.",
            {"antonio-guterres", "vladimir-putin"},
        ),
        (
            "Lok Sabha Secretariat, New Delhi",
            "The Prime Minister will meet Emmanuel Macron in Paris on Friday.",
            {"narendra-modi", "emmanuel-macron"},
        ),
        (
            "Times of India",
            "The leader will meet Vladimir Putin in Moscow on Friday.",
            set(),
        ),
        ("London Review", "The president will meet Vladimir Putin in Moscow on Friday.", set()),
        ("Boston Globe", "The prime minister will meet Vladimir Putin in Moscow on Friday.", set()),
    ],
)
def test_foreign_guests_and_crowned_heads_are_kept_apart(
    full: RulesReader, source: str, body: str, leaders: set[str]
) -> None:
    found = full.read(_of(source, body)).mentions
    told = [set(one.act.leaders) for one in found if one.act.type is SignalType.CONFIRM]
    assert told == ([leaders] if leaders else [])


@pytest.mark.parametrize(
    ("source", "office"),
    [
        ("Presidency of Kosovo", "president"),
        ("Office of the President, Norburg", "president"),
        ("Élysée Palace", "president"),
        ("Prime Minister's Office, Norburg", "prime minister"),
        ("Presidency of the Council of Ministers, Norburg", "prime minister"),
        ("Ministry of Foreign Affairs of Norland", None),
        ("Office of the President and the Prime Minister, Norburg", None),
        ("President's Secretariat, Government of Norland", "president"),
        ("Presidential Council, Norburg", "president"),
        ("Presidenza del Consiglio dei Ministri", "prime minister"),
        ("Presidency of Norland, Council of Ministers", None),
        ("Norland Presidency of the European Union", None),
        ("Presidency of the Council of the European Union", None),
    ],
)
def test_the_name_of_an_office_tells_whose_it_is(
    small: RulesReader, source: str, office: str | None
) -> None:
    line = make_sentence(source, where="title", start=0, paragraph=0)
    told = office_in(line, small.lexicon.lists)
    assert (told[1] if told else None) == office


@pytest.mark.parametrize(
    "text",
    [
        "The president of the Federation of German Industries saw Macron.",
        "The president of the Democratic Union of France saw Macron.",
    ],
)
def test_a_club_is_no_state(full: RulesReader, text: str) -> None:
    assert resolved(full, text, DAY) == ["emmanuel-macron"]


@pytest.mark.parametrize(
    ("country", "role", "title", "leader"),
    [
        ("USA", "head_of_state", "president", "donald-trump"),
        ("USA", "head_of_government", "prime minister", None),
        ("GBR", "head_of_government", "prime minister", "theresa-may"),
        ("GBR", "head_of_state", "president", None),
        ("JPN", "head_of_state", "president", None),
        ("VAT", "head_of_state", "president", None),
        ("VAT", "monarch", "holy father", "pope-francis"),
        ("IRN", "monarch", "his majesty", None),
        ("JOR", "monarch", "his majesty", "abdullah-ii-of-jordan"),
        ("IND", "leader", "leader", None),
        ("UNO", "leader", "secretary general", "antonio-guterres"),
    ],
)
def test_a_country_calls_nobody_by_a_title_that_he_does_not_bear(
    full: RulesReader, country: str, role: str, title: str, leader: str | None
) -> None:
    assert Cast(full.names, DAY).called(CountryCode(country), role, title) == leader
