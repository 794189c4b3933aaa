"""State of feeds between polls, and what could not be taken in."""

from __future__ import annotations

import hashlib

from sqlalchemy import select, update

from forecaster.store.codec import decode, encode
from forecaster.store.records import FeedProblem, FeedState
from forecaster.store.sql.session import Session
from forecaster.store.tables import feed, feed_problem


class SqlFeeds:
    """Fulfils ``ports.Feeds``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, url: str) -> FeedState | None:
        """State of a feed; None before its first poll."""
        body = self._session.value(select(feed.c.body).where(feed.c.url == url))
        return decode(FeedState, body) if body is not None else None

    def all(self) -> tuple[FeedState, ...]:
        """All feeds ever polled, by address."""
        rows = self._session.rows(select(feed.c.body).order_by(feed.c.url))
        return tuple(decode(FeedState, row[0]) for row in rows)

    def save(self, state: FeedState) -> None:
        """Replace the state of a feed."""
        values = {"url": state.url, "body": encode(state)}
        if not self._session.run(update(feed).where(feed.c.url == state.url).values(values)):
            self._session.add(feed, [values])

    def report(self, problem: FeedProblem) -> None:
        """Keep what could not be taken in; the same problem of a feed is kept once a day."""
        text = f"{problem.code}\x1f{problem.detail}\x1f{problem.excerpt}"
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        day = problem.at.date()
        held = select(feed_problem.c.day).where(
            feed_problem.c.url == problem.url,
            feed_problem.c.day == day,
            feed_problem.c.digest == digest,
        )
        if self._session.first(held):
            return
        row = {"url": problem.url, "day": day, "digest": digest, "at": problem.at}
        self._session.add(feed_problem, [{**row, "body": encode(problem)}])

    def problems(self, *, limit: int = 100) -> tuple[FeedProblem, ...]:
        """Latest problems first."""
        statement = select(feed_problem.c.body).order_by(
            feed_problem.c.at.desc(), feed_problem.c.url, feed_problem.c.digest
        )
        rows = self._session.rows(statement.limit(limit))
        return tuple(decode(FeedProblem, row[0]) for row in rows)
