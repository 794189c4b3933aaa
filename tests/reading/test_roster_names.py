"""Every leader with a term since 1990 is found by name, by surname with title, and by title."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from forecaster.domain.people import LeaderId, Office, Term
from forecaster.reading.reader import RulesReader
from forecaster.store.facts import load_facts
from forecaster.store.roster import load_places, load_roster
from tests.reading.references import resolved

DATA = Path(__file__).resolve().parents[2] / "data"
SINCE, LAST = date(1990, 1, 1), date(2026, 10, 1)
FACTS, ROSTER = load_facts(DATA), load_roster(DATA)
PEOPLE = {person.leader: person for person in ROSTER.people}
ADJECTIVES = {
    country.code: country.adjectives[0]
    for country in load_places(DATA).countries
    if country.adjectives
}
TITLES = {
    Office.HEAD_OF_GOVERNMENT: "prime minister",
    Office.HEAD_OF_STATE: "president",
    Office.BOTH: "president",
}
TERMS = [term for term in FACTS.terms if (term.end or LAST) >= SINCE]
with (Path(__file__).parent / "roster_exceptions.csv").open(encoding="utf-8") as file:
    EXCEPTIONS = [(row["check"], row["leader_id"]) for row in csv.DictReader(file)]


def _middle(term: Term) -> date:
    start = max(term.start, SINCE)
    return start + ((term.end or LAST) - start) / 2


def _full(term: Term) -> str | None:
    return f"On Monday {PEOPLE[term.leader].name} spoke."


def _surname(term: Term) -> str | None:
    surnames, title = PEOPLE[term.leader].surnames, TITLES.get(term.office)
    return f"On Monday {title.title()} {surnames[0]} spoke." if surnames and title else None


def _title(term: Term) -> str | None:
    adjective, title = ADJECTIVES.get(term.country), TITLES.get(term.office)
    return f"On Monday the {adjective} {title} spoke." if adjective and title else None


@pytest.mark.parametrize(
    ("check", "write"), [("full", _full), ("surname", _surname), ("title", _title)]
)
def test_all_but_the_listed_leaders_are_found_at_the_middle_of_their_terms(
    full: RulesReader, check: str, write: Callable[[Term], str | None]
) -> None:
    missed: set[LeaderId] = set()
    for term in TERMS:
        text = write(term)
        if text is not None and resolved(full, text, _middle(term)) != [term.leader]:
            missed.add(term.leader)
    assert missed == {leader for kind, leader in EXCEPTIONS if kind == check}


def test_no_surname_is_a_word_with_which_sentences_open(full: RulesReader) -> None:
    """Else every report would be worth reading closely, which costs ten times as much."""
    opening = {"a", "an", "the", "in", "on", "at", "as", "and", "for", "no", "to", "of"}
    assert full.names.surnames
    assert opening.isdisjoint(full.names.surnames)
