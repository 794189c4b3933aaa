"""What a digest says, and that it is made once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from math import fsum
from typing import Any

import pytest

from forecaster.domain.people import LeaderId
from forecaster.store.records import DeliveryState, Digest
from forecaster.store.sql import SqlStore
from jobs import digest
from jobs.deliver.content import Prospect
from jobs.digest import Edition, Words
from jobs.ports import Ports
from jobs.settings import DigestSettings
from tests.api.seeds import USA, XSS, a_signal, at
from tests.store import samples

FIRST, SECOND, THIRD = at(19, hour=8), at(20, hour=8), at(26, hour=8)
MINE = DigestSettings(recipient="folder", zone="UTC", hour=7, threshold=0.02)


@pytest.fixture
def ports(ports_with: Callable[..., Ports], store: SqlStore) -> Ports:
    with store.write() as records:
        for one in records.subscriptions.current():
            records.subscriptions.append(replace(one, revision=2, active=False))
    return ports_with(digests=(MINE,))


def latest(ports: Ports) -> Digest:
    with ports.read() as records:
        return next(
            d for d in records.digests.latest(limit=9) if d.subscription_id.startswith("config")
        )


def made(ports: Ports, now: datetime) -> Digest:
    report = digest.run(ports, now)
    assert report.counts["digests made"] == 1
    return latest(ports)


def test_a_move_says_from_what_to_what_since_when_and_why(ports: Ports) -> None:
    made(ports, FIRST)
    second = made(ports, SECOND)
    assert second.since == FIRST
    text = " ".join(second.text.split())
    assert "10% to 31% (+21 points) since 18 Jul 2018" in text
    assert "+20.0 points: signal s-invite (new signal)" in text
    assert 'Example Wire 0: "was invited" <https://wire.example/s-invite/0>' in text
    assert "2 separate reports in 2 articles" in text
    assert "10% to 31% (+21 points)" in second.subject
    assert "since your digest of 19 Jul 2018" in text


def test_all_moves_since_the_last_digest_come_as_one(ports: Ports) -> None:
    made(ports, FIRST)
    made(ports, SECOND)
    third = made(ports, THIRD)
    moves: Any = third.data["moves"]
    move = next(m for m in moves if m["question_id"] == USA)
    assert move["text"] == "31% to 8% (-23 points)"
    assert fsum(d["contribution"] for d in move["drivers"]) == pytest.approx(-0.23, abs=1e-9)
    assert third.data["since_at"] == "2018-07-20T08:00:00Z"


def test_a_clock_that_was_years_ahead_stops_no_digest(ports: Ports) -> None:
    made(ports, FIRST)
    digest.run(ports, FIRST.replace(year=FIRST.year + 3))
    with ports.read() as records:
        held = records.digests.deliveries(latest(ports).id)[0]
    with ports.write() as records:
        ahead = replace(held, state=DeliveryState.PENDING, next_at=held.sent_at or FIRST)
        records.digests.note(ahead)
    counts = digest.run(ports, SECOND).counts
    assert (counts["digests made"], counts["messages sent"]) == (1, 2)


def test_text_html_and_data_tell_the_same(ports: Ports) -> None:
    made(ports, FIRST)
    second = made(ports, SECOND)
    moves: Any = second.data["moves"]
    for part in (second.text, second.html):
        for move in moves:
            assert move["text"] in part
            assert all(driver["points"] in part for driver in move["drivers"])
    assert digest.as_text(second.data) == second.text
    assert digest.as_html(second.data) == second.html


def test_a_second_run_on_the_same_day_adds_nothing(ports: Ports) -> None:
    made(ports, FIRST)
    assert digest.run(ports, at(19, hour=23)).counts["digests made"] == 0
    assert digest.run(ports, at(20, hour=6)).counts["digests made"] == 0


def test_small_moves_are_counted_not_told(ports: Ports) -> None:
    made(ports, SECOND)
    third = made(ports, THIRD)
    moves: Any = third.data["moves"]
    assert [m["question_id"] for m in moves] == [USA, "meet-any-2018"]
    higher = ports.settings.model_copy(
        update={"digests": (MINE.model_copy(update={"threshold": 0.05}),)}
    )
    strict = replace(ports, settings=higher)
    digest.run(strict, at(27, hour=8))
    with strict.read() as records:
        subscription = records.subscriptions.current()[-1]
        edition = Edition(digest.words_of(strict), THIRD, "https://summitry.example")
        with_threshold = replace(subscription, threshold=0.05)
        # As it would have been on the 26th, had the threshold been higher then.
        content = digest.compose(
            records, with_threshold, date(2018, 7, 26), as_of=edition.now, since=SECOND
        )
    assert [entry.question.id for entry in content.moves] == [USA]
    assert content.smaller == 1


def test_a_correction_is_told(ports: Ports) -> None:
    made(ports, at(27, hour=8))
    later = made(ports, at(29, hour=8))
    signals: Any = later.data["signals"]
    assert [(s["signal_id"], s["withdrawn"]) for s in signals] == [("s-hedge", True)]
    assert "HEDGE (withdrawn)" in later.text


def test_a_word_about_one_of_the_pair_is_told_and_one_about_another_pair_is_not(
    ports: Ports,
) -> None:
    made(ports, at(27, hour=8))
    absent = a_signal("s-absent", samples.SignalType.NOT_ATTEND, 28, polarity=-1, quote="no")
    alone = replace(absent, act=replace(absent.act, leaders=(samples.PUTIN,)))
    others = (samples.PUTIN, LeaderId("emmanuel-macron"))
    elsewhere = replace(absent, id="s-other", act=replace(absent.act, leaders=others))
    with ports.write() as records:
        records.signals.append(alone)
        records.signals.append(elsewhere)
    told = str(made(ports, at(29, hour=8)).data)
    assert "s-absent" in told
    assert "s-other" not in told


def test_pending_signals_are_not_told(ports: Ports) -> None:
    assert "s-pending" not in str(made(ports, at(29, hour=8)).data)


def test_settled_questions_are_told_once(ports: Ports) -> None:
    made(ports, datetime(2018, 12, 31, 8, tzinfo=UTC))
    told = made(ports, datetime(2019, 1, 2, 8, tzinfo=UTC))
    outcomes: Any = told.data["resolutions"]
    assert {(r["question_id"], r["outcome"]) for r in outcomes} == {
        (USA, "no"),
        ("meet-any-2018", "yes"),
    }
    assert made(ports, datetime(2019, 1, 3, 8, tzinfo=UTC)).data["resolutions"] == []


def test_coming_dates_are_told_when_they_are_known(ports: Ports) -> None:
    november = made(ports, datetime(2018, 11, 20, 8, tzinfo=UTC))
    summits: Any = november.data["summits"]
    assert "g20-2018" in {summit["event_id"] for summit in summits}
    deadlines: Any = november.data["deadlines"]
    assert USA in {item["question_id"] for item in deadlines}


def test_a_summit_called_off_is_not_told_of_though_its_new_dates_are_open(
    ports: Ports, store: SqlStore
) -> None:
    moment = datetime(2018, 11, 20, 8, tzinfo=UTC)
    with store.write() as records:
        held = next(one for one in records.summits.current() if one.id == "g20-2018")
        called_off = replace(
            held,
            revision=held.revision + 1,
            cancelled=True,
            host_known_at=at(29, hour=8),
            dates_known_at=moment + timedelta(days=400),
        )
        records.summits.append(called_off)
    summits: Any = made(ports, moment).data["summits"]
    assert "g20-2018" not in {summit["event_id"] for summit in summits}


def test_what_would_change_this_is_told_where_it_is_known(ports: Ports) -> None:
    made(ports, FIRST)
    prospect = Prospect("a date is confirmed", date(2018, 9, 1), 0.3, -0.05)
    words = digest.words_of(ports)
    with_prospects = Words(words.names, (), lambda *_: (prospect,))
    with ports.read() as records:
        subscription = next(s for s in records.subscriptions.current() if s.active)
        edition = Edition(with_prospects, SECOND, "https://summitry.example")
        shown = digest.render(records, subscription, date(2018, 7, 20), edition)
    assert "a date is confirmed by 2018-09-01: +30.0 points; if not: -5.0 points" in shown.text
    assert "What would change this" in shown.html


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def test_hostile_text_stays_text(ports: Ports, store: SqlStore) -> None:
    signal = a_signal("s-hostile", samples.SignalType.WILLING, 19, polarity=1, quote=XSS)
    witness = replace(signal.witnesses[0], source=XSS, url="javascript:alert(1)")
    with store.write() as records:
        records.signals.append(replace(signal, witnesses=(witness,)))
    shown = made(ports, SECOND)
    parser = _Tags()
    parser.feed(shown.html)
    assert not {tag for tag, _ in parser.seen} & {"script", "img", "iframe", "object"}
    for tag, attributes in parser.seen:
        assert not any(name.startswith("on") for name in attributes), tag
        assert (attributes.get("href") or "https://").startswith("https://")
    assert "&lt;script&gt;" in shown.html


def test_files_are_written_whole(ports: Ports) -> None:
    shown = made(ports, FIRST)
    folder = ports.settings.folder / "digests"
    names = sorted(path.name for path in folder.iterdir())
    assert names == [f"2018-07-19-{shown.id}.html", f"2018-07-19-{shown.id}.txt"]
    assert (folder / names[1]).read_text() == shown.text
    with ports.read() as records:
        assert records.digests.deliveries(shown.id)[0].state is DeliveryState.SENT


def test_a_folder_that_cannot_be_written_keeps_the_digest(ports: Ports) -> None:
    ports.settings.folder.mkdir()
    blocked = ports.settings.folder / "digests"
    blocked.write_text("in the way")
    assert digest.run(ports, FIRST).counts["messages waiting"] == 1
    blocked.unlink()
    assert digest.run(ports, at(19, hour=9)).counts["messages sent"] == 1


def test_the_configuration_is_followed(ports: Ports, ports_with: Callable[..., Ports]) -> None:
    digest.run(ports, FIRST)
    assert digest.run(ports, FIRST).counts["subscriptions changed"] == 0
    moved = ports_with(digests=(MINE.model_copy(update={"hour": 9}),))
    assert digest.run(moved, at(19, hour=9)).counts["subscriptions changed"] == 1
    assert digest.run(ports_with(digests=()), at(19, hour=10)).counts["subscriptions changed"] == 1
    with ports.read() as records:
        assert not any(one.active for one in records.subscriptions.current())


def test_a_preview_stores_nothing(ports: Ports) -> None:
    shown = digest.preview(ports, "", SECOND)
    assert shown.local_on == date(2018, 7, 20)
    with ports.read() as records:
        assert all(d.id != shown.id for d in records.digests.latest())
