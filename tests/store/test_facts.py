"""The shipped fact tables: what they hold, and what they may be known from."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from forecaster.domain.chronicle import Chronicle, Facts
from forecaster.domain.errors import FactsError
from forecaster.domain.people import LeaderId, Office
from forecaster.domain.places import CountryCode, Place
from forecaster.store.expectations import checked_table
from forecaster.store.facts import load_facts
from forecaster.store.files import data_root
from forecaster.store.roster import load_places
from forecaster.store.trackfacts import load_signals, load_tracks

ROOT = data_root()
SOURCES = Path(__file__).resolve().parents[2].parent / "shared" / "data"


@pytest.fixture(scope="module")
def facts() -> Facts:
    return load_facts(ROOT)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder of facts and places to spoil."""
    for room in ("calendar", "facts", "places"):
        shutil.copytree(ROOT / room, tmp_path / room)
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_tables_load_in_two_seconds_of_cpu() -> None:
    start = time.process_time()
    load_facts(ROOT)
    assert time.process_time() - start < 2.0


def test_every_leader_named_anywhere_is_resolvable(facts: Facts) -> None:
    named = {one for meeting in facts.meetings for one in (meeting.dyad.first, meeting.dyad.second)}
    named |= {term.leader for term in facts.terms}
    named |= {row.leader for row in facts.attendance}
    named |= {one for track in facts.tracks for one in (track.dyad.first, track.dyad.second)}
    assert named <= set(facts.leaders)


def test_every_town_of_the_tables_is_in_the_gazetteer(facts: Facts) -> None:
    known = {(city.name, city.country) for city in load_places(ROOT).cities}
    places = [meeting.place for meeting in facts.meetings]
    places += [summit.place for summit in facts.summits]
    places += [track.place for track in facts.tracks]
    places += [track.held_place for track in facts.tracks]
    towns = {(place.city, place.country) for place in places if place and place.city}
    assert towns - known == set()


def test_helsinki_is_recorded(facts: Facts) -> None:
    (row,) = [
        meeting
        for meeting in facts.meetings
        if meeting.dyad.id == "donald-trump--vladimir-putin"
        and date(2018, 7, 16) in meeting.window
        and meeting.is_meeting
    ]
    assert row.place == Place(CountryCode("FIN"), "Helsinki")


def test_a_term_is_open_until_the_day_it_ends(facts: Facts) -> None:
    chronicle = Chronicle.of(facts)
    may = LeaderId("theresa-may")

    def ends(day: date) -> list[date | None]:
        view = chronicle.as_of(datetime(day.year, day.month, day.day, tzinfo=UTC))
        return [term.end for term in view.terms_of[may]]

    assert ends(date(2018, 7, 1)) == [None]
    assert ends(date(2019, 8, 1)) == [date(2019, 7, 24)]


def test_the_host_is_known_before_the_town(facts: Facts) -> None:
    both = {(summit.id, summit.revision): summit for summit in facts.summits}
    later = [summit for (_, revision), summit in both.items() if revision == 2]
    assert len(later) > 100
    assert all(both[summit.id, 1].known_at < summit.known_at for summit in later)
    assert all(not (early := both[s.id, 1]).place or not early.place.city for s in later)


def test_no_town_is_seen_before_its_day(facts: Facts) -> None:
    late = next(summit for summit in facts.summits if summit.revision == 2)
    seen = Chronicle.of(facts).as_of(late.dates_known_at - timedelta(seconds=1)).summits[late.id]
    assert seen.window is None
    assert seen.place == Place(late.place.country) if late.place else seen.place is None


def test_buenos_aires_was_in_the_calendar_in_july_2018(facts: Facts) -> None:
    view = Chronicle.of(facts).as_of(datetime(2018, 7, 24, tzinfo=UTC))
    summit = view.summits["g20-2018"]
    assert summit.place == Place(CountryCode("ARG"), "Buenos Aires")
    assert summit.window is not None
    assert summit.window.start == date(2018, 11, 30)


def test_attendance_is_known_on_the_last_day(facts: Facts) -> None:
    ends = {s.id: s.window.end for s in facts.summits if s.window}
    assert all(row.known_on == ends[row.summit_id] for row in facts.attendance)


def test_signals_are_known_on_the_day_of_the_statement(facts: Facts) -> None:
    for track in facts.tracks:
        days = [signal.act.statement_on for signal in track.signals]
        assert days == [signal.known_at.date() for signal in track.signals]
        assert days == sorted(day for day in days if day is not None)


