"""Cost of reading: articles, sentences, merging, memory and hostile text, all in one run.

The text is made from templates of this module, so that nothing has to be fetched; times come from
a clock that is handed in, and each figure is the median of several rounds, the two sides of a
comparison taking turns.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import chain, cycle, islice
from statistics import median
from typing import Any

import numpy as np

from forecaster.domain.news import Article, ArticleId, PublishedBasis
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

Clock = Callable[[], float]
"""Returns processor seconds; handed in, so that nothing here reads a clock itself."""
Tagger = Callable[[str], int]
"""Reads one text and returns how many names it found: the other side of the comparison."""

WORDS = 500
"""Words of a generated article."""
READY = 25
"""Ready sentences handed over in one text, one a line."""
ROUNDS = 3
DAY = date(2018, 7, 24)

_FILLER = (
    "The harbour authority said the new crane would be working by the end of the month.",
    "Farmers in the valley expect a smaller harvest after a dry spring, and prices have risen.",
    "A bus route through the old town is to be changed because the bridge needs repair.",
    "The orchestra opened its season with three short pieces and a long speech by the director.",
    "Shares of the shipping company fell four per cent in early trading before recovering a bit.",
    "Residents complained about noise from the airport, where flights now begin before dawn.",
    "The museum has bought two drawings that were thought to be lost in a fire a century ago.",
    "Engineers tested the tunnel for a second night and found no water behind the lining.",
    "The second half began with a corner that the goalkeeper punched over the bar.",
    "Schools in three districts will close early on Thursday because of the heat.",
)
_NEWS = (
    "The Kremlin said on Tuesday that President Vladimir Putin had invited Donald Trump to Moscow.",
    "French President Emmanuel Macron will meet German Chancellor Angela Merkel on Friday.",
    "Turkey's Recep Tayyip Erdogan has put off his visit to Tehran, his office said.",
    "Indian Prime Minister Narendra Modi and Chinese President Xi Jinping held talks in Wuhan.",
    "No meeting between Shinzo Abe and Kim Jong Un is planned, the Japanese government said.",
    "He said that he was ready to see him at any time, but the other side had to move first.",
)
_NEWS_EVERY = 3
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
        sentences: Ready sentences a second.
        tagger: Articles a second of a name tagger where all are relevant; None without one.
        tagger_ratio: Times faster than the name tagger on the same text; None without one.
        merge_growth: Seconds per article by number of known signals.
        peak_megabytes: Peak of the memory that reading takes on top of the loaded reader.
        hostile: Factor in time when a hostile text doubles, by its kind.
    """

    one_in_ten: float
    all_relevant: float
    sentences: float
    tagger: float | None
    tagger_ratio: float | None
    merge_growth: dict[int, float]
    peak_megabytes: float
    hostile: dict[str, float]

    def to_data(self) -> dict[str, Any]:
        """As JSON-ready data."""
        ratio = self.tagger_ratio
        return {
            "articles_per_second_one_in_ten_relevant": round(self.one_in_ten, 1),
            "articles_per_second_all_relevant": round(self.all_relevant, 1),
            "ready_sentences_per_second": round(self.sentences, 1),
            "spacy_small_ner_articles_per_second": self.tagger and round(self.tagger, 1),
            "times_faster_than_spacy_small_ner": None if ratio is None else round(ratio, 1),
            "merge_seconds_per_article_by_known_signals": {
                str(known): round(seconds, 7) for known, seconds in self.merge_growth.items()
            },
            "peak_megabytes": round(self.peak_megabytes, 1),
            "hostile_doubling_ratio": {k: round(v, 2) for k, v in self.hostile.items()},
        }


def articles(count: int, relevant: float, rng: np.random.Generator) -> list[Article]:
    """Generated articles of 500 words; a share of them reports on leaders.

    Args:
        count: How many.
        relevant: Share that names leaders and meetings, 0 to 1.
        rng: Where the order of sentences comes from.
    """
    return [_article(number, rng, news=rng.random() < relevant) for number in range(count)]


def _article(number: int, rng: np.random.Generator, *, news: bool) -> Article:
    sentences: list[str] = []
    words = 0
    while words < WORDS:
        pool = _NEWS if news and len(sentences) % _NEWS_EVERY == 0 else _FILLER
        sentence = pool[int(rng.integers(len(pool)))]
        sentences.append(sentence)
        words += len(sentence.split())
    paragraphs = [" ".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4)]
    return an_article(str(number), "\n\n".join(paragraphs))


def an_article(number: str, body: str) -> Article:
    """A generated article of the benchmark's day."""
    at = datetime(2018, 7, 24, 18, tzinfo=UTC)
    return Article(ArticleId(number), "bench", "", body, DAY, at, PublishedBasis.METADATA, at)


def rate(work: Callable[[], object], units: int, clock: Clock, rounds: int = ROUNDS) -> float:
    """Units a second, the median of several rounds."""
    return units / median(_seconds(work, clock) for _ in range(rounds))


def _seconds(work: Callable[[], object], clock: Clock) -> float:
    start = clock()
    work()
    return max(clock() - start, 1e-9)


def read_all(reader: Reader, texts: Iterable[Article]) -> int:
    """Read everything and count the mentions."""
    return sum(len(reader.read(article).mentions) for article in texts)


def sentence_rate(reader: Reader, count: int, clock: Clock) -> float:
    """Ready sentences a second: news and filler in turn, one a line."""
    pool = list(chain.from_iterable(zip(_NEWS, _FILLER, strict=False)))
    sentences = list(islice(cycle(pool), count))
    texts = [
        an_article(str(at), "\n".join(sentences[at : at + READY])) for at in range(0, count, READY)
    ]
    return rate(lambda: read_all(reader, texts), count, clock)


def against_tagger(
    reader: Reader, tagger: Tagger, texts: Sequence[Article], clock: Clock
) -> tuple[float, float]:
    """A name tagger's articles a second, and how many times faster the reader is, in turns."""
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(_seconds(lambda: read_all(reader, texts), clock))
        theirs.append(_seconds(lambda: sum(tagger(text.body) for text in texts), clock))
    return len(texts) / median(theirs), median(theirs) / median(ours)


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


def peak_memory(reader: Reader, texts: Sequence[Article]) -> float:
    """Peak of the memory that reading itself takes, in megabytes."""
    tracemalloc.start()
    try:
        read_all(reader, texts)
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


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
    mixed, dense = articles(count, 0.1, rng), articles(count, 1.0, rng)
    read_all(reader, dense[:20])  # indexes are built at first use
    beside = against_tagger(reader, tagger, dense, clock) if tagger else (None, None)
    return ReadCost(
        one_in_ten=rate(lambda: read_all(reader, mixed), count, clock),
        all_relevant=rate(lambda: read_all(reader, dense), count, clock),
        sentences=sentence_rate(reader, count * 10, clock),
        tagger=beside[0],
        tagger_ratio=beside[1],
        merge_growth=merge_growth(much.known, clock),
        peak_megabytes=peak_memory(reader, dense[:50]),
        hostile=hostile_growth(reader, much.hostile, clock),
    )
