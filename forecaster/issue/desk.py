"""The question desk: many specs in, one plain answer each out, nothing stored."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from forecaster.domain.errors import QuestionError, SummitryError
from forecaster.domain.forecasts import Answer, Driver
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

        Specs are answered in order of their moment, so that each moment is prepared once; a spec
        that cannot be answered yields an error and the others go on.
        """
        asked: list[tuple[str, Asked]] = []
        results: dict[int, dict[str, object]] = {}
        places: list[int] = []
        for place, line in enumerate(filter(str.strip, lines)):
            spec_id, found = self._read(line)
            if isinstance(found, Asked):
                asked.append((spec_id, found))
                places.append(place)
            else:
                results[place] = failure(spec_id, found)
        order = sorted(range(len(asked)), key=lambda index: asked[index][1].as_of)
        for index in order:
            results[places[index]] = self._answer(*asked[index])
        return (results[place] for place in sorted(results))

    def _read(self, line: str) -> tuple[str, Asked | SummitryError]:
        try:
            spec = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            return "", QuestionError(f"spec: not JSON ({error})")
        if not isinstance(spec, dict):
            return "", QuestionError("spec: expected a JSON object")
        spec_id = str(spec.get("id", ""))
        try:
            return spec_id, self.reader.read(spec)
        except SummitryError as error:
            return spec_id, error

    def _answer(self, spec_id: str, asked: Asked) -> dict[str, object]:
        try:
            found = answer(asked.question, self.outlooks(asked.as_of))
            check_answer(found)
        except SummitryError as error:
            return failure(spec_id, error)
        return {"id": spec_id, **answer_to_json(found)}


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