def test_track_files_of_another_folder_load_alike(facts: Facts) -> None:
    assert load_tracks(ROOT / "facts") == facts.tracks
    assert len(load_signals(ROOT / "facts" / "track_signals.csv")) == sum(
        len(track.signals) for track in facts.tracks
    )


@pytest.mark.parametrize(
    ("table", "old", "new", "words"),
    [
        ("meetings", "donald-trump,vladimir-putin", "donald-trump,nobody", "leader_b 'nobody'"),
        ("meetings", "visit_to_a", "visit_to_mars", "kind 'visit_to_mars'"),
        ("meetings", ",1980-01-14,", ",14.1.1980,", "no ISO date"),
        ("summits", "g20-2018,", "g20-2017,", "occurs twice"),
        ("terms", "donald-trump,USA,both,", "donald-trump,XXX,both,", "country 'XXX'"),
        ("track_signals", ",1,firm,", ",7,firm,", "polarity '7'"),
        ("attendance", ",curated\n", "\n", "number of cells"),
    ],
)
def test_a_spoilt_row_is_named(copy: Path, table: str, old: str, new: str, words: str) -> None:
    edit(copy / "facts" / f"{table}.csv", old, new)
    with pytest.raises(FactsError) as caught:
        load_facts(copy)
    message = str(caught.value)
    assert f"{table}.csv line " in message
    assert words in message
    assert "correct the row" in message


def test_a_cut_table_is_refused(copy: Path) -> None:
    path = copy / "facts" / "meetings.csv"
    path.write_text("\n".join(path.read_text(encoding="utf-8").splitlines()[:50]) + "\n", "utf-8")
    with pytest.raises(FactsError, match="has 49 rows, expected"):
        load_facts(copy)


def test_a_missing_table_is_named(copy: Path) -> None:
    (copy / "facts" / "summits.csv").unlink()
    with pytest.raises(FactsError, match=r"no table .*summits\.csv"):
        load_facts(copy)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2000-06-12,", ("2000-06-12", "2000-06-12")),
        (",2000-06-14", ("2000-04-10", "2000-06-14")),
    ],
    ids=["a lone first day is exact", "a lone last day is open from the statement"],
)
def test_half_a_window_is_read_as_far_as_it_tells(
    tmp_path: Path, written: str, meant: tuple[str, str]
) -> None:
    shutil.copy(ROOT / "facts" / "track_signals.csv", tmp_path)
    path = tmp_path / "track_signals.csv"
    whole = [signal.act.window for signal in load_signals(path)]
    edit(path, "2000-06-12,2000-06-14", written)
    half = [signal.act.window for signal in load_signals(path)]
    changed = [(w.start.isoformat(), w.end.isoformat()) for w in half if w and w not in whole]
    assert changed == [meant]


@pytest.mark.skipif(not SOURCES.is_dir(), reason="the source tables are not beside this checkout")
def test_derivation_is_repeatable(tmp_path: Path) -> None:
    for room in ("places", "roster", "corrections"):
        shutil.copytree(ROOT / room, tmp_path / room)
    (tmp_path / "facts").mkdir()
    script = shutil.copy(ROOT / "derive_facts.py", tmp_path)
    subprocess.run([sys.executable, script, str(SOURCES)], check=True, capture_output=True)
    for path in sorted((ROOT / "facts").glob("*.csv")):
        assert (tmp_path / "facts" / path.name).read_bytes() == path.read_bytes(), path.name


def test_corrections_keep_what_they_promise(facts: Facts) -> None:
    countries = load_places(ROOT).countries
    references = {
        "leaders.id": frozenset(facts.leaders),
        "countries.code": frozenset(country.code for country in countries),
    }
    rows = checked_table(ROOT / "corrections" / "terms.csv", references).rows
    terms = {(term.leader, term.country, term.office, term.start, term.end) for term in facts.terms}
    assert terms >= {
        (
            row["leader_id"],
            row["country"],
            row["office"],
            date.fromisoformat(row["start"]),
            date.fromisoformat(row["end"]) if row["end"] else None,
        )
        for row in rows
    }


LEFT_BEFORE_1990 = {
    "alessandro-pertini",
    "alvaro-magana",
    "francisco-pinto-balsemao",
    "hammer-deroburt",
    "herbert-blaize",
    "hirohito",
    "kurt-carstens",
    "li-xiannian",
    "mauroy",
    "milka-planinc",
    "muhammad-khan-junejo",
    "muhammed-mzali",
    "nicolas-ardito-barletta",
    "ricardo-de-la-espriella",
    "rudolf-kirchschlaeger",
    "sa-carneiro",
    "tancredo-neves",
    "yitzhak-navon",
    "zhao-ziyang",
}
"""Known by sightings alone: their terms ended, or never began, before 1990."""


