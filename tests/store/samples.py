"""Short makers of records with defaults."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from forecaster.domain.clock import Window
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
from forecaster.domain.meetings import ContactLevel, Encounter, Mode
from forecaster.domain.news import Article, PublishedBasis, content_id
from forecaster.domain.people import Dyad, LeaderId
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.questions import Question, QuestionKind, Resolution, Rule
from forecaster.domain.scores import Score
from forecaster.domain.signals import (
    Act,
    Certainty,
    Mention,
    Signal,
    SignalType,
    Span,
    Speaker,
    SpeakerKind,
    Witness,
)
from forecaster.domain.summits import Summit
from forecaster.domain.versions import ModelState, ModelVersion
from forecaster.store.records import Digest, Run, RunState

T0 = datetime(2018, 7, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TRUMP, PUTIN, MACRON = map(LeaderId, ("donald-trump", "vladimir-putin", "emmanuel-macron"))
USA, RUS, ARG = map(CountryCode, ("USA", "RUS", "ARG"))
DYAD = Dyad.of(TRUMP, PUTIN)


def an_article(
    body: str = "A text.", *, known_at: datetime = T0, url: str | None = None
) -> Article:
    return Article(
        id=content_id("Example Wire", "A title", body),
        source="Example Wire",
        title="A title",
        body=body,
        published_on=date(2018, 7, 20),
        published_at=None,
        published_basis=PublishedBasis.METADATA,
        known_at=known_at,
        url=url,
        flags=("future_date",),
    )


def an_act(kind: SignalType = SignalType.INVITE, *leaders: LeaderId) -> Act:
    return Act(
        type=kind,
        speaker=Speaker(SpeakerKind.OFFICE, "Sarah Sanders", "press secretary", USA),
        actor=USA,
        leaders=leaders or (TRUMP, PUTIN),
        place=Place(USA, "Washington"),
        window=Window(date(2018, 9, 1), date(2018, 12, 31)),
        polarity=1,
        certainty=Certainty.FIRM,
        forum=None,
        statement_on=date(2018, 7, 19),
    )


def a_mention(article: Article) -> Mention:
    return Mention(article.id, an_act(), (Span("body", 0, 6),), "invite-1", "rules@1", 0.9, "c1")


def a_signal(
    signal_id: str = "s1", *, revision: int = 1, known_at: datetime = T0, act: Act | None = None
) -> Signal:
    witness = Witness(
        article_id=an_article().id,
        source="Example Wire",
        origin="o1",
        known_at=known_at,
        url="https://wire.example/1",
        quotes=("invited",),
        rule="invite-1",
        reader="rules@1",
        score=0.9,
    )
    return Signal(signal_id, revision, act or an_act(), (witness,), known_at)


def a_summit(*, revision: int = 1, known_at: datetime = T0) -> Summit:
    return Summit(
        id="g20-2018",
        series="g20",
        name="G20 Buenos Aires",
        window=Window(date(2018, 11, 30), date(2018, 12, 1)),
        place=Place(ARG, "Buenos Aires"),
        members=frozenset({USA, RUS, ARG}),
        invitees=frozenset(),
        host_known_at=known_at,
        dates_known_at=known_at,
        revision=revision,
    )


def a_question(
    question_id: str = "q1", *, opened_at: datetime = T0, end: date | None = None
) -> Question:
    window = Window(date(2018, 7, 20), end or date(2018, 12, 31))
    rule = Rule((TRUMP, PUTIN), window, "Europe/Moscow", Place(USA))
    return Question(question_id, QuestionKind.MEET, rule, "Will they meet?", opened_at)


def an_answer(probability: float = 0.31) -> Answer:
    return Answer(
        probability=probability,
        interval=(0.2, 0.44),
        base_rate=BaseRate("great powers", 120, 0.17),
        by_date=((date(2018, 7, 31), 0.01), (date(2018, 12, 31), probability)),
        by_venue={"USA": 0.1, "none": 0.9},
        outcomes={},
        drivers=(Driver(DriverKind.NEW_SIGNAL, 0.1 + 0.2, "invited", ("s1",)),),
        model_version="m1",
        degraded=("feed_stale",),
    )


def a_forecast(
    forecast_id: str = "f1", *, issued_at: datetime = T0, question_id: str = "q1"
) -> Forecast:
    return Forecast(forecast_id, question_id, issued_at, issued_at, an_answer(), "d" * 64, ("s1",))


def a_curve() -> IncidenceCurve:
    return IncidenceCurve(
        dyad=DYAD,
        start=date(2018, 7, 20),
        rates={
            Venue(VenueKind.HOST_FIRST, USA): (0.001, 0.1 + 0.2, 1e-300),
            Venue(VenueKind.SUMMIT, ARG, "g20-2018"): (0.0, 0.2, 1 / 3),
        },
        spread={Venue(VenueKind.HOST_FIRST, USA): 0.3},
        elsewhere_shares={ARG: 0.5},
    )


def an_encounter(*, revision: int = 1, known_at: datetime = T0) -> Encounter:
    return Encounter(
        id="e1",
        revision=revision,
        leaders=frozenset({TRUMP, PUTIN}),
        happened_on=date(2018, 12, 1),
        place=Place(ARG, "Buenos Aires"),
        contact=ContactLevel.EXCHANGE_OF_WORDS,
        mode=Mode.IN_PERSON,
        planned=False,
        minutes=None,
        forum="G20-2018",
        accounts=((RUS, "exchange_of_words"),),
        sources=("s9",),
        known_at=known_at,
    )


def a_resolution(*, revision: int = 1, outcome: str = "no", known_at: datetime = T0) -> Resolution:
    return Resolution("q1", revision, outcome, (), T0, known_at, "rule", "deadline_passed")


def a_score(forecast_id: str = "f1", *, revision: int = 1, scored_at: datetime = T0) -> Score:
    return Score(
        forecast_id, "q1", "m1", 90, 0.31, False, 0.0961, 0.371, 0.03, revision, scored_at, True
    )


def a_model(model_id: str = "m1", *, fitted_at: datetime = T0) -> ModelVersion:
    return ModelVersion(
        id=model_id,
        recipe="record",
        trained_through=fitted_at,
        fitted_at=fitted_at,
        code_version="0.1.0",
        content_hash="c" * 64,
        data_hashes=(("meetings", "a" * 64),),
        scores=(("brier", 0.11),),
        parent=None,
        state=ModelState.CANDIDATE,
        reason="first fit",
    )


def a_run(job: str = "collect", slot: datetime = T0, *, owner: str = "p1") -> Run:
    return Run(job, slot, RunState.RUNNING, 0, owner, slot + HOUR, slot)


def a_digest(digest_id: str = "d1", *, local_on: date = date(2018, 7, 20)) -> Digest:
    return Digest(
        digest_id, "daily", local_on, T0, T0, None, "Subject", "Text", "<p>Text</p>", {"moves": [1]}
    )


def retracted(signal: Signal, *, known_at: datetime) -> Signal:
    return replace(signal, revision=signal.revision + 1, known_at=known_at, retracted=True)
