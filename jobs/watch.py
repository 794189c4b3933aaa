"""Watch: questions open by themselves for the pairs that are watched."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from forecaster.domain.errors import SettingsError
from forecaster.domain.meetings import ContactLevel
from forecaster.domain.people import Dyad
from forecaster.questions.templates import WatchList, wanted
from forecaster.store.ports import Records
from forecaster.store.records import Pair
from jobs.ledger import open_question
from jobs.ports import Ports
from jobs.report import Report

_LISTS = ("deadlines", "hosts_by", "venue_by")


def run(ports: Ports, now: datetime) -> Report:
    """Take up watched pairs and open the questions that are due for them.

    Raises:
        SettingsError: If the watchlist holds what cannot be used.
    """
    configured = watchlist(ports)
    with ports.write() as records:
        taken = sum(_take_up(records, dyad, now) for dyad in configured.pairs)
        pairs = tuple(pair.dyad for pair in records.pairs.current(as_of=now) if pair.watched)
        watch = replace(configured, pairs=pairs)
        chronicle = ports.library.chronicle(records, now)
        opened = [
            question.id
            for question in wanted(watch, chronicle, now)
            if not _is_held(records, question.id) and open_question(records, question, now, _REASON)
        ]
    return Report({"pairs": len(pairs), "taken up": taken, "opened": len(opened)})


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
    """Watch a pair that was never heard of; one that was dropped by hand stays dropped."""
    if records.pairs.history(dyad.id):
        return False
    return records.pairs.append(Pair(dyad, 1, watched=True, origin="watchlist", known_at=now))


def _is_held(records: Records, question_id: str) -> bool:
    return bool(records.questions.moves(question_id))
