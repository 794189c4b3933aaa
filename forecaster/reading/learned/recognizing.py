"""Readings of sentences weighed by learned wordings: false alarms go, what no rule lists is added."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import prod
from typing import cast

from forecaster.domain.signals import SignalType
from forecaster.reading.acts.draft import LEARNED, Draft, Setting
from forecaster.reading.acts.impression import Impression, position_of
from forecaster.reading.acts.weighing import LONGEST, LONGEST_SHORT, Drafting, Glance, Overview
from forecaster.reading.learned.encoder import Encoder
from forecaster.reading.learned.judging import Judge, log_odds, probability
from forecaster.reading.learned.traits import Trait, TraitFinder
from forecaster.reading.learned.veiling import veiled
from forecaster.reading.learned.wordings import Wordings
from forecaster.reading.patterns.engine import Hit
from forecaster.reading.patterns.rules import CLASSES, Rule
from forecaster.reading.patterns.switches import Switches
from forecaster.reading.who.canon import Canon
from forecaster.reading.who.floor import Floor
from forecaster.reading.who.units import LEADER, Sentence

T = SignalType


@dataclass(frozen=True, slots=True)
class Limits:
    """Probabilities that an act must reach to be told, and for its article to tell anything."""

    act: float
    article: float


SENSE = 0.85
"""Share of the encoder in the log odds of a type; the rest is that of the wordings."""
LESS = 0.15
"""What is added to the sum of both."""
WORTH_A_LOOK = -4.5
"""Log odds by wordings from which on a sentence that no rule reads is weighed without a judge."""
TRUST = 1.5
"""Log odds that a rule adds to what the wording alone tells."""
WORTH_NOTING = 0.06
"""Probability from which on a sentence is noted for a type that no rule read in it."""
ADDS = 0.5
"""The same, without a judge, for a sentence that tells something else: the same words tell one thing."""
KEEPS = 0.38
"""Probability of an act, by a judge, from which on it is told."""
KEEPS_READ = 0.15
"""The same for what a rule read in a long article: there the judge is no surer than the rule is. Below 0.3
its signal waits for a person all the same (``merging/merge.py``)."""
BRIEF, KEEPS_READ_BRIEFLY = 3, 0.3
"""Sentences of the longest brief article, and the same for what a rule read in one. From ``KEEPS`` on that is
told even if the article is doubted: it may have no other act to speak for it."""
TELLS = 0.7
"""Probability, by a judge, that some act is right, below which an article tells nothing."""
ASKS = 0.2
"""Probability of an act, by a judge, from which on a person is asked where it is not told."""
STANDS = Limits(act=0.65, article=0.7)
"""What an act that no rule read must reach by its sentences alone, where no judge judges it."""
HOLDS = Limits(act=0.3, article=0.6)
"""The same for an act that a rule read."""
_SLOPE = 0.33
"""Share of the log odds by sentences alone that is left when leaders must be right as well."""

BECOMES = {
    T.INVITE: (T.COUNTER_INVITE, T.ALT_VENUE),
    T.ALT_VENUE: (T.INVITE, T.COUNTER_INVITE),
    T.CONFIRM: (T.ATTEND,),
}
"""What bears a reading out as well: the rest of an article may make the one of the other, and who
meets at a summit attends it."""
_NEAR = 12
_AGENT = re.compile(CLASSES["party"])
_OTHER = re.compile(CLASSES["leader"])
_BREAKS = frozenset({",", ";", ":", "—", '"', "?", "(", ")"})


class Recognizer:
    """Weighs the readings of sentences."""

    def __init__(
        self,
        wordings: Wordings,
        finder: TraitFinder,
        switches: Switches,
        encoder: Encoder | None = None,
        judge: Judge | None = None,
    ) -> None:
        """Put a way of judging together.

        Args:
            wordings: What turns of phrase tell.
            finder: Finds them.
            switches: Read the modality.
            encoder: What sentences as a whole tell; None leaves all to the wordings.
            judge: How likely an act is to be right; None leaves that to its sentences.
        """
        self._judge = judge
        self._wordings = wordings
        self._encoder = encoder
        self._finder = finder
        self._switches = switches
        self._rules = {kind: _rule(kind) for kind in wordings.types}

    def with_judge(self, judge: Judge) -> Recognizer:
        """The same with another judge."""
        return Recognizer(self._wordings, self._finder, self._switches, self._encoder, judge)

    def opens(self, sentences: int) -> bool:
        """Whether there is a judge for articles of so many sentences."""
        return self._judge is not None and can_judge(sentences)

    def look(
        self, sentences: Sequence[Sentence], setting: Setting, floor: Floor | None
    ) -> Impression | None:
        """What the encoder makes of an article; None without an encoder."""
        if self._encoder is None:
            return None
        return self._encoder.look(veiled(sentences, setting, floor))

    def weigh(self, canon: Canon, drafts: list[Draft], look: Glance) -> list[Draft]:
        """The readings of a sentence, each with its probability as score.

        Args:
            canon: The sentence.
            drafts: What the rules read in it.
            look: How it is to be looked at.
        """
        draft = look.draft
        if draft is None or not canon.items:
            return drafts
        shown = self._finder.traits(canon)
        told = self._wordings.log_odds(shown)
        if not drafts and not look.doubtful and max(told.values()) <= WORTH_A_LOOK:
            return drafts
        seen = _seen(canon, look.impression) or told
        odds = {kind: (1 - SENSE) * told[kind] + SENSE * seen[kind] + LESS for kind in told}
        for one in drafts:
            kinds = (one.type, *BECOMES.get(one.type, ()))
            one.score = probability(max(odds[kind] for kind in kinds) + TRUST)
        fresh = _unread(odds, drafts) if _says_something(canon) else []
        wanted = [guess for guess in fresh if look.doubtful or not guess.beside]
        added = [self._drafts(canon, shown, guess, draft) for guess in wanted]
        read = [*drafts, *(one for some in added for one in some)]
        _ground(read, canon, odds, told, seen)
        return read

    def judge(self, acts: list[Draft], overview: Overview) -> list[Draft]:
        """The acts of an article that stand or wait; scores become the probability to be right."""
        if self._judge is None or not overview.open:
            return _by_sentences(acts)
        self._judge.weigh(acts, overview)
        tells = 1 - prod(1 - act.score for act in acts) >= TELLS
        for act in acts:
            stands = tells or _stands_alone(act, overview.sentences)
            act.waits = not stands or act.score < _least(act, overview.sentences)
        for act in _answered_otherwise([act for act in acts if not act.waits]):
            act.waits = True
        return [act for act in acts if act.score >= ASKS or not act.waits]

    def _drafts(
        self, canon: Canon, shown: list[Trait], guess: _Guess, draft: Drafting
    ) -> list[Draft]:
        trigger = self._wordings.core(shown, guess.type, len(canon.items))
        found = draft(self._hit(canon, guess.type, trigger))
        for one in found:
            one.score = guess.chance
            one.grounds = replace(one.grounds, beside=guess.beside)
        return found

    def _hit(self, canon: Canon, kind: SignalType, trigger: int) -> Hit:
        """A type in a sentence as if a rule had found it there, with who stands by the trigger."""
        first, last = _clause(canon.items, trigger)
        match = _match(canon, trigger)
        modality = self._switches.modality(canon.items, first, trigger)
        return Hit(
            rule=self._rules[kind],
            type=kind,
            canon=canon,
            match=match,
            first=first,
            last=last,
            trigger=trigger,
            negated=False,
            modality=modality,
            wishful=self._switches.is_wishful(canon.items, trigger),
        )


def _seen(canon: Canon, impression: Impression | None) -> Mapping[T, float] | None:
    """What the encoder makes of a sentence, None without one."""
    return None if impression is None else impression.told(position_of(canon.sentence))


def _says_something(canon: Canon) -> bool:
    """Whether words stand beside the names: a caption or a row of tags tells nothing.

    In a record of speech a single word may be the answer: "They spoke last night." In a diary a day and
    a name are enough: "Thursday, Norburg: President Birch".
    """
    if _is_entry(canon.items):
        return True
    turn = canon.sentence.turn
    least = _WORDS if turn is None or turn.asks else 1
    return sum(item[:1].isalpha() and ":" not in item for item in canon.items) >= least


def _is_entry(items: list[str]) -> bool:
    """Whether a line is one of a diary: a day, and behind it a leader."""
    if not items or not items[0].startswith("D:"):
        return False
    return any(item.startswith("L:") for item in items)


_WORDS = 2


def _least(act: Draft, sentences: int) -> float:
    """The probability from which on an act of an article of so many sentences is told."""
    if act.guessed or BRIEF < sentences <= LONGEST_SHORT:
        return KEEPS
    return KEEPS_READ_BRIEFLY if sentences <= BRIEF else KEEPS_READ


def _stands_alone(act: Draft, sentences: int) -> bool:
    """Whether an act of an article of so many sentences is told whatever is thought of the article."""
    return sentences <= BRIEF and not act.guessed and act.score >= KEEPS


def can_judge(sentences: int) -> bool:
    """Whether an article is no longer than those that a judge judges."""
    return sentences <= LONGEST


def _answered_otherwise(told: Sequence[Draft]) -> list[Draft]:
    """Guesses at an answer to an offer where the same side gives a likelier one of another kind.

    Of 3,600 labelled answers, one in ninety stands beside another kind of the same side.
    """
    return [act for act in told if act.guessed and any(_outdoes(one, act) for one in told)]


def _outdoes(one: Draft, act: Draft) -> bool:
    """Whether one answer is another than a second, of the same side, and likelier."""
    return (
        {one.type, act.type} < _ANSWERS
        and one.type is not act.type
        and (one.leaders, one.actor) == (act.leaders, act.actor)
        and one.score > act.score
    )


_ANSWERS = frozenset({T.ACCEPT, T.DECLINE, T.HEDGE})


def _by_sentences(acts: list[Draft]) -> list[Draft]:
    """The acts that stand by their sentences alone, those that a rule read by their own limits."""
    limits = [STANDS if act.guessed else HOLDS for act in acts]
    if not any(act.score >= limit.article for act, limit in zip(acts, limits, strict=True)):
        return []
    told = [act for act, limit in zip(acts, limits, strict=True) if act.score >= limit.act]
    for act in told:
        act.score = probability(_SLOPE * log_odds(act.score))
    return told


def _ground(
    drafts: list[Draft],
    canon: Canon,
    odds: Mapping[T, float],
    told: Mapping[T, float],
    seen: Mapping[T, float],
) -> None:
    """Note what speaks for each reading of a sentence."""
    order = sorted(odds, key=odds.__getitem__, reverse=True)
    spelled = {unit.first for unit in canon.sentence.units}
    leaders = [unit for unit in canon.units if unit.kind == LEADER]
    for draft in drafts:
        draft.grounds = replace(
            draft.grounds,
            wording=told[draft.type],
            sense=seen[draft.type],
            best=odds[order[0]],
            rival=odds[order[1] if order[0] is draft.type else order[0]],
            rank=order.index(draft.type),
            ruled=int(not draft.guessed),
            meant=len({one for unit in leaders for one in unit.leaders}),
            spelled=len({one for unit in leaders if unit.first in spelled for one in unit.leaders}),
            words=len(canon.items),
            quotes='"' in canon.items,
            asks="?" in canon.items,
        )


def _unread(odds: Mapping[T, float], drafts: list[Draft]) -> list[_Guess]:
    """The types worth noting that no rule read, the likeliest first."""
    read = {draft.type for draft in drafts}
    told = set(read)
    likely = ((probability(one), kind) for kind, one in odds.items() if kind not in read)
    found: list[_Guess] = []
    for chance, kind in sorted(likely, reverse=True):
        if chance >= WORTH_NOTING:
            least = ADDS if told else _ALONE
            beside = chance < least or not _DENIED_BY.get(kind, _NONE).isdisjoint(told)
            found.append(_Guess(kind, chance, beside))
            told |= set() if beside else {kind}
    return found


@dataclass(frozen=True, slots=True)
class _Guess:
    """A type that no rule read.

    Attributes:
        type: The type.
        chance: Its probability by the sentence.
        beside: Whether the sentence tells something likelier, or the contrary.
    """

    type: T
    chance: float
    beside: bool


_ALONE = 0.1
"""Probability from which on a sentence that tells nothing else is noted without a judge."""
_NONE: frozenset[T] = frozenset()
_DENIED_BY = {
    T.ATTEND: frozenset({T.NOT_ATTEND}),
    T.PREPARE: frozenset({T.NO_PREP}),
    T.ACCEPT: frozenset({T.DECLINE, T.HEDGE}),
    T.CONFIRM: frozenset({T.CANCEL, T.DECLINE, T.NOT_PLANNED, T.POSTPONE, T.TRAVEL}),
    T.WILLING: frozenset({T.DECLINE}),
    T.DECLINE: frozenset({T.HEDGE}),
    T.INVITE: frozenset({T.COUNTER_INVITE}),
    T.MET: frozenset({T.CONFIRM, T.CANCEL, T.POSTPONE}),
}
"""Types that a sentence seems to tell when it tells that the contrary holds."""


def _clause(items: list[str], at: int) -> tuple[int, int]:
    """The words around ``at`` up to the next marks."""
    first, last = at, at + 1
    while first > 0 and items[first - 1] not in _BREAKS:
        first -= 1
    while last < len(items) and items[last] not in _BREAKS:
        last += 1
    return first, last


def _match(canon: Canon, trigger: int) -> re.Match[str]:
    """The trigger with the party that acts before it and the nearest leader behind it."""
    items = canon.items
    after = range(trigger + 1, min(len(items), trigger + _NEAR))
    agent = acting_party(items, trigger)
    other = next((at for at in after if _OTHER.fullmatch(items[at])), None)
    pattern = _shape(
        None if agent is None else trigger - agent - 1,
        None if other is None else other - trigger - 1,
    )
    begin = canon.starts[trigger if agent is None else agent]
    # It matches: it is made of these very words.
    return cast("re.Match[str]", pattern.match(canon.text, begin))


def acting_party(items: list[str], trigger: int) -> int | None:
    """Where in canonical words the party stands that acts by the words at ``trigger``.

    It is the first party of the clause that can be its subject, else the nearest one before.
    """
    before = range(trigger - 1, max(-1, trigger - _NEAR), -1)
    parties = [at for at in before if _AGENT.fullmatch(items[at]) and not _is_place(items, at)]
    opening = next((at for at in before if items[at] in _OPENINGS), -1)
    subjects = [at for at in parties if at > opening and _can_act(items, at)]
    return subjects[-1] if subjects else next(iter(parties), None)


def _can_act(items: list[str], at: int) -> bool:
    """Whether a party is neither governed by a preposition nor only an owner."""
    return "'s" not in items[at : at + 2] and (at == 0 or items[at - 1] not in _GOVERNING)


_OPENINGS = frozenset({";", ":", "—", '"', "that", "but", "who", "which", "whom", "(", "if"})
_GOVERNING = frozenset(
    {"to", "with", "of", "by", "for", "from", "in", "at", "between", "on", "after", "against"}
)


def _is_place(items: list[str], at: int) -> bool:
    """Whether a country only tells where or whither: "in Norland", "to Norburg"."""
    return items[at].startswith("C:") and items[at - 1] in _WHERE


_WHERE = frozenset({"in", "at", "to", "from", "into", "for", "of"})


@cache
def _shape(before: int | None, after: int | None) -> re.Pattern[str]:
    """A trigger with so many words between it and its agent, and between it and the other."""
    agent = "" if before is None else rf"(?P<agent>{CLASSES['party']}) (?:[^ ]+ ){{{before}}}"
    other = "" if after is None else rf" (?:[^ ]+ ){{{after}}}(?P<other>{CLASSES['leader']})"
    return re.compile(rf"{agent}(?P<trigger>[^ ]+){other}")


def _rule(kind: SignalType) -> Rule:
    return Rule(
        id=f"{LEARNED}{kind.value.lower()}",
        type=kind,
        patterns=(),
        needs=(),
        negated=None,
        certainty=None,
        polarity=None,
        tense="ahead",
        speech=False,
        options=frozenset(),
        examples=(),
        counter=(),
        score=0.0,
    )
