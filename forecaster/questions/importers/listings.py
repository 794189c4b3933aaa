"""Question lists of Metaculus, Manifold and Polymarket: their JSON to plain questions.

Only the shape of public listings is known here; nothing is fetched.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from forecaster.domain.errors import FactsError
from forecaster.questions.importers.phrasing import Asked, Words, spec_of
from forecaster.questions.importers.rows import Imported, Problem

Item = Mapping[str, object]

ZONES = {"metaculus": "UTC", "manifold": "UTC", "polymarket": "America/New_York"}
"""In which zone each counts days, where its question does not say."""

CONTACTS = {
    "metaculus": "exchange_of_words",
    "manifold": "exchange_of_words",
    "polymarket": "greeting",
}
"""What each counts as a meeting by custom: a handshake is enough on Polymarket since 2025."""

_BINARY = frozenset({"binary", "BINARY", ""})


def specs(text: str, platform: str, words: Words) -> Imported[dict[str, object]]:
    """Specs of the questions that can be expressed; the others with why not.

    Raises:
        FactsError: If the text is no listing of that platform.
    """
    if platform not in ZONES:
        raise FactsError(f"no platform {platform!r}", remedy=f"there are {', '.join(ZONES)}")
    items: list[dict[str, object]] = []
    problems: list[Problem] = []
    for item in _items(text):
        found = _spec(item, platform, words)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            items.append(found)
    return Imported(tuple(items), tuple(problems))


def _spec(item: Item, platform: str, words: Words) -> dict[str, object] | Problem:
    inner = item.get("question") if isinstance(item.get("question"), Mapping) else None
    told: Item = {**item, **inner} if isinstance(inner, Mapping) else item
    name = f"{platform}-{item.get('id', item.get('slug', '?'))}"
    kind = str(told.get("outcomeType") or told.get("type") or "")
    if kind not in _BINARY and not _asks_where(told):
        return Problem(name, f"a question of type {kind.lower()} has no spec")
    title = item.get("title") or item.get("question")
    if not isinstance(title, str):
        return Problem(name, "it has no title")
    opens = _day(told, platform, "startDate", "createdTime", "open_time", "created_at")
    if opens is None:
        return Problem(name, "window: it does not say when it opened")
    ends = _day(
        told, platform, "endDate", "closeTime", "scheduled_close_time", "close_time", "resolve_time"
    )
    return spec_of(Asked(name, title, opens, ends, ZONES[platform], CONTACTS[platform]), words)


def _asks_where(told: Item) -> bool:
    title = str(told.get("title") or told.get("question") or "").casefold()
    return title.startswith(("where", "in which country", "which country"))


def _items(text: str) -> Iterator[Item]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FactsError(f"not JSON: {error}", remedy="give a saved listing") from error
    if isinstance(found, Mapping):
        found = found.get("results") or found.get("data") or [found]
    if not isinstance(found, Sequence) or isinstance(found, str):
        raise FactsError("no list of questions", remedy="give a saved listing")
    for item in found:
        if isinstance(item, Mapping):
            yield item


def _day(told: Item, platform: str, *names: str) -> date | None:
    """The first of the named instants (milliseconds or RFC 3339) as a day of the platform."""
    for name in names:
        moment = _moment(told.get(name))
        if moment is not None:
            return moment.astimezone(ZoneInfo(ZONES[platform])).date()
    return None


def _moment(value: object) -> datetime | None:
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value / 1000, UTC)
        if isinstance(value, str) and value:
            found = datetime.fromisoformat(value)
            return found if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return None
