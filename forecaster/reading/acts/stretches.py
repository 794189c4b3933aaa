"""The acts of an article, as many at a time as are looked at beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forecaster.reading.acts.draft import Draft

TOGETHER = 250
"""Acts that are compared with each other. The longest labelled texts have 42, of 55 readings of sentences, and
fifteen such texts on one page some 150; a page with thousands is no report, and must not take time by
their square."""


def stretches(acts: Sequence[Draft]) -> Iterator[Sequence[Draft]]:
    """The acts in order, :data:`TOGETHER` at a time: one stretch but for pages that are no report."""
    for first in range(0, len(acts), TOGETHER):
        yield acts[first : first + TOGETHER]
