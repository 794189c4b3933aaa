"""How much memory a piece of work takes: measured in a process of its own, from start to end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from forecaster.domain.news import Article
from forecaster.replay.benchmark_read import read_all
from jobs.library import Library
from jobs.reading import named_reader

_STATUS = Path("/proc/self/status")
_PEAK = "VmHWM:"


def peak_of(work: Callable[[], object]) -> float:
    """Peak resident set, in megabytes, of a new process that does ``work`` (Linux only).

    The interpreter and whatever the work loads are part of it.

    Args:
        work: A function of some module, or a ``partial`` of one: it is handed to the process.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_peak_after, work).result()


def peak_of_reading(library: Library, reader: str, texts: Iterable[Article]) -> float:
    """Peak resident set, in megabytes, of a process that loads a reader and reads articles."""
    return peak_of(partial(_read, library, reader, tuple(texts)))


def _read(library: Library, reader: str, texts: tuple[Article, ...]) -> int:
    return read_all(named_reader(library, reader), texts)


def _peak_after(work: Callable[[], object]) -> float:
    """The peak of this process by its own account: ``wait`` counts its parent's as well."""
    work()
    lines = _STATUS.read_text("ascii").splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith(_PEAK))
    return int(kilobytes) * 1024 / 1e6
