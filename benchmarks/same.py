"""Whether the same inputs give the same bytes wherever the commands run: surroundings, interpreters, processors.

Usage: python benchmarks/same.py [--python PATH ...] [--territories N] [--case NAME ...] [--json]   (--help lists all)

Every command that writes files works on a copy of the demo, all in one process a case, and every file is compared with
what the plain case wrote. `--python` names more interpreters, each with the package's dependencies; without `--case`
every case runs. The exit code is 1 where a file differs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
QUARTERS = ("2026-Q2", "2026-Q3")
# It tells the digests of all others, so that it differs where one does.
MANIFEST = "manifest.json"
# Spaces and Kazakh letters, among them one that upper case of Turkish locales changes.
OTHER_FOLDER = "жаңа қалта İi (1)"
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
COMMANDS = """\
score {now} --previous {before} --draws 200 --authority R02/akimat --single-file ranking --quiet --out {out}/score
compare {before} {now} --restate --draws 200 --quiet --out {out}/compare
uncertainty {now} --draws 64 --workers {workers} --quiet --out {out}/uncertainty
audit {now} --quiet --out {out}/audit
survey {now} --questions --quiet --out {out}/survey
template {now} --lang ru --territory R02 --assign M1 --assign M2 --seed 7 --out {out}/template
template {now} --lang kk --territory R02 --reply --out {out}/reply
form {now} --monitors --out {out}/monitors.xlsx
form {now} --out {out}/survey.xlsx
explain {now} --territory R02 --body akimat --draws 200 --json"""
# The words of a command may hold spaces, so they come as JSON.
RUN = """\
import json, sys
for name in json.loads(sys.argv[1]):
    sys.modules[name] = None
from indexgov.cli import main
for words in json.loads(sys.argv[2]):
    main(words, standalone_mode=False)
