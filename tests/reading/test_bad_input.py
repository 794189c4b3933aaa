"""Whatever is handed in, the result is typed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forecaster.domain.errors import ArticleError
from forecaster.reading.reader import RulesReader
from forecaster.reading.text.inputs import MOST_BYTES, parse_file, parse_line, parse_lines
from tests.reading.world import NOW, an_article


@pytest.mark.parametrize(
    ("body", "flag"),
    [
        ("", "empty"),
        ("   \n\t ", "empty"),
        ("\x00\x01\x02\x03 binary \x04\x05" * 50, "binary"),
        ("Alder met Birch in Westport on Monday. " * 300_000, "truncated"),
    ],
    ids=["nothing", "blanks", "binary", "ten megabytes"],
)
def test_odd_bodies_are_flagged(small: RulesReader, body: str, flag: str) -> None:
    assert flag in small.read(an_article(body)).flags


@pytest.mark.parametrize(
    "body",
    [
        "Alder met \u202eBirch\u202c in Westport on Monday.",
        "Alder met\x0b Birch in Westport on Monday.",
        "Alder met &#x0;Birch&#99999999; in Westport&nbsp on Monday &amp;&bogus;.",
        "<p>Alder met <b>Birch in Westport on Monday.",
        "Alder met Birch in Westport on Monday.\ufffd",
    ],
    ids=["bidi", "control", "entities", "unclosed", "replacement"],
)
def test_damaged_text_is_still_read(small: RulesReader, body: str) -> None:
    mentions = small.read(an_article(body)).mentions
    assert [mention.act.type for mention in mentions] == ["MET"]
    for span in mentions[0].evidence:
        assert body[span.start : span.end]


def test_an_article_without_title_and_date_is_read(small: RulesReader) -> None:
    reading = small.read(an_article("Alder met Birch in Westport on Monday.", published=None))
    assert reading.published_on is None
    assert len(reading.mentions) == 1


@given(body=st.text(max_size=400), title=st.text(max_size=60))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_read_without_failing(small: RulesReader, body: str, title: str) -> None:
    article = an_article(f"President Alder met {body}", title=title)
    for mention in small.read(article).mentions:
        for span in mention.evidence:
            text = {"title": article.title, "body": article.body}[span.field]
            assert 0 <= span.start < span.end <= len(text)


@pytest.mark.parametrize("unit", ["hour", "day", "week", "fortnight", "month", "year"])
@pytest.mark.parametrize("count", ["two", "14", "999", "several", "a few", "a couple of", "an"])
@pytest.mark.parametrize(
    "form",
    [
        "in {} {}s",
        "in {} {}s' time",
        "within {} {}s",
        "within the next {} {}s",
        "in the coming {} {}s",
        "over the next {1}s",
        "{} {}s from now",
        "{} {}s ago",
        "for {} {}s",
    ],
)
def test_any_span_of_time_is_read_without_failing(
    small: RulesReader, form: str, count: str, unit: str
) -> None:
    when = form.format(count, unit)
    body = f"President Alder said on Monday he would meet Birch in Westport {when}."
    assert small.read(an_article(body)).mentions


@pytest.mark.parametrize(
    ("line", "flag"),
    [
        ('{"id": "a", "published": "2041-01-01", "body": "x"}', "future_date"),
        ('{"id": "a", "published": "31 Feb", "body": "x"}', "bad_date"),
        ('{"id": "a", "published": null, "body": "x"}', "no_date"),
        ('{"id": "a", "published": "2031-03-04T23:30:00Z", "body": "x"}', "future_date"),
    ],
)
def test_dates_that_cannot_be_trusted_are_flagged_not_used(line: str, flag: str) -> None:
    article = parse_line(line, NOW)
    assert article.published_on is None
    assert article.flags == (flag,)


def test_an_instant_gives_the_day_at_the_outlet() -> None:
    article = parse_line('{"id": 7, "published": "2031-03-04T00:30:00+05:30", "body": "x"}', NOW)
    assert article.published_on is not None
    assert article.published_on.isoformat() == "2031-03-04"
    assert article.published_at == datetime(2031, 3, 3, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        "[1]",
        '{"body": "x"}',
        '{"id": "", "body": "x"}',
        '{"id": "a", "body": 5}',
        "{" * 9,
    ],
)
def test_a_line_that_is_no_article_is_refused_with_a_remedy(line: str) -> None:
    with pytest.raises(ArticleError) as caught:
        list(parse_lines(f'{{"id": "ok", "body": "x"}}\n\n{line}', NOW))
    assert "line 3" in str(caught.value)


def test_files_are_decoded_and_bounded() -> None:
    article = parse_file("n.txt", b"Alder met \xff Birch", NOW)
    assert "bad_encoding" in article.flags
    with pytest.raises(ArticleError):
        parse_file("n.txt", b"x" * (MOST_BYTES + 1), NOW)
