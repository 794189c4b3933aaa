"""Whom the names, titles and pronouns of a text mean, without any rule about meetings."""

from __future__ import annotations

from datetime import date

from forecaster.domain.people import LeaderId
from forecaster.reading.known.cast import Cast
from forecaster.reading.reader import RulesReader
from forecaster.reading.text.lemmas import Lexicon as Lemmas
from forecaster.reading.who.canon import Canonizer
from forecaster.reading.who.discourse import Discourse
from forecaster.reading.who.naming import UnitFinder
from forecaster.reading.who.units import LEADER, make_sentence


def resolved(reader: RulesReader, text: str, day: date) -> list[LeaderId]:
    """The leaders of the last line of ``text``, in order, as news of ``day`` would mean them."""
    cast = Cast(reader.names, day)
    finder = UnitFinder(cast, reader.lexicon)
    sentences = [
        make_sentence(line, where="body", start=0, paragraph=0) for line in text.split("\n")
    ]
    for sentence in sentences:
        finder.find(sentence)
    for sentence in sentences:
        finder.join(sentence)
    canonizer = Canonizer(Lemmas(()), reader.lexicon, Discourse(cast, main=cast.main()))
    canons = [canonizer.canon(sentence) for sentence in sentences]
    units = (unit for unit in canons[-1].units if unit.kind == LEADER)
    return [leader for unit in units for leader in unit.leaders]
