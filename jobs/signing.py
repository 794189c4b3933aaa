"""The private key that signs daily roots: a file of its own, made on first use.

It lies outside the database, so that neither a backup nor an export of the database carries it.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from forecaster.domain.errors import SettingsError

SEED_BYTES = 32
_OWNER_ONLY = 0o600


def signing_seed(path: Path) -> bytes:
    """The 32-byte Ed25519 seed in ``path``; drawn and written there if there is none.

    Raises:
        SettingsError: If the file holds something else, or may be read by others.
    """
    if not path.exists():
        _write_new(path, secrets.token_bytes(SEED_BYTES))
    if path.stat().st_mode & 0o077:
        raise SettingsError(
            f"the signing key {path} may be read by others", remedy=f"run: chmod 600 {path}"
        )
    try:
        seed = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError as error:
        raise SettingsError(f"the signing key {path} is no hexadecimal text") from error
    if len(seed) != SEED_BYTES:
        raise SettingsError(f"the signing key {path} has {len(seed)} bytes, not {SEED_BYTES}")
    return seed


def _write_new(path: Path, seed: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    except FileExistsError:
        # Another process was quicker; its key holds.
        return
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(seed.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
