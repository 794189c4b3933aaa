"""The question desk: many specs in, one plain answer each out, nothing stored."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from forecaster.domain.errors import CoherenceError, QuestionError, SummitryError
from forecaster.domain.forecasts import Answer, Driver
from forecaster.domain.questions import Question
from forecaster.issue.agreement import contradictions
from forecaster.issue.answer import answer
from forecaster.issue.coherence import check_answer
from forecaster.issue.outlook import Outlook
from forecaster.questions.spec import Asked, SpecReader

Line = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Desk:
    """Answers specs through the one door.

    Attributes:
        reader: Turns specs into questions.
        outlooks: The outlook at a moment; asked once per distinct moment, in order of time.
    """

    reader: SpecReader
    outlooks: Callable[[datetime], Outlook]

    def answer_lines(self, lines: Iterable[str]) -> Iterator[dict[str, object]]:
        """One answer per non-empty line, in the order of the lines.

        Specs are answered in order of their moment, so that each moment is prepared once. A spec
        that cannot be answered yields an error, and so do answers of one moment that contradict
        each other; the others go on.
        """
        read = [self._read(line) for line in filter(str.strip, lines)]
        results: dict[int, Result] = {
            place: found
            for place, (_, found) in enumerate(read)
            if isinstance(found, SummitryError)
        }
        for moment, asked in _by_moment(found for _, found in read):
            results |= self._answers(moment, asked)
        return (_line(spec_id, results[place]) for place, (spec_id, _) in enumerate(read))

    def _read(self, line: str) -> tuple[str, Asked | SummitryError]:
        try:
            spec = json.loads(line)
        except (ValueError, RecursionError) as error:
            return "", QuestionError(f"spec: not JSON ({error})", remedy="write one object a line")
        if not isinstance(spec, dict):
            return "", QuestionError("spec: expected a JSON object", remedy='write {"kind": …}')
        spec_id = str(spec.get("id", ""))
        try:
            return spec_id, self.reader.read(spec)
        except SummitryError as error:
            return spec_id, error

    def _answers(self, moment: datetime, asked: Mapping[int, Question]) -> dict[int, Result]:
        """Answers from one state of knowledge, as far as they agree with each other."""
        outlook = self.outlooks(moment)
        results = {place: _answered(question, outlook) for place, question in asked.items()}
        sound = [(place, one) for place, one in results.items() if isinstance(one, Answer)]
        for found in contradictions([(asked[place], one) for place, one in sound]):
            for claim in (found.narrow, found.wide):
                results[sound[claim.number][0]] = CoherenceError(str(found))
        return results


Result = Answer | SummitryError


def _answered(question: Question, outlook: Outlook) -> Result:
    try:
        found = answer(question, outlook)
        check_answer(found)
    except SummitryError as error:
        return error
    return found


def _by_moment(
    found: Iterable[Asked | SummitryError],
) -> Iterator[tuple[datetime, dict[int, Question]]]:
    """Questions by the moment at which they are asked, earliest first, each with its place."""
    moments: dict[datetime, dict[int, Question]] = {}
    for place, one in enumerate(found):
        if isinstance(one, Asked):
            moments.setdefault(one.as_of, {})[place] = one.question
    return iter(sorted(moments.items()))


def _line(spec_id: str, result: Result) -> dict[str, object]:
    if isinstance(result, SummitryError):
        return failure(spec_id, result)
    return {"id": spec_id, **answer_to_json(result)}


def failure(spec_id: str, error: SummitryError) -> dict[str, object]:
    """The answer line of a spec that cannot be answered."""
    return {"id": spec_id, "error": {"type": error.code, "detail": str(error)}}


def answer_to_json(found: Answer) -> dict[str, object]:
    """An answer in the form of ``summitry ask``; probabilities to six decimals."""
    result: dict[str, object] = {
        "probability": _rounded(found.probability),
        "interval": [_rounded(end) for end in found.interval] if found.interval else None,
        "base_rate": {
            "class": found.base_rate.reference_class,
            "n": found.base_rate.n,
            "rate": _rounded(found.base_rate.rate),
        },
        "by_date": [[day.isoformat(), _rounded(value)] for day, value in found.by_date],
        "by_venue": {key: _rounded(value) for key, value in found.by_venue.items()},
        "by_summit": {key: _rounded(value) for key, value in found.by_summit.items()},
        "outcomes": {key: _rounded(value) for key, value in found.outcomes.items()},
        "drivers": [_driver(driver) for driver in found.drivers],
        "model_version": found.model_version,
        "degraded": list(found.degraded),
    }
    return result


def _driver(driver: Driver) -> dict[str, object]:
    return {
        "kind": driver.kind.value,
        "contribution": driver.contribution,
        "text": driver.text,
        "signals": list(driver.signal_ids),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
