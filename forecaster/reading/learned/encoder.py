"""What each sentence of an article tells, and of whom, by a small transformer that knows English.

It reads the sentences of an article together, a window of them at a time, so that "he", "the two"
or "the offer" are read in the light of what stands before. For each sentence it says how likely it
tells each type, and for each type who takes part, whose step it is, where it is set, and which
times name its days and the day of the statement; or that no word does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as faults

from forecaster.domain.errors import FactsError
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode
from forecaster.domain.signals import SignalType
from forecaster.reading.acts.impression import NEVER, Position, Time
from forecaster.reading.learned.pieces import Pieces
from forecaster.reading.learned.veiling import Shown
from forecaster.reading.learned.windows import Named, Window, cut, windows

REMEMBERED = 512
"""Windows whose verdicts are kept, about ten megabytes."""
REMEDY = "restore data/models/reader, or learn anew with `summitry fit --encoder DIR`"

_FAULTS = (
    *(ValueError, KeyError, TypeError, AttributeError),
    *(faults.InvalidProtobuf, faults.InvalidGraph, faults.InvalidArgument, faults.Fail),
)
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the encoder says of the sentences of one window.

    Attributes:
        odds: Log odds of each type, sentences by types.
        parts: For each person of the window, log odds to take part, sentences by types.
        steps: The same for whose step it is.
        lands: The same for the words that name each country, which is where it is set.
        spans: The same for each time to name the days of the meeting.
        days: The same for each time to name the day on which it was said or done.

    What no word names stands under None, in the mark that opens a window: that it is a step of all,
    set nowhere that is told, on no days that are told, and said on the day of the report.
    """

    odds: Floats
    parts: Mapping[int | None, Floats]
    steps: Mapping[int | None, Floats]
    lands: Mapping[CountryCode | None, Floats]
    spans: Mapping[Named | None, Floats]
    days: Mapping[Named | None, Floats]


class Encoder:
    """A transformer with a head for each type, and five that join words to what a sentence tells."""

    def __init__(
        self, types: Sequence[SignalType], pieces: Pieces, session: onnxruntime.InferenceSession
    ) -> None:
        """Put a network beside its vocabulary.

        Args:
            types: The types, in the order of its answers.
            pieces: Its vocabulary.
            session: The network: numbers of pieces in, log odds out.
        """
        self._types, self._pieces, self._session = tuple(types), pieces, session
        # Wire copies come again and again, and the network costs most of all.
        self._verdict = lru_cache(maxsize=REMEMBERED)(self._run)

    def look(self, sentences: Sequence[Shown]) -> Look:
        """What it makes of the sentences of an article; none is read before it is asked for."""
        texts = [cut(one, self._pieces) for one in sentences]
        found = windows(texts, [one.title for one in sentences], self._pieces)
        seen = {
            sentences[number].position: (view, at)
            for view in (View(self, window) for window in found)
            for at, number in enumerate(view.window.numbers)
        }
        numbers = {one.position: number for number, one in enumerate(sentences)}
        return Look(self.types, seen, numbers)

    @property
    def types(self) -> Mapping[SignalType, int]:
        """The column of each type."""
        return {kind: column for column, kind in enumerate(self._types)}

    def verdict(self, window: Window) -> Verdict:
        """What it says of a window."""
        return self._verdict(window.words, window.people, window.lands, window.times, window.spans)

    def _run(
        self,
        words: tuple[int, ...],
        people: tuple[int, ...],
        lands: tuple[CountryCode | None, ...],
        times: tuple[Named | None, ...],
        spans: tuple[tuple[int, int], ...],
    ) -> Verdict:
        own = np.zeros((len(spans), len(words)), dtype=np.float32)
        for row, (first, last) in zip(own, spans, strict=True):
            row[first:last] = 1
        given = {
            "words": np.array([words], dtype=np.int64),
            "people": np.array([people], dtype=np.int64),
            "own": own,
        }
        odds, bonds = self._session.run(["odds", "bonds"], given)
        named = (people, people, lands, times, times)
        return Verdict(odds, *(_by(one, bond) for one, bond in zip(named, bonds, strict=True)))


