"""Learned weights as JSON that carries the hash of its own content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from forecaster.domain.errors import FactsError

_FAULTS = (ValueError, KeyError, TypeError, IndexError, AttributeError)


def sealed(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document with the hash of its content in front."""
    return {"sha256": digest(document), **document}


@contextmanager
def opened(text: str, what: str, remedy: str) -> Iterator[dict[str, Any]]:
    """The content of a sealed document, while it is taken apart.

    Args:
        text: The document.
        what: What it holds, for messages.
        remedy: What to do when it is broken.

    Raises:
        FactsError: If its content is not what its hash says, or has another form than the body
            of the ``with`` expects.
    """
    try:
        document: dict[str, Any] = json.loads(text)
        if document.pop("sha256") != digest(document):
            raise FactsError(f"{what} were altered", remedy=remedy)
        yield document
    except _FAULTS as error:
        raise FactsError(f"{what} cannot be read: {error}", remedy=remedy) from error


def digest(document: Mapping[str, Any]) -> str:
    """Hash of the content of a document, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()
