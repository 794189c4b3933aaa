"""How likely an act of an article is to be right, by trees learned from labelled articles.

What its sentences tell one by one, rules, wordings and encoder have said already; here an act is
seen beside the others of its article: whether it is told twice, whether a likelier one tells the
same, whether its leaders are those of whom the text mostly speaks. How long the article is and how
much it tells do not count, so that what was learned from short ones holds for long ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp, log

from forecaster.domain.clock import Window
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode
from forecaster.domain.signals import Certainty, SignalType, SpeakerKind
from forecaster.reading.acts.draft import Draft
from forecaster.reading.acts.weighing import Overview
from forecaster.reading.learned.trees import Forest

Told = tuple[SignalType, tuple[LeaderId, ...]]
"""A type and its leaders."""
Features = dict[str, float]

_LEAST = 1e-4
_NONE = -10.0
"""Log odds of what is not there."""


class Judge:
    """Gives each act of an article its probability to be right."""

    def __init__(self, forest: Forest) -> None:
        """Judge by ``forest``, which asks for :func:`features`."""
        self._forest = forest

    def weigh(self, acts: Sequence[Draft], overview: Overview) -> None:
        """Let the score of each act be the probability that its type and leaders are right."""
        odds = self._forest.log_odds(features(acts, overview))
        for act, found in zip(acts, odds, strict=True):
            act.score = probability(found)


def features(acts: Sequence[Draft], overview: Overview) -> list[Features]:
    """What is seen of each act, and of its leaders, beside the other acts of its article."""
    seen = _Article(overview)
    found: dict[int, Features] = {}
    ranked = sorted(acts, key=lambda one: -one.score)
    for act in ranked:
        found[id(act)] = {**_words(act), **_leaders(act, overview), **seen.beside(act)}
        seen.note(act)
    second = log_odds(ranked[1].score) if len(ranked) > 1 else _NONE
    return [{**found[id(act)], "second": second} for act in acts]


@dataclass(slots=True)
class _Article:
    """The likelier acts of an article, as they are seen one after the other."""

    overview: Overview
    kinds: dict[SignalType, float] = field(default_factory=dict)
    groups: dict[tuple[LeaderId, ...], float] = field(default_factory=dict)
    told: dict[Told, list[Draft]] = field(default_factory=dict)
    best: float = _NONE

    def beside(self, act: Draft) -> Features:
        """What an act looks like beside those that are likelier."""
        same = self.told.get((act.type, act.leaders), [])
        return {
            "best": self.best,
            "same_type": self.kinds.get(act.type, _NONE),
            "same_leaders": self.groups.get(act.leaders, _NONE),
            "same_both": len(same),
            "other_side": bool(same) and all(_differ(act.actor, one.actor) for one in same),
            "other_place": bool(same) and all(_differ(_land(act), _land(one)) for one in same),
            "other_days": bool(same) and all(_apart(act.window, one.window) for one in same),
            "argued": self.overview.argued,
            "recorded": self.overview.recorded,
            "sentences": self.overview.sentences,
        }

    def note(self, act: Draft) -> None:
        """Remember an act; no later one is likelier."""
        odds = log_odds(act.score)
        self.kinds.setdefault(act.type, odds)
        self.groups.setdefault(act.leaders, odds)
        self.told.setdefault((act.type, act.leaders), []).append(act)
        self.best = max(self.best, odds)


def _differ(one: CountryCode | None, other: CountryCode | None) -> bool:
    return None not in {one, other} and one != other


def _land(act: Draft) -> CountryCode | None:
    return None if act.place is None else act.place.country


def _apart(one: Window | None, other: Window | None) -> bool:
    return one is not None and other is not None and not one.overlaps(other)


def _words(act: Draft) -> Features:
    """What the sentences of an act say of it."""
    grounds = act.grounds
    return {
        "score": log_odds(act.score),
        "wording": grounds.wording,
        "sense": grounds.sense,
        "top": grounds.best,
        "rival": grounds.rival,
        "rank": grounds.rank,
        "ruled": grounds.ruled,
        "readings": grounds.readings,
        "words": grounds.words,
        "quotes": grounds.quotes,
        "asks": grounds.asks,
        "below": grounds.below,
        "beside": grounds.beside,
        "guessed": act.guessed,
        "title": act.where == "title",
        "attributed": act.attributed,
        "background": act.background,
        "weak": act.weak,
        "recalled": act.recalled,
        "earlier": act.earlier,
        "hosting": act.hosting,
        "nominal": act.nominal,
        "assumed": act.assumed,
        "stated": act.stated,
        "place": act.place is not None,
        "days": 0 if act.window is None else act.window.days,
        "forum": act.forum is not None,
        "polarity": act.polarity,
        **{f"type_{kind.value.lower()}": act.type is kind for kind in SignalType},
        **{f"by_{kind.value}": act.speaker.kind is kind for kind in SpeakerKind},
        **{kind.value: act.certainty is kind for kind in Certainty},
    }


def _leaders(act: Draft, overview: Overview) -> Features:
    """What the text says of the leaders of an act."""
    grounds = act.grounds
    lands = {overview.cast.country(one) for one in act.leaders}
    return {
        "about": grounds.about,
        "leaders": len(act.leaders),
        "here": len(act.named) / len(act.leaders),
        "meant": grounds.meant,
        "spelled": grounds.spelled,
        "main": sum(one in overview.main for one in act.leaders),
        "parted": act.parted,
        "sure": grounds.sure,
        "part": grounds.part,
        "others": grounds.others,
        "mutual": act.mutual,
        "agent": act.agent is not None,
        "actor_leads": act.actor in lands,
        "actor": act.actor is not None,
        "speaker_leads": act.speaker.country in lands,
    }


def probability(odds: float) -> float:
    """The probability of log odds."""
    return 1 / (1 + exp(-odds))


def log_odds(chance: float) -> float:
    """The log odds of a probability, which is taken as neither sure nor impossible."""
    bounded = min(max(chance, _LEAST), 1 - _LEAST)
    return log(bounded / (1 - bounded))
