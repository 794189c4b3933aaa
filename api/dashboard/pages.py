"""The pages."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from fastapi import Query as Params
from pydantic import BeforeValidator
from starlette.responses import Response

from api.dashboard.charts import Point, bar, reliability, timeline
from api.http.answers import Tagged
from api.http.context import Context, Ctx
from api.http.instants import Instant, read_instant
from api.http.lists import AsOfQuery
from api.http.problems import KINDS, ProblemError
from api.http.resource import resource
from api.routes.digests import visible
from api.routes.pairs import columns, parse_dyad
from api.routes.questions import known_question
from api.routes.scores import ScoresQuery, rivals_of, scores_of, settled
from api.schemas.base import Id
from api.schemas.forecasts import ForecastOut, MoveOut
from api.schemas.pairs import PairOut, TableOut
from api.schemas.questions import QuestionOut, ResolutionOut
from api.schemas.scores import BinOut, ScorecardOut
from api.schemas.signals import SignalOut
from forecaster.domain.clock import start_of
from forecaster.domain.forecasts import Forecast
from forecaster.domain.moves import between, rounded
from forecaster.domain.people import Dyad
from forecaster.domain.questions import QuestionState
from forecaster.questions.calibration import reliability as calibration
from forecaster.questions.scorecard import scorecard
from forecaster.questions.table import place_table
from forecaster.store.ports import ForecastQuery, QuestionQuery, Records, SignalQuery

if TYPE_CHECKING:
    from jinja2 import Environment

HERE = Path(__file__).parent
STATIC = HERE / "static"

POLICY = (
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""Pages load their own style sheet and nothing else; scripts never run."""

_MOST = 200

router = resource("pages", prefix="")


def _percent(probability: float | None) -> str:
    return "" if probability is None else f"{rounded(probability):g}%"


def _points(contribution: float) -> str:
    return f"{100 * contribution:+.1f}"


def _moment(instant: datetime | None) -> str:
    return "" if instant is None else f"{instant:%d %b %Y %H:%M} UTC"


