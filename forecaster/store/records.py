"""Records of the service itself: runs, feeds, keys, deliveries and the like.

What is said about the world lies in ``forecaster.domain``; here is what the service notes about
its own doings. Instants end in ``_at`` and are aware UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from forecaster.domain.forecasts import IncidenceCurve
from forecaster.domain.people import Dyad
from forecaster.domain.questions import QuestionState
from forecaster.domain.signals import Review
from forecaster.domain.versions import ModelState


class ChangeType(StrEnum):
    """What a committed change is about; an open list for readers."""

    ARTICLE_ADDED = "article.added"
    SIGNAL_RECORDED = "signal.recorded"
    SIGNAL_REVISED = "signal.revised"
    SIGNAL_RETRACTED = "signal.retracted"
    EVENT_ADDED = "event.added"
    EVENT_RESCHEDULED = "event.rescheduled"
    PAIR_WATCHED = "pair.watched"
    PAIR_DROPPED = "pair.dropped"
    QUESTION_OPENED = "question.opened"
    QUESTION_CLOSED = "question.closed"
    QUESTION_RESOLVED = "question.resolved"
    QUESTION_VOIDED = "question.voided"
    QUESTION_RE_RESOLVED = "question.re_resolved"
    FORECAST_ISSUED = "forecast.issued"
    ENCOUNTER_RECORDED = "encounter.recorded"
    MODEL_ADDED = "model.added"
    MODEL_MOVED = "model.moved"
    SCORE_RECORDED = "score.recorded"
    RUN_FAILED = "run.failed"
    FEED_STALE = "feed.stale"
    FEED_RECOVERED = "feed.recovered"
    DIGEST_READY = "digest.ready"
    SUBSCRIPTION_CHANGED = "subscription.changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One committed change: the line of the change feed.

    Attributes:
        seq: Position in commit order, from 1 without gaps.
        type: What happened.
        resource: Kind of record, e.g. ``signal``.
        resource_id: Its id.
        revision: Its revision, 1 where it has none.
        known_at: When the record became known here.
    """

    seq: int
    type: ChangeType
    resource: str
    resource_id: str
    revision: int
    known_at: datetime


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is remembered about one feed between polls.

    Attributes:
        url: Address as configured: the identity.
        source: Outlet name that its articles carry.
        etag: Validator of the last full answer, byte for byte as text in Latin-1; None if none.
        last_modified: The same for ``Last-Modified``.
        body_hash: SHA-256 of the last body read.
        moved_to: Permanent new address, kept once told three times; None otherwise.
        moved_seen: How often in a row ``moved_candidate`` was told.
        moved_candidate: Address of the latest permanent redirect.
        next_poll_at: Not to be asked before.
        failures: Failures in a row; 0 when the last poll went well.
        unchanged: Polls in a row that were answered 304.
        last_ok_at: Last poll that went well; None before the first.
        last_new_at: Last time it brought an article we did not have.
        newest_content_at: Latest publication instant seen in it.
        reason: Why it is failing, in words; empty when it is not.
    """

    url: str
    source: str
    next_poll_at: datetime
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    moved_to: str | None = None
    moved_seen: int = 0
    moved_candidate: str | None = None
    failures: int = 0
    unchanged: int = 0
    last_ok_at: datetime | None = None
    last_new_at: datetime | None = None
    newest_content_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FeedProblem:
    """An entry or a whole answer that could not be taken in; kept so that nothing is lost.

    Attributes:
        url: Which feed or file.
        at: When.
        code: Error code, e.g. ``feed-unusable`` or ``calendar-unusable``.
        detail: What was wrong.
        excerpt: First characters of the offending piece.
    """

    url: str
    at: datetime
    code: str
    detail: str
    excerpt: str = ""


class RunState(StrEnum):
    """How a slot of a job stands."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Run:
    """One execution of one slot of a job.

    Attributes:
        job: Name of the job.
        slot: The moment the run is for; (job, slot) is unique.
        state: How it stands.
        token: Fencing token, higher with every claim of the slot.
        owner: Which process holds it.
        lease_until: Until when it holds it.
        started_at: When the latest attempt began.
        finished_at: When it ended; None while it runs.
        attempts: How often the slot was begun.
        trigger: ``schedule``, ``catch-up`` or ``hand``.
        report: Counts and notes of the job.
        error: What went wrong; empty if nothing.
    """

    job: str
    slot: datetime
    state: RunState
    token: int
    owner: str
    lease_until: datetime
    started_at: datetime
    finished_at: datetime | None = None
    attempts: int = 1
    trigger: str = "schedule"
    report: Mapping[str, object] = field(default_factory=dict)
    error: str = ""

    @property
    def id(self) -> str:
        """``job@slot``, unique."""
        return f"{self.job}@{self.slot:%Y-%m-%dT%H:%M:%SZ}"

    @property
    def lease(self) -> Lease:
        """What a write under this run has to show."""
        return Lease(self.job, self.slot, self.token)


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to write on behalf of one attempt at one slot."""

    job: str
    slot: datetime
    token: int


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The last sign of life of a process.

    Attributes:
        name: ``schedule`` or another long-running process.
        at: When it last showed.
        owner: Which process.
        next_runs: Next planned moment by job, as RFC 3339.
        flags: What is odd, e.g. ``clock_step``.
    """

    name: str
    at: datetime
    owner: str
    next_runs: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One line of the ledger as stored; ``forecaster.ledger`` gives it its meaning."""

    seq: int
    kind: str
    recorded_at: str
    body: Mapping[str, object]
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class LedgerRoot:
    """A signed daily root as stored."""

    day: str
    seq: int
    hash: str
    signature: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A dyad that is, or was, watched.

    Attributes:
        dyad: Which pair.
        revision: 1 when first watched; dropping and taking up again count on.
        watched: Whether it is watched from this revision on.
        origin: ``watchlist``, ``custom`` or ``signal``.
        known_at: From when.
    """

    dyad: Dyad
    revision: int
    watched: bool
    origin: str
    known_at: datetime

    @property
    def id(self) -> str:
        """The dyad's canonical name."""
        return self.dyad.id


