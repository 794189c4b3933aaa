"""What no line of the product may do: run stored bytes as code, or reach out unguarded."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("forecaster", "jobs", "api")

BANNED_MODULES = frozenset(
    {"pickle", "cPickle", "dill", "shelve", "marshal", "joblib", "telnetlib", "xml.etree"}
    | {"requests", "httpx", "urllib.request", "feedparser", "xmlrpc"}
)
BANNED_CALLS = frozenset({"eval", "exec", "compile", "__import__"})
BANNED_ATTRIBUTES = frozenset(
    {("yaml", "load"), ("os", "system"), ("os", "popen"), ("zipfile", "extractall")}
)


def files() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))


def offences(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if _is_banned(alias.name))
        elif isinstance(node, ast.ImportFrom) and _is_banned(node.module or ""):
            yield node.module or ""
        elif isinstance(node, ast.Call):
            yield from _call(node)


def _is_banned(module: str) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in BANNED_MODULES)


def _call(node: ast.Call) -> Iterator[str]:
    match node.func:
        case ast.Name(id=name) if name in BANNED_CALLS:
            yield name
        case ast.Attribute(value=ast.Name(id=owner), attr=name):
            if (owner, name) in BANNED_ATTRIBUTES:
                yield f"{owner}.{name}"
    for keyword in node.keywords:
        value = keyword.value.value if isinstance(keyword.value, ast.Constant) else None
        if (keyword.arg, value) in {("shell", True), ("verify", False), ("allow_pickle", True)}:
            yield f"{keyword.arg}={value}"


@pytest.mark.parametrize("path", list(files()), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_line_runs_data_or_reaches_out_unguarded(path: Path) -> None:
    assert list(offences(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "line",
    [
        "import pickle",
        "from urllib.request import urlopen",
        "eval('1')",
        "import yaml; yaml.load(x)",
        "run(x, shell=True)",
        "get(x, verify=False)",
        "load(x, allow_pickle=True)",
    ],
)
def test_the_search_finds_what_it_looks_for(line: str) -> None:
    assert list(offences(ast.parse(line)))
