"""Sentences of a line of text."""

from __future__ import annotations

import re

_END = re.compile(
    r"[.!?…]+['\"”’)\]]*(?=\s+[\"“‘'(\[]?[A-Z0-9ÀÁÂÄÅÇÉÍÎÓÖØÚÜČĐŁŚŠŞŽİ])|\s(?:\*|•|·)\s"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"“])(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Capt|Sen|Rep|Gov|Sr|Jr|St|Ste|Mt|Jan|Feb|Mar|Apr|Jun|Jul|Aug"
    r"|Sept|Sep|Oct|Nov|Dec|No|vs|etc|Inc|Ltd|Co|Hon|Rev|H\.E|Amb|Sgt|Adm|Pres|Min|Brig|a\.m|p\.m|[A-Z]|(?:[A-Z]\.)+[A-Z])$"
)
_NEW_SENTENCE = re.compile(
    r"\s+[\"“‘']?(?:The|A|An|He|She|It|They|We|I|In|On|At|But|And|His|Her|Their|This|That|There|Asked|After|Before|When"
    r"|While|Earlier|Meanwhile|However|Both|Neither|No|Not)\b"
)
_MAY_END = re.compile(r"(?:[A-Z]\.)+[A-Z]$|(?:a|p)\.m$")
_MAX = 1200


def sentence_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Half-open ranges of the sentences in ``text[start:end]``; overlong ones are cut."""
    spans: list[tuple[int, int]] = []
    begin = start
    for match in _END.finditer(text, start, end):
        if match.group()[:1] == "." and _inside(text, begin, match):
            continue
        spans += _cut(text, begin, match.end())
        begin = match.end()
    spans += _cut(text, begin, end)
    return spans


def _inside(text: str, begin: int, match: re.Match[str]) -> bool:
    """Whether a full stop belongs to an abbreviation rather than to the sentence."""
    before = text[max(begin, match.start() - 12) : match.start()]
    if not _ABBREVIATION.search(before):
        return False
    if _MAY_END.search(before):
        return _NEW_SENTENCE.match(text, match.end()) is None
    return True


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return [(at, min(at + _MAX, end)) for at in range(start, end, _MAX)]
