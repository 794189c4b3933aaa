"""Whom titles, pronouns and nationalities mean, and who is kept apart from a leader."""

from __future__ import annotations

from datetime import date

import pytest

from forecaster.domain.places import CountryCode, Place
from forecaster.reading.reader import RulesReader
from tests.reading.references import resolved
from tests.reading.world import an_article

MERKEL, MACRON, PUTIN, TRUMP = "angela-merkel", "emmanuel-macron", "vladimir-putin", "donald-trump"
ERDOGAN, ZELENSKYY = "recep-tayyip-erdogan", "volodymyr-zelenskyy"
TAMIM = "tamim-bin-hamad-al-thani"
DAY = date(2019, 9, 10)


@pytest.mark.parametrize(
    ("text", "leaders"),
    [
        ("The Turkish president flew home.", [ERDOGAN]),
        ("The Kremlin leader was silent.", [PUTIN]),
        ("The French and German leaders talked.", [MACRON, MERKEL]),
        ("The President of the Republic of Moldova spoke.", ["igor-dodon"]),
        (
            "The Prime Minister of the Republic of Armenia met Putin.",
            ["nikol-pashinyan", PUTIN],
        ),
        ("The President of the Islamic Republic of Iran was silent.", ["hassan-rouhani"]),
        ("The Secretary-General of the United Nations saw Macron.", ["antonio-guterres", MACRON]),
        (
            "His Highness the Emir of Qatar rang His Excellency Mr Emmanuel Macron.",
            [TAMIM, MACRON],
        ),
        ("Macron saw the Emir of Qatar.\nHis Highness thanked him.", [TAMIM, MACRON]),
        ("Macron saw the Emir of Qatar.\nHer Highness was ill.", []),
        ("His Majesty the Moroccan King met Putin.", ["mohamed-vi", PUTIN]),
        ("The presidents of Turkey and Russia, Erdogan and Putin, talked.", [ERDOGAN, PUTIN]),
        (
            "Putin saw Erdogan.\nThe two presidents, Trump and Macron, talked.",
            [TRUMP, MACRON],
        ),
        ("Putin saw Erdogan.\nThe two presidents, who are old, talked.", [PUTIN, ERDOGAN]),
        ("The German chancellor met her French counterpart.", [MERKEL, MERKEL, MACRON]),
        ("Putin and Erdogan met.\nThe two leaders talked for an hour.", [PUTIN, ERDOGAN]),
        ("Putin and Erdogan met.\nBoth men were late.", [PUTIN, ERDOGAN]),
        ("Putin, Erdogan and Macron met.\nThe three talked long.", [PUTIN, ERDOGAN, MACRON]),
        (
            "Putin saw Erdogan.\nTrump wants the three of them here.",
            [TRUMP, TRUMP, PUTIN, ERDOGAN],
        ),
        ("Putin saw Erdogan.\nHe, Mr Macron and Mrs Merkel dined.", [PUTIN, MACRON, MERKEL]),
        ("On Friday Macron is Angela Merkel's guest.", [MACRON, MERKEL]),
        ("Putin saw Erdogan.\nMacron thanked both.", [MACRON, PUTIN, ERDOGAN]),
        ("Putin saw Erdogan.\nBoth know the way.", [PUTIN, ERDOGAN]),
        ("Merkel saw Macron in Berlin.\nThe Frenchman was late.", [MACRON]),
        ("Putin received Erdogan in Sochi.\nThe Turk thanked the host.", [ERDOGAN, PUTIN]),
        ("Putin received Erdogan in Sochi.\nThe guest left early.", [ERDOGAN]),
        ("Macron's guest was Merkel.", [MERKEL, MERKEL]),
        ("Trump praised his Ukrainian opposite number.", [TRUMP, TRUMP, ZELENSKYY]),
        ("Trump rang Macron.\nHe thanked him.", [TRUMP, MACRON]),
        ("Merkel rang Macron.\nShe thanked him.", [MERKEL, MACRON]),
        ('Macron wrote to Putin.\n"I shall see him in Paris," Macron said.', [PUTIN, MACRON]),
        ("Prezydent Wołodymyr Zełenski was named.\nPresident Zelenskiy spoke.", [ZELENSKYY]),
        (
            "Trump rang Macron.\nWork on a visit of the president goes on, an Elysee aide said.",
            [MACRON],
        ),
        ("Macron was silent.\nMacron talked with the president in Kyiv.", [MACRON, ZELENSKYY]),
        ("Trump was in Riyadh.\nHe went to hear King Salman.", [TRUMP, "salman-of-saudi-arabia"]),
        ("Trump rang Macron.\nThe president of the chess club, too, was there.", []),
        ("Brazil's Bolsonaro and Colombia's Duque talked.", ["jair-bolsonaro", "ivan-duque"]),
    ],
)
def test_references(full: RulesReader, text: str, leaders: list[str]) -> None:
    assert resolved(full, text, DAY) == leaders


