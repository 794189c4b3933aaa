"""Generated news for benchmarks: made from templates here, so that nothing has to be fetched.

A reader may remember sentences that it has met, as wire copies come again and again. So that a
benchmark measures reading and no memory, each sentence is a template with words drawn for its
gaps; few come twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

import numpy as np

from forecaster.domain.news import Article, ArticleId, PublishedBasis

WORDS = 500
"""Words of a generated article."""
READY = 25
"""Ready sentences handed over in one text, one a line."""
DAY = date(2018, 7, 24)

_NEWS_EVERY = 3
_FILLER = (
    "The {body} said the new {thing} would be working {when}, {late}.",
    "Farmers in the valley expect a smaller harvest of {crop} {when}, and the {body} has warned.",
    "A bus route past the {thing} is to be changed {when} because the {body} wants repairs.",
    "The orchestra opened its season with {number} pieces about {crop} and a speech by the {body}.",
    "Shares of the {thing} maker fell {number} per cent in early trading before recovering {late}.",
    "Residents complained to the {body} {when} about noise from the {thing} before dawn.",
    "The museum has bought {number} drawings of {crop} thought to be lost by the {body}.",
    "Engineers tested the {thing} for {number} nights and found no water behind the lining {late}.",
    "The second half began with {number} corners that the {body} punched over the {thing}.",
    "Schools in {number} districts will close early {when} because of the heat, the {body} said.",
)
_NEWS = (
    "The palace said on {day} that {host} had invited {guest} for talks on {matter}{tail}.",
    "{host} will meet {guest} on {day} and speak about {matter}{tail}.",
    "{host} has put off a visit to {guest} over {matter} {when}, his office said{tail}.",
    "{host} and {guest} held talks on {matter} on {day}{tail}.",
    "No meeting between {host} and {guest} about {matter} is planned {when}, officials said{tail}.",
    "He said on {day} that he was ready to see {guest} and to settle {matter}{tail}.",
)
_GAPS = {
    "host": (
        "President Vladimir Putin", "French President Emmanuel Macron", "Donald Trump",
        "Turkey's Recep Tayyip Erdogan", "Indian Prime Minister Narendra Modi", "Shinzo Abe",
    ),
    "guest": (
        "German Chancellor Angela Merkel", "Chinese President Xi Jinping", "Justin Trudeau",
        "British Prime Minister Theresa May", "Kim Jong Un", "Benjamin Netanyahu",
    ),
    "day": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "when": (
        "before the winter", "by the end of the month", "next week", "in the coming days",
        "after the holidays", "in the autumn", "this summer", "in October", "at short notice",
        "for the time being", "in early September", "later this year",
    ),
    "matter": (
        "gas prices", "the border", "customs", "the war in the north", "fishing rights", "steel",
        "prisoners", "a new pipeline", "visas", "air traffic", "grain exports", "old debts",
        "arms control", "sanctions", "the climate", "a rail link", "trade", "investment",
        "the islands", "spies", "nuclear waste", "cyber attacks", "refugees", "car duties",
    ),
    "tail": (
        "", ", according to a note to the press", ", a step that few had expected",
        ", though much is still open", ", and markets rose at once", ", state television reported",
        ", after weeks of quarrels", ", as the papers had written", ", to the relief of business",
        ", the first sign of a thaw", ", without giving details", ", in spite of the protests",
    ),
    "body": (
        "harbour authority", "city council", "water board", "fire brigade", "theatre director",
        "port operator", "housing office", "weather service", "road agency", "school board",
    ),
    "thing": (
        "crane", "lift", "tunnel", "engine", "ferry", "pump", "turbine", "tram", "furnace",
        "signal", "sluice", "cable car", "boiler", "bakery", "printing press", "windmill",
    ),
    "crop": (
        "apples", "barley", "cherries", "hops", "lentils", "maize", "oats", "pears", "plums",
        "rye", "walnuts", "turnips", "onions", "grapes", "cabbage", "beans",
    ),
    "late": (
        "a little later than hoped", "to nobody's surprise", "at last", "a bit", "in the end",
        "after a long delay", "as it had promised", "if nothing breaks", "by and by", "slowly",
    ),
    "number": (
        "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "twenty", "thirty", "forty",
    ),
}  # fmt: skip
"""What may stand in each gap of a template."""


def articles(count: int, relevant: float, rng: np.random.Generator) -> list[Article]:
    """Generated articles of 500 words; a share of them reports on leaders.

    Args:
        count: How many.
        relevant: Share that names leaders and meetings, 0 to 1.
        rng: Where sentences come from.
    """
    shares = [int(relevant * number) for number in range(count + 1)]
    return [
        _article(number, rng, news=shares[number + 1] > shares[number]) for number in range(count)
    ]


def _article(number: int, rng: np.random.Generator, *, news: bool) -> Article:
    sentences: list[str] = []
    words = 0
    while words < WORDS:
        pool = _NEWS if news and len(sentences) % _NEWS_EVERY == 0 else _FILLER
        sentences.append(_sentence(pool, rng))
        words += len(sentences[-1].split())
    paragraphs = [" ".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4)]
    return an_article(str(number), "\n\n".join(paragraphs))


def ready_sentences(count: int, rng: np.random.Generator) -> list[Article]:
    """Ready sentences, news and filler in turn, one a line, some in each text."""
    lines = [_sentence(_FILLER if at % 2 else _NEWS, rng) for at in range(count)]
    return [an_article(str(at), "\n".join(lines[at : at + READY])) for at in range(0, count, READY)]


def _sentence(pool: Sequence[str], rng: np.random.Generator) -> str:
    return pool[int(rng.integers(len(pool)))].format(**dict(_drawn(rng)))


def _drawn(rng: np.random.Generator) -> Iterator[tuple[str, str]]:
    for gap, words in _GAPS.items():
        yield gap, words[int(rng.integers(len(words)))]


def differing(kind: str, size: int) -> Article:
    """A text of so many characters in which each sentence tells of something else.

    Args:
        kind: What is another one each time, of :data:`DIFFERENT`.
        size: How long the text is.
    """
    pattern = DIFFERENT[kind]
    sentences = (pattern.format(**_told(number)) for number in range(size // len(pattern) * 2))
    return an_article(kind, " ".join(sentences)[:size])


def _told(number: int) -> dict[str, str]:
    """What the sentence of a number tells; two numbers have hardly ever all in common."""
    hosts, guests = _GAPS["host"], _GAPS["guest"]
    return {
        "day": _date(DAY + timedelta(days=number + 1)),
        "past": _date(DAY - timedelta(days=number % _YEAR)),
        "host": hosts[number % len(hosts)],
        "guest": guests[number // len(hosts) % len(guests)],
        "town": _TOWNS[(number + number // _YEAR) % len(_TOWNS)],
    }


def _date(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


_YEAR = 360
_TOWNS = (
    "Paris", "London", "Berlin", "Rome", "Madrid", "Vienna", "Moscow", "Beijing", "Tokyo",
    "Ottawa", "Canberra", "Ankara", "Athens", "Warsaw", "Prague", "Budapest", "Helsinki",
    "Stockholm", "Oslo", "Copenhagen", "Lisbon", "Brussels", "Cairo", "Riyadh", "Seoul",
)  # fmt: skip
DIFFERENT = {
    "another_day": "Putin and Trump will meet on {day}.",
    "another_pair": "{host} has invited {guest} to come to {town} on {day}.",
    "another_place": "Putin met Trump in {town} on {past}.",
    "another_answer": "Trump said on {past} he had accepted an invitation to {town} from Putin.",
}
"""Sentences for texts that tell as much as a text can, where none tells what another has told."""


def an_article(number: str, body: str) -> Article:
    """A generated article of the benchmark's day."""
    at = datetime(2018, 7, 24, 18, tzinfo=UTC)
    return Article(ArticleId(number), "bench", "", body, DAY, at, PublishedBasis.METADATA, at)
