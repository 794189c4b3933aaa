"""Track tables as histories: those of ``data/facts`` and any folder of the same form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from forecaster.domain.clock import Window, start_of
from forecaster.domain.errors import FactsError
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
)
from forecaster.domain.tracks import TrackHistory, TrackOutcome
from forecaster.store.expectations import Row, Table, bad_row, read_table

SCORES = {"high": 1.0, "medium": 0.8, "low": 0.6}
"""Reliability given to a row by the confidence that the table states."""

TRACK_NEEDS = ("track_id", "story", "leader_a", "leader_b", "outcome", "outcome_date", "held_date")
SIGNAL_NEEDS = ("track_id", "seq", "statement_date", "type", "leader_a", "leader_b")


def load_tracks(folder: Path) -> tuple[TrackHistory, ...]:
    """The tracks of a folder with ``tracks.csv`` and ``track_signals.csv``.

    Raises:
        FactsError: If a file is missing or a row cannot be read.
    """
    return histories(
        read_table(folder / "tracks.csv", TRACK_NEEDS),
        read_table(folder / "track_signals.csv", SIGNAL_NEEDS),
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
    for index, row in enumerate(table.rows):
        try:
            yield row["track_id"], _signal(row)
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
            story=row["story"],
            dyad=Dyad.of(LeaderId(row["leader_a"]), LeaderId(row["leader_b"])),
            place=_place(row["proposed_country"], row["proposed_city"]),
            forum=row["forum"] or None,
            signals=tuple(sorted(signals, key=lambda signal: signal.known_at)),
            outcome=TrackOutcome(row["outcome"]),
            outcome_on=date.fromisoformat(row["outcome_date"]),
            held_on=_day(row["held_date"]),
            held_place=_place(row["held_country"], row["held_city"]),
            left_truncated=row["left_truncated"] == "1",
        )
    except (ValueError, KeyError) as error:
        raise bad_row(table.path, index, str(error)) from error


def _signal(row: Row) -> Signal:
    key = f"{row['track_id']}/{row['seq']}"
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
    actor = CountryCode(row["actor"]) if row["actor"] else None
    pair = Dyad.of(LeaderId(row["leader_a"]), LeaderId(row["leader_b"]))
    return Act(
        type=SignalType(row["type"]),
        speaker=Speaker(SpeakerKind(row["speaker_kind"]), country=actor),
        actor=actor,
        leaders=(pair.first, pair.second),
        place=_place(row["place_country"], row["place_city"]),
        window=_window(row["window_start"], row["window_end"]),
        polarity=int(row["polarity"]),
        certainty=Certainty(row["certainty"]),
        forum=row["forum"] or None,
        statement_on=date.fromisoformat(row["statement_date"]),
    )


def _window(start: str, end: str) -> Window | None:
    if not start and not end:
        return None
    if not (start and end):
        raise FactsError("a window needs both its first and its last day", remedy="fill in both")
    return Window(date.fromisoformat(start), date.fromisoformat(end))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _place(country: str, city: str) -> Place | None:
    return Place(CountryCode(country), city or None) if country else None
