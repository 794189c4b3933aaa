"""The ledger as a folder that anybody can check without this product."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from forecaster.domain.errors import LedgerError
from forecaster.ledger.chain import Entry, canonical
from forecaster.ledger.roots import Root, Verified, verify
from forecaster.store.ports import Records
from jobs.ledger import entry_of, root_of

ENTRIES, ROOTS, PUBLIC = "entries.jsonl", "roots.jsonl", "public_key.hex"

_EXACT = 16
"""Digits from which a whole number may be no exact one any more."""

T = TypeVar("T", Entry, Root)


def export_ledger(records: Records, public: bytes, folder: Path) -> int:
    """Write entries, roots and the public key; returns the number of entries.

    Every line is canonical JSON, so that no byte of the files can be another.
    """
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    with (folder / ENTRIES).open("wb") as file:
        for row in records.ledger.rows():
            entry = entry_of(row)
            file.write(_line({**entry.content(), "hash": entry.hash}))
            count += 1
    with (folder / ROOTS).open("wb") as file:
        for held in records.ledger.roots():
            root = root_of(held)
            file.write(_line({**root.content(), "signature": root.signature}))
    (folder / PUBLIC).write_text(public.hex() + "\n", encoding="utf-8")
    return count


def _line(content: object) -> bytes:
    return canonical(content) + b"\n"


def verify_export(folder: Path, public: bytes | None = None) -> Verified:
    """Check an exported ledger.

    Args:
        folder: What :func:`export_ledger` wrote.
        public: The publisher's key, if it is known from elsewhere; else the one in the folder.

    Raises:
        LedgerError: Naming the file and line that cannot be read, or the first bad entry; or if
            the key in the folder is not the publisher's.
    """
    named = _public(folder / PUBLIC)
    if public is not None and public != named:
        raise LedgerError(
            f"{PUBLIC} holds another key than the publisher's", remedy="do not trust this export"
        )
    entries = _read(folder / ENTRIES, Entry, "entry")
    return verify(entries, _read(folder / ROOTS, Root, "root"), named)


def _read(path: Path, kind: type[T], name: str) -> Iterator[T]:
    """Lines of a file as entries or roots; what they say is for hash and signature to judge."""
    try:
        with path.open("rb") as file:
            for place, line in enumerate(file, start=1):
                yield _parsed(line, kind, f"{name} {place}")
    except OSError as error:
        raise LedgerError(
            f"cannot read {path.name}: {error}", remedy="name a folder with a ledger export"
        ) from error


def _parsed(line: bytes, kind: type[T], name: str) -> T:
    try:
        content = json.loads(line.decode(), parse_int=_number)
        if _line(content) == line:
            return kind(**content)
    except (ValueError, TypeError, RecursionError, LedgerError) as error:
        raise LedgerError(f"{name} is not written as it was exported: {error}") from error
    raise LedgerError(f"{name} is not written as it was exported")


def _number(digits: str) -> int | float:
    """Canonical JSON has one kind of number, and writes long ones without an exponent."""
    return int(digits) if len(digits) < _EXACT else float(digits)


def _public(path: Path) -> bytes:
    try:
        return bytes.fromhex(path.read_text(encoding="utf-8").strip())
    except (OSError, ValueError) as error:
        raise LedgerError(f"cannot read {path.name}: {error}") from error
