"""Ledger entries and signed roots."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Row, select

from forecaster.domain.errors import StoreError
from forecaster.store.records import LedgerRoot, LedgerRow
from forecaster.store.sql.session import CHUNK, Session
from forecaster.store.tables import ledger, ledger_root


class SqlLedger:
    """Fulfils ``ports.Ledger``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def append(self, rows: Iterable[LedgerRow]) -> None:
        """Add entries behind the last."""
        last = self.last()
        expected = last.seq + 1 if last else 1
        batch = []
        for row in rows:
            if row.seq != expected:
                raise StoreError(
                    f"ledger entry {row.seq} cannot follow entry {expected - 1}",
                    remedy="read the last entry and append in one transaction",
                )
            batch.append({name: getattr(row, name) for name in _COLUMNS})
            expected += 1
        self._session.add(ledger, batch)

    def last(self) -> LedgerRow | None:
        """The newest entry."""
        row = self._session.first(select(ledger).order_by(ledger.c.seq.desc()).limit(1))
        return _entry(row) if row else None

    def rows(self, *, after: int = 0, limit: int | None = None) -> Iterator[LedgerRow]:
        """Entries in order, behind number ``after``."""
        left = limit
        while left is None or left > 0:
            size = CHUNK if left is None else min(CHUNK, left)
            statement = select(ledger).where(ledger.c.seq > after).order_by(ledger.c.seq)
            page = self._session.rows(statement.limit(size))
            yield from map(_entry, page)
            if len(page) < size:
                return
            after = page[-1].seq
            left = None if left is None else left - len(page)

    def sign(self, root: LedgerRoot) -> bool:
        """Keep a signed root; False if the day has one."""
        held = select(ledger_root.c.day).where(ledger_root.c.day == root.day)
        if self._session.first(held):
            return False
        row = {"day": root.day, "seq": root.seq, "hash": root.hash, "signature": root.signature}
        self._session.add(ledger_root, [row])
        return True

    def roots(self) -> tuple[LedgerRoot, ...]:
        """Signed roots by day."""
        rows = self._session.rows(select(ledger_root).order_by(ledger_root.c.day))
        return tuple(LedgerRoot(row.day, row.seq, row.hash, row.signature) for row in rows)


_COLUMNS = ("seq", "kind", "recorded_at", "body", "previous", "hash")


def _entry(row: Row[*tuple[Any, ...]]) -> LedgerRow:
    return LedgerRow(**{name: getattr(row, name) for name in _COLUMNS})
