"""Shapes of models, runs, changes, digests and subscriptions."""

from __future__ import annotations

from pydantic import Field, JsonValue

from api.http.instants import Day, Instant
from api.schemas.base import Input, Probability, Shape
from forecaster.domain.versions import ModelVersion
from forecaster.store.records import (
    ADDRESS,
    LONGEST_ADDRESS,
    Change,
    Digest,
    LedgerRoot,
    LedgerRow,
    Run,
    Subscription,
)


class ModelOut(Shape):
    """A fitted model."""

    id: str = Field(description="Recipe, training cut-off and hash.")
    recipe: str = Field(description="Family and features.")
    trained_through_at: Instant = Field(description="Latest known time used in training.")
    fitted_at: Instant = Field(description="When it was fitted.")
    code_version: str = Field(description="Version of the product that fitted it.")
    content_hash: str = Field(description="SHA-256 of the fitted model.")
    data_hashes: dict[str, str] = Field(description="SHA-256 of the tables it was trained on.")
    scores: dict[str, float] = Field(description="Its own evaluation.")
    parent: str | None = Field(None, description="Model it was compared with.")
    state: str = Field(description="candidate, champion, retired or refused.")
    reason: str = Field(description="Why it is in that state.")

    @classmethod
    def of(cls, version: ModelVersion) -> ModelOut:
        """The public shape."""
        return cls(
            id=version.id,
            recipe=version.recipe,
            trained_through_at=version.trained_through,
            fitted_at=version.fitted_at,
            code_version=version.code_version,
            content_hash=version.content_hash,
            data_hashes=dict(version.data_hashes),
            scores=dict(version.scores),
            parent=version.parent,
            state=version.state.value,
            reason=version.reason,
        )


class RunOut(Shape):
    """One execution of one slot of a job."""

    id: str = Field(description="Job and slot.")
    job: str = Field(description="Job.")
    slot_at: Instant = Field(description="The moment that the run is for.")
    state: str = Field(description="running, succeeded, failed or skipped.")
    trigger: str = Field(description="schedule, catch-up or hand.")
    started_at: Instant = Field(description="When the latest attempt began.")
    finished_at: Instant | None = Field(None, description="When it ended.")
    attempts: int = Field(description="How often it was begun.", ge=0)
    report: dict[str, JsonValue] = Field(description="Counts and notes.")
    failed: bool = Field(description="Whether it failed; the reason is in the service's log.")

    @classmethod
    def of(cls, run: Run) -> RunOut:
        """The public shape; error texts may hold addresses and stay inside."""
        return cls(
            id=run.id,
            job=run.job,
            slot_at=run.slot,
            state=run.state.value,
            trigger=run.trigger,
            started_at=run.started_at,
            finished_at=run.finished_at,
            attempts=run.attempts,
            report=dict(run.report),  # type: ignore[arg-type]  # plain JSON by its column
            failed=bool(run.error),
        )


class JobOut(Shape):
    """A job and its latest run."""

    name: str = Field(description="Job.")
    next_run_at: Instant | None = Field(None, description="Next planned slot.")
    last_run: RunOut | None = Field(None, description="Latest run.")


class ChangeOut(Shape):
    """One committed change."""

    seq: int = Field(description="Position in commit order.", ge=1)
    type: str = Field(description="What happened; an open list.", examples=["forecast.issued"])
    resource: str = Field(description="Kind of record.")
    resource_id: str = Field(description="Its id.")
    revision: int = Field(description="Its revision.", ge=1)
    known_at: Instant = Field(description="When it became known here.")

    @classmethod
    def of(cls, change: Change) -> ChangeOut:
        """The public shape."""
        return cls(
            seq=change.seq,
            type=change.type.value,
            resource=change.resource,
            resource_id=change.resource_id,
            revision=change.revision,
            known_at=change.known_at,
        )


class ChangesOut(Shape):
    """A piece of the change feed."""

    items: list[ChangeOut] = Field(description="Changes in commit order.")
    cursor: str = Field(description="Where to go on, also when there is nothing new.")
    more: bool = Field(description="Whether there is more at once.")


