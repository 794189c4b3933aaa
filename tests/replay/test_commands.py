"""The commands for questions, ledger, resolution, imports and rivals, end to end."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from forecaster.domain.signals import Review
from forecaster.store.sql import open_store
from jobs.cli import main
from tests.store import samples as s

SPEC = {
    "kind": "meet",
    "leaders": ["Donald Trump", "Xi Jinping"],
    "window": {"end": "2031-12-31"},
}

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SUMMITRY_DATABASE_URL", f"sqlite:///{tmp_path}/s.db")
    monkeypatch.setenv("SUMMITRY_FOLDER", str(tmp_path / "var"))

    def go(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        told = capsys.readouterr()
        return code, told.out, told.err

    return go


def test_from_a_question_to_a_signed_export(run: Run, tmp_path: Path) -> None:
    (tmp_path / "specs.jsonl").write_text(json.dumps(SPEC) + '\n{"kind": "nonsense"}\n')
    code, out, err = run("questions", "add", "specs.jsonl")
    assert code == 1
    assert "spec 2: kind: " in err
    question = out.partition(":")[0]
    assert run("replay")[1] == "1 of 1 issues come out byte for byte as recorded\n"
    code, out, _ = run("questions", "list", "--state", "open", "--json")
    assert [row["id"] for row in json.loads(out)] == [question]

    by = ("--by", "A. Editor")
    assert "nothing is proposed" in run("resolution", "confirm", question, *by)[2]
    assert run("resolution", "set", question, "maybe", *by, "--reason", "x")[0] == 1
    code, out, _ = run("resolution", "set", question, "void", *by, "--reason", "badly put")
    assert (code, out) == (0, f"{question}: void, revision 1\n")
    assert run("resolution", "overdue")[1] == "nothing is overdue\n"

    of_database = json.loads(run("verify", "--json")[1])
    assert [of_database[key] for key in ("entries", "roots", "unsigned", "ok")] == [3, 0, 3, True]
    assert run("export", "ledger", "out")[0] == 0
    assert json.loads(run("verify", "--export", "out", "--json")[1]) == of_database
    entries = tmp_path / "out" / "entries.jsonl"
    entries.write_text(entries.read_text("utf-8").replace("badly put", "badly set"), "utf-8")
    code, _, err = run("verify", "--export", "out")
    assert (code, "entry 3 was altered" in err) == (1, True)
    assert run("verify", "--export", "nowhere")[0] == 1
    assert run("verify", "--export", "out", "--public-key", "xyz")[0] == 2
    assert run("verify", "--export", "out", "--public-key", "00")[0] == 2
    code, _, err = run("verify", "--export", "out", "--public-key", "00" * 32)
    assert code == 1
    assert "another key than the publisher's" in err


def test_imports_rivals_and_encounters(run: Run, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(
        "date,leader_a,leader_b,country,city\n"
        "2026-10-05,Donald Trump,Emmanuel Macron,FRA,Paris\n"
        "2026-10-05,Donald Trump,Nobody Atall,FRA,Paris\n"
    )
    code, out, err = run("import", "table", "meetings", "m.csv", "--dry-run")
    assert (code, out) == (1, "1 rows read, 1 would be new, 1 refused\n")
    assert "m.csv, line 3: leaders: nobody known as 'Nobody Atall'" in err
    assert "1 are new" in run("import", "table", "meetings", "m.csv")[1]
    assert "0 are new" in run("import", "table", "meetings", "m.csv")[1]
    (one,) = json.loads(run("encounters", "list", "--json")[1])
    assert (one["contact"], one["confirmed"]) == ("scheduled_bilateral", "record:table")
    correct = ("encounters", "correct", one["id"], "--by", "A. Editor")
    assert run(*correct, "--contact", "nod")[0] == 2
    assert run(*correct, "--planned", "perhaps")[0] == 2
    assert run(*correct, "--contact", "greeting", "--planned", "no")[0] == 0
    (one,) = json.loads(run("encounters", "list", "--json")[1])
    assert (one["contact"], one["confirmed"]) == ("greeting", "person:A. Editor")
    assert run(*correct, "--withdraw")[0] == 0
    assert run("encounters", "list", "--json")[1] == "[]\n"

    (tmp_path / "q.csv").write_text("question_id,source,at,probability\nnone,x,now,1\n")
    code, out, _ = run("compare", "import", "q.csv")
    assert (code, out) == (1, "0 quotes read, 0 new, 1 refused\n")
    assert run("compare", "show", "--json")[1] == "[]\n"
    assert "0 settled, none settled" in run("scores")[1]
    assert json.loads(run("scores", "--json")[1])["all"]["too_few"] is True

    (tmp_path / "l.json").write_text(
        '[{"id": 1, "question": "Will Donald Trump meet Xi Jinping by 2027?",'
        ' "startDate": "2026-11-01T00:00:00Z"}, {"id": 2, "question": "Rain?",'
        ' "startDate": "2026-11-01T00:00:00Z", "endDate": "2027-01-01T00:00:00Z"}]'
    )
    code, out, err = run("import", "questions", "polymarket", "l.json")
    assert json.loads(out)["kind"] == "meet"
    assert "1 questions expressed, 1 not" in err


def test_a_scenario_from_a_file(run: Run, tmp_path: Path) -> None:
    body = {
        "questions": [SPEC],
        "offices": [{"leader": "Donald Trump", "leaves_date": "2030-01-01"}],
    }
    (tmp_path / "s.json").write_text(json.dumps(body))
    assert run("scenario", "s.json", "--as-of", "2026-10-01")[0] == 0
    body["offices"] = [{"leader": "Donald Trump", "leaves_date": "2020-01-01"}]
    (tmp_path / "s.json").write_text(json.dumps(body))
    code, _, err = run("scenario", "s.json", "--as-of", "2026-10-01")
    assert (code, "offices: 2020-01-01 lies in the past" in err) == (1, True)
    (tmp_path / "s.json").write_text("[]")
    assert run("scenario", "s.json")[0] == 2


def test_doubtful_signals_wait_until_a_person_decides(run: Run, tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/s.db", now=s.T0)
    pending = replace(s.a_signal(), review=Review.PENDING)
    with store.write() as records:
        records.articles.add([s.an_article()])
        records.signals.append(pending)
    store.close()

    [row] = json.loads(run("review", "list", "--json")[1])
    assert (row["id"], row["type"]) == (pending.id, pending.act.type.value)
    word = ("--by", "A. Editor", "--reason", "read the text")
    code, _, err = run("review", "edit", pending.id, *word)
    assert (code, "changes are for `edit`" in err) == (2, True)
    assert run("review", "edit", pending.id, *word, "--window", "2018-12-31", "2018-01-01")[0] == 2
    assert run("review", "edit", pending.id, *word, "--type", "PARTY")[0] == 2
    assert run("review", "accept", "no-such-signal", *word)[0] == 1

    code, out, _ = run("review", "edit", pending.id, *word, "--polarity", "0", "--place", "ARG")
    assert (code, out) == (0, f"{pending.id}: accepted, revision 2\n")
    assert json.loads(run("review", "list", "--json")[1]) == []
    assert run("review", "reject", pending.id, *word)[1] == f"{pending.id}: rejected, revision 3\n"

    store = open_store(f"sqlite:///{tmp_path}/s.db", now=s.T0, read_only=True)
    with store.read() as records:
        decisions = records.signals.decisions(pending.id)
        assert [one.reason for one in decisions] == ["read the text"] * 2
        assert [one.revision for one in records.signals.history(pending.id)] == [1, 2, 3]
    store.close()
