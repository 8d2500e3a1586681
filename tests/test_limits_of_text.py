"""YAML, CSV and JSON that would take all memory or time, paths that leave the project, and characters nobody sees."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

import indexgov
from indexgov.characters import invisible_in, visible
from indexgov.cli import main
from indexgov.errors import Place, Problem
from indexgov.inputs import table_file
from indexgov.inputs.results import read_results
from indexgov.inputs.table_file import TableFormat, read_table
from indexgov.registry.source import parse_yaml, read_yaml
from indexgov.tables import EVIDENCE
from tests.small_project import DATASET, REGISTRY, SURVEY, TERRITORIES, write_project
from tests.small_project import EVIDENCE as ROWS

HEADER = "territory,body,indicator,value\n"
LONG = "the row cannot be read: field larger than field limit (131072)"
SECONDS = 20
"""What is refused is refused well before, also on a busy machine."""


def refusals(text: str) -> list[str]:
    """Rules of the problems of YAML text, found in time."""
    begun = time.monotonic()
    rules = [one.rule for one in parse_yaml(text, "x.yaml").problems]
    assert time.monotonic() - begun < SECONDS
    return rules


def test_words_that_stand_for_words() -> None:
    """Nine to the power of sixty values, of which not one is made."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 9)}]" for number in range(1, 60)]
    assert set(refusals("\n".join(lines))) == {"yaml-alias"}
    assert refusals("a: &a [*a]") == ["yaml-alias"]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "{a: " * 100_000,
        "- " * 100_000,
        "".join(f"{' ' * depth}a:\n" for depth in range(1900)),
        "".join(f"{' ' * depth}- \n" for depth in range(1900)),
        "\n".join(" " * 300 * number + "- " * 150 for number in range(110)),
    ],
    ids=["lists", "mappings", "dashes", "indented keys", "indented dashes", "many dashes a line"],
)
def test_deep_nesting(text: str) -> None:
    assert refusals(text) == ["yaml-depth"]


def test_the_size_of_yaml(tmp_path: Path) -> None:
    """A file of the largest size is read; a byte more, or a device without an end, is refused and not read on."""
    path, largest = tmp_path / "large.yaml", 2 * 1024 * 1024
    path.write_text(f"a: {'x' * (largest - 3)}", encoding="utf-8")
    assert read_yaml(path).problems == []
    path.write_text(f"a: {'x' * (largest - 2)}", encoding="utf-8")
    assert [str(one) for one in read_yaml(path, "large.yaml").problems] == [
        "large.yaml: error: the file is larger than 2 MB [yaml-size]\n  = tables of data belong into CSV files"
    ]
    assert [one.rule for one in read_yaml(Path("/dev/zero")).problems] == ["yaml-size"]


@pytest.mark.parametrize("word", [".nan", ".NaN", ".inf", "-.inf", "1.0e+999", "nan", "1e15000", "9" * 41])
def test_numbers_that_are_none_in_yaml(word: str) -> None:
    with pytest.raises(indexgov.InputError) as error:
        indexgov.parse_registry(REGISTRY.replace("weight: 60", f"weight: {word}"))
    line = REGISTRY[: REGISTRY.index("weight: 60")].count("\n") + 1
    assert line in {one.place.line for one in error.value.problems}


def read(path: Path, data: bytes) -> table_file.Table:
    path.write_bytes(data)
    begun = time.monotonic()
    table = read_table(path, "evidence.csv", EVIDENCE, TableFormat())
    assert time.monotonic() - begun < SECONDS
    return table


@pytest.mark.parametrize("word", ["NaN", "nan", "inf", "-inf", "Infinity", "1e999", "-1e999", "9" * 400, "1e16", "٣"])
def test_numbers_that_are_none_in_tables(tmp_path: Path, word: str) -> None:
    """Each is told with its place; none becomes missing or 0."""
    table = read(tmp_path / "evidence.csv", f"{HEADER}R01,akimat,a,{word}\n".encode())
    table.numbers("value")
    assert [(one.rule, one.place.line) for one in table.problems] == [("number", 2)]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (HEADER.encode() + b"x" * 30_000_000, LONG),
        (HEADER.encode() + b'"' + b"a,b\n" * 5_000_000, LONG),
        (HEADER.encode() + b'R01,"a\n', "the row cannot be read: unexpected end of data"),
        (HEADER.encode() + b"," * 17_000, "the row cannot be read: it has more than 16384 cells"),
    ],
    ids=["a long line", "a quote that nobody closes", "a quote at the end", "many cells"],
)  # fmt: skip
def test_lines_without_an_end(tmp_path: Path, data: bytes, message: str) -> None:
    """With the line on which the row begins, whatever comes after it."""
    (problem,) = read(tmp_path / "evidence.csv", data).problems
    assert (problem.rule, problem.place.line, problem.message) == ("csv", 2, message)


def test_blank_lines_take_no_memory(tmp_path: Path) -> None:
    table = read(tmp_path / "evidence.csv", HEADER.encode() + b"\n" * 1_000_000 + b"R01,akimat,a,1\n")
    assert (table.rows.tolist(), table.problems) == ([1_000_002], [])


