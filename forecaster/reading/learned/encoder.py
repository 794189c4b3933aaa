"""How likely a sentence is to carry each type, by a small transformer that knows English at large.

The encoder reads a sentence as it stands, except that leaders, countries and other people are
veiled by a common word, so that what it has learned holds for those never seen before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as faults

from forecaster.domain.errors import FactsError
from forecaster.domain.signals import SignalType
from forecaster.reading.learned.pieces import Pieces
from forecaster.reading.who.canon import Canon

LONGEST = 80
"""Pieces of a sentence that are read."""
REMEMBERED = 4096
"""Sentences whose verdicts are kept, about four megabytes."""
REMEDY = "restore data/models/reader, or learn anew with `summitry fit --encoder DIR`"

_FAULTS = (
    *(ValueError, KeyError, TypeError, AttributeError),
    *(faults.InvalidProtobuf, faults.InvalidGraph, faults.InvalidArgument, faults.Fail),
)
_VEILS = {"L": "the president", "L+": "the leaders", "C": "the country", "X": "someone"}


class Encoder:
    """A transformer with a head for each type."""

    def __init__(
        self, types: Sequence[SignalType], pieces: Pieces, session: onnxruntime.InferenceSession
    ) -> None:
        """Put a network beside its vocabulary.

        Args:
            types: The types, in the order of its answers.
            pieces: Its vocabulary.
            session: The network: numbers of pieces in, log odds of each type out.
        """
        self._types, self._pieces, self._session = tuple(types), pieces, session
        # Wire copies and standing phrases come again and again, and the network costs most of all.
        self._verdict = lru_cache(maxsize=REMEMBERED)(self._run)

    def log_odds(self, canon: Canon) -> dict[SignalType, float]:
        """Log odds that a sentence carries each type, in the light of its words and their order."""
        odds = self._verdict(tuple(self._pieces.numbers(veiled(canon), LONGEST)))
        return dict(zip(self._types, odds, strict=True))

    def _run(self, words: tuple[int, ...]) -> list[float]:
        given = np.array([words], dtype=np.int64)
        odds = self._session.run(["odds"], {"words": given, "there": np.ones_like(given)})
        found: list[float] = odds[0][0].tolist()
        return found


def veiled(canon: Canon) -> Iterator[str]:
    """The words of a sentence, those veiled that name somebody or a country."""
    words = canon.sentence.tokens.words
    for item, (first, last) in zip(canon.items, canon.words, strict=True):
        veil = _VEILS.get(_class(item)) if item[1:2] == ":" else None
        if veil is None:
            yield from words[first:last]
        else:
            yield from veil.split()


def _class(item: str) -> str:
    return "L+" if item[0] == "L" and item.endswith("+") else item[0]


def parse_encoder(document: str, vocabulary: str, network: bytes) -> Encoder:
    """An encoder from its description, its vocabulary (a piece a line) and its network (ONNX).

    Raises:
        FactsError: If one of them has another form or is not what the description says.
    """
    try:
        told: dict[str, Any] = json.loads(document)
        found = {"network": _hash(network), "vocabulary": _hash(vocabulary.encode())}
        if {name: told[name] for name in found} != found:
            raise FactsError("the reader's encoder was altered", remedy=REMEDY)
        types = tuple(map(SignalType, told["types"]))
        return Encoder(types, Pieces(vocabulary.splitlines()), _session(network))
    except _FAULTS as error:
        raise FactsError(f"the reader's encoder cannot be read: {error}", remedy=REMEDY) from error


def _session(network: bytes) -> onnxruntime.InferenceSession:
    """The network on one thread, so that the same sentence gets the same answer every time."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(
        network, options, providers=["CPUExecutionProvider"], disabled_optimizers=[_SLOW_FUSION]
    )


_SLOW_FUSION = "SkipLayerNormFusion"
"""Joins a sum and the norm behind it into one step, which takes longer than the two."""


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
