"""A folder of articles as evidence: read together, each known only when that is sure."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from forecaster.domain.errors import ArticleError
from jobs.library import Library
from jobs.reading import evidence_of_folder

NOW = datetime(2019, 3, 1, tzinfo=UTC)
QUOTE = (
    "“Nothing at all has been prepared for such a meeting, and nobody here is in any hurry to"
    " begin,” said Kremlin spokesman Dmitry Peskov"
)
DATED = f"""The Kremlin has not begun to prepare a summit of Vladimir Putin and Donald Trump.

7 February 2019

{QUOTE} on Thursday.
"""
UNDATED = f"""Donald Trump invited Vladimir Putin to Washington this month, the White House said.

{QUOTE}.
"""


def test_an_undated_report_is_read_on_the_day_its_company_tells(
    library: Library, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(DATED, "utf-8")
    (tmp_path / "b.txt").write_text(UNDATED, "utf-8")
    signals = evidence_of_folder(library, tmp_path, NOW)
    (offer,) = [one for one in signals if one.act.type == "INVITE"]
    assert offer.act.window is not None
    assert offer.act.window.end == date(2019, 2, 28)
    assert offer.known_at == NOW
    assert min(one.known_at for one in signals).date() == date(2019, 2, 7)


def test_a_folder_without_articles_is_an_error(library: Library, tmp_path: Path) -> None:
    with pytest.raises(ArticleError):
        evidence_of_folder(library, tmp_path, NOW)
