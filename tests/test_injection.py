"""What others wrote changes texts and nothing else: a hostile project beside its harmless twin, in every output."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
import zipfile
from collections import Counter
from html.parser import HTMLParser
from itertools import chain
from pathlib import Path
from typing import Any
from xml.sax.saxutils import unescape

import pytest
from click.testing import CliRunner

from indexgov.cli import main
from tests.hostile_project import (
    BIDI,
    HARMLESS,
    SCRIPT,
    TERMINAL,
    TEXTS,
    hostile_site,
    write_hostile,
)

# Quoted texts and names of sheets, whichever begins first: each may hold the quotes of the other.
_NAMED = re.compile(r"""(?P<literal>"(?:[^"]|"")*")|'(?:[^']|'')*'!|[^\W\d][\w.]*!""")
_FORMULA = re.compile(r"<(f|formula|formula1|formula2|definedName)\b[^>]*>(.*?)</\1>", re.DOTALL)
_RELATION = re.compile(r"<Relationship [^>]*>")
_TARGET = re.compile(r'Target="([^"]*)"')


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """All outputs of the hostile project and of its twin, which have the same files."""
    made = []
    for name, texts in (("hostile", TEXTS), ("harmless", HARMLESS)):
        folder = tmp_path_factory.mktemp(name)
        hostile_site(folder, texts)
        now, before, out = (str(folder / part) for part in ("2026-Q3", "2026-Q2", "out"))
        for words in (
            ("compare", before, now, "--out", f"{out}/compare"),
            ("survey", now, "--questions", "--out", f"{out}/survey"),
            ("audit", now, "--out", f"{out}/audit"),
            ("template", now, "--out", f"{out}/forms"),
            ("template", now, "--reply", "--out", f"{out}/replies"),
            ("form", f"{now}/questionnaire.yaml", "--out", f"{out}/form.xlsx"),
            ("form", now, "--monitors", "--out", f"{out}/monitors.xlsx"),
            ("pages", f"{now}/indicators.yaml", "--out", f"{out}/pages"),
        ):
            result = CliRunner().invoke(main, words)
            assert result.exit_code == 0, result.output
        made.append(folder / "out")
    return made[0], made[1]


def files(twins: tuple[Path, Path], *suffixes: str) -> list[tuple[Path, Path]]:
    """The files of some kinds, each with its twin."""
    names = [
        sorted(path.relative_to(out) for path in out.rglob("*") if path.is_file() and path.suffix in suffixes)
        for out in twins
    ]
    assert names[0] == names[1]
    assert names[0]
    return [(twins[0] / name, twins[1] / name) for name in names[0]]


