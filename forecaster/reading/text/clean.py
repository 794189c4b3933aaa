"""Which lines of a text are the report, and which are furniture of the page."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FURNITURE = re.compile(
    r"^\W*(?:related(?: (?:article|articles|story|stories|content|news|topics|links|coverage))?\s*(?::|$|\|)"
    r"|read (?:more|also|next|on|the full)\b|see also\b|also read\b|more (?:on|from|stories|news|about) |don['’]t miss\b"
    r"|most (?:read|viewed|popular|shared)\b|you (?:may|might) also (?:like|enjoy|be interested)|recommended\b"
    r"|sign up\b|subscribe\b|newsletter\b|get (?:the|our) (?:latest|newsletter|app)|download (?:the|our) app"
    r"|follow (?:us\b|[A-Z]\w+ [A-Z]\w+ on\b|@)|share (?:this|on|via)\b|like us on|join (?:us|the (?:conversation|discussion))"
    r"|advert(?:isement|orial)?\b|sponsored\b|promoted\b|ad(?:s)?\s*(?::|$)|paid (?:content|post)"
    r"|comments?(?:\s*\(?\d+\)?)?\s*(?::|$)|\d+ comments?\b|(?:leave|post|add|write) a comment|log ?in to|what do you think"
    r"|please (?:let us know|enable|log|sign|support|consider)|have your say|tell us what|view (?:all )?comments"
    r"|©|\(c\) ?\d{4}|copyright\b|all rights reserved|terms (?:of|and)\b|privacy policy|cookie|we use cookies|this (?:web)?site uses"
    r"|by (?:continuing|clicking|using)|accept (?:all|cookies)|manage (?:preferences|cookies)"
    r"|(?:file )?(?:photo|picture|image|video|graphic|map|illustration|watch|listen|gallery|slideshow)s?(?: by| credit| courtesy)?\s*[:/(]"
    r"|original (?:url|article|source)|source:|via:|tags?:|topics?:|filed under|categories|keywords?:|print this|e-?mail this"
    r"|\(?(?:additional )?(?:reporting|editing|writing|compiled|translation|edited|reported|translated) by\b"
    r"|back to top|home\s*[>|»]|skip to|menu$|search$|loading|click here|tap here|weather\s*:|horoscope|crossword|top stories"
    r"|first published|last updated|updated?:|published:|posted:|by [A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3}$|by \[|\{\w+\}$"
    r"|the writer is\b|the author is\b|our standards|disclaimer|trending|story continues|(?:- )?ends\W*$"
    r"|in other news:?$|elsewhere on (?:the|this) site|from the archives?\b|on this day\b|next (?:story|article)|previous (?:story|article))",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"^\W*(?:related(?: \w+)?:?|most (?:read|popular)|you (?:may|might) also like\W*|comments?(?:\s*\(\d+\))?:?|recommended(?: \w+)*:?"
    r"|more (?:stories|news|from)\b.{0,40}|read (?:more|next):?|top stories:?|see also:?|latest (?:news|headlines):?)\W*$",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"(?:, (?:left|right|centre|center)\b|\((?:L|R|C|left|right|centre|center)\)|\bpictured\b|\bfile (?:photo|picture|image)\b|\bvia AP\b"
    r"|(?:/|via |courtesy of |credit: ?)(?:AP|AFP|Reuters|Getty|EPA|TASS|Xinhua|Lehtikuva|Yonhap|Handout|Pool)\b|Getty Images"
    r"|\bHandout\b|\bphoto(?:graph)? by\b|\bPhoto:|\bArchive photo|\barchive (?:photo|picture)\b)",
    re.IGNORECASE,
)
_TERMINAL = re.compile(r"[.!?…]['\"”’)\]]*\s*$")
_CAPTION_LIMIT = 420
_LINKED = re.compile(r"^\W*\[[^\]]{1,300}\]\([^)]{0,300}\)\W*$|^\W*<?https?://\S+>?\W*$")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of report: a half-open range of the plain text."""

    start: int
    end: int


def report_lines(text: str) -> list[Line]:
    """The lines of ``text`` that carry the report, in order."""
    lines: list[Line] = []
    tail = False
    at = 0
    for raw in text.split("\n"):
        start, end = at + len(raw) - len(raw.lstrip()), at + len(raw.rstrip())
        at += len(raw) + 1
        if end <= start:
            continue
        line = text[start:end]
        if _TAIL.match(line):
            tail = True
            continue
        if tail and not _TERMINAL.search(line):
            continue
        tail = False
        if not is_furniture(line):
            lines.append(Line(start, end))
    return lines


def is_furniture(line: str) -> bool:
    """Whether a line belongs to the page rather than to the report."""
    if _FURNITURE.match(line) or _LINKED.match(line):
        return True
    if len(line) > _CAPTION_LIMIT:
        return False
    return _CAPTION.search(line) is not None and not _spoken(line)


def _spoken(line: str) -> bool:
    return any(word in line for word in (" said", " told ", "“", " announced"))
