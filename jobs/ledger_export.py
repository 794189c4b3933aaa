"""The ledger as a folder that anybody can check without this product."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from forecaster.domain.errors import LedgerError
from forecaster.ledger.chain import Entry
from forecaster.ledger.roots import Root, verify
from forecaster.store.ports import Records
from jobs.ledger import entry_of, root_of

ENTRIES, ROOTS, PUBLIC = "entries.jsonl", "roots.jsonl", "public_key.hex"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a verification found good.

    Attributes:
        entries: Number of entries.
        roots: Number of signed roots.
        unsigned: Entries behind the last root: chained, not yet signed.
        hash: Hash of the last entry; empty for an empty ledger.
    """

    entries: int
    roots: int
    unsigned: int
    hash: str


def export_ledger(records: Records, public: bytes, folder: Path) -> int:
    """Write entries, roots and the public key; returns the number of entries."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    with (folder / ENTRIES).open("w", encoding="utf-8", newline="\n") as file:
        for row in records.ledger.rows():
            entry = entry_of(row)
            file.write(_line({**entry.content(), "hash": entry.hash}))
            count += 1
    with (folder / ROOTS).open("w", encoding="utf-8", newline="\n") as file:
        for held in records.ledger.roots():
            root = root_of(held)
            file.write(_line({**root.content(), "signature": root.signature}))
    (folder / PUBLIC).write_text(public.hex() + "\n", encoding="utf-8")
    return count


def _line(content: dict[str, object]) -> str:
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"


def verify_export(folder: Path, public: bytes | None = None) -> Checked:
    """Check an exported ledger.

    Args:
        folder: What :func:`export_ledger` wrote.
        public: The publisher's key, if it is known from elsewhere; else the one in the folder.

    Raises:
        LedgerError: Naming the file and line that cannot be read, or the first bad entry.
    """
    roots = [_root(line, number) for number, line in _lines(folder / ROOTS)]
    key = public or _public(folder / PUBLIC)
    last = verify((_entry(line, number) for number, line in _lines(folder / ENTRIES)), roots, key)
    count = last.seq if last else 0
    signed = max((root.seq for root in roots), default=0)
    return Checked(count, len(roots), count - signed, last.hash if last else "")


def _lines(path: Path) -> Iterator[tuple[int, dict[str, object]]]:
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                yield number, _object(json.loads(line), path, number)
    except (OSError, ValueError) as error:
        raise LedgerError(
            f"cannot read {path.name}: {error}", remedy="name a folder with a ledger export"
        ) from error


def _object(value: object, path: Path, number: int) -> dict[str, object]:
    if not isinstance(value, dict):
        raise LedgerError(f"{path.name} line {number} is no JSON object")
    return value


def _entry(line: dict[str, object], number: int) -> Entry:
    try:
        entry = Entry(**line)  # type: ignore[arg-type]  # shapes are checked by the hash
    except TypeError as error:
        raise LedgerError(f"entry {number} has other fields than an entry") from error
    return entry


def _root(line: dict[str, object], number: int) -> Root:
    try:
        return Root(**line)  # type: ignore[arg-type]  # checked by its signature
    except TypeError as error:
        raise LedgerError(f"root {number} has other fields than a root") from error


def _public(path: Path) -> bytes:
    try:
        return bytes.fromhex(path.read_text(encoding="utf-8").strip())
    except (OSError, ValueError) as error:
        raise LedgerError(f"cannot read {path.name}: {error}") from error
