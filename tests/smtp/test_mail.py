"""Mail against a real server: never lost, never twice, never somebody else's headers."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from forecaster.domain.errors import SettingsError, StoreError
from forecaster.store.ports import Records
from forecaster.store.records import Delivery, DeliveryState, Digest
from forecaster.store.sql import SqlStore, engine, open_store
from jobs import digest
from jobs.deliver.mail import SmtpSender
from jobs.deliver.message import message_of
from jobs.deliver.outbox import HELD, PermanentError, TransientError, deliver, pause
from jobs.ports import Ports
from jobs.settings import DigestSettings, MailSettings
from tests.api.seeds import at
from tests.smtp.conftest import Mailbox
from tests.store.samples import a_digest

START = at(19, hour=8)


@pytest.fixture
def ports(ports_with: Callable[..., Ports], store: SqlStore, mailbox: Mailbox) -> Ports:
    with store.write() as records:
        for one in records.subscriptions.current():
            records.subscriptions.append(replace(one, revision=2, active=False))
    mail = MailSettings(
        host="127.0.0.1", port=mailbox.port, security="none", sender="service@summitry.example"
    )
    return ports_with(mail, digests=(DigestSettings(recipient="reader@example.org"),))


def newest(ports: Ports) -> Digest:
    with ports.read() as records:
        held = records.digests.latest(limit=9)
    return next(one for one in held if one.subscription_id.startswith("config"))


def delivery_of(ports: Ports) -> Delivery:
    with ports.read() as records:
        return records.digests.deliveries(newest(ports).id)[0]


def parsed(content: bytes) -> Any:
    return message_from_bytes(content, policy=default)


def test_a_digest_arrives_as_stored(ports: Ports, mailbox: Mailbox) -> None:
    assert digest.run(ports, START).counts["messages sent"] == 1
    [(recipients, content)] = mailbox.received
    assert recipients == ["reader@example.org"]
    message = parsed(content)
    stored = newest(ports)
    assert message["Subject"] == stored.subject
    assert message["Message-ID"] == f"<{stored.id}@summitry.example>"
    text, html = message.iter_parts()
    assert text.get_content().split() == stored.text.split()
    assert html.get_content().split() == stored.html.split()


def test_an_outage_of_two_hours_loses_nothing_and_sends_once(
    ports: Ports, mailbox: Mailbox
) -> None:
    mailbox.stop()
    now = START
    while now < START + timedelta(hours=2):
        assert digest.run(ports, now).counts["messages sent"] == 0
        now += timedelta(minutes=15)
    assert delivery_of(ports).state is DeliveryState.PENDING
    mailbox.start()
    for _ in range(24):
        digest.run(ports, now)
        now += timedelta(minutes=15)
    assert len(mailbox.received) == 1
    assert delivery_of(ports).state is DeliveryState.SENT


@pytest.mark.parametrize("where", ["recipient", "data"])
def test_greylisting_is_tried_again(ports: Ports, mailbox: Mailbox, where: str) -> None:
    if where == "recipient":
        mailbox.recipient_answer = "451 greylisted"
    else:
        mailbox.answer = "451 later"
    assert digest.run(ports, START).counts["messages waiting"] == 1
    first = delivery_of(ports)
    assert first.error.startswith("451")
    assert digest.run(ports, START).counts["messages waiting"] == 0, "not before its time"
    mailbox.recipient_answer = mailbox.answer = "250 ok"
    assert digest.run(ports, START + pause(1)).counts["messages sent"] == 1
    assert len(mailbox.received) == 1


@pytest.mark.parametrize("where", ["recipient", "data"])
def test_a_refusal_for_good_parks_the_recipient(ports: Ports, mailbox: Mailbox, where: str) -> None:
    if where == "recipient":
        mailbox.recipient_answer = "550 nobody here"
    else:
        mailbox.answer = "554 not wanted"
    assert digest.run(ports, START).counts["messages parked"] == 1
    mailbox.recipient_answer = mailbox.answer = "250 ok"
    for day in range(1, 4):
        counts = digest.run(ports, START + timedelta(days=day)).counts
        assert (counts["digests made"], counts["messages sent"]) == (0, 0)
    with ports.write() as records:
        held = next(s for s in records.subscriptions.current() if s.active)
        touched = replace(held, revision=held.revision + 1, known_at=START + timedelta(days=4))
        records.subscriptions.append(touched)
    assert digest.run(ports, START + timedelta(days=5)).counts["messages sent"] == 1


def test_a_line_that_breaks_before_the_answer_is_tried_again_with_the_same_bytes(
    ports: Ports, mailbox: Mailbox
) -> None:
    mailbox.drop = True
    assert digest.run(ports, START).counts["messages waiting"] == 1
    mailbox.drop = False
    assert digest.run(ports, START + pause(1)).counts["messages sent"] == 1
    (_, first), (_, second) = mailbox.received
    assert first == second
    assert digest.run(ports, START + timedelta(hours=9)).counts["messages sent"] == 0


class _Killed(BaseException):
    """The process ends between the server's word and ours."""


