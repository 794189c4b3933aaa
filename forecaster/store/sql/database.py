"""The store itself: opens a database, checks its schema, hands out transactions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Engine

from forecaster.store.ports import Records
from forecaster.store.records import Lease
from forecaster.store.sql import kinds
from forecaster.store.sql.articles import SqlArticles
from forecaster.store.sql.changes import SqlChanges
from forecaster.store.sql.digests import SqlDigests
from forecaster.store.sql.engine import for_writing, make_engine, transaction
from forecaster.store.sql.feeds import SqlFeeds
from forecaster.store.sql.forecasts import SqlForecasts
from forecaster.store.sql.keys import SqlKeys
from forecaster.store.sql.ledger import SqlLedger
from forecaster.store.sql.migrations import check_schema, create_if_new
from forecaster.store.sql.models import SqlModels
from forecaster.store.sql.questions import SqlQuestions
from forecaster.store.sql.requests import SqlRequests
from forecaster.store.sql.revised import Revised
from forecaster.store.sql.runs import SqlRuns
from forecaster.store.sql.scores import SqlRivals, SqlScores
from forecaster.store.sql.session import Session
from forecaster.store.sql.signals import SqlSignals


class SqlStore:
    """A database of records; fulfils ``ports.Store``."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writer = for_writing(engine)

    @contextmanager
    def read(self) -> Iterator[Records]:
        """One consistent view; nothing is written."""
        with transaction(self.engine) as connection:
            yield records_in(Session(connection, writes=False))

    @contextmanager
    def write(self, lease: Lease | None = None) -> Iterator[Records]:
        """One transaction, kept whole at the end of the block and dropped on an error."""
        with transaction(self._writer) as connection:
            session = Session(connection, writes=True)
            if lease is not None:
                SqlRuns(session).check(lease)
            yield records_in(session)
            session.flush()

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def records_in(session: Session) -> Records:
    """All records as one transaction sees them."""
    return Records(
        articles=SqlArticles(session),
        signals=SqlSignals(session),
        summits=Revised(session, kinds.SUMMITS),
        feeds=SqlFeeds(session),
        pairs=Revised(session, kinds.PAIRS),
        questions=SqlQuestions(session),
        forecasts=SqlForecasts(session),
        ledger=SqlLedger(session),
        encounters=Revised(session, kinds.ENCOUNTERS),
        resolutions=Revised(session, kinds.RESOLUTIONS),
        scores=SqlScores(session),
        models=SqlModels(session),
        runs=SqlRuns(session),
        digests=SqlDigests(session),
        subscriptions=Revised(session, kinds.SUBSCRIPTIONS),
        keys=SqlKeys(session),
        rivals=SqlRivals(session),
        requests=SqlRequests(session),
        changes=SqlChanges(session),
    )


def open_store(url: str, *, now: datetime, read_only: bool = False) -> SqlStore:
    """Open a database, laying the tables if it is empty.

    Args:
        url: ``sqlite:///file.db`` or ``postgresql://user@host/name``.
        now: Moment noted as that of laying the tables.
        read_only: Refuse every write, also of the tables.

    Raises:
        StoreError: If the database cannot be reached, or its schema is older or newer than this
            program's.
    """
    engine = make_engine(url, read_only=read_only)
    try:
        if not read_only:
            create_if_new(engine, now)
        check_schema(engine)
    except BaseException:
        engine.dispose()
        raise
    return SqlStore(engine)