@cache
def _pages() -> Environment:
    """The templates and their engine, loaded when the first page is asked for."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    pages = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters.update(percent=_percent, points=_points, moment=_moment)
    pages.globals.update(bar=bar)
    return pages


def _read_moment(value: object) -> object:
    """What a person writes into the field: an instant, a day for its first instant, or nothing.

    Raises:
        ValueError: If it is none of these.
    """
    text = value.strip() if isinstance(value, str) else value
    if text == "":
        return None
    try:
        return start_of(date.fromisoformat(str(text)))
    except ValueError:
        return read_instant(text)


class PageQuery(AsOfQuery):
    """Parameters of every page."""

    as_of: Annotated[Instant | None, BeforeValidator(_read_moment)] = None


PageAt = Annotated[PageQuery, Params()]


def _page(ctx: Context, query: PageQuery, template: str, **values: object) -> Response:
    """A page; equal content has an equal tag."""
    text = (
        _pages()
        .get_template(template)
        .render(as_of=query.as_of, path=ctx.request.url.path, **values)
    )
    cache = ctx.fresh_for(None, query.as_of)
    headers = {"Content-Security-Policy": POLICY}
    tagged = Tagged(lambda: text, cache, media_type="text/html", headers=headers)
    return ctx.answer(tagged)


def problem(error: ProblemError, path: str) -> Response:
    """A page that says what went wrong, and what can be done about it."""
    kind = KINDS[error.code]
    text = (
        _pages()
        .get_template("problem.html")
        .render(as_of=None, path=path, code=error.code, kind=kind, detail=error.detail)
    )
    headers = {"Cache-Control": "no-store", "Content-Security-Policy": POLICY, **error.headers}
    return Response(text, kind.status, headers, "text/html")


def _moment_of(ctx: Context, query: PageQuery) -> datetime:
    return ctx.moment(query.as_of) or ctx.now


@router.get("/", include_in_schema=False)
async def home_page(ctx: Ctx, query: PageAt) -> Response:
    """Watched pairs, and open questions with the issue in force."""
    moment = _moment_of(ctx, query)
    with ctx.read() as records:
        pairs = [
            PairOut.of(pair, ctx.ports.names)
            for pair in records.pairs.current(as_of=moment)
            if pair.watched
        ]
        shown = _questions(ctx, records, moment, None)
    return _page(ctx, query, "home.html", pairs=pairs, questions=shown)


def _questions(
    ctx: Context, records: Records, moment: datetime, dyad: Dyad | None
) -> list[QuestionOut]:
    """Open questions, soonest deadline first, then those settled last."""
    leaders = (dyad.first, dyad.second) if dyad else ()
    asked = QuestionQuery(as_of=moment, leaders=leaders, limit=10_000)
    found = records.questions.find(asked)
    latest = records.forecasts.latest([question.id for question in found], as_of=moment)
    steps = {q.id: records.questions.state(q.id, as_of=moment) for q in found}
    ordered = sorted(
        found,
        key=lambda q: (steps[q.id].state is not QuestionState.OPEN, q.deadline_on, q.id),
    )
    return [
        QuestionOut.of(question, steps[question.id], latest.get(question.id), ctx.ports.names)
        for question in ordered[:_MOST]
    ]


@router.get("/pairs/{pair_id}", include_in_schema=False)
async def pair_page(ctx: Ctx, pair_id: Id, query: PageAt) -> Response:
    """The table of places by dates, questions and evidence of a pair."""
    moment, dyad = _moment_of(ctx, query), parse_dyad(pair_id)
    with ctx.read() as records:
        pair = PairOut.of(records.pairs.get(dyad.id, as_of=moment), ctx.ports.names)
        stored = records.forecasts.curve(dyad, as_of=moment)
        questions = _questions(ctx, records, moment, dyad)
        signals = _signals(ctx, records, moment, dyad)
    table = None
    if stored is not None:
        dates = columns(stored, None)
        table = TableOut.of(stored, place_table(stored.curve, dates), ctx.ports.names)
    return _page(
        ctx, query, "pair.html", pair=pair, table=table, questions=questions, signals=signals
    )


def _signals(ctx: Context, records: Records, moment: datetime, dyad: Dyad) -> list[SignalOut]:
    """Evidence about a pair, latest first."""
    asked = SignalQuery(as_of=moment, leaders=(dyad.first, dyad.second), limit=1000)
    found = records.signals.find(asked)
    return [SignalOut.of(signal, ctx.ports.names) for signal in reversed(found)][:_MOST]


@router.get("/questions/{question_id}", include_in_schema=False)
async def question_page(ctx: Ctx, question_id: Id, query: PageAt) -> Response:
    """One question: the curve, its history, why it stands where it does, and the evidence."""
    moment = _moment_of(ctx, query)
    with ctx.read() as records:
        question = known_question(records, question_id, moment)
        step = records.questions.state(question_id, as_of=moment)
        asked = ForecastQuery(question_id, issued_until=moment, limit=10_000)
        history = records.forecasts.history(asked)
        signals = [
            SignalOut.of(records.signals.get(one, as_of=moment), ctx.ports.names)
            for one in (history[-1].signal_ids if history else ())[:_MOST]
        ]
        known = [r for r in records.resolutions.history(question_id) if r.known_at <= moment]
    last = history[-1] if history else None
    return _page(
        ctx,
        query,
        "question.html",
        question=QuestionOut.of(question, step, last, ctx.ports.names),
        forecast=ForecastOut.of(last) if last else None,
        move=_latest_move(history),
        over_time=timeline(_over_time(history), "Probability as issued over time", steps=True),
        by_date=timeline(_by_date(last), "Probability that it has happened, by date"),
        issues=[ForecastOut.of(issue) for issue in reversed(history[-30:])],
        signals=signals,
        resolution=ResolutionOut.of(known[-1]) if known else None,
    )


def _latest_move(history: tuple[Forecast, ...]) -> MoveOut | None:
    if len(history) < 2 or history[-1].answer.probability is None:  # noqa: PLR2004 - two ends
        return None
    return MoveOut.of(between(history[-2:]))


def _over_time(history: tuple[Forecast, ...]) -> list[Point]:
    found = []
    for issue in history:
        low, high = issue.answer.interval or (None, None)
        if issue.answer.probability is not None:
            found.append(Point(issue.issued_at, issue.answer.probability, low, high))
    return found


def _by_date(forecast: Forecast | None) -> list[Point]:
    points = forecast.answer.by_date if forecast else ()
    return [Point(datetime.combine(day, time.min, UTC), value) for day, value in points]


@router.get("/signals/{signal_id}", include_in_schema=False)
async def signal_page(ctx: Ctx, signal_id: Id, query: PageAt) -> Response:
    """One signal with the characters that prove it."""
    with ctx.read() as records:
        signal = records.signals.get(signal_id, as_of=_moment_of(ctx, query))
    return _page(ctx, query, "signal.html", signal=SignalOut.of(signal, ctx.ports.names))


@router.get("/track-record", include_in_schema=False)
async def track_record_page(ctx: Ctx, query: PageAt) -> Response:
    """Scores and calibration of everything issued."""
    moment = _moment_of(ctx, query)
    with ctx.read() as records:
        questions = settled(records, moment, None)
        scores = scores_of(records, questions, moment, ScoresQuery())
        rivals = rivals_of(records, questions, moment)
    card = scorecard(scores, questions, moment)
    bins = [BinOut.of(one) for one in calibration(scores)]
    dots = [(b.said, b.came, b.n) for b in bins if b.said is not None and b.came is not None]
    return _page(
        ctx,
        query,
        "track_record.html",
        card=ScorecardOut.of(card, rivals, len(scores), query.as_of),
        bins=bins,
        picture=reliability(dots, "What was said against what came"),
    )


@router.get("/digests", include_in_schema=False)
async def digests_page(ctx: Ctx, query: PageAt) -> Response:
    """Digests that everybody may see."""
    moment = _moment_of(ctx, query)
    with ctx.read() as records:
        shown = [
            digest
            for digest in records.digests.latest(limit=_MOST)
            if digest.created_at <= moment and visible(ctx, records, digest)
        ]
    return _page(ctx, query, "digests.html", digests=shown)


@router.get("/about", include_in_schema=False)
async def about_page(ctx: Ctx, query: PageAt) -> Response:
    """What this service is, and where its machine-readable side lies."""
    return _page(ctx, query, "about.html")


@router.get("/problems/{code}", include_in_schema=False)
async def problem_page(ctx: Ctx, code: Id, query: PageAt) -> Response:
    """What a type of problem means."""
    if code not in KINDS:
        raise ProblemError("not-found")
    return _page(ctx, query, "problem.html", code=code, kind=KINDS[code], detail="")
