"""When to ask a source again, decided from how it answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from forecaster.domain.errors import FeedError
from forecaster.store.records import STALE_AFTER, FeedState
from jobs.fetch.client import Fetched, Validators
from jobs.fetch.errors import StatusError
from jobs.settings import SourceSettings

LONGEST = timedelta(hours=24)
"""Longest pause after failures: a dead feed is still asked once a day."""

FURTHEST = timedelta(days=10)
"""No pause is longer: so long a server may ask to be left alone (see ``client.retry_after``)."""

UNCHANGED_LIMIT = 100
"""After so many answers "not modified" the whole page is asked for once."""

MOVED_AFTER = 3
"""How often the same permanent redirect is told before it is believed."""


@dataclass(frozen=True, slots=True)
class Poll:
    """What to ask.

    Attributes:
        url: Where, a believed new address included.
        validators: What to send along; empty to ask for the whole page.
    """

    url: str
    validators: Validators


def poll_for(state: FeedState) -> Poll:
    """What to ask of a source in this state."""
    whole = state.unchanged >= UNCHANGED_LIMIT
    validators = Validators() if whole else Validators(state.etag, state.last_modified)
    return Poll(state.moved_to or state.url, validators)


def is_due(state: FeedState, now: datetime) -> bool:
    """Whether a source is to be asked.

    A state that a clock far ahead has left behind counts for nothing: it would silence the source
    until then.
    """
    asked_ahead = state.last_ok_at is not None and state.last_ok_at > now
    return asked_ahead or not now < state.next_poll_at <= now + FURTHEST


def first_state(source: SourceSettings, now: datetime) -> FeedState:
    """The state of a source that was never asked."""
    return FeedState(url=source.url, source=source.name, next_poll_at=now)


def after_answer(
    state: FeedState, source: SourceSettings, page: Fetched, now: datetime
) -> FeedState:
    """The state after an answer that could be read."""
    unchanged = page.unchanged or page.body_hash == state.body_hash
    moved_seen = 0
    if page.moved_to:
        moved_seen = state.moved_seen + 1 if page.moved_to == state.moved_candidate else 1
    return replace(
        state,
        source=source.name,
        etag=page.validators.etag,
        last_modified=page.validators.last_modified,
        body_hash=state.body_hash if page.unchanged else page.body_hash,
        moved_candidate=page.moved_to,
        moved_seen=moved_seen,
        moved_to=page.moved_to if moved_seen >= MOVED_AFTER else state.moved_to,
        failures=0,
        reason="",
        unchanged=state.unchanged + 1 if unchanged and page.unchanged else 0,
        last_ok_at=now,
        last_new_at=_past(state.last_new_at, now),
        newest_content_at=_past(state.newest_content_at, now),
        next_poll_at=now + timedelta(minutes=source.minutes),
    )


def _past(moment: datetime | None, now: datetime) -> datetime | None:
    return None if moment is None else min(moment, now)


def after_failure(
    state: FeedState,
    source: SourceSettings,
    error: FeedError,
    now: datetime,
    jitter: Callable[[], float],
) -> FeedState:
    """The state after a failure: the pause doubles up to a day, and is never shorter than asked.

    Args:
        state: Before.
        source: How the source is set.
        error: What went wrong.
        now: When.
        jitter: A draw from [0, 1), so that sources that failed together part ways.
    """
    failures = state.failures + 1
    pause = min(timedelta(minutes=source.minutes) * 2 ** min(failures, 12), LONGEST)
    pause *= 0.9 + 0.1 * jitter()
    if isinstance(error, StatusError) and error.retry_after is not None:
        pause = max(pause, error.retry_after)
    # A new address that fails is given up for the one that was set.
    lost = state.moved_to is not None and failures >= STALE_AFTER
    return replace(
        state,
        source=source.name,
        failures=failures,
        reason=f"{error.code}: {error}",
        moved_to=None if lost else state.moved_to,
        moved_seen=0 if lost else state.moved_seen,
        last_ok_at=_past(state.last_ok_at, now),
        next_poll_at=now + pause,
    )
