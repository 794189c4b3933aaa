"""What the rest of the house asks of a store, in its own words.

A :class:`Store` hands out :class:`Records`: ``read()`` for one consistent view, ``write()`` for
one transaction that is kept whole or not at all. Nothing that was said about the world is edited:
``append`` adds a further revision, and adding the same one twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar

from forecaster.domain.forecasts import Forecast
from forecaster.domain.meetings import Encounter
from forecaster.domain.news import Article, ArticleId
from forecaster.domain.people import Dyad, LeaderId
from forecaster.domain.questions import Question, QuestionState, Resolution
from forecaster.domain.scores import Score
from forecaster.domain.signals import Mention, Review, Signal, SignalType
from forecaster.domain.summits import Summit
from forecaster.domain.versions import ModelVersion
from forecaster.store.records import (
    ApiKey,
    Change,
    ChangeType,
    Decision,
    Delivery,
    Digest,
    FeedProblem,
    FeedState,
    Heartbeat,
    Lease,
    LedgerRoot,
    LedgerRow,
    ModelMove,
    Pair,
    QuestionMove,
    Rival,
    Run,
    StoredAnswer,
    StoredCurve,
    Subscription,
    WorkRequest,
)

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class SignalQuery:
    """Which signals; every part narrows.

    Attributes:
        as_of: State of knowledge; None for now.
        leaders: Signals that concern all of these.
        types: Any of these types; empty for all.
        review: Only in this state of review.
        known_since: Known at or after this instant.
        after: Id to go on behind, in order of (known_at of first sight, id).
        latest_first: Whether in the opposite order.
        limit: At most so many.
    """

    as_of: datetime | None = None
    leaders: tuple[LeaderId, ...] = ()
    types: tuple[SignalType, ...] = ()
    review: Review | None = None
    known_since: datetime | None = None
    after: str | None = None
    latest_first: bool = False
    limit: int = 1000


@dataclass(frozen=True, slots=True)
class QuestionQuery:
    """Which questions; every part narrows.

    Attributes:
        as_of: State of knowledge; None for now.
        states: Any of these states; empty for all.
        leaders: Questions that concern all of these.
        deadline_until: Deadline on or before this day.
        after: Id to go on behind, in order of (opened_at, id).
        limit: At most so many.
    """

    as_of: datetime | None = None
    states: tuple[QuestionState, ...] = ()
    leaders: tuple[LeaderId, ...] = ()
    deadline_until: date | None = None
    after: str | None = None
    limit: int = 1000


@dataclass(frozen=True, slots=True)
class ForecastQuery:
    """Which issues of one question, oldest first."""

    question_id: str
    issued_after: datetime | None = None
    issued_until: datetime | None = None
    model_version: str | None = None
    limit: int = 1000


class Revisions(Protocol[R]):
    """Records that are revised by adding, read as of a moment."""

    def append(self, record: R) -> bool:
        """Add a revision; False if this very revision is there already.

        Raises:
            StoreError: If the revision is there with other content: nothing is overwritten.
        """
        ...

    def get(self, record_id: str, *, as_of: datetime | None = None) -> R:
        """The newest revision known at ``as_of``.

        Raises:
            NotFoundError: If there is none.
        """
        ...

    def history(self, record_id: str) -> tuple[R, ...]:
        """All revisions, oldest first; empty if the id is unknown."""
        ...

    def current(self, *, as_of: datetime | None = None, head: int | None = None) -> tuple[R, ...]:
        """The newest revision of every record known at ``as_of``, by known time.

        With ``head``, only of what had been recorded when that was the newest change.
        """
        ...

    def until(self, moment: datetime | None = None, *, head: int | None = None) -> tuple[R, ...]:
        """All revisions known at ``moment``, earliest known first; ``head`` as for ``current``."""
        ...


class Articles(Protocol):
    """Texts and what was read in them."""

    def add(self, articles: Iterable[Article]) -> tuple[ArticleId, ...]:
        """Keep those not held yet; the first known time of a text stands. Returns the new ids."""
        ...

    def get(self, article_id: ArticleId) -> Article:
        """One article; raises NotFoundError."""
        ...

    def many(self, ids: Sequence[ArticleId]) -> tuple[Article, ...]:
        """Those of the ids that are held, in the order asked."""
        ...

    def page(
        self, *, after: ArticleId | None = None, as_of: datetime | None = None, limit: int = 100
    ) -> tuple[Article, ...]:
        """Articles by (known_at, id), behind ``after``."""
        ...

    def unread(self, reader: str, *, until: datetime, limit: int) -> tuple[Article, ...]:
        """Articles known at ``until`` that ``reader`` has not read, earliest known first."""
        ...

    def mark_read(
        self, article_id: ArticleId, reader: str, mentions: Sequence[Mention], read_at: datetime
    ) -> None:
        """Note that ``reader`` has read an article and what it found; once for all."""
        ...

    def settle(self, reader: str) -> None:
        """Remember how far everything is read: the next look need not begin at the start."""
        ...

    def mentions(self, article_id: ArticleId, reader: str) -> tuple[Mention, ...] | None:
        """What ``reader`` found; None if it has not read the article."""
        ...

    def mentions_many(
        self, ids: Sequence[ArticleId], reader: str
    ) -> Mapping[ArticleId, tuple[Mention, ...]]:
        """What ``reader`` found in each of the articles it has read."""
        ...

    def predecessor(self, article: Article) -> Article | None:
        """The latest other text known before at the same address of the same source."""
        ...

    def newest_at(self) -> datetime | None:
        """Known time of the newest article; None if there is none."""
        ...


class Signals(Revisions[Signal], Protocol):
    """Signals with their revisions and reviews."""

    def find(self, query: SignalQuery) -> tuple[Signal, ...]:
        """Newest revisions that answer the query; retracted ones among them."""
        ...

    def count(self, query: SignalQuery) -> int:
        """How many answer the query, on all its pages together."""
        ...

    def near(self, leaders: Iterable[LeaderId], since: datetime) -> tuple[Signal, ...]:
        """Newest revisions known since ``since`` that concern any of ``leaders``, for merging."""
        ...

    def decide(self, decision: Decision) -> None:
        """Keep a reviewer's word."""
        ...

    def decisions(self, signal_id: str) -> tuple[Decision, ...]:
        """Words on a signal, oldest first."""
        ...


