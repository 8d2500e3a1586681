"""Evidence forms: what is written, what people do to it, and what comes back when the dataset is read."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment

import indexgov
from indexgov.cli import main
from indexgov.inputs.form_layout import FormStamp, told_apart
from indexgov.report.forms import FormsError
from indexgov.report.placing import OutputError
from indexgov.tables import EVIDENCE
from tests.bad_forms import CASES, LINK, Case
from tests.filled_forms import REGISTRY, Filled, bodies_in, cells_of, fill, opened, seen, write_dataset
from tests.office import convert, fill_in_office

pytestmark = pytest.mark.filterwarnings("ignore:Data Validation", "ignore:Conditional Formatting")

HEADS, BUDGET, REQUESTS = "akimat/papers.heads", "akimat/papers.budget", "akimat/people.requests"
FILLED: Filled = {
    HEADS: {"value": "толық", "source_url": LINK, "seen_on": datetime(2026, 8, 3)},
    BUDGET: {"value": "қолданылмайды", "reason": "бюджет жоқ", "comment": "бюджет бекітілмеген"},
    f"{REQUESTS}/received": {"value": 10, "note": "3-бет", "seen_on": "03.08.2026"},
    f"{REQUESTS}/in_time": {"value": 8},
    f"{REQUESTS}/late": {"value": 1},
    "akimat/people.points": {"value": "50,5", "source_url": LINK},
    "akimat/people.delay": {"value": 2.5, "source_url": LINK, "archive_url": "https://example.org/a"},
    "akimat/people.steps": {"value": "бағаланбады"},
    "akimat/people.near": {"value": 7, "source_url": LINK},
    "akimat/people.among": {"value": 0, "source_url": LINK, "seen_on": datetime(2026, 2, 1)},
}
CSV = """\
territory,body,indicator,part,value,source_url,archive_url,seen_on,assessor,stage,reason,note,comment
R01,akimat,papers.heads,,full,https://example.org/1,,2026-08-03,M1,initial,,,
R01,akimat,papers.budget,,not_applicable,,,,M1,initial,no_budget,,бюджет бекітілмеген
R01,akimat,people.requests,received,10,,,2026-08-03,M1,initial,,3-бет,
R01,akimat,people.requests,in_time,8,,,2026-08-03,M1,initial,,3-бет,
R01,akimat,people.requests,late,1,,,2026-08-03,M1,initial,,3-бет,
R01,akimat,people.points,,"50,5",https://example.org/1,,,M1,initial,,,
R01,akimat,people.delay,,2.5,https://example.org/1,https://example.org/a,,M1,initial,,,
R01,akimat,people.steps,,not_assessed,,,,M1,initial,,,
R01,akimat,people.near,,7,https://example.org/1,,,M1,initial,,,
R01,akimat,people.among,,0,https://example.org/1,,2026-02-01,M1,initial,,,
"""
OTHERS = """\
territory,body,indicator,value,note
R02,akimat,people.among,1,page 1
R03,akimat,people.among,4,page 1
R01,maslikhat,people.among,2,page 1
R02,maslikhat,people.among,1,page 1
R03,maslikhat,people.among,5,page 1
"""
"""A scale among others needs others."""


def dataset_with_form(folder: Path, language: str = "en", **wanted: Any) -> Path:
    """A dataset with the form of the akimat of R01, and the path of the form."""
    write_dataset(folder)
    indexgov.write_forms(folder, language=language, territories=["R01"], bodies=["akimat"], **wanted)
    return next((folder / "forms").rglob("*.xlsx"))


def messages(folder: Path) -> str:
    """What is wrong with a dataset."""
    with pytest.raises(indexgov.InputError) as caught:
        indexgov.load_dataset(folder)
    return str(caught.value)


def scores_of(folder: Path, out: Path) -> bytes:
    """The bytes of scores.csv of a dataset."""
    dataset = indexgov.load_dataset(folder)
    return (indexgov.write_outputs(indexgov.score(dataset.registry, dataset), out) / "scores.csv").read_bytes()


def beside_csv(folder: Path) -> None:
    """The dataset names a table beside the forms."""
    (folder / "others.csv").write_text(OTHERS, encoding="utf-8")


# What people do wrong.


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_whole_message(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with opened(dataset_with_form(Path("p"))) as book:
        case.change(book)
    assert f"\n{messages(Path('p'))}\n" == case.expected


def test_a_form_of_another_registry_version_period_or_criteria(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole form is refused with the first reason, because nothing in it can be trusted."""
    monkeypatch.chdir(tmp_path)
    form = dataset_with_form(Path("p"))
    again = "\n  = make a new form with 'indexgov template' and copy into it what was filled in"
    move = "\n  = move the file to the dataset to which it belongs"
    changes = {
        "id: small\n": (
            "id: other\n",
            "the form was made for the registry 'small', and this is 'other' [form-registry]" + move,
        ),
        'version: "1"': (
            'version: "2"',
            "the form was made with version '1' of the registry, and this is '2' [form-version]" + again,
        ),
        "id: people.near\n": (
            "id: people.far\n",
            "the criteria of the akimat of 'R01' changed since the form was made: such as 'akimat/people.near', "
            "'akimat/people.far' [form-criteria]" + again,
        ),
        "not_applicable: [no_budget, no_staff]": (
            "not_applicable: [no_budget]",
            "the criteria of the akimat of 'R01' changed since the form was made: levels, parts or reasons "
            "[form-criteria]" + again,
        ),
        "partial: 50, none: 0}": (
            "half: 50, none: 0}",
            "the criteria of the akimat of 'R01' changed since the form was made: levels, parts or reasons "
            "[form-criteria]" + again,
        ),
    }
    for old, (new, expected) in changes.items():
        registry = REGISTRY.replace(old, new, 1).replace("      partial: {kk", f"      {new[:4]}: {{kk") if (
            old.startswith("partial")) else REGISTRY.replace(old, new, 1)  # fmt: skip
        assert registry != REGISTRY
        write_dataset(Path("p"), registry=registry)
        assert messages(Path("p")) == f"{form.as_posix()}: error: {expected}"


