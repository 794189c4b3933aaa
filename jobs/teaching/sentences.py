"""Sentences alone, each with the types that it tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from forecaster.reading.learned.learning import Lesson
from forecaster.reading.learned.pieces import CLOSES, OPENS, Pieces
from jobs.teaching.networks import TYPES, SentenceEncoder

BATCH = 32
POOL = 20
"""Batches drawn together and sorted by length, so that little of a batch is filling."""
LONGEST = 80
"""Pieces of a sentence, its ends among them."""
_MARKS = {"<s>": OPENS, "</s>": CLOSES}
"""Marks of the ends of a text that some vocabularies name otherwise."""


def pieces_of(base: Path) -> Pieces:
    """The vocabulary of a model."""
    marks = (base / "vocab.txt").read_text("utf-8").splitlines()
    return Pieces([_MARKS.get(mark, mark) for mark in marks])


@dataclass(frozen=True)
class Sheets:
    """Sentences as numbers.

    Attributes:
        texts: The pieces of each.
        told: How surely each tells each type, 0 to 1, sentences by types.
        filling: The number that fills a text up.
    """

    texts: list[list[int]]
    told: Tensor
    filling: int

    def count(self) -> int:
        """Batches in a round."""
        return -(-len(self.texts) // BATCH)

    def drawn(self, rng: np.random.Generator) -> Iterator[list[int]]:
        """All sentences once, in batches of like length, in an order of chance."""
        return self.batches(rng.permutation(len(self.texts)).tolist(), rng)

    def batches(self, order: Sequence[int], rng: np.random.Generator) -> Iterator[list[int]]:
        """Those of ``order`` in batches of like length, in an order of chance."""
        cut: list[list[int]] = []
        for first in range(0, len(order), BATCH * POOL):
            pool = sorted(order[first : first + BATCH * POOL], key=lambda one: len(self.texts[one]))
            cut += [pool[at : at + BATCH] for at in range(0, len(pool), BATCH)]
        return (cut[at] for at in rng.permutation(len(cut)))

    def batch(self, chosen: Sequence[int]) -> tuple[Tensor, Tensor]:
        """Pieces filled up to one length, and where there is one."""
        texts = [torch.tensor(self.texts[one]) for one in chosen]
        words = nn.utils.rnn.pad_sequence(texts, batch_first=True, padding_value=self.filling)
        there = nn.utils.rnn.pad_sequence([torch.ones_like(one) for one in texts], batch_first=True)
        return words, there

    def loss_of(self, model: SentenceEncoder) -> Callable[[Sequence[int]], Tensor]:
        """How wrong a network is on some of the sentences."""

        def loss(chosen: Sequence[int]) -> Tensor:
            with torch.autocast("cpu", dtype=torch.bfloat16):  # Half the time, the same verdicts
                odds = model(*self.batch(chosen))
            wrong = nn.functional.binary_cross_entropy_with_logits(
                odds.float(), self.told[list(chosen)], reduction="sum"
            )
            return wrong / len(chosen)

        return loss


def sheets_of(lessons: Sequence[Lesson], base: Path, filling: int) -> Sheets:
    """Sentences in the pieces of a model."""
    pieces = pieces_of(base)
    told = [[float(kind in lesson.types) for kind in TYPES] for lesson in lessons]
    texts = [pieces.numbers(one.words, LONGEST) for one in lessons]
    return Sheets(texts, torch.tensor(told), filling)


def read_all(model: SentenceEncoder, sheets: Sheets) -> Tensor:
    """How likely each sentence tells each type by a model, sentences by types."""
    found = torch.zeros_like(sheets.told)
    by_length = sorted(range(len(sheets.texts)), key=lambda one: len(sheets.texts[one]))
    for chosen in sheets.batches(by_length, np.random.default_rng(0)):
        with torch.no_grad():
            found[chosen] = model(*sheets.batch(chosen)).sigmoid()
    return found
