"""Short answers in a transcript: what they say in full, and what is read from them."""

from __future__ import annotations

import pytest

from forecaster.domain.signals import SignalType
from forecaster.reading.form.answers import ShortAnswers
from forecaster.reading.reader import RulesReader
from tests.reading.world import ALDER, BIRCH, SUD, TODAY, an_article

T = SignalType


@pytest.mark.parametrize(
    ("question", "answer", "full"),
    [
        ("Will President Birch accept?", "No.", "President Birch will not accept."),
        ("Will she go?", "Yes, she will.", "She will go."),
        ("So she will go?", "Yes.", "She will go."),
        ("Isn't she meeting Birch in May?", "She is, on Monday.",
         "She is meeting Birch in May on Monday."),
        ("Has Alder invited Birch to Norburg?", "She has, and he is glad.",
         "Alder has invited Birch to Norburg, and he is glad."),
        ("Has a date been set?", "Not yet.", "A date has not been set."),
        ("Did Alder meet Birch?", "She did.", "Alder met Birch."),
        ("Is there a meeting with Birch planned?", "Not at this point.",
         "There is no meeting with Birch planned."),
        ("Is the meeting with Mr Birch off?", "It is.", "The meeting with Mr Birch is off."),
        ("Spokesman, did Alder and Birch meet in Westport?", "No, they did not.",
         "Alder and Birch did not meet in Westport."),
        ("Is it true that Alder will meet Birch?", "That is correct.", "Alder will meet Birch."),
        ("Can you confirm that she will meet Birch?", "Well, I can confirm that.",
         "She will meet Birch."),
        ("President Alder, when will you meet Birch?", "On Monday, in Westport.",
         "I will meet Birch on Monday, in Westport."),
        ("Will you meet Birch?", "I don't intend to.", "I don't intend to meet Birch."),
        ("Will Alder meet Birch?", "She will, in May, one year after what we all saw.",
         "Alder will meet Birch in May."),
        # no short answers, or to no such questions
        ("Why will she go?", "Yes.", None),
        ("Off or put back?", "Off.", None),
        ("And with Mr Birch?", "Nothing is planned.", None),
        ("Will they meet?", "Yes, I saw that report.", None),
        ("Will they meet?", "We have told you what there is to tell.", None),
        ("Will they meet?", "In that case, we shall see.", None),
    ],
)  # fmt: skip
def test_short_answers_in_full(
    small: RulesReader, question: str, answer: str, full: str | None
) -> None:
    assert ShortAnswers(small.lexicon).in_full(question, answer) == full


@pytest.mark.parametrize(
    ("question", "answer", "kinds"),
    [
        ("Will Anna Alder meet Ben Birch?", "Yes, on Friday in Sudstadt.", {T.CONFIRM}),
        ("Is a meeting with Ben Birch planned?", "Not at this point.", {T.NOT_PLANNED}),
        ("Did Anna Alder meet Ben Birch on Monday?", "She did.", {T.MET}),
        ("Did Anna Alder meet Ben Birch on Monday?", "She did not.", set()),
        ("Has Anna Alder accepted the invitation of Ben Birch?", "She has.", {T.ACCEPT}),
        ("Will Anna Alder meet Ben Birch?", "The harvest was good.", set()),
    ],
)
def test_what_short_answers_tell(
    small: RulesReader, question: str, answer: str, kinds: set[T]
) -> None:
    body = f"Q: {question}\nMS. DUNE: {answer}\nQ: And what of the weather?\nMS. DUNE: It is dry."
    read = small.read(an_article(body)).mentions
    assert {one.act.type for one in read if one.act.type is not T.INVITE} == kinds
    assert all(set(one.act.leaders) == {ALDER, BIRCH} for one in read)


def test_a_short_answer_is_its_own_proof(small: RulesReader) -> None:
    body = "Q: Has Ben Birch invited Anna Alder to Sudstadt in May?\nMS. DUNE: Yes. It rains."
    (mention,) = small.read(an_article(body)).mentions
    assert (mention.act.type, mention.act.actor) == (T.INVITE, SUD)
    assert mention.act.statement_on == TODAY
    assert [body[span.start : span.end] for span in mention.evidence] == ["Yes."]
