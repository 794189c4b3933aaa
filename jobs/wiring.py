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
from typing import TYPE_CHECKING

from forecaster.domain.clock import format_instant
from forecaster.domain.errors import SettingsError

if TYPE_CHECKING:
    from forecaster.store.ports import Store
    from jobs.ports import Ports
    from jobs.settings import Settings


def clock() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def environment() -> Mapping[str, str]:
    """The environment of this process."""
    return os.environ


def calculate_on_one_thread() -> None:
    """Keep linear algebra on one thread in this process and those it starts.

    To be called before numpy is loaded; the operator's own word wins. The matrices are narrow: on
    two cores that others use too, the demo took 27 s of CPU with one thread and 81 s with two that
    wait for each other.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def new_owner() -> str:
    """A name for this process that no other one has."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def config_path(named: Path | None) -> Path | None:
    """The configuration to use: as named, as ``SUMMITRY_CONFIG`` says, or ``summitry.toml`` here.

    Raises:
        SettingsError: If one is named and is not there.
    """
    from jobs.settings import CONFIG_NAME

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
    from jobs.settings import load_settings

    return load_settings(config_path(named), os.environ)


def open_records(settings: Settings, *, read_only: bool = False) -> Store:
    """The store that the settings name.

    Raises:
        StoreError: If it cannot be used.
    """
    from forecaster.store.sql import open_store

    return open_store(settings.database_url, now=clock(), read_only=read_only)


def open_ports(settings: Settings) -> Ports:
    """Everything a job uses.

    Raises:
        StoreError: If the store cannot be used.
        FactsError: If the bundled data are not there.
    """
    from forecaster.store.files import data_root
    from jobs.doors import LateIssuer, LateMerger
    from jobs.fetch.client import Client
    from jobs.fetch.guard import Guard
    from jobs.library import Library
    from jobs.ports import Ports

    library = Library(data_root(), settings.extra_data, settings.reader, settings.trust.proven)
    return Ports(
        store=open_records(settings),
        settings=settings,
        library=library,
        pages=Client(
            guard=Guard(allowed=frozenset(settings.fetch.allow_hosts)),
            user_agent=settings.fetch.user_agent,
            deadline_seconds=settings.fetch.deadline_seconds,
            max_bytes=settings.fetch.max_bytes,
        ),
        merger=LateMerger(library),
        issuer=LateIssuer(library),
        jitter=random.SystemRandom().random,
    )


def child_command(*arguments: str, config: Path | None) -> list[str]:
    """The command line of another process of this program."""
    chosen = ["--config", str(config)] if config else []
    return [sys.executable, "-m", "jobs", *chosen, *arguments]


def child_environment(config: Path | None) -> dict[str, str]:
    """The environment of another process of this program."""
    chosen = {"SUMMITRY_CONFIG": str(config)} if config else {}
    return {**os.environ, **chosen}


def api_command() -> list[str]:
    """The command line of the API process."""
    return [sys.executable, "-m", "api"]


def slot_command(job: str, slot: datetime, config: Path | None) -> list[str]:
    """The command line that runs a job for a slot."""
    return child_command("run", job, "--slot", format_instant(slot), config=config)


def answer_command(store: Store, config: Path | None) -> list[str] | None:
    """The command line that answers waiting requests; None when none waits."""
    with store.read() as records:
        waiting = records.requests.pending(limit=1)
    return child_command("answer", config=config) if waiting else None
