"""Which version of an edition holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from forecaster.domain.summits import newest_versions
from tests.store.samples import T0, a_summit


def test_the_newest_version_holds_whatever_it_leaves_open() -> None:
    first = a_summit()
    moved = a_summit(revision=2)
    off = replace(
        a_summit(revision=3), cancelled=True, dates_known_at=T0 + timedelta(days=99), window=None
    )
    other = replace(first, id="g7-2018")
    for versions in ((first, moved, off, other), (off, other, moved, first)):
        assert newest_versions(versions) == {"g20-2018": off, "g7-2018": other}


def test_of_equal_revisions_the_last_one_holds() -> None:
    shipped, stored = a_summit(), replace(a_summit(), name="as a calendar brought it")
    assert newest_versions((shipped, stored)) == {"g20-2018": stored}