def test_a_crash_after_the_answer_repeats_at_most_once(ports: Ports, mailbox: Mailbox) -> None:
    smtp = SmtpSender(ports.settings.mail)

    def send_and_die(delivery: Delivery) -> None:
        smtp(delivery)
        raise _Killed

    due = _due_after_making(ports)
    with pytest.raises(_Killed):
        deliver(ports.write, send_and_die, START, limit=10)
    # Nobody else takes it while the attempt may still be under way.
    assert deliver(ports.write, smtp, START + HELD / 2, limit=10).sent == 0
    assert deliver(ports.write, smtp, START + HELD, limit=10).sent == 1
    assert deliver(ports.write, smtp, START + HELD * 9, limit=10).sent == 0
    (_, first), (_, second) = mailbox.received
    assert first == second == due.message.encode()
    assert parsed(first)["Message-ID"] == parsed(second)["Message-ID"]


def _due_after_making(ports: Ports) -> Delivery:
    from jobs.deliver.subscribers import reconcile

    with ports.write() as records:
        reconcile(records, ports.settings.digests, START)
    digest.make(ports, digest.due_subscriptions(ports, START), digest.words_of(ports), START)
    return delivery_of(ports)


def test_two_senders_at_once_send_once(ports: Ports) -> None:
    _due_after_making(ports)
    sent: list[str] = []

    def send_while_another_looks(delivery: Delivery) -> None:
        assert deliver(ports.write, sent_never, START, limit=10).sent == 0
        sent.append(delivery.id)

    def sent_never(_delivery: Delivery) -> None:
        raise AssertionError("taken twice")

    assert deliver(ports.write, send_while_another_looks, START, limit=10).sent == 1
    assert len(sent) == 1


def test_an_outage_does_not_end_in_a_burst(store: SqlStore) -> None:
    fill_outbox(store, 30)
    taken: list[str] = []
    outcome = deliver(store.write, lambda d: taken.append(d.id), START, limit=10)
    assert (outcome.sent, len(taken)) == (10, 10)


def fill_outbox(store: SqlStore, count: int) -> None:
    with store.write() as records:
        for number in range(count):
            made = replace(
                a_digest(f"d{number}", local_on=date(2018, 6, 1) + timedelta(days=number)),
                subscription_id="burst",
            )
            name = f"d{number}"
            message = Delivery(name, name, "a@b.c", "m", DeliveryState.PENDING, START)
            records.digests.add(made, [message])


def test_a_slow_server_is_no_reason_for_another_round_to_send_again(store: SqlStore) -> None:
    fill_outbox(store, 6)
    passed = 0.0
    taken: list[str] = []

    def slowly(delivery: Delivery) -> None:
        nonlocal passed
        taken.append(delivery.id)
        passed += 170
        if len(taken) == 2:
            # The first round is in its sixth minute: what it took at once would be free.
            now = START + timedelta(seconds=passed)
            deliver(store.write, lambda d: taken.append(d.id), now, limit=10)

    outcome = deliver(store.write, slowly, START, limit=10, ticks=lambda: passed)
    assert outcome.sent == 2, "the round ends in time"
    assert sorted(taken) == [f"d{number}" for number in range(6)]


def test_what_was_sent_is_noted_once_the_database_can_be_written_again(
    store: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_outbox(store, 2)
    monkeypatch.setattr(engine, "LOCK_WAIT_MS", 50)
    locked = open_store(f"sqlite:///{tmp_path}/summitry.db", now=START)
    other = sqlite3.connect(tmp_path / "summitry.db", isolation_level=None)
    sent: list[str] = []

    def send_and_lock(delivery: Delivery) -> None:
        sent.append(delivery.id)
        other.execute("BEGIN IMMEDIATE")

    refused = 0

    @contextmanager
    def write() -> Iterator[Records]:
        """The store's own transactions; the lock is gone after three that were refused."""
        nonlocal refused
        if refused == 3:
            refused = 0
            other.execute("ROLLBACK")
        try:
            with locked.write() as records:
                yield records
        except StoreError:
            refused += 1
            raise

    outcome = deliver(write, send_and_lock, START, limit=9)
    assert outcome.sent == 2
    later = deliver(locked.write, send_and_lock, START + HELD * 2, limit=9)
    assert (later.sent, sent) == (0, ["d0", "d1"])
    other.close()
    locked.close()


def test_a_fault_with_one_message_keeps_no_other_back(store: SqlStore) -> None:
    fill_outbox(store, 3)
    taken: list[str] = []

    def stumble(delivery: Delivery) -> None:
        if delivery.id == "d0":
            raise UnicodeError("not in ASCII")
        taken.append(delivery.id)

    outcome = deliver(store.write, stumble, START, limit=10)
    assert (outcome.sent, outcome.waiting, taken) == (2, 1, ["d1", "d2"])
    with store.read() as records:
        assert records.digests.deliveries("d0")[0].error == "UnicodeError: not in ASCII"


@pytest.mark.parametrize("error", [TransientError("451 later"), PermanentError("550 never")])
def test_an_outcome_is_kept_with_its_reason(ports: Ports, error: Exception) -> None:
    _due_after_making(ports)

    def refuse(_delivery: Delivery) -> None:
        raise error

    deliver(ports.write, refuse, START, limit=10)
    assert delivery_of(ports).error == str(error)


def test_pauses_double_up_to_six_hours() -> None:
    minutes = [pause(attempts).total_seconds() / 60 for attempts in range(1, 13)]
    assert minutes == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]
    assert pause(10_000) == timedelta(hours=6)


