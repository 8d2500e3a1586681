"""Work for more than one processor, by processes that know all that their parent knew."""

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
from contextlib import contextmanager
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from indexgov.errors import IndexgovError

MOST, MOST_FRESH = 4, 2
"""How many processes at most; of those that begin anew for each task, which are for large results, fewer: each may need
as much memory as a language takes."""
STOPS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Signals by which a run is asked to end."""
Made = TypeVar("Made")
_DIES_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of Linux."""


class WorkerError(IndexgovError):
    """A process that did a task ended before it was done."""


def in_parallel(tasks: Sequence[Callable[[], None]], *, fresh: bool = False, workers: int | None = None) -> None:
    """Do all tasks, in any order; the first error that any of them raises is raised here.

    With `fresh` every task has a process of its own, so that no memory outlives it; otherwise what a task has made is
    there for the next one. `workers` is the number of processes at once; if left out as many as there are processors,
    up to MOST, or MOST_FRESH. Where processes cannot be forked, tasks are done one after the other. Raises WorkerError
    where a process was killed; no process is left behind.
    """
    most = MOST_FRESH if fresh else MOST
    count = min(workers or most, len(tasks), os.cpu_count() or 1)
    if count < 2 or not _may_fork():
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
                _start(partial(_do, tasks, waiting.pop(0)), running)
            for end in wait(list(running)):
                assert isinstance(end, Connection)
                _told(end, running[end])
                _end(end, running.pop(end))
    finally:
        for end, process in running.items():
            _end(end, process)


@contextmanager
def beside(make: Callable[[], Made]) -> Iterator[Callable[[], Made]]:
    """Let another process make something while this one goes on; what is given inside waits for it and returns it.

    It comes as a copy, or its error is raised; that of a process that was killed is WorkerError. The process ends with
    the block at the latest. Where there is one processor, or processes cannot be forked, it is made when asked for.
    """
    if (os.cpu_count() or 1) < 2 or not _may_fork():
        yield make
        return
    running: dict[Connection, BaseProcess] = {}
    try:
        _start(make, running)
        yield partial(_told, *next(iter(running.items())))
    finally:
        for end, process in running.items():
            _end(end, process)


def _may_fork() -> bool:
    return sys.platform == "linux" and not multiprocessing.current_process().daemon


def _next_numbers(taken: Any, count: int) -> Iterator[int]:
    """Numbers of tasks that no other process has taken."""
    while True:
        with taken.get_lock():
            number = taken.value
            taken.value += 1
        if number >= count:
            return
        yield number


def _start(work: Callable[[], Any], running: dict[Connection, BaseProcess]) -> None:
    """Start a process that works, and put it among those that run, by the end at which it tells what came of it."""
    context = multiprocessing.get_context("fork")
    end, its_end = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(work, its_end, os.getpid()), daemon=True)
    # Before it starts, so that whatever interrupts this one finds it there.
    running[end] = process
    # A signal that comes while functions registered for a fork run would raise its exception there, where it is lost.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    try:
        with warnings.catch_warnings():
            # Libraries for arrays keep threads of their own, for which no work of ours ever waits.
            warnings.simplefilter("ignore", DeprecationWarning)
            process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    # What this process kept open would never seem to end.
    its_end.close()


def _told(end: Connection, process: BaseProcess) -> Any:
    """What a process made. Raises its error, or WorkerError for one that was killed."""
    try:
        made, error = pickle.loads(end.recv_bytes())
    except EOFError:
        process.join()
        raise _killed(process) from None
    if error is not None:
        raise error
    return made


def _end(end: Connection, process: BaseProcess) -> None:
    """End a process, which has told what it had to tell if anybody waited for it."""
    if process.pid is not None:
        process.kill()
        process.join()
    end.close()


def _killed(process: BaseProcess) -> WorkerError:
    return WorkerError(
        f"a process that did a part of the work was ended ({_ending(process.exitcode or 0)}), perhaps because memory "
        f"ran out; nothing was written, close other programs and run the command again"
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


def _do(tasks: Sequence[Callable[[], None]], numbers: Iterable[int]) -> None:
    for number in numbers:
        tasks[number]()


def _work(work: Callable[[], Any], end: Connection, parent: int) -> None:
    """What a process does: it sends what it made, or the error that stopped it."""
    try:
        _prepare(parent)
        told = pickle.dumps((work(), None), pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # noqa: BLE001 - raised again where the results are put together
        told = pickle.dumps((None, _portable(error)))
    end.send_bytes(told)


def _prepare(parent: int) -> None:
    """What the parent made stays: looking through it for garbage again and again would only copy it.

    Rarely is all looked through that the process makes itself: it makes much, of which little is in circles.
    """
    # Its parent ends it, also where the terminal interrupts both.
    for number in STOPS:
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
    ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    gc.freeze()
    gc.set_threshold(50_000, 20, 1_000)


def _portable(error: Exception) -> Exception:
    """An error that can be sent; what cannot be taken apart and put together is told by its words."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # noqa: BLE001 - any class may refuse
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
