"""The bundled watchlist: pairs and families of questions, as plain TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from forecaster.domain.errors import FactsError

KEYS = frozenset(
    [
        *("pairs", "deadlines", "least_days", "hosts_by", "venue_by", "summits_days"),
        *("attendance", "zone", "contact"),
    ]
)


def load_watchlist(path: Path) -> Mapping[str, object]:
    """The keys of a watchlist file, unchecked but for their names.

    Raises:
        FactsError: If the file cannot be read or has a key that nobody knows.
    """
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise FactsError(f"cannot read {path}: {error}", remedy="correct the file") from error
    unknown = sorted(set(found) - KEYS)
    if unknown:
        raise FactsError(
            f"{path.name}: no such key {unknown[0]!r}", remedy=f"keys are {', '.join(sorted(KEYS))}"
        )
    return found
