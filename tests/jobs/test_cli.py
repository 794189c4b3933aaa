"""The command line: exit codes, one-line errors with a remedy, JSON, and a quick --help."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from forecaster.store.sql import open_store
from jobs import work
from jobs.cli import build, main
from jobs.cli.frame import take_config
from jobs.ports import Ports
from jobs.report import Report
from tests.store.samples import T0, a_forecast, a_question, a_signal, an_article

CALENDAR = (
    "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:1\nSUMMARY:G20 2031\n"
    "DTSTART;VALUE=DATE:20310620\nEND:VEVENT\nEND:VCALENDAR\n"
)


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith("SUMMITRY_"):
            monkeypatch.delenv(name)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    said = capsys.readouterr()
    return code, said.out, said.err


def test_leaders_are_found_by_name_and_by_country(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "leaders", "RAMAPHOSA", "--json")
    assert code == 0
    assert {row["id"] for row in json.loads(out)} == {"cyril-ramaphosa"}
    _, out, _ = run(capsys, "leaders", "FRA", "--on", "2017-05-20", "--json")
    assert [row["id"] for row in json.loads(out)] == ["edouard-philippe", "emmanuel-macron"]
    assert run(capsys, "leaders", "nobody at all")[0] == 1


def test_a_pair_with_an_unknown_leader_is_no_configuration(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUMMITRY_WATCH__PAIRS", '["lula-da-silva--javier-milei"]')
    code, _, err = run(capsys, "config", "check")
    assert code == 1
    assert "'lula-da-silva'; `summitry leaders NAME`" in err


def test_help_comes_at_once_and_loads_nothing_heavy() -> None:
    began = time.process_time()
    code = (
        "import sys, resource; from jobs.cli import main; main(['--help']);"
        "heavy = {'pandas', 'numpy', 'statsmodels', 'sqlalchemy', 'httpx2', 'apscheduler',"
        " 'pydantic', 'icalendar', 'lxml'} & set(sys.modules);"
        "used = resource.getrusage(resource.RUSAGE_SELF);"
        "print(sorted(heavy), used.ru_utime + used.ru_stime, file=sys.stderr)"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=env)
    heavy, seconds = done.stderr.decode().rsplit(" ", 1)
    assert heavy == "[]"
    assert float(seconds) < 0.8
    assert time.process_time() - began < 1.0


@pytest.mark.parametrize(("said", "kept"), [(None, "1"), ("2", "2")], ids=["left open", "chosen"])
def test_linear_algebra_keeps_to_one_thread_unless_told_otherwise(
    said: str | None, kept: str
) -> None:
    code = (
        "import os, sys; from jobs.cli import main; main(['--version']);"
        "assert 'numpy' not in sys.modules; print(os.environ['OPENBLAS_NUM_THREADS'])"
    )
    env = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    env |= {"PYTHONPATH": str(Path(__file__).parents[2])}
    env |= {} if said is None else {"OPENBLAS_NUM_THREADS": said}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=env)
    assert done.stdout.decode().split()[-1] == kept


def commands() -> list[tuple[str, str]]:
    found = []

    def walk(command: object, path: str) -> None:
        inner = getattr(command, "commands", None)
        if inner is None:
            epilog = getattr(command, "epilog", None) or ""
            found.append((path, f"{getattr(command, 'help', '')}\n{epilog}"))
            return
        for name, one in inner.items():
            walk(one, f"{path} {name}".strip())

    walk(get_command(build()), "")
    return found


@pytest.mark.parametrize(("name", "text"), commands(), ids=[name for name, _ in commands()])
def test_every_command_has_help_with_an_example(name: str, text: str) -> None:
    assert re.search(rf"summitry {name.split(' ', maxsplit=1)[0]}", text), text


def test_bad_usage_is_2_and_failure_is_1_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "nonsense")[0] == 2
    assert run(capsys, "run")[0] == 2
    assert run(capsys, "run", "collect", "--as-of", "soon")[0] == 2
    assert run(capsys)[0] == 2
    assert run(capsys, "--version")[0] in {0, 1}
    code, out, err = run(capsys, "keys", "revoke", "nobody")
    assert (code, out) == (1, "")
    assert err == "summitry: no key 'nobody'; see `summitry keys list`\n"
    code, _, err = run(capsys, "run", "dance")
    assert code == 2
    assert "'dance' is none of collect, read" in err
    code, _, err = run(capsys, "config", "check", "--config", "none.toml")
    assert code == 1
    assert "none.toml is not there" in err
    assert run(capsys, "config", "check")[0] == 0  # what one call names is not the next one's


def test_a_word_that_is_none_of_those_known_is_bad_usage(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("a,b\n")
    code, _, err = run(capsys, "import", "table", "menus", str(file))
    assert (code, "'menus' is none of meetings, colt" in err) == (2, True)
    code, _, err = run(capsys, "import", "questions", "delphi", str(file))
    assert (code, "'delphi' is none of metaculus" in err) == (2, True)
    assert not (tmp_path / "var").exists(), "nothing is opened for what cannot be done"


@pytest.mark.parametrize("words", ["config check", "jobs", "db upgrade"])
def test_a_database_address_that_cannot_be_read_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.setenv("SUMMITRY_DATABASE_URL", "postgresql://user@host:port/name")
    code, _, err = run(capsys, *words.split())
    assert code == 1
    assert "the database address cannot be read; write sqlite:///folder/file.db or" in err


def test_config_may_stand_anywhere() -> None:
    assert take_config(["run", "x", "--config", "f"]) == ["--config", "f", "run", "x"]
    assert take_config(["run", "--config=f", "x"]) == ["--config=f", "run", "x"]
    assert take_config(["run", "--", "--config", "f"]) == ["run", "--", "--config", "f"]
    assert take_config(["run", "--config"]) == ["run", "--config"]


def test_config_is_written_once_and_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "config", "write")[0] == 0
    code, _, err = run(capsys, "config", "write")
    assert code == 1
    assert "there already" in err
    assert run(capsys, "config", "check")[1].startswith("summitry.toml: ok")
    _, shown, _ = run(capsys, "config", "show")
    assert shown == Path("summitry.toml").read_text(encoding="utf-8")
    Path("summitry.toml").write_text('database_url = "postgresql://u:secret@h/d"')
    _, out, _ = run(capsys, "config", "check", "--json")
    assert "secret" not in out
    assert json.loads(out)["database_url"] == "postgresql://u:***@h/d"


@pytest.mark.parametrize("name", ["MAIL__PASSWORD", "READER__KEY"])
def test_no_secret_is_printed_with_the_configuration(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(f"SUMMITRY_{name}", "sesame")
    for arguments in (("config", "check"), ("config", "check", "--json")):
        code, out, err = run(capsys, *arguments)
        assert code == 0
        assert "sesame" not in out + err


def test_keys_are_shown_once_and_kept_as_hashes(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    _, out, _ = run(capsys, "keys", "create", "desk", "--scope", "write", "--json")
    made = json.loads(out)
    assert re.fullmatch(r"smt_[0-9a-f]{12}_[\w-]{43}", made["key"])
    _, out, _ = run(capsys, "keys", "list", "--json")
    (listed,) = json.loads(out)
    assert (listed["id"], listed["scopes"], listed["state"]) == (made["id"], "write", "valid")
    assert run(capsys, "keys", "revoke", made["id"])[0] == 0
    assert json.loads(run(capsys, "keys", "list", "--json")[1])[0]["state"] == "over"
    for file in (tmp_path / "var").iterdir():
        assert made["key"].encode() not in file.read_bytes()
        assert file.stat().st_mode & 0o077 == 0, file
    code, _, err = run(capsys, "keys", "create", "x", "--scope", "everything")
    assert code == 1
    assert "scopes are admin, read" in err
    assert run(capsys, "keys", "create", "x", "--expires", "2001-01-01")[0] == 1


def test_ingest_and_runs_are_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A report about nobody.")
    (tmp_path / "b.ics").write_text(CALENDAR)
    code, out, _ = run(capsys, "ingest", "a.txt", "b.ics", "--no-read", "--json")
    assert code == 0
    assert json.loads(out)["ingest"]["counts"] == {
        "files": 2,
        "new articles": 1,
        "known articles": 0,
        "calendar versions": 1,
    }
    code, out, _ = run(capsys, "ingest", "missing.txt", "--no-read")
    assert code == 1
    assert "not there" in out
    code, out, _ = run(capsys, "run", "collect")
    assert (code, out) == (0, "collect: nothing to do\n")
    _, out, _ = run(capsys, "jobs", "--job", "collect", "--json")
    planned, done = json.loads(out)
    assert planned["state"] == "planned"
    assert (done["state"], done["trigger"], done["tries"]) == ("succeeded", "hand", 1)


def test_records_are_exported_without_formulas(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    store = open_store(f"sqlite:///{tmp_path}/var/summitry.db", now=T0)
    with store.write() as records:
        records.articles.add([an_article("one"), an_article("two")])
        records.signals.append(a_signal("=cmd|' /C calc'!A0"))
        records.questions.open(a_question("q1"))
        records.forecasts.issue([a_forecast("f1")])
    store.close()
    kinds = ("articles", "signals", "events", "questions", "forecasts", "resolutions")
    kinds += ("encounters", "scores", "models", "changes")
    counts = {k: len(run(capsys, "export", "records", k)[1].splitlines()) for k in kinds}
    assert counts == dict.fromkeys(kinds, 0) | {
        "articles": 2,
        "signals": 1,
        "questions": 1,
        "forecasts": 1,
        "changes": 5,
    }
    assert run(capsys, "export", "records", "signals", "--csv", "-o", "s.csv")[0] == 0
    header, row = csv.reader(io.StringIO(Path("s.csv").read_text(encoding="utf-8")))
    assert row[header.index("id")] == "'=cmd|' /C calc'!A0"
    assert run(capsys, "export", "records", "everything")[0] == 1


def test_a_backup_is_restored_into_another_database(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, "keys", "create", "desk")
    code, out, _ = run(capsys, "db", "backup", "b.gz")
    assert code == 0
    assert "wrote b.gz: 1 rows" in out
    assert run(capsys, "db", "restore", "b.gz")[0] == 1, "never over records"
    monkeypatch.setenv("SUMMITRY_DATABASE_URL", "sqlite:///other/new.db")
    assert run(capsys, "db", "restore", "b.gz")[1] == "restored 1 rows\n"
    assert len(json.loads(run(capsys, "keys", "list", "--json")[1])) == 1
    assert "schema 1" in run(capsys, "db", "upgrade")[1]


def test_a_command_module_needs_nothing_but_an_app() -> None:
    assert isinstance(build(), typer.Typer)
    assert {"ingest", "keys create", "db backup"} <= {name for name, _ in commands()}


def test_two_models_are_compared_number_by_number(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "models", "diff", "shipped-2017", "shipped-2018", "--json")
    rows = {row["part"]: (row["before"], row["after"]) for row in json.loads(out)}
    shown = [
        json.loads(run(capsys, "models", "show", f"shipped-{year}")[1]) for year in (2017, 2018)
    ]
    assert code == 0
    assert rows["trained_through"] == tuple(one["trained_through"] for one in shown)
    assert all(before != after for before, after in rows.values())
    assert run(capsys, "models", "diff", "shipped-2018", "shipped-2018", "--json")[1] == "[]\n"


def test_a_model_that_is_unknown_is_named_with_a_remedy(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, err = run(capsys, "models", "diff", "shipped-2018", "nobody")
    assert (code, out) == (1, "")
    assert err == "summitry: no model 'nobody'; see `summitry models list`\n"


def test_a_teacher_needs_somebody_to_teach(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "fit", "--teacher", "large")
    assert code != 0
    assert "nobody to teach" in err
    assert "--encoder" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--judge", "--choices"), "--judge and --choices are learnt one at a time"),
        (("--reader", "--vintages", "models"), "--vintages and --reader are learnt"),
        (("--reader", "--encoder", "x"), "--reader and --encoder are learnt"),
        (("--left-out",), "--left-out goes with --reader, --judge or --choices"),
        (("--encoder", "x", "--left-out"), "--left-out goes with"),
        (("--reader", "--as-of", "2018-07-18"), "--as-of goes with the model in service"),
    ],
)
def test_tasks_that_exclude_each_other_are_refused(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str
) -> None:
    code, out, err = run(capsys, "fit", *arguments)
    assert code == 2
    assert out == ""
    assert words in " ".join(err.replace("│", " ").split())


@pytest.mark.parametrize("command", [("digest", "send"), ("run", "digest")])
def test_what_a_person_should_look_at_is_told_by_every_command(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
) -> None:
    def job(_ports: Ports, _now: datetime) -> Report:
        return Report({"messages parked": 1}, ("a recipient was refused for good",))

    monkeypatch.setattr(work, "job_named", lambda _name: job)
    code, out, _ = run(capsys, *command)
    assert code == 0
    assert out == "digest: 1 messages parked; a recipient was refused for good\n"
