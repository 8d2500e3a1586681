"""What the pages show is run as it stands there: commands with their output, Python, edits and tables, page by page.

A mark is an HTML comment in the line above a block, which readers do not see:

- `not run: REASON`: one of NOT_RUN.
- `setup: COMMAND`: what a reader has done before.
- `by hand: NAME`: what a person does there, one of BY_HAND.
- `file: PATH`: the block is the content of this file. `edit: PATH`: a ```diff that a reader makes in it.
- `part of: PATH`: a ```yaml that loads when it is joined to this file.

Every page has a folder of its own that looks like a checkout; `out/` is one for all, so that what only reads
`samples/` is run once.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from click.testing import CliRunner

import indexgov
from indexgov.cli import main
from tests import filled_forms, small_survey
from tests.test_docs import ROOT, data_of, merged

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
NOT_RUN = {
    "installs the package": "the build does, with the very lines of the README",
    "watches until it is stopped": "tests/test_watch.py does",
    "needs a file of somebody else": "tests of the command bring one",
    "takes pictures": "they are looked at",
}
MOST_NOT_RUN = 8
SIX = tuple(f"R0{number}" for number in range(1, 7))
RUN = {"bash", "console", "python", "diff", "yaml", "csv"}
"""Other languages (`text`, `markdown`) are shown and not run."""
HELD = {
    ("registry.md", "yaml"): "tests/test_docs.py",
    ("dataset.md", "yaml"): "tests/test_docs.py",
    ("dataset.md", "csv"): "tests/test_docs.py",
    ("extending.md", "yaml"): "tests/test_extending.py",
    ("extending.md", "python"): "tests/test_extending.py",
}
"""Blocks that a test of their own fits into the examples of their page."""
HELD_PAGES = {
    "docs/people/*": "tests/test_guides.py",
    "docs/kk/*": "tests/test_guides.py",
    "docs/ru/*": "tests/test_guides.py",
    "docs/methods.md": "tests/test_methods_page.py",
}
"""Pages whose blocks have a test of their own."""
_BLOCK = re.compile(r"((?:^<!-- [^\n]+ -->\n)*)^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MARK = re.compile(r"^<!-- (not run|setup|by hand|file|edit|part of): (.+) -->$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block with its marks, in order."""

    language: str
    body: str
    marks: tuple[tuple[str, str], ...]

    def marked(self, kind: str) -> str:
        """What the mark of a kind says; empty without one."""
        return dict(self.marks).get(kind, "")


def blocks_of(page: Path) -> list[Block]:
    """All blocks of a page."""
    found = _BLOCK.findall(page.read_text(encoding="utf-8"))
    return [Block(language, body, tuple(_MARK.findall(marks))) for marks, language, body in found]


def to_run(page: Path) -> list[Block]:
    """The blocks of a page that are run here."""
    if any(page.relative_to(ROOT).match(pattern) for pattern in HELD_PAGES):
        return []
    return [one for one in blocks_of(page) if one.language in RUN and (page.name, one.language) not in HELD]


