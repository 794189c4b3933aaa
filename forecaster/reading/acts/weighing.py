"""What an assembler asks of those who weigh its readings, say whom they concern and place them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from forecaster.domain.people import LeaderId
from forecaster.reading.acts.draft import Draft, Setting
from forecaster.reading.acts.impression import Impression, grade
from forecaster.reading.acts.story import Story
from forecaster.reading.known.cast import Cast
from forecaster.reading.patterns.engine import Hit
from forecaster.reading.who.canon import Canon
from forecaster.reading.who.floor import Floor
from forecaster.reading.who.units import Sentence

LONGEST = 60
"""Sentences of the longest articles whose acts are judged beside each other and placed by what was learned,
and from which that is learned. In longer ones what rules read stands, but for speakers and sides."""
LONGEST_SHORT = 18
"""Sentences of the longest short articles. In these whatever speaks for more overrules the rules, and a
guess in a sentence about officials may yet be about leaders. In longer ones other days must lead clearly
(decision 36), such guesses are no better than what the rules say (decision 33), and what a rule read is
told at a lower probability."""
Answer = TypeVar("Answer")
Drafting = Callable[[Hit], list[Draft]]


@dataclass(frozen=True, slots=True)
class Glance:
    """How a sentence is looked at.

    Attributes:
        draft: Makes drafts of a hit; None where no wording can tell of leaders.
        doubtful: Whether what it tells beside something likelier is wanted as well.
        impression: What the weigher made of the article; None where it did not look at it.
    """

    draft: Drafting | None
    doubtful: bool
    impression: Impression | None


@dataclass(frozen=True, slots=True)
class Overview:
    """What an article is like as a whole.

    Attributes:
        cast: The people.
        main: The leaders whom it is mostly about.
        argued: Whether the author has a say in it, as in a column or an analysis.
        recorded: Whether it records who said what, as a transcript does.
        sentences: How many sentences it has.
        open: Whether its acts are judged beside each other, doubtful ones among them.
    """

    cast: Cast
    main: tuple[LeaderId, ...]
    argued: bool
    recorded: bool
    sentences: int
    open: bool


class Weigher(Protocol):
    """Judges what the rules read, and may add to it."""

    def opens(self, sentences: int) -> bool:
        """Whether it wants the doubtful acts of an article of so many sentences as well."""

    def look(
        self, sentences: Sequence[Sentence], setting: Setting, floor: Floor | None
    ) -> Impression | None:
        """What it makes of a whole article before its sentences are read one by one.

        Args:
            sentences: The sentences in order, with their units.
            setting: What is fixed for the article.
            floor: Who has the floor, in a transcript.
        """

    def weigh(self, canon: Canon, drafts: list[Draft], look: Glance) -> list[Draft]:
        """The readings of a sentence.

        Args:
            canon: The sentence.
            drafts: What the rules read in it.
            look: How it is to be looked at.
        """

    def judge(self, acts: list[Draft], overview: Overview) -> list[Draft]:
        """The acts of an article that are told, or wait for a person, all its sentences considered."""


@dataclass(frozen=True, slots=True)
class Company:
    """Whom a reading concerns.

    Attributes:
        leaders: The leaders, sorted by id.
        chance: Probability that it is just these, among all sets that were considered.
        part: Least log odds that one of them takes part, by an impression of the article.
        others: Greatest log odds that somebody else does.
    """

    leaders: tuple[LeaderId, ...]
    chance: float
    part: float = 0.0
    others: float = 0.0


class Convener(Protocol):
    """Says whom the readings of an article concern."""

    def convene(self, drafts: Sequence[Draft], story: Story, overview: Overview) -> list[Company]:
        """Whom each reading concerns, all sentences considered."""


class Chooser(Protocol):
    """Chooses one of several answers to a question."""

    def choose(self, question: str, options: Mapping[Answer, frozenset[str]]) -> Answer:
        """The answer for which most speaks.

        Args:
            question: Name of the question.
            options: The possible answers, first that of the rules, with the traits of each.
        """

    def leads(
        self, question: str, options: Mapping[Answer, frozenset[str]]
    ) -> Mapping[Answer, str]:
        """By how much each answer leads the others, as a trait of it for when it is asked again."""


def leads(weighed: Mapping[Answer, int]) -> dict[Answer, str]:
    """By how much each option leads the best of the others, as a trait for when it is asked again.

    Args:
        weighed: How much speaks for each, in hundredths of log odds.
    """
    first, second = (*sorted(weighed.values(), reverse=True), -math.inf)[:2]
    return {
        one: f"once {grade((own - (second if own == first else first)) / _WHOLE)}"
        for one, own in weighed.items()
    }


_WHOLE = 100


class Placer(Protocol):
    """Chooses among the places and days that an article names."""

    def settle(self, acts: list[Draft], story: Story, setting: Setting) -> None:
        """Give finished acts that are looked at beside each other their place and days, in place."""
