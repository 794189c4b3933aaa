"""Scores of issues, and other people's probabilities beside ours."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from forecaster.domain.scores import Score
from forecaster.store.codec import decode, encode
from forecaster.store.records import ChangeType, Rival
from forecaster.store.sql.session import Session
from forecaster.store.tables import resolution, rival, score


class SqlScores:
    """Fulfils ``ports.Scores``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, scores: Iterable[Score]) -> int:
        """Keep scores; one per issue and resolution revision."""
        fresh = [self._row(item) for item in scores if not self._held(item)]
        self._session.add(score, fresh)
        return len(fresh)

    def _held(self, item: Score) -> bool:
        statement = select(score.c.forecast_id).where(
            score.c.forecast_id == item.forecast_id,
            score.c.resolution_revision == item.resolution_revision,
        )
        return self._session.first(statement) is not None

    def _row(self, item: Score) -> dict[str, object]:
        return {
            "forecast_id": item.forecast_id,
            "resolution_revision": item.resolution_revision,
            "question_id": item.question_id,
            "scored_at": item.scored_at,
            "seq": self._session.note(
                ChangeType.SCORE_RECORDED,
                "score",
                item.forecast_id,
                item.scored_at,
                item.resolution_revision,
            ),
            "body": encode(item),
        }

    def of_question(self, question_id: str) -> tuple[Score, ...]:
        """Scores of a question's issues against its newest resolution, by issue."""
        return self._decoded(_newest(None).where(score.c.question_id == question_id))

    def current(self, *, as_of: datetime | None = None) -> tuple[Score, ...]:
        """Every issue's score against the newest resolution scored by ``as_of``."""
        return self._decoded(_newest(as_of))

    def _decoded(self, statement: Select[*tuple[Any, ...]]) -> tuple[Score, ...]:
        return tuple(decode(Score, row[0]) for row in self._session.rows(statement))


def _newest(as_of: datetime | None) -> Select[*tuple[Any, ...]]:
    newest = select(score.c.question_id, func.max(score.c.resolution_revision).label("revision"))
    if as_of is not None:
        newest = newest.where(score.c.scored_at <= as_of)
    held = newest.group_by(score.c.question_id).subquery()
    overtaken = select(resolution.c.revision).where(
        resolution.c.question_id == score.c.question_id,
        resolution.c.revision > score.c.resolution_revision,
    )
    if as_of is not None:
        overtaken = overtaken.where(resolution.c.known_at <= as_of)
    joined = score.join(
        held,
        (score.c.question_id == held.c.question_id)
        & (score.c.resolution_revision == held.c.revision),
    )
    # Scores by an outcome that was corrected since do not stand, rescored or not.
    standing = select(score.c.body).select_from(joined).where(~overtaken.exists())
    return standing.order_by(score.c.seq)


class SqlRivals:
    """Fulfils ``ports.Rivals``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, rivals: Iterable[Rival]) -> int:
        """Keep those not held yet; returns how many are new."""
        fresh = {(item.question_id, item.source, item.at): item for item in rivals}
        rows = [_rival_row(item) for item in fresh.values() if not self._held(item)]
        self._session.add(rival, rows)
        return len(rows)

    def _held(self, item: Rival) -> bool:
        statement = select(rival.c.source).where(
            rival.c.question_id == item.question_id,
            rival.c.source == item.source,
            rival.c.at == item.at,
        )
        return self._session.first(statement) is not None

    def known(self, *, as_of: datetime | None = None) -> tuple[Rival, ...]:
        """Numbers recorded by ``as_of``, by question, time and source."""
        statement = select(rival).order_by(rival.c.question_id, rival.c.at, rival.c.source)
        if as_of is not None:
            statement = statement.where(rival.c.known_at <= as_of)
        rows = self._session.rows(statement)
        return tuple(
            Rival(row.question_id, row.source, row.at, row.probability, row.known_at)
            for row in rows
        )


def _rival_row(item: Rival) -> dict[str, object]:
    return {
        "question_id": item.question_id,
        "source": item.source,
        "at": item.at,
        "probability": item.probability,
        "known_at": item.known_at,
    }
