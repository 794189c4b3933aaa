"""``config``: look at the configuration, or write a documented one."""

from __future__ import annotations

from pathlib import Path

import typer

from jobs.cli.frame import JSON, config_in_force, library, print_json, settings

GROUP = "config"
app = typer.Typer(help="Check or write the configuration.", no_args_is_help=True)


@app.command(epilog="Examples: `summitry config check` · `summitry config check --json`")
def check(as_json: bool = JSON) -> None:
    """Check the configuration and show what is in force; secrets show as asterisks.

    Keys: database_url, folder, extra_data, seed, and the tables feeds, calendars, fetch, schedule,
    watch, mail, digests, api. `summitry config show` prints all of them with their defaults.
    """
    from forecaster.domain.errors import SettingsError
    from forecaster.domain.people import Dyad
    from jobs.watch import unknown_leaders

    chosen = settings()
    named = map(Dyad.parse, chosen.watch.pairs)
    strangers = unknown_leaders(named, library().facts.leaders)
    if strangers:
        raise SettingsError(
            f"watch.pairs: no leader has the id {min(strangers)!r}",
            remedy="`summitry leaders NAME` finds ids",
        )
    values = chosen.model_dump(mode="json")
    values["database_url"] = _without_password(chosen.database_url)
    if as_json:
        print_json(values)
        return
    print(f"{config_in_force() or 'defaults'}: ok")
    print(f"database: {values['database_url']}")
    print(f"{len(chosen.feeds)} feeds, {len(chosen.calendars)} calendars")
    print(f"watching: {', '.join(chosen.watch.pairs) or 'nothing'}")


def _without_password(url: str) -> str:
    from forecaster.store.sql.engine import read_address

    return read_address(url).render_as_string(hide_password=True)


@app.command(epilog="Example: `summitry config show`")
def show() -> None:
    """Print a documented configuration with every default."""
    from jobs.settings import default_toml

    print(default_toml(), end="")


@app.command(epilog="Example: `summitry config write my.toml`")
def write(path: Path = typer.Argument(Path("summitry.toml"), help="File to write.")) -> None:
    """Write a documented configuration with every default; never over an existing file."""
    from forecaster.domain.errors import SettingsError
    from jobs.settings import default_toml

    if path.exists():
        raise SettingsError(f"{path} is there already", remedy="name another file")
    path.write_text(default_toml(), encoding="utf-8")
    print(f"wrote {path}")
