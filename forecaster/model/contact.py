"""What a stricter or looser definition of "meeting" does to the rates.

The rates describe proper meetings as the record lists them. What a definition adds or takes is
counted in the record as known at the moment and shrunk to what was assumed beforehand; the counts
with their intervals are in docs/model.md:

* *Looser, at summits*: where both leaders are present and no meeting is recorded, a brief exchange
  of words is on record in some share of cases. Only pairs whose every encounter is reported can
  tell it; for others the assumed share stands.
* *Looser, elsewhere*: brief encounters and mere joint presence beside proper meetings.
* *Stricter*: the share of proper meetings that were visits, by setting.

The record tells neither greetings nor pull-asides apart: those shares are judgements.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import expm1, log1p

from forecaster.domain.forecasts import IncidenceCurve, Venue, VenueKind
from forecaster.domain.meetings import ContactLevel
from forecaster.domain.summits import series_of_edition
from forecaster.model.contactbook import Setting, Tally
from forecaster.panel.worlds import FOR_ALL

SETTING_OF = {
    VenueKind.SUMMIT: Setting.SUMMIT,
    VenueKind.HOST_FIRST: Setting.HOST,
    VenueKind.HOST_SECOND: Setting.HOST,
    VenueKind.THIRD: Setting.ELSEWHERE,
    VenueKind.ELSEWHERE: Setting.ELSEWHERE,
}

PRIOR_CASES = 20.0
"""Cases that an assumed share is worth against the record."""

VISITS = {Setting.SUMMIT: 0.02, Setting.HOST: 0.9, Setting.ELSEWHERE: 0.6}
"""Assumed share of proper meetings that are visits."""

BILATERALS = {Setting.SUMMIT: 0.9, Setting.HOST: 0.99, Setting.ELSEWHERE: 0.95}
"""Share of proper meetings that were scheduled: a judgement, the record does not tell."""

WORDS_AT_SUMMIT = 0.05
"""Assumed share of joint presences without a meeting in which words are exchanged and told."""

GREETED_AT_SUMMIT, SEEN_AT_SUMMIT = 0.5, 0.9
"""The same for a greeting and for one room: judgements; leaders of a summit sit at one table."""

WORDS_BESIDE, SEEN_BESIDE = 0.01, 0.05
"""Assumed brief encounters, and mere joint presences, outside summits for each proper meeting."""

_SUREST = 1.0 - 1e-9


def words_at_summit(tally: Tally) -> float:
    """Share of watched joint presences without a meeting in which words were exchanged."""
    told = tally.watched.get((Setting.SUMMIT, ContactLevel.EXCHANGE_OF_WORDS), 0)
    return min(_shrunk(told, told + tally.apart, WORDS_AT_SUMMIT), GREETED_AT_SUMMIT)


def visits(tally: Tally, setting: Setting) -> float:
    """Share of proper meetings in a setting that were visits."""
    rows = tally.everybody.get((setting, ContactLevel.VISIT_OR_SUMMIT), 0)
    return min(_shrunk(rows, tally.proper(setting), VISITS[setting]), BILATERALS[setting])


def beside(tally: Tally, setting: Setting, rung: ContactLevel, assumed: float) -> float:
    """Contacts of a lower rung for each proper meeting of watched pairs, outside summits."""
    rows = tally.watched.get((setting, rung), 0)
    return _shrunk(rows, tally.proper(setting, watched=True), assumed)


def _shrunk(cases: int, of: int, assumed: float) -> float:
    return (cases + PRIOR_CASES * assumed) / (of + PRIOR_CASES)


@dataclass(frozen=True)
class Definitions:
    """What each definition of a meeting does to the rates of one pair's kind.

    Attributes:
        tally: The record by the day of the view.
        watched: Whether every encounter of the pair is reported.
    """

    tally: Tally
    watched: bool

    def factors(
        self, curve: IncidenceCurve, rung: ContactLevel, together: Callable[[str], float | None]
    ) -> dict[Venue, float]:
        """Factor on each venue's rate if contacts of ``rung`` or higher count.

        Args:
            curve: Rates of proper meetings.
            rung: Lowest rung that counts.
            together: P(both are at a summit) by id; None where nothing is known of it.
        """
        outside = self._outside_summits[rung]
        return {
            venue: self._at_summit(curve, venue, rung, together)
            if venue.kind is VenueKind.SUMMIT
            else outside[venue.kind]
            for venue in curve.rates
        }

    @cached_property
    def _outside_summits(self) -> Mapping[ContactLevel, Mapping[VenueKind, float]]:
        return {
            rung: {kind: self._outside(setting, rung) for kind, setting in SETTING_OF.items()}
            for rung in ContactLevel
        }

    def _at_summit(
        self,
        curve: IncidenceCurve,
        venue: Venue,
        rung: ContactLevel,
        together: Callable[[str], float | None],
    ) -> float:
        """Two who meet at a summit are both there; of the other joint presences a share counts."""
        rate = curve.held_at(venue, curve.days)
        both = together(venue.summit_id) if venue.summit_id else None
        if both is None or rate <= 0.0:
            return self._stricter(Setting.SUMMIT, rung)
        meet = min(-expm1(-rate), both)
        counts = meet + self._of_presences(venue.summit_id or "", rung) * (both - meet)
        return -log1p(-min(counts, _SUREST)) / rate * self._stricter(Setting.SUMMIT, rung)

    def _of_presences(self, summit_id: str, rung: ContactLevel) -> float:
        """Share of joint presences without a proper meeting that count."""
        if rung >= ContactLevel.PULL_ASIDE or series_of_edition(summit_id) in FOR_ALL:
            return 0.0
        if rung is ContactLevel.SAME_ROOM:
            return SEEN_AT_SUMMIT
        if rung is ContactLevel.GREETING:
            return GREETED_AT_SUMMIT
        return words_at_summit(self.tally) if self.watched else WORDS_AT_SUMMIT

    def _stricter(self, setting: Setting, rung: ContactLevel) -> float:
        if rung is ContactLevel.VISIT_OR_SUMMIT:
            return visits(self.tally, setting)
        return BILATERALS[setting] if rung is ContactLevel.SCHEDULED_BILATERAL else 1.0

    def _outside(self, setting: Setting, rung: ContactLevel) -> float:
        if rung >= ContactLevel.PULL_ASIDE:
            return self._stricter(setting, rung)
        words = beside(self.tally, setting, ContactLevel.EXCHANGE_OF_WORDS, WORDS_BESIDE)
        if rung is ContactLevel.EXCHANGE_OF_WORDS:
            return 1.0 + words
        seen = beside(self.tally, setting, ContactLevel.SAME_ROOM, SEEN_BESIDE)
        return 1.0 + words + seen if rung is ContactLevel.SAME_ROOM else 1.0 + words + seen / 2.0