def test_titles_may_change(tmp_path: Path) -> None:
    """A corrected title does not make the forms that are out worthless."""
    form = dataset_with_form(tmp_path)
    fill(form, {HEADS: {"value": "full", "note": "page 3"}})
    write_dataset(tmp_path, registry=REGISTRY.replace("en: Heads}", "en: Heads and deputies}"))
    assert indexgov.load_dataset(tmp_path).evidence["value"].tolist() == ["full"]


def test_a_form_of_another_period_territory_or_body(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    dataset_with_form(Path("p"))
    dataset, places = (Path("p") / name for name in ("dataset.yaml", "territories.csv"))
    dataset.write_text(dataset.read_text().replace("2026-Q3", "2026-Q4"))
    assert messages(Path("p")) == (
        "p/forms/R01-akimat.xlsx: error: the form was made for 2026-Q3, and the dataset is of 2026-Q4 [form-period]\n"
        "  = move the file to the dataset of 2026-Q3, and make forms of this one with 'indexgov template'"
    )
    write_dataset(Path("p"))
    places.write_text(places.read_text().replace("R01", "R09"))
    assert messages(Path("p")) == (
        "p/forms/R01-akimat.xlsx: error: the form is about 'R01', and the dataset has no such territory "
        "[unknown-territory]\n  = allowed: 'R09', 'R02', 'R03'"
    )
    write_dataset(Path("p"))
    shutil.rmtree("p/forms")
    indexgov.write_forms("p", language="en", territories=["R01"], bodies=["maslikhat"])
    places.write_text(places.read_text().replace("R01,region", "R01,okrug"))
    assert messages(Path("p")) == (
        "p/forms/R01-maslikhat.xlsx: error: the form is about 'maslikhat', and 'R01' (tier 'okrug') has no such body "
        "[unknown-body]\n  = allowed: 'akimat'"
    )


def test_what_else_lies_in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Open files and what file managers leave are passed by; anything else might be evidence and is refused."""
    monkeypatch.chdir(tmp_path)
    dataset_with_form(Path("p"))
    for name in ("~$R01-akimat.xlsx", ".~lock.R01-akimat.xlsx#", ".DS_Store", "Thumbs.db"):
        (Path("p/forms") / name).write_text("open")
    indexgov.load_dataset("p")
    (Path("p/forms") / "broken.xlsx").write_text("no workbook")
    (Path("p/forms") / "remarks.ods").write_text("no form")
    book = openpyxl.Workbook()
    book.save("p/forms/other.xlsx")
    assert messages(Path("p")) == (
        "p/forms/broken.xlsx: error: the workbook cannot be read: File is not a zip file [workbook]\n"
        "  = save it again as .xlsx\n"
        "p/forms/other.xlsx: error: the hidden sheet '_indexgov' is missing, which says for what the form was made "
        "[form-stamp]\n  = make a new form with 'indexgov template' and copy into it what was filled in\n"
        "p/forms/remarks.ods: error: the file is no form, and the folder is one of forms [form-folder]\n"
        "  = move it, or save it as .xlsx"
    )


def test_an_empty_folder_and_one_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_dataset(Path("p"))
    assert "error: the file 'forms' does not exist [file]" in messages(Path("p"))
    Path("p/forms").mkdir()
    assert messages(Path("p")) == (
        "p/dataset.yaml:6:12: error: the folder 'forms' holds no form [file]\n"
        "  6 | evidence: [forms]\n"
        "    |            ^\n"
        "  = make forms with 'indexgov template', or correct the path"
    )


def test_two_forms_for_one_body(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two assessors of one stage are told apart by their codes; one assessor hands in one form."""
    monkeypatch.chdir(tmp_path)
    form = dataset_with_form(Path("p"))
    twin = form.with_name("R01-akimat (1).xlsx")
    fill(form, {HEADS: {"value": "none"}}, "M1")
    shutil.copy(form, twin)
    assert messages(Path("p")) == (
        "p/forms/R01-akimat (1).xlsx:Akimat!D4: error: 'M1' has two forms for the akimat of 'R01' (stage 'initial'), "
        "first 'p/forms/R01-akimat.xlsx' [form-twice]\n"
        "  = keep one of the two, or correct the code of the assessor"
    )
    with opened(twin) as book:
        book["Akimat"]["D4"] = None
    assert messages(Path("p")) == (
        "p/forms/R01-akimat (1).xlsx:Akimat!D4: error: there is another form for the akimat of 'R01' "
        "(stage 'initial'), 'p/forms/R01-akimat.xlsx', and this one does not say whose it is [form-assessor]\n"
        "  = fill in the code of the assessor"
    )
    fill(twin, {}, "M2")
    assert indexgov.load_dataset("p").evidence["assessor"].tolist() == ["M1", "M2"]


def test_a_form_and_a_table_may_not_say_the_same_thing_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    form = dataset_with_form(Path("p"))
    write_dataset(Path("p"), "evidence.csv, forms/R01-akimat.xlsx")
    (Path("p") / "evidence.csv").write_text(CSV, encoding="utf-8")
    fill(form, {HEADS: {"value": "none"}}, "M1")
    (Path("p") / "evidence.csv").write_text("\n".join(CSV.splitlines()[:2]), encoding="utf-8")
    assert messages(Path("p")) == (
        "p/forms/R01-akimat.xlsx:Akimat!A14: error: the row for R01, akimat, papers.heads, initial, M1 stands twice, "
        "first at p/evidence.csv:2 [row-duplicate]\n  = keep one of the two rows"
    )


def test_a_link_to_a_folder_is_no_silence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    form = dataset_with_form(Path("p"))
    Path("elsewhere").mkdir()
    form.with_name("M1").symlink_to(tmp_path / "elsewhere")
    assert messages(Path("p")) == (
        "p/forms/M1: error: the link to a folder is not followed [form-folder]\n"
        "  = move the folder here, or name it in 'evidence'"
    )


def test_a_code_in_small_letters_is_the_same_assessor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else one person would agree with himself."""
    monkeypatch.chdir(tmp_path)
    form = dataset_with_form(Path("p"))
    shutil.copy(form, form.with_name("copy.xlsx"))
    fill(form, {}, "M1")
    fill(form.with_name("copy.xlsx"), {}, "m1")
    assert messages(Path("p")) == (
        "p/forms/copy.xlsx:Akimat!D4: error: 'm1' has two forms for the akimat of 'R01' (stage 'initial'), first "
        "'p/forms/R01-akimat.xlsx' [form-twice]\n  = keep one of the two, or correct the code of the assessor"
    )
    with pytest.raises(FormsError, match="two different assessors"):
        indexgov.write_forms("p", "new", assign=["M1", "m1"])


def test_a_damaged_workbook(tmp_path: Path) -> None:
    """Bytes that were lost inside the packed sheet, not at the end of the file."""
    form = dataset_with_form(tmp_path)
    with zipfile.ZipFile(form) as archive:
        start = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 100
    data = bytearray(form.read_bytes())
    data[start : start + 200] = b"\xff" * 200
    form.write_bytes(bytes(data))
    assert "the workbook cannot be read: " in messages(tmp_path)


def test_a_workbook_that_lacks_a_part(tmp_path: Path) -> None:
    form = dataset_with_form(tmp_path)
    with opened(form) as book:
        bodies_in(book)[0]["E14"] = "=1"
    with zipfile.ZipFile(form) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name != "[Content_Types].xml"}
    with zipfile.ZipFile(form, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert f"{form.as_posix()}: error: " in messages(tmp_path)


def test_a_remark_at_a_cell_is_not_lost_in_silence(tmp_path: Path) -> None:
    form = dataset_with_form(tmp_path)
    with opened(form) as book:
        bodies_in(book)[0]["E14"].comment = Comment("only on the old site", "M1")
    assert [str(one) for one in indexgov.load_dataset(tmp_path).problems if one.rule == "form-remark"] == [
        f"{form.as_posix()}: warning: remarks are pinned to the cells 'E14', and they are not read [form-remark]\n"
        "  = write into the column of comments what must be kept"
    ]
    with pytest.raises(OutputError, match="somebody filled in"):
        indexgov.write_forms(tmp_path)


@pytest.mark.parametrize(("cell", "text"), [("N14", "remember"), ("E14", "=1+1")])
def test_what_is_hard_to_see_is_not_overwritten(tmp_path: Path, cell: str, text: str) -> None:
    """A text beside the form, and a formula whose result was not saved."""
    form = dataset_with_form(tmp_path)
    with opened(form) as book:
        bodies_in(book)[0][cell] = text
    with pytest.raises(OutputError, match=f"Akimat!{cell}"):
        indexgov.write_forms(tmp_path)


# What comes back.


def test_a_filled_form_scores_as_the_same_evidence_in_a_table(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    form = dataset_with_form(one, "kk")
    fill(form, FILLED, "M1")
    write_dataset(one, "forms, others.csv")
    write_dataset(other, '{file: evidence.csv, decimal: ","}, others.csv')
    (other / "evidence.csv").write_text(CSV, encoding="utf-8")
    for folder in (one, other):
        beside_csv(folder)
    assert scores_of(one, tmp_path / "a") == scores_of(other, tmp_path / "b")
    dataset = indexgov.load_dataset(one)
    assert dataset.files["forms/R01-akimat.xlsx"] == hashlib.sha256(form.read_bytes()).hexdigest()
    pd.testing.assert_frame_equal(dataset.evidence, indexgov.load_dataset(other).evidence)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_the_round_trip_through_libreoffice(tmp_path: Path) -> None:
    """A real program opens and saves the form: it scores as the table does, and its rules are still there."""
    one, other = tmp_path / "one", tmp_path / "other"
    form = dataset_with_form(one, "kk")
    before = rules_of(form)
    (tmp_path / "work").mkdir()
    fill_in_office(form, FILLED, "M1", tmp_path / "work")
    after = rules_of(form)
    assert after == before
    with seen(form) as book:
        assert book["Әкімдік"].protection.sheet
        rows, columns = cells_of(book["Әкімдік"])
        assert not book["Әкімдік"].cell(rows[HEADS], columns["value"]).protection.locked
        assert book["Әкімдік"].cell(rows[HEADS], columns["reason"]).protection.locked
        assert {book[name].sheet_state for name in ("_indexgov", "_lists")} <= {"hidden", "veryHidden"}
    write_dataset(one, "forms, others.csv")
    write_dataset(other, '{file: evidence.csv, decimal: ","}, others.csv')
    (other / "evidence.csv").write_text(CSV, encoding="utf-8")
    for folder in (one, other):
        beside_csv(folder)
    assert scores_of(one, tmp_path / "a") == scores_of(other, tmp_path / "b")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_counts_the_filled_rows(tmp_path: Path) -> None:
    """The workbook says how far the work is, without a macro."""
    form = dataset_with_form(tmp_path, "ru")
    fill(form, {HEADS: {"value": "полностью"}, BUDGET: {"value": "не оценивалось"}})
    # Comma, quotes, UTF-8.
    text = convert(form, "csv:Text - txt - csv (StarCalc):44,34,76", tmp_path).read_text(encoding="utf-8")
    assert "заполнено: 2 из 10" in text


def rules_of(path: Path) -> set[tuple[str, str, str]]:
    """Every rule of the cells of a form: what may be written where."""
    with seen(path) as book:
        found = set()
        for one in bodies_in(book)[0].data_validations.dataValidation:
            for cells in str(one.sqref).split():
                first = str(one.formula1 or "0").replace("'", "").replace(".0", "")
                found.add((str(one.type), cells, first))
        # Programs join rules of neighbours, so that cells are what is compared.
        return {(kind, cell, first if kind in {"list", "date"} else "")
                for kind, cells, first in found for cell in _single(cells)}  # fmt: skip


def _single(cells: str) -> Iterator[str]:
    first, _, last = cells.partition(":")
    letter, start, end = first[0], int(first[1:]), int((last or first)[1:])
    yield from (f"{letter}{number}" for number in range(start, end + 1))


def test_rows_in_another_order(tmp_path: Path) -> None:
    """Whoever sorts the rows moves the ids with them."""
    form = dataset_with_form(tmp_path, "kk")
    fill(form, FILLED, "M1")
    before = indexgov.load_dataset(write_dataset(tmp_path)).evidence
    with opened(form) as book:
        sheet = bodies_in(book)[0]
        numbers = [number for one, number in cells_of(sheet)[0].items() if "/" in one]
        rows = [[cell.value for cell in sheet[number]] for number in numbers]
        for number, row in zip(numbers, reversed(rows), strict=True):
            for position, value in enumerate(row, 1):
                sheet.cell(number, position).value = value
    after = indexgov.load_dataset(tmp_path).evidence
    columns = ["indicator", "part"]
    pd.testing.assert_frame_equal(
        before.sort_values(columns, ignore_index=True), after.sort_values(columns, ignore_index=True)
    )


@pytest.mark.parametrize("word", ["full", "полностью", "Толық", "FULL"])
def test_words_of_every_language(tmp_path: Path, word: str) -> None:
    """What somebody pastes from a form in another language means the same; so does the id."""
    form = dataset_with_form(tmp_path, "ru")
    fill(form, {HEADS: {"value": word, "note": "с. 3"}, BUDGET: {"value": "not applicable", "reason": "бюджет жоқ"}})
    evidence = indexgov.load_dataset(tmp_path).evidence
    assert evidence[["value", "reason"]].to_numpy().tolist() == [["full", ""], ["not_applicable", "no_budget"]]


def test_one_workbook_for_both_bodies(tmp_path: Path) -> None:
    """A code that stands on one sheet holds for the other, and sheets may be renamed."""
    write_dataset(tmp_path)
    form = indexgov.write_forms(tmp_path, language="en", territories=["R02"], one_per="territory") / "R02.xlsx"
    fill(form, {HEADS: {"value": "none"}, "maslikhat/people.sessions": {"value": 4, "note": "page 3"}})
    with opened(form) as book:
        book["Akimat"]["D4"] = "M1"
        book["Maslikhat"].title = "Checked"
    evidence = indexgov.load_dataset(tmp_path).evidence
    columns = ["territory", "body", "indicator", "value", "assessor"]
    assert evidence[columns].to_numpy().tolist() == [
        ["R02", "akimat", "papers.heads", "none", "M1"],
        ["R02", "maslikhat", "people.sessions", "4", "M1"],
    ]


LINKS = st.sampled_from(["", LINK, "http://example.org/ә?x=1"])
WORDS = st.text("абәіңғүұқөһ xyz", max_size=20).map(lambda text: " ".join(text.split()))
DAYS = st.dates(date(2026, 7, 1), date(2026, 9, 30))
NUMBERS = {
    "people.points": (0, 100), "people.delay": (0, 40), "people.steps": (0, 40), "people.near": (0, 9e6),
    "people.among": (-5, 5),
}  # fmt: skip
LANGUAGE: dict[str, dict[str, str]] = {
    "kk": {
        "full": "толық",
        "partial": "ішінара",
        "none": "жоқ",
        "na": "қолданылмайды",
        "not": "бағаланбады",
        "reason": "бюджет жоқ",
    },
    "ru": {
        "full": "полностью",
        "partial": "частично",
        "none": "нет",
        "na": "неприменимо",
        "not": "не оценивалось",
        "reason": "нет бюджета",
    },
    "en": {
        "full": "full",
        "partial": "partial",
        "none": "none",
        "na": "not applicable",
        "not": "not assessed",
        "reason": "no budget",
    },
}


@st.composite
def fillings(draw: st.DrawFn) -> tuple[str, dict[str, dict[str, Any]], list[dict[str, str]]]:
    """A language, what is typed into the form, and the evidence that it stands for."""
    language = draw(st.sampled_from(sorted(LANGUAGE)))
    words, typed, rows = LANGUAGE[language], {}, []

    def add(name: str, parts: dict[str, tuple[Any, str]], reason: tuple[str, str] = ("", "")) -> None:
        link, note, comment = draw(LINKS), draw(WORDS), draw(WORDS)
        note = note or ("" if link else "p")
        day, as_text = draw(st.none() | DAYS), draw(st.booleans())
        for part, (cell, value) in parts.items():
            first = part == next(iter(parts))
            cells: dict[str, Any] = {"value": cell}
            if first:
                shown = None if day is None else day.strftime("%d.%m.%Y") if as_text else datetime.combine(
                    day, datetime.min.time())  # fmt: skip
                told = {"source_url": link, "note": note, "comment": comment, "reason": reason[0], "seen_on": shown}
                cells |= {column: text or None for column, text in told.items()}
            typed["/".join(filter(None, ("akimat", name, part)))] = cells
            rows.append({
                "indicator": name, "part": part, "value": value, "source_url": link, "note": note,
                "seen_on": day.isoformat() if day else "", "comment": comment if first else "", "reason": reason[1],
            })  # fmt: skip

    for name in ("papers.heads", "papers.budget"):
        level = draw(
            st.sampled_from(["full", "partial", "none", "not", None, *(["na"] if name == "papers.budget" else [])])
        )
        if level == "na":
            add(name, {"": (words["na"], "not_applicable")}, (words["reason"], "no_budget"))
        elif level is not None:
            add(name, {"": (words[level], "not_assessed" if level == "not" else level)})
    if draw(st.booleans()):
        late, in_time, more = (draw(st.integers(0, 50)) for _ in range(3))
        counts = {"received": late + in_time + more + 1, "in_time": in_time, "late": late}
        add("people.requests", {part: (number, str(number)) for part, number in counts.items()})
    for name, (low, high) in NUMBERS.items():
        number = draw(st.none() | st.floats(low, high).map(lambda one: round(one, 3) + 0.0))
        if number is not None:
            text = str(int(number)) if number.is_integer() else repr(number)
            add(name, {"": (text.replace(".", ",") if draw(st.booleans()) else number, text)})
    return language, typed, rows


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fillings())
def test_what_was_filled_in_comes_back(
    tmp_path: Path, filling: tuple[str, dict[str, dict[str, Any]], list[dict[str, str]]]
) -> None:
    language, typed, rows = filling
    shutil.rmtree(tmp_path / "p", ignore_errors=True)
    fill(dataset_with_form(tmp_path / "p", language), typed, "M1")
    evidence = evidence_of(tmp_path / "p")
    about = {"territory": "R01", "body": "akimat", "assessor": "M1", "stage": "initial", "archive_url": ""}
    expected = pd.DataFrame([about | row for row in rows], columns=list(EVIDENCE.all), dtype=object)
    evidence["value"] = evidence["value"].str.replace(",", ".")
    pd.testing.assert_frame_equal(evidence, expected, check_index_type=False)


def evidence_of(folder: Path) -> pd.DataFrame:
    """The evidence of a dataset."""
    return indexgov.load_dataset(folder).evidence


# What is written.


def test_only_what_concerns_the_body(tmp_path: Path) -> None:
    """The maslikhat has no budget of its own, the akimat no sessions; nothing of the survey is asked."""
    write_dataset(tmp_path)
    out = indexgov.write_forms(tmp_path, language="en", territories=["R02"], one_per="territory")
    assert [path.name for path in out.iterdir()] == ["R02.xlsx"]
    with seen(out / "R02.xlsx") as book:
        ids = [[one for one in cells_of(sheet)[0] if "/" in one] for sheet in bodies_in(book)]
        assert book.sheetnames == ["Akimat", "Maslikhat", "_lists", "_indexgov"]
    shared = ["people.points", "people.delay", "people.steps", "people.near", "people.among"]
    counts = [f"people.requests/{part}" for part in ("received", "in_time", "late")]
    assert ids == [
        [f"akimat/{one}" for one in ("papers.heads", "papers.budget", *counts, *shared)],
        [f"maslikhat/{one}" for one in ("papers.heads", "people.sessions", *counts, *shared)],
    ]


def test_what_the_cells_say_and_offer(tmp_path: Path) -> None:
    form = dataset_with_form(tmp_path, "ru")
    with seen(form) as book:
        sheet, lists = book["Акимат"], book["_lists"]
        rows, columns = cells_of(sheet)
        offered = [[cell.value for cell in column if cell.value] for column in lists.iter_cols()]
        assert offered == [
            ["полностью", "частично", "нет", "не оценивалось"],
            ["полностью", "частично", "нет", "неприменимо", "не оценивалось"],
            ["нет бюджета"],
            ["нет бюджета", "нет сотрудников"],
        ]
        assert sheet.cell(rows[f"{REQUESTS}/late"], columns["indicator"]).value == "Запросы: late"
        assert sheet.cell(rows[HEADS], columns["check"]).value == "Уровни: полностью, частично, нет"
        assert "на показатель «население»" in sheet.cell(rows["akimat/people.near"], columns["check"]).value
        # The evidence of one criterion may be of two quarters before.
        dates = {str(one.sqref): (one.formula1, one.formula2) for one in sheet.data_validations.dataValidation
                 if one.type == "date"}  # fmt: skip
        days = {cells: tuple(date.fromordinal(693594 + int(day)) for day in ends) for cells, ends in dates.items()}
        among = f"I{rows['akimat/people.among']}"
        assert days[among] == (date(2026, 1, 1), date(2027, 9, 30))
        assert {ends[0] for cells, ends in days.items() if cells != among} == {date(2026, 7, 1)}
        for one in sheet.data_validations.dataValidation:
            assert len(one.promptTitle or "") <= 32
            assert len(one.prompt or "") <= 255


def test_a_form_is_locked_but_for_what_is_filled_in(tmp_path: Path) -> None:
    with seen(dataset_with_form(tmp_path)) as book:
        sheet = bodies_in(book)[0]
        rows, columns = cells_of(sheet)
        opened_cells = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
        inputs = ["value", "reason", "source_url", "archive_url", "seen_on", "note", "comment"]
        expected = {sheet.cell(rows[one], columns[name]).coordinate for one in rows if "/" in one for name in inputs}
        closed = [one for one in rows if "/" in one and one not in {BUDGET, "akimat/people.delay"}]
        expected -= {sheet.cell(rows[one], columns["reason"]).coordinate for one in closed}
        assert opened_cells == expected | {"D4"}
        assert sheet.protection.sheet
        assert sheet.column_dimensions["A"].hidden
        assert sheet.row_dimensions[1].hidden
        assert sheet.print_title_rows == "$5:$5"
        assert sheet.page_setup.orientation == "landscape"


def test_guidance_stands_beside_the_criterion(tmp_path: Path) -> None:
    registry = REGISTRY.replace("tiers:\n", "guidance: guidance\ntiers:\n", 1)
    write_dataset(tmp_path, registry=registry)
    ids = {one.id: one for one in indexgov.parse_registry(REGISTRY).indicators}
    (tmp_path / "guidance").mkdir()
    for language in ("kk", "ru", "en"):
        lines = ["indexgov_guidance: 1", "registry: small", f"language: {language}", "criteria:"]
        for name, one in ids.items():
            lines += [f"  {name}:", f"    check: Look for {name} ({language})", f"    evidence: A link ({language})"]
            lines += [f"    remedy: Publish it ({language})"]
            if one.scale == "published":
                lines += [f"    levels: {{full: All ({language}), partial: Part ({language}), none: No ({language})}}"]
            elif one.scale == "answered":
                lines += [f"    parts: {{received: In ({language}), in_time: Out ({language}), late: L ({language})}}"]
            else:
                lines += [f"    value: The number ({language})"]
            if one.not_applicable:
                lines += [f"    not_applicable: Never ({language})"]
        (tmp_path / "guidance" / f"{language}.yaml").write_text("\n".join(lines), encoding="utf-8")
    out = indexgov.write_forms(tmp_path, language="en", territories=["R01"], bodies=["akimat"])
    with seen(out / "R01-akimat.xlsx") as book:
        rows, columns = cells_of(book["Akimat"])
        told = {one: book["Akimat"].cell(rows[one], columns["check"]).value for one in (BUDGET, "akimat/people.delay")}
        assert told[BUDGET] == (
            "Look for papers.budget (en)\n• full: All (en)\n• partial: Part (en)\n• none: No (en)\n"
            "Not applicable: Never (en)\nEvidence: A link (en)"
        )
        assert "The number (en)" in told["akimat/people.delay"]
        assert book["Akimat"].cell(rows[f"{REQUESTS}/late"], columns["indicator"]).value == "Requests: L (en)"


def test_the_same_bytes(tmp_path: Path) -> None:
    write_dataset(tmp_path)
    one, other = (indexgov.write_forms(tmp_path, tmp_path / name, seed=3) for name in ("a", "b"))
    digests = [{path.name: path.read_bytes() for path in folder.iterdir()} for folder in (one, other)]
    assert digests[0] == digests[1]
    assert len(digests[0]) == 6


def test_work_is_shared_out(tmp_path: Path) -> None:
    """Both bodies of a territory go to one assessor; of each the other one judges some criteria again."""
    write_dataset(tmp_path)
    out = indexgov.write_forms(tmp_path, assign=["M1", "M2"], second=0.25, seed=7)
    bodies = ("akimat", "maslikhat")
    assert sorted(path.relative_to(out).as_posix() for path in out.rglob("*.xlsx")) == sorted(
        [f"M1/{one}-{body}.xlsx" for one in ("R01", "R03") for body in bodies]
        + [f"M2/{one}-{body}-second.xlsx" for one in ("R01", "R03") for body in bodies]
        + [f"M2/R02-{body}.xlsx" for body in bodies]
        + [f"M1/R02-{body}-second.xlsx" for body in bodies]
    )
    stamps = {path.stem: stamp_of(path) for path in out.rglob("*-second.xlsx")}
    drawn = {name: tuple(dict.fromkeys(one.split("/")[1] for one in stamp.sheets[0].rows))
             for name, stamp in stamps.items()}  # fmt: skip
    assert {len(names) for names in drawn.values()} == {2}
    assert drawn["R01-akimat-second"] != drawn["R02-akimat-second"] != drawn["R03-akimat-second"]
    assert {(stamp.stage, stamp.assessor, stamp.seed) for name, stamp in stamps.items() if "R02" not in name} == {
        ("second", "M2", "7")
    }
    alone = indexgov.write_forms(
        tmp_path, tmp_path / "r3", assign=["M1", "M2"], second=0.25, seed=7, territories=["R03"]
    )
    assert {path.name: path.read_bytes() for path in alone.rglob("*.xlsx")} == {
        path.name: path.read_bytes() for path in out.rglob("R03*.xlsx")
    }
    other = indexgov.write_forms(tmp_path, tmp_path / "seed", assign=["M1", "M2"], second=0.25, seed=8)
    assert {path.stem: stamp_of(path).sheets[0].rows for path in other.rglob("*-second.xlsx")} != {
        name: stamp.sheets[0].rows for name, stamp in stamps.items()
    }


def stamp_of(path: Path) -> FormStamp:
    """The stamp of a form."""
    with seen(path) as book:
        lines = [[str(cell.value) for cell in row if cell.value is not None] for row in book["_indexgov"].iter_rows()]
    return FormStamp.read([tuple(line) for line in lines])


def test_a_second_form_is_evidence_of_the_second_assessor(tmp_path: Path) -> None:
    write_dataset(tmp_path)
    out = indexgov.write_forms(tmp_path, language="en", assign=["M1", "M2"], second=1, territories=["R01"])
    fill(out / "M1" / "R01-akimat.xlsx", {HEADS: {"value": "full", "note": "p"}})
    fill(out / "M2" / "R01-akimat-second.xlsx", {HEADS: {"value": "full", "note": "p"}})
    dataset = indexgov.load_dataset(tmp_path)
    assert dataset.evidence[["assessor", "stage"]].to_numpy().tolist() == [["M1", "initial"], ["M2", "second"]]
    found = indexgov.agreement(dataset)
    assert found.loc[(found["body"] == "akimat") & (found["node"] == "index"), "percent_agreement"].tolist() == [1.0]


def test_a_body_objects(tmp_path: Path) -> None:
    """The form shows what was recorded, and what is claimed in it opens a dispute."""
    write_dataset(tmp_path, '{file: evidence.csv, decimal: ","}, others.csv')
    (tmp_path / "evidence.csv").write_text(CSV, encoding="utf-8")
    beside_csv(tmp_path)
    out = indexgov.write_forms(tmp_path, language="en", reply=True, territories=["R01"])
    assert (out.name, sorted(path.name for path in out.iterdir())) == (
        "replies", ["R01-akimat-reply.xlsx", "R01-maslikhat-reply.xlsx"],
    )  # fmt: skip
    form = out / "R01-akimat-reply.xlsx"
    with seen(form) as book:
        rows, columns = cells_of(book["Akimat"])
        shown = [name for name in columns if name.startswith("recorded")]
        told = {one: [book["Akimat"].cell(rows[one], columns[name]).value for name in shown] for one in rows
                if "/" in one}  # fmt: skip
    assert told[HEADS] == ["full", "100.0", LINK, "3 Aug 2026", None]
    assert told[BUDGET] == ["Not applicable; no budget", "—", None, None, "бюджет бекітілмеген"]
    fill(form, {HEADS: {"value": "partial", "seen_on": datetime(2026, 10, 20), "comment": "the page was down"}})
    write_dataset(tmp_path, '{file: evidence.csv, decimal: ","}, others.csv, replies')
    dataset = indexgov.load_dataset(tmp_path)
    row = indexgov.replies(indexgov.score(dataset.registry, dataset)).iloc[0]
    found = [row[name] for name in ("indicator", "state", "objection", "objection_text", "objected_on")]
    assert found == ["papers.heads", "open", "partial", "the page was down", "2026-10-20"]


def test_filled_forms_are_never_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms that nobody filled in make room for new ones; a filled one, or anything else, stays where it is."""
    monkeypatch.chdir(tmp_path)
    form = dataset_with_form(Path("p"))
    indexgov.write_forms("p", language="kk")
    assert len(list(Path("p/forms").iterdir())) == 6
    fill(form, {HEADS: {"comment": "a remark"}})
    before = form.read_bytes()
    with pytest.raises(OutputError) as caught:
        indexgov.write_forms("p")
    assert str(caught.value) == (
        "'p/forms' holds a form that somebody filled in: 'R01-akimat.xlsx' (Әкімдік!K14); "
        "name another folder with --out"
    )
    assert form.read_bytes() == before
    with opened(form) as book:
        book["Әкімдік"]["K14"], book["Әкімдік"]["D4"] = None, "M1"
    with pytest.raises(OutputError, match=r"R01-akimat.xlsx' \(Әкімдік!D4\)"):
        indexgov.write_forms("p")
    form.unlink()
    (Path("p/forms") / "remarks.txt").write_text("keep me")
    with pytest.raises(OutputError, match=r"holds files that are not forms of indexgov, such as 'remarks\.txt'"):
        indexgov.write_forms("p")


def test_a_dataset_without_evidence_or_survey_is_enough(tmp_path: Path) -> None:
    """The forms come first: nothing that is filled in later has to be there, or be right."""
    write_dataset(tmp_path, "evidence.csv")
    text = (tmp_path / "dataset.yaml").read_text() + "survey: {file: none.csv, questionnaire: none.yaml}\n"
    (tmp_path / "dataset.yaml").write_text(text)
    assert len(list(indexgov.write_forms(tmp_path).iterdir())) == 6


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"language": "de"}, "there is no language 'de'; allowed: 'kk', 'ru', 'en'"),
        ({"territories": ["R09"]}, "there is no territory 'R09'; allowed: 'R01', 'R02', 'R03'"),
        ({"bodies": ["akim"]}, "there is no body 'akim'; did you mean 'akimat'? allowed: 'akimat', 'maslikhat'"),
        ({"assign": ["M1"]}, "name two different assessors, each with --assign"),
        ({"assign": ["M1", "M1"]}, "name two different assessors, each with --assign"),
        (
            {"assign": ["M1", "../M2"]},
            "'../M2' cannot be the code of an assessor: letters, digits and . - _ are allowed",
        ),
        (
            {"assign": ["M1", "M2"], "second": 1.5},
            "the share of the second assessor is 1.5, and must lie between 0 and 1",
        ),
    ],
)
def test_what_cannot_be_made(tmp_path: Path, wanted: dict[str, Any], message: str) -> None:
    write_dataset(tmp_path)
    with pytest.raises(FormsError) as caught:
        indexgov.write_forms(tmp_path, **wanted)
    assert str(caught.value) == message
    assert not (tmp_path / "forms").exists()


