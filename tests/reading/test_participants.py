"""Between whom a meeting would be: who acts, who only speaks, whom the words leave out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from forecaster.domain.signals import SignalType
from forecaster.reading.acts.draft import LEARNED, Draft, Setting
from forecaster.reading.acts.weighing import Glance, Overview
from forecaster.reading.patterns.rules import RuleBook
from forecaster.reading.reader import RulesReader
from forecaster.reading.text.lexicon import parse_lexicon
from forecaster.reading.who.canon import Canon
from forecaster.reading.who.floor import Floor
from forecaster.reading.who.units import Sentence
from tests.reading.world import an_article, small_world

DATA = Path(__file__).resolve().parents[2] / "data"

T = SignalType
MERKEL, MACRON, PUTIN, TRUMP = "angela-merkel", "emmanuel-macron", "vladimir-putin", "donald-trump"
ERDOGAN, ZELENSKYY = "recep-tayyip-erdogan", "volodymyr-zelenskyy"
DAY = date(2019, 9, 10)


@pytest.mark.parametrize(
    ("text", "kind", "leaders"),
    [
        (
            (
                "Putin and Erdogan met in Sochi on Monday. Putin and Erdogan shook hands.\n\n"
                "With Macron no meeting is planned, the Kremlin said."
            ),
            T.NOT_PLANNED,
            {PUTIN, MACRON},
        ),
        (
            (
                "Putin and Erdogan met in Sochi on Monday. Putin and Erdogan shook hands.\n\n"
                "Angela Merkel has proposed that she and Putin sit down in Berlin in October."
            ),
            T.INVITE,
            {MERKEL, PUTIN},
        ),
        (
            (
                "Putin and Erdogan met in Sochi on Monday.\n\n"
                "Emmanuel Macron said the two would meet again in Ankara on Friday."
            ),
            T.CONFIRM,
            {PUTIN, ERDOGAN},
        ),
        (
            "Macron has invited Putin and Zelensky to Paris in October. Both have accepted.",
            T.ACCEPT,
            {MACRON, PUTIN, ZELENSKYY},
        ),
        (
            "Donald Trump will hold a summit with Putin and Zelensky in Geneva on Friday.",
            T.CONFIRM,
            {TRUMP, PUTIN, ZELENSKYY},
        ),
        ("Trump has put off his visit to France and Germany.", T.POSTPONE, {TRUMP, MACRON}),
        ("Trump has put off his visit to France and Germany.", T.POSTPONE, {TRUMP, MERKEL}),
        (
            (
                "Putin and Zelensky will meet in October.\n\n"
                "Emmanuel Macron let both know that he was ready to host them in Paris instead."
            ),
            T.ALT_VENUE,
            {PUTIN, ZELENSKYY},
        ),
        (
            "Macron is expected at the summit of the G20, and Putin stays away.",
            T.NOT_ATTEND,
            {PUTIN},
        ),
        (
            (
                "Angela Merkel was in Hamburg on Monday.\n\nThe French president spent the day in "
                "Lyon. The two leaders will meet in Berlin on Friday, a spokesman said."
            ),
            T.CONFIRM,
            {MERKEL, MACRON},
        ),
        (
            "The leaders of Egypt, Jordan and Iraq met in Baghdad on Sunday.",
            T.MET,
            {"abdel-fattah-el-sisi", "abdullah-ii-of-jordan", "abdul-mahdi"},
        ),
        ("Trump telephoned Macron and Merkel on Monday.", T.CALL, {TRUMP, MACRON}),
        ("Trump telephoned Macron and Merkel on Monday.", T.CALL, {TRUMP, MERKEL}),
        # each alone
        ("Putin held separate talks with Erdogan and Macron in Sochi.", T.MET, {PUTIN, ERDOGAN}),
        ("Putin held separate talks with Erdogan and Macron in Sochi.", T.MET, {PUTIN, MACRON}),
        ("Merkel will hold meetings with Macron and Erdogan in Bonn.", T.CONFIRM, {MERKEL, MACRON}),
        # the verb left out
        ("Putin met Merkel in Sochi on Sunday and Macron in Paris.", T.MET, {PUTIN, MACRON}),
        (
            "Erdogan had talks with Putin in Sochi on Sunday, and on Monday with Merkel in Berlin.",
            T.MET,
            {ERDOGAN, MERKEL},
        ),
        (
            "Zelensky will be received by Merkel in Berlin today and later by Macron in Paris.",
            T.CONFIRM,
            {ZELENSKYY, MACRON},
        ),
    ],
)
def test_leaders(full: RulesReader, text: str, kind: SignalType, leaders: set[str]) -> None:
    read = full.read(an_article(text, published=DAY)).mentions
    assert leaders in [set(one.act.leaders) for one in read if one.act.type is kind]


def test_counterparts_of_two_countries_are_read_though_the_judge_lets_them_wait(
    full: RulesReader,
) -> None:
    text = "The German chancellor will host her French and Polish counterparts in Berlin today."
    (read,) = full.read(an_article(text, published=DAY)).every
    assert read.act.type is T.CONFIRM
    assert set(read.act.leaders) == {MERKEL, MACRON, "mateusz-morawiecki"}


def test_a_meeting_whose_verb_is_left_out_has_its_own_place_and_days(full: RulesReader) -> None:
    text = "Putin met Merkel in Sochi on Sunday and Macron in Paris on Monday. It rained."
    met = {
        frozenset(one.act.leaders): one.act
        for one in full.read(an_article(text, published=DAY)).mentions
    }
    first, second = met[frozenset({PUTIN, MERKEL})], met[frozenset({PUTIN, MACRON})]
    assert (first.place and first.place.city, first.statement_on) == ("Sochi", date(2019, 9, 8))
    assert (second.place and second.place.city, second.statement_on) == ("Paris", date(2019, 9, 9))


@pytest.mark.parametrize(
    ("text", "leaders"),
    [
        ("Putin met Merkel in Sochi on Sunday and Macron said he knew.", {PUTIN, MACRON}),
        ("Putin met Merkel in Sochi, and with Macron nothing is planned.", {PUTIN, MACRON}),
        ("Putin held separate talks with Erdogan and Macron.", {PUTIN, ERDOGAN, MACRON}),
        ("Putin met Merkel in Sochi on Sunday and Macron in Paris rejected it.", {PUTIN, MACRON}),
        ("Putin met Merkel in Sochi on Sunday and Macron, in Paris, said no.", {PUTIN, MACRON}),
        ("Putin met Merkel in Sochi on Sunday and Macron on Monday said no.", {PUTIN, MACRON}),
        ("Putin met Merkel in Sochi on Sunday and Macron in Paris watched.", {PUTIN, MACRON}),
    ],
)
def test_no_meeting_is_made_up(full: RulesReader, text: str, leaders: set[str]) -> None:
    read = full.read(an_article(text, published=DAY)).mentions
    assert leaders not in [set(one.act.leaders) for one in read if one.act.type is T.MET]


def test_who_is_met_one_after_the_other_is_met_singly(full: RulesReader) -> None:
    text = "Putin met Erdogan and Macron one after the other in Sochi on Monday. It rained."
    met = {frozenset(one.act.leaders) for one in full.read(an_article(text, published=DAY)).every}
    assert met == {frozenset({PUTIN, ERDOGAN}), frozenset({PUTIN, MACRON})}


@pytest.mark.parametrize(
    "step", ["will host", "is to host", "is due to host", "will once again host", "will receive"]
)
def test_to_host_somebody_is_a_step_though_a_host_is_somebody(full: RulesReader, step: str) -> None:
    text = f"Chancellor Angela Merkel {step} Emmanuel Macron in Berlin on 20 September."
    (read,) = full.read(an_article(text, published=DAY)).mentions
    assert (read.act.type, set(read.act.leaders)) == (T.CONFIRM, {MERKEL, MACRON})
    assert read.act.window is not None
    assert read.act.window.start == date(2019, 9, 20)


class Guesses:
    """Takes whatever a rule reads for a guess."""

    def look(self, sentences: Sequence[Sentence], setting: Setting, floor: Floor | None) -> None:
        """Nothing is made of the article."""

    def weigh(self, canon: Canon, drafts: list[Draft], look: Glance) -> list[Draft]:
        """The readings, each as if no rule had read it."""
        del canon, look
        for one in drafts:
            one.rule = f"{LEARNED}{one.rule}"
        return drafts

    def opens(self, sentences: int) -> bool:
        """Nothing doubtful is wanted."""
        return False

    def judge(self, acts: list[Draft], overview: Overview) -> list[Draft]:
        """The acts as they are."""
        return acts


@pytest.mark.parametrize(
    ("told", "kinds"),
    [
        ("Anna Alder and Carl Cedar will meet in Westport on Friday.", {T.CONFIRM, T.NO_PREP}),
        ("Anna Alder spoke of Carl Cedar.", set()),
    ],
)
def test_a_guess_may_be_of_a_meeting_told_of_before(
    book: RuleBook, told: str, kinds: set[SignalType]
) -> None:
    lexicon = parse_lexicon((DATA / "rules" / "lexicon.toml").read_text("utf-8"))
    reader = RulesReader(small_world(), book, lexicon, weigher=Guesses())
    text = (
        "Anna Alder likes Ben Birch. Anna Alder praised Ben Birch. Birch thanked Anna Alder.\n\n"
        f"{told} Preparations have not begun, an aide to Carl Cedar said."
    )
    found = {
        m.act.type for m in reader.read(an_article(text)).mentions if "carl-cedar" in m.act.leaders
    }
    assert found == kinds
