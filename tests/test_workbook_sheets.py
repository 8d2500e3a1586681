"""What the workbook of scorecards holds beside its formulas."""

from __future__ import annotations

import re
import warnings
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import indexgov
from indexgov.methods.means import MEANS
from indexgov.report.change_view import comparison_views
from indexgov.report.view import scorecards
from indexgov.report.workbook import scorecards as workbook
from indexgov.report.workbook.layout import lines
from indexgov.report.workbook.marks import HIDDEN_MARK
from indexgov.report.workbook.mean_formulas import MEAN_FORMULAS, number
from indexgov.report.workbook.places import letters, names_of
from indexgov.report.workbook.scorecards import Since, write_workbook
from tests.workbook_cases import HIDDEN

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import openpyxl

SAMPLES = Path(__file__).parents[1] / "samples"


def opened(path: Path, values: bool = True) -> Any:
    with warnings.catch_warnings():
        # openpyxl says that it does not keep data bars and sparklines, which the tests here do not need.
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path, data_only=values)


def texts(book: Any) -> list[str]:
    return [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]


@pytest.fixture(scope="module")
def pooled(tmp_path_factory: pytest.TempPathFactory) -> indexgov.Assessment:
    """With survey figures of one sampling unit, which count and are not printed, and of too few people."""
    dataset = indexgov.load_dataset(HIDDEN.write(tmp_path_factory.mktemp("hidden")))
    return indexgov.score(dataset.registry, dataset)


def test_a_figure_that_is_not_printed_stands_nowhere(pooled: indexgov.Assessment, tmp_path: Path) -> None:
    """Neither as a value nor as a score, nor in what formulas store; a suppressed one is in no node at all."""
    estimates = pooled.dataset.estimates
    hidden = estimates[estimates["publication"] == "hidden"]
    assert len(hidden) >= 3
    write_workbook(pooled, scorecards(pooled, "en"), tmp_path / "book.xlsx")
    with zipfile.ZipFile(tmp_path / "book.xlsx") as archive:
        parts = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")]
    numbers = {float(one) for part in parts for one in re.findall(r"<v>(-?[0-9][0-9.Ee+-]*)</v>", part)}
    for name, value in zip(hidden["indicator"].tolist(), hidden["value"].tolist(), strict=True):
        score = 25 * (value - 1) if name == "shared" else 100 - 25 * (value - 1)
        for secret in (value, score):
            assert not any(abs(secret - one) < 1e-9 for one in numbers), (name, value)
    marks = texts(opened(tmp_path / "book.xlsx"))
    assert marks.count(HIDDEN_MARK) >= len(hidden)


def test_a_node_over_a_hidden_figure_is_the_engines(pooled: indexgov.Assessment, tmp_path: Path) -> None:
    """What cannot be computed from the cells that are shown stands as a number that looks like one."""
    write_workbook(pooled, scorecards(pooled, "en"), tmp_path / "book.xlsx")
    book = opened(tmp_path / "book.xlsx", values=False)
    sheet, criteria = book["Sub-blocks"], book["Criteria"]
    heads = [cell.value for cell in sheet[4]]
    asked = heads.index("Asked")
    found = set()
    for row in range(5, sheet.max_row):
        marked = HIDDEN_MARK in [cell.value for cell in criteria[row]]
        cell = sheet.cell(row, asked + 1)
        if cell.value is not None and sheet.cell(row, 2).value:
            assert (cell.data_type == "n" and cell.font.italic) == marked or cell.value in {"—", HIDDEN_MARK}
            found.add(marked)
    assert found == {True, False}


def test_every_mean_has_a_formula_but_the_one_that_compares() -> None:
    """A new mean is computed by the engine until somebody writes its formula."""
    assert set(MEANS) - set(MEAN_FORMULAS) == {"copeland"}


