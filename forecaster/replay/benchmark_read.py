"""Cost of reading: articles, sentences, merging and hostile text, all in one run.

Times come from a clock that is handed in, and each figure is the median of several rounds, each
on texts of its own, the two sides of a comparison taking turns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from statistics import median
from typing import Any

import numpy as np

from forecaster.domain.news import Article
from forecaster.domain.people import LeaderId
from forecaster.domain.signals import (
    Act,
    Certainty,
    Mention,
    SignalType,
    Span,
    Speaker,
    SpeakerKind,
)
from forecaster.reading.merging.merge import Merger
from forecaster.reading.reader import Reader
from forecaster.replay.benchmark_text import (
    DAY,
    DIFFERENT,
    an_article,
    articles,
    differing,
    ready_sentences,
)

Clock = Callable[[], float]
"""Returns processor seconds; handed in, so that nothing here reads a clock itself."""
Tagger = Callable[[str], int]
"""Reads one text and returns how many names it found: the other side of the comparison."""

ROUNDS = 3
HOSTILE = {
    "one_word": "president ",
    "names": "Putin and Trump and ",
    "quotes": '"he said "',
    "invite": "Putin invited ",
    "dates": "on 3 May to 4 ",
    "tags": "<p class=x>",
    "entities": "&amp;&#x26;",
    "no_end": "a",
}
"""Pieces whose repetition has hurt readers of text."""


@dataclass(frozen=True, slots=True)
class ReadCost:
    """What reading costs on this machine.

    Attributes:
        one_in_ten: Articles a second where one in ten is relevant.
        all_relevant: Articles a second where all are.
        copies: The same where each article has been read before.
        sentences: Ready sentences a second.
        tagger: Articles a second of a name tagger where all are relevant; None without one.
        tagger_ratio: Times faster than the name tagger on the same text; None without one.
        merge_growth: Seconds per article by number of known signals.
        hostile: Factor in time when a hostile text doubles, by its kind.
        differing: Seconds by length for texts in which each sentence tells of something else.
    """

    one_in_ten: float
    all_relevant: float
    copies: float
    sentences: float
    tagger: float | None
    tagger_ratio: float | None
    merge_growth: dict[int, float]
    hostile: dict[str, float]
    differing: dict[str, dict[int, float]]

    def to_data(self) -> dict[str, Any]:
        """As JSON-ready data."""
        ratio = self.tagger_ratio
        return {
            "articles_per_second_one_in_ten_relevant": round(self.one_in_ten, 1),
            "articles_per_second_all_relevant": round(self.all_relevant, 1),
            "articles_per_second_read_before": round(self.copies, 1),
            "ready_sentences_per_second": round(self.sentences, 1),
            "spacy_small_ner_articles_per_second": self.tagger and round(self.tagger, 1),
            "times_faster_than_spacy_small_ner": None if ratio is None else round(ratio, 1),
            "merge_seconds_per_article_by_known_signals": {
                str(known): round(seconds, 7) for known, seconds in self.merge_growth.items()
            },
            "hostile_doubling_ratio": {k: round(v, 2) for k, v in self.hostile.items()},
            "differing_seconds_by_characters": {
                kind: {str(size): round(seconds, 3) for size, seconds in found.items()}
                for kind, found in self.differing.items()
            },
        }


def rate(works: Iterable[Callable[[], object]], units: int, clock: Clock) -> float:
    """Units a second, the median of several rounds of so many units."""
    return units / median(_seconds(work, clock) for work in works)


def _seconds(work: Callable[[], object], clock: Clock) -> float:
    start = clock()
    work()
    return max(clock() - start, 1e-9)


def read_all(reader: Reader, texts: Iterable[Article]) -> int:
    """Read everything and count the mentions."""
    return sum(len(reader.read(article).mentions) for article in texts)


def reading_rate(
    reader: Reader, rounds: Iterable[Sequence[Article]], units: int, clock: Clock
) -> float:
    """Units a second where each round reads texts of its own, so that none has been read before."""
    return rate((partial(read_all, reader, texts) for texts in rounds), units, clock)


def against_tagger(
    reader: Reader, tagger: Tagger, rounds: Iterable[Sequence[Article]], clock: Clock
) -> tuple[float, float]:
    """A name tagger's articles a second, and how many times faster the reader is, in turns."""
    ours, theirs, count = [], [], 0
    for texts in rounds:
        count = len(texts)
        ours.append(_seconds(partial(read_all, reader, texts), clock))
        theirs.append(_seconds(partial(_tag_all, tagger, texts), clock))
    return count / median(theirs), median(theirs) / median(ours)


def _tag_all(tagger: Tagger, texts: Iterable[Article]) -> int:
    return sum(tagger(text.body) for text in texts)


def merge_growth(known: Sequence[int], clock: Clock, batch: int = 200) -> dict[int, float]:
    """Seconds to merge one article when so many signals are known already; ascending counts."""
    merger, held, growth = Merger(), 0, {}
    for count in sorted(known):
        _merge_some(merger, held, count)
        growth[count] = rate_of(merger, count, batch, clock)
        held = count + batch
    return growth


