"""The built-in regions, and the classifier of administrative units made into territories.csv."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner, Result

import indexgov
from indexgov.cli import main
from indexgov.inputs.kato import KATO, TIERS, plain_name, read_kato
from indexgov.inputs.table_file import TableFormat
from indexgov.inputs.territories import read_territories
from indexgov.registry.load import parse_registry
from indexgov.report.territories import counted
from indexgov.report.words import words_of
from indexgov.tables import TERRITORIES
from tests.gallery import reference
from tests.small_project import REGISTRY

ROWS = """\
100000000,0,Абай облысы,область Абай
101000000,1,Семей Қ.Ә.,Семей Г.А.
101010000,1,Семей қ.,г.Семей
103200000,2,Абай ауданы,Абайский район
103600000,4,Аягөз ауданы,Аягозский район
103620000,3,Аягөз қ.ә.,Аягоз г.а.
104100000,4,Жаңасемей ауданы,район Жаңасемей
104163000,1,Шаған к.ә.,Чаганская п.а.
110000000,0,Ақмола облысы,Акмолинская область
111800000,3,Степногор Қ.Ә.,Степногорск Г.А.
111843000,2,Қарабұлақ  \u00a0а.ә.,Карабулакская с.а.
330000000,0,Жетісу облысы,область Жетісу
333600000,2,Ескелді ауданы,Ескельдинский район
333635000,2,Бақтыбай Жолбарысұлы атын.а.о,с.о.им.Бактыбая Жолбарысулы
350000000,0,Қарағанды облысы,Карагандинская область
351000000,3,Қарағанды Қ.Ә.,Караганда Г.А.
351010000,1,Қарағанды қ.,г.Караганда
351011000,3,Әлихан Бөкейхан а.ә.,Әлихан Бөкейхан р.а.
353200000,4,Абай ауданы,Абайский район
550000000,0,Павлодар облысы,Павлодарская область
553200000,2,Ақтоғай ауданы,Актогайский район
553230000,2,Ақтоғай \u00a0а.о.,Актогайский с.о.
553230100,2,Ақтоғай а.,с.Актогай
590000000,0,Солтүстік Қазақстан облысы,Северо-Казахстанская область
595000000,2,Қызылжар ауданы,Кызылжарский район
595041000,2,Бугров а.о.,Бугровский с.о.
630000000,0,Шығыс Қазақстан облысы,Восточно-Казахстанская область
634800000,4,Алтай ауданы,район Алтай
634820000,3,Алтай қ.ә.,г.а.Алтай
710000000,1,Астана қ.,г.Астана
711110000,1,Алматы ауданы,район Алматы
"""
"""Rows of NK RK 11-2025 as of 17 July 2026 (stat.gov.kz, classifiers), with code, type and names as they are there."""


def official(rows: list[list[str]]) -> list[list[str]]:
    """Rows of code, type and names under the columns of the official table."""
    head = ["te", "ab", "cd", "ef", "hij", "k", "name_kaz", "name_rus", "nn"]
    return [head, *(
        [code, code[:2], code[2:4], code[4:6], code[6:], kind, kazakh, russian, str(number)]
        for number, (code, kind, kazakh, russian) in enumerate(rows, 1)
    )]  # fmt: skip


TABLE = official(list(csv.reader(ROWS.splitlines())))


def write_csv(path: Path, table: list[list[str]], separator: str = ",", encoding: str = "utf-8") -> Path:
    path.write_text("".join(separator.join(row) + "\n" for row in table), encoding=encoding)
    return path


def tiers_of(frame: pd.DataFrame) -> dict[str, str]:
    return {code: f"{tier} {group} {above}".strip() for code, tier, group, above in zip(
        frame["territory"], frame["tier"], frame["peer_group"], frame["parent"], strict=True)}  # fmt: skip


EXPECTED = {
    "100000000": "region oblast",
    "101000000": "city city 100000000",
    "103200000": "district district 100000000",
    "103600000": "district district 100000000",
    "103620000": "okrug settlement 103600000",
    "104100000": "district district 100000000",
    "104163000": "okrug settlement 104100000",
    "110000000": "region oblast",
    "111800000": "city city 110000000",
    "111843000": "okrug settlement 111800000",
    "330000000": "region oblast",
    "333600000": "district district 330000000",
    "333635000": "okrug rural_okrug 333600000",
    "350000000": "region oblast",
    "351000000": "city city 350000000",
    "351011000": "city_district city_district 351000000",
    "353200000": "district district 350000000",
    "550000000": "region oblast",
    "553200000": "district district 550000000",
    "553230000": "okrug rural_okrug 553200000",
    "590000000": "region oblast",
    "595000000": "district district 590000000",
    "595041000": "okrug rural_okrug 595000000",
    "630000000": "region oblast",
    "634800000": "district district 630000000",
    "634820000": "okrug settlement 634800000",
    "710000000": "region city_of_republican_significance",
    "711110000": "city_district city_district 710000000",
}
"""Without the two rows of towns inside their cities and the populated place."""


def test_regions_have_codes_names_and_tiles() -> None:
    """Twenty rows in the order of the Kazakh alphabet; ISO 3166-2 is KZ- and the first two digits of every code."""
    table = indexgov.regions()
    assert list(table.columns) == list(TERRITORIES.all)
    assert len(table) == 20
    assert list(table["name_kk"]) == sorted(table["name_kk"], key=words_of("kk").sort_key)
    assert table["territory"].str.fullmatch(r"\d{2}0000000").all()
    assert (table["iso"] == "KZ-" + table["territory"].str[:2]).all()
    assert not table.duplicated(["tile_row", "tile_col"]).any()
    assert dict(table["peer_group"].value_counts()) == {"oblast": 17, "city_of_republican_significance": 3}
    assert table["population"].isna().all()
    assert set(table["tier"]) == {"region"}


@pytest.mark.parametrize(
    ("iso", "kazakh", "russian", "english"),
    [
        ("KZ-10", "Абай облысы", "область Абай", "Abai region"),
        ("KZ-11", "Ақмола облысы", "Акмолинская область", "Akmola region"),
        ("KZ-15", "Ақтөбе облысы", "Актюбинская область", "Aktobe region"),
        ("KZ-75", "Алматы қаласы", "город Алматы", "Almaty city"),
        ("KZ-19", "Алматы облысы", "Алматинская область", "Almaty region"),
        ("KZ-71", "Астана қаласы", "город Астана", "Astana city"),
        ("KZ-23", "Атырау облысы", "Атырауская область", "Atyrau region"),
        ("KZ-27", "Батыс Қазақстан облысы", "Западно-Казахстанская область", "West Kazakhstan region"),
        ("KZ-31", "Жамбыл облысы", "Жамбылская область", "Zhambyl region"),
        ("KZ-33", "Жетісу облысы", "область Жетісу", "Zhetisu region"),
        ("KZ-35", "Қарағанды облысы", "Карагандинская область", "Karaganda region"),
        ("KZ-39", "Қостанай облысы", "Костанайская область", "Kostanay region"),
        ("KZ-43", "Қызылорда облысы", "Кызылординская область", "Kyzylorda region"),
        ("KZ-47", "Маңғыстау облысы", "Мангистауская область", "Mangystau region"),
        ("KZ-55", "Павлодар облысы", "Павлодарская область", "Pavlodar region"),
        ("KZ-59", "Солтүстік Қазақстан облысы", "Северо-Казахстанская область", "North Kazakhstan region"),
        ("KZ-61", "Түркістан облысы", "Туркестанская область", "Turkistan region"),
        ("KZ-62", "Ұлытау облысы", "область Ұлытау", "Ulytau region"),
        ("KZ-63", "Шығыс Қазақстан облысы", "Восточно-Казахстанская область", "East Kazakhstan region"),
        ("KZ-79", "Шымкент қаласы", "город Шымкент", "Shymkent city"),
    ],
)
def test_names_of_regions(iso: str, kazakh: str, russian: str, english: str) -> None:
    (row,) = [row for _, row in indexgov.regions().iterrows() if row["iso"] == iso]
    assert (row["name_kk"], row["name_ru"], row["name_en"]) == (kazakh, russian, english)


def read(path: Path, table_format: TableFormat | None = None) -> pd.DataFrame:
    found = read_kato(path, path.name, table_format or TableFormat())
    assert found.problems == ()
    assert (found.places, found.centres) == (1, 2)
    return found.territories


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_levels_come_from_the_code(tmp_path: Path, separator: str) -> None:
    """By hand: a city is C = 1 or 2, its EF = 10 is the town itself, 11 a district; Astana has no row for CD."""
    assert tiers_of(read(write_csv(tmp_path / "kato.csv", TABLE, separator))) == EXPECTED


def test_kazakh_code_page(tmp_path: Path) -> None:
    plain = [[cell.replace("\u00a0", " ") for cell in row] for row in TABLE]
    frame = read(write_csv(tmp_path / "kato.csv", plain, ";", "kz1048"), TableFormat("kz1048"))
    pd.testing.assert_frame_equal(frame, read(write_csv(tmp_path / "utf.csv", TABLE)))


def test_code_page_without_kazakh_letters(tmp_path: Path) -> None:
    """cp1251 cannot hold the Kazakh names, but a table whose names have none of its letters."""
    rows = official([["550000000", "0", "Павлодар", "Павлодарская область"]])
    path = write_csv(tmp_path / "kato.csv", rows, ";", "cp1251")
    found = read_kato(path, "kato.csv", TableFormat("cp1251"))
    assert (found.problems, list(found.territories["name_ru"])) == ((), ["Павлодарская область"])


def test_header_below_a_title_in_capitals_and_numbers_for_codes(tmp_path: Path) -> None:
    """What a spreadsheet makes of the table: numbers lose zeros, codes are typed in groups."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "КАТО"
    sheet.append(["Классификатор административно-территориальных объектов"])
    sheet.append([])
    sheet.append([name.upper() for name in TABLE[0]])
    for code, *parts, kind, kazakh, russian, number in TABLE[1:]:
        shown = f"{code[:2]} {code[2:4]} {code[4:6]} {code[6:]}" if number == "3" else int(code)
        sheet.append([shown, *map(int, parts), float(kind), f" {kazakh} ", russian, int(number)])
    book.save(tmp_path / "kato.xlsx")
    pd.testing.assert_frame_equal(read(tmp_path / "kato.xlsx"), read(write_csv(tmp_path / "kato.csv", TABLE)))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_title_without_separators(tmp_path: Path, separator: str) -> None:
    """The first line of a CSV file need not tell how its cells are separated."""
    path = write_csv(tmp_path / "kato.csv", [["Классификатор, НК РК 11"], *TABLE], separator)
    assert tiers_of(read(path)) == EXPECTED


