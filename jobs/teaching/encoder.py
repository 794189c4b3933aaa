"""Learning of the reader's encoder: a general model of English, turned to our types.

It learns from sentences alone first, and then from whole articles, whom and what each sentence
concerns as well. From there on it grows twice, each time on one half of the files from which the
judge learns: what learns from the other half asks it, since of articles that it has seen an encoder
knows more than of new ones (cross-fitting: Wolpert 1992, doi:10.1016/S0893-6080(05)80023-1). From
the mean of both grows the encoder that serves, on all of these files (means of weights: Wortsman et
al. 2022, arXiv:2203.05482). A large model may learn from sentences before it and teach: what it
makes of a sentence is most of what the small one, which reads in service, is asked to tell (Hinton,
Vinyals and Dean 2015, arXiv:1503.02531).

Needs ``torch``, ``transformers`` and ``onnx``, which nothing else does (see CONTRIBUTING.md).
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from forecaster.reading.learned.article_lessons import ArticleLesson, article_lessons
from forecaster.reading.learned.learning import Lesson
from forecaster.reading.learned.lessons import Onlooker
from forecaster.reading.learned.pieces import Pieces
from forecaster.reading.learned.recognizing import WORTH_A_LOOK
from forecaster.reading.learned.wordings import Wordings, parse_wordings
from jobs.learning import Items, School
from jobs.readers import ENCODER, HALVES, PIECES, WEIGHTS, network_of, plain_rules
from jobs.teaching.articles import Known, Lecture, Lectures, lecture_alone, lectures_of
from jobs.teaching.course import Course, learn
from jobs.teaching.networks import TYPES, ArticleEncoder, SentenceEncoder, as_onnx
from jobs.teaching.sentences import pieces_of, read_all, sheets_of

TRUST = 0.7
"""Share of what the teacher says in what its pupil is asked to tell; the rest are the labels."""
EASY = 4
"""One in so many is learned from of the silent sentences in which wordings see nothing."""
TEACHER = Course(rounds=1.9, rate=5e-5, head_rate=1e-3, frozen=3)
PUPIL = Course(rounds=3, rate=1e-4, head_rate=2e-3, frozen=0)
READER = Course(rounds=4.1, rate=1e-4, head_rate=1e-3, frozen=0)
"""Of the pupil, once it reads whole articles."""
TRUSTS = (TRUST, 0.4)
"""The same each time the pupil takes that course: the teacher has read sentences alone."""
MORE = Course(rounds=4, rate=8e-5, head_rate=5e-4, frozen=0)
"""Of the same on articles of the judge as well."""
AGAIN, WORDINGS_AGAIN = 0.4, 0.3
"""Chance in each of these rounds of an article and of a wording that it knows already; half of that
where it learns from half of the judge's files."""
CONTRASTS = 2
"""How often each of the contrast sets is learned from in one of these rounds."""
NEW = 0.3
"""Share of the weights that have learned from all in those that serve; the rest are the mean of the
halves. More is as good on the held-out items, and surer of what is not so in long ones (decisions
32 and 37)."""
OWN = 0.3
"""Share of what it made of the judge's articles before in what it is asked to tell of them."""


@dataclass(frozen=True, slots=True)
class _Beside:
    """What is learned from beside the judge's articles.

    Attributes:
        articles: The windows of other articles, from which was learned before.
        wordings: Those of wordings, likewise.
        contrasts: Those of contrast sets.
    """

    articles: Sequence[Lecture]
    wordings: Sequence[Lecture]
    contrasts: Sequence[Lecture]

    def all(self, share: float) -> Iterator[tuple[Lecture, float]]:
        """Each with its chance in a round, beside a share of the judge's articles."""
        yield from ((one, AGAIN * share) for one in self.articles)
        yield from ((one, WORDINGS_AGAIN * share) for one in self.wordings)
        yield from ((one, 1.0) for one in CONTRASTS * [*self.contrasts])


def write_encoder(school: School, base: Path, teacher: Path | None = None) -> Iterator[str]:
    """Learn from all labelled texts, write the halves and the encoder that serves; tell progress.

    Args:
        school: The labelled texts; their wordings must have been learned.
        base: A folder with ``config.json``, ``model.safetensors`` and ``vocab.txt`` of a model in
            the manner of BERT.
        teacher: The same of a larger one that learns first and teaches.
    """
    torch.manual_seed(0)
    pieces = pieces_of(base)
    vocabulary = (base / "vocab.txt").read_text("utf-8")
    lessons, articles = _worth_learning(school), _articles(school, school.items)
    model = yield from _begun(school, base, teacher, lessons, articles)
    told = {
        "types": [str(kind) for kind in TYPES],
        "vocabulary": sha256(vocabulary.encode()).hexdigest(),
        "base": _hash_of(base),
        "teacher": None if teacher is None else _hash_of(teacher),
        "sentences": len(lessons),
    }
    beside = _Beside(
        articles=_windows(articles, pieces),
        wordings=_wordings(school, pieces, {}, 0),
        contrasts=_windows(_articles(school, school.contrast_items), pieces),
    )
    begun, halves = _weights(model), []
    for at, half in enumerate(HALVES):
        files = school.judge_files[at :: len(HALVES)]
        model.load_state_dict(begun)
        yield from _go_on(school, model, pieces, files, beside)
        halves.append(_weights(model))
        yield _written(school, model, told | _learned_from(school, files), half)
    middle = {name: torch.stack([one[name] for one in halves]).mean(0) for name in begun}
    model.load_state_dict(middle)
    yield from _go_on(school, model, pieces, school.judge_files, beside)
    grown = _weights(model)
    model.load_state_dict({one: NEW * grown[one] + (1 - NEW) * middle[one] for one in middle})
    (school.root / PIECES).write_text(vocabulary, "utf-8")
    yield _written(school, model, told | _learned_from(school, school.judge_files), ENCODER)


