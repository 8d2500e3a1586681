"""All checks of the repository in order: `python checks.py`, or some of them: `python checks.py lint types`.

Every check runs even if one before it fails; the exit code is 1 if any did. Two are not among all: `coverage` runs the
tests once more, under coverage, which takes twice as long, and `audit` asks PyPI for known weaknesses of what is pinned
and needs pip-audit.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent
CHECKS = {
    "lint": ("ruff", "check", "."),
    "format": ("ruff", "format", "--check", "."),
    "types": ("mypy",),
    "documents": ("sphinx", "-W", "--keep-going", "-q", "-b", "html", "docs", "docs/_build"),
    "tests": ("pytest",),
}
"""What `python -m` is given, the quick ones first."""
ON_REQUEST = {
    "coverage": ("benchmarks.coverage_floor",),
    "audit": ("pip_audit", "--requirement", "constraints.txt", "--no-deps", "--disable-pip", "--strict"),
}
"""The same for what runs only where it is named."""


def main(names: list[str]) -> int:
    """Run the named checks, or all; say which failed, and return 1 for any of them, 2 for a name that is none."""
    known = CHECKS | ON_REQUEST
    if unknown := [name for name in names if name not in known]:
        _say(f"no such check: {', '.join(unknown)}; there are: {', '.join(known)}")
        return 2
    failed = [name for name in names or CHECKS if not _passes(name)]
    _say(f"failed: {', '.join(failed)}" if failed else "all passed")
    return 1 if failed else 0


def _passes(name: str) -> bool:
    _say(f"== {name}")
    return subprocess.run([sys.executable, "-m", *(CHECKS | ON_REQUEST)[name]], cwd=ROOT, check=False).returncode == 0


def _say(text: str) -> None:
    # Before what the checks themselves say.
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
