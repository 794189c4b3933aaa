"""Single fields of a question spec: what each may hold, and what to say where it does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from forecaster.domain.clock import Window, parse_instant, start_of
from forecaster.domain.errors import QuestionError
from forecaster.domain.meetings import ContactLevel
from forecaster.domain.questions import AcceptedMode, QuestionKind, VoidCondition

E = TypeVar("E", QuestionKind, AcceptedMode, VoidCondition)

MOST_ORIGINS = 10


def known_keys(given: Iterable[object], known: Iterable[str], where: str = "") -> None:
    """Refuse keys that nobody would read.

    Raises:
        QuestionError: Naming the first.
    """
    allowed = sorted(known)
    for key in given:
        if key not in allowed:
            near = get_close_matches(str(key), allowed, n=1, cutoff=0.7)
            raise QuestionError(
                f"{where}{key}: no such field",
                remedy=f"did you mean {near[0]!r}?" if near else f"known are {', '.join(allowed)}",
            )


def text(field: str, value: object) -> str:
    """A text with something in it."""
    if not isinstance(value, str) or not value.strip():
        raise QuestionError(f"{field}: expected text, got {_shown(value)}", remedy="give a text")
    return value.strip()


def _shown(value: object) -> str:
    """A value as an error tells it: short, and in the words of JSON."""
    if value is None:
        return "nothing"
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:60]}…"  # noqa: PLR2004 - one line


def listed(field: str, value: object, example: str) -> Sequence[object]:
    """A list."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise QuestionError(
            f"{field}: expected a list, got {_shown(value)}", remedy=f"write {example}"
        )
    return value


def table(field: str, value: object, example: str) -> Mapping[str, object]:
    """An object."""
    if not isinstance(value, Mapping):
        raise QuestionError(
            f"{field}: expected an object, got {_shown(value)}", remedy=f"write {example}"
        )
    return value


def flag(spec: Mapping[str, object], field: str) -> bool:
    """True or false; false where it is left out."""
    value = spec.get(field, False)
    if not isinstance(value, bool):
        raise QuestionError(
            f"{field}: expected true or false, got {_shown(value)}", remedy="write true or false"
        )
    return value


def choice(kinds: type[E], field: str, value: object) -> E:
    """One of a closed set."""
    try:
        return kinds(text(field, value))
    except ValueError as error:
        raise QuestionError(
            f"{field}: {_shown(value)} is none of the known", remedy=f"use {', '.join(kinds)}"
        ) from error


def instant(field: str, value: object) -> datetime:
    """An instant, or the first one of a day."""
    given = text(field, value)
    try:
        return parse_instant(given) if "T" in given else start_of(date.fromisoformat(given))
    except ValueError as error:
        raise QuestionError(
            f"{field}: {_shown(value)} is no instant", remedy="write 2018-07-28T00:00:00Z"
        ) from error


def day(field: str, value: object) -> date:
    """A calendar day."""
    given = text(field, value)
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise QuestionError(
            f"{field}: {_shown(value)} is no calendar day", remedy="write 2018-12-31"
        ) from error


_WINDOW = '{"start": "2018-07-28", "end": "2018-12-31"}'


def window(value: object, today: date, field: str = "window") -> Window:
    """First and last day; the first is today where it is left out."""
    given = table(field, value, _WINDOW)
    known_keys(given, ("start", "end"), f"{field}.")
    start = today if given.get("start") is None else day(f"{field}.start", given["start"])
    end = day(f"{field}.end", given.get("end"))
    if end < start:
        raise QuestionError(
            f"{field}.end: {end} lies before {start}, the first day", remedy="swap the two days"
        )
    return Window(start, end)


def zone(value: object) -> str:
    """An IANA time zone; UTC where it is left out."""
    name = "UTC" if value is None else text("zone", value)
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise QuestionError(
            f"zone: {name!r} is no IANA time zone", remedy="write e.g. 'Europe/Moscow'"
        ) from error


def contact(value: object) -> ContactLevel:
    """A rung of the ladder; an exchange of words where it is left out."""
    if value is None:
        return ContactLevel.EXCHANGE_OF_WORDS
    try:
        return ContactLevel[text("contact", value).upper()]
    except KeyError as error:
        known = ", ".join(level.name.lower() for level in ContactLevel)
        raise QuestionError(
            f"contact: {_shown(value)} is no rung of the ladder", remedy=f"use {known}"
        ) from error


def origins(value: object) -> int:
    """How many independent origins must tell it; two where it is left out."""
    if value is None:
        return 2
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST_ORIGINS:
        raise QuestionError(
            f"origins: expected a whole number, got {_shown(value)}",
            remedy=f"write 1 to {MOST_ORIGINS}",
        )
    return value


def void_if(value: object) -> tuple[VoidCondition, ...]:
    """What voids the question; nothing where it is left out."""
    given = listed("void_if", value, '["out_of_office"]')
    return tuple(choice(VoidCondition, "void_if", one) for one in given)
