"""A sentence and the stretches of it that name somebody or something."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.signals import SpeakerKind
from forecaster.reading.form.turns import Turn
from forecaster.reading.known.records import ForumName
from forecaster.reading.text.phrases import fold
from forecaster.reading.text.tokens import Tokens, tokenize
from forecaster.reading.times.timewords import TimeExpression

LEADER, COUNTRY, SEAT, CITY, OFFICIAL, OTHER, FORUM, TIME, ADJECTIVE, ROLE = "LCSPOXFDAR"


@dataclass(slots=True)
class Unit:
    """A stretch of words that names somebody or something.

    Attributes:
        kind: One letter: L leader(s), C country or capital, S seat of power, P other town,
            O official, X other person, F forum, D time, A adjective of a country, R role without
            a name.
        first: First word.
        last: One past the last word.
        leaders: The leaders named.
        maybe: A leader whose surname this person shares.
        country: The country meant.
        name: Name as written, of officials and others.
        role: Role as written.
        role_class: Class of that role.
        title: The title alone, lower case.
        speaker: In what capacity an official speaks.
        place: The place a C, S or P unit names.
        time: The expression of a D unit.
        forum: The name of an F unit.
        head: The role whose holder an office serves: "the president's office".
        owner: Whose host, guest or counterpart a role is.
        before: The word before a role, "" at the start.
        plural: Whether a role names several holders.
        countries: Countries of a plural role ("the presidents of X and Y").
    """

    kind: str
    first: int
    last: int
    leaders: tuple[LeaderId, ...] = ()
    maybe: LeaderId | None = None
    country: CountryCode | None = None
    name: str | None = None
    role: str | None = None
    role_class: str = ""
    title: str = ""
    speaker: SpeakerKind | None = None
    place: Place | None = None
    head: Unit | None = None
    owner: LeaderId | None = None
    before: str = ""
    time: TimeExpression | None = None
    forum: ForumName | None = None
    plural: bool = False
    countries: tuple[CountryCode, ...] = ()


@dataclass(slots=True)
class Sentence:
    """One sentence with its words and units.

    Attributes:
        field: ``title`` or ``body``.
        start: Offset of the sentence in the field's plain text.
        text: The sentence.
        paragraph: Number of its paragraph.
        tokens: Its words.
        lowers: The words folded to plain lower case.
        units: Its units, left to right.
        headline: Whether it is written in the manner of headlines.
        live: Whether it stands behind the time stamp of a live blog, told in the present tense.
        turn: Whose words it is in a transcript.
        proof: The characters of the field for which a sentence stands that has been put in full.
    """

    field: str
    start: int
    text: str
    paragraph: int
    tokens: Tokens
    lowers: list[str]
    units: list[Unit] = dataclasses.field(default_factory=list)
    headline: bool = False
    live: bool = False
    turn: Turn | None = None
    proof: tuple[int, int] | None = None


def make_sentence(
    text: str, *, where: str, start: int, paragraph: int, dull: bool = False
) -> Sentence:
    """Split a sentence into words; units come later, and a dull sentence has no words at all."""
    tokens = Tokens([], [], []) if dull else tokenize(text)
    lowers = [fold(word) for word in tokens.words]
    return Sentence(where, start, text, paragraph, tokens, lowers)


def written(sentence: Sentence, first: int, last: int) -> str:
    """Words ``first`` up to ``last`` as they stand in the text."""
    return sentence.text[sentence.tokens.starts[first] : sentence.tokens.ends[last - 1]]
