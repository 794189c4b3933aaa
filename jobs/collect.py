"""Collect: feeds and calendars to articles and summit versions.

Every source is asked on its own and kept in one transaction together with its state, so that what
it gave is never lost and never taken twice; a source that fails stops nobody else.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from queue import SimpleQueue
from urllib.parse import urlsplit

from forecaster.domain.errors import CalendarError, FeedError, StoreError
from forecaster.store.ports import Records
from forecaster.store.records import STALE_AFTER, Change, ChangeType, FeedProblem, FeedState
from jobs.fetch.calendars import Atlas, read_calendar
from jobs.fetch.client import Fetched
from jobs.fetch.errors import NotACalendarError, UnforeseenError
from jobs.fetch.feeds import Refused, read_feed
from jobs.polling import after_answer, after_failure, first_state, is_due, poll_for
from jobs.ports import Ports
from jobs.report import Report
from jobs.settings import SourceSettings

log = logging.getLogger(__name__)

ASKING = timedelta(minutes=4)
"""For how long a run begins to ask sources: the longest deadline for one page that may be set,
five minutes, then still ends inside the ten that the registry gives a run."""


@dataclass(frozen=True, slots=True)
class _Task:
    """A source that is due."""

    source: SourceSettings
    state: FeedState
    is_calendar: bool


@dataclass(frozen=True, slots=True)
class _Outcome:
    """How a source answered."""

    task: _Task
    answer: Fetched | FeedError


def run(ports: Ports, now: datetime) -> Report:
    """Ask every source that is due and keep what is new."""
    tasks = _due(ports, now)
    counts: defaultdict[str, int] = defaultdict(int)
    notes = []
    for outcome in _ask(ports, tasks, now):
        kept, note = _keep(ports, outcome, now)
        counts["sources"] += 1
        for name, number in kept.items():
            counts[name] += number
        if note:
            notes.append(note)
    put_off = len(tasks) - counts.get("sources", 0)
    if put_off:
        counts["put off"] = put_off
        notes.append(f"{put_off} sources were not asked within {ASKING}: they are first next time")
    return Report(dict(counts), tuple(sorted(notes)))


def _due(ports: Ports, now: datetime) -> list[_Task]:
    """Sources to be asked: new ones first, then by how long they wait, so that all get a turn."""
    with ports.read() as records:
        states = {state.url: state for state in records.feeds.all()}
    sources = [(source, False) for source in ports.settings.feeds]
    sources += [(source, True) for source in ports.settings.calendars]
    tasks = [
        _Task(source, states.get(source.url) or first_state(source, now), is_calendar)
        for source, is_calendar in sources
    ]
    due = (task for task in tasks if is_due(task.state, now))
    return sorted(due, key=lambda task: (task.source.url in states, task.state.next_poll_at))


def _ask(ports: Ports, tasks: Sequence[_Task], now: datetime) -> Iterator[_Outcome]:
    """Outcomes as they come; hosts side by side, the sources of a host one after the other.

    What could not be asked within :data:`ASKING` is left as it is: still due, and first in line.
    """
    groups = _by_host(tasks)
    if not groups:
        return
    over = ports.ticks() + ASKING.total_seconds()
    outcomes: SimpleQueue[_Outcome | None] = SimpleQueue()

    def ask(group: Sequence[_Task]) -> None:
        for task in group:
            if ports.ticks() < over:
                outcomes.put(_poll(ports, task, now))
        outcomes.put(None)

    workers = min(len(groups), ports.settings.fetch.at_once)
    with ThreadPoolExecutor(workers, thread_name_prefix="collect") as pool:
        for group in groups:
            pool.submit(ask, group)
        for _ in groups:
            yield from iter(outcomes.get, None)


def _by_host(tasks: Sequence[_Task]) -> list[list[_Task]]:
    groups: defaultdict[str, list[_Task]] = defaultdict(list)
    for task in tasks:
        groups[urlsplit(task.source.url).netloc.lower()].append(task)
    return list(groups.values())


def _poll(ports: Ports, task: _Task, now: datetime) -> _Outcome:
    poll = poll_for(task.state)
    try:
        return _Outcome(task, ports.pages.get(poll.url, poll.validators, now=now))
    except FeedError as error:
        return _Outcome(task, error)
    except Exception as error:
        log.exception("asking %s met a fault in this program", task.source.name)
        return _Outcome(task, _unforeseen(error))


def _unforeseen(error: Exception) -> FeedError:
    """A fault of ours as the problem of the one source that met it.

    Its words stay in the log: they may quote the address, and reasons are shown to everybody.
    """
    return UnforeseenError(f"{type(error).__name__}: see the log")


def _keep(ports: Ports, outcome: _Outcome, now: datetime) -> tuple[dict[str, int], str]:
    """Keep one outcome; returns what was kept and what a person should look at."""
    task, answer = outcome.task, outcome.answer
    if isinstance(answer, FeedError):
        return _failed(ports, task, answer, now)
    try:
        with ports.write() as records:
            counts = _take_in(ports, records, task, answer, now)
            _note_recovery(records, task, now)
    except FeedError as error:
        return _failed(ports, task, error, now)
    except CalendarError as error:
        return _failed(ports, task, NotACalendarError(str(error)), now)
    except StoreError:
        raise  # That the database refuses is no word about the source.
    except Exception as error:
        log.exception("keeping %s met a fault in this program", task.source.name)
        return _failed(ports, task, _unforeseen(error), now)
    return counts, ""


def _take_in(
    ports: Ports, records: Records, task: _Task, page: Fetched, now: datetime
) -> dict[str, int]:
    """Read a page and keep its content with the new state of its source."""
    state = after_answer(task.state, task.source, page, now)
    if page.unchanged or page.body_hash == task.state.body_hash:
        records.feeds.save(state)
        return {"unchanged": 1}
    if task.is_calendar:
        atlas = ports.library.atlas(records, now)
        kept, refused = _take_calendar(records, task, page, atlas, now)
        counts = {"calendar versions": kept}
    else:
        feed = read_feed(
            page.body, source=task.source.name, content_type=page.content_type, known_at=now
        )
        kept, refused = len(records.articles.add(feed.articles)), feed.refused
        newest = max(filter(None, (state.newest_content_at, feed.newest_at)), default=None)
        state = replace(state, newest_content_at=newest)
        counts = {"new articles": kept}
    records.feeds.save(replace(state, last_new_at=now if kept else state.last_new_at))
    for item in refused:
        records.feeds.report(_problem(task, now, "entry-refused", item))
    return {**counts, "refused": len(refused)} if refused else counts


def _take_calendar(
    records: Records, task: _Task, page: Fetched, atlas: Atlas, now: datetime
) -> tuple[int, Sequence[Refused]]:
    found = read_calendar(page.body, source=task.source.name, atlas=atlas, known_at=now)
    return sum(records.summits.append(summit) for summit in found.summits), found.refused


def _failed(
    ports: Ports, task: _Task, error: FeedError, now: datetime
) -> tuple[dict[str, int], str]:
    state = after_failure(task.state, task.source, error, now, ports.jitter)
    with ports.write() as records:
        records.feeds.save(state)
        records.feeds.report(_problem(task, now, error.code, Refused(str(error), "")))
        if state.failures == STALE_AFTER:
            records.changes.note(Change(0, ChangeType.FEED_STALE, "feed", _short(task), 1, now))
    if state.failures == 1:
        # One line when it begins to fail, not one for every poll.
        log.warning("%s fails: %s", task.source.name, state.reason)
    return {"failed": 1}, f"{task.source.name}: {state.reason}"


def _note_recovery(records: Records, task: _Task, now: datetime) -> None:
    if task.state.failures:
        log.info("%s answers again", task.source.name)
    if task.state.is_stale:
        records.changes.note(Change(0, ChangeType.FEED_RECOVERED, "feed", _short(task), 1, now))


def _short(task: _Task) -> str:
    return task.state.public_url[:200]


def _problem(task: _Task, now: datetime, code: str, item: Refused) -> FeedProblem:
    return FeedProblem(task.source.url, now, code, item.detail, item.excerpt)