def rate_of(merger: Merger, start: int, batch: int, clock: Clock) -> float:
    """Seconds per article while ``batch`` further articles are merged."""
    fresh = [_telling(number) for number in range(start, start + batch)]

    def work() -> None:
        for article, mentions in fresh:
            merger.add(article, mentions)

    return _seconds(work, clock) / batch


def _merge_some(merger: Merger, first: int, last: int) -> None:
    for number in range(first, last):
        merger.add(*_telling(number))


def _telling(number: int) -> tuple[Article, tuple[Mention, ...]]:
    """An article with one mention of an act of its own; texts differ from number to number."""
    day = DAY - timedelta(days=number % 3000)
    leaders = (LeaderId(f"leader-{number // 3000}"), LeaderId(f"leader-{number // 3000}-b"))
    body = " ".join(str((number * prime + prime) % 1_000_003) for prime in (7, 101, 7919, 104729))
    act = Act(
        type=SignalType.INVITE,
        speaker=Speaker(SpeakerKind.NARRATOR),
        actor=None,
        leaders=leaders,
        place=None,
        window=None,
        polarity=1,
        certainty=Certainty.FIRM,
        forum=None,
        statement_on=day,
    )
    article = replace(an_article(str(number), body), published_on=day)
    return article, (Mention(article.id, act, (Span("body", 0, 1),), "bench", "bench@1", 0.9),)


def hostile_growth(reader: Reader, size: int, clock: Clock) -> dict[str, float]:
    """Time on a text of ``2 * size`` characters over that on ``size``, by kind of text."""
    return {name: _doubling(reader, piece, size, clock) for name, piece in HOSTILE.items()}


def _doubling(reader: Reader, piece: str, size: int, clock: Clock) -> float:
    small = an_article("h", (piece * (size // len(piece) + 1))[:size])
    large = replace(small, body=small.body * 2)
    once, twice = (
        median(_seconds(lambda text=text: reader.read(text), clock) for _ in range(ROUNDS))  # type: ignore[misc]
        for text in (small, large)
    )
    return twice / once


def differing_growth(reader: Reader, size: int, clock: Clock) -> dict[str, dict[int, float]]:
    """Seconds to read and merge texts that tell nothing twice, of ``size`` and ``2 * size``."""
    return {
        kind: {
            many: median(
                _seconds(partial(_read_and_merge, reader, differing(kind, many)), clock)
                for _ in range(ROUNDS)
            )
            for many in (size, 2 * size)
        }
        for kind in DIFFERENT
    }


def _read_and_merge(reader: Reader, article: Article) -> None:
    Merger(outlets=_OUTLETS).add(article, reader.read(article).every)


_OUTLETS = ("Harbour Wire", "Northern Star")


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured.

    Attributes:
        articles: Articles per measurement.
        known: Numbers of known signals at which merging is measured.
        hostile: Characters of the smaller hostile text; below the reader's own limit.
    """

    articles: int = 200
    known: tuple[int, ...] = (1_000, 10_000, 100_000, 1_000_000)
    hostile: int = 90_000


def measure(
    reader: Reader,
    clock: Clock,
    rng: np.random.Generator,
    *,
    tagger: Tagger | None = None,
    size: Size | None = None,
) -> ReadCost:
    """All figures in one run.

    Args:
        reader: The reader to measure.
        clock: Processor seconds.
        rng: Where generated text comes from.
        tagger: The name tagger to compare with, None where none is installed.
        size: How much to measure.
    """
    much = size or Size()
    count = much.articles
    read_all(reader, articles(20, 1.0, rng))  # indexes are built at first use
    dense = [articles(count, 1.0, rng) for _ in range(ROUNDS)]
    beside = against_tagger(reader, tagger, _fresh(count, rng), clock) if tagger else (None, None)
    return ReadCost(
        one_in_ten=reading_rate(reader, _fresh(count, rng, 0.1), count, clock),
        all_relevant=reading_rate(reader, dense, count, clock),
        copies=reading_rate(reader, [dense[-1]] * ROUNDS, count, clock),
        sentences=reading_rate(reader, _ready(count * 10, rng), count * 10, clock),
        tagger=beside[0],
        tagger_ratio=beside[1],
        merge_growth=merge_growth(much.known, clock),
        hostile=hostile_growth(reader, much.hostile, clock),
        differing=differing_growth(reader, much.hostile, clock),
    )


def _fresh(count: int, rng: np.random.Generator, relevant: float = 1.0) -> Iterator[list[Article]]:
    """New articles for each round."""
    return (articles(count, relevant, rng) for _ in range(ROUNDS))


def _ready(count: int, rng: np.random.Generator) -> Iterator[list[Article]]:
    """New ready sentences for each round."""
    return (ready_sentences(count, rng) for _ in range(ROUNDS))
