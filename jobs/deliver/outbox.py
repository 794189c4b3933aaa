"""The outbox: messages wait in the store until somebody has taken them.

Promise: never lost; sent once when nothing breaks, an outage of the server included; after a crash
between the server's word and ours at most one repeat, byte for byte the same and with the same
Message-ID.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from forecaster.store.ports import Records
from forecaster.store.records import Delivery, DeliveryState

HELD = timedelta(minutes=5)
"""For how long an attempt keeps a message from being tried by anybody else."""

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
) -> Outcome:
    """Try every message that is due, at most ``limit`` of them.

    Args:
        write: Opens a transaction.
        send: Hands one message over.
        now: The moment.
        limit: Most messages in this round, so that an outage does not end in a burst.
    """
    states = [_attempt(write, send, delivery, now) for delivery in _take(write, now, limit)]
    return Outcome(
        sent=states.count(DeliveryState.SENT),
        waiting=states.count(DeliveryState.PENDING),
        parked=states.count(DeliveryState.PARKED),
    )


def _take(
    write: Callable[[], AbstractContextManager[Records]], now: datetime, limit: int
) -> list[Delivery]:
    """Hold the due messages: two processes at once never send the same one."""
    with write() as records:
        held = [
            replace(delivery, attempts=delivery.attempts + 1, next_at=now + HELD)
            for delivery in records.digests.due(now, limit=limit)
        ]
        for delivery in held:
            records.digests.note(delivery)
    return held


def _attempt(
    write: Callable[[], AbstractContextManager[Records]],
    send: Sender,
    delivery: Delivery,
    now: datetime,
) -> DeliveryState:
    """Send one message and note at once what became of it."""
    try:
        send(delivery)
        outcome = replace(delivery, state=DeliveryState.SENT, sent_at=now, error="")
    except TransientError as error:
        outcome = replace(delivery, next_at=now + pause(delivery.attempts), error=_line(error))
    except PermanentError as error:
        outcome = replace(delivery, state=DeliveryState.PARKED, error=_line(error))
    with write() as records:
        records.digests.note(outcome)
    return outcome.state


def pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts: doubling from a minute to six hours."""
    doublings = min(max(attempts - 1, 0), _MOST_DOUBLINGS)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
