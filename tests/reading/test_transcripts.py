"""Transcripts and interviews: whose words a turn is, and what is asked but not told."""

from __future__ import annotations

from datetime import date

import pytest

from forecaster.domain.signals import Act, SignalType, SpeakerKind
from forecaster.reading.form.page import passages
from forecaster.reading.reader import RulesReader
from forecaster.reading.text.clean import Furniture
from tests.reading.world import ALDER, BIRCH, CEDAR, NOR, SUD, TODAY, an_article

T = SignalType


def _labels(reader: RulesReader, body: str) -> list[tuple[str, bool] | None]:
    lists = reader.lexicon.lists
    found = passages(body, lists, Furniture(lists), titled=True)
    return [(one.turn.label, one.turn.asks) if one.turn else None for one in found]


@pytest.mark.parametrize(
    ("body", "labels"),
    [
        ("Q: Will she go?\nA: She will.", [("Q", True), ("A", False)]),
        ("Q. Will she go?\nA. She will.", [("Q", True), ("A", False)]),
        ("QUESTION: Will she go?\n\nMS. DUNE: She will.\n\nNext.",
         [("QUESTION", True), ("MS. DUNE", False), ("MS. DUNE", False)]),
        ("Question (radio): Will she go?\nDune (through an interpreter): She will.",
         [("Question", True), ("Dune", False)]),
        ("**Reporter:** Will she go?\n**Dora Dune:** She will.",
         [("Reporter", True), ("Dora Dune", False)]),
        ("THE PRESIDENT: Good morning.\nQ Will you go?\nTHE PRESIDENT: I will.",
         [("THE PRESIDENT", False), ("Q", True), ("THE PRESIDENT", False)]),
        ("Q: Will she go? A: She will. Q: When? A: In May.",
         [("Q", True), ("A", False), ("Q", True), ("A", False)]),
        (("Wire One: Will she go?\nDora Dune: She will.\nGazette: When?\nDora Dune: In May.\n"
         "Wire One: Why?"),
         [("Wire One", True), ("Dora Dune", False), ("Gazette", True), ("Dora Dune", False),
          ("Wire One", True)]),
        ("MS. ELM: Did she write?\nDR. ASH: She did.\nMS. ELM: And?\nDR. ASH: That is all.",
         [("MS. ELM", True), ("DR. ASH", False), ("MS. ELM", True), ("DR. ASH", False)]),
        ("Correspondent, Harbour Wire: Will she go?\nSpokesperson, Ms Dora Elm: She will.",
         [("Correspondent, Harbour Wire", True), ("Spokesperson, Ms Dora Elm", False)]),
        ("Four papers asked.\n\n- Will she go?\n\n- She will.\n\n- And when?\n\n- In May.\nLate.",
         [None, ("Q", True), ("A", False), ("Q", True), ("A", False), ("A", False)]),
        ("— They say she will go.\n— They do.\n— Is it so?\n— It is.\n— When?",
         [("Q", True), ("A", False), ("Q", True), ("A", False), ("Q", True)]),
        (("MR. ELM: Will she go?\nThe Premier: She will.\nMS. ASH: When?\nThe Premier: In May.\n"
         "MR. OAK: Is that all?"),
         [("MR. ELM", True), ("The Premier", False), ("MS. ASH", True), ("The Premier", False),
          ("MR. OAK", True)]),
        (("MR. J. ELM: Will she go?\nMr. R. T. Ash: She will.\nMR. J. ELM: When?\n"
         "Mr. R. T. Ash: Soon."),
         [("MR. J. ELM", True), ("Mr. R. T. Ash", False), ("MR. J. ELM", True),
          ("Mr. R. T. Ash", False)]),
        (("Q: Will she go?\nPRESS SECRETARY ELM: She will.\nMedia: When?\n"
         "PRESS SECRETARY ELM: Soon."),
         [("Q", True), ("PRESS SECRETARY ELM", False), ("Media", True),
          ("PRESS SECRETARY ELM", False)]),
        ("Correspondent, Press Service: Will she go?\nPress officer: She will.",
         [("Correspondent, Press Service", True), ("Press officer", False)]),
        ("Briefing of 4 March.\nQ: Will she go?\nOfficial Spokesperson: She will.",
         [None, ("Q", True), ("Official Spokesperson", False)]),
    ],
)  # fmt: skip
def test_turns(small: RulesReader, body: str, labels: list[tuple[str, bool] | None]) -> None:
    assert _labels(small, body) == labels


