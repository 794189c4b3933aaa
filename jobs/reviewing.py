"""Keep a reviewer's word on a signal, with who gave it and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from forecaster.domain.clock import Window
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.reviews import Edit, Verdict, reviewed
from forecaster.domain.signals import Signal, SignalType
from forecaster.store.ports import Records
from forecaster.store.records import Decision


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict with who gave it and why; ``edit`` alone carries changes."""

    verdict: Verdict
    by: str
    reason: str
    changes: Edit | None = None


def decide(records: Records, signal_id: str, ruling: Ruling, at: datetime) -> Signal:
    """Append the revision that a ruling makes, and the ruling itself.

    Raises:
        NotFoundError: If there is no such signal.
        ValueError: If an edit changes nothing.
    """
    signal = records.signals.get(signal_id)
    revised = reviewed(signal, ruling.verdict, at, ruling.changes)
    records.signals.append(revised)
    records.signals.decide(
        Decision(
            signal_id,
            signal.revision,
            revised.review,
            ruling.by,
            ruling.reason,
            revised.known_at,
        )
    )
    return revised


def edit_of(options: Mapping[str, str], polarity: int | None) -> Edit:
    """Read the options of ``summitry review edit``; empty ones leave the attribute as it is.

    Args:
        options: ``type``, ``place`` (country or country/town), ``first``, ``last``, ``forum`` and
            ``said_on`` as written.
        polarity: Direction, -1, 0 or 1.

    Raises:
        ValueError: If a type, a day or a window is none; the message says which.
    """
    kind, said_on = options["type"], options["said_on"]
    if kind and kind not in SignalType.__members__:
        raise ValueError(f"type {kind!r} is none of {', '.join(SignalType)}")
    country, _, city = options["place"].partition("/")
    days = [date.fromisoformat(day) for day in (options["first"], options["last"]) if day]
    return Edit(
        type=SignalType(kind) if kind else None,
        place=Place(CountryCode(country), city or None) if country else None,
        window=Window(days[0], days[-1]) if days else None,
        forum=options["forum"] or None,
        polarity=polarity,
        statement_on=date.fromisoformat(said_on) if said_on else None,
    )


def row(signal: Signal) -> dict[str, object]:
    """One line of the review list: the reading beside the words that it rests on."""
    act, first = signal.act, signal.witnesses[0]
    place = (act.place.country, act.place.city) if act.place else ()
    return {
        "id": signal.id,
        "score": round(max(witness.score for witness in signal.witnesses), 2),
        "type": act.type.value,
        "leaders": " ".join(act.leaders),
        "said": str(act.statement_on or ""),
        "window": f"{act.window.start}..{act.window.end}" if act.window else "",
        "place": "/".join(part for part in place if part),
        "quote": " … ".join(first.quotes)[:200],
    }
