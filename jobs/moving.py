"""Moves of a question between two moments: as recorded, or split anew by cause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from forecaster.domain.errors import NotFoundError
from forecaster.domain.forecasts import Driver, Forecast
from forecaster.domain.moves import between
from forecaster.store.ports import ForecastQuery, Records
from jobs.ports import Ports


@dataclass(frozen=True, slots=True)
class Moved:
    """From what to what a probability went; the drivers add up to the difference."""

    before: float
    after: float
    drivers: tuple[Driver, ...]

    def as_json(self) -> dict[str, object]:
        """Plain JSON."""
        return {
            "from": self.before,
            "to": self.after,
            "change": self.after - self.before,
            "drivers": [
                {
                    "kind": driver.kind.value,
                    "contribution": driver.contribution,
                    "text": driver.text,
                    "signals": list(driver.signal_ids),
                }
                for driver in self.drivers
            ],
        }


def recorded_move(ports: Ports, question_id: str, first: datetime, last: datetime) -> Moved:
    """The move from the accounts that the issues themselves carry.

    Raises:
        NotFoundError: If there is no issue in force at one of the moments.
    """
    with ports.read() as records:
        earlier, later = _ends(records, question_id, first, last)
        query = ForecastQuery(
            question_id, issued_after=earlier.issued_at, issued_until=later.issued_at, limit=100_000
        )
        move = between((earlier, *records.forecasts.history(query)))
    return Moved(_probability(earlier), _probability(later), move.drivers)


def recomputed_move(ports: Ports, question_id: str, first: datetime, last: datetime) -> Moved:
    """The move split over its causes through the model, averaged over all orders.

    Raises:
        NotFoundError: If there is no issue in force at one of the moments.
    """
    import numpy as np

    from forecaster.issue.diff import accounts
    from jobs.views import opener_of_versions

    with ports.read() as records:
        question = records.questions.get(question_id)
        ends = _ends(records, question_id, first, last)
        opener = opener_of_versions(ports, records)
        before, after = (
            opener(
                ports.library.chronicle(records, end.as_of, end.recorded_until),
                end.answer.model_version,
            )
            for end in ends
        )
        rng = np.random.default_rng(ports.settings.seed)
        (account,) = accounts([question], before, after, opener, rng)
    return Moved(account.before, account.after, account.drivers)


def _ends(
    records: Records, question_id: str, first: datetime, last: datetime
) -> tuple[Forecast, Forecast]:
    found = [records.forecasts.in_force(question_id, as_of=at) for at in (first, last)]
    if found[0] is None or found[1] is None:
        raise NotFoundError(
            f"no issue of {question_id} was in force at both moments",
            remedy="see `summitry questions list --as-of T`",
        )
    return found[0], found[1]


def _probability(forecast: Forecast) -> float:
    return forecast.answer.probability or 0.0
