"""What of a page is the report, and where each of its characters stood."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecaster.domain.news import PublishedBasis
from forecaster.reading.reader import RulesReader
from forecaster.reading.text.clean import report_lines
from forecaster.reading.text.dateline import cut_dateline
from forecaster.reading.text.language import is_english
from forecaster.reading.text.plain import plain_text
from forecaster.reading.text.sentences import sentence_spans
from forecaster.reading.times.published import published_day
from tests.reading.world import an_article

PAGE = """<html><head><title>x</title><style>p{}</style></head><body>
<nav><a href="/">Home</a></nav>
<div class="cookie-banner">We use cookies. Alder will meet Birch.</div>
<p>Alder &amp; co: &ldquo;<b>Alder</b> met Birch&rdquo; on Monday.</p>
<figure><img src=x><figcaption>Alder meets Birch, file photo</figcaption></figure>
<p class="related">Related: Birch cancels visit to Alder</p>
<script>var a = "Alder invited Birch";</script>
<div class="comments"><p>Birch should visit Alder!</p></div>
<footer>&copy; 2019-2031 Alder will meet Birch</footer></body></html>"""


def _lines(text: str) -> list[str]:
    plain = plain_text(text).text
    return [plain[line.start : line.end] for line in report_lines(plain)]


def test_a_page_gives_its_report_alone() -> None:
    assert _lines(PAGE) == ["Alder & co: “Alder met Birch” on Monday."]


@pytest.mark.parametrize(
    "line",
    [
        "Related: Alder to meet Birch in May",
        "Read more: Birch snubs Alder",
        "Sign up for our newsletter about Alder and Birch",
        "© 2031 Harbour Wire. All rights reserved.",
        "ADVERTISEMENT",
        "Comments (12)",
        "Photo: Alder and Birch in Westport",
        "Alder, left, and Birch talk in Westport. Courtesy of AFP",
        "Follow us on social media",
        "(Reporting by Dora Dune; editing by Carl Cedar)",
    ],
)
def test_furniture_is_dropped(line: str) -> None:
    assert report_lines(line) == []


def test_headlines_below_a_list_of_related_stories_are_dropped() -> None:
    text = "Alder met Birch.\nMost read\nBirch invites Alder to Sudstadt\nAlder said so on Monday."
    assert _lines(text) == ["Alder met Birch.", "Alder said so on Monday."]


def test_every_character_leads_back_to_the_original() -> None:
    plain = plain_text(PAGE)
    start = plain.text.index("Alder met Birch")
    first, last = plain.origin(start, start + len("Alder met Birch"))
    assert PAGE[first:last] == "Alder</b> met Birch"
    at = plain.text.index("&")
    assert PAGE[slice(*plain.origin(at, at + 1))] == "&amp;"


@given(st.text(alphabet=st.sampled_from("<>&;p/b aA.!\n\u202e\x00\"='x"), max_size=200))
def test_spans_of_any_text_stay_inside_it(text: str) -> None:
    plain = plain_text(text)
    for at in range(len(plain.text)):
        start, end = plain.origin(at, at + 1)
        assert 0 <= start <= end <= len(text)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("OSLO, 3 May (NTB) - Alder met", "Alder met"),
        ("NORBURG — Alder met", "Alder met"),
        ("Moscow, 24 July (Interfax) \u2013 Alder met", "Alder met"),
        ("SAN JOSE. President Alder met", "President Alder met"),
        ("Birch: we will see", "Birch: we will see"),
        ("Alder met Birch - and left", "Alder met Birch - and left"),
    ],
)
def test_datelines_are_cut_off(text: str, rest: str) -> None:
    assert text[cut_dateline(text, 0, len(text)) :] == rest


def test_abbreviations_do_not_end_sentences() -> None:
    text = "U.S. President Alder met Mr. Birch on Jan. 5 in St. Petri. He left."
    assert [text[a:b] for a, b in sentence_spans(text, 0, len(text))] == [
        "U.S. President Alder met Mr. Birch on Jan. 5 in St. Petri.",
        "He left.",
    ]


@pytest.mark.parametrize(
    ("title", "body", "day", "basis"),
    [
        ("", "July 24, 2018\n\nAlder met Birch.", date(2018, 7, 24), PublishedBasis.TEXT),
        ("", "KYIV, Monday, 27 June 2022. Alder met.", date(2022, 6, 27), PublishedBasis.TEXT),
        ("", "OSLO, March 3 (NTB) - Alder met.", date(2031, 3, 3), PublishedBasis.INFERRED),
        ("", "Alder met Birch.\n\n© 2019 Harbour Wire", None, PublishedBasis.UNKNOWN),
        ("", "Alder met Birch on 3 March 2031 in Westport.", None, PublishedBasis.UNKNOWN),
    ],
)
def test_the_day_of_publication_has_a_basis(
    title: str, body: str, day: date | None, basis: PublishedBasis
) -> None:
    assert published_day(an_article(body, title=title, published=None), title, body) == (day, basis)


@pytest.mark.parametrize(
    "text",
    [
        "首脑会谈将于周五举行\uff0c双方表示愿意继续对话\uff0c并邀请对方来年访问首都\u3002",
        "Le président a reçu la chancelière à Paris et l'a invitée à revenir au printemps.",
        "El presidente se reunió con la canciller en Madrid y la invitó a volver en primavera.",
        "Der Präsident hat die Kanzlerin in Berlin empfangen und sie für das Frühjahr eingeladen.",
    ],
)
def test_other_languages_are_set_aside(small: RulesReader, text: str) -> None:
    assert not is_english(text)
    reading = small.read(an_article(f"{text} Alder met Birch."))
    assert reading.mentions == ()
    assert "not_english" in reading.flags
