"""How two states stand to each other on a day: neighbours or not, on terms or broken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from forecaster.domain.places import CountryCode
from forecaster.domain.ruptures import Rupture, RuptureKind
from forecaster.model.pairbook import FIRST_YEAR, HALF_LIFE_YEARS, decayed_years
from forecaster.panel.days import NEVER, YEAR, number
from forecaster.panel.worlds import Pair, world_of

LEFT = {RuptureKind.WAR: 0.05, RuptureKind.NO_RELATIONS: 0.08, RuptureKind.RUPTURE: 0.08}
"""Share of a pair's usual meetings that is left while the two have broken with each other.

Measured in the complete records 1990-2024 against what the same pairs show on terms (shrunk to
their class by three years). Outside listed summits no relations leave 0.12 (95 % interval 0.05 to
0.25; 7 meetings, 17 pairs), ruptures 0.044 (0.005 to 0.16; 2 meetings, 21 pairs): no difference is
shown. On the sidelines of summits at which both were expected there was none where 10.5 were to be
expected. All together 0.08 (0.04 to 0.15; 9 meetings of 114). Beyond those records one meeting is
recorded of 59. The spans were entered by people who knew what followed, so less may be lost than it
seems. War is a judgement: the one war in the complete records lasted 22 days.
"""

HALF_ENDED = 6.0
"""Years after which half of all ruptures are over: the yearly chance of an end is 1 / (age + 6).

Counted in the table, row by row without Taiwan's: 0.18 in the first year (29 ends in 162 years),
0.12 from one to four (41 in 349), 0.09 from four to sixteen (44 in 503), 0.04 later (33 in 837).
In the complete records the year after a day of rupture holds 1.9 times the meetings that this
expects (0.9 to 3.1, 33 pairs resampled), and 2.7 times of what would be without ends.
"""

MIDDLE = 0.5
"""Years ahead for which an end is looked at: the middle of the coming year."""


@dataclass(frozen=True, slots=True)
class Relation:
    """How two states stand to each other.

    Attributes:
        adjoining: Whether they are neighbours; None where nobody has looked.
        broken: How far they have broken with each other; None for states on terms.
        left: Share of their usual meetings to be expected in the coming year, 0 to 1.
    """

    adjoining: bool | None = None
    broken: RuptureKind | None = None
    left: float = 1.0


UNSEEN = Relation()
"""Where the pair's own record tells all, or nobody has looked."""


@dataclass(frozen=True, slots=True)
class Spell:
    """A rupture in day numbers.

    Attributes:
        kind: How far the two have broken.
        known: First day of it.
        until: Day on which it is over.
    """

    kind: RuptureKind
    known: int
    until: int

    def holds(self, day: int) -> bool:
        """Whether it lasts on a day."""
        return self.known <= day < self.until

    def left(self, day: int) -> float:
        """Share of the usual meetings in the coming year, for the rupture may end.

        A war that ends leaves a rupture behind.
        """
        share = LEFT[self.kind]
        if self.kind is RuptureKind.WAR:
            return share
        age = (day - self.known) / YEAR
        return share + (1.0 - share) * MIDDLE / (age + HALF_ENDED + MIDDLE)


@dataclass(frozen=True, slots=True)
class Relations:
    """Neighbours and ruptures, looked at from any day.

    Attributes:
        neighbours: Alphabetical pairs of neighbours.
        spells: Ruptures by pair.
    """

    neighbours: frozenset[Pair]
    spells: Mapping[Pair, tuple[Spell, ...]]

    @classmethod
    def of(cls, neighbours: frozenset[Pair], ruptures: Iterable[Rupture]) -> Relations:
        """Gather ruptures by pair."""
        found: dict[tuple[CountryCode, CountryCode], list[Spell]] = defaultdict(list)
        for one in ruptures:
            until = NEVER if one.until is None else number(one.until)
            found[one.countries].append(Spell(one.kind, number(one.known_on), until))
        return cls(neighbours, {pair: tuple(spells) for pair, spells in found.items()})

    def between(self, pair: Pair, day: int) -> Relation:
        """How the two stand on a day.

        Pairs with a complete record are not looked at: that record holds what neighbourhood and
        ruptures do to them.
        """
        if world_of(*pair) is not None:
            return UNSEEN
        adjoining = pair in self.neighbours
        broken = [spell for spell in self.spells.get(pair, ()) if spell.holds(day)]
        if not broken:
            return Relation(adjoining)
        worst = min(broken, key=lambda spell: spell.left(day))
        return Relation(adjoining, worst.kind, worst.left(day))

    def years(self, pair: Pair, day: int) -> float:
        """Decayed years of observation; those of a rupture count by what it left of meetings.

        That two at war did not meet says little of how they would in peace.
        """
        spells, years = self.spells.get(pair, ()), decayed_years(day)
        if not spells or world_of(*pair) is not None:
            return years
        months = np.arange(min(number(date(FIRST_YEAR, 1, 1)), day), day + 1, 30)
        left = np.ones(len(months))
        for spell in spells:
            held = (spell.known <= months) & (months < spell.until)
            left[held] = np.minimum(left[held], LEFT[spell.kind])
        weights = 0.5 ** ((day - months) / (HALF_LIFE_YEARS * YEAR))
        return years * float(np.average(left, weights=weights))
