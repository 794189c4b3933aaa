"""The story of 2018, item by item: which acts are read, by whom, of which meeting."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from forecaster.domain.signals import Act, Mention, SpeakerKind
from forecaster.reading.merging.merge import cluster
from forecaster.reading.reader import RulesReader
from forecaster.reading.text.inputs import parse_lines

ITEMS = Path(__file__).resolve().parents[2] / "data" / "case-2018" / "items.jsonl"
NOW = datetime(2019, 1, 1, tzinfo=UTC)
SILENT = ("02", "06", "17", "24", "31", "33")
G20 = (date(2018, 11, 30), date(2018, 12, 1))
FALL = (date(2018, 9, 1), date(2018, 11, 30))
NEXT_YEAR = (date(2019, 1, 1), date(2019, 12, 31))
ARMISTICE = (date(2018, 11, 11), date(2018, 11, 11))

ACTS = [
    ("01", "MET", None, "FIN", (date(2018, 7, 16), date(2018, 7, 16))),
    ("03", "INVITE", "USA", "USA", FALL),
    ("03", "PREPARE", None, "USA", FALL),
    ("04", "INVITE", "USA", "USA", FALL),
    ("05", "WILLING", "RUS", "USA", None),
    ("07", "NO_PREP", "RUS", "USA", None),
    ("07", "HEDGE", "RUS", "USA", None),
    ("07", "ALT_VENUE", "RUS", "ARG", G20),
    ("08", "NO_PREP", "RUS", "USA", None),
    ("08", "HEDGE", "RUS", "USA", None),
    ("08", "ALT_VENUE", "RUS", "ARG", G20),
    ("09", "NO_PREP", "RUS", "USA", None),
    ("09", "HEDGE", "RUS", "USA", None),
    ("09", "ALT_VENUE", "RUS", "ARG", G20),
    ("10", "NO_PREP", "RUS", "USA", None),
    ("10", "HEDGE", "RUS", "USA", None),
    ("11", "POSTPONE", "USA", "USA", NEXT_YEAR),
    ("12", "POSTPONE", "USA", "USA", NEXT_YEAR),
    ("13", "INVITE", "RUS", "RUS", None),
    ("13", "WILLING", "RUS", "USA", None),
    ("13", "CONDITION", "RUS", "USA", None),
    ("14", "WILLING", "USA", "RUS", None),
    ("15", "INVITE", "RUS", "RUS", None),
    ("16", "MET", None, "DEU", (date(2018, 8, 18), date(2018, 8, 18))),
    ("18", "MET", None, "PRK", (date(2018, 9, 19), date(2018, 9, 19))),
    ("19", "INVITE", "RUS", "FRA", ARMISTICE),
    ("19", "PREPARE", None, "FRA", ARMISTICE),
    ("20", "WILLING", "USA", "FRA", ARMISTICE),
    ("21", "INVITE", "USA", "USA", NEXT_YEAR),
    ("22", "CONFIRM", "USA", "ARG", G20),
    ("23", "NOT_PLANNED", "RUS", "FRA", (date(2018, 11, 11), date(2018, 11, 11))),
    ("25", "CONFIRM", "USA", "ARG", (date(2018, 12, 1), date(2018, 12, 1))),
    ("26", "CANCEL", "USA", "ARG", G20),
    ("28", "CANCEL", "USA", "ARG", G20),
    ("29", "CANCEL", "USA", "ARG", G20),
    ("30", "TRAVEL", "ZAF", "ARG", (date(2018, 11, 29), date(2018, 11, 29))),
]
"""Item, type, side, country and days of the meeting."""

TOGETHER = [
    ("INVITE", "USA", ("03", "04")),
    ("NO_PREP", "USA", ("07", "08", "09", "10")),
    ("HEDGE", "USA", ("07", "08", "09", "10")),
    ("ALT_VENUE", "ARG", ("07", "08", "09")),
    ("POSTPONE", "USA", ("11", "12")),
    ("INVITE", "RUS", ("13", "15")),
    ("CANCEL", "ARG", ("28", "29")),
]
"""Type and country of the meeting, and the items that tell one act."""

Story = Mapping[str, tuple[Mention, ...]]


@pytest.fixture(scope="module")
def story(full: RulesReader) -> Story:
    articles = list(parse_lines(ITEMS.read_text("utf-8"), NOW))
    told = [(article, full.read(article).mentions) for article in articles]
    marked = iter(cluster(told))
    return {
        str(article.id)[-2:]: tuple(next(marked) for _ in mentions) for article, mentions in told
    }


def _country(act: Act) -> str | None:
    return act.place.country if act.place else None


def _days(act: Act) -> tuple[date, date] | None:
    return (act.window.start, act.window.end) if act.window else None


@pytest.mark.parametrize(("item", "kind", "actor", "country", "days"), ACTS)
def test_an_act_is_read_with_side_place_and_days(
    story: Story,
    item: str,
    kind: str,
    actor: str | None,
    country: str | None,
    days: tuple[date, date] | None,
) -> None:
    read = [(m.act.type.value, m.act.actor, _country(m.act), _days(m.act)) for m in story[item]]
    assert (kind, actor, country, days) in read


@pytest.mark.parametrize("item", SILENT)
def test_items_without_news_of_a_meeting_stay_silent(story: Story, item: str) -> None:
    assert story[item] == ()


def test_a_meeting_that_is_dropped_or_denied_is_never_read_as_held(story: Story) -> None:
    met = {item for item, told in story.items() if any(m.act.type.value == "MET" for m in told)}
    assert met == {"01", "16", "18"}


def test_a_possible_cancellation_stays_possible(story: Story) -> None:
    assert [m.act.certainty.value for m in story["26"] if m.act.type.value == "CANCEL"] == [
        "possible"
    ]


def test_a_probable_refusal_stays_probable(story: Story) -> None:
    assert ("NOT_PLANNED", "probable") in [
        (m.act.type.value, m.act.certainty.value) for m in story["22"]
    ]


def test_speakers_are_the_persons_quoted(story: Story) -> None:
    envoy = [m.act.speaker for m in story["05"]]
    assert {(one.kind, one.name) for one in envoy} == {(SpeakerKind.ENVOY, "Anatoly Antonov")}
    aide = {m.act.speaker.name for item in ("07", "08", "10") for m in story[item]}
    assert aide == {"Yuri Ushakov"}


@pytest.mark.parametrize(("kind", "country", "items"), TOGETHER)
def test_retellings_share_a_cluster(
    story: Story, kind: str, country: str, items: tuple[str, ...]
) -> None:
    keys = {
        m.cluster
        for item in items
        for m in story[item]
        if m.act.type.value == kind and _country(m.act) == country
    }
    assert len(keys) == 1


def test_every_proof_lies_in_the_field_that_it_names(story: Story) -> None:
    texts = {
        str(article.id)[-2:]: {"title": article.title, "body": article.body}
        for article in parse_lines(ITEMS.read_text("utf-8"), NOW)
    }
    for item, told in story.items():
        for mention in told:
            for span in mention.evidence:
                proof = texts[item][span.field][span.start : span.end]
                assert len(proof) == span.end - span.start > 0
