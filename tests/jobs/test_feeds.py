"""Feeds, good and hostile: every entry kept or told of, nothing expanded, nothing slow."""

from __future__ import annotations

import resource
import time
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecaster.domain.news import PublishedBasis
from jobs.fetch.dating import published
from jobs.fetch.errors import NotAFeedError
from jobs.fetch.feeds import MAX_ENTRIES, Feed, read_feed
from jobs.fetch.texts import MAX_BODY, decode, safe_text, safe_url
from tests.jobs.servers import rss

NOW = datetime(2018, 7, 20, 12, tzinfo=UTC)

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
 <title>Wire</title>
 <entry><id>urn:1</id><title type="html">Talks &lt;b&gt;planned&lt;/b&gt;</title>
  <link rel="alternate" href="https://wire.example/1"/><link rel="self" href="https://wire.example/x"/>
  <published>2018-07-19T23:30:00-07:00</published><updated>2018-07-20T10:00:00Z</updated>
  <summary>Short.</summary>
  <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Long <b>text</b>.</div></content>
 </entry>
</feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
 <channel rdf:about="x"><title>Wire</title></channel>
 <item rdf:about="1"><title>One</title><link>https://wire.example/1</link>
 <description>Text.</description><dc:date>2018-07-19T10:00:00Z</dc:date></item></rdf:RDF>"""


def read(data: bytes | str, **more: str) -> Feed:
    body = data.encode() if isinstance(data, str) else data
    return read_feed(body, source="Wire", known_at=NOW, **more)  # type: ignore[arg-type]


def test_rss_becomes_articles() -> None:
    feed = read(
        "<rss><channel><title>Wire</title><item><title>One</title>"
        "<link>https://wire.example/1</link><guid>g1</guid><description>Short.</description>"
        '<content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        "<![CDATA[<!DOCTYPE html><p>Long text.</p>]]></content:encoded>"
        "<pubDate>Fri, 20 Jul 2018 10:00:00 +0200</pubDate></item></channel></rss>"
    )
    (article,) = feed.articles
    assert article.title == "One"
    assert article.body == "<!DOCTYPE html><p>Long text.</p>"
    assert article.url == "https://wire.example/1"
    assert article.published_at == datetime(2018, 7, 20, 8, tzinfo=UTC)
    assert article.published_on == date(2018, 7, 20)
    assert (article.known_at, article.source, article.flags) == (NOW, "Wire", ())
    assert feed.newest_at == article.published_at
    assert feed.refused == ()


def test_atom_becomes_articles_dated_by_the_outlets_day() -> None:
    (article,) = read(ATOM).articles
    assert article.title == "Talks <b>planned</b>"
    assert article.body == ('<div xmlns="http://www.w3.org/1999/xhtml">Long <b>text</b>.</div>')
    assert article.url == "https://wire.example/1"
    assert article.published_at == datetime(2018, 7, 20, 6, 30, tzinfo=UTC)
    assert article.published_on == date(2018, 7, 19)


def test_rss_1_becomes_articles() -> None:
    (article,) = read(RDF).articles
    assert (article.title, article.body) == ("One", "Text.")
    assert article.published_on == date(2018, 7, 19)


def test_a_text_is_one_article_whatever_its_id_and_address() -> None:
    item = "<item><title>T</title><description>D</description><guid>%s</guid><link>%s</link></item>"
    changing = [
        read(f"<rss><channel>{item % (guid, link)}</channel></rss>").articles[0].id
        for guid, link in (
            ("1", "http://wire.example/1"),
            ("2", "https://wire.example/1"),
            ("3", "https://wire.example/1?utm_source=feed"),
        )
    ]
    assert len(set(changing)) == 1
    twice = read(f"<rss><channel>{item % (1, 1)}{item % (1, 1)}</channel></rss>")
    assert len(twice.articles) == 1


def test_an_id_used_for_another_text_is_another_article() -> None:
    feed = read(
        "<rss><channel><item><guid>1</guid><title>They will meet</title></item>"
        "<item><guid>1</guid><title>They will not meet</title></item></channel></rss>"
    )
    assert len({article.id for article in feed.articles}) == 2


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no XML"),
        (b"hello", "no XML"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "no XML"),
        (b'{"items": []}', "no XML"),
        (b"<!DOCTYPE html><html><body>x</body></html>", "DTD"),
        (b"<html><body>404</body></html>", "begins with <html>"),
        (b"<", "no XML|begins with"),
        (b"<opml><body/></opml>", "begins with <opml>"),
    ],
)
def test_what_is_no_feed_is_named(data: bytes, words: str) -> None:
    with pytest.raises(NotAFeedError, match=words):
        read(data)


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + "".join(f'<!ENTITY lol{n} "{("&lol" + str(n - 1 or "") + ";") * 10}">' for n in range(1, 10))
    + "]><rss><channel><item><title>&lol9;</title></item></channel></rss>"
)
EXTERNAL = (
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    "<rss><channel><item><title>&e;</title></item></channel></rss>"
)
QUADRATIC = (
    f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>'
    f"<rss><channel><item><title>{'&a;' * 50_000}</title></item></channel></rss>"
)
HIDDEN = '<!-- <rss> --><?x <rss> ?><!DOCTYPE x [<!ENTITY e "f">]><rss><channel/></rss>'


@pytest.mark.parametrize(
    "data",
    [
        LAUGHS.encode(),
        EXTERNAL.encode(),
        QUADRATIC.encode(),
        HIDDEN.encode(),
        LAUGHS.encode("utf-16"),
        EXTERNAL.encode("utf-16"),
        b'<!DOCTYPE rss SYSTEM "http://127.0.0.1:1/x.dtd"><rss><channel/></rss>',
        b"<rss><channel>" + b"<a>" * 200_000 + b"</channel></rss>",
        b"<rss><channel>" + b"<!--" * 100_000,
        b"<!--" * 100_000,
        b"<?xml " + b"a" * 400_000,
        b"<rss><channel><item><author>" + b"a.b." * 100_000 + b"</author></item></channel></rss>",
        b"<rss " + b"a='b' " * 50_000 + b"/>",
        b"<rss><channel>" + b"<item><title>x</title></item>" * 50_000 + b"</channel></rss>",
        b"<" * 400_000,
        b"&" * 400_000,
    ],
    ids=range(16),
)
def test_hostile_feeds_are_refused_or_read_at_once_in_little_memory(data: bytes) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    try:
        feed = read(data)
    except NotAFeedError:
        pass
    else:
        assert len(feed.articles) <= MAX_ENTRIES
        assert "root:" not in str(feed)
    assert time.process_time() - began < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024


def test_what_is_left_out_is_told() -> None:
    many = "".join(f"<item><title>{n}</title></item>" for n in range(MAX_ENTRIES + 5))
    assert [r.detail for r in read(f"<rss><channel>{many}</channel></rss>").refused] == [
        f"more than {MAX_ENTRIES} entries"
    ]
    empty = read("<rss><channel><item><link>x</link></item></channel></rss>")
    assert empty.refused[0].detail == "an entry without title and text"
    assert "<link>" in empty.refused[0].excerpt


def test_a_feed_that_is_not_well_formed_gives_what_it_can_and_says_so() -> None:
    feed = read("<rss><channel><item><title>a & b</title></item><item><title>c</item></rss>")
    assert feed.articles[0].title.startswith("a")
    assert "not well-formed in line 1" in feed.refused[0].detail


@pytest.mark.parametrize(
    ("title", "flags"),
    [
        (b"caf\xe9 \xff", {"bad_encoding"}),
        (b"a\x00b\x08c", {"control_characters"}),
        ("left\u202etfel".encode(), {"bidi"}),
        (b"plain", set()),
    ],
)
def test_odd_characters_are_kept_safely_and_flagged(title: bytes, flags: set[str]) -> None:
    data = b"<rss><channel><item><title>" + title + b"</title></item></channel></rss>"
    (article,) = read(data).articles
    assert set(article.flags) - {"no_date"} == flags
    assert "\x00" not in article.title
    assert article.title.encode()


def test_a_declared_charset_is_used_where_utf_8_does_not_fit() -> None:
    body = '<?xml version="1.0" encoding="windows-1251"?><rss><channel><item><title>Привет'
    data = (body + "</title></item></channel></rss>").encode("cp1251")
    assert read(data).articles[0].title == "Привет"
    assert decode("Привет".encode("koi8-r"), "text/xml; charset=koi8-r").text == "Привет"
    assert decode("Привет".encode(), "text/xml; charset=latin-1").text == "Привет"
    assert decode(b"x\xff", "text/xml; charset=rot13").flags == {"bad_encoding"}


def test_links_are_web_addresses_or_none() -> None:
    item = "<rss><channel><item><title>T</title><link>%s</link></item></channel></rss>"
    (bad,) = read(item % "javascript:alert(1)").articles
    assert bad.url is None
    assert "bad_link" in bad.flags
    assert safe_url("HTTPS://wire.example/a") == "HTTPS://wire.example/a"
    for link in (
        "data:text/html,x",
        "file:///x",
        "http://a b",
        "http://a\x00",
        "http://" + "a" * 3000,
    ):
        assert safe_url(link) is None


def test_a_body_beyond_the_cap_is_cut_and_flagged() -> None:
    (article,) = read(rss(("T", "a" * (MAX_BODY + 10)))).articles
    assert len(article.body) == MAX_BODY
    assert "truncated" in article.flags


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_safe_texts_are_utf_8_of_the_same_length(text: str) -> None:
    safe = safe_text(text)
    assert len(safe.text) == len(text)
    safe.text.encode()
    assert "\x00" not in safe.text


@given(st.binary(max_size=400))
@settings(max_examples=100, deadline=None)
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    for body in (data, b"<rss><channel><item><title>" + data):
        try:
            read(body)
        except NotAFeedError:
            continue


# Dates


@pytest.mark.parametrize(
    ("stated", "on", "at", "flags"),
    [
        ("Fri, 20 Jul 2018 10:00:00 GMT", date(2018, 7, 20), 10, set()),
        ("2018-07-20T10:00:00Z", date(2018, 7, 20), 10, set()),
        ("2018-07-20T23:00:00+13:00", date(2018, 7, 20), 10, set()),
        ("2018-07-20", date(2018, 7, 20), None, set()),
        ("2018-07-21", date(2018, 7, 21), None, set()),
        ("2018-07-20T10:00:00", date(2018, 7, 20), None, {"naive_date"}),
        ("Fri, 20 Jul 2018 12:30:00 GMT", date(2018, 7, 20), 12, set()),
        ("Fri, 20 Jul 2028 10:00:00 GMT", date(2018, 7, 20), 12, {"future_date"}),
        ("2028-07-20", date(2018, 7, 20), None, {"future_date"}),
        ("Thu, 31 Feb 2018 10:00:00 GMT", None, None, {"no_date", "bad_date"}),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None, None, {"no_date", "bad_date"}),
        ("yesterday", None, None, {"no_date", "bad_date"}),
        ("0001-01-01T00:00:00+14:00", None, None, {"no_date", "bad_date"}),
        ("9999-12-31T23:59:59-14:00", None, None, {"no_date", "bad_date"}),
        ("2018-02-30", None, None, {"no_date", "bad_date"}),
        ("", None, None, {"no_date"}),
        (None, None, None, {"no_date"}),
    ],
)
def test_dates_are_never_later_than_known(
    stated: str | None, on: date | None, at: int | None, flags: set[str]
) -> None:
    dated = published(stated, NOW)
    assert dated.on == on
    assert (dated.at.hour if dated.at else None) == at
    assert dated.flags == flags
    assert dated.at is None or dated.at <= NOW
    assert (dated.basis is PublishedBasis.UNKNOWN) == (on is None)


@given(st.text(max_size=60) | st.datetimes().map(str))
@settings(max_examples=100, deadline=None)
def test_no_stated_date_crashes_or_leaks_the_future(stated: str) -> None:
    dated = published(stated, NOW)
    assert dated.at is None or dated.at <= NOW


@pytest.mark.parametrize(
    "piece",
    [
        "<a/>",
        "<item><title>a</title></item>",
        "<item><description><p>x</p></description></item>",
        "<a b='x'/>",
        "<a xmlns:n='u'/>",
    ],
)
def test_mark_up_without_end_is_refused_before_it_is_built(piece: str) -> None:
    feed = f"<rss><channel>{piece * (8 * 1024 * 1024 // len(piece))}</channel></rss>"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(NotAFeedError, match="beyond all bounds: it has"):
        read(feed)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 64 * 1024, f"{grown} KiB"


def test_a_large_feed_of_much_mark_up_is_read() -> None:
    inside = '<p class="x">Some words of a paragraph, as long as they are.</p>' * 100
    item = f"<item><title>%d</title><description><![CDATA[{inside}]]></description></item>"
    feed = read("<rss><channel>" + "".join(item % n for n in range(1000)) + "</channel></rss>")
    assert len(feed.articles) == 1000