HOSTILE = [
    "moves\r\nBcc: victim@example.org",
    "moves\nSubject: other",
    "=?utf-8?q?x=0ABcc:_victim=40example.org?=",
    "\u202emoves\u2066" + "x" * 3000,
    "a\x00b\x1bc",
    "Präsident \U0001f600",
]


@pytest.mark.parametrize("subject", HOSTILE)
def test_a_subject_is_one_header_and_no_more(subject: str) -> None:
    made = replace(a_digest(), subject=subject, text=f"{subject}\n.\nMAIL FROM:<x@y.z>\n")
    raw = message_of(made, "m1", "a@example.org", "s@example.org", "https://x.example")
    message = parsed(raw.encode("ascii"))
    assert sorted(message.keys()) == sorted(
        [
            *("Subject", "From", "To", "Date", "Message-ID", "List-Unsubscribe"),
            *("Auto-Submitted", "MIME-Version", "Content-Type"),
        ]
    )
    assert message["To"] == "a@example.org"
    assert not message.defects


@pytest.mark.parametrize(
    "address",
    [
        "a@b.c\r\nBcc: x@y.z",
        "a@b.c, x@y.z",
        "A <a@b.c>",
        "a b@c.d",
        '"a\r\n"@b.c',
        "a@b@c",
        "",
        "a@" + "b" * 300,
        "x@exämple.org",
    ],
)
def test_an_address_is_one_address(address: str) -> None:
    with pytest.raises(SettingsError, match="mail address"):
        message_of(a_digest(), "m1", address, "s@example.org", "https://x.example")


def test_an_address_that_no_mail_can_reach_holds_up_nobody_else(
    ports: Ports, store: SqlStore, mailbox: Mailbox
) -> None:
    # Such a row may be older than the rule that refuses it today; it comes first by its id.
    with store.write() as records:
        held = records.subscriptions.current()[0]
        broken = replace(held, id="a", revision=1, recipient="a@b..c", pairs=(), active=True)
        records.subscriptions.append(broken)
    report = digest.run(ports, START)
    assert report.counts["digests made"] == report.counts["messages sent"] == 1
    assert [recipients for recipients, _ in mailbox.received] == [["reader@example.org"]]
    (note,) = report.notes
    assert "subscription a gets no digest: recipient: 'a@b..c' is no mail address" in note


def test_equal_digests_give_equal_bytes() -> None:
    def once() -> str:
        return message_of(a_digest(), "m1", "a@b.c", "s@example.org", "https://x.example")

    assert once() == once()


def test_hostile_subjects_arrive_at_their_reader_only(
    ports: Ports, store: SqlStore, mailbox: Mailbox
) -> None:
    made: Digest = replace(a_digest(), subject=HOSTILE[0])
    raw = message_of(made, "m1", "reader@example.org", "s@example.org", "https://x.example")
    smtp = SmtpSender(ports.settings.mail)
    smtp(Delivery("m1", "d1", "reader@example.org", raw, DeliveryState.PENDING, START))
    [(recipients, content)] = mailbox.received
    assert recipients == ["reader@example.org"]
    assert "Bcc" not in parsed(content)


def test_login_refused_is_our_own_affair(ports: Ports, mailbox: Mailbox) -> None:
    mail = ports.settings.mail.model_copy(update={"user": "u", "password": SecretStr("wrong")})
    smtp = SmtpSender(mail)
    message = Delivery("m1", "d1", "a@b.c", "m", DeliveryState.PENDING, START)
    with pytest.raises(TransientError):
        smtp(message)
    assert mailbox.received == []