@pytest.mark.parametrize(
    "body",
    [
        "Dune: we will see.\nThe talks went on all night.",
        "NORBURG: Alder met Birch.\nIt was their first meeting.",
        "Three points matter: money, land, time.\nOne is missing.\nWhat next? Nobody knows.",
        "Trade: flat.\nOil: up.\nWheat: down.\nRain: none.",
        "Rome: rain.\nParis: sun.",
        "- Will she go?\n- Will he stay?\n- Who pays?\n- What then?",
        "- Alder met Birch.\n- The price of oil fell.\n- It rained.\n- Who won?",
        "- Will she go?\n- She will.",
        "Trade: flat.\nOil: up.\nTrade: rising?\nWheat: who knows?",
        "Norburg: Alder is in.\nNorburg: Birch comes.\nWestport: Who pays?\nSandbay: Who knows?",
        "Alder: up.\nAlder: met Birch.\nBirch: a loser?\nCedar: still there?",
    ],
)
def test_a_report_has_no_turns(small: RulesReader, body: str) -> None:
    assert set(_labels(small, body)) == {None}


@pytest.mark.parametrize(
    ("body", "title", "speaker", "kind", "leaders"),
    [
        # a name in the label, the side of its bearer behind "we" and "the president"
        ("Q: And then?\nMS. DUNE: The president will meet Ben Birch in Sudstadt on Friday.",
         "", "Dora Dune", SpeakerKind.OFFICE, {ALDER, BIRCH}),
        ("Q: And then?\nDORA DUNE: We have invited Ben Birch to Norburg for talks in May.",
         "", "Dora Dune", SpeakerKind.OFFICE, {ALDER, BIRCH}),
        # "I" is the leader who speaks
        ("Q: And then?\nANNA ALDER: I will meet Ben Birch in Sudstadt on Friday.",
         "", "Anna Alder", SpeakerKind.LEADER, {ALDER, BIRCH}),
        (("Q: And then?\nA. ALDER: I will meet Ben Birch in Sudstadt on Friday.\n"
          "Q: Is that all?\nA. ALDER: It is."),
         "", "Anna Alder", SpeakerKind.LEADER, {ALDER, BIRCH}),
        ("Q: And then?\nRt Hon ANNA ALDER: I will meet Ben Birch in Sudstadt on Friday.",
         "", "Anna Alder", SpeakerKind.LEADER, {ALDER, BIRCH}),
        ("Q: And then?\nA: I will meet Ben Birch in Sudstadt on Friday.",
         "Interview with Anna Alder", "Anna Alder", SpeakerKind.LEADER, {ALDER, BIRCH}),
        ("Q: President Alder, and then?\nA: I will meet Ben Birch in Sudstadt on Friday.",
         "", "Anna Alder", SpeakerKind.LEADER, {ALDER, BIRCH}),
        # a part alone, the house told by what stands above
        ("Q: And then?\nSpokesman: The president will meet Ben Birch in Sudstadt on Friday.",
         "North House briefing", None, SpeakerKind.OFFICE, {ALDER, BIRCH}),
        ("Q: And then?\nA: She will meet Ben Birch in Sudstadt on Friday.",
         "Briefing by Dora Dune", "Dora Dune", SpeakerKind.OFFICE, {ALDER, BIRCH}),
        ("Q: And then?\nTHE PRESIDENT: I will meet Ben Birch in Sudstadt on Friday.",
         "Remarks at North House", "Anna Alder", SpeakerKind.LEADER, {ALDER, BIRCH}),
    ],
)  # fmt: skip
def test_whose_words_a_turn_is(
    small: RulesReader,
    body: str,
    title: str,
    speaker: str | None,
    kind: SpeakerKind,
    leaders: set[str],
) -> None:
    (mention,) = small.read(an_article(body, title=title)).mentions
    assert set(mention.act.leaders) == leaders
    assert (mention.act.speaker.name, mention.act.speaker.kind) == (speaker, kind)
    assert mention.act.speaker.country == NOR


