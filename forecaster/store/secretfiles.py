"""Secrets of an installation: each in a file of its own, drawn at first use.

They lie outside the database, so that neither a backup nor an export of it carries them.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from forecaster.domain.errors import SettingsError
from forecaster.store.newfiles import make_file

SECRET_BYTES = 32


def secret_in(path: Path, *, lost: str) -> bytes:
    """The 32 secret bytes in ``path``, drawn and written there if there are none.

    They are written as hexadecimal text; a file of exactly 32 bytes holds the secret itself.

    Args:
        path: The file.
        lost: What an operator is to do if the file is spoilt.

    Raises:
        SettingsError: If the file cannot be written, may be read by others, or is empty, too short
            or something else: a secret that can be guessed is none.
    """
    try:
        make_file(path, f"{secrets.token_bytes(SECRET_BYTES).hex()}\n".encode("ascii"))
        mode, content = path.stat().st_mode, path.read_bytes()
    except OSError as error:
        raise SettingsError(
            f"the secret {path} cannot be kept: {error.strerror}",
            remedy="free some space, make the folder writable, or choose another folder",
        ) from error
    if mode & 0o077:
        raise SettingsError(f"the secret {path} may be read by others", remedy=f"chmod 600 {path}")
    secret = content if len(content) == SECRET_BYTES else _from_text(content)
    if len(secret) != SECRET_BYTES:
        raise SettingsError(
            f"the secret {path} has {len(content)} bytes that tell no {SECRET_BYTES} secret ones",
            remedy=lost,
        )
    return secret


def _from_text(content: bytes) -> bytes:
    try:
        return bytes.fromhex(content.decode("ascii").strip())
    except ValueError:
        return b""
