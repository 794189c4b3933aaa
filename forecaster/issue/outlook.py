"""What the answering needs from a fitted model at one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.clock import Window
from forecaster.domain.forecasts import BaseRate, IncidenceCurve, Venue
from forecaster.domain.meetings import ContactLevel
from forecaster.domain.people import Dyad, LeaderId
from forecaster.domain.places import Place
from forecaster.model.evidence import EvidencePart


@dataclass(frozen=True, slots=True)
class Chance:
    """A leader's chance of being at a summit.

    Attributes:
        probability: P(attends), news included; 0 to 1.
        usual: The same from series and own record alone.
        n: Own recorded editions behind ``usual``.
        spread: Standard deviation of the log of ``-log(1 - probability)``.
        signal_ids: The news that moved it.
    """

    probability: float
    usual: float
    n: int
    spread: float
    signal_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Visits:
    """Rates of a leader's coming to a place, by day.

    Attributes:
        start: First day.
        usual: Rate on each day from ``start`` on: habit, and summits held there.
        told: What plans told of add; of the same length.
        n: Recorded journeys to the country behind ``usual``.
        spread: Standard deviation of the log of the rates.
        signal_ids: The news that tells of plans.
        degraded: Named reasons why the record of such journeys is less than it should be.
    """

    start: date
    usual: Sequence[float]
    told: Sequence[float]
    n: int
    spread: float
    signal_ids: tuple[str, ...] = ()
    degraded: tuple[str, ...] = ()


class Outlook(Protocol):
    """What one fitted model expects from one view of the world."""

    @property
    def chronicle(self) -> Chronicle:
        """The view, cut off at its moment."""
        ...

    @property
    def as_of(self) -> datetime:
        """The moment of the view."""
        ...

    @property
    def model_version(self) -> str:
        """Id of the fitted model."""
        ...

    def parts(self, dyad: Dyad) -> tuple[EvidencePart, ...]:
        """The evidence in force for a dyad: by prospective meeting, then who comes where."""
        ...

    def curve(self, dyad: Dyad, without: frozenset[str] = frozenset()) -> IncidenceCurve:
        """The dyad's rates, leaving out the parts of evidence named in ``without``."""
        ...

    def base_rate(self, dyad: Dyad, window: Window) -> BaseRate:
        """How often the dyad met in windows of that length, shrunk to its class."""
        ...

    def contact_factors(
        self, curve: IncidenceCurve, contact: ContactLevel
    ) -> Mapping[Venue, float]:
        """Factor on each venue's rate for a stricter or looser definition of a meeting."""
        ...

    def city_share(self, place: Place) -> float:
        """Share of meetings in a country that are held in its city, where nothing names one."""
        ...

    def attend(self, leader: LeaderId, summit_id: str) -> Chance:
        """Chance that a leader attends a summit."""
        ...

    def together(self, dyad: Dyad, summit_id: str) -> float:
        """P(both attend a summit), at least as high as P(they meet there)."""
        ...

    def check_dated(self, summit_id: str) -> None:
        """Refuse a summit of which no days have ever been known; raises QuestionError."""
        ...

    def visit(self, leader: LeaderId, place: Place, start: date) -> Visits:
        """Rates of a leader's coming to a country, or to a city of it, from ``start`` on."""
        ...

    def degraded(self, dyad: Dyad) -> tuple[str, ...]:
        """Named reasons why the dyad's inputs are reduced."""
        ...
