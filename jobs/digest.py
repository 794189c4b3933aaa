"""Digest: tell each reader once a day what moved since the last time, and why.

A digest is composed from one consistent view, rendered once, and stored together with the message
that carries it; sending is a matter of the outbox. It is keyed by subscription and local day, so a
second run on the same day adds nothing and a missed day is made up for by the next digest.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from forecaster.domain.errors import SettingsError
from forecaster.domain.summits import Summit
from forecaster.questions.words import KnownNames, Names
from forecaster.store.ports import Records
from forecaster.store.records import FOLDER, Delivery, DeliveryState, Digest, Subscription
from jobs.deliver.calendar import day_due, is_due
from jobs.deliver.content import Prospects, compose, no_prospects
from jobs.deliver.folder import FolderSender
from jobs.deliver.mail import SmtpSender
from jobs.deliver.message import message_of
from jobs.deliver.outbox import Outcome, Sender, deliver
from jobs.deliver.render import as_data, as_html, as_text, subject
from jobs.deliver.subscribers import first_of_settings, is_parked, reconcile
from jobs.ports import Ports
from jobs.report import Report
from jobs.settings import Settings


@dataclass(frozen=True, slots=True)
class Words:
    """What a digest needs besides records.

    Attributes:
        names: Words for ids.
        calendar: Summits that ship with the product.
        prospects: What would change a forecast.
    """

    names: Names
    calendar: tuple[Summit, ...] = ()
    prospects: Prospects = no_prospects


@dataclass(frozen=True, slots=True)
class Edition:
    """What all digests of one run share: words, the moment, and where links lead."""

    words: Words
    now: datetime
    url: str


def run(ports: Ports, now: datetime) -> Report:
    """Make the digests that are due, then send what waits in the outbox."""
    with ports.write() as records:
        changed = reconcile(records, ports.settings.digests, now)
    due = due_subscriptions(ports, now)
    made, refused = make(ports, due, words_of(ports), now) if due else (0, ())
    outcome = send(ports, now)
    counts = {
        "subscriptions changed": changed,
        "digests made": made,
        "messages sent": outcome.sent,
        "messages waiting": outcome.waiting,
        "messages parked": outcome.parked,
    }
    parked = ("a recipient was refused for good: see `summitry digest list`",)
    return Report(counts, (*refused, *(parked if outcome.parked else ())))


def words_of(ports: Ports) -> Words:
    """Names and calendar from the bundled data."""
    facts = ports.library.facts
    leaders = {str(key): leader.name for key, leader in facts.leaders.items()}
    countries = {str(one.code): one.name for one in ports.library.gazetteer.countries}
    return Words(KnownNames(leaders, countries), facts.summits)


def due_subscriptions(ports: Ports, now: datetime) -> list[tuple[Subscription, date]]:
    """Subscriptions that get a digest now, each with its local day."""
    found = []
    with ports.read() as records:
        for subscription in records.subscriptions.current():
            if not subscription.active or is_parked(records, subscription):
                continue
            # One made while the clock was ahead stops none of the days until then.
            last = records.digests.last(subscription.id, as_of=now)
            zone = ZoneInfo(subscription.zone)
            day = is_due(last.local_on if last else None, now, zone, subscription.hour)
            if day is not None:
                found.append((subscription, day))
    return found


def make(
    ports: Ports, due: list[tuple[Subscription, date]], words: Words, now: datetime
) -> tuple[int, tuple[str, ...]]:
    """Compose, render and store; an address that no mail can reach holds up nobody else's.

    Returns:
        How many digests are new, and a remark on each subscription that could get none.
    """
    made, refused = 0, []
    for subscription, day in due:
        with ports.read() as records:
            edition = Edition(words, now, public_url(ports.settings))
            digest = render(records, subscription, day, edition)
        try:
            delivery = message_for(digest, subscription, ports.settings, now)
        except SettingsError as error:
            refused.append(f"subscription {subscription.id} gets no digest: {error}")
            continue
        with ports.write() as records:
            made += records.digests.add(digest, [delivery])
    return made, tuple(refused)


def render(records: Records, subscription: Subscription, day: date, edition: Edition) -> Digest:
    """The digest of a day as it will be stored and sent."""
    now, words = edition.now, edition.words
    last = records.digests.last(subscription.id, as_of=now)
    content = compose(
        records,
        subscription,
        day,
        as_of=now,
        since=last.as_of if last else None,
        calendar=words.calendar,
        prospects=words.prospects,
    )
    data = as_data(content, words.names, edition.url)
    return Digest(
        id=digest_id(subscription.id, day),
        subscription_id=subscription.id,
        local_on=day,
        created_at=now,
        as_of=now,
        since=content.since,
        subject=subject(content, words.names),
        text=as_text(data),
        html=as_html(data),
        data=data,
    )


def preview(ports: Ports, subscription_id: str, now: datetime) -> Digest:
    """The next digest of a subscription, neither stored nor sent.

    Args:
        ports: Everything a job uses.
        subscription_id: For whom; empty for the configuration's first one.
        now: The moment.

    Raises:
        NotFoundError: If there is no such subscription.
    """
    with ports.read() as records:
        if subscription_id:
            subscription = records.subscriptions.get(subscription_id)
        else:
            subscription = first_of_settings(ports.settings.digests, now)
        day = day_due(now, ZoneInfo(subscription.zone), subscription.hour)
        edition = Edition(words_of(ports), now, public_url(ports.settings))
        return render(records, subscription, day, edition)


def digest_id(subscription_id: str, day: date) -> str:
    """Stable id: one digest a subscription and local day."""
    return hashlib.sha256(f"{subscription_id}\x1f{day}".encode()).hexdigest()[:24]


def message_for(
    digest: Digest, subscription: Subscription, settings: Settings, now: datetime
) -> Delivery:
    """The outbox entry: the complete message for mail, nothing more for a folder."""
    message = ""
    if goes_by_mail(subscription.recipient, settings):
        message = message_of(
            digest, digest.id, subscription.recipient, settings.mail.sender, public_url(settings)
        )
    return Delivery(
        id=digest.id,
        digest_id=digest.id,
        recipient=subscription.recipient,
        message=message,
        state=DeliveryState.PENDING,
        next_at=now,
    )


def goes_by_mail(recipient: str, settings: Settings) -> bool:
    """Whether a recipient is reached by SMTP; without a server all digests become files."""
    return recipient != FOLDER and bool(settings.mail.host)


def public_url(settings: Settings) -> str:
    """Address that links in digests start with."""
    api = settings.api
    return (api.public_url or f"http://{api.host}:{api.port}").rstrip("/")


def send(ports: Ports, now: datetime) -> Outcome:
    """Send what waits in the outbox."""
    most = ports.settings.mail.per_minute
    return deliver(ports.write, _sender(ports), now, limit=most, ticks=ports.ticks)


def _sender(ports: Ports) -> Sender:
    smtp = SmtpSender(ports.settings.mail)

    def hand_over(delivery: Delivery) -> None:
        if delivery.message and goes_by_mail(delivery.recipient, ports.settings):
            smtp(delivery)
            return
        with ports.read() as records:
            digest = records.digests.get(delivery.digest_id)
        FolderSender(ports.settings.folder / "digests", digest)(delivery)

    return hand_over
