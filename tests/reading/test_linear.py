"""A text twice as long takes twice the work, however much it tells, by calls and not by seconds."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from types import CodeType, FrameType, SimpleNamespace
from typing import Any

import pytest

from forecaster.domain.signals import Span
from forecaster.reading.acts import assemble, stretches
from forecaster.reading.acts.draft import Draft
from forecaster.reading.company import convener
from forecaster.reading.company.candidates import Reading
from forecaster.reading.company.presence import Presence
from forecaster.reading.merging import merge
from forecaster.reading.merging.credits import Credit
from forecaster.reading.merging.merge import Merger
from forecaster.reading.reader import RulesReader
from forecaster.replay.benchmark_text import DAY, DIFFERENT, an_article, differing
from jobs.readers import rules_reader
from tests.reading.conftest import DATA

SIZE = 16_000
OFTEN = 4_000
"""Calls below which a function is of no matter, whatever grows."""


@pytest.fixture(scope="module")
def quick() -> RulesReader:
    """The default reader without its encoder, with its memory of words filled."""
    reader = rules_reader(DATA, encoder=False)
    for kind in DIFFERENT:
        reader.read(differing(kind, 4 * SIZE))
    return reader


def _calls(reader: RulesReader, kind: str, size: int) -> Counter[CodeType]:
    """How often each function is called, and each generator resumed, to read and merge a text."""
    article, calls = differing(kind, size), Counter[CodeType]()

    def count(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            calls[frame.f_code] += 1

    sys.setprofile(count)
    try:
        Merger(outlets=["Harbour Wire"]).add(article, reader.read(article).every)
    finally:
        sys.setprofile(None)
    return calls


def _grown(
    reader: RulesReader, kind: str, monkeypatch: pytest.MonkeyPatch
) -> dict[str, tuple[int, int]]:
    """The functions that are called more than twice as often for a text twice as long."""
    for module in (stretches, assemble):
        monkeypatch.setattr(module, "TOGETHER", 100)  # so that short texts show how it grows
    once, twice = _calls(reader, kind, SIZE), _calls(reader, kind, 2 * SIZE)
    return {
        f"{code.co_filename}:{code.co_firstlineno} {code.co_name}": (once[code], many)
        for code, many in twice.items()
        if many > max(OFTEN, 2.5 * once[code])
    }


@pytest.mark.parametrize("kind", DIFFERENT)
def test_twice_the_text_is_twice_the_calls(
    quick: RulesReader, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _grown(quick, kind, monkeypatch) == {}


def test_twice_the_acts_beside_voices_and_days_are_twice_the_calls(
    quick: RulesReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = "No meeting between {host} and {guest} in {town} is planned."
    monkeypatch.setitem(
        DIFFERENT, "beside_voices", f"The palace said on Monday it was late. {told}"
    )
    assert len(quick.read(differing("beside_voices", 2 * SIZE)).every) > 200
    assert _grown(quick, "beside_voices", monkeypatch) == {}


@pytest.mark.parametrize("kind", DIFFERENT)
def test_each_sentence_tells_something_else(quick: RulesReader, kind: str) -> None:
    article = differing(kind, 6 * SIZE)
    found = quick.read(article)
    assert not found.flags
    sentences = article.body.count(". ")
    assert len(found.every) > 0.75 * sentences


def test_readings_vote_among_the_nearest_for_whom_they_concern(
    quick: RulesReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts: list[int] = []
    readings_of = convener.readings_of

    def watched(drafts: Sequence[Draft], presence: Presence) -> list[Reading]:
        counts.append(len(drafts))
        return readings_of(drafts, presence)

    monkeypatch.setattr(convener, "readings_of", watched)
    monkeypatch.setattr(stretches, "TOGETHER", 10)
    quick.read(differing("another_day", 2_400))
    assert len(counts) > 4
    assert max(counts) == 10


def test_an_article_has_one_day_of_its_news_in_however_many_stretches_it_is_read(
    quick: RulesReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = [DAY - timedelta(days=ago) for ago in range(40, 0, -1)]
    met = (f"On {day.day} {day:%B} {day.year} Putin met Trump in Helsinki." for day in days)
    article, told = an_article("chronicle", "\n\n".join(met)), []
    for together in (250, 10):
        monkeypatch.setattr(stretches, "TOGETHER", together)
        told.append([one.act.background for one in quick.read(article).every])
    assert told[0] == told[1] == [True] * 36 + [False] * 4


class Searching:
    """Finds nothing, and counts the characters that it has searched."""

    searched = 0

    def search(self, text: str) -> None:
        self.searched += len(text)


def test_a_line_that_proves_many_acts_is_searched_once_for_its_source() -> None:
    article = differing("another_day", 4_000)
    searching = Searching()
    credit = Credit(article.body, "", searching)  # type: ignore[arg-type]
    for start in range(0, 4_000, 40):
        mention = SimpleNamespace(evidence=(Span("body", start, start + 40),))
        assert credit.outlet(mention) == ""  # type: ignore[arg-type]
    assert searching.searched == 4_000


def test_ids_of_acts_that_differ_in_their_days_only_are_not_tried_again_and_again(
    quick: RulesReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = 0

    def counted(text: bytes) -> Any:
        nonlocal tried
        tried += 1
        return sha256(text)

    article = differing("another_day", 8_000)
    mentions = quick.read(article).every
    monkeypatch.setattr(merge, "hashlib", SimpleNamespace(sha256=counted))
    signals = Merger().add(article, mentions)
    assert len({signal.id for signal in signals}) == len(mentions) > 150
    assert tried < 2.5 * len(mentions)
