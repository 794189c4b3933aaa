"""From the records of facts, places and roster to the words the reader looks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from forecaster.domain.meetings import Meeting
from forecaster.domain.people import Leader, LeaderId, Term
from forecaster.domain.places import City, Country
from forecaster.domain.roster import Bare, Forum, Gazetteer, Official, Person, Roster
from forecaster.domain.summits import Summit
from forecaster.reading.known.records import (
    CountryWord,
    ForumName,
    KnownPerson,
    LeaderName,
    OfficeForm,
    PlaceWord,
    SideWord,
    World,
)


def build_world(
    leaders: Mapping[LeaderId, Leader],
    terms: tuple[Term, ...],
    summits: tuple[Summit, ...],
    gazetteer: Gazetteer,
    roster: Roster,
    meetings: tuple[Meeting, ...] = (),
) -> World:
    """The reader's world out of the loaded tables."""
    return World(
        leaders={key: leader.name for key, leader in leaders.items()},
        terms=terms,
        names=tuple(name for person in roster.people for name in _names(person)),
        namesakes=tuple(one.name for one in roster.namesakes if one.kind != "word"),
        persons=tuple(map(_official, roster.officials)),
        offices=tuple(
            OfficeForm(word.wording, word.country, word.kind)
            for word in roster.offices
            if not word.needs_adjective and word.country
        ),
        countries=tuple(word for country in gazetteer.countries for word in _country(country)),
        places=tuple(word for city in gazetteer.cities for word in _city(city)),
        masks=tuple(phrase for country in gazetteer.countries for phrase in country.not_in)
        + tuple(phrase for city in gazetteer.cities for phrase in city.not_in),
        summits=summits,
        forums=tuple(name for forum in roster.forums for name in _forum(forum)),
        capitals={country.code: country.capital for country in gazetteer.countries},
        titles=roster.titles,
        leading=roster.leading,
        communities=roster.communities,
        women=frozenset(person.leader for person in roster.people if person.pronoun == "she"),
        meetings=meetings,
    )


def _names(person: Person) -> Iterator[LeaderName]:
    for form in dict.fromkeys((person.name, *person.forms)):
        yield LeaderName(person.leader, form)
    if person.bare is not Bare.NEVER:
        for surname in person.surnames:
            yield LeaderName(
                person.leader,
                surname,
                alone=person.bare is Bare.FREE,
                word=person.bare is Bare.WORD,
            )


def _official(official: Official) -> KnownPerson:
    return KnownPerson(
        name=official.name,
        forms=official.aliases,
        country=official.country,
        role=official.role,
        kind=official.kind,
        start=date(official.from_year, 1, 1),
        end=date(official.to_year, 12, 31) if official.to_year else None,
    )


def _country(country: Country) -> Iterator[CountryWord]:
    kinds = (
        (SideWord.NAME, (country.name, *country.aliases)),
        (SideWord.ADJECTIVE, country.adjectives),
        (SideWord.SEAT, country.seats),
    )
    for kind, forms in kinds:
        for form in forms:
            yield CountryWord(form, country.code, kind, needs_context=form in country.context_words)


def _city(city: City) -> Iterator[PlaceWord]:
    for form in (city.name, *city.aliases):
        yield PlaceWord(
            form,
            city.within or city.name,
            city.country,
            capital=city.kind == "capital",
            needs_context=form in city.context_words,
        )


def _forum(forum: Forum) -> Iterator[ForumName]:
    for form in forum.names:
        yield ForumName(forum.series, form, needs_summit=form in forum.context_words)
