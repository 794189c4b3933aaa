"""Importers and rivals over a real store: dry run, twice the same, scored on the same points."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from forecaster.domain.clock import Window
from forecaster.domain.errors import FactsError, SettingsError, SummitryError
from forecaster.domain.people import LeaderId
from forecaster.questions.market import ENOUGH
from forecaster.store.files import data_root
from forecaster.store.sql import open_store
from jobs import forecast, resolve, score, watch
from jobs.comparing import card, rivalry
from jobs.comparing import take_in as quote
from jobs.importing import question_specs, take_in
from jobs.ledger_export import export_ledger
from jobs.ports import Ports
from tests.replay.small_world import START, SmallLibrary, a_signal, ports_over

DAY = timedelta(days=1)
YEAR = "meet.donald-trump--vladimir-putin.by-2018-12-31"
RIPE = datetime(2019, 1, 5, tzinfo=UTC)
MEETINGS = (
    "date,leader_a,leader_b,country,city,evidence,source\n"
    "{day},Donald Trump,Vladimir Putin,FRA,Paris,{what},{who}\n"
)


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[Ports]:
    store = open_store(f"sqlite:///{tmp_path}/s.db", now=START)
    yield ports_over(store, tmp_path, SmallLibrary(data_root()))
    store.close()


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "table.csv"
    path.write_text(text, "utf-8")
    return path


def test_a_table_is_looked_at_kept_and_kept_once(ports: Ports, tmp_path: Path) -> None:
    watch.run(ports, START)
    text = MEETINGS.format(day="2018-11-11", what="met_stated", who="desk")
    path, at = written(tmp_path, text), datetime(2018, 11, 12, tzinfo=UTC)
    assert take_in(ports, "meetings", path, at, dry=True).new == 1
    with ports.read() as records:
        assert records.encounters.current() == ()
    assert take_in(ports, "meetings", path, at, dry=False).new == 1
    assert take_in(ports, "meetings", path, at + DAY, dry=False).new == 0
    resolve.run(ports, at + DAY)
    with ports.read() as records:
        assert records.resolutions.get(YEAR).outcome == "yes"
        (kept,) = [one for one in records.encounters.current() if len(one.leaders) == 2]
    assert (kept.confirmed_by, kept.revision) == ("record:desk", 1)


def test_rows_in_another_order_are_nothing_new(ports: Ports, tmp_path: Path) -> None:
    header, *rows = (
        "date,leader_a,leader_b,country,city\n",
        "2018-11-11,Donald Trump,Vladimir Putin,FRA,Paris\n",
        "2018-11-30,Donald Trump,Emmanuel Macron,ARG,Buenos Aires\n",
        "2018-12-01,Donald Trump,Vladimir Putin,ARG,Buenos Aires\n",
    )
    at = datetime(2018, 12, 2, tzinfo=UTC)
    assert take_in(ports, "meetings", written(tmp_path, header + "".join(rows)), at, dry=False).new
    turned = written(tmp_path, header + "".join(reversed(rows)))
    assert take_in(ports, "meetings", turned, at + DAY, dry=False).new == 0


def test_two_tables_of_one_meeting_are_both_kept_as_sources(ports: Ports, tmp_path: Path) -> None:
    at = datetime(2018, 11, 12, tzinfo=UTC)
    for number, who in enumerate(("b", "a", "c", "b", "a", "c")):
        text = MEETINGS.format(day="2018-11-11", what="met_stated", who=who)
        new = take_in(ports, "meetings", written(tmp_path, text), at + number * DAY, dry=False).new
        assert new == (number < 3)
    with ports.read() as records:
        (held,) = [one for one in records.encounters.current() if len(one.leaders) == 2]
    assert held.origins == ("a", "b", "c")
    assert held.sources == tuple(f"import:{who}:2018-11-11" for who in "abc")


def test_the_bundled_tables_are_tables_to_take_in(tmp_path: Path) -> None:
    from jobs.library import Library

    store = open_store(f"sqlite:///{tmp_path}/s.db", now=START)
    ports = ports_over(store, tmp_path, Library(data_root()))
    now = datetime(2027, 1, 1, tzinfo=UTC)
    facts = data_root() / "facts"
    calendar = take_in(ports, "summits", facts / "summits.csv", now, dry=True)
    assert (calendar.new, calendar.problems) == (0, ())
    head = (facts / "meetings.csv").read_text("utf-8").splitlines(keepends=True)[:400]
    taken = take_in(ports, "meetings", written(tmp_path, "".join(head)), now, dry=False)
    assert (taken.read, taken.problems) == (399, ())
    again = take_in(ports, "meetings", tmp_path / "table.csv", now + DAY, dry=False)
    assert again.new == 0
    people = (facts / "attendance.csv").read_text("utf-8").splitlines(keepends=True)[:200]
    seen = take_in(ports, "attendance", written(tmp_path, "".join(people)), now, dry=False)
    assert seen.read + len(seen.problems) == 199
    assert all("absence" in problem.text for problem in seen.problems)
    store.close()


def test_an_ics_calendar_is_looked_at_kept_and_kept_once(ports: Ports, tmp_path: Path) -> None:
    event = (
        "BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:G20 Leaders' Summit 2018\r\nSEQUENCE:1\r\n"
        "DTSTART;VALUE=DATE:20181207\r\nDTEND;VALUE=DATE:20181209\r\n"
        "LOCATION:Buenos Aires\\, Argentina\r\nEND:VEVENT\r\n"
    )
    lost = "BEGIN:VEVENT\r\nUID:2\r\nSUMMARY:Some day\r\nEND:VEVENT\r\n"
    text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x\r\n{event}{lost}END:VCALENDAR\r\n"
    path = tmp_path / "c.ics"
    path.write_bytes(text.encode())
    looked = take_in(ports, "ics", path, START, dry=True)
    assert (looked.new, len(looked.problems)) == (1, 3)
    with ports.read() as records:
        assert records.summits.history("g20-2018") == ()
    assert take_in(ports, "ics", path, START, dry=False).new == 1
    assert take_in(ports, "ics", path, START + DAY, dry=False).new == 0
    with ports.read() as records:
        window = ports.library.chronicle(records, START + DAY).summits["g20-2018"].window
    assert window == Window(date(2018, 12, 7), date(2018, 12, 8))
    path.write_bytes(b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 100)
    with pytest.raises(SummitryError):
        take_in(ports, "ics", path, START, dry=True)


def test_an_implied_row_waits_for_a_second_source(ports: Ports, tmp_path: Path) -> None:
    watch.run(ports, START)
    at = datetime(2018, 11, 12, tzinfo=UTC)
    for number, who in enumerate(("one", "two")):
        text = MEETINGS.format(day="2018-11-11", what="host_inferred", who=who)
        take_in(ports, "meetings", written(tmp_path, text), at + number * DAY, dry=False)
        resolve.run(ports, at + number * DAY)
        with ports.read() as records:
            held = records.resolutions.get(YEAR)
        assert (held.outcome, held.confirmed_by is not None) == ("yes", number == 1)


def test_summits_change_the_calendar_once(ports: Ports, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "id,series,name,start,end,country,city,members\n"
        "g20-2018,g20,G20 summit 2018,2018-12-05,2018-12-06,ARG,Buenos Aires,USA|RUS|FRA|ARG\n",
    )
    assert take_in(ports, "summits", path, START, dry=False).new == 1
    assert take_in(ports, "summits", path, START + DAY, dry=False).new == 0
    with ports.read() as records:
        chronicle = ports.library.chronicle(records, START + DAY)
        before = ports.library.chronicle(records, START - DAY)
    moved, old = chronicle.summits["g20-2018"].window, before.summits["g20-2018"].window
    assert moved is not None
    assert old is not None
    assert (moved.start, old.start) == (date(2018, 12, 5), date(2018, 11, 30))


def test_what_a_calendar_leaves_open_is_told_by_the_name_of_the_entry(
    ports: Ports, tmp_path: Path
) -> None:
    path = tmp_path / "c.ics"
    event = "BEGIN:VEVENT\nUID:1\nSUMMARY:A weird gathering\nDTSTART:soon\nEND:VEVENT"
    path.write_text(f"BEGIN:VCALENDAR\nVERSION:2.0\n{event}\nEND:VCALENDAR\n", "utf-8")
    told = {str(one) for one in take_in(ports, "ics", path, START, dry=True).problems}
    assert "A weird gathering: no date" in told


def test_leaders_need_a_folder_and_are_then_known(ports: Ports, tmp_path: Path) -> None:
    path = written(
        tmp_path, "id,name,country,office,start\njane-doe,Jane Doe,FIN,both,2018-01-01\n"
    )
    for dry in (True, False):
        with pytest.raises(SettingsError, match="extra_data"):
            take_in(ports, "leaders", path, START, dry=dry)
    from jobs.library import Library

    library = Library(data_root(), (tmp_path / "mine",))
    with_folder = replace(ports, library=library)
    assert take_in(with_folder, "leaders", path, START, dry=False).new == 1
    again = replace(ports, library=Library(data_root(), (tmp_path / "mine",)))
    assert take_in(again, "leaders", path, START, dry=False).new == 0
    with again.read() as records:
        chronicle = again.library.chronicle(records, START)
    assert chronicle.country_of(LeaderId("jane-doe"), START.date()) == "FIN"


def test_an_ics_calendar_and_other_files(ports: Ports, tmp_path: Path) -> None:
    path = written(tmp_path, "BEGIN:VCALENDAR\nEND:VCALENDAR\n")
    with pytest.raises(FactsError, match="no import 'poems'"):
        take_in(ports, "poems", path, START, dry=False)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FactsError, match="is not UTF-8"):
        take_in(ports, "meetings", path, START, dry=False)


def test_listed_questions_use_bundled_names(ports: Ports, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        '[{"id": 1, "question": "Will Donald Trump meet Vladimir Putin in Russia before 2019?",'
        ' "outcomeType": "BINARY", "createdTime": 1532044800000, "closeTime": 1546300799000},'
        ' {"id": 2, "question": "Will it rain?", "outcomeType": "BINARY",'
        ' "createdTime": 1532044800000, "closeTime": 1546300799000}]',
    )
    found = question_specs(ports, "manifold", path, START)
    assert found.items[0]["place"] == {"country": "RUS"}
    assert [problem.where for problem in found.problems] == ["manifold-2"]


def issue_often(ports: Ports) -> None:
    """Twenty-two issues in six weeks, and a meeting in November that a table states."""
    watch.run(ports, START)
    for day in range(0, 44, 2):
        with ports.write() as records:
            records.signals.append(a_signal(f"s{day}", START + day * DAY))
        forecast.run(ports, START + day * DAY)


def settle(ports: Ports) -> None:
    with ports.write() as records:
        records.signals.append(a_signal("eyes", RIPE - DAY))
    path = ports.settings.folder / "m.csv"
    path.write_text(MEETINGS.format(day="2018-11-11", what="met_stated", who="desk"), "utf-8")
    take_in(ports, "meetings", path, RIPE - DAY, dry=False)
    resolve.run(ports, RIPE)
    score.run(ports, RIPE)


def test_rivals_are_scored_on_the_same_points_and_never_blended(ports: Ports) -> None:
    issue_often(ports)
    lines = [f"{YEAR},market,{START + day * DAY:%Y-%m-%dT%H:%M:%SZ},0.5" for day in range(50)]
    text = "question_id,source,at,probability\n" + "\n".join([*lines, "none,market,x,2"])
    with ports.write() as records:
        before = records.forecasts.in_force(YEAR)
        found, new = quote(records, text, RIPE, dry=True)
        assert (len(found.items), new, len(found.problems)) == (50, 0, 1)
        assert quote(records, text, RIPE, dry=False)[1] == 50
        assert quote(records, text, RIPE, dry=False)[1] == 0
        assert records.forecasts.in_force(YEAR) == before
    settle(ports)
    with ports.read() as records:
        (match,) = rivalry(records, RIPE)
    assert (match.n, match.questions, match.theirs) == (50, 1, 0.25)
    assert match.ours is not None


def test_the_scorecard_counts_and_small_cells_show_nothing(ports: Ports) -> None:
    issue_often(ports)
    settle(ports)
    with ports.read() as records:
        whole = card(records, RIPE)
    assert whole.all.n >= ENOUGH
    assert set(whole.by_class) == {"two great powers", "class not stated"}
    assert set(whole.by_model) == {"simple-1"}
    cells = [*whole.by_lead.values(), *whole.by_class.values()]
    assert all((cell.brier is None) == (cell.n < ENOUGH) for cell in cells)
    assert 0.0 < whole.by_question[YEAR] < 1.0
    assert (whole.void_rate, whole.void) == (0.0, 0)


def test_figures_come_out_of_an_exported_ledger_bit_by_bit(ports: Ports, tmp_path: Path) -> None:
    """A few lines that share nothing with the product but the ledger's format."""
    issue_often(ports)
    settle(ports)
    with ports.read() as records:
        export_ledger(records, b"", tmp_path / "ledger")
        stated = card(records, RIPE).all
    lines = (tmp_path / "ledger" / "entries.jsonl").read_text("utf-8").splitlines()
    entries = [json.loads(line) for line in lines]
    ends, outcomes = {}, {}
    for entry in entries:
        body = entry["body"]
        if entry["kind"] == "question":
            ends[body["id"]] = body["rule"]["window"]["end"]
        if entry["kind"] == "resolution" and body["confirmed_by"]:
            outcomes[body["question_id"]] = (body["outcome"], body["resolved_at"])
    said = [
        (entry["body"]["answer"]["probability"], outcomes[entry["body"]["question_id"]][0])
        for entry in entries
        if entry["kind"] == "issue"
        and entry["body"]["question_id"] in outcomes
        and ends[entry["body"]["question_id"]] < RIPE.date().isoformat()
        and entry["body"]["issued_at"] < outcomes[entry["body"]["question_id"]][1]
    ]
    squares = [(p - (came not in ("no", "none", "0"))) ** 2 for p, came in said]
    assert (len(squares), math.fsum(squares) / len(squares)) == (stated.n, stated.brier)
