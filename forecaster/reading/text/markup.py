"""Elements of a page: where each ends, however badly it is closed, and which show no report."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

BLOCKS = frozenset({
    "p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "td", "th",
    "table", "section", "article", "header", "blockquote", "hr", "dt", "dd", "figure", "main",
    "title", "pre",
})  # fmt: skip
"""Elements that begin a new line."""
_HIDDEN = frozenset({
    "script", "style", "noscript", "nav", "footer", "aside", "figcaption", "form", "button",
    "select", "iframe", "svg", "template", "head", "caption",
})  # fmt: skip
_VOID = frozenset({
    "br", "hr", "img", "input", "meta", "link", "source", "wbr", "area", "base", "col", "embed",
    "track",
})  # fmt: skip
_VERBATIM = frozenset({"script", "style"})
_VERBATIM_END = re.compile(r"(?:<|&lt;)/(?:script|style)\b", re.IGNORECASE)
_WHOLE = frozenset({"html", "body", "main"})
_ENDS_PARAGRAPH = (BLOCKS | {"nav", "footer", "aside", "form"}) - {"br"}
_ITEMS = {
    "li": frozenset({"ul", "ol"}),
    "dt": frozenset({"dl"}), "dd": frozenset({"dl"}),
    "td": frozenset({"tr", "table"}), "th": frozenset({"tr", "table"}),
    "tr": frozenset({"table"}),
}  # fmt: skip
_FURNITURE = re.compile(
    r"(?:class|id|role)\s*=\s*[\"']?[^\"'>]{0,120}\b(?:ads?|advert\w*|promo\w*|sponsor\w*|related\w*|rel|comments?"
    r"|cookies?\w*|footer\w*|nav\w*|menu|sidebar|share\w*|social\w*|newsletter\w*|subscribe\w*|caption\w*|credit"
    r"|breadcrumbs?|banner\w*|recommended|most-?read|read-?more|more-?stories|teaser\w*|consent\w*|legal|copyright"
    r"|read-?next|also-?read|see-?also|most-?popular|trending\w*|popular\w*|pull-?quotes?|outbrain|taboola|disqus"
    r"|paywall\w*|pop-?up|modal|ticker\w*|sr-only|screen-reader\w*|visually-hidden|author-?bio)\b"
    r"|style\s*=\s*[\"'][^\"'>]{0,200}display\s*:\s*none|aria-hidden\s*=\s*[\"']?true|(?:^|\s)hidden(?:[\s=]|$)",
    re.IGNORECASE,
)
_MARK = re.compile(r"\s(?:name|id)\s*=(?!.*\bhref\b)", re.IGNORECASE | re.DOTALL)
_LOOKS_HTML = re.compile(
    r"<(?:p|div|br|html|body|ul|ol|li|h[1-6]|span|figure|article|section|script|table|a|b|i|em"
    r"|strong|blockquote|footer|header|aside|time)\b[^<>]{0,500}>",
    re.IGNORECASE,
)
_TAG = r"{0}(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)(?P<attributes>[^<>]{{0,4000}}?){1}"
TAG, ESCAPED_TAG = _TAG.format("<", ">"), _TAG.format("&lt;", "&gt;")
"""A tag, as written and in a page whose markup was escaped once more."""


def looks_like_html(text: str) -> bool:
    """Whether the text has at least one tag that a page would have."""
    return "<" in text and _LOOKS_HTML.search(text) is not None


def is_furniture(name: str, attributes: str, *, strictly: bool) -> bool:
    """Whether an element shows no report: by its name or, ``strictly``, by its attributes, too."""
    if name in _HIDDEN:
        return True
    marked = strictly and attributes and name not in _WHOLE
    return bool(marked) and _FURNITURE.search(attributes) is not None


def is_link(element: Element) -> bool:
    """Whether an element leads elsewhere, which a mere mark in a page does not."""
    return element.name == "a" and not _MARK.search(element.attributes)


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a page.

    Attributes:
        name: Its name in lower case.
        attributes: What else stands in the tag that opens it.
        end: Where it ends: at the tag that closes it or something around it; where none does, at
            the next block.
    """

    name: str
    attributes: str
    end: int


def elements(raw: str, tag: re.Pattern[str]) -> dict[int, Element]:
    """The elements of a page by the place of the tags that open them; empty ones are left out."""
    found = _Elements(len(raw))
    at = 0
    verbatim_until = 0
    while (match := tag.search(raw, at)) is not None:
        at = match.end()
        name = match["name"].lower()
        if match["close"]:
            found.close(name, match.start())
        elif name not in _VOID and not match["attributes"].endswith("/"):
            found.open(name, match["attributes"], match.start())
            if name in _VERBATIM and verbatim_until <= at:
                close = _VERBATIM_END.search(raw, at)
                verbatim_until = close.start() if close else len(raw)
                at = verbatim_until if close else at
    return found.all()


class _Elements:
    """The elements still open while the tags of a page go by."""

    def __init__(self, length: int) -> None:
        self._length = length
        self._tags: dict[int, tuple[str, str]] = {}
        self._ends: dict[int, int] = {}
        self._stack: list[int] = []
        self._open: Counter[str] = Counter()

    def open(self, name: str, attributes: str, at: int) -> None:
        if name in _ENDS_PARAGRAPH:
            self.close("p", at)
        if name in _ITEMS:
            self._close_item(name, at)
        self._tags[at] = name, attributes
        self._stack.append(at)
        self._open[name] += 1

    def close(self, name: str, at: int) -> None:
        """Close the last element of a name, and what is still open within it."""
        while self._open[name]:
            start = self._stack.pop()
            inner = self._tags[start][0]
            self._ends[start] = at
            self._open[inner] -= 1
            if inner == name:
                return

    def _close_item(self, name: str, at: int) -> None:
        """Close the item before in the same list or row."""
        for start in reversed(self._stack):
            before = self._tags[start][0]
            if before == name:
                self.close(name, at)
                return
            if before in _ITEMS[name]:
                return

    def all(self) -> dict[int, Element]:
        """Every element with its end."""
        done, block = {}, self._length
        for start in reversed(self._tags):
            name, attributes = self._tags[start]
            done[start] = Element(name, attributes, self._ends.get(start, block))
            block = start if name in BLOCKS else block
        return done
