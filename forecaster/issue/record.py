"""What the record already says about a question's window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.meetings import ContactLevel, MeetingKind
from forecaster.domain.people import LeaderId
from forecaster.domain.places import Place
from forecaster.domain.questions import AcceptedMode, Question, QuestionKind, Rule
from forecaster.domain.summits import series_of_edition
from forecaster.questions.options import option_kind, option_names
from forecaster.questions.sightings import edition


@dataclass(frozen=True, slots=True)
class Contact:
    """One known contact in the terms of a rule.

    Attributes:
        leaders: Who took part.
        happened_on: Last day on which it can have happened.
        place: Where.
        forum: Forum id, or series key where the record names no edition.
        level: Rung of the ladder it proves.
    """

    leaders: frozenset[LeaderId]
    happened_on: date
    place: Place | None
    forum: str | None
    level: ContactLevel


def contacts(chronicle: Chronicle, rule: Rule) -> Iterator[Contact]:
    """Contacts among the rule's leaders on a day of its window, from the record and from news."""
    yield from _recorded(chronicle, rule)
    yield from _reported(chronicle, rule)


def _recorded(chronicle: Chronicle, rule: Rule) -> Iterator[Contact]:
    for meeting in reversed(chronicle.meetings):
        if meeting.window.end < rule.window.start and meeting.recorded_at is None:
            # Rows are ordered by the day they became known, the day after their end.
            break
        pair = frozenset((meeting.dyad.first, meeting.dyad.second))
        if _concerned(pair, rule) and meeting.window.end in rule.window:
            forum = None
            if meeting.kind is MeetingKind.SIDELINE:
                forum = edition(meeting, chronicle.summits) or meeting.forum
            yield Contact(pair, meeting.window.end, meeting.place, forum, meeting.contact)


def _reported(chronicle: Chronicle, rule: Rule) -> Iterator[Contact]:
    told = {
        signal.id: signal.act
        for leader in rule.leaders
        for signal in chronicle.reports_of.get(leader, ())
    }
    for act in told.values():
        who = frozenset(act.leaders)
        if act.window and act.window.end in rule.window and _concerned(who, rule):
            level = ContactLevel.SCHEDULED_BILATERAL
            yield Contact(who, act.window.end, act.place, act.forum, level)


def _concerned(who: frozenset[LeaderId], rule: Rule) -> bool:
    """Whether enough of the rule's leaders took part: two, or the one it is about."""
    return len(who.intersection(rule.leaders)) >= min(2, len(rule.leaders))


def qualifies(contact: Contact, rule: Rule, *, any_of: bool) -> bool:
    """Whether one known contact satisfies a rule about a pair."""
    if contact.level < rule.least_contact or rule.mode is AcceptedMode.CALL:
        return False
    wanted = set(rule.leaders)
    if any_of:
        with_first = rule.leaders[0] in contact.leaders
        together = with_first and bool(contact.leaders & set(rule.leaders[1:]))
    else:
        together = wanted <= contact.leaders
    return together and _at_place(contact, rule) and _at_forum(contact, rule)


def _at_place(contact: Contact, rule: Rule) -> bool:
    if rule.place is None:
        return True
    if contact.place is None or contact.place.country != rule.place.country:
        return False
    return rule.place.city is None or contact.place.city == rule.place.city


def _at_forum(contact: Contact, rule: Rule) -> bool:
    """Rows whose edition is on no calendar name the series only; the window tells which it was."""
    if rule.forum is None:
        return True
    if contact.forum is None:
        return False
    return contact.forum.upper() in (rule.forum, series_of_edition(rule.forum).upper())


def already(question: Question, chronicle: Chronicle) -> bool:
    """Whether what is known at the chronicle's cutoff settles the question as yes."""
    rule = question.rule
    if question.kind is QuestionKind.ATTEND:
        return _attended_on(rule, chronicle) is not None
    if question.kind is QuestionKind.VISIT:
        return _visited_on(rule, chronicle) is not None
    return any(_qualifying(rule, chronicle, any_of=question.any_of))


def count(question: Question, chronicle: Chronicle) -> int:
    """How many qualifying contacts are known; several reports of one day count once."""
    found = _qualifying(question.rule, chronicle, any_of=question.any_of)
    return len({contact.happened_on for contact in found})


def earliest(rule: Rule, chronicle: Chronicle) -> Contact | None:
    """The first known contact that satisfies a rule about a pair."""
    return min(_qualifying(rule, chronicle), key=attrgetter("happened_on"), default=None)


def winner(question: Question, chronicle: Chronicle) -> str | None:
    """The option of a race that is known to have happened first; None while none has."""
    days = [_happened_on(rule, chronicle) for rule in question.options]
    known = [
        (day, name)
        for day, name in zip(days, option_names(question.options), strict=True)
        if day is not None
    ]
    return min(known)[1] if known else None


def _happened_on(rule: Rule, chronicle: Chronicle) -> date | None:
    kind = option_kind(rule)
    if kind is QuestionKind.ATTEND:
        return _attended_on(rule, chronicle)
    if kind is QuestionKind.VISIT:
        return _visited_on(rule, chronicle)
    contact = earliest(rule, chronicle)
    return contact.happened_on if contact else None


def _qualifying(rule: Rule, chronicle: Chronicle, *, any_of: bool = False) -> Iterator[Contact]:
    for contact in contacts(chronicle, rule):
        if qualifies(contact, rule, any_of=any_of):
            yield contact


def _attended_on(rule: Rule, chronicle: Chronicle) -> date | None:
    """Day by which all leaders are known to have been at the forum."""
    summit_id = (rule.forum or "").lower()
    known = {
        row.leader: row.known_at.date()
        for row in chronicle.attendance
        if row.summit_id == summit_id and row.attended and row.leader in rule.leaders
    }
    return max(known.values()) if set(rule.leaders) <= set(known) else None


def _visited_on(rule: Rule, chronicle: Chronicle) -> date | None:
    days = [one.happened_on for one in contacts(chronicle, rule) if _is_visit(one, rule)]
    return min(days, default=None)


def _is_visit(contact: Contact, rule: Rule) -> bool:
    """Whether a contact shows the leader where the rule wants him.

    Bodily presence is all that a visit asks for; only an official one asks for a rung.
    """
    official = rule.contact is ContactLevel.VISIT_OR_SUMMIT
    return (
        rule.place is not None
        and rule.leaders[0] in contact.leaders
        and (not official or contact.level >= rule.contact)
        and _at_place(contact, rule)
    )
