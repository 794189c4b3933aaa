"""Saying it again: recorded issues recomputed through the same door and compared byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from forecaster.domain.clock import parse_instant
from forecaster.domain.errors import LedgerError
from forecaster.ledger.chain import canonical

Body = Mapping[str, object]
"""A forecast as the ledger holds it: plain JSON."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Issues of one moment, from one state of knowledge, by one model.

    Attributes:
        issued_at: When they were published.
        as_of: Latest known time admitted.
        model_version: Which model.
        recorded_until: Newest change that had been recorded.
        bodies: The issues as recorded.
    """

    issued_at: datetime
    as_of: datetime
    model_version: str
    recorded_until: int
    bodies: tuple[Body, ...]

    @property
    def question_ids(self) -> tuple[str, ...]:
        """Questions answered, in order."""
        return tuple(str(body["question_id"]) for body in self.bodies)


@dataclass(frozen=True, slots=True)
class Difference:
    """One place in which an issue does not come out as recorded.

    Attributes:
        forecast_id: Id as recorded.
        question_id: Which question.
        path: Where in the body, e.g. ``answer.probability``; empty for the whole.
        recorded: What the ledger says.
        again: What comes out now; None if nothing does.
    """

    forecast_id: str
    question_id: str
    path: str
    recorded: object
    again: object

    def __str__(self) -> str:
        """One line."""
        return (
            f"{self.question_id} ({self.forecast_id[:12]}) {self.path or 'issue'}: "
            f"recorded {_short(self.recorded)}, now {_short(self.again)}"
        )


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay found.

    Attributes:
        issues: Issues recomputed.
        equal: Of them, equal byte for byte.
        differences: Where the others differ, in order of issue.
    """

    issues: int
    equal: int
    differences: tuple[Difference, ...]


Recompute = Callable[[Batch], Sequence[Body]]
"""Answers the questions of a batch again, from what was known at its ``as_of``."""


def replay(bodies: Iterable[Body], recompute: Recompute) -> Replayed:
    """Recompute recorded issues.

    Args:
        bodies: Bodies of the ledger's issue entries, in order.
        recompute: The same door as for new issues.

    Raises:
        LedgerError: If a body is no forecast.
    """
    issues = equal = 0
    found: list[Difference] = []
    for batch in batches(bodies):
        again = {str(body["question_id"]): body for body in recompute(batch)}
        for body in batch.bodies:
            issues += 1
            differences = list(compare(body, again.get(str(body["question_id"]))))
            equal += not differences
            found += differences
    return Replayed(issues, equal, tuple(found))


def batches(bodies: Iterable[Body]) -> Iterator[Batch]:
    """Consecutive issues that share moment, state of knowledge and model."""
    for (issued_at, as_of, model, head), members in groupby(bodies, key=_batch_key):
        yield Batch(
            parse_instant(issued_at), parse_instant(as_of), model, int(head), tuple(members)
        )


def _batch_key(body: Body) -> tuple[str, str, str, str]:
    answer = body.get("answer")
    if not isinstance(answer, Mapping):
        raise LedgerError(f"the entry of {body.get('id')} holds no forecast")
    head = str(body.get("recorded_until", 0))
    return str(body["issued_at"]), str(body["as_of"]), str(answer["model_version"]), head


def compare(recorded: Body, again: Body | None) -> Iterator[Difference]:
    """Where two bodies differ; nothing when they are equal byte for byte."""
    forecast, question = str(recorded.get("id")), str(recorded.get("question_id"))
    if again is None:
        yield Difference(forecast, question, "", "a forecast", None)
    elif canonical(recorded) != canonical(again):
        for path, before, now in _paths(recorded, again, ""):
            yield Difference(forecast, question, path, before, now)


def _paths(one: object, other: object, path: str) -> Iterator[tuple[str, object, object]]:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in sorted({*one, *other}):
            yield from _paths(one.get(key), other.get(key), f"{path}.{key}" if path else str(key))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from _paths(left, right, f"{path}[{index}]")
    elif canonical(one) != canonical(other):
        yield path, one, other


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."  # noqa: PLR2004 - one line
