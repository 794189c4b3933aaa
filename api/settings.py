"""What the API process works with: part is the operator's to set, the rest is fixed here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class ApiSettings:
    """Checked settings of the API process.

    Attributes:
        public_url: Address under which users reach it, without a slash at the end; links start
            with it.
        cursor_secret: At least 16 bytes that sign cursors; equal in all processes that serve.
        quota: Requests a caller may make in one window.
        window_seconds: Length of the quota's window.
        wait_seconds: How long a POST waits for the worker before it answers 202; 0 to 60.
        forecast_interval: Usual time between two issues, when the scheduler names no next one.
        stale_after: Age from which the forecast of an open question is called stale.
        body_bytes: Largest request body taken in.
        trusted_proxies: Peer addresses whose ``X-Forwarded-For`` is believed.
        contact: Where users of the API find help.
    """

    public_url: str = "http://127.0.0.1:8000"
    cursor_secret: bytes = b""
    quota: int = 600
    window_seconds: int = 60
    wait_seconds: float = 10.0
    forecast_interval: timedelta = timedelta(hours=6)
    stale_after: timedelta = timedelta(hours=26)
    body_bytes: int = 262_144
    trusted_proxies: frozenset[str] = field(default_factory=frozenset)
    contact: str = "/about"
