"""From single wordings to the acts of an article: one per type, leaders, side and meeting."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import chain

from forecaster.domain.news import Article
from forecaster.domain.people import LeaderId
from forecaster.domain.signals import Mention, SignalType
from forecaster.reading.acts.claims import attribute
from forecaster.reading.acts.completing import complete, mark_answered, news_day, recall
from forecaster.reading.acts.draft import PAST, SINGLE, Draft, Setting
from forecaster.reading.acts.drafting import Drafter
from forecaster.reading.acts.impression import Impression
from forecaster.reading.acts.interpret import Interpreter
from forecaster.reading.acts.joining import (
    DOUBTFUL,
    absorb,
    name_headlines,
    prune,
    same_act,
    settle,
    told_once,
)
from forecaster.reading.acts.mentions import mention_of
from forecaster.reading.acts.retracting import as_denied, correct, denied_from, retract
from forecaster.reading.acts.sieve import Sieve
from forecaster.reading.acts.story import Story
from forecaster.reading.acts.stretches import TOGETHER, stretches
from forecaster.reading.acts.topic import Topics
from forecaster.reading.acts.weighing import (
    Chooser,
    Company,
    Convener,
    Glance,
    Overview,
    Placer,
    Weigher,
)
from forecaster.reading.patterns.attribution import Attributor, Utterance
from forecaster.reading.patterns.engine import Engine, Hit
from forecaster.reading.text.plain import Plain
from forecaster.reading.who.canon import Canon
from forecaster.reading.who.discourse import Discourse
from forecaster.reading.who.floor import Floor
from forecaster.reading.who.units import LEADER

T = SignalType

_STEPS = frozenset(
    {T.INVITE, T.COUNTER_INVITE, T.ACCEPT, T.DECLINE, T.CANCEL, T.POSTPONE, T.NOT_ATTEND}
)
"""Types that tell what some side did, and so may be news even within a question."""
_OLD = timedelta(days=366)
_PAIR = 2


class Assembler:
    """Takes the sentences of one article in order and hands out its mentions at the end."""

    def __init__(
        self,
        engine: Engine,
        attributor: Attributor,
        setting: Setting,
        discourse: Discourse,
        weigher: Weigher | None = None,
        floor: Floor | None = None,
        chooser: Chooser | None = None,
        placer: Placer | None = None,
        convener: Convener | None = None,
        impression: Impression | None = None,
    ) -> None:
        """Read with ``engine``; ``attributor`` and, in a transcript, ``floor`` tell who speaks."""
        self._weigher = weigher
        self._open = weigher is not None and weigher.opens(setting.sentences)
        self._chooser = chooser
        self._placer = placer
        self._convener = convener if self._open else None
        self._engine = engine
        self._attributor = attributor
        self._setting = setting
        self._topics = Topics()
        self._discourse = discourse
        interpreter = Interpreter(setting, discourse, self._topics)
        self._story = Story(setting, interpreter, floor, impression)
        self._sieve = Sieve(setting, interpreter, self._topics, self._story)
        self._drafter = Drafter(setting, interpreter, self._story, self._sieve)
        self._drafts: list[Draft] = []

    def take(self, canon: Canon) -> None:
        """Read one sentence."""
        said = self._attributor.utterances(canon)
        self._story.follow(canon, said)
        self._hear_question(canon)
        for draft in self._read(canon, said):
            if not self._is_asked(canon, draft):
                self._drafts.append(draft)
            if draft.type not in SINGLE and not draft.grounds.below:
                self._topics.note(draft.leaders, draft.place, draft.window, draft.forum)
                self._topics.sentence = self._story.sentence
                self._discourse.gather(draft.leaders)
        self._story.remember(canon, said)

    def _hear_question(self, canon: Canon) -> None:
        """In a transcript, who is asked about is whom the answer means, with its own leader."""
        own = self._discourse.head
        others = {one for unit in canon.units for one in unit.leaders} - {own}
        if own is not None and len(others) == 1 and self._story.asks:
            pair = tuple(sorted((own, *others)))
            self._topics.note(pair, None, None, None)
            self._discourse.group = pair

    def _read(self, canon: Canon, said: list[Utterance]) -> list[Draft]:
        """What one sentence tells: what the rules read in it, weighed."""

        def drafts(hit: Hit) -> list[Draft]:
            return self._drafter.drafts(hit, said)

        hopeful = self._sieve.may_tell(canon)
        hits = self._engine.hits(canon) if hopeful else []
        read = settle([draft for hit in hits for draft in drafts(hit)])
        if self._weigher is not None:
            maker = drafts if hopeful or self._may_mean() else None
            look = Glance(maker, self._open, self._story.impression)
            weighed = self._weigher.weigh(canon, read, look)
            for one in weighed:
                about = not one.guessed or self._is_about(canon, one)
                one.grounds = replace(one.grounds, about=about)
            read = weighed if self._open else [one for one in weighed if not one.grounds.doubtful]
        return as_denied(read, denied_from(canon, self._setting.words))

    def _may_mean(self) -> bool:
        """Whether an impression of the article may know whom sentences mean that name nobody."""
        return self._open and self._story.impression is not None and not self._story.misnames

    def _is_asked(self, canon: Canon, draft: Draft) -> bool:
        """Whether an act is only the matter of a question, not what somebody is quoted for in it."""
        if not self._story.asks:
            return False
        done = draft.type in PAST or (draft.type in _STEPS and draft.agent is not None)
        told = draft.attributed or done
        return "?" in canon.items or not told

    def _is_about(self, canon: Canon, draft: Draft) -> bool:
        """Whether the leaders of an act are named in the sentence, mainly spoken of, or known to meet.

        They are known to where a meeting of just these has been told of: before, while sentences are
        read; anywhere in the article, once leaders are chosen anew. Where the two who are mainly
        spoken of stand beside a third, who is meant is no guess.
        """
        main, leaders = set(self._discourse.main), set(draft.leaders)
        if self._topics.tell_of(leaders):
            return True
        meant = {one for unit in canon.units if unit.kind == LEADER for one in unit.leaders}
        if len(main) == len(leaders) == _PAIR and main < meant and leaders != main:
            return False
        spelled = {unit.first for unit in canon.sentence.units}
        units = (one for one in canon.units if one.kind == LEADER and one.first in spelled)
        named = {leader for unit in units for leader in unit.leaders}
        return leaders <= named | main

    def mentions(
        self, article: Article, fields: dict[str, Plain], reader: str
    ) -> tuple[Mention, ...]:
        """The acts of the article, joined and in order; last those that wait for a person."""
        self._convene()
        joined = self._joined()
        judged = joined if self._weigher is None else self._weigher.judge(joined, self._overview())
        kept = {id(act) for act in judged}
        told: list[list[Draft]] = []
        waiting: list[list[Draft]] = []
        for acts in stretches(joined):
            left = [act for act in acts if id(act) in kept]
            telling = [act for act in left if not act.waits]
            beside = {id(act) for act in telling}
            read = [act for act in acts if not act.guessed and id(act) not in beside]
            told.append(self._completed(telling, read))
            waiting.append(self._completed([act for act in left if act.waits]))
        for some in (told, waiting):
            self._recall(some)
        settled = map(self._settled, told)
        every = chain.from_iterable((*settled, *waiting))
        return tuple(mention_of(article, fields, act, reader) for act in every)

    def _completed(self, acts: list[Draft], read: Sequence[Draft] = ()) -> list[Draft]:
        """What is left of acts beside each other, with what the story adds to them."""
        left = prune(acts, self._setting)
        complete(left, self._story, self._setting, read)
        return left

    def _recall(self, parts: Sequence[list[Draft]]) -> None:
        """Mark what was no news: an article has one day of its news, in however many stretches it is read."""
        news = news_day(chain.from_iterable(parts), self._setting.published)
        for acts in parts:
            recall(acts, self._story, news)

    def _settled(self, acts: list[Draft]) -> list[Draft]:
        """What is told in the end, with all that is chosen for it, each act once."""
        self._choose(acts)
        mark_answered(acts)
        left = told_once(acts)
        retract(left)
        return left

    def _choose(self, acts: list[Draft]) -> None:
        """Let places, days, speakers and sides be chosen, which takes too long for what waits."""
        if self._placer is not None:
            self._placer.settle(acts, self._story, self._setting)
        if self._chooser is not None:
            attribute(acts, self._story, self._setting, self._chooser)

    def _convene(self) -> None:
        """Settle whom each reading concerns, all sentences of the article considered."""
        if self._convener is None:
            return
        chosen = self._convener.convene(self._drafts, self._story, self._overview())
        for draft, company in zip(self._drafts, chosen, strict=True):
            draft.grounds = replace(
                draft.grounds, sure=company.chance, part=company.part, others=company.others
            )
            if set(company.leaders) != set(draft.leaders) and not self._is_parted(draft, company):
                self._change(draft, company)

    def _is_parted(self, draft: Draft, company: Company) -> bool:
        """Whether the words tell of a meeting with each of several, and this would be another one."""
        return draft.parted and any(
            one is not draft
            and one.parted
            and one.type is draft.type
            and set(one.leaders) <= set(company.leaders)
            for one in self._of_sentence(draft.sentence)
        )

    def _of_sentence(self, number: int) -> list[Draft]:
        """The readings of one sentence."""
        first = bisect_left(self._drafts, number, key=_sentence)
        return self._drafts[first : bisect_right(self._drafts, number, key=_sentence)]

    def _change(self, draft: Draft, company: Company) -> None:
        """Let a reading concern others than the rules took."""
        canon = self._story.scenes[draft.sentence - 1].canon
        draft.leaders = company.leaders
        draft.named = frozenset(draft.leaders) & {
            one for unit in canon.units for one in unit.leaders
        }
        about = not draft.guessed or self._is_about(canon, draft)
        draft.grounds = replace(draft.grounds, about=about)

    def _overview(self) -> Overview:
        return Overview(
            self._setting.cast,
            self._discourse.main,
            self._setting.argued,
            self._story.recorded,
            len(self._story.scenes),
            self._open,
        )

    def _joined(self) -> list[Draft]:
        """One draft per act; events long past are left out.

        Readings that the words hardly bear out come last, so that none of them brings two acts together.
        """
        joined: list[Draft] = []
        kin: defaultdict[tuple[SignalType, tuple[LeaderId, ...]], list[int]] = defaultdict(list)
        name_headlines(self._drafts)
        read = correct(self._drafts, frozenset(self._story.corrections))
        for draft in sorted(read, key=lambda one: one.score < DOUBTFUL):
            if draft.statement_on and self._setting.published - draft.statement_on > _OLD:
                continue
            alike = kin[draft.type, draft.leaders]
            at = next((at for at in alike[-TOGETHER:] if same_act(joined[at], draft)), None)
            if at is None:
                alike.append(len(joined))
                joined.append(draft)
            elif joined[at].guessed and not draft.guessed:
                absorb(draft, joined[at])
                joined[at] = draft
            else:
                absorb(joined[at], draft)
        return sorted(joined, key=lambda one: (one.sentence, one.items))


def _sentence(draft: Draft) -> int:
    return draft.sentence
