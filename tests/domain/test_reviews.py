"""A reviewer's word is a further revision; the reading stays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from forecaster.domain.clock import Window
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.reviews import Edit, Verdict, reviewed
from forecaster.domain.signals import Review, SignalType
from tests.store import samples as s

NOW = datetime(2018, 8, 1, tzinfo=UTC)


def test_accepting_changes_nothing_but_the_review() -> None:
    read = s.a_signal()
    kept = reviewed(read, Verdict.ACCEPT, NOW)
    assert (kept.act, kept.review, kept.revision) == (read.act, Review.ACCEPTED, read.revision + 1)


def test_a_rejected_signal_keeps_its_words() -> None:
    read = s.a_signal()
    out = reviewed(read, Verdict.REJECT, NOW)
    assert (out.act, out.witnesses, out.review) == (read.act, read.witnesses, Review.REJECTED)


def test_an_edit_changes_what_it_names_alone() -> None:
    read = s.a_signal()
    days = Window(date(2018, 9, 1), date(2018, 11, 30))
    edit = Edit(type=SignalType.HEDGE, window=days, place=Place(CountryCode("ARG")), polarity=0)
    fixed = reviewed(read, Verdict.EDIT, NOW, edit)
    assert (fixed.act.type, fixed.act.window, fixed.act.polarity) == (SignalType.HEDGE, days, 0)
    assert (fixed.act.leaders, fixed.act.speaker) == (read.act.leaders, read.act.speaker)


def test_a_revision_is_never_known_before_the_one_it_follows() -> None:
    read = s.a_signal()
    early = read.known_at - timedelta(days=1)
    assert reviewed(read, Verdict.ACCEPT, early).known_at == read.known_at


@pytest.mark.parametrize(
    ("verdict", "edit"),
    [(Verdict.EDIT, None), (Verdict.EDIT, Edit()), (Verdict.ACCEPT, Edit(polarity=1))],
)
def test_changes_belong_to_edits(verdict: Verdict, edit: Edit | None) -> None:
    with pytest.raises(ValueError, match="only for that"):
        reviewed(s.a_signal(), verdict, NOW, edit)
