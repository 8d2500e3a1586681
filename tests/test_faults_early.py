"""Ctrl+C while code is still being read: one line and the exit code of shells, never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.small_project import write_project

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no signals of this kind")
ROOT = Path(__file__).parents[1]
STOPPED = """\
import os, runpy, signal, sys

class Finder:
    def find_spec(self, name, *_):
        if name == moment:
            os.kill(os.getpid(), signal.SIGINT)

moment = sys.argv.pop(1)
sys.meta_path.insert(0, Finder())
runpy.run_module("indexgov", run_name="__main__", alter_sys=True)
"""
"""`python -m indexgov`, to which Ctrl+C comes when it looks for a module."""


@pytest.mark.parametrize(
    "moment", ["click", "indexgov.cli", "indexgov.cli.uncertainty", "numpy", "pandas", "indexgov.report.publish"]
)
def test_one_line_whatever_is_being_imported(moment: str, tmp_path: Path) -> None:
    write_project(tmp_path / "p")
    heard = f"import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n{STOPPED}"
    words = [sys.executable, "-c", heard, moment, "score", "p", "--out", "r", "--draws", "0", "--quiet"]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "error: stopped\n")
    assert [one.name for one in tmp_path.iterdir()] == ["p"]


def test_who_was_told_to_live_on_does_so(tmp_path: Path) -> None:
    """Shells start what goes on behind without Ctrl+C, which belongs to what stands before."""
    ignored = f"import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n{STOPPED}"
    words = [sys.executable, "-c", ignored, "indexgov.cli", "init", "p"]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
