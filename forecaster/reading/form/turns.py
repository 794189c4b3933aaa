"""Who has the floor in a transcript or interview, by the labels before the words.

A label is what stands before a colon at the start of a line ("Q:", "MR. CEDAR:", "Dora Dune (through
an interpreter):"). One such line is a quotation in a report; a page is a record of speech when several
take turns.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from forecaster.reading.text.lines import Line
from forecaster.reading.text.phrases import fold


@dataclass(frozen=True, slots=True)
class Turn:
    """The words of one speaker until somebody else takes the floor.

    Attributes:
        number: Its place among the turns of the page, from 1.
        label: Who speaks, as written before the colon.
        asks: Whether that is somebody who puts questions.
        answers: Whether the label names no more than the part of who answers ("A").
    """

    number: int
    label: str
    asks: bool
    answers: bool


@dataclass(frozen=True, slots=True)
class Spoken:
    """A stretch of words and the turn to which it belongs, None before anybody has the floor."""

    start: int
    end: int
    turn: Turn | None


@dataclass(frozen=True, slots=True)
class _Label:
    """A label where it stands: the label's first character, and where the words behind it begin."""

    start: int
    words: int
    text: str


_TITLE = r"(?:Mr|Mrs|Ms|Dr|Sen|Gen|Prof|Amb|Sec|MR|MRS|MS|DR|SEN|GEN|PROF|AMB|SEC|HON|H\.E)\.?"
_NAME = r"(?:[A-Z]\. ?){0,3}[A-ZÀ-ÞĀ-ŽȘȚ][\w'’&/-]*"
_SMALL = r"(?:of|the|for|to|and|de|da|van|von|al|bin|el|i|y)"
_PART = (
    r"spokes\w+|minister|(?:under)?secretary|president|official|service|officer?|director|unit|advis[eo]r|aide"
    r"|reporter|correspondent|journalist"
)
_WHO = rf"(?:{_TITLE} )?{_NAME}(?:(?:, ?| )(?:{_SMALL} ){{0,2}}(?:{_TITLE} )?(?:{_NAME}|[A-Z]\.|{_PART})){{0,6}}"
_ASIDE = r"(?: ?\([^()\n]{1,60}\)| ?\[[^\[\]\n]{1,60}\])?"
_AT_START = re.compile(
    rf"[*_>#•\s]*(?P<label>{_WHO}){_ASIDE}[*_\s]*:[*_]*(?:\s+|$)"
    r"|[*_>#•\s]*(?P<letter>[QA])(?:[.)]|\s?[—–-]|\s)[*_]*\s*(?=[\"“‘'(\w])"
)
_WITHIN = re.compile(
    r"(?<=[.?!…”\"’)\]])\s+(?P<label>[QA]|Question|Answer|QUESTION|ANSWER|REPORTER|"
    rf"(?:{_TITLE} )?[A-ZÀ-ÞĀ-Ž][A-ZÀ-ÞĀ-Ž'’.-]{{3,}}(?: [A-ZÀ-ÞĀ-Ž][A-ZÀ-ÞĀ-Ž'’.-]+){{0,3}}){_ASIDE}:\s+"
)
_LONGEST = 110
QUESTION = re.compile(r"\?['\"”’)\]*_]*\s*$")
"""The end of a line that asks."""


def turns(
    text: str, lines: Iterable[Line], words: Mapping[str, frozenset[str]]
) -> list[Spoken] | None:
    """The lines of a transcript cut into turns, labels left out; None when it is no transcript.

    Args:
        text: The plain text.
        lines: Its lines of report.
        words: Word lists; ``asks`` and ``answers`` name the parts of a conversation.
    """
    stretches = list(lines)
    labels = {line.start: _labels(text, line) for line in stretches}
    counts = Counter(fold(one.text) for found in labels.values() for one in found)
    spoken = list(_spoken(text, stretches, labels))
    if not (_is_record(counts, words) or _is_examined(spoken)):
        return None
    asking = _askers(spoken, words)
    return list(_cut(stretches, labels, asking, words))


def _labels(text: str, line: Line) -> list[_Label]:
    """The labels of a line: one at its start, others where lines have been run together."""
    found = []
    head = _AT_START.match(text, line.start, min(line.end, line.start + _LONGEST))
    if head is not None:
        found.append(_Label(line.start, head.end(), head.group("label") or head.group("letter")))
    begin = head.end() if head else line.start
    return found + [
        _Label(match.start("label"), match.end(), match.group("label"))
        for match in _WITHIN.finditer(text, begin, line.end)
    ]


def _part(label: str, words: frozenset[str]) -> bool:
    """Whether a label names a part of the conversation: "Question", "AFP reporter"."""
    spelled = fold(label).replace(",", "").split()
    return fold(label) in words or spelled[0] in words or spelled[-1] in words


def _asks(label: str, words: Mapping[str, frozenset[str]]) -> bool:
    """Whether a label names a part of those who ask; a press secretary answers."""
    first, *others = fold(label).replace(",", "").split()
    speaks_to_them = first in _PRESS and not words["for_the_press"].isdisjoint(others)
    return _part(label, words["asks"]) and not speaks_to_them


_PRESS = frozenset({"press", "media"})


def _is_record(counts: Counter[str], words: Mapping[str, frozenset[str]]) -> bool:
    """Whether these labels are people who take turns: one asks and another speaks, or two recur."""
    asks = {label for label in counts if _asks(label, words)}
    if asks and len(counts) > len(asks):
        return counts.total() > 1
    recurring = [label for label, times in counts.items() if times > 1]
    return len(recurring) > 1 and counts.total() >= _MANY


_MANY = 4
_EXCHANGES = 2


def _spoken(
    text: str, lines: list[Line], labels: Mapping[int, list[_Label]]
) -> Iterator[tuple[str, bool]]:
    """The label of each turn, and whether the turn ends in a question."""
    for line in lines:
        found = labels[line.start]
        for at, one in enumerate(found):
            end = found[at + 1].start if at + 1 < len(found) else line.end
            yield fold(one.text), QUESTION.search(text, one.words, end) is not None


def _is_examined(spoken: Sequence[tuple[str, bool]]) -> bool:
    """Whether questions and the answers of one who asks nothing take turns, as in parliament."""
    questions, answers = spoken[::2], spoken[1::2]
    asking, answering = ({label for label, _ in some} for some in (questions, answers))
    if len(answers) < _EXCHANGES or len(answering) != 1 or asking & answering:
        return False
    return all(asks for _, asks in questions) and not any(asks for _, asks in answers)


def _askers(
    spoken: Iterable[tuple[str, bool]], words: Mapping[str, frozenset[str]]
) -> frozenset[str]:
    """The labels of those who put questions: told by their part, else by how their turns end."""
    ends: dict[str, list[bool]] = defaultdict(list)
    for label, asks in spoken:
        ends[label].append(asks)
    return frozenset(
        label
        for label, asked in ends.items()
        if _asks(label, words)
        or (not _part(label, words["answers"]) and 2 * sum(asked) > len(asked))
    )


def _cut(
    lines: list[Line],
    labels: Mapping[int, list[_Label]],
    asking: frozenset[str],
    words: Mapping[str, frozenset[str]],
) -> Iterable[Spoken]:
    turn: Turn | None = None
    number = 0
    for line in lines:
        begin = line.start
        for one in labels[line.start]:
            if one.start > begin:
                yield Spoken(begin, one.start, turn)
            number += 1
            label = fold(one.text)
            turn = Turn(number, one.text, label in asking, label in words["answers"])
            begin = one.words
        if begin < line.end:
            yield Spoken(begin, line.end, turn)
