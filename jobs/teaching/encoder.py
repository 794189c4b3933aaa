"""Learning of the reader's encoder: a general model of English, turned to our types.

It learns from sentences alone first, and then from whole articles, whom and what each sentence
concerns as well. A large model may learn from sentences before it and teach: what it makes of a
sentence is most of what the small one, which reads in service, is asked to tell (Hinton, Vinyals
and Dean 2015, arXiv:1503.02531).

Needs ``torch``, ``transformers`` and ``onnx``, which nothing else does (see CONTRIBUTING.md).
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import torch
from torch import Tensor

from forecaster.reading.learned.article_lessons import ArticleLesson, article_lessons
from forecaster.reading.learned.learning import Lesson
from forecaster.reading.learned.lessons import Onlooker
from forecaster.reading.learned.pieces import Pieces
from forecaster.reading.learned.recognizing import WORTH_A_LOOK
from forecaster.reading.learned.wordings import Wordings, parse_wordings
from jobs.learning import School
from jobs.readers import ENCODER, NETWORK, PIECES, WEIGHTS, plain_rules
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


def write_encoder(school: School, base: Path, teacher: Path | None = None) -> Iterator[str]:
    """Learn from all labelled texts, write the encoder where readers look for it, tell progress.

    Args:
        school: The labelled texts; their wordings must have been learned.
        base: A folder with ``config.json``, ``model.safetensors`` and ``vocab.txt`` of a model in
            the manner of BERT.
        teacher: The same of a larger one that learns first and teaches.
    """
    lessons = _worth_learning(school)
    torch.manual_seed(0)
    pupil = SentenceEncoder(base)
    sheets = sheets_of(lessons, base, pupil.filling)
    known: Known = {}
    if teacher is not None:
        taught = yield from _taught(teacher, lessons)
        sheets = replace(sheets, told=TRUST * taught + (1 - TRUST) * sheets.told)
        known = {one.words: row for one, row in zip(lessons, taught.numpy(), strict=True)}
    yield from learn(pupil, PUPIL, sheets, sheets.loss_of(pupil))
    model, articles = ArticleEncoder(base, pupil), _articles(school)
    for trust in TRUSTS:
        lectures = Lectures(_lectures(school, articles, pieces_of(base), known, trust))
        yield from learn(model, READER, lectures, lectures.loss_of(model))
    network = as_onnx(model)
    vocabulary = (base / "vocab.txt").read_text("utf-8")
    document = {
        "types": [str(kind) for kind in TYPES],
        "network": sha256(network).hexdigest(),
        "vocabulary": sha256(vocabulary.encode()).hexdigest(),
        "base": _hash_of(base),
        "teacher": None if teacher is None else _hash_of(teacher),
        "sentences": len(lessons),
        "learned_from": school.hashes(),
    }
    (school.root / NETWORK).write_bytes(network)
    (school.root / PIECES).write_text(vocabulary, "utf-8")
    (school.root / ENCODER).write_text(f"{json.dumps(document, indent=1)}\n", "utf-8")
    yield f"{school.root / NETWORK}: {len(lessons)} sentences"


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


def _articles(school: School) -> list[ArticleLesson]:
    """All labelled articles from which the judge does not learn."""
    onlooker = Onlooker()
    reader = plain_rules(school.root, weigher=onlooker)
    return [
        lesson
        for some in school.items.values()
        for lesson in article_lessons(some, reader, onlooker)
    ]


def _lectures(
    school: School, articles: Sequence[ArticleLesson], pieces: Pieces, known: Known, trust: float
) -> list[Lecture]:
    """All labelled articles in windows, and all labelled wordings, each a window of its own."""
    found = [one for lesson in articles for one in lectures_of(lesson, pieces, known, trust)]
    wordings = (
        lecture_alone(lesson, pieces, known, trust)
        for bank in school.banks
        for lesson in school.lessons[bank]
    )
    return [*found, *(one for one in wordings if one is not None)]
