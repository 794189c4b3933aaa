"""What all shapes share."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._:@+~-]{0,199}$"

Id = Annotated[
    str, Path(description="Id of the resource.", pattern=ID_PATTERN, examples=["g20-2018"])
]
"""An id in a path."""

Probability = Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)]
"""A probability."""


class Shape(BaseModel):
    """An answer: what is unknown is absent, never null."""

    model_config = ConfigDict(frozen=True, defer_build=True)


class Input(BaseModel):
    """A request body: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)
