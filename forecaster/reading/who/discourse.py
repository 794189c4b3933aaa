"""Who is being talked about as the sentences of an article go by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode
from forecaster.reading.known.cast import Cast
from forecaster.reading.who.units import Unit


@dataclass(slots=True)
class Discourse:
    """What earlier sentences leave in mind.

    Attributes:
        cast: The people of the article.
        main: The leaders whom the article is mostly about, at most two, of different countries.
        subject: The leader whom "he" would mean next.
        official: The official whom "he" would mean next, when later than ``subject``.
        group: The leaders whom "the two" would mean.
        recent: Leaders, the last named first.
        home: Country of the dateline, whose offices need no country word.
        office: The nameless official last spoken of, whom a bare name in the next words may be.
        house: Country whose officials speak to the press here, in a record or a release.
        press: Country of an outlet that is no office, where nothing sets the text elsewhere.
        quoter: The leader who spoke last, None when somebody else did.
        first: The leader who has the floor in a transcript, whom "I" means.
        second: The leader who is asked there, whom "you" means.
        head: The leader of the house: one who speaks, or of whom it speaks.
        scene: Country in which the text was last set, as far as its leader is in the text.
        named_officials: Names of officials by their country and the noun of their role.
        crowns_of_others: Titles of monarchs that the text gives to somebody who leads no state.
    """

    cast: Cast
    main: tuple[LeaderId, ...] = ()
    subject: LeaderId | None = None
    official: Unit | None = None
    group: tuple[LeaderId, ...] = ()
    recent: list[LeaderId] = field(default_factory=list)
    home: CountryCode | None = None
    office: Unit | None = None
    scene: CountryCode | None = None
    house: CountryCode | None = None
    press: CountryCode | None = None
    quoter: LeaderId | None = None
    first: LeaderId | None = None
    second: LeaderId | None = None
    head: LeaderId | None = None
    crowns_of_others: set[str] = field(default_factory=set)
    named_officials: dict[tuple[CountryCode | None, str], set[str]] = field(default_factory=dict)

    def pair(self) -> tuple[LeaderId, ...]:
        """The two (or more) leaders last spoken of together, else the article's main ones."""
        return self.group if len(self.group) > 1 else self.main

    def gather(self, leaders: tuple[LeaderId, ...]) -> None:
        """Let "they" mean all who meet, where only some of them were named last."""
        if set(self.group) < set(leaders):
            self.group = leaders

    def other(self, leader: LeaderId | None) -> LeaderId | None:
        """Whom "his counterpart" means."""
        others = (one for one in self.candidates() if one != leader)
        return next(others, None)

    def host(self) -> LeaderId | None:
        """The leader at home in the place of which the text speaks."""
        at_home = (one for one in self.candidates() if self.cast.country(one) == self.scene)
        return next(at_home, None)

    def candidates(self) -> tuple[LeaderId, ...]:
        """Whom a reference may mean: those last spoken of together, the main ones, then others."""
        return (*self.pair(), *self.main, *self.recent)

    def name(self, leaders: Iterable[LeaderId]) -> None:
        """Note leaders as just named."""
        for leader in leaders:
            if leader in self.recent:
                self.recent.remove(leader)
            self.recent.insert(0, leader)

    def is_woman(self, leader: LeaderId) -> bool:
        """Whether news say "she" of the leader."""
        return leader in self.cast.names.world.women
