"""Read: new articles to mentions, mentions to signals.

A batch is read, merged and kept in one transaction: an article counts as read exactly when its
mentions and the signals they make are kept.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from forecaster.domain.news import Article, ArticleId
from forecaster.domain.signals import Mention, Review, Signal
from forecaster.reading.reader import Reader, Reading
from forecaster.store.ports import Records
from jobs.ports import Ports
from jobs.reading import FAILED, read_each
from jobs.report import Report

log = logging.getLogger(__name__)

BATCH = 100
"""Most articles read and kept together."""

PORTION = 60.0
"""Seconds of reading after which what was read is kept. A judgement: a hundred articles of the
usual kind take a few seconds, and what is read in a minute is not worth losing."""

SLOW = 10.0
"""Seconds from which an article is told of. A judgement; the longest that are taken in, a megabyte
of acts, took 25 s."""

READING = timedelta(minutes=10)
"""For how long a run takes up batches: the last portion and its merging then still end inside the
twenty minutes that the registry gives a run."""

MEMORY = timedelta(days=120)
"""How far back signals are looked at when mentions are merged: recalls reach back months."""

Told = tuple[Article, Sequence[Mention]]


def run(ports: Ports, now: datetime) -> Report:
    """Read every article known at ``now`` that the reader has not read, for as long as it may."""
    counts: defaultdict[str, int] = defaultdict(int)
    notes: list[str] = []
    reader, began = ports.library.reader, ports.ticks()
    while batch := _unread(ports, reader, now):
        if ports.ticks() - began > READING.total_seconds():
            notes.append(f"more than {READING} of reading: the rest comes next time")
            break
        portion, slow = _portion(ports, reader, batch)
        notes += slow
        for name, number in _keep(ports, reader, portion, now).items():
            counts[name] += number
    return Report(dict(counts), tuple(notes))


def _portion(
    ports: Ports, reader: Reader, batch: Sequence[Article]
) -> tuple[list[tuple[Article, Reading]], list[str]]:
    """The readings of a batch, or of its beginning when they take long; and what took long."""
    portion, slow = [], []
    began = last = ports.ticks()
    for article, found in read_each(reader, batch):
        portion.append((article, found))
        took, last = ports.ticks() - last, ports.ticks()
        if took > SLOW:
            slow.append(f"article {article.id} of {article.source} took {took:.0f} s to read")
            log.warning(slow[-1])
        if last - began > PORTION:
            break
    return portion, slow


def _unread(ports: Ports, reader: Reader, now: datetime) -> Sequence[Article]:
    with ports.read() as records:
        return records.articles.unread(reader.name, until=now, limit=BATCH)


def _keep(
    ports: Ports, reader: Reader, readings: Sequence[tuple[Article, Reading]], now: datetime
) -> dict[str, int]:
    told = [(article, found.every) for article, found in readings]
    # That the reader failed on a page does not mean that the page tells nothing any more.
    sound = [(article, found.every) for article, found in readings if FAILED not in found.flags]
    with ports.write() as records:
        known = _known(records, told)
        made = list(ports.merger([pair for pair in told if pair[1]], known))
        kept = sum(records.signals.append(signal) for signal in made)
        withdrawn = sum(
            records.signals.append(signal) for signal in _withdrawn(records, reader, sound, now)
        )
        for article, mentions in told:
            records.articles.mark_read(article.id, reader.name, mentions, now)
        records.articles.settle(reader.name)
    pending = sum(signal.review is Review.PENDING for signal in made)
    counts = {
        "articles": len(told),
        "mentions": sum(len(mentions) for _, mentions in told),
        "signals": kept,
    }
    more = {"withdrawn": withdrawn, "to review": pending, FAILED: len(told) - len(sound)}
    return {**counts, **{name: number for name, number in more.items() if number}}


def _known(records: Records, told: Sequence[Told]) -> Sequence[Signal]:
    """Signals that the mentions may be about: those of their leaders, of the last months."""
    leaders = {
        leader for _, mentions in told for mention in mentions for leader in mention.act.leaders
    }
    if not leaders:
        return ()
    earliest = min(article.known_at for article, _ in told)
    return records.signals.near(leaders, earliest - MEMORY)


def _withdrawn(
    records: Records, reader: Reader, told: Iterable[Told], now: datetime
) -> Iterator[Signal]:
    """Signals that rested on an earlier text of a page which no longer carries them.

    The signal stays as it was known then; a further revision withdraws it from now on.
    """
    for article, mentions in told:
        before = records.articles.predecessor(article)
        if before is None:
            continue
        told_before = records.articles.mentions(before.id, reader.name) or ()
        still = {_core(mention) for mention in mentions}
        gone = {_core(mention) for mention in told_before} - still
        leaders = {leader for mention in told_before for leader in mention.act.leaders}
        if not gone:
            continue
        for signal in records.signals.near(leaders, before.known_at):
            alone = _witnesses(signal) <= {before.id}
            if alone and not signal.retracted and _core_of(signal) in gone:
                yield replace(
                    signal,
                    revision=signal.revision + 1,
                    known_at=max(now, signal.known_at),
                    retracted=True,
                )


def _witnesses(signal: Signal) -> set[ArticleId]:
    return {witness.article_id for witness in signal.witnesses}


def _core(mention: Mention) -> tuple[object, ...]:
    act = mention.act
    return (act.type, act.leaders, act.actor, act.forum)


def _core_of(signal: Signal) -> tuple[object, ...]:
    act = signal.act
    return (act.type, act.leaders, act.actor, act.forum)
