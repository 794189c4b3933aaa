"""What the service does: runs, deliveries, keys, requests, and the feed of changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from forecaster.store.records import (
    ApiKey,
    Change,
    ChangeType,
    Delivery,
    Digest,
    Heartbeat,
    Run,
    StoredAnswer,
    WorkRequest,
)


class Runs(Protocol):
    """The slot table: what ran, what runs, what is due."""

    def claim(self, run: Run, *, now: datetime) -> Run | None:
        """Take a slot: new, failed, or left behind by a holder whose lease is over.

        Returns the run with its token, or None when the slot is held, done or skipped.
        """
        ...

    def finish(self, run: Run) -> bool:
        """Keep the outcome; False if the slot was taken over meanwhile."""
        ...

    def skip(self, run: Run) -> bool:
        """Note a slot that will not run; False if it is there already."""
        ...

    def get(self, job: str, slot: datetime) -> Run:
        """One run; raises NotFoundError."""
        ...

    def latest(self, *, job: str | None = None, limit: int = 50) -> tuple[Run, ...]:
        """Runs, newest slot first."""
        ...

    def find(self, job: str, slot: datetime) -> Run | None:
        """One run; None if the slot was never begun."""
        ...

    def last_slot(self, job: str, *, until: datetime | None = None) -> datetime | None:
        """The newest slot of a job, at most ``until``, that is done or skipped."""
        ...

    def beat(self, heartbeat: Heartbeat) -> None:
        """Note a sign of life."""
        ...

    def heartbeat(self, name: str) -> Heartbeat | None:
        """The latest sign of life."""
        ...


class Digests(Protocol):
    """Digests as rendered, and the outbox."""

    def add(self, digest: Digest, deliveries: Iterable[Delivery]) -> bool:
        """Keep a digest together with its messages; False if it is held already."""
        ...

    def get(self, digest_id: str) -> Digest:
        """One digest; raises NotFoundError."""
        ...

    def last(self, subscription_id: str, *, as_of: datetime | None = None) -> Digest | None:
        """The newest digest of a subscription."""
        ...

    def latest(self, *, limit: int = 50) -> tuple[Digest, ...]:
        """Digests, newest first."""
        ...

    def due(self, now: datetime, *, limit: int = 100) -> tuple[Delivery, ...]:
        """Messages waiting to be sent, longest waiting first."""
        ...

    def note(self, delivery: Delivery) -> None:
        """Keep the outcome of an attempt."""
        ...

    def deliveries(self, digest_id: str) -> tuple[Delivery, ...]:
        """The messages of a digest."""
        ...


class Keys(Protocol):
    """API keys and answers kept for repeated requests."""

    def add(self, key: ApiKey) -> None:
        """Keep a key."""
        ...

    def get(self, key_id: str) -> ApiKey | None:
        """A key by its public prefix."""
        ...

    def all(self) -> tuple[ApiKey, ...]:
        """Keys by creation."""
        ...

    def revoke(self, key_id: str, at: datetime) -> ApiKey:
        """Withdraw a key; raises NotFoundError."""
        ...

    def answer(self, key: str) -> StoredAnswer | None:
        """The answer first given under an Idempotency-Key."""
        ...

    def keep_answer(self, answer: StoredAnswer) -> None:
        """Keep the answer under its key."""
        ...

    def forget_answers(self, before: datetime) -> int:
        """Drop answers older than ``before``; returns how many."""
        ...


class Requests(Protocol):
    """What the API hands to the worker, since it computes nothing itself."""

    def ask(self, request: WorkRequest) -> bool:
        """Keep a request; False if it is there already."""
        ...

    def get(self, request_id: str) -> WorkRequest:
        """One request as it stands; raises NotFoundError."""
        ...

    def pending(self, *, limit: int = 100) -> tuple[WorkRequest, ...]:
        """Requests without an answer, longest waiting first."""
        ...

    def answer(self, request: WorkRequest) -> bool:
        """Keep an answer; False if the request was answered before."""
        ...

    def latest(self, kind: str, *, limit: int = 50) -> tuple[WorkRequest, ...]:
        """Requests of one kind, newest first."""
        ...


class Changes(Protocol):
    """Every committed change in commit order."""

    def head(self) -> int:
        """Number of the newest change; 0 if there is none."""
        ...

    def latest_at(self) -> datetime | None:
        """The latest moment at which anything recorded became known; None if nothing is."""
        ...

    def since(
        self, seq: int, *, types: Sequence[ChangeType] = (), limit: int = 1000
    ) -> tuple[Change, ...]:
        """Changes behind ``seq``, in order."""
        ...

    def note(self, change: Change) -> None:
        """Add a change that no record of its own brings; its ``seq`` is given here."""
        ...
