"""Fails when a class of tests did not run: ``ran.py REPORT.xml`` reads pytest's JUnit report.

A class is a folder below ``tests``. A skipped test counts as not run. Only tests of material that
stands beside a checkout, not in it, may be skipped; they are named.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from lxml import etree

TESTS = Path(__file__).resolve().parents[1] / "tests"
BESIDE = "beside this checkout"
"""Said by tests of outside material that is not there."""


def main(report: Path) -> int:
    """Count the tests by folder, print the table, and return 1 if something is missing."""
    ran: Counter[str] = Counter()
    skipped: dict[str, str] = {}
    for case in etree.parse(report).iter("testcase"):
        name = f"{case.get('classname')}::{case.get('name')}"
        skip = case.find("skipped")
        if skip is not None:
            skipped[name] = str(skip.get("message"))
        else:
            ran[str(case.get("classname")).split(".")[1]] += 1
    classes = sorted(
        {path.parent.relative_to(TESTS).parts[0] for path in TESTS.glob("*/**/test_*.py")}
    )
    for one in classes:
        print(f"{one:14}{ran[one]:6} tests")
    missing = [one for one in classes if not ran[one]]
    for one in missing:
        print(f"no test of tests/{one} ran")
    for one, reason in skipped.items():
        print(f"skipped: {one}: {reason}")
    allowed = all(BESIDE in reason for reason in skipped.values())
    return 1 if missing or not allowed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
