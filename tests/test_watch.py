"""`score --watch` as a methodologist meets it: a real process, real edits, a page that follows."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import indexgov
from indexgov.cli import main
from indexgov.inputs.watched import files_behind, states
from indexgov.report.terminal import moves
from indexgov.watching import LiveSite, file_below
from tests.small_project import DATASET, EVIDENCE, REGISTRY, write_project

PATIENCE = 120.0
"""Seconds after which a run counts as stuck; machines of tests are busy."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[LiveSite]:
    folder = tmp_path / "out"
    (folder / "site" / "en").mkdir(parents=True)
    (folder / "site" / "index.html").write_text("<!doctype html><body><p>Hi</p></body></html>", encoding="utf-8")
    (folder / "ranking.csv").write_text("territory\nR01\n", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    with LiveSite() as live:
        live.show(folder)
        yield live


def asked(
    port: int, path: str, host: str | None = None, method: str = "GET"
) -> tuple[int, str, http.client.HTTPMessage]:
    """Status, text and headers of an answer; the path goes out as it is."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.putrequest(method, path, skip_host=True)
    connection.putheader("Host", host if host is not None else f"127.0.0.1:{port}")
    connection.endheaders()
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text, answer.headers


def test_pages_get_the_script_on_the_way_out_only(site: LiveSite) -> None:
    """What stands on the disk is what will be published: it asks no address for anything."""
    status, text, headers = asked(site.port, "/site/index.html")
    assert (status, headers["Content-Type"], headers["Cache-Control"]) == (200, "text/html; charset=utf-8", "no-store")
    assert text == (
        '<!doctype html><body><p>Hi</p><script src="/--watch.js" data-version="1"></script>\n</body></html>'
    )
    assert site.folder is not None
    assert "script" not in (site.folder / "site" / "index.html").read_text(encoding="utf-8")
    assert asked(site.port, "/ranking.csv")[1] == "territory\nR01\n"
    assert asked(site.port, "/")[2]["Location"] == "/site/index.html"


def test_it_listens_on_this_machine_alone(site: LiveSite) -> None:
    """Drafts of a ranking are nobody else's business: no other address of the machine answers."""
    assert site.url.startswith("http://127.0.0.1:")
    others = {one[4][0] for one in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)} - {"127.0.0.1"}
    for address in (*others, "127.0.0.2"):
        with pytest.raises(OSError), socket.create_connection((str(address), site.port), timeout=2):  # noqa: PT011
            pass


@pytest.mark.parametrize(
    "host", ["example.org", "example.org:{port}", "127.0.0.1", "127.0.0.1:1", "", "localhost.x:{port}"]
)
def test_another_name_is_refused(site: LiveSite, host: str) -> None:
    """Another site can let its own name point here (DNS rebinding), but not what the browser calls the server."""
    status, text, _ = asked(site.port, "/ranking.csv", host.format(port=site.port))
    assert (status, "R01" in text) == (403, False)
    assert asked(site.port, "/ranking.csv", f"localhost:{site.port}")[0] == 200


@pytest.mark.parametrize(
    "path",
    ["/../secret.txt", "/%2e%2e/secret.txt", "/site/../../secret.txt", "/..%2fsecret.txt", "/..%5csecret.txt",
     "//etc/passwd", "/link.txt", "/site", "/site/", "/site/en/", "/C:/secret.txt", "/%00", "/nothing.html"],
)  # fmt: skip
def test_nothing_but_files_of_the_folder(site: LiveSite, path: str) -> None:
    """Neither what lies above it, nor what a link in it leads to, nor a list of what is there."""
    status, text, _ = asked(site.port, path)
    assert (status, "secret" in text, "ranking.csv" in text) == (404, False, False)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "HEAD", "OPTIONS"])
def test_only_get(site: LiveSite, method: str) -> None:
    assert asked(site.port, "/ranking.csv", method=method)[0] == 501


def test_faults_and_versions_are_told(site: LiveSite) -> None:
    """What an open page asks twice a second."""

    def now() -> Any:
        return json.loads(asked(site.port, "/--version")[1])

    assert now() == {"version": 1, "fault": ""}
    site.tell("indicators.yaml:3:1: error")
    assert now() == {"version": 1, "fault": "indicators.yaml:3:1: error"}
    assert site.folder is not None
    site.show(site.folder)
    assert now() == {"version": 2, "fault": ""}