def test_labels_are_told_apart() -> None:
    """Two levels of one title, and a level that is called as a status, get their ids beside the title."""
    titles = {"full": "done", "half": "Done", "nothing": "not assessed", "none": "no"}
    assert told_apart(titles, ["not assessed"]) == {
        "full": "done (full)", "half": "Done (half)", "nothing": "not assessed (nothing)", "none": "no",
    }  # fmt: skip
    # Programs refuse texts of more than 255 signs in a rule.
    assert told_apart({"a": "x" * 300, "b": "x" * 301}) == {one: f"{'x' * 199}… ({one})" for one in "ab"}


NEXT = "  = what is filled in counts when 'evidence' in dataset.yaml names the folder "


def test_filled_forms_that_nobody_names_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An objection that came back must not be lost because dataset.yaml does not name its folder."""
    monkeypatch.chdir(tmp_path)
    dataset_with_form(Path("p"))
    fill(next(Path("p/forms").rglob("*.xlsx")), FILLED, "M1")
    beside_csv(Path("p"))
    text = Path("p/dataset.yaml").read_text(encoding="utf-8").replace("evidence: [forms]", "evidence: [others.csv]")
    Path("p/dataset.yaml").write_text(text, encoding="utf-8")
    told = [str(one) for one in indexgov.load_dataset("p").problems if one.rule == "form-folder"]
    assert told == [
        "p/dataset.yaml: warning: forms in the folder 'forms' are filled in, and nothing of them counts: "
        "p/forms/R01-akimat.xlsx, Akimat!D4 [form-folder]\n  = add 'forms' to 'evidence'"
    ]


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_dataset(Path("p"))
    words = [
        "template",
        "p",
        "--lang",
        "ru",
        "--one-per",
        "territory",
        "--assign",
        "M1",
        "--assign",
        "M2",
        "--seed",
        "7",
    ]
    done = CliRunner().invoke(main, words)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", f"6 forms in p/forms\n{NEXT}'forms'\n")
    done = CliRunner().invoke(main, ["template", "p", "--territory", "R01", "--body", "akimat", "--out", "one"])
    assert (done.exit_code, done.stderr) == (0, f"1 form in one\n{NEXT}'one'\n")
    done = CliRunner().invoke(main, ["template", "p", "--assign", "M1"])
    assert done.exit_code == 2
    assert done.stderr.endswith("Error: name two different assessors, each with --assign\n")
    Path("p/territories.csv").write_text("territory,tier\n")
    done = CliRunner().invoke(main, ["template", "p", "--out", "two"])
    assert done.exit_code == 1
    assert done.stderr.endswith("1 error, nothing was written\n")
    assert not Path("two").exists()
