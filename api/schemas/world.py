"""Shapes of the calendar, encounters and feeds."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from api.http.instants import Day, Instant
from api.ports import Names
from api.schemas.base import Shape
from api.schemas.questions import LeaderOut, PlaceOut
from api.schemas.signals import web_address
from forecaster.domain.meetings import Encounter
from forecaster.domain.people import Term
from forecaster.domain.summits import Summit
from forecaster.questions.words import leader_name
from forecaster.store.records import FeedState


class EventOut(Shape):
    """One edition of a multilateral series, in one version."""

    id: str = Field(description="Stable id.", examples=["g20-2018"])
    forum: str = Field(description="The id as signals write it.")
    series: str = Field(description="Series.")
    name: str = Field(description="What people call it.")
    start_date: Day | None = Field(None, description="First day; absent while open.")
    end_date: Day | None = Field(None, description="Last day; absent while open.")
    place: PlaceOut | None = Field(None, description="Host; absent while open.")
    members: list[str] = Field(description="Countries that belong to it.")
    invitees: list[str] = Field(description="Further countries invited.")
    cancelled: bool = Field(description="Whether it was called off.")
    known_at: Instant = Field(description="From when this version was known.")
    revision: int = Field(description="Counts versions.", ge=1)
    source: str = Field(description="Where the entry comes from.")

    @classmethod
    def of(cls, summit: Summit, moment: datetime) -> EventOut:
        """The public shape as known at ``moment``: no date or place before it was public."""
        window = summit.window if summit.dates_known_at <= moment else None
        return cls(
            id=summit.id,
            forum=summit.forum,
            series=summit.series,
            name=summit.name,
            start_date=window.start if window else None,
            end_date=window.end if window else None,
            place=PlaceOut.of(summit.place) if summit.host_known_at <= moment else None,
            members=sorted(summit.members),
            invitees=sorted(summit.invitees),
            cancelled=summit.cancelled,
            known_at=summit.known_at,
            revision=summit.revision,
            source=summit.source,
        )


class EncounterOut(Shape):
    """A real contact, recorded once."""

    id: str = Field(description="Stable id.")
    revision: int = Field(description="Counts corrections.", ge=1)
    leaders: list[LeaderOut] = Field(description="Who took part.")
    happened_date: Day = Field(description="Local day at the place.")
    place: PlaceOut | None = Field(None, description="Where.")
    contact: str | None = Field(None, description="Highest rung of the ladder of contact.")
    mode: str = Field(description="In person or call.")
    planned: bool | None = Field(None, description="Whether announced beforehand.")
    minutes: int | None = Field(None, description="Length.", ge=0)
    forum: str | None = Field(None, description="Multilateral event around it.")
    accounts: dict[str, str] = Field(description="What each side says took place.")
    sources: list[str] = Field(description="Signals, meetings or documents it rests on.")
    known_at: Instant = Field(description="When this account became known.")
    confirmed_by: str | None = Field(None, description="Absent while it is a proposal.")

    @classmethod
    def of(cls, encounter: Encounter, names: Names) -> EncounterOut:
        """The public shape."""
        return cls(
            id=encounter.id,
            revision=encounter.revision,
            leaders=[LeaderOut.of(one, names) for one in sorted(encounter.leaders)],
            happened_date=encounter.happened_on,
            place=PlaceOut.of(encounter.place),
            contact=encounter.contact.name.lower() if encounter.contact else None,
            mode=encounter.mode.value,
            planned=encounter.planned,
            minutes=encounter.minutes,
            forum=encounter.forum,
            accounts=dict(encounter.accounts),
            sources=list(encounter.sources),
            known_at=encounter.known_at,
            confirmed_by=encounter.confirmed_by,
        )


class FeedOut(Shape):
    """How a feed is doing."""

    url: str | None = Field(None, description="Address, without user name and query.")
    source: str = Field(description="Outlet.")
    healthy: bool = Field(description="Whether its last poll went well.")
    failures: int = Field(description="Failures in a row.", ge=0)
    reason: str | None = Field(None, description="Why it is failing.")
    last_success_at: Instant | None = Field(None, description="Last poll that went well.")
    last_new_at: Instant | None = Field(None, description="Last time it brought something new.")
    newest_content_at: Instant | None = Field(None, description="Latest publication seen in it.")
    next_poll_at: Instant = Field(description="Not asked again before.")

    @classmethod
    def of(cls, feed: FeedState) -> FeedOut:
        """The public shape: a feed's address may carry a password."""
        return cls(
            url=web_address(feed.public_url),
            source=feed.source,
            healthy=feed.failures == 0,
            failures=feed.failures,
            reason=feed.reason.partition(":")[0][:100] or None,
            last_success_at=feed.last_ok_at,
            last_new_at=feed.last_new_at,
            newest_content_at=feed.newest_content_at,
            next_poll_at=feed.next_poll_at,
        )


class TermOut(Shape):
    """A term of office of a leader."""

    id: str = Field(description="Id of the leader.")
    name: str = Field(description="Name of the leader.")
    country: str = Field(description="ISO 3166-1 alpha-3, or EUU, UNO, NTO for the three bodies.")
    office: str = Field(description="Kind of office; an open list.")
    start_date: Day = Field(description="First day in office.")
    end_date: Day | None = Field(None, description="Last day; absent while it is open.")

    @classmethod
    def of(cls, term: Term, names: Names) -> TermOut:
        """The public shape."""
        return cls(
            id=term.leader,
            name=leader_name(term.leader, names),
            country=term.country,
            office=term.office.value,
            start_date=term.start,
            end_date=term.end,
        )
