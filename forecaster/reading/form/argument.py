"""Whether a piece argues: a column, an editorial, an analysis, in which the author has a say."""

from __future__ import annotations

import re
from collections.abc import Mapping

_QUOTED = re.compile(
    r"“[^”\n]*(?:”|$)|\"[^\"\n]*(?:\"|$)|(?<!\w)[‘'][^\n]*?[’'](?!\w)|«[^»\n]*(?:»|$)", re.MULTILINE
)
_AUTHOR = re.compile(
    r"\bI\b(?![.-])|\b(?:[Mm]y|[Ww]e|[Oo]ur|us|[Oo]ne (?:may|might|can|imagines|wonders))\b"
)
_OFTEN = 2
_HEAD = 3


def argues(title: str, body: str, words: Mapping[str, frozenset[str]]) -> bool:
    """Whether a plain page is marked as an opinion, or its author speaks outside quotations.

    A statement or letter that is printed whole is the word of its side, not of an author.

    Args:
        title: The headline.
        body: The plain text of a page that is no transcript.
        words: Word lists; ``opinion_marks`` are the names of such columns, ``papers`` of what
            sides put out.
    """
    head = [title, *body.strip().split("\n")[:_HEAD]]
    if any(_is_marked(line, words["opinion_marks"]) for line in head):
        return True
    if not words["papers"].isdisjoint(title.lower().split()):
        return False
    return len(_AUTHOR.findall(_QUOTED.sub(" ", body))) >= _OFTEN


def _is_marked(line: str, marks: frozenset[str]) -> bool:
    """Whether a line is, or begins with, the name of a column: "Opinion: ...", "COMMENT | ..."."""
    mark = re.split(r"\s*[:|–—/]|\s-\s", line.strip(), maxsplit=1)[0]
    return mark.strip(" *_[]()").lower() in marks
