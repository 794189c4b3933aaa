"""What all shapes share."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field, model_validator

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
    """A request body: unknown keys are refused, and so is null where leaving out says the same."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _is_without_null(cls, value: object) -> object:
        if isinstance(value, dict):
            for name, item in value.items():
                if item is None and name in cls.model_fields:
                    raise ValueError(f"{name}: leave it out instead of sending null")
        return value
