"""Watch: questions open by themselves for the pairs that are watched."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import replace
from datetime import datetime

from forecaster.domain.errors import SettingsError
from forecaster.domain.meetings import ContactLevel
from forecaster.domain.people import Dyad, LeaderId
from forecaster.questions.templates import WatchList, wanted
from forecaster.store.ports import Records
from forecaster.store.records import Pair
from jobs.ledger import open_question
from jobs.ports import Ports
from jobs.report import Report

_LIST = "watchlist"
"""Origin of pairs that the configuration names."""


def run(ports: Ports, now: datetime) -> Report:
    """Take up the pairs named, drop those named no more, and open the questions that are due.

    A pair with a leader whom nobody knows is left out, and the report says so.

    Raises:
        SettingsError: If the watchlist holds what cannot be used.
    """
    configured = watchlist(ports)
    strangers = unknown_leaders(configured.pairs, ports.library.facts.leaders)
    listed = tuple(dyad for dyad in configured.pairs if not {*_both(dyad)} & strangers)
    with ports.write() as records:
        taken = sum(_take_up(records, dyad, now) for dyad in listed)
        dropped = sum(_drop(records, pair, now) for pair in _unlisted(records, listed, now))
        pairs = tuple(pair.dyad for pair in records.pairs.current(as_of=now) if pair.watched)
        watch = replace(configured, pairs=pairs)
        chronicle = ports.library.chronicle(records, now)
        opened = [
            question.id
            for question in wanted(watch, chronicle, now)
            if not _is_held(records, question.id) and open_question(records, question, now, _REASON)
        ]
    counts = {"pairs": len(pairs), "taken up": taken, "opened": len(opened)}
    if dropped:
        counts["dropped"] = dropped
    notes = (f"watch.pairs: no leader has the id {one!r}" for one in sorted(strangers))
    return Report(counts, tuple(notes))


_REASON = "opened by the watchlist"


def watchlist(ports: Ports) -> WatchList:
    """The bundled families, for the pairs and deadlines of the settings.

    Raises:
        SettingsError: If a value cannot be used; the message names the key.
    """
    held = dict(ports.library.watchlist)
    settings = ports.settings.watch
    named = [*settings.pairs, *(_texts(held, "pairs") if settings.bundled else ())]
    try:
        return WatchList(
            pairs=tuple(dict.fromkeys(map(Dyad.parse, named))),
            deadlines=settings.deadlines,
            least_days=_number(held, "least_days"),
            hosts_by=_texts(held, "hosts_by"),
            venue_by=_texts(held, "venue_by"),
            summits_days=_number(held, "summits_days"),
            attendance=bool(held.get("attendance", True)),
            zone=str(held.get("zone", "UTC")),
            contact=ContactLevel[str(held.get("contact", "exchange_of_words")).upper()],
        )
    except (ValueError, KeyError) as error:
        raise SettingsError(f"watchlist: {error}", remedy="correct the watchlist") from error


def unknown_leaders(pairs: Iterable[Dyad], leaders: Container[LeaderId]) -> frozenset[LeaderId]:
    """Ids in some pairs that no leader bears."""
    return frozenset(one for dyad in pairs for one in _both(dyad) if one not in leaders)


def _both(dyad: Dyad) -> tuple[LeaderId, LeaderId]:
    return dyad.first, dyad.second


def _texts(held: dict[str, object], key: str) -> tuple[str, ...]:
    value = held.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError(f"{key} is no list of texts")
    return tuple(value)


def _number(held: dict[str, object], key: str) -> int:
    value = held.get(key, 0)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{key} is no whole number of days")
    return value


def _take_up(records: Records, dyad: Dyad, now: datetime) -> bool:
    """Watch a pair that is named anew; one that was dropped by hand stays dropped."""
    history = records.pairs.history(dyad.id)
    if history and (history[-1].watched or history[-1].origin != _LIST):
        return False
    taken = Pair(dyad, len(history) + 1, watched=True, origin=_LIST, known_at=now)
    return records.pairs.append(taken)


def _unlisted(records: Records, listed: Iterable[Dyad], now: datetime) -> list[Pair]:
    """Pairs that the configuration had named and names no more; not those taken up by hand."""
    held = records.pairs.current(as_of=now)
    return [one for one in held if one.watched and one.origin == _LIST and one.dyad not in listed]


def _drop(records: Records, pair: Pair, now: datetime) -> bool:
    gone = replace(pair, revision=pair.revision + 1, watched=False, known_at=now)
    return records.pairs.append(gone)


def _is_held(records: Records, question_id: str) -> bool:
    return bool(records.questions.moves(question_id))
