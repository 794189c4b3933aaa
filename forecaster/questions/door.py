"""What cannot be asked: people out of office, summits and places that are not, windows amiss.

Checked once, when a question comes in, against what was known at its moment. A question that was
let in stays answerable whatever happens later.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.clock import Window
from forecaster.domain.errors import QuestionError
from forecaster.domain.questions import AcceptedMode, Question, QuestionKind, Rule
from forecaster.domain.summits import Summit, series_of_edition
from forecaster.questions.options import option_kind

HORIZON_DAYS = 730
"""Days ahead that forecasts reach."""

PRESENCE = (QuestionKind.VISIT, QuestionKind.ATTEND)


def check(question: Question, chronicle: Chronicle, as_of: datetime) -> None:
    """Refuse what cannot be.

    Args:
        question: As read from its spec.
        chronicle: What is known; it is looked at as of the question's moment.
        as_of: The question's moment.

    Raises:
        QuestionError: Naming the field and the remedy.
    """
    problem = next(_problems(question, chronicle, as_of), None)
    if problem is not None:
        raise problem


def _problems(question: Question, chronicle: Chronicle, as_of: datetime) -> Iterator[QuestionError]:
    today = as_of.date()
    if question.rule.window.start > today + timedelta(days=HORIZON_DAYS):
        yield QuestionError(
            f"window: {question.rule.window.start} lies more than {HORIZON_DAYS} days ahead",
            remedy="ask for an earlier start",
        )
    yield from _form(question)
    for rule in question.options or (question.rule,):
        kind = option_kind(rule) if question.options else question.kind
        yield from _people(rule, kind, chronicle, today)
        yield from _forum(rule, chronicle, as_of)


def _form(question: Question) -> Iterator[QuestionError]:
    """Fields that do not go together."""
    kind = question.kind
    if question.any_of and kind is not QuestionKind.MEET:
        yield QuestionError(
            f"any_of: {kind} takes no set of leaders", remedy="use kind 'meet' or leave it out"
        )
    if question.complement and kind not in (QuestionKind.MEET, *PRESENCE):
        yield QuestionError(
            f"complement: {kind} has several outcomes", remedy="only yes-or-no questions have one"
        )
    if kind in PRESENCE and question.rule.mode is not AcceptedMode.IN_PERSON:
        yield QuestionError(
            f"mode: {kind} asks for bodily presence", remedy="leave mode out or say 'in_person'"
        )
    if question.rule.mode is AcceptedMode.CALL and (question.rule.place or question.rule.forum):
        yield QuestionError("mode: a call has no place", remedy="leave place and forum out")


def _people(
    rule: Rule, kind: QuestionKind, chronicle: Chronicle, today: date
) -> Iterator[QuestionError]:
    for leader in rule.leaders:
        country = chronicle.stands_for(leader, today)
        if country is None:
            yield QuestionError(
                f"leaders: {leader} holds no office known on {today}",
                remedy="name who held it on that day or was chosen to, or ask as of another day",
            )
        elif kind is QuestionKind.VISIT and rule.place and rule.place.country == country:
            yield QuestionError(
                f"place.country: {leader} leads {country}", remedy="name the country visited"
            )


def _forum(rule: Rule, chronicle: Chronicle, as_of: datetime) -> Iterator[QuestionError]:
    if rule.forum is None:
        return
    summit = known_summit(chronicle, rule.forum, as_of)
    if summit is None:
        yield QuestionError(
            f"forum: {rule.forum} is not on the calendar known on {as_of.date()}",
            remedy=_editions(chronicle, rule.forum, as_of),
        )
        return
    if summit.cancelled:
        yield QuestionError(f"forum: {rule.forum} was called off", remedy="name another forum")
    yield from _where_and_when(rule, summit, as_of)


def _where_and_when(rule: Rule, summit: Summit, as_of: datetime) -> Iterator[QuestionError]:
    """Places and days that were not public at the moment contradict nothing."""
    host = summit.place.country if summit.place and summit.host_known_at <= as_of else None
    if host and rule.place and rule.place.country != host:
        yield QuestionError(
            f"place.country: {rule.forum} is held in {host}, not in {rule.place.country}",
            remedy="leave the place out",
        )
    days = summit.window if summit.dates_known_at <= as_of else None
    if days and not days.overlaps(rule.window):
        yield QuestionError(
            f"window: {_span(rule.window)} leaves out {rule.forum}, held {_span(days)}",
            remedy="let the window include its days",
        )


def _span(window: Window) -> str:
    return f"{window.start} to {window.end}"


def known_summit(chronicle: Chronicle, forum: str, as_of: datetime) -> Summit | None:
    """The newest version of an edition known at ``as_of``; None if there is none."""
    versions = chronicle.versions_of.get(forum.lower(), ())
    known = (one for one in versions if one.known_at <= as_of)
    return max(known, key=_revision, default=None)


def _revision(summit: Summit) -> int:
    return summit.revision


def _editions(chronicle: Chronicle, forum: str, as_of: datetime) -> str:
    """What may have been meant: editions of the same series."""
    series = series_of_edition(forum)
    known = (one for one in chronicle.summit_revisions if one.known_at <= as_of)
    held = {one.forum for one in known if one.series == series}
    latest = sorted(held)[-3:]
    return f"known are {', '.join(latest)}" if latest else "forums are written like G20-2018"
