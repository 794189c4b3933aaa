"""Who speaks, and whose step an act is."""

from __future__ import annotations

import pytest

from forecaster.domain.signals import Act, SignalType, SpeakerKind
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


def test_each_of_two_guests_is_met_apart(small: RulesReader) -> None:
    text = "Ben Birch and Carl Cedar each met Anna Alder in Norburg on Monday."
    met = {m.act.leaders for m in small.read(an_article(text)).mentions if m.act.type is T.MET}
    assert met == {("anna-alder", "ben-birch"), ("anna-alder", "carl-cedar")}
