"""From labelled items to lessons: whom a reading may have concerned, and whom it did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from forecaster.domain.news import Article
from forecaster.reading.acts.draft import Draft
from forecaster.reading.acts.story import Story
from forecaster.reading.acts.weighing import Company, Overview
from forecaster.reading.company.convener import Question, questions
from forecaster.reading.company.presence import Leaders
from forecaster.reading.learned.recognizing import BECOMES
from forecaster.reading.reader import Reader

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A question to which there is a right answer.

    Attributes:
        question: Two or more sets of leaders, and what is seen of each.
        right: Whether each is right; at least one is.
    """

    question: Question
    right: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with where it came up.

    Attributes:
        draft: The reading, as the rules left it.
        field: ``title`` or ``body``.
        start: Where its sentence begins in the field's plain text.
        end: Where it ends.
        question: Whom the reading may concern.
    """

    draft: Draft
    field: str
    start: int
    end: int
    question: Question


@dataclass(slots=True)
class Listener:
    """Lets the choice of the rules stand, and keeps what there was to choose.

    Attributes:
        asked: The questions of the last article that had any.
    """

    asked: list[Asked] = field(default_factory=list)

    def convene(self, drafts: Sequence[Draft], story: Story, overview: Overview) -> list[Company]:
        """Note whom the readings of an article may concern."""
        scenes = {scene.sentence: scene.canon.sentence for scene in story.scenes}
        for draft, question in zip(drafts, questions(drafts, story, overview), strict=True):
            sentence = scenes[draft.sentence]
            end = sentence.start + len(sentence.text)
            self.asked.append(Asked(draft, sentence.field, sentence.start, end, question))
        return [Company(draft.leaders, 1.0) for draft in drafts]


def lessons_of_items(
    items: Iterable[tuple[Item, Article]], reader: Reader, listener: Listener
) -> Iterator[Lesson]:
    """A lesson for each reading of a sentence that proves a label of its type.

    Args:
        items: Each item with its labels, and as an article.
        reader: A reader that asks ``listener``.
        listener: Keeps what was asked.
    """
    for item, article in items:
        listener.asked.clear()
        reader.read(article)
        for asked in listener.asked:
            right = {_leaders(label) for label in item["signals"] if _is_proved(label, asked)}
            flags = tuple(one in right for one in asked.question.sets)
            if any(flags) and asked.question.shown is not None:
                yield Lesson(asked.question, flags)


def _leaders(label: Item) -> Leaders:
    return tuple(sorted(who["id"] for who in label["leaders"]))


def _is_proved(label: Item, asked: Asked) -> bool:
    """Whether a reading has the type of a label, and its sentence proves it."""
    kinds = {asked.draft.type, *BECOMES.get(asked.draft.type, ())}
    if kinds.isdisjoint((label["type"], *label.get("also", ()))):
        return False
    return any(
        one["field"] == asked.field and one["start"] < asked.end and asked.start < one["end"]
        for one in label.get("evidence", ())
    )
