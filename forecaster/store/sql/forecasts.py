"""Issued forecasts and the curves behind them."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select

from forecaster.domain.errors import NotFoundError
from forecaster.domain.forecasts import Forecast
from forecaster.domain.people import Dyad
from forecaster.store.codec import decode, encode
from forecaster.store.ports import ForecastQuery
from forecaster.store.records import ChangeType, StoredCurve
from forecaster.store.sql.engine import dump_json
from forecaster.store.sql.session import Session, chunks
from forecaster.store.tables import curve, forecast


class SqlForecasts:
    """Fulfils ``ports.Forecasts``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def issue(self, forecasts: Iterable[Forecast]) -> int:
        """Keep issues; those held already are passed over."""
        wanted = {item.id: item for item in forecasts}
        for part in chunks(list(wanted)):
            for row in self._session.rows(select(forecast.c.id).where(forecast.c.id.in_(part))):
                del wanted[row[0]]
        self._session.add(forecast, [self._row(item) for item in wanted.values()])
        return len(wanted)

    def _row(self, item: Forecast) -> dict[str, object]:
        return {
            "id": item.id,
            "question_id": item.question_id,
            "issued_at": item.issued_at,
            "as_of": item.as_of,
            "model_version": item.answer.model_version,
            "seq": self._session.note(
                ChangeType.FORECAST_ISSUED, "forecast", item.id, item.issued_at
            ),
            "body": encode(item),
        }

    def get(self, forecast_id: str) -> Forecast:
        """One issue."""
        body = self._session.value(select(forecast.c.body).where(forecast.c.id == forecast_id))
        if body is None:
            raise NotFoundError(f"no forecast {forecast_id!r} was issued")
        return decode(Forecast, body)

    def in_force(self, question_id: str, *, as_of: datetime | None = None) -> Forecast | None:
        """The newest issue of a question at ``as_of``."""
        statement = select(forecast.c.body).where(forecast.c.question_id == question_id)
        if as_of is not None:
            statement = statement.where(forecast.c.issued_at <= as_of)
        body = self._session.value(
            statement.order_by(forecast.c.issued_at.desc(), forecast.c.seq.desc()).limit(1)
        )
        return decode(Forecast, body) if body is not None else None

    def latest(
        self, question_ids: Sequence[str], *, as_of: datetime | None = None
    ) -> Mapping[str, Forecast]:
        """The newest issue of each question that has one at ``as_of``."""
        found: dict[str, Forecast] = {}
        for part in chunks(question_ids):
            place = func.row_number().over(
                partition_by=forecast.c.question_id,
                order_by=(forecast.c.issued_at.desc(), forecast.c.seq.desc()),
            )
            ranked = select(forecast.c.body, place.label("place"))
            ranked = ranked.where(forecast.c.question_id.in_(part))
            if as_of is not None:
                ranked = ranked.where(forecast.c.issued_at <= as_of)
            newest = ranked.subquery()
            for row in self._session.rows(select(newest.c.body).where(newest.c.place == 1)):
                item = decode(Forecast, row[0])
                found[item.question_id] = item
        return found

    def history(self, query: ForecastQuery) -> tuple[Forecast, ...]:
        """Issues of a question, oldest first."""
        statement = select(forecast.c.body).where(forecast.c.question_id == query.question_id)
        if query.issued_after is not None:
            statement = statement.where(forecast.c.issued_at > query.issued_after)
        if query.issued_until is not None:
            statement = statement.where(forecast.c.issued_at <= query.issued_until)
        if query.model_version is not None:
            statement = statement.where(forecast.c.model_version == query.model_version)
        ordered = statement.order_by(forecast.c.issued_at, forecast.c.seq).limit(query.limit)
        return tuple(decode(Forecast, row[0]) for row in self._session.rows(ordered))

    def last_issued_at(self) -> datetime | None:
        """When the newest issue was published."""
        row = self._session.first(select(func.max(forecast.c.issued_at)))
        return row[0] if row else None

    def keep_curve(self, item: StoredCurve) -> bool:
        """Keep a dyad's curve; False if one of the same moment is held."""
        held = select(curve.c.dyad).where(
            curve.c.dyad == item.dyad.id, curve.c.issued_at == item.issued_at
        )
        if self._session.first(held):
            return False
        row = {
            "dyad": item.dyad.id,
            "issued_at": item.issued_at,
            "as_of": item.as_of,
            "model_version": item.model_version,
            "body": zlib.compress(dump_json(encode(item)).encode()),
        }
        self._session.add(curve, [row])
        return True

    def curve(self, dyad: Dyad, *, as_of: datetime | None = None) -> StoredCurve | None:
        """The newest curve of a dyad at ``as_of``."""
        statement = select(curve.c.body).where(curve.c.dyad == dyad.id)
        if as_of is not None:
            statement = statement.where(curve.c.issued_at <= as_of)
        body = self._session.value(statement.order_by(curve.c.issued_at.desc()).limit(1))
        if not isinstance(body, bytes):
            return None
        return decode(StoredCurve, json.loads(zlib.decompress(body)))