class DigestOut(Shape):
    """A digest as it was sent."""

    id: str = Field(description="Stable id.")
    subscription_id: str = Field(description="For whom.")
    local_date: Day = Field(description="Day that it is for, in the reader's zone.")
    created_at: Instant = Field(description="When it was rendered.")
    as_of: Instant = Field(description="State of knowledge that it tells of.")
    since_at: Instant | None = Field(None, description="End of the digest before.")
    subject: str = Field(description="One line.")
    text: str = Field(description="As mailed in plain text.")
    data: dict[str, JsonValue] = Field(description="The same content as plain data.")

    @classmethod
    def of(cls, digest: Digest) -> DigestOut:
        """The public shape."""
        return cls(
            id=digest.id,
            subscription_id=digest.subscription_id,
            local_date=digest.local_on,
            created_at=digest.created_at,
            as_of=digest.as_of,
            since_at=digest.since,
            subject=digest.subject,
            text=digest.text,
            data=dict(digest.data),  # type: ignore[arg-type]  # plain JSON by its column
        )


class SubscriptionOut(Shape):
    """Who gets which digest; shown to its owner only."""

    id: str = Field(description="Stable id.")
    revision: int = Field(description="Counts changes.", ge=1)
    recipient: str = Field(description="Mail address.")
    zone: str = Field(description="IANA zone of hour and days.")
    hour: int = Field(description="Local hour from which the digest of the day is due.")
    pairs: list[str] = Field(description="Pairs; empty for all watched ones.")
    threshold: Probability = Field(description="Smallest move worth telling.")
    active: bool = Field(description="Whether it is in force.")
    known_at: Instant = Field(description="From when.")

    @classmethod
    def of(cls, subscription: Subscription) -> SubscriptionOut:
        """The public shape."""
        return cls(
            id=subscription.id,
            revision=subscription.revision,
            recipient=subscription.recipient,
            zone=subscription.zone,
            hour=subscription.hour,
            pairs=list(subscription.pairs),
            threshold=subscription.threshold,
            active=subscription.active,
            known_at=subscription.known_at,
        )


class SubscriptionIn(Input):
    """A digest to be sent daily."""

    recipient: str = Field(
        description="Mail address.", max_length=LONGEST_ADDRESS, pattern=f"^{ADDRESS}$"
    )
    zone: str = Field("UTC", description="IANA zone.", max_length=60)
    hour: int = Field(7, description="Local hour.", ge=0, le=23)
    pairs: list[str] = Field([], description="Pairs; empty for all.", max_length=50)
    threshold: float = Field(
        0.02, description="Smallest move worth telling.", ge=0, le=1, allow_inf_nan=False
    )


class SubscriptionPatch(Input):
    """Changes to a subscription; what is left out stays."""

    zone: str | None = Field(None, description="IANA zone.", max_length=60)
    hour: int | None = Field(None, description="Local hour.", ge=0, le=23)
    pairs: list[str] | None = Field(None, description="Pairs.", max_length=50)
    threshold: float | None = Field(
        None, description="Smallest move worth telling.", ge=0, le=1, allow_inf_nan=False
    )
    active: bool | None = Field(None, description="Whether it is in force.")


class LedgerRowOut(Shape):
    """One entry of the ledger, as it is hashed."""

    seq: int = Field(description="Position, without gaps.", ge=1)
    kind: str = Field(description="What it records; an open list.")
    recorded_at: str = Field(description="RFC 3339 instant, as hashed.")
    body: dict[str, JsonValue] = Field(description="Content.")
    previous: str = Field(description="Hash of the entry before.")
    hash: str = Field(description="SHA-256 of the canonical JSON of all other fields.")

    @classmethod
    def of(cls, row: LedgerRow) -> LedgerRowOut:
        """The public shape."""
        return cls(
            seq=row.seq,
            kind=row.kind,
            recorded_at=row.recorded_at,
            body=dict(row.body),  # type: ignore[arg-type]  # plain JSON by its column
            previous=row.previous,
            hash=row.hash,
        )


class LedgerRootOut(Shape):
    """A signed daily root."""

    day_date: str = Field(description="Day in UTC.")
    seq: int = Field(description="Last entry of the day.", ge=0)
    hash: str = Field(description="Its hash.")
    signature: str = Field(description="Ed25519 signature in hexadecimal.")

    @classmethod
    def of(cls, root: LedgerRoot) -> LedgerRootOut:
        """The public shape."""
        return cls(day_date=root.day, seq=root.seq, hash=root.hash, signature=root.signature)


class LedgerOut(Shape):
    """A piece of the ledger."""

    items: list[LedgerRowOut] = Field(description="Entries in order.")
    roots: list[LedgerRootOut] = Field(description="Signed daily roots.")
    next: str | None = Field(None, description="Full address of what follows.")
