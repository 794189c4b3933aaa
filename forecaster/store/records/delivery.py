"""Who is told, what they are told, and how far it got."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

ADDRESS = r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+){0,10}"
"""Addresses that mail is sent to: the plain form, without comments, quotes or lists."""

LONGEST_ADDRESS = 254
"""Characters of the longest address (RFC 5321, 4.5.3.1.3: a path of 256 with its brackets)."""

FOLDER = "folder"
"""Recipient of digests that are written to files."""

_ADDRESS = re.compile(ADDRESS, re.ASCII)


def is_address(text: str) -> bool:
    """Whether mail can be sent there; a line end in it, which would become a header, is none."""
    return len(text) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who gets which digest.

    Attributes:
        id: Stable id.
        revision: Edits count up.
        recipient: Mail address, or ``folder`` for files.
        zone: IANA zone in which ``hour`` and days are counted.
        hour: Local hour from which the day's digest is due, 0 to 23.
        pairs: Dyad ids; empty for all watched ones.
        threshold: Smallest move worth telling, in probability.
        active: Whether it is in force.
        owner: Id of the API key it belongs to; empty for the configuration's own.
        known_at: From when.
    """

    id: str
    revision: int
    recipient: str
    zone: str
    hour: int
    pairs: tuple[str, ...]
    threshold: float
    active: bool
    owner: str
    known_at: datetime


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest as rendered once; mail, page and API show these very texts.

    Attributes:
        id: Stable id, from subscription and day.
        subscription_id: For whom.
        local_on: Day it is for, in the subscription's zone; one digest a day.
        created_at: When it was rendered.
        as_of: State of knowledge it tells of.
        since: End of the digest before, None for the first.
        subject: One line.
        text: Plain text.
        html: HTML.
        data: The same content as plain JSON.
    """

    id: str
    subscription_id: str
    local_on: date
    created_at: datetime
    as_of: datetime
    since: datetime | None
    subject: str
    text: str
    html: str
    data: Mapping[str, object]


class DeliveryState(StrEnum):
    """How a message to one recipient stands."""

    PENDING = "pending"
    SENT = "sent"
    PARKED = "parked"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message in the outbox: written with its digest, sent later, repeated byte for byte.

    Attributes:
        id: Stable id, also the local part of the Message-ID.
        digest_id: What it carries.
        recipient: To whom.
        message: The complete message.
        state: How it stands.
        attempts: How often it was tried.
        next_at: Not to be tried before.
        sent_at: When the receiver took it.
        error: Latest refusal; empty if none.
    """

    id: str
    digest_id: str
    recipient: str
    message: str
    state: DeliveryState
    next_at: datetime
    attempts: int = 0
    sent_at: datetime | None = None
    error: str = ""
