"""The private key that signs daily roots."""

from __future__ import annotations

from pathlib import Path

from forecaster.store.secretfiles import secret_in

KEY_NAME = "ledger.key"
"""File of the signing key, in the folder of the settings."""


def signing_seed(path: Path) -> bytes:
    """The 32-byte Ed25519 seed in ``path``; drawn and written there if there is none.

    Raises:
        SettingsError: If the file cannot be kept, holds something else, or may be read by others.
    """
    return secret_in(
        path,
        lost="put back your copy; without one remove it: roots signed before are checked with the "
        "public key that was published for them",
    )
