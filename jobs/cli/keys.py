"""``keys``: who may use the API."""

from __future__ import annotations

import typer

from jobs.cli.frame import JSON, moment, print_json, show, store

GROUP = "keys"
app = typer.Typer(help="Create, list and revoke API keys.", no_args_is_help=True)


@app.command(
    epilog="Examples: `summitry keys create laptop` · "
    "`summitry keys create desk --scope write --scope review --expires 2027-01-01`"
)
def create(
    label: str = typer.Argument(..., help="What the key is for."),
    scope: list[str] = typer.Option(["read"], "--scope", help="read, write, review or admin."),
    expires: str = typer.Option("", "--expires", metavar="T", help="Day or instant of its end."),
    as_json: bool = JSON,
) -> None:
    """Make a key; it is shown this once and kept as a hash."""
    from jobs.keys import make_key
    from jobs.wiring import clock

    secret, key = make_key(label, scope, clock(), moment(expires) if expires else None)
    with store() as opened, opened.write() as records:
        records.keys.add(key)
    if as_json:
        print_json({"id": key.id, "key": secret, "scopes": list(key.scopes)})
    else:
        print(secret)


@app.command("list", epilog="Examples: `summitry keys list` · `summitry keys list --json`")
def list_keys(as_json: bool = JSON) -> None:
    """List keys by creation."""
    from forecaster.domain.clock import format_instant
    from jobs.wiring import clock

    now = clock()
    with store(read_only=True) as opened, opened.read() as records:
        rows: list[dict[str, object]] = [
            {
                "id": key.id,
                "label": key.label,
                "scopes": " ".join(key.scopes),
                "created_at": format_instant(key.created_at),
                "expires_at": format_instant(key.expires_at) if key.expires_at else "",
                "state": "valid" if key.is_valid(now) else "over",
            }
            for key in records.keys.all()
        ]
    columns = ("id", "label", "scopes", "created_at", "expires_at", "state")
    show(columns, rows, as_json=as_json)


@app.command(epilog="Example: `summitry keys revoke smt_0123456789ab`")
def revoke(
    key_id: str = typer.Argument(..., metavar="ID", help="As `keys list` names it."),
) -> None:
    """Withdraw a key at once."""
    from jobs.wiring import clock

    with store() as opened, opened.write() as records:
        key = records.keys.revoke(key_id, clock())
    print(f"{key.id} is revoked")
