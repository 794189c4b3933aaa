"""Shapes of pairs and of the table of places by dates."""

from __future__ import annotations

from pydantic import Field

from api.http.instants import Day, Instant
from api.ports import Names
from api.schemas.base import Input, Probability, Shape
from api.schemas.questions import LeaderOut
from forecaster.questions.table import Cell, PlaceTable
from forecaster.questions.words import pair_name, venue_name
from forecaster.store.records import Pair, StoredCurve


class PairOut(Shape):
    """A pair of leaders that is, or was, watched."""

    id: str = Field(description="Both ids joined by two dashes.")
    name: str = Field(description="Both names.")
    leaders: list[LeaderOut] = Field(description="The two.")
    watched: bool = Field(description="Whether it is watched.")
    origin: str = Field(description="Why it is.")
    known_at: Instant = Field(description="From when.")
    revision: int = Field(description="Counts changes.", ge=1)

    @classmethod
    def of(cls, pair: Pair, names: Names) -> PairOut:
        """The public shape."""
        return cls(
            id=pair.id,
            name=pair_name(pair.dyad, names),
            leaders=[LeaderOut.of(one, names) for one in (pair.dyad.first, pair.dyad.second)],
            watched=pair.watched,
            origin=pair.origin,
            known_at=pair.known_at,
            revision=pair.revision,
        )


class PairIn(Input):
    """A pair to watch."""

    leaders: list[str] = Field(
        description="Two leader ids.", min_length=2, max_length=2, examples=[["a-b", "c-d"]]
    )


class WatchedIn(Input):
    """Whether a pair is watched."""

    watched: bool = Field(description="False to drop it.")


class CellOut(Shape):
    """A cumulative probability with its 80 % interval."""

    probability: Probability = Field(description="P(it has happened by the end of the day).")
    low: Probability = Field(description="Lower end.")
    high: Probability = Field(description="Upper end.")

    @classmethod
    def of(cls, cell: Cell) -> CellOut:
        """The public shape; rounding errors of the sums stay inside the bounds."""
        ends = (min(max(end, 0.0), 1.0) for end in (cell.probability, cell.low, cell.high))
        probability, low, high = ends
        return cls(probability=probability, low=low, high=high)


class RowOut(Shape):
    """One place over the dates."""

    venue: str = Field(description="Country code, forum, or elsewhere.")
    name: str = Field(description="In words.")
    kind: str = Field(description="On whose soil; an open list.")
    cells: list[CellOut] = Field(description="One per date; never falling.")


class TableOut(Shape):
    """Where and by when a pair meets next: rows and `none` add to 1 in every column."""

    pair_id: str = Field(description="Which pair.")
    issued_at: Instant = Field(description="When the curve behind it was issued.")
    as_of: Instant = Field(description="Latest known time that it used.")
    model_version: str = Field(description="By which model.")
    dates: list[Day] = Field(description="Columns.")
    rows: list[RowOut] = Field(description="Places.")
    anywhere: list[CellOut] = Field(description="P(any meeting by the day).")
    none: list[CellOut] = Field(description="P(no meeting by the day).")
    degraded_inputs: list[str] = Field(description="Inputs that were reduced.")

    @classmethod
    def of(cls, stored: StoredCurve, table: PlaceTable, names: Names) -> TableOut:
        """The public shape."""
        return cls(
            pair_id=stored.dyad.id,
            issued_at=stored.issued_at,
            as_of=stored.as_of,
            model_version=stored.model_version,
            dates=list(table.dates),
            rows=[
                RowOut(
                    venue=row.venue.key,
                    name=venue_name(row.venue, names),
                    kind=row.venue.kind.value,
                    cells=[CellOut.of(cell) for cell in row.cells],
                )
                for row in table.rows
            ],
            anywhere=[CellOut.of(cell) for cell in table.anywhere],
            none=[CellOut.of(cell) for cell in table.none],
            degraded_inputs=list(stored.degraded),
        )
