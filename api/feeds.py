"""Atom (RFC 4287) and iCalendar (RFC 5545) as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from xml.sax.saxutils import escape, quoteattr

from forecaster.domain.clock import format_instant
from forecaster.domain.moves import Move
from forecaster.domain.questions import Question
from forecaster.domain.summits import Summit
from forecaster.store.records import LedgerRoot

_LONGEST_LINE = 74
"""Octets of a line of a calendar, without its end."""


def atom_feed(
    moves: Sequence[tuple[Move, str]], roots: Sequence[LedgerRoot], public_url: str
) -> str:
    """A feed of moves and of signed ledger roots; ids and dates never change."""
    entries = [*(_move_entry(*pair, public_url) for pair in moves)]
    entries += [_root_entry(root, public_url) for root in reversed(roots)]
    dates = [format_instant(move.later.issued_at) for move, _ in moves]
    updated = max([*dates, *(f"{root.day}T23:59:59Z" for root in roots)], default=_EPOCH)
    own = quoteattr(f"{public_url}/v1/exports/moves.atom")
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<id>{_xml(public_url)}/v1/exports/moves.atom</id><title>Summitry: moves</title>"
        f'<author><name>Summitry</name></author><link rel="self" href={own}/>'
        f"<updated>{updated}</updated>{''.join(entries)}</feed>\n"
    )


_EPOCH = "1970-01-01T00:00:00Z"


def _xml(text: str) -> str:
    """Text for XML: markup escaped, characters that XML cannot carry replaced."""
    legal = "".join(c if c in "\t\n" or c.isprintable() else "\ufffd" for c in text)
    return escape(legal)


def _move_entry(move: Move, question: str, public_url: str) -> str:
    link = f"{public_url}/v1/forecasts/{move.later.id}"
    lines = [f"{100 * d.contribution:+.1f} points: {d.text}" for d in move.drivers]
    updated = format_instant(move.later.issued_at)
    return (
        f"<entry><id>{_xml(link)}</id><title>{_xml(f'{question} {move.text}')}</title>"
        f"<updated>{updated}</updated><link href={quoteattr(link)}/>"
        f'<content type="text">{_xml(chr(10).join([move.text, *lines]))}</content></entry>'
    )


def _root_entry(root: LedgerRoot, public_url: str) -> str:
    link = f"{public_url}/v1/ledger#{root.day}"
    text = f"day {root.day}, entry {root.seq}, hash {root.hash}, signature {root.signature}"
    return (
        f"<entry><id>{_xml(link)}</id><title>Ledger root of {_xml(root.day)}</title>"
        f"<updated>{_xml(root.day)}T23:59:59Z</updated><link href={quoteattr(link)}/>"
        f'<content type="text">{_xml(text)}</content></entry>'
    )


def calendar_file(
    summits: Iterable[Summit], questions: Iterable[tuple[Question, str]], public_url: str
) -> str:
    """A calendar of summits and deadlines; its ids are stable."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Summitry//Calendar//EN",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
    ]
    for summit in summits:
        lines += _summit_lines(summit)
    for question, text in questions:
        lines += _deadline_lines(question, text, public_url)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _summit_lines(summit: Summit) -> list[str]:
    if summit.window is None:
        return []
    place = summit.place
    where = ", ".join(part for part in (place.city, place.country) if part) if place else ""
    return [
        "BEGIN:VEVENT",
        f"UID:{_plain(summit.id)}@summits.summitry",
        f"SEQUENCE:{summit.revision - 1}",
        f"DTSTAMP:{_stamp(min(summit.dates_known_at, _LAST_STAMP))}",
        *_days(summit.window.start, summit.window.end),
        f"SUMMARY:{_plain(summit.name)}",
        *([f"LOCATION:{_plain(where)}"] if where else []),
        f"STATUS:{'CANCELLED' if summit.cancelled else 'CONFIRMED'}",
        "END:VEVENT",
    ]


def _deadline_lines(question: Question, text: str, public_url: str) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{_plain(question.id)}@questions.summitry",
        "SEQUENCE:0",
        f"DTSTAMP:{_stamp(question.opened_at)}",
        *_days(question.deadline_on, question.deadline_on),
        f"SUMMARY:{_plain('Deadline: ' + text)}",
        f"URL:{public_url}/questions/{_plain(question.id)}",
        "END:VEVENT",
    ]


_LAST_STAMP = datetime(9999, 1, 1, tzinfo=UTC)


def _days(start: date, end: date) -> list[str]:
    after = end + timedelta(days=1)
    return [f"DTSTART;VALUE=DATE:{start:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}"]


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%SZ}"


def _plain(text: str) -> str:
    """A text value: separators escaped, line ends and control characters taken out."""
    flat = "".join(c if c.isprintable() else " " for c in text)
    return flat.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, none of them cutting a character."""
    piece, size = "", 0
    for character in line:
        octets = len(character.encode("utf-8", "replace"))
        if size + octets > _LONGEST_LINE:
            yield piece
            piece, size = " ", 1
        piece += character
        size += octets
    yield piece
