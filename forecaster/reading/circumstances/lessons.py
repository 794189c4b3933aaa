"""From labelled items to lessons: between what an act had to choose, and what was right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from forecaster.domain.clock import Window
from forecaster.domain.news import Article
from forecaster.reading.acts.draft import Draft, Setting
from forecaster.reading.acts.story import Story
from forecaster.reading.circumstances.options import Options, V
from forecaster.reading.circumstances.placer import Question, question, questions_beside
from forecaster.reading.circumstances.preferences import Preferences
from forecaster.reading.evaluate import matches
from forecaster.reading.learned.conditional import Choice
from forecaster.reading.output import reading_json
from forecaster.reading.reader import Reader

Item = Mapping[str, Any]

_NEARLY = 0.6
"""A span is right if it fits the labelled one so well, measured by the best there is."""


@dataclass(slots=True)
class Listener:
    """Chooses nothing, and keeps what there was to choose.

    Attributes:
        alone: By what acts are chosen for at first; None where nothing has been learned yet, and what
            each is asked alone is kept.
        asked: What there was to choose for each act of the last article, in order.
    """

    alone: Preferences | None = None
    asked: list[Question] = field(default_factory=list)

    def settle(self, acts: list[Draft], story: Story, setting: Setting) -> None:
        """Note the choices of acts that an article tells beside each other, behind those noted before."""
        if self.alone is None:
            self.asked += [question(act, acts, story, setting) for act in acts]
        else:
            self.asked += questions_beside(acts, story, setting, self.alone)

    def hear(self, reader: Reader, article: Article) -> list[Mapping[str, Any]]:
        """The signals of an article as ``summitry read`` prints them; ``asked`` is of the same."""
        self.asked = []
        found = reader.read(article)
        line = reading_json(article, found, found.mentions, _unnamed, clusters=False)
        return list(line["signals"])


def _unnamed(leader: str) -> tuple[str, None]:
    return leader, None


def lessons_of_items(
    items: Iterable[tuple[Item, Article]], reader: Reader, listener: Listener
) -> dict[str, list[Choice]]:
    """The choices of every act that a label matches, by what is chosen.

    Args:
        items: Each item with its labels, and as an article.
        reader: A reader whose choices ``listener`` hears.
        listener: Keeps them.
    """
    taught: defaultdict[str, list[Choice]] = defaultdict(list)
    for item, article in items:
        signals = listener.hear(reader, article)
        asked = {id(one): choice for one, choice in zip(signals, listener.asked, strict=True)}
        for label, signal in matches(item["signals"], signals):
            for name, lesson in _lessons(asked[id(signal)], label):
                taught[name].append(lesson)
    return dict(taught)


def _lessons(asked: Question, label: Item) -> Iterable[tuple[str, Choice]]:
    """The choices of one act; one without any right option teaches nothing.

    Nor does a day of the item's own news that a label leaves open: some authors did so, where second
    readers of the codebook gave the day of the report (decisions 26 and 31).
    """
    found = [("window", _lesson(asked.window, _right_windows(asked.window, label)))]
    if label.get("statement_date") or label.get("background"):
        found.append(("statement", _lesson(asked.statement, _right_days(asked.statement, label))))
    if asked.place is not None:
        country = (label.get("place") or {}).get("country")
        found.append(("place", _lesson(asked.place, [one == country for one in asked.place])))
    return [(name, lesson) for name, lesson in found if any(lesson.right)]


def _lesson(options: Options[V], right: list[bool]) -> Choice:
    return Choice(tuple(options.values()), tuple(right))


def _right_days(options: Options[date], label: Item) -> list[bool]:
    told = label.get("statement_date")
    return [(one.isoformat() if one else None) == told for one in options]


def _right_windows(options: Options[Window], label: Item) -> list[bool]:
    """Whether each span fits the labelled one about as well as any."""
    told = label.get("window")
    if not told:
        return [one is None for one in options]
    span = Window(date.fromisoformat(told["start"]), date.fromisoformat(told["end"]))
    shares = [0.0 if one is None else one.likeness(span) for one in options]
    return [0 < share >= _NEARLY * max(shares) for share in shares]
