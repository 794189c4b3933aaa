"""Track tables as histories: those of ``data/facts`` and any folder of the same form.

Few columns must be there; what a row leaves open is read as the codebook reads plain words.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from forecaster.domain.clock import Window, start_of
from forecaster.domain.news import ArticleId
from forecaster.domain.people import Dyad, LeaderId
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.signals import (
    Act,
    Certainty,
    Signal,
    SignalType,
    Speaker,
    SpeakerKind,
    Witness,
    usual_polarity,
)
from forecaster.domain.tracks import TrackHistory, TrackOutcome
from forecaster.store.expectations import Row, Table, bad_row, read_table

SCORES = {"high": 1.0, "medium": 0.8, "low": 0.6}
"""Reliability given to a row by the confidence that the table states."""

TRACK_NEEDS = ("track_id", "leader_a", "leader_b", "outcome", "held_date")
SIGNAL_NEEDS = ("track_id", "statement_date", "type", "leader_a", "leader_b")


def load_tracks(folder: Path) -> tuple[TrackHistory, ...]:
    """The tracks of a folder with ``tracks.csv`` and ``track_signals.csv``.

    Tracks without any signal leave nothing to look at and are left out.

    Raises:
        FactsError: If a file is missing or a row cannot be read.
    """
    tracks = read_table(folder / "tracks.csv", TRACK_NEEDS)
    signals = read_table(folder / "track_signals.csv", SIGNAL_NEEDS)
    told = signals.values("track_id")
    return histories(
        Table(tracks.path, tuple(row for row in tracks.rows if row["track_id"] in told)), signals
    )


def load_signals(path: Path) -> tuple[Signal, ...]:
    """The signals of one file in the form of ``track_signals.csv``; known on the statement day.

    Raises:
        FactsError: If the file is missing or a row cannot be read.
    """
    return tuple(signal for _, signal in _signals(read_table(path, SIGNAL_NEEDS)))


def histories(tracks: Table, signals: Table) -> tuple[TrackHistory, ...]:
    """Tracks joined with their signals, earliest statement first.

    Raises:
        FactsError: If a track has no signal or a row cannot be read.
    """
    by_track: defaultdict[str, list[Signal]] = defaultdict(list)
    for track, signal in _signals(signals):
        by_track[track].append(signal)
    return tuple(_history(tracks, index, by_track) for index in range(len(tracks.rows)))


def _signals(table: Table) -> Iterator[tuple[str, Signal]]:
    count: Counter[str] = Counter()
    for index, row in enumerate(table.rows):
        try:
            track = row["track_id"]
            count[track] += 1
            yield track, _signal(row, row.get("seq") or str(count[track]))
        except (ValueError, KeyError) as error:
            raise bad_row(table.path, index, str(error)) from error


def _history(table: Table, index: int, by_track: dict[str, list[Signal]]) -> TrackHistory:
    row = table.rows[index]
    signals = by_track.get(row["track_id"])
    if not signals:
        raise bad_row(table.path, index, f"track {row['track_id']} has no signal")
    try:
        return TrackHistory(
            id=row["track_id"],
            story=row.get("story") or row["track_id"],
            dyad=Dyad.of(LeaderId(row["leader_a"]), LeaderId(row["leader_b"])),
            place=_place(row, "proposed"),
            forum=row.get("forum") or None,
            signals=tuple(sorted(signals, key=lambda signal: signal.known_at)),
            outcome=TrackOutcome(row["outcome"]),
            outcome_on=date.fromisoformat(row.get("outcome_date") or row["held_date"]),
            held_on=_day(row["held_date"]),
            held_place=_place(row, "held"),
            left_truncated=row.get("left_truncated") == "1",
        )
    except (ValueError, KeyError) as error:
        raise bad_row(table.path, index, str(error)) from error


def _signal(row: Row, number: str) -> Signal:
    key = f"{row['track_id']}/{number}"
    known_at = start_of(date.fromisoformat(row["statement_date"]))
    source = row.get("source") or "track_signals"
    witness = Witness(
        article_id=ArticleId(f"track-signals/{key}"),
        source=source,
        origin=key,
        known_at=known_at,
        url=None,
        quotes=(),
        rule="table",
        reader="table@1",
        score=SCORES.get(row.get("confidence", "high"), SCORES["low"]),
    )
    return Signal(id=key, revision=1, act=_act(row), witnesses=(witness,), known_at=known_at)


def _act(row: Row) -> Act:
    actor = CountryCode(row["actor"]) if row.get("actor") else None
    pair = Dyad.of(LeaderId(row["leader_a"]), LeaderId(row["leader_b"]))
    kind = SignalType(row["type"])
    return Act(
        type=kind,
        speaker=Speaker(SpeakerKind(row.get("speaker_kind") or "narrator"), country=actor),
        actor=actor,
        leaders=(pair.first, pair.second),
        place=_place(row, "place"),
        window=_window(row),
        polarity=int(row.get("polarity") or usual_polarity(kind)),
        certainty=Certainty(row.get("certainty") or "firm"),
        forum=row.get("forum") or None,
        statement_on=date.fromisoformat(row["statement_date"]),
    )


def _window(row: Row) -> Window | None:
    """The stated window; a lone last day is open from the statement, a lone first day is exact."""
    start, end = row.get("window_start"), row.get("window_end")
    if not (start or end):
        return None
    first = date.fromisoformat(start or min(row["statement_date"], end or ""))
    return Window(first, date.fromisoformat(end) if end else first)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _place(row: Row, kind: str) -> Place | None:
    """The place in the columns ``<kind>_country`` and ``<kind>_city``; None without a country."""
    country = row.get(f"{kind}_country")
    return Place(CountryCode(country), row.get(f"{kind}_city") or None) if country else None
