"""API keys, and answers kept for repeated requests."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, select, update

from forecaster.domain.errors import NotFoundError
from forecaster.store.codec import decode, encode
from forecaster.store.records import ApiKey, StoredAnswer
from forecaster.store.sql.session import Session
from forecaster.store.tables import api_key, stored_answer


class SqlKeys:
    """Fulfils ``ports.Keys``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, key: ApiKey) -> None:
        """Keep a key."""
        row = {"id": key.id, "created_at": key.created_at, "body": encode(key)}
        self._session.add(api_key, [row])

    def get(self, key_id: str) -> ApiKey | None:
        """A key by its public prefix."""
        body = self._session.value(select(api_key.c.body).where(api_key.c.id == key_id))
        return decode(ApiKey, body) if body is not None else None

    def all(self) -> tuple[ApiKey, ...]:
        """Keys by creation."""
        rows = self._session.rows(
            select(api_key.c.body).order_by(api_key.c.created_at, api_key.c.id)
        )
        return tuple(decode(ApiKey, row[0]) for row in rows)

    def revoke(self, key_id: str, at: datetime) -> ApiKey:
        """Withdraw a key; a second time changes nothing."""
        held = self.get(key_id)
        if held is None:
            raise NotFoundError(f"no key {key_id!r}", remedy="see `summitry keys list`")
        revoked = replace(held, revoked_at=held.revoked_at or at)
        self._session.run(
            update(api_key).where(api_key.c.id == key_id).values(body=encode(revoked))
        )
        return revoked

    def answer(self, key: str) -> StoredAnswer | None:
        """The answer first given under an Idempotency-Key."""
        body = self._session.value(select(stored_answer.c.body).where(stored_answer.c.key == key))
        return decode(StoredAnswer, body) if body is not None else None

    def keep_answer(self, answer: StoredAnswer) -> None:
        """Keep the answer under its key."""
        row = {"key": answer.key, "created_at": answer.created_at, "body": encode(answer)}
        self._session.add(stored_answer, [row])

    def forget_answers(self, before: datetime) -> int:
        """Drop answers older than ``before``; returns how many."""
        return self._session.run(delete(stored_answer).where(stored_answer.c.created_at < before))
