"""The table of time zones by country."""

from __future__ import annotations

from pathlib import Path

from forecaster.domain.places import CountryCode
from forecaster.domain.zones import Clock, Zones
from forecaster.store.expectations import checked_table, read_table


def load_zones(root: Path) -> Zones:
    """Clocks of ``root/places/zones.csv``.

    Raises:
        FactsError: If the table is missing or breaks an expectation.
    """
    countries = read_table(root / "places" / "countries.csv")
    capitals = {row["code"]: row["capital"] for row in countries.rows}
    table = checked_table(root / "places" / "zones.csv", {"countries.code": frozenset(capitals)})
    return Zones(
        {
            CountryCode(row["country"]): Clock(
                row["zone"], row["reach"] == "country", capitals[row["country"]]
            )
            for row in table.rows
        }
    )
