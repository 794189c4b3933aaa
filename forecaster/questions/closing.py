"""What a person may change of a question: whether it is still forecast. Its rule never changes."""

from __future__ import annotations

from datetime import datetime

from forecaster.domain.questions import Question, QuestionState
from forecaster.questions.judge import deadline_at

CUSTOM = "custom"
"""Origin of the questions that people ask, and may therefore close."""


def check_by_hand(
    question: Question, held: QuestionState, wanted: QuestionState, now: datetime
) -> None:
    """Let a question be closed early, or one closed early be opened again.

    Args:
        question: Which question.
        held: The state it is in.
        wanted: The state to enter, open or closed.
        now: Moment of the change.

    Raises:
        ValueError: If the calendar asks the question, it is settled, its window is over, or it is
            in that state already.
    """
    if question.origin != CUSTOM:
        raise ValueError("only custom questions are closed and opened by hand")
    if held not in (QuestionState.OPEN, QuestionState.CLOSED):
        raise ValueError(f"the question is {held.value}; correct its resolution instead")
    if now >= deadline_at(question.rule):
        raise ValueError(f"the window of the question ended on {question.deadline_on}")
    if held is wanted:
        raise ValueError(f"the question is {held.value} already")
