"""Five real reports of July 2018, kept outside the repository: every act counts once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from forecaster.domain.news import PublishedBasis
from forecaster.domain.signals import Act, Mention, SignalType, SpeakerKind
from forecaster.reading.merging.dating import date_by_quotes
from forecaster.reading.merging.merge import REVIEW_BELOW, cluster
from forecaster.reading.reader import RulesReader
from forecaster.reading.text.inputs import parse_file

SEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "seeds"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
SUMMER = date(2018, 7, 1)
PAIR = ("donald-trump", "vladimir-putin")

pytestmark = pytest.mark.skipif(
    not SEEDS.is_dir(), reason="the five real reports are not beside this checkout"
)


@pytest.fixture(scope="module")
def told(full: RulesReader) -> tuple[Mention, ...]:
    files = sorted(SEEDS.glob("*.txt"))
    articles = date_by_quotes([parse_file(path.name, path.read_bytes(), NOW) for path in files])
    mentions = cluster((article, full.read(article).mentions) for article in articles)
    acts = {mention.cluster for mention in mentions}
    print(f"{len(mentions)} mentions, {len(acts)} acts")  # noqa: T201 - shown by pytest -s
    return mentions


def _acts(told: tuple[Mention, ...], kind: str, actor: str, country: str | None) -> list[Mention]:
    return [m for m in told if m.act.type.value == kind and m.act.actor == actor
            and (m.act.place.country if m.act.place else None) == country]  # fmt: skip


def _window(act: Act) -> tuple[date, date] | None:
    return (act.window.start, act.window.end) if act.window else None


def test_undated_reports_take_the_day_of_those_that_quote_the_same_words() -> None:
    files = sorted(SEEDS.glob("*.txt"))
    articles = date_by_quotes([parse_file(path.name, path.read_bytes(), NOW) for path in files])
    inferred = [a for a in articles if a.published_basis is PublishedBasis.INFERRED]
    assert {a.published_on for a in inferred} == {date(2018, 7, 24)}
    assert len(inferred) == 3


def test_almost_forty_mentions_are_about_fifteen_acts(told: tuple[Mention, ...]) -> None:
    taken = [m for m in told if m.score >= REVIEW_BELOW]
    assert 30 <= len(taken) <= 45
    assert 13 <= len({m.cluster for m in taken}) <= 17


def test_officials_who_mean_to_meet_tell_nothing_of_the_leaders(told: tuple[Mention, ...]) -> None:
    assert {m.act.speaker.kind for m in told if m.act.type is SignalType.HEDGE} == {
        SpeakerKind.OFFICE
    }
    assert {m.act.actor for m in told if m.act.type is SignalType.HEDGE} == {"RUS"}


def test_the_invitation_to_washington_is_told_as_earlier_by_four_and_counts_once(
    told: tuple[Mention, ...],
) -> None:
    found = _acts(told, "INVITE", "USA", "USA")
    assert len({m.article_id for m in found}) == 4
    assert len({m.cluster for m in found}) == 1
    assert all(m.act.background for m in found)
    assert {m.act.statement_on for m in found} == {None, date(2018, 7, 19)}


def test_a_quoted_message_is_of_the_day_that_one_report_names(told: tuple[Mention, ...]) -> None:
    quoted = [m for m in _acts(told, "WILLING", "USA", None) if m.act.background]
    assert {m.act.statement_on for m in quoted} == {None, date(2018, 7, 19)}
    assert len({m.cluster for m in quoted}) == 1


@pytest.mark.parametrize(
    ("kind", "country", "least"),
    [("NO_PREP", "USA", 2), ("HEDGE", "USA", 4), ("ALT_VENUE", "ARG", 3)],
)
def test_statements_of_24_july_count_once(
    told: tuple[Mention, ...], kind: str, country: str, least: int
) -> None:
    day = date(2018, 7, 24)
    found = [m for m in _acts(told, kind, "RUS", country) if m.act.statement_on == day]
    assert len({m.article_id for m in found}) >= least
    assert len({m.cluster for m in found}) == 1


def test_the_other_chance_is_the_g20(told: tuple[Mention, ...]) -> None:
    found = _acts(told, "ALT_VENUE", "RUS", "ARG")
    assert {m.act.forum for m in found} == {"G20-2018"}
    assert {_window(m.act) for m in found} == {(date(2018, 11, 30), date(2018, 12, 1))}


def test_the_invitation_to_washington_names_autumn_and_the_end_of_the_year(
    told: tuple[Mention, ...],
) -> None:
    days = {_window(m.act) for m in _acts(told, "INVITE", "USA", "USA")}
    assert (date(2018, 9, 1), date(2018, 11, 30)) in days
    assert (date(2018, 12, 1), date(2018, 12, 31)) in days


def test_the_visit_is_put_off_to_the_next_year(told: tuple[Mention, ...]) -> None:
    (found,) = [m.act for m in told if m.act.type.value == "POSTPONE"]
    assert (found.actor, found.statement_on) == ("USA", date(2018, 7, 25))
    assert _window(found) == (date(2019, 1, 1), date(2019, 12, 31))
    assert found.place is not None
    assert found.place.city == "Washington"


def test_the_invitation_to_moscow_is_a_counter_with_a_condition(told: tuple[Mention, ...]) -> None:
    for kind in ("COUNTER_INVITE", "CONDITION"):
        (found,) = _acts(told, kind, "RUS", "RUS")
        assert found.act.speaker.name == "Vladimir Putin"
        assert found.act.statement_on == date(2018, 7, 27)


def test_readiness_is_told_on_its_own_day(told: tuple[Mention, ...]) -> None:
    """The envoy on the 20th, one leader on the 19th, his office on the 27th."""
    willing = {(m.act.actor, m.act.statement_on) for m in told if m.act.type.value == "WILLING"}
    assert {("USA", date(2018, 7, 19)), ("USA", date(2018, 7, 27))} <= willing
    assert ("RUS", date(2018, 7, 20)) in willing
    envoys = {m.act.speaker.name for m in told if m.act.speaker.kind.value == "envoy"}
    assert "Anatoly Antonov" in envoys


def test_the_summit_before_is_one_meeting_of_its_own_days(told: tuple[Mention, ...]) -> None:
    found = [m for m in told if m.act.type.value == "MET" and m.act.leaders == PAIR]
    assert len({m.cluster for m in found}) == 1
    assert {m.act.place.city for m in found if m.act.place} == {"Helsinki"}
    for act in (m.act for m in found):
        assert act.statement_on in (None, date(2018, 7, 16))
        assert act.window is None or date(2018, 7, 16) in act.window
    assert date(2018, 7, 16) in {act.statement_on for act in (m.act for m in found)}


def test_all_acts_of_july_are_between_the_two(told: tuple[Mention, ...]) -> None:
    """But for the state visit of April, of which one report reminds its readers."""
    spring = {m.act.leaders for m in told if m.act.statement_on and m.act.statement_on < SUMMER}
    assert {m.act.leaders for m in told} - spring == {PAIR}
    assert spring <= {("donald-trump", "emmanuel-macron")}
