"""Shape of a signal that a person enters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from api.http.instants import Day
from api.http.problems import FieldError
from api.ports import Names
from api.schemas.base import Input
from api.schemas.checks import check_country, check_day, check_leaders
from api.schemas.signals import FORUM_PATTERN, ActPlaceIn, ActWindowIn, window_of
from forecaster.domain.entries import Source
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.signals import Act, Certainty, SignalType, Speaker, SpeakerKind

Country = Annotated[str, Field(description="ISO 3166-1 alpha-3 code.", pattern=r"^[A-Z]{3}$")]
Quote = Annotated[str, Field(min_length=3, max_length=1000)]


def _with_host(url: str) -> str:
    if not urlsplit(url).hostname:
        raise ValueError("the address names no host")
    return url


class SpeakerIn(Input):
    """Who says it."""

    kind: SpeakerKind = Field(description="In what capacity.")
    name: str | None = Field(None, description="Name.", min_length=1, max_length=200)
    role: str | None = Field(None, description="Role.", min_length=1, max_length=200)
    country: Country | None = Field(None, description="Country.")


class SourceIn(Input):
    """Where a person has it from."""

    url: Annotated[str, AfterValidator(_with_host)] = Field(
        description="Where it stands.", pattern=r"^https?://\S+$", max_length=2000
    )
    outlet: str | None = Field(
        None,
        description="Who publishes it; the host of the address when left out.",
        min_length=1,
        max_length=200,
    )
    quotes: list[Quote] = Field(description="The words that prove it.", min_length=1, max_length=10)

    def source(self) -> Source:
        """As the domain has it."""
        outlet = self.outlet or str(urlsplit(self.url).hostname)
        return Source(self.url, outlet, tuple(self.quotes))


class SignalIn(Input):
    """A signal entered by a person: one act, where it stands, and why it is entered."""

    type: SignalType = Field(description="Type of act.")
    leaders: list[str] = Field(
        description="Ids of the leaders concerned; one is enough for TRAVEL, ATTEND, NOT_ATTEND.",
        min_length=1,
        max_length=8,
    )
    speaker: SpeakerIn = Field(description="Who says it.")
    actor: Country | None = Field(None, description="Country of the side that takes the step.")
    place: ActPlaceIn | None = Field(None, description="Proposed or actual place.")
    window: ActWindowIn | None = Field(None, description="Possible days of the meeting.")
    forum: str | None = Field(None, description="Forum id.", pattern=FORUM_PATTERN)
    polarity: Literal[-1, 0, 1] = Field(
        description="Which way it moves the chance that they meet at all."
    )
    certainty: Certainty = Field(description="How far the words commit.")
    statement_date: Day = Field(description="Day on which it was said or happened.")
    source: SourceIn = Field(description="Where it stands.")
    reason: str = Field(description="Why it is entered.", min_length=3, max_length=1000)

    def act(self) -> Act:
        """What was done or said.

        Raises:
            ProblemError: If the window ends before it starts.
        """
        who, where = self.speaker, self.place
        return Act(
            type=self.type,
            speaker=Speaker(who.kind, who.name, who.role, _code(who.country)),
            actor=_code(self.actor),
            leaders=tuple(sorted(map(LeaderId, self.leaders))),
            place=Place(CountryCode(where.country), where.city) if where else None,
            window=window_of(self.window, "/window") if self.window else None,
            polarity=self.polarity,
            certainty=self.certainty,
            forum=self.forum,
            statement_on=self.statement_date,
        )

    def mistakes(self, names: Names, now: datetime) -> Iterator[FieldError]:
        """What no shape can tell: people and countries nobody knows, and days that lie ahead."""
        yield from check_leaders(self.leaders, names, "/leaders")
        yield from check_country(self.speaker.country, names, "/speaker/country")
        yield from check_country(self.actor, names, "/actor")
        place = self.place.country if self.place else None
        yield from check_country(place, names, "/place/country")
        yield from check_day(self.statement_date, now, "/statement_date")


def _code(country: str | None) -> CountryCode | None:
    return CountryCode(country) if country else None
