"""A reviewer's word on a signal: accept it, set it right, or throw it out."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum

from forecaster.domain.clock import Window
from forecaster.domain.places import Place
from forecaster.domain.signals import Act, Review, Signal, SignalType


class Verdict(StrEnum):
    """What a reviewer decides."""

    ACCEPT = "accept"
    EDIT = "edit"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Edit:
    """Attributes of an act to set right; what is None stays as it was read."""

    type: SignalType | None = None
    place: Place | None = None
    window: Window | None = None
    forum: str | None = None
    polarity: int | None = None
    statement_on: date | None = None

    def applied(self, act: Act) -> Act:
        """The act with the given attributes."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return replace(act, **{name: value for name, value in given.items() if value is not None})


def reviewed(signal: Signal, verdict: Verdict, at: datetime, edit: Edit | None = None) -> Signal:
    """The next revision of a signal by a reviewer's word.

    Args:
        signal: The revision looked at.
        verdict: What was decided; a rejected signal moves no forecast.
        at: When; the revision is never known before the one it follows.
        edit: What to set right; for ``edit`` alone.

    Raises:
        ValueError: If an edit changes nothing, or another verdict comes with changes.
    """
    if (verdict is Verdict.EDIT) != (edit is not None and edit != Edit()):
        raise ValueError("changes are for `edit`, and only for that")
    return replace(
        signal,
        revision=signal.revision + 1,
        act=edit.applied(signal.act) if edit else signal.act,
        known_at=max(at, signal.known_at),
        review=Review.REJECTED if verdict is Verdict.REJECT else Review.ACCEPTED,
    )
