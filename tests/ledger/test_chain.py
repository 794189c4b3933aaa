"""The chain and its roots: any change anywhere is found and named."""

import json
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecaster.domain.errors import LedgerError
from forecaster.ledger.chain import Entry, append, canonical, check_chain
from forecaster.ledger.roots import Root, public_key, sign_root, verify

KEY = bytes(range(32))
VERIFIER = Path(__file__).parents[2] / "docs" / "verify_ledger.py"

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
bodies = st.dictionaries(st.text(), json_values, max_size=4)


def chain_of(contents: list[dict[str, object]]) -> list[Entry]:
    entries: list[Entry] = []
    for number, body in enumerate(contents):
        last = entries[-1] if entries else None
        entries.append(append(last, "issue", f"2018-07-{number + 1:02d}T00:00:00Z", body))
    return entries


def export(folder: Path, entries: list[Entry], roots: list[Root]) -> None:
    lines = "\n".join(json.dumps(asdict(entry)) for entry in entries)
    (folder / "entries.jsonl").write_text(lines, encoding="utf-8")
    (folder / "roots.jsonl").write_text("\n".join(json.dumps(asdict(r)) for r in roots))
    (folder / "public_key.hex").write_text(public_key(KEY).hex())


def clean_room(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(VERIFIER), str(folder)], capture_output=True, text=True, check=False
    )


@settings(max_examples=25)
@given(st.lists(bodies, min_size=1, max_size=6))
def test_an_untouched_chain_verifies(contents: list[dict[str, object]]) -> None:
    entries = chain_of(contents)
    root = sign_root("2018-07-31", entries[-1], KEY)
    assert verify(entries, [root], public_key(KEY)) == entries[-1]


@settings(max_examples=25)
@given(st.lists(bodies, min_size=2, max_size=6), st.data())
def test_a_changed_body_is_named(contents: list[dict[str, object]], data: st.DataObject) -> None:
    entries = chain_of(contents)
    index = data.draw(st.integers(0, len(entries) - 1))
    entries[index] = replace(entries[index], body={**entries[index].body, "altered": 1})
    with pytest.raises(LedgerError, match=f"entry {index + 1} was altered"):
        check_chain(entries)


def test_a_missing_entry_in_the_middle_is_named() -> None:
    entries = chain_of([{"n": n} for n in range(4)])
    with pytest.raises(LedgerError, match="entry 2 is missing"):
        check_chain([entries[0], *entries[2:]])


def test_a_cut_end_is_exposed_by_the_signed_root() -> None:
    entries = chain_of([{"n": n} for n in range(4)])
    root = sign_root("2018-07-31", entries[-1], KEY)
    with pytest.raises(LedgerError, match="entry 4 is missing"):
        verify(entries[:-1], [root], public_key(KEY))


def test_a_rewritten_chain_is_exposed_by_the_signed_root() -> None:
    honest = chain_of([{"n": n} for n in range(3)])
    root = sign_root("2018-07-31", honest[-1], KEY)
    forged = chain_of([{"n": n + 1} for n in range(3)])
    with pytest.raises(LedgerError, match="not the one signed"):
        verify(forged, [root], public_key(KEY))


def test_a_foreign_key_is_refused() -> None:
    entries = chain_of([{"n": 1}])
    root = sign_root("2018-07-31", entries[-1], bytes(32))
    with pytest.raises(LedgerError, match="no valid signature"):
        verify(entries, [root], public_key(KEY))


def test_nan_is_refused() -> None:
    with pytest.raises(LedgerError, match="canonical"):
        canonical({"probability": float("nan")})


AWKWARD = [
    {"p": 0.1, "q": 1e-7, "r": 123456789.125, "s": 1e21, "t": 5e-324, "u": 0.000001, "v": -0.0},
    {"é": "ü\n", "\U0001f600": [1, 2.5, None, True], "\ufb33": {"b": {}, "a": []}},
    {"w": 1.5e300, "x": 1.2e-6, "y": 9007199254740991, "z": 333333333.33333329},
]


def test_the_clean_room_verifier_agrees(tmp_path: Path) -> None:
    entries = chain_of(AWKWARD)
    export(tmp_path, entries, [sign_root("2018-07-31", entries[-1], KEY)])
    verdict = clean_room(tmp_path)
    assert (verdict.returncode, verdict.stdout) == (0, "3 entries verified\n"), verdict.stderr


def test_the_clean_room_verifier_names_the_bad_entry(tmp_path: Path) -> None:
    entries = chain_of(AWKWARD)
    roots = [sign_root("2018-07-31", entries[-1], KEY)]
    export(tmp_path, [entries[0], replace(entries[1], body={}), entries[2]], roots)
    verdict = clean_room(tmp_path)
    assert verdict.returncode == 1
    assert "entry 2" in verdict.stderr


def test_the_clean_room_verifier_misses_no_cut_end(tmp_path: Path) -> None:
    entries = chain_of(AWKWARD)
    export(tmp_path, entries[:-1], [sign_root("2018-07-31", entries[-1], KEY)])
    assert clean_room(tmp_path).returncode == 1


def test_the_verifier_stays_readable() -> None:
    assert len(VERIFIER.read_text(encoding="utf-8").splitlines()) <= 100
