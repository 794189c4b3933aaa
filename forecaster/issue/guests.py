"""Who is expected where: by record and calendar, by what was announced, by plans to meet there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import expm1

from forecaster.domain.errors import QuestionError
from forecaster.domain.people import Dyad, LeaderId
from forecaster.domain.signals import Act, Certainty, Signal, SignalType
from forecaster.issue.news import News, pairs_of
from forecaster.issue.outlook import Chance
from forecaster.model.attendance import Attendance
from forecaster.panel.history import Edition

ANNOUNCED = {
    (SignalType.ATTEND, Certainty.FIRM): 0.95,
    (SignalType.ATTEND, Certainty.PROBABLE): 0.85,
    (SignalType.ATTEND, Certainty.POSSIBLE): 0.6,
    (SignalType.ATTEND, Certainty.UNCONFIRMED): 0.6,
    (SignalType.NOT_ATTEND, Certainty.FIRM): 0.04,
    (SignalType.NOT_ATTEND, Certainty.PROBABLE): 0.15,
    (SignalType.NOT_ATTEND, Certainty.POSSIBLE): 0.4,
    (SignalType.NOT_ATTEND, Certainty.UNCONFIRMED): 0.4,
}
"""P(attends) after the latest announcement, hearsay as what is possible; a judgement, stated in
docs/model.md."""

ATTENDANCE_SPREAD = 0.35
"""Standard deviation of the log rate of attending."""

Invitation = tuple[LeaderId, str]
"""A leader and a summit."""


@dataclass(frozen=True)
class Guests:
    """Attendance as expected from one view.

    Attributes:
        news: What news makes of the record.
    """

    news: News
    _chances: dict[Invitation, Chance] = field(default_factory=dict, compare=False)

    def chance(self, leader: LeaderId, summit_id: str) -> Chance:
        """Chance that a leader attends: announced, else by series and own record.

        Who is to meet somebody there is at least as likely to come.

        Raises:
            QuestionError: If no days of the summit are known yet.
        """
        key = (leader, summit_id)
        if key not in self._chances:
            self._chances[key] = self._chance(leader, summit_id)
        return self._chances[key]

    def _chance(self, leader: LeaderId, summit_id: str) -> Chance:
        usual = self._usual(leader, summit_id)
        told = self._announcements.get((leader, summit_id))
        chance = self._announced(told, leader, summit_id) if told else usual.probability
        pairs = self._pairs.get((leader, summit_id), {})
        meets = max((self.meet_there(dyad, summit_id) for dyad in pairs), default=0.0)
        ids = dict.fromkeys([told.id] if told else [])
        if meets > chance:
            ids |= dict.fromkeys(key for told_by in pairs.values() for key in told_by)
        spread = ATTENDANCE_SPREAD
        return Chance(max(chance, meets), usual.probability, usual.n, spread, tuple(ids))

    def _announced(self, told: Signal, leader: LeaderId, summit_id: str) -> float:
        """What an announcement is worth: nobody comes in an office that he is known to lack."""
        chance, edition = ANNOUNCED[told.act.type, told.act.certainty], self._edition(summit_id)
        if edition is None:
            return chance
        return chance * self.news.record.sidelines.decided(leader, edition)

    def both(self, dyad: Dyad, summit_id: str) -> float:
        """P(both attend): independent, but two who are to meet there come together.

        Raises:
            QuestionError: If no days of the summit are known yet.
        """
        first = self.chance(dyad.first, summit_id).probability
        second = self.chance(dyad.second, summit_id).probability
        told = dyad in self._pairs.get((dyad.first, summit_id), {})
        return max(first * second, self.meet_there(dyad, summit_id) if told else 0.0)

    def both_if_known(self, dyad: Dyad, summit_id: str) -> float | None:
        """:meth:`both`; None for a summit that only news tells of."""
        return self.both(dyad, summit_id) if self._edition(summit_id) else None

    def meet_there(self, dyad: Dyad, summit_id: str) -> float:
        """P(the two have a proper meeting on the sidelines)."""
        rates = self.news.curve(dyad).cumulative.items()
        return -expm1(-sum(sums[-1] for venue, sums in rates if venue.summit_id == summit_id))

    def _usual(self, leader: LeaderId, summit_id: str) -> Attendance:
        """What series and own record say.

        Raises:
            QuestionError: If no days of the summit are known yet.
        """
        edition = self._edition(summit_id)
        if edition is None:
            raise _undated(summit_id)
        if edition.cancelled:
            return Attendance(0.0, 0, announced=True)
        return self.news.record.sidelines.attendance(leader, edition)

    def check_dated(self, summit_id: str) -> None:
        """Refuse a summit without days, unless it had some and lost them.

        Raises:
            QuestionError: If no days of the summit have ever been known.
        """
        versions = self.news.record.book.versions.get(summit_id, ())
        if not any(one.known <= self.news.record.day for one in versions):
            raise _undated(summit_id)

    def _edition(self, summit_id: str) -> Edition | None:
        """The version of a summit that is known at the moment."""
        day = self.news.record.day
        versions = self.news.record.book.versions.get(summit_id, ())
        return next((one for one in versions if one.known <= day < one.until), None)

    @cached_property
    def _announcements(self) -> Mapping[Invitation, Signal]:
        """The latest word on whether a leader comes to a summit."""
        return {
            (leader, signal.act.forum.lower()): signal
            for signal in self.news.signals
            if signal.act.type in (SignalType.ATTEND, SignalType.NOT_ATTEND) and signal.act.forum
            for leader in self._announced_by(signal.act)
        }

    def _announced_by(self, act: Act) -> Sequence[LeaderId]:
        """Whose coming an announcement tells of: a side speaks of its own leader, if named."""
        offices, day = self.news.record.book.offices, self.news.record.day
        holders = {leader: offices.holder(leader, day) for leader in act.leaders}
        own = [who for who, one in holders.items() if one is not None and one.country == act.actor]
        return own or act.leaders

    @cached_property
    def _pairs(self) -> Mapping[Invitation, Mapping[Dyad, list[str]]]:
        """Pairs of which news tells that they may meet at a summit, with the signals."""
        found: dict[Invitation, dict[Dyad, list[str]]] = {}
        for signal in self.news.signals:
            if signal.act.forum:
                for dyad in pairs_of(signal):
                    for leader in (dyad.first, dyad.second):
                        at = found.setdefault((leader, signal.act.forum.lower()), {})
                        at.setdefault(dyad, []).append(signal.id)
        return found


def _undated(summit_id: str) -> QuestionError:
    return QuestionError(
        f"forum: no days of {summit_id.upper()} are known yet",
        remedy="ask about it once they are announced",
    )