def _learned_from(school: School, files: Sequence[Path]) -> dict[str, dict[str, str]]:
    """All texts but the judge's, and some of these, as a description names them."""
    return {
        "learned_from": {
            **school.hashes(),
            **school.hashes(school.contrasts),
            **school.hashes(files),
        }
    }


def _begun(
    school: School,
    base: Path,
    teacher: Path | None,
    lessons: Sequence[Lesson],
    articles: Sequence[ArticleLesson],
) -> Generator[str, None, ArticleEncoder]:
    """A network that has learned from sentences, then from articles other than the judge's."""
    pupil = SentenceEncoder(base)
    sheets = sheets_of(lessons, base, pupil.filling)
    known: Known = {}
    if teacher is not None:
        taught = yield from _taught(teacher, lessons)
        sheets = replace(sheets, told=TRUST * taught + (1 - TRUST) * sheets.told)
        known = {one.words: row for one, row in zip(lessons, taught.numpy(), strict=True)}
    yield from learn(pupil, PUPIL, sheets, sheets.loss_of(pupil))
    model = ArticleEncoder(base, pupil)
    for trust in TRUSTS:
        lectures = Lectures(_lectures(school, articles, pieces_of(base), known, trust))
        yield from learn(model, READER, lectures, lectures.loss_of(model))
    return model


def _go_on(
    school: School,
    model: ArticleEncoder,
    pieces: Pieces,
    files: Sequence[Path],
    beside: _Beside,
) -> Iterator[str]:
    """Go on learning, now from some of the judge's files as well."""
    articles = _articles(school, {file: school.judge_items[file] for file in files})
    new = Lectures(_windows(articles, pieces)).softened(model, OWN)
    others = list(beside.all(len(files) / max(1, len(school.judge_files))))
    chances = [1.0] * len(new) + [chance for _, chance in others]
    lectures = Lectures([*new, *(one for one, _ in others)], chances)
    yield from learn(model, MORE, lectures, lectures.loss_of(model))


def _windows(articles: Sequence[ArticleLesson], pieces: Pieces) -> list[Lecture]:
    """All windows of labelled articles, as they are without a teacher."""
    return [one for lesson in articles for one in lectures_of(lesson, pieces, {}, 0)]


def _weights(model: ArticleEncoder) -> dict[str, Tensor]:
    return {name: one.clone() for name, one in model.state_dict().items()}


def _written(school: School, model: ArticleEncoder, told: dict[str, Any], encoder: Path) -> str:
    """Write an encoder where readers look for it, and say so."""
    network, path = as_onnx(model), school.root / network_of(encoder)
    path.write_bytes(network)
    document = {**told, "network": sha256(network).hexdigest()}
    (school.root / encoder).write_text(f"{json.dumps(document, indent=1)}\n", "utf-8")
    return f"{path}: {len(network)} bytes"


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


def _taught(teacher: Path, lessons: Sequence[Lesson]) -> Generator[str, None, Tensor]:
    """What a teacher makes of each sentence once it has learned from all of them."""
    model = SentenceEncoder(teacher, TEACHER.frozen)
    sheets = sheets_of(lessons, teacher, model.filling)
    yield from learn(model, TEACHER, sheets, sheets.loss_of(model))
    return read_all(model.eval(), sheets)


def _articles(school: School, items: Mapping[Path, Items]) -> list[ArticleLesson]:
    """The labelled articles of some files."""
    onlooker = Onlooker()
    reader = plain_rules(school.root, weigher=onlooker, placer=onlooker)
    return [lesson for some in items.values() for lesson in article_lessons(some, reader, onlooker)]


def _lectures(
    school: School, articles: Sequence[ArticleLesson], pieces: Pieces, known: Known, trust: float
) -> list[Lecture]:
    """All labelled articles in windows, and all labelled wordings, each a window of its own."""
    found = [one for lesson in articles for one in lectures_of(lesson, pieces, known, trust)]
    return [*found, *_wordings(school, pieces, known, trust)]


def _wordings(school: School, pieces: Pieces, known: Known, trust: float) -> list[Lecture]:
    """All labelled wordings, each a window of its own."""
    wordings = (
        lecture_alone(lesson, pieces, known, trust)
        for bank in school.banks
        for lesson in school.lessons[bank]
    )
    return [one for one in wordings if one is not None]
