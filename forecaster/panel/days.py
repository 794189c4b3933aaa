"""Day numbers: the panel counts days since 1970-01-01, so that numpy can."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Days: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]

EPOCH = date(1970, 1, 1)
YEAR = 365.25
"""Days in a year."""
NEVER = 10**7
"""A day number beyond every horizon."""


def number(day: date) -> int:
    """Days from 1970-01-01 to ``day``."""
    return (day - EPOCH).days


def calendar_day(value: int) -> date:
    """The date of a day number."""
    return EPOCH + timedelta(days=int(value))


def known_from(instant: datetime) -> int:
    """First day whose midnight (UTC) is at or after ``instant``: from then on a fact is known."""
    day = number(instant.date())
    return day if instant.hour == instant.minute == instant.second == 0 else day + 1