@pytest.mark.parametrize(
    "question",
    [
        "Will Alder meet Birch in Sudstadt on Friday?",
        "Has Birch cancelled the visit of Alder?",
        "Why has Birch invited Alder to Sudstadt in May?",
        "Alder will perhaps meet Birch on Friday. Is that so?",
    ],
)
def test_a_question_tells_nothing(small: RulesReader, question: str) -> None:
    body = f"Q: {question}\nMS. DUNE: The harvest was good."
    assert small.read(an_article(body)).mentions == ()


def test_what_a_question_quotes_is_told(small: RulesReader) -> None:
    body = (
        "Q: Ben Birch said on Monday that he had invited Anna Alder to Sudstadt. Any comment?\n"
        "MS. DUNE: None."
    )
    (mention,) = small.read(an_article(body)).mentions
    assert mention.act.type == T.INVITE
    assert mention.act.speaker.country == SUD


def test_you_is_who_is_asked(small: RulesReader) -> None:
    body = (
        "Q: Ben Birch said that he had met you in Sudstadt on Monday.\n"
        "ANNA ALDER: It was a fine day.\nQ: And the wine?\nANNA ALDER: Red."
    )
    (mention,) = small.read(an_article(body)).mentions
    assert set(mention.act.leaders) == {ALDER, BIRCH}


def test_an_answer_is_of_the_day_of_the_briefing(small: RulesReader) -> None:
    body = (
        "Q: Yesterday you spoke of Sudland. What is the plan?\n"
        "MS. DUNE: No meeting of Alder and Birch is planned."
    )
    (mention,) = small.read(an_article(body)).mentions
    assert mention.act.type == T.NOT_PLANNED
    assert mention.act.statement_on == TODAY


def test_a_stranger_who_shares_a_surname_is_no_leader(small: RulesReader) -> None:
    body = "Q: You run a mill.\nMR. ALDER: I do. I will meet Ben Birch in Sudstadt on Friday."
    assert all(ALDER not in one.act.leaders for one in small.read(an_article(body)).mentions)


def test_a_mediator_is_no_party(full: RulesReader) -> None:
    body = (
        "Question: Is a round with President Anastasiades and Mr Akıncı being prepared?\n"
        "Spokesman: No arrangements for a meeting of the two leaders are being made.\n"
    )
    title = "Noon briefing by the spokesman for the UN Secretary-General"
    read = full.read(an_article(body, title=title, published=date(2017, 5, 30)))
    (mention,) = read.mentions
    assert mention.act.speaker.kind is SpeakerKind.THIRD_PARTY
    assert set(mention.act.leaders) == {"nikos-anastasiadis", "mustafa-akinci"}


def test_three_speakers_of_two_sides(small: RulesReader) -> None:
    body = (
        "ANNA ALDER: I have invited Ben Birch to Norburg in May.\n"
        "Q: President Cedar?\n"
        "CARL CEDAR: I will receive Anna Alder in Westport on Friday.\n"
    )
    acts = {
        (m.act.type, frozenset(m.act.leaders), m.act.speaker.name)
        for m in small.read(an_article(body)).mentions
    }
    assert acts == {
        (T.INVITE, frozenset({ALDER, BIRCH}), "Anna Alder"),
        (T.CONFIRM, frozenset({ALDER, CEDAR}), "Carl Cedar"),
    }


DAY = date(2012, 5, 14)


def _acts(full: RulesReader, body: str, title: str = "", day: date = DAY) -> list[Act]:
    return [m.act for m in full.read(an_article(body, title=title, published=day)).mentions]


