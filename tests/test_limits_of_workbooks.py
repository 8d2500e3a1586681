"""Workbooks that would take all memory or time: each is refused in words, from what the archive holds.

The bounds of the format are those of ECMA-376 (Office Open XML): 1,048,576 rows, 16,384 columns (XFD), no document type
declarations (part 2, 8.1.4).
"""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import openpyxl
import pytest

from indexgov.inputs import workbook_bounds
from indexgov.inputs.table_file import TableFormat, read_table
from indexgov.inputs.workbook import read_book
from indexgov.tables import EVIDENCE

HEADER = ["territory", "body", "indicator", "value"]
SHEET = "xl/worksheets/sheet1.xml"
Change = Callable[[str], str]


def book(
    folder: Path, change: Change = str, part: str = SHEET, more: Mapping[str, bytes] = MappingProxyType({})
) -> Path:
    """A workbook of a header and a row, with the XML of one part changed and parts added."""
    made, path, data = openpyxl.Workbook(), folder / "evidence.xlsx", io.BytesIO()
    assert made.active is not None
    made.active.append(HEADER)
    made.active.append(["R01", "akimat", "papers.heads", "full"])
    made.save(data)
    with zipfile.ZipFile(data) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name).decode()
            new.writestr(name, change(text) if name == part else text)
        for name, content in more.items():
            new.writestr(name, content)
    return path


def told(path: Path) -> list[str]:
    """What both readers of workbooks say, which must be the same."""
    table = read_table(path, "evidence.xlsx", EVIDENCE, TableFormat())
    found, problems = read_book(path, "evidence.xlsx")
    assert (found is None) == bool(problems)
    assert [one.message for one in problems] == [one.message for one in table.problems if one.level == "error"]
    return [one.message for one in problems]


def test_the_workbook_of_these_tests_is_one(tmp_path: Path) -> None:
    assert told(book(tmp_path)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('r="D2"', 'r="XFD1048576"'),
        ('<c r="D2"', '<c s="0" r="XFD1048576"'),
        ('r="D2"', "r = 'xfd1048576'"),
        ("<row r=\"2\"", "<row r=\"1048576\" spans='1:1'><c r=\"XFD1048576\"/></row><row r=\"2\""),
        ('<c r="D2"', '<x:c r="XFD1048576"'),
    ],
)  # fmt: skip
def test_a_cell_in_the_last_corner(tmp_path: Path, old: str, new: str) -> None:
    """17 billion cells would be made for it, however its place is written."""
    path = book(tmp_path, lambda text: text.replace(old, new, 1))
    assert [one.lower() for one in told(path)] == ["a sheet has cells up to xfd1048576, more than can be read"]


@pytest.mark.parametrize(("place", "shown"), [("D" + "9" * 40, "D1000000000"), ("D" * 40 + "2", "DDDDDDDDD2")])
def test_a_cell_beyond_every_sheet(tmp_path: Path, place: str, shown: str) -> None:
    """A number that no library holds ended the whole process; all of its digits are told to nobody."""
    path = book(tmp_path, lambda text: text.replace('r="D2"', f'r="{place}"', 1))
    assert told(path) == [f"a sheet has cells up to {shown}, more than can be read"]


def test_cells_that_do_not_say_where_they_are(tmp_path: Path) -> None:
    """They follow each other: 40 in a row, and a row far below, are 40 times 1,000,000."""
    row = f"<row>{'<c><v>1</v></c>' * 40}</row><row r='1000000'><c><v>1</v></c></row></sheetData>"
    path = book(tmp_path, lambda text: text.replace("</sheetData>", row))
    assert told(path) == ["a sheet has cells up to D1000000, more than can be read"]


