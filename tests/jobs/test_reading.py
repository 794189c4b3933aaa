"""Read, fit and forecast as jobs: once for all, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from forecaster.domain.errors import ModelError, SettingsError
from forecaster.domain.news import Article, PublishedBasis, content_id
from forecaster.domain.signals import Review
from forecaster.domain.versions import ModelState
from forecaster.reading.reader import Reader, Reading
from forecaster.store.ports import ForecastQuery, SignalQuery
from jobs import fit, forecast, read
from jobs.library import in_force
from jobs.ports import Ports
from tests.jobs.fakes import FakeIssuer
from tests.store.samples import a_question, a_signal, retracted

NOW = datetime(2018, 7, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
INVITES = (
    "U.S. President Donald Trump has invited Russian President Vladimir Putin to Washington in "
    "the fall, the White House said on Thursday."
)
RULES_OUT = (
    "U.S. President Donald Trump will not meet Russian President Vladimir Putin this year, the "
    "White House said on Thursday."
)

Make = Callable[..., Ports]


def article(body: str, *, known_at: datetime = NOW, url: str | None = None) -> Article:
    return Article(
        id=content_id("Wire", "", body),
        source="Wire",
        title="",
        body=body,
        published_on=known_at.date(),
        published_at=None,
        published_basis=PublishedBasis.METADATA,
        known_at=known_at,
        url=url,
    )


def add(ports: Ports, *articles: Article) -> None:
    with ports.write() as records:
        records.articles.add(articles)


class Stumbler:
    """Reads as another reader does, but for one text on which it fails."""

    def __init__(self, reader: Reader, body: str, fault: Exception | None = None) -> None:
        self.name, self._reader, self._body = reader.name, reader, body
        self._fault = fault or KeyError("a fault of the reader")

    def read(self, article: Article) -> Reading:
        if article.body == self._body:
            raise self._fault
        return self._reader.read(article)


class Slow:
    """Reads as another reader does, and takes so many seconds for each article."""

    def __init__(self, reader: Reader, seconds: float) -> None:
        self.name, self._reader, self._seconds, self.passed = reader.name, reader, seconds, 0.0

    def read(self, article: Article) -> Reading:
        self.passed += self._seconds
        return self._reader.read(article)


def test_what_was_read_slowly_is_kept_in_portions_and_the_run_ends_in_time(
    make_ports: Make, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    base = make_ports()
    slow = Slow(base.library.reader, 25.0)
    monkeypatch.setitem(vars(base.library), "reader", slow)
    kept: list[float] = []

    def noting(told: Any, known: Any) -> Any:
        kept.append(slow.passed)
        return base.merger(told, known)

    ports = replace(base, merger=noting, ticks=lambda: slow.passed)
    add(ports, *(article(f"{INVITES} Report {number}.") for number in range(40)))
    report = read.run(ports, NOW)
    assert kept[:3] == [75.0, 150.0, 225.0]
    assert report.counts["articles"] == 27, "nine portions of three"
    assert report.notes[-1] == "more than 0:10:00 of reading: the rest comes next time"
    assert report.notes[0].endswith("of Wire took 25 s to read")
    assert caplog.text.count("took 25 s to read") == 27
    assert read.run(ports, NOW).counts["articles"] == 13
    assert read.run(ports, NOW).counts == {}


def test_an_article_on_which_the_reader_fails_stops_no_other(
    make_ports: Make, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ports = make_ports()
    bad = article("Nothing about anybody.")
    monkeypatch.setitem(vars(ports.library), "reader", Stumbler(ports.library.reader, bad.body))
    add(ports, bad, article(INVITES))
    counts = read.run(ports, NOW).counts
    assert (counts["articles"], counts["failed"]) == (2, 1)
    assert counts["signals"] >= 1
    assert f"article {bad.id} could not be read" in caplog.text
    assert read.run(ports, NOW).counts == {}


def test_a_new_version_on_which_the_reader_fails_withdraws_nothing(
    make_ports: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    ports, url = make_ports(), "https://wire.example/1"
    add(ports, article(INVITES, url=url))
    read.run(ports, NOW)
    later = article(RULES_OUT, url=url, known_at=NOW + HOUR)
    monkeypatch.setitem(vars(ports.library), "reader", Stumbler(ports.library.reader, later.body))
    add(ports, later)
    counts = read.run(ports, NOW + HOUR).counts
    assert counts["failed"] == 1
    assert "withdrawn" not in counts


def test_a_reader_that_cannot_be_asked_leaves_the_articles_unread(
    make_ports: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    ports, one = make_ports(), article(INVITES)
    reader, silent = ports.library.reader, SettingsError("no answer", remedy="start the service")
    add(ports, one)
    monkeypatch.setitem(vars(ports.library), "reader", Stumbler(reader, one.body, silent))
    with pytest.raises(SettingsError):
        read.run(ports, NOW)
    monkeypatch.setitem(vars(ports.library), "reader", reader)
    assert read.run(ports, NOW).counts["articles"] == 1


def test_articles_are_read_once(make_ports: Make) -> None:
    ports = make_ports()
    add(ports, article(INVITES), article("Nothing about anybody."))
    first = read.run(ports, NOW)
    assert first.counts["articles"] == 2
    assert first.counts["signals"] >= 1
    assert read.run(ports, NOW).counts == {}
    with ports.read() as records:
        (signal, *_) = records.signals.current()
    assert signal.known_at == NOW


def test_articles_of_the_future_wait(make_ports: Make) -> None:
    ports = make_ports()
    add(ports, article(INVITES, known_at=NOW + HOUR))
    assert read.run(ports, NOW).counts == {}
    assert read.run(ports, NOW + HOUR).counts["articles"] == 1


def test_a_failure_in_merging_leaves_the_articles_unread(make_ports: Make) -> None:
    ports = make_ports()
    add(ports, article(INVITES))

    def fail(*_: object) -> list[object]:
        raise ModelError("broken")

    with pytest.raises(ModelError):
        read.run(replace(ports, merger=fail), NOW)  # type: ignore[arg-type]
    with ports.read() as records:
        assert records.signals.current() == ()
    assert read.run(ports, NOW).counts["articles"] == 1


def test_an_edited_page_withdraws_what_it_said_and_the_past_stays(make_ports: Make) -> None:
    ports, url = make_ports(), "https://wire.example/1"
    add(ports, article(INVITES, url=url))
    read.run(ports, NOW)
    with ports.read() as records:
        before = records.signals.until(NOW)
    add(ports, article(RULES_OUT, url=url, known_at=NOW + HOUR))
    report = read.run(ports, NOW + HOUR)
    assert report.counts["withdrawn"] >= 1
    with ports.read() as records:
        assert records.signals.until(NOW) == before
        invite = records.signals.get(before[0].id)
        live = ports.library.chronicle(records, NOW + HOUR).signals
    assert invite.retracted
    assert invite.revision == 2
    assert invite.id not in {signal.id for signal in live}


def test_an_edit_that_keeps_the_statement_withdraws_nothing(make_ports: Make) -> None:
    ports, url = make_ports(), "https://wire.example/1"
    add(ports, article(INVITES, url=url))
    read.run(ports, NOW)
    add(ports, article(f"{INVITES} Corrects spelling.", url=url, known_at=NOW + HOUR))
    assert "withdrawn" not in read.run(ports, NOW + HOUR).counts


def test_only_accepted_signals_reach_the_chronicle() -> None:
    pending = replace(a_signal("s1"), review=Review.PENDING)
    accepted = replace(a_signal("s1", revision=2), review=Review.ACCEPTED)
    rejected = replace(a_signal("s1", revision=3), review=Review.REJECTED)
    assert list(in_force([pending])) == []
    assert list(in_force([pending, accepted])) == [accepted]
    assert list(in_force([pending, accepted, rejected])) == [
        accepted,
        replace(rejected, retracted=True),
    ]
    gone = retracted(a_signal("s2"), known_at=NOW)
    assert list(in_force([a_signal("s2"), gone])) == [a_signal("s2"), gone]


def test_forecasts_are_issued_once_while_they_say_the_same(make_ports: Make) -> None:
    ports = make_ports()
    with ports.write() as records:
        records.questions.open(a_question("q1", opened_at=NOW))
    assert forecast.run(ports, NOW).counts == {"questions": 1, "issued": 1}
    assert forecast.run(ports, NOW + HOUR).counts == {"questions": 1, "issued": 0}
    with ports.write() as records:
        records.signals.append(a_signal("s1", known_at=NOW + HOUR))
    assert forecast.run(ports, NOW + 2 * HOUR).counts == {"questions": 1, "issued": 1}
    with ports.read() as records:
        history = records.forecasts.history(ForecastQuery("q1"))
        assert [round(item.answer.probability or 0, 2) for item in history] == [0.1, 0.2]
        kinds = [row.kind for row in records.ledger.rows()]
    assert kinds == ["issue", "issue"]


def test_without_questions_there_is_nothing_to_forecast(make_ports: Make) -> None:
    assert forecast.run(make_ports(), NOW).counts == {"questions": 0}


def test_a_better_model_is_put_in_service_and_a_worse_one_kept_aside(make_ports: Make) -> None:
    ports = make_ports()
    issuer = FakeIssuer()
    ports = replace(ports, issuer=issuer)
    assert fit.run(ports, NOW).degraded == ()
    issuer.state = ModelState.REFUSED
    assert fit.run(ports, NOW + HOUR).degraded == ("model_stale",)
    with ports.read() as records:
        states = [(model.id, model.state) for model in records.models.all()]
        champion = records.models.champion()
    assert states == [
        ("m-2018072012", ModelState.CHAMPION),
        ("m-2018072013", ModelState.REFUSED),
    ]
    assert champion is not None
    assert champion.id == "m-2018072012"


def test_a_fit_that_is_refused_leaves_the_model_in_service(make_ports: Make) -> None:
    ports = replace(make_ports(), issuer=FakeIssuer())
    fit.run(ports, NOW)
    with pytest.raises(ModelError, match="separation"):
        fit.run(replace(ports, issuer=FakeIssuer(refuse=True)), NOW + HOUR)
    with ports.read() as records:
        assert len(records.models.all()) == 1


def test_signals_for_review_wait_outside(make_ports: Make) -> None:
    ports = make_ports()
    with ports.write() as records:
        records.signals.append(replace(a_signal(), review=Review.PENDING))
    with ports.read() as records:
        assert ports.library.chronicle(records, NOW).signals == ()
        assert len(records.signals.find(SignalQuery(review=Review.PENDING))) == 1