@dataclass(frozen=True, slots=True)
class QuestionMove:
    """A question's step into a state.

    Attributes:
        question_id: Which question.
        revision: Counts up with every step.
        state: The state entered.
        reason: Code and words.
        known_at: When.
        actor: Who took it by hand; None for a step by rule.
    """

    question_id: str
    revision: int
    state: QuestionState
    reason: str
    known_at: datetime
    actor: str | None = None


@dataclass(frozen=True, slots=True)
class StoredCurve:
    """An incidence curve as issued: what later questions are read off.

    Attributes:
        dyad: Whose.
        issued_at: When.
        as_of: Latest known time it used.
        model_version: By which model.
        inputs_digest: Hash of everything the model saw.
        curve: The curve.
        degraded: Named reasons why inputs were reduced.
    """

    dyad: Dyad
    issued_at: datetime
    as_of: datetime
    model_version: str
    inputs_digest: str
    curve: IncidenceCurve
    degraded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelMove:
    """A model version's step into a state, with the reason; the latest one holds."""

    model_id: str
    revision: int
    state: ModelState
    reason: str
    known_at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """A reviewer's word on a signal; edits are further signal revisions.

    Attributes:
        signal_id: Which signal.
        revision: Which revision of it was looked at.
        action: The verdict.
        actor: Who decided.
        reason: Why.
        known_at: When.
    """

    signal_id: str
    revision: int
    action: Review
    actor: str
    reason: str
    known_at: datetime


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


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as stored: its hash, never itself.

    Attributes:
        id: Public prefix of the key.
        sha256: SHA-256 of the whole key, in hexadecimal.
        label: For people.
        scopes: What it may do, sorted.
        created_at: When it was made.
        expires_at: When it ends; None for never.
        revoked_at: When it was withdrawn; None if not.
    """

    id: str
    sha256: str
    label: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None

    def is_valid(self, now: datetime) -> bool:
        """Whether it is neither withdrawn nor over."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """The first answer to a request with an Idempotency-Key, for repeats of it.

    Attributes:
        key: Caller and key.
        request_hash: SHA-256 of method, path and body.
        status: HTTP status; 0 while the first request is still at work.
        headers: Headers to repeat.
        body: Body as text.
        created_at: When the key was first seen.
    """

    key: str
    request_hash: str
    status: int
    headers: Mapping[str, str]
    body: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Rival:
    """A market's or crowd's probability of one of our questions, recorded beside ours.

    Attributes:
        question_id: Which question.
        source: Whose number.
        at: When it stood.
        probability: 0 to 1.
        known_at: When it was recorded here.
    """

    question_id: str
    source: str
    at: datetime
    probability: float
    known_at: datetime


class RequestState(StrEnum):
    """How a request to the worker stands."""

    PENDING = "pending"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class WorkRequest:
    """Something only the worker can do, asked through the store and answered there.

    Attributes:
        id: Stable id.
        kind: ``question``, ``scenario``, ``resolution`` or ``run``.
        body: What is asked, as received and checked for its shape.
        asked_by: Id of the API key.
        asked_at: When.
        state: How it stands.
        answered_at: When it was answered; None while pending.
        result: The answer as plain JSON; for a refusal its ``code`` and ``detail``.
    """

    id: str
    kind: str
    body: Mapping[str, object]
    asked_by: str
    asked_at: datetime
    state: RequestState = RequestState.PENDING
    answered_at: datetime | None = None
    result: Mapping[str, object] = field(default_factory=dict)