def test_the_president_of_a_briefing_is_that_of_its_house(full: RulesReader) -> None:
    body = (
        "Q: Does the president see Mr Monti before the summer?\n"
        "A: The president will receive the Italian prime minister in Paris on 14 June."
    )
    (act,) = [a for a in _acts(full, body, "Élysée briefing, Monday") if str(a.type) == "CONFIRM"]
    assert set(act.leaders) == {"francois-hollande", "mario-monti"} or set(act.leaders) == {
        "nicolas-sarkozy",
        "mario-monti",
    }


def test_an_answer_concerns_who_was_asked_about(full: RulesReader) -> None:
    body = (
        "QUESTION: Is there a date with Prime Minister Cameron?\n"
        "SPOKESMAN: It is in the diary. The chancellor will meet the British prime minister in"
        " Berlin on 7 June.\n"
        "QUESTION: And with Mr Putin?\n"
        "SPOKESMAN: No meeting is planned."
    )
    found = {
        str(a.type): set(a.leaders) for a in _acts(full, body, "Chancellery, Berlin: questions")
    }
    assert found["NOT_PLANNED"] == {"angela-merkel", "vladimir-putin"}


@pytest.mark.parametrize(
    ("source", "body", "kind", "leaders"),
    [
        (
            "Official Report",
            (
                "MR. ELM: Has the Taoiseach met the Prime Minister of Malta?\n"
                "The Taoiseach: I met him in Vienna on Friday. It was short.\n"
                "MS. ASH: Is that all?\nThe Taoiseach: It is."
            ),
            T.MET,
            {"bertie-ahern", "lawrence-gonzi"},
        ),
        (
            "Élysée Palace",
            (
                "Q: Has the President heard from President Putin?\nA: They spoke last night.\n"
                "Q: And the tariffs?\nA: There is nothing new on that."
            ),
            T.CALL,
            {"jacques-chirac", "vladimir-putin"},
        ),
    ],
    ids=["a title of one country tells whose house it is", "an answer of one verb tells something"],
)
def test_short_answers_of_a_house(
    full: RulesReader, source: str, body: str, kind: SignalType, leaders: set[str]
) -> None:
    found = full.read(an_article(body, source=source, published=date(2006, 5, 23))).mentions
    assert [set(one.act.leaders) for one in found if one.act.type is kind] == [leaders]


def test_an_answer_behind_a_dash_is_of_the_house(small: RulesReader) -> None:
    body = (
        "- Is it true that Ben Birch has been invited?\n- She has invited him to Norburg in May.\n"
        "- Is there more?\n- Not today."
    )
    found = small.read(an_article(body, source="Office of the President, Norburg")).mentions
    told = [one.act for one in found if one.act.type is T.INVITE]
    assert [(set(act.leaders), act.speaker.country) for act in told] == [({ALDER, BIRCH}, NOR)]


def test_a_leader_who_answers_is_one_of_the_two(full: RulesReader) -> None:
    body = (
        "QUESTION: Will you see Mikheil Saakashvili?\nDMITRY MEDVEDEV: I do not intend to meet him."
    )
    acts = _acts(full, body, day=date(2010, 2, 3))
    assert {frozenset(a.leaders) for a in acts} == {
        frozenset({"dmitry-medvedev", "mikheil-saakashvili"})
    }
    assert {a.speaker.name for a in acts} == {"Dmitry Medvedev"}


INTERVIEW = (
    "HOST: Will the two of you meet?\n\n"
    "PARVANOV: I have invited President Branko Crvenkovski to visit us in May.\n\n"
    "HOST: And what will you speak of?\n\n{}: Of the railway."
)


@pytest.mark.parametrize(("second", "leads"), [("PARVANOV", True), ("PETROVA", False)])
def test_who_alone_answers_by_a_surname_is_the_leader_who_bears_it(
    full: RulesReader, second: str, *, leads: bool
) -> None:
    found = full.read(an_article(INTERVIEW.format(second), published=date(2008, 3, 6))).every
    leaders = {who for one in found if one.act.type is T.INVITE for who in one.act.leaders}
    assert ("georgi-purvanov" in leaders) is leads
