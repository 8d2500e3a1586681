"""Puts what was written in its place whole: under its name stands what stood there before, or all that is new.

Until then it stands beside its place, in the folder `.NAME.indexgov`. Whoever holds the lock in that folder may write;
the system gives the lock back when a process ends, however it ends, so that what is left behind is known as such.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

from indexgov.errors import IndexgovError
from indexgov.workers import STOPS

_LOCK, _FRESH, _OLD, _KEPT = "lock", "new", "old", "kept"
_BUSY = "another run of indexgov is writing it; wait until that ends, or name another place"
_TRIES = 100
_HERE, _EXCHANGE = -100, 2
"""AT_FDCWD and RENAME_EXCHANGE of Linux."""


class OutputError(IndexgovError):
    """The outputs cannot be written where they were asked for; nothing was changed."""


def put_folder(out: Path, write: Callable[[Path], object], kept: Path | None = None) -> Path:
    """Put a new folder in the place of `out`, whatever that holds, whole or not at all, and return it.

    `write` fills it. A copy of what stood there is kept as `kept`, if that is named and not there yet. Raises
    OutputError, and whatever `write` raises.
    """
    place = out.absolute()

    def move(fresh: Path) -> None:
        # A copy, and first: so that nothing is lost whenever the run is killed.
        if kept is not None and not kept.exists():
            copy_folder(place, fresh.with_name(_KEPT)).rename(kept)
        swap(fresh, place)

    try:
        put(place, write, move)
    except OSError as error:
        raise OutputError(f"cannot write to '{out}': {error.strerror or error}") from None
    return out


def put(place: Path, write: Callable[[Path], object], move: Callable[[Path], object]) -> None:
    """Let `write` fill a new folder near `place`, then `move` put it there; only one run at a time may.

    Nothing interrupts what comes before and after `write`. What a run that was killed left there is removed. Raises
    OSError, BlockingIOError where another run is writing, and whatever `write` raises; nothing was moved then.
    """
    with _Undisturbed() as undisturbed:
        work, lock = _claim(place)
        try:
            _clear(work, place)
            fresh = work / _FRESH
            fresh.mkdir()
            with undisturbed.but_here():
                write(fresh)
            move(fresh)
        except KeyboardInterrupt as stop:
            stop.add_note(f"'{place}' is left as it was")
            raise
        except Exception as error:
            # XlsxWriter wraps what the disk says.
            told = next((one for one in error.args if isinstance(one, OSError)), None)
            if told is None:
                raise
            raise told from None
        finally:
            _leave(work, place, lock)


def _claim(place: Path) -> tuple[Path, int]:
    """The folder near a place, and its lock, which is held now."""
    place.parent.mkdir(parents=True, exist_ok=True)
    work = place.parent / f".{place.name}.indexgov"
    # Whoever ends just now removes the lock and the folder: then all begins anew.
    for _ in range(_TRIES):
        with suppress(FileExistsError):
            work.mkdir()
        with suppress(FileNotFoundError):
            _refuse_strange(work)
            lock = os.open(work / _LOCK, os.O_RDWR | os.O_CREAT, 0o666)
            try:
                _hold(lock)
                if os.path.samestat(os.fstat(lock), (work / _LOCK).stat()):
                    return work, lock
            except BaseException:
                os.close(lock)
                raise
            os.close(lock)
    raise BlockingIOError(errno.EWOULDBLOCK, _BUSY)


def _refuse_strange(work: Path) -> None:
    """Refuse what has the name of the folder and is something else; a run that was killed at once left it empty."""
    if work.is_symlink() or not work.is_dir():
        strange = os.path.lexists(work)
    else:
        held = {one.name for one in work.iterdir()}
        strange = bool(held) and _LOCK not in held
    if strange:
        raise FileExistsError(errno.EEXIST, f"'{work}' is not of indexgov; move it away")


def _hold(lock: int) -> None:
    """Hold a lock until its file is closed, or the process ends. Raises BlockingIOError where another one holds it."""
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
        except OSError:
            raise BlockingIOError(errno.EWOULDBLOCK, _BUSY) from None
    else:
        import fcntl

        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BlockingIOError(errno.EWOULDBLOCK, _BUSY) from None


def _clear(work: Path, place: Path) -> None:
    """Remove what was got ready; put back what was moved away, where nothing came in its place."""
    old = work / _OLD
    if old.exists() and not os.path.lexists(place):
        old.rename(place)
    for one in (old, work / _FRESH, work / _KEPT):
        if one.is_symlink():
            one.unlink()
        shutil.rmtree(one, ignore_errors=True)


def _leave(work: Path, place: Path, lock: int) -> None:
    """Remove the folder of this run and give the lock back; Windows removes no file that is open."""
    with suppress(OSError):
        _clear(work, place)
    if sys.platform == "win32":
        os.close(lock)
    with suppress(OSError):
        (work / _LOCK).unlink()
    if sys.platform != "win32":
        os.close(lock)
    with suppress(OSError):
        work.rmdir()


def copy_folder(old: Path, new: Path, wanted: Callable[[Path], bool] = lambda _: True) -> Path:
    """Copy the files of a folder that are wanted into another one, and return it.

    Raises OSError at the first one that cannot be written, where `shutil.copytree` raises a list of texts at the end.
    """
    new.mkdir(parents=True, exist_ok=True)
    for path in sorted(old.rglob("*")):
        if path.is_file() and wanted(path):
            place = new / path.relative_to(old)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, place)
    return new


def swap(fresh: Path, place: Path) -> None:
    """Put a folder in a place and what stood there in its own, at once where the system can; for the `move` of `put`.

    Elsewhere there is a moment in which nothing stands there; a run that is killed in it is put right by the next one.
    """
    if not os.path.lexists(place):
        fresh.rename(place)
    elif not _exchanged(fresh, place):
        old = fresh.with_name(_OLD)
        place.rename(old)
        try:
            fresh.rename(place)
        except BaseException:
            old.rename(place)
            raise


def _exchanged(one: Path, other: Path) -> bool:
    """Whether two folders could be given the names of each other."""
    if sys.platform != "linux":
        return False
    exchange = getattr(ctypes.CDLL(None), "renameat2", None)
    return exchange is not None and exchange(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0


class _Undisturbed:
    """A block in which signals that end a run wait, so that it never ends between two steps that belong together."""

    def __init__(self) -> None:
        self._before: dict[int, Any] = {}
        self._waiting: list[int] = []

    def __enter__(self) -> _Undisturbed:
        self._take()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._give_back()
        # Where the run ends by an error or a signal already, nobody needs a second one.
        if error is None:
            self._deliver()

    @contextmanager
    def but_here(self) -> Iterator[None]:
        """A part of the block in which signals end the run."""
        try:
            self._give_back()
            self._deliver()
            yield
        finally:
            self._take()

    def _take(self) -> None:
        if threading.current_thread() is threading.main_thread():
            for number in STOPS:
                self._before.setdefault(number, signal.signal(number, self._note))

    def _give_back(self) -> None:
        for number, handler in self._before.items():
            # None is a handler that was not made by Python.
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        self._before.clear()

    def _deliver(self) -> None:
        while self._waiting:
            signal.raise_signal(self._waiting.pop(0))

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self._waiting.append(number)
