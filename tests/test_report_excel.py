"""The workbook as a reader opens it."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import indexgov
from indexgov.report.excel import write_workbook
from indexgov.report.view import scorecards

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import openpyxl

ROOT = Path(__file__).parents[1]
LANGUAGES = ("kk", "ru", "en")
FORMULA = '=HYPERLINK("http://example.org","x")'


@pytest.fixture(scope="module")
def demo() -> indexgov.Assessment:
    registry = indexgov.load_registry(ROOT / "indicators.yaml")
    return indexgov.score(registry, indexgov.load_dataset(ROOT / "samples" / "demo" / "2026-Q3", registry))


@pytest.fixture(scope="module")
def small() -> indexgov.Assessment:
    """One district, a draft, so that reading the workbook back costs nothing."""
    folder = ROOT / "samples" / "aktogay-2021"
    registry = indexgov.load_registry(folder / "indicators.yaml")
    return indexgov.score(registry, indexgov.load_dataset(folder, registry))


@pytest.fixture(scope="module")
def book(demo: indexgov.Assessment, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return opened(demo, "ru", tmp_path_factory.mktemp("book") / "book.xlsx")


def opened(assessment: indexgov.Assessment, language: str, path: Path) -> Any:
    write_workbook(scorecards(assessment, language), path)
    with warnings.catch_warnings():
        # openpyxl says that it does not keep the data bars of 2010, which a test does not need.
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path)


def headings(sheet: Any) -> list[str]:
    return [cell.value for cell in sheet[3]]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", ["demo", "draft"])
def test_stamp_on_every_sheet(small: indexgov.Assessment, tmp_path: Path, language: str, status: str) -> None:
    """A sheet that is printed or copied out alone must still say what it is."""
    changed = replace(small, dataset=replace(small.dataset, status=status))
    words = scorecards(changed, language).stamp.words
    book = opened(changed, language, tmp_path / "book.xlsx")
    assert len(book.sheetnames) >= 8
    for sheet in book:
        assert sheet["A1"].value == words
        assert words in sheet.oddHeader.left.text
        assert len(sheet.title) <= 31


def test_sheets_are_named_by_the_glossary(small: indexgov.Assessment, tmp_path: Path) -> None:
    names = opened(small, "kk", tmp_path / "book.xlsx").sheetnames
    assert names[0] == "Мұқаба"
    assert names[1:4] == ["Рейтинг – әкімдік", "Рейтинг – мәслихат", "Рейтинг – аумақтар"]
    assert names[4:] == ["Қосалқы блоктар", "Критерийлер", "Сауалнама", "Әдіснама", "Ескертулер"]


def test_two_runs_give_the_same_bytes(demo: indexgov.Assessment, tmp_path: Path) -> None:
    view = scorecards(demo, "en")
    for name in ("one.xlsx", "two.xlsx"):
        write_workbook(view, tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_a_workbook_is_made_on_the_last_day_of_its_period(book: Any) -> None:
    """The clock would make every run differ."""
    created = book.properties.created
    assert (created.year, created.month, created.day) == (2026, 9, 30)


def test_text_that_looks_like_a_formula_stays_text(small: indexgov.Assessment, tmp_path: Path) -> None:
    """What people type reaches the workbook of others: it must not become a formula there."""
    territories, evidence = small.dataset.territories.copy(), small.dataset.evidence.copy()
    territories.loc[0, "name_en"] = FORMULA
    evidence["note"] = "=1+1"
    changed = replace(small, dataset=replace(small.dataset, territories=territories, evidence=evidence))
    book = opened(changed, "en", tmp_path / "book.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == FORMULA for cell in cells)
    assert any(cell.value == "=1+1" for cell in cells)
    assert not [cell for cell in cells if cell.data_type == "f"]


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


def test_every_criterion_and_answer_has_a_row(demo: indexgov.Assessment, book: Any) -> None:
    scores = demo.scores
    expected = int(((scores["level"] == "indicator") & (scores["body"] != "")).sum())
    assert book["Критерии"].max_row - 3 + book["Опрос"].max_row - 3 == expected


def test_links_go_to_the_web_only(small: indexgov.Assessment, tmp_path: Path) -> None:
    evidence = small.dataset.evidence.copy()
    evidence["source_url"] = "https://example.org/page"
    evidence.loc[evidence["indicator"] == "appeals.granted", "source_url"] = "javascript:alert(1)"
    changed = replace(small, dataset=replace(small.dataset, evidence=evidence))
    book = opened(changed, "en", tmp_path / "book.xlsx")
    links = [cell.hyperlink for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    outside = [link.target for link in links if link.target]
    assert outside
    assert all(target.startswith(("http://", "https://")) for target in outside)


def test_sheets_are_ready_to_use(book: Any) -> None:
    """Headings stay in view, filters are on, a printed page has them again."""
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes
        assert sheet.auto_filter.ref
        assert sheet.print_title_rows == "$1:$3"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
