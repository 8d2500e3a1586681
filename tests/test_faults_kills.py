"""Commands that are killed at random moments, and a disk that is full."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from indexgov.report.files import digests_below
from tests.small_project import write_project

KILLS = Path(__file__).parents[1] / "benchmarks" / "kills.py"


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")
def test_killed_commands_leave_the_old_or_the_new() -> None:
    words = [sys.executable, str(KILLS), "--kills", "9", "--seed", "3", "--command", "score", "template", "schema"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "9 runs ended, 0 faults" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of the size of files")
@pytest.mark.parametrize("limit", [3_000, 30_000])
def test_a_full_disk_leaves_the_old_results(tmp_path: Path, limit: int) -> None:
    """A limit of the size of files: tables and pages stop at the smaller one, a workbook at the greater."""
    write_project(tmp_path / "p")
    words = [sys.executable, "-m", "indexgov", "score", "p", "--out", "r", "--draws", "0", "--lang", "en", "--quiet"]
    env = os.environ | {"PYTHONPATH": str(KILLS.parents[1])}
    subprocess.run(words, cwd=tmp_path, env=env, check=True)
    before = digests_below(tmp_path / "r")

    def limited() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = subprocess.run(
        [*words, "--seed", "5"], cwd=tmp_path, env=env, capture_output=True, text=True, check=False, preexec_fn=limited
    )
    assert (done.returncode, done.stderr) == (1, "error: cannot write to 'r': File too large\n")
    assert digests_below(tmp_path / "r") == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["p", "r"]
