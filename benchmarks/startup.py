"""Wall time of the command against what its libraries alone cost, in one run so that the ratio means something.

Usage: python benchmarks/startup.py [runs]      (default 7; the best of the runs counts)
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

DEMO = Path(__file__).parents[1] / "samples" / "demo" / "2026-Q3"


def seconds(*words: str) -> float:
    """Wall time of one run of Python with the given arguments."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *words], check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Print a line for each pair."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory() as folder:
        score = ("-m", "indexgov", "score", str(DEMO), "--quiet", "--out", str(Path(folder) / "results"))
        pairs = {
            "indexgov --help": (("-m", "indexgov", "--help"), ("-c", "import click")),
            "indexgov score, demo, all outputs": (score, ("-c", "import pandas, xlsxwriter, jinja2, pydantic")),
        }
        for name, (command, libraries) in pairs.items():
            times = [(seconds(*command), seconds(*libraries)) for _ in range(runs)]
            ours, theirs = min(time for time, _ in times), min(time for _, time in times)
            print(f"{name}: {ours:.3f} s; {libraries[1]}: {theirs:.3f} s; ratio {ours / theirs:.2f}")


if __name__ == "__main__":
    main()
