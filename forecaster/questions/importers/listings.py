"""Question lists of Metaculus, Manifold and Polymarket: their JSON to plain questions.

Only the shape of public listings is known here; nothing is fetched.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from forecaster.domain.clock import DAY
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
_LONGEST_ID = 80
_BARE_DAY = len("2018-12-31")
_OPENS = ("startDate", "createdTime", "open_time", "created_at")
_ENDS = ("endDate", "closeTime", "scheduled_close_time", "close_time", "resolve_time")


def specs(text: str, platform: str, words: Words) -> Imported[dict[str, object]]:
    """Specs of the questions that can be expressed; the others with why not.

    Raises:
        FactsError: If the text is no listing of that platform.
    """
    if platform not in ZONES:
        raise FactsError(f"no platform {platform!r}", remedy=f"there are {', '.join(ZONES)}")
    items: list[dict[str, object]] = []
    problems: list[Problem] = []
    for asked in (part for item in _items(text) for part in _parts(item)):
        found = _spec(asked, platform, words)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            items.append(found)
    return Imported(tuple(items), tuple(problems))


def _spec(item: Item, platform: str, words: Words) -> dict[str, object] | Problem:
    inner = item.get("question") if isinstance(item.get("question"), Mapping) else None
    told: Item = {**item, **inner} if isinstance(inner, Mapping) else item
    name = f"{platform}-{_plain(str(item.get('id', item.get('slug', '?'))))[:_LONGEST_ID]}"
    title = item.get("title") or item.get("question")
    if not isinstance(title, str):
        return Problem(name, "it has no title")
    title = _plain(title)
    kind = _plain(str(told.get("outcomeType") or told.get("type") or ""))
    if kind not in _BINARY and not _asks_what_outcomes_say(title):
        return Problem(name, f"a question of type {kind.lower()[:_LONGEST_ID]} has no spec")
    if not _is_yes_or_no(told):
        return Problem(name, "its outcomes are not yes and no")
    opens = _day(told, platform, _OPENS)
    if opens is None:
        return Problem(name, "window: it does not say when it opened")
    ends = _day(told, platform, _ENDS, is_end=True)
    return spec_of(Asked(name, title, opens, ends, ZONES[platform], CONTACTS[platform]), words)


def _plain(text: str) -> str:
    """A text in one line, without characters that steer a terminal."""
    return "".join(c if c.isprintable() else " " for c in text)


def _asks_what_outcomes_say(title: str) -> bool:
    """Whether it is a question that we answer by outcomes of our own."""
    return title.casefold().startswith(
        ("where", "in which country", "which country", "how many times")
    )


def _is_yes_or_no(told: Item) -> bool:
    """Whether a market that lists its outcomes has these two."""
    outcomes = told.get("outcomes")
    if isinstance(outcomes, str):
        try:
            outcomes = json.loads(outcomes)
        except (ValueError, RecursionError):
            return False
    return not isinstance(outcomes, list) or [str(one).casefold() for one in outcomes] == [
        "yes",
        "no",
    ]


def _parts(item: Item) -> Iterator[Item]:
    """The single questions of an event or group; what asks where stays one question."""
    group = item.get("group_of_questions")
    held = group.get("questions") if isinstance(group, Mapping) else item.get("markets")
    if not isinstance(held, list) or _asks_what_outcomes_say(str(item.get("title", ""))):
        yield item
        return
    common = {key: value for key, value in item.items() if key in (*_OPENS, *_ENDS)}
    for part in held:
        if isinstance(part, Mapping):
            yield {**common, **part}


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
        yield item if isinstance(item, Mapping) else {}


def _day(told: Item, platform: str, names: Sequence[str], *, is_end: bool = False) -> date | None:
    """The first of the named instants (milliseconds or RFC 3339) as a day of the platform.

    A bare day is that day, and so is its midnight in UTC on a platform that counts in another
    zone: it writes days so. Elsewhere an end at midnight is the end of the day before.
    """
    for name in names:
        moment = _moment(told.get(name))
        if moment is not None:
            return _local_day(moment, told[name], ZoneInfo(ZONES[platform]), is_end=is_end)
    return None


def _local_day(moment: datetime, written: object, zone: ZoneInfo, *, is_end: bool) -> date:
    at_midnight = moment.time() == time.min
    if isinstance(written, str) and len(written) == _BARE_DAY:
        return moment.date()
    if at_midnight and zone.key != "UTC":
        return moment.date()
    return (moment - DAY if at_midnight and is_end else moment).astimezone(zone).date()


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
