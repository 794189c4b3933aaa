"""Learning of choices among places and days from the labelled items, and what they are worth."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from functools import partial
from pathlib import Path

from forecaster.reading.acts.weighing import Placer
from forecaster.reading.circumstances.learning import learn
from forecaster.reading.circumstances.lessons import Listener, lessons_of_items
from forecaster.reading.circumstances.placer import PreferringPlacer
from forecaster.reading.circumstances.preferences import NAMES, ROUNDS, Preferences, Rounds
from forecaster.reading.evaluate import Evaluation
from forecaster.reading.learned.conditional import Choice
from forecaster.reading.learned.sealed import sealed
from jobs.learning import School, judged
from jobs.readers import CIRCUMSTANCES, HALVES, placing_reader

ATTRIBUTES = ("place_country", "window_overlap", "statement_date")
"""Attributes of matched signals that are chosen."""

Taught = Mapping[Path, Mapping[str, list[Choice]]]
Learned = Mapping[Path, Preferences]


def lessons(school: School, learned: Learned | None = None) -> Taught:
    """What every file of labelled items teaches.

    Args:
        school: The labelled items.
        learned: For each file, by what its acts are chosen for at first; None for the lessons of
            what each act is asked alone.
    """
    listener = Listener()
    root = school.root
    readers = {one: placing_reader(root, listener, encoder=one) for one in (None, *HALVES)}
    return school.taught(listener, readers, partial(lessons_of_items, listener=listener), learned)


def preferences(taught: Taught, left_out: Collection[Path] = ()) -> Preferences:
    """Preferences learned from all files, some of them left out."""
    files = [some for file, some in taught.items() if file not in left_out]
    return Preferences(*(learn([one for some in files for one in some[name]]) for name in NAMES))


def write_circumstances(school: School) -> str:
    """Learn from everything, write the weights where readers look for them, and say so."""
    alone = lessons(school)
    beside = lessons(school, school.of_strangers(partial(preferences, alone)))
    rounds = Rounds(preferences(alone), preferences(beside))
    document = sealed(
        {
            "learned_from": school.hashes(alone),
            "choices": {name: sum(len(some[name]) for some in alone.values()) for name in NAMES},
            "alone": rounds.alone.sections(),
            "beside": rounds.beside.sections(),
        }
    )
    text = json.dumps(document, indent=0, ensure_ascii=False)
    path = school.root / CIRCUMSTANCES
    path.write_text(text + "\n", "utf-8")
    count = sum(len(some) for one in ROUNDS for some in document[one].values())
    return f"{path}: {count} traits, sha256 {document['sha256']}"


def left_out_circumstances(school: School) -> Iterator[str]:
    """A table: the attributes of each file of items, as the rules leave them and as chosen."""
    yield f"{'left out':12s} {'n':>6s} " + " ".join(f"{name:>21s}" for name in ATTRIBUTES)
    alone = lessons(school)
    beside = lessons(school, school.of_strangers(partial(preferences, alone)))
    for file in alone:
        plain = _judged(school, file, Listener())
        rounds = Rounds(preferences(alone, [file]), preferences(beside, [file]))
        chosen = _judged(school, file, PreferringPlacer(rounds))
        count = plain.details[ATTRIBUTES[0]][1]
        yield f"{file.stem:12s} {count:6d} " + " ".join(
            f"{_share(plain, name):12.3f} -> {_share(chosen, name):5.3f}" for name in ATTRIBUTES
        )


def _judged(school: School, file: Path, placer: Placer) -> Evaluation:
    reader = placing_reader(school.root, placer, encoder=school.stranger(file))
    return judged(school.all_items[file], reader)


def _share(found: Evaluation, name: str) -> float:
    right, count = found.details[name]
    return right / count if count else 1.0
