"""Model versions: what a fitted model was made of and how it did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ModelState(StrEnum):
    """Where a fitted model stands."""

    CANDIDATE = "candidate"
    CHAMPION = "champion"
    RETIRED = "retired"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """One fitted model as a record.

    Attributes:
        id: ``<recipe>-<trained through>-<hash>``; the hash covers the coefficients.
        recipe: Which model family and feature set.
        trained_through: Latest known time used in training.
        fitted_at: When it was fitted.
        code_version: Version of the product that fitted it.
        content_hash: SHA-256 of the canonical JSON of the fitted model.
        data_hashes: (table, SHA-256) of what it was trained on.
        scores: (name, value) of its own evaluation.
        parent: Version it was compared with, None for the first.
        state: Where it stands.
        reason: Why it was promoted or refused.
    """

    id: str
    recipe: str
    trained_through: datetime
    fitted_at: datetime
    code_version: str
    content_hash: str
    data_hashes: tuple[tuple[str, str], ...]
    scores: tuple[tuple[str, float], ...]
    parent: str | None
    state: ModelState
    reason: str
