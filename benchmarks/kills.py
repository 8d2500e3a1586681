"""Kills commands at random moments and checks what stands under the names of their outputs each time.

Usage: python benchmarks/kills.py [--kills 300] [--seed 1] [--command score ...]

Every command that writes is run on a small project over results of before, over what other kills left, or where nothing
stands, and ended by SIGKILL (the process, its group, or one of the processes that it made), SIGTERM or SIGINT: half the
time at any moment of the run, half the time while it writes. Nine of ten runs are forks of this process, which has read
the code already; every tenth is a new interpreter. After each the output must be the old one or the new one, to the
byte; no process may live on; who ends by a signal that can be caught leaves nothing behind, and no traceback. At the
end every command is run once more: it must succeed and leave nothing but its output. The exit code is 1 where not.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexgov.__main__ import main as run
from indexgov.cli import main as command_line

_LONGEST = 120.0
"""Seconds after which a run hangs."""
_CAUGHT = {signal.SIGTERM, signal.SIGINT}
_WAYS = ("process", "group", "worker", "SIGTERM", "SIGINT")
_SURVEY = {
    "dataset.yaml": "status: demo\ntitle: {en: Towns}\nsurvey: {file: answers.csv, questionnaire: questionnaire.yaml, "
    "columns: {territory: town, weight: w, stratum: s, psu: p}}\n",
    "questionnaire.yaml": "indexgov_questionnaire: 1\nid: towns\ntitle: {en: Towns, ru: Города}\nlanguages: [en, ru]\n"
    "questions:\n  sex:\n    text: {en: Sex, ru: Пол}\n    type: choice\n"
    "    codes: [{code: 1, label: {en: woman, ru: женщина}}, {code: 2, label: {en: man, ru: мужчина}}]\n",
    "answers.csv": "town,w,s,p,sex\n" + "".join(f"A,1,s{n % 2},p{n // 4},{1 + n % 3 % 2}\n" for n in range(40)),
}


@dataclass(frozen=True)
class Writing:
    """A command, what it writes, and the two ways in which its output can be asked for."""

    words: tuple[str, ...]
    out: str
    variants: tuple[tuple[str, ...], ...]
    single: bool = False
    """Whether each file of the output is whole by itself."""
    once: bool = False
    """Whether it refuses to replace anything."""


WRITINGS = {
    "score": Writing(("score", "p/2026-Q3", "--out", "o/score"), "o/score", (("--seed", "1"), ("--seed", "2"))),
    "compare": Writing(
        ("compare", "p/2026-Q2", "p/2026-Q3", "--out", "o/compare"), "o/compare", (("--lang", "ru"), ("--lang", "en"))
    ),
    "uncertainty": Writing(
        ("uncertainty", "p/2026-Q3", "--draws", "50", "--out", "o/sure"), "o/sure", (("--seed", "1"), ("--seed", "2"))
    ),
    "audit": Writing(("audit", "p/2026-Q3", "--out", "o/audit"), "o/audit", (("--lang", "ru"), ("--lang", "en"))),
    "survey": Writing(("survey", "s", "--out", "o/survey"), "o/survey", (("--lang", "ru"), ("--lang", "en"))),
    "template": Writing(("template", "p/2026-Q3", "--out", "o/forms"), "o/forms", (("--lang", "ru"), ("--lang", "en"))),
    "form": Writing(("form", "s/questionnaire.yaml", "--out", "o/form.xlsx"), "o/form.xlsx", ((),), once=True),
    "territories": Writing(("territories", "--out", "o/places.csv"), "o/places.csv", ((),), once=True),
    "init": Writing(("init", "o/mine"), "o/mine", ((),), once=True),
    "pages": Writing(("pages", "p/indicators.yaml", "--out", "o/pages"), "o/pages", ((),), single=True),
    "schema": Writing(("schema", "--out", "o/schema"), "o/schema", ((),), single=True),
}


def state(path: Path) -> object:
    """What stands at a path, by its bytes: of a folder that of each file by its path; None where nothing does."""
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    if not path.exists():
        return None
    files = sorted(one for one in path.rglob("*") if one.is_file() and ".indexgov" not in str(one.relative_to(path)))
    held = {(one.relative_to(path).as_posix(), hashlib.sha256(one.read_bytes()).hexdigest()) for one in files}
    return frozenset(held)


def prepare() -> None:
    """The small projects in this folder, and all code read."""
    command_line.main(["init", "p"], standalone_mode=False)
    shutil.copytree("p/2026-Q3", "p/2026-Q2")
    for file in ("dataset.yaml", "evidence.csv"):
        path = Path("p/2026-Q2", file)
        path.write_text(path.read_text(encoding="utf-8").replace("2026-Q3", "2026-Q2"), encoding="utf-8")
    evidence = Path("p/2026-Q2/evidence.csv")
    told = evidence.read_text(encoding="utf-8")
    for month, before in (("07", "04"), ("08", "05"), ("09", "06")):
        told = told.replace(f"2026-{month}-", f"2026-{before}-")
    evidence.write_text(told, encoding="utf-8")
    Path("s").mkdir()
    for name, text in _SURVEY.items():
        Path("s", name).write_text(text, encoding="utf-8")
    Path("o").mkdir()


def start(words: Sequence[str], log: Path, whole: bool) -> int:
    """Start a command in a group of its own; its process."""
    log.unlink(missing_ok=True)
    if whole:
        with log.open("wb") as file:
            return subprocess.Popen(
                [sys.executable, "-m", "indexgov", *words], stdout=file, stderr=file, start_new_session=True
            ).pid
    sys.stdout.flush()
    # The fork must not answer a signal before it does what the command does.
    signal.pthread_sigmask(signal.SIG_BLOCK, _CAUGHT)
    process = os.fork()
    if process:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _CAUGHT)
        return process
    code = 70
    try:
        os.setsid()
        told = os.open(log, os.O_WRONLY | os.O_CREAT)
        os.dup2(told, 1)
        os.dup2(told, 2)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _CAUGHT)
        sys.argv = ["indexgov", *words]
        run()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except KeyboardInterrupt:
        os.write(2, b"error: stopped\n")
        code = 130
    finally:
        sys.stdout.flush()
        os._exit(code)


def ended(process: int, seconds: float) -> int | None:
    """The exit code of a process, a signal as a negative number; None where it still runs then."""
    until = time.monotonic() + seconds
    while True:
        found, status = os.waitpid(process, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > until:
            return None
        time.sleep(0.001)


def children(process: int) -> list[int]:
    """The processes that a process made."""
    with contextlib.suppress(OSError):
        return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()]
    return []


def living(group: int) -> bool:
    """Whether a process of a group lives on a second later."""
    for _ in range(200):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.01)
    return True


def leftovers() -> list[str]:
    """What runs have got ready and not removed."""
    return sorted(str(one) for one in Path("o").rglob("*.indexgov"))


def end(process: int, way: str) -> str:
    """End a run; how it was done."""
    with contextlib.suppress(ProcessLookupError):
        if way == "worker":
            found = children(process)
            if found:
                os.kill(found[0], signal.SIGKILL)
                return way
            way = "process"
        if way == "process":
            os.kill(process, signal.SIGKILL)
        elif way == "group":
            os.killpg(process, signal.SIGKILL)
        elif way == "SIGTERM":
            os.kill(process, signal.SIGTERM)
        else:
            os.killpg(process, signal.SIGINT)
    return way


class Trials:
    """Kills one run after the other and remembers what went wrong."""

    def __init__(self, names: Sequence[str], seed: int) -> None:
        self.chance, self.names = random.Random(seed), list(names)
        self.expected: dict[str, list[object]] = {}
        self.seconds: dict[str, float] = {}
        self.counts: Counter[str] = Counter()
        self.faults: list[str] = []
        for name in self.names:
            self._learn(name)

    def _learn(self, name: str) -> None:
        """What each variant of a command writes when nothing disturbs it."""
        writing = WRITINGS[name]
        found = []
        for variant in writing.variants:
            remove(Path(writing.out))
            with Path("log").open("w", encoding="utf-8") as log, contextlib.redirect_stdout(log), \
                    contextlib.redirect_stderr(log):  # fmt: skip
                command_line.main([*writing.words, *variant], standalone_mode=False)
            begun = time.monotonic()
            process = start([*writing.words, *(() if writing.once else variant)], Path("log"), whole=False)
            ended(process, _LONGEST)
            self.seconds[name] = time.monotonic() - begun
            found.append(state(Path(writing.out)))
        self.expected[name] = found
        remove(Path(writing.out))

    def trial(self, number: int) -> None:
        """End one run and check the law."""
        name = self.chance.choice(self.names)
        writing, way = WRITINGS[name], self.chance.choice(_WAYS)
        out, which = Path(writing.out), self.chance.randrange(len(writing.variants))
        if writing.once or self.chance.random() < 0.15:
            remove(out)
        before, left = state(out), leftovers()
        whole = number % 10 == 9
        process = start([*writing.words, *writing.variants[which]], Path("log"), whole)
        code = self._wait(process, out, name, whole)
        if code is None:
            way = end(process, way)
            code = ended(process, _LONGEST)
        told = Path("log").read_text(encoding="utf-8", errors="replace") if Path("log").exists() else ""
        where = f"{number}: {' '.join(writing.words)}, {way}, exit {code}"
        self.counts[f"{way}: {'finished first' if code == 0 else 'ended'}"] += 1
        if code is None:
            self.faults.append(f"{where}: hangs")
            os.killpg(process, signal.SIGKILL)
            ended(process, _LONGEST)
        if living(process):
            self.faults.append(f"{where}: a process lives on")
        self._check_output(where, name, before, code, which)
        if way in {"worker", "SIGTERM", "SIGINT"} and not left and leftovers():
            self.faults.append(f"{where}: left {leftovers()}")
        # Before it has read the first line of indexgov, Python answers a signal itself.
        begun = "indexgov" in told or "error: " in told or not whole
        if "Traceback" in told and begun:
            self.faults.append(f"{where}: traceback\n{told}")
        if code is not None and code > 0 and begun and "error: " not in told:
            self.faults.append(f"{where}: no message\n{told}")

    def _wait(self, process: int, out: Path, name: str, whole: bool) -> int | None:
        """Let a run go on for a random time; its exit code if it ends by itself."""
        longest = self.seconds[name]
        if self.chance.random() < 0.5:
            return ended(process, self.chance.random() * longest * (4 if whole else 1))
        work, until = out.parent / f".{out.name}.indexgov" / "new", time.monotonic() + _LONGEST
        while not work.exists() and time.monotonic() < until:
            code = ended(process, 0)
            if code is not None:
                return code
        return ended(process, self.chance.random() * longest)

    def _check_output(self, where: str, name: str, before: object, code: int | None, which: int) -> None:
        writing, expected = WRITINGS[name], self.expected[name]
        now = state(Path(writing.out))
        if writing.single:
            (whole,) = expected
            assert isinstance(whole, frozenset)
            good = now is None or (isinstance(now, frozenset) and now <= whole and not (before == whole != now))
        else:
            good = now == before or now == expected[which]
        if not good or (code == 0 and now != expected[which]):
            self.faults.append(f"{where}: the output is neither the old one nor the new one")
        self.counts["output " + ("unchanged" if now == before else "new")] += 1

    def last(self) -> None:
        """Run every command to its end over what is left."""
        for name in self.names:
            writing = WRITINGS[name]
            if writing.once:
                remove(Path(writing.out))
            code = ended(start([*writing.words, *writing.variants[0]], Path("log"), whole=False), _LONGEST)
            if code != 0 or state(Path(writing.out)) != self.expected[name][0]:
                self.faults.append(f"{name}: does not succeed at the end\n{Path('log').read_text(encoding='utf-8')}")
        if leftovers():
            self.faults.append(f"left at the end: {leftovers()} {[*map(str, Path().rglob('*.indexgov/*'))]}")


def remove(path: Path) -> None:
    """Remove a file or folder, if there is one."""
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)


@contextlib.contextmanager
def small_folder() -> Iterator[None]:
    """Work in a folder that ends with the block."""
    with tempfile.TemporaryDirectory(prefix="kills-") as name, contextlib.chdir(name):
        yield


def main() -> int:
    """Print counts and faults."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--command", nargs="+", choices=list(WRITINGS), default=list(WRITINGS))
    asked = parser.parse_args()
    os.environ["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    with small_folder():
        prepare()
        trials = Trials(asked.command, asked.seed)
        for number in range(asked.kills):
            trials.trial(number)
            if number % 25 == 24:
                print(f"{number + 1} runs ended, {len(trials.faults)} faults so far", file=sys.stderr, flush=True)
        trials.last()
    for what, count in sorted(trials.counts.items()):
        print(f"{count:5}  {what}")
    print(f"{asked.kills} runs ended, {len(trials.faults)} faults")
    for fault in trials.faults:
        print(fault)
    return 1 if trials.faults else 0


if __name__ == "__main__":
    sys.exit(main())
