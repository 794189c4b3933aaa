"""Instants in requests: RFC 3339 with an offset and nothing else."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from forecaster.domain.clock import format_instant, parse_instant

_SHAPE = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,6})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def read_instant(value: object) -> object:
    """An instant from text; anything else is left to the type to refuse.

    Raises:
        ValueError: If the text is no RFC 3339 date-time with an offset; the message has a hint.
    """
    if isinstance(value, datetime) or value is None:
        return value
    text = value if isinstance(value, str) else ""
    if re.search(r"\d \d\d:\d\d$", text):
        raise ValueError("write the + of the offset as %2B, or use Z")
    if not _SHAPE.fullmatch(text):
        raise ValueError("write an RFC 3339 instant with an offset, e.g. 2018-07-28T00:00:00Z")
    try:
        return parse_instant(text.upper())
    except (ValueError, OverflowError) as error:
        raise ValueError(f"no such instant: {error}") from error


def read_day(value: object) -> object:
    """A day from ISO 8601 text.

    Raises:
        ValueError: If the text is no day.
    """
    if isinstance(value, date) or value is None:
        return value
    text = value if isinstance(value, str) else ""
    if not _DAY.fullmatch(text):
        raise ValueError("write a day as 2018-07-28")
    return date.fromisoformat(text)


Instant = Annotated[
    datetime,
    BeforeValidator(read_instant),
    PlainSerializer(format_instant, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2018-07-28T00:00:00Z"]}),
]
"""An aware UTC instant."""

Day = Annotated[
    date,
    BeforeValidator(read_day),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2018-12-31"]}),
]
"""A calendar day."""
