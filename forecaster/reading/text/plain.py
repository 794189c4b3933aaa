"""Plain text out of HTML or text, with the way back to every original character."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from dataclasses import dataclass, field

_LOOKS_HTML = re.compile(
    r"<(?:p|div|br|html|body|ul|ol|li|h[1-6]|span|figure|article|section|script|table|a|b|i|em"
    r"|strong|blockquote|footer|header|aside|time)\b[^<>]{0,500}>",
    re.IGNORECASE,
)
_PIECE = re.compile(
    r"<!--|<(/?)([A-Za-z][A-Za-z0-9]*)([^<>]{0,4000})>|&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});?"
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "li",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "tr",
        "td",
        "th",
        "table",
        "section",
        "article",
        "header",
        "blockquote",
        "hr",
        "dt",
        "dd",
        "figure",
        "main",
        "title",
        "pre",
    ]
)
_HIDDEN = frozenset(
    [
        "script",
        "style",
        "noscript",
        "nav",
        "footer",
        "aside",
        "figcaption",
        "form",
        "button",
        "select",
        "iframe",
        "svg",
        "template",
        "head",
        "caption",
    ]
)
_FURNITURE = re.compile(
    r"(?:class|id|role)\s*=\s*[\"']?[^\"'>]{0,120}\b(?:ads?|advert\w*|promo\w*|sponsor\w*|related\w*|rel|comments?"
    r"|cookies?\w*|footer\w*|nav\w*|menu|sidebar|share\w*|social\w*|newsletter\w*|subscribe\w*|caption\w*|credit"
    r"|breadcrumbs?|banner\w*|recommended|most-?read|read-?more|more-?stories|teaser\w*|consent\w*|legal|copyright)\b",
    re.IGNORECASE,
)
_VOID = frozenset(
    [
        "br",
        "hr",
        "img",
        "input",
        "meta",
        "link",
        "source",
        "wbr",
        "area",
        "base",
        "col",
        "embed",
        "track",
    ]
)
_BAD = dict.fromkeys(
    [
        *range(9),
        11,
        12,
        *range(14, 32),
        127,
        *range(8234, 8239),
        *range(8294, 8298),
        8206,
        8207,
        8203,
        65279,
    ],
    " ",
)
_BAD_CHARACTERS = re.compile(f"[{''.join(map(re.escape, map(chr, _BAD)))}]")


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


def looks_like_html(text: str) -> bool:
    """Whether the text has at least one tag that a page would have."""
    return "<" in text and _LOOKS_HTML.search(text) is not None


def plain_text(raw: str) -> Plain:
    """What a reader sees of ``raw``; control and direction marks become spaces."""
    text = raw.translate(_BAD) if _BAD_CHARACTERS.search(raw) else raw
    if looks_like_html(text) or "&" in text:
        return _Stripper(text, tags=looks_like_html(text)).run()
    return Plain(text)


class _Stripper:
    """One pass over tags and entities."""

    def __init__(self, raw: str, *, tags: bool) -> None:
        self._raw = raw
        self._tags = tags
        self._out: list[str] = []
        self._length = 0
        self._plain = Plain("", [], [], [])
        self._hidden: list[str] = []

    def run(self) -> Plain:
        at = 0
        while (match := _PIECE.search(self._raw, at)) is not None:
            self._keep(at, match.start())
            at = self._handle(match)
        self._keep(at, len(self._raw))
        if not self._plain.starts:
            return Plain("")
        self._plain.text = "".join(self._out)
        return self._plain

    def _handle(self, match: re.Match[str]) -> int:
        if match.group().startswith("<!--"):
            close = self._raw.find("-->", match.end())
            return match.end() if close < 0 else close + 3
        if match.group(2) is None:
            self._entity(match)
        elif self._tags:
            self._tag(match.group(2).lower(), match.group(3), closing=bool(match.group(1)))
        else:
            self._keep(match.start(), match.end())
        return match.end()

    def _tag(self, name: str, attributes: str, *, closing: bool) -> None:
        if closing:
            if name in self._hidden:
                while self._hidden.pop() != name:
                    pass
        elif name not in _VOID and not attributes.endswith("/"):
            self._open(name, attributes)
        if name in _BLOCKS:
            self._emit("\n", 0, 0)

    def _open(self, name: str, attributes: str) -> None:
        if self._hidden or name in _HIDDEN or (attributes and _FURNITURE.search(attributes)):
            self._hidden.append(name)

    def _entity(self, match: re.Match[str]) -> None:
        shown = html.unescape(match.group())
        shown = shown.translate(_BAD).replace("\xa0", " ")
        self._emit(shown or " ", match.start(), len(match.group()))

    def _keep(self, start: int, end: int) -> None:
        if end > start:
            self._emit(self._raw[start:end], start, 0)

    def _emit(self, text: str, origin: int, length: int) -> None:
        if self._hidden and text != "\n":
            return
        self._plain.starts.append(self._length)
        self._plain.origins.append(origin)
        self._plain.lengths.append(length)
        self._out.append(text)
        self._length += len(text)
