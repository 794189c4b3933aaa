"""What everything is made of: the only place that reads the clock and the environment."""

from __future__ import annotations

import os
import random
import secrets
import socket
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from forecaster.domain.errors import SettingsError
from forecaster.store.files import data_root
from forecaster.store.ports import Store
from forecaster.store.records import Lease
from jobs.settings import CONFIG_NAME, Settings, load_settings


def clock() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def environment() -> Mapping[str, str]:
    """The environment of this process."""
    return os.environ


def new_owner() -> str:
    """A name for this process that no other one has."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def config_path(named: Path | None) -> Path | None:
    """The configuration to use: as named, as ``SUMMITRY_CONFIG`` says, or ``summitry.toml`` here.

    Raises:
        SettingsError: If one is named and is not there.
    """
    said = named or (
        Path(os.environ["SUMMITRY_CONFIG"]) if "SUMMITRY_CONFIG" in os.environ else None
    )
    if said is not None:
        if not said.is_file():
            raise SettingsError(f"{said} is not there", remedy="run `summitry config write`")
        return said
    here = Path(CONFIG_NAME)
    return here if here.is_file() else None


def read_settings(named: Path | None = None) -> Settings:
    """The checked settings.

    Raises:
        SettingsError: Naming the key that cannot be used.
    """
    return load_settings(config_path(named), os.environ)


def open_records(settings: Settings, *, read_only: bool = False) -> Store:
    """The store that the settings name.

    Raises:
        StoreError: If it cannot be used.
    """
    from forecaster.store.sql import open_store

    return open_store(settings.database_url, now=clock(), read_only=read_only)


def child_command(*arguments: str, config: Path | None) -> list[str]:
    """The command line of another process of this program."""
    chosen = ["--config", str(config)] if config else []
    return [sys.executable, "-m", "jobs", *chosen, *arguments]
