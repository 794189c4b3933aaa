"""Scorecard and rivals from the store."""

from __future__ import annotations

from datetime import datetime

from forecaster.domain.errors import NotFoundError
from forecaster.questions.importers.rows import Imported
from forecaster.questions.market import Match, Quote, matches, points, quotes
from forecaster.questions.scorecard import Scorecard, scorecard
from forecaster.store.ports import Records
from forecaster.store.records import Rival
from jobs.score import settled


def card(records: Records, now: datetime) -> Scorecard:
    """The scorecard of everything issued, as it stood at ``now``."""
    return scorecard(records.scores.current(as_of=now), list(settled(records, now)), now)


def take_in(
    records: Records, text: str, now: datetime, *, dry: bool
) -> tuple[Imported[Quote], int]:
    """Keep quotes of a CSV; returns what was read, and how many are new."""

    def known(question_id: str) -> bool:
        try:
            records.questions.get(question_id)
        except NotFoundError:
            return False
        return True

    found = quotes(text, known, now)
    if dry:
        return found, 0
    kept = records.rivals.add(
        Rival(one.question_id, one.source, one.at, one.probability, now) for one in found.items
    )
    return found, kept


def rivalry(records: Records, now: datetime) -> list[Match]:
    """Ours against every rival, on the points that both can be scored on."""
    held = {question.id: (question, resolution) for question, resolution in settled(records, now)}
    quoted = [
        Quote(one.question_id, one.source, one.at, one.probability)
        for one in records.rivals.known(as_of=now)
    ]
    return matches(
        points(quoted, held, lambda key, at: records.forecasts.in_force(key, as_of=at), now)
    )
