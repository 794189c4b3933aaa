"""Forty papers that tell one act make one signal; a new statement makes a new one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from forecaster.domain.clock import Window
from forecaster.domain.entries import Source, entered
from forecaster.domain.news import Article
from forecaster.domain.places import Place
from forecaster.domain.signals import (
    Act,
    Certainty,
    Mention,
    Review,
    Signal,
    SignalType,
    Span,
    Speaker,
    SpeakerKind,
)
from forecaster.reading.merging.copies import Fingerprint, Origins, fingerprint
from forecaster.reading.merging.merge import Merger, cluster, merge
from tests.reading.world import ALDER, BIRCH, NOR, SUD, TODAY, an_article

WIRE = (
    "Norland's Alder has asked Birch to come to Norburg in May, her spokeswoman said on Tuesday. "
    "The two last met in Westport four years ago, when they quarrelled over fishing rights and "
    "the price of timber. A trade paper is to be signed, and the harbour will be shown to guests."
)


def _act(kind: SignalType = SignalType.INVITE, **changes: object) -> Act:
    act = Act(
        type=kind,
        speaker=Speaker(SpeakerKind.OFFICE, "Dora Dune", "spokeswoman", NOR),
        actor=NOR,
        leaders=(ALDER, BIRCH),
        place=None,
        window=None,
        polarity=1,
        certainty=Certainty.FIRM,
        forum=None,
        statement_on=TODAY,
    )
    return replace(act, **changes)  # type: ignore[arg-type]


def _told(
    number: int, act: Act, body: str = WIRE, score: float = 0.9
) -> tuple[Article, tuple[Mention, ...]]:
    article = replace(
        an_article(body, number=f"a-{number}", source=f"Outlet {number}"),
        known_at=datetime(2031, 3, 4, 8, tzinfo=UTC) + timedelta(hours=number),
    )
    return article, (Mention(article.id, act, (Span("body", 0, 60),), "r", "rules@1", score),)


def test_wire_copies_are_one_signal_of_one_origin() -> None:
    copies = [WIRE, WIRE.replace("four years", "4 years"), WIRE[:170], f"UPDATE 2 {WIRE}"]
    (signal,) = merge(_told(n, _act(), body) for n, body in enumerate(copies))
    assert len(signal.witnesses) == len(copies)
    assert len(signal.origins) == 1
    assert signal.revision == len(copies)
    assert signal.known_at == datetime(2031, 3, 4, 11, tzinfo=UTC)


def test_a_page_from_which_a_person_entered_the_act_is_no_second_origin() -> None:
    told = [_told(number, _act(), body) for number, body in enumerate([WIRE[:170], WIRE])]
    page = [(replace(article, url="https://a.example/1"), said) for article, said in told[:1]]
    source = Source("https://a.example/1", "a.example", ("has asked Birch to come",))
    by_hand = entered("hand-1", _act(), source, datetime(2031, 3, 4, 7, tzinfo=UTC))
    (signal,) = merge([*page, told[1]], [by_hand])
    assert (signal.id, len(signal.witnesses), len(signal.origins)) == ("hand-1", 3, 1)
    (elsewhere,) = merge(told, [by_hand])
    assert len(elsewhere.origins) == 2


def test_an_own_report_of_the_same_statement_is_a_second_origin() -> None:
    own = "In Norburg the palace let it be known that Birch is expected in spring, after a quarrel."
    (signal,) = merge([_told(0, _act()), _told(1, _act(), own)])
    assert len(signal.origins) == 2


@pytest.mark.parametrize(
    ("body", "origins"),
    [
        ("Norland has asked Birch over, the Harbour Wire reported. Snow fell all day.", 1),
        ("An aide of Alder's told the Harbour Wire that Birch has been asked. It was cold.", 1),
        (
            "According to a report by the Norburg Post, Birch has been asked to come. It was warm.",
            2,
        ),
        ("Birch has been asked to come to Norburg, a neighbour of the palace told us.", 2),
    ],
)
def test_reports_that_have_it_from_one_outlet_are_one_voice(body: str, origins: int) -> None:
    merger = Merger(outlets=("Harbour Wire", "Norburg Post"))
    merger.add(*_told(1, _act(), f"By Cora Cane of the Harbour Wire\n\n{WIRE}"))
    (signal,) = merger.add(*_told(2, _act(), body))
    assert (len(signal.witnesses), len(signal.origins)) == (2, origins)
    (again,) = Merger([signal], outlets=("Harbour Wire",)).add(*_told(3, _act(), WIRE))
    assert len(again.origins) == origins


@pytest.mark.parametrize(
    "other",
    [
        _act(statement_on=TODAY - timedelta(days=7)),
        _act(speaker=Speaker(SpeakerKind.OFFICE, None, "palace", SUD), actor=SUD),
        _act(SignalType.ACCEPT),
        _act(forum="G20-2031", statement_on=TODAY - timedelta(days=9)),
    ],
    ids=["another day", "the other side", "another type", "another meeting"],
)
def test_what_differs_stays_apart(other: Act) -> None:
    assert len(merge([_told(0, _act()), _told(1, other, "Something else was said.")])) == 2


def test_a_later_recall_of_a_statement_joins_it_by_its_day() -> None:
    recall = _act(background=True)
    (signal,) = merge([_told(0, _act()), _told(30, recall, "Alder had asked Birch on 4 March.")])
    assert len(signal.witnesses) == 2
    assert not signal.act.background


def test_the_next_day_joins_only_with_the_same_words() -> None:
    later = _act(statement_on=TODAY + timedelta(days=1))
    assert len(merge([_told(0, _act()), _told(1, later)])) == 1
    other = "A wholly different text that shares no words with it at all in any place whatever."
    assert len(merge([_told(0, _act()), _told(1, later, other)])) == 2


def test_everyones_report_of_an_event_is_one_signal() -> None:
    speakers = [Speaker(SpeakerKind.OFFICE, None, None, side) for side in (NOR, SUD)]
    met = [_act(SignalType.MET, speaker=speaker, actor=None) for speaker in speakers]
    (signal,) = merge(_told(n, act, f"Own words number {n}.") for n, act in enumerate(met))
    assert len(signal.witnesses) == 2


def test_merging_goes_on_from_stored_signals() -> None:
    (first,) = merge([_told(0, _act())])
    (again,) = merge([_told(1, _act())], [first])
    assert (again.id, again.revision, len(again.witnesses)) == (first.id, 2, 2)
    assert len(again.origins) == 1


def test_an_article_that_is_read_twice_changes_nothing() -> None:
    merger = Merger()
    told = _told(0, _act())
    assert len(merger.add(*told)) == 1
    assert merger.add(*told) == ()


def test_a_denial_withdraws_the_report() -> None:
    paper = Speaker(SpeakerKind.MEDIA)
    report = _act(SignalType.CANCEL, speaker=paper, actor=None, certainty=Certainty.UNCONFIRMED)
    denial = _act(SignalType.CONFIRM, retracts=SignalType.CANCEL)
    signals = {s.act.type: s for s in merge([_told(0, report), _told(1, denial, "Rubbish.")])}
    assert signals[SignalType.CANCEL].retracted
    assert signals[SignalType.CANCEL].revision == 2
    assert not signals[SignalType.CONFIRM].retracted


def test_weak_readings_wait_for_review_until_a_strong_one_comes() -> None:
    merger = Merger()
    (weak,) = merger.add(*_told(0, _act(), score=0.2))
    assert weak.review is Review.PENDING
    (strong,) = merger.add(*_told(1, _act(), score=0.9))
    assert strong.review is Review.ACCEPTED


def _held_back(number: int, act: Act) -> tuple[Article, tuple[Mention, ...]]:
    article, (mention,) = _told(number, act, f"{WIRE} Edition {number}.")
    return article, (replace(mention, waits=True),)


def test_what_its_reader_holds_back_waits_for_review_however_likely() -> None:
    (signal,) = merge([_held_back(1, _act())])
    assert signal.review is Review.PENDING
    (signal,) = merge([_held_back(1, _act()), _told(2, _act())])
    assert (signal.review, len(signal.witnesses)) == (Review.ACCEPTED, 2)


def test_what_its_reader_holds_back_bears_out_and_withdraws_nothing() -> None:
    (signal,) = merge([_told(1, _act()), _held_back(2, _act())])
    assert (signal.review, len(signal.witnesses)) == (Review.ACCEPTED, 1)
    dropped, denial = _act(SignalType.CANCEL), _act(SignalType.CONFIRM, retracts=SignalType.CANCEL)
    signals = {one.act.type: one for one in merge([_told(1, dropped), _held_back(2, denial)])}
    assert not signals[SignalType.CANCEL].retracted
    assert signals[SignalType.CONFIRM].review is Review.PENDING


def test_cluster_keys_agree_across_articles() -> None:
    first, second, other = cluster(
        [_told(0, _act()), _told(1, _act()), _told(2, _act(SignalType.DECLINE), "No, said Birch.")]
    )
    assert first.cluster == second.cluster != other.cluster


def test_an_article_is_compared_once_however_many_acts_it_tells(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    article, (mention,) = _told(0, _act(), WIRE)
    days = [TODAY - timedelta(days=7 * number) for number in range(40)]
    mentions = [replace(mention, act=_act(statement_on=day)) for day in days]
    compared: list[str] = []
    compare = Origins.origin

    def watched(self: Origins, text: str) -> str:
        compared.append(text)
        return compare(self, text)

    monkeypatch.setattr(Origins, "origin", watched)
    assert len({one.cluster for one in cluster([(article, mentions)])}) == len(mentions)
    assert len(compared) == 1


def test_the_order_of_articles_does_not_change_what_is_joined() -> None:
    told = [_told(n, _act(), body) for n, body in enumerate((WIRE, WIRE[:150], "Own words."))]
    told += [_told(9, _act(statement_on=date(2031, 2, 1)), "An older offer of another day.")]
    sizes = {
        tuple(sorted(len(signal.witnesses) for signal in merge(order)))
        for order in (told, told[::-1], told[2:] + told[:2])
    }
    assert sizes == {(1, 3)}


@pytest.mark.parametrize("day", [TODAY, None])
def test_an_act_is_found_again_behind_a_page_that_tells_hundreds_like_it(day: date | None) -> None:
    def plan(number: int, statement: date | None) -> Act:
        on = TODAY + timedelta(days=number)
        return _act(SignalType.CONFIRM, window=Window(on, on), statement_on=statement)

    merger = Merger()
    (known,) = merger.add(*_told(0, plan(0, day)))
    page, _ = _told(1, plan(1, day), "A page.")
    told = [mention for number in range(1, 201) for mention in _told(1, plan(number, day))[1]]
    assert len(merger.add(page, told)) == len(told)
    (again,) = merger.add(*_told(2, plan(0, TODAY), "Alder and Birch will meet this very day."))
    assert (again.id, len(again.witnesses)) == (known.id, 2)


def test_an_origin_key_is_a_fingerprint_and_back() -> None:
    own = fingerprint(WIRE)
    assert Fingerprint.parse(own.key) == own
    assert Fingerprint.parse("no fingerprint at all") is None
    origins = Origins()
    origins.learn([own.key])
    assert origins.origin(WIRE.replace("May", "June")) == own.key


def test_signals_differ_in_id() -> None:
    signals: list[Signal] = []
    for number in range(20):
        signals += merge([_told(number, _act(statement_on=date(2031, 1, 1 + number)))])
    assert len({signal.id for signal in signals}) == 20


def test_a_recall_without_a_day_takes_that_of_a_report_that_dates_the_act() -> None:
    recall = _act(statement_on=None, background=True)
    dated = _act(statement_on=TODAY - timedelta(days=5))
    (signal,) = merge([_told(0, recall, "The offer stands."), _told(1, dated, "Other words.")])
    assert len(signal.witnesses) == 2
    assert signal.act.statement_on == dated.statement_on


def test_what_is_said_after_a_recall_is_none_of_what_it_recalls() -> None:
    recall = _act(statement_on=None, background=True)
    later = _act(statement_on=TODAY + timedelta(days=3))
    assert len(merge([_told(0, recall, "The offer stands."), _told(80, later, "Again.")])) == 2


@pytest.mark.parametrize(
    ("first", "last", "signals"),
    [
        (date(2031, 12, 1), date(2031, 12, 31), 1),
        (date(2032, 3, 1), date(2032, 5, 31), 2),
    ],
)
def test_retellings_of_an_offer_may_differ_on_the_time_of_year(
    first: date, last: date, signals: int
) -> None:
    norburg = Place(NOR, "Norburg")
    autumn = _act(place=norburg, window=Window(date(2031, 9, 1), date(2031, 11, 30)))
    other = _act(place=norburg, window=Window(first, last))
    assert len(merge([_told(0, autumn, "In autumn."), _told(1, other, "Not so.")])) == signals


def test_two_days_proposed_are_two_offers() -> None:
    norburg = Place(NOR, "Norburg")
    days = [date(2031, 5, 5), date(2031, 5, 12)]
    offers = [_act(place=norburg, window=Window(day, day)) for day in days]
    told = [_told(n, offer, f"Number {n} of all.") for n, offer in enumerate(offers)]
    assert len(merge(told)) == 2
