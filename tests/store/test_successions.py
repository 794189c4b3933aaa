"""The table of successions against the terms that came of it."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from forecaster.domain.chronicle import Facts
from forecaster.domain.handovers import Succession, replacements
from forecaster.domain.people import Office, Term
from forecaster.store.facts import load_facts
from forecaster.store.files import data_root

DAY = timedelta(days=1)
VACANT = timedelta(days=31)
"""An office may be empty for so long before the one who was chosen comes."""


@cache
def facts() -> Facts:
    return load_facts(data_root())


def stood() -> list[Succession]:
    """Decisions that no later one replaced."""
    replaced = replacements(facts().successions)
    return [told for told in facts().successions if told not in replaced]


def terms_in(told: Succession) -> list[Term]:
    """Terms in the office; sources call one office ``both`` of one holder and not of the next."""
    return [
        term
        for term in facts().terms
        if term.country == told.country
        and not term.basis.startswith("observed")
        and (term.office is told.office or Office.BOTH in (term.office, told.office))
    ]


def came(told: Succession) -> bool:
    """Whether a term begins on the day, or goes on over it where the holder was chosen again."""
    mine = [term for term in terms_in(told) if term.leader == told.comes]
    if told.comes == told.leaves:
        # Some sources have one term, others begin another with the new office.
        held = any(term.holds_on(told.due - 2 * DAY) for term in mine)
        return held and any(term.holds_on(told.due + 2 * DAY) for term in mine)
    return any(abs(term.start - told.due) <= DAY for term in mine)


def left(told: Succession) -> bool:
    """Whether the one before him held the office, and left it on the day or shortly before."""
    if told.leaves is None:
        return not any(
            term.start < told.due and term.holds_on(told.due - 2 * DAY)
            for term in terms_in(told)
            if term.office is not Office.OTHER
        )
    mine = [term for term in terms_in(told) if term.leader == told.leaves]
    return any(
        term.end is not None and -VACANT <= term.end - told.due <= DAY and term.start < told.due
        for term in mine
    )


def test_every_row_came_as_it_was_decided() -> None:
    assert [told for told in stood() if not came(told)] == []


def test_every_one_who_goes_left_the_office() -> None:
    again = [told for told in stood() if told.comes == told.leaves]
    goes = [told for told in stood() if told.comes != told.leaves]
    assert [told for told in goes if not left(told)] == []
    assert len(again) > 100
    assert len(goes) > 250


def test_who_goes_and_keeps_no_office_is_out_of_all() -> None:
    """A leader who is told to go holds nothing else of the country that nobody entered."""
    coming = {(told.country, told.comes, told.due) for told in facts().successions}
    for told in stood():
        if told.leaves is None or told.comes == told.leaves:
            continue
        later = told.due + 3 * DAY
        keeps = [
            term
            for term in facts().terms
            if term.leader == told.leaves
            and term.country == told.country
            and term.holds_on(later)
            and not (term.start < told.due - DAY and term.office is not told.office)
        ]
        for term in keeps:
            assert (term.country, term.leader, term.start) in coming, told


def test_what_was_replaced_was_foreseen_within_weeks() -> None:
    replaced = replacements(facts().successions)
    assert replaced
    for told in replaced:
        (last,) = [
            one
            for one in stood()
            if (one.country, one.office, one.comes) == (told.country, told.office, told.comes)
            and told.decided_on < one.decided_on < told.due
        ]
        assert abs(last.due - told.due) <= VACANT


def test_what_is_decided_is_known_a_day_later_and_before_it_comes() -> None:
    for told in facts().successions:
        assert told.decided_on < told.known_on <= told.due
        assert (told.due - told.decided_on).days < 550, told


def test_presidents_of_the_united_states_are_known_from_the_autumn_on() -> None:
    found = {told.due.year: told for told in facts().successions if told.country == "USA"}
    assert sorted(found) == list(range(1993, 2026, 4))
    assert all((told.due.month, told.due.day) == (1, 20) for told in found.values())
    assert all(told.decided_on.month >= 11 for told in found.values())
