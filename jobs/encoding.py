"""Learning of the reader's encoder: a general model of English, turned to our types.

A large model may learn first and teach: what it makes of a sentence is most of what the small one,
which reads in service, is asked to tell (Hinton, Vinyals and Dean 2015, arXiv:1503.02531).

Needs ``torch``, ``transformers`` and ``onnx``, which nothing else does (see CONTRIBUTING.md).
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from transformers import AutoModel

from forecaster.domain.signals import SignalType
from forecaster.reading.learned.encoder import LONGEST
from forecaster.reading.learned.learning import Lesson
from forecaster.reading.learned.pieces import CLOSES, OPENS, Pieces
from forecaster.reading.learned.recognizing import WORTH_A_LOOK
from forecaster.reading.learned.wordings import Wordings, parse_wordings
from jobs.learning import School
from jobs.readers import ENCODER, NETWORK, PIECES, WEIGHTS

BATCH = 32
POOL = 20
"""Batches drawn together and sorted by length, so that little of a batch is filling."""
DECAY, DROP, CLIP = 0.01, 0.1, 1.0
RARE = -3.0
"""Log odds of every type at the start."""
TRUST = 0.7
"""Share of what the teacher says in what its pupil is asked to tell; the rest are the labels."""
EASY = 4
"""One in so many is learned from of the silent sentences in which wordings see nothing: in service
the encoder is asked of them only where a rule reads something."""
TYPES = tuple(sorted(SignalType))
_MARKS = {"<s>": OPENS, "</s>": CLOSES}
"""Marks of the ends of a text that some vocabularies name otherwise."""


@dataclass(frozen=True)
class Course:
    """How a network is taught.

    Attributes:
        rounds: How often it sees every sentence.
        rate: Greatest step of the network's own weights.
        head_rate: The same for what is new: views and verdicts.
        frozen: Layers, from below, that stay as they are.
    """

    rounds: float
    rate: float
    head_rate: float
    frozen: int


PUPIL = Course(rounds=3, rate=1e-4, head_rate=2e-3, frozen=0)
TEACHER = Course(rounds=1.9, rate=5e-5, head_rate=1e-3, frozen=3)


class TypedEncoder(nn.Module):
    """An encoder with, for each type, a view of its own of which words matter, and a verdict."""

    def __init__(self, base: Path, frozen: int = 0) -> None:
        """Start from the model in the folder ``base``, ``frozen`` of its layers fixed."""
        super().__init__()
        self.encoder = AutoModel.from_pretrained(
            base, attn_implementation="eager", add_pooling_layer=False
        )
        for fixed in (self.encoder.embeddings.word_embeddings, *self._layers()[:frozen]):
            fixed.requires_grad_(requires_grad=False)
        width = self.encoder.config.hidden_size
        self.drop = nn.Dropout(DROP)
        self.view, self.verdict = nn.Linear(width, len(TYPES)), nn.Linear(width, len(TYPES))
        nn.init.constant_(self.verdict.bias, RARE)

    def _layers(self) -> nn.ModuleList:
        layers: nn.ModuleList = self.encoder.encoder.layer
        return layers

    @property
    def filling(self) -> int:
        """The number that fills a text up."""
        return int(self.encoder.config.pad_token_id)

    def forward(self, words: Tensor, there: Tensor) -> Tensor:
        """Log odds of each type (texts by types) from pieces (texts by places); 1 where one is."""
        seen = self.encoder(input_ids=words, attention_mask=there).last_hidden_state
        hidden = (there == 0)[:, :, None]
        shares = self.view(seen).masked_fill(hidden, -1e9).softmax(1)
        summed = self.drop(torch.einsum("blt,blh->bth", shares, seen))
        odds: Tensor = (summed * self.verdict.weight[None]).sum(-1) + self.verdict.bias
        return odds


@dataclass(frozen=True)
class Sheets:
    """Lessons as numbers.

    Attributes:
        texts: The pieces of each lesson.
        told: How surely each lesson tells each type, 0 to 1, lessons by types.
        filling: The number that fills a text up.
    """

    texts: list[list[int]]
    told: Tensor
    filling: int

    def batch(self, chosen: Sequence[int]) -> tuple[Tensor, Tensor, Tensor]:
        """Pieces filled up to one length, where there is one, and what is told."""
        texts = [torch.tensor(self.texts[one]) for one in chosen]
        words = nn.utils.rnn.pad_sequence(texts, batch_first=True, padding_value=self.filling)
        there = nn.utils.rnn.pad_sequence([torch.ones_like(one) for one in texts], batch_first=True)
        return words, there, self.told[list(chosen)]

    def batches(self, order: Sequence[int], rng: np.random.Generator) -> Iterator[list[int]]:
        """Lessons in batches of like length: those of ``order``, in an order of chance."""
        cut: list[list[int]] = []
        for first in range(0, len(order), BATCH * POOL):
            pool = sorted(order[first : first + BATCH * POOL], key=lambda one: len(self.texts[one]))
            cut += [pool[at : at + BATCH] for at in range(0, len(pool), BATCH)]
        return (cut[at] for at in rng.permutation(len(cut)))


def write_encoder(school: School, base: Path, teacher: Path | None = None) -> Iterator[str]:
    """Learn from all labelled texts, write the encoder where readers look for it, tell progress.

    Args:
        school: The labelled texts; their wordings must have been learned.
        base: A folder with ``config.json``, ``model.safetensors`` and ``vocab.txt`` of a model in
            the manner of BERT.
        teacher: The same of a larger one that learns first and teaches.
    """
    lessons = _worth_learning(school)
    model, sheets = _beginner(base, PUPIL, lessons)
    if teacher is not None:
        sheets = replace(sheets, told=(yield from _taught(teacher, lessons, sheets.told)))
    yield from _learn(model, sheets, PUPIL)
    network = _as_onnx(model.eval())
    vocabulary = (base / "vocab.txt").read_text("utf-8")
    document = {
        "types": [str(kind) for kind in TYPES],
        "network": sha256(network).hexdigest(),
        "vocabulary": sha256(vocabulary.encode()).hexdigest(),
        "base": _hash_of(base),
        "teacher": None if teacher is None else _hash_of(teacher),
        "sentences": len(sheets.texts),
        "learned_from": school.hashes(),
    }
    (school.root / NETWORK).write_bytes(network)
    (school.root / PIECES).write_text(vocabulary, "utf-8")
    (school.root / ENCODER).write_text(f"{json.dumps(document, indent=1)}\n", "utf-8")
    yield f"{school.root / NETWORK}: {len(sheets.texts)} sentences"


def _worth_learning(school: School) -> list[Lesson]:
    wordings = parse_wordings((school.root / WEIGHTS).read_text("utf-8"))
    easy, found = 0, []
    for lesson in school.all_but(None):
        is_easy = not lesson.types and _greatest(lesson, wordings) <= WORTH_A_LOOK
        easy += is_easy
        if not is_easy or easy % EASY == 0:
            found.append(lesson)
    return found


def _greatest(lesson: Lesson, wordings: Wordings) -> float:
    """Log odds of the likeliest type by the wordings."""
    return max(wordings.log_odds((trait, 0, 0) for trait in lesson.traits).values())


def _hash_of(base: Path) -> str:
    return sha256((base / "model.safetensors").read_bytes()).hexdigest()


def _beginner(base: Path, course: Course, lessons: Sequence[Lesson]) -> tuple[TypedEncoder, Sheets]:
    """A model that has learned nothing yet, and its lessons in its own pieces."""
    torch.manual_seed(0)
    model = TypedEncoder(base, course.frozen)
    marks = (base / "vocab.txt").read_text("utf-8").splitlines()
    pieces = Pieces([_MARKS.get(mark, mark) for mark in marks])
    told = [[float(kind in lesson.types) for kind in TYPES] for lesson in lessons]
    texts = [pieces.numbers(one.words, LONGEST) for one in lessons]
    return model, Sheets(texts, torch.tensor(told), model.filling)


def _taught(
    teacher: Path, lessons: Sequence[Lesson], labels: Tensor
) -> Generator[str, None, Tensor]:
    """What a pupil is asked to tell: the labels, and what the teacher makes of each sentence."""
    model, sheets = _beginner(teacher, TEACHER, lessons)
    yield from _learn(model, sheets, TEACHER)
    return TRUST * _read(model.eval(), sheets) + (1 - TRUST) * labels


def _read(model: TypedEncoder, sheets: Sheets) -> Tensor:
    """How likely each lesson tells each type by a model, lessons by types."""
    found = torch.zeros_like(sheets.told)
    by_length = sorted(range(len(sheets.texts)), key=lambda one: len(sheets.texts[one]))
    for chosen in sheets.batches(by_length, np.random.default_rng(0)):
        words, there, _ = sheets.batch(chosen)
        with torch.no_grad():
            found[chosen] = model(words, there).sigmoid()
    return found


def _learn(model: TypedEncoder, sheets: Sheets, course: Course) -> Iterator[str]:
    rng = np.random.default_rng(0)
    each = -(-len(sheets.texts) // BATCH)
    steps = int(course.rounds * each)
    heads = [*model.view.parameters(), *model.verdict.parameters()]
    body = [one for one in model.encoder.parameters() if one.requires_grad]
    groups: list[dict[str, Any]] = [{"params": body, "lr": course.rate}, {"params": heads}]
    optimizer = torch.optim.AdamW(groups, lr=course.head_rate, weight_decay=DECAY, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, [course.rate, course.head_rate], total_steps=steps + 1, pct_start=0.1
    )
    model.train()
    losses: list[float] = []
    for chosen in _all_rounds(sheets, steps, rng):
        losses.append(_step(model, sheets.batch(chosen), optimizer, schedule))
        if len(losses) % each == 0 or len(losses) == steps:
            recent = np.mean(losses[-each:])
            yield f"{len(losses)} of {steps} steps: loss {recent:.3f}"


def _all_rounds(sheets: Sheets, steps: int, rng: np.random.Generator) -> Iterator[list[int]]:
    left = steps
    while left > 0:
        order = rng.permutation(len(sheets.texts)).tolist()
        for chosen in sheets.batches(order, rng):
            if left > 0:
                yield chosen
            left -= 1


def _step(
    model: TypedEncoder,
    batch: tuple[Tensor, Tensor, Tensor],
    optimizer: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LRScheduler,
) -> float:
    words, there, told = batch
    with torch.autocast("cpu", dtype=torch.bfloat16):  # Half the time, and the same verdicts
        odds = model(words, there)
    loss = nn.functional.binary_cross_entropy_with_logits(odds.float(), told, reduction="sum")
    loss = loss / len(told)
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), CLIP)
    optimizer.step()
    schedule.step()
    return float(loss.detach())


def _as_onnx(model: TypedEncoder) -> bytes:
    """The network with weights of eight bits.

    Seven of them are used, so that processors with and without a wide product agree.
    """
    words = torch.ones((2, 9), dtype=torch.long)
    free = {0: "texts", 1: "places"}
    with TemporaryDirectory() as folder:
        whole, small = Path(folder) / "whole.onnx", Path(folder) / "small.onnx"
        torch.onnx.export(
            model,
            (words, torch.ones_like(words)),
            str(whole),
            input_names=["words", "there"],
            output_names=["odds"],
            dynamic_axes={"words": free, "there": free, "odds": {0: "texts"}},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(
            whole, small, weight_type=QuantType.QInt8, reduce_range=True, per_channel=True
        )
        return small.read_bytes()
