"""The formulas of the workbook against the engine, computed by another program."""

from __future__ import annotations

import shutil
import warnings
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import indexgov
from indexgov.report.view import scorecards
from indexgov.report.workbook.scorecards import write_workbook
from tests.office import recalculated
from tests.workbook_cases import CASES, Case

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import openpyxl

SAMPLES = Path(__file__).parents[1] / "samples"
EXACT = 1e-9
DEMO_WEIGHT = ("w_external", 60.0, 45.0)
Values = dict[tuple[str, str], Any]
"""What cells hold, by sheet and address."""


class Made(NamedTuple):
    """A workbook as it was written, and as another program computed it."""

    stored: Values
    computed: Values
    formulas: Values


def opened(path: Path, values: bool) -> Any:
    with warnings.catch_warnings():
        # openpyxl says that it does not keep data bars and sparklines, which the tests here do not need.
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path, data_only=values)


def cells(path: Path) -> Values:
    return {(sheet.title, cell.coordinate): cell.value
            for sheet in opened(path, values=True) for row in sheet.iter_rows() for cell in row}  # fmt: skip


def formulas(path: Path) -> Values:
    return {(sheet.title, cell.coordinate): cell.value
            for sheet in opened(path, values=False) for row in sheet.iter_rows() for cell in row
            if cell.data_type == "f"}  # fmt: skip


def scored(folder: Path) -> indexgov.Assessment:
    dataset = indexgov.load_dataset(folder)
    return indexgov.score(dataset.registry, dataset, draws=0)


def write(assessment: indexgov.Assessment, path: Path, language: str = "en") -> Path:
    write_workbook(assessment, scorecards(assessment, language), path)
    return path


def with_weight(path: Path, name: str, weight: float, out: Path) -> Path:
    """The workbook after a reader wrote another number into the cell of a name."""
    book = opened(path, values=False)
    sheet, _, address = book.defined_names[name].attr_text.rpartition("!")
    book[sheet.strip("'").replace("''", "'")][address.replace("$", "")].value = weight
    book.save(out)
    return out


def weight_name(case: Case) -> tuple[str, float]:
    """The cell and the number of the change of a case."""
    old, new = case.change
    number = float(new.partition("weight: ")[2].strip(" ,\n"))
    name = old.partition("id: ")[2].partition(",")[0] if "id: " in old else "placed"
    return f"w_{name}", number


