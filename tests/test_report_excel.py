"""The workbook as a reader opens it."""

from __future__ import annotations

import warnings
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import indexgov
from indexgov.report.view import scorecards
from indexgov.report.workbook.layout import lines, page_breaks
from indexgov.report.workbook.scorecards import write_workbook
from indexgov.report.workbook.tables import Column

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import openpyxl

ROOT = Path(__file__).parents[1]
LANGUAGES = ("kk", "ru", "en")
FORMULA = '=HYPERLINK("http://example.org","x")'


@pytest.fixture(scope="module")
def book(demo: indexgov.Assessment, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return opened(demo, "ru", tmp_path_factory.mktemp("book") / "book.xlsx")


def opened(assessment: indexgov.Assessment, language: str, path: Path, values: bool = True) -> Any:
    write_workbook(assessment, scorecards(assessment, language), path)
    with warnings.catch_warnings():
        # openpyxl says that it does not keep the data bars of 2010, which a test does not need.
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path, data_only=values)


def headings(sheet: Any) -> list[str]:
    return [cell.value for cell in sheet[head_row(sheet)]]


def head_row(sheet: Any) -> int:
    """The row of the headings, under what stands above them."""
    return int(sheet.freeze_panes.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) - 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", ["demo", "draft"])
def test_stamp_on_every_sheet(aktogay: indexgov.Assessment, tmp_path: Path, language: str, status: str) -> None:
    """A sheet that is printed or copied out alone must still say what it is."""
    changed = replace(aktogay, dataset=replace(aktogay.dataset, status=status))
    words = scorecards(changed, language).stamp.words
    book = opened(changed, language, tmp_path / "book.xlsx")
    assert len(book.sheetnames) >= 8
    for sheet in book:
        assert sheet["A1"].value == words
        assert words in sheet.oddHeader.left.text
        assert len(sheet.title) <= 31


def test_sheets_are_named_by_the_glossary(aktogay: indexgov.Assessment, tmp_path: Path) -> None:
    names = opened(aktogay, "kk", tmp_path / "book.xlsx").sheetnames
    assert names[:2] == ["Мұқаба", "Рейтинг – әкімдік"]
    assert names[2:5] == ["Рейтинг – мәслихат", "Рейтинг – аумақтар", "Салмақтар"]
    # It has no sub-blocks.
    assert names[5:9] == ["Блоктар", "Критерийлер", "Блоктар – аумақтар", "Критерийлер – аумақтар"]
    assert names[9:] == ["Дәлелдер", "Сауалнама", "Өрістер", "Әдіснама", "Ескертулер", "Деректер"]


def test_two_runs_give_the_same_bytes(demo: indexgov.Assessment, tmp_path: Path) -> None:
    view = scorecards(demo, "en")
    for name in ("one.xlsx", "two.xlsx"):
        write_workbook(demo, view, tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_a_workbook_is_made_on_the_last_day_of_its_period(book: Any) -> None:
    """The clock would make every run differ."""
    created = book.properties.created
    assert (created.year, created.month, created.day) == (2026, 9, 30)


def test_text_that_looks_like_a_formula_stays_text(aktogay: indexgov.Assessment, tmp_path: Path) -> None:
    """What people type reaches the workbook of others: it must not become a formula there."""
    territories, evidence = aktogay.dataset.territories.copy(), aktogay.dataset.evidence.copy()
    territories.loc[0, "name_en"] = FORMULA
    evidence["note"] = "=1+1"
    changed = replace(aktogay, dataset=replace(aktogay.dataset, territories=territories, evidence=evidence))
    book = opened(changed, "en", tmp_path / "book.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    typed = {cell.value for cell in cells if cell.data_type == "s"}
    assert {FORMULA, "=1+1"} <= typed
    own = opened(changed, "en", tmp_path / "book.xlsx", values=False)
    formulas = {str(cell.value) for sheet in own for row in sheet.iter_rows() for cell in row if cell.data_type == "f"}
    assert len(formulas) > 100
    assert not any("HYPERLINK" in one or "=1+1" in one for one in formulas)


def test_numbers_are_numbers_and_missing_is_a_dash(demo: indexgov.Assessment, book: Any) -> None:
    sheet = book["Рейтинг — маслихат"]
    columns = headings(sheet)
    score, status = columns.index("Балл"), columns.index("Статус")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4, max_row=23)]
    ranking = demo.ranking[demo.ranking["body"] == "maslikhat"]
    for row, expected in zip(rows, ranking.itertuples(), strict=True):
        if expected.status == "ranked":
            assert row[score] == pytest.approx(expected.score, abs=1e-12)
            assert row[0] == expected.rank
        else:
            assert (row[0], row[score]) == ("—", "—")
            assert "вне рейтинга" in row[status]


def column(sheet: Any, heading: str) -> list[Any]:
    position = headings(sheet).index(heading)
    return [row[position] for row in sheet.iter_rows(min_row=head_row(sheet) + 1, max_row=last_row(sheet))]