class Feeds(Protocol):
    """State of feeds, and what could not be taken in."""

    def get(self, url: str) -> FeedState | None:
        """State of a feed; None before its first poll."""
        ...

    def all(self) -> tuple[FeedState, ...]:
        """All feeds ever polled, by address."""
        ...

    def save(self, state: FeedState) -> None:
        """Replace the state of a feed."""
        ...

    def report(self, problem: FeedProblem) -> None:
        """Keep what could not be taken in; the same problem of a feed is kept once a day."""
        ...

    def problems(self, *, limit: int = 100) -> tuple[FeedProblem, ...]:
        """Latest problems first."""
        ...


class Questions(Protocol):
    """Questions and their states."""

    def open(self, question: Question, reason: str = "opened") -> bool:
        """Keep a question and its first state; False if it is there already."""
        ...

    def get(self, question_id: str) -> Question:
        """One question; raises NotFoundError."""
        ...

    def find(self, query: QuestionQuery) -> tuple[Question, ...]:
        """Questions by (opened_at, id)."""
        ...

    def move(self, move: QuestionMove) -> bool:
        """Add a step; False if that revision is there already."""
        ...

    def state(self, question_id: str, *, as_of: datetime | None = None) -> QuestionMove:
        """The step that holds at ``as_of``; raises NotFoundError."""
        ...

    def moves(self, question_id: str) -> tuple[QuestionMove, ...]:
        """All steps, oldest first."""
        ...


class Forecasts(Protocol):
    """Issued forecasts and the curves behind them."""

    def issue(self, forecasts: Iterable[Forecast]) -> int:
        """Keep issues; those held already are passed over. Returns how many are new."""
        ...

    def get(self, forecast_id: str) -> Forecast:
        """One issue; raises NotFoundError."""
        ...

    def in_force(self, question_id: str, *, as_of: datetime | None = None) -> Forecast | None:
        """The newest issue of a question at ``as_of``."""
        ...

    def latest(
        self, question_ids: Sequence[str], *, as_of: datetime | None = None
    ) -> Mapping[str, Forecast]:
        """The newest issue of each question that has one at ``as_of``."""
        ...

    def history(self, query: ForecastQuery) -> tuple[Forecast, ...]:
        """Issues of a question, oldest first."""
        ...

    def last_issued_at(self) -> datetime | None:
        """When the newest issue was published."""
        ...

    def keep_curve(self, curve: StoredCurve) -> bool:
        """Keep a dyad's curve; False if one of the same moment is held."""
        ...

    def curve(self, dyad: Dyad, *, as_of: datetime | None = None) -> StoredCurve | None:
        """The newest curve of a dyad at ``as_of``."""
        ...


