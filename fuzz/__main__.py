"""The command `python -m fuzz`."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from fuzz.readers import Left, Reader, readers
from fuzz.running import Counts, execute, keep, rounds, run_apart, run_here

_MEMORY_FILES = Path("/dev/shm")
"""Where Linux keeps files in memory."""


def main() -> int:
    """Run the executions that the command line asks for; 1 if one of them failed."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description="Damaged files for every reader.")
    parser.add_argument("--executions", type=int, default=2000, help="how many, over all readers")
    parser.add_argument("--seed", type=int, default=1, help="decides every one of them")
    parser.add_argument("--reader", action="append", default=[], help="only this one; may be repeated")
    parser.add_argument("--minutes", type=float, help="stop after so many, between two batches")
    parser.add_argument("--number", type=int, help="only this execution of the reader, with its traceback")
    parser.add_argument("--crashes", type=Path, default=Path("out/fuzz"), help="folder for the files that failed")
    asked = parser.parse_args()
    beside = _MEMORY_FILES if _MEMORY_FILES.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="indexgov-fuzz-", dir=beside) as work:
        made = readers(Path(work) / "readers")
        names = [one.name for one in made]
        unknown = [name for name in asked.reader if name not in names]
        if unknown:
            parser.error(f"there is no reader '{unknown[0]}', there are: {', '.join(names)}")
        wanted = [one for one in made if not asked.reader or one.name in asked.reader]
        for one in wanted:
            if isinstance(one, Left):
                _tell(f"left out: {one.name}, because {one.reason}")
        chosen = [one for one in wanted if isinstance(one, Reader)]
        if asked.number is not None:
            return _again(chosen, asked.seed, asked.number)
        return _run(chosen, asked, Path(work))


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _again(chosen: list[Reader], seed: int, number: int) -> int:
    failed = 0
    for one in chosen:
        counts = Counts()
        execute(one, seed, number, counts)
        words = counts.failures[0].reason if counts.failures else "refused" if counts.refused else "read"
        _tell(f"{one.name} {number}: {words}")
        failed += len(counts.failures)
    return 1 if failed else 0


def _run(chosen: list[Reader], asked: argparse.Namespace, work: Path) -> int:
    counts = {one.name: Counts() for one in chosen}
    begun = time.monotonic()
    try:
        for one, numbers in rounds(chosen, asked.executions):
            if asked.minutes is not None and time.monotonic() - begun > asked.minutes * 60:
                break
            known = len(counts[one.name].failures)
            if one.isolated:
                run_apart(one, asked.seed, numbers, counts[one.name], work)
            else:
                run_here(one, asked.seed, numbers, counts[one.name])
            for failure in counts[one.name].failures[known:]:
                kept = keep(failure, one, asked.crashes)
                _tell(f"failed: {kept}: {failure.reason.strip().splitlines()[-1][:300]}")
    except KeyboardInterrupt:
        _tell("interrupted")
    widths = {"reader": 18, "executions": -11, "read": -9, "refused": -9, "rules": -7, "failed": -8, "ms each": -9,
              "slowest": -9}  # fmt: skip
    _tell("\n" + "".join(name.ljust(width) if width > 0 else name.rjust(-width) for name, width in widths.items()))
    for name, one_ in counts.items():
        each = 1000 * one_.seconds / max(one_.executions, 1)
        _tell(f"{name:<18}{one_.executions:>11}{one_.read:>9}{one_.refused:>9}{len(one_.rules):>7}"
              f"{len(one_.failures):>8}{each:>9.1f}{one_.slowest:>8.1f}s")  # fmt: skip
    whole, failed = sum(one.executions for one in counts.values()), sum(len(one.failures) for one in counts.values())
    _tell(f"\n{whole} executions, {failed} failed, seed {asked.seed}, {time.monotonic() - begun:.0f} seconds")
    return 1 if failed else 0


sys.exit(main())
