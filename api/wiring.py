"""Settings to store to app: the only place of the API that reads the clock and the environment."""

from __future__ import annotations

import os
import secrets
import sqlite3
import tomllib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import anyio
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import make_url

from api.app import create_app
from api.names import TableNames
from api.ports import Ports
from api.settings import ApiSettings
from forecaster.domain.errors import SettingsError
from forecaster.store.files import data_root
from forecaster.store.secretfiles import secret_in
from forecaster.store.sql import open_store

CONFIG_NAME = "summitry.toml"
PREFIX = "SUMMITRY_"


class _Part(BaseModel):
    """The keys of the configuration that concern the API; the jobs check all others."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class _Api(_Part):
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    public_url: str = ""
    workers: int = Field(1, ge=1, le=64)
    quota: int = Field(600, ge=1)
    trusted_proxies: tuple[str, ...] = ()


class _Schedule(_Part):
    forecast: int = Field(60, ge=0, le=1440)


class Wiring(_Part):
    """What the API reads of ``summitry.toml`` and ``SUMMITRY_*``.

    Attributes:
        database_url: Where the records are.
        folder: Where the secret that signs cursors is kept.
        api: Where to listen, and limits.
        schedule: Only how often forecasts are issued.
    """

    database_url: str = "sqlite:///var/summitry.db"
    folder: Path = Path("var")
    api: _Api = _Api()
    schedule: _Schedule = _Schedule()

    @property
    def public_url(self) -> str:
        """Address under which users reach the service."""
        address = self.api.public_url or f"http://{self.api.host}:{self.api.port}"
        return address.rstrip("/")


def read_wiring(environment: Mapping[str, str]) -> Wiring:
    """File and environment; the environment wins.

    Raises:
        SettingsError: Naming the key that cannot be used.
    """
    values = _from_file(environment.get(f"{PREFIX}CONFIG"))
    for name, value in environment.items():
        if name.upper().startswith(PREFIX):
            _put(values, name[len(PREFIX) :].lower().split("__"), value)
    try:
        return Wiring.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        key = ".".join(map(str, first["loc"]))
        raise SettingsError(
            f"{key}: {first['msg']}", remedy="see `summitry config check`"
        ) from error


def _from_file(named: str | None) -> dict[str, Any]:
    path = Path(named or CONFIG_NAME)
    if not path.is_file():
        if named:
            raise SettingsError(f"{path} is not there", remedy="run `summitry config write`")
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: {error}", remedy="see `summitry config check`") from error


def _put(values: dict[str, Any], path: list[str], value: str) -> None:
    """Set one key of nested tables; lists are written with commas."""
    *tables, key = path
    for table in tables:
        inner = values.setdefault(table, {})
        if not isinstance(inner, dict):
            return
        values = inner
    values[key] = value.strip("[]").replace('"', "").split(",") if key in _LISTS else value


_LISTS = frozenset({"trusted_proxies"})


def cursor_secret(folder: Path) -> bytes:
    """The secret of this installation, made at first use and readable by its owner alone.

    Raises:
        SettingsError: If it cannot be kept, or is spoilt.
    """
    lost = "remove it and start again: links to further pages that were handed out then end"
    return secret_in(folder / "api.secret", lost=lost)


def version_of(database_url: str) -> Callable[[], object] | None:
    """What changes with every commit; None for databases where asking costs a round trip."""
    address = make_url(database_url)
    if address.get_backend_name() != "sqlite" or not address.database:
        return None
    file = quote(str(Path(address.database).absolute()))
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True, check_same_thread=False)
    return lambda: connection.execute("PRAGMA data_version").fetchone()[0]


def clock() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def make_id() -> str:
    """An id that nobody can guess."""
    return secrets.token_hex(12)


def make_app() -> FastAPI:
    """The application as the environment describes it; each worker process calls this once."""
    wiring = read_wiring(os.environ)
    settings = ApiSettings(
        public_url=wiring.public_url,
        cursor_secret=cursor_secret(wiring.folder),
        quota=wiring.api.quota,
        forecast_interval=timedelta(minutes=wiring.schedule.forecast or 1440),
        trusted_proxies=frozenset(filter(None, map(str.strip, wiring.api.trusted_proxies))),
    )
    writer = open_store(wiring.database_url, now=clock())
    ports = Ports(
        reader=open_store(wiring.database_url, now=clock(), read_only=True),
        writer=writer,
        clock=clock,
        sleep=anyio.sleep,
        make_id=make_id,
        names=TableNames(data_root()),
        version=version_of(wiring.database_url),
    )
    return create_app(ports, settings)


def environment() -> Mapping[str, str]:
    """The environment of this process."""
    return os.environ
