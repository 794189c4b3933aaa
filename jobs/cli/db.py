"""``db``: upgrade, back up, restore."""

from __future__ import annotations

from pathlib import Path

import typer

from jobs.cli.frame import settings

GROUP = "db"
app = typer.Typer(help="Look after the database.", no_args_is_help=True)


@app.command(epilog="Example: `summitry db upgrade`")
def upgrade() -> None:
    """Lay the tables, or bring them to this version; can be repeated and interrupted."""
    from forecaster.store.sql.engine import make_engine
    from forecaster.store.sql.migrations import check_schema, latest
    from forecaster.store.sql.migrations import upgrade as bring_forward
    from jobs.wiring import clock

    engine = make_engine(settings().database_url)
    for step in bring_forward(engine, clock()):
        print(f"schema {step.version}: {step.name}")
    check_schema(engine)
    print(f"the database has schema {latest()}")


@app.command(epilog="Examples: `summitry db backup` · `summitry db backup nightly.summitry.gz`")
def backup(
    path: Path | None = typer.Argument(
        None, help="File to write; by default dated, in the folder."
    ),
) -> None:
    """Write all records to one file, while the service runs."""
    from forecaster.store.sql.archive import backup as write
    from forecaster.store.sql.engine import make_engine
    from jobs.wiring import clock

    chosen, now = settings(), clock()
    target = path or chosen.folder / "backups" / f"summitry-{now:%Y%m%dT%H%M%SZ}.gz"
    target.parent.mkdir(parents=True, exist_ok=True)
    done = write(make_engine(chosen.database_url), target, now)
    print(f"wrote {target}: {done.rows} rows, schema {done.schema}, sha256 {done.sha256}")


@app.command(epilog="Example: `summitry db restore var/backups/summitry-20181201T000000Z.gz`")
def restore(path: Path = typer.Argument(..., help="A file that `db backup` wrote.")) -> None:
    """Put a backup into an empty database, of either kind."""
    from forecaster.store.sql.archive import restore as put_back
    from forecaster.store.sql.engine import make_engine
    from jobs.wiring import clock

    done = put_back(make_engine(settings().database_url), path, clock())
    print(f"restored {done.rows} rows")
