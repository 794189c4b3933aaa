"""Signed daily roots (Ed25519, RFC 8032): one signature vouches for all entries of a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from forecaster.domain.errors import LedgerError
from forecaster.ledger.chain import Entry, canonical, check_chain


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


def check_root(root: Root, public: bytes) -> None:
    """Check one signature.

    Raises:
        LedgerError: If the signature is not by ``public``, or is no signature at all.
    """
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(
            bytes.fromhex(root.signature), canonical(root.content())
        )
    except (InvalidSignature, ValueError) as error:
        raise LedgerError(f"the root of {root.day} carries no valid signature") from error


def verify(entries: Iterable[Entry], roots: Sequence[Root], public: bytes) -> Entry | None:
    """Check chain and roots together; returns the last entry, None for an empty ledger.

    A root names the last entry of its day, so entries cut off the end are missed by the chain but
    not by the root.

    Raises:
        LedgerError: Naming the first entry or root that is bad or missing.
    """
    by_seq: dict[int, Root] = {}
    for root in roots:
        check_root(root, public)
        by_seq[root.seq] = root
    last: Entry | None = None
    for entry in entries:
        last = check_chain([entry], after=last)
        root_here = by_seq.pop(entry.seq, None)
        if root_here and root_here.hash != entry.hash:
            raise LedgerError(
                f"entry {entry.seq} is not the one signed in the root of {root_here.day}"
            )
    if by_seq:
        missing = min(by_seq)
        raise LedgerError(f"entry {missing} is missing: the root of {by_seq[missing].day} signs it")
    return last
