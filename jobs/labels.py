"""Labelled items under the ids of today: files of labels keep the ids with which they were made."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from forecaster.domain.people import LeaderId
from forecaster.store.expectations import read_table


def load_merged_ids(root: Path) -> Mapping[LeaderId, LeaderId]:
    """Ids that have become another's, because both meant one person; none without the table.

    Raises:
        FactsError: If the table lacks a column.
    """
    path = root / "corrections" / "persons.csv"
    rows = read_table(path, ("raw_id", "since", "leader_id")).rows if path.is_file() else ()
    return {LeaderId(row["raw_id"]): LeaderId(row["leader_id"]) for row in rows if not row["since"]}


def under_present_ids(item: dict[str, Any], merged: Mapping[LeaderId, LeaderId]) -> dict[str, Any]:
    """A labelled item whose leaders bear the ids of today."""
    return {
        key: [_signal(signal, merged) for signal in value] if key == "signals" else value
        for key, value in item.items()
    }


def _signal(signal: dict[str, Any], merged: Mapping[LeaderId, LeaderId]) -> dict[str, Any]:
    leaders = [one | {"id": merged.get(one["id"], one["id"])} for one in signal["leaders"]]
    return signal | {"leaders": leaders}
