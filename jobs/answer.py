"""Answer: what users ask through the API and only this side can compute.

A request is answered once; what cannot be done is refused with its reason, never left hanging.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from time import monotonic

from forecaster.domain.clock import parse_instant
from forecaster.domain.errors import NotFoundError, SummitryError
from forecaster.store.records import RequestState, WorkRequest
from jobs.ports import Ports
from jobs.wiring import clock
from jobs.work import run_by_hand

Answerer = Callable[[Ports, Mapping[str, object], datetime], Mapping[str, object]]

log = logging.getLogger(__name__)

STEP = 0.25
"""Seconds between two looks for more."""

MODULES = {
    "question": "jobs.answers.question",
    "scenario": "jobs.answers.scenario",
    "resolution": "jobs.answers.resolution",
}
"""Where the answer to each kind of request is worked out: ``answer(ports, body, now)``."""


def answer_all(ports: Ports, linger: float = 0.0) -> int:
    """Answer what waits, and what comes in the next ``linger`` seconds; returns how many."""
    count, end = 0, monotonic() + linger
    pause = threading.Event()
    while True:
        with ports.read() as records:
            waiting = records.requests.pending(limit=20)
        for request in waiting:
            _answer(ports, request)
            count += 1
            end = monotonic() + linger
        if not waiting:
            if monotonic() >= end:
                return count
            pause.wait(STEP)


def _answer(ports: Ports, request: WorkRequest) -> None:
    now = clock()
    try:
        result = answerer_of(request.kind)(
            ports, {**request.body, "asked_by": request.asked_by}, now
        )
        state = RequestState.DONE
    except SummitryError as error:
        result = {"code": error.code, "detail": str(error)}
        state = RequestState.REFUSED
    except Exception:
        # The one who asks is told that it failed, the operator why.
        log.exception("request %s failed", request.id)
        result = {"code": "internal-error", "detail": "the worker failed; why is in its log"}
        state = RequestState.REFUSED
    done = replace(request, state=state, answered_at=clock(), result=result)
    with ports.write() as records:
        records.requests.answer(done)


def answerer_of(kind: str) -> Answerer:
    """What answers a kind of request.

    Raises:
        NotFoundError: If nothing does.
    """
    if kind == "run":
        return _run
    if kind not in MODULES:
        raise NotFoundError(f"no answer to requests of kind {kind!r}")
    found: Answerer = import_module(MODULES[kind]).answer
    return found


def _run(ports: Ports, body: Mapping[str, object], _now: datetime) -> Mapping[str, object]:
    as_of = parse_instant(str(body["as_of"])) if "as_of" in body else None
    run = run_by_hand(ports, str(body.get("job", "")), as_of)
    if run is None:
        return {"state": "held"}
    return {"id": run.id, "state": run.state.value, "report": dict(run.report), "error": run.error}
