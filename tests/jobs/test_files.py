"""Files that users hand over: texts, pages, lines, folders, and what is none of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from forecaster.domain.errors import ArticleError
from forecaster.store.ports import SignalQuery
from jobs import ingest, read
from jobs.fetch.files import MAX_FILE, backdated, expand, read_bytes, read_lines, read_text
from jobs.ingest import Wish
from jobs.ports import Ports
from tests.jobs.servers import Site, page, rss

NOW = datetime(2018, 7, 30, 12, tzinfo=UTC)


def line(**values: object) -> str:
    return json.dumps({"title": "T", "body": "B", "source": "Wire", **values})


def test_lines_become_articles_and_bad_ones_are_told_by_number() -> None:
    data = "\n".join(
        [
            line(published="2018-07-24T10:00:00Z", url="https://wire.example/1"),
            "not json",
            "[]",
            line(title="", body=" "),
            line(title=3),
            "",
            line(title="T2", published="2028-01-01"),
            "[" * 100_000,
        ]
    ).encode()
    taken = read_lines(data, source=None, known_at=NOW)
    assert [article.title for article in taken.articles] == ["T", "T2"]
    assert taken.articles[0].published_on == date(2018, 7, 24)
    assert taken.articles[0].known_at == NOW
    assert taken.articles[1].flags == ("future_date",)
    assert [refused.detail.split(":")[0] for refused in taken.refused] == [
        f"line {number}" for number in (2, 3, 4, 5, 8)
    ]


def test_an_archive_is_known_since_its_dates_when_that_is_asked_for() -> None:
    data = "\n".join(
        [
            line(title="instant", published="2018-07-24T10:00:00Z"),
            line(title="day", published="2018-07-24"),
            line(title="none"),
        ]
    ).encode()
    taken = read_lines(data, source=None, known_at=NOW).articles
    instant, day, none = map(backdated, taken)
    assert instant.known_at == datetime(2018, 7, 24, 10, tzinfo=UTC)
    assert day.known_at == datetime(2018, 7, 25, tzinfo=UTC)
    assert none.known_at == NOW
    assert "backdated" in instant.flags
    assert "backdated" not in none.flags


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (bytes(range(256)) * 10, "no text"),
        (b"\xff\xfe" + b"\x00\xd8" * 100, "no text"),
    ],
)
def test_what_is_no_text_is_named(data: bytes, words: str) -> None:
    with pytest.raises(ArticleError, match=words):
        read_text(data, name="x.txt", source=None, known_at=NOW)


def test_folders_give_their_files_and_no_links_out(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("outside")
    inner = tmp_path / "in"
    (inner / "deep").mkdir(parents=True)
    (inner / "b.txt").write_text("b")
    (inner / "deep" / "a.txt").write_text("a")
    (inner / ".hidden").write_text("h")
    (inner / "link.txt").symlink_to(secret)
    assert [path.name for path in expand([inner])] == ["b.txt", "a.txt"]
    with pytest.raises(ArticleError, match="not there"):
        list(expand([tmp_path / "nowhere"]))


def test_a_file_too_large_is_not_opened(tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(MAX_FILE + 1)
    with pytest.raises(ArticleError, match="at most"):
        read_bytes(large)


def test_whatever_is_handed_over_is_kept_or_told(
    make_ports: Callable[..., Ports], tmp_path: Path, site: Site
) -> None:
    ports = make_ports()
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "a.txt").write_text("Paris, 24 July. A report.")
    (folder / "a copy.html").write_text("<html><p>Another.</p></html>")
    (folder / "b.jsonl").write_text(line() + "\nbroken\n")
    (folder / "c.exe").write_bytes(b"MZ")
    (folder / "d.txt").write_bytes(b"")
    (folder / "e.ics").write_bytes(b"BEGIN:VCALENDAR\r\nEND")
    (folder / "f.xml").write_bytes(rss(("Three", "text")))
    site.routes["/feed"] = page(rss(("Four", "text"), ("Five", "text")))
    site.routes["/page"] = page(b"<html><body>Six</body></html>")
    names = [str(folder), site.url("/feed"), site.url("/page"), site.url("/none"), "nowhere"]
    report = ingest.run(ports, names, Wish(None, trust=False, known_at=NOW))
    assert report.counts["new articles"] == 7
    assert report.counts["refused"] == 6
    for words in ("no JSON", "c.exe", "d.txt is empty", "no calendar", "404", "not there"):
        assert any(words in note for note in report.notes), words
    with ports.read() as records:
        assert len(records.articles.page()) == 7
        assert len(records.feeds.problems()) == 6
    again = ingest.run(ports, names, Wish(None, trust=False, known_at=NOW))
    assert again.counts["new articles"] == 0
    assert again.counts["known articles"] == 7


def test_calendars_that_are_handed_over_make_versions(
    make_ports: Callable[..., Ports], tmp_path: Path
) -> None:
    ports = make_ports()
    (tmp_path / "x.ics").write_text(
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:1\nSUMMARY:G20 Osaka\n"
        "DTSTART;VALUE=DATE:20190620\nLOCATION:Osaka\\, Japan\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    report = ingest.run(ports, [str(tmp_path)], Wish(None, trust=False, known_at=NOW))
    assert report.counts["calendar versions"] == 1
    with ports.read() as records:
        (summit,) = records.summits.current()
        before = ports.library.chronicle(records, datetime(2018, 7, 29, tzinfo=UTC))
        after = ports.library.chronicle(records, NOW)
    assert summit.id == "g20-2019"
    assert summit.revision > 1, "the bundled calendar has this edition already"
    assert summit.members
    assert before.summits["g20-2019"].window != summit.window
    assert after.summits["g20-2019"] == summit


def test_an_archive_speaks_as_of_its_days(make_ports: Callable[..., Ports], tmp_path: Path) -> None:
    ports = make_ports()
    text = (
        "President Donald Trump has invited Russian President Vladimir Putin to Washington in "
        "the fall, the White House said on Thursday."
    )
    (tmp_path / "a.jsonl").write_text(line(title="Invitation", body=text, published="2018-07-19"))
    ingest.run(ports, [str(tmp_path)], Wish(None, trust=True, known_at=NOW))
    read.run(ports, NOW)
    with ports.read() as records:
        assert records.signals.find(SignalQuery(as_of=datetime(2018, 7, 19, 23, tzinfo=UTC))) == ()
        assert records.signals.find(SignalQuery(as_of=datetime(2018, 7, 20, tzinfo=UTC)))
