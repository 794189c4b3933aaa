"""What is built installs elsewhere, carries its data and works without the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
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


def test_the_wheel_answers_questions_away_from_the_checkout(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(tmp_path / "installed")  # noqa: S202 - our own archive
    done = subprocess.run(
        [sys.executable, "-m", "jobs", "ask"],
        input=json.dumps(SPEC),
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "installed")},
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert 0.0 < answer["probability"] < 1.0
    assert answer["model_version"].startswith("summitry-1-2018-01-01")


def test_the_wheel_holds_its_own_data(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        names = set(opened.namelist())
    assert "forecaster/_data/facts/meetings.csv" in names
    assert "forecaster/_data/models/record/2018.json" in names
