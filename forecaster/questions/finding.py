"""Finding leaders by name or country."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from forecaster.domain.people import Leader, LeaderId, Term
from forecaster.domain.roster import Person
from forecaster.questions.names import fold


def names_of(leaders: Iterable[Leader], people: Iterable[Person]) -> Iterator[tuple[str, LeaderId]]:
    """Every name by which a leader may be called."""
    for leader in leaders:
        yield leader.name, leader.id
    for person in people:
        for name in (person.name, *person.forms, *person.surnames):
            yield name, person.leader


def terms_of(
    terms: Iterable[Term],
    names: Iterable[tuple[str, LeaderId]],
    *,
    text: str | None = None,
    country: str | None = None,
    day: date | None = None,
) -> list[Term]:
    """Terms that fit all that is given.

    Args:
        terms: Those to choose from.
        names: By which leaders may be called.
        text: Part of a name or id of the leader, in any spelling of the roster.
        country: Code of the country, three capital letters.
        day: On which the term holds.

    Returns:
        The latest first.
    """
    wanted = fold(text or "")
    named = {leader for name, leader in names if wanted in fold(name)}
    found = (
        term
        for term in terms
        if (term.leader in named or wanted in fold(term.leader))
        and country in (None, term.country)
        and (day is None or term.holds_on(day))
    )
    return sorted(found, key=lambda term: (term.start, term.leader), reverse=True)
