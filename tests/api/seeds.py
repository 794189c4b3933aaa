"""A small store that holds one of everything: the story of 2018 in few records."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from api.ports import Ports
from api.settings import ApiSettings
from forecaster.domain.clock import format_instant
from forecaster.domain.forecasts import (
    Answer,
    BaseRate,
    Driver,
    DriverKind,
    Forecast,
    IncidenceCurve,
    Venue,
    VenueKind,
)
from forecaster.domain.news import Article, ArticleId
from forecaster.domain.people import LeaderId, Office, Term
from forecaster.domain.questions import Question, QuestionState, Resolution
from forecaster.domain.signals import Act, Review, Signal, SignalType, Witness
from forecaster.domain.versions import ModelState
from forecaster.ledger.chain import Entry, append
from forecaster.store.ports import Records, Store
from forecaster.store.records import (
    ApiKey,
    Delivery,
    DeliveryState,
    Digest,
    FeedState,
    Heartbeat,
    LedgerRoot,
    LedgerRow,
    ModelMove,
    Pair,
    QuestionMove,
    RunState,
    StoredCurve,
    Subscription,
)
from forecaster.store.sql import SqlStore, open_store
from tests.store import samples as s

OPENED = datetime(2018, 7, 18, tzinfo=UTC)
NOW = datetime(2019, 2, 1, tzinfo=UTC)
DAY = timedelta(days=1)

USA, ANY, OPEN = "meet-usa-2018", "meet-any-2018", "meet-usa-2019"

KEYS = {
    "writer": ("key-writer", ("review", "write")),
    "reader": ("key-reader", ("read",)),
    "other": ("key-other", ("write",)),
    "admin": ("key-admin", ("admin",)),
    "expired": ("key-expired", ("admin",)),
}

XSS = "<script>alert(1)</script><img src=x onerror=alert(2)> \"'>"


def at(day: int, month: int = 7, hour: int = 12) -> datetime:
    return datetime(2018, month, day, hour, tzinfo=UTC)


def a_question(question_id: str, end: date, opened_at: datetime = OPENED) -> Question:
    question = s.a_question(question_id, opened_at=opened_at, end=end)
    place = None if question_id == ANY else question.rule.place
    return replace(question, text="", rule=replace(question.rule, place=place))


def an_issue(
    question_id: str, issued_at: datetime, probability: float, *signals: tuple[str, float]
) -> Forecast:
    """An issue whose drivers lead from the base rate to its probability."""
    base = BaseRate("rival powers in the year after a summit", 40, 0.1)
    silent = probability - base.rate - sum(share for _, share in signals)
    drivers = [Driver(DriverKind.CALENDAR, silent, "record and calendar")]
    drivers += [
        Driver(DriverKind.NEW_SIGNAL, share, f"signal {name}", (name,)) for name, share in signals
    ]
    answer = Answer(
        probability=probability,
        interval=(probability / 2, min(1.0, probability * 1.5)),
        base_rate=base,
        by_date=((issued_at.date(), 0.0), (date(2018, 12, 31), probability)),
        by_venue={"USA": probability, "none": 1 - probability},
        outcomes={},
        drivers=tuple(drivers),
        model_version="m1",
    )
    digest = hashlib.sha256(f"{question_id}{issued_at}".encode()).hexdigest()
    ids = tuple(name for name, _ in signals)
    return Forecast(digest[:24], question_id, issued_at, issued_at, answer, digest, ids)


def a_signal(
    signal_id: str, kind: SignalType, day: int, *, polarity: int, quote: str, origins: int = 1
) -> Signal:
    act: Act = replace(s.an_act(kind), polarity=polarity, statement_on=date(2018, 7, day))
    witnesses = tuple(
        Witness(
            article_id=ArticleId(f"article-{signal_id}-{number}"),
            source=f"Example Wire {number}",
            origin=f"origin-{signal_id}-{number}",
            known_at=at(day),
            url=f"https://wire.example/{signal_id}/{number}",
            quotes=(quote,),
            rule="invite-1",
            reader="rules@1",
            score=0.9,
        )
        for number in range(origins)
    )
    return Signal(signal_id, 1, act, witnesses, at(day))


def a_curve(issued_at: datetime) -> StoredCurve:
    days = 200
    rates = {
        Venue(VenueKind.HOST_FIRST, s.USA): tuple(0.0004 for _ in range(days)),
        Venue(VenueKind.HOST_SECOND, s.RUS): tuple(0.0002 for _ in range(days)),
        Venue(VenueKind.SUMMIT, s.ARG, "g20-2018"): tuple(
            0.8 if day in (128, 129) else 0.0 for day in range(days)
        ),
        Venue(VenueKind.ELSEWHERE): tuple(0.0003 for _ in range(days)),
    }
    spread = dict.fromkeys(rates, 0.4)
    curve = IncidenceCurve(s.DYAD, issued_at.date(), rates, spread, {})
    return StoredCurve(s.DYAD, issued_at, issued_at, "m1", "d" * 64, curve)


def fill(store: Store) -> None:
    """Write the story."""
    with store.write() as records:
        _world(records)
    with store.write() as records:
        _said(records)
    with store.write() as records:
        _service(records)


def _world(records: Records) -> None:
    records.pairs.append(Pair(s.DYAD, 1, watched=True, origin="watchlist", known_at=OPENED))
    records.summits.append(s.a_summit(known_at=OPENED))
    for signal in (
        a_signal("s-invite", SignalType.INVITE, 19, polarity=1, quote="was invited", origins=2),
        a_signal("s-hedge", SignalType.HEDGE, 24, polarity=-1, quote="let the dust settle"),
        a_signal("s-postpone", SignalType.POSTPONE, 25, polarity=-1, quote="next year"),
        replace(
            a_signal("s-pending", SignalType.WILLING, 26, polarity=1, quote=XSS),
            review=Review.PENDING,
        ),
    ):
        records.signals.append(signal)
        records.articles.add([_article(signal, witness) for witness in signal.witnesses])
    hedge = records.signals.get("s-hedge")
    records.signals.append(replace(hedge, revision=2, known_at=at(28), retracted=True))
    records.encounters.append(s.an_encounter(known_at=at(2, 12)))


def _article(signal: Signal, witness: Witness) -> Article:
    article = s.an_article(body=f"{signal.id} {witness.source} {witness.quotes[0]}")
    return replace(
        article,
        id=witness.article_id,
        source=witness.source,
        title=XSS,
        known_at=witness.known_at,
        url=witness.url,
    )


def _said(records: Records) -> None:
    for question in (
        a_question(USA, date(2018, 12, 31)),
        a_question(ANY, date(2018, 12, 31)),
        a_question(OPEN, date(2019, 12, 31), opened_at=at(25)),
    ):
        records.questions.open(question)
    issues = [
        an_issue(USA, at(18, hour=6), 0.10),
        an_issue(USA, at(19, hour=18), 0.31, ("s-invite", 0.2)),
        an_issue(USA, at(24, hour=18), 0.24, ("s-invite", 0.2), ("s-hedge", -0.06)),
        an_issue(USA, at(25, hour=18), 0.08, ("s-invite", 0.1), ("s-postpone", -0.12)),
        an_issue(ANY, at(18, hour=6), 0.6),
        an_issue(ANY, at(25, hour=18), 0.62),
        an_issue(OPEN, at(25, hour=18), 0.2, ("s-postpone", 0.08)),
    ]
    records.forecasts.issue(issues)
    records.forecasts.keep_curve(a_curve(at(25, hour=18)))
    _ledger(records, issues)
    for question_id, outcome in ((USA, "no"), (ANY, "yes")):
        over = datetime(2019, 1, 1, 1, tzinfo=UTC)
        records.questions.move(
            QuestionMove(question_id, 2, QuestionState.RESOLVED, "deadline_passed", over)
        )
        records.resolutions.append(
            Resolution(question_id, 1, outcome, (), over, over, "rule", "deadline_passed")
        )
    records.scores.add(
        replace(
            s.a_score(issue.id, scored_at=datetime(2019, 1, 2, tzinfo=UTC)),
            question_id=issue.question_id,
            probability=issue.answer.probability or 0.0,
            happened=issue.question_id == ANY,
        )
        for issue in issues
        if issue.question_id != OPEN
    )


def _ledger(records: Records, issues: list[Forecast]) -> None:
    last: Entry | None = None
    for issue in issues:
        body = {"id": issue.id, "probability": issue.answer.probability, "note": None}
        last = append(last, "issue", format_instant(issue.issued_at), body)
        records.ledger.append([LedgerRow(**last.content(), hash=last.hash)])  # type: ignore[arg-type]
    if last:
        records.ledger.sign(LedgerRoot("2018-07-25", last.seq, last.hash, "ab" * 64))


def _service(records: Records) -> None:
    records.models.add(s.a_model(fitted_at=OPENED), {"coefficients": [1.0]})
    records.models.move(ModelMove("m1", 2, ModelState.CHAMPION, "first fit", OPENED))
    for job in ("collect", "forecast"):
        run = records.runs.claim(s.a_run(job, at(25, hour=18)), now=at(25, hour=18))
        assert run is not None
        records.runs.finish(
            replace(run, state=RunState.SUCCEEDED, finished_at=at(25, hour=19), report={"new": 3})
        )
    records.runs.beat(Heartbeat("schedule", NOW, "p1", {"forecast": "2019-02-01T01:00:00Z"}))
    records.feeds.save(
        FeedState("https://user:secret@feed.example/rss?token=canary", "Example Wire", NOW)
    )
    for name, (secret, scopes) in KEYS.items():
        expires = NOW - DAY if name == "expired" else None
        digest = hashlib.sha256(secret.encode()).hexdigest()
        records.keys.add(ApiKey(name, digest, name, scopes, OPENED, expires))
    for subscription_id, owner in (
        ("sub-writer", "writer"),
        ("sub-other", "other"),
        ("sub-all", ""),
    ):
        records.subscriptions.append(
            Subscription(
                subscription_id,
                1,
                "a@example.org",
                "UTC",
                7,
                (),
                0.02,
                active=True,
                owner=owner,
                known_at=OPENED,
            )
        )
        digest_id = f"digest-{subscription_id}"
        made = Digest(
            digest_id,
            subscription_id,
            date(2018, 7, 25),
            at(25),
            at(25),
            None,
            "A subject",
            "Text",
            "<p>Text</p>",
            {"moves": []},
        )
        message = Delivery(digest_id, digest_id, "a@example.org", "m", DeliveryState.SENT, at(25))
        records.digests.add(made, [message])


class FixedNames:
    """Few names; fulfils ``ports.Names``."""

    leaders = {"donald-trump": "Donald Trump", "vladimir-putin": "Vladimir Putin"}  # noqa: RUF012
    countries = {"USA": "United States", "RUS": "Russia", "ARG": "Argentina"}  # noqa: RUF012
    terms = (
        Term(LeaderId("donald-trump"), s.USA, Office.BOTH, date(2017, 1, 20), date(2021, 1, 20)),
        Term(LeaderId("vladimir-putin"), s.RUS, Office.HEAD_OF_STATE, date(2012, 5, 7), None),
        Term(
            LeaderId("vladimir-putin"),
            s.RUS,
            Office.HEAD_OF_GOVERNMENT,
            date(2008, 5, 8),
            date(2012, 5, 7),
        ),
    )
    spellings = tuple((name, LeaderId(leader)) for leader, name in leaders.items())
    summits = ()


class Clock:
    """A clock that a test turns."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def seeded(folder: Path) -> tuple[str, SqlStore]:
    """A filled database and its address."""
    url = f"sqlite:///{folder}/summitry.db"
    store = open_store(url, now=OPENED)
    fill(store)
    return url, store


async def _no_sleep(_seconds: float) -> None:
    return


def ports_of(store: Store, clock: Clock) -> Ports:
    count = iter(range(1, 1_000_000))
    return Ports(store, store, clock, _no_sleep, lambda: f"id{next(count):06d}", FixedNames())


SETTINGS = ApiSettings(
    public_url="http://testserver", cursor_secret=b"k" * 32, quota=100_000, wait_seconds=0.3
)
