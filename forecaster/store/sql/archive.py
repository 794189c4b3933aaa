"""Backups: all tables as lines of JSON in one packed file, for either kind of database.

The first line names the schema, then come the rows table by table, and the last line holds counts
and a hash: a file that was cut short or altered is refused before anything is restored.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, LargeBinary, Table, insert, select

from forecaster.domain.clock import format_instant, parse_instant
from forecaster.domain.errors import StoreError
from forecaster.store.sql.engine import dump_json, for_writing, transaction
from forecaster.store.sql.migrations import create_if_new, current
from forecaster.store.tables import Instant, metadata, schema_version

FORMAT = "summitry-backup-1"
PAGE = 2000
_OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class Archived:
    """What a backup holds.

    Attributes:
        schema: Version of the schema.
        rows: Number of rows in all tables.
        sha256: Hash of the content.
    """

    schema: int
    rows: int
    sha256: str


def backup(engine: Engine, path: Path, now: datetime) -> Archived:
    """Write all records, as one moment saw them.

    The file appears under its name only when it is complete.

    Raises:
        StoreError: If the database has no tables, or the file cannot be written.
    """
    version = current(engine)
    if version is None:
        raise StoreError("the database has no tables to back up")
    part = path.with_name(f"{path.name}.part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_ONLY)
        with os.fdopen(handle, "wb") as raw:
            with gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as packed:
                done = _write(engine, version, now, packed)
            raw.flush()
            os.fsync(raw.fileno())
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise StoreError(f"cannot write {path}: {error.strerror}") from error
    return done


def _write(engine: Engine, version: int, now: datetime, file: gzip.GzipFile) -> Archived:
    digest, count = hashlib.sha256(), 0
    header = {"format": FORMAT, "schema": version, "created_at": format_instant(now)}
    with transaction(engine) as connection:
        for line in _lines(connection, header):
            data = (dump_json(line) + "\n").encode()
            digest.update(data)
            file.write(data)
            count += 1
    rows = count - 1
    file.write((dump_json({"end": rows, "sha256": digest.hexdigest()}) + "\n").encode())
    return Archived(version, rows, digest.hexdigest())


def _lines(connection: Connection, header: dict[str, object]) -> Iterator[object]:
    yield header
    for table in _tables():
        statement = select(table).execution_options(yield_per=PAGE)
        with connection.execute(statement) as found:
            for row in found:
                yield [table.name, [_plain(value) for value in row]]


def _tables() -> list[Table]:
    """All tables of records, those that others refer to first."""
    return [table for table in metadata.sorted_tables if table is not schema_version]


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return format_instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value


def restore(engine: Engine, path: Path, now: datetime) -> Archived:
    """Put a backup into an empty database, whole or not at all.

    Raises:
        StoreError: If the file is damaged or of another schema, or the database holds records.
    """
    checked = verify(path)
    create_if_new(engine, now)
    version = current(engine)
    if checked.schema != version:
        raise StoreError(
            f"the backup has schema {checked.schema}, this program lays {version}",
            remedy="restore it with the version that wrote it, then run `summitry db upgrade`",
        )
    with transaction(for_writing(engine)) as connection:
        for table in _tables():
            if connection.execute(select(table).limit(1)).first():
                raise StoreError(
                    f"the database holds records already ({table.name})",
                    remedy="restore into a new database_url",
                )
        for table, rows in _pages(path):
            connection.execute(insert(table), rows)
    return checked


def verify(path: Path) -> Archived:
    """Check a backup against its own last line.

    Raises:
        StoreError: If it is cut short, altered, or no backup.
    """
    digest, count, last, schema = hashlib.sha256(), 0, b"", 0
    for line in _read(path):
        if last:
            digest.update(last)
            count += 1
        else:
            schema = _schema(line, path)
        last = line
    end = _json(last, path)
    if end != {"end": count - 1, "sha256": digest.hexdigest()}:
        raise StoreError(f"{path} is damaged: its content does not match its last line")
    return Archived(schema, count - 1, digest.hexdigest())


def _read(path: Path) -> Iterator[bytes]:
    try:
        with gzip.open(path, "rb") as file:
            empty = True
            for line in file:
                empty = False
                yield line
            if empty:
                raise StoreError(f"{path} is empty")
    except (OSError, EOFError) as error:
        raise StoreError(f"{path} cannot be read: {error}", remedy="use another backup") from error


def _json(line: bytes, path: Path) -> object:
    try:
        return json.loads(line)
    except ValueError as error:
        raise StoreError(f"{path} is damaged", remedy="use another backup") from error


def _schema(line: bytes, path: Path) -> int:
    header = _json(line, path)
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise StoreError(f"{path} is no backup of summitry")
    return int(header["schema"])


def _pages(path: Path) -> Iterator[tuple[Table, list[dict[str, object]]]]:
    """Rows of one table at a time, in bounded numbers."""
    tables = {table.name: table for table in _tables()}
    name = ""
    page: list[dict[str, object]] = []
    for line in _rows(path):
        if page and (line[0] != name or len(page) >= PAGE):
            yield tables[name], page
            page = []
        name = line[0]
        page.append(_back(tables[name], line[1]))
    if page:
        yield tables[name], page


def _rows(path: Path) -> Iterator[tuple[str, list[object]]]:
    for line in _read(path):
        value = _json(line, path)
        if isinstance(value, list):
            yield value[0], value[1]


def _back(table: Table, values: Iterable[object]) -> dict[str, object]:
    return {
        column.name: _typed(column.type, value)
        for column, value in zip(table.columns, values, strict=True)
    }


def _typed(kind: object, value: object) -> object:
    if not isinstance(value, str):
        return value
    if isinstance(kind, Instant):
        return parse_instant(value)
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value)
    is_day = getattr(kind, "python_type", None) is date
    return date.fromisoformat(value) if is_day else value
