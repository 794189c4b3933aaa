"""Outlooks of stored and shipped models over any Chronicle."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.clock import start_of
from forecaster.domain.errors import NotFoundError
from forecaster.issue.fitted import FittedModel
from forecaster.issue.outlook import Outlook
from forecaster.issue.view import ModelView
from forecaster.model.book import Book
from forecaster.store.ports import Records
from jobs.ports import Ports


class Shelf:
    """Records compiled for looking up, one for each record and calendar; signals do not matter."""

    def __init__(self) -> None:
        self._held: list[Book] = []

    def book(self, chronicle: Chronicle) -> Book:
        """The compiled record of a Chronicle; one with the same facts is taken again."""
        for held in self._held:
            if _same_facts(held.chronicle, chronicle):
                return held
        made = Book(chronicle)
        self._held.append(made)
        return made


def _same_facts(one: Chronicle, other: Chronicle) -> bool:
    return one.cutoff == other.cutoff and all(
        mine is theirs
        for mine, theirs in (
            (one.meetings, other.meetings),
            (one.summit_revisions, other.summit_revisions),
            (one.attendance, other.attendance),
            (one.terms, other.terms),
            (one.handovers, other.handovers),
            (one.successions, other.successions),
        )
    )


def opener_of_versions(ports: Ports, records: Records) -> Callable[[Chronicle, str], Outlook]:
    """How a named model version looks at a Chronicle.

    The version is the one kept under that name, else the one shipped for the Chronicle's moment.
    """
    shelf = Shelf()

    @lru_cache(maxsize=4)
    def kept(version: str) -> FittedModel | None:
        try:
            records.models.get(version)
        except NotFoundError:
            return None
        return FittedModel.from_data(records.models.document(version))

    @lru_cache(maxsize=4)
    def named(version: str, cutoff: datetime) -> FittedModel:
        return shipped(ports, cutoff, version)

    def opened(chronicle: Chronicle, version: str) -> Outlook:
        model = kept(version) or named(version, chronicle.cutoff)
        return ModelView(shelf.book(chronicle), model, chronicle, ports.library.trust)

    return opened


def shipped(ports: Ports, cutoff: datetime, version: str) -> FittedModel:
    """The shipped model of that name: of that time, or of its own.

    Raises:
        NotFoundError: If there is none.
    """
    for moment in (cutoff, _trained_through(version)):
        fit = ports.issuer.vintage(moment) if moment else None
        if fit is not None and fit.version.id == version:
            return FittedModel.from_data(fit.document)
    raise NotFoundError(
        f"the model {version} is neither kept nor shipped", remedy="restore it from a backup"
    )


def _trained_through(version: str) -> datetime | None:
    """The day in a version's name, as the first moment at which it may serve."""
    found = re.search(r"\d{4}-\d{2}-\d{2}", version)
    return start_of(date.fromisoformat(found.group())) if found else None
