"""How a network is taught: step after step, faster at first and slower towards the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor, nn

from jobs.teaching.networks import SentenceEncoder

DECAY, CLIP = 0.01, 1.0


@dataclass(frozen=True, slots=True)
class Course:
    """How a network is taught.

    Attributes:
        rounds: How often it sees everything.
        rate: Greatest step of the network's own weights.
        head_rate: The same for what is new.
        frozen: Layers, from below, that stay as they are.
    """

    rounds: float
    rate: float
    head_rate: float
    frozen: int


class Batches(Protocol):
    """What is taught, in batches."""

    def count(self) -> int:
        """How many batches there are in a round, roughly."""

    def drawn(self, rng: np.random.Generator) -> Iterator[Sequence[int]]:
        """What is taught in a round, in batches, in an order of chance."""


def learn(
    model: SentenceEncoder,
    course: Course,
    batches: Batches,
    loss: Callable[[Sequence[int]], Tensor],
) -> Iterator[str]:
    """Teach a network, and tell progress.

    Args:
        model: The network.
        course: How it is taught.
        batches: What it is taught.
        loss: How wrong the network is on a batch.
    """
    rng = np.random.default_rng(0)
    each = batches.count()
    steps = int(course.rounds * each)
    heads, body = model.heads(), model.body()
    groups: list[dict[str, Any]] = [{"params": body, "lr": course.rate}, {"params": heads}]
    optimizer = torch.optim.AdamW(groups, lr=course.head_rate, weight_decay=DECAY, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, [course.rate, course.head_rate], total_steps=steps + 1, pct_start=0.1
    )
    model.train()
    losses: list[float] = []
    for chosen in _all_rounds(batches, steps, rng):
        wrong = loss(chosen)
        optimizer.zero_grad()
        wrong.backward()
        nn.utils.clip_grad_norm_([*body, *heads], CLIP)
        optimizer.step()
        schedule.step()
        losses.append(float(wrong.detach()))
        if len(losses) % each == 0 or len(losses) == steps:
            yield f"{len(losses)} of {steps} steps: loss {np.mean(losses[-each:]):.3f}"


def _all_rounds(batches: Batches, steps: int, rng: np.random.Generator) -> Iterator[Sequence[int]]:
    left = steps
    while left > 0:
        for chosen in batches.drawn(rng):
            if left > 0:
                yield chosen
            left -= 1
