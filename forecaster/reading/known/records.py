"""What the reader must know about the world, as plain records handed in by its caller."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from forecaster.domain.meetings import Meeting
from forecaster.domain.people import LeaderId, Term
from forecaster.domain.places import CountryCode
from forecaster.domain.roster import Leading, Title
from forecaster.domain.signals import SpeakerKind
from forecaster.domain.summits import Summit


@dataclass(frozen=True, slots=True)
class LeaderName:
    """One way in which news write a leader's name.

    Attributes:
        leader: Whom it names.
        form: The words, e.g. ``Recep Tayyip Erdogan`` or ``Xi``.
        alone: Whether the form names the leader without a title or a full mention in the text.
        word: Whether the form is also an ordinary word ("May", "Moon").
    """

    leader: LeaderId
    form: str
    alone: bool = True
    word: bool = False


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody who speaks for a side but does not lead it.

    Attributes:
        name: Full name as usually written.
        forms: All spellings of the full name; the bare surname is derived by the reader.
        country: For whom the person speaks.
        role: What news call the person ("Kremlin spokesman").
        kind: In what capacity.
        start: First day in that role, None when unknown.
        end: Last day in that role, None when open or unknown.
    """

    name: str
    forms: tuple[str, ...]
    country: CountryCode
    role: str
    kind: SpeakerKind
    start: date | None = None
    end: date | None = None

    def serves_on(self, day: date) -> bool:
        """Whether the person is in that role on a day."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class ForumName:
    """How prose names a series of multilateral events.

    Attributes:
        series: Key of the series in the calendar, e.g. ``g20``.
        form: The words, e.g. ``Group of 20``.
        needs_summit: Whether the words mean the event only with "summit" or the like beside them.
        edition: Id of the one edition the words name, None for the series at large.
    """

    series: str
    form: str
    needs_summit: bool = False
    edition: str | None = None


class SideWord(StrEnum):
    """How a word points at a country."""

    NAME = "name"
    ADJECTIVE = "adjective"
    SEAT = "seat"


@dataclass(frozen=True, slots=True)
class CountryWord:
    """A word that points at a country: "Turkey", "Turkish", "Kremlin".

    Attributes:
        form: The word or words.
        country: The country.
        kind: How it points.
        needs_context: Whether the bare word is often something else.
    """

    form: str
    country: CountryCode
    kind: SideWord
    needs_context: bool = False


@dataclass(frozen=True, slots=True)
class PlaceWord:
    """A word that names a town or a residence.

    Attributes:
        form: The words as written ("Mar-a-Lago", "Kiev").
        city: The town it stands for ("Palm Beach", "Kyiv").
        country: Where that lies.
        capital: Whether it is a capital, and so may stand for its government.
        needs_context: Whether the bare word is often something else.
    """

    form: str
    city: str
    country: CountryCode
    capital: bool = False
    needs_context: bool = False


@dataclass(frozen=True, slots=True)
class OfficeForm:
    """Words for somebody who speaks for one country: "Kremlin spokesman".

    Attributes:
        form: The words.
        country: For whom they speak; None for papers and agencies.
        kind: In what capacity.
    """

    form: str
    country: CountryCode | None
    kind: SpeakerKind


@dataclass(frozen=True, slots=True)
class World:
    """All the records a reader works with; nothing in it depends on the text.

    Attributes:
        leaders: Display name by id.
        terms: Who led what, when.
        names: How leaders are written.
        namesakes: Full names of people and things that are no leaders though they look so.
        persons: Spokespeople, ministers and envoys who are often quoted.
        offices: Words for those who speak for one country.
        countries: Words that point at countries.
        places: Words that name towns and residences.
        masks: Longer phrases in which a name is something else ("George Washington").
        summits: The multilateral calendar.
        forums: How prose names the series of the calendar.
        capitals: The capital of each country.
        titles: Titles that mean particular offices, everywhere or in some countries.
        leading: Which office "the leader of X" means there, until when.
        communities: For whom those leaders speak who do not stand for their whole country.
        women: Leaders of whom news say "she".
        meetings: The record of past meetings.
    """

    leaders: Mapping[LeaderId, str]
    terms: tuple[Term, ...]
    names: tuple[LeaderName, ...]
    namesakes: tuple[str, ...]
    persons: tuple[KnownPerson, ...]
    offices: tuple[OfficeForm, ...]
    countries: tuple[CountryWord, ...]
    places: tuple[PlaceWord, ...]
    masks: tuple[str, ...]
    summits: tuple[Summit, ...]
    forums: tuple[ForumName, ...]
    capitals: Mapping[CountryCode, str]
    titles: tuple[Title, ...]
    leading: tuple[Leading, ...]
    communities: Mapping[LeaderId, str] = field(default_factory=dict)
    women: frozenset[LeaderId] = frozenset()
    meetings: tuple[Meeting, ...] = ()