@pytest.fixture(scope="module")
def made(demo: indexgov.Assessment, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    """Every workbook, and each once more with another weight, all computed by one start of the program."""
    if shutil.which("soffice") is None:
        pytest.skip("the formulas are computed by LibreOffice, and there is none")
    work = tmp_path_factory.mktemp("books")
    books = {"demo": write(demo, work / "demo.xlsx", "kk")}
    books["demo changed"] = with_weight(books["demo"], DEMO_WEIGHT[0], DEMO_WEIGHT[2], work / "demo-changed.xlsx")
    for case in CASES:
        books[case.name] = write(scored(case.write(work / case.name)), work / f"{case.name}.xlsx")
        changed = work / f"{case.name}-changed.xlsx"
        books[f"{case.name} changed"] = with_weight(books[case.name], *weight_name(case), changed)
    found = recalculated(list(books.values()), work / "computed")
    return {
        name: Made(cells(path), cells(new), formulas(path))
        for (name, path), new in zip(books.items(), found, strict=True)
    }


def same(one: Any, other: Any) -> bool:
    """Numbers that agree, or equal texts; what is empty may be stored as an empty text."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return bool(abs(one - other) <= EXACT)
    return bool((one or "") == (other or ""))


def differences(stored: Values, computed: Values, places: list[tuple[str, str]]) -> list[tuple[Any, ...]]:
    return [(*place, stored[place], computed.get(place)) for place in places
            if not same(stored[place], computed.get(place))]  # fmt: skip


@pytest.mark.parametrize("name", ["demo", *(case.name for case in CASES)])
def test_every_formula_gives_what_the_engine_computed(made: dict[str, Made], name: str) -> None:
    one = made[name]
    assert len(one.formulas) > 300
    assert differences(one.stored, one.computed, list(one.formulas)) == []


def by_names(values: Values, sheet: str) -> dict[tuple[str, ...], Any]:
    """The numbers of a sheet of scores by territory, body and heading."""
    cells_ = {place: value for (title, place), value in values.items() if title == sheet}
    letters = {place.rstrip("0123456789") for place in cells_}
    rows = range(5, max(int(place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for place in cells_) + 1)
    skipped = {"Order", "Реті", "Published rank", "Жарияланған орны", "Rank interval", "Орындар аралығы"}
    return {
        (cells_[f"A{row}"], cells_[f"B{row}"], letter, cells_[f"{letter}4"]): cells_.get(f"{letter}{row}")
        for row in rows
        if cells_.get(f"B{row}")
        for letter in letters - {"A", "B"}
        if cells_.get(f"{letter}4") not in skipped
    }


def assert_like_a_new_score(computed: Values, fresh: Values, sheets: list[str]) -> None:
    """Ranks, scores, coverage and weights of everybody, whatever rows they stand in."""
    for sheet in sheets:
        expected, found = by_names(fresh, sheet), by_names(computed, sheet)
        assert set(expected) == set(found)
        wrong = [(key, found[key], value) for key, value in expected.items() if not same(found[key], value)]
        assert wrong == []


def score_sheets(values: Values) -> list[str]:
    found = dict.fromkeys(sheet for sheet, _ in values)
    return [one for one in found if one.split(" – ")[0] in {"Sub-blocks", "Blocks", "Components", "Қосалқы блоктар"}]


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.name not in {"engine", "hidden"}], ids=lambda case: case.name
)
def test_a_changed_weight_gives_what_the_changed_registry_gives(
    made: dict[str, Made], case: Case, tmp_path: Path
) -> None:
    fresh = cells(write(scored(case.write(tmp_path / "changed", changed=True)), tmp_path / "fresh.xlsx"))
    computed = made[f"{case.name} changed"].computed
    assert_like_a_new_score(computed, fresh, score_sheets(fresh))


def test_the_ranking_moves_with_a_weight(made: dict[str, Made], tmp_path: Path) -> None:
    """The whole demo with another weight of a component: scores, ranks, and the order beside the weights."""
    text = (SAMPLES.parent / "indicators.yaml").read_text(encoding="utf-8")
    assert text.count("weight: 60\n") == 1
    registry = tmp_path / "indicators.yaml"
    registry.write_text(
        text.replace("weight: 60\n", "weight: 45\n").replace("guidance: methodology/guidance\n", ""), encoding="utf-8"
    )
    rules = indexgov.load_registry(registry)
    dataset = indexgov.load_dataset(SAMPLES / "demo" / "2026-Q3", registry=rules)
    fresh = cells(write(indexgov.score(rules, dataset, draws=0), tmp_path / "fresh.xlsx", "kk"))
    computed = made["demo changed"].computed
    assert_like_a_new_score(computed, fresh, score_sheets(fresh))
    places = [place for place in fresh if place[0] == "Салмақтар" and place[1][0] in "JKLPQR" and place[1][1:].isdigit()
              and int(place[1][1:]) > 3]  # fmt: skip
    assert len(places) > 200
    assert differences(fresh, computed, places) == []
    assert fresh[("Салмақтар", "J4")] == 1


def test_changed_weights_are_called_unofficial(made: dict[str, Made]) -> None:
    titles = [value for (_, place), value in made["demo changed"].computed.items() if place == "A2"]
    assert sum("Бейресми есептеу" in (title or "") for title in titles) >= 8
    assert not any(
        "Бейресми есептеу" in str(made["demo"].computed[place]) for place in made["demo"].computed if place[1] == "A2"
    )
