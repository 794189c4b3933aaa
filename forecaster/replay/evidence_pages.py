"""Sections of the track record on attendance, tracks and coded events, as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from forecaster.replay.track_backtest import StatusRow

Scores = Mapping[str, Mapping[str, Any]]


def attendance_section(scores: Sequence[Mapping[str, Any]]) -> str:
    """Attendance at summits, by years and reference."""
    rows = [
        (
            "## Attendance at summits\n\nP(a leader attends) stated a month before each summit "
            "abroad from what was known then, for the leaders whose absences are listed like their "
            "presence (China, Russia, the United States). The half-life of a leader's record was "
            "chosen on the years to 2016. Intervals (95 %) resample years.\n"
        ),
        "| years | n | absent | reference | Brier | its | lower by | log | its | lower by |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*rows, *map(_attendance_row, scores)])


def _attendance_row(one: Mapping[str, Any]) -> str:
    cells = [one["years"], one["n"], one["missed"], one["reference"]]
    for rule in ("brier", "log"):
        low, high = one[f"{rule}_interval"]
        lower = f"{one[f'{rule}_lower_by']:.1%} ({low:.1%} to {high:.1%})"
        cells += [f"{one[rule]:.4f}", f"{one[f'reference_{rule}']:.4f}", lower]
    return "| " + " | ".join(map(str, cells)) + " |"


SIDELINES = (
    "## Meetings at summits\n\nP(the two meet at a summit) as issued a month before it, by the "
    "newest model of that day, for dyads with at least two known meetings. Both expected: what the "
    "calendar takes for granted. Both listed: leaders listed as there, and the chance given that "
    "both come; of those who met most are listed, of the others few, so the share that meets is "
    "too high there, and the references are learnt from the same list. Complete: of these the "
    "United States with China and with Russia, whose presence and sideline meetings are all on "
    "record. References: the share of earlier cases at the forum, and of the dyad's own, both "
    "drawn to that of all with the weight of three. Intervals (95 %) resample years.\n"
)

SETS = {"expected": "both expected", "listed": "both listed", "complete": "complete"}


def sidelines_section(scores: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """P(bilateral | both at a summit): as a whole, by year and by series, and where it loses."""
    return "\n\n".join(
        [
            _lines(SIDELINES, _SIDELINES, map(_sidelines_row, scores["world"])),
            _lines("### By year\n", _BY_YEAR, map(_part_row, _parts(scores["year"], "year"))),
            _lines(
                "### By series\n", _BY_SERIES, map(_part_row, _parts(scores["series"], "series"))
            ),
        ]
    )


_SIDELINES = (
    "dyads", "pairs", "n", "met", "stated", "Brier", "reference", "its", "lower by",
)  # fmt: skip
_PART = ("pairs", "n", "met", "stated", "Brier", "mean of the forum", "the dyad's rate", "loses to")
_BY_YEAR, _BY_SERIES = ("year", *_PART), ("series", *_PART)


def _lines(head: str, columns: Sequence[str], rows: Iterable[str]) -> str:
    return "\n".join([head, "| " + " | ".join(columns) + " |", "|---" * len(columns) + "|", *rows])


def _sidelines_row(one: Mapping[str, Any]) -> str:
    """One line for each reference."""
    lines = []
    for name, other in one["references"].items():
        low, high = other["interval"]
        lines.append(
            f"| {one['world'].replace('_', ' ').title()} | {SETS[one['pairs']]} | {one['n']} "
            f"| {one['met']} | {one['stated']:.3f} | {one['brier']:.4f} | {name} "
            f"| {other['brier']:.4f} | {other['lower_by']:+.1%} ({low:+.1%} to {high:+.1%}) |"
        )
    return "\n".join(lines)


def _parts(rows: Sequence[Mapping[str, Any]], by: str) -> list[tuple[str, Mapping[str, Any]]]:
    return [(str(one[by]), one) for one in rows]


def _part_row(labelled: tuple[str, Mapping[str, Any]]) -> str:
    label, one = labelled
    others = {name: other["brier"] for name, other in one["references"].items()}
    told = " | ".join(f"{value:.4f}" for value in others.values())
    lost = [name for name, value in others.items() if value < one["brier"]]
    return (
        f"| {label} | {SETS[one['pairs']]} | {one['n']} | {one['met']} | {one['stated']:.3f} "
        f"| {one['brier']:.4f} | {told} | {', '.join(lost)} |"
    )


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


CODED_GOALS = {14: 0.10, 30: 0.10}
"""Brier skill asked with coded intent, by lead time."""

NAMED = {"leaders": "leaders named together", "any": "any actor named"}
"""Which dyads are scored with coded intent."""

CODED = (
    "## With coded intent, for research only\n\nDecayed counts of machine-coded intent to meet "
    "between an American president and anybody of another country correct the record model of the "
    "time; learnt on 2005-2015, scored on 2018, 2021 and 2022, true meetings of American dyads. "
    "First dyads whose two leaders are named together in the file, then all with any event. "
    "Nothing of these events is shipped. The last column is what the events add to record and "
    "calendar: the part of their Brier score that they take away. Intervals (95 %) resample "
    "dyads. What was chosen on which years: "
    "[decision 22](decisions/0022-intent-of-anybody-from-the-country.md).\n"
)


def coded_section(coded: Sequence[Mapping[str, Any]]) -> str:
    """What coded intent adds, by lead time and choice of dyads."""
    columns = (
        "lead, days",
        "dyads",
        "number",
        "n",
        "skill",
        "asked",
        "slope",
        "ECE",
        "record alone",
        "events lower by",
    )
    head = "| " + " | ".join(columns) + " |"
    return "\n".join([CODED, head, "|---" * len(columns) + "|", *map(_coded_row, coded)])


def _coded_row(one: Mapping[str, Any]) -> str:
    low, high = one["skill_interval"]
    least, most = one["events_interval"]
    goal = CODED_GOALS[one["days"]]
    asked = f"{goal:+.2f}" + ("" if one["skill"] >= goal else ", missed")
    return (
        f"| {one['days']} | {NAMED[one['named']]} | {one['dyads']} | {one['n']} "
        f"| {one['skill']:+.3f} ({low:+.3f} to {high:+.3f}) | {asked} | {one['slope']:.2f} "
        f"| {one['ece']:.3f} | {one['record_skill']:+.3f} "
        f"| {one['events_lower_by']:+.1%} ({least:+.1%} to {most:+.1%}) |"
    )
