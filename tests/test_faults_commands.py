"""Real commands on a disk that is full or may not be written, over inputs that nobody may touch, and two at once."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from indexgov.report.files import digests_below
from indexgov.starter import copy_starter
from tests import small_survey
from tests.bad_guidance import WORDS, guidance
from tests.small_project import DATASET, EVIDENCE, REGISTRY, write_project

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits, permissions and signals are those of Unix")
ROOT = Path(__file__).parents[1]
ENV = os.environ | {"PYTHONPATH": str(ROOT)}
SCORE = ("score", "now", "--out", "o/score", "--draws", "0", "--lang", "en", "--quiet")
WRITING = {
    "score": SCORE,
    "compare": ("compare", "before", "now", "--out", "o/compare", "--lang", "en"),
    "uncertainty": ("uncertainty", "mine/2026-Q3", "--draws", "20", "--out", "o/sure"),
    "audit": ("audit", "now", "--out", "o/audit"),
    "survey": ("survey", "s", "--out", "o/survey"),
    "template": ("template", "now", "--out", "o/forms"),
    "replies": ("template", "now", "--reply", "--out", "o/replies"),
    "form": ("form", "s/questionnaire.yaml", "--out", "o/form.xlsx"),
    "monitors": ("form", "now", "--monitors", "--out", "o/monitors.xlsx"),
    "pages": ("pages", "now/indicators.yaml", "--questionnaire", "now/questionnaire.yaml", "--out", "o/pages"),
    "territories": ("territories", "--out", "o/territories.csv"),
    "init": ("init", "o/index"),
    "schema": ("schema", "--out", "o/schema"),
}
ANEW = {
    "form": ("form", "s/questionnaire.yaml", "--out", "o/other.xlsx"),
    "monitors": ("form", "now", "--monitors", "--out", "o/others.xlsx"),
    "territories": ("territories", "--out", "o/others.csv"),
    "init": ("init", "o/other"),
}
"""Those that replace nothing, once more where nothing stands."""
WRITERS = {name: words for name, words in (WRITING | ANEW).items() if name not in {"compare", "uncertainty", "replies"}}
"""Each way of writing at least once."""
READING = {
    "check": ("check", "now"),
    "check the registry": ("check", "now/indicators.yaml"),
    "explain": ("explain", "now", "--territory", "R01", "--json"),
    "verify": ("verify", "o/score"),
}
EVERY = """\
import gc, json, os, sys
import indexgov.cli
from indexgov.__main__ import main
read = [getattr(indexgov, name) for name in indexgov.__all__]
gc.freeze()
for words in json.load(sys.stdin):
    child = os.fork()
    if not child:
        sys.argv = ["indexgov", *words]
        main()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print(json.dumps([words, code]), file=sys.stderr, flush=True)
"""
"""Commands one after the other, each in a process of its own, for which all code is read already."""
DROP_BOUND, DAC_OVERRIDE = 24, 1
"""PR_CAPBSET_DROP and CAP_DAC_OVERRIDE of Linux: who is root writes what nobody may write only by the latter."""


def bound_by_permissions() -> None:
    """For a process that is to begin: root too may write only what permissions let it."""
    if os.geteuid() == 0 and sys.platform == "linux":
        ctypes.CDLL(None).prctl(DROP_BOUND, DAC_OVERRIDE, 0, 0, 0)


def limited() -> None:
    """For a process that is to begin: no file may be longer than a short table, as on a disk that is full."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (900, 900))


class Ends(NamedTuple):
    """How commands ended, by their names, and what all of them told."""

    codes: dict[str, int]
    told: str


def run_all(folder: Path, commands: dict[str, tuple[str, ...]], before: Callable[[], None]) -> Ends:
    """Run commands one after the other in a folder; none may end with a traceback."""
    done = subprocess.run(
        [sys.executable, "-c", EVERY], input=json.dumps(list(commands.values())), cwd=folder, env=ENV,
        capture_output=True, text=True, check=False, preexec_fn=before,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    ends = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("[[")]
    assert [tuple(words) for words, _ in ends] == list(commands.values()), done.stderr
    return Ends({name: code for name, (_, code) in zip(commands, ends, strict=True)}, done.stderr)


