"""What if: the same questions through the same door, under the inputs of a scenario.

Nothing of a scenario is stored: it makes no forecast, no ledger entry and no score. Its inputs are
checked like any others; what cannot be is refused by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.errors import QuestionError
from forecaster.domain.forecasts import Answer, IncidenceCurve
from forecaster.domain.people import Dyad, LeaderId
from forecaster.domain.places import Place
from forecaster.domain.questions import Question
from forecaster.issue.answer import answer
from forecaster.issue.coherence import check_answer
from forecaster.issue.outlook import Chance, Outlook, Visits
from forecaster.issue.scenario import Departure, Scenario, assume, assumptions

Opener = Callable[[Chronicle], Outlook]
"""The outlook of the model in service over a Chronicle."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One question with and without the assumptions.

    Attributes:
        question: Which.
        before: The answer as things stand.
        after: The answer under the scenario; None if it cannot be asked there.
        refused: Why not.
    """

    question: Question
    before: Answer
    after: Answer | None
    refused: str = ""

    @property
    def difference(self) -> float | None:
        """Change of the probability; None where there is none."""
        if self.after is None or self.after.probability is None:
            return None
        return self.after.probability - (self.before.probability or 0.0)

    def by_venue(self) -> dict[str, float]:
        """Change of the probability of each venue."""
        after = self.after.by_venue if self.after else {}
        keys = sorted({*self.before.by_venue, *after})
        return {key: after.get(key, 0.0) - self.before.by_venue.get(key, 0.0) for key in keys}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scenario says.

    Attributes:
        compared: Each question with and without the assumptions.
        assumptions: The changes, one sentence each.
    """

    compared: tuple[Compared, ...]
    assumptions: tuple[str, ...]


def what_if(
    questions: Iterable[Question], scenario: Scenario, chronicle: Chronicle, opener: Opener
) -> Outcome:
    """Answer questions as things stand and under a scenario.

    Args:
        questions: What to answer.
        scenario: The assumptions.
        chronicle: What is known, cut off at the moment of asking.
        opener: How the model looks at a Chronicle.

    Raises:
        QuestionError: If an assumption is impossible, or a question cannot be answered as things
            stand; the message names the field.
    """
    assumed = assume(scenario, chronicle)
    held = opener(chronicle)
    then = Truncated.of(opener(assumed), scenario.departures)
    compared = tuple(_compare(question, held, then) for question in questions)
    return Outcome(compared, assumptions(scenario, chronicle))


def _compare(question: Question, held: Outlook, then: Outlook) -> Compared:
    before = answer(question, held)
    try:
        after = answer(question, then)
    except QuestionError as error:
        return Compared(question, before, None, str(error))
    check_answer(after)
    return Compared(question, before, after)


class Truncated:
    """An outlook in which some leaders meet nobody and go nowhere after they have left office."""

    def __init__(self, outlook: Outlook, last: Mapping[LeaderId, date]) -> None:
        self._outlook = outlook
        self._last = last

    @classmethod
    def of(cls, outlook: Outlook, departures: Sequence[Departure]) -> Outlook:
        """The outlook itself where nobody leaves."""
        if not departures:
            return outlook
        found: Outlook = cls(outlook, {one.leader: one.last_day for one in departures})  # type: ignore[assignment]  # the rest is passed on by __getattr__
        return found

    def __getattr__(self, name: str) -> object:
        return getattr(self._outlook, name)

    def curve(self, dyad: Dyad, without: frozenset[str] = frozenset()) -> IncidenceCurve:
        """The dyad's rates, none after one of the two has left."""
        curve = self._outlook.curve(dyad, without)
        ends = [day for leader, day in self._last.items() if leader in dyad]
        return _cut(curve, min(ends)) if ends else curve

    def visit(self, leader: LeaderId, place: Place, start: date) -> Visits:
        """The leader's visits, none after he has left."""
        found = self._outlook.visit(leader, place, start)
        if leader not in self._last:
            return found
        days = max((self._last[leader] - found.start).days + 1, 0)
        return replace(found, usual=_until(found.usual, days), told=_until(found.told, days))

    def attend(self, leader: LeaderId, summit_id: str) -> Chance:
        """The leader's attendance, none at a summit that begins after he has left."""
        found = self._outlook.attend(leader, summit_id)
        return replace(found, probability=0.0) if self._is_gone(leader, summit_id) else found

    def together(self, dyad: Dyad, summit_id: str) -> float:
        """P(both attend)."""
        if any(self._is_gone(leader, summit_id) for leader in (dyad.first, dyad.second)):
            return 0.0
        return self._outlook.together(dyad, summit_id)

    def _is_gone(self, leader: LeaderId, summit_id: str) -> bool:
        summit = self._outlook.chronicle.summits.get(summit_id)
        last = self._last.get(leader)
        return bool(last and summit and summit.window and summit.window.start > last)


def _cut(curve: IncidenceCurve, last: date) -> IncidenceCurve:
    days = max((last - curve.start).days + 1, 0)
    return replace(
        curve,
        rates={venue: _until(daily, days) for venue, daily in curve.rates.items()},
        plans=tuple(replace(plan, daily=_until(plan.daily, days)) for plan in curve.plans),
    )


def _until(daily: Sequence[float], days: int) -> tuple[float, ...]:
    """The same over the first days, nought after."""
    return (*daily[:days], *([0.0] * (len(daily) - days)))
