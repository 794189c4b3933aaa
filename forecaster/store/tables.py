"""The tables. Those that hold what was said about the world are only ever added to.

Every such table has the columns that are searched by, and ``body``: the whole record as plain
JSON (see :mod:`forecaster.store.codec`). ``seq`` is the number of the change that brought the row.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from forecaster.domain.clock import utc

metadata = MetaData()


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant: TIMESTAMPTZ in PostgreSQL, sortable text of fixed width in SQLite."""

    impl = String(27)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime] | TypeEngine[str]:
        """The column type of each database."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(String(27))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | str | None:
        """Out: always UTC."""
        if value is None:
            return None
        instant = utc(value)
        if dialect.name == "postgresql":
            return instant
        return instant.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"

    def process_result_value(
        self,
        value: datetime | str | None,
        dialect: Dialect,  # noqa: ARG002  # fixed by the base
    ) -> datetime | None:
        """Back: always UTC."""
        if isinstance(value, str):
            return datetime.fromisoformat(value)
        return value.astimezone(UTC) if value else None


def _id(name: str = "id", **more: bool) -> Column[str]:
    return Column(name, String(200), nullable=False, **more)  # type: ignore[arg-type]


def _instant(name: str, *, nullable: bool = False) -> Column[datetime]:
    return Column(name, Instant, nullable=nullable)


def _revised(name: str, *extra: Column[object], **options: str) -> Table:
    """A table of revisions: key (id, revision), read as of ``known_at``."""
    return Table(
        name,
        metadata,
        Column(options.get("key", "id"), String(200), primary_key=True),
        Column("revision", Integer, primary_key=True),
        _instant("known_at"),
        Column("seq", Integer, nullable=False),
        *extra,
        Column("body", JSON, nullable=False),
        Index(f"{name}_known", "known_at"),
    )


schema_version = Table(
    "schema_version",
    metadata,
    Column("version", Integer, primary_key=True),
    Column("name", String(200), nullable=False),
    _instant("applied_at"),
)

change = Table(
    "change",
    metadata,
    # Given by the writer, who holds the only write lock: numbers rise in commit order, no gaps.
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("type", String(40), nullable=False),
    Column("resource", String(40), nullable=False),
    _id("resource_id"),
    Column("revision", Integer, nullable=False),
    _instant("known_at"),
    Index("change_resource", "resource", "resource_id"),
)

article = Table(
    "article",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("source", Text, nullable=False),
    # Hash of source and address: addresses may be longer than an index bears.
    Column("address", String(64)),
    Column("published_on", Date),
    _instant("known_at"),
    Column("seq", Integer, nullable=False),
    Column("body", JSON, nullable=False),
    Index("article_known", "known_at", "id"),
    Index("article_seq", "seq"),
    Index("article_address", "address", "known_at"),
)

reading = Table(
    "reading",
    metadata,
    Column("article_id", ForeignKey("article.id"), primary_key=True),
    Column("reader", String(100), primary_key=True),
    _instant("read_at"),
    Column("mentions", JSON, nullable=False),
)

reader_mark = Table(
    "reader_mark",
    metadata,
    Column("reader", String(100), primary_key=True),
    # Every article up to this change has been read.
    Column("seq", Integer, nullable=False),
)

signal = _revised(
    "signal",
    Column("type", String(20), nullable=False),
    Column("review", String(10), nullable=False),
    Column("retracted", Boolean, nullable=False),
    Column("statement_on", Date),
    Column("first_known_at", Instant, nullable=False),
)
Index("signal_order", signal.c.first_known_at, signal.c.id)

signal_leader = Table(
    "signal_leader",
    metadata,
    _id("leader", primary_key=True),
    _instant("known_at"),
    _id("id", primary_key=True),
    Column("revision", Integer, primary_key=True),
    Index("signal_leader_known", "leader", "known_at"),
)

decision = Table(
    "decision",
    metadata,
    Column("signal_id", String(200), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    _instant("known_at"),
    Column("body", JSON, nullable=False),
)

summit = _revised("summit")
pair = _revised("pair", Column("watched", Boolean, nullable=False))
encounter = _revised("encounter", Column("happened_on", Date, nullable=False))
resolution = _revised(
    "resolution", Column("outcome", String(200), nullable=False), key="question_id"
)
subscription = _revised("subscription", Column("active", Boolean, nullable=False))

question = Table(
    "question",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("deadline_on", Date, nullable=False),
    _instant("opened_at"),
    Column("seq", Integer, nullable=False),
    Column("body", JSON, nullable=False),
    Index("question_order", "opened_at", "id"),
    Index("question_deadline", "deadline_on"),
)

question_leader = Table(
    "question_leader",
    metadata,
    Column("leader", String(200), primary_key=True),
    Column("question_id", ForeignKey("question.id"), primary_key=True),
)

question_move = _revised(
    "question_move", Column("state", String(10), nullable=False), key="question_id"
)

forecast = Table(
    "forecast",
    metadata,
    Column("id", String(200), primary_key=True),
    _id("question_id"),
    _instant("issued_at"),
    _instant("as_of"),
    _id("model_version"),
    Column("seq", Integer, nullable=False),
    Column("body", JSON, nullable=False),
    Index("forecast_of_question", "question_id", "issued_at"),
    Index("forecast_issued", "issued_at"),
)

curve = Table(
    "curve",
    metadata,
    Column("dyad", String(400), primary_key=True),
    Column("issued_at", Instant, primary_key=True),
    _instant("as_of"),
    _id("model_version"),
    # Several thousand numbers a curve: JSON, deflated.
    Column("body", LargeBinary, nullable=False),
)

ledger = Table(
    "ledger",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(20), nullable=False),
    Column("recorded_at", String(40), nullable=False),
    Column("body", JSON, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

ledger_root = Table(
    "ledger_root",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("signature", Text, nullable=False),
)

score = Table(
    "score",
    metadata,
    Column("forecast_id", String(200), primary_key=True),
    Column("resolution_revision", Integer, primary_key=True),
    _id("question_id"),
    _instant("scored_at"),
    Column("seq", Integer, nullable=False),
    Column("body", JSON, nullable=False),
    Index("score_of_question", "question_id"),
)

model = Table(
    "model",
    metadata,
    Column("id", String(200), primary_key=True),
    _instant("fitted_at"),
    Column("content_hash", String(64), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("body", JSON, nullable=False),
    Column("document", JSON, nullable=False),
)

model_move = _revised("model_move", Column("state", String(10), nullable=False), key="model_id")

run = Table(
    "job_run",
    metadata,
    Column("job", String(40), primary_key=True),
    Column("slot", Instant, primary_key=True),
    Column("state", String(10), nullable=False),
    Column("token", Integer, nullable=False),
    Column("owner", String(200), nullable=False),
    _instant("lease_until"),
    _instant("started_at"),
    _instant("finished_at", nullable=True),
    Column("attempts", Integer, nullable=False),
    Column("trigger", String(20), nullable=False),
    Column("report", JSON, nullable=False),
    Column("error", Text, nullable=False),
    Index("job_run_slot", "slot"),
)

heartbeat = Table(
    "heartbeat",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("body", JSON, nullable=False),
)

feed = Table(
    "feed",
    metadata,
    Column("url", Text, primary_key=True),
    Column("body", JSON, nullable=False),
)

feed_problem = Table(
    "feed_problem",
    metadata,
    Column("url", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("digest", String(64), primary_key=True),
    _instant("at"),
    Column("body", JSON, nullable=False),
    Index("feed_problem_at", "at"),
)

digest = Table(
    "digest",
    metadata,
    Column("id", String(200), primary_key=True),
    _id("subscription_id"),
    Column("local_on", Date, nullable=False),
    _instant("created_at"),
    Column("seq", Integer, nullable=False),
    Column("body", JSON, nullable=False),
    UniqueConstraint("subscription_id", "local_on"),
    Index("digest_created", "created_at"),
)

delivery = Table(
    "delivery",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("digest_id", ForeignKey("digest.id"), nullable=False),
    Column("state", String(10), nullable=False),
    _instant("next_at"),
    Column("body", JSON, nullable=False),
    Index("delivery_due", "state", "next_at"),
    Index("delivery_of_digest", "digest_id"),
)

api_key = Table(
    "api_key",
    metadata,
    Column("id", String(40), primary_key=True),
    _instant("created_at"),
    Column("body", JSON, nullable=False),
)

stored_answer = Table(
    "stored_answer",
    metadata,
    Column("key", String(400), primary_key=True),
    _instant("created_at"),
    Column("body", JSON, nullable=False),
)

rival = Table(
    "rival",
    metadata,
    Column("question_id", String(200), primary_key=True),
    Column("source", String(200), primary_key=True),
    Column("at", Instant, primary_key=True),
    _instant("known_at"),
    Column("probability", Float, nullable=False),
)

work_request = Table(
    "work_request",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("state", String(10), nullable=False),
    _instant("asked_at"),
    Column("body", JSON, nullable=False),
    Index("work_request_state", "state", "asked_at"),
    Index("work_request_kind", "kind", "asked_at"),
)
