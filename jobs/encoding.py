"""Learning of the reader's encoder: a general model of English, turned to our types.

Needs ``torch``, ``transformers`` and ``onnx``, which nothing else does (see CONTRIBUTING.md).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
from forecaster.reading.learned.pieces import Pieces
from jobs.learning import School
from jobs.readers import ENCODER, NETWORK, PIECES

EPOCHS = 4
BATCH = 32
POOL = 20
"""Batches drawn together and sorted by length, so that little of a batch is filling."""
RATE, HEAD_RATE = 1e-4, 2e-3
DECAY, DROP, CLIP = 0.01, 0.1, 1.0
RARE = -3.0
"""Log odds of every type at the start."""
TYPES = tuple(sorted(SignalType))


class TypedEncoder(nn.Module):
    """An encoder with, for each type, a view of its own of which words matter, and a verdict."""

    def __init__(self, base: Path) -> None:
        """Start from the model in the folder ``base``."""
        super().__init__()
        self.encoder = AutoModel.from_pretrained(base, attn_implementation="eager")
        self.encoder.embeddings.word_embeddings.weight.requires_grad = False
        width = self.encoder.config.hidden_size
        self.drop = nn.Dropout(DROP)
        self.view, self.verdict = nn.Linear(width, len(TYPES)), nn.Linear(width, len(TYPES))
        nn.init.constant_(self.verdict.bias, RARE)

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
        told: 1 for each type that a lesson tells, lessons by types.
    """

    texts: list[list[int]]
    told: Tensor

    def batch(self, chosen: Sequence[int]) -> tuple[Tensor, Tensor, Tensor]:
        """Pieces filled up to one length, where there is one, and what is told."""
        texts = [torch.tensor(self.texts[one]) for one in chosen]
        words = nn.utils.rnn.pad_sequence(texts, batch_first=True)
        there = nn.utils.rnn.pad_sequence([torch.ones_like(one) for one in texts], batch_first=True)
        return words, there, self.told[list(chosen)]

    def batches(self, rng: np.random.Generator) -> Iterator[list[int]]:
        """All lessons in batches of like length, in an order of chance."""
        order = rng.permutation(len(self.texts)).tolist()
        cut: list[list[int]] = []
        for first in range(0, len(order), BATCH * POOL):
            pool = sorted(order[first : first + BATCH * POOL], key=lambda one: len(self.texts[one]))
            cut += [pool[at : at + BATCH] for at in range(0, len(pool), BATCH)]
        return (cut[at] for at in rng.permutation(len(cut)))


def write_encoder(school: School, base: Path) -> Iterator[str]:
    """Learn from all labelled texts, write the encoder where readers look for it, tell progress.

    Args:
        school: The labelled texts.
        base: A folder with ``config.json``, ``model.safetensors`` and ``vocab.txt`` of a model in
            the manner of BERT.
    """
    vocabulary = (base / "vocab.txt").read_text("utf-8")
    sheets = _sheets(school.all_but(None), Pieces(vocabulary.splitlines()))
    torch.manual_seed(0)
    model = TypedEncoder(base)
    yield from _learn(model, sheets, np.random.default_rng(0))
    network = _as_onnx(model.eval())
    document = {
        "types": [str(kind) for kind in TYPES],
        "network": sha256(network).hexdigest(),
        "vocabulary": sha256(vocabulary.encode()).hexdigest(),
        "base": sha256((base / "model.safetensors").read_bytes()).hexdigest(),
        "sentences": len(sheets.texts),
        "learned_from": school.hashes(),
    }
    (school.root / NETWORK).write_bytes(network)
    (school.root / PIECES).write_text(vocabulary, "utf-8")
    (school.root / ENCODER).write_text(f"{json.dumps(document, indent=1)}\n", "utf-8")
    yield f"{school.root / NETWORK}: {len(sheets.texts)} sentences"


def _sheets(lessons: Sequence[Lesson], pieces: Pieces) -> Sheets:
    told = [[float(kind in lesson.types) for kind in TYPES] for lesson in lessons]
    return Sheets([pieces.numbers(one.words, LONGEST) for one in lessons], torch.tensor(told))


def _learn(model: TypedEncoder, sheets: Sheets, rng: np.random.Generator) -> Iterator[str]:
    steps = EPOCHS * (len(sheets.texts) // BATCH + 3)
    heads = [*model.view.parameters(), *model.verdict.parameters()]
    body = [one for one in model.encoder.parameters() if one.requires_grad]
    groups: list[dict[str, Any]] = [{"params": body, "lr": RATE}, {"params": heads}]
    optimizer = torch.optim.AdamW(groups, lr=HEAD_RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, [RATE, HEAD_RATE], total_steps=steps, pct_start=0.1
    )
    model.train()
    for epoch in range(EPOCHS):
        losses = [
            _step(model, sheets.batch(one), optimizer, schedule) for one in sheets.batches(rng)
        ]
        yield f"round {epoch + 1} of {EPOCHS}: loss {np.mean(losses):.3f}"


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
