"""No command asks the network, and nothing in the package runs what somebody wrote."""

from __future__ import annotations

import ast
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import indexgov
from indexgov.cli import main
from indexgov.watching import HOST, LiveSite
from tests.small_project import write_project
from tests.small_survey import write_survey

PACKAGE = Path(indexgov.__file__).parent
COMMANDS = (
    ("init", "new"),
    ("check", "p"),
    ("score", "p", "--out", "score"),
    ("compare", "p", "p2", "--out", "compare"),
    ("explain", "p", "--territory", "R01"),
    ("audit", "p", "--out", "audit"),
    ("survey", "s", "--out", "survey"),
    ("template", "p", "--out", "forms"),
    ("form", "p", "--monitors", "--out", "monitors.xlsx"),
    ("pages", "p/indicators.yaml", "--out", "pages"),
    ("territories", "--out", "territories.csv"),
    ("schema", "--out", "schemas"),
)
ALONE = """
import socket, sys
def refused(*_, **__):
    raise AssertionError("the network was asked")
class Refused(socket.socket):
    def connect(self, *_): refused()
    connect_ex = bind = sendto = connect
socket.socket, socket.create_connection, socket.getaddrinfo = Refused, refused, refused
from indexgov.cli import main
for words in %r:
    try:
        main(list(words), standalone_mode=False)
    except SystemExit as error:
        assert not error.code, words
print("all done")
"""


def test_no_command_asks_the_network(tmp_path: Path) -> None:
    """Every command in a process whose sockets refuse; where the system allows it, one without any network."""
    write_project(tmp_path / "p")
    write_project(tmp_path / "p2")
    write_survey(tmp_path / "s")
    alone = ["unshare", "--net", "--map-root-user"]
    if shutil.which("unshare") is None or subprocess.run([*alone, "true"], capture_output=True).returncode:
        alone = []
    environment = os.environ | {"PYTHONPATH": str(PACKAGE.parent)}
    words = [*alone, sys.executable, "-c", ALONE % (COMMANDS,)]
    done = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path, env=environment)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("all done\n")


def test_a_watch_listens_on_this_machine_alone() -> None:
    with LiveSite() as site:
        assert site._server.server_address[0] == HOST == "127.0.0.1"
        assert site._server.socket.family == socket.AF_INET


RUNS_CODE = {"eval", "exec", "compile", "__import__", "pickle", "marshal", "shelve", "dill", "joblib", "subprocess",
             "system", "popen", "spawn", "read_pickle", "importlib", "unsafe_load", "full_load", "Loader", "runpy",
             "import_module", "from_string"}  # fmt: skip
ALLOWED = {
    ("__init__.py", "importlib"): "names of the library are imported when they are asked for, from a table",
    ("__init__.py", "import_module"): "the same",
    ("survey/__init__.py", "importlib"): "the same",
    ("survey/__init__.py", "import_module"): "the same",
    ("inputs/engines.py", "__import__"): "an extra that is installed or not, from a table",
    ("workers.py", "pickle"): "what a process of the same run made, through a pipe that nobody else can reach",
    ("report/survey_files.py", "importlib"): "the version of an installed library",
}
"""Files that may name what could run code, with the reason."""


def test_nothing_in_the_package_runs_a_text() -> None:
    """No evaluation, no unpickling, no shell, no loader of YAML that makes objects, outside of the list."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            found |= {(path.relative_to(PACKAGE).as_posix(), name) for name in names_in(node)}
    assert found - set(ALLOWED) == set()
    assert set(ALLOWED) - found == set()


def names_in(node: ast.AST) -> set[str]:
    """What of the list a piece of code names: modules, functions, attributes but for `re.compile`."""
    names: set[str] = set()
    if isinstance(node, ast.Import):
        names = {part for one in node.names for part in one.name.split(".")}
    elif isinstance(node, ast.ImportFrom):
        names = {*(node.module or "").split("."), *(one.name for one in node.names)}
    elif isinstance(node, ast.Name):
        names = {node.id}
    elif isinstance(node, ast.Attribute):
        regular = isinstance(node.value, ast.Name) and node.value.id == "re"
        names = set() if regular else {node.attr}
    elif isinstance(node, ast.keyword):
        names = {"subprocess"} if node.arg == "shell" else set()
    return names & RUNS_CODE


@pytest.mark.parametrize(
    "text",
    [
        "title: !!python/object/apply:os.system ['touch ran']",
        "title: !!python/name:os.system",
        "title: {en: !include /etc/passwd}",
        "title: {en: !!binary cnVu}",
    ],
)
def test_tags_of_yaml_are_refused(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In every kind of file; nothing runs and nothing is read."""
    monkeypatch.chdir(tmp_path)
    for name in ("indicators.yaml", "dataset.yaml", "questionnaire.yaml"):
        folder = write_project(tmp_path / "p")
        lines = (folder / name).read_text(encoding="utf-8").splitlines()
        changed = [text if line.startswith("title:") else line for line in lines]
        (folder / name).write_text("\n".join(changed) + "\n", encoding="utf-8")
        result = CliRunner().invoke(main, ["check", "p"])
        assert result.exit_code == 1
        assert isinstance(result.exception, SystemExit)
        assert "root:" not in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["p"]


def test_a_pickle_is_not_a_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A protocol 0 pickle that would make a file, under the names of tables and of microdata."""
    monkeypatch.chdir(tmp_path)
    for name in ("territories.csv", "evidence.csv", "survey.csv"):
        folder = write_project(tmp_path / "p")
        (folder / name).write_bytes(b"cos\nsystem\n(S'touch ran'\ntR.")
        assert CliRunner().invoke(main, ["score", "p", "--out", "out"]).exit_code == 1
    assert [path.name for path in tmp_path.iterdir()] == ["p"]
