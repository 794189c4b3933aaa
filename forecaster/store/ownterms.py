"""Terms of office that an operator added to the bundled ones."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from forecaster.domain.people import Leader, LeaderId, Office, Term
from forecaster.domain.places import CountryCode
from forecaster.store.expectations import Row, bad_row, read_table

COLUMNS = ("leader_id", "name", "country", "office", "start", "end")


def load_own_terms(path: Path) -> list[tuple[Leader, Term]]:
    """People and terms of a table; none if the table is not there.

    Raises:
        FactsError: Naming the line that cannot be read.
    """
    if not path.is_file():
        return []
    table = read_table(path, COLUMNS)
    found = []
    for index, row in enumerate(table.rows):
        try:
            found.append(_holder(row))
        except ValueError as error:
            raise bad_row(path, index, str(error)) from error
    return found


def _holder(row: Row) -> tuple[Leader, Term]:
    leader = LeaderId(row["leader_id"])
    end = date.fromisoformat(row["end"]) if row["end"] else None
    start = date.fromisoformat(row["start"])
    term = Term(leader, CountryCode(row["country"]), Office(row["office"]), start, end, "own")
    return Leader(leader, row["name"]), term