def test_before_the_first_result_there_is_a_page(tmp_path: Path) -> None:
    """Whoever opens the address at once must not have to load it again by hand."""
    with LiveSite() as live:
        status, text, _ = asked(live.port, "/")
        assert (status, 'data-version="0"' in text) == (200, True)
        assert asked(live.port, "/site/index.html")[0] == 404
    assert file_below(None, "/x") is None
    assert file_below(tmp_path, "/") is None


def test_files_behind_a_dataset(tmp_path: Path) -> None:
    """Everything that is read for it, guidance and forms too, also while dataset.yaml cannot be checked."""
    text = REGISTRY.replace("languages:", "guidance: guidance\nlanguages:", 1)
    dataset = DATASET.replace("[evidence.csv]", "[evidence.csv, forms]") + "previous: [../q]\nstatuss: demo\n"
    project = write_project(tmp_path / "p", {"indicators.yaml": text, "dataset.yaml": dataset})
    write_project(tmp_path / "q")
    for name in ("guidance/kk.yaml", "forms/R01/akimat.xlsx"):
        (project / name).parent.mkdir(parents=True)
        (project / name).touch()
    found = files_behind(project, previous=[tmp_path / "r"])
    names = {os.path.relpath(one, tmp_path) for one in found}
    own = ["dataset.yaml", "indicators.yaml", "territories.csv", "evidence.csv", "estimates.csv", "survey.csv"]
    own += ["questionnaire.yaml", "guidance", "guidance/kk.yaml", "forms", "forms/R01", "forms/R01/akimat.xlsx"]
    assert {f"p/{name}" for name in own} <= names
    assert {"q/dataset.yaml", "q/evidence.csv", "r/assessment.json"} <= names
    before = states(found)
    (project / "forms" / "R01" / "maslikhat.xlsx").touch()
    after = states(found)
    assert [one.name for one in found if before[one] != after[one]] == ["R01"]
    (project / "dataset.yaml").write_text("period: [", encoding="utf-8")
    assert files_behind(project) == {project / "dataset.yaml"}


def scored(folder: Path) -> indexgov.Assessment:
    dataset = indexgov.load_dataset(folder)
    return indexgov.score(dataset.registry, dataset)


def test_moves_on_the_terminal(tmp_path: Path) -> None:
    """R02's akimat goes from partial to full on one criterion; the others keep their scores."""
    before = scored(write_project(tmp_path / "p"))
    assert [line.text for line in moves(before, before)] == ["no score and no rank moved"]
    text = EVIDENCE.replace("R02,akimat,papers.heads,,partial", "R02,akimat,papers.heads,,full")
    after = scored(write_project(tmp_path / "p", {"evidence.csv": text}))
    lines = [line.text for line in moves(before, after)]
    assert lines[0] == "Akimat: 1 of 3 moved"
    keyed = [one.ranking.set_index(["territory", "body"])["score"] for one in (before, after)]
    old, new = (float(one.loc[("R02", "akimat")]) for one in keyed)
    assert lines[1] == f"  Region 02    - {old:.2f} ->   - {new:.2f}"


