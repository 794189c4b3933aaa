"""The change feed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select

from forecaster.store.records import Change, ChangeType, public_address
from forecaster.store.sql.session import Session
from forecaster.store.tables import change


class SqlChanges:
    """Fulfils ``ports.Changes``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def head(self) -> int:
        """Number of the newest change; 0 if there is none."""
        return self._session.head()

    def latest_at(self) -> datetime | None:
        """The latest moment at which anything recorded became known."""
        self._session.flush()
        row = self._session.first(select(func.max(change.c.known_at)))
        return row[0] if row else None

    def since(
        self, seq: int, *, types: Sequence[ChangeType] = (), limit: int = 1000
    ) -> tuple[Change, ...]:
        """Changes behind ``seq``, in order.

        Feeds are named by their public address, whatever was kept under earlier versions.
        """
        self._session.flush()
        statement = select(change).where(change.c.seq > seq)
        if types:
            statement = statement.where(change.c.type.in_([kind.value for kind in types]))
        rows = self._session.rows(statement.order_by(change.c.seq).limit(limit))
        found = (
            Change(
                seq=row.seq,
                type=ChangeType(row.type),
                resource=row.resource,
                resource_id=row.resource_id,
                revision=row.revision,
                known_at=row.known_at,
            )
            for row in rows
        )
        return tuple(
            replace(one, resource_id=public_address(one.resource_id))
            if one.resource == "feed"
            else one
            for one in found
        )

    def note(self, item: Change) -> None:
        """Add a change that no record of its own brings; its ``seq`` is given here."""
        self._session.note(item.type, item.resource, item.resource_id, item.known_at, item.revision)
