"""Leaders, the offices they hold, and pairs of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

from forecaster.domain.places import CountryCode

LeaderId = NewType("LeaderId", str)
"""Slug of a person, e.g. ``vladimir-putin``; stable across offices."""


class Office(StrEnum):
    """What a term is a term of."""

    HEAD_OF_STATE = "head_of_state"
    HEAD_OF_GOVERNMENT = "head_of_government"
    BOTH = "both"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Leader:
    """A person who leads or has led a state or a body that meets like one (EU, NATO, UN)."""

    id: LeaderId
    name: str


@dataclass(frozen=True, slots=True)
class Term:
    """The dated fact that a leader holds an office.

    Attributes:
        leader: Who.
        country: ISO 3166-1 alpha-3, or EUU, UNO, NTO for the three bodies.
        office: Which kind of office.
        start: First day in office.
        end: Last day in office; None while it is open, or not yet known to have ended.
        basis: How far the days can be trusted (see ``data/facts/terms.md``).
    """

    leader: LeaderId
    country: CountryCode
    office: Office
    start: date
    end: date | None
    basis: str = "day"

    def holds_on(self, day: date) -> bool:
        """Whether the office is held on ``day``."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True, order=True)
class Dyad:
    """Two leaders, unordered; ``first`` is the alphabetically smaller id."""

    first: LeaderId
    second: LeaderId

    @classmethod
    def of(cls, one: LeaderId, other: LeaderId) -> Dyad:
        """The dyad of two different leaders, in either order.

        Raises:
            ValueError: If both are the same person.
        """
        if one == other:
            raise ValueError(f"{one} cannot be paired with itself")
        return cls(*sorted((one, other)))

    @classmethod
    def parse(cls, dyad_id: str) -> Dyad:
        """Read ``first--second`` back.

        Raises:
            ValueError: If the text is not two ids joined by ``--``.
        """
        one, separator, other = dyad_id.partition("--")
        if not (one and separator and other):
            raise ValueError(f"{dyad_id!r} is no pair: write first--second")
        return cls.of(LeaderId(one), LeaderId(other))

    @property
    def id(self) -> str:
        """``first--second``, the canonical name."""
        return f"{self.first}--{self.second}"

    def __contains__(self, leader: LeaderId) -> bool:
        return leader in (self.first, self.second)

    def other(self, leader: LeaderId) -> LeaderId:
        """The one who is not ``leader``."""
        return self.second if leader == self.first else self.first
