"""What the API stands on: a store, a clock, names, and ids."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from forecaster.domain.summits import Summit
from forecaster.store.ports import Store


class Names(Protocol):
    """Words for people, countries and summits."""

    @property
    def leaders(self) -> Mapping[str, str]:
        """Name by leader id."""
        ...

    @property
    def countries(self) -> Mapping[str, str]:
        """English name by country code."""
        ...

    @property
    def summits(self) -> tuple[Summit, ...]:
        """The calendar that ships with the product, in all its versions."""
        ...


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything outside the API that it uses.

    Attributes:
        reader: Store opened for reading only.
        writer: The same store for the few writes the API does.
        clock: The present instant.
        sleep: Waits so many seconds.
        make_id: A fresh id that nobody can guess.
        names: Words for ids.
    """

    reader: Store
    writer: Store
    clock: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[None]]
    make_id: Callable[[], str]
    names: Names
