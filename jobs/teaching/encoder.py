"""Learning of the reader's encoder: a general model of English, turned to our types.

It learns from sentences alone first, and then from whole articles, whom and what each sentence
concerns as well. So far it is the beginner, which has not seen the articles from which the judge
learns and is asked by all that learns from them; then it is finished on these as well. A large
model may learn from sentences before it and teach: what it makes of a sentence is most of what
the small one, which reads in service, is asked to tell (Hinton, Vinyals and Dean 2015,
arXiv:1503.02531).

Needs ``torch``, ``transformers``, ``safetensors`` and ``onnx``, which nothing else does (see
CONTRIBUTING.md).
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from forecaster.domain.errors import FactsError
from forecaster.reading.learned.article_lessons import ArticleLesson, article_lessons
from forecaster.reading.learned.learning import Lesson
from forecaster.reading.learned.lessons import Onlooker
from forecaster.reading.learned.pieces import Pieces
from forecaster.reading.learned.recognizing import WORTH_A_LOOK
from forecaster.reading.learned.wordings import Wordings, parse_wordings
from jobs.learning import Items, School
from jobs.readers import BEGINNER, ENCODER, JUDGE, PIECES, WEIGHTS, network_of, plain_rules
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
FINISH = Course(rounds=4, rate=8e-5, head_rate=5e-4, frozen=0)
"""Of the same on all articles, those of the judge among them, once the judge has learned."""
AGAIN, WORDINGS_AGAIN = 0.4, 0.3
"""Chance in each of these rounds of an article and of a wording that it knows already."""
OWN = 0.3
"""Share of what it made of the judge's articles before in what it is asked to tell of them."""
NEW = 0.85
"""Share of the finished weights in those that serve; the rest are those of the beginner, with which
the judge learned, so that what it makes of articles stays near to what the judge knows (Wortsman
et al. 2022, arXiv:2109.01903)."""
GROWING = "summitry.safetensors"
"""The weights before they are finished, in the folder of the general model."""


def write_encoder(school: School, base: Path, teacher: Path | None = None) -> Iterator[str]:
    """Learn from all texts but the judge's, write the beginner and let it serve; tell progress.

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
    model, articles = ArticleEncoder(base, pupil), _articles(school, school.items)
    for trust in TRUSTS:
        lectures = Lectures(_lectures(school, articles, pieces_of(base), known, trust))
        yield from learn(model, READER, lectures, lectures.loss_of(model))
    save_file(model.state_dict(), base / GROWING)
    weights = sha256((base / GROWING).read_bytes()).hexdigest()
    vocabulary = (base / "vocab.txt").read_text("utf-8")
    (school.root / PIECES).write_text(vocabulary, "utf-8")
    told = {
        "types": [str(kind) for kind in TYPES],
        "vocabulary": sha256(vocabulary.encode()).hexdigest(),
        "base": _hash_of(base),
        "teacher": None if teacher is None else _hash_of(teacher),
        "sentences": len(lessons),
        "weights": weights,
        "learned_from": school.hashes(),
    }
    yield _written(school, model, told, BEGINNER)
    yield _written(school, model, told, ENCODER)


def finish_encoder(school: School, base: Path) -> Iterator[str]:
    """Go on learning, now from the judge's articles as well, and write the encoder that serves.

    The judge, second thoughts and choices must have learned before, with the encoder that has not
    seen their articles: what it makes of those is what it will make of new ones.

    Args:
        school: The labelled texts.
        base: The folder of the general model, where :func:`write_encoder` left its weights.

    Raises:
        FactsError: If those are not the weights of the beginner, or the judge learned with another.
    """
    beginner = (school.root / BEGINNER).read_text("utf-8")
    told = json.loads(beginner)
    known = sha256(beginner.encode()).hexdigest()
    judge = json.loads((school.root / JUDGE).read_text("utf-8"))
    weights = sha256((base / GROWING).read_bytes()).hexdigest()
    if told.get("weights") != weights or judge["encoder"] != known:
        raise FactsError(
            f"the weights in {base} and the judge are not of one beginner",
            remedy=f"learn anew: `summitry fit --encoder {base}`, then --judge and --choices",
        )
    torch.manual_seed(0)
    model, pieces = ArticleEncoder(base), pieces_of(base)
    before = load_file(base / GROWING)
    model.load_state_dict(before)
    articles = _articles(school, school.judge_items)
    new = [one for lesson in articles for one in lectures_of(lesson, pieces, {}, 0)]
    new = Lectures(new).softened(model, OWN)
    articles = _articles(school, school.items)
    old = [one for lesson in articles for one in lectures_of(lesson, pieces, {}, 0)]
    wordings = _wordings(school, pieces, {}, 0)
    chances = [*[1.0] * len(new), *[AGAIN] * len(old), *[WORDINGS_AGAIN] * len(wordings)]
    lectures = Lectures([*new, *old, *wordings], chances)
    yield from learn(model, FINISH, lectures, lectures.loss_of(model))
    after = model.state_dict()
    model.load_state_dict({name: NEW * after[name] + (1 - NEW) * before[name] for name in before})
    told["beginner"] = known
    told["learned_from"] |= school.hashes(school.judge_files)
    yield _written(school, model, told, ENCODER)


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
