"""Learning of wordings from the labelled texts of ``data/reading``, and what they are worth."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol, TypeVar

from forecaster.domain.errors import FactsError
from forecaster.domain.news import Article
from forecaster.domain.people import LeaderId
from forecaster.reading.evaluate import Evaluation, evaluate
from forecaster.reading.learned.invented import invented_world
from forecaster.reading.learned.learning import Lesson, learn, to_data
from forecaster.reading.learned.lessons import Onlooker, lessons_of_items, lessons_of_wordings
from forecaster.reading.learned.sealed import sealed
from forecaster.reading.output import reading_json
from forecaster.reading.reader import RulesReader
from forecaster.reading.text.inputs import parse_line
from jobs.labels import load_merged_ids, under_present_ids
from jobs.readers import HALVES, WEIGHTS, Parts, load_parts, plain_rules, recognizer

ITEMS, WORDINGS, JUDGED = "reading", "reading/wordings", "reading/judging"
"""Folders below the data folder: of labelled items and of labelled sentences, from which wordings
learn, and of labelled items that these have not seen, from which the judge learns."""
CONTRASTS = "reading/contrasts"
"""Another, of items in which a few words change what is told, from which encoders alone learn."""

Learned = TypeVar("Learned")
Taught = TypeVar("Taught")
Items = list[tuple[dict[str, Any], Article]]
"""Labelled items, each also as an article."""


class Listener(Protocol[Learned]):
    """Keeps what readers ask in one of two rounds.

    Those who choose speakers and those who choose places are asked different questions at different
    moments, so that each has its own; they learn in the same rounds.

    Attributes:
        alone: What answers the questions of the first round; None while these are kept.
    """

    alone: Learned | None


@dataclass(frozen=True)
class School:
    """All labelled texts, read once.

    Attributes:
        root: The data folder.
        now: When the articles count as known.
    """

    root: Path
    now: datetime

    @cached_property
    def parts(self) -> Parts:
        """Rules, words and senses."""
        return load_parts(self.root)

    @cached_property
    def files(self) -> tuple[Path, ...]:
        """The files of labelled items, in order of name."""
        return tuple(sorted((self.root / ITEMS).glob("*.jsonl")))

    @cached_property
    def banks(self) -> tuple[Path, ...]:
        """The files of labelled sentences, in order of name."""
        return tuple(sorted((self.root / WORDINGS).glob("*.jsonl")))

    @cached_property
    def items(self) -> Mapping[Path, Items]:
        """The labelled items by file."""
        return {file: self.read_items(file) for file in self.files}

    @cached_property
    def judge_files(self) -> tuple[Path, ...]:
        """The files of items from which the judge learns, in order of name."""
        return tuple(sorted((self.root / JUDGED).glob("*.jsonl")))

    @cached_property
    def contrasts(self) -> tuple[Path, ...]:
        """The files of contrast sets, of which encoders alone learn, in order of name.

        They show what a few words change, and nothing of how often what is in the news: whoever
        learns how likely an act is must not learn it from them.
        """
        return tuple(sorted((self.root / CONTRASTS).glob("*.jsonl")))

    @cached_property
    def judge_items(self) -> Mapping[Path, Items]:
        """The items from which the judge learns, by file."""
        return {file: self.read_items(file) for file in self.judge_files}

    @cached_property
    def contrast_items(self) -> Mapping[Path, Items]:
        """The items of the contrast sets, by file."""
        return {file: self.read_items(file) for file in self.contrasts}

    def of_strangers(self, learn: Callable[[Collection[Path]], Learned]) -> dict[Path, Learned]:
        """For each file of items something that has not learned from it.

        Args:
            learn: Learns from all files but those that it is given: the ones of the wordings, or
                one half of the judge's.
        """
        found: dict[Path, Learned] = {}
        for group in (self.files, self.judge_files[0::2], self.judge_files[1::2]):
            if group:
                found |= dict.fromkeys(group, learn(group))
        return found

    @cached_property
    def all_items(self) -> Mapping[Path, Items]:
        """The labelled items by file, the judge's among them."""
        return {**self.items, **self.judge_items}

    def taught(
        self,
        listener: Listener[Learned],
        readers: Mapping[Path | None, RulesReader],
        lessons: Callable[[Items, RulesReader], Taught],
        learned: Mapping[Path, Learned] | None,
    ) -> dict[Path, Taught]:
        """What each file of items teaches; no encoder is asked of items from which it has learned.

        Args:
            listener: Keeps what ``readers`` ask it.
            readers: A reader without an encoder, and one with each of :data:`HALVES`.
            lessons: What items teach, as one of them reads them.
            learned: For each file, what answers the questions of the first round, so that those of
                the second are kept; None for those of the first.
        """
        found = {}
        for file, items in self.all_items.items():
            listener.alone = None if learned is None else learned[file]
            found[file] = lessons(items, readers[self.stranger(file)])
        return found

    def stranger(self, file: Path) -> Path | None:
        """The encoder to ask of a file of the judge, see ``asked``; None of ordinary items."""
        return self.asked(file) if file in self.judge_files else None

    def asked(self, file: Path) -> Path:
        """The encoder to ask of a file of the judge: one that has not learned from it.

        Raises:
            FactsError: If all have.
        """
        for half in HALVES:
            if self._path(file) not in self._known[half]:
                return half
        raise FactsError(
            f"every encoder has learned from {self._path(file)}",
            remedy="learn them anew, each from one half: `summitry fit --encoder DIR`",
        )

    @cached_property
    def _known(self) -> Mapping[Path, frozenset[str]]:
        """What each of the halves has learned from."""
        missing = [one for one in HALVES if not (self.root / one).is_file()]
        if missing:
            raise FactsError(
                f"{missing[0]} is missing",
                remedy="restore it from the repository, or learn: `summitry fit --encoder DIR`",
            )
        told = {one: json.loads((self.root / one).read_text("utf-8")) for one in HALVES}
        return {one: frozenset(document["learned_from"]) for one, document in told.items()}

    def _path(self, file: Path) -> str:
        return str(file.relative_to(self.root))

    @cached_property
    def lessons(self) -> Mapping[Path, list[Lesson]]:
        """The lessons by file."""
        onlooker = Onlooker()
        reader = plain_rules(self.root, weigher=onlooker)
        finder = self.parts.finder
        taught = {
            file: list(lessons_of_items(items, reader, onlooker, finder))
            for file, items in self.items.items()
        }
        small = RulesReader(invented_world(), self.parts.book, self.parts.lexicon, weigher=onlooker)
        for file in self.banks:
            wordings = map(json.loads, _lines(file))
            taught[file] = list(lessons_of_wordings(wordings, small, onlooker, finder))
        return taught

    def document(self) -> dict[str, Any]:
        """The weights learned from everything, with the hashes of what they were learned from."""
        told: dict[str, Any] = {
            "learned_from": self.hashes(),
            "sentences": sum(map(len, self.lessons.values())),
            **to_data(learn(self.all_but(None))),
        }
        return sealed(told)

    def hashes(self, files: Iterable[Path] | None = None) -> dict[str, str]:
        """The hash of each file, by default of all labelled texts, by its path below the data."""
        return {
            self._path(file): sha256(file.read_bytes()).hexdigest()
            for file in ((*self.files, *self.banks) if files is None else files)
        }

    def judge(self) -> Iterator[tuple[Path, Evaluation, Evaluation]]:
        """For each file of items: the rules alone, and with weights learned without that file."""
        for file in self.files:
            alone = plain_rules(self.root)
            learned = learn(self.all_but(file))
            helped = plain_rules(self.root, weigher=recognizer(self.parts, learned))
            items = self.items[file]
            yield file, judged(items, alone), judged(items, helped)

    def all_but(self, left_out: Path | None) -> list[Lesson]:
        """The lessons of all files, one of them left out."""
        return [one for file, some in self.lessons.items() if file != left_out for one in some]

    def read_items(self, file: Path) -> Items:
        """The labelled items of a file, each also as an article."""
        return [self._item(line) for line in _lines(file)]

    @cached_property
    def _merged(self) -> Mapping[LeaderId, LeaderId]:
        return load_merged_ids(self.root)

    def _item(self, line: str) -> tuple[dict[str, Any], Article]:
        item = under_present_ids(json.loads(line), self._merged)
        unlabelled = {key: value for key, value in item.items() if key != "signals"}
        return item, parse_line(json.dumps(unlabelled), self.now)