@dataclass
class Reader:
    """Somebody who does what a page says, in a folder of their own."""

    folder: Path
    done: set[str]
    """Commands that were run on another page and leave the same behind."""
    names: dict[str, Any] = field(default_factory=dict)

    def follows(self, block: Block) -> None:
        """Do what a block says."""
        for kind, what in block.marks:
            if kind == "setup":
                self.runs(what)
            elif kind == "by hand":
                BY_HAND[what](self)
        if block.marked("not run"):
            return
        if block.marked("file"):
            file = self.folder / block.marked("file")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.body, encoding="utf-8")
        elif block.marked("edit"):
            self.edits(self.folder / block.marked("edit"), block.body)
        elif block.language == "yaml":
            self.joins(self.folder / block.marked("part of"), block.body)
        elif block.language == "python":
            exec(compile(block.body, "page", "exec"), self.names)
        else:
            for command, shown in commands_of(block):
                self.runs(command, shown)

    def runs(self, command: str, shown: str = "") -> None:
        """Run a command and look for what is shown of its output; a fault must be shown."""
        if not shown and "samples/" in command and command in self.done:
            return
        self.done.add(command)
        words = shlex.split(command)
        if Path(words[0]).name == "indexgov":
            result = CliRunner().invoke(main, words[1:])
            code, output = result.exit_code, result.output
        else:
            ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
            code, output = ran.returncode, ran.stdout + ran.stderr
        assert code == (1 if ": error: " in shown else 0), f"{command}\n{output}"
        assert holds(output, shown), f"{command}\nshown:\n{shown}\nfound:\n{output}"

    @staticmethod
    def edits(file: Path, difference: str) -> None:
        """Apply a difference that names a place which is there once."""
        lines = [line for line in difference.splitlines() if line]
        before = "".join(f"{line[1:]}\n" for line in lines if line[0] in " -")
        after = "".join(f"{line[1:]}\n" for line in lines if line[0] in " +")
        text = file.read_text(encoding="utf-8")
        assert text.count(before) == 1, before
        file.write_text(text.replace(before, after), encoding="utf-8")

    @staticmethod
    def joins(file: Path, part: str) -> None:
        """Load a registry with a part of it replaced."""
        whole = data_of(file.read_text(encoding="utf-8"))
        indexgov.parse_registry(yaml.safe_dump(merged(whole, data_of(part)), allow_unicode=True))


def commands_of(block: Block) -> Iterator[tuple[str, str]]:
    """Each command with what the page shows of its output; a line of bash is a command."""
    if block.language == "bash":
        yield from (
            (line, "") for line in block.body.replace("\\\n", "").splitlines() if line.strip()[:1] not in ("", "#")
        )
        return
    for one in re.split(r"^\$ ", block.body, flags=re.MULTILINE)[1:]:
        command, _, shown = one.partition("\n")
        yield command, shown


def holds(output: str, shown: str) -> bool:
    """Whether an output has the lines that are shown, one after the other where no `...` stands between them."""
    parts = [re.escape(part.strip("\n")) for part in re.split(r"^\.\.\.$|\.\.\.$", shown, flags=re.MULTILINE)]
    return re.search("(?:.|\n)*".join(parts), "\n".join(line.rstrip() for line in output.splitlines())) is not None


def fill_in_the_forms(reader: Reader) -> None:
    """The new criterion of the first quarter: two regions publish the schedule, two do not."""
    for form in sorted((reader.folder / "my-index/2026-Q3/forms").glob("*.xlsx")):
        met = {"value": "met", "source_url": f"https://example.org/{form.stem}", "seen_on": "2026-08-10"}
        unmet = {"value": "not met", "seen_on": "2026-08-10"}
        place, body = form.stem.split("-")
        filled_forms.fill(form, {f"{body}/openness.reception": met if place in ("R01", "R03") else unmet})


def misspell_a_key(reader: Reader) -> None:
    """In the starter's registry."""
    file = reader.folder / "my-index" / "indicators.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("            scale: published\n", "            wieght: 2\n            scale: published\n", 1)
    )


def mend_the_key(reader: Reader) -> None:
    """The same backwards."""
    file = reader.folder / "my-index" / "indicators.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("            wieght: 2\n", ""), encoding="utf-8")


def bring_a_survey(reader: Reader) -> None:
    """As an agency hands it over."""
    small_survey.write_survey(reader.folder / "my-survey")


def have_a_frame(reader: Reader) -> None:
    """Answers that are in memory already, by the questionnaire beside."""
    folder = small_survey.write_survey(reader.folder)
    columns = {"Town": "region", "wgt": "w", "layer": "s", "block": "p", "Q1": "roads"}
    reader.names["frame"] = pd.read_csv(folder / "answers.csv").rename(columns=columns)


