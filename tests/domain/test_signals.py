"""The codebook and the code give each type the same direction."""

from __future__ import annotations

import re
from pathlib import Path

from forecaster.domain.signals import SignalType, usual_polarity

CODEBOOK = Path(__file__).parents[2] / "docs" / "codebook.md"
SIGNS = {"+": 1, "-": -1, "0": 0}


def test_types_have_the_polarity_that_the_codebook_says() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([-+0]) \|", CODEBOOK.read_text("utf-8"), re.MULTILINE)
    assert {name: SIGNS[sign] for name, sign in rows} == {
        kind.value: usual_polarity(kind) for kind in SignalType
    }
