"""Questions and the states they pass through."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from forecaster.domain.errors import NotFoundError, StoreError
from forecaster.domain.questions import Question, QuestionState
from forecaster.store.codec import decode, encode
from forecaster.store.ports import QuestionQuery
from forecaster.store.records import QuestionMove
from forecaster.store.sql.kinds import QUESTION_MOVES
from forecaster.store.sql.revised import Revised
from forecaster.store.sql.session import Session, behind
from forecaster.store.tables import question, question_leader, question_move


class SqlQuestions:
    """Fulfils ``ports.Questions``."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._moves = Revised(session, QUESTION_MOVES)

    def open(self, item: Question, reason: str = "opened") -> bool:
        """Keep a question and its first state; False if it is there already."""
        held = self._session.value(select(question.c.body).where(question.c.id == item.id))
        if held is not None:
            if decode(Question, held) != item:
                raise StoreError(
                    f"question {item.id!r} is there already, and asks something else",
                    remedy="give the new one an id of its own",
                )
            return False
        self._moves.append(QuestionMove(item.id, 1, QuestionState.OPEN, reason, item.opened_at))
        self._session.add(question, [self._row(item)])
        leaders = {leader for rule in (item.rule, *item.options) for leader in rule.leaders}
        self._session.add(
            question_leader,
            [{"leader": leader, "question_id": item.id} for leader in sorted(leaders)],
        )
        return True

    def _row(self, item: Question) -> dict[str, object]:
        return {
            "id": item.id,
            "kind": item.kind.value,
            "deadline_on": item.deadline_on,
            "opened_at": item.opened_at,
            "seq": self._session.head(),
            "body": encode(item),
        }

    def get(self, question_id: str) -> Question:
        """One question."""
        body = self._session.value(select(question.c.body).where(question.c.id == question_id))
        if body is None:
            raise NotFoundError(f"no question {question_id!r} is known")
        return decode(Question, body)

    def find(self, query: QuestionQuery) -> tuple[Question, ...]:
        """Questions by (opened_at, id)."""
        statement = select(question.c.body)
        if query.as_of is not None:
            statement = statement.where(question.c.opened_at <= query.as_of)
        for leader in query.leaders:
            concerned = select(question_leader.c.leader).where(
                question_leader.c.leader == leader,
                question_leader.c.question_id == question.c.id,
            )
            statement = statement.where(concerned.exists())
        if query.deadline_until is not None:
            statement = statement.where(question.c.deadline_on <= query.deadline_until)
        if query.states:
            held = self._states_at(query.as_of, query.states)
            statement = statement.where(question.c.id.in_(held))
        if query.after is not None:
            opened_at = self.get(query.after).opened_at
            statement = statement.where(
                behind(question.c.opened_at, question.c.id, opened_at, query.after)
            )
        rows = self._session.rows(
            statement.order_by(question.c.opened_at, question.c.id).limit(query.limit)
        )
        return tuple(decode(Question, row[0]) for row in rows)

    @staticmethod
    def _states_at(
        as_of: datetime | None, states: tuple[QuestionState, ...]
    ) -> Select[*tuple[Any, ...]]:
        newest = select(
            question_move.c.question_id, func.max(question_move.c.revision).label("revision")
        )
        if as_of is not None:
            newest = newest.where(question_move.c.known_at <= as_of)
        held = newest.group_by(question_move.c.question_id).subquery()
        return select(question_move.c.question_id).where(
            question_move.c.question_id == held.c.question_id,
            question_move.c.revision == held.c.revision,
            question_move.c.state.in_([state.value for state in states]),
        )

    def move(self, move: QuestionMove) -> bool:
        """Add a step; False if that revision is there already."""
        return self._moves.append(move)

    def state(self, question_id: str, *, as_of: datetime | None = None) -> QuestionMove:
        """The step that holds at ``as_of``."""
        return self._moves.get(question_id, as_of=as_of)

    def moves(self, question_id: str) -> tuple[QuestionMove, ...]:
        """All steps, oldest first."""
        return self._moves.history(question_id)
