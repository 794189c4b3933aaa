"""Titles mean whoever holds the office when the text appears, in every country."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from forecaster.domain.people import Office, Term
from forecaster.reading.reader import RulesReader
from forecaster.store.facts import load_facts
from forecaster.store.roster import load_places, load_roster
from tests.reading.references import resolved

DATA = Path(__file__).resolve().parents[2] / "data"
LATE_2026 = date(2026, 10, 1)
PEOPLE = {person.leader: person for person in load_roster(DATA).people}
COUNTRIES = load_places(DATA).countries
SERVING = [
    term
    for term in load_facts(DATA).terms
    if term.holds_on(LATE_2026) and term.office is not Office.OTHER
]


@pytest.mark.parametrize(
    ("text", "day", "leaders"),
    [
        ("President Samia Suluhu Hassan spoke.", LATE_2026, ["samia-suluhu-hassan"]),
        ("The Tanzanian president spoke.", date(2021, 3, 1), ["john-magufuli"]),
        ("The Tanzanian president spoke.", LATE_2026, ["samia-suluhu-hassan"]),
        ("The Zambian president spoke.", date(2021, 8, 1), ["edgar-lungu"]),
        ("The Zambian president spoke.", LATE_2026, ["hakainde-sammy-hichilema"]),
        ("The Swiss president spoke.", date(2022, 6, 1), ["ignazio-cassis"]),
        ("The Swiss president spoke.", date(2025, 6, 1), ["karin-keller-sutter"]),
        ("The Swiss president spoke.", LATE_2026, ["guy-parmelin"]),
        ("The British prime minister spoke.", date(2026, 6, 1), ["keir-starmer"]),
        ("The British prime minister spoke.", LATE_2026, ["andy-burnham"]),
        ("Namibia's president spoke.", LATE_2026, ["netumbo-nandi-ndaitwah"]),
        ("Ghana's President John Dramani Mahama spoke.", LATE_2026, ["john-dramani-mahama"]),
        ("The president of Botswana spoke.", LATE_2026, ["duma-boko"]),
        ("Chad's leader, Mahamat Deby, spoke.", LATE_2026, ["mahamat-idriss-deby"]),
        ("The Fijian prime minister spoke.", LATE_2026, ["sitiveni-ligamamada-rabuka"]),
        ("The Togolese leader spoke.", date(2024, 6, 1), ["faure-essozimna-gnassingbe"]),
        ("The Togolese leader spoke.", LATE_2026, ["faure-essozimna-gnassingbe"]),
        ("The Togolese president spoke.", LATE_2026, ["jean-lucien-savi-de-tove"]),
        ("Haiti's prime minister spoke.", LATE_2026, ["alix-didier-fils-aime"]),
        ("The Bulgarian president spoke.", date(1993, 6, 1), ["zhelyu-zhelev"]),
        ("The Bulgarian prime minister spoke.", date(1993, 6, 1), ["berov"]),
        ("The Irish president spoke.", date(1993, 6, 1), ["mary-robinson"]),
        ("The Turkish president spoke.", date(1994, 6, 1), ["suleyman-demirel"]),
        ("The Turkish prime minister spoke.", date(1994, 6, 1), ["tansu-ciller"]),
        ("The Polish prime minister spoke.", date(1993, 6, 1), ["hanna-suchocka"]),
        ("The Croatian leader spoke.", date(1995, 6, 1), ["franjo-tudjman"]),
        ("The Finnish leader spoke.", date(1993, 6, 1), ["mauno-h-koivisto"]),
        ("President F. W. de Klerk spoke.", date(1992, 6, 1), ["deklerk"]),
        ("King Hussein spoke.", date(1995, 6, 1), ["hussein-of-jordan"]),
        ("The Thai prime minister, Chuan Likphai, spoke.", date(1999, 6, 1), ["leekpai"]),
        ("The Palestinian prime minister spoke.", date(2008, 6, 1), ["fayyad"]),
        ("The Zimbabwean prime minister spoke.", date(2010, 6, 1), ["morgan-tsvangirai"]),
        ("The Egyptian prime minister spoke.", date(2024, 6, 1), ["mostafa-madbouly"]),
        ("The Turkish Cypriot leader spoke.", date(2024, 6, 1), ["ersin-tatar"]),
        ("The Turkish Cypriot leader spoke.", LATE_2026, ["tufan-erhurman"]),
    ],
)
def test_a_title_means_the_holder_of_the_day(
    full: RulesReader, text: str, day: date, leaders: list[str]
) -> None:
    assert resolved(full, text, day) == leaders


def test_all_who_serve_are_found_by_full_name(full: RulesReader) -> None:
    def missed(term: Term) -> bool:
        text = f"On Tuesday {PEOPLE[term.leader].name} arrived."
        return resolved(full, text, LATE_2026) != [term.leader]

    assert [term.leader for term in SERVING if missed(term)] == []


def test_the_leader_of_a_country_is_somebody_everywhere(full: RulesReader) -> None:
    led = {term.country for term in SERVING}
    silent = [
        country.code
        for country in COUNTRIES
        if country.code in led
        and not resolved(full, f"The leader of {country.name} arrived.", LATE_2026)
    ]
    assert silent == []
