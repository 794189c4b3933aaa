"""Signals: revisions, the leaders they concern, and reviews."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from forecaster.domain.errors import NotFoundError
from forecaster.domain.people import LeaderId
from forecaster.domain.signals import Signal
from forecaster.store.codec import decode, encode
from forecaster.store.ports import SignalQuery
from forecaster.store.records import ChangeType, Decision
from forecaster.store.sql.revised import Anatomy, Revised
from forecaster.store.sql.session import Session, before, behind, chunks
from forecaster.store.tables import decision, signal, signal_leader


def _change(record: Signal) -> ChangeType:
    if record.retracted:
        return ChangeType.SIGNAL_RETRACTED
    return ChangeType.SIGNAL_RECORDED if record.revision == 1 else ChangeType.SIGNAL_REVISED


def _columns(record: Signal) -> dict[str, object]:
    return {
        "type": record.act.type.value,
        "review": record.review.value,
        "retracted": record.retracted,
        "statement_on": record.act.statement_on,
    }


ANATOMY = Anatomy(signal, Signal, "signal", lambda s: s.id, _change, _columns)


class SqlSignals(Revised[Signal]):
    """Fulfils ``ports.Signals``."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, ANATOMY)

    def _insert(self, record: Signal, **more: object) -> None:
        first = self._session.value(
            select(signal.c.first_known_at).where(signal.c.id == record.id).limit(1)
        )
        super()._insert(record, first_known_at=first or record.known_at, **more)
        row = {"known_at": record.known_at, "id": record.id, "revision": record.revision}
        leaders = dict.fromkeys(record.act.leaders)
        self._session.add(signal_leader, [{**row, "leader": leader} for leader in leaders])

    def find(self, query: SignalQuery) -> tuple[Signal, ...]:
        """Newest revisions that answer the query, by (first known, id)."""
        statement = self._answering(query)
        if query.after is not None:
            statement = statement.where(self._following(query.after, query))
        order: list[ColumnElement[Any]] = [signal.c.first_known_at, signal.c.id]
        if query.latest_first:
            order = [column.desc() for column in order]
        return self._decoded(statement.order_by(*order).limit(query.limit))

    def count(self, query: SignalQuery) -> int:
        """How many answer the query, on all its pages together."""
        asked = self._answering(query)
        number = asked.with_only_columns(func.count(), maintain_column_froms=True)
        return int(str(self._session.value(number)))

    def _answering(self, query: SignalQuery) -> Select[*tuple[Any, ...]]:
        """Bodies of what answers the query, on whatever page."""
        statement = self.newest_at(query.as_of)
        for leader in query.leaders:
            concerned = select(signal_leader.c.id).where(
                signal_leader.c.leader == leader,
                signal_leader.c.id == signal.c.id,
                signal_leader.c.revision == signal.c.revision,
            )
            statement = statement.where(concerned.exists())
        if query.types:
            statement = statement.where(signal.c.type.in_([kind.value for kind in query.types]))
        if query.review is not None:
            statement = statement.where(signal.c.review == query.review.value)
        if query.known_since is not None:
            statement = statement.where(signal.c.known_at >= query.known_since)
        return statement

    def _following(self, record_id: str, query: SignalQuery) -> ColumnElement[bool]:
        """What comes after a signal in the order of the query."""
        first = self._session.value(
            select(signal.c.first_known_at).where(signal.c.id == record_id).limit(1)
        )
        if not isinstance(first, datetime):
            raise NotFoundError(f"no signal {record_id!r} is known")
        following = before if query.latest_first else behind
        return following(signal.c.first_known_at, signal.c.id, first, record_id)

    def near(self, leaders: Iterable[LeaderId], since: datetime) -> tuple[Signal, ...]:
        """Newest revisions known since ``since`` that concern any of ``leaders``."""
        concerned = select(signal_leader.c.id).where(
            signal_leader.c.leader.in_(sorted(set(leaders))), signal_leader.c.known_at >= since
        )
        ids = sorted({row[0] for row in self._session.rows(concerned)})
        newest: dict[str, Signal] = {}
        for part in chunks(ids):
            rows = select(signal.c.body).where(signal.c.id.in_(part))
            for found in self._decoded(rows.order_by(signal.c.id, signal.c.revision)):
                newest[found.id] = found
        return tuple(sorted(newest.values(), key=attrgetter("known_at", "id")))

    def decide(self, verdict: Decision) -> None:
        """Keep a reviewer's word."""
        number = func.count(decision.c.ordinal)
        held = self._session.value(select(number).where(decision.c.signal_id == verdict.signal_id))
        row = {
            "signal_id": verdict.signal_id,
            "ordinal": int(str(held)) + 1,
            "known_at": verdict.known_at,
            "body": encode(verdict),
        }
        self._session.add(decision, [row])

    def decisions(self, signal_id: str) -> tuple[Decision, ...]:
        """Words on a signal, oldest first."""
        statement = select(decision.c.body).where(decision.c.signal_id == signal_id)
        rows = self._session.rows(statement.order_by(decision.c.ordinal))
        return tuple(decode(Decision, row[0]) for row in rows)
