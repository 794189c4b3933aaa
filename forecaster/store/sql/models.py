"""Fitted models: record, document, and which one is in service."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from forecaster.domain.errors import NotFoundError, StoreError
from forecaster.domain.versions import ModelState, ModelVersion
from forecaster.store.codec import decode, encode
from forecaster.store.records import ChangeType, ModelMove
from forecaster.store.sql.engine import dump_json
from forecaster.store.sql.kinds import MODEL_MOVES
from forecaster.store.sql.revised import Revised
from forecaster.store.sql.session import Session
from forecaster.store.tables import model


class SqlModels:
    """Fulfils ``ports.Models``."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._moves = Revised(session, MODEL_MOVES)

    def add(self, version: ModelVersion, document: Mapping[str, object]) -> bool:
        """Keep a fitted model; False if it is held already."""
        if self._session.first(select(model.c.id).where(model.c.id == version.id)):
            return False
        row = {
            "id": version.id,
            "fitted_at": version.fitted_at,
            "content_hash": _hash(document),
            "seq": self._session.note(
                ChangeType.MODEL_ADDED, "model", version.id, version.fitted_at
            ),
            "body": encode(version),
            "document": dict(document),
        }
        self._session.add(model, [row])
        self._moves.append(
            ModelMove(version.id, 1, version.state, version.reason, version.fitted_at)
        )
        return True

    def get(self, model_id: str, *, as_of: datetime | None = None) -> ModelVersion:
        """One version in its state at ``as_of``."""
        body = self._session.value(select(model.c.body).where(model.c.id == model_id))
        if body is None:
            raise NotFoundError(f"no model {model_id!r} is kept")
        return self._in_state(decode(ModelVersion, body), as_of)

    def _in_state(self, version: ModelVersion, as_of: datetime | None) -> ModelVersion:
        move = self._moves.get(version.id, as_of=as_of)
        return replace(version, state=move.state, reason=move.reason)

    def document(self, model_id: str) -> Mapping[str, object]:
        """The fitted model as plain data, checked against the hash taken when it was kept."""
        row = self._session.first(
            select(model.c.document, model.c.content_hash).where(model.c.id == model_id)
        )
        if row is None:
            raise NotFoundError(f"no model {model_id!r} is kept")
        document = row.document
        if not isinstance(document, dict) or _hash(document) != row.content_hash:
            raise StoreError(
                f"the document of model {model_id} was altered",
                remedy="fit again, or restore a backup with `summitry db restore`",
            )
        return document

    def all(self, *, as_of: datetime | None = None) -> tuple[ModelVersion, ...]:
        """Versions by fitted_at."""
        statement = select(model.c.body)
        if as_of is not None:
            statement = statement.where(model.c.fitted_at <= as_of)
        rows = self._session.rows(statement.order_by(model.c.fitted_at, model.c.id))
        return tuple(self._in_state(decode(ModelVersion, row[0]), as_of) for row in rows)

    def move(self, move: ModelMove) -> bool:
        """Add a step of a version's state; a new champion retires the one before."""
        before = self.champion()
        if not self._moves.append(move):
            return False
        if move.state is ModelState.CHAMPION and before and before.id != move.model_id:
            last = self._moves.get(before.id)
            reason = f"replaced by {move.model_id}"
            self._moves.append(
                ModelMove(before.id, last.revision + 1, ModelState.RETIRED, reason, move.known_at)
            )
        return True

    def moves(self, model_id: str) -> tuple[ModelMove, ...]:
        """Steps of a version, oldest first."""
        return self._moves.history(model_id)

    def champion(self, *, as_of: datetime | None = None) -> ModelVersion | None:
        """The version in service at ``as_of``."""
        holding = [m for m in self._moves.current(as_of=as_of) if m.state is ModelState.CHAMPION]
        return self.get(holding[-1].model_id, as_of=as_of) if holding else None


def _hash(document: Mapping[str, object]) -> str:
    return hashlib.sha256(dump_json(_sorted(document)).encode()).hexdigest()


def _sorted(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _sorted(value[key]) for key in sorted(value)}
    if isinstance(value, list | tuple):
        return [_sorted(item) for item in value]
    return value