@pytest.mark.parametrize(("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_names_of_columns(column: int, name: str) -> None:
    assert letters(column) == name


def test_names_of_weights_are_unlike() -> None:
    """Programs do not tell capitals apart in names, and some allow no dots."""
    assert names_of("w", ["a.b", "a_b", "c"]) == {"a.b": "w_a_b", "a_b": "w_a_b_2", "c": "w_c"}


@pytest.mark.parametrize("value", [0.1, 100.0, 1e-12, 1 / 3, 2.5e300])
def test_numbers_keep_every_digit(value: float) -> None:
    assert float(number(value)) == value


def test_stored_numbers_keep_every_digit(demo: indexgov.Assessment, tmp_path: Path) -> None:
    """The library would round them to 16 digits."""
    write_workbook(demo, scorecards(demo, "kk"), tmp_path / "book.xlsx")
    book = opened(tmp_path / "book.xlsx")
    sheet = book["Рейтинг – әкімдік"]
    column = [cell.value for cell in sheet[3]].index("Балл")
    expected = demo.ranking[demo.ranking["body"] == "akimat"]["score"]
    assert [row[column].value for row in sheet.iter_rows(min_row=4, max_row=23)] == expected.tolist()


def test_headings_and_rows_hold_their_kazakh(demo: indexgov.Assessment, tmp_path: Path) -> None:
    """No word of a heading is wider than its column, and rows are as high as their text."""
    write_workbook(demo, scorecards(demo, "kk"), tmp_path / "book.xlsx")
    book = opened(tmp_path / "book.xlsx")
    for sheet in book.worksheets[1:]:
        top = int(sheet.freeze_panes.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) - 1
        for cell in sheet[top]:
            # Columns of one width that stand side by side are written once.
            width = next(one.width for one in sheet.column_dimensions.values() if one.min <= cell.column <= one.max)
            if cell.value and cell.alignment.textRotation != 90:
                assert max(len(word) for word in re.split(r"[\s-]", cell.value)) <= width + 1, (sheet.title, cell.value)
                assert sheet.row_dimensions[top].height >= 12 * lines(cell.value, width)


def test_a_workbook_of_one_authority(demo: indexgov.Assessment, tmp_path: Path) -> None:
    """Everything about it, from its rank to its evidence, and nothing about others."""
    write_workbook(demo, scorecards(demo, "ru"), tmp_path / "book.xlsx", only=("R05", "akimat"))
    book = opened(tmp_path / "book.xlsx")
    assert book.sheetnames[:4] == ["Обложка", "Рейтинг — акимат", "Веса", "Подблоки"]
    assert "Рейтинг — маслихат" not in book.sheetnames
    names = [text for text in texts(book) if re.fullmatch(r"Регион \d\d", text)]
    assert set(names) == {"Регион 05"}
    row = demo.ranking[(demo.ranking["territory"] == "R05") & (demo.ranking["body"] == "akimat")].iloc[0]
    assert book["Рейтинг — акимат"]["A4"].value == row["rank"]
    formulas = [cell for sheet in opened(tmp_path / "book.xlsx", values=False) for line in sheet.iter_rows()
                for cell in line if cell.data_type == "f"]  # fmt: skip
    assert len(formulas) > 300


def test_changes_and_the_course_of_scores(demo: indexgov.Assessment, tmp_path: Path) -> None:
    """With a comparison there are its sheets, and the ranking draws the scores of its periods."""
    earlier = indexgov.load_dataset(SAMPLES / "demo" / "2026-Q2")
    comparison = indexgov.compare([indexgov.score(earlier.registry, earlier, draws=0), replace(demo, draws=0)])
    [view] = comparison_views(comparison, ["en"])
    write_workbook(demo, scorecards(demo, "en"), tmp_path / "book.xlsx", since=Since(comparison, view))
    book = opened(tmp_path / "book.xlsx")
    assert {"All changes", "Recorded otherwise", "Series"} <= set(book.sheetnames)
    heads = [cell.value for cell in book["Ranking – akimat"][3]]
    assert heads[-3:] == ["Q2 2026", "Q3 2026", "Course"]
    with zipfile.ZipFile(tmp_path / "book.xlsx") as archive:
        assert archive.read("xl/worksheets/sheet2.xml").decode().count("<x14:sparkline>") == 20


def test_of_many_authorities_the_records_of_some_stand_there(
    demo: indexgov.Assessment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond a number of rows scores of criteria enter as numbers, and a line says where the rest stands."""
    monkeypatch.setattr(workbook, "MOST_CELLS", 500)
    write_workbook(demo, scorecards(demo, "en"), tmp_path / "book.xlsx")
    book = opened(tmp_path / "book.xlsx", values=False)
    assert book["Evidence"].max_row < 520
    assert any("more rows are not shown" in text for text in texts(book))
    assert not [cell for row in book["Evidence"].iter_rows(min_row=4) for cell in row if cell.data_type == "f"]
    scores = opened(tmp_path / "book.xlsx")["Sub-blocks"]
    index = [cell.value for cell in scores[4]].index("Overall score")
    found = sorted(row[index] for row in scores.iter_rows(min_row=5, values_only=True) if isinstance(row[index], float))
    expected = demo.sections[0].result.scores[0]
    assert found == sorted(expected[~np.isnan(expected)].tolist())


def test_only_what_readers_may_change_is_open(demo: indexgov.Assessment, tmp_path: Path) -> None:
    write_workbook(demo, scorecards(demo, "en"), tmp_path / "book.xlsx")
    book = opened(tmp_path / "book.xlsx", values=False)
    for title in ("Ranking – akimat", "Sub-blocks", "Criteria", "Evidence", "Survey", "Weights"):
        assert book[title].protection.sheet
        assert not book[title].protection.password
    open_cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if not cell.protection.locked]
    assert {cell.parent.title for cell in open_cells} == {"Weights"}
    assert {cell.column_letter for cell in open_cells} == {"C"}
    assert all(isinstance(cell.value, int | float) for cell in open_cells)
    assert book.defined_names["w_external"].attr_text.startswith("'Weights'!$C$")
