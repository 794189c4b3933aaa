"""The outbox: messages wait in the store until somebody has taken them.

Promise: never lost; sent once when nothing breaks, an outage of the server included; after a crash
between the server's word and ours at most one repeat, byte for byte the same and with the same
Message-ID.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Protocol

from forecaster.domain.errors import StoreError
from forecaster.store.ports import Records
from forecaster.store.records import Delivery, DeliveryState

log = logging.getLogger(__name__)

HELD = timedelta(minutes=7)
"""For how long an attempt keeps a message from being tried by anybody else: nine steps of SMTP of
thirty seconds each, and a minute and a half to note what came of them."""

NOTING = 9
"""Tries to keep an outcome; each waits ten seconds for a lock."""

SENDING = timedelta(minutes=3)
"""For how long a round takes up messages: the last one's attempt, as long as :data:`HELD` at most,
then still ends inside the ten minutes that the registry gives a run."""

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
_MOST_DOUBLINGS = 20


class TransientError(Exception):
    """The receiver could not take the message now: no connection, or a 4xx."""


class PermanentError(Exception):
    """The receiver will never take the message: a 5xx."""


class Sender(Protocol):
    """Hands one message over."""

    def __call__(self, delivery: Delivery) -> None:
        """Return when the receiver has taken it.

        Raises:
            TransientError: To try again later.
            PermanentError: To give up.
        """
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a round of the outbox did."""

    sent: int = 0
    waiting: int = 0
    parked: int = 0


def deliver(
    write: Callable[[], AbstractContextManager[Records]],
    send: Sender,
    now: datetime,
    *,
    limit: int,
    ticks: Callable[[], float] = monotonic,
) -> Outcome:
    """Try the messages that are due, one after the other, until :data:`SENDING` is over.

    Args:
        write: Opens a transaction.
        send: Hands one message over.
        now: The moment at which the round begins.
        limit: Most messages in this round, so that an outage does not end in a burst.
        ticks: Monotonic clock, in seconds.
    """
    began = ticks()
    states: list[DeliveryState] = []
    while len(states) < limit and ticks() - began < SENDING.total_seconds():
        passed = timedelta(seconds=int(ticks() - began))
        delivery = _take(write, now, passed)
        if delivery is None:
            break
        outcome = _attempt(send, delivery, now)
        _note(write, outcome)
        states.append(outcome.state)
    return Outcome(
        sent=states.count(DeliveryState.SENT),
        waiting=states.count(DeliveryState.PENDING),
        parked=states.count(DeliveryState.PARKED),
    )


def _take(
    write: Callable[[], AbstractContextManager[Records]], now: datetime, passed: timedelta
) -> Delivery | None:
    """Hold the next message that was due when the round began: nobody else sends it meanwhile."""
    with write() as records:
        for delivery in records.digests.due(now, limit=1):
            until = now + passed + HELD
            held = replace(delivery, attempts=delivery.attempts + 1, next_at=until)
            records.digests.note(held)
            return held
    return None


def _attempt(send: Sender, delivery: Delivery, now: datetime) -> Delivery:
    """Send one message; returns what became of it."""
    try:
        send(delivery)
    except PermanentError as error:
        return replace(delivery, state=DeliveryState.PARKED, error=_line(error))
    except TransientError as error:
        return _later(delivery, _line(error), now)
    except Exception as error:
        # One message that meets a fault of ours keeps no other from being sent.
        log.exception("message %s could not be handed over", delivery.id)
        return _later(delivery, _line(f"{type(error).__name__}: {error}"), now)
    return replace(delivery, state=DeliveryState.SENT, sent_at=now, error="")


def _later(delivery: Delivery, error: str, now: datetime) -> Delivery:
    return replace(delivery, next_at=now + pause(delivery.attempts), error=error)


def _note(write: Callable[[], AbstractContextManager[Records]], outcome: Delivery) -> None:
    """Keep an outcome, patiently: a message that was taken and not noted would be sent again."""
    for _ in range(NOTING):
        try:
            with write() as records:
                records.digests.note(outcome)
        except StoreError as error:
            log.warning("that message %s is %s is not kept: %s", outcome.id, outcome.state, error)
        else:
            return
    log.error("message %s is %s, and nothing shows it: it comes again", outcome.id, outcome.state)


def pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts: doubling from a minute to six hours."""
    doublings = min(max(attempts - 1, 0), _MOST_DOUBLINGS)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def _line(error: object) -> str:
    return " ".join(str(error).split())[:300]