class Ledger(Protocol):
    """The chain of entries and its signed roots."""

    def append(self, rows: Iterable[LedgerRow]) -> None:
        """Add entries behind the last; raises StoreError when a number is taken or left out."""
        ...

    def last(self) -> LedgerRow | None:
        """The newest entry."""
        ...

    def rows(self, *, after: int = 0, limit: int | None = None) -> Iterator[LedgerRow]:
        """Entries in order, behind number ``after``."""
        ...

    def sign(self, root: LedgerRoot) -> bool:
        """Keep a signed root; False if the day has one."""
        ...

    def roots(self) -> tuple[LedgerRoot, ...]:
        """Signed roots by day."""
        ...


class Scores(Protocol):
    """Scores of issues."""

    def add(self, scores: Iterable[Score]) -> int:
        """Keep scores; one per issue and resolution revision. Returns how many are new."""
        ...

    def of_question(self, question_id: str) -> tuple[Score, ...]:
        """Scores of a question's issues against its newest resolution, by issue."""
        ...

    def current(self, *, as_of: datetime | None = None) -> tuple[Score, ...]:
        """Every issue's score against the newest resolution scored by ``as_of``."""
        ...


class Models(Protocol):
    """Fitted models: record, document, and which one is in service."""

    def add(self, version: ModelVersion, document: Mapping[str, object]) -> bool:
        """Keep a fitted model; False if it is held already."""
        ...

    def get(self, model_id: str, *, as_of: datetime | None = None) -> ModelVersion:
        """One version in its state at ``as_of``; raises NotFoundError."""
        ...

    def document(self, model_id: str) -> Mapping[str, object]:
        """The fitted model as plain data; raises StoreError if it was altered."""
        ...

    def all(self, *, as_of: datetime | None = None) -> tuple[ModelVersion, ...]:
        """Versions by fitted_at."""
        ...

    def move(self, move: ModelMove) -> bool:
        """Add a step of a version's state; a new champion retires the one before."""
        ...

    def moves(self, model_id: str) -> tuple[ModelMove, ...]:
        """Steps of a version, oldest first."""
        ...

    def champion(self, *, as_of: datetime | None = None) -> ModelVersion | None:
        """The version in service at ``as_of``."""
        ...


class Runs(Protocol):
    """The slot table: what ran, what runs, what is due."""

    def claim(self, run: Run, *, now: datetime) -> Run | None:
        """Take a slot: new, failed, or left behind by a holder whose lease is over.

        Returns the run with its token, or None when the slot is held, done or skipped.
        """
        ...

    def renew(self, lease: Lease, until: datetime) -> bool:
        """Hold on longer; False if the slot was taken over."""
        ...

    def finish(self, run: Run) -> bool:
        """Keep the outcome; False if the slot was taken over meanwhile."""
        ...

    def skip(self, run: Run) -> bool:
        """Note a slot that will not run; False if it is there already."""
        ...

    def get(self, job: str, slot: datetime) -> Run:
        """One run; raises NotFoundError."""
        ...

    def latest(self, *, job: str | None = None, limit: int = 50) -> tuple[Run, ...]:
        """Runs, newest slot first."""
        ...

    def find(self, job: str, slot: datetime) -> Run | None:
        """One run; None if the slot was never begun."""
        ...

    def last_slot(self, job: str, *, until: datetime | None = None) -> datetime | None:
        """The newest slot of a job, at most ``until``, that is done or skipped."""
        ...

    def beat(self, heartbeat: Heartbeat) -> None:
        """Note a sign of life."""
        ...

    def heartbeat(self, name: str) -> Heartbeat | None:
        """The latest sign of life."""
        ...


