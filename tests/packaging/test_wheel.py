"""What is built installs elsewhere, carries its data and works without the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

SPEC = {
    "id": "q1",
    "as_of": "2018-07-28T00:00:00Z",
    "kind": "meet",
    "leaders": ["donald-trump", "vladimir-putin"],
    "window": {"start": "2018-07-28", "end": "2018-12-31"},
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source archive."""
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return out


def test_the_source_archive_carries_code_data_and_tests(built: Path) -> None:
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        names = {name.partition("/")[2] for name in opened.getnames()}
    assert {"pyproject.toml", "run.sh", "LICENSE", "data/facts/meetings.csv"} <= names
    assert any(name.startswith("tests/") for name in names)


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment that holds the wheel and nothing of the checkout."""
    (wheel,) = built.glob("*.whl")
    place = tmp_path_factory.mktemp("elsewhere") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True)
    python = str(place / "bin" / "python")
    command = [sys.executable, "-m", "uv", "pip", "install", "-q", "--offline", "--no-deps"]
    subprocess.run([*command, "--python", python, str(wheel)], check=True)
    return place


def _elsewhere(installed: Path, *command: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """A program of the new environment, run beside it.

    Other people's packages are lent from this environment by their path, from which Python reads
    no link to the checkout.
    """
    lent = sysconfig.get_paths()["purelib"]
    return subprocess.run(
        [str(installed / "bin" / command[0]), *command[1:]],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        cwd=installed.parent,
        env={**os.environ, "PYTHONPATH": lent},
    )


def test_the_wheel_answers_questions_away_from_the_checkout(installed: Path) -> None:
    done = _elsewhere(installed, "summitry", "ask", given=json.dumps(SPEC))
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert 0.0 < answer["probability"] < 1.0
    assert answer["model_version"].startswith("summitry-1-2018-01-01")


def test_code_and_data_of_the_wheel_are_its_own(installed: Path) -> None:
    code = (
        "import api, forecaster, jobs; from forecaster.store.files import data_root;"
        "print(api.__file__, forecaster.__file__, jobs.__file__, data_root())"
    )
    done = _elsewhere(installed, "python", "-c", code)
    assert done.returncode == 0, done.stderr
    assert all(place.startswith(str(installed)) for place in done.stdout.split())


def test_the_wheel_holds_its_own_data(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        names = set(opened.namelist())
    assert "forecaster/_data/facts/meetings.csv" in names
    assert "forecaster/_data/models/record/2018.json" in names
    folders = {one.name for one in (ROOT / "data").iterdir() if one.is_dir()} - {"__pycache__"}
    held = {one.split("/")[2] for one in names if one.startswith("forecaster/_data/")}
    assert held == folders - {"reading"}


def test_the_wheel_says_what_it_cannot_learn_from(installed: Path) -> None:
    done = _elsewhere(installed, "summitry", "fit", "--reader")
    assert done.returncode != 0
    assert "labelled texts" in done.stderr
    assert "checkout" in done.stderr
