"""In which town of a country a meeting is held: as was announced, else by the record's habits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from forecaster.domain.forecasts import NamedTown, Plan
from forecaster.domain.places import Place
from forecaster.domain.summits import Summit
from forecaster.questions.names import fold
from forecaster.questions.readoff import ANYWHERE_IN_IT, Towns

Habit = Callable[[Place], float]
"""Share of the meetings in a country, outside summits, that are held in a town of it."""


def towns_of(
    place: Place, plans: Sequence[Plan], summits: Mapping[str, Summit], habit: Habit
) -> Towns:
    """How much of what is held in a place's country is held in its town.

    A summit is held in its own town, a plan mostly in the one that was named; where nothing is
    named, and for what is not held there, habit decides.

    Args:
        place: The country, and the town when one is asked for.
        plans: Prospective meetings of the curve, in its order.
        summits: The calendar.
        habit: The record's habits.
    """
    if place.city is None:
        return ANYWHERE_IN_IT
    known = {
        one.id: float(_is_same_town(one.place, place))
        for one in summits.values()
        if one.place and one.place.city and one.place.country == place.country
    }
    named = {
        number: _share(place, plan.town, habit)
        for number, plan in enumerate(plans)
        if plan.town is not None and plan.town.place.country == place.country
    }
    return Towns(habit(place), known, named)


def _share(place: Place, town: NamedTown, habit: Habit) -> float:
    """P(a meeting is held in a town), given its country and the town named for it."""
    if _is_same_town(town.place, place):
        return town.share
    others = 1.0 - habit(town.place)
    return (1.0 - town.share) * min(habit(place) / others, 1.0) if others > 0.0 else 0.0


def _is_same_town(one: Place, other: Place) -> bool:
    return fold(one.city or "") == fold(other.city or "")
