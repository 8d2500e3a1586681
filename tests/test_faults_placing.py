"""What stands under the name of an output when a run is disturbed: the old or the new, whole, and nothing beside it."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from indexgov.cli import main
from indexgov.report import placing
from indexgov.report.files import digests_below, write_manifest, write_new, write_texts
from indexgov.report.placing import OutputError, put_folder
from indexgov.workers import WorkerError, in_parallel
from tests.small_project import write_project


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def fill(text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / "file").write_text(text, encoding="utf-8")


def score(*words: str) -> Result:
    return CliRunner().invoke(main, ["score", "p", "--out", "r", "--draws", "0", "--lang", "en", "--quiet", *words])


def held(folder: Path) -> dict[str, str]:
    """What a folder of results holds, which its manifest must tell too."""
    found = digests_below(folder)
    stated = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["outputs"]
    assert {name: one for name, one in found.items() if name != "manifest.json"} == stated
    return found


@pytest.fixture
def scored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Results of before, in the current folder."""
    monkeypatch.chdir(tmp_path)
    write_project(tmp_path / "p")
    assert score().exit_code == 0
    return Path("r")


def disturbed(monkeypatch: pytest.MonkeyPatch, disturb: Callable[[], object]) -> Result:
    """A second run that is disturbed when all but its manifest is written."""

    def write(*given: Any, **named: Any) -> None:
        disturb()
        write_manifest(*given, **named)

    monkeypatch.setattr("indexgov.report.publish.write_manifest", write)
    return score("--seed", "5")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_leaves_the_old_results_and_nothing_else(
    scored: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    # Shells start what runs in the background with Ctrl+C ignored.
    handled = signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    before = held(scored)
    try:
        done = disturbed(monkeypatch, lambda: signal.raise_signal(number))
    finally:
        left = signal.signal(number, handled)
    # Shells tell a run that was stopped from one that failed by 128 and the number of the signal.
    told = (128 + number, f"error: stopped; '{scored.absolute()}' is left as it was\n")
    assert (done.exit_code, done.stderr) == told
    assert held(scored) == before
    assert names(Path()) == ["p", "r"]
    assert left is (signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)


def test_files_that_change_while_they_are_read_are_refused(scored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Digests of such results would be those of files that nobody scored."""
    before, file = held(scored), Path("p/evidence.csv")
    text = file.read_bytes()
    done = disturbed(monkeypatch, lambda: file.write_bytes(text + b"\n"))
    told = f"error: '{file.absolute()}' was changed while it was read; nothing was written, run the command again\n"
    assert (done.exit_code, done.stderr) == (1, told)
    assert held(scored) == before
    done = disturbed(monkeypatch, file.unlink)
    assert done.exit_code == 1
    assert "evidence.csv' was removed while it was read" in done.stderr
    assert held(scored) == before
    file.write_bytes(text)
    # Saved again as it was: nothing changed.
    assert disturbed(monkeypatch, lambda: file.write_bytes(text)).exit_code == 0
    assert names(Path()) == ["p", "r"]


def test_two_runs_into_one_place(tmp_path: Path) -> None:
    """The one that comes later is refused, whatever it would write; the first one is not disturbed."""
    out = tmp_path / "r"

    def write(folder: Path) -> None:
        told = f"cannot write to '{out}': another run of indexgov is writing it; wait until that ends, or name another"
        with pytest.raises(OutputError, match=f"^{told} place$"):
            put_folder(out, fill("second"))
        fill("first")(folder)

    put_folder(out, write)
    assert (out / "file").read_text(encoding="utf-8") == "first"
    assert names(tmp_path) == ["r"]


def test_what_a_killed_run_left_is_removed(tmp_path: Path) -> None:
    work = tmp_path / ".r.indexgov"
    for left in ([], ["lock"], ["lock", "new/half"], ["lock", "new/half", "old/file"]):
        for name in left:
            (work / name).parent.mkdir(parents=True, exist_ok=True)
            (work / name).write_text("left", encoding="utf-8")
        work.mkdir(exist_ok=True)
        put_folder(tmp_path / "r", fill("new"))
        assert names(tmp_path) == ["r"], left
        assert names(tmp_path / "r") == ["file"]


@pytest.mark.parametrize("at_once", [True, False])
def test_a_killed_swap_is_put_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: bool) -> None:
    """Where names cannot be exchanged a run can die when the old folder is moved away and the new one not yet there."""
    if not at_once:
        monkeypatch.setattr(placing, "_exchanged", lambda _one, _other: False)
    out, old = tmp_path / "r", tmp_path / ".r.indexgov" / "old"
    put_folder(out, fill("old"))
    old.parent.mkdir()
    (old.parent / "lock").touch()
    out.rename(old)

    def fail(_folder: Path) -> None:
        assert (out / "file").read_text(encoding="utf-8") == "old"
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match=r"cannot write to '.*r': No space left on device"):
        put_folder(out, fail)
    assert (out / "file").read_text(encoding="utf-8") == "old"
    put_folder(out, fill("new"))
    assert (out / "file").read_text(encoding="utf-8") == "new"
    assert names(tmp_path) == ["r"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux exchanges two names at once")
def test_linux_exchanges_two_names(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    assert placing._exchanged(tmp_path / "one", tmp_path / "other")
    assert names(tmp_path / "one") == ["other"]


def test_folders_of_others_are_not_touched(tmp_path: Path) -> None:
    work, mine = tmp_path / ".r.indexgov", tmp_path / "mine"
    work.mkdir()
    (work / "notes.txt").touch()
    with pytest.raises(OutputError, match=r"'.*/\.r\.indexgov' is not of indexgov; move it away"):
        put_folder(tmp_path / "r", fill("new"))
    assert names(work) == ["notes.txt"]
    (work / "notes.txt").unlink()
    work.rmdir()
    mine.mkdir()
    (mine / "lock").touch()
    work.symlink_to(mine)
    with pytest.raises(OutputError, match="is not of indexgov"):
        put_folder(tmp_path / "r", fill("new"))
    assert names(mine) == ["lock"]


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=r"cannot write to '.*file/r': (Not a directory|File exists)"):
        put_folder(tmp_path / "file" / "r", fill("new"))
    done = CliRunner().invoke(main, ["schema", "--out", str(tmp_path / "file" / "s")])
    assert done.exit_code == 1
    assert done.stderr.startswith("error: cannot write '")


def test_a_file_that_somebody_begins_meanwhile_stays(tmp_path: Path) -> None:
    file = tmp_path / "territories.csv"

    def write(fresh: Path) -> None:
        fresh.write_text("ours", encoding="utf-8")
        file.write_text("theirs", encoding="utf-8")

    with pytest.raises(FileExistsError):
        write_new(file, write)
    assert file.read_text(encoding="utf-8") == "theirs"
    assert names(tmp_path) == ["territories.csv"]


def test_of_several_files_none_is_replaced_before_all_are_written(tmp_path: Path) -> None:
    write_texts({"a": "old", "en/b": "old"}, tmp_path)
    with pytest.raises(UnicodeEncodeError):
        write_texts({"a": "new", "en/b": "\ud800"}, tmp_path)
    assert [(tmp_path / name).read_text(encoding="utf-8") for name in ("a", "en/b")] == ["old", "old"]
    assert names(tmp_path) == ["a", "en"]


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux only")
@pytest.mark.parametrize("fresh", [True, False])
def test_a_killed_process_ends_the_run(tmp_path: Path, fresh: bool) -> None:
    """As the system does to one that takes too much memory: nobody waits for it for ever."""

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def wait() -> None:
        signal.pause()

    with pytest.raises(WorkerError, match=r"was ended \(SIGKILL\), perhaps because memory ran out"):
        in_parallel([wait, die, (tmp_path / "a").touch, (tmp_path / "b").touch], fresh=fresh)
    with pytest.raises(WorkerError, match=r"was ended \(exit code 3\)"):
        in_parallel([wait, lambda: os._exit(3)], fresh=fresh)