def state(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Every file and folder below a folder, with its permissions, the time of its last change, and its bytes."""
    found = {}
    for path in [folder, *sorted(folder.rglob("*"))]:
        seen = path.stat()
        held = path.read_bytes() if path.is_file() else b""
        found[path.relative_to(folder).as_posix()] = (seen.st_mode, seen.st_mtime_ns, held)
    return found


def contents(folder: Path) -> dict[str, bytes]:
    """Every file and folder below a folder, with the bytes of the files."""
    return {name: held for name, (_, _, held) in state(folder).items()}


def forbid(folder: Path, files: int, folders: int) -> None:
    """Set the permissions of a folder and of all that it holds."""
    for path in [*folder.rglob("*"), folder]:
        path.chmod(folders if path.is_dir() else files)


INPUTS = ("before", "now", "s", "mine")


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Two quarters with guidance, a survey, and an index with sampling error, which nobody may write."""
    folder = tmp_path_factory.mktemp("work")
    registry = REGISTRY.replace("tiers:\n", "guidance: guidance\ntiers:\n", 1)
    for name, period, month in (("before", "2026-Q2", "2026-05"), ("now", "2026-Q3", "2026-08")):
        dataset, evidence = DATASET.replace("2026-Q3", period), EVIDENCE.replace("2026-08", month)
        write_project(folder / name, {"dataset.yaml": dataset, "evidence.csv": evidence, "indicators.yaml": registry})
        (folder / name / "guidance").mkdir()
        for language in WORDS:
            (folder / name / f"guidance/{language}.yaml").write_text(guidance(language), encoding="utf-8")
    small_survey.write_survey(folder / "s")
    copy_starter(folder / "mine")
    (folder / "o").mkdir()
    for name in INPUTS:
        forbid(folder / name, 0o444, 0o555)
    yield folder
    forbid(folder, 0o644, 0o755)


def test_inputs_are_only_read(work: Path) -> None:
    """They may lie in an archive that nobody may write; whoever may leaves them as they are all the same."""
    before = [state(work / name) for name in INPUTS]
    done = run_all(work, WRITING | READING, bound_by_permissions)
    assert set(done.codes.values()) == {0}, (done.codes, done.told)
    assert [state(work / name) for name in INPUTS] == before
    assert not list(work.rglob("*.indexgov"))


def test_a_full_disk(work: Path) -> None:
    """Whatever writes leaves what stood there, and says that the disk took no more."""
    before = contents(work / "o")
    done = run_all(work, WRITERS, limited)
    assert set(done.codes.values()) == {1}, done.codes
    assert done.told.count("File too large") == len(WRITERS), done.told
    assert contents(work / "o") == before


def test_a_folder_that_cannot_be_written(work: Path) -> None:
    forbid(work / "o", 0o444, 0o555)
    before = state(work / "o")
    try:
        done = run_all(work, WRITERS, bound_by_permissions)
        assert set(done.codes.values()) == {1}, done.codes
        assert done.told.count("Permission denied") == len(WRITERS), done.told
        assert state(work / "o") == before
    finally:
        forbid(work / "o", 0o644, 0o755)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is always full")
@pytest.mark.parametrize("words", [("schema", "registry"), ("--help",)])
def test_standard_output_on_a_full_disk(words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "indexgov", *words], env=ENV, stdout=full, stderr=subprocess.PIPE, text=True,
            check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, "error: No space left on device\n")


STILL = """\
import os, signal, sys
from importlib import import_module
from indexgov.__main__ import main

module, name = sys.argv.pop(1).rsplit(".", 1)
owner = import_module(module)
real = getattr(owner, name)

def still(*given, **named):
    setattr(owner, name, real)
    os.kill(os.getpid(), signal.SIGSTOP)
    return real(*given, **named)

setattr(owner, name, still)
main()
"""
"""A command that stands still before it calls a function for the first time."""
MANIFEST = "indexgov.report.publish.write_manifest"


def started(folder: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *words], cwd=folder, env=ENV, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def standing_still(folder: Path, before: str, words: tuple[str, ...]) -> subprocess.Popen[str]:
    run = started(folder, "-c", STILL, before, *words)
    _, status = os.waitpid(run.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status), run.communicate()
    return run


def ended(run: subprocess.Popen[str]) -> tuple[str, int]:
    """What a run that writes nothing to standard output told, and its exit code."""
    out, told = run.communicate(timeout=120)
    assert out == ""
    return told, run.returncode


def whole(folder: Path) -> tuple[dict[str, str], int]:
    """The digests of results, which the manifest among them must tell too, and the seed that they are of."""
    found = digests_below(folder)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert {name: one for name, one in found.items() if name != "manifest.json"} == manifest["outputs"]
    return found, json.loads((folder / "assessment.json").read_text(encoding="utf-8"))["seed"]


def test_two_runs_into_one_folder(work: Path) -> None:
    """The second is refused while the first writes, which is not disturbed; two at once are one of them, whole."""
    told = "error: cannot write to 'o/score': another run of indexgov is writing it; wait until that ends, or name "
    refused = (f"{told}another place\n", 1)
    first = standing_still(work, MANIFEST, (*SCORE, "--seed", "11"))
    assert ended(started(work, "-m", "indexgov", *SCORE, "--seed", "12")) == refused
    first.send_signal(signal.SIGCONT)
    assert ended(first) == ("", 0)
    assert whole(work / "o/score")[1] == 11
    runs = {seed: started(work, "-m", "indexgov", *SCORE, "--seed", str(seed)) for seed in (13, 14)}
    ends = {seed: ended(run) for seed, run in runs.items()}
    assert set(ends.values()) <= {("", 0), refused}
    assert ends[whole(work / "o/score")[1]] == ("", 0)
    assert not list((work / "o").glob(".*"))


@pytest.mark.parametrize(
    ("command", "before", "file"),
    [
        ("score", MANIFEST, "evidence.csv"),
        ("score", MANIFEST, "guidance/en.yaml"),
        ("template", "indexgov.report.forms.write_form", "guidance/kk.yaml"),
        ("monitors", "indexgov.report.xlsform.write_xlsform", "territories.csv"),
        ("pages", "indexgov.report.indicator_pages.indicator_pages", "questionnaire.yaml"),
    ],
)
def test_an_input_that_is_saved_meanwhile(work: Path, command: str, before: str, file: str) -> None:
    """Half of what comes out would be of the old file and half of the new one."""
    stood, path = contents(work / "o"), work / "now" / file
    run = standing_still(work, before, (WRITING | ANEW)[command])
    text = path.read_bytes()
    forbid(work / "now", 0o644, 0o755)
    path.write_bytes(text + b"\n")
    run.send_signal(signal.SIGCONT)
    message, code = ended(run)
    path.write_bytes(text)
    assert message == f"error: '{path}' was changed while it was read; nothing was written, run the command again\n"
    assert code == 1
    assert contents(work / "o") == stood
