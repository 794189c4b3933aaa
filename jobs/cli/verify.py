"""``verify`` and ``export ledger``: the record of what was said, checked offline."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from jobs.cli.export import app as export_app
from jobs.cli.frame import JSON, print_json, settings, store

if TYPE_CHECKING:
    from forecaster.ledger.roots import Verified

app = typer.Typer()

KEY_BYTES = 32
"""Length of an Ed25519 public key (RFC 8032)."""


@app.command(
    epilog="Examples: `summitry verify` · `summitry verify --export ledger/` · "
    "`summitry verify --export ledger/ --public-key 3b6a…`"
)
def verify(
    export: Path | None = typer.Option(None, "--export", metavar="DIR", help="A ledger export."),
    public_key: str = typer.Option(
        "", "--public-key", metavar="HEX", help="The publisher's key, known from elsewhere."
    ),
    as_json: bool = JSON,
) -> None:
    """Check the ledger: chain, signatures, and that what is served is what was recorded.

    With --export, no database is opened. The first bad entry is named, and the exit code is 1.
    """
    from jobs.ledger_export import verify_export

    key = _key(public_key)
    found = verify_export(export, key) if export is not None else _verify_database(key)
    if as_json:
        print_json({**asdict(found), "ok": True})
    else:
        print(
            f"{found.entries} entries verified, {found.roots} signed roots, "
            f"{found.unsigned} entries since the last one"
        )
        if not found.roots:
            print("nothing is signed yet: a day is when it is over")


def _key(text: str) -> bytes | None:
    if not text:
        return None
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise typer.BadParameter("the public key is 64 hexadecimal digits")
    return key


def _verify_database(key: bytes | None) -> Verified:
    from jobs.ledger import verify_store

    with store(read_only=True) as opened, opened.read() as records:
        return verify_store(records, key or own_public_key())


def own_public_key() -> bytes:
    """The public half of this installation's signing key, made on first use."""
    from forecaster.ledger.roots import public_key as public_of
    from jobs.signing import KEY_NAME, signing_seed

    return public_of(signing_seed(settings().folder / KEY_NAME))


@export_app.command(
    "ledger", epilog="Example: `summitry export ledger out/ && python docs/verify_ledger.py out/`"
)
def export_ledger(
    folder: Path = typer.Argument(..., help="Folder to write entries, roots and public key to."),
) -> None:
    """Write the ledger so that anybody can check it without this program."""
    from jobs.ledger_export import export_ledger as write

    with store(read_only=True) as opened, opened.read() as records:
        count = write(records, own_public_key(), folder)
    print(f"wrote {count} entries to {folder}; check them with: summitry verify --export {folder}")
