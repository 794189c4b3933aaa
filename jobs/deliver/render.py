"""A digest's content as plain data, and the data as text and HTML. Rendered once, then stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from forecaster.domain.clock import format_instant
from forecaster.domain.forecasts import Driver, Forecast
from forecaster.domain.moves import rounded
from forecaster.domain.questions import Question
from forecaster.domain.signals import Signal
from forecaster.domain.summits import Summit
from forecaster.questions.words import Names, country_name, leader_name, question_text
from jobs.deliver.content import Content, MoveEntry, Prospect

Data = dict[str, object]

MOST_QUOTED = 240
"""Characters of a quotation in a digest."""

MOST_SOURCES = 3
"""Sources named for one signal: one for each separate report first."""


def as_data(content: Content, names: Names, public_url: str) -> Data:
    """The whole content as plain JSON, with words and links."""
    writer = _Writer(names, public_url)
    return {
        "local_date": content.local_on.isoformat(),
        "since_at": format_instant(content.since) if content.since else None,
        "as_of": format_instant(content.as_of),
        "as_of_text": f"{content.as_of:%d %b %Y %H:%M} UTC",
        "since_text": f"{content.since:%d %b %Y}" if content.since else "",
        "moves": [writer.move(entry) for entry in content.moves],
        "smaller_moves": content.smaller,
        "opened": [writer.stand(*pair) for pair in content.opened],
        "signals": [writer.signal(signal) for signal in content.signals],
        "resolutions": [
            {
                **writer.question(question),
                "outcome": resolution.outcome,
                "reason": resolution.reason,
                "revision": resolution.revision,
            }
            for question, resolution in content.resolutions
        ],
        "deadlines": [writer.stand(*pair) for pair in content.deadlines],
        "summits": [writer.summit(summit) for summit in content.summits],
        "degraded": list(content.degraded),
        "quiet": content.is_quiet,
        "link": public_url,
    }


class _Writer:
    """Turns each part into plain data."""

    def __init__(self, names: Names, public_url: str) -> None:
        self._names = names
        self._url = public_url

    def question(self, question: Question) -> Data:
        return {
            "question_id": question.id,
            "question": _line(question_text(question, self._names)),
            "deadline_date": question.deadline_on.isoformat(),
            "link": f"{self._url}/questions/{question.id}",
        }

    def stand(self, question: Question, forecast: Forecast | None) -> Data:
        probability = forecast.answer.probability if forecast else None
        return {
            **self.question(question),
            "probability": probability,
            "percent": _percent(probability),
        }

    def move(self, entry: MoveEntry) -> Data:
        move = entry.move
        earlier, later = move.earlier, move.later
        before, after = earlier.answer.probability or 0.0, later.answer.probability or 0.0
        return {
            **self.question(entry.question),
            "before": before,
            "after": after,
            "before_percent": _percent(before),
            "after_percent": _percent(after),
            "width": round(100 * after),
            "text": move.text,
            "since_at": format_instant(earlier.issued_at),
            "since_text": f"{earlier.issued_at:%d %b %Y}",
            "receipt": f"{self._url}/v1/forecasts/{later.id}",
            "drivers": [self.driver(driver, entry.evidence) for driver in move.drivers],
            "prospects": [_prospect(prospect) for prospect in entry.prospects],
        }

    def driver(self, driver: Driver, evidence: Sequence[Signal]) -> Data:
        behind = [signal for signal in evidence if signal.id in driver.signal_ids]
        return {
            "kind": driver.kind.value.replace("_", " "),
            "contribution": driver.contribution,
            "points": f"{100 * driver.contribution:+.1f}",
            "text": _line(driver.text),
            "sources": [source for signal in behind for source in _sources(signal)],
        }

    def signal(self, signal: Signal) -> Data:
        act = signal.act
        speaker = act.speaker.name or act.speaker.role or act.speaker.kind.value
        where = act.place.city or country_name(act.place.country, self._names) if act.place else ""
        return {
            "signal_id": signal.id,
            "type": act.type.value,
            "leaders": [leader_name(one, self._names) for one in act.leaders],
            "speaker": _line(speaker),
            "place": where,
            "forum": act.forum,
            "polarity": act.polarity,
            "statement_date": act.statement_on.isoformat() if act.statement_on else None,
            "withdrawn": signal.retracted,
            "revised": signal.revision > 1,
            "independent_origins": len(signal.origins),
            "article_count": len(signal.witnesses),
            "sources": _sources(signal),
            "link": f"{self._url}/signals/{signal.id}",
        }

    def summit(self, summit: Summit) -> Data:
        place = summit.place
        return {
            "event_id": summit.id,
            "name": _line(summit.name),
            "start_date": summit.window.start.isoformat() if summit.window else None,
            "end_date": summit.window.end.isoformat() if summit.window else None,
            "place": (place.city or country_name(place.country, self._names)) if place else "",
        }


def _sources(signal: Signal) -> list[Data]:
    """Who says so, one voice a separate report, with the words and a web address."""
    found: list[Data] = []
    for origin in signal.origins[:MOST_SOURCES]:
        witness = next(one for one in signal.witnesses if one.origin == origin)
        quote = witness.quotes[0] if witness.quotes else ""
        found.append(
            {
                "name": _line(witness.source),
                "url": _web_address(witness.url),
                "quote": _line(quote)[:MOST_QUOTED],
            }
        )
    return found


def _web_address(url: str | None) -> str | None:
    """The address if it is a web one in plain characters."""
    is_web = url is not None and url.lower().startswith(("http://", "https://"))
    return url if is_web and url is not None and url.isascii() and " " not in url else None


def _prospect(prospect: Prospect) -> Data:
    return {
        "text": _line(prospect.text),
        "until_date": prospect.until.isoformat() if prospect.until else None,
        "points": f"{100 * prospect.change:+.1f}",
        "otherwise_points": f"{100 * prospect.otherwise:+.1f}",
        "change": prospect.change,
        "otherwise": prospect.otherwise,
    }


def _percent(probability: float | None) -> str:
    return "" if probability is None else f"{rounded(probability):g}%"


def _line(text: str) -> str:
    """Text from outside on one line: no control, bidi or other invisible characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


_FOLDER = Path(__file__).parent / "templates"

_TEXT = Environment(
    loader=FileSystemLoader(_FOLDER),
    autoescape=False,  # noqa: S701 - plain text; the HTML part has an environment of its own
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)

_HTML = Environment(
    loader=FileSystemLoader(_FOLDER),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def as_text(data: Mapping[str, object]) -> str:
    """The plain text part."""
    return _TEXT.get_template("digest.txt").render(data)


def as_html(data: Mapping[str, object]) -> str:
    """The HTML part: styles in place, tables as bars, nothing loaded from anywhere."""
    return _HTML.get_template("digest.html").render(data)


def subject(content: Content, names: Names) -> str:
    """One line: the largest move, or what else there is."""
    day = f"{content.local_on:%d %b %Y}"
    if content.moves:
        first = content.moves[0]
        more = f", and {len(content.moves) - 1} more" if len(content.moves) > 1 else ""
        question = _line(question_text(first.question, names))
        return f"Summitry {day}: {first.move.text}: {question}"[:180] + more
    if content.resolutions:
        return f"Summitry {day}: {_count(len(content.resolutions), 'question')} settled"
    if content.signals:
        return f"Summitry {day}: no move, {_count(len(content.signals), 'new signal')}"
    if content.opened:
        return f"Summitry {day}: {_count(len(content.opened), 'question')} opened"
    return f"Summitry {day}: nothing new"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