class Digests(Protocol):
    """Digests as rendered, and the outbox."""

    def add(self, digest: Digest, deliveries: Iterable[Delivery]) -> bool:
        """Keep a digest together with its messages; False if it is held already."""
        ...

    def get(self, digest_id: str) -> Digest:
        """One digest; raises NotFoundError."""
        ...

    def last(self, subscription_id: str, *, as_of: datetime | None = None) -> Digest | None:
        """The newest digest of a subscription."""
        ...

    def latest(self, *, limit: int = 50) -> tuple[Digest, ...]:
        """Digests, newest first."""
        ...

    def due(self, now: datetime, *, limit: int = 100) -> tuple[Delivery, ...]:
        """Messages waiting to be sent, longest waiting first."""
        ...

    def note(self, delivery: Delivery) -> None:
        """Keep the outcome of an attempt."""
        ...

    def deliveries(self, digest_id: str) -> tuple[Delivery, ...]:
        """The messages of a digest."""
        ...


class Keys(Protocol):
    """API keys and answers kept for repeated requests."""

    def add(self, key: ApiKey) -> None:
        """Keep a key."""
        ...

    def get(self, key_id: str) -> ApiKey | None:
        """A key by its public prefix."""
        ...

    def all(self) -> tuple[ApiKey, ...]:
        """Keys by creation."""
        ...

    def revoke(self, key_id: str, at: datetime) -> ApiKey:
        """Withdraw a key; raises NotFoundError."""
        ...

    def answer(self, key: str) -> StoredAnswer | None:
        """The answer first given under an Idempotency-Key."""
        ...

    def keep_answer(self, answer: StoredAnswer) -> None:
        """Keep or complete the answer under its key."""
        ...

    def forget_answers(self, before: datetime) -> int:
        """Drop answers older than ``before``; returns how many."""
        ...


class Rivals(Protocol):
    """Other people's probabilities for our questions."""

    def add(self, rivals: Iterable[Rival]) -> int:
        """Keep those not held yet; returns how many are new."""
        ...

    def known(self, *, as_of: datetime | None = None) -> tuple[Rival, ...]:
        """Numbers recorded by ``as_of``, by question, time and source."""
        ...


class Requests(Protocol):
    """What the API hands to the worker, since it computes nothing itself."""

    def ask(self, request: WorkRequest) -> bool:
        """Keep a request; False if it is there already."""
        ...

    def get(self, request_id: str) -> WorkRequest:
        """One request as it stands; raises NotFoundError."""
        ...

    def pending(self, *, limit: int = 100) -> tuple[WorkRequest, ...]:
        """Requests without an answer, longest waiting first."""
        ...

    def answer(self, request: WorkRequest) -> bool:
        """Keep an answer; False if the request was answered before."""
        ...

    def latest(self, kind: str, *, limit: int = 50) -> tuple[WorkRequest, ...]:
        """Requests of one kind, newest first."""
        ...


class Changes(Protocol):
    """Every committed change in commit order."""

    def head(self) -> int:
        """Number of the newest change; 0 if there is none."""
        ...

    def latest_at(self) -> datetime | None:
        """The latest moment at which anything recorded became known; None if nothing is."""
        ...

    def since(
        self, seq: int, *, types: Sequence[ChangeType] = (), limit: int = 1000
    ) -> tuple[Change, ...]:
        """Changes behind ``seq``, in order."""
        ...

    def note(self, change: Change) -> None:
        """Add a change that no record of its own brings; its ``seq`` is given here."""
        ...


@dataclass(frozen=True, slots=True)
class Records:
    """All records as one transaction sees them."""

    articles: Articles
    signals: Signals
    summits: Revisions[Summit]
    feeds: Feeds
    pairs: Revisions[Pair]
    questions: Questions
    forecasts: Forecasts
    ledger: Ledger
    encounters: Revisions[Encounter]
    resolutions: Revisions[Resolution]
    scores: Scores
    models: Models
    runs: Runs
    digests: Digests
    subscriptions: Revisions[Subscription]
    keys: Keys
    rivals: Rivals
    requests: Requests
    changes: Changes


class Store(Protocol):
    """A database of records."""

    def read(self) -> AbstractContextManager[Records]:
        """One consistent view; nothing is written."""
        ...

    def write(self, lease: Lease | None = None) -> AbstractContextManager[Records]:
        """One transaction, kept whole at the end of the block and dropped on an error.

        Raises:
            StoreError: If the database is locked for too long, or ``lease`` no longer holds: a
                job that was thought dead must not write over its successor.
        """
        ...

    def close(self) -> None:
        """Let go of all connections."""
        ...