def _by(names: Sequence[Any], bonds: Floats) -> dict[Any, Floats]:
    """For each of those named, what its words say together, sentences by types.

    Args:
        names: Whom or what each word names; 0 or None for nobody and nothing.
        bonds: Log odds of each word, sentences by types by words; the first opens the window.
    """
    found: dict[Any, Floats] = {None: bonds[:, :, 0].copy()}  # A view would keep all the bonds
    for name in dict.fromkeys(one for one in names if one):
        columns = [at for at, one in enumerate(names) if one == name]
        found[name] = np.logaddexp.reduce(bonds[:, :, columns], axis=2)
    return found


class View:
    """A window of an article, and what the encoder says of it, which is asked for once if at all."""

    def __init__(self, encoder: Encoder, window: Window) -> None:
        """Look through ``window``."""
        self.window = window
        self._encoder = encoder

    @cached_property
    def verdict(self) -> Verdict:
        """What the encoder says."""
        return self._encoder.verdict(self.window)


class Look:
    """What an encoder makes of one article: an impression of each sentence in its window."""

    def __init__(
        self,
        columns: Mapping[SignalType, int],
        seen: Mapping[Position, tuple[View, int]],
        numbers: Mapping[Position, int],
    ) -> None:
        """See sentences by position.

        Args:
            columns: The column of each type.
            seen: The view that tells of a sentence, and the row of that there.
            numbers: The number of each sentence, also of those that no view tells of.
        """
        self._columns, self._seen, self._numbers = columns, seen, numbers

    def told(self, position: Position) -> Mapping[SignalType, float] | None:
        """How likely a sentence tells each type; None where there is no such sentence."""
        if position not in self._seen:
            return None
        view, at = self._seen[position]
        row = view.verdict.odds[at].tolist()
        return dict(zip(self._columns, row, strict=True))

    def part(self, position: Position, kind: SignalType, leader: LeaderId) -> float:
        """How likely a leader takes part in what a sentence tells, if it tells that type."""
        return self._odds(
            position, kind, lambda seen, window: seen.parts.get(window.number(leader))
        )

    def step(self, position: Position, kind: SignalType, leader: LeaderId | None) -> float:
        """How likely it is the step of the leader's side, or of all, if it tells that type."""
        return self._odds(
            position,
            kind,
            lambda seen, window: seen.steps.get(None if leader is None else window.number(leader)),
        )

    def land(self, position: Position, kind: SignalType, country: CountryCode | None) -> float:
        """How likely it is set in a country, or nowhere that is told, if it tells that type."""
        return self._odds(position, kind, lambda seen, _: seen.lands.get(country))

    def span(self, position: Position, kind: SignalType, time: Time | None) -> float:
        """How likely a time, or nothing, names the days of the meeting, if it tells that type."""
        return self._odds(position, kind, lambda seen, _: seen.spans.get(self._named(time)))

    def day(self, position: Position, kind: SignalType, time: Time | None) -> float:
        """How likely it was said or done on the day that a time names, or that of the report."""
        return self._odds(position, kind, lambda seen, _: seen.days.get(self._named(time)))

    def people(self, position: Position) -> Sequence[LeaderId]:
        """Whom the sentences around one name, in their order."""
        return self._seen[position][0].window.leaders if position in self._seen else ()

    def _named(self, time: Time | None) -> Named | None:
        if time is None:
            return None
        position, first = time
        return self._numbers.get(position, -1), first

    def _odds(
        self,
        position: Position,
        kind: SignalType,
        bond: Callable[[Verdict, Window], Floats | None],
    ) -> float:
        """What one bond of a sentence says; :data:`NEVER` where no word near it is meant."""
        if position not in self._seen:
            return NEVER
        view, at = self._seen[position]
        found = bond(view.verdict, view.window)
        return NEVER if found is None else float(found[at, self._columns[kind]])


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
    """The network on one thread, so that the same window gets the same answer every time."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(
        network, options, providers=["CPUExecutionProvider"], disabled_optimizers=[_SLOW_FUSION]
    )


_SLOW_FUSION = "SkipLayerNormFusion"
"""Joins a sum and the norm behind it into one step, which takes longer than the two."""


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
