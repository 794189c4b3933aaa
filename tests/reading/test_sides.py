"""Who speaks, and whose step an act is."""

from __future__ import annotations

from textwrap import dedent

import pytest

from forecaster.domain.signals import Act, Certainty, SignalType, SpeakerKind
from forecaster.reading.reader import RulesReader
from tests.reading.world import an_article

T, K = SignalType, SpeakerKind


def _act(reader: RulesReader, text: str, kind: SignalType) -> Act:
    (found,) = [m.act for m in reader.read(an_article(text)).mentions if m.act.type is kind]
    return found


@pytest.mark.parametrize(
    ("text", "kind", "speaker", "country"),
    [
        ("Anna Alder will meet Ben Birch in Norburg on Friday, her office said.",
         K.OFFICE, "NOR", "NOR"),
        ("Anna Alder will meet Ben Birch in Norburg on Friday, a North House source said.",
         K.ANONYMOUS, "NOR", "NOR"),
        ("Sudland's president, Ben Birch, said that he would meet Anna Alder in Norburg on Friday.",
         K.LEADER, "SUD", "SUD"),
        ("Carl Cedar said that Anna Alder would meet Ben Birch in Norburg on Friday.",
         K.THIRD_PARTY, "WES", None),
        ("Anna Alder and Ben Birch will hold talks in Norburg on Friday.", K.NARRATOR, None, None),
        ("Anna Alder will travel to Sudstadt on Friday to meet Ben Birch.",
         K.NARRATOR, None, "NOR"),
    ],
)  # fmt: skip
def test_plans_belong_to_who_announces_them(
    small: RulesReader, text: str, kind: SpeakerKind, speaker: str | None, country: str | None
) -> None:
    act = _act(small, text, T.CONFIRM)
    assert (act.speaker.kind, act.actor) == (kind, country)
    assert act.speaker.country == speaker


@pytest.mark.parametrize(
    ("text", "kind", "country"),
    [
        ("Anna Alder has invited Ben Birch to Norburg.", T.INVITE, "NOR"),
        ("Sudland says that Anna Alder has invited Ben Birch to Norburg.", T.INVITE, "NOR"),
        ("Anna Alder has invited Ben Birch to Norburg. He has accepted the invitation.",
         T.ACCEPT, "SUD"),
        ("Ben Birch refuses to meet Anna Alder.", T.DECLINE, "SUD"),
    ],
)  # fmt: skip
def test_a_side_speaks_for_its_own_step(
    small: RulesReader, text: str, kind: SignalType, country: str
) -> None:
    act = _act(small, text, kind)
    assert (act.actor, act.speaker.country) == (country, country)


def test_meetings_belong_to_nobody(small: RulesReader) -> None:
    act = _act(small, "Anna Alder met Ben Birch in Norburg on Monday.", T.MET)
    assert (act.actor, act.speaker.kind) == (None, K.NARRATOR)


def test_who_rings_says_nothing_of_the_call(small: RulesReader) -> None:
    act = _act(small, "Anna Alder telephoned Ben Birch on Monday, and told him so.", T.CALL)
    assert (act.actor, act.speaker.kind) == ("NOR", K.NARRATOR)


def test_each_of_two_guests_is_met_apart(small: RulesReader) -> None:
    text = "Ben Birch and Carl Cedar each met Anna Alder in Norburg on Monday."
    met = {m.act.leaders for m in small.read(an_article(text)).mentions if m.act.type is T.MET}
    assert met == {("anna-alder", "ben-birch"), ("anna-alder", "carl-cedar")}


QUOTED = {
    "a newspaper is no person, whoever was spoken of before": """
        Norland's spokeswoman Dora Dune praised the fish. The leaders of Norland and Sudland, Anna
        Alder and Ben Birch, met in Westport on Monday, according to The Norburg Post.
    """,
    "a meeting that only says when is told by nobody": """
        Ben Birch said on Monday that "patience" was needed, a reference to the quarrel last week
        after he and Anna Alder met.
    """,
    "what is described as official is no official": """
        A Sudland spokesman said that Ben Birch wants to meet Anna Alder. Sudland's official
        remarks on her invitation were called "coy": no decision had been made, it was said.
    """,
    "the name that one telling gives is that of the others": """
        A Sudland spokesman said on Monday that Ben Birch will study Anna Alder's invitation.
        Sudland spokesman Sven Sand said that the invitation was being studied.
    """,
    "a sentence that a page break tears in two is one": """
        "Anna Alder looks forward to meeting Ben Birch in Westport next year," North House

        spokeswoman Dora Dune said in a statement.
    """,
}