def test_the_size_of_a_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_file, "_MOST_BYTES", 1024 * 1024)
    (problem,) = read(tmp_path / "evidence.csv", HEADER.encode() + b" " * 1024 * 1024).problems
    assert str(problem) == (
        "evidence.csv: error: the file is larger than 1 MB [table-size]\n  = divide it into several files"
    )


BIDI = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]


@pytest.mark.parametrize("sign", [*BIDI, "\u200b", "\u200e", "\u2060", "\x1b", "\x00", "\x7f", "\U000e0041"])
def test_characters_that_nobody_sees(sign: str, tmp_path: Path) -> None:
    """In titles, ids, names and texts, with place and code point; what is shown of it is written out."""
    assert f"U+{ord(sign):04X}" in str(invisible_in(f"a{sign}b"))
    with pytest.raises(indexgov.InputError) as error:
        # Written out, because YAML takes some of them only so.
        indexgov.parse_registry(REGISTRY.replace("en: Index}", f'en: "In\\U{ord(sign):08x}dex"}}'))
    assert [(one.rule, one.place.line) for one in error.value.problems] == [("invisible", 4)]
    path = tmp_path / "evidence.csv"
    table = read(path, f"{HEADER}R01,akimat,papers{sign}.heads,full\n".encode())
    assert [(one.rule, one.place.line) for one in table.problems] == [("invisible", 2)]
    assert f"U+{ord(sign):04X}" in table.problems[0].message
    assert sign not in str(table.problems[0])


def test_the_whole_message_and_its_caret(tmp_path: Path) -> None:
    """The line is shown with the character written out, and the caret still stands under the value."""
    files = {"dataset.yaml": DATASET.replace("en: Example}", "en: Example\u202e}")}
    folder = write_project(tmp_path / "p", files)
    with pytest.raises(indexgov.InputError) as error:
        indexgov.load_dataset(folder)
    shown = str(error.value).replace(tmp_path.as_posix(), "")
    assert shown == (
        "/p/dataset.yaml:3:35: error: the text holds the invisible character U+202E (RIGHT-TO-LEFT OVERRIDE) "
        "[invisible]\n"
        "  3 | title: {kk: Үлгі, ru: Пример, en: Example\\u202e}\n"
        f"    | {' ' * 34}^\n"
        "  = delete it, or type the text again"
    )


@pytest.mark.parametrize("sign", ["\u00a0", "\u00ad", "\u200d", "é", "\U0001f600", "ғ"])
def test_other_characters_are_left_alone(sign: str) -> None:
    """No-break spaces, soft hyphens, joiners of signs and all letters: they are seen, or change nothing."""
    assert invisible_in(f"a{sign}b") is None


def test_messages_send_nothing_to_the_terminal() -> None:
    """A cell that was copied from a terminal cannot move its cursor; line ends cannot forge a second message."""
    problem = Problem("r", Place("a\x1b.csv", 1, 3, source="a\x1b\u202eb"), "found '\x9b31m\nx.csv: error'", "do\r")
    assert str(problem) == (
        "a\\u001b.csv:1:3: error: found '\\u009b31m\\nx.csv: error' [r]\n"
        "  1 | a\\u001b\\u202eb\n    |        ^\n  = do\\r"
    )
    assert visible("Қызылорда қ. — 5 %") == "Қызылорда қ. — 5 %"


@pytest.mark.parametrize(
    "sign", [*BIDI, "\u200b", "\u00ad", "\u200d", "\x1b", "\x7f", "\t", "\ue000", "\U000e0041", "\ud800"]
)
def test_what_is_printed_shows_all_and_stays_json(sign: str) -> None:
    """One rule for messages, tables and JSON: nothing unseen is printed, and who reads the JSON gets the same text."""
    shown = visible(f'"a{sign}b"\n', kept="\n")
    assert shown[:-1].isprintable()
    assert json.loads(shown) == f"a{sign}b"


def test_links_are_web_addresses_or_refused(tmp_path: Path) -> None:
    rows = ROWS.replace("https://example.org/1,", "javascript:alert(1),").replace(
        "https://example.org/2,", "file:///etc,"
    )
    registry = REGISTRY.replace("https://example.org/law", "data:text/html")
    with pytest.raises(indexgov.InputError) as error:
        indexgov.load_dataset(write_project(tmp_path / "a", {"evidence.csv": rows}))
    assert [(one.rule, one.place.line) for one in error.value.problems] == [("link", 2), ("link", 3)]
    with pytest.raises(indexgov.InputError) as error:
        indexgov.parse_registry(registry)
    assert [one.rule for one in error.value.problems] == ["link"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("registry: indicators.yaml", "registry: {path}"),
        ("territories: territories.csv", "territories: {path}"),
        ("evidence: [evidence.csv]", "evidence: [evidence.csv, {path}]"),
        ("estimates: [estimates.csv]", "estimates: [{path}]"),
        ("file: survey.csv", "file: {path}"),
        ("questionnaire: questionnaire.yaml", "questionnaire: {path}"),
        ("status: demo", "status: demo\nprevious: [{path}]"),
    ],
)
def test_absolute_paths_are_refused(tmp_path: Path, old: str, new: str) -> None:
    """Before anything there is opened: nothing of the file may stand in a message."""
    secret = tmp_path / "secret.csv"
    secret.write_text("a,private,row\n", encoding="utf-8")
    for path in (secret.as_posix(), '"C:\\\\data\\\\secret.csv"', '"\\\\\\\\host\\\\share\\\\secret.csv"'):
        text = DATASET.replace(old, new.replace("{path}", path))
        assert text != DATASET
        with pytest.raises(indexgov.InputError) as error:
            indexgov.load_dataset(write_project(tmp_path / "p", {"dataset.yaml": text}))
        (problem,) = error.value.problems
        assert (problem.rule, problem.advice) == ("path", "write it from the folder of this file")
        assert problem.place.line is not None
        assert "private" not in str(error.value)


