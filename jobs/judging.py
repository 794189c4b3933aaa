"""Learning of the judge of acts, from articles that wordings and the encoder asked have not seen.

Needs ``scikit-learn``, which reading does not (see CONTRIBUTING.md).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier

from forecaster.domain.signals import SignalType
from forecaster.reading.acts.draft import Draft
from forecaster.reading.acts.weighing import Convener
from forecaster.reading.evaluate import Evaluation
from forecaster.reading.learned.judging import Features, Judge
from forecaster.reading.learned.recognizing import BECOMES
from forecaster.reading.learned.sealed import sealed
from forecaster.reading.learned.trees import Forest, to_data
from jobs.company import others_conveners
from jobs.growing import planted
from jobs.learning import School, compared, judged
from jobs.readers import (
    BY_WORDINGS,
    COMPANY,
    HALVES,
    JUDGE,
    WITH_ENCODER,
    load_convener,
    load_first_thoughts,
    load_recognizer,
    plain_rules,
)
from jobs.witness import Witness

TREES, DEPTH, RATE, SHARE, LEAST = 400, 3, 0.03, 0.5, 20
"""How many trees, questions on the way to a leaf, how much of each is taken, the share of acts each
learns from, the fewest acts that a leaf may have."""
FEATURES = 0.3
"""Share of the features among which a question is chosen."""


@dataclass(frozen=True, slots=True)
class Case:
    """An act that was read, and whether a label says the same.

    Attributes:
        shown: What is seen of it.
        right: Whether type and leaders are those of a label that no likelier act tells.
    """

    shown: Features
    right: bool


def cases(school: School, *, encoder: bool) -> dict[Path, list[Case]]:
    """The acts read in the judge's articles, by file."""
    witnesses = {
        one: Witness(load_recognizer(school.root, school.parts, encoder=one, judged=False))
        for one in (HALVES if encoder else (None,))
    }
    found: dict[Path, list[Case]] = {}
    for file, convener in _conveners(school, encoder=encoder).items():
        witness = witnesses[school.asked(file) if encoder else None]
        reader = plain_rules(school.root, weigher=witness, convener=convener)
        found[file] = []
        for item, article in school.read_items(file):
            witness.acts, witness.shown = [], []
            reader.read(article)
            right = _right(witness.acts, item["signals"])
            found[file] += map(Case, witness.shown, right)
    return found


def _conveners(school: School, *, encoder: bool) -> dict[Path, Convener]:
    """Who says whom the acts of each of the judge's files concern, without knowing their labels."""
    if encoder:
        return others_conveners(school, load_first_thoughts(school.root))
    return dict.fromkeys(school.judge_files, load_convener(school.root))


def _right(acts: Sequence[Draft], labels: Sequence[Mapping[str, Any]]) -> list[bool]:
    """Whether each act has a label of its own, the likelier acts choosing first."""
    free = [
        (
            frozenset(map(SignalType, (one["type"], *one.get("also", ())))),
            tuple(sorted(who["id"] for who in one["leaders"])),
        )
        for one in labels
    ]
    right: dict[int, bool] = {}
    for act in sorted(acts, key=lambda one: -one.score):
        kinds = {act.type, *BECOMES.get(act.type, ())}
        who = tuple(sorted(map(str, act.leaders)))
        label = next((one for one in free if one[1] == who and one[0] & kinds), None)
        right[id(act)] = label is not None
        if label is not None:
            free.remove(label)
    return [right[id(act)] for act in acts]


def learn_forest(told: Sequence[Case]) -> Forest:
    """Boosted trees that tell right acts from wrong ones; same cases, same trees."""
    names = tuple(told[0].shown)
    table = np.array([[case.shown[name] for name in names] for case in told], dtype=np.float64)
    right = np.array([case.right for case in told])
    model = GradientBoostingClassifier(
        n_estimators=TREES,
        learning_rate=RATE,
        subsample=SHARE,
        max_depth=DEPTH,
        min_samples_leaf=LEAST,
        max_features=FEATURES,
        random_state=0,
    ).fit(table, right)
    bias = float(np.log(right.mean() / (1 - right.mean())))
    trees = [(one.tree_, RATE * one.tree_.value[:, 0, 0]) for one in model.estimators_[:, 0]]
    return planted(trees, names, DEPTH, bias)


def left_out_rows(school: School) -> Iterator[str]:
    """A table: the judge's files, read without a judge and with one learned from the others."""
    told = cases(school, encoder=True)
    yield from compared("unjudged", "judged", _read_by_others(school, told))


def _read_by_others(
    school: School, told: Mapping[Path, list[Case]]
) -> Iterator[tuple[Path, Evaluation, Evaluation]]:
    convener = load_convener(school.root)
    weighers = {
        one: load_recognizer(school.root, school.parts, encoder=one, judged=False) for one in HALVES
    }
    for file in told:
        weigher = weighers[school.asked(file)]
        judge = Judge(learn_forest([one for other in told if other != file for one in told[other]]))
        items = school.read_items(file)
        readers = (
            plain_rules(school.root, weigher=one, convener=convener)
            for one in (weigher, weigher.with_judge(judge))
        )
        alone, helped = (judged(items, reader) for reader in readers)
        yield file, alone, helped


def write_judge(school: School) -> Iterator[str]:
    """Learn from all of the judge's articles, write the trees where readers look, tell progress."""
    forests = {}
    for name in (WITH_ENCODER, BY_WORDINGS):
        told = [
            one for some in cases(school, encoder=name == WITH_ENCODER).values() for one in some
        ]
        yield f"{name}: {len(told)} acts, {sum(case.right for case in told)} of them right"
        forests[name] = to_data(learn_forest(told))
    document = {
        "forests": forests,
        "encoders": [sha256((school.root / one).read_bytes()).hexdigest() for one in HALVES],
        "company": sha256((school.root / COMPANY).read_bytes()).hexdigest(),
        "learned_from": school.hashes(school.judge_files),
    }
    path = school.root / JUDGE
    path.write_text(json.dumps(sealed(document)) + "\n", "utf-8")
    yield f"{path}: {path.stat().st_size} bytes"
