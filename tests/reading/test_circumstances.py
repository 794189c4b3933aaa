"""Where, when and how firmly: the same words beside different verbs belong to different things."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from forecaster.domain.clock import Window
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.signals import Act, Certainty
from forecaster.reading.reader import RulesReader
from tests.reading.world import NOR, SUD, WES, an_article

FRIDAY = date(2031, 3, 7)
MONDAY = date(2031, 3, 3)


def _acts(small: RulesReader, body: str, kind: str) -> list[Act]:
    mentions = small.read(an_article(body)).mentions
    return [mention.act for mention in mentions if mention.act.type.value == kind]


def _days(first: date, last: date | None = None) -> Window:
    return Window(first, last or first)


@pytest.mark.parametrize(
    ("body", "window", "stated"),
    [
        (
            "Anna Alder will visit Ben Birch in Sudstadt on Friday, her office said on Monday.",
            _days(FRIDAY),
            MONDAY,
        ),
        (
            "On Monday her office said Anna Alder would visit Ben Birch in Sudstadt in late May.",
            _days(date(2031, 5, 21), date(2031, 5, 31)),
            MONDAY,
        ),
        (
            (
                "Anna Alder, who was in Norburg on Monday, said that she will visit Ben Birch"
                " in Sudstadt on Friday."
            ),
            _days(FRIDAY),
            MONDAY,
        ),
    ],
)
def test_a_day_belongs_to_the_words_it_stands_by(
    small: RulesReader, body: str, window: Window, stated: date
) -> None:
    (act,) = _acts(small, body, "CONFIRM")
    assert act.window is not None
    assert act.window.overlaps(window)
    assert act.window.end == window.end
    assert act.statement_on == stated


def test_a_dropped_visit_keeps_the_day_that_falls_away(small: RulesReader) -> None:
    body = "Anna Alder on Monday called off her visit to Ben Birch in Sudstadt next week."
    (act,) = _acts(small, body, "CANCEL")
    assert act.window == _days(date(2031, 3, 10), date(2031, 3, 16))
    assert act.statement_on == MONDAY


def test_the_same_evening_is_that_of_the_sentence_before(small: RulesReader) -> None:
    body = (
        "Anna Alder invited Ben Birch to Norburg on Sunday.\n\n"
        "The same evening Ben Birch declined the invitation."
    )
    (act,) = _acts(small, body, "DECLINE")
    assert act.statement_on == date(2031, 3, 2)


@pytest.mark.parametrize(
    ("body", "kind", "place"),
    [
        (
            "Anna Alder will meet Ben Birch in Westport on Friday, an aide said in Norburg.",
            "CONFIRM",
            Place(WES, "Westport"),
        ),
        ("SUDSTADT, March 4 - Anna Alder and Ben Birch met here on Monday.", "MET",
         Place(SUD, "Sudstadt")),
        ("Ben Birch received Anna Alder on Monday.", "MET", Place(SUD)),
        ("Anna Alder invited Ben Birch to come and see the lakes.", "INVITE", Place(NOR)),
    ],
)  # fmt: skip
def test_the_place_is_where_they_meet(
    small: RulesReader, body: str, kind: str, place: Place
) -> None:
    (act,) = _acts(small, body, kind)
    assert act.place is not None
    assert replace(act.place, city=place.city) == place


def test_a_denied_report_is_unconfirmed_and_old(small: RulesReader) -> None:
    body = "North House denied a report that Anna Alder had cancelled her visit to Ben Birch."
    (act,) = _acts(small, body, "CANCEL")
    assert act.certainty is Certainty.UNCONFIRMED
    assert act.background


def test_a_meeting_moved_by_a_day_is_neither_good_nor_bad(small: RulesReader) -> None:
    body = "The meeting of Anna Alder and Ben Birch was postponed by a day, North House said."
    (act,) = _acts(small, body, "POSTPONE")
    assert act.polarity == 0


def test_a_meeting_that_only_dates_something_else_is_no_news(small: RulesReader) -> None:
    body = "Anna Alder has invited Ben Birch. There was an uproar after the two leaders met."
    assert "MET" not in {str(m.act.type) for m in small.read(an_article(body)).mentions}
    told = "Anna Alder and Ben Birch met on Monday, a day after the storm."
    assert "MET" in {str(m.act.type) for m in small.read(an_article(told)).mentions}


@pytest.mark.parametrize(
    "recall",
    ["The two leaders last met in Westport.", "The two have met twice.", "She had met Ben Birch."],
)
def test_a_meeting_recalled_without_a_day_has_none(small: RulesReader, recall: str) -> None:
    body = f"Anna Alder invited Ben Birch to Norburg on Tuesday. {recall}"
    (act,) = _acts(small, body, "MET")
    assert (act.window, act.statement_on, act.background) == (None, None, True)


_ASIDE = (
    "Anna Alder invited Ben Birch to Norburg on Tuesday.\n\nBirch will think about it.\n\n"
    "{told}\n\nThe fish were many.\n\nThe two leaders also held a private meeting."
)


def test_a_meeting_told_aside_is_not_of_the_day_of_the_news(small: RulesReader) -> None:
    (act,) = _acts(small, _ASIDE.format(told="It rained."), "MET")
    assert (act.window, act.background) == (None, True)


def test_a_meeting_told_aside_is_that_told_before(small: RulesReader) -> None:
    told = "Alder and Birch met in Westport on February 25."
    (act,) = _acts(small, _ASIDE.format(told=told), "MET")
    assert act.window == _days(date(2031, 2, 25))


def test_a_meeting_that_is_the_news_is_of_its_day(small: RulesReader) -> None:
    body = "Anna Alder and Ben Birch met in Westport for the first time since the war."
    (act,) = _acts(small, body, "MET")
    assert act.window == _days(date(2031, 3, 4))


def test_names_without_words_tell_nothing(full: RulesReader) -> None:
    body = "Putin Trump\n\nDonald Trump invited Vladimir Putin to Washington on Thursday."
    article = an_article(body, published=date(2018, 7, 20))
    assert {str(m.act.type) for m in full.read(article).mentions} == {"INVITE"}


@pytest.mark.parametrize(
    ("body", "side"),
    [
        ("Anna Alder telephoned Ben Birch on Monday.", NOR),
        ("Anna Alder was telephoned by Ben Birch on Monday.", SUD),
        ("Anna Alder and Ben Birch spoke by telephone on Monday.", None),
        ("Anna Alder and Ben Birch spoke by phone on Monday at the initiative of Sudland.", SUD),
    ],
)  # fmt: skip
def test_a_call_is_that_of_who_rang(small: RulesReader, body: str, side: str | None) -> None:
    (act,) = _acts(small, body, "CALL")
    assert act.actor == side


def test_who_stays_away_does_so_from_the_event_to_which_others_go(small: RulesReader) -> None:
    body = (
        "Anna Alder will attend the summit in Westport on Friday.\n\n"
        "Ben Birch will not attend and is sending a deputy."
    )
    (act,) = _acts(small, body, "NOT_ATTEND")
    assert act.window == _days(FRIDAY)
    assert act.place is not None
    assert act.place.country == WES


def test_that_evening_in_a_plan_is_that_of_the_day_planned(small: RulesReader) -> None:
    body = (
        "Anna Alder will fly to Sudstadt on Friday.\n\n"
        "She will meet Ben Birch that evening, North House said."
    )
    (act,) = _acts(small, body, "CONFIRM")
    assert act.window == _days(FRIDAY)


def test_where_a_spokesman_sits_is_not_the_place(small: RulesReader) -> None:
    body = (
        "Anna Alder invited Ben Birch to Norburg.\n\n"
        "In Sudstadt, a presidential spokesman said that no decision had been made."
    )
    (act,) = _acts(small, body, "HEDGE")
    assert act.actor == SUD
    assert act.place is not None
    assert act.place.country == NOR


@pytest.mark.parametrize(
    ("body", "kind", "host"),
    [
        ("Anna Alder has invited Ben Birch, her office said on Monday.", "INVITE", NOR),
        ("Ben Birch has accepted an invitation from Anna Alder, his office said.", "ACCEPT", NOR),
    ],
)
def test_an_offer_without_a_place_is_to_the_country_of_who_makes_it(
    small: RulesReader, body: str, kind: str, host: str
) -> None:
    (act,) = _acts(small, body, kind)
    assert act.place == Place(host)


def test_an_offer_that_is_only_recalled_can_be_countered(small: RulesReader) -> None:
    body = (
        "Ben Birch on Friday invited Anna Alder to Sudstadt. Alder's invitation to Birch"
        " to come to Norburg still stands."
    )
    assert [act.actor for act in _acts(small, body, "COUNTER_INVITE")] == [SUD]


@pytest.mark.parametrize("opening", ["Shortly after", "Hours after"])
def test_a_summit_behind_which_something_is_said_is_not_the_days_of_what_is_to_come(
    small: RulesReader, opening: str
) -> None:
    body = f"{opening} the February 10 summit, Anna Alder said she was ready to meet Ben Birch."
    (act,) = _acts(small, body, "WILLING")
    assert act.window is None


def test_a_first_offer_counters_nothing(small: RulesReader) -> None:
    body = "Ben Birch on Friday invited Anna Alder to Sudstadt. Her office has not replied."
    assert not _acts(small, body, "COUNTER_INVITE")
    assert [act.actor for act in _acts(small, body, "INVITE")] == [SUD]


def test_who_was_wary_on_some_day_spoke_on_it(small: RulesReader) -> None:
    body = (
        "Anna Alder has invited Ben Birch to Norburg.\n\nSudland's ambassador, Sven Sand, was wary"
        " on Saturday about a visit, saying only that Birch was ready to meet Alder."
    )
    (act,) = _acts(small, body, "WILLING")
    assert act.statement_on == date(2031, 3, 1)


@pytest.mark.parametrize(
    "told",
    [
        "Joe Biden met Vladimir Putin in Geneva last month.",
        "It was cold, an echo of the outcry last month after Biden and Putin met.",
        "Biden and Putin also held a private meeting in Geneva, an aide recalled.",
    ],
)
def test_a_meeting_dated_roughly_has_the_day_of_the_record(full: RulesReader, told: str) -> None:
    news = "President Joe Biden on Friday invited Vladimir Putin to Washington."
    body = f"{news}\n\nIt rained.\n\nFish were dear.\n\nNobody slept.\n\nSnow fell.\n\n{told}"
    article = an_article(body, published=date(2021, 7, 3))
    (act,) = [m.act for m in full.read(article).mentions if m.act.type.value == "MET"]
    assert act.window == _days(date(2021, 6, 16))
    assert act.place == Place("CHE", "Geneva")


def test_gatherings_to_come_that_nobody_names_are_none_to_attend(small: RulesReader) -> None:
    body = (
        "Anna Alder has invited Ben Birch to Norburg.\n\nThere may be other international events"
        " which Alder and Birch will take part in, a Sudland spokesman said."
    )
    assert not _acts(small, body, "ATTEND")
    (act,) = _acts(small, body, "ALT_VENUE")
    assert act.actor == SUD


@pytest.mark.parametrize(
    ("body", "kind", "place"),
    [
        ("WESTPORT, March 4 - Anna Alder and Ben Birch met on Monday.", "MET", WES),
        ("WESTPORT, March 4 - Anna Alder is to meet Ben Birch on Friday.", "CONFIRM", WES),
        ("WESTPORT, March 4 - Anna Alder landed on Monday from Sudland to see Carl Cedar.",
         "TRAVEL", WES),
        ("WESTPORT, March 4 - Anna Alder said she was ready to meet Ben Birch.", "WILLING", None),
    ],
)  # fmt: skip
def test_reporters_in_a_third_country_sit_where_leaders_gather(
    small: RulesReader, body: str, kind: str, place: CountryCode | None
) -> None:
    (act,) = _acts(small, body, kind)
    assert (act.place and act.place.country) == place


@pytest.mark.parametrize(
    ("body", "forum"),
    [
        ("Theresa May and Narendra Modi met in Hamburg on Friday.", "G20-2017"),
        ("Theresa May and Narendra Modi met in London on Friday.", None),
        ("Angela Merkel and Narendra Modi met in Hamburg on Friday.", None),
        ("Angela Merkel and Narendra Modi met in Hamburg on Friday at the leaders' summit.",
         "G20-2017"),
    ],
)  # fmt: skip
def test_who_meets_where_and_when_an_event_takes_place_is_there_for_it(
    full: RulesReader, body: str, forum: str | None
) -> None:
    (act,) = [m.act for m in full.read(an_article(body, published=date(2017, 7, 8))).mentions]
    assert act.forum == forum


def test_the_one_time_of_a_sentence_is_that_of_the_offer_in_it(small: RulesReader) -> None:
    body = "Anna Alder asked Ben Birch to Norburg for the next round, in June, her office said."
    (act,) = _acts(small, body, "INVITE")
    assert act.window == _days(date(2031, 6, 1), date(2031, 6, 30))


def test_a_meeting_without_a_day_is_of_the_day_that_the_sentence_before_names(
    small: RulesReader,
) -> None:
    body = "Fog lay upon Westport on Sunday. Anna Alder and Ben Birch met there for an hour."
    (act,) = _acts(small, body, "MET")
    assert (act.window, act.statement_on) == (_days(date(2031, 3, 2)), date(2031, 3, 2))


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("Anna Alder, who spoke in Westport on Monday, said she is ready to meet Ben Birch.", None),
        ("Anna Alder, on a visit to Westport, said she was ready to meet Ben Birch.", None),
        ("Speaking in Westport, Anna Alder said she was willing to meet Ben Birch.", None),
        ("Speaking in Westport, Anna Alder said she was willing to meet Ben Birch in Sudstadt.",
         "Sudstadt"),
        ("Asked about a summit in Westport, Anna Alder said she was ready to meet Ben Birch.",
         "Westport"),
    ],
)  # fmt: skip
def test_where_somebody_spoke_is_not_where_they_would_meet(
    small: RulesReader, body: str, place: str | None
) -> None:
    (act,) = _acts(small, body, "WILLING")
    assert (act.place.city if act.place else None) == place


@pytest.mark.parametrize(
    ("body", "country", "month"),
    [
        ("Anna Alder invited Ben Birch during her trip to Westport in January.", "NOR", None),
        ("Anna Alder had asked Ben Birch to come when they met in Westport in July.", "NOR", None),
        ("Anna Alder invited Ben Birch in Westport in January.", "NOR", None),
        ("Anna Alder suggested last week in Westport that she and Ben Birch meet in Sudstadt.",
         "SUD", None),
        ("Anna Alder has invited Ben Birch to Westport in June.", "WES", 6),
        ("Anna Alder has invited Ben Birch for talks in Westport in June.", "WES", 6),
        ("Anna Alder offered to meet Ben Birch in Sudstadt in June.", "SUD", 6),
        ("Anna Alder proposed talks with Ben Birch when both are at a fair in Westport in June.",
         "WES", 6),
        ("Anna Alder has asked Ben Birch to meet her when she visits Sudstadt in June.", "SUD", 6),
    ],
)  # fmt: skip
def test_where_and_when_an_offer_was_made_is_not_what_it_offers(
    small: RulesReader, body: str, country: str, month: int | None
) -> None:
    (act,) = _acts(small, body, "INVITE")
    assert act.place is not None
    assert act.place.country == country
    assert (act.window.end.month if act.window else None) == month


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ("Anna Alder has dropped a trip to Sudstadt on Sunday to meet Ben Birch, her office said.",
         date(2031, 3, 9)),
        ("Anna Alder's meeting with Ben Birch on Monday is off, her office said.",
         date(2031, 3, 10)),
        ("A visit by Anna Alder to Ben Birch that was to have begun on Sunday was cancelled.",
         date(2031, 3, 2)),
    ],
)  # fmt: skip
def test_the_weekday_of_what_is_dropped_is_to_come_unless_it_was_to_be(
    small: RulesReader, body: str, day: date
) -> None:
    (act,) = _acts(small, body, "CANCEL")
    assert act.window == _days(day)