def test_names_are_cleaned_and_not_translated(tmp_path: Path) -> None:
    frame = read(write_csv(tmp_path / "kato.csv", TABLE)).set_index("territory")
    names = {str(code): tuple(row[["name_kk", "name_ru", "name_en"]]) for code, row in frame.iterrows()}
    assert names["111843000"] == ("Қарабұлақ а.ә.", "Карабулакская с.а.", "Қарабұлақ а.ә.")
    assert names["333635000"][:2] == ("Бақтыбай Жолбарысұлы атын.а.о.", "с.о. им.Бактыбая Жолбарысулы")
    assert names["634820000"][1] == "г.а. Алтай"
    assert names["710000000"] == ("Астана қаласы", "город Астана", "Astana city")
    assert list(frame.loc["710000000", ["iso", "tile_row", "tile_col"]]) == ["KZ-71", 2.0, 4.0]
    assert frame.loc["711110000", "iso"] == ""


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("г.Семей", "г. Семей"),
        ("г. Семей", "г. Семей"),
        ("г.а. Алтай", "г.а. Алтай"),
        ("с.а. Каменка", "с.а. Каменка"),
        ("п.а.Нура", "п.а. Нура"),
        ("с.о.им. Ш.Берсиева", "с.о. им. Ш.Берсиева"),
        ("С.Сейфуллинская п.а.", "С.Сейфуллинская п.а."),
        ("Аксуатский с.о", "Аксуатский с.о."),
        ("Барвинов а.ә", "Барвинов а.ә."),
        ("Бурыл а.о .", "Бурыл а.о."),
        ("Ақмырза \u00a0а.о.", "Ақмырза а.о."),
        ("Район Магжана Жумабаева", "Район Магжана Жумабаева"),
    ],
)
def test_plain_names(written: str, plain: str) -> None:
    assert plain_name(written) == plain
    assert plain_name(plain) == plain


