"""Replay: what the ledger holds, said again from what was known then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from forecaster.domain.clock import parse_instant
from forecaster.domain.errors import NotFoundError
from forecaster.replay.ledger_replay import Batch, Body, Replayed, replay
from forecaster.store.codec import encode
from forecaster.store.ports import Records
from jobs.ledger import ISSUE
from jobs.ports import Fit, Ports


@dataclass(frozen=True, slots=True)
class Span:
    """Issues from one moment to another, both included; None leaves an end open."""

    first: datetime | None = None
    last: datetime | None = None

    def __contains__(self, moment: datetime) -> bool:
        return (self.first is None or self.first <= moment) and (
            self.last is None or moment <= self.last
        )


def run(ports: Ports, span: Span) -> Replayed:
    """Recompute every recorded issue of the span and compare it with its ledger entry."""
    with ports.read() as records:
        return replay(recorded(records, span), lambda batch: _recompute(ports, records, batch))


def recorded(records: Records, span: Span) -> Iterator[Body]:
    """Bodies of the issue entries of a span, in order."""
    for row in records.ledger.rows():
        if row.kind == ISSUE and parse_instant(str(row.body["issued_at"])) in span:
            yield row.body


def _recompute(ports: Ports, records: Records, batch: Batch) -> Sequence[Body]:
    questions = [records.questions.get(key) for key in batch.question_ids]
    chronicle = ports.library.chronicle(records, batch.as_of, batch.recorded_until)
    model = _model(ports, records, batch)
    issued = ports.issuer.issue(chronicle, questions, model, batch.issued_at)
    head = batch.recorded_until
    return [_body(encode(replace(one, recorded_until=head))) for one in issued.forecasts]


def _body(value: object) -> Body:
    if not isinstance(value, dict):
        raise TypeError(f"{value!r} is no object")
    return value


def _model(ports: Ports, records: Records, batch: Batch) -> Fit:
    """The model that spoke then: kept here, or the one shipped for that time."""
    try:
        version = records.models.get(batch.model_version)
    except NotFoundError:
        return ports.issuer.vintage(batch.as_of)
    return Fit(version, records.models.document(version.id))
