"""An export under damage: the product and the clean-room verifier name the same first bad entry."""

from __future__ import annotations

import re
import runpy
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecaster.domain.errors import LedgerError
from forecaster.ledger.chain import Entry, canonical
from forecaster.ledger.roots import Root, public_key, sign_root
from jobs.ledger_export import ENTRIES, PUBLIC, ROOTS, verify_export
from tests.ledger.test_chain import KEY, chain_of, json_values

VERIFIER = Path(__file__).parents[2] / "docs" / "verify_ledger.py"

BODIES: list[dict[str, object]] = [
    {"p": 0.1, "q": 1e-7, "r": 123456789.125, "s": 1e21, "t": 5e-324, "u": 0.000001, "v": -0.0},
    {"é": "ü\n", "\U0001f600": [1, 2.5, None, True], "\ufb33": {"b": {}, "a": []}},
    {"w": 1.5e300, "x": 1.2e-6, "y": 9007199254740991, "z": 333333333.33333329, "big": 2.0**60},
    {"quote": "two\u2028lines, \x85 one page \x0c, \x7f and \x1f"},
    {"probability": 0.44, "as_of": "2018-07-28T00:00:00Z"},
    {},
]
LEDGER_ORDER = 2**252 + 27742317777372353535851937790883648493

Files = dict[str, bytes]


@cache
def clean_room() -> dict[str, Any]:
    return runpy.run_path(str(VERIFIER))


def files_of(entries: list[Entry], roots: list[Root]) -> Files:
    return {
        ENTRIES: b"".join(canonical(asdict(entry)) + b"\n" for entry in entries),
        ROOTS: b"".join(canonical(asdict(root)) + b"\n" for root in roots),
        PUBLIC: public_key(KEY).hex().encode() + b"\n",
    }


def sound() -> Files:
    entries = chain_of(BODIES)
    signed = [("2018-07-02", 1), ("2018-07-04", 3), ("2018-07-06", 5)]
    return files_of(entries, [sign_root(day, entries[place], KEY) for day, place in signed])


SOUND = sound()


