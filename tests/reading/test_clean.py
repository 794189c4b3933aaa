"""What of a page is the report, and where each of its characters stood."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecaster.domain.news import PublishedBasis
from forecaster.reading.reader import RulesReader
from forecaster.reading.text.clean import Furniture
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


def _lines(furniture: Furniture, text: str) -> list[str]:
    plain = plain_text(text).text
    return [plain[line.start : line.end] for line in furniture.report_lines(plain)]


def test_a_page_gives_its_report_alone(furniture: Furniture) -> None:
    assert _lines(furniture, PAGE) == ["Alder & co: “Alder met Birch” on Monday."]


REPORT = "Alder will meet Birch in Sudstadt on Friday, her office said."


@pytest.mark.parametrize(
    "page",
    [
        # what nothing closes hides no more than it must
        "<aside class='related'><p>Read also</p><p>{}</p>",
        "<div class='share-tools'><span>Share</span><p class=nav>Home<h1>News.</h1><p>{}",
        "<ul><li class=related>Cedar snubs Birch<li>{}</ul>",
        "<section><aside><b>Cedar met Birch.</section><p>{}</p>",
        "<div class='related'><div>Cedar met Birch.</div>Cedar rang.</div>{}",
        "<script>var x = '<p>Cedar met Birch.</p>';</script><p>{}</p>",
        "<p hidden>Cedar met Birch.</p><p style='display: none'>Cedar rang.</p><p>{}</p>",
        # links to other pieces
        "<p>{}</p><a href=1>Cedar met Birch</a><br><a href=2>Birch snubs Cedar</a>",
        "<p>{}</p><p><a href=1>Cedar met Birch</a> | <a href=2>Birch snubs Cedar</a></p>",
        "<p>{}</p><p>Cedar met Birch | Birch snubs Cedar | Sport</p>",
        "<p>Cedar meets Birch · Birch snubs Cedar · Weather</p><p>{}</p>",
        "<p>{}</p><h3>Other stories</h3><p>Cedar met Birch</p><p>Birch snubs Cedar</p>",
        "<p>{}</p><p>Cedar met Birch</p><p>Birch snubs Cedar</p>",
        "<p>{}</p><p>WATCH: Cedar snubs Birch</p><p>&gt;&gt; Birch snubs Cedar</p>",
        "<p>{} (Read more: Cedar snubs Birch)</p>",
        # readers and scripts
        "<p>{}</p><h4>12 comments</h4><p>Cedar met Birch, mark my words.</p>",
        "<p>{}</p><p>Join the discussion</p><p>ann77</p><p>Cedar met Birch!</p>",
        "<p>{}</p><div>{'headline': 'Cedar met Birch'}</div>",
        "<p>We and our partners use cookies. Cedar met Birch.</p><p>{}</p>",
    ],
)  # fmt: skip
def test_messy_pages_give_their_report(furniture: Furniture, page: str) -> None:
    told = [line for line in _lines(furniture, page.replace("{}", REPORT)) if line != "News."]
    assert told == [REPORT]


def test_a_page_that_is_all_links_is_read(furniture: Furniture) -> None:
    assert _lines(furniture, "<a href=x>Alder met Birch</a>") == ["Alder met Birch"]


def test_a_count_of_comments_at_the_head_ends_no_report(furniture: Furniture) -> None:
    page = f"Rain.\n12 comments\n{REPORT}\n{REPORT}"
    assert _lines(furniture, page) == ["Rain.", REPORT, REPORT]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        # broken within a sentence
        ("Alder will meet\nBirch at\nthe end of\nMarch.",
         ["Alder will meet", "Birch at\nthe end of\nMarch."]),
        ("The leader of the north, Alder,\nwill meet Birch.",
         ["The leader of the north, Alder,\nwill meet Birch."]),
        ("<p>Alder will meet\nBirch.</p>", ["Alder will meet Birch."]),
        # filled to a width
        (("The office of the president of Norland, Anna Alder, said that\nAlder will meet Birch"
          " of Sudland in the town of Sudstadt before\nFriday. Birch has not said so.\n\nRain."),
         [("The office of the president of Norland, Anna Alder, said that\nAlder will meet Birch"
           " of Sudland in the town of Sudstadt before\nFriday. Birch has not said so."),
          "Rain."]),
        # lines of their own
        ("Alder in Sudstadt\nBirch met Alder.", ["Alder in Sudstadt", "Birch met Alder."]),
        ("Q: Will she go?\nA: She will.", ["Q: Will she go?", "A: She will."]),
    ],
)  # fmt: skip
def test_lines_broken_within_a_sentence_are_joined(
    furniture: Furniture, text: str, lines: list[str]
) -> None:
    assert _lines(furniture, text) == lines


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Al\u00adder met\u00a0Bir\u200bch\u2009in\u202fMay", "Alder met Birch in May"),
        ("Al&shy;der met&nbsp;Birch", "Alder met Birch"),
        ("Birch&amp;rsquo;s &amp;amp;ldquo;aide&rdquo;", "Birch’s “aide”"),
        ("Alderâ€™s aide: â€œyesâ€\u009d, â€œnoâ€ â€“", "Alder’s aide: “yes”, “no” –"),
        ("SÃ¡nchez", "Sánchez"),
        ("PÂ\u00a0M, ÂŽ, â€ and ÃA", "P M, ÂŽ, ” and ÃA"),
        ("&lt;p&gt;Alder &amp;amp; Birch&lt;/p&gt;", "Alder & Birch"),
    ],
)
def test_odd_characters(raw: str, shown: str) -> None:
    assert plain_text(raw).text.strip() == shown


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
        "Birch and Alder, right, at the airport of Norburg",
        "Ben Birch, left and Anna Alder share a joke.",
        "Ben Birch, center left, and Anna Alder walk in Westport before their meeting.",
        "Ben Birch, left foreground, and Anna Alder meet in Westport on Monday.",
        "Ben Birch, left to right, Anna Alder and Carl Cedar meet in Westport.",
        "Follow us on social media",
        "(Reporting by Dora Dune; editing by Carl Cedar)",
    ],
)
def test_furniture_is_dropped(furniture: Furniture, line: str) -> None:
    assert furniture.report_lines(line) == []


@pytest.mark.parametrize(
    "line",
    [
        "The head of the council, Ben Birch, left Sudstadt at noon.",
        "Sudland's leader, Ben Birch, left for Norburg, where Alder waits.",
        "Ben Birch, who met Alder on Monday, left Westport on Tuesday.",
        "Sudland's leader, Ben Birch, left his guest waiting.",
    ],
)
def test_who_left_stands_on_no_picture(furniture: Furniture, line: str) -> None:
    assert _lines(furniture, line) == [line]


def test_headlines_below_a_list_of_related_stories_are_dropped(furniture: Furniture) -> None:
    text = "Alder met Birch.\nMost read\nBirch invites Alder to Sudstadt\nAlder said so on Monday."
    assert _lines(furniture, text) == ["Alder met Birch.", "Alder said so on Monday."]


def test_every_character_leads_back_to_the_original() -> None:
    plain = plain_text(PAGE)
    start = plain.text.index("Alder met Birch")
    first, last = plain.origin(start, start + len("Alder met Birch"))
    assert PAGE[first:last] == "Alder</b> met Birch"
    at = plain.text.index("&")
    assert PAGE[slice(*plain.origin(at, at + 1))] == "&amp;"


@given(st.text(alphabet=st.sampled_from("<>&;p/b aA.!\n\u202e\x00\"='xâ€\u00ad"), max_size=200))
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
        ("", "<meta property='article:published_time' content='2019-03-03T09:00Z'><p>Rain.",
         date(2019, 3, 3), PublishedBasis.METADATA),
        ("", '<script>{"datePublished": "2019-03-03"}</script><p>July 24, 2018</p>',
         date(2019, 3, 3), PublishedBasis.METADATA),
        ("", "<time datetime='2019-03-03T09:00'>Sunday</time><p>Alder met Birch.",
         date(2019, 3, 3), PublishedBasis.METADATA),
        ("", "<time datetime='2099-03-03'>once</time>", None, PublishedBasis.UNKNOWN),
        ("", "Alder met Birch.\n\n© 2019 Harbour Wire", None, PublishedBasis.UNKNOWN),
        ("", "Alder met Birch on 3 March 2031 in Westport.", None, PublishedBasis.UNKNOWN),
    ],
)  # fmt: skip
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
