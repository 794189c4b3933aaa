"""Sections of the track record on tracks and coded events, as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from forecaster.replay.track_backtest import StatusRow

Scores = Mapping[str, Mapping[str, Any]]


def tracks_section(left_out: Mapping[str, Scores]) -> str:
    """Track scores by target.

    Args:
        left_out: Scores by what was left out as a whole.
    """
    rows = [
        (
            "## Tracks\n\nProposed meetings judged at each signal before their outcome, by models "
            "fitted without their story or pair; tracks without a first signal left out. The "
            "reference is the shrunk rate of the latest signal's type, learnt from the same "
            "tracks. Intervals resample what was left out.\n"
        ),
        "| left out | target | n | Brier | reference | lower by | 90 % interval |",
        "|---|---|---|---|---|---|---|",
    ]
    rows += [
        _track_row(group, name, one)
        for group, scores in left_out.items()
        for name, one in scores.items()
    ]
    return "\n".join(rows)


def _track_row(group: str, name: str, one: Mapping[str, Any]) -> str:
    low, high = one["skill_interval"]
    return (
        f"| {group} | {name.replace('_', ' ')} | {one['n']} | {one['brier']:.4f} "
        f"| {one['class_rate_brier']:.4f} | {one['skill']:.1%} | {low:.1%} to {high:.1%} |"
    )


def status_section(rows: Sequence[StatusRow]) -> str:
    """What each status is worth by lead time."""
    names = list(StatusRow.__slots__)
    head = "| " + " | ".join(name.replace("_", " ") for name in names) + " |"
    lines = ["### What each status is worth by lead time\n", head, "|---" * len(names) + "|"]
    for row in rows:
        cells = (_cell(getattr(row, name)) for name in names)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(value: object) -> str:
    if value is None:
        return "any"
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, tuple):
        return " to ".join(map(str, value))
    return str(value)


def coded_section(coded: Sequence[Mapping[str, Any]]) -> str:
    """What coded intent adds, by lead time."""
    rows = [
        (
            "## With coded intent, for research only\n\nDecayed counts of coded intent to meet, "
            "learnt on 2005-2015 and scored on 2018, 2021 and 2022. The data are not shipped.\n"
        ),
        "| days | n | dyads | skill | 95 % interval | slope | ECE |",
        "|---|---|---|---|---|---|---|",
    ]
    rows += [
        f"| {one['days']} | {one['n']} | {one['dyads']} | {one['skill']:+.3f} "
        f"| {one['skill_interval'][0]:+.3f} to {one['skill_interval'][1]:+.3f} "
        f"| {one['slope']:.2f} | {one['ece']:.3f} |"
        for one in coded
    ]
    return "\n".join(rows)
