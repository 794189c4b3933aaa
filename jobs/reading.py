"""Reading without a store: for the command line and for questions with evidence of their own."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from forecaster.domain.clock import start_of
from forecaster.domain.errors import ArticleError, SettingsError, SummitryError
from forecaster.domain.news import Article, PublishedBasis
from forecaster.domain.people import LeaderId, Term
from forecaster.domain.places import CountryCode
from forecaster.domain.signals import Mention, Signal
from forecaster.reading.merging.dating import date_by_quotes
from forecaster.reading.merging.merge import Merger, cluster
from forecaster.reading.output import Naming, reading_json
from forecaster.reading.reader import Reader, Reading
from forecaster.reading.text.inputs import parse_file, parse_lines
from jobs.labels import load_merged_ids, under_present_ids
from jobs.library import Library
from jobs.readers import chosen_reader

log = logging.getLogger(__name__)

FAILED = "failed"
"""Flag of an article on which the reader failed; the log has the reason."""
LINES = frozenset({".jsonl", ".ndjson"})
READERS = ("rules", "rules-quick", "rules+spacy", "llm")
PAGES = frozenset({".txt", ".html", ".htm", ".md"})


def named_reader(library: Library, name: str) -> Reader:
    """The reader called ``name``; an empty name means the one that the settings name.

    Raises:
        SettingsError: If there is none of that name, or what it needs is missing.
    """
    if not name:
        return library.reader
    if name not in READERS:
        raise SettingsError(f"no reader is called {name!r}", remedy=f"use {', '.join(READERS)}")
    chosen = library.reading.model_copy(update={"name": name})
    return chosen_reader(library.root, library.extra, chosen)


def output_lines(
    library: Library, articles: Iterable[Article], reader: str, *, clusters: bool
) -> Iterator[dict[str, Any]]:
    """One line per article, in order; with ``clusters``, mentions of one act share a key."""
    chosen = named_reader(library, reader)
    named_on = leader_names(library)
    if not clusters:
        for article in articles:
            found = _reading(chosen, article)
            yield reading_json(
                article,
                found,
                found.mentions,
                named_on(found.published_on),
                clusters=False,
                raw=_is_raw(article),
            )
        return
    for article, found, mentions in _marked(read_together(chosen, articles)):
        yield reading_json(
            article, found, mentions, named_on(found.published_on), raw=_is_raw(article)
        )


def read_together(reader: Reader, articles: Iterable[Article]) -> list[tuple[Article, Reading]]:
    """Each article, in order, with its reading; their company dates those that have no day."""
    return list(read_each(reader, articles))


def read_each(reader: Reader, articles: Iterable[Article]) -> Iterator[tuple[Article, Reading]]:
    """The same, one after the other, for those who may stop before the last."""
    for article in date_by_quotes(tuple(articles)):
        yield article, _reading(reader, article)


def _reading(reader: Reader, article: Article) -> Reading:
    try:
        return reader.read(article)
    except SummitryError:  # an installation at fault, or a service that does not answer
        raise
    except Exception:  # whatever one article does to a reader, the others have to be read
        log.exception("article %s could not be read", article.id)
        return Reading(None, PublishedBasis.UNKNOWN, (), (FAILED,))


def _marked(
    told: list[tuple[Article, Reading]],
) -> Iterator[tuple[Article, Reading, tuple[Mention, ...]]]:
    marked = iter(cluster((article, found.mentions) for article, found in told))
    for article, found in told:
        yield article, found, tuple(next(marked) for _ in found.mentions)


def _is_raw(article: Article) -> bool:
    """Whether the article was a file without fields of its own."""
    return not article.title and article.source == str(article.id)


def leader_names(library: Library) -> Callable[[date | None], Naming]:
    """Display names of leaders, and the country that each led on a day.

    Who held no office on it is of the country that he led last before, else of the first after it;
    without a day, of the one he led last.
    """
    terms: dict[LeaderId, list[Term]] = {}
    for term in sorted(library.facts.terms, key=lambda one: one.start):
        terms.setdefault(term.leader, []).append(term)

    def on(day: date | None) -> Naming:
        def naming(leader: LeaderId) -> tuple[str, CountryCode | None]:
            known, led = library.facts.leaders.get(leader), terms.get(leader, [])
            begun = [one for one in led if day is None or one.start <= day]
            chosen = begun[-1:] or led[:1]
            country = chosen[0].country if chosen else None
            return (known.name if known else str(leader), country)

        return naming

    return on


def evidence_of_folder(library: Library, folder: Path, now: datetime) -> tuple[Signal, ...]:
    """All signal revisions that a folder of articles yields, each known when it was published.

    Articles without a date that can be trusted are known only at ``now``; so are those whose day
    is inferred, which dates what they tell, not when they came.

    Raises:
        ArticleError: If the folder holds no article.
    """
    told = read_together(library.reader, _in_folder(folder, now))
    if not told:
        raise ArticleError(f"{folder} holds no article", remedy="give .jsonl, .txt or .html files")
    known = [(_as_known(article, found), found.mentions) for article, found in told]
    merger = Merger(outlets=library.outlets)
    revisions: list[Signal] = []
    for article, mentions in sorted(known, key=lambda pair: pair[0].known_at):
        revisions.extend(merger.add(article, mentions))
    return tuple(revisions)


def _as_known(article: Article, found: Reading) -> Article:
    """The article as known from the moment of its publication, where that is sure."""
    if article.published_at is not None:
        return replace(article, known_at=article.published_at)
    if found.published_on is not None and found.published_basis in _SURE:
        return replace(article, known_at=start_of(found.published_on))
    return article


_SURE = frozenset({PublishedBasis.METADATA, PublishedBasis.TEXT})


def _in_folder(folder: Path, now: datetime) -> Iterator[Article]:
    if not folder.is_dir():
        raise ArticleError(f"{folder} is no folder", remedy="name a folder of articles")
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in LINES:
            yield from parse_lines(path.read_text("utf-8-sig", "replace"), now)
        elif path.suffix.lower() in PAGES:
            yield parse_file(path.name, path.read_bytes(), now)


def evaluation(library: Library, file: Path, reader: str, now: datetime, *, as_json: bool) -> str:
    """Scores of a reader on labelled items, as text or JSON.

    Raises:
        ArticleError: If the file cannot be read as labelled items.
    """
    from forecaster.reading.evaluate import evaluate, report

    try:
        lines = [line for line in file.read_text("utf-8").splitlines() if line.strip()]
        merged = load_merged_ids(library.root)
        gold = [under_present_ids(json.loads(line), merged) for line in lines]
    except (OSError, ValueError) as error:
        raise ArticleError(f"{file}: {error}", remedy="give JSON lines with labels") from error
    items = list(parse_lines("\n".join(_unlabelled(item) for item in gold), now))
    said = list(output_lines(library, items, reader, clusters=True))
    scores = evaluate(gold, said)
    return json.dumps(scores.to_data(), indent=2) if as_json else report(scores)


def _unlabelled(item: dict[str, Any]) -> str:
    return json.dumps({key: value for key, value in item.items() if key != "signals"})