@pytest.mark.parametrize(
    ("text", "day", "leaders"),
    [
        ("The French president spoke.", date(2011, 5, 1), ["nicolas-sarkozy"]),
        ("The French president spoke.", date(2014, 5, 1), ["francois-hollande"]),
        ("The Israeli prime minister spoke.", date(2007, 5, 1), ["ehud-olmert"]),
        ("The Irish taoiseach spoke.", date(2024, 1, 10), ["leo-varadkar"]),
        ("President Lee spoke.", date(2010, 5, 1), ["lee-myung-bak"]),
        ("King Abdullah of Jordan spoke.", date(2007, 5, 1), ["abdullah-ii-of-jordan"]),
        ("In Jeddah King Abdullah spoke.", date(2007, 5, 1), ["abdullah-of-saudi-arabia"]),
        ("Prime Minister Lee spoke.", date(2010, 5, 1), ["lee-hsien-loong"]),
        ("President de Klerk spoke.", date(1992, 5, 1), ["deklerk"]),
        ("The Turkish Cypriot leader spoke.", date(2017, 1, 10), ["mustafa-akinci"]),
        ("Pakistan's chief executive, Gen Pervez Musharraf, spoke.", date(2001, 5, 1),
         ["pervez-musharraf"]),
        ("Putin rang.\nThe Taoiseach answered.", date(2011, 5, 1), ["enda-kenny"]),
        ("Putin rang.\nThe Holy Father answered.", date(2001, 5, 1), ["john-paul-ii"]),
        ("The prime minister of Malta, Joseph Muscat, spoke.\nThey met in Muscat.",
         date(2016, 5, 1), ["muscat"]),
        ("Erdogan flew to Qatar.\nThe Emir was there.", date(2018, 5, 1),
         ["tamim-bin-hamad-al-thani"]),
        ("Erdogan flew to Qatar and Kuwait.\nThe Emir was there.", date(2018, 5, 1), []),
        ("Erdogan flew to Mali.\nThe Emir was there.", date(2018, 5, 1), []),
        ("Erdogan rang.\nHis Majesty thanked him.", date(2018, 5, 1), ["recep-tayyip-erdogan"]),
        ("Yudhoyono met the Sultan of Yogyakarta.\nBrunei wrote.\nThe Sultan left.",
         date(2013, 3, 10), []),
        ("Ramaphosa met the Ashanti King.\nMorocco wrote.\nThe King left.", date(2023, 3, 10), []),
        ("Mohamed Morsi met the pope.", date(2012, 12, 3), ["mohamed-morsi", "benedict-xvi"]),
        ("President Muluzi spoke.", date(1999, 5, 1), ["muluzi-bakili"]),
        ("Guatemala's Álvaro Arzú spoke.", date(1998, 5, 1), ["arzu-yrigoyen"]),
        ("Mohamed Waheed spoke.", date(2012, 10, 1), ["waheed-hassan"]),
        ("President Sassou spoke.", date(2010, 5, 1), ["denis-sassou-nguesso"]),
        ("Signor Monti and Madam Merkel spoke.", date(2012, 5, 1),
         ["mario-monti", "angela-merkel"]),
        ("Commodore Bainimarama spoke.", date(2012, 5, 1), ["josaia-voreqe-bainimarama"]),
    ],
)  # fmt: skip
def test_titles_mean_the_holder_of_the_day(
    full: RulesReader, text: str, day: date, leaders: list[str]
) -> None:
    assert resolved(full, text, day) == leaders


@pytest.mark.parametrize(
    ("day", "text", "meant"),
    [
        (
            date(2023, 7, 10),
            "LONDON - Joe Biden met the King at Windsor on Monday. Norway also invited Biden.",
            "charles-iii",
        ),
        (
            date(2012, 12, 4),
            "CAIRO - Mohamed Morsi met the pope on Monday. Pope Tawadros spoke of the churches.",
            None,
        ),
    ],
)
def test_whom_a_crown_means_hangs_on_where_the_text_is_set_and_who_else_bears_it(
    full: RulesReader, day: date, text: str, meant: str | None
) -> None:
    found = full.read(an_article(text, published=day)).every
    met = {who for one in found if one.act.type == "MET" for who in one.act.leaders}
    assert met - {"joe-biden", "mohamed-morsi"} == ({meant} if meant else set())


def test_a_text_without_any_other_title_is_read(full: RulesReader) -> None:
    text = "Japan's emperor met the sultan of Oman in Kyoto on Monday."
    found = full.read(an_article(text, published=date(2013, 8, 27))).every
    assert {one.act.leaders for one in found} == {("akihito", "qaboos-bin-said")}


@pytest.mark.parametrize(
    "text",
    [
        "The Kremlin said no meeting with Macron was planned.",
        "The White House said no talks with Kim Jong Un were planned.",
    ],
)
def test_an_office_beside_one_leader_is_read(full: RulesReader, text: str) -> None:
    assert full.read(an_article(text, published=DAY)).every


@pytest.mark.parametrize(
    "text",
    [
        "Melania Trump opened a school.",
        "Trump Tower was sold.",
        "Justin Bieber met a fan.",
        "The Turkish readout was short.",
        "French wine was served.",
        "A double of Putin waved.",
    ],
)
def test_others_are_no_leaders(full: RulesReader, text: str) -> None:
    assert resolved(full, text, DAY) == []


@pytest.mark.parametrize(
    ("text", "day", "leaders"),
    [
        ("Andrej Plenkovic will visit Montenegro.", date(2025, 5, 20), ["plenkovic"]),
        ("Andrej Plenkovic will visit Montenegro.", date(2019, 5, 20), ["plenkovic"]),
        ("Luis Montenegro rang.\nMontenegro was content.", date(2025, 5, 20), ["luis-montenegro"]),
    ],
)
def test_a_country_that_is_a_surname_too_stays_a_place(
    full: RulesReader, text: str, day: date, leaders: list[str]
) -> None:
    assert resolved(full, text, day) == leaders
    if "visit Montenegro" in text:
        article = an_article(f"{text.removesuffix('.')} on Friday, his office said.", published=day)
        (mention,) = full.read(article).mentions
        assert mention.act.place == Place(CountryCode("MNE"))
