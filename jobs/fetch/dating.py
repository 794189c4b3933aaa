"""When a text was published: what it says, bounded by when we had it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

from forecaster.domain.news import PublishedBasis

TOLERANCE = timedelta(hours=1)
"""How far a publisher's clock may be ahead before that is worth a flag."""

EARLIEST = date(1990, 1, 1)
"""A date before this is a default of some program, such as 1 January 1970, not a date."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Dated:
    """What is known about the publication.

    Attributes:
        on: Day at the outlet; None if nothing trustworthy says.
        at: Instant; never later than when the text was had; None when only a day is told.
        basis: On what it rests.
        flags: ``no_date``, ``bad_date``, ``future_date``, ``naive_date``.
    """

    on: date | None
    at: datetime | None
    basis: PublishedBasis
    flags: frozenset[str]


def published(stated: str | None, known_at: datetime) -> Dated:
    """Read a stated date (RFC 822, RFC 3339 or a bare day).

    A date in the future is pulled back to ``known_at`` and flagged: a text cannot have been
    published after we had it. A time without a zone tells the day only.
    """
    if stated is None or not stated.strip():
        return _unknown("no_date")
    text = stated.strip()[:100]
    if _DAY.fullmatch(text):
        return _from_day(text, known_at)
    moment = _moment(text)
    if moment is None or moment.date() < EARLIEST:
        return _unknown("no_date", "bad_date")
    if moment.tzinfo is None:
        return _bounded_day(moment.date(), known_at, "naive_date")
    return _bounded(moment, known_at)


def _unknown(*flags: str) -> Dated:
    return Dated(None, None, PublishedBasis.UNKNOWN, frozenset(flags))


def _moment(text: str) -> datetime | None:
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            return _in_calendar(read(text))
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None


def _in_calendar(moment: datetime) -> datetime:
    """The same; raises OverflowError when its zone carries it out of the calendar."""
    if moment.tzinfo is not None:
        moment.astimezone(UTC)
    return moment


def _from_day(text: str, known_at: datetime) -> Dated:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return _unknown("no_date", "bad_date")
    if day < EARLIEST:
        return _unknown("no_date", "bad_date")
    return _bounded_day(day, known_at)


def _bounded_day(day: date, known_at: datetime, *flags: str) -> Dated:
    # East of Greenwich the day is up to 14 hours ahead of UTC.
    latest = (known_at + timedelta(hours=14)).date()
    if day > latest:
        return Dated(
            known_at.date(), None, PublishedBasis.INFERRED, frozenset({"future_date", *flags})
        )
    return Dated(day, None, PublishedBasis.METADATA, frozenset(flags))


def _bounded(moment: datetime, known_at: datetime) -> Dated:
    if moment <= known_at:
        return Dated(moment.date(), moment.astimezone(UTC), PublishedBasis.METADATA, frozenset())
    held = known_at.astimezone(moment.tzinfo)
    if moment - known_at <= TOLERANCE:
        return Dated(held.date(), known_at, PublishedBasis.METADATA, frozenset())
    return Dated(held.date(), known_at, PublishedBasis.INFERRED, frozenset({"future_date"}))
