"""Records of the service itself: runs, feeds, keys, deliveries and the like.

What is said about the world lies in ``forecaster.domain``; here is what the service notes about
its own doings. Instants end in ``_at`` and are aware UTC.
"""

from __future__ import annotations

from forecaster.store.records.access import ApiKey, StoredAnswer
from forecaster.store.records.changes import Change, ChangeType
from forecaster.store.records.delivery import (
    ADDRESS,
    FOLDER,
    LONGEST_ADDRESS,
    Delivery,
    DeliveryState,
    Digest,
    Subscription,
    is_address,
)
from forecaster.store.records.outlook import (
    LedgerRoot,
    LedgerRow,
    ModelMove,
    Pair,
    QuestionMove,
    Rival,
    StoredCurve,
)
from forecaster.store.records.sources import (
    STALE_AFTER,
    Decision,
    FeedProblem,
    FeedState,
    public_address,
)
from forecaster.store.records.work import Heartbeat, Lease, RequestState, Run, RunState, WorkRequest

__all__ = [
    "ADDRESS",
    "FOLDER",
    "LONGEST_ADDRESS",
    "STALE_AFTER",
    "ApiKey",
    "Change",
    "ChangeType",
    "Decision",
    "Delivery",
    "DeliveryState",
    "Digest",
    "FeedProblem",
    "FeedState",
    "Heartbeat",
    "Lease",
    "LedgerRoot",
    "LedgerRow",
    "ModelMove",
    "Pair",
    "QuestionMove",
    "RequestState",
    "Rival",
    "Run",
    "RunState",
    "StoredAnswer",
    "StoredCurve",
    "Subscription",
    "WorkRequest",
    "is_address",
    "public_address",
]
