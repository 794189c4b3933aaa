"""Fit: what is known to a model version; in service only when it is no worse than the one there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from forecaster.domain.versions import ModelState
from forecaster.store.records import ModelMove
from jobs.ports import Fit, Ports
from jobs.report import Report


def run(ports: Ports, now: datetime) -> Report:
    """Fit on what is known at ``now`` and keep the result, served or not.

    Raises:
        ModelError: If no model comes out; the one in service stays.
    """
    with ports.read() as records:
        chronicle = ports.library.chronicle(records, now)
        champion = records.models.champion(as_of=now)
        parent = Fit(champion, records.models.document(champion.id)) if champion else None
    fitted = ports.issuer.fit(chronicle, now, parent)
    verdict = fitted.version.state
    candidate = replace(fitted.version, state=ModelState.CANDIDATE)
    with ports.write() as records:
        if not records.models.add(candidate, fitted.document):
            return Report({"models": 0}, (f"{candidate.id} is kept already",))
        if verdict is not ModelState.CANDIDATE:
            reason = fitted.version.reason
            records.models.move(ModelMove(candidate.id, 2, verdict, reason, now))
    served = verdict is ModelState.CHAMPION
    return Report(
        {"models": 1},
        (f"{candidate.id}: {verdict.value}, {fitted.version.reason}",),
        () if served or parent is None else ("model_stale",),
    )
