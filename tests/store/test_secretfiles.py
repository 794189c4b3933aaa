"""Secrets in files: drawn once, whole or not there, and never one that can be guessed."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from api.wiring import cursor_secret
from forecaster.domain.errors import SettingsError
from forecaster.store.newfiles import make_file
from forecaster.store.secretfiles import SECRET_BYTES, secret_in
from jobs.signing import signing_seed


def test_a_secret_is_drawn_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    first = secret_in(tmp_path / "new" / "s", lost="")
    assert len(first) == SECRET_BYTES
    assert secret_in(tmp_path / "new" / "s", lost="") == first
    assert (tmp_path / "new" / "s").stat().st_mode & 0o077 == 0
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["s"]


def test_all_who_start_at_once_get_the_same_secret(tmp_path: Path) -> None:
    drawn: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: drawn.append(secret_in(tmp_path / "s", lost="")))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(drawn) == 8
    assert len(set(drawn)) == 1


@pytest.mark.parametrize("name", ["api.secret", "ledger.key"])
def test_a_full_disk_leaves_no_empty_secret_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SettingsError, match="No space left on device; free some space"):
        kept(tmp_path, name)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.undo()
    assert len(kept(tmp_path, name)) == SECRET_BYTES


def kept(folder: Path, name: str) -> bytes:
    return cursor_secret(folder) if name == "api.secret" else signing_seed(folder / name)


@pytest.mark.parametrize("name", ["api.secret", "ledger.key"])
@pytest.mark.parametrize("content", [b"", b"\n", b"short", b"ab" * 31, b"xy" * 32, b"\xff" * 40])
def test_a_spoilt_secret_is_refused_by_name(tmp_path: Path, name: str, content: bytes) -> None:
    make_file(tmp_path / name, content)
    with pytest.raises(SettingsError, match=rf"{name} has {len(content)} bytes.*remove it"):
        kept(tmp_path, name)
    assert (tmp_path / name).read_bytes() == content


def test_a_secret_that_others_may_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "api.secret").write_bytes(b"k" * 32)
    (tmp_path / "api.secret").chmod(0o644)
    with pytest.raises(SettingsError, match="read by others; chmod 600"):
        cursor_secret(tmp_path)
    (tmp_path / "api.secret").chmod(0o600)
    assert cursor_secret(tmp_path) == b"k" * 32, "as earlier versions wrote it"
