"""The case of 2018 as a script: questions, turns, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from forecaster.domain.clock import Window
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.questions import Question, QuestionKind, Rule

PAIR = (LeaderId("donald-trump"), LeaderId("vladimir-putin"))
BEGINS = date(2018, 7, 18)
FIT_AT = datetime(2018, 7, 18, 6, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Turn:
    """A moment at which all jobs run.

    Attributes:
        at: The moment.
        story: What has just happened.
    """

    at: datetime
    story: str


TURNS = (
    Turn(datetime(2018, 7, 18, 12, tzinfo=UTC), "after Helsinki, before the invitation"),
    Turn(datetime(2018, 7, 20, 6, tzinfo=UTC), "Washington invites Putin for the autumn"),
    Turn(datetime(2018, 7, 25, 6, tzinfo=UTC), "Ushakov: not prepared, not now, perhaps the G20"),
    Turn(datetime(2018, 7, 26, 6, tzinfo=UTC), "Washington postpones to the next year"),
    Turn(datetime(2018, 7, 28, 12, tzinfo=UTC), "Putin invites Trump to Moscow, on conditions"),
    Turn(datetime(2018, 10, 24, 6, tzinfo=UTC), "Paris on 11 November is agreed in principle"),
    Turn(datetime(2018, 11, 7, 6, tzinfo=UTC), "no full meeting in Paris, but at the G20"),
    Turn(datetime(2018, 11, 12, 12, tzinfo=UTC), "a handshake and a few words in Paris"),
    Turn(datetime(2018, 11, 29, 6, tzinfo=UTC), "the G20 meeting is being prepared"),
    Turn(datetime(2018, 11, 30, 6, tzinfo=UTC), "Trump calls the G20 meeting off"),
    Turn(datetime(2018, 12, 4, 6, tzinfo=UTC), "a short talk at the dinner; hopes for Osaka"),
)

AFTERWARDS = datetime(2020, 1, 2, 6, tzinfo=UTC)
"""When the last of the questions is settled."""


def _meet(name: str, text: str, window: Window, **more: object) -> Question:
    rule = Rule(PAIR, window, **more)  # type: ignore[arg-type]
    return Question(f"case-{name}", QuestionKind.MEET, rule, text, FIT_AT, origin="case")


_THIS_YEAR = Window(BEGINS, date(2018, 12, 31))
_BOTH_YEARS = Window(BEGINS, date(2019, 12, 31))

QUESTIONS = (
    _meet("usa-2018", "in the USA in 2018", _THIS_YEAR, place=Place(CountryCode("USA"))),
    _meet(
        "usa-2019",
        "in the USA in 2019",
        Window(date(2019, 1, 1), date(2019, 12, 31)),
        place=Place(CountryCode("USA")),
    ),
    _meet("russia-2019", "in Russia by end 2019", _BOTH_YEARS, place=Place(CountryCode("RUS"))),
    _meet("g20-2018", "at the G20 in Buenos Aires", _THIS_YEAR, forum="G20-2018"),
    _meet("any-2018", "anywhere by 31 Dec 2018", _THIS_YEAR),
)
"""What the demo follows; the columns of its table."""
