"""The track record as a page: tables in Markdown, reliability diagrams in SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Score = Mapping[str, Any]

TARGETS = {
    "united_states": {30: 0.03, 90: 0.05, 180: 0.05, 365: 0.05},
    "south_america": {30: 0.02, 90: 0.06, 180: 0.06, 365: 0.06},
}
"""Brier skill asked of record and calendar alone, by class and lead time."""

NAMES = {
    "united_states": "United States",
    "south_america": "South America",
    "announced": "with announcements",
}

WORTH = (
    "### What each part is worth\n\nBy how much the part lowers the Brier score of the model "
    "without it, with 95 % intervals by dyad; where the interval holds 0, nothing is shown. "
    "Covariates: hazards of the panel refitted every sixth year without them, the others being "
    "able to stand in for them. Recalibration: the models in service without it. Tracks and "
    "undated signals: at the signals of the track table, read as live ones by models that have "
    "not seen the pair (undated signals only where there are any).\n\n"
)

_SIZE, _MARGIN = 220, 34


def skill_table(scores: Sequence[Score]) -> str:
    """Skill, interval, calibration and target by class and lead time."""
    lines = [
        (
            "| dyads | lead, days | n | happened | Brier | reference | skill (95 %) | asked "
            "| slope | ECE |"
        ),
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for one in scores:
        low, high = one["skill_interval"]
        asked = TARGETS.get(one["dyad_class"], {}).get(one["days"])
        lines.append(
            f"| {NAMES.get(one['dyad_class'], one['dyad_class'])} ({one['dyads']}) | {one['days']} "
            f"| {one['n']} | {one['rate']:.3f} | {one['brier']:.4f} | {one['reference_brier']:.4f} "
            f"| {one['skill']:+.3f} ({low:+.3f} to {high:+.3f}) | {_asked(asked, one['skill'])} "
            f"| {one['slope']:.2f} | {one['ece']:.3f} |"
        )
    return "\n".join(lines)


def _asked(target: float | None, reached: float) -> str:
    if target is None:
        return "above 0" + ("" if reached > 0 else ", missed")
    return f"{target:+.2f}" + ("" if reached >= target else ", missed")


def reference_table(scores: Sequence[Score]) -> str:
    """Skill against the other references."""
    names = list(scores[0]["skill_against"]) if scores else []
    lines = [
        "| dyads | lead, days | " + " | ".join(name.replace("_", " ") for name in names) + " |",
        "|---" * (len(names) + 2) + "|",
    ]
    for one in scores:
        cells = " | ".join(f"{one['skill_against'][name]:+.3f}" for name in names)
        label = NAMES.get(one["dyad_class"], one["dyad_class"])
        lines.append(f"| {label} | {one['days']} | {cells} |")
    return "\n".join(lines)


def reliability_table(scores: Sequence[Score]) -> str:
    """Observed frequency against stated probability, with counts."""
    lines = ["| dyads | lead, days | stated | observed | n |", "|---|---|---|---|---|"]
    for one in scores:
        label = NAMES.get(one["dyad_class"], one["dyad_class"])
        lines += [
            f"| {label} | {one['days']} | {b['stated']:.3f} | {b['observed']:.3f} | {b['n']} |"
            for b in one["reliability"]
            if b["n"]
        ]
    return "\n".join(lines)


def worth_table(worths: Sequence[Score]) -> str:
    """By how much each part lowers the Brier score, by lead time, with intervals and counts."""
    leads = sorted({one["days"] for one in worths})
    cells: dict[tuple[str, str], dict[int, Score]] = {}
    for one in worths:
        cells.setdefault((one["part"], one["dyad_class"]), {})[one["days"]] = one
    lines = [
        "| left out | dyads | n | " + " | ".join(f"{days} days" for days in leads) + " |",
        "|---" * (len(leads) + 3) + "|",
    ]
    for (part, dyad_class), by_lead in cells.items():
        count = max(one["n"] for one in by_lead.values())
        told = (_worth(by_lead[days]) if days in by_lead else "" for days in leads)
        label = NAMES.get(dyad_class, dyad_class)
        lines.append(f"| {part} | {label} | {count} | " + " | ".join(told) + " |")
    return "\n".join(lines)


def worthless(worths: Sequence[Score]) -> str:
    """A sentence for each class of dyads on the parts that are not shown to help at any lead."""
    helps = {(one["dyad_class"], one["part"]): False for one in worths}
    for one in worths:
        helps[one["dyad_class"], one["part"]] |= one["interval"][0] > 0.0
    lines = []
    for dyad_class in dict.fromkeys(one for one, _ in helps):
        parts = [part for (of, part), some in helps.items() if of == dyad_class and not some]
        if parts:
            name = NAMES.get(dyad_class, dyad_class)
            lines.append(f"* {name}: not shown to help at any lead time: {', '.join(parts)}.")
    return "\n".join(lines)


def _worth(one: Score) -> str:
    low, high = one["interval"]
    return f"{one['lower_by']:+.1%} ({low:+.1%} to {high:+.1%})"


def reliability_picture(scores: Sequence[Score]) -> str:
    """Reliability diagrams side by side as SVG; the area of a dot grows with its count."""
    width = len(scores) * _SIZE
    panels = "".join(_diagram(one, index * _SIZE) for index, one in enumerate(scores))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{_SIZE + 20}" '
        f'font-family="sans-serif" font-size="10">\n<rect width="100%" height="100%" '
        f'fill="white"/>\n{panels}</svg>\n'
    )


def _diagram(one: Score, left: int) -> str:
    inner = _SIZE - 2 * _MARGIN

    def x(value: float) -> float:
        return left + _MARGIN + inner * value

    def y(value: float) -> float:
        return _SIZE - _MARGIN - inner * value

    title = f"{NAMES.get(one['dyad_class'], one['dyad_class'])}, {one['days']} days"
    parts = [
        f'<text x="{x(0):.0f}" y="{_MARGIN - 12}">{title}</text>',
        (
            f'<rect x="{x(0):.1f}" y="{y(1):.1f}" width="{inner}" height="{inner}" fill="none" '
            'stroke="#888"/>'
        ),
        (
            f'<line x1="{x(0):.1f}" y1="{y(0):.1f}" x2="{x(1):.1f}" y2="{y(1):.1f}" stroke="#bbb" '
            'stroke-dasharray="3"/>'
        ),
        f'<text x="{x(0.3):.0f}" y="{_SIZE - _MARGIN + 22}">stated</text>',
    ]
    total = max(sum(b["n"] for b in one["reliability"]), 1)
    for b in one["reliability"]:
        if b["n"]:
            low, high = b["interval"]
            radius = 2.0 + 8.0 * (b["n"] / total) ** 0.5
            parts.append(
                f'<line x1="{x(b["stated"]):.1f}" y1="{y(low):.1f}" x2="{x(b["stated"]):.1f}" '
                f'y2="{y(high):.1f}" stroke="#269"/><circle cx="{x(b["stated"]):.1f}" '
                f'cy="{y(b["observed"]):.1f}" r="{radius:.1f}" fill="#269" fill-opacity="0.6">'
                f"<title>n = {b['n']}</title></circle>"
            )
    return "\n".join(parts) + "\n"


def page(
    scores: Sequence[Score],
    worths: Sequence[Score],
    picture: str,
    further: Sequence[str] = (),
) -> str:
    """The whole page.

    Args:
        scores: Lines of the back-test.
        worths: What each part is worth.
        picture: File name of the reliability picture beside the page.
        further: Sections by other rooms, as Markdown.
    """
    missed = _missed(scores)
    sections = [
        (
            "# Track record\n\nRegenerated by `summitry backtest --ablations --coded DIR "
            "--write docs`. All figures are "
            "back-tests: each forecast was made by the model fitted on 1 January of its year on "
            "what was known then, at origins four weeks apart. The reference is the dyad's "
            "past rate shrunk to the mean of all dyads. A dyad is two countries with at least two "
            "meetings known at the origin, so the choice of dyads looks at their past only. "
            "Intervals resample dyads. Coefficients are out of sample; the covariates, the ridge "
            "weight, the form of the recalibration and the drift were chosen with these years in "
            "view."
        ),
        "## Record and calendar alone\n\n" + skill_table(scores),
        "### Where it falls short\n\n"
        + (missed or "Every goal stated for record and calendar is met."),
        f"![Stated against observed]({picture})",
        "### Against other references\n\nPersistence states 0.95 or 0.05 by whether the pair met "
        "in the last so many days; the expert rule raises the base rate by half when a joint "
        "summit lies ahead and lowers it after a meeting.\n\n" + reference_table(scores),
        WORTH + worth_table(worths) if worths else "",
        worthless(worths),
        "### Reliability with counts\n\n" + reliability_table(scores),
        *further,
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _missed(scores: Sequence[Score]) -> str:
    lines = []
    for one in scores:
        label = f"{NAMES.get(one['dyad_class'], one['dyad_class'])}, {one['days']} days"
        target = TARGETS.get(one["dyad_class"], {}).get(one["days"], 0.0)
        if one["skill"] < target:
            lines.append(f"* {label}: skill {one['skill']:+.4f}, asked {target:+.2f}.")
        limit = 0.02 if one["days"] <= 90 else 0.04  # noqa: PLR2004 - the goals by lead
        if one["ece"] > limit:
            lines.append(f"* {label}: ECE {one['ece']:.4f}, asked at most {limit}.")
        if not 0.9 <= one["slope"] <= 1.1:  # noqa: PLR2004 - the goal
            lines.append(f"* {label}: slope {one['slope']:.3f}, asked 0.9 to 1.1.")
    return "\n".join(lines)
