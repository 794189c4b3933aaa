"""Shapes of signals, their witnesses and reviews, and of documents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from pydantic import Field

from api.http.instants import Day, Instant
from api.http.problems import FieldError, refused_field
from api.ports import Names
from api.schemas.base import Input, Probability, Shape
from api.schemas.checks import check_country, check_day
from api.schemas.questions import LeaderOut, PlaceOut
from forecaster.domain.clock import Window
from forecaster.domain.entries import is_by_hand
from forecaster.domain.news import Article
from forecaster.domain.reviews import Verdict
from forecaster.domain.signals import Signal, SignalType, Speaker, Witness
from forecaster.store.records import Decision


class SpeakerOut(Shape):
    """Who says it."""

    kind: str = Field(description="In what capacity; an open list.")
    name: str | None = Field(None, description="Name.")
    role: str | None = Field(None, description="Role.")
    country: str | None = Field(None, description="Country.")

    @classmethod
    def of(cls, speaker: Speaker) -> SpeakerOut:
        """The public shape."""
        return cls(
            kind=speaker.kind.value,
            name=speaker.name,
            role=speaker.role,
            country=speaker.country,
        )


class WindowOut(Shape):
    """First and last possible day."""

    start_date: Day = Field(description="First day.")
    end_date: Day = Field(description="Last day.")


class WitnessOut(Shape):
    """One article that carries the signal."""

    document_id: str | None = Field(
        None, description="See `/v1/documents/{id}`; absent for what a person entered."
    )
    source: str = Field(description="Outlet.")
    origin: str = Field(description="Report it copies; equal origins are one voice.")
    known_at: Instant = Field(description="When the article was known here.")
    url: str | None = Field(None, description="Where it stands.")
    quotes: list[str] = Field(description="Characters that prove it.")
    rule: str = Field(description="Rule that read it.")
    reader: str = Field(description="Reader that read it.")
    score: Probability = Field(description="Reliability of the reading.")

    @classmethod
    def of(cls, witness: Witness) -> WitnessOut:
        """The public shape; only web addresses are passed on as such."""
        return cls(
            document_id=None if is_by_hand(witness) else witness.article_id,
            source=witness.source,
            origin=witness.origin,
            known_at=witness.known_at,
            url=web_address(witness.url),
            quotes=list(witness.quotes),
            rule=witness.rule,
            reader=witness.reader,
            score=witness.score,
        )


def web_address(url: str | None) -> str | None:
    """The address if it is http or https; anything else could run in a browser."""
    return url if url and url.lower().startswith(("http://", "https://")) else None


class SignalOut(Shape):
    """One act with all its witnesses."""

    id: str = Field(description="Stable id.")
    revision: int = Field(description="Counts edits and retractions.", ge=1)
    type: str = Field(description="Type of act; an open list.", examples=["INVITE"])
    leaders: list[LeaderOut] = Field(description="Leaders concerned.")
    speaker: SpeakerOut = Field(description="Who says it.")
    actor: str | None = Field(None, description="Side that takes the step.")
    place: PlaceOut | None = Field(None, description="Proposed or actual place.")
    window: WindowOut | None = Field(None, description="Possible days of the meeting.")
    forum: str | None = Field(None, description="Multilateral event.")
    polarity: int = Field(description="-1, 0 or +1.", ge=-1, le=1)
    certainty: str = Field(description="How far the words commit.")
    statement_date: Day | None = Field(None, description="Day on which it was said.")
    background: bool = Field(description="Whether it is recalled rather than reported.")
    retracts: str | None = Field(None, description="Type of report that it denies.")
    known_at: Instant = Field(description="When this revision became known.")
    review: str = Field(description="accepted, pending or rejected.")
    retracted: bool = Field(description="Whether this revision withdraws it.")
    by_hand: bool = Field(description="Whether a person entered it.")
    independent_origins: int = Field(description="Separate reports: what belief rests on.")
    article_count: int = Field(description="Articles, copies included.")
    origins: list[str] = Field(description="The separate reports.")
    evidence: list[WitnessOut] = Field(description="Articles with the proving characters.")

    @classmethod
    def of(cls, signal: Signal, names: Names) -> SignalOut:
        """The public shape."""
        act = signal.act
        window = act.window
        return cls(
            id=signal.id,
            revision=signal.revision,
            type=act.type.value,
            leaders=[LeaderOut.of(one, names) for one in act.leaders],
            speaker=SpeakerOut.of(act.speaker),
            actor=act.actor,
            place=PlaceOut.of(act.place),
            window=WindowOut(start_date=window.start, end_date=window.end) if window else None,
            forum=act.forum,
            polarity=act.polarity,
            certainty=act.certainty.value,
            statement_date=act.statement_on,
            background=act.background,
            retracts=act.retracts.value if act.retracts else None,
            known_at=signal.known_at,
            review=signal.review.value,
            retracted=signal.retracted,
            by_hand=any(map(is_by_hand, signal.witnesses)),
            independent_origins=len(signal.origins),
            article_count=len(signal.witnesses),
            origins=list(signal.origins),
            evidence=[WitnessOut.of(witness) for witness in signal.witnesses],
        )


class DecisionOut(Shape):
    """A reviewer's word."""

    revision: int = Field(description="Revision that was looked at.", ge=1)
    action: str = Field(description="The verdict.")
    actor: str = Field(description="Who decided.")
    reason: str = Field(description="Why.")
    known_at: Instant = Field(description="When.")

    @classmethod
    def of(cls, decision: Decision) -> DecisionOut:
        """The public shape."""
        return cls(
            revision=decision.revision,
            action=decision.action.value,
            actor=decision.actor,
            reason=decision.reason,
            known_at=decision.known_at,
        )