def last_row(sheet: Any) -> int:
    """The last row of the table; sentences may stand under it."""
    return int(sheet.auto_filter.ref.rpartition(":")[2].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def test_days_are_days(book: Any) -> None:
    """Text cannot be sorted or filtered by month."""
    cells = [cell for cell in column(book["Подтверждения"], "Дата просмотра") if cell.value is not None]
    assert len(cells) > 1000
    assert all(cell.is_date and cell.number_format == "dd.mm.yyyy" for cell in cells)


def test_values_weights_and_shares_are_numbers(demo: indexgov.Assessment, book: Any) -> None:
    """As exact as in scores.csv, with a format for reading; only what is missing is text."""
    survey = book["Опрос"]
    frame = demo.scores
    scores = {(row.territory, row.body, row.node): row for row in frame.itertuples() if row.level == "indicator"}
    bodies = {"Акимат": "akimat", "Маслихат": "maslikhat", "все органы": "akimat"}
    names = zip(column(survey, "Территория"), column(survey, "Вид органа"), column(survey, "Код"), strict=True)
    for cell, score, (name, body, code) in zip(column(survey, "Значение"), column(survey, "Балл"), names, strict=True):
        found = [scores.get((f"R{name.value[-2:]}", one, code.value)) for one in (bodies[body.value], "maslikhat")]
        row = next(one for one in found if one is not None)
        if row.value:
            assert cell.value == pytest.approx(float(str(row.value)), abs=1e-12)
            assert cell.number_format in {"0.00", "0.0%"}
            assert score.value == row.score
        else:
            assert cell.value == score.value == "—"
            assert cell.alignment.horizontal == "right"
    cells = column(survey, "Доля затруднившихся ответить")
    assert all(cell.value == "—" or isinstance(cell.value, int | float) for cell in cells)
    assert {cell.number_format for cell in cells if cell.value != "—"} == {"0.0%"}
    weights = [cell.value for cell in column(book["Методология"], "Вес") if cell.value is not None]
    assert 60 in weights
    assert {type(weight) for weight in weights} <= {int, float, str}
    assert not any(isinstance(weight, str) and weight[0].isdigit() for weight in weights)


def test_kinds_of_notes_are_written_alike(book: Any) -> None:
    kinds = {cell.value for cell in column(book["Замечания"], "Вид")}
    assert {"Возражение", "Решение", "Вне рейтинга", "Оценено, но не учтено"} <= kinds
    assert all(kind[0].isupper() for kind in kinds)
    links = [cell.hyperlink.target for cell in column(book["Замечания"], "Файл или ссылка") if cell.hyperlink]
    assert links


def test_rows_are_as_high_as_their_text(book: Any) -> None:
    """Programs do not agree about it: one shows the text over the next row, another cuts it."""
    sheet = book["Подтверждения"]
    for cell in column(sheet, "Критерий"):
        width = sheet.column_dimensions[cell.column_letter].width
        # A row without a height of its own has that of one line.
        height = sheet.row_dimensions[cell.row].height or 15
        assert height >= 12 * -(-len(cell.value) // int(width * 1.1))


def test_lines_of_wrapped_text() -> None:
    assert lines("word", 10) == 1
    assert lines("two words", 6) == 2
    assert lines("one\ntwo", 20) == 2
    assert lines("a" * 25, 10) == 3
    assert lines("", 10) == 1


def test_wide_sheets_break_between_columns() -> None:
    """On one page a sheet of 33 columns cannot be read."""
    narrow = [Column("a", 20), Column("b", 100)]
    assert page_breaks(narrow, 1) == (0, [])
    scale, breaks = page_breaks([Column("name", 30), *[Column("x", 10)] * 60], 1)
    assert scale >= 60
    assert breaks[0] > 10
    assert len({after - before for before, after in pairwise(breaks)}) == 1
    assert page_breaks([Column("name", 300), Column("x", 300)], 1)[1] == []


def test_every_criterion_and_answer_has_a_row(demo: indexgov.Assessment, book: Any) -> None:
    """A survey figure that stands for both bodies stands once."""
    scores = demo.scores
    rows = scores[(scores["level"] == "indicator") & (scores["body"] != "")]
    asked = {one.id for one in demo.registry.indicators if one.from_survey}
    measured = rows["node"].isin(asked)
    assert last_row(book["Подтверждения"]) - 3 == int((~measured).sum())
    assert last_row(book["Опрос"]) - 3 == len(rows[measured].drop_duplicates(["territory", "node"]))


def test_links_go_to_the_web_only(aktogay: indexgov.Assessment, tmp_path: Path) -> None:
    evidence = aktogay.dataset.evidence.copy()
    evidence["source_url"] = "https://example.org/page"
    evidence.loc[evidence["indicator"] == "appeals.granted", "source_url"] = "javascript:alert(1)"
    changed = replace(aktogay, dataset=replace(aktogay.dataset, evidence=evidence))
    book = opened(changed, "en", tmp_path / "book.xlsx")
    links = [cell.hyperlink for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    outside = [link.target for link in links if link.target]
    assert outside
    assert all(target.startswith(("http://", "https://")) for target in outside)


def test_sheets_are_ready_to_use(book: Any) -> None:
    """Headings stay in view, filters are on, a printed page has them again."""
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes
        # Beside the weights stands the order that follows from them, which a filter would hide.
        assert sheet.auto_filter.ref or sheet.title == "Веса"
        assert sheet.print_title_rows == f"$1:${head_row(sheet)}"
        assert sheet.page_setup.orientation == "landscape"
        if not sheet.sheet_properties.pageSetUpPr.fitToPage:
            # Too wide for one page: it breaks between columns, and the first ones stand on every page.
            assert sheet.page_setup.scale >= 60
            assert len(sheet.col_breaks.brk) >= 1
            assert sheet.print_title_cols.startswith("$A:")
