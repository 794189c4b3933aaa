"""Signed daily roots (Ed25519, RFC 8032): one signature vouches for all entries of a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from forecaster.domain.errors import LedgerError
from forecaster.ledger.chain import GENESIS, Entry, canonical, linked


@dataclass(frozen=True, slots=True)
class Root:
    """The state of the ledger at the end of a day.

    Attributes:
        day: ISO date (UTC).
        seq: Number of the last entry recorded by then.
        hash: Its hash.
        signature: Ed25519 signature of the canonical JSON of the three, in hexadecimal.
    """

    day: str
    seq: int
    hash: str
    signature: str

    def content(self) -> dict[str, object]:
        """What is signed."""
        return {"day": self.day, "seq": self.seq, "hash": self.hash}


def sign_root(day: str, last: Entry, key: bytes) -> Root:
    """Sign the ledger up to ``last``; ``key`` is the 32-byte private seed."""
    draft = Root(day, last.seq, last.hash, "")
    signature = Ed25519PrivateKey.from_private_bytes(key).sign(canonical(draft.content()))
    return Root(day, last.seq, last.hash, signature.hex())


def public_key(key: bytes) -> bytes:
    """The 32-byte public key of a private seed."""
    return Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw()


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification found good.

    Attributes:
        entries: Number of entries.
        roots: Number of signed roots.
        unsigned: Entries behind the last root: chained, not yet signed.
        hash: Hash of the last entry; :data:`GENESIS` for an empty ledger.
    """

    entries: int
    roots: int
    unsigned: int
    hash: str


def verify(entries: Iterable[Entry], roots: Iterable[Root], public: bytes) -> Verified:
    """Check the chain, then the roots over it.

    A root names the last entry of its day, so entries cut off the end are missed by the chain but
    not by the root.

    Raises:
        LedgerError: Naming the first entry that is bad or missing, else the first such root by its
            place from 1.
    """
    hashes = [GENESIS, *(entry.hash for entry in linked(entries))]
    last: Root | None = None
    place = 0
    for place, root in enumerate(roots, start=1):
        _check_root(root, place, public, last)
        _check_signed(root, place, hashes)
        last = root
    count = len(hashes) - 1
    return Verified(count, place, count - (last.seq if last else 0), hashes[-1])


def _check_root(root: Root, place: int, public: bytes, before: Root | None) -> None:
    """A root is signed by the publisher, and of a later day than the one before it."""
    if not _is_signed(root, public):
        raise LedgerError(f"root {place}, of {root.day}, carries no valid signature")
    if before is not None and root.day <= before.day:
        raise LedgerError(f"root {place}, of {root.day}, stands behind the one of {before.day}")


def _is_signed(root: Root, public: bytes) -> bool:
    try:
        signature = bytes.fromhex(root.signature)
        Ed25519PublicKey.from_public_bytes(public).verify(signature, canonical(root.content()))
    except (InvalidSignature, ValueError, LedgerError):
        return False
    return signature.hex() == root.signature


def _check_signed(root: Root, place: int, hashes: Sequence[str]) -> None:
    """The entry that a root names is there, and is the one that was signed."""
    if root.seq >= len(hashes):
        raise LedgerError(f"entry {root.seq} is missing: root {place}, of {root.day}, signs it")
    if hashes[root.seq] != root.hash:
        raise LedgerError(f"entry {root.seq} is not the one signed in root {place}, of {root.day}")
