"""The output of ``summitry read`` taken back in as signals."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from forecaster.domain.clock import Window, start_of
from forecaster.domain.errors import ArticleError
from forecaster.domain.news import ArticleId
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.signals import (
    Act,
    Certainty,
    Signal,
    SignalType,
    Speaker,
    SpeakerKind,
    Witness,
)


def signals_of_output(path: Path) -> tuple[Signal, ...]:
    """Signals of a file of ``read`` output, one per cluster, known when first published.

    An item without a date of publication is known on the day of the statement; one without either
    is left out, since nobody can say when it became known.

    Raises:
        ArticleError: Naming the line that is no such output.
    """
    clusters: dict[str, list[tuple[Act, Witness]]] = {}
    for number, line in enumerate(path.read_text("utf-8-sig").splitlines(), 1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
            for index, signal in enumerate(item["signals"]):
                key = signal.get("cluster") or f"{item['id']}#{index}"
                told = _told(item, signal)
                if told is not None:
                    clusters.setdefault(key, []).append(told)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ArticleError(
                f"{path.name}, line {number}: {error!r}", remedy="give the output of summitry read"
            ) from error
    return tuple(_signal(key, told) for key, told in clusters.items())


def _signal(key: str, told: Iterable[tuple[Act, Witness]]) -> Signal:
    ordered = sorted(told, key=lambda pair: pair[1].known_at)
    act, first = ordered[0]
    return Signal(key, 1, act, tuple(witness for _, witness in ordered), first.known_at)


def _told(item: Mapping[str, Any], signal: Mapping[str, Any]) -> tuple[Act, Witness] | None:
    act = _act(signal)
    published = _day(item.get("published_at"))
    known_on = published or act.statement_on
    if known_on is None:
        return None
    witness = Witness(
        article_id=ArticleId(str(item["id"])),
        source=str(item.get("source") or item["id"]),
        origin=str(item["id"]),
        known_at=start_of(known_on),
        url=None,
        quotes=(),
        rule=str(signal.get("rule", "")),
        reader=str(signal.get("reader", "")),
        score=float(signal.get("score", 1.0)),
    )
    return act, witness


def _act(signal: Mapping[str, Any]) -> Act:
    speaker = signal.get("speaker") or {}
    place, window = signal.get("place"), signal.get("window")
    return Act(
        type=SignalType(signal["type"]),
        speaker=Speaker(
            SpeakerKind(speaker.get("kind") or "narrator"),
            speaker.get("name"),
            speaker.get("role"),
            _code(speaker.get("country")),
        ),
        actor=_code(signal.get("actor")),
        leaders=tuple(sorted(LeaderId(leader["id"]) for leader in signal["leaders"])),
        place=Place(CountryCode(place["country"]), place.get("city")) if place else None,
        window=_window(window),
        polarity=int(signal["polarity"]),
        certainty=Certainty(signal["certainty"]),
        forum=signal.get("forum"),
        statement_on=_day(signal.get("statement_date")),
        background=bool(signal.get("background")),
        retracts=SignalType(signal["retracts"]) if signal.get("retracts") else None,
    )


def _window(value: Mapping[str, str] | None) -> Window | None:
    if not value:
        return None
    return Window(date.fromisoformat(value["start"]), date.fromisoformat(value["end"]))


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value[:10]) if value else None


def _code(value: str | None) -> CountryCode | None:
    return CountryCode(value) if value else None
