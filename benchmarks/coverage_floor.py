"""Statements and branches that the tests reach in the packages that compute, and whether they are enough.

Usage: python checks.py coverage

Runs all tests under coverage (.coveragerc says of what), prints both shares of each package, and exits with 1 where a
test fails or a share is below LEAST. What commands do in processes of their own is not counted.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PACKAGES = ("indexgov/scoring", "indexgov/survey", "indexgov/analysis", "indexgov/registry")
LEAST = 95.0
"""Per cent, of statements and of branches alike."""


def shares(files: Mapping[str, Any], package: str) -> tuple[float, float]:
    """Per cent of statements and of branches below a package, from the `files` of `coverage json`."""
    found = [one["summary"] for name, one in files.items() if name.startswith(f"{package}/")]
    sums = {name: sum(one[name] for one in found) for name in
            ("covered_lines", "num_statements", "covered_branches", "num_branches")}  # fmt: skip
    return (
        100 * sums["covered_lines"] / sums["num_statements"],
        100 * sums["covered_branches"] / sums["num_branches"],
    )


def main() -> int:
    """Run the tests, print the shares of every package, and return 1 where they are not enough."""
    passed = subprocess.run([sys.executable, "-m", "coverage", "run", "-m", "pytest"], cwd=ROOT, check=False)
    told = subprocess.run(
        [sys.executable, "-m", "coverage", "json", "-q", "-o", "-"], cwd=ROOT, check=True, capture_output=True
    )
    files = json.loads(told.stdout)["files"]
    enough = True
    for package in PACKAGES:
        statements, branches = shares(files, package)
        enough &= min(statements, branches) >= LEAST
        print(f"{package}: {statements:.1f} % of statements, {branches:.1f} % of branches (at least {LEAST:g} %)")
    return 0 if enough and passed.returncode == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