def test_a_renamed_region_keeps_its_new_name(tmp_path: Path) -> None:
    """The classifier is the authority; a built-in English name of another name would be wrong."""
    rows = official([["100000000", "0", "Шыңғыстау облысы", "область Шынгыстау"]])
    (row,) = read_kato(write_csv(tmp_path / "k.csv", rows), "k.csv", TableFormat()).territories.to_dict("records")
    assert (row["name_kk"], row["name_en"], row["iso"]) == ("Шыңғыстау облысы", "Шыңғыстау облысы", "")


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


REAL = REGISTRY.replace("tiers:\n", "territory_codes: kato\ntiers:\n", 1).replace(
    "  okrug: {title: {kk: округ, ru: округ, en: okrug}}",
    "\n".join(f"  {tier}: {{title: {{kk: {tier} (kk), ru: {tier} (ru), en: {tier}}}}}" for tier in TIERS[1:]),
)


def taken(path: Path) -> pd.DataFrame:
    """A table of territories as a dataset reads it."""
    registry = parse_registry(REAL, "given.yaml")
    frame, problems = read_territories(path, path.name, registry, TableFormat())
    assert problems == []
    return frame


def test_command_without_a_file_writes_the_regions(folder: Path) -> None:
    result = run("territories")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "territories.csv: 20 regions\n")
    pd.testing.assert_frame_equal(taken(folder / "territories.csv"), indexgov.regions(), check_dtype=False)


