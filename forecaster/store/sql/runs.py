"""The slot table: at most one holder a slot, and a token that outdates late writers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, select, update

from forecaster.domain.errors import NotFoundError, StoreError
from forecaster.store.codec import decode, encode
from forecaster.store.records import ChangeType, Heartbeat, Lease, Run, RunState
from forecaster.store.sql.session import Session
from forecaster.store.tables import heartbeat, run


class SqlRuns:
    """Fulfils ``ports.Runs``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def claim(self, wanted: Run, *, now: datetime) -> Run | None:
        """Take a slot: new, failed, or left behind by a holder whose lease is over."""
        held = self.find(wanted.job, wanted.slot)
        if held is None:
            taken = replace(wanted, state=RunState.RUNNING, token=1, attempts=1)
            self._session.add(run, [_row(taken)])
            return taken
        if not _is_free(held, now):
            return None
        taken = replace(
            wanted, state=RunState.RUNNING, token=held.token + 1, attempts=held.attempts + 1
        )
        self._session.run(update(run).where(_key(held.job, held.slot)).values(_row(taken)))
        return taken

    def finish(self, done: Run) -> bool:
        """Keep the outcome; False if the slot was taken over meanwhile."""
        kept = self._session.run(update(run).where(_holds(done.lease)).values(_row(done))) == 1
        if kept and done.state is RunState.FAILED:
            self._session.note(
                ChangeType.RUN_FAILED, "run", done.id, done.finished_at or done.started_at
            )
        return kept

    def skip(self, skipped: Run) -> bool:
        """Note a slot that will not run; False if it is there already."""
        if self.find(skipped.job, skipped.slot):
            return False
        self._session.add(run, [_row(replace(skipped, state=RunState.SKIPPED, attempts=0))])
        return True

    def get(self, job: str, slot: datetime) -> Run:
        """One run."""
        held = self.find(job, slot)
        if held is None:
            raise NotFoundError(f"no run of {job} for {slot.isoformat()}")
        return held

    def latest(self, *, job: str | None = None, limit: int = 50) -> tuple[Run, ...]:
        """Runs, newest slot first."""
        statement = select(run).order_by(run.c.slot.desc(), run.c.started_at.desc(), run.c.job)
        if job is not None:
            statement = statement.where(run.c.job == job)
        return tuple(map(_run, self._session.rows(statement.limit(limit))))

    def last_slot(self, job: str, *, until: datetime | None = None) -> datetime | None:
        """The newest slot of a job, at most ``until``, that is done or skipped."""
        over = [RunState.SUCCEEDED.value, RunState.SKIPPED.value]
        statement = select(func.max(run.c.slot)).where(run.c.job == job, run.c.state.in_(over))
        if until is not None:
            statement = statement.where(run.c.slot <= until)
        row = self._session.first(statement)
        return row[0] if row else None

    def check(self, lease: Lease) -> None:
        """Refuse a writer that no longer holds its slot.

        Raises:
            StoreError: If the slot was taken over.
        """
        if not self._session.first(select(run.c.token).where(_holds(lease))):
            raise StoreError(
                f"the run of {lease.job} for {lease.slot.isoformat()} was taken over",
                remedy="nothing: its successor does the work",
            )

    def beat(self, sign: Heartbeat) -> None:
        """Note a sign of life."""
        values = {"name": sign.name, "body": encode(sign)}
        if not self._session.run(
            update(heartbeat).where(heartbeat.c.name == sign.name).values(values)
        ):
            self._session.add(heartbeat, [values])

    def heartbeat(self, name: str) -> Heartbeat | None:
        """The latest sign of life."""
        body = self._session.value(select(heartbeat.c.body).where(heartbeat.c.name == name))
        return decode(Heartbeat, body) if body is not None else None

    def find(self, job: str, slot: datetime) -> Run | None:
        """One run; None if the slot was never begun."""
        row = self._session.first(select(run).where(_key(job, slot)))
        return _run(row) if row else None


def _is_free(held: Run, now: datetime) -> bool:
    return held.state is RunState.FAILED or held.is_lost(now)


def _key(job: str, slot: datetime) -> ColumnElement[bool]:
    return and_(run.c.job == job, run.c.slot == slot)


def _holds(lease: Lease) -> ColumnElement[bool]:
    return and_(
        _key(lease.job, lease.slot),
        run.c.token == lease.token,
        run.c.state == RunState.RUNNING.value,
    )


def _row(item: Run) -> dict[str, object]:
    return {
        "job": item.job,
        "slot": item.slot,
        "state": item.state.value,
        "token": item.token,
        "owner": item.owner,
        "lease_until": item.lease_until,
        "started_at": item.started_at,
        "finished_at": item.finished_at,
        "attempts": item.attempts,
        "trigger": item.trigger,
        "report": dict(item.report),
        "error": item.error,
    }


def _run(row: Row[*tuple[Any, ...]]) -> Run:
    values = dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's documented way to a row's names
    return Run(**{**values, "state": RunState(values["state"])})
