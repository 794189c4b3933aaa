"""Who is expected where: by record and calendar, by what was announced, by plans to meet there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from forecaster.domain.clock import Window
from forecaster.domain.errors import QuestionError
from forecaster.domain.people import Dyad, LeaderId
from forecaster.issue.announced import Invitation, Word
from forecaster.issue.news import News, pairs_of
from forecaster.issue.outlook import Chance
from forecaster.model.attendance import Attendance
from forecaster.panel.history import Edition
from forecaster.questions import readoff

ATTENDANCE_SPREAD = 0.35
"""Standard deviation of the log rate of attending."""


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

        Who is to meet somebody there is at least as likely to come; who is said to stay away meets
        nobody there more often than he comes.

        Raises:
            QuestionError: If no days of the summit are known yet.
        """
        key = (leader, summit_id)
        if key not in self._chances:
            self._chances[key] = self._chance(leader, summit_id)
        return self._chances[key]

    def _chance(self, leader: LeaderId, summit_id: str) -> Chance:
        usual = self._usual(leader, summit_id)
        word = self.news.words.get((leader, summit_id))
        chance = self._announced(word, usual.probability) if word else usual.probability
        pairs = self._pairs.get((leader, summit_id), {})
        meets = max((self.meet_there(dyad, summit_id) for dyad in pairs), default=0.0)
        ids = dict.fromkeys([word.signal.id] if word else [])
        if meets > chance:
            ids |= dict.fromkeys(key for told_by in pairs.values() for key in told_by)
        spread = ATTENDANCE_SPREAD
        return Chance(max(chance, meets), usual.probability, usual.n, spread, tuple(ids))

    def _announced(self, word: Word, usual: float) -> float:
        """What an announcement is worth: nobody comes in an office that he is known to lack."""
        chance, edition = word.chance(usual), self._edition(word.summit_id)
        if edition is None:
            return chance
        return chance * self.news.record.sidelines.decided(word.leader, edition)

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
        curve = self.news.curve(dyad)
        found = readoff.at_summit(curve, summit_id)
        return readoff.probability([found], Window(curve.start, curve.end))

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
