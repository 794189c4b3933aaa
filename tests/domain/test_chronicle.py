"""Looking back shows no more than was known."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from forecaster.domain.chronicle import Chronicle, Facts
from forecaster.domain.clock import Window
from forecaster.domain.handovers import Handover, Succession
from forecaster.domain.people import Leader, LeaderId, Office, Term
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.ruptures import Rupture, RuptureKind
from forecaster.domain.summits import Summit

TRUMP = LeaderId("donald-trump")
CUB, USA = CountryCode("CUB"), CountryCode("USA")


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def summit(revision: int, known: str, dates_known: str, start: str) -> Summit:
    day = date.fromisoformat(start)
    return Summit(
        id="g20-2018",
        series="g20",
        name="G20 2018",
        window=Window(day, day),
        place=Place(CountryCode("ARG"), "Buenos Aires"),
        members=frozenset({USA}),
        invitees=frozenset(),
        host_known_at=instant(known),
        dates_known_at=instant(dates_known),
        revision=revision,
    )


def chronicle() -> Chronicle:
    facts = Facts(
        leaders={TRUMP: Leader(TRUMP, "Donald Trump")},
        terms=(
            Term(TRUMP, USA, Office.BOTH, date(2017, 1, 20), date(2021, 1, 20)),
            Term(TRUMP, USA, Office.BOTH, date(2025, 1, 20), None),
        ),
        summits=(
            summit(1, "2016-09-05", "2017-07-08", "2018-11-30"),
            summit(2, "2018-09-01", "2018-09-01", "2018-12-02"),
        ),
        attendance=(),
        meetings=(),
        tracks=(),
        handovers=(Handover(USA, date(2019, 5, 1), date(2021, 1, 20), 4),),
        ruptures=(
            Rupture((CUB, USA), RuptureKind.NO_RELATIONS, date(1961, 1, 3), date(2014, 12, 17)),
        ),
    )
    return Chronicle.of(facts)


def test_a_law_counts_from_the_day_it_is_known() -> None:
    assert chronicle().as_of(instant("2019-04-30")).handovers == ()
    assert len(chronicle().as_of(instant("2019-05-01")).handovers) == 1


def test_a_rupture_is_unknown_before_its_day_and_lasts_until_its_end_is_known() -> None:
    assert chronicle().as_of(instant("1961-01-02")).ruptures == ()
    (lasting,) = chronicle().as_of(instant("2014-12-16")).ruptures
    (over,) = chronicle().as_of(instant("2014-12-17")).ruptures
    assert (lasting.until, over.until) == (None, date(2014, 12, 17))


def test_a_term_that_runs_has_no_end_yet() -> None:
    view = chronicle().as_of(instant("2018-07-28"))
    assert [term.end for term in view.terms] == [None]


def test_a_past_term_keeps_its_end() -> None:
    view = chronicle().as_of(instant("2022-01-01"))
    assert [term.end for term in view.terms] == [date(2021, 1, 20)]
    assert view.country_of(TRUMP, date(2022, 1, 1)) is None


def test_a_host_may_be_known_before_the_dates() -> None:
    entry = chronicle().as_of(instant("2017-01-01")).summits["g20-2018"]
    assert entry.place == Place(CountryCode("ARG"), "Buenos Aires")
    assert entry.window is None


def test_the_newest_known_revision_holds() -> None:
    assert chronicle().as_of(instant("2018-08-01")).summits["g20-2018"].revision == 1
    assert chronicle().as_of(instant("2018-09-01")).summits["g20-2018"].revision == 2


def test_a_view_cannot_look_past_its_own_end() -> None:
    view = chronicle().as_of(instant("2018-08-01"))
    with pytest.raises(ValueError, match="cannot look at"):
        view.as_of(instant("2018-08-02"))


def elected() -> Chronicle:
    """The same when the vote of 2024 is entered."""
    told = Succession(USA, Office.BOTH, date(2024, 11, 6), date(2025, 1, 20), TRUMP, None)
    return replace(chronicle(), successions=(told,))


def test_who_is_chosen_is_known_from_the_day_after_the_decision() -> None:
    assert elected().as_of(instant("2024-11-06T23:00")).successions == ()
    assert len(elected().as_of(instant("2024-11-07")).successions) == 1


@pytest.mark.parametrize(
    ("day", "leads", "stands_for", "serves_from"),
    [
        (date(2018, 7, 28), USA, USA, date(2018, 7, 28)),
        (date(2024, 11, 6), None, None, None),
        (date(2024, 11, 7), None, USA, date(2025, 1, 20)),
        (date(2025, 1, 19), None, USA, date(2025, 1, 20)),
        (date(2025, 1, 20), USA, USA, date(2025, 1, 20)),
    ],
)
def test_one_stands_for_the_country_that_has_chosen_him(
    day: date, leads: CountryCode | None, stands_for: CountryCode | None, serves_from: date | None
) -> None:
    for view in (elected(), elected().as_of(datetime(day.year, day.month, day.day, tzinfo=UTC))):
        assert view.country_of(TRUMP, day) == leads
        assert view.stands_for(TRUMP, day) == stands_for
        assert view.serves_from(TRUMP, day) == serves_from
