"""An act in the making, and what is fixed for the article that tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from forecaster.domain.clock import Window
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.signals import Certainty, SignalType, Speaker
from forecaster.reading.acts.standing import Standing
from forecaster.reading.known.cast import Cast
from forecaster.reading.known.forums import ForumCalendar
from forecaster.reading.known.occasions import Occasions

T = SignalType

PAST = frozenset({T.MET, T.CALL, T.TRAVEL})
"""Types whose event has happened."""
SINGLE = frozenset({T.TRAVEL, T.ATTEND, T.NOT_ATTEND})
"""Types for which one leader is enough."""
UTTERANCES = frozenset(
    {
        T.INVITE, T.COUNTER_INVITE, T.ACCEPT, T.DECLINE, T.HEDGE, T.CONDITION, T.WILLING,
        T.NOT_PLANNED, T.NO_PREP, T.ALT_VENUE,
    }
)  # fmt: skip
"""Types that are words of a side: where nobody is named for them, the side itself speaks."""
ANSWERS = frozenset(
    {
        T.ACCEPT, T.DECLINE, T.HEDGE, T.CONDITION, T.NO_PREP, T.NOT_PLANNED, T.CANCEL,
        T.POSTPONE, T.PREPARE,
    }
)  # fmt: skip
"""Types that answer or concern a meeting mentioned before, and take over its place and days."""
POLARITY = {
    T.INVITE: 1, T.COUNTER_INVITE: 1, T.WILLING: 1, T.ACCEPT: 1, T.DECLINE: -1, T.HEDGE: 0,
    T.ALT_VENUE: 1, T.CONDITION: -1, T.PREPARE: 1, T.NO_PREP: -1, T.NOT_PLANNED: -1, T.CONFIRM: 1,
    T.POSTPONE: -1, T.CANCEL: -1, T.MET: 1, T.CALL: 0, T.TRAVEL: 1, T.ATTEND: 1, T.NOT_ATTEND: -1,
}  # fmt: skip
"""Default direction of each type."""


OFFERS = frozenset({T.INVITE, T.COUNTER_INVITE})
"""Types that propose a meeting."""


def are_days_of_one_offer(one: Window, other: Window) -> bool:
    """Whether two tellings of one offer may name these days: "in autumn", "late in the year".

    Who retells an offer rarely repeats its words; spans that are vague may lie a month apart.
    """
    vague = max(one.days, other.days) > _VAGUE
    return one.overlaps(other) or (vague and one.days_to(other) <= _A_MONTH)


_VAGUE, _A_MONTH = 14, 31


@dataclass(frozen=True, slots=True)
class Grounds:
    """What speaks for a reading in the sentences that tell it, the best of them for each.

    Attributes:
        wording: Log odds of its type by what the wording tells.
        sense: The same by the sentence as a whole.
        best: The highest log odds by both that any type has there.
        rival: The highest that another type has.
        rank: How many types are likelier there.
        ruled: How many of the readings a rule made.
        readings: How many there are.
        meant: How many leaders the sentence names or means.
        spelled: How many it names.
        words: Canonical words of the sentence.
        quotes: Whether it quotes.
        asks: Whether it asks.
        about: Whether its leaders are named there or mainly spoken of.
        below: Whether others than leaders seem to act there.
        beside: Whether the sentence tells something else that is likelier, or the contrary.
        sure: Probability that it concerns its leaders, and not others whom the article names.
        part: Least log odds that one of its leaders takes part, by an impression of the article.
        others: Greatest log odds that somebody else does.
    """

    wording: float = 0.0
    sense: float = 0.0
    best: float = 0.0
    rival: float = 0.0
    rank: int = 0
    ruled: int = 1
    readings: int = 1
    meant: int = 0
    spelled: int = 0
    words: int = 0
    quotes: bool = False
    asks: bool = False
    about: bool = True
    below: bool = False
    beside: bool = False
    sure: float = 1.0
    part: float = 0.0
    others: float = 0.0

    @property
    def doubtful(self) -> bool:
        """Whether a sentence alone is not enough to tell it without a rule."""
        return self.below or self.beside or not self.about

    def joined(self, other: Grounds) -> Grounds:
        """What speaks for an act that both tell."""
        return Grounds(
            wording=max(self.wording, other.wording),
            sense=max(self.sense, other.sense),
            best=max(self.best, other.best),
            rival=max(self.rival, other.rival),
            rank=min(self.rank, other.rank),
            ruled=self.ruled + other.ruled,
            readings=self.readings + other.readings,
            meant=max(self.meant, other.meant),
            spelled=max(self.spelled, other.spelled),
            words=max(self.words, other.words),
            quotes=self.quotes or other.quotes,
            asks=self.asks and other.asks,
            about=self.about or other.about,
            below=self.below and other.below,
            beside=self.beside and other.beside,
            sure=max(self.sure, other.sure),
            part=max(self.part, other.part),
            others=min(self.others, other.others),
        )


@dataclass(slots=True)
class Draft:
    """An act in the making; fields not listed mirror :class:`forecaster.domain.signals.Act`.

    Attributes:
        rule: Id of the rule that read it.
        score: Reliability of that rule.
        sentence: Number of the sentence in the article, from 1.
        paragraph: Number of its paragraph, -1 for the headline.
        where: ``title`` or ``body``.
        spans: Proving characters as (field, start, end) in the field's plain text.
        stated: Whether the sentence itself tells the day of the statement.
        dated: Whether that sentence or an earlier one of the same side does.
        attributed: Whether a speaker was named.
        hosting: Whether the words speak of coming, visiting or hosting.
        nominal: Whether a mere noun tells the act ("Alder's offer").
        items: Canonical words that were matched, half-open.
        tellings: The same for every sentence that tells the act: its number, first, one past the last.
        recalled: Whether the sentence looks back.
        earlier: Whether its verb itself sets an event before the news: "had met", "last met".
        bygone: Whether its verb itself sets a step before the news: "accepted last month".
        weak: Whether the wording only presupposes the act.
        parted: Whether the same words tell of a meeting with each of several.
        agent: The side that the words themselves let take the step.
        mutual: Whether the words let both sides take the step.
        named: Those of the leaders whom the sentence itself names or means.
        assumed: Whether the day of an event is only that of the telling.
        standing: How its sentence names the sides.
        grounds: What speaks for it.
        waits: Whether it is too doubtful to be told before a person has looked at it.
        recorded: Whether its days are those of a meeting in the record.
    """

    type: SignalType
    rule: str
    score: float
    leaders: tuple[LeaderId, ...]
    speaker: Speaker
    actor: CountryCode | None
    place: Place | None
    window: Window | None
    forum: str | None
    certainty: Certainty
    polarity: int
    statement_on: date | None
    background: bool
    retracts: SignalType | None
    sentence: int
    paragraph: int
    where: str
    spans: list[tuple[str, int, int]] = field(default_factory=list)
    stated: bool = False
    dated: bool = False
    attributed: bool = False
    hosting: bool = False
    nominal: bool = False
    items: tuple[int, int] = (0, 0)
    tellings: list[tuple[int, int, int]] = field(default_factory=list)
    recalled: bool = False
    earlier: bool = False
    bygone: bool = False
    weak: bool = False
    assumed: bool = False
    named: frozenset[LeaderId] = frozenset()
    parted: bool = False
    agent: CountryCode | None = None
    mutual: bool = False
    standing: Standing = field(default_factory=Standing)
    grounds: Grounds = field(default_factory=Grounds)
    waits: bool = False
    recorded: bool = False

    @property
    def guessed(self) -> bool:
        """Whether no rule read it, so that who, where and when rest on nearness alone."""
        return self.rule.startswith(LEARNED)


LEARNED = "learned."
"""Beginning of the id of what no rule read."""


@dataclass(slots=True)
class Setting:
    """What is fixed for one article.

    Attributes:
        cast: The people.
        calendar: The forums.
        published: Day of publication, or the best guess at it.
        month_first: Whether 7/4 is 4 July.
        words: Word lists of the lexicon by name.
        home: Place of the dateline, if there is one.
        forum_hosts: Countries that host the multilateral events the article names.
        argued: Whether the author has a say in it, as in a column or an analysis.
        occasions: Recorded meetings from which the article may count days.
        sentences: How many sentences it has.
    """

    cast: Cast
    calendar: ForumCalendar
    published: date
    words: Mapping[str, frozenset[str]]
    month_first: bool = False
    home: Place | None = None
    forum_hosts: frozenset[CountryCode] = frozenset()
    argued: bool = False
    occasions: Occasions = field(default_factory=lambda: Occasions(()))
    sentences: int = 0
