"""Runs damaged files through their readers, within bounds of time and memory, and keeps what fails."""

from __future__ import annotations

import mmap
import os
import resource
import signal
import struct
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import FrameType

from fuzz.readers import Reader
from indexgov.errors import IndexgovError, InputError

SECONDS = 10
"""Bound of one execution: the files are small, and what takes longer would hang on a larger one."""
MEMORY = 2 * 1024**3
"""Bytes that executions may take beyond what the process has before them."""
_BATCH = 400
"""Executions of one reader after another; those that may end the process are made by a child."""
_SPACES = "\n\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
"""What may stand in a message although it is no letter."""
_HANGS = 30
"""Seconds after which a child that does not move on is ended: code in C hears no alarm."""


class _OvertimeError(BaseException):
    """Stands outside Exception, so that no reader takes it for a damaged file."""


@dataclass(frozen=True)
class Failure:
    """What went wrong, with what makes it again."""

    reader: str
    seed: int
    number: int
    reason: str
    """The traceback, or one sentence."""


@dataclass
class Counts:
    """What came of the executions of a reader."""

    read: int = 0
    refused: int = 0
    unknown: int = 0
    """Passed in a child that ended at a later one, and took what it knew with it."""
    seconds: float = 0.0
    slowest: float = 0.0
    rules: Counter[str] = field(default_factory=Counter)
    """Refusals by the rule of their first problem."""
    failures: list[Failure] = field(default_factory=list)

    @property
    def executions(self) -> int:
        """All of them."""
        return self.read + self.refused + self.unknown + len(self.failures)


def damaged(reader: Reader, seed: int, number: int) -> bytes:
    """The file of one execution: the same for the same seed and number."""
    return reader.mutate(Random(f"{seed} {reader.name} {number}"), reader.seeds)


def execute(reader: Reader, seed: int, number: int, counts: Counts) -> None:
    """Damage a file, read it, and count what came of it."""
    path = reader.folder / reader.file
    path.write_bytes(damaged(reader, seed, number))
    start = time.perf_counter()
    reason = _reason(reader, path, counts)
    taken = time.perf_counter() - start
    counts.seconds += taken
    counts.slowest = max(counts.slowest, taken)
    if reason is None and taken > SECONDS:
        # Code in C hears the alarm only when it returns.
        counts.read, reason = counts.read - 1, f"it took {taken:.1f} seconds"
    if reason is not None:
        counts.failures.append(Failure(reader.name, seed, number, reason))


def _reason(reader: Reader, path: Path, counts: Counts) -> str | None:
    """Why an execution failed; None where the file was read, or refused in words."""
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        reader.read(path)
    except IndexgovError as error:
        signal.setitimer(signal.ITIMER_REAL, 0)
        reason = _wordless(error)
        if reason is None:
            counts.refused += 1
            counts.rules[error.problems[0].rule if isinstance(error, InputError) else "other"] += 1
        return reason
    except _OvertimeError:
        return f"it took more than {SECONDS} seconds: {traceback.format_exc(limit=-8)}"
    except KeyboardInterrupt:
        raise
    except BaseException:  # noqa: BLE001, the whole point
        return traceback.format_exc(limit=-12)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    counts.read += 1
    return None


def _wordless(error: IndexgovError) -> str | None:
    """What is wrong with the words of a refusal."""
    if not str(error).strip():
        return f"{type(error).__name__} has no message"
    problems = error.problems if isinstance(error, InputError) else ()
    if any(not one.message.strip() or not one.place.file for one in problems):
        return f"a problem has no message or no place: {problems}"
    text = str(error)
    try:
        text.encode()
    except UnicodeEncodeError as fault:
        return f"the message cannot be written as UTF-8: {fault}"
    stray = sorted({sign for sign in text if not sign.isprintable() and sign not in _SPACES})
    return f"the message would send {stray!r} to the terminal: {text[:400]!r}" if stray else None


def rounds(readers: list[Reader], executions: int) -> Iterator[tuple[Reader, range]]:
    """Batches of every reader by its share, in turn, until there are as many executions as wanted."""
    whole = sum(one.share for one in readers)
    wanted = {one.name: executions * one.share // whole for one in readers}
    wanted[readers[0].name] += executions - sum(wanted.values())
    for begin in range(0, max(wanted.values()), _BATCH):
        for one in readers:
            if begin < wanted[one.name]:
                yield one, range(begin, min(begin + _BATCH, wanted[one.name]))


def run_here(reader: Reader, seed: int, numbers: range, counts: Counts) -> None:
    """Execute in this process."""
    before = signal.signal(signal.SIGALRM, _overtime)
    try:
        for number in numbers:
            execute(reader, seed, number, counts)
    finally:
        signal.signal(signal.SIGALRM, before)
        # Other readers may share the folder.
        (reader.folder / reader.file).write_bytes(reader.seeds[0])


def _overtime(_number: int, _frame: FrameType | None) -> None:
    raise _OvertimeError


def run_apart(reader: Reader, seed: int, numbers: range, counts: Counts, folder: Path) -> None:
    """Execute in a child with a bound of memory; a child that ends or hangs is a failure of the file it had."""
    import pickle

    at, good = numbers.start, reader.folder / reader.file
    while at < numbers.stop:
        told, reached = folder / "told.pickle", mmap.mmap(-1, 8)
        told.unlink(missing_ok=True)
        child = os.fork()
        if child == 0:
            _child(reader, seed, range(at, numbers.stop), told, reached)
        ending = _wait(child, reached)
        good.write_bytes(reader.seeds[0])
        last: int = struct.unpack("q", reached[:8])[0]
        if told.exists():
            _add(counts, pickle.loads(told.read_bytes()))
            return
        counts.unknown += last - at
        counts.failures.append(Failure(reader.name, seed, last, f"the process ended: {ending}"))
        at = last + 1


def _child(reader: Reader, seed: int, numbers: range, told: Path, reached: mmap.mmap) -> None:
    import pickle

    signal.signal(signal.SIGALRM, _overtime)
    limit = _address_space() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    counts = Counts()
    for number in numbers:
        reached[:8] = struct.pack("q", number)
        execute(reader, seed, number, counts)
    told.write_bytes(pickle.dumps(counts))
    os._exit(0)


def _address_space() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()


def _wait(child: int, reached: mmap.mmap) -> str:
    """How a child ended, in words."""
    seen, since = reached[:8], time.monotonic()
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return f"by signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else f"with code {status >> 8}"
        if reached[:8] != seen:
            seen, since = reached[:8], time.monotonic()
        elif time.monotonic() - since > _HANGS:
            os.kill(child, signal.SIGKILL)
        time.sleep(0.01)


def _add(counts: Counts, more: Counts) -> None:
    counts.read += more.read
    counts.refused += more.refused
    counts.seconds += more.seconds
    counts.slowest = max(counts.slowest, more.slowest)
    counts.rules += more.rules
    counts.failures += more.failures


def keep(failure: Failure, reader: Reader, crashes: Path) -> Path:
    """Write the file of a failure and what is known of it into the folder of failures; the path of the file."""
    crashes.mkdir(parents=True, exist_ok=True)
    path = crashes / f"{reader.name}-{failure.seed}-{failure.number}{Path(reader.file).suffix}"
    path.write_bytes(damaged(reader, failure.seed, failure.number))
    path.with_name(f"{path.name}.txt").write_text(failure.reason, encoding="utf-8", errors="backslashreplace")
    return path