class SignalHistoryOut(Shape):
    """A signal with its earlier revisions and what reviewers said."""

    signal: SignalOut = Field(description="The revision that holds.")
    revisions: list[SignalOut] = Field(description="All revisions, oldest first.")
    decisions: list[DecisionOut] = Field(description="Reviews, oldest first.")


class ActPlaceIn(Input):
    """Place of an act."""

    country: str = Field(description="ISO 3166-1 alpha-3 code.", pattern=r"^[A-Z]{3}$")
    city: str | None = Field(None, description="City.", min_length=1, max_length=100)


class ActWindowIn(Input):
    """Days of an act."""

    start_date: Day = Field(description="First day.")
    end_date: Day = Field(description="Last day.")


def window_of(asked: ActWindowIn, pointer: str) -> Window:
    """The days as a window.

    Raises:
        ProblemError: If the last lies before the first; ``pointer`` names the field.
    """
    try:
        return Window(asked.start_date, asked.end_date)
    except ValueError as wrong:
        raise refused_field(str(wrong), "window", pointer) from wrong


FORUM_PATTERN = r"^[A-Z0-9-]{2,60}$"
"""Ids of forums as signals write them."""


class SignalEdit(Input):
    """Attributes to correct; what is left out stays."""

    type: SignalType | None = Field(None, description="Type of act.")
    place: ActPlaceIn | None = Field(None, description="Place.")
    window: ActWindowIn | None = Field(None, description="Days.")
    forum: str | None = Field(None, description="Forum id.", pattern=FORUM_PATTERN)
    polarity: Literal[-1, 0, 1] | None = Field(None, description="Direction.")
    statement_date: Day | None = Field(None, description="Day of the statement.")

    def mistakes(self, names: Names, now: datetime) -> Iterator[FieldError]:
        """What would not be taken in a new entry either."""
        place = self.place.country if self.place else None
        yield from check_country(place, names, "/changes/place/country")
        yield from check_day(self.statement_date, now, "/changes/statement_date")


class ReviewIn(Input):
    """A reviewer's verdict on a signal."""

    action: Verdict = Field(description="The verdict.")
    reason: str = Field(description="Why.", min_length=3, max_length=1000)
    changes: SignalEdit | None = Field(None, description="For `edit`.")


class DocumentOut(Shape):
    """Where a signal comes from: an article's particulars without its text."""

    id: str = Field(description="Hash of the content.")
    source: str = Field(description="Outlet.")
    title: str = Field(description="Headline as received.")
    url: str | None = Field(None, description="Where it stands.")
    published_date: Day | None = Field(None, description="Day of publication.")
    published_at: Instant | None = Field(None, description="Instant of publication.")
    published_basis: str = Field(description="On what the date rests.")
    known_at: Instant = Field(description="When it was first had here.")
    flags: list[str] = Field(description="Oddities.")
    characters: int = Field(description="Length of the text.", ge=0)

    @classmethod
    def of(cls, article: Article) -> DocumentOut:
        """The public shape."""
        return cls(
            id=article.id,
            source=article.source,
            title=article.title,
            url=web_address(article.url),
            published_date=article.published_on,
            published_at=article.published_at,
            published_basis=article.published_basis.value,
            known_at=article.known_at,
            flags=list(article.flags),
            characters=len(article.body),
        )