def test_no_leader_since_1990_is_known_by_a_sighting_alone(facts: Facts) -> None:
    known = {term.leader for term in facts.terms if not term.basis.startswith("observed")}
    seen = [term for term in facts.terms if term.leader not in known]
    assert {term.leader for term in seen} == LEFT_BEFORE_1990
    assert all(term.end is not None and term.end.year < 1990 for term in seen)


def test_one_id_stands_for_one_person(facts: Facts) -> None:
    """No two leaders have the same name, and no raw id is left that means somebody else."""
    names = [leader.name for leader in facts.leaders.values()]
    assert len(names) == len(set(names))
    references = {"leaders.id": frozenset(facts.leaders)}
    rows = checked_table(ROOT / "corrections" / "persons.csv", references).rows
    assert {row["raw_id"] for row in rows if not row["since"]}.isdisjoint(facts.leaders)


@pytest.mark.parametrize(
    ("leader", "first", "last"),
    [
        ("amata-kabua", 1979, 1996),
        ("imata-kabua", 1997, 2000),
        ("andris-berzins", 2000, 2002),
        ("andris-berzins-president", 2011, 2015),
        ("alia-izetbegovic", 1990, 2000),
        ("chaim-herzog", 1983, 1993),
        ("isaac-herzog", 2021, 2026),
        ("hussein-of-jordan", 1980, 1999),
        ("idriss-deby", 1990, 2021),
        ("jabir-al-ahmad-al-sabah", 1980, 2005),
        ("rafiq-al-hariri", 1992, 2004),
    ],
)
def test_nobody_meets_under_the_id_of_another(
    facts: Facts, leader: str, first: int, last: int
) -> None:
    years = {m.window.start.year for m in facts.meetings if LeaderId(leader) in m.dyad}
    assert years <= set(range(first, last + 1))


@pytest.mark.parametrize(
    ("leader", "day", "holds"),
    [
        ("morgan-tsvangirai", date(2009, 2, 10), False),
        ("morgan-tsvangirai", date(2009, 2, 11), True),
        ("edward-natapei", date(2010, 6, 1), True),
        ("anote-tong", date(2010, 6, 1), True),
        ("teburoro-tito", date(2000, 6, 1), True),
        ("imata-kabua", date(1998, 6, 1), True),
        ("norodom-sihanouk", date(1998, 6, 1), True),
        ("fayyad", date(2008, 5, 17), True),
    ],
)
def test_gaps_of_the_sources_are_filled(facts: Facts, leader: str, day: date, holds: bool) -> None:
    terms = [term for term in facts.terms if term.leader == leader]
    assert any(term.holds_on(day) for term in terms) == holds


UNLED = {"CSK", "DDR", "YMD", "YUG", "ESH", "HKG"}
"""Dissolved states and places without a leader of their own in the table."""


@pytest.mark.parametrize("year", [2022, 2024, 2026])
def test_every_country_is_led(facts: Facts, year: int) -> None:
    led = {term.country for term in facts.terms if term.holds_on(date(year, 1, 1))}
    assert {country.code for country in load_places(ROOT).countries} - led == UNLED


@pytest.mark.parametrize("day", [date(2021, 6, 30), date(2023, 6, 30), date(2025, 11, 30)])
def test_one_leader_holds_an_office_at_a_time(facts: Facts, day: date) -> None:
    offices = [
        (term.country, term.office)
        for term in facts.terms
        if term.office is not Office.OTHER and term.holds_on(day)
    ]
    assert len(offices) == len(set(offices))


def test_no_sighting_lies_in_a_known_term(facts: Facts) -> None:
    seen = [term for term in facts.terms if term.basis.startswith("observed")]
    for sighting in seen:
        same = [t for t in facts.terms if t.leader == sighting.leader and t is not sighting]
        assert not any(t.country == sighting.country and t.holds_on(sighting.start) for t in same)


def test_a_meeting_is_booked_under_who_led_then(facts: Facts) -> None:
    meetings = [m for m in facts.meetings if LeaderId("david-kabua") in m.dyad]
    assert {m.window.start.year for m in meetings} == {2022, 2023}
    assert all(m.dyad.first < m.dyad.second for m in facts.meetings)


def test_no_prose_is_kept() -> None:
    headers = [
        path.read_text(encoding="utf-8").splitlines()[0].split(",")
        for path in (ROOT / "facts").glob("*.csv")
    ]
    assert all(not {"note", "description", "remarks"} & set(header) for header in headers)