class Structure(HTMLParser):
    """What a page is made of, without its texts: elements with the names of their attributes, scripts, styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: Counter[tuple[str, ...]] = Counter()
        self.code: list[str] = []
        self._inside = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found[(tag, *sorted(given))] += 1
        self._inside = tag if tag == "style" or (tag == "script" and given.get("type") != "application/json") else ""
        for name in ("href", "src", "action", "data", "xlink:href"):
            self.found[name, re.split(r"[:/#?]", given[name] or "")[0] if ":" in (given.get(name) or "") else ""] += (
                name in given
            )
        self.code += [value or "" for name, value in attrs if name.startswith("on")]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self._inside = ""

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.code.append(data)

    def handle_comment(self, data: str) -> None:
        self.found["comment", data] += 1


def test_pages_have_the_structure_of_their_twins(twins: tuple[Path, Path]) -> None:
    """The same elements with the same attributes, scripts and styles, as often; links lead to the same schemes."""
    for hostile, harmless in files(twins, ".html"):
        one, other = (Structure(path.read_bytes().decode("utf-8")) for path in (hostile, harmless))
        assert one.found - other.found == other.found - one.found == Counter(), hostile
        assert one.code == other.code, hostile


def test_markdown_has_the_structure_of_its_twin(twins: tuple[Path, Path]) -> None:
    """Rendered by a parser that lets HTML through, as the builders of sites do."""
    markdown = pytest.importorskip("markdown_it").MarkdownIt("commonmark", {"html": True}).enable("table")
    for hostile, harmless in files(twins, ".md"):
        one, other = (Structure(markdown.render(path.read_text(encoding="utf-8"))) for path in (hostile, harmless))
        # Backticks may set a word in the letters of code.
        known = ("code",), ("comment",)
        for found in (one.found, other.found):
            for key in [key for key in found if key[:1] in known]:
                del found[key]
        assert one.found == other.found, hostile


def test_scripts_and_style_sheets_hold_no_text_of_others(twins: tuple[Path, Path]) -> None:
    """Not a byte of them depends on a title or a name."""
    for hostile, harmless in files(twins, ".js", ".css"):
        assert hostile.read_bytes() == harmless.read_bytes(), hostile


def test_workbooks_have_the_formulas_of_their_twins(twins: tuple[Path, Path]) -> None:
    """The same parts, and in them the same formulas and names but for quoted texts; links lead to the web alone."""
    for hostile, harmless in files(twins, ".xlsx"):
        one, other = parts_of(hostile), parts_of(harmless)
        assert list(one) == list(other)
        for name, content in one.items():
            assert formulas(content) == formulas(other[name]), f"{hostile}: {name}"
            external = [tag for tag in _RELATION.findall(content) if 'TargetMode="External"' in tag]
            targets = [found[1] for tag in external if (found := _TARGET.search(tag))]
            assert len(targets) == len(external)
            assert all(target.startswith(("https://", "http://")) for target in targets), f"{hostile}: {name}"
            assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", content), f"{hostile}: {name}"


def parts_of(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name).decode("utf-8") for name in book.namelist() if name.endswith((".xml", ".rels"))}


def formulas(part: str) -> Counter[str]:
    """Formulas by what they compute; sheets have names of their own."""
    return Counter(
        _NAMED.sub(lambda found: '""' if found["literal"] else "S!", unescape(text, {"&quot;": '"'}))
        for _, text in _FORMULA.findall(part)
    )


def test_tables_hold_nothing_that_a_spreadsheet_computes(twins: tuple[Path, Path]) -> None:
    """As documented: what begins like a formula and is no number has an apostrophe before it; shapes are the same."""
    seen = 0
    for hostile, harmless in files(twins, ".csv"):
        rows, others = rows_of(hostile), rows_of(harmless)
        assert [len(row) for row in rows] == [len(row) for row in others], hostile
        for cell in chain.from_iterable(rows):
            assert len(cell) < 2 or not cell.startswith(("=", "+", "-", "@", "\t", "\r")) or is_number(cell), cell
            seen += cell.startswith("'")
    assert seen > 5


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def test_json_holds_the_texts_as_they_were_written(twins: tuple[Path, Path]) -> None:
    """Every text comes back from some file; nothing else differs between the twins but texts and digests of files."""
    told = ""
    for hostile, harmless in files(twins, ".json"):
        one, other = (json.loads(path.read_text(encoding="utf-8")) for path in (hostile, harmless))
        assert shape(one) == shape(other), hostile
        told += "\n".join(texts_in(one))
    missing = [text for text in TEXTS if text not in told and " ".join(text.split()) not in told]
    assert missing == []


def shape(value: Any) -> Any:
    """A document without its texts."""
    if isinstance(value, dict):
        return {key: shape(one) for key, one in value.items() if key not in {"bytes", "hash"}}
    if isinstance(value, list):
        return [shape(one) for one in value]
    return "" if isinstance(value, str) else value


def texts_in(value: Any) -> list[str]:
    if isinstance(value, dict | list):
        return [text for one in (value.values() if isinstance(value, dict) else value) for text in texts_in(one)]
    return [value] if isinstance(value, str) else []


COMMANDS = (
    ("check", "now"),
    ("check", "now/indicators.yaml"),
    ("check", "now/questionnaire.yaml"),
    ("check", "broken"),
    ("check", "broken", "--json"),
    ("score", "now", "--previous", "before", "--out", "out/score"),
    ("score", "now", "--json", "--out", "out/score2"),
    ("compare", "before", "now", "--out", "out/compare"),
    ("compare", "before", "now", "--json", "--out", "out/compare2"),
    ("explain", "now", "--territory", "R01", "--body", "akimat", "--evidence"),
    ("explain", "now", "--territory", "R01", "--json"),
    ("explain", "now", "--territory", "\x1b[2JR0"),
    ("survey", "now", "--questions", "--out", "out/survey"),
    ("survey", "now", "--json", "--out", "out/survey2"),
    ("uncertainty", "now", "--draws", "20", "--out", "out/uncertainty"),
    ("audit", "now", "--out", "out/audit"),
    ("template", "now", "--out", "out/forms"),
    ("form", "now/questionnaire.yaml", "--out", "out/form.xlsx"),
    ("form", "now", "--monitors", "--out", "out/monitors.xlsx"),
    ("pages", "now/indicators.yaml", "--out", "out/pages"),
)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two quarters, and one whose faults are quoted: unknown names, wrong values, keys and columns."""
    folder = tmp_path_factory.mktemp("work")
    write_hostile(folder / "before", "2026-Q2")
    write_hostile(folder / "now")
    broken = write_hostile(folder / "broken")
    evidence = (broken / "evidence.csv").read_text(encoding="utf-8")
    spoilt = evidence.replace("papers.budget", TERMINAL).replace(",full,", f",{TERMINAL}{BIDI},")
    (broken / "evidence.csv").write_text(spoilt.replace("comment", f"comment,{TERMINAL}", 1), encoding="utf-8")
    dataset = json.loads((broken / "dataset.yaml").read_text(encoding="utf-8")) | {TERMINAL: 1, BIDI: SCRIPT}
    (broken / "dataset.yaml").write_text(json.dumps(dataset | {"status": TERMINAL}), encoding="utf-8")
    return folder


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_terminal_gets_no_command(words: tuple[str, ...], work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No control character, no mark that turns a line round; what was written is told by its number instead."""
    monkeypatch.chdir(work)
    monkeypatch.setenv("NO_COLOR", "1")
    # Colours are let through as on a terminal, where nothing else would take them away.
    result = CliRunner().invoke(main, list(words), color=True)
    wrong = "broken" in words or words[0] == "uncertainty" or words[-1] == "\x1b[2JR0"
    assert (result.exit_code == 0) != wrong, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    turning = set("\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    for sign in set(result.stdout + result.stderr) - {"\n", "\t"}:
        assert unicodedata.category(sign) not in {"Cc", "Cs"}, repr(sign)
        assert sign not in turning, repr(sign)
    if "--json" in words:
        json.loads(result.stdout)
