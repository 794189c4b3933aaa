"""Plain text out of HTML or text, with the way back to every original character."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from forecaster.reading.text.characters import (
    ENTITY,
    GARBLED,
    INVISIBLE,
    SHOWN,
    has_odd,
    repaired,
    unescaped,
)
from forecaster.reading.text.markup import (
    BLOCKS,
    ESCAPED_TAG,
    TAG,
    elements,
    is_furniture,
    is_link,
    looks_like_html,
)

_REST = (
    rf"(?P<comment><!--)|(?P<entity>{ENTITY})|(?P<invisible>[{INVISIBLE}]+)|(?P<garbled>{GARBLED})"
)
_IN_TEXT = re.compile(_REST)
_TAGS = {escaped: re.compile(ESCAPED_TAG if escaped else TAG) for escaped in (False, True)}
_IN_PAGE = {escaped: re.compile(f"{tag.pattern}|{_REST}") for escaped, tag in _TAGS.items()}
_WRAP = re.compile(r"(?<![\n.!?…\"”’):])\n(?![^\S\n]*\n)")
_FLOWING = frozenset({"p", "div", "br", "li", "td"})
_WORD = re.compile(r"[^\W_]")
_TERMINAL = re.compile(r"[.!?…]['\"”’)\]]*\s*$")


@dataclass(slots=True)
class Plain:
    """Readable text and where each of its characters stood in the original.

    Attributes:
        text: What a reader sees; blocks are parted by line breaks.
        starts: Offsets in ``text`` at which a new run begins, ascending.
        origins: Original offset of each run's first character.
        lengths: Original length when the whole run stands for one original piece (an entity),
            0 when its characters map one to one.
    """

    text: str
    starts: list[int] = field(default_factory=lambda: [0])
    origins: list[int] = field(default_factory=lambda: [0])
    lengths: list[int] = field(default_factory=lambda: [0])

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The original span of ``text[start:end]``, which must not be empty."""
        return self._first(start), self._past(end - 1)

    def _first(self, at: int) -> int:
        run = bisect_right(self.starts, at) - 1
        return self.origins[run] + (0 if self.lengths[run] else at - self.starts[run])

    def _past(self, at: int) -> int:
        run = bisect_right(self.starts, at) - 1
        if self.lengths[run]:
            return self.origins[run] + self.lengths[run]
        return self.origins[run] + at - self.starts[run] + 1


def plain_text(raw: str) -> Plain:
    """What a reader sees of ``raw``; control and direction marks become spaces.

    Furniture goes by the names of elements and their classes, and so do lines that are nothing but
    a link, unless nothing would be left.
    """
    escaped = not looks_like_html(raw) and "&lt;" in raw and looks_like_html(unescaped(raw))
    if escaped or looks_like_html(raw):
        page = _Page(raw, escaped=escaped, strictly=True).run()
        return page if _WORD.search(page.text) else _Page(raw, escaped=escaped).run()
    return _Pieces(raw).run() if "&" in raw or has_odd(raw) else Plain(raw.translate(SHOWN))


class _Pieces:
    """One pass over a text with references and odd characters."""

    pattern = _IN_TEXT

    def __init__(self, raw: str) -> None:
        self._raw = raw
        self._out: list[str] = []
        self._length = 0
        self._plain = Plain("", [], [], [])

    def run(self) -> Plain:
        at = 0
        while (match := self.pattern.search(self._raw, at)) is not None:
            self._keep(at, match.start())
            at = self._handle(match)
        self._keep(at, len(self._raw))
        self._finish()
        if not self._plain.starts:
            return Plain("")
        self._plain.text = "".join(self._out)
        return self._plain

    def _handle(self, match: re.Match[str]) -> int:
        """Show one piece; where the next one may begin."""
        if match["comment"]:
            self._keep(match.start(), match.end())
        elif match["entity"]:
            self._emit(unescaped(match.group()), match.start(), len(match.group()))
        elif match["garbled"]:
            self._emit(repaired(match.group()), match.start(), len(match.group()))
        return match.end()

    def _keep(self, start: int, end: int) -> None:
        if end > start:
            self._emit(self._shown(self._raw[start:end]), start, 0)

    def _shown(self, text: str) -> str:
        """The text as it is shown, with as many characters."""
        return text.translate(SHOWN)

    def _emit(self, text: str, origin: int, length: int) -> None:
        if not text:
            return
        self._plain.starts.append(self._length)
        self._plain.origins.append(origin)
        self._plain.lengths.append(length)
        self._out.append(text)
        self._length += len(text)

    def _finish(self) -> None:
        """Close what is open at the end."""


@dataclass(slots=True)
class _Line:
    """What is known of the line being shown.

    Attributes:
        run: Number of its first run.
        start: Its first character.
        linked: Whether it has words in a link.
        loose: Whether it has words outside.
    """

    run: int = 0
    start: int = 0
    linked: bool = False
    loose: bool = False


class _Page(_Pieces):
    """One pass over the tags of a page, too."""

    def __init__(self, raw: str, *, escaped: bool, strictly: bool = False) -> None:
        super().__init__(raw)
        self.pattern = _IN_PAGE[escaped]
        self._strictly = strictly
        self._elements = elements(raw, _TAGS[escaped])
        self._flows = any(one.name in _FLOWING for one in self._elements.values())
        self._line = _Line()
        self._linked_until = 0

    def _handle(self, match: re.Match[str]) -> int:
        if match["comment"]:
            close = self._raw.find("-->", match.end())
            return match.end() if close < 0 else close + 3
        return self._tag(match) if match["name"] else super()._handle(match)

    def _tag(self, match: re.Match[str]) -> int:
        """Show one tag; behind furniture the page goes on where the element ends."""
        name, element = match["name"].lower(), self._elements.get(match.start())
        hidden = element and is_furniture(name, element.attributes, strictly=self._strictly)
        if hidden or name in BLOCKS:
            self._break(match.start())
        if element is None:
            return match.end()
        if is_link(element):
            self._linked_until = element.end
        elif name == "h1":
            self._line.loose = True
        return max(element.end, match.end()) if hidden else match.end()

    def _shown(self, text: str) -> str:
        shown = super()._shown(text)
        return _WRAP.sub(" ", shown) if self._flows else shown

    def _emit(self, text: str, origin: int, length: int) -> None:
        if _WORD.search(text):
            self._line.linked |= origin < self._linked_until
            self._line.loose |= origin >= self._linked_until
        super()._emit(text, origin, length)

    def _break(self, origin: int) -> None:
        """End the line, and drop it when it was only a link to another page."""
        if self._strictly and self._line.linked and not self._line.loose:
            self._drop_link()
        super()._emit("\n", origin, 0)
        self._line = _Line(len(self._out), self._length)

    def _drop_link(self) -> None:
        run, plain = self._line.run, self._plain
        if _TERMINAL.search("".join(self._out[run:])):
            return
        for runs in (plain.starts, plain.origins, plain.lengths):
            del runs[run:]
        del self._out[run:]
        self._length = self._line.start

    def _finish(self) -> None:
        self._break(len(self._raw) - 1)
