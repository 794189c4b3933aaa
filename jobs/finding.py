"""Finding leaders by name or country."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from forecaster.domain.people import Term
from forecaster.questions.names import fold
from jobs.asking import names_of
from jobs.library import Library


def terms_of(library: Library, text: str, day: date | None = None) -> list[Term]:
    """Terms of all who bear a name with ``text`` in it or lead the country of that code.

    Args:
        library: Names and facts.
        text: Part of a name or id in any spelling of the roster, or a country's three capital
            letters.
        day: Only terms that hold on that day; None for all.

    Returns:
        The latest first.
    """
    countries = {term.country for term in library.facts.terms}
    if text in countries:
        return _latest_first(library, lambda term: term.country == text, day)
    wanted = fold(text)
    named = {leader for name, leader in names_of(library) if wanted in fold(name)}
    named |= {leader for leader in library.facts.leaders if wanted in fold(leader)}
    return _latest_first(library, lambda term: term.leader in named, day)


def _latest_first(
    library: Library, is_meant: Callable[[Term], bool], day: date | None
) -> list[Term]:
    found = (
        term
        for term in library.facts.terms
        if is_meant(term) and (day is None or term.holds_on(day))
    )
    return sorted(found, key=lambda term: (term.start, term.leader), reverse=True)
