"""What is seen of an expression: how near to an act it stands, and in what words."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from forecaster.reading.acts.draft import Draft
from forecaster.reading.acts.story import Scene
from forecaster.reading.text.lemmas import stem
from forecaster.reading.times.bonds import Bond

WITHIN, BEHIND, FAR_BEHIND, BEFORE, FAR_BEFORE = (
    "in",
    "behind",
    "far behind",
    "before",
    "far before",
)
NEARNESS = (
    WITHIN, BEHIND, BEFORE, FAR_BEHIND, FAR_BEFORE, "headline", "next", "last", "around", "elsewhere"
)  # fmt: skip
"""From near to far."""
SAME = frozenset({WITHIN, BEHIND, FAR_BEHIND, BEFORE, FAR_BEFORE})
"""Nearness of what stands in a sentence that tells the act."""
HEADLINE, NEXT, LAST, AROUND, ELSEWHERE = "headline", "next", "last", "around", "elsewhere"
_CLOSE, _FEW_SENTENCES = 5, 3
_STEPS = (0, 1, 3, 8, 15, 32, 100, 400)


def nearness(scene: Scene, at: int, draft: Draft) -> str:
    """Where a word of a scene stands, seen from the words that tell an act."""
    for sentence, first, last in draft.tellings:
        if sentence == scene.sentence:
            return _within_sentence(at, first, last)
    if scene.title:
        return HEADLINE
    away = scene.sentence - draft.sentence
    if abs(away) == 1:
        return NEXT if away > 0 else LAST
    return AROUND if abs(away) <= _FEW_SENTENCES else ELSEWHERE


def _within_sentence(at: int, first: int, last: int) -> str:
    if first <= at < last:
        return WITHIN
    if at >= last:
        return BEHIND if at - last < _CLOSE else FAR_BEHIND
    return BEFORE if first - at <= _CLOSE else FAR_BEFORE


def kin(item: str) -> str:
    """What a canonical word has in common with others: the class of a name, else the lemma."""
    if item[1:2] == ":":
        return item[:2]
    return stem(item) if item[:1].isalpha() else item


def beside(items: list[str], at: int) -> tuple[str, str, str, str]:
    """The two words before one and the two behind it, "" where there are none."""
    two, one = (kin(items[at - away]) if at >= away else "" for away in (2, 1))
    if one in _ARTICLES:
        two, one = "", two
    ends = [kin(item) for item in items[at + 1 : at + 3]]
    behind, second = (*ends, "", "")[:2]
    return two, one, behind, second


_ARTICLES = frozenset({"the", "a", "an"})


def wording(items: list[str], at: int, where: str) -> Iterable[str]:
    """Traits for the words around a word."""
    two, one, behind, second = beside(items, at)
    yield f"{where} after {one}"
    yield f"{where} after {two} {one}"
    yield f"{where} before {behind}"
    yield f"{where} before {behind} {second}"


def bound(bond: Bond | None) -> str:
    """To what kind of words an expression belongs."""
    if bond is None:
        return "alone"
    names = ("back", "ahead", "beside", "behind", "earlier")
    return " ".join((bond.role, *(name for name in names if getattr(bond, name))))


def about(count: int) -> str:
    """A number of days, roughly."""
    return next((str(step) for step in _STEPS if count <= step), "more")


def words_of(scene: Scene) -> frozenset[str]:
    """The lemmas of a scene without its names."""
    return frozenset(
        stem(item) for item in scene.canon.items if item[:1].isalpha() and item[1:2] != ":"
    )


def kinship(one: Draft, other: Draft) -> str:
    """How far two acts are about the same leaders."""
    if set(one.leaders) == set(other.leaders):
        return "same"
    return "some" if set(one.leaders) & set(other.leaders) else "others"


def nearest(acts: list[Draft], draft: Draft) -> list[Draft]:
    """The few other acts of an article that are told nearest to one."""
    others = [act for act in acts if act is not draft]
    return sorted(others, key=lambda act: abs(act.sentence - draft.sentence))[:_OTHERS]


_OTHERS = 4


def telling(seen: Collection[str]) -> str:
    """Whether a value is named in a sentence that tells the act, elsewhere, or not at all."""
    if any(f"named {near}" in seen for near in SAME):
        return "told"
    return "named" if any(f"named {near}" in seen for near in NEARNESS) else "unnamed"
