"""Article in, mentions out: the default reader, rules over sentences without any model."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from forecaster.domain.news import Article, PublishedBasis
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.signals import Mention
from forecaster.reading.acts.assemble import Assembler
from forecaster.reading.acts.draft import Setting
from forecaster.reading.acts.weighing import Chooser, Convener, Placer, Weigher
from forecaster.reading.form.answers import Exchange, ShortAnswers
from forecaster.reading.form.argument import argues
from forecaster.reading.form.page import Passage, headlines, passages
from forecaster.reading.known.cast import Cast
from forecaster.reading.known.forums import ForumCalendar
from forecaster.reading.known.names import Names
from forecaster.reading.known.occasions import Occasions
from forecaster.reading.known.records import PlaceWord, World
from forecaster.reading.patterns.attribution import Attributor
from forecaster.reading.patterns.engine import Engine
from forecaster.reading.patterns.rules import RuleBook
from forecaster.reading.text.clean import Furniture
from forecaster.reading.text.dateline import cut_dateline
from forecaster.reading.text.language import is_english
from forecaster.reading.text.lemmas import Lexicon as Lemmas
from forecaster.reading.text.lexicon import Lexicon
from forecaster.reading.text.phrases import fold
from forecaster.reading.text.plain import Plain, plain_text
from forecaster.reading.text.sentences import sentence_spans
from forecaster.reading.text.tokens import tokenize
from forecaster.reading.times.bonds import TIMED
from forecaster.reading.times.published import published_day
from forecaster.reading.who.bearers import crowns_of_others
from forecaster.reading.who.canon import Canonizer
from forecaster.reading.who.discourse import Discourse
from forecaster.reading.who.floor import Floor, Head
from forecaster.reading.who.naming import UnitFinder
from forecaster.reading.who.publisher import Publisher, head_of, publisher
from forecaster.reading.who.units import (
    ADJECTIVE,
    COUNTRY,
    FORUM,
    OFFICIAL,
    ROLE,
    SEAT,
    Sentence,
    make_sentence,
)

Splitter = Callable[[str, int, int], list[tuple[int, int]]]
"""Cuts ``text[start:end]`` into half-open ranges of sentences."""

LONGEST = 200_000
"""Characters of a field that are read; a report is never longer."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of one article.

    Attributes:
        published_on: Day of publication, None when nothing tells.
        published_basis: On what it rests.
        mentions: The acts told, in order of first appearance.
        flags: Oddities: ``empty``, ``not_english``, ``truncated``, ``binary``, ``no_date``;
            ``failed`` where the reader itself failed.
        waiting: Acts too doubtful to be told before a person has looked at them.
    """

    published_on: date | None
    published_basis: PublishedBasis
    mentions: tuple[Mention, ...]
    flags: tuple[str, ...] = ()
    waiting: tuple[Mention, ...] = ()

    @property
    def every(self) -> tuple[Mention, ...]:
        """The acts told, then those that wait."""
        return (*self.mentions, *self.waiting)


class Reader(Protocol):
    """A source of mentions with a name and a version."""

    @property
    def name(self) -> str:
        """Name and version, e.g. ``rules@1``."""

    def read(self, article: Article) -> Reading:
        """All acts that ``article`` tells."""


class RulesReader:
    """Reads by the rules of ``data/rules``; where hooks are given, what was learnt has its say."""

    def __init__(
        self,
        world: World,
        book: RuleBook,
        lexicon: Lexicon,
        *,
        splitter: Splitter = sentence_spans,
        name: str = "rules@1",
        weigher: Weigher | None = None,
        chooser: Chooser | None = None,
        placer: Placer | None = None,
        convener: Convener | None = None,
    ) -> None:
        """Index the world and compile the rules once; reading keeps no state between articles.

        Args:
            world: What the reader knows.
            book: The rules.
            lexicon: Role words and other lists.
            splitter: Cuts a line into sentences.
            name: Name and version under which the mentions are stored.
            weigher: Weighs what the rules read; None takes them at their word.
            chooser: Chooses who speaks and whose step an act is; None leaves it to the rules.
            placer: Chooses place and days of what is told; None leaves them to the rules.
            convener: Says whom an act concerns; None leaves it to the rules.
        """
        self._weigher = weigher
        self._chooser = chooser
        self._placer = placer
        self._convener = convener
        self._splitter = splitter
        self._name = name
        self._names = Names(world)
        self._book = book
        self._lexicon = lexicon
        self._short_answers = ShortAnswers(lexicon)
        self._furniture = Furniture(lexicon.lists)
        self._engine = Engine(book, lexicon.lists)
        self._lemmas = known_lemmas(book, lexicon)
        self._openings = self._names.openings | {
            word for word in lexicon.openers if word not in _MERE_OPENERS
        }
        self._calendar = ForumCalendar(world.summits)
        self._occasions = Occasions(world.meetings)
        self._attributor = Attributor(book, lexicon)

    @property
    def name(self) -> str:
        """Name and version."""
        return self._name

    @property
    def names(self) -> Names:
        """The index of names it works with."""
        return self._names

    @property
    def lexicon(self) -> Lexicon:
        """The role words and other lists it works with."""
        return self._lexicon

    def naming(self, leader: LeaderId, day: date) -> tuple[str, CountryCode | None]:
        """Display name of a leader, and for whom the leader stands on a day."""
        return self._names.world.leaders[leader], Cast(self._names, day).country(leader)

    def read(self, article: Article) -> Reading:
        """All acts that ``article`` tells, with the characters that prove each."""
        fields = {
            "title": plain_text(article.title[:LONGEST]),
            "body": plain_text(article.body[:LONGEST]),
        }
        flags = _flags(article, fields["body"].text)
        day, basis = published_day(article, fields["title"].text, fields["body"].text)
        if {"empty", "binary", "not_english"} & set(flags):
            return Reading(day, basis, (), flags)
        if not self._may_concern(f"{fields['title'].text}\n{fields['body'].text}"):
            return Reading(day, basis, (), flags)
        ref = day or article.known_at.date()
        cast = Cast(self._names, ref)
        sentences = self._sentences(fields, cast)
        if not _worth_reading(cast, sentences):
            return Reading(day, basis, (), flags)
        acts = self._acts(article, fields, cast, sentences, ref)
        told = tuple(one for one in acts if not one.waits)
        return Reading(day, basis, told, flags, tuple(one for one in acts if one.waits))

    def _sentences(self, fields: dict[str, Plain], cast: Cast) -> list[Sentence]:
        """The sentences of the report with their units; the body first, since it names in full."""
        finder = UnitFinder(cast, self._lexicon)
        text, headline = fields["body"].text, fields["title"].text
        titled = bool(headline.strip())
        told = passages(text, self._lexicon.lists, self._furniture, titled=titled)
        body = self._split("body", text, told)
        title = self._split("title", headline, headlines(headline, self._furniture))
        for sentence in (*body, *title):
            finder.find(sentence)
        for sentence in (*body, *title):
            finder.join(sentence)
        return [*title, *body]

    def _split(self, where: str, text: str, cut: list[Passage]) -> list[Sentence]:
        """Sentences of one field; furniture, datelines, time stamps and labels left out."""
        found = []
        exchange = Exchange(self._short_answers)
        for paragraph, passage in enumerate(cut):
            for first, last in self._splitter(text, passage.start, passage.end):
                words = text[first:last]
                full = exchange.in_full(passage.turn, words)
                dull = passage.turn is None and self._is_dull(words)
                sentence = make_sentence(
                    full or words, where=where, start=first, paragraph=paragraph, dull=dull
                )
                sentence.proof = (first, last) if full else None
                sentence.turn, sentence.live = passage.turn, passage.live
                sentence.headline = passage.headline
                found.append(sentence)
        return found

    def _may_concern(self, text: str) -> bool:
        """The cheap filter before all work: a surname or a title of some leader must stand there."""
        if _TITLES.search(text):
            return True
        surnames = self._names.surnames
        return any(not surnames.isdisjoint(_spellings(word)) for word in _CAPITALISED.findall(text))

    def _is_dull(self, text: str) -> bool:
        """Whether a sentence names nobody and talks of no meeting, so that it need not be read."""
        if _TELLING.search(text):
            return False
        names = _CAPITALISED.findall(text)
        return all(self._openings.isdisjoint(_spellings(word)) for word in names)

    def _acts(
        self,
        article: Article,
        fields: dict[str, Plain],
        cast: Cast,
        sentences: list[Sentence],
        ref: date,
    ) -> tuple[Mention, ...]:
        dateline = _dateline(self._names, fields["body"].text, self._furniture)
        source = self._source(article, cast)
        printed = publisher(source, self._lexicon.lists)
        floor = self._floor(source, printed, sentences, cast)
        discourse = _discourse(cast, sentences, floor, printed, dateline)
        canonizer = Canonizer(self._lemmas, self._lexicon, discourse)
        argued = floor is None and printed.house is None and self._argues(fields)
        setting = Setting(
            cast,
            self._calendar,
            ref,
            self._lexicon.lists,
            month_first=_month_first(article),
            home=dateline,
            forum_hosts=self._hosts(sentences, ref),
            argued=argued,
            occasions=self._occasions,
            sentences=len(sentences),
        )
        impression = self._weigher.look(sentences, setting, floor) if self._weigher else None
        assembler = Assembler(
            self._engine,
            self._attributor,
            setting,
            discourse,
            self._weigher,
            floor,
            self._chooser,
            self._placer,
            self._convener,
            impression,
        )
        for sentence in sentences:
            if floor is not None:
                floor.hand_over(sentence.turn, discourse)
            assembler.take(canonizer.canon(sentence))
        return assembler.mentions(article, fields, self.name)

    def _argues(self, fields: dict[str, Plain]) -> bool:
        """Whether the author has a say in the text, as in a column."""
        return argues(fields["title"].text, fields["body"].text, self._lexicon.lists)

    def _source(self, article: Article, cast: Cast) -> Sentence:
        """The name of the outlet, with the countries and offices in it."""
        source = make_sentence(article.source, where="title", start=0, paragraph=0)
        finder = UnitFinder(cast, self._lexicon)
        finder.find(source)
        finder.join(source)
        return source

    def _floor(
        self, source: Sentence, printed: Publisher, sentences: list[Sentence], cast: Cast
    ) -> Floor | None:
        """The voices of a transcript; None for any other page."""
        body = [sentence for sentence in sentences if sentence.field == "body"]
        opening = next((at for at, sentence in enumerate(body) if sentence.turn), None)
        if opening is None:
            return None
        title = [sentence for sentence in sentences if sentence.field == "title"]
        return Floor(Head([*title, *body[:opening]], source), body, cast, self._lexicon, printed)

    def _hosts(self, sentences: list[Sentence], ref: date) -> frozenset[CountryCode]:
        """Where the multilateral events take place that the article names."""
        series = {unit.forum.series for s in sentences for unit in s.units if unit.forum}
        editions = (
            self._calendar.edition(one, ref, ahead=ahead)
            for one in series
            for ahead in (True, False)
        )
        return frozenset(e.place.country for e in editions if e and e.place)


def _discourse(
    cast: Cast,
    sentences: list[Sentence],
    floor: Floor | None,
    printed: Publisher,
    dateline: Place | None,
) -> Discourse:
    """Whom the first words of a text may mean: where it is set, who publishes and who speaks in it."""
    house, head = printed.house, None
    if floor is not None:
        house, head = floor.house, floor.head()
    elif house is not None:
        head = head_of(house, sentences, cast, printed.office)
    told = dateline.country if dateline else _spoken_for(sentences)
    home = (floor.house if floor else None) or told or house
    return Discourse(
        cast,
        main=cast.main(head),
        home=home,
        scene=home,
        house=house,
        press=printed.press if told in {None, printed.press} else None,
        head=head,
        crowns_of_others=crowns_of_others(sentences),
    )


def known_lemmas(book: RuleBook, lexicon: Lexicon) -> Lemmas:
    """The words whose forms the reader knows: those of the rules, of saying and of times."""
    known = (*book.lists.get("say", ()), *_of_times(lexicon))
    return Lemmas(book.lemmas | _NEEDED | _lemmas_of(known))


def _dateline(names: Names, text: str, furniture: Furniture) -> Place | None:
    """Where the reporter sits by the dateline, if there is one."""
    for line in furniture.report_lines(text[:2000])[:2]:
        cut = cut_dateline(text, line.start, line.end)
        words = tokenize(text[line.start : cut]).words
        if not words or not words[0][0].isalpha():
            continue
        spelled = [
            word.capitalize() if word.isupper() and len(word) > 3 else word for word in words
        ]
        for value in names.index.match(spelled, 0)[1]:
            if isinstance(value, PlaceWord):
                return Place(value.country, value.city)
    return None


def _spoken_for(sentences: list[Sentence]) -> CountryCode | None:
    """For whom the official speaks who opens the text."""
    for sentence in sentences[:3]:
        for unit in sentence.units:
            if unit.kind == OFFICIAL and unit.name and unit.country:
                return unit.country
    return None


def _worth_reading(cast: Cast, sentences: Iterable[Sentence]) -> bool:
    """The cheap filter: two leaders, or one and whatever may stand for or bring another."""
    if len(cast.counts) > 1:
        return True
    return any(
        sentence.turn or any(unit.kind in _FOR_ANOTHER for unit in sentence.units)
        for sentence in sentences
    )


_FOR_ANOTHER = frozenset({FORUM, ROLE, COUNTRY, SEAT, ADJECTIVE, OFFICIAL})


def _flags(article: Article, text: str) -> tuple[str, ...]:
    flags = set(article.flags)
    if not text.strip() and not article.title.strip():
        flags.add("empty")
    if "\x00" in article.body or _replaced(article.body):
        flags.add("binary")
    if len(article.body) > LONGEST or len(article.title) > LONGEST:
        flags.add("truncated")
    if not is_english(f"{article.title}. {text}"):
        flags.add("not_english")
    return tuple(sorted(flags))


def _replaced(text: str) -> bool:
    head = text[:4000]
    return len(_ODD.findall(head)) * 20 > len(head) > 0


_ODD = re.compile("[\ufffd\x00-\x08\x0b\x0e-\x1f]")


def _spellings(word: str) -> tuple[str, str]:
    """A capitalised word as a name is looked up, with and without the ending of a possessive."""
    return fold(word), fold(_POSSESSIVE.sub("", word))


_POSSESSIVE = re.compile(r"['’]s?$")
_CAPITALISED = re.compile(r"\b[A-ZÀ-Þ0-9][\w’']*")
_TELLING = re.compile(
    r"\b(?:meet|met|visit|talks?\b|summit|trip|invit|offer|propos|encounter|prepar|arrang|agenda|discuss|negotiat|consult|opportunit|option|chance|accept|declin|refus|reject|answer|dust"
    r"|date|postpon|cancel|call|phone|telephon|video|president|prime minister|premier|chancellor|leader"
    r"|king\b|emir|spokes|minister|palace|side|pair\b|two\b|both\b|three\b|they\b|them\b|their\b|he\b|she\b"
    r"|his\b|her\b|him\b|we\b|i\b|guest|host|welcome|dialogue|conversation|sidelines|margins|condition"
    r"|only|unless|until|decision|decided|premature|ready|planned|scheduled|work\b|nothing|contact)",
    re.IGNORECASE,
)
_TITLES = re.compile(
    r"\b(?:presidents?|prime ministers?|premiers?|chancellors?|king|queen|emir|pope|leaders?|crown prince|taoiseach"
    r"|supreme leader|kremlin|white house|heads? of state|heads? of government|general secretary"
    r"|majesty|highness|sultan|amir|holy father|pontiff|emperor)\b",
    re.IGNORECASE,
)
_MERE_OPENERS = frozenset(
    {"south", "top", "new", "chief", "young", "senior", "world", "house", "head", "side"}
)
_AMERICAN = re.compile(r"\b(?:color|center|favor|honor|labor|program|organiz|U\.S\.)")


def _month_first(article: Article) -> bool:
    """Whether the outlet writes in the American way; all others put the day first."""
    return _AMERICAN.search(article.body[:5000]) is not None


_NEEDED = frozenset(
    [
        "expect",
        "plan",
        "intend",
        "hope",
        "want",
        "wish",
        "aim",
        "pencil",
        "call",
        "phone",
        "telephone",
        "ring",
        "reporter",
        "summit",
        "talk",
        "meet",
        "visit",
        "trip",
        "encounter",
    ]
)


def _of_times(lexicon: Lexicon) -> Iterable[str]:
    """The words to which times belong."""
    return (word for name in TIMED for word in lexicon.lists[name])


def _lemmas_of(entries: Iterable[str]) -> frozenset[str]:
    return frozenset(word.split("_")[0] for entry in entries for word in entry.split())
