"""Several tasks at once, by processes that know all that their parent knew."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import multiprocessing
import os
import sys
import warnings
from collections.abc import Callable, Sequence

MOST = 2
"""How many processes at most: each may need as much memory as a language takes."""
_tasks: Sequence[Callable[[], None]] = ()


def in_parallel(tasks: Sequence[Callable[[], None]], *, fresh: bool = False, workers: int | None = None) -> None:
    """Do all tasks, in any order; the first error that any of them raises is raised here.

    With `fresh` every task has a process of its own, so that no memory outlives it; otherwise what a task has made is
    there for the next one. `workers` is the number of processes at once, as many as there are processors up to MOST if
    left out. Where processes cannot be forked, tasks are done one after the other.
    """
    global _tasks
    count = min(workers or MOST, len(tasks), os.cpu_count() or 1)
    if count < 2 or sys.platform != "linux" or multiprocessing.current_process().daemon:
        for task in tasks:
            task()
        return
    _tasks = tasks
    if fresh:
        _give_back()
    try:
        with warnings.catch_warnings():
            # Libraries for arrays keep threads of their own, which the tasks, which only write text, never wait for.
            warnings.simplefilter("ignore", DeprecationWarning)
            pool = multiprocessing.get_context("fork").Pool(count, _prepare, maxtasksperchild=1 if fresh else None)
        with pool:
            for _ in pool.imap_unordered(_do, range(len(tasks)), chunksize=1):
                pass
    finally:
        _tasks = ()


def _give_back() -> None:
    """Give memory back to the system that reading left behind, before every process counts it."""
    gc.collect()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)


def _prepare() -> None:
    """What the parent made stays: looking through it for garbage again and again would only copy it.

    Rarely is all looked through that the process makes itself: it makes much, of which little is in circles.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 1_000)


def _do(number: int) -> None:
    _tasks[number]()
