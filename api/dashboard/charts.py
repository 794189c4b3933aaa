"""Small charts as SVG text: numbers in, markup out, nothing from outside but escaped labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup, escape

WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 10, 26


@dataclass(frozen=True, slots=True)
class Point:
    """A probability at a moment, with the ends of its interval where there are any."""

    at: datetime
    value: float
    low: float | None = None
    high: float | None = None


def timeline(points: Sequence[Point], label: str, *, steps: bool = False) -> Markup:
    """A line of probabilities over time with its band.

    Args:
        points: In order of time.
        label: What the chart shows, for those who cannot see it.
        steps: Whether a value holds until the next one, as issued forecasts do.
    """
    if not points:
        return Markup("")
    scale = _Scale.of(points)
    band = _band(points, scale)
    line = _path(points, scale, steps=steps)
    first, last = points[0].at, points[-1].at
    return Markup(
        '<svg class="chart" role="img" viewBox="0 0 {w} {h}" xmlns="http://www.w3.org/2000/svg">'
        '<title>{label}</title>{grid}{band}<path class="line" d="{line}"/>'
        '<text class="axis" x="{left}" y="{bottom}">{first}</text>'
        '<text class="axis end" x="{right}" y="{bottom}">{last}</text></svg>'
    ).format(
        w=WIDTH,
        h=HEIGHT,
        label=label,
        grid=_grid(),
        band=band,
        line=line,
        left=LEFT,
        right=WIDTH - RIGHT,
        bottom=HEIGHT - 6,
        first=f"{first:%d %b %Y}",
        last=f"{last:%d %b %Y}",
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    start: float
    span: float

    @classmethod
    def of(cls, points: Sequence[Point]) -> _Scale:
        start, end = points[0].at.timestamp(), points[-1].at.timestamp()
        return cls(start, max(end - start, 1.0))

    def x(self, at: datetime) -> float:
        share = (at.timestamp() - self.start) / self.span
        return LEFT + share * (WIDTH - LEFT - RIGHT)


def _y(probability: float) -> float:
    return TOP + (1.0 - probability) * (HEIGHT - TOP - BOTTOM)


def _grid() -> Markup:
    lines = []
    for percent in (0, 25, 50, 75, 100):
        y = _y(percent / 100)
        lines.append(
            f'<line class="grid" x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}"/>'
            f'<text class="axis end" x="{LEFT - 6}" y="{y + 4:.1f}">{percent}%</text>'
        )
    return Markup("".join(lines))  # noqa: S704 - numbers only


def _path(points: Sequence[Point], scale: _Scale, *, steps: bool) -> str:
    parts: list[str] = []
    for point in points:
        x, y = scale.x(point.at), _y(point.value)
        if steps and parts:
            parts.append(f"H{x:.1f}")
        parts.append(f"{'L' if parts else 'M'}{x:.1f} {y:.1f}")
    if len(points) == 1:
        parts.append(f"H{WIDTH - RIGHT}")
    return "".join(parts)


def _band(points: Sequence[Point], scale: _Scale) -> Markup:
    drawn = [
        (scale.x(point.at), point.low, point.high)
        for point in points
        if point.low is not None and point.high is not None
    ]
    if len(drawn) < 2:  # noqa: PLR2004 - a band has a length
        return Markup("")
    upper = " ".join(f"{x:.1f},{_y(high):.1f}" for x, _, high in drawn)
    lower = " ".join(f"{x:.1f},{_y(low):.1f}" for x, low, _ in reversed(drawn))
    return Markup('<polygon class="band" points="{}"/>').format(f"{upper} {lower}")


def bar(value: float, low: float | None = None, high: float | None = None) -> Markup:
    """A probability as a bar with a mark for its interval."""
    mark = ""
    if low is not None and high is not None:
        mark = f'<line class="reach" x1="{100 * low:.1f}" y1="6" x2="{100 * high:.1f}" y2="6"/>'
    return Markup(  # noqa: S704 - numbers only
        '<svg class="bar" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="rail" width="100" height="12"/>'
        f'<rect class="fill" width="{100 * value:.1f}" height="12"/>{mark}</svg>'
    )


def reliability(pairs: Sequence[tuple[float, float, int]], label: str) -> Markup:
    """What was said against what came: one dot a bin, larger for more forecasts."""
    side = HEIGHT - TOP - BOTTOM
    dots = "".join(
        f'<circle class="dot" cx="{LEFT + said * side:.1f}" cy="{_y(came):.1f}" '
        f'r="{min(3 + n**0.5 / 3, 10):.1f}"/>'
        for said, came, n in pairs
    )
    diagonal = (
        f'<line class="grid" x1="{LEFT}" y1="{_y(0):.1f}" x2="{LEFT + side}" y2="{_y(1):.1f}"/>'
    )
    return Markup(  # noqa: S704 - numbers, and a label that is escaped
        f'<svg class="chart small" role="img" viewBox="0 0 {LEFT + side + RIGHT} {HEIGHT}" '
        f'xmlns="http://www.w3.org/2000/svg"><title>{escape(label)}</title>{diagonal}{dots}</svg>'
    )
