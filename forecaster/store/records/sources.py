"""How feeds stand, what of them could not be used, and what reviewers decided."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from forecaster.domain.signals import Review

STALE_AFTER = 3
"""Failures in a row from which a feed counts as failing."""


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is remembered about one feed between polls.

    Attributes:
        url: Address as configured: the identity.
        source: Outlet name that its articles carry.
        etag: Validator of the last full answer, byte for byte as text in Latin-1; None if none.
        last_modified: The same for ``Last-Modified``.
        body_hash: SHA-256 of the last body read.
        moved_to: Permanent new address, kept once told three times; None otherwise.
        moved_seen: How often in a row ``moved_candidate`` was told.
        moved_candidate: Address of the latest permanent redirect.
        next_poll_at: Not to be asked before.
        failures: Failures in a row; 0 when the last poll went well.
        unchanged: Polls in a row that were answered 304.
        last_ok_at: Last poll that went well; None before the first.
        last_new_at: Last time it brought an article we did not have.
        newest_content_at: Latest publication instant seen in it.
        reason: Why it is failing, in words; empty when it is not.
    """

    url: str
    source: str
    next_poll_at: datetime
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    moved_to: str | None = None
    moved_seen: int = 0
    moved_candidate: str | None = None
    failures: int = 0
    unchanged: int = 0
    last_ok_at: datetime | None = None
    last_new_at: datetime | None = None
    newest_content_at: datetime | None = None
    reason: str = ""

    @property
    def is_stale(self) -> bool:
        """Whether it has failed often enough to be told of."""
        return self.failures >= STALE_AFTER

    @property
    def key(self) -> str:
        """Names the feed without telling its address: 24 hexadecimal characters."""
        return hashlib.sha256(self.url.encode("utf-8", "surrogatepass")).hexdigest()[:24]

    @property
    def public_url(self) -> str:
        """The address as others may see it."""
        return public_address(self.url)


def public_address(url: str) -> str:
    """Scheme, host and path of an address: user name, password and query may be secrets."""
    scheme, colon, rest = url.partition("://")
    host, slash, path = rest.partition("?")[0].partition("#")[0].partition("/")
    return f"{scheme}{colon}{host.rpartition('@')[2]}{slash}{path}"


@dataclass(frozen=True, slots=True)
class FeedProblem:
    """An entry or a whole answer that could not be taken in; kept so that nothing is lost.

    Attributes:
        url: Which feed or file.
        at: When.
        code: Error code, e.g. ``feed-unusable`` or ``calendar-unusable``.
        detail: What was wrong.
        excerpt: First characters of the offending piece.
    """

    url: str
    at: datetime
    code: str
    detail: str
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A reviewer's word on a signal; edits are further signal revisions.

    Attributes:
        signal_id: Which signal.
        revision: Which revision of it was looked at.
        action: The verdict.
        actor: Who decided.
        reason: Why.
        known_at: When.
    """

    signal_id: str
    revision: int
    action: Review
    actor: str
    reason: str
    known_at: datetime
