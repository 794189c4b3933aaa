"""Ingest: files and pages that a user hands over, to articles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from forecaster.domain.errors import ArticleError, FeedError, SummitryError
from forecaster.domain.news import Article, PublishedBasis
from forecaster.domain.summits import Summit
from forecaster.store.records import FeedProblem
from jobs.fetch import files
from jobs.fetch.calendars import read_calendar
from jobs.fetch.client import Validators
from jobs.fetch.feeds import Refused, read_feed
from jobs.fetch.files import backdated, expand, read_bytes, read_lines, read_text
from jobs.ports import Ports
from jobs.report import Report


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user said besides the files.

    Attributes:
        source: Outlet for texts that name none; None for the file name.
        trust: Whether a text in a file counts as known since its stated date, as in an archive.
        known_at: When the texts were had.
    """

    source: str | None
    trust: bool
    known_at: datetime


@dataclass(frozen=True, slots=True)
class _Load:
    """What one file or page gave."""

    name: str
    articles: Sequence[Article] = ()
    summits: Sequence[Summit] = ()
    problems: Sequence[Refused] = ()
    is_archive: bool = False


def run(ports: Ports, names: Sequence[str], wish: Wish) -> Report:
    """Take in files, folders and addresses; what cannot be used is told and kept as a problem."""
    counts: defaultdict[str, int] = defaultdict(int)
    notes = []
    for load in _loads(ports, names, wish):
        for key, number in _keep(ports, load, wish).items():
            counts[key] += number
        notes += [f"{load.name}: {problem.detail}" for problem in load.problems]
    return Report(dict(counts), tuple(notes))


def _loads(ports: Ports, names: Iterable[str], wish: Wish) -> Iterator[_Load]:
    for name in names:
        if name.lower().startswith(("http://", "https://")):
            yield _loaded(name, lambda url: _from_page(ports, url, wish))
            continue
        try:
            for path in expand([Path(name)]):
                yield _loaded(str(path), lambda path: _from_file(ports, Path(path), wish))
        except ArticleError as error:
            yield _refused(name, error)


def _loaded(name: str, load: Callable[[str], _Load]) -> _Load:
    try:
        return load(name)
    except SummitryError as error:
        return _refused(name, error)


def _refused(name: str, error: SummitryError) -> _Load:
    return _Load(name, problems=(Refused(f"{error.code}: {error}", ""),))


def _from_page(ports: Ports, url: str, wish: Wish) -> _Load:
    page = ports.pages.get(url, Validators(), now=wish.known_at)
    source = wish.source or url.split("/")[2]
    if "calendar" in page.content_type or page.body.lstrip()[:15] == b"BEGIN:VCALENDAR":
        return _calendar(ports, page.body, url, replace(wish, source=source))
    try:
        feed = read_feed(
            page.body, source=source, content_type=page.content_type, known_at=wish.known_at
        )
    except FeedError:
        article = read_text(page.body, name=url, source=source, known_at=wish.known_at)
        return _Load(url, (article,))
    return _Load(url, feed.articles, problems=feed.refused)


def _from_file(ports: Ports, path: Path, wish: Wish) -> _Load:
    kind, data = path.suffix.lower(), read_bytes(path)
    if kind in files.LINES:
        taken = read_lines(data, source=wish.source, known_at=wish.known_at)
        return _Load(path.name, taken.articles, problems=taken.refused, is_archive=True)
    if kind in files.CALENDARS:
        return _calendar(ports, data, path.name, wish)
    if kind in files.FEEDS:
        feed = read_feed(data, source=wish.source or path.stem, known_at=wish.known_at)
        return _Load(path.name, feed.articles, problems=feed.refused, is_archive=True)
    if kind in files.TEXTS | files.PAGES:
        article = read_text(data, name=path.name, source=wish.source, known_at=wish.known_at)
        return _Load(path.name, (article,), is_archive=True)
    raise ArticleError(
        f"{path.name} is of no known kind", remedy="give .txt, .html, .jsonl, .xml or .ics"
    )


def _calendar(ports: Ports, data: bytes, name: str, wish: Wish) -> _Load:
    with ports.read() as records:
        atlas = ports.library.atlas(records, wish.known_at)
    source = wish.source or name
    page = read_calendar(data, source=source, atlas=atlas, known_at=wish.known_at)
    return _Load(name, summits=page.summits, problems=page.refused)


def _keep(ports: Ports, load: _Load, wish: Wish) -> dict[str, int]:
    is_dated = wish.trust and load.is_archive
    articles = [_dated(ports, one) for one in load.articles] if is_dated else load.articles
    with ports.write() as records:
        new = len(records.articles.add(articles))
        versions = sum(records.summits.append(summit) for summit in load.summits)
        for problem in load.problems:
            records.feeds.report(_problem(load, problem, wish))
    more = {"calendar versions": versions, "refused": len(load.problems)}
    return {
        "files": 1,
        "new articles": new,
        "known articles": len(articles) - new,
        **{key: number for key, number in more.items() if number},
    }


def _problem(load: _Load, problem: Refused, wish: Wish) -> FeedProblem:
    url = f"file:{load.name}"[:2000]
    return FeedProblem(url, wish.known_at, "entry-refused", problem.detail, problem.excerpt)


def _dated(ports: Ports, article: Article) -> Article:
    """An archived text, known since the date that its data or its own words state."""
    if article.published_on is None:
        reading = ports.library.reader.read(article)
        if reading.published_basis is PublishedBasis.TEXT:
            article = replace(
                article, published_on=reading.published_on, published_basis=reading.published_basis
            )
    return backdated(article)
