"""Answers of every kind from one simple outlook: coherent, explained, refused by name."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pytest

from forecaster.domain.chronicle import Chronicle, Facts
from forecaster.domain.clock import Window
from forecaster.domain.forecasts import BaseRate, IncidenceCurve, Venue, VenueKind
from forecaster.domain.meetings import ContactLevel, Meeting, MeetingKind
from forecaster.domain.people import Dyad, Leader, LeaderId, Office, Term
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.questions import AcceptedMode, Question, QuestionKind, Rule
from forecaster.domain.signals import Certainty, SignalType
from forecaster.domain.summits import Summit
from forecaster.issue.announced import ANNOUNCED
from forecaster.issue.answer import answer
from forecaster.issue.outlook import Chance, Visits
from forecaster.model.evidence import EvidencePart

TRUMP, PUTIN, MACRON = map(LeaderId, ("donald-trump", "vladimir-putin", "emmanuel-macron"))
USA, RUS, FRA, ARG, FIN = map(CountryCode, ("USA", "RUS", "FRA", "ARG", "FIN"))
AS_OF = datetime(2018, 7, 28, tzinfo=UTC)
YEAR_END = Window(date(2018, 7, 28), date(2018, 12, 31))
G20 = Summit(
    id="g20-2018",
    series="g20",
    name="G20 Buenos Aires",
    window=Window(date(2018, 11, 30), date(2018, 12, 1)),
    place=Place(ARG, "Buenos Aires"),
    members=frozenset({USA, RUS, FRA}),
    invitees=frozenset(),
    host_known_at=datetime(2017, 7, 8, tzinfo=UTC),
    dates_known_at=datetime(2017, 7, 8, tzinfo=UTC),
)


def helsinki(day: date) -> Meeting:
    return Meeting(
        id="m1",
        dyad=Dyad.of(TRUMP, PUTIN),
        countries=(USA, RUS),
        window=Window(day, day),
        place=Place(FIN, "Helsinki"),
        kind=MeetingKind.THIRD_COUNTRY,
        forum=None,
        evidence="met_stated",
        source="curated",
    )


def chronicle(*meetings: Meeting) -> Chronicle:
    holders = ((TRUMP, USA, date(2017, 1, 20)), (PUTIN, RUS, date(2012, 5, 7)))
    terms = tuple(Term(who, where, Office.BOTH, since, None) for who, where, since in holders)
    facts = Facts(
        leaders={who: Leader(who, who) for who in (TRUMP, PUTIN, MACRON)},
        terms=(*terms, Term(MACRON, FRA, Office.HEAD_OF_STATE, date(2017, 5, 14), None)),
        summits=(G20,),
        attendance=(),
        meetings=meetings,
        tracks=(),
    )
    return Chronicle.of(facts).as_of(AS_OF)


@dataclass(frozen=True)
class FlatOutlook:
    """Constant rates; the group ``washington`` triples what the first host has."""

    chronicle: Chronicle
    as_of: datetime = AS_OF
    model_version: str = "flat"

    def parts(self, dyad: Dyad) -> tuple[EvidencePart, ...]:
        return (
            EvidencePart("washington", "invited to Washington", ("s1",)),
            EvidencePart("moscow", "invited to Moscow", ("s2",)),
        )

    def curve(self, dyad: Dyad, without: frozenset[str] = frozenset()) -> IncidenceCurve:
        days = 365
        first = 0.0005 * (1 if "washington" in without else 3)
        second = 0.0004 * (1 if "moscow" in without else 2)
        rates = {
            Venue(VenueKind.HOST_FIRST, USA): (first,) * days,
            Venue(VenueKind.HOST_SECOND, RUS): (second,) * days,
            Venue(VenueKind.SUMMIT, ARG, "g20-2018"): tuple(
                0.3 if day == 125 else 0.0 for day in range(days)
            ),
            Venue(VenueKind.ELSEWHERE): (0.0003,) * days,
        }
        return IncidenceCurve(dyad, AS_OF.date(), rates, dict.fromkeys(rates, 0.3), {FIN: 0.2})

    def base_rate(self, dyad: Dyad, window: Window) -> BaseRate:
        return BaseRate("all windows of that length", 40, 0.2)

    def contact_factors(
        self, curve: IncidenceCurve, contact: ContactLevel
    ) -> Mapping[Venue, float]:
        return dict.fromkeys(curve.rates, 1.2 - 0.1 * contact)

    def city_share(self, place: Place) -> float:
        return 0.8

    def attend(self, leader: LeaderId, summit_id: str) -> Chance:
        return Chance(0.918, 0.9, 3, 0.2, ("s3",))

    def together(self, dyad: Dyad, summit_id: str) -> float:
        return 0.85

    def check_dated(self, summit_id: str) -> None:
        """Every summit has days here."""

    def visit(self, leader: LeaderId, place: Place, start: date) -> Visits:
        return Visits(start, (0.002,) * 365, (0.001,) * 365, 4, 0.5, ("s1",))

    def degraded(self, dyad: Dyad) -> tuple[str, ...]:
        return ("no_record",)


OUTLOOK = FlatOutlook(chronicle())


def ask(kind: QuestionKind, rule: Rule, **more: object) -> Question:
    return replace(Question("q", kind, rule, "", AS_OF), **more)  # type: ignore[arg-type]


def meet(**more: object) -> Rule:
    return replace(Rule((TRUMP, PUTIN), YEAR_END), **more)  # type: ignore[arg-type]


def probability(question: Question) -> float:
    value = answer(question, OUTLOOK).probability
    assert value is not None
    return value


def test_drivers_add_up_from_the_base_rate() -> None:
    found = answer(ask(QuestionKind.MEET, meet()), OUTLOOK)
    moved = sum(driver.contribution for driver in found.drivers)
    assert found.base_rate.rate + moved == pytest.approx(found.probability, abs=1e-9)
    assert [driver.signal_ids for driver in found.drivers] == [(), ("s1",), ("s2",)]
    assert all(driver.contribution > 0 for driver in found.drivers[1:])


@pytest.mark.parametrize("kind", [QuestionKind.NEXT_VENUE, QuestionKind.COUNT, QuestionKind.FIRST])
def test_questions_with_several_outcomes_say_why_any_of_them_is_likely(kind: QuestionKind) -> None:
    if kind is QuestionKind.FIRST:
        options = (meet(place=Place(USA)), meet(place=Place(RUS)))
        question = ask(kind, Rule((), YEAR_END), options=options)
    else:
        question = ask(kind, meet())
    found = answer(question, OUTLOOK)
    assert found.probability is not None
    moved = sum(driver.contribution for driver in found.drivers)
    assert found.base_rate.rate + moved == pytest.approx(found.probability, abs=1e-9)
    assert [driver.signal_ids for driver in found.drivers] == [(), ("s1",), ("s2",)]


def test_venues_sum_to_the_probability() -> None:
    found = answer(ask(QuestionKind.MEET, meet()), OUTLOOK)
    assert sum(found.by_venue.values()) == pytest.approx(found.probability, abs=1e-9)
    assert found.by_summit["G20-2018"] == pytest.approx(found.by_venue["ARG"])


def test_places_and_forums_are_bounded_by_anywhere() -> None:
    anywhere = probability(ask(QuestionKind.MEET, meet()))
    for more in ({"place": Place(USA)}, {"place": Place(FIN)}, {"forum": "G20-2018"}):
        assert probability(ask(QuestionKind.MEET, meet(**more))) < anywhere


def test_a_stricter_definition_is_never_likelier() -> None:
    ladder = [probability(ask(QuestionKind.MEET, meet(contact=rung))) for rung in ContactLevel]
    assert ladder == sorted(ladder, reverse=True)


def test_a_call_makes_contact_likelier_and_says_it_is_assumed() -> None:
    found = answer(ask(QuestionKind.MEET, meet(mode=AcceptedMode.ANY)), OUTLOOK)
    assert found.probability is not None
    assert found.probability > probability(ask(QuestionKind.MEET, meet()))
    assert "call_rate_is_assumed" in found.degraded


@pytest.mark.parametrize("mode", AcceptedMode)
def test_three_meet_or_talk_less_likely_than_any_two(mode: AcceptedMode) -> None:
    three = meet(leaders=(TRUMP, PUTIN, MACRON), mode=mode)
    pairs = ((TRUMP, PUTIN), (TRUMP, MACRON), (PUTIN, MACRON))
    rarest = min(
        probability(ask(QuestionKind.MEET, meet(leaders=pair, mode=mode))) for pair in pairs
    )
    assert probability(ask(QuestionKind.MEET, three)) < rarest


def test_any_of_a_set_is_likelier_than_one() -> None:
    several = ask(QuestionKind.MEET, meet(leaders=(TRUMP, PUTIN, MACRON)), any_of=True)
    assert probability(several) > probability(ask(QuestionKind.MEET, meet()))


def test_the_complement_is_exact() -> None:
    plain, turned = ask(QuestionKind.MEET, meet()), ask(QuestionKind.MEET, meet(), complement=True)
    assert probability(plain) + probability(turned) == pytest.approx(1.0, abs=1e-12)


def test_next_venue_sums_to_one_with_none() -> None:
    found = answer(ask(QuestionKind.NEXT_VENUE, meet()), OUTLOOK)
    assert sum(found.by_venue.values()) == pytest.approx(1.0, abs=1e-9)
    assert {"USA", "RUS", "ARG", "none"} <= set(found.by_venue)


def test_counts_sum_to_one_and_agree_with_any() -> None:
    found = answer(ask(QuestionKind.COUNT, meet()), OUTLOOK)
    assert sum(found.outcomes.values()) == pytest.approx(1.0, abs=1e-9)
    assert found.probability == pytest.approx(1.0 - found.outcomes["0"])


def test_a_meeting_on_record_settles_the_question() -> None:
    window = Window(date(2018, 7, 1), date(2018, 12, 31))
    known = FlatOutlook(chronicle(helsinki(date(2018, 7, 16))))
    question = ask(QuestionKind.MEET, meet(window=window))
    assert answer(question, known).probability == pytest.approx(0.9995)
    in_usa = ask(QuestionKind.MEET, meet(window=window, place=Place(USA)))
    elsewhere = answer(in_usa, known).probability
    assert elsewhere is not None
    assert elsewhere < 0.5


def test_a_window_that_is_over_without_a_meeting_is_no() -> None:
    past = meet(window=Window(date(2018, 6, 1), date(2018, 6, 30)))
    assert probability(ask(QuestionKind.MEET, past)) == pytest.approx(0.0005)


def test_visits_and_attendance_have_curves() -> None:
    visit = answer(ask(QuestionKind.VISIT, Rule((PUTIN,), YEAR_END, place=Place(FRA))), OUTLOOK)
    values = [value for _, value in visit.by_date]
    assert values == sorted(values)
    attend = Rule((PUTIN,), YEAR_END, forum="G20-2018")
    assert probability(ask(QuestionKind.ATTEND, attend)) == pytest.approx(0.918, abs=1e-3)


@pytest.mark.parametrize(
    ("place", "contact", "is_settled"),
    [
        (Place(FIN), ContactLevel.EXCHANGE_OF_WORDS, True),
        (Place(FIN, "Helsinki"), ContactLevel.EXCHANGE_OF_WORDS, True),
        (Place(FIN, "Turku"), ContactLevel.EXCHANGE_OF_WORDS, False),
        (Place(FRA), ContactLevel.EXCHANGE_OF_WORDS, False),
        (Place(FIN), ContactLevel.VISIT_OR_SUMMIT, True),
    ],
)
def test_a_journey_settles_a_visit_to_its_own_city_alone(
    place: Place, contact: ContactLevel, *, is_settled: bool
) -> None:
    known = FlatOutlook(chronicle(helsinki(date(2018, 7, 16))))
    rule = Rule((TRUMP,), Window(date(2018, 7, 1), YEAR_END.end), place=place, contact=contact)
    found = answer(ask(QuestionKind.VISIT, rule), known).probability
    assert (found == pytest.approx(0.9995)) is is_settled


def test_a_journey_to_a_city_not_on_record_settles_its_country_alone() -> None:
    somewhere = replace(helsinki(date(2018, 7, 16)), place=Place(FIN))
    known = FlatOutlook(chronicle(somewhere))
    window = Window(date(2018, 7, 1), YEAR_END.end)
    for place, is_settled in ((Place(FIN), True), (Place(FIN, "Helsinki"), False)):
        found = answer(ask(QuestionKind.VISIT, Rule((TRUMP,), window, place=place)), known)
        assert (found.probability == pytest.approx(0.9995)) is is_settled


def test_an_official_visit_is_not_settled_by_a_brief_encounter_there() -> None:
    brief = replace(helsinki(date(2018, 7, 16)), evidence="brief_encounter")
    known = FlatOutlook(chronicle(brief))
    window = Window(date(2018, 7, 1), YEAR_END.end)
    for contact, is_settled in (
        (ContactLevel.EXCHANGE_OF_WORDS, True),
        (ContactLevel.VISIT_OR_SUMMIT, False),
    ):
        rule = Rule((TRUMP,), window, place=Place(FIN), contact=contact)
        found = answer(ask(QuestionKind.VISIT, rule), known).probability
        assert (found == pytest.approx(0.9995)) is is_settled


def test_a_race_names_its_options() -> None:
    options = (meet(place=Place(USA)), meet(place=Place(RUS)))
    found = answer(ask(QuestionKind.FIRST, Rule((), YEAR_END), options=options), OUTLOOK)
    assert sum(found.outcomes.values()) == pytest.approx(1.0, abs=1e-9)
    assert list(found.outcomes) == [
        "donald-trump--vladimir-putin--USA",
        "donald-trump--vladimir-putin--RUS",
        "none",
    ]


@pytest.mark.parametrize("certainty", Certainty)
@pytest.mark.parametrize("kind", [SignalType.ATTEND, SignalType.NOT_ATTEND])
def test_every_announcement_has_its_worth(kind: SignalType, certainty: Certainty) -> None:
    assert 0.0 < ANNOUNCED[kind, certainty] < 1.0
