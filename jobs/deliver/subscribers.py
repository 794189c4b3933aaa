"""The configuration's own subscriptions, kept beside those made by the API."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from forecaster.domain.errors import NotFoundError
from forecaster.store.ports import Records
from forecaster.store.records import DeliveryState, Subscription
from jobs.settings import DigestSettings

PREFIX = "config-"


def subscription_id(recipient: str, position: int) -> str:
    """Stable id of the configuration's digest for a recipient, the ``position``-th of theirs."""
    text = f"{recipient}\x1f{position}"
    return PREFIX + hashlib.sha256(text.encode()).hexdigest()[:16]


def reconcile(records: Records, wanted: Iterable[DigestSettings], now: datetime) -> int:
    """Bring stored subscriptions in line with the configuration; returns how many changed."""
    held = {one.id: one for one in records.subscriptions.current() if one.id.startswith(PREFIX)}
    fresh = {one.id: one for one in _of_settings(wanted, now)}
    changed = [_next(held.get(key), one, now) for key, one in fresh.items()]
    changed += [
        replace(one, active=False, revision=one.revision + 1, known_at=max(now, one.known_at))
        for key, one in held.items()
        if key not in fresh and one.active
    ]
    return sum(records.subscriptions.append(one) for one in changed if one is not None)


def first_of_settings(wanted: Iterable[DigestSettings], now: datetime) -> Subscription:
    """The configuration's first subscription.

    Raises:
        NotFoundError: If the configuration has none.
    """
    found = _of_settings(wanted, now)
    if not found:
        raise NotFoundError("the configuration names no digest", remedy="add a [[digests]] table")
    return found[0]


def _of_settings(wanted: Iterable[DigestSettings], now: datetime) -> list[Subscription]:
    seen: dict[str, int] = {}
    found = []
    for one in wanted:
        position = seen[one.recipient] = seen.get(one.recipient, -1) + 1
        found.append(
            Subscription(
                id=subscription_id(one.recipient, position),
                revision=1,
                recipient=one.recipient,
                zone=one.zone,
                hour=one.hour,
                pairs=one.pairs,
                threshold=one.threshold,
                active=True,
                owner="",
                known_at=now,
            )
        )
    return found


def _next(held: Subscription | None, wanted: Subscription, now: datetime) -> Subscription | None:
    """The revision to add; None if nothing changed."""
    if held is None:
        return wanted
    same = replace(wanted, revision=held.revision, known_at=held.known_at)
    if same == held:
        return None
    return replace(wanted, revision=held.revision + 1, known_at=max(now, held.known_at))


def is_parked(records: Records, subscription: Subscription) -> bool:
    """Whether the recipient was refused for good and the subscription not touched since."""
    last = records.digests.last(subscription.id)
    if last is None or subscription.known_at > last.created_at:
        return False
    states = [delivery.state for delivery in records.digests.deliveries(last.id)]
    return DeliveryState.PARKED in states
