"""Damaged files for every reader: a short run of what `python -m fuzz` does at length, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import indexgov
from fuzz.mutations import damaged_text
from fuzz.readers import Reader, readers
from fuzz.running import Counts, damaged, keep, run_here
from indexgov.errors import InputError, Place, Problem

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="bounds of memory and alarms are those of Unix")
ROOT = Path(__file__).parents[1]


def test_two_thousand_damaged_files(tmp_path: Path) -> None:
    """Each is read, or refused in words, in time and memory; of each reader there are some."""
    command = [sys.executable, "-m", "fuzz", "--executions", "2000", "--seed", "1", "--crashes", str(tmp_path)]
    result = subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert (result.returncode, result.stderr) == (0, ""), result.stdout
    assert "2000 executions, 0 failed, seed 1" in result.stdout
    assert list(tmp_path.iterdir()) == []


def test_good_files_are_good_and_always_the_same(tmp_path: Path) -> None:
    """A reader whose good files are refused would never come to what follows; other bytes could not be made again."""
    first, again = ([one for one in readers(tmp_path / name) if isinstance(one, Reader)] for name in ("first", "again"))
    assert [one.seeds for one in first] == [one.seeds for one in again]
    assert len({one.name for one in first}) == len(first) > 15
    for one in first:
        (one.folder / one.file).write_bytes(one.seeds[0])
        if one.name != "territories":
            # Its encoding follows from the size of the file.
            one.read(one.folder / one.file)
        assert damaged(one, 3, 4) == damaged(one, 3, 4) != damaged(one, 3, 5)


def _hangs(_: Path) -> object:
    while True:
        pass


def _refuses(message: str) -> Callable[[Path], object]:
    def read(_: Path) -> object:
        raise InputError([Problem("r", Place("a.csv"), message)])

    return read


@pytest.mark.parametrize(
    ("read", "reason"),
    [
        (lambda _: [][1], "IndexError"),
        (lambda _: sys.exit(1), "SystemExit"),
        (_refuses(" "), "has no message"),
        (_refuses("a\ud800"), ""),
        (_hangs, "more than 1 seconds"),
    ],
)
def test_what_fails_is_seen_and_kept(
    read: Callable[[Path], object], reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test above can fail: each of these readers would make it."""
    monkeypatch.setattr("fuzz.running.SECONDS", 1)
    reader = replace(READER, read=read, folder=tmp_path)
    counts = Counts()
    run_here(reader, 7, range(1), counts)
    if not reason:
        # Messages write out what cannot be printed.
        assert (counts.refused, counts.failures) == (1, [])
        return
    (failure,) = counts.failures
    assert reason in failure.reason
    kept = keep(failure, reader, tmp_path / "kept")
    assert kept.read_bytes() == damaged(reader, 7, 0)
    assert reason in kept.with_name(f"{kept.name}.txt").read_text(encoding="utf-8")


READER = Reader("one", "a.yaml", (b"a: 1\n", b"b: [2, 3]\n"), damaged_text, indexgov.load_registry)
