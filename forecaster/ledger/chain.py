"""The hash chain: every entry carries the hash of the one before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import rfc8785

from forecaster.domain.errors import LedgerError

GENESIS = "0" * 64
"""Hash that stands before the first entry."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger.

    Attributes:
        seq: Position, from 1 without gaps.
        kind: ``issue``, ``resolution``, ``question`` or ``model``.
        recorded_at: RFC 3339 instant of recording.
        body: Plain JSON content; numbers, texts, lists and objects only.
        previous: Hash of the entry before, :data:`GENESIS` for the first.
        hash: SHA-256 of the canonical JSON (RFC 8785) of all other fields.
    """

    seq: int
    kind: str
    recorded_at: str
    body: Mapping[str, object]
    previous: str
    hash: str

    def content(self) -> dict[str, object]:
        """All that the hash covers."""
        return {
            "seq": self.seq,
            "kind": self.kind,
            "recorded_at": self.recorded_at,
            "body": self.body,
            "previous": self.previous,
        }


def canonical(value: object) -> bytes:
    """Canonical JSON by RFC 8785: one byte string for equal content, on every machine.

    Raises:
        LedgerError: If the value holds something JSON cannot carry (NaN, a foreign type).
    """
    try:
        return rfc8785.dumps(value)  # type: ignore[arg-type]  # checked at run time by the library
    except rfc8785.CanonicalizationError as error:
        raise LedgerError(f"not canonical JSON: {error}") from error


def digest(value: object) -> str:
    """SHA-256 in hexadecimal of the canonical JSON of ``value``."""
    return hashlib.sha256(canonical(value)).hexdigest()


def append(last: Entry | None, kind: str, recorded_at: str, body: Mapping[str, object]) -> Entry:
    """The entry that follows ``last``."""
    draft = Entry(
        seq=last.seq + 1 if last else 1,
        kind=kind,
        recorded_at=recorded_at,
        body=body,
        previous=last.hash if last else GENESIS,
        hash="",
    )
    return Entry(**{**draft.content(), "hash": digest(draft.content())})  # type: ignore[arg-type]


def linked(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries, each checked as it passes.

    Args:
        entries: In order of ``seq``, from the first.

    Raises:
        LedgerError: At the first entry that is out of order, not linked, or altered.
    """
    last: Entry | None = None
    for entry in entries:
        expected = last.seq + 1 if last else 1
        if entry.seq != expected:
            raise LedgerError(f"entry {expected} is missing: entry {entry.seq} stands in its place")
        if entry.previous != (last.hash if last else GENESIS):
            raise LedgerError(f"entry {entry.seq} is not linked to the entry before it")
        if entry.hash != digest(entry.content()):
            raise LedgerError(f"entry {entry.seq} was altered: its hash does not match its content")
        yield entry
        last = entry
