"""Mentions as the JSON of ``summitry read``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from forecaster.domain.clock import Window
from forecaster.domain.news import Article
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.signals import Mention, Speaker
from forecaster.reading.reader import Reading

Naming = Callable[[LeaderId], tuple[str, CountryCode | None]]
"""Display name and country of a leader."""


def reading_json(
    article: Article,
    reading: Reading,
    mentions: Iterable[Mention],
    naming: Naming,
    *,
    clusters: bool = True,
    raw: bool = False,
) -> dict[str, Any]:
    """One output line.

    Args:
        article: What was read.
        reading: What the reader made of it.
        mentions: Its mentions, with cluster keys when they were clustered.
        naming: How to name leaders.
        clusters: Whether to print cluster keys.
        raw: Whether the article was a raw file, whose spans lie in the field ``file``.
    """
    line: dict[str, Any] = {
        "id": str(article.id),
        "published_at": reading.published_on.isoformat() if reading.published_on else None,
        "published_basis": str(reading.published_basis),
        "signals": [_signal(mention, naming, clusters=clusters, raw=raw) for mention in mentions],
    }
    if reading.flags:
        line["flags"] = list(reading.flags)
    return line


def _signal(mention: Mention, naming: Naming, *, clusters: bool, raw: bool) -> dict[str, Any]:
    act = mention.act
    signal: dict[str, Any] = {
        "type": str(act.type),
        "speaker": _speaker(act.speaker),
        "actor": act.actor,
        "leaders": [_leader(leader, naming) for leader in act.leaders],
        "place": _place(act.place),
        "window": _window(act.window),
        "polarity": act.polarity,
        "certainty": str(act.certainty),
        "forum": act.forum,
        "statement_date": act.statement_on.isoformat() if act.statement_on else None,
        "background": act.background,
        "retracts": str(act.retracts) if act.retracts else None,
        "evidence": [
            {
                "field": "file" if raw and span.field == "body" else span.field,
                "start": span.start,
                "end": span.end,
            }
            for span in mention.evidence
        ],
        "rule": mention.rule,
        "reader": mention.reader,
        "score": round(mention.score, 3),
    }
    if clusters:
        signal["cluster"] = mention.cluster
    return signal


def _speaker(speaker: Speaker) -> dict[str, Any]:
    return {
        "name": speaker.name,
        "role": speaker.role,
        "country": speaker.country,
        "kind": str(speaker.kind),
    }


def _leader(leader: LeaderId, naming: Naming) -> dict[str, Any]:
    name, country = naming(leader)
    return {"id": str(leader), "name": name, "country": country}


def _place(place: Place | None) -> dict[str, Any] | None:
    return None if place is None else {"city": place.city, "country": place.country}


def _window(window: Window | None) -> dict[str, str] | None:
    if window is None:
        return None
    return {"start": window.start.isoformat(), "end": window.end.isoformat()}
