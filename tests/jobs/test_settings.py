"""Settings: every mistake is named with its key, and the documented file says what is true."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest

from forecaster.domain.errors import SettingsError
from jobs.settings import Settings, default_toml, load_settings


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("SUMMITRY_"):
            monkeypatch.delenv(name)


def load(tmp_path: Path, text: str = "") -> Settings:
    path = tmp_path / "summitry.toml"
    path.write_text(text, encoding="utf-8")
    return load_settings(path, os.environ)


def test_the_documented_file_is_the_default(tmp_path: Path) -> None:
    assert load(tmp_path, default_toml()) == load_settings(None, os.environ)


def test_the_documented_file_names_every_key() -> None:
    written = tomllib.loads(default_toml())
    for name, field in Settings.model_fields.items():
        if name in {"feeds", "calendars"}:
            assert f"[[{name}]]" in default_toml()
        elif name != "seed":
            assert name in written, name
        inner = getattr(field.annotation, "model_fields", {})
        for key in set(inner) - {"password", "key"}:
            assert key in written[name], f"{name}.{key}"


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUMMITRY_DATABASE_URL", "postgresql://db/x")
    monkeypatch.setenv("SUMMITRY_MAIL__PASSWORD", "open sesame")
    chosen = load(tmp_path, 'database_url = "sqlite:///y"\n[mail]\nhost = "mail.example"')
    assert chosen.database_url == "postgresql://db/x"
    assert chosen.mail.host == "mail.example"
    assert chosen.mail.password.get_secret_value() == "open sesame"


def test_secrets_are_in_no_form_of_the_settings_that_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUMMITRY_MAIL__PASSWORD", "open sesame")
    monkeypatch.setenv("SUMMITRY_READER__KEY", "open sesame too")
    chosen = load(tmp_path)
    for shown in (repr(chosen), chosen.model_dump_json(), str(chosen.model_dump(mode="json"))):
        assert "sesame" not in shown


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("databse_url = 'x'", "databse_url"),
        ("[fetch]\ndeadline = 3", r"fetch\.deadline"),
        ("[fetch]\ndeadline_seconds = -1", r"fetch\.deadline_seconds.*greater than 0"),
        ("[schedule]\ncollect = 'often'", r"schedule\.collect"),
        ("[watch]\npairs = ['trump and putin']", r"watch\.pairs.*write first--second"),
        ("[watch]\ndeadlines = ['soon']", r"watch\.deadlines"),
        ("[[feeds]]\nname = 'x'\nurl = 'ftp://x'", r"feeds\.0\.url"),
        ("[[feeds]]\nname = ''\nurl = 'http://x'", r"feeds\.0\.name"),
        (
            "[[feeds]]\nname='a'\nurl='http://x'\n[[feeds]]\nname='b'\nurl='http://x'",
            "named twice",
        ),
        ("[api]\nport = 99999", r"api\.port"),
        ("[[digests]]\nrecipient = 'a@b..c'", r"digests\.0\.recipient.*name@host\.example"),
        ("[mail]\nsender = 'us'", r"mail\.sender.*name@host\.example"),
        ("not toml", "summitry.toml"),
        ("a = 'x", "summitry.toml"),
    ],
)
def test_mistakes_are_named_with_key_and_remedy(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words) as caught:
        load(tmp_path, text)
    assert "config check" in str(caught.value)


def test_a_missing_file_and_an_unknown_variable_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SettingsError, match="not there; run `summitry config write`"):
        load_settings(tmp_path / "none.toml", os.environ)
    monkeypatch.setenv("SUMMITRY_DATABSE_URL", "x")
    with pytest.raises(SettingsError, match="SUMMITRY_DATABSE_URL: no such setting"):
        load_settings(None, os.environ)