class Watching:
    """A watch in a process of its own."""

    def __init__(self, folder: Path, *options: str) -> None:
        root = Path(__file__).parents[1]
        environment = os.environ | {"PYTHONPATH": str(root), "PYTHONUNBUFFERED": "1"}
        self.log = folder / "watch.log"
        with self.log.open("w", encoding="utf-8") as stream:
            command = [sys.executable, "-m", "indexgov", "score", "p", "--watch", "--no-open", *options]
            self.process = subprocess.Popen(command, cwd=folder, env=environment, stdout=stream, stderr=stream)
        shown = self.until(lambda: re.search(r"http://127\.0\.0\.1:(\d+)/ ", self.said()))
        self.port = int(shown[1])

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def now(self) -> Any:
        return json.loads(asked(self.port, "/--version")[1])

    def until(self, true: Callable[[], Any]) -> Any:
        """Wait for something, and give back what it was."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = true()
            if found:
                return found
            assert self.process.poll() is None, self.said()
            time.sleep(0.1)
        raise AssertionError(self.said())


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[Watching]:
    write_project(tmp_path / "p")
    found = Watching(tmp_path)
    yield found
    found.process.kill()
    found.process.wait()


def test_a_morning_of_edits(watching: Watching, tmp_path: Path) -> None:
    """Save a weight, save a fault, mend it, save evidence, end: the page, the terminal and the disk say the same."""
    registry, results = tmp_path / "p" / "indicators.yaml", tmp_path / "out" / "small" / "p-watch"
    watching.until(lambda: watching.now()["version"] == 1)
    page = "/site/en/R01-akimat.html"
    first = asked(watching.port, page)[1]

    registry.write_text(REGISTRY.replace("weight: 60", "weight: 90"), encoding="utf-8")
    watching.until(lambda: watching.now()["version"] == 2)
    second = asked(watching.port, page)[1]
    assert first.replace('data-version="1"', 'data-version="2"') != second
    watching.until(lambda: "Akimat: 2 of 3 moved" in watching.said())
    manifest = (results / "manifest.json").read_bytes()

    registry.write_text(REGISTRY.replace("    weight: 60", "    wieght: 60"), encoding="utf-8")
    fault = watching.until(lambda: watching.now()["fault"])
    assert re.search(r"indicators\.yaml:\d+:\d+: error: 'wieght' is not a key here", fault)
    assert fault.splitlines()[0] in watching.said()
    assert asked(watching.port, page)[1] == second
    assert (results / "manifest.json").read_bytes() == manifest

    registry.write_text(REGISTRY, encoding="utf-8")
    watching.until(lambda: watching.now() == {"version": 3, "fault": ""})
    assert asked(watching.port, page)[1] == first.replace('data-version="1"', 'data-version="3"')

    (tmp_path / "p" / "evidence.csv").write_text(
        EVIDENCE.replace("papers.heads,,full", "papers.heads,,none"), encoding="utf-8"
    )
    watching.until(lambda: watching.now()["version"] == 4)

    watching.process.send_signal(signal.SIGINT)
    assert watching.process.wait(PATIENCE) == 0
    assert "the last good results are in out/small/p-watch, without workbooks" in watching.said()
    assert "Traceback" not in watching.said()
    outputs = json.loads((results / "manifest.json").read_text(encoding="utf-8"))["outputs"]
    assert not [name for name in outputs if name.endswith(".xlsx")]
    assert {"datapackage.json", "ranking.csv", "site/en/index.html"} <= set(outputs)
    assert "--watch.js" not in (results / "site" / "en" / "R01-akimat.html").read_text(encoding="utf-8")
    assert [path.name for path in results.parent.iterdir()] == ["p-watch"]


def test_it_can_begin_with_a_broken_registry(tmp_path: Path) -> None:
    """The one who has just broken it is the one who wants to watch; ending before any result leaves none."""
    write_project(tmp_path / "p", {"indicators.yaml": "indexgov: 1\n  id: [\n"})
    watching = Watching(tmp_path, "--out", "r")
    try:
        watching.until(lambda: "indicators.yaml:" in watching.now()["fault"])
        watching.process.send_signal(signal.SIGINT)
        assert watching.process.wait(PATIENCE) == 0
        assert not (tmp_path / "r").exists()
    finally:
        watching.process.kill()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--port", "8000"), "--port and --no-open are of --watch"),
        (("--no-open",), "--port and --no-open are of --watch"),
        (("--watch", "--json"), "choose one of the two"),
    ],
)
def test_options_that_do_not_go_together(tmp_path: Path, words: tuple[str, ...], message: str) -> None:
    result = CliRunner().invoke(main, ["score", str(write_project(tmp_path / "p")), *words])
    assert (result.exit_code, message in result.stderr) == (2, True)


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with LiveSite() as other:
        words = ["score", str(write_project(tmp_path / "p")), "--watch", "--no-open", "--port", str(other.port)]
        result = CliRunner().invoke(main, words)
    assert (result.exit_code, f"cannot listen on 127.0.0.1:{other.port}" in result.stderr) == (2, True)
