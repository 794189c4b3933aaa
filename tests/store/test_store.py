"""One suite for every database: what is written is read, once, as of any moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from forecaster.domain.errors import NotFoundError, StoreError
from forecaster.domain.news import ArticleId
from forecaster.domain.people import Dyad
from forecaster.domain.questions import QuestionState
from forecaster.domain.signals import Review, Signal, SignalType
from forecaster.domain.versions import ModelState
from forecaster.store.ports import (
    ForecastQuery,
    QuestionQuery,
    Records,
    Revisions,
    SignalQuery,
)
from forecaster.store.records import (
    ApiKey,
    Change,
    ChangeType,
    Decision,
    Delivery,
    DeliveryState,
    FeedProblem,
    FeedState,
    Heartbeat,
    LedgerRoot,
    LedgerRow,
    ModelMove,
    Pair,
    QuestionMove,
    Rival,
    RunState,
    StoredAnswer,
    StoredCurve,
    Subscription,
)
from forecaster.store.sql import SqlStore
from tests.store.samples import (
    DAY,
    DYAD,
    HOUR,
    MACRON,
    PUTIN,
    T0,
    TRUMP,
    a_curve,
    a_digest,
    a_forecast,
    a_mention,
    a_model,
    a_question,
    a_resolution,
    a_run,
    a_score,
    a_signal,
    a_summit,
    an_act,
    an_article,
    an_encounter,
    retracted,
)

# Articles


def test_an_article_is_kept_once_with_its_first_known_time(store: SqlStore) -> None:
    article = an_article(url="https://wire.example/1")
    with store.write() as records:
        assert records.articles.add([article, article]) == (article.id,)
    with store.write() as records:
        assert records.articles.add([replace(article, known_at=T0 + DAY)]) == ()
    with store.read() as records:
        assert records.articles.get(article.id) == article
        assert records.articles.newest_at() == T0
        with pytest.raises(NotFoundError, match="none"):
            records.articles.get(ArticleId("none"))


def test_hostile_characters_are_kept_as_they_came(store: SqlStore) -> None:
    article = replace(an_article("NUL \x00 bidi \u202e half \ud800"), source="Wire \x00 \ud800")
    with store.write() as records:
        records.articles.add([article])
    with store.read() as records:
        assert records.articles.get(article.id) == article


def test_articles_are_paged_by_known_time(store: SqlStore) -> None:
    articles = [an_article(str(n), known_at=T0 + (n // 2) * HOUR) for n in range(7)]
    with store.write() as records:
        records.articles.add(reversed(articles))
    with store.read() as records:
        first = records.articles.page(limit=3)
        rest = records.articles.page(after=first[-1].id, limit=10)
        assert {a.id for a in first + rest} == {a.id for a in articles}
        assert [a.known_at for a in first + rest] == [a.known_at for a in articles]
        assert len(records.articles.page(as_of=T0)) == 2


def test_reading_is_noted_once_per_reader(store: SqlStore) -> None:
    early, late = an_article("early"), an_article("late", known_at=T0 + HOUR)
    found = (a_mention(early),)
    with store.write() as records:
        records.articles.add([late, early])
        assert records.articles.unread("rules@1", until=T0, limit=9) == (early,)
        records.articles.mark_read(early.id, "rules@1", found, T0)
        records.articles.mark_read(early.id, "rules@1", (), T0 + HOUR)
    with store.read() as records:
        assert records.articles.mentions(early.id, "rules@1") == found
        assert records.articles.mentions(early.id, "rules@2") is None
        assert records.articles.unread("rules@1", until=T0 + DAY, limit=9) == (late,)
        assert len(records.articles.unread("rules@2", until=T0 + DAY, limit=9)) == 2


def test_what_is_settled_is_not_looked_at_again_and_nothing_is_left_out(store: SqlStore) -> None:
    early, ahead = an_article("early"), an_article("ahead", known_at=T0 + DAY)
    with store.write() as records:
        records.articles.add([early, ahead])
        records.articles.mark_read(early.id, "rules@1", (), T0)
        records.articles.settle("rules@1")
        assert records.articles.unread("rules@1", until=T0, limit=9) == ()
        assert records.articles.unread("rules@1", until=T0 + DAY, limit=9) == (ahead,)
        records.articles.mark_read(ahead.id, "rules@1", (), T0)
        records.articles.settle("rules@1")
    backdated = an_article("came later, known before", known_at=T0 - DAY)
    with store.write() as records:
        records.articles.add([backdated])
        assert records.articles.unread("rules@1", until=T0, limit=9) == (backdated,)
        assert len(records.articles.unread("rules@2", until=T0 + DAY, limit=9)) == 3


def test_an_edited_page_knows_the_text_before(store: SqlStore) -> None:
    url = "https://wire.example/" + "long" * 1000
    first = an_article("They will meet.", url=url)
    second = an_article("They will not meet.", url=url, known_at=T0 + HOUR)
    other = an_article("Elsewhere.", url="https://wire.example/2", known_at=T0 + HOUR)
    with store.write() as records:
        records.articles.add([first, second, other])
    with store.read() as records:
        assert records.articles.predecessor(second) == first
        assert records.articles.predecessor(first) is None
        assert records.articles.predecessor(other) is None
        assert records.articles.predecessor(an_article("from a file")) is None


# Revisions, one suite for every record that has them

Case = tuple[Callable[[Records], Revisions[Any]], Callable[..., Any]]


def a_pair(*, revision: int = 1, known_at: datetime = T0) -> Pair:
    return Pair(DYAD, revision, revision == 1, "watchlist", known_at)


def a_subscription(*, revision: int = 1, known_at: datetime = T0) -> Subscription:
    return Subscription(
        "daily", revision, "x@example.org", "Europe/Berlin", 7, (), 0.02, True, "", known_at
    )


REVISED: dict[str, Case] = {
    "signals": (lambda r: r.signals, a_signal),
    "summits": (lambda r: r.summits, a_summit),
    "encounters": (lambda r: r.encounters, an_encounter),
    "resolutions": (lambda r: r.resolutions, a_resolution),
    "pairs": (lambda r: r.pairs, a_pair),
    "subscriptions": (lambda r: r.subscriptions, a_subscription),
}


@pytest.fixture(params=REVISED)
def revised(request: pytest.FixtureRequest) -> Case:
    return REVISED[request.param]


def test_revisions_are_added_never_edited(store: SqlStore, revised: Case) -> None:
    table, make = revised
    first, second = make(), make(revision=2, known_at=T0 + DAY)
    key = getattr(first, "id", None) or first.question_id
    with store.write() as records:
        assert table(records).append(first)
        assert table(records).append(second)
        assert not table(records).append(first)
        assert not table(records).append(second)
    with store.read() as records:
        assert table(records).get(key) == second
        assert table(records).get(key, as_of=T0) == first
        assert table(records).history(key) == (first, second)
        assert table(records).current() == (second,)
        assert table(records).current(as_of=T0) == (first,)
        assert table(records).current(as_of=T0 - DAY) == ()
        assert table(records).until(T0) == (first,)
        assert table(records).until() == (first, second)
        assert table(records).history("nobody") == ()
        with pytest.raises(NotFoundError):
            table(records).get(key, as_of=T0 - DAY)


def test_nothing_is_overwritten_nor_backdated(store: SqlStore, revised: Case) -> None:
    table, make = revised
    with store.write() as records:
        table(records).append(make())
        with pytest.raises(StoreError, match="other content"):
            table(records).append(make(known_at=T0 + HOUR))
        with pytest.raises(StoreError, match="known before"):
            table(records).append(make(revision=2, known_at=T0 - HOUR))


def test_a_failed_transaction_leaves_nothing(store: SqlStore, revised: Case) -> None:
    table, make = revised

    def fail() -> None:
        with store.write() as records:
            table(records).append(make())
            records.articles.add([an_article()])
            raise KeyError("midway")

    with pytest.raises(KeyError):
        fail()
    with store.read() as records:
        assert table(records).current() == ()
        assert records.articles.page() == ()
        assert records.changes.head() == 0


# Signals


def test_signals_are_found_by_leader_type_review_and_time(store: SqlStore) -> None:
    call = a_signal("s2", act=an_act(SignalType.CALL, PUTIN, MACRON), known_at=T0 + HOUR)
    visit = a_signal("s3", act=an_act(SignalType.TRAVEL, TRUMP), known_at=T0 + 2 * HOUR)
    pending = replace(a_signal("s4", known_at=T0 + 3 * HOUR), review=Review.PENDING)
    first = a_signal("s1")
    with store.write() as records:
        for signal in (first, call, visit, pending):
            records.signals.append(signal)

    def ids(**query: object) -> list[str]:
        return [signal.id for signal in records.signals.find(SignalQuery(**query))]

    with store.read() as records:
        assert ids() == ["s1", "s2", "s3", "s4"]
        assert ids(leaders=(PUTIN,)) == ["s1", "s2", "s4"]
        assert ids(leaders=(PUTIN, MACRON)) == ["s2"]
        assert ids(types=(SignalType.CALL, SignalType.TRAVEL)) == ["s2", "s3"]
        assert ids(review=Review.PENDING) == ["s4"]
        assert ids(known_since=T0 + 2 * HOUR) == ["s3", "s4"]
        assert ids(as_of=T0 + HOUR) == ["s1", "s2"]
        assert ids(after="s2", limit=1) == ["s3"]
        assert ids(latest_first=True) == ["s4", "s3", "s2", "s1"]
        assert ids(latest_first=True, after="s3", as_of=T0 + 2 * HOUR) == ["s2", "s1"]
        assert records.signals.count(SignalQuery(leaders=(PUTIN,), after="s2", limit=1)) == 3
        assert [s.id for s in records.signals.near([MACRON, TRUMP], T0 + HOUR)] == [
            "s2",
            "s3",
            "s4",
        ]
        with pytest.raises(NotFoundError):
            ids(after="nobody")


def test_a_retraction_leaves_the_past_as_it_was(store: SqlStore) -> None:
    first = a_signal()
    gone = retracted(first, known_at=T0 + DAY)
    with store.write() as records:
        records.signals.append(first)
        records.signals.append(gone)
    with store.read() as records:
        assert records.signals.find(SignalQuery(as_of=T0)) == (first,)
        assert records.signals.find(SignalQuery()) == (gone,)
        assert records.signals.count(SignalQuery()) == 1
        assert records.signals.near([PUTIN], T0) == (gone,)
        assert [c.type for c in records.changes.since(0)] == [
            ChangeType.SIGNAL_RECORDED,
            ChangeType.SIGNAL_RETRACTED,
        ]


def test_an_edit_that_changes_the_leaders_moves_the_signal(store: SqlStore) -> None:
    edited = a_signal(revision=2, act=an_act(SignalType.INVITE, TRUMP, MACRON))
    with store.write() as records:
        records.signals.append(a_signal())
        records.signals.append(edited)
    with store.read() as records:
        assert records.signals.find(SignalQuery(leaders=(PUTIN,))) == ()
        assert records.signals.find(SignalQuery(leaders=(MACRON,))) == (edited,)


def test_reviewers_words_are_kept_in_order(store: SqlStore) -> None:
    words = [
        Decision("s1", 1, verdict, "ada", "because", T0)
        for verdict in (Review.REJECTED, Review.ACCEPTED)
    ]
    with store.write() as records:
        for word in words:
            records.signals.decide(word)
    with store.read() as records:
        assert records.signals.decisions("s1") == tuple(words)
        assert records.signals.decisions("s2") == ()


# Questions and forecasts


def test_questions_pass_through_states(store: SqlStore) -> None:
    early = a_question("q1", end=date(2018, 8, 31))
    late = replace(
        a_question("q2", opened_at=T0 + DAY), rule=replace(a_question().rule, leaders=(MACRON,))
    )
    closing = QuestionMove("q1", 2, QuestionState.CLOSED, "deadline_passed", T0 + 2 * DAY)
    with store.write() as records:
        assert records.questions.open(early)
        assert not records.questions.open(early)
        assert records.questions.open(late)
        assert records.questions.move(closing)
        with pytest.raises(StoreError, match="something else"):
            records.questions.open(replace(late, id="q1"))

    def ids(**query: object) -> list[str]:
        return [question.id for question in records.questions.find(QuestionQuery(**query))]

    with store.read() as records:
        assert records.questions.get("q1") == early
        assert records.questions.state("q1") == closing
        assert records.questions.state("q1", as_of=T0 + DAY).state is QuestionState.OPEN
        assert [move.revision for move in records.questions.moves("q1")] == [1, 2]
        assert ids() == ["q1", "q2"]
        assert ids(states=(QuestionState.OPEN,)) == ["q2"]
        assert ids(states=(QuestionState.OPEN,), as_of=T0 + DAY) == ["q1", "q2"]
        assert ids(as_of=T0) == ["q1"]
        assert ids(leaders=(MACRON,)) == ["q2"]
        assert ids(deadline_until=date(2018, 9, 1)) == ["q1"]
        assert ids(after="q1") == ["q2"]
        with pytest.raises(NotFoundError):
            records.questions.get("q9")


def test_issues_stay_and_the_newest_is_in_force(store: SqlStore) -> None:
    issues = [a_forecast(f"f{n}", issued_at=T0 + n * DAY) for n in range(3)]
    with store.write() as records:
        assert records.forecasts.issue(issues[:2]) == 2
        assert records.forecasts.issue(issues) == 1
    with store.read() as records:
        forecasts = records.forecasts
        assert forecasts.get("f1") == issues[1]
        assert forecasts.in_force("q1") == issues[2]
        assert forecasts.in_force("q1", as_of=T0 + DAY) == issues[1]
        assert forecasts.in_force("q1", as_of=T0 - DAY) is None
        assert forecasts.latest(["q1", "q2"]) == {"q1": issues[2]}
        assert forecasts.latest(["q1"], as_of=T0) == {"q1": issues[0]}
        assert forecasts.history(ForecastQuery("q1")) == tuple(issues)
        between = ForecastQuery("q1", issued_after=T0, issued_until=T0 + DAY)
        assert forecasts.history(between) == (issues[1],)
        assert forecasts.history(ForecastQuery("q1", model_version="other")) == ()
        assert forecasts.last_issued_at() == T0 + 2 * DAY
        with pytest.raises(NotFoundError):
            forecasts.get("f9")


def test_curves_come_back_to_the_bit(store: SqlStore) -> None:
    curve = StoredCurve(DYAD, T0, T0, "m1", "d" * 64, a_curve(), ("feed_stale",))
    with store.write() as records:
        assert records.forecasts.keep_curve(curve)
        assert not records.forecasts.keep_curve(curve)
    with store.read() as records:
        assert records.forecasts.curve(DYAD) == curve
        assert records.forecasts.curve(DYAD, as_of=T0 - HOUR) is None
        assert records.forecasts.curve(Dyad.of(TRUMP, MACRON)) is None


# Ledger, scores, models


def a_row(seq: int) -> LedgerRow:
    return LedgerRow(seq, "issue", "2018-07-20T12:00:00Z", {"p": 0.1 + 0.2}, "0" * 64, f"{seq:064}")


def test_the_ledger_has_no_gaps(store: SqlStore) -> None:
    with store.write() as records:
        records.ledger.append(a_row(n) for n in range(1, 1203))
        assert records.ledger.last() == a_row(1202)
        for wrong in (1202, 1204):
            with pytest.raises(StoreError, match="cannot follow"):
                records.ledger.append([a_row(wrong)])
    with store.read() as records:
        assert list(records.ledger.rows()) == [a_row(n) for n in range(1, 1203)]
        assert [row.seq for row in records.ledger.rows(after=1000, limit=3)] == [1001, 1002, 1003]
        assert list(records.ledger.rows(after=1202)) == []


def test_a_day_is_signed_once(store: SqlStore) -> None:
    root = LedgerRoot("2018-07-20", 3, "h", "s")
    with store.write() as records:
        assert records.ledger.sign(root)
        assert not records.ledger.sign(replace(root, hash="other"))
    with store.read() as records:
        assert records.ledger.roots() == (root,)


def test_scores_follow_the_newest_resolution(store: SqlStore) -> None:
    first = [a_score("f1"), a_score("f2")]
    again = [a_score("f1", revision=2, scored_at=T0 + DAY)]
    with store.write() as records:
        assert records.scores.add(first) == 2
        assert records.scores.add([*first, *again]) == 1
    with store.read() as records:
        assert records.scores.of_question("q1") == tuple(again)
        assert records.scores.current() == tuple(again)
        assert records.scores.current(as_of=T0) == tuple(first)


def test_other_peoples_numbers_are_kept_beside_ours(store: SqlStore) -> None:
    number = Rival("q1", "market", T0, 0.4, T0 + HOUR)
    with store.write() as records:
        assert records.rivals.add([number, number]) == 1
        assert records.rivals.add([replace(number, at=T0 + HOUR), number]) == 1
    with store.read() as records:
        assert [n.at for n in records.rivals.known()] == [T0, T0 + HOUR]
        assert records.rivals.known(as_of=number.known_at - HOUR) == ()


def test_one_model_is_in_service_and_history_stays(store: SqlStore) -> None:
    first, second = a_model("m1"), a_model("m2", fitted_at=T0 + DAY)
    document = {"coefficients": [0.1 + 0.2, -3], "features": ["recency"]}
    champion = ModelState.CHAMPION
    with store.write() as records:
        assert records.models.add(first, document)
        assert not records.models.add(first, document)
        assert records.models.add(second, document)
        assert records.models.champion() is None
        records.models.move(ModelMove("m1", 2, champion, "first", T0 + HOUR))
        records.models.move(ModelMove("m2", 2, champion, "better", T0 + 2 * DAY))
    with store.read() as records:
        models = records.models
        assert models.document("m1") == document
        assert (now := models.champion()) is not None
        assert now.id == "m2"
        assert (then := models.champion(as_of=T0 + DAY)) is not None
        assert then.id == "m1"
        assert models.champion(as_of=T0) is None
        assert models.get("m1").state is ModelState.RETIRED
        assert models.get("m1").reason == "replaced by m2"
        assert [m.id for m in models.all(as_of=T0 + HOUR)] == ["m1"]
        assert [m.state for m in models.moves("m1")] == [
            ModelState.CANDIDATE,
            champion,
            ModelState.RETIRED,
        ]
        with pytest.raises(NotFoundError):
            models.document("m9")


# Runs


def test_a_slot_is_held_by_one(store: SqlStore) -> None:
    with store.write() as records:
        mine = records.runs.claim(a_run(owner="p1"), now=T0)
        assert mine is not None
        assert (mine.token, mine.attempts) == (1, 1)
        assert records.runs.claim(a_run(owner="p2"), now=T0 + HOUR / 2) is None
        assert records.runs.finish(
            replace(mine, state=RunState.SUCCEEDED, finished_at=T0, report={"new": 3})
        )
        assert records.runs.claim(a_run(owner="p2"), now=T0 + DAY) is None
    with store.read() as records:
        assert records.runs.get("collect", T0).report == {"new": 3}
        assert records.runs.last_slot("collect") == T0
        assert records.runs.last_slot("read") is None


def test_a_lost_slot_is_taken_over_and_the_late_writer_refused(store: SqlStore) -> None:
    with store.write() as records:
        late = records.runs.claim(a_run(owner="p1"), now=T0)
        heir = records.runs.claim(a_run(owner="p2"), now=T0 + 2 * HOUR)
        assert late is not None
        assert heir is not None
        assert (heir.token, heir.attempts, heir.owner) == (2, 2, "p2")

    def write_late() -> None:
        with store.write(late.lease) as records:
            records.articles.add([an_article()])

    with pytest.raises(StoreError, match="taken over"):
        write_late()
    with store.write(heir.lease) as records:
        assert not records.runs.finish(replace(late, state=RunState.SUCCEEDED))
        assert records.articles.page() == ()


def test_a_failed_slot_is_free_again_and_told(store: SqlStore) -> None:
    with store.write() as records:
        run = records.runs.claim(a_run(), now=T0)
        assert run is not None
        failed = replace(run, state=RunState.FAILED, finished_at=T0, error="feed-unusable")
        assert records.runs.finish(failed)
        again = records.runs.claim(a_run(), now=T0)
        assert again is not None
        assert again.attempts == 2
        assert not records.runs.skip(a_run())
        assert records.runs.skip(a_run(slot=T0 + DAY))
    with store.read() as records:
        assert [(r.slot, r.state) for r in records.runs.latest(job="collect")] == [
            (T0 + DAY, RunState.SKIPPED),
            (T0, RunState.RUNNING),
        ]
        assert records.runs.latest(job="read") == ()
        assert records.changes.since(0)[0].type is ChangeType.RUN_FAILED
        with pytest.raises(NotFoundError):
            records.runs.get("fit", T0)


def test_signs_of_life_replace_each_other(store: SqlStore) -> None:
    beat = Heartbeat("schedule", T0, "p1", {"collect": "2018-07-20T13:00:00Z"})
    with store.write() as records:
        records.runs.beat(beat)
        records.runs.beat(replace(beat, at=T0 + HOUR))
    with store.read() as records:
        assert records.runs.heartbeat("schedule") == replace(beat, at=T0 + HOUR)
        assert records.runs.heartbeat("other") is None


# Feeds, digests, keys, changes


def test_validators_of_a_feed_come_back_byte_for_byte(store: SqlStore) -> None:
    state = FeedState("https://wire.example/rss", "Wire", T0, etag='W/"\xe9 \x85"')
    with store.write() as records:
        assert records.feeds.get(state.url) is None
        records.feeds.save(state)
        records.feeds.save(replace(state, failures=2))
    with store.read() as records:
        assert records.feeds.get(state.url) == replace(state, failures=2)
        assert len(records.feeds.all()) == 1


def test_a_problem_is_kept_once_a_day(store: SqlStore) -> None:
    problem = FeedProblem("https://wire.example/rss", T0, "feed-unusable", "not XML", "<html\x00")
    with store.write() as records:
        for at in (T0, T0 + HOUR, T0 + DAY):
            records.feeds.report(replace(problem, at=at))
        records.feeds.report(replace(problem, detail="404"))
    with store.read() as records:
        assert [p.at for p in records.feeds.problems()] == [T0 + DAY, T0, T0]


def test_a_digest_and_its_messages_are_kept_together(store: SqlStore) -> None:
    message = Delivery("m1", "d1", "x@example.org", "Subject: x\r\n", DeliveryState.PENDING, T0)
    with store.write() as records:
        assert records.digests.add(a_digest(), [message])
        assert not records.digests.add(a_digest("d2"), [replace(message, id="m2")])
        assert records.digests.due(T0 - HOUR) == ()
        assert records.digests.due(T0) == (message,)
        records.digests.note(replace(message, state=DeliveryState.SENT, sent_at=T0, attempts=1))
        assert records.digests.due(T0 + DAY) == ()
        tomorrow = replace(a_digest("d3", local_on=date(2018, 7, 21)), created_at=T0 + DAY)
        assert records.digests.add(tomorrow, [])
    with store.read() as records:
        assert records.digests.get("d1") == a_digest()
        assert records.digests.last("daily") == tomorrow
        assert records.digests.last("daily", as_of=T0) == a_digest()
        assert records.digests.latest(limit=1) == (tomorrow,)
        assert records.digests.deliveries("d1")[0].state is DeliveryState.SENT
        with pytest.raises(NotFoundError):
            records.digests.get("d2")


def test_keys_are_kept_as_hashes_and_revoked(store: SqlStore) -> None:
    key = ApiKey("smt_ab", "f" * 64, "laptop", ("read",), T0, expires_at=T0 + DAY)
    with store.write() as records:
        records.keys.add(key)
        assert records.keys.revoke("smt_ab", T0 + HOUR).revoked_at == T0 + HOUR
        assert records.keys.revoke("smt_ab", T0 + DAY).revoked_at == T0 + HOUR
        with pytest.raises(NotFoundError, match="keys list"):
            records.keys.revoke("smt_zz", T0)
        with pytest.raises(StoreError):
            records.keys.add(key)
    assert key.is_valid(T0)
    assert not key.is_valid(T0 + DAY)


def test_an_answer_is_repeated_until_forgotten(store: SqlStore) -> None:
    done = StoredAnswer("k:1", "h", 201, {"Location": "/v1/questions/q1"}, "{}", T0)
    with store.write() as records:
        assert records.keys.answer("k:1") is None
        records.keys.keep_answer(done)
        assert records.keys.answer("k:1") == done
        assert records.keys.forget_answers(T0) == 0
        assert records.keys.forget_answers(T0 + DAY) == 1


def test_changes_are_numbered_in_commit_order_without_gaps(store: SqlStore) -> None:
    for number in range(3):
        with store.write() as records:
            records.articles.add([an_article(str(number))])
            records.signals.append(a_signal(f"s{number}"))

    def fail() -> None:
        with store.write() as records:
            records.signals.append(a_signal("lost"))
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with store.write() as records:
        records.changes.note(Change(0, ChangeType.FEED_STALE, "feed", "u", 1, T0))
        assert records.changes.since(6)[0].type is ChangeType.FEED_STALE
    with store.read() as records:
        assert records.changes.head() == 7
        assert [c.seq for c in records.changes.since(0)] == list(range(1, 8))
        only = records.changes.since(2, types=[ChangeType.SIGNAL_RECORDED], limit=1)
        assert [(c.seq, c.resource_id) for c in only] == [(4, "s1")]


def test_a_view_for_reading_refuses_to_write(store: SqlStore) -> None:
    with store.read() as records, pytest.raises(StoreError, match="for reading"):
        records.signals.append(a_signal())


def test_a_view_is_consistent_while_others_write(store: SqlStore) -> None:
    with store.read() as view:
        assert view.signals.current() == ()
        with store.write() as records:
            records.signals.append(a_signal())
        assert view.signals.current() == ()
    with store.read() as view:
        assert len(view.signals.current()) == 1


def test_as_of_views_never_change_as_more_comes_in(store: SqlStore) -> None:
    def view() -> tuple[Signal, ...]:
        with store.read() as records:
            return records.signals.until(T0 + HOUR)

    with store.write() as records:
        records.signals.append(a_signal("s1"))
        records.signals.append(a_signal("s2", known_at=T0 + HOUR))
    before = view()
    with store.write() as records:
        records.signals.append(retracted(a_signal("s1"), known_at=T0 + DAY))
        records.signals.append(a_signal("s3", known_at=T0 + DAY))
    assert view() == before
