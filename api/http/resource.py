"""How a resource declares its operations."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.routing import APIRoute


def _by_name(route: APIRoute) -> str:
    """Operations are named like their handlers."""
    return route.name


def resource(tag: str, prefix: str = "/v1") -> APIRouter:
    """A router whose operations bear one tag."""
    return APIRouter(prefix=prefix, tags=[tag], generate_unique_id_function=_by_name)