def verdicts(files: Files) -> tuple[str, str]:
    """What the product and the clean room say; empty when they find nothing wrong."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for file, content in files.items():
            (folder / file).write_bytes(content)
        return _said(verify_export, folder), _said(clean_room()["verify"], folder)


def _said(verifier: Callable[[Path], object], folder: Path) -> str:
    try:
        verifier(folder)
    except (LedgerError, SystemExit) as refusal:
        return str(refusal)
    return ""


def named(verdict: str) -> str:
    """The entry or root that a verdict is about."""
    found = re.match(r"(entry|root) \d+", verdict)
    return found.group() if found else verdict


def flipped(content: bytes, bit: int) -> bytes:
    held = bytearray(content)
    held[bit // 8] ^= 1 << bit % 8
    return bytes(held)


Damage = Callable[[list[bytes], int], list[bytes]]

DAMAGES: dict[str, Damage] = {
    "dropped": lambda lines, at: lines[:at] + lines[at + 1 :],
    "doubled": lambda lines, at: lines[: at + 1] + lines[at:],
    "emptied": lambda lines, at: [*lines[:at], b"\n", *lines[at + 1 :]],
    "swapped with the next": lambda lines, at: [
        *lines[:at],
        *reversed(lines[at : at + 2]),
        *lines[at + 2 :],
    ],
    "moved to the front": lambda lines, at: [lines[at], *lines[:at], *lines[at + 1 :]],
}


def test_both_find_a_sound_export_good() -> None:
    assert verdicts(SOUND) == ("", "")


@settings(max_examples=400, deadline=None)
@given(st.sampled_from([ENTRIES, ROOTS]), st.data())
def test_any_flipped_bit_is_found_at_the_same_place(file: str, data: st.DataObject) -> None:
    bit = data.draw(st.integers(0, 8 * len(SOUND[file]) - 1))
    ours, theirs = verdicts({**SOUND, file: flipped(SOUND[file], bit)})
    line = SOUND[file][: bit // 8].count(b"\n") + 1
    assert named(ours) == named(theirs)
    assert named(ours) == f"{'entry' if file == ENTRIES else 'root'} {line}"


@pytest.mark.parametrize("what", DAMAGES)
@pytest.mark.parametrize("file", [ENTRIES, ROOTS])
def test_lines_out_of_place(file: str, what: str) -> None:
    lines = SOUND[file].splitlines(keepends=True)
    for place in range(len(lines)):
        changed = b"".join(DAMAGES[what](lines, place))
        ours, theirs = verdicts({**SOUND, file: changed})
        assert named(ours) == named(theirs), (what, place)
        # A root that is gone leaves its entries to the roots behind it.
        is_harmless = changed == SOUND[file] or (file, what) == (ROOTS, "dropped")
        assert (ours == "") == is_harmless, (what, place)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(SOUND[ENTRIES]) - 1))
def test_an_end_cut_off_is_missed(length: int) -> None:
    ours, theirs = verdicts({**SOUND, ENTRIES: SOUND[ENTRIES][:length]})
    assert named(ours) == named(theirs)
    whole = SOUND[ENTRIES][:length].count(b"\n")
    is_clean_cut = SOUND[ENTRIES][:length].endswith(b"\n") or not length
    # At the end of a line only the next root can tell.
    signed = next(seq for seq in (2, 4, 6) if seq > whole)
    assert named(ours) == f"entry {signed if is_clean_cut else whole + 1}"


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([ENTRIES, ROOTS]), st.integers(0, 10**6)), min_size=2, max_size=4
    )
)
def test_several_damages_at_once(hits: list[tuple[str, int]]) -> None:
    files = dict(SOUND)
    for file, bit in hits:
        files[file] = flipped(files[file], bit % (8 * len(files[file])))
    ours, theirs = verdicts(files)
    assert named(ours) == named(theirs)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 8 * 64 - 1))
def test_a_damaged_key_vouches_for_nothing(bit: int) -> None:
    changed = flipped(SOUND[PUBLIC], bit)
    if changed.lower() == SOUND[PUBLIC]:
        return
    with TemporaryDirectory() as name:
        folder = Path(name)
        for file, content in {**SOUND, PUBLIC: changed}.items():
            (folder / file).write_bytes(content)
        with pytest.raises(LedgerError):
            verify_export(folder)
        with pytest.raises((SystemExit, ValueError)):
            clean_room()["verify"](folder)


def test_a_rewritten_chain_is_exposed_by_its_roots() -> None:
    honest = chain_of(BODIES)
    roots = [sign_root(f"2018-07-0{place}", honest[place - 1], KEY) for place in (2, 4)]
    for first in range(len(BODIES)):
        told = [dict(body, told=1) if at >= first else body for at, body in enumerate(BODIES)]
        ours, theirs = verdicts(files_of(chain_of(told), roots))
        signed = next((seq for seq in (2, 4) if seq > first), None)
        assert named(ours) == named(theirs) == (f"entry {signed}" if signed else "")


def test_the_same_signature_written_another_way_is_refused() -> None:
    (root, *_), entries = [sign_root("2018-07-02", chain_of(BODIES)[1], KEY)], chain_of(BODIES)
    scalar = int.from_bytes(bytes.fromhex(root.signature[64:]), "little") + LEDGER_ORDER
    longer = root.signature[:64] + scalar.to_bytes(32, "little").hex()
    for signature in (longer, root.signature.upper(), root.signature + " ", ""):
        forged = Root(root.day, root.seq, root.hash, signature)
        ours, theirs = verdicts(files_of(entries, [forged]))
        assert named(ours) == named(theirs) == "root 1"


@pytest.mark.parametrize(
    "line",
    [
        b'{"seq":1}',
        b"[]",
        b"7",
        b"null",
        b"NaN",
        b'"' + b"\xff" + b'"',
        b'"\\ud800"',
        b"[" * 100_000,
        b"1" * 5_000,
        b'{"a":1e999}',
        b'{"a":1,"a":1}',
        b'{"body":{},"hash":5,"kind":"issue","previous":"","recorded_at":"","seq":1}',
    ],
)
def test_a_line_that_is_no_entry(line: bytes) -> None:
    ours, theirs = verdicts({**SOUND, ENTRIES: line + b"\n" + SOUND[ENTRIES]})
    assert named(ours) == named(theirs) == "entry 1"


@settings(max_examples=300)
@given(json_values)
def test_the_clean_room_writes_the_same_canonical_json(value: object) -> None:
    assert clean_room()["canonical"](value).encode() == canonical(value)


def test_the_verifier_stays_readable() -> None:
    assert len(VERIFIER.read_text(encoding="utf-8").splitlines()) <= 100
