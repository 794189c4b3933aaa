"""Moves between issues of one question, each split into drivers that add up to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum

from forecaster.domain.forecasts import Driver, DriverKind, Forecast

SMALL = 9.5
"""Per cent from either end within which a tenth is shown."""

FINEST = 4
"""Most decimals of a move's text. A judgement: nobody reads further, and of the moves whose ends do
not add up when rounded to so many, none is off by more than a ten-thousandth of a point."""

TOLERANCE = 1e-9
"""Largest difference between a move and the sum of its drivers."""


@dataclass(frozen=True, slots=True)
class Move:
    """From what to what a probability went, and why.

    Attributes:
        earlier: The issue it is measured from.
        later: The issue it ends at.
        drivers: Their contributions add up to :attr:`change`; largest first.
    """

    earlier: Forecast
    later: Forecast
    drivers: tuple[Driver, ...]

    @property
    def change(self) -> float:
        """Later probability minus earlier one."""
        return _probability(self.later) - _probability(self.earlier)

    @property
    def text(self) -> str:
        """Both ends and the difference in percentage points, e.g. ``31% to 44% (+13 points)``.

        As few decimals as make the three figures add up and the difference the true one, rounded.
        """
        before, after = _probability(self.earlier), _probability(self.later)
        pairs = [(rounded(before), rounded(after))]
        pairs += [
            (round(100 * before, digits), round(100 * after, digits))
            for digits in range(1, FINEST + 1)
        ]
        told = next((pair for pair in pairs if _adds_up(*pair, 100 * self.change)), pairs[-1])
        return _words(*told)


def between(issues: Sequence[Forecast]) -> Move:
    """The move from the first to the last of ``issues``, which follow one another without gaps.

    The account is read off what the issues themselves recorded: where an issue explains its
    distance to the one before, that is taken; where both explain their distance to the base rate,
    the difference of the two accounts is.

    Raises:
        ValueError: If there is no issue, or one has several outcomes instead of one probability.
    """
    if not issues:
        raise ValueError("a move needs at least one issue")
    parts = [driver for earlier, later in pairwise(issues) for driver in _step(earlier, later)]
    move = Move(issues[0], issues[-1], _merged(parts))
    return Move(move.earlier, move.later, _closed(move))


def _adds_up(before: float, after: float, change: float) -> bool:
    """Whether the difference of two rounded ends is the true one, rounded as they are."""
    shown = round(after - before, FINEST)
    if shown == 0 and abs(change) >= 0.05:  # noqa: PLR2004 - it rounds to a tenth, so it is told
        return False
    return shown == round(change, _decimals(before, after))


def _decimals(before: float, after: float) -> int:
    """How many decimals the finer of two ends has."""
    return next(
        n for n in range(FINEST + 1) if before == round(before, n) and after == round(after, n)
    )


def _words(before: float, after: float) -> str:
    digits = _decimals(before, after)
    # Ten significant figures: all that there are, and no remainder of binary fractions.
    return f"{before:.10g}% to {after:.10g}% ({after - before:+.{digits}f} points)"


def rounded(probability: float) -> float:
    """Per cent as people read them: whole ones, with a tenth where it matters."""
    percent = 100 * probability
    return round(percent, 1) if min(percent, 100 - percent) < SMALL else float(round(percent))


def _probability(forecast: Forecast) -> float:
    value = forecast.answer.probability
    if value is None:
        raise ValueError(f"forecast {forecast.id} has several outcomes, so no single move")
    return value


def _step(earlier: Forecast, later: Forecast) -> tuple[Driver, ...]:
    change = _probability(later) - _probability(earlier)
    if abs(_sum(later.answer.drivers) - change) <= TOLERANCE:
        return later.answer.drivers
    if _starts_at_base(earlier) and _starts_at_base(later):
        return (_base_change(earlier, later), *_evidence_change(earlier, later))
    return ()


def _starts_at_base(forecast: Forecast) -> bool:
    distance = _probability(forecast) - forecast.answer.base_rate.rate
    return abs(_sum(forecast.answer.drivers) - distance) <= TOLERANCE


def _sum(drivers: Sequence[Driver]) -> float:
    return fsum(driver.contribution for driver in drivers)


def _ground(forecast: Forecast) -> float:
    """Base rate plus all that no signal explains."""
    silent = [driver for driver in forecast.answer.drivers if not driver.signal_ids]
    return forecast.answer.base_rate.rate + _sum(silent)


def _base_change(earlier: Forecast, later: Forecast) -> Driver:
    difference = _ground(later) - _ground(earlier)
    if earlier.answer.model_version != later.answer.model_version:
        text = f"record and calendar under the new model {later.answer.model_version}"
        return Driver(DriverKind.MODEL, difference, text)
    return Driver(DriverKind.TIME, difference, "record and calendar as time passes")


def _evidence_change(earlier: Forecast, later: Forecast) -> list[Driver]:
    """Evidence of the later account against that of the earlier one, matched by its signals."""
    before = [driver for driver in earlier.answer.drivers if driver.signal_ids]
    changes = []
    for driver in later.answer.drivers:
        if driver.signal_ids:
            matches = [old for old in before if set(old.signal_ids) & set(driver.signal_ids)]
            before = [old for old in before if old not in matches]
            changes.append(_change_of(matches, driver))
    return [*changes, *map(_withdrawn, before)]


def _change_of(matches: Sequence[Driver], driver: Driver) -> Driver:
    contribution = driver.contribution - _sum(matches)
    known = {signal for old in matches for signal in old.signal_ids}
    fresh = tuple(signal for signal in driver.signal_ids if signal not in known)
    if fresh or not matches:
        return Driver(DriverKind.NEW_SIGNAL, contribution, driver.text, fresh or driver.signal_ids)
    gone = tuple(sorted(known - set(driver.signal_ids)))
    if gone:
        return Driver(DriverKind.RETRACTION, contribution, driver.text, gone)
    text = f"{driver.text}, as it ages"
    return Driver(DriverKind.TIME, contribution, text, driver.signal_ids)


def _withdrawn(driver: Driver) -> Driver:
    text = f"no longer in force: {driver.text}"
    return Driver(DriverKind.RETRACTION, -driver.contribution, text, driver.signal_ids)


def _merged(drivers: Sequence[Driver]) -> tuple[Driver, ...]:
    """Equal causes of several steps as one, largest first."""
    totals: dict[tuple[DriverKind, str, tuple[str, ...]], float] = {}
    for driver in drivers:
        key = (driver.kind, driver.text, driver.signal_ids)
        totals[key] = totals.get(key, 0.0) + driver.contribution
    merged = [Driver(kind, total, text, ids) for (kind, text, ids), total in totals.items()]
    return tuple(sorted(merged, key=lambda driver: (-abs(driver.contribution), driver.text)))


def _closed(move: Move) -> tuple[Driver, ...]:
    """The drivers, with one more for what the recorded accounts leave open."""
    rest = move.change - _sum(move.drivers)
    if abs(rest) <= TOLERANCE:
        return move.drivers
    text = "not explained by the accounts recorded with the issues"
    return (*move.drivers, Driver(DriverKind.CORRECTION, rest, text))