def test_a_million_blank_rows_are_read_in_time(tmp_path: Path) -> None:
    """A sheet that was formatted down to its end is no fault; it is read within half a minute on any machine."""
    rows = "".join(f'<row r="{number}" ht="15"/>' for number in range(3, 1048577))
    path = book(tmp_path, lambda text: text.replace("</sheetData>", f"{rows}</sheetData>"))
    begun = time.monotonic()
    table = read_table(path, "evidence.xlsx", EVIDENCE, TableFormat())
    assert (len(table.frame), [one for one in table.problems if one.level == "error"]) == (1, [])
    assert time.monotonic() - begun < 30


def test_a_stated_size_is_not_believed(tmp_path: Path) -> None:
    """A formula makes the other library look, which fills up all rows and columns that a sheet states of itself."""
    path = book(
        tmp_path,
        lambda text: text.replace('ref="A1:D2"', 'ref="A1:XFD1048576"').replace(
            "</sheetData>", '<row r="3"><c r="A3"><f>1+1</f></c></row></sheetData>'
        ),
    )
    begun = time.monotonic()
    table = read_table(path, "evidence.xlsx", EVIDENCE, TableFormat())
    assert [one.rule for one in table.problems] == ["cell-formula"]
    assert time.monotonic() - begun < 10


def test_merged_cells(tmp_path: Path) -> None:
    """A reader makes an object of each of them."""
    merged = '<mergeCells count="1"><mergeCell ref="A5:XFD1048576"/></mergeCells>'
    path = book(tmp_path, lambda text: text.replace("</sheetData>", f"</sheetData>{merged}"))
    assert told(path) == [f"a sheet has {16384 * 1048572} merged cells, more than 200000"]


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"])
def test_entities(tmp_path: Path, part: str) -> None:
    """Words that stand for words ("billion laughs"), and files of the computer read as text."""
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/hostname">]>'
    path = book(tmp_path, lambda text: bomb + text.partition("?>")[2] if text.startswith("<?") else bomb + text, part)
    assert told(path) == [f"the part '{part}' defines entities, which no spreadsheet writes"]


def test_two_bytes_a_character(tmp_path: Path) -> None:
    """Nothing of the above would be found in it."""
    path = book(tmp_path, more={"xl/worksheets/sheet2.xml": "<!DOCTYPE x>".encode("utf-16")})
    assert told(path) == ["the part 'xl/worksheets/sheet2.xml' is not UTF-8"]


def test_a_zip_bomb_is_refused_from_its_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Zeros shrink a thousandfold; nothing is unpacked before the sizes are known."""
    path = book(tmp_path, more={"xl/media/image1.bin": bytes(3_000_000)})
    assert path.stat().st_size < 20_000
    monkeypatch.setattr(workbook_bounds, "MOST_BYTES", 2 * 1024 * 1024)
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("something was unpacked"))
    table = read_table(path, "evidence.xlsx", EVIDENCE, TableFormat())
    assert [one.message for one in table.problems] == ["a sheet is larger than 2 MB"]


def test_many_parts_and_large_ones_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(tmp_path, more={f"xl/media/{number}.bin": bytes(1_000_000) for number in range(3)})
    monkeypatch.setattr(workbook_bounds, "MOST_IN_ALL", 2 * 1024 * 1024)
    assert told(path) == ["the workbook is larger than 2 MB"]
    monkeypatch.setattr(workbook_bounds, "MOST_PARTS", 10)
    assert told(path)[0].endswith("parts, more than 10")


def test_a_directory_that_understates(tmp_path: Path) -> None:
    """A part that is larger than the directory says does not match its checksum."""
    path = book(tmp_path, more={"xl/worksheets/sheet2.xml": bytes(3_000_000)})
    size = (3_000_000).to_bytes(4, "little")
    data = path.read_bytes()
    assert data.count(size) == 2
    path.write_bytes(data.replace(size, (3_000).to_bytes(4, "little")))
    assert told(path)[0].startswith("the workbook cannot be read: Bad CRC-32")


def test_two_parts_of_one_name(tmp_path: Path) -> None:
    """Libraries take different ones of the two."""
    path = book(tmp_path, more={SHEET.upper(): b"<worksheet/>"})
    assert told(path) == ["two parts of the workbook have the same name"]
