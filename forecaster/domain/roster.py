"""How news name people, offices, places and forums: plain records, loaded from ``data/``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from forecaster.domain.people import LeaderId, Office
from forecaster.domain.places import City, Country, CountryCode
from forecaster.domain.signals import SpeakerKind


class Bare(StrEnum):
    """When a surname without given name or title may be read as the leader."""

    FREE = "free"
    INTRODUCED = "introduced"
    WORD = "word"
    NEVER = "never"


class TitleStyle(StrEnum):
    """How a title is used."""

    ROLE = "role"
    NAME = "name"
    HONORIFIC = "honorific"
    FORMER = "former"
    ELECT = "elect"
    OTHER_OFFICE = "other_office"


@dataclass(frozen=True, slots=True)
class Person:
    """How news write a leader.

    Attributes:
        leader: Whom.
        name: Full name.
        forms: All full spellings and titled names, the name first.
        surnames: Spellings of the surname, as it stands behind a title.
        bare: When the surname may stand alone.
        pronoun: ``he`` or ``she``.
    """

    leader: LeaderId
    name: str
    forms: tuple[str, ...]
    surnames: tuple[str, ...]
    bare: Bare
    pronoun: str


@dataclass(frozen=True, slots=True)
class Namesake:
    """A person, firm or word that shares a leader's surname and is not the leader.

    Attributes:
        name: As written in full.
        surname: The surname it shares.
        kind: ``spouse``, ``child``, ``relative``, ``official``, ``former_leader``, ``athlete``,
            ``public_figure``, ``business``, ``thing`` or ``word``.
    """

    name: str
    surname: str
    kind: str


@dataclass(frozen=True, slots=True)
class Title:
    """A title and the offices it means.

    Attributes:
        title: The words, lower-case unless always written otherwise.
        countries: Where it is used so; empty for everywhere.
        offices: Offices tried in this order; or one of ``leading``, ``any``, ``former``,
            ``elect``, ``none``.
        style: Role behind a country, whole name, honorific before a name, or no leader at all.
    """

    title: str
    countries: frozenset[CountryCode]
    offices: tuple[str, ...]
    style: TitleStyle


@dataclass(frozen=True, slots=True)
class Leading:
    """Which office "the leader of X" means.

    Attributes:
        country: Where; None is the rule for all others.
        offices: Offices tried in this order.
        until: Last day on which the row holds; None for the one in force.
    """

    country: CountryCode | None
    offices: tuple[Office, ...]
    until: date | None


@dataclass(frozen=True, slots=True)
class OfficeWord:
    """Wording for those who speak for a side.

    Attributes:
        wording: The words ("Kremlin", "foreign ministry").
        country: Whose; None when a country word must say it.
        kind: In what capacity they speak.
        needs_adjective: Whether a country adjective or possessive must stand before it.
    """

    wording: str
    country: CountryCode | None
    kind: SpeakerKind
    needs_adjective: bool


@dataclass(frozen=True, slots=True)
class Official:
    """A spokesperson, minister or envoy often quoted.

    Attributes:
        name: Full name.
        aliases: Other spellings.
        country: For whom.
        kind: In what capacity.
        role: What news call the person.
        from_year: First year in such a role.
        to_year: Last year; None while open.
    """

    name: str
    aliases: tuple[str, ...]
    country: CountryCode
    kind: SpeakerKind
    role: str
    from_year: int
    to_year: int | None


@dataclass(frozen=True, slots=True)
class Forum:
    """How prose names a series of summits.

    Attributes:
        series: Key of the series in the calendar.
        names: Its names.
        context_words: Those of the names that mean it only beside other words of the series.
    """

    series: str
    names: tuple[str, ...]
    context_words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Countries and cities by which news name places."""

    countries: tuple[Country, ...]
    cities: tuple[City, ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """All that is needed to link words to people, sides and forums.

    ``communities`` names the side of those leaders who do not stand for their whole country.
    """

    people: tuple[Person, ...]
    namesakes: tuple[Namesake, ...]
    titles: tuple[Title, ...]
    leading: tuple[Leading, ...]
    offices: tuple[OfficeWord, ...]
    officials: tuple[Official, ...]
    forums: tuple[Forum, ...]
    communities: Mapping[LeaderId, str]
