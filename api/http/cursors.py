"""Signed, opaque cursors that carry filters and snapshot."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.http.problems import ProblemError
from forecaster.domain.clock import format_instant, parse_instant

LIFE = timedelta(days=90)
"""How long a cursor may be used."""

_MAC_BYTES = 16


@dataclass(frozen=True, slots=True)
class Cursors:
    """Makes and reads cursors under one secret."""

    secret: bytes

    def seal(self, kind: str, payload: Mapping[str, object], now: datetime) -> str:
        """A cursor of ``kind`` that holds ``payload``."""
        content = {**payload, "_at": format_instant(now.replace(microsecond=0))}
        body = json.dumps(content, separators=(",", ":"), sort_keys=True).encode()
        return f"{kind}.{_text(body)}.{_text(self._mac(kind, body))}"

    def open(self, kind: str, cursor: str, now: datetime) -> dict[str, object]:
        """What a cursor of ``kind`` holds.

        Raises:
            ProblemError: ``cursor-invalid`` if it was altered or is of another kind;
                ``cursor-expired`` if it is older than :data:`LIFE`.
        """
        name, _, rest = cursor.partition(".")
        text, _, mac = rest.partition(".")
        try:
            body, signature = _bytes(text), _bytes(mac)
        except (binascii.Error, ValueError) as error:
            raise ProblemError("cursor-invalid") from error
        if name != kind or not hmac.compare_digest(signature, self._mac(kind, body)):
            raise ProblemError("cursor-invalid")
        content = dict(json.loads(body))
        if now - parse_instant(content.pop("_at")) > LIFE:
            raise ProblemError("cursor-expired")
        return content

    def _mac(self, kind: str, body: bytes) -> bytes:
        return hmac.digest(self.secret, kind.encode() + b"." + body, hashlib.sha256)[:_MAC_BYTES]


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    raw = text.encode("ascii")
    return base64.b64decode(raw + b"=" * (-len(raw) % 4), altchars=b"-_", validate=True)
