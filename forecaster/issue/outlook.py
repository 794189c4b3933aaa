"""What the answering needs from a fitted model at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.clock import Window
from forecaster.domain.forecasts import BaseRate, IncidenceCurve, VenueKind
from forecaster.domain.meetings import ContactLevel
from forecaster.domain.people import Dyad, LeaderId
from forecaster.domain.places import CountryCode, Place
from forecaster.model.evidence import EvidencePart


@dataclass(frozen=True, slots=True)
class Chance:
    """A probability with its uncertainty.

    Attributes:
        rate: ``-log(1 - probability)``, at least 0.
        spread: Standard deviation of the log of ``rate``.
    """

    rate: float
    spread: float


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
        """The evidence in force for a dyad, by prospective meeting."""
        ...

    def curve(self, dyad: Dyad, without: frozenset[str] = frozenset()) -> IncidenceCurve:
        """The dyad's rates, leaving out the parts of evidence named in ``without``."""
        ...

    def base_rate(self, dyad: Dyad, window: Window) -> BaseRate:
        """How often the dyad met in windows of that length, shrunk to its class."""
        ...

    def contact_factors(self, contact: ContactLevel) -> Mapping[VenueKind, float]:
        """Factor on the rates for a stricter or looser definition of a meeting."""
        ...

    def city_share(self, place: Place) -> float:
        """Share of meetings in the country, outside summits, that are held in the city."""
        ...

    def attend(self, leader: LeaderId, summit_id: str) -> Chance:
        """Chance that a leader attends a summit."""
        ...

    def visit(self, leader: LeaderId, country: CountryCode, window: Window) -> Chance:
        """Chance that a leader sets foot in a country within a window."""
        ...

    def degraded(self, dyad: Dyad) -> tuple[str, ...]:
        """Named reasons why the dyad's inputs are reduced."""
        ...