@pytest.mark.parametrize(
    ("text", "kind", "told_by", "named"),
    [
        *zip(
            QUOTED.values(),
            (T.MET, T.MET, T.HEDGE, T.HEDGE, T.WILLING),
            (K.MEDIA, K.NARRATOR, K.OFFICE, K.OFFICE, K.OFFICE),
            (None, None, None, "Sven Sand", "Dora Dune"),
            strict=True,
        )
    ],
    ids=QUOTED,
)
def test_who_is_quoted(
    small: RulesReader, text: str, kind: SignalType, told_by: SpeakerKind, named: str | None
) -> None:
    act = _act(small, dedent(text), kind)
    assert (act.speaker.kind, act.speaker.name) == (told_by, named)


def test_a_quotation_goes_on_through_its_paragraph(small: RulesReader) -> None:
    text = (
        '"Anna Alder has asked Ben Birch to come to Norburg," Sudland spokesman Sven Sand said.'
        ' "The letter was long. It came on a ship. As for a visit, preparations have not begun."'
    )
    assert _act(small, text, T.NO_PREP).speaker.name == "Sven Sand"


def test_what_officials_leave_open_about_their_own_meeting_is_no_answer(small: RulesReader) -> None:
    text = (
        "Anna Alder has invited Ben Birch to Norburg.\n\nNorland's envoy was ready to meet Sudland"
        ' officials, an aide said. "It has not been decided yet."'
    )
    told = {mention.act.type for mention in small.read(an_article(text)).mentions}
    assert T.HEDGE not in told


def test_a_leaders_people_are_heard_as_nameless_voices_of_the_side(small: RulesReader) -> None:
    text = 'Ms Alder\'s people: "Anna Alder will meet Ben Birch in Norburg on Friday."'
    act = _act(small, text, T.CONFIRM)
    assert (act.speaker.kind, act.speaker.country) == (K.ANONYMOUS, "NOR")


@pytest.mark.parametrize(
    ("between", "named"),
    [
        ("", "Sven Sand"),
        ("Sudland presidential aide Emil Frost counted the chairs. ", None),
    ],
)
def test_the_aide_is_the_one_whom_the_text_has_named(
    small: RulesReader, between: str, named: str | None
) -> None:
    text = (
        "Anna Alder has invited Ben Birch to Norburg. Sudland presidential aide Sven Sand counted "
        f"the letters on Monday. {between}The aide said that Ben Birch had not decided yet."
    )
    assert _act(small, text, T.HEDGE).speaker.name == named


@pytest.mark.parametrize(
    ("said", "certainty"),
    [
        ("a foreign ministry official said on Tuesday", Certainty.FIRM),
        ("a Norland official told reporters", Certainty.FIRM),
        ("Norland officials said", Certainty.FIRM),
        ("a Norland official said on condition of anonymity", Certainty.UNCONFIRMED),
        ("said a Norland official who declined to be identified", Certainty.UNCONFIRMED),
        ("a Norland official who asked not to be named said", Certainty.UNCONFIRMED),
        ("a Norland official, not authorised to speak to the press, said", Certainty.UNCONFIRMED),
        ("a Norland official said. He asked not to be named", Certainty.UNCONFIRMED),
        ("a Norland official said. Birch's aides asked not to be named", Certainty.FIRM),
        ("Norland government sources said", Certainty.UNCONFIRMED),
        ("a Norland diplomat said", Certainty.UNCONFIRMED),
    ],
)
def test_an_official_is_on_record_unless_the_name_is_withheld(
    small: RulesReader, said: str, certainty: Certainty
) -> None:
    text = f"Anna Alder will meet Ben Birch in Norburg on Friday, {said}."
    assert _act(small, text, T.CONFIRM).certainty is certainty


@pytest.mark.parametrize(
    ("said", "certainty"),
    [
        ("her press bureau said", Certainty.FIRM),
        ("the prime minister's press secretariat said", Certainty.FIRM),
        ("the Norland press directorate announced", Certainty.FIRM),
        ("the presidential media unit said", Certainty.FIRM),
        ("the press and information office said", Certainty.FIRM),
        ("the Norland press said", Certainty.UNCONFIRMED),
        ("press reports said", Certainty.UNCONFIRMED),
        ("a press agency said", Certainty.UNCONFIRMED),
    ],
)
def test_an_office_for_the_press_is_not_the_press(
    small: RulesReader, said: str, certainty: Certainty
) -> None:
    act = _act(small, f"Anna Alder will meet Ben Birch in Norburg on Friday, {said}.", T.CONFIRM)
    assert act.certainty is certainty
    assert (act.speaker.kind is K.OFFICE) is (certainty is Certainty.FIRM)
