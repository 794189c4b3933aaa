"""An invented world in which wordings are shown without names: Alder governs Norland, Birch Sudland.

The examples of the rules and the labelled wordings of ``data/reading/wordings`` speak of it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from forecaster.domain.clock import Window
from forecaster.domain.people import LeaderId, Office, Term
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.roster import Leading
from forecaster.domain.signals import SpeakerKind
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

ALDER, BIRCH, CEDAR = LeaderId("anna-alder"), LeaderId("ben-birch"), LeaderId("carl-cedar")
NOR, SUD, WES = CountryCode("NOR"), CountryCode("SUD"), CountryCode("WES")

_LEADERS = {ALDER: ("Anna Alder", NOR), BIRCH: ("Ben Birch", SUD), CEDAR: ("Carl Cedar", WES)}
_COUNTRIES = {
    NOR: ("Norland", "Norlandic", "Norburg", "North House"),
    SUD: ("Sudland", "Sudlander", "Sudstadt", "Birch Palace"),
    WES: ("Westland", "Westlandic", "Westport", "Dune House"),
}
_OFFICE, _MINISTER = SpeakerKind.OFFICE, SpeakerKind.MINISTER
_PERSONS = (
    ("Dora Dune", (), NOR, "Norlandic spokeswoman", _OFFICE),
    ("Dora Elm", ("Elm",), NOR, "spokeswoman", _OFFICE),
    ("Ivo Ash", ("Ash",), SUD, "spokesman", _OFFICE),
    ("Rowan", (), NOR, "foreign minister", _MINISTER),
    ("Thorn", (), SUD, "foreign minister", _MINISTER),
)


def _summit() -> Summit:
    return Summit(
        id="g20-2031",
        series="g20",
        name="G20 summit 2031",
        window=Window(date(2031, 11, 20), date(2031, 11, 21)),
        place=Place(WES, "Westport"),
        members=frozenset({NOR, SUD, WES}),
        invitees=frozenset(),
        host_known_at=datetime(2030, 1, 1, tzinfo=UTC),
        dates_known_at=datetime(2030, 1, 1, tzinfo=UTC),
    )


def invented_world() -> World:
    """Three countries with a leader, a capital and a palace each, and one forum."""
    names = tuple(
        LeaderName(leader, form)
        for leader, (name, _) in _LEADERS.items()
        for form in (name, name.split()[1])
    )
    words = tuple(
        CountryWord(form, code, kind)
        for code, (name, adjective, _, seat) in _COUNTRIES.items()
        for form, kind in (
            (name, SideWord.NAME),
            (adjective, SideWord.ADJECTIVE),
            (seat, SideWord.SEAT),
        )
    )
    return World(
        leaders={leader: name for leader, (name, _) in _LEADERS.items()},
        terms=tuple(
            Term(leader, code, Office.BOTH, date(2028, 1, 1), None)
            for leader, (_, code) in _LEADERS.items()
        ),
        names=names,
        namesakes=("Nora Alder", "Alder Shipping"),
        persons=tuple(
            KnownPerson(name, (name, *shorter), code, role, kind)
            for name, shorter, code, role, kind in _PERSONS
        ),
        offices=(OfficeForm("North House", NOR, SpeakerKind.OFFICE),),
        countries=words,
        places=(
            *(
                PlaceWord(capital, capital, code, capital=True)
                for code, (_, _, capital, _) in _COUNTRIES.items()
            ),
            PlaceWord("Sandbay", "Sandbay", SUD),
        ),
        masks=("Norland Street",),
        summits=(_summit(),),
        forums=(ForumName("g20", "G20"), ForumName("g20", "Group of 20")),
        capitals={code: capital for code, (_, _, capital, _) in _COUNTRIES.items()},
        titles=(),
        leading=(Leading(None, (Office.BOTH,), None),),
        women=frozenset({ALDER}),
    )
