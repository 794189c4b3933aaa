"""From labelled items and wordings to lessons: what each sentence shows, and what it tells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from forecaster.domain.clock import Window
from forecaster.domain.news import Article, ArticleId, PublishedBasis
from forecaster.domain.signals import SignalType
from forecaster.reading.acts.draft import Draft, Setting
from forecaster.reading.acts.impression import Impression, Position, Time, position_of
from forecaster.reading.acts.story import Story
from forecaster.reading.acts.weighing import Glance, Overview
from forecaster.reading.learned.learning import Lesson
from forecaster.reading.learned.traits import TraitFinder
from forecaster.reading.learned.veiling import Shown, veiled
from forecaster.reading.reader import Reader
from forecaster.reading.text.plain import plain_text
from forecaster.reading.who.canon import Canon
from forecaster.reading.who.floor import Floor
from forecaster.reading.who.units import Sentence

Item = Mapping[str, Any]

_NEWS_DAY = date(2031, 3, 4)
_NOW = datetime(2031, 3, 4, 20, tzinfo=UTC)
_STAGE = (
    "President Anna Alder of Norland spoke to the press. "
    "President Ben Birch of Sudland was at home."
)
"""Said before every wording, so that it is about two leaders."""
_FULL_STOP = re.compile(r"[.!?”\"')]$")
_MOST = 0.5


@dataclass(frozen=True, slots=True)
class Page:
    """An article as it is shown to an encoder.

    Attributes:
        shown: Its sentences.
        texts: The same as they stand in the text.
        setting: What is fixed for it.
    """

    shown: Sequence[Shown]
    texts: Sequence[Sentence]
    setting: Setting

    def spans(self, article: Article) -> list[tuple[int, int]]:
        """First character of each sentence in its field as it came, and one past the last."""
        return _places(article, self.texts)


@dataclass(slots=True)
class Onlooker:
    """Weighs nothing, and keeps the sentences that it is shown.

    Attributes:
        sentences: The sentences of the articles read since it began anew.
        page: The last article as an encoder would see it; None before there is one.
        times: The spans of days for which each time of it can stand.
    """

    sentences: list[Canon] = field(default_factory=list)
    page: Page | None = None
    times: Mapping[Time, tuple[Window, ...]] = field(default_factory=dict)

    def begin(self) -> None:
        """Forget what it has been shown."""
        self.sentences.clear()
        self.page, self.times = None, {}

    def words(self) -> Mapping[Position, tuple[str, ...]]:
        """The words of each sentence as it is shown alone, all veiled who are meant."""
        return {position_of(one.sentence): tuple(_veiled(one)) for one in self.sentences}

    def opens(self, sentences: int) -> bool:
        """Nothing doubtful is wanted."""
        return False

    def look(
        self, sentences: Sequence[Sentence], setting: Setting, floor: Floor | None
    ) -> Impression | None:
        """Keep the article, and make nothing of it."""
        texts = [one for one in sentences if len(one.tokens)]
        self.page = Page(veiled(sentences, setting, floor), texts, setting)
        return None

    def weigh(self, canon: Canon, drafts: list[Draft], look: Glance) -> list[Draft]:
        """The readings as they are."""
        if canon.items:
            self.sentences.append(canon)
        return drafts

    def judge(self, acts: list[Draft], overview: Overview) -> list[Draft]:
        """The acts as they are."""
        return acts

    def settle(self, acts: list[Draft], story: Story, setting: Setting) -> None:
        """Keep the times of the article, and place nothing."""
        self.times = {
            scene.time(moment): tuple(one for one in (moment.ahead, moment.back) if one is not None)
            for scene in story.scenes
            for moment in scene.moments
        }

    def show(self, reader: Reader, article: Article) -> list[Canon]:
        """The sentences of an article that are worth reading."""
        self.begin()
        reader.read(article)
        return list(self.sentences)


def lessons_of_items(
    items: Iterable[tuple[Item, Article]], reader: Reader, onlooker: Onlooker, finder: TraitFinder
) -> Iterator[Lesson]:
    """The sentences of labelled items; a sentence tells what its characters prove.

    Args:
        items: Each item with its labels, and as an article.
        reader: A reader that shows its sentences to ``onlooker``.
        onlooker: Keeps them.
        finder: Finds their traits.
    """
    for item, article in items:
        sentences = onlooker.show(reader, article)
        places = _places(article, [one.sentence for one in sentences])
        for canon, span in zip(sentences, places, strict=True):
            told = {
                SignalType(signal["type"])
                for signal in item["signals"]
                if proves(signal, canon.sentence.field, *span)
            }
            yield _lesson(canon, finder, told)


def lessons_of_wordings(
    wordings: Iterable[Item], reader: Reader, onlooker: Onlooker, finder: TraitFinder
) -> Iterator[Lesson]:
    """Wordings ``{"text", "types"}`` of the invented world, each read after the same opening."""
    for wording in wordings:
        text = str(wording["text"]).strip()
        headline = not _FULL_STOP.search(text)
        shown = onlooker.show(reader, _staged(text, headline=headline))
        chosen = [canon for canon in shown if _is_of_wording(canon, headline=headline)]
        if chosen:
            longest = max(chosen, key=lambda canon: len(canon.items))
            yield _lesson(longest, finder, set(map(SignalType, wording["types"])))


def proves(signal: Item, where: str, start: int, end: int) -> bool:
    """Whether some characters of a field prove a label."""
    return any(
        span["field"] == where and _shares(span, start, end) for span in signal.get("evidence", ())
    )


def _places(article: Article, sentences: Sequence[Sentence]) -> list[tuple[int, int]]:
    """First character of each sentence in its field as it came, and one past the last."""
    fields = {"title": plain_text(article.title), "body": plain_text(article.body)}
    return [fields[one.field].origin(one.start, one.start + len(one.text)) for one in sentences]


def _shares(span: Mapping[str, int], start: int, end: int) -> bool:
    """Whether most of a proving span lies in a sentence."""
    shared = min(span["end"], end) - max(span["start"], start)
    return shared > _MOST * (span["end"] - span["start"])


def _staged(text: str, *, headline: bool) -> Article:
    title, body = (text, _STAGE) if headline else ("", f"{_STAGE}\n\n{text}")
    basis = PublishedBasis.METADATA
    return Article(ArticleId("wording"), "", title, body, _NEWS_DAY, None, basis, _NOW)


def _is_of_wording(canon: Canon, *, headline: bool) -> bool:
    return canon.sentence.field == "title" if headline else canon.sentence.paragraph > 0


def _lesson(canon: Canon, finder: TraitFinder, told: set[SignalType]) -> Lesson:
    shown = frozenset(name for name, _, _ in finder.traits(canon))
    return Lesson(shown, frozenset(told), tuple(_veiled(canon)))


_VEILS = {"L": "the president", "L+": "the leaders", "C": "the country", "X": "someone"}


def _veiled(canon: Canon) -> Iterator[str]:
    """The words of a sentence, those veiled that name or mean somebody or a country."""
    words = canon.sentence.tokens.words
    for item, (first, last) in zip(canon.items, canon.words, strict=True):
        veil = _VEILS.get(_class(item)) if item[1:2] == ":" else None
        if veil is None:
            yield from words[first:last]
        else:
            yield from veil.split()


def _class(item: str) -> str:
    return "L+" if item[0] == "L" and item.endswith("+") else item[0]
