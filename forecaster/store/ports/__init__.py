"""What the rest of the house asks of a store, in its own words.

A :class:`Store` hands out :class:`Records`: ``read()`` for one consistent view, ``write()`` for
one transaction that is kept whole or not at all. Nothing that was said about the world is edited:
``append`` adds a further revision, and adding the same one twice changes nothing.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from forecaster.domain.meetings import Encounter
from forecaster.domain.questions import Resolution
from forecaster.domain.summits import Summit
from forecaster.store.ports.evidence import Articles, Feeds, Revisions, Signals
from forecaster.store.ports.outlook import Forecasts, Ledger, Models, Questions, Rivals, Scores
from forecaster.store.ports.queries import ForecastQuery, QuestionQuery, SignalQuery
from forecaster.store.ports.service import Changes, Digests, Keys, Requests, Runs
from forecaster.store.records import Lease, Pair, Subscription


@dataclass(frozen=True, slots=True)
class Records:
    """All records as one transaction sees them."""

    articles: Articles
    signals: Signals
    summits: Revisions[Summit]
    feeds: Feeds
    pairs: Revisions[Pair]
    questions: Questions
    forecasts: Forecasts
    ledger: Ledger
    encounters: Revisions[Encounter]
    resolutions: Revisions[Resolution]
    scores: Scores
    models: Models
    runs: Runs
    digests: Digests
    subscriptions: Revisions[Subscription]
    keys: Keys
    rivals: Rivals
    requests: Requests
    changes: Changes


class Store(Protocol):
    """A database of records."""

    def read(self) -> AbstractContextManager[Records]:
        """One consistent view; nothing is written."""
        ...

    def write(self, lease: Lease | None = None) -> AbstractContextManager[Records]:
        """One transaction, kept whole at the end of the block and dropped on an error.

        Raises:
            StoreError: If the database is locked for too long, or ``lease`` no longer holds: a
                job that was thought dead must not write over its successor.
        """
        ...

    def close(self) -> None:
        """Let go of all connections."""
        ...


__all__ = [
    "Articles",
    "Changes",
    "Digests",
    "Feeds",
    "ForecastQuery",
    "Forecasts",
    "Keys",
    "Ledger",
    "Models",
    "QuestionQuery",
    "Questions",
    "Records",
    "Requests",
    "Revisions",
    "Rivals",
    "Runs",
    "Scores",
    "SignalQuery",
    "Signals",
    "Store",
]
