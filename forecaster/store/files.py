"""Where the data that ship with the product lie."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from forecaster.domain.errors import FactsError


def data_root() -> Path:
    """The folder of facts, places, rules and the bundled case.

    A wheel carries it as ``forecaster/_data``; in a checkout it is ``data/`` beside the packages.

    Raises:
        FactsError: If neither is there.
    """
    package = Path(str(files("forecaster")))
    for folder in (package / "_data", package.parent / "data"):
        if folder.is_dir():
            return folder
    raise FactsError(f"no data beside {package}", remedy="install the package again")
