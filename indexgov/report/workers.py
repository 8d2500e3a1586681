"""Several tasks at once, by processes that know all that their parent knew."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import multiprocessing
import os
import pickle
import signal
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from indexgov.errors import IndexgovError
from indexgov.report.placing import STOPS

MOST = 2
"""How many processes at most: each may need as much memory as a language takes."""
_DIES_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of Linux."""


class WorkerError(IndexgovError):
    """A process that did a task ended before it was done."""


def in_parallel(tasks: Sequence[Callable[[], None]], *, fresh: bool = False, workers: int | None = None) -> None:
    """Do all tasks, in any order; the first error that any of them raises is raised here.

    With `fresh` every task has a process of its own, so that no memory outlives it; otherwise what a task has made is
    there for the next one. `workers` is the number of processes at once, as many as there are processors up to MOST if
    left out. Where processes cannot be forked, tasks are done one after the other. Raises WorkerError where a process
    was killed; no process is left behind.
    """
    count = min(workers or MOST, len(tasks), os.cpu_count() or 1)
    if count < 2 or sys.platform != "linux" or multiprocessing.current_process().daemon:
        for task in tasks:
            task()
        return
    if fresh:
        _give_back()
    waiting: list[Iterable[int]] = [[number] for number in range(len(tasks))]
    if not fresh:
        taken = multiprocessing.get_context("fork").Value("l", 0)
        waiting = [_next_numbers(taken, len(tasks)) for _ in range(count)]
    running: dict[Connection, BaseProcess] = {}
    try:
        while waiting or running:
            while waiting and len(running) < count:
                _start(tasks, waiting.pop(0), running)
            for end in wait(list(running)):
                assert isinstance(end, Connection)
                _finish(end, running[end])
                del running[end]
    finally:
        for process in running.values():
            process.kill()
        for end, process in running.items():
            process.join()
            end.close()


def _next_numbers(taken: Any, count: int) -> Iterator[int]:
    """Numbers of tasks that no other process has taken."""
    while True:
        with taken.get_lock():
            number = taken.value
            taken.value += 1
        if number >= count:
            return
        yield number


def _start(tasks: Sequence[Callable[[], None]], numbers: Iterable[int], running: dict[Connection, BaseProcess]) -> None:
    """Start a process that does the tasks of these numbers, and put it among those that run."""
    context = multiprocessing.get_context("fork")
    end, its_end = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(tasks, numbers, its_end, os.getpid()), daemon=True)
    running[end] = process
    with warnings.catch_warnings():
        # Libraries for arrays keep threads of their own, which the tasks, which only write text, never wait for.
        warnings.simplefilter("ignore", DeprecationWarning)
        process.start()
    # What this process kept open would never seem to end.
    its_end.close()


def _finish(end: Connection, process: BaseProcess) -> None:
    """Wait for a process that has something to tell or is gone. Raises its error."""
    try:
        error = pickle.loads(end.recv_bytes())
    except EOFError:
        error = None
    process.join()
    end.close()
    if error is not None:
        raise error
    if process.exitcode:
        raise WorkerError(
            f"a process that wrote a part of the results was ended ({_ending(process.exitcode)}), perhaps because "
            f"memory ran out; nothing was written, close other programs and run the command again"
        )


def _ending(code: int) -> str:
    """How a process ended, in words."""
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"exit code {code}"


def _give_back() -> None:
    """Give memory back to the system that reading left behind, before every process counts it."""
    gc.collect()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)


def _work(tasks: Sequence[Callable[[], None]], numbers: Iterable[int], end: Connection, parent: int) -> None:
    """What a process does: its tasks until one fails, whose error it sends."""
    try:
        _prepare(parent)
        for number in numbers:
            tasks[number]()
    except Exception as error:  # noqa: BLE001 - raised again where the results are put together
        end.send_bytes(_packed(error))


def _prepare(parent: int) -> None:
    """What the parent made stays: looking through it for garbage again and again would only copy it.

    Rarely is all looked through that the process makes itself: it makes much, of which little is in circles.
    """
    # Its parent ends it, also where the terminal interrupts both.
    for number in STOPS:
        signal.signal(number, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    gc.freeze()
    gc.set_threshold(50_000, 20, 1_000)


def _packed(error: Exception) -> bytes:
    """An error as bytes; what cannot be taken apart and put together is told by its words."""
    try:
        packed = pickle.dumps(error)
        pickle.loads(packed)
    except Exception:  # noqa: BLE001 - any class may refuse
        return pickle.dumps(RuntimeError(f"{type(error).__name__}: {error}"))
    return packed
