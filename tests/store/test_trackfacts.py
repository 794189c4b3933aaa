"""Track tables of other hands: few columns, blanks, tracks of which nothing was said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from forecaster.domain.clock import Window
from forecaster.domain.errors import FactsError
from forecaster.domain.signals import Certainty, SignalType, SpeakerKind
from forecaster.store.trackfacts import load_signals, load_tracks

Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(tracks: str, signals: str) -> Path:
        (tmp_path / "tracks.csv").write_text(tracks, "utf-8")
        (tmp_path / "track_signals.csv").write_text(signals, "utf-8")
        return tmp_path

    return write


TRACKS = """track_id,leader_a,leader_b,outcome,held_date
one,alder,birch,held_as_planned,2031-03-10
"""
SIGNALS = """track_id,statement_date,type,leader_a,leader_b
one,2031-02-01,INVITE,birch,alder
one,2031-02-09,HEDGE,alder,birch
one,2031-02-20,CONDITION,alder,birch
"""


def test_the_fewest_columns_suffice(write: Write) -> None:
    (track,) = load_tracks(write(TRACKS, SIGNALS))
    assert track.story == "one"
    assert track.outcome_on == track.held_on == date(2031, 3, 10)
    assert [signal.id for signal in track.signals] == ["one/1", "one/2", "one/3"]
    assert [signal.act.polarity for signal in track.signals] == [1, 0, -1]
    first = track.signals[0].act
    assert first.speaker.kind is SpeakerKind.NARRATOR
    assert first.certainty is Certainty.FIRM
    assert first.place is first.window is first.forum is None


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("", "", None),
        ("2031-03-01", "2031-03-31", Window(date(2031, 3, 1), date(2031, 3, 31))),
        ("2031-03-10", "", Window(date(2031, 3, 10), date(2031, 3, 10))),
        ("", "2031-03-31", Window(date(2031, 2, 1), date(2031, 3, 31))),
    ],
)
def test_half_a_window_is_read(write: Write, start: str, end: str, expected: Window | None) -> None:
    table = (
        "track_id,statement_date,type,leader_a,leader_b,window_start,window_end\n"
        f"one,2031-02-01,CONFIRM,alder,birch,{start},{end}\n"
    )
    (signal,) = load_signals(write(TRACKS, table) / "track_signals.csv")
    assert signal.act.window == expected


def test_a_track_of_which_nothing_was_said_is_left_out(write: Write) -> None:
    silent = TRACKS + "two,cedar,dogwood,lapsed,\n"
    assert [track.id for track in load_tracks(write(silent, SIGNALS))] == ["one"]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [("INVITE", "SHOUT", 2), ("2031-02-09", "soon", 3), ("CONDITION,alder", "CONDITION,birch", 4)],
)
def test_a_row_that_cannot_be_read_is_named(write: Write, old: str, new: str, line: int) -> None:
    with pytest.raises(FactsError, match=f"track_signals.csv line {line}"):
        load_tracks(write(TRACKS, SIGNALS.replace(old, new)))


def test_every_type_of_signal_is_read(write: Write) -> None:
    rows = "".join(f"one,2031-02-01,{kind},alder,birch\n" for kind in SignalType)
    header = SIGNALS.splitlines()[0] + "\n"
    (track,) = load_tracks(write(TRACKS, header + rows))
    assert [signal.act.type for signal in track.signals] == list(SignalType)
