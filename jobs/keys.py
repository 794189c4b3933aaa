"""API keys: drawn here, shown once, kept as hashes."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime

from forecaster.domain.errors import SettingsError
from forecaster.store.records import ApiKey

MARK = "smt"
"""How every key begins, so that secret scanners can find one."""

SCOPES = frozenset({"read", "write", "review", "admin"})


def make_key(
    label: str, scopes: Iterable[str], now: datetime, expires_at: datetime | None
) -> tuple[str, ApiKey]:
    """Draw a key of 256 random bits.

    Returns:
        The key itself, to be shown once, and its record, which holds only its hash.

    Raises:
        SettingsError: If a scope is unknown or the key would be over at once.
    """
    wanted = tuple(sorted(set(scopes)))
    unknown = [scope for scope in wanted if scope not in SCOPES]
    if unknown or not wanted:
        raise SettingsError(
            f"no scope {unknown[0]!r}" if unknown else "a key needs a scope",
            remedy=f"scopes are {', '.join(sorted(SCOPES))}",
        )
    if expires_at is not None and expires_at <= now:
        raise SettingsError(f"the key would be over since {expires_at:%Y-%m-%d}")
    prefix = f"{MARK}_{secrets.token_hex(6)}"
    key = f"{prefix}_{secrets.token_urlsafe(32)}"
    return key, ApiKey(prefix, key_hash(key), label, wanted, now, expires_at)


def key_hash(key: str) -> str:
    """What is kept of a key: random keys need no slow hash."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