def judged(items: Sequence[tuple[dict[str, Any], Article]], reader: RulesReader) -> Evaluation:
    """How well a reader reads labelled items."""
    said = []
    for _, article in items:
        found = reader.read(article)
        said.append(reading_json(article, found, found.mentions, _unnamed, clusters=False))
    return evaluate([item for item, _ in items], said)


def write_wordings(school: School) -> str:
    """Learn from everything, write the weights where readers look for them, and say so."""
    document = school.document()
    path = school.root / WEIGHTS
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = ",\n".join(
        f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(row, separators=(',', ':'))}"
        for name, row in document.pop("traits").items()
    )
    head = json.dumps(document, indent=1, ensure_ascii=False)
    path.write_text(f'{head[:-2]},\n "traits": {{\n{rows}\n}}\n}}\n', "utf-8")
    return f"{path}: {document['sentences']} sentences, sha256 {document['sha256']}"


def left_out_rows(school: School) -> Iterator[str]:
    """A table: each file of items, read by rules alone and with weights learned from the others."""
    yield from compared("rules", "learned", school.judge())


def compared(
    one: str, other: str, found: Iterable[tuple[Path, Evaluation, Evaluation]]
) -> Iterator[str]:
    """A table: each file of items as two readers read it, and all files together."""
    yield (
        f"{'left out':12s} {one + ': P':>12s} {'R':>6s} {'F1':>6s} {'alarms':>7s}"
        f" {other + ': P':>12s} {'R':>6s} {'F1':>6s} {'alarms':>7s} {'n':>6s}"
    )
    for file, alone, helped in found:
        count = alone.total.right + alone.total.missed
        yield f"{file.stem:12s} {_figures(alone, 12)} {_figures(helped, 12)} {count:6d}"


def _figures(found: Evaluation, width: int) -> str:
    total = found.total
    alarms = f"{found.silent[1]}/{found.silent[0]}"
    return f"{total.precision:{width}.3f} {total.recall:6.3f} {total.f1:6.3f} {alarms:>7s}"


def _unnamed(leader: LeaderId) -> tuple[str, None]:
    return str(leader), None


def _lines(file: Path) -> list[str]:
    return [line for line in file.read_text("utf-8").splitlines() if line.strip()]
