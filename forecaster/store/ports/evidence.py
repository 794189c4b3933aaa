"""What was read of the world, in revisions, and the feeds it came from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from forecaster.domain.news import Article, ArticleId
from forecaster.domain.people import LeaderId
from forecaster.domain.signals import Mention, Signal
from forecaster.store.ports.queries import SignalQuery
from forecaster.store.records import Decision, FeedProblem, FeedState

R = TypeVar("R")


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
