"""Digests as rendered, and the outbox."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, or_, select, update

from forecaster.domain.errors import NotFoundError
from forecaster.store.codec import decode, encode
from forecaster.store.records import ChangeType, Delivery, DeliveryState, Digest
from forecaster.store.sql.session import Session
from forecaster.store.tables import delivery, digest

FURTHEST = timedelta(days=1)
"""No message waits longer for its next attempt: pauses between attempts end at six hours."""


class SqlDigests:
    """Fulfils ``ports.Digests``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, item: Digest, deliveries: Iterable[Delivery]) -> bool:
        """Keep a digest together with its messages; False if it, or one of its day, is held."""
        same_day = (digest.c.subscription_id == item.subscription_id) & (
            digest.c.local_on == item.local_on
        )
        if self._session.first(select(digest.c.id).where(or_(digest.c.id == item.id, same_day))):
            return False
        self._session.add(digest, [self._row(item)])
        self._session.add(delivery, [_delivery_row(message) for message in deliveries])
        return True

    def _row(self, item: Digest) -> dict[str, object]:
        return {
            "id": item.id,
            "subscription_id": item.subscription_id,
            "local_on": item.local_on,
            "created_at": item.created_at,
            "seq": self._session.note(ChangeType.DIGEST_READY, "digest", item.id, item.created_at),
            "body": encode(item),
        }

    def get(self, digest_id: str) -> Digest:
        """One digest."""
        body = self._session.value(select(digest.c.body).where(digest.c.id == digest_id))
        if body is None:
            raise NotFoundError(f"no digest {digest_id!r} was made")
        return decode(Digest, body)

    def last(self, subscription_id: str, *, as_of: datetime | None = None) -> Digest | None:
        """The newest digest of a subscription."""
        statement = select(digest.c.body).where(digest.c.subscription_id == subscription_id)
        if as_of is not None:
            statement = statement.where(digest.c.created_at <= as_of)
        body = self._session.value(statement.order_by(digest.c.local_on.desc()).limit(1))
        return decode(Digest, body) if body is not None else None

    def latest(self, *, limit: int = 50) -> tuple[Digest, ...]:
        """Digests, newest first."""
        statement = select(digest.c.body).order_by(digest.c.created_at.desc(), digest.c.id)
        return tuple(decode(Digest, row[0]) for row in self._session.rows(statement.limit(limit)))

    def due(self, now: datetime, *, limit: int = 100) -> tuple[Delivery, ...]:
        """Messages waiting to be sent, longest waiting first.

        One that was put off by more than :data:`FURTHEST` was put off by a clock far ahead.
        """
        statement = select(delivery.c.body).where(
            delivery.c.state == DeliveryState.PENDING.value,
            or_(delivery.c.next_at <= now, delivery.c.next_at > now + FURTHEST),
        )
        return self._decoded(statement.order_by(delivery.c.next_at, delivery.c.id).limit(limit))

    def note(self, item: Delivery) -> None:
        """Keep the outcome of an attempt."""
        self._session.run(
            update(delivery).where(delivery.c.id == item.id).values(_delivery_row(item))
        )

    def deliveries(self, digest_id: str) -> tuple[Delivery, ...]:
        """The messages of a digest."""
        statement = select(delivery.c.body).where(delivery.c.digest_id == digest_id)
        return self._decoded(statement.order_by(delivery.c.id))

    def _decoded(self, statement: Select[*tuple[Any, ...]]) -> tuple[Delivery, ...]:
        return tuple(decode(Delivery, row[0]) for row in self._session.rows(statement))


def _delivery_row(item: Delivery) -> dict[str, object]:
    return {
        "id": item.id,
        "digest_id": item.digest_id,
        "state": item.state.value,
        "next_at": item.next_at,
        "body": encode(item),
    }
