"""Windows of labelled articles: what each sentence tells, and whom and what that concerns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from forecaster.domain.clock import Window as Span
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode
from forecaster.domain.signals import SignalType
from forecaster.reading.learned.article_lessons import ArticleLesson, Label
from forecaster.reading.learned.learning import Lesson
from forecaster.reading.learned.pieces import Pieces
from forecaster.reading.learned.veiling import Shown, Word
from forecaster.reading.learned.windows import PEOPLE, Named, Window, cut, windows
from jobs.teaching.networks import TYPES, ArticleEncoder

TOGETHER = 2200
"""Pieces of a batch, its filling among them."""
AT_ONCE = 12
"""Windows of a batch that is only read."""
POOL = 400
"""Windows drawn together and sorted by length, so that little of a batch is filling."""
SHARES = (1.0, 0.3, 0.3, 0.3, 0.3)
"""What an error counts about who takes part, whose step it is, where it is set, its days, and the
day of the statement; one about types counts one."""
_NOBODY = -1e4

Floats = NDArray[np.float32]
Known = Mapping[tuple[str, ...], Floats]
"""How likely a sentence tells each type by a teacher, by its words as they are shown alone."""


@dataclass(frozen=True, slots=True)
class Bond:
    """What a sentence of a window concerns by its labels of one type.

    Attributes:
        row: Which sentence of the window.
        column: Which type.
        leaders: Who takes part.
        sides: The countries whose step it is.
        lands: The countries in which it is set.
        spans: The times of the window that name its days.
        days: Those that name the day on which it was said or done; None if that is open.
        unnamed: Whether it is a step of all; is set nowhere that is told; has no days that are
            told; was said or done on the day of the report.
    """

    row: int
    column: int
    leaders: frozenset[LeaderId]
    sides: frozenset[CountryCode | None]
    lands: frozenset[CountryCode | None]
    spans: frozenset[Named]
    days: frozenset[Named] | None
    unnamed: tuple[bool, bool, bool, bool]


@dataclass(frozen=True, slots=True)
class Lecture:
    """A window to learn from.

    Attributes:
        window: The window.
        told: How surely each of its sentences tells each type, 0 to 1.
        bonds: What they concern.
        homes: The country of each leader.
    """

    window: Window
    told: Floats
    bonds: tuple[Bond, ...]
    homes: Mapping[LeaderId, CountryCode | None]


def lectures_of(lesson: ArticleLesson, pieces: Pieces, known: Known, trust: float) -> list[Lecture]:
    """The windows of a labelled article.

    Args:
        lesson: The article.
        pieces: The vocabulary.
        known: What a teacher makes of sentences.
        trust: Share of what the teacher says in what is to be learned; the rest are the labels.
    """
    texts = [cut(one, pieces) for one in lesson.shown]
    cuts = windows(texts, [one.title for one in lesson.shown], pieces)
    return [_lecture(one, lesson, known, trust) for one in cuts if one.numbers]


def _lecture(window: Window, lesson: ArticleLesson, known: Known, trust: float) -> Lecture:
    told: list[Floats] = []
    bonds: list[Bond] = []
    meant = _meant(window, lesson)
    for row, number in enumerate(window.numbers):
        position = lesson.shown[number].position
        labels = lesson.labels[position]
        taught = known.get(lesson.alone.get(position, ()))
        told.append(_weighed({one.type for one in labels}, taught, trust))
        bonds += _bonds(row, labels, meant, lesson.today)
    return Lecture(window, np.array(told, dtype=np.float32), tuple(bonds), lesson.homes)


def _meant(window: Window, lesson: ArticleLesson) -> dict[Named, tuple[Span, ...]]:
    """The spans for which each time of a window can stand."""
    return {
        one: lesson.times.get((lesson.shown[one[0]].position, one[1]), ())
        for one in window.times
        if one is not None
    }


def _bonds(
    row: int, labels: Sequence[Label], meant: Mapping[Named, tuple[Span, ...]], today: date
) -> Iterator[Bond]:
    for kind in sorted({one.type for one in labels}):
        some = [one for one in labels if one.type is kind]
        yield Bond(
            row,
            TYPES.index(kind),
            frozenset(who for one in some for who in one.leaders),
            frozenset(one.side for one in some),
            frozenset(one.land for one in some),
            frozenset(at for at, spans in meant.items() if any(one.is_span(spans) for one in some)),
            _days(some, meant),
            (
                any(one.side is None for one in some),
                any(one.land is None for one in some),
                any(one.span is None for one in some),
                any(one.day == today for one in some),
            ),
        )


def _days(
    labels: Sequence[Label], meant: Mapping[Named, tuple[Span, ...]]
) -> frozenset[Named] | None:
    if all(one.is_open for one in labels):
        return None
    return frozenset(at for at, spans in meant.items() if any(one.is_day(spans) for one in labels))


def lecture_alone(lesson: Lesson, pieces: Pieces, known: Known, trust: float) -> Lecture | None:
    """A labelled wording as a window of its own; None for one without words."""
    shown = Shown(("body", 0), tuple(map(Word, lesson.words)))
    window = windows([cut(shown, pieces)], [False], pieces)[0]
    if not window.numbers:
        return None
    told = _weighed(lesson.types, known.get(lesson.words), trust)
    return Lecture(window, np.array([told], dtype=np.float32), (), {})


def _weighed(types: AbstractSet[SignalType], taught: Floats | None, trust: float) -> Floats:
    labels = np.array([float(kind in types) for kind in TYPES], dtype=np.float32)
    return labels if taught is None else trust * taught + (1 - trust) * labels


@dataclass(frozen=True, slots=True)
class Batch:
    """Some windows filled up to one length.

    Attributes:
        words: Pieces, windows by places.
        people: Which leader each names, windows by places.
        there: 1 where a piece is, windows by places.
        own: 1 for the pieces of each sentence, windows by sentences by places.
        numbers: The number of each leader, by window.
    """

    words: Tensor
    people: Tensor
    there: Tensor
    own: Tensor
    numbers: list[dict[LeaderId, int]]


class Lectures:
    """Windows in batches of like length."""

    def __init__(self, lectures: Sequence[Lecture], chances: Sequence[float] | None = None) -> None:
        """Teach ``lectures``, each in a round with one of ``chances``; by default all of them."""
        self._lectures = lectures
        self._chances = np.array(chances if chances is not None else np.ones(len(lectures)))
        self._sizes = [len(one.window.words) for one in lectures]
        self._chance = np.random.default_rng(1)

    def count(self) -> int:
        """Batches in a round."""
        return sum(1 for _ in self.drawn(np.random.default_rng(0)))

    def drawn(self, rng: np.random.Generator) -> Iterator[list[int]]:
        """The windows of a round, in batches of like length, in an order of chance."""
        drawn = np.flatnonzero(rng.random(len(self._lectures)) < self._chances)
        order = rng.permutation(drawn).tolist()
        cuts: list[list[int]] = []
        for first in range(0, len(order), POOL):
            current: list[int] = []
            for one in sorted(order[first : first + POOL], key=self._sizes.__getitem__):
                if current and (len(current) + 1) * self._sizes[one] > TOGETHER:
                    cuts.append(current)
                    current = []
                current.append(one)
            cuts.append(current)
        return (cuts[at] for at in rng.permutation(len(cuts)))

    def softened(self, model: ArticleEncoder, trust: float) -> list[Lecture]:
        """The same, but what is told is by a share ``trust`` what a network already makes of it."""
        model.eval()
        done = list(self._lectures)
        by_length = sorted(range(len(done)), key=self._sizes.__getitem__)
        for first in range(0, len(by_length), AT_ONCE):
            chosen = by_length[first : first + AT_ONCE]
            batch = self._batch([done[one] for one in chosen])
            with torch.no_grad():
                odds, _ = model(batch.words, batch.people, batch.there, batch.own)
            for one, rows in zip(chosen, odds.sigmoid().numpy(), strict=True):
                labels = done[one].told
                told = trust * rows[: len(labels)] + (1 - trust) * labels
                done[one] = replace(done[one], told=told)
        return done

    def loss_of(self, model: ArticleEncoder) -> Callable[[Sequence[int]], Tensor]:
        """How wrong a network is on some of the windows."""

        def loss(chosen: Sequence[int]) -> Tensor:
            some = [self._lectures[one] for one in chosen]
            batch = self._batch(some)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                odds, bonds = model(batch.words, batch.people, batch.there, batch.own)
            count = sum(len(one.told) for one in some)
            return (_of_types(odds.float(), some) + _of_bonds(bonds, batch, some)) / count

        return loss

    def _batch(self, some: Sequence[Lecture]) -> Batch:
        longest = max(len(one.window.words) for one in some)
        words, people, there = (
            torch.zeros((len(some), longest), dtype=torch.long) for _ in range(3)
        )
        own = torch.zeros((len(some), max(len(one.told) for one in some), longest))
        numbers = []
        for at, lecture in enumerate(some):
            window, size = lecture.window, len(lecture.window.words)
            # Which leader has which number is of chance, so that no number means anything.
            order = [0, *(1 + self._chance.permutation(PEOPLE)).tolist()]
            words[at, :size], there[at, :size] = torch.tensor(window.words), 1
            people[at, :size] = torch.tensor([order[one] for one in window.people])
            for row, (first, last) in enumerate(window.spans):
                own[at, row, first:last] = 1
            numbers.append({who: order[one] for one, who in enumerate(window.leaders, 1)})
        return Batch(words, people, there, own, numbers)


def _of_types(odds: Tensor, some: Sequence[Lecture]) -> Tensor:
    rows = torch.cat([odds[at, : len(one.told)] for at, one in enumerate(some)])
    told = torch.tensor(np.concatenate([one.told for one in some]))
    return _wrong(rows, told).sum()


def _wrong(odds: Tensor, told: Tensor) -> Tensor:
    return nn.functional.binary_cross_entropy_with_logits(odds, told, reduction="none")


def _of_bonds(bonds: Tensor, batch: Batch, some: Sequence[Lecture]) -> Tensor:
    """How wrong it is about whom and what each labelled sentence concerns."""
    told = [(at, one, lecture) for at, lecture in enumerate(some) for one in lecture.bonds]
    if not told:
        return torch.tensor(0.0)
    at, row, column = (
        torch.tensor(part)
        for part in zip(*((at, one.row, one.column) for at, one, _ in told), strict=True)
    )
    asked = bonds[at, :, row, column].float()
    named = _of_people(asked, batch, told) + _of_lands(asked, told) + _of_times(asked, told)
    return named + _of_unnamed(asked, told)


Told = Sequence[tuple[int, Bond, Lecture]]


def _of_people(asked: Tensor, batch: Batch, told: Told) -> Tensor:
    found = [
        (which, at, number, who in bond.leaders, _acts(who, bond, lecture))
        for which, (at, bond, lecture) in enumerate(told)
        for who, number in batch.numbers[at].items()
    ]
    if not found:
        return torch.tensor(0.0)
    which, at, number, takes_part, acts = (torch.tensor(one) for one in zip(*found, strict=True))
    others = (batch.people[at] != number[:, None])[:, None]
    odds = asked[which, :2].masked_fill(others, _NOBODY).logsumexp(-1)
    wanted = torch.stack([takes_part, acts], 1).float()
    return (_wrong(odds, wanted).sum(0) * torch.tensor(SHARES[:2])).sum()


def _acts(who: LeaderId, bond: Bond, lecture: Lecture) -> bool:
    home = lecture.homes.get(who)
    return home is not None and home in bond.sides


def _of_lands(asked: Tensor, told: Told) -> Tensor:
    found = [
        (which, place, land in bond.lands)
        for which, (_, bond, lecture) in enumerate(told)
        for place, land in enumerate(lecture.window.lands)
        if land is not None
    ]
    if not found:
        return torch.tensor(0.0)
    which, place, wanted = (torch.tensor(one) for one in zip(*found, strict=True))
    return SHARES[2] * _wrong(asked[which, 2, place], wanted.float()).sum()


def _of_times(asked: Tensor, told: Told) -> Tensor:
    found = [
        (which, lecture.window.places(time), *_wanted(bond, time))
        for which, (_, bond, lecture) in enumerate(told)
        for time in dict.fromkeys(one for one in lecture.window.times if one is not None)
    ]
    if not found:
        return torch.tensor(0.0)
    which, wanted, counts = (torch.tensor([one[part] for one in found]) for part in (0, 2, 3))
    others = torch.ones((len(found), asked.shape[-1]), dtype=torch.bool)
    for row, (_, places, *_) in zip(others, found, strict=True):
        row[places] = False
    odds = asked[which, 3:].masked_fill(others[:, None], _NOBODY).logsumexp(-1)
    wrong = counts * _wrong(odds, wanted.float())
    return (wrong.sum(0) * torch.tensor(SHARES[3:])).sum()


def _wanted(bond: Bond, time: Named) -> tuple[tuple[bool, bool], tuple[bool, bool]]:
    """Whether a time names the days, and the day of the statement; and whether that is known."""
    named = (time in bond.spans, bond.days is not None and time in bond.days)
    return named, (True, bond.days is not None)


def _of_unnamed(asked: Tensor, told: Told) -> Tensor:
    """How wrong the mark that opens a window is about what no word names."""
    wanted = torch.tensor([bond.unnamed for _, bond, _ in told]).float()
    counts = torch.tensor([(True, True, True, bond.days is not None) for _, bond, _ in told])
    wrong = counts * _wrong(asked[:, 1:, 0], wanted)
    return (wrong.sum(0) * torch.tensor(SHARES[1:])).sum()
