"""A user's own folder adds spellings, namesakes and officials to the roster that is read with."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from forecaster.reading.reader import RulesReader
from jobs.readers import rules_reader
from tests.reading.references import resolved
from tests.reading.world import an_article

DATA = Path(__file__).resolve().parents[2] / "data"
DAY = date(2019, 9, 10)
PEOPLE = """leader_id,name,bare,pronoun,surnames,forms
emmanuel-macron,Emmanuel Macron,free,he,Macron|Makron,Emmanuel Macron|Emanuel Makron
"""
NAMESAKES = """name,surname,kind
Petra Macron,Macron,public_figure
"""
OFFICIALS = """name,aliases,country,kind,role,from_year,to_year
Jeanne Exemple,,FRA,office,Elysee spokeswoman,2018,2020
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> RulesReader:
    folder = tmp_path_factory.mktemp("own")
    for name, rows in (("people", PEOPLE), ("namesakes", NAMESAKES), ("officials", OFFICIALS)):
        (folder / f"{name}.csv").write_text(rows, encoding="utf-8")
    return rules_reader(DATA, [folder])


def test_an_added_spelling_is_read(full: RulesReader, own: RulesReader) -> None:
    assert resolved(full, "Emanuel Makron spoke.", DAY) == []
    assert resolved(own, "Emanuel Makron spoke.", DAY) == ["emmanuel-macron"]


def test_an_added_namesake_is_kept_apart(own: RulesReader) -> None:
    assert resolved(own, "Petra Macron spoke.", DAY) == []


def test_an_added_official_speaks_for_the_side(own: RulesReader) -> None:
    text = "Emmanuel Macron will meet Angela Merkel in Berlin on Friday, Jeanne Exemple said."
    (mention,) = own.read(an_article(text, published=DAY)).mentions
    assert (mention.act.speaker.name, mention.act.actor) == ("Jeanne Exemple", "FRA")