def test_paths_upwards_and_links_are_those_of_the_owner(tmp_path: Path) -> None:
    """Registry and earlier quarters lie above or beside; a link is followed like the file it stands for."""
    folder = write_project(tmp_path / "index" / "2026-Q3", {"dataset.yaml": DATASET.replace(": indi", ": ../indi")})
    (folder / "indicators.yaml").rename(tmp_path / "index" / "indicators.yaml")
    (folder / "territories.csv").rename(tmp_path / "places.csv")
    (folder / "territories.csv").symlink_to(tmp_path / "places.csv")
    assert len(indexgov.load_dataset(folder).territories) == TERRITORIES.count("\n") - 1


def test_guidance_at_an_absolute_path() -> None:
    registry = indexgov.parse_registry(f"guidance: /etc\n{REGISTRY}", "indicators.yaml")
    with pytest.raises(indexgov.InputError, match=r"indicators.yaml:1:11: error: the path '/etc' is absolute"):
        indexgov.load_guidance(registry)


@pytest.mark.parametrize("special", ["/dev/zero", "fifo"])
def test_what_is_no_file_is_not_opened(tmp_path: Path, special: str) -> None:
    """A device or a pipe has no end."""
    import os

    folder = write_project(tmp_path / "p")
    (folder / "evidence.csv").unlink()
    if special == "fifo":
        os.mkfifo(folder / "evidence.csv")
    else:
        (folder / "evidence.csv").symlink_to(special)
    result = CliRunner().invoke(main, ["check", str(folder)])
    assert result.exit_code == 1
    assert "the file 'evidence.csv' does not exist" in result.stderr


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"format": 1, "registry": ' + "[" * 100_000, "it is not what indexgov writes"),
        ('{"format": 1, "registry": {"id": "\\ud800"}}', "a text holds half a character"),
        ('{"format": NaN}', "the format is nan"),
        ('{"format": 1' + "0" * 5000 + "}", "it is not what indexgov writes"),
    ],
)
def test_results_that_were_forged(tmp_path: Path, content: str, message: str) -> None:
    """With a manifest that agrees: whoever changes results can change that too."""
    path = tmp_path / "assessment.json"
    path.write_text(content, encoding="utf-8")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    (tmp_path / "manifest.json").write_text(json.dumps({"outputs": {path.name: digest}}), encoding="utf-8")
    with pytest.raises(indexgov.InputError, match=message):
        read_results(path)


def test_a_zero_in_microdata(tmp_path: Path) -> None:
    """numpy strips it from the end of a text, so that a cell was not found again, and a message had no row."""
    survey = SURVEY.replace("R02,1,3", "R02,1,3\0", 1)
    with pytest.raises(indexgov.InputError) as error:
        indexgov.load_dataset(write_project(tmp_path / "p", {"survey.csv": survey}))
    assert [(one.rule, one.place.line, one.place.source) for one in error.value.problems] == [("invisible", 5, None)]


def test_an_unclosed_quote_in_microdata_quotes_nobody(tmp_path: Path) -> None:
    survey = SURVEY.replace("R02,1,3", 'R02,1,"3', 1)
    with pytest.raises(indexgov.InputError) as error:
        indexgov.load_dataset(write_project(tmp_path / "p", {"survey.csv": survey}))
    assert [one.rule for one in error.value.problems] == ["csv"]


@pytest.mark.parametrize("name", ["x" * 300 + "/places.csv", "x" * 300 + ".csv", "a" * 5_000])
def test_a_path_that_no_file_can_have(tmp_path: Path, name: str) -> None:
    """Systems refuse to look for a name of more than 255 bytes: it is told like any other that is not there."""
    folder = write_project(tmp_path / "p")
    text = (folder / "dataset.yaml").read_text(encoding="utf-8")
    (folder / "dataset.yaml").write_text(text.replace("territories.csv", name), encoding="utf-8")
    with pytest.raises(indexgov.InputError) as caught:
        indexgov.load_dataset(folder)
    assert [one.message for one in caught.value.problems] == [f"the file '{name}' does not exist"]
