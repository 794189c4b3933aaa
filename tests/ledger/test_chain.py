"""The chain and its roots: any change anywhere is found and named."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecaster.domain.errors import LedgerError
from forecaster.ledger.chain import Entry, append, canonical, linked
from forecaster.ledger.roots import Verified, public_key, sign_root, verify

KEY = bytes(range(32))

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


@settings(max_examples=25)
@given(st.lists(bodies, min_size=1, max_size=6))
def test_an_untouched_chain_verifies(contents: list[dict[str, object]]) -> None:
    entries = chain_of(contents)
    root = sign_root("2018-07-31", entries[-1], KEY)
    checked = verify(entries, [root], public_key(KEY))
    assert checked == Verified(len(entries), 1, 0, entries[-1].hash)


@settings(max_examples=25)
@given(st.lists(bodies, min_size=2, max_size=6), st.data())
def test_a_changed_body_is_named(contents: list[dict[str, object]], data: st.DataObject) -> None:
    entries = chain_of(contents)
    index = data.draw(st.integers(0, len(entries) - 1))
    entries[index] = replace(entries[index], body={**entries[index].body, "altered": 1})
    with pytest.raises(LedgerError, match=f"entry {index + 1} was altered"):
        list(linked(entries))


def test_a_missing_entry_in_the_middle_is_named() -> None:
    entries = chain_of([{"n": n} for n in range(4)])
    with pytest.raises(LedgerError, match="entry 2 is missing"):
        list(linked([entries[0], *entries[2:]]))


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


def test_roots_stand_in_the_order_of_their_days() -> None:
    entries = chain_of([{"n": n} for n in range(2)])
    roots = [sign_root("2018-07-02", entries[1], KEY), sign_root("2018-07-01", entries[0], KEY)]
    with pytest.raises(LedgerError, match="root 2, of 2018-07-01, stands behind"):
        verify(entries, roots, public_key(KEY))


def test_nan_is_refused() -> None:
    with pytest.raises(LedgerError, match="canonical"):
        canonical({"probability": float("nan")})