"""


@dataclass(frozen=True)
class Case:
    """One way to run the commands: everything in which two machines may differ."""

    environment: Mapping[str, str] = field(default_factory=dict)
    python: str = sys.executable
    folder: str = "plain"
    relative: bool = False
    workers: int = 1
    umask: int = 0o022
    without: tuple[str, ...] = ()
    """Libraries that are hidden as if they were not installed."""
    line_ends: bytes = b"\n"


PLAIN = {
    "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "TZ": "UTC", "PYTHONDONTWRITEBYTECODE": "1",
    **dict.fromkeys(THREADS, "1"),
}  # fmt: skip
CASES = {
    "plain": Case(),
    "hash seed 1": Case({"PYTHONHASHSEED": "1"}),
    "hash seed random": Case({"PYTHONHASHSEED": "random"}),
    "locale C, no UTF-8": Case({"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
    "locale tr_TR": Case({"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "LANGUAGE": "tr"}),
    "locale kk_KZ": Case({"LC_ALL": "kk_KZ.UTF-8", "LANG": "kk_KZ.UTF-8", "LANGUAGE": "kk"}),
    "zone Asia/Almaty": Case({"TZ": "Asia/Almaty"}),
    "zone America/Los_Angeles": Case({"TZ": "America/Los_Angeles"}),
    # Other kernels of the library for matrices, as if another processor ran.
    "older processor": Case({"OPENBLAS_CORETYPE": "Nehalem"}),
    "another folder": Case(folder=OTHER_FOLDER),
    "relative paths": Case(relative=True),
    "two threads": Case(dict.fromkeys(THREADS, "2"), workers=2),
    "umask 077": Case(umask=0o077),
    "without pyarrow": Case(without=("pyarrow",)),
    "optimised": Case({"PYTHONOPTIMIZE": "2"}),
    "CRLF": Case(line_ends=b"\r\n"),
}
# All that can differ at once, twice: what is the same in both is the same in each of the cases that they are made of.
TOGETHER = {
    "plain": Case(),
    "east": Case(
        {"PYTHONHASHSEED": "1", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "LANGUAGE": "tr", "TZ": "Asia/Almaty"}
        | dict.fromkeys(THREADS, "2"),
        folder=OTHER_FOLDER, relative=True, workers=2, umask=0o077, without=("pyarrow",),
    ),
    "west": Case(
        {"PYTHONHASHSEED": "random", "LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0",
         "TZ": "America/Los_Angeles", "OPENBLAS_CORETYPE": "Nehalem"},
        line_ends=b"\r\n",
    ),
}  # fmt: skip


def first_territories(number: int) -> Callable[[bytes], bool]:
    """Whether a line of a table is its head or about one of the first territories of the demo."""
    wanted = {f"R{one:02d}".encode() for one in range(1, number + 1)} | {b"territory"}
    return lambda line: line.split(b",")[0].split(b";")[0].strip() in wanted


def copy_demo(folder: Path, territories: int, line_ends: bytes) -> None:
    """The two quarters of the demo with what they refer to, in the places where they have it."""
    kept = first_territories(territories)
    names = ["indicators.yaml", "methodology/questionnaire.yaml"]
    names += [f"methodology/guidance/{language}.yaml" for language in ("kk", "ru", "en")]
    names += [f"samples/demo/{quarter}/{name}" for quarter in QUARTERS for name in ("dataset.yaml", "territories.csv")]
    names += [f"samples/demo/{quarter}/{name}" for quarter in QUARTERS for name in ("evidence.csv", "survey.csv")]
    for name in [*names, "samples/demo/2026-Q3/evidence-second.csv"]:
        lines = (ROOT / name).read_bytes().splitlines()
        if name.endswith(".csv"):
            lines = [line for line in lines if kept(line)]
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(line_ends.join(lines) + line_ends)


def written(case: Case, root: Path, territories: int) -> dict[str, str]:
    """SHA-256 of every file that the commands wrote, by its path, and of what they printed.

    Raises RuntimeError with what a command said where one failed.
    """
    folder = root / case.folder
    copy_demo(folder, territories, case.line_ends)
    place = Path() if case.relative else folder
    demo = place / "samples" / "demo"
    now, before, out = (str(demo / QUARTERS[1]), str(demo / QUARTERS[0]), str(place / "out"))
    words = [
        [word.format(now=now, before=before, out=out, workers=case.workers) for word in line.split()]
        for line in COMMANDS.splitlines()
    ]
    done = subprocess.run(
        [case.python, "-c", RUN, json.dumps(case.without), json.dumps(words)],
        check=False, capture_output=True, cwd=folder if case.relative else ROOT, umask=case.umask,
        env={**os.environ, **PLAIN, "PYTHONPATH": str(ROOT), **case.environment},
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace"))
    inputs = {path: path.relative_to(folder) for path in folder.rglob("*") if path.suffix in {".csv", ".yaml"}}
    # Results tell the digests of inputs, which have other line ends in one case, and where they are in full.
    names = {digest(path.read_bytes()): str(name) for path, name in inputs.items() if name.parts[0] != "out"}
    found = {path.relative_to(folder / "out").as_posix(): path for path in sorted((folder / "out").rglob("*"))}
    texts = {name: path.read_bytes() for name, path in found.items() if path.is_file()}
    texts["(standard output)"] = done.stdout.replace(str(folder / "out").encode(), b"out")
    return {name: digest(_named(text, names)) for name, text in texts.items() if not name.endswith(MANIFEST)}


def digest(data: bytes) -> str:
    """SHA-256."""
    return hashlib.sha256(data).hexdigest()


def _named(text: bytes, names: Mapping[str, str]) -> bytes:
    for one, name in names.items():
        text = text.replace(one.encode(), name.encode())
    return text


def compared(cases: Mapping[str, Case], territories: int) -> dict[str, list[str]]:
    """The differing files of each case but the first one, with which the others are compared."""
    found: dict[str, list[str]] = {}
    plain: dict[str, str] = {}
    for name, case in cases.items():
        with tempfile.TemporaryDirectory() as folder:
            files = written(case, Path(folder), territories)
        if not plain:
            plain = files
            continue
        found[name] = [one for one in sorted(plain.keys() | files.keys()) if plain.get(one) != files.get(one)]
    return found


def chosen(names: Sequence[str], pythons: Sequence[str], together: bool) -> dict[str, Case]:
    """The cases that were asked for, the plain one first."""
    cases = TOGETHER if together else CASES
    picked = {name: case for name, case in cases.items() if not names or name in {"plain", *names}}
    return picked | {path: Case(python=path) for path in pythons}


def main() -> None:
    """Print a line for each case."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", action="append", default=[], metavar="PATH", help="one more interpreter")
    parser.add_argument("--territories", type=int, default=20, help="how many of the demo's twenty")
    parser.add_argument("--case", action="append", default=[], choices=list(CASES), help="only these")
    parser.add_argument("--together", action="store_true", help="many differences at once, in two cases")
    parser.add_argument("--json", action="store_true", help="print the differing files of each case as JSON")
    options = parser.parse_args()
    found = compared(chosen(options.case, options.python, options.together), options.territories)
    if options.json:
        print(json.dumps(found))
    else:
        for name, files in found.items():
            print(f"{name}: {'the same' if not files else f'{len(files)} differ: ' + ', '.join(files[:5])}")
    sys.exit(1 if any(found.values()) else 0)


if __name__ == "__main__":
    main()
