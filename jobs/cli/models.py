"""``summitry models``: fitted models, what they hold and how they differ."""

from __future__ import annotations

from typing import Any

import typer

from forecaster.domain.clock import format_instant
from jobs.cli.frame import JSON, library, print_json, show, store_if_any

app = typer.Typer(help="List, show and compare fitted models.", no_args_is_help=True)
GROUP = "models"


@app.command("list", epilog="Example: `summitry models list --json`")
def list_models(as_json: bool = JSON) -> None:
    """List the models fitted here, and the shipped vintages."""
    rows: list[dict[str, object]] = [
        {"id": f"shipped-{year}", "trained_through": f"{year}-01-01", "state": "shipped"}
        for year in _vintages().record_years
    ]
    with store_if_any() as opened:
        if opened is not None:
            with opened.read() as records:
                rows += [
                    {
                        "id": version.id,
                        "trained_through": format_instant(version.trained_through),
                        "state": version.state.value,
                        "parent": version.parent or "",
                        "reason": version.reason,
                    }
                    for version in records.models.all()
                ]
    show(("id", "trained_through", "state", "parent", "reason"), rows, as_json=as_json)


@app.command("show", epilog="Examples: `summitry models show shipped-2018`")
def show_model(model_id: str = typer.Argument(..., help="Id as `models list` prints it.")) -> None:
    """Print a fitted model as plain data."""
    print_json(_document(model_id))


@app.command(epilog="Example: `summitry models diff shipped-2017 shipped-2018`")
def diff(
    one: str = typer.Argument(..., help="Id of the earlier model."),
    other: str = typer.Argument(..., help="Id of the later model."),
    as_json: bool = JSON,
) -> None:
    """Compare two fitted models number by number."""
    before, after = _flat(_document(one)), _flat(_document(other))
    rows: list[dict[str, object]] = [
        {"part": name, "before": before.get(name, ""), "after": after.get(name, "")}
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    ]
    show(("part", "before", "after"), rows, as_json=as_json)


def _vintages() -> Any:  # noqa: ANN401 - the class is loaded late
    from jobs.vintages import Vintages

    return Vintages(library().root / "models")


def _document(model_id: str) -> dict[str, Any]:
    """A model as plain data: fitted here, or shipped."""
    from forecaster.domain.errors import NotFoundError
    from jobs.vintages import record_model

    vintages = _vintages()
    year = model_id.removeprefix("shipped-")
    if year.isdigit() and int(year) in vintages.record_years:
        return record_model(vintages.folder, int(year)).to_data()
    with store_if_any() as opened:
        if opened is None:
            raise NotFoundError(f"no model {model_id!r}", remedy="see `summitry models list`")
        with opened.read() as records:
            return dict(records.models.document(model_id))


def _flat(value: object, path: str = "") -> dict[str, object]:
    """Every leaf of nested data under its path."""
    if isinstance(value, dict):
        items = ((f"{path}.{key}" if path else str(key), part) for key, part in value.items())
    elif isinstance(value, list):
        items = ((f"{path}[{index}]", part) for index, part in enumerate(value))
    else:
        return {path: value}
    found: dict[str, object] = {}
    for name, part in items:
        found.update(_flat(part, name))
    return found
