"""The form that all answers share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from forecaster.domain.clock import Window
from forecaster.domain.forecasts import Answer, BaseRate, Driver
from forecaster.issue import explain
from forecaster.issue.outlook import Outlook
from forecaster.questions import readoff
from forecaster.questions.readoff import CEILING, FLOOR, Rates


def yes_or_no(value: float) -> dict[str, float]:
    """The two outcomes of a plain question."""
    return {"yes": value, "no": 1.0 - value}


def from_rates(
    rates: Iterable[Rates],
    window: Window,
    base: BaseRate,
    outlook: Outlook,
    drivers: tuple[Driver, ...] = (),
) -> Answer:
    """P(anything that counts happens in ``window``), with its interval and its days."""
    counted = tuple(rates)
    value, interval = readoff.with_interval(counted, window)
    return Answer(
        probability=value,
        interval=interval,
        base_rate=base,
        by_date=readoff.by_date(counted, window),
        by_venue={},
        outcomes=yes_or_no(value),
        drivers=drivers,
        model_version=outlook.model_version,
    )


def settled(
    base: BaseRate, outlook: Outlook, *, happened: bool, reduced: Sequence[str] = ()
) -> Answer:
    """The answer when the record decides already.

    Args:
        base: The reference.
        outlook: Whose record.
        happened: Whether the record shows the event, or the window is over without it.
        reduced: Why the record may lack it: its silence then leaves the base rate possible.
    """
    value = CEILING if happened else FLOOR
    doubts = () if happened else tuple(reduced)
    return Answer(
        probability=value,
        interval=(value, max(value, base.rate) if doubts else value),
        base_rate=base,
        by_date=((outlook.as_of.date(), value),),
        by_venue={},
        outcomes=yes_or_no(value),
        drivers=explain.by_record(value, base, happened=happened),
        model_version=outlook.model_version,
        degraded=doubts,
    )


def certain(outcome: str, others: Iterable[str]) -> dict[str, float]:
    """Outcomes of which one is on record."""
    rest = [other for other in dict.fromkeys(others) if other != outcome]
    left = {other: (1.0 - CEILING) / len(rest) for other in rest}
    return {**left, outcome: 1.0 - sum(left.values())}
