"""P(the two meet | both at a summit) walked forward, set beside simple references.

Judged on all pairs of which both countries are expected; on those whose leaders are both listed as
there, which most who met are and few of the others; and, of these, on the pairs whose presence and
meetings are all on record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from forecaster.domain.clock import start_of
from forecaster.domain.places import CountryCode
from forecaster.model.book import Book
from forecaster.model.fitted import RecordModel, newest
from forecaster.model.summitsahead import once_there
from forecaster.model.worldstate import world_state
from forecaster.panel.buckets import HORIZON_DAYS, SETTLING_DAYS
from forecaster.panel.days import Days, Flags, Floats, calendar_day, number
from forecaster.panel.editions import (
    HABIT_WEIGHT,
    met_at,
    newest_versions,
)
from forecaster.panel.features import View
from forecaster.panel.history import Edition, History
from forecaster.panel.worlds import WATCHED, WORLDS, Pair
from forecaster.replay.backtest import LEAST_RECORD
from forecaster.replay.scope import EVERYTHING, Scope, period
from forecaster.scoring.compare import cluster_skill
from forecaster.scoring.rules import brier

LEAD_DAYS = 30

FIRST_YEAR = 2006
"""Earlier summits only teach the references."""

MODEL, FORUM, DYAD = "model", "mean of the forum", "the dyad's rate"

Labels = npt.NDArray[np.str_]
Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class Judged:
    """Pairs at summits, one by one.

    Attributes:
        world: Name of the pair's world.
        series: Series of the summit.
        dyad: The two countries in one word.
        year: Calendar year of the summit.
        seen: Day of the forecast: a month before the summit.
        known: Day from which the outcome is known.
        met: 1 where the record has a meeting of the two there.
        listed: Whether both leaders are listed as there.
        stated: P(they meet there), where both countries are expected.
        given: The same once both are there; NaN before :data:`FIRST_YEAR`, as is ``stated``.
    """

    world: Labels
    series: Labels
    dyad: Labels
    year: Days
    seen: Days
    known: Days
    met: Floats
    listed: Flags
    stated: Floats
    given: Floats

    def take(self, use: Flags) -> Judged:
        """Some of the cases."""
        return Judged(*(getattr(self, one.name)[use] for one in fields(self)))


def sideline_walk(book: Book, models: Sequence[RecordModel]) -> Judged:
    """Every summit on the calendar a month ahead, by the newest model of that day.

    A pair counts from its second known meeting on.
    """
    there = _there(book)
    parts = [
        part
        for world in WORLDS
        for part in _walked(book, book.histories[world.name], models, there)
    ]
    columns = [
        np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Judged)
    ]
    found = Judged(*columns)
    return found.take(found.seen >= 0)


def _there(book: Book) -> Mapping[str, frozenset[CountryCode]]:
    """Countries whose leader is listed as present, by summit."""
    found: dict[str, set[CountryCode]] = {}
    for row in book.chronicle.attendance:
        version = book.versions.get(row.summit_id)
        holder = book.offices.holder(row.leader, version[-1].first_day) if version else None
        if row.attended and holder is not None and holder.leading:
            found.setdefault(row.summit_id, set()).add(holder.country)
    return {summit: frozenset(countries) for summit, countries in found.items()}


def _walked(
    book: Book,
    history: History,
    models: Sequence[RecordModel],
    there: Mapping[str, frozenset[CountryCode]],
) -> Iterator[Judged]:
    editions = [one for one in newest_versions(history.editions) if _judged(one, history)]
    days = np.array(sorted({_seen(one) for one in editions}), dtype=np.int64)
    total = dict(zip(days.tolist(), View(history, days).counts.total, strict=True))
    for edition in editions:
        use = (history.joint(edition) > 0) & (total[_seen(edition)] >= LEAST_RECORD)
        chances = _chances(book, history, edition, models)
        yield _cases(history, edition, there.get(edition.id, frozenset()), chances).take(use)


def _judged(edition: Edition, history: History) -> bool:
    """Whether a summit lies in the complete record and was on the calendar a month before."""
    begin, end = number(history.world.panel_from), number(history.world.record_until)
    in_record = _seen(edition) >= begin and edition.last_day <= end
    return in_record and edition.known <= _seen(edition) and not edition.cancelled


def _seen(edition: Edition) -> int:
    return edition.first_day - LEAD_DAYS


def _year(edition: Edition) -> int:
    return calendar_day(edition.first_day).year


def _chances(
    book: Book, history: History, edition: Edition, models: Sequence[RecordModel]
) -> Floats:
    """P(they meet there) where both are expected, and once both are there: 2 x pairs."""
    day = _seen(edition)
    model = newest(models, start_of(calendar_day(day))) if _year(edition) >= FIRST_YEAR else None
    if model is None:
        return np.full((2, len(history.pairs)), np.nan)
    state = world_state(model, history, book.sidelines[history.world.name], day)
    ahead = [one.id for one in book.ahead(day, HORIZON_DAYS)]
    rate = state.summit_rates[ahead.index(edition.id)]
    return np.asarray(-np.expm1(-np.stack([rate, rate * once_there(edition.series)])))


def _cases(
    history: History, edition: Edition, there: frozenset[CountryCode], chances: Floats
) -> Judged:
    pairs = len(history.pairs)
    settled = edition.last_day + SETTLING_DAYS
    return Judged(
        np.full(pairs, history.world.name),
        np.full(pairs, edition.series),
        np.array([_dyad(pair) for pair in history.pairs]),
        np.full(pairs, _year(edition)),
        np.full(pairs, _seen(edition)),
        np.full(pairs, settled),
        met_at(history, edition),
        np.array([there.issuperset(pair) for pair in history.pairs]),
        *chances,
    )


def references(cases: Judged) -> dict[str, Floats]:
    """What two simple forecasters would have said, from outcomes known at the time.

    Both shares are drawn to that of all summits with the weight of three.
    """
    found: dict[str, Floats] = {name: np.full(len(cases.met), np.nan) for name in (FORUM, DYAD)}
    for day in np.unique(cases.seen):
        now, past = cases.seen == day, cases.known <= day
        usual = (cases.met[past].sum() + 0.1) / (past.sum() + 1.0)
        for name, label in ((FORUM, cases.series), (DYAD, cases.dyad)):
            found[name][now] = _shares(label[past], cases.met[past], label[now], float(usual))
    return found


def _shares(past: Labels, met: Floats, now: Labels, usual: float) -> Floats:
    """Share of past cases under the same label that met, drawn to the usual one."""
    names, place = np.unique(np.concatenate([past, now]), return_inverse=True)
    had = np.bincount(place[: len(past)], minlength=len(names))
    total = np.bincount(place[: len(past)], met, minlength=len(names))
    share = (total + HABIT_WEIGHT * usual) / (had + HABIT_WEIGHT)
    return np.asarray(share[place[len(past) :]])


def sideline_scores(
    judged: Judged, rng: Rng, scope: Scope = EVERYTHING
) -> dict[str, list[dict[str, Any]]]:
    """Scores by set of pairs as a whole, by world, year and series; JSON-ready.

    Intervals resample years. The references learn from what lies outside the scope too.
    """
    pairs = [_dyad(pair) for pair in scope.pairs]
    listed = judged.listed
    watched = np.isin(judged.dyad, [_dyad(pair) for pair in WATCHED])
    sets = {
        "expected": (judged, judged.stated),
        "listed": (judged.take(listed), judged.given[listed]),
        "complete": (judged.take(listed & watched), judged.given[listed & watched]),
    }
    found: dict[str, list[dict[str, Any]]] = {"world": [], "year": [], "series": []}
    for name, (cases, stated) in sets.items():
        scores = {MODEL: stated, **references(cases)}
        scored = (cases.year >= FIRST_YEAR) & scope.has_days(cases.seen)
        if pairs:
            scored &= np.isin(cases.dyad, pairs)
        for by, rows in found.items():
            label = getattr(cases, by)
            for one in np.unique(label[scored]):
                use = scored & (label == one)
                rows.append({"pairs": name, by: one.item(), **_scored(cases, scores, use, rng)})
    return found


def _scored(cases: Judged, stated: Mapping[str, Floats], use: Flags, rng: Rng) -> dict[str, Any]:
    met = cases.met[use]
    scores = {name: brier(said[use], met) for name, said in stated.items()}
    ours = scores.pop(MODEL)
    return {
        "n": len(met),
        **period(cases.seen[use]),
        "met": int(met.sum()),
        "stated": round(float(stated[MODEL][use].mean()), 5),
        "brier": round(float(ours.mean()), 5),
        "references": {
            name: _against(ours, theirs, cases.year[use], rng) for name, theirs in scores.items()
        },
    }


def _against(ours: Floats, theirs: Floats, year: Days, rng: Rng) -> dict[str, Any]:
    lower_by, interval = cluster_skill(ours, theirs, year, rng)
    return {
        "brier": round(float(theirs.mean()), 5),
        "lower_by": round(lower_by, 5),
        "interval": [round(end, 5) for end in interval],
    }


def _dyad(pair: Pair) -> str:
    return "-".join(pair)
