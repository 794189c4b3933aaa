"""The command line ``summitry``.

A command module is any module of this package with ``app = typer.Typer()``: its commands become
commands of ``summitry``, or of ``summitry GROUP`` where it also has ``GROUP = "…"``. Heavy packages
are imported inside the commands, so that ``summitry --help`` answers at once.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from pkgutil import iter_modules

import typer

from forecaster.domain.errors import SummitryError
from jobs.cli.frame import CONTEXT, Frame, take_config
from jobs.wiring import calculate_on_one_thread

OK, FAILED = 0, 1
"""Exit codes; for bad usage typer itself ends with 2."""

_HELP = """Forecasts of meetings between political leaders.

Every command takes --config FILE; without it, ./summitry.toml is used where there is one, and
SUMMITRY_… environment variables win over either.
"""


def build() -> typer.Typer:
    """The application with all command modules."""
    app = typer.Typer(
        help=_HELP,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        # Plain help: the decorated one takes longer to load than all the rest.
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_options)
    for found in iter_modules(__path__):
        module = import_module(f"{__name__}.{found.name}")
        group = getattr(module, "app", None)
        if isinstance(group, typer.Typer):
            name = getattr(module, "GROUP", None)
            group.rich_markup_mode = None
            app.add_typer(group, **({"name": name} if name else {}))
    return app


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"summitry {version('summitry')}")
        raise typer.Exit(OK)


def _options(
    version: bool = typer.Option(  # noqa: ARG001  # its callback acts on it
        False, "--version", help="Print the version and leave.", callback=_version, is_eager=True
    ),
    config: str = typer.Option("", "--config", metavar="FILE", help="Configuration to use."),
) -> None:
    """Options before the command."""
    if config:
        CONTEXT.set(Frame.of(config))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    calculate_on_one_thread()
    CONTEXT.set(Frame())
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        build()(take_config(given), prog_name="summitry", standalone_mode=True)
    except SummitryError as error:
        print(f"summitry: {error}", file=sys.stderr)
        return FAILED
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else OK if end.code is None else FAILED
    except BrokenPipeError:
        # The reader of our output went away, as ``head`` does.
        sys.stderr.close()
        return FAILED
    return OK
