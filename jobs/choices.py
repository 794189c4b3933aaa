"""Learning who speaks and whose step an act is, from labelled texts and what is read in them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from forecaster.domain.news import Article
from forecaster.domain.signals import Mention, SpeakerKind
from forecaster.reading.acts.claims import BESIDE, QUESTIONS
from forecaster.reading.acts.weighing import leads
from forecaster.reading.learned.choice_lessons import learn_choices
from forecaster.reading.learned.choosing import Choices
from forecaster.reading.learned.conditional import Choice
from forecaster.reading.learned.sealed import sealed
from forecaster.reading.reader import RulesReader
from jobs.learning import School
from jobs.readers import CHOICES, HALVES, asking_reader

Answer = TypeVar("Answer")
Item = Mapping[str, Any]
Question = tuple[str, Mapping[Any, frozenset[str]]]
Lesson = tuple[str, Choice]
AGAIN = frozenset(one for one in QUESTIONS if one.endswith(BESIDE))
"""Questions of the second round."""


@dataclass(slots=True)
class Listener:
    """Lets the rules' answers stand, and keeps what was asked.

    Attributes:
        alone: What answers when an act is asked for alone; None where nothing has been learned yet,
            and what is asked then is kept.
        asked: The questions since it was last emptied, in order.
    """

    alone: Choices | None = None
    asked: list[Question] = field(default_factory=list)

    def choose(self, question: str, options: Mapping[Answer, frozenset[str]]) -> Answer:
        """The answer of what was learned, else the first, which is that of the rules."""
        if question in AGAIN and self.alone is None:
            return next(iter(options))
        if question not in AGAIN and self.alone is not None:
            return self.alone.choose(question, options)
        self.asked.append((question, options))
        return next(iter(options))

    def leads(
        self, question: str, options: Mapping[Answer, frozenset[str]]
    ) -> Mapping[Answer, str]:
        """How what was learned weighed the answers; where it was not, they are all one."""
        return (
            leads(dict.fromkeys(options, 0))
            if self.alone is None
            else self.alone.leads(question, options)
        )


def lessons(
    items: Iterable[tuple[Item, Article]], reader: RulesReader, listener: Listener
) -> Iterator[Lesson]:
    """The questions asked on labelled items, where the act is labelled and an answer is right.

    Args:
        items: Each item with its labels, and as an article.
        reader: A reader that asks ``listener``.
        listener: Keeps what was asked.
    """
    for item, article in items:
        listener.asked.clear()
        mentions = reader.read(article).mentions
        each = len(listener.asked) // len(mentions) if mentions else 0
        for at, mention in enumerate(mentions):
            label = _label(item, mention)
            if label is not None:
                yield from _answered(listener.asked[at * each : (at + 1) * each], label)


def _label(item: Item, mention: Mention) -> Item | None:
    """The label of an act: of the same type and between the same leaders."""
    wanted = (mention.act.type, set(mention.act.leaders))
    fitting = (
        one
        for one in item["signals"]
        if (one["type"], {leader["id"] for leader in one["leaders"]}) == wanted
    )
    return next(fitting, None)


def _answered(asked: Iterable[Question], label: Item) -> Iterator[Lesson]:
    speaker = label["speaker"]
    right = {
        "speaker": (SpeakerKind(speaker["kind"]), speaker.get("country")),
        "side": label.get("actor"),
    }
    for question, options in asked:
        answers, wanted = list(options), right[question.removesuffix(BESIDE)]
        if wanted in answers:
            flags = tuple(one == wanted for one in answers)
            yield question, Choice(tuple(options.values()), flags)


def write_choices(school: School) -> str:
    """Learn from all labelled items, write the weights where readers look for them, and say so.

    No encoder is asked of items from which it has learned: of those it knows too much.
    """
    alone = _taught(school, None)

    def without(files: Collection[Path]) -> Choices:
        return _learned(some for file, some in alone.items() if file not in files)

    beside = _taught(school, school.of_strangers(without))
    taught = [*alone.values(), *beside.values()]
    count = sum(map(len, taught))
    path = school.root / CHOICES
    path.write_text(_document(_learned(taught), school, count), "utf-8")
    return f"{path}: {count} questions"


def _taught(school: School, learned: Mapping[Path, Choices] | None) -> Mapping[Path, list[Lesson]]:
    """What each file teaches of what acts are asked alone, or again by what was ``learned``."""
    listener = Listener()
    readers = {one: asking_reader(school.root, listener, encoder=one) for one in (None, *HALVES)}
    return school.taught(
        listener, readers, lambda items, reader: list(lessons(items, reader, listener)), learned
    )


def _learned(taught: Iterable[Iterable[Lesson]]) -> Choices:
    by_question: dict[str, list[Choice]] = {}
    for some in taught:
        for question, choice in some:
            by_question.setdefault(question, []).append(choice)
    return learn_choices(by_question)


def _document(choices: Choices, school: School, questions: int) -> str:
    told: dict[str, Any] = {
        "learned_from": school.hashes(school.all_items),
        "questions": questions,
        "weights": {name: dict(row) for name, row in choices.weights.items()},
    }
    return json.dumps(sealed(told), indent=1, ensure_ascii=False) + "\n"
