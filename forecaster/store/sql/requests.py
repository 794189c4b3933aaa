"""Requests from the API to the worker."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select, update

from forecaster.domain.errors import NotFoundError
from forecaster.store.codec import decode, encode
from forecaster.store.records import RequestState, WorkRequest
from forecaster.store.sql.session import Session
from forecaster.store.tables import work_request


class SqlRequests:
    """Fulfils ``ports.Requests``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def ask(self, request: WorkRequest) -> bool:
        """Keep a request; False if it is there already."""
        held = select(work_request.c.id).where(work_request.c.id == request.id)
        if self._session.first(held):
            return False
        self._session.add(work_request, [_row(request)])
        return True

    def get(self, request_id: str) -> WorkRequest:
        """One request as it stands."""
        body = self._session.value(
            select(work_request.c.body).where(work_request.c.id == request_id)
        )
        if body is None:
            raise NotFoundError(f"no request {request_id!r} was made")
        return decode(WorkRequest, body)

    def pending(self, *, limit: int = 100) -> tuple[WorkRequest, ...]:
        """Requests without an answer, longest waiting first."""
        waiting = select(work_request.c.body).where(
            work_request.c.state == RequestState.PENDING.value
        )
        return self._decoded(
            waiting.order_by(work_request.c.asked_at, work_request.c.id).limit(limit)
        )

    def answer(self, request: WorkRequest) -> bool:
        """Keep an answer; False if the request was answered before."""
        statement = update(work_request).where(
            work_request.c.id == request.id, work_request.c.state == RequestState.PENDING.value
        )
        return self._session.run(statement.values(_row(request))) == 1

    def latest(self, kind: str, *, limit: int = 50) -> tuple[WorkRequest, ...]:
        """Requests of one kind, newest first."""
        statement = select(work_request.c.body).where(work_request.c.kind == kind)
        ordered = statement.order_by(work_request.c.asked_at.desc(), work_request.c.id.desc())
        return self._decoded(ordered.limit(limit))

    def _decoded(self, statement: Select[*tuple[Any, ...]]) -> tuple[WorkRequest, ...]:
        return tuple(decode(WorkRequest, row[0]) for row in self._session.rows(statement))


def _row(request: WorkRequest) -> dict[str, object]:
    return {
        "id": request.id,
        "kind": request.kind,
        "state": request.state.value,
        "asked_at": request.asked_at,
        "body": encode(request),
    }
