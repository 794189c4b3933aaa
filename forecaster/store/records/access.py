"""Who may call the API, and what was answered under a key that may be sent twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as stored: its hash, never itself.

    Attributes:
        id: Public prefix of the key.
        sha256: SHA-256 of the whole key, in hexadecimal.
        label: For people.
        scopes: What it may do, sorted.
        created_at: When it was made.
        expires_at: When it ends; None for never.
        revoked_at: When it was withdrawn; None if not.
    """

    id: str
    sha256: str
    label: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None

    def is_valid(self, now: datetime) -> bool:
        """Whether it is neither withdrawn nor over."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """The first answer to a request with an Idempotency-Key, for repeats of it.

    Attributes:
        key: Caller and key.
        request_hash: SHA-256 of method, path and body.
        status: HTTP status.
        headers: Headers to repeat.
        body: Body as text.
        created_at: When the key was first seen.
    """

    key: str
    request_hash: str
    status: int
    headers: Mapping[str, str]
    body: str
    created_at: datetime
