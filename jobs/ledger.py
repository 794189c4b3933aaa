"""Writing the ledger: what is published and what settles it enters the chain as it is stored.

Every function works inside the caller's transaction, so that a forecast and its ledger entry are
kept together or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from forecaster.domain.clock import day_after, format_instant, parse_instant
from forecaster.domain.errors import LedgerError, NotFoundError
from forecaster.domain.forecasts import Forecast
from forecaster.domain.questions import Question, Resolution
from forecaster.ledger.chain import Entry, append, canonical
from forecaster.ledger.roots import Root, Verified, sign_root, verify
from forecaster.store.codec import encode
from forecaster.store.ports import Records
from forecaster.store.records import LedgerRoot, LedgerRow

ISSUE, RESOLUTION, QUESTION = "issue", "resolution", "question"
"""Kinds of entries."""


def entry_of(row: LedgerRow) -> Entry:
    """A stored line as a link of the chain."""
    return Entry(row.seq, row.kind, row.recorded_at, row.body, row.previous, row.hash)


def root_of(row: LedgerRoot) -> Root:
    """A stored root as verification wants it."""
    return Root(row.day, row.seq, row.hash, row.signature)


def record(records: Records, kind: str, things: Iterable[object], now: datetime) -> int:
    """Append one entry for each thing; returns how many.

    Args:
        records: The open transaction.
        kind: Kind of the entries.
        things: Domain objects with a plain JSON form.
        now: Moment of recording; entries are never dated before the last one.
    """
    held = records.ledger.last()
    last = entry_of(held) if held else None
    # A clock that was set back must not make the chain look rewritten.
    moment = max(now, parse_instant(last.recorded_at)) if last else now
    rows = []
    for thing in things:
        body = encode(thing)
        if not isinstance(body, dict):
            raise LedgerError(f"{thing!r} has no JSON object to record")
        last = append(last, kind, format_instant(moment), body)
        rows.append(LedgerRow(**last.content(), hash=last.hash))  # type: ignore[arg-type]  # same fields
    records.ledger.append(rows)
    return len(rows)


def publish(records: Records, forecasts: Iterable[Forecast], now: datetime) -> int:
    """Issue forecasts and record them; those issued before are passed over.

    Returns:
        How many are new.
    """
    fresh = [one for one in forecasts if not _is_issued(records, one.id)]
    records.forecasts.issue(fresh)
    return record(records, ISSUE, fresh, now)


def _is_issued(records: Records, forecast_id: str) -> bool:
    try:
        records.forecasts.get(forecast_id)
    except NotFoundError:
        return False
    return True


def open_question(records: Records, question: Question, now: datetime, reason: str) -> bool:
    """Open a question and record it; False if it is there already."""
    opened = records.questions.open(question, reason)
    if opened:
        record(records, QUESTION, [question], now)
    return opened


def resolve(records: Records, resolution: Resolution, now: datetime) -> bool:
    """Keep a resolution and record it; False if that revision is there already."""
    kept = records.resolutions.append(resolution)
    if kept:
        record(records, RESOLUTION, [resolution], now)
    return kept


def sign_days(records: Records, seed: bytes, now: datetime) -> int:
    """Sign the root of every day that is over and has entries but no root yet.

    Returns:
        How many roots were signed.
    """
    signed = [root.day for root in records.ledger.roots()]
    behind = max((root.seq for root in records.ledger.roots()), default=0)
    count = 0
    for day, last in _last_of_days(records, behind, now):
        if day.isoformat() not in signed:
            root = sign_root(day.isoformat(), last, seed)
            records.ledger.sign(LedgerRoot(root.day, root.seq, root.hash, root.signature))
            count += 1
    return count


def _last_of_days(records: Records, after: int, now: datetime) -> Iterator[tuple[date, Entry]]:
    """The last entry of each finished day behind entry ``after``."""
    last: Entry | None = None
    for row in records.ledger.rows(after=after):
        entry = entry_of(row)
        if last is not None and _day(entry) != _day(last):
            yield _day(last), last
        last = entry
    if last is not None and day_after(_day(last)) <= now:
        yield _day(last), last


def _day(entry: Entry) -> date:
    return parse_instant(entry.recorded_at).date()


def verify_store(records: Records, public: bytes) -> Verified:
    """Check chain, roots, and that what is served is what was recorded.

    Raises:
        LedgerError: Naming the first entry or root that is bad, missing, or not what is stored.
    """
    entries = (_served(records, row) for row in records.ledger.rows())
    return verify(entries, map(root_of, records.ledger.roots()), public)


def _served(records: Records, row: LedgerRow) -> Entry:
    """The entry, after a look at the record that readers are given for it."""
    served = _stored_body(records, row)
    if canonical(served) != canonical(row.body):
        raise LedgerError(
            f"entry {row.seq} is not what is stored as {row.kind} {_name(row)}",
            remedy="restore the table from a backup or an export",
        )
    return entry_of(row)


def _name(row: LedgerRow) -> str:
    return str(row.body.get("id", row.body.get("question_id", "")))


def _stored_body(records: Records, row: LedgerRow) -> object:
    try:
        if row.kind == ISSUE:
            return encode(records.forecasts.get(_name(row)))
        if row.kind == QUESTION:
            return encode(records.questions.get(_name(row)))
        if row.kind == RESOLUTION:
            history = records.resolutions.history(_name(row))
            return next(
                (encode(one) for one in history if one.revision == row.body.get("revision")), None
            )
    except NotFoundError as error:
        raise LedgerError(
            f"entry {row.seq} records a {row.kind} that is gone: {error}",
            remedy="restore the table from a backup or an export",
        ) from error
    raise LedgerError(
        f"entry {row.seq} is of the unknown kind {row.kind!r}",
        remedy="verify it with the version that wrote it, or restore the ledger from a backup",
    )
