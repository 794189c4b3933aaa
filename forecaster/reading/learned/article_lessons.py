"""From labelled items to lessons for the encoder: an article as it is shown, and what is labelled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from forecaster.domain.clock import Window
from forecaster.domain.news import Article
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode
from forecaster.domain.signals import SignalType
from forecaster.reading.acts.impression import Position, Time
from forecaster.reading.learned.lessons import Onlooker, proves
from forecaster.reading.learned.veiling import Shown
from forecaster.reading.reader import Reader

LIKE = 0.5
"""Share of the days of either that a span and that of a label have in common."""
SHORT = 3
"""Days of the longest span that can be the day of a statement."""
Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Label:
    """What a sentence proves.

    Attributes:
        type: The type.
        leaders: Who takes part.
        side: The country whose step it is; None for a step of all.
        land: The country in which it is set; None where the article does not tell.
        span: The days of the meeting; None where the article does not tell.
        day: The day on which that was said or done; the same.
        background: Whether it is a recall.
    """

    type: SignalType
    leaders: frozenset[LeaderId]
    side: CountryCode | None
    land: CountryCode | None
    span: Window | None
    day: date | None
    background: bool

    @property
    def is_open(self) -> bool:
        """Whether somebody left open when it was said, though it is news: no time is wrong then."""
        return self.day is None and not self.background

    def is_span(self, meant: Iterable[Window]) -> bool:
        """Whether a time that can stand for some spans names the days of the meeting.

        Days before the labelled ones are of no matter: they may be over.
        """
        if self.span is None:
            return False
        left = (one.not_before(self.span.start) for one in meant)
        return any(one is not None and one.likeness(self.span) >= LIKE for one in left)

    def is_day(self, meant: Iterable[Window]) -> bool:
        """Whether a time that can stand for some spans names the day of the statement."""
        return any(one.start == self.day and one.days <= SHORT for one in meant)


@dataclass(frozen=True, slots=True)
class ArticleLesson:
    """A labelled article.

    Attributes:
        shown: Its sentences, as the encoder sees them.
        labels: What each of them proves.
        alone: The words of each as they are shown without the others, for those that were read.
        homes: The country of each leader whom it names.
        times: The spans of days for which each time of it can stand.
        today: The day on which it was published.
    """

    shown: tuple[Shown, ...]
    labels: Mapping[Position, tuple[Label, ...]]
    alone: Mapping[Position, tuple[str, ...]]
    homes: Mapping[LeaderId, CountryCode | None]
    times: Mapping[Time, tuple[Window, ...]]
    today: date


def article_lessons(
    items: Iterable[tuple[Item, Article]], reader: Reader, onlooker: Onlooker
) -> Iterator[ArticleLesson]:
    """A lesson for each item that is worth reading.

    Args:
        items: Each item with its labels, and as an article.
        reader: A reader that shows its articles and their times to ``onlooker``.
        onlooker: Keeps what it is shown.
    """
    for item, article in items:
        onlooker.begin()
        reader.read(article)
        page = onlooker.page
        if page is None:
            continue
        labels = {
            one.position: tuple(
                _label(signal)
                for signal in item["signals"]
                if proves(signal, one.position[0], *span)
            )
            for one, span in zip(page.shown, page.spans(article), strict=True)
        }
        leaders = {word.leader for one in page.shown for word in one.words if word.leader}
        homes = {one: page.setting.cast.country(one) for one in leaders}
        today = page.setting.published
        yield ArticleLesson(
            tuple(page.shown), labels, onlooker.words(), homes, onlooker.times, today
        )


def _label(signal: Item) -> Label:
    place, side = signal.get("place") or {}, signal.get("actor")
    span, day = signal.get("window"), signal.get("statement_date")
    return Label(
        SignalType(signal["type"]),
        frozenset(LeaderId(one["id"]) for one in signal["leaders"]),
        CountryCode(side) if side else None,
        CountryCode(place["country"]) if place.get("country") else None,
        Window(*(date.fromisoformat(span[end]) for end in ("start", "end"))) if span else None,
        date.fromisoformat(day) if day else None,
        bool(signal.get("background")),
    )
