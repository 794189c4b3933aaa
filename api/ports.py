"""What the API stands on: a store, a clock, names, and ids."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from forecaster.domain.people import LeaderId, Term
from forecaster.domain.summits import Summit
from forecaster.questions.words import Names as Words
from forecaster.store.ports import Store


class Names(Words, Protocol):
    """Words for people and countries, and the calendar that ships with the product."""

    @property
    def spellings(self) -> Iterable[tuple[str, LeaderId]]:
        """Every name by which a leader may be called."""
        ...

    @property
    def terms(self) -> tuple[Term, ...]:
        """Who held which office when."""
        ...

    @property
    def summits(self) -> tuple[Summit, ...]:
        """The calendar in all its versions."""
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
        version: A value that changes with every commit to the store; None where there is none so
            cheap that it may be asked for with every request.
    """

    reader: Store
    writer: Store
    clock: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[None]]
    make_id: Callable[[], str]
    names: Names
    version: Callable[[], object] | None = None
