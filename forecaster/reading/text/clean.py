"""Which lines of a text are the report, and which are furniture of the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from forecaster.reading.text.lines import Line, text_lines

_FURNITURE = re.compile(
    r"^\W*(?:follow (?:[A-Z]\w+ [A-Z]\w+ on\b|@)|\d+ comments?\b|you have \d+ (?:free )?articles?\b"
    r"|©|\(c\) ?\d{4}|home\s*[>|»]|by [A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3}$|by \[|\{\w+\}$"
    r"|(?:file )?(?:photo|picture|image|video|graphic|map|illustration|watch|listen|gallery|slideshow)s?"
    r"(?: by| credit| courtesy| caption)?\s*[:/(])",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"(?:, (?:right|centre|center)\b|, left\b(?! (?:an?|the|his|her|its|their|for|on|without|behind|alone|by|office|early|late|(?-i:[A-Z])\w+ (?:for|on|in|at|after|early|late|without|empty))\b)|\((?:L|R|C|left|right|centre|center)\)|\bpictured\b|\bfile (?:photo|picture|image)\b|\bvia AP\b"
    r"|\[file\b|\b(?:AP|AFP|EPA|Reuters) photo\b|(?:/|via |courtesy of |credit: ?)(?:AP|AFP|Reuters|Getty|EPA|TASS|Xinhua|Lehtikuva|Yonhap|Handout|Pool)\b|Getty Images"
    r"|\bHandout\b|\bphoto(?:graph)? by\b|\bPhoto:|\bArchive photo|\barchive (?:photo|picture)\b)",
    re.IGNORECASE,
)
_TERMINAL = re.compile(r"[.!?…]['\"”’)\]]*\s*$")
_CAPTION_LIMIT = 420
_LINKED = re.compile(r"^\W*\[[^\]]{1,300}\]\([^)]{0,300}\)\W*$|^\W*<?https?://\S+>?\W*$")
_CODE = re.compile(r"[\"']@?\w[\w-]*[\"']\s?:\s?[\"'{\[]|\bfunction ?\(|\bwindow\.\w|\bvar \w+ ?=")
_ARROW = re.compile(r"^\s*(?:>{2,}|»|→|➤|▶|►|⇒|☞|❯)")
_BAR = re.compile(r"\s+(?:[|•·»❯◆■|]|>{1,3}|→|&bull;)\s+")
_WORDS = re.compile(r"[^\W\d_]{2,}")
_STAMPED = re.compile(r"\d")
_TURN = re.compile(r"^\S.{0,60}?:\s")
_BULLET = re.compile(r"^\s*[-–—*•·▪‣]\s")
_HEADLINE = 3
_SHORT_REPORT = 400


class Furniture:
    """Tells the report from the furniture of a page by the word lists for it."""

    def __init__(self, words: Mapping[str, frozenset[str]]) -> None:
        """Take the lists ``page_…`` and ``unfinished`` of ``data/rules/lexicon.toml``."""
        self._unfinished = words["unfinished"]
        self._opening = _starting(words["page_openings"], r"\b")
        self._label = _starting(words["page_labels"] | words["page_boxes"], r"\s*(?:[:|»]|$)")
        self._pointer = _starting(words["page_pointers"], r"\s*[:|»]")
        self._box = _starting(words["page_boxes"], r"\W*$")
        self._comments = _starting(words["page_comments"], r"(?:\s*\(?\d+\)?)?\W*$", r"(?:\d+ )?")
        self._aside = _aside(words["page_openings"])

    def report_lines(self, text: str) -> list[Line]:
        """The lines of ``text`` that carry the report, in order."""
        found: list[Line] = []
        boxed = False
        for line in text_lines(text, self._unfinished):
            words = text[line.start : line.end]
            if self._comments.match(words) and _is_over(found, len(text) - line.end):
                break
            whole = _TERMINAL.search(words) is not None
            boxed = self._box.match(words) is not None or (boxed and not whole)
            if not boxed and not self.is_furniture(words):
                found += self._without_asides(text, line)
        return _without_headlines(text, found)

    def headlines(self, text: str) -> list[Line]:
        """The lines of a headline, in which bars and labels are no furniture."""
        lines = text_lines(text, self._unfinished)
        return [line for line in lines if not self._opening.match(text, line.start, line.end)]

    def is_furniture(self, line: str) -> bool:
        """Whether a line belongs to the page rather than to the report."""
        patterns = (_FURNITURE, _LINKED, self._opening, self._label, self._comments)
        if any(pattern.match(line) for pattern in patterns) or _CODE.search(line):
            return True
        if not _TERMINAL.search(line) and self._points_elsewhere(line):
            return True
        if len(line) > _CAPTION_LIMIT:
            return False
        return _CAPTION.search(line) is not None and not _spoken(line)

    def _points_elsewhere(self, line: str) -> bool:
        """Whether a line without a full stop leads to other pieces: a pointer, or a row of links."""
        if _ARROW.match(line) or self._pointer.match(line):
            return True
        parts = _BAR.split(_BULLET.sub("", line))
        return sum(len(_WORDS.findall(part)) >= _HEADLINE for part in parts) > 0 and _is_row(parts)

    def _without_asides(self, text: str, line: Line) -> Iterator[Line]:
        """A line cut around "(Read more: ...)"."""
        start = line.start
        for match in self._aside.finditer(text, line.start, line.end):
            if match.start() > start:
                yield Line(start, match.start())
            start = match.end()
        if start < line.end:
            yield Line(start, line.end)


def _is_row(parts: list[str]) -> bool:
    """Whether what bars divide are at least two headlines or names of sections, no time stamp."""
    worded = [part for part in parts if _WORDS.search(part)]
    return len(worded) > 1 and not _STAMPED.search(parts[0])


def _is_over(found: list[Line], rest: int) -> bool:
    """Whether the report may end here: a count of comments can stand at its head, too."""
    told = sum(line.end - line.start for line in found)
    return told > 0 and (told >= _SHORT_REPORT or rest <= 5 * told)


def _without_headlines(text: str, lines: list[Line]) -> list[Line]:
    """The lines without a list of headlines at the end, below the last whole sentence."""
    last = next((at for at in range(len(lines), 0, -1) if ends(text, lines[at - 1])), 0)
    below = [text[line.start : line.end] for line in lines[last:]]
    if last and len(below) > 1 and all(map(_is_headline, below)):
        return lines[:last]
    return lines


def ends(text: str, line: Line) -> bool:
    """Whether a line ends with a full stop or the like."""
    return _TERMINAL.search(text, line.start, line.end) is not None


def _is_headline(line: str) -> bool:
    """Whether a line could name another piece: no item of a list, no turn, no entry."""
    return not (_BULLET.match(line) or _TURN.match(line) or line[:1].isdigit())


def _starting(phrases: Iterable[str], behind: str, before: str = "") -> re.Pattern[str]:
    """Lines that start with one of the phrases."""
    return re.compile(rf"^\W*{before}(?:{_either(phrases)}){behind}", re.IGNORECASE)


def _aside(phrases: Iterable[str]) -> re.Pattern[str]:
    """Brackets that open with one of the phrases."""
    return re.compile(rf"\s*[(\[](?:{_either(phrases)})\b[^()\[\]\n]{{0,200}}[)\]]", re.IGNORECASE)


def _either(phrases: Iterable[str]) -> str:
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return "|".join(re.escape(one).replace("'", "['’]") for one in longest_first)


def _spoken(line: str) -> bool:
    return any(word in line for word in (" said", " told ", "“", " announced"))
