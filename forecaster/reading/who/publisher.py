"""Who publishes an article: to what country the outlet belongs, and whether its state speaks there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import takewhile

from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode
from forecaster.reading.known.cast import Cast
from forecaster.reading.text.lexicon import LEADING
from forecaster.reading.who.units import (
    ADJECTIVE,
    CITY,
    COUNTRY,
    LEADER,
    OFFICIAL,
    ROLE,
    SEAT,
    Sentence,
    Unit,
)

Title = tuple[str, str]
"""The class of a role, and a title of it."""

PRESIDENT: Title = ("head_of_state", "president")
PREMIER: Title = ("head_of_government", "prime minister")


@dataclass(frozen=True, slots=True)
class Publisher:
    """A publisher.

    Attributes:
        house: The country for which it speaks, of an office of a state.
        press: The country in which it appears, of any other outlet that names it.
        office: Whose office publishes, as the class of a role and a title; None where none is named.
    """

    house: CountryCode | None = None
    press: CountryCode | None = None
    office: Title | None = None


UNTOLD = Publisher()
"""One of whom nothing is known."""


def publisher(source: Sentence, lists: Mapping[str, AbstractSet[str]]) -> Publisher:
    """The publisher that a source names, such as "10 Downing Street" or "Norland Post".

    What an office is called may fit several countries (there is more than one Federal Chancellery), so
    a country or town beside it goes before. An embassy speaks of two countries: nothing is told then.
    A paper in the name of a town may be of a namesake elsewhere, and is not told of either.

    Args:
        source: The name of the outlet, with its units.
        lists: The word lists; ``offices_of_state`` tell that an office of the state publishes,
            ``missions`` that it does so abroad, ``media`` that it is none.
    """
    words = source.lowers
    if not lists["missions"].isdisjoint(words):
        return Publisher()
    offices = [unit for unit in source.units if _is_office(unit)]
    if (offices or not lists["offices_of_state"].isdisjoint(words)) and not (
        words and words[-1] in lists["media"]
    ):
        named = _only(unit for unit in source.units if unit.kind in {COUNTRY, ADJECTIVE, CITY})
        return Publisher(house=named or _only(offices), office=office_in(source, lists))
    return Publisher(press=_only(unit for unit in source.units if unit.kind == COUNTRY))


def office_in(line: Sentence, lists: Mapping[str, AbstractSet[str]]) -> Title | None:
    """Whose office words name: "Presidency", "Prime Minister's Office"; None for both or neither.

    A presidency of the council, or of the government, is that of its head; one of the European Union is
    a country's turn in its chair.

    Args:
        line: The words.
        lists: The word lists; ``of_presidents`` and ``of_premiers`` tell whose an office is, with
            ``of_cabinets`` behind the former ("presidency of the council") it is a premier's.
    """
    words = set(line.lowers)
    if "union" in words or "eu" in words:
        return None
    premier = not lists["of_premiers"].isdisjoint(words)
    president = not lists["of_presidents"].isdisjoint(words)
    if president and _is_of_a_cabinet(line.lowers, lists):
        return PREMIER
    if premier == president or (president and "ministers" in words):
        return None
    return PREMIER if premier else PRESIDENT


def _is_of_a_cabinet(lowers: Sequence[str], lists: Mapping[str, AbstractSet[str]]) -> bool:
    """Whether a presidency is one of the council or the government: "Presidenza del Consiglio"."""
    for at, word in enumerate(lowers):
        behind = list(takewhile(_OF.__contains__, lowers[at + 1 : at + 1 + _OF_WORDS]))
        following = lowers[at + 1 + len(behind) : at + 2 + len(behind)]
        if word in lists["of_presidents"] and behind and set(following) & lists["of_cabinets"]:
            return True
    return False


_OF = frozenset({"of", "the", "del", "della", "du", "de", "la", "do", "da", "di"})
_OF_WORDS = 3


def _is_office(unit: Unit) -> bool:
    """Whether a unit is an office, a palace, or the title of who leads a state."""
    leads = unit.kind == ROLE and unit.role_class in LEADING and unit.role_class != "leader"
    return leads or unit.kind in {OFFICIAL, SEAT}


def _only(units: Iterable[Unit]) -> CountryCode | None:
    """The country of units that all name one."""
    found = {unit.country for unit in units if unit.country}
    return next(iter(found)) if len(found) == 1 else None


def head_of(
    house: CountryCode, sentences: Iterable[Sentence], cast: Cast, office: Title | None = None
) -> LeaderId | None:
    """The leader of whom an office speaks.

    That is whose office it is; else whom of its own leaders the text names most; else the one whose
    title stands most without a country, since of president and prime minister either may be meant; else
    who leads. A title behind a guest who bears it too may be the guest's.
    """
    told = cast.called(house, *office) if office is not None else None
    if told is not None:
        return told
    own = [one for one in cast.counts if cast.side(one) == house]
    if own:
        return max(own, key=lambda one: cast.counts[one])
    titles: Counter[tuple[str, str]] = Counter()
    guests: list[LeaderId] = []
    for unit in (unit for sentence in sentences for unit in sentence.units):
        title = (unit.role_class, unit.title)
        if unit.kind == LEADER:
            guests += unit.leaders
        elif unit.kind == ROLE and not (unit.plural or unit.country or unit.countries):
            titles[title] += not any(cast.bears(one, *title, strictly=True) for one in guests)
    meant = (cast.called(house, *title) for title, _ in titles.most_common() if titles[title])
    return next((one for one in meant if one is not None), None) or cast.holder(house)