def test_command_reads_the_classifier(folder: Path) -> None:
    """The table that is written is one that a dataset takes, every row of it."""
    write_csv(folder / "kato.csv", TABLE)
    result = run("territories", "kato.csv", "--out", "p/all.csv")
    assert result.stderr == (
        "p/all.csv: 8 regions, 3 cities of regional significance, 8 districts, 2 city districts, 3 rural okrugs, "
        "4 towns, settlements and villages; left out: 1 populated places, 2 rows of the town inside a city of regional "
        "significance\n"
        "note: where there is no official English name, 'name_en' holds the Kazakh one\n"
    )
    assert result.exit_code == 0
    assert tiers_of(taken(folder / "p" / "all.csv")) == EXPECTED
    assert [path.name for path in (folder / "p").iterdir()] == ["all.csv"]


def test_command_takes_some_tiers(folder: Path) -> None:
    write_csv(folder / "kato.csv", TABLE)
    result = run("territories", "kato.csv", "--tier", "district", "--tier", "city", "--json")
    told = json.loads(result.stdout)
    assert told == {"out": "territories.csv", "counts": {"city": 3, "district": 8}, "problems": []}
    assert set(taken(folder / "territories.csv")["tier"]) == {"city", "district"}


def test_command_never_overwrites(folder: Path) -> None:
    (folder / "territories.csv").write_text("mine", encoding="utf-8")
    result = run("territories")
    assert result.stderr == (
        "error: cannot write 'territories.csv': it exists already\n"
        "  = name another file with --out, or move the old one away\n"
    )
    assert result.exit_code == 1
    assert (folder / "territories.csv").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--tier", "distrct"], "Error: Invalid value for '--tier': there is no tier 'distrct': "
         "did you mean 'district'? allowed: 'region', 'city', 'district', 'city_district', 'okrug'"),
        (["--tier", "district"], "Error: only regions are built in; "
         "name the table of the classifier to have other tiers"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("folder")
def test_wrong_usage(words: list[str], message: str) -> None:
    result = run("territories", *words)
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (2, message)
    assert not Path("territories.csv").exists()


def edited(changes: Mapping[str, Mapping[str, str]], without: tuple[str, ...] = ()) -> list[list[str]]:
    """The table with some cells changed, by code and column, and without some rows."""
    head = TABLE[0]
    found = [head]
    for row in TABLE[1:]:
        if row[0] not in without:
            change = changes.get(row[0], {})
            found.append([change.get(name, cell) for name, cell in zip(head, row, strict=True)])
    return found


BAD = {
    "not nine digits": (
        edited({"595041000": {"te": "59504100"}}),
        """\
kato.csv:27: error: '59504100' is not a KATO code [kato-code]
  27 | 59504100,59,50,41,000,2,Бугров а.о.,Бугровский с.о.,26
  = write nine digits as text, with leading zeros
1 error, nothing was written
""",
    ),
    "parts of another code": (
        edited({"595041000": {"ef": "43"}}),
        """\
kato.csv:27: error: the code '595041000' is not that of the columns 'ab', 'cd', 'ef', 'hij', which say 59 50 43 000 [kato-parts]
  27 | 595041000,59,50,43,000,2,Бугров а.о.,Бугровский с.о.,26
  = correct the code or its parts
1 error, nothing was written
""",
    ),
    "unknown type": (
        edited({"595041000": {"k": "7"}}),
        """\
kato.csv:27: error: there is no type of territory '7' [kato-kind]
  27 | 595041000,59,50,41,000,7,Бугров а.о.,Бугровский с.о.,26
  = allowed: '0: region', '1: urban', '2: rural', '3: town with rural places', '4: district with urban places'
1 error, nothing was written
""",
    ),
    "code twice": (
        edited({"595041000": {"te": "595000000", "ef": "00"}}),
        """\
kato.csv:27: error: the code '595000000' stands twice, first in row 26 [territory-duplicate]
  27 | 595000000,59,50,00,000,2,Бугров а.о.,Бугровский с.о.,26
  = keep one of the two rows
1 error, nothing was written
""",
    ),
    "parent missing": (
        edited({}, without=("595000000",)),
        """\
kato.csv:26: error: the unit above '595041000' is '595000000', which the table does not have [kato-parent]
  26 | 595041000,59,50,41,000,2,Бугров а.о.,Бугровский с.о.,26
  = add its row, or take the whole classifier
1 error, nothing was written
""",
    ),
    "name missing": (
        edited({"595041000": {"name_rus": ""}}),
        """\
kato.csv:27: error: '595041000' has no name in 'name_rus' [territory-name]
  27 | 595041000,59,50,41,000,2,Бугров а.о.,,26
  = fill in 'name_rus'
1 error, nothing was written
""",
    ),
    "column missing": (
        [[cell for at, cell in enumerate(row) if at != 5] for row in TABLE],
        """\
kato.csv:1: error: the column 'k' is missing [column-missing]
  1 | te,ab,cd,ef,hij,name_kaz,name_rus,nn
  = the table has: 'te', 'ab', 'cd', 'ef', 'hij', 'name_kaz', 'name_rus', 'nn'
1 error, nothing was written
""",
    ),
    "no classifier": (
        [["territory", "tier"], ["100000000", "region"]],
        """\
kato.csv: error: none of the first 20 rows holds the columns 'te', 'ab', 'cd', 'ef', 'hij', 'k', 'name_kaz', 'name_rus' [kato-table]
  = name the table of the classifier NK RK 11 with its official columns
1 error, nothing was written
""",
    ),
    "nothing below the header": (
        TABLE[:1],
        """\
kato.csv: error: there is no row under the header [table-empty]
  = name the whole table
1 error, nothing was written
""",
    ),
    "several at once": (
        edited({"100000000": {"te": ""}, "595041000": {"k": "", "name_kaz": " "}}, without=("630000000",)),
        """\
kato.csv:2: error: the row has no code [kato-code]
  2 | ,10,00,00,000,0,Абай облысы,область Абай,1
  = write nine digits as text, with leading zeros
kato.csv:3: error: the unit above '101000000' is '100000000', which the table does not have [kato-parent]
  3 | 101000000,10,10,00,000,1,Семей Қ.Ә.,Семей Г.А.,2
  = add its row, or take the whole classifier
""",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("table", "expected"), BAD.values(), ids=BAD)
def test_whole_message(folder: Path, table: list[list[str]], expected: str) -> None:
    """Every fault in one run, each at its line; nothing is written."""
    write_csv(folder / "kato.csv", table)
    result = run("territories", "kato.csv")
    assert (result.stderr if expected.endswith("written\n") else result.stderr[: len(expected)]) == expected
    assert (result.exit_code, result.stdout) == (1, "")
    assert [path.name for path in folder.iterdir()] == ["kato.csv"]


def test_fault_in_a_sheet_is_told_by_its_cell(folder: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Классификатор"])
    for row in edited({"595041000": {"k": "7"}}):
        sheet.append(row)
    book.save(folder / "kato.xlsx")
    assert run("territories", "kato.xlsx").stderr.startswith(
        "kato.xlsx:Sheet!F28: error: there is no type of territory '7' [kato-kind]\n"
    )


def test_wrong_encoding_names_the_option(folder: Path) -> None:
    """The file stands on the command line, so the advice is not about dataset.yaml."""
    plain = [[cell.replace("\u00a0", " ") for cell in row] for row in TABLE]
    write_csv(folder / "kato.csv", plain, ";", "kz1048")
    said = run("territories", "kato.csv").stderr
    assert "declare '--encoding kz1048'" in said
    assert "dataset.yaml" not in said
    said = run("territories", str(write_csv(folder / "utf.csv", TABLE)), "--encoding", "kz1048").stderr
    assert "= the file is UTF-8: leave '--encoding' out\n" in said


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_whole_classifier(folder: Path, form: str) -> None:
    """All 2,608 units: each level as the law names it, and every name only cleaned.

    19 city districts are those of the three cities, two more those of Karaganda. `г.а.Алтай` is the akimat of a town of
    district significance although its name begins like those of the 39 towns inside their own city.
    """
    with (reference("kato") / "units.csv").open(encoding="utf-8", newline="") as stream:
        units = list(csv.DictReader(stream))
    table = official([[one["kato"], one["type_code"], one["name_kk"], one["name_ru"]] for one in units])
    path = folder / f"kato.{form}"
    if form == "csv":
        write_csv(path, table, ";")
    else:
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet()
        for row in table:
            sheet.append(row)
        book.save(path)
    found = read_kato(path, path.name, TableFormat())
    assert found.problems == ()
    assert (len(units), found.places, found.centres) == (2608, 0, 39)
    frame = found.territories
    assert counted(frame) == {
        "region": 20, "city": 39, "district": 170, "city_district": 21, "rural_okrug": 2108, "settlement": 211,
    }  # fmt: skip
    of_cities = frame[(frame["tier"] == "city_district") & frame["parent"].str.endswith("0000000")]
    assert dict(of_cities["parent"].value_counts()) == {"750000000": 8, "710000000": 6, "790000000": 5}
    parents = {one["kato"]: one["parent_kato"] for one in units}
    assert (frame["parent"] == frame["territory"].map(parents)).all()
    names = {one["kato"]: one for one in units}
    for language in ("name_kk", "name_ru"):
        below = frame[frame["tier"] != "region"]
        written = [names[code][language] for code in below["territory"]]
        letters = [["".join(text.split()).rstrip(".") for text in texts] for texts in (written, below[language])]
        assert letters[0] == letters[1]
    pd.testing.assert_frame_equal(
        frame[frame["tier"] == "region"].sort_values("territory", ignore_index=True),
        indexgov.regions().sort_values("territory", ignore_index=True),
        check_dtype=False,
    )


def test_columns_are_the_official_ones() -> None:
    assert KATO.all == ("te", "ab", "cd", "ef", "hij", "k", "name_kaz", "name_rus", "nn")