BY_HAND: dict[str, Callable[[Reader], None]] = {
    "fill in the forms": fill_in_the_forms,
    "misspell a key": misspell_a_key,
    "mend the key": mend_the_key,
    "bring a survey": bring_a_survey,
    "have a frame": have_a_frame,
}


@pytest.fixture(scope="module")
def done() -> set[str]:
    """Commands that were run."""
    return set()


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples with six of the demo's twenty regions: what pages say of it holds, in a fraction of the time."""
    folder = tmp_path_factory.mktemp("checkout") / "samples"
    (folder / "demo").mkdir(parents=True)
    (folder / "aktogay-2021").symlink_to(ROOT / "samples" / "aktogay-2021")
    for quarter in ("2026-Q2", "2026-Q3"):
        (folder / "demo" / quarter).mkdir()
        for file in sorted((ROOT / "samples" / "demo" / quarter).iterdir()):
            lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
            kept = [line for line in lines if file.suffix != ".csv" or line.startswith(("territory", *SIX))]
            (folder / "demo" / quarter / file.name).write_text("".join(kept), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of results of all pages."""
    folder = tmp_path_factory.mktemp("results") / "out"
    folder.mkdir()
    return folder


@pytest.mark.parametrize(
    "page", [page for page in PAGES if to_run(page)], ids=lambda page: page.relative_to(ROOT).as_posix()
)
def test_a_page_can_be_followed(
    page: Path, done: set[str], samples: Path, results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever does what the page says, from top to bottom, gets what it shows."""
    for path in (samples, results, ROOT / "methodology", ROOT / "indicators.yaml"):
        (tmp_path / path.name).symlink_to(path)
    monkeypatch.chdir(tmp_path)
    reader = Reader(tmp_path, done)
    for block in to_run(page):
        reader.follows(block)


def test_blocks_are_run_or_marked() -> None:
    """A block without a language or with an unknown mark would pass unseen; so would many that are not run."""
    found = [(page.name, block) for page in PAGES for block in blocks_of(page)]
    assert not [(name, block.body) for name, block in found if not block.language]
    left_out = [block.marked("not run") for _, block in found if block.marked("not run")]
    assert set(left_out) <= set(NOT_RUN)
    assert len(left_out) <= MOST_NOT_RUN
    loose = [
        (page.name, block.body)
        for page in PAGES
        for block in to_run(page)
        if block.language in ("yaml", "csv", "diff")
        and not any(map(block.marked, ("file", "edit", "part of", "not run")))
    ]
    assert not loose


def test_what_is_not_run_here_is_run_there() -> None:
    """Pages and blocks that are left to other tests need those tests."""
    held = [test for pattern, test in HELD_PAGES.items() if list(ROOT.glob(pattern))]
    assert [test for test in [*held, *HELD.values()] if not (ROOT / test).exists()] == []


def test_marks_are_spelt_right() -> None:
    """A mark with a mistake is a comment, and its block does something else."""
    for page in (page for page in PAGES if to_run(page)):
        text = page.read_text(encoding="utf-8")
        beside = [
            line
            for marks in re.findall(r"((?:^<!-- .+ -->\n)+)^```", text, re.MULTILINE)
            for line in marks.splitlines()
        ]
        assert not [line for line in beside if not _MARK.match(line)], page


@pytest.mark.parametrize(
    ("output", "shown", "found"),
    [
        ("a\nb\nc\n", "a\nb\n", True),
        ("a\nb\nc\n", "a\n...\nc\n", True),
        ("a, b, c\nd\n", "a, ...\n", True),
        ("a\nb\nc\n", "a\nc\n", False),
        ("a\nb\n", "b\n...\na\n", False),
    ],
)
def test_shown_output_is_looked_for(output: str, shown: str, found: bool) -> None:
    """The comparison can fail."""
    assert holds(output, shown) is found
