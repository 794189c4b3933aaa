"""Where the record is complete, and how countries are grouped.

A dyad enters the panel only where a source lists every meeting of at least one side: the visits
and travels of the State Department for the United States, the presidents' trips of COLT for South
America. Elsewhere a missing row proves nothing, and no dyad-day may count as a "no".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from forecaster.domain.places import CountryCode

Pair = tuple[CountryCode, CountryCode]


@dataclass(frozen=True, slots=True)
class World:
    """A set of country pairs with a complete record.

    Attributes:
        name: Key in models and score tables.
        hub: The one country all pairs share; None when all members pair with each other.
        members: Members; empty with a hub, meaning every country.
        sources: ``Meeting.source`` values that make up the complete record.
        record_from: First day of the complete record.
        panel_from: First origin; later than ``record_from`` so that a past exists.
        record_until: Last day up to which a missing row is a "no".
        own_pace: Whether each side's own recent activity stands for the pace instead of that of
            all dyads (pairs without a hub have no common traveller).
    """

    name: str
    hub: CountryCode | None
    members: frozenset[CountryCode]
    sources: frozenset[str]
    record_from: date
    panel_from: date
    record_until: date
    own_pace: bool

    def holds(self, one: CountryCode, other: CountryCode) -> bool:
        """Whether the pair's record is complete here; no source lists the heads of bodies."""
        if one in BODIES or other in BODIES:
            return False
        if self.hub is not None:
            return (one == self.hub) != (other == self.hub)
        return one != other and one in self.members and other in self.members


def _codes(text: str) -> frozenset[CountryCode]:
    return frozenset(CountryCode(code) for code in text.split())


UNITED_STATES = World(
    name="united_states",
    hub=CountryCode("USA"),
    members=frozenset(),
    sources=frozenset({"state.gov-visits", "state.gov-travels", "curated"}),
    record_from=date(1980, 1, 1),
    panel_from=date(1985, 1, 1),
    record_until=date(2024, 11, 12),
    own_pace=False,
)

SOUTH_AMERICA = World(
    name="south_america",
    hub=None,
    members=_codes("ARG BOL BRA CHL COL ECU GUY PER PRY SUR URY VEN"),
    sources=frozenset({"colt-sam"}),
    record_from=date(1990, 1, 1),
    panel_from=date(1992, 1, 1),
    record_until=date(2024, 12, 31),
    own_pace=True,
)

WORLDS = (UNITED_STATES, SOUTH_AMERICA)


def world_of(one: CountryCode, other: CountryCode) -> World | None:
    """The world in which the pair's record is complete; None for all other pairs."""
    return next((world for world in WORLDS if world.holds(one, other)), None)


EXECUTIVE_HEADS_OF_STATE = _codes(
    "FRA RUS UKR ROU KAZ UZB BLR LTU KGZ EGY CHN JOR MAR SAU KWT QAT ARE BHR OMN VAT PSE DZA TUN "
    "MNG TJK AZE VNM YEM SYR MRT GNB ZAF COD GAB"
)
"""States with both offices whose head of state is the one that meets peers."""

PREMIERS_SINCE = {CountryCode("SAU"): date(2022, 9, 27)}
"""Those of them whose head of state has left such meetings to the head of government, and since
when: Saudi Arabia's crown prince since he is prime minister."""

BODIES = _codes("EUU UNO NTO")
"""The EU, UN and NATO, whose presidents and secretaries meet like leaders of states."""

_REGIONS = {
    "africa": "AGO BDI BEN BFA BWA CAF CIV CMR COD COG COM CPV DJI ERI ETH GAB GHA GIN GMB GNB GNQ "
    "KEN LBR LSO MDG MLI MOZ MRT MUS MWI NAM NER NGA RWA SDN SEN SLE SOM SSD STP SWZ SYC TCD TGO "
    "TZA UGA ZAF ZMB ZWE",
    "caribbean": "ATG BHS BRB CUB DMA DOM GRD HTI JAM KNA LCA TTO VCT",
    "east_asia": "CHN HKG JPN KOR MNG PRK TWN",
    "europe": "ALB AND AUT BEL BGR BIH CHE CSK CYP CZE DDR DEU DNK ESP EST EUU FIN FRA GBR GRC HRV "
    "HUN IRL ISL ITA LIE LTU LUX LVA MCO MKD MLT MNE NLD NOR NTO POL PRT ROU SMR SRB SVK SVN SWE "
    "VAT XKX YUG",
    "latin_america": "ARG BLZ BOL BRA CHL COL CRI ECU GTM GUY HND MEX NIC PAN PER PRY SLV SUR URY "
    "VEN",
    "middle_east": "ARE BHR DZA EGY ESH IRN IRQ ISR JOR KWT LBN LBY MAR OMN PSE QAT SAU SYR TUN "
    "TUR YEM YMD",
    "north_america": "CAN USA",
    "oceania": "AUS COK FJI FSM KIR MHL NIU NRU NZL PLW PNG SLB TON TUV VUT WSM",
    "post_soviet": "ARM AZE BLR GEO KAZ KGZ MDA RUS TJK TKM UKR UZB",
    "south_asia": "AFG BGD BTN IND LKA MDV NPL PAK",
    "southeast_asia": "BRN IDN KHM LAO MMR MYS PHL SGP THA TLS VNM",
    "world": "UNO",
}

REGION = {code: region for region, codes in _REGIONS.items() for code in _codes(codes)}
"""Coarse region by country; as in ``data/places/countries.csv``."""

WIDER_EUROPE = _codes("ARM AZE GEO MDA TUR UKR")
"""States of other regions that sit with those of Europe in its bodies and seek its company: members
of the Council of Europe, candidates of the EU and its eastern partners."""

GREAT_POWERS = _codes("USA CHN RUS")
MAJOR_POWERS = _codes("USA CHN RUS DEU FRA GBR JPN IND ITA CAN BRA TUR SAU KOR AUS EUU")
"""States whose leaders travel and receive most (the three above included)."""

WATCHED: frozenset[Pair] = frozenset(
    (CountryCode(power), CountryCode("USA")) for power in ("CHN", "RUS")
)
"""Pairs whose sideline meetings and brief encounters are all recorded, as far as is known."""

FOR_ALL = frozenset({"unga", "cop"})
"""Series to which every country is invited."""

BARRED = {
    CountryCode("TWN"): frozenset({"unga", "cop", "apec"}),
    CountryCode("XKX"): frozenset({"unga", "cop"}),
    CountryCode("HKG"): frozenset({"unga", "cop"}),
}
"""Series at which a territory is no member, or represented by others than its leader."""

REGIONAL = {
    "epc": frozenset({"europe"}),
    "osce": frozenset({"europe", "post_soviet", "north_america"}),
    "asem": frozenset({"europe", "east_asia", "southeast_asia", "south_asia"}),
    "eu_africa": frozenset({"europe", "africa"}),
    "ticad": frozenset({"africa"}),
    "arab_islamic": frozenset({"middle_east"}),
}
"""Regions whose countries a series without a member list expects; other such series (ceremonies,
peace talks, forums for whoever comes) expect nobody in particular."""
