"""Files as people and programs really deliver them: encodings, separators, decimals, sheets, stages."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import indexgov
from indexgov.errors import choose_from
from indexgov.inputs.table_file import number_fault
from tests.small_project import DATASET, EVIDENCE, FILES, REGISTRY, TERRITORIES, write_project


def scores(folder: Path) -> pd.DataFrame:
    dataset = indexgov.load_dataset(folder)
    return indexgov.score(dataset.registry, dataset).scores


def evidence_as(folder: Path, entry: str, name: str, data: bytes) -> Path:
    """The small project with its evidence in another file."""
    write_project(folder, {"dataset.yaml": DATASET.replace("[evidence.csv]", f"[{entry}]")})
    (folder / "evidence.csv").unlink()
    (folder / name).write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    return scores(write_project(tmp_path_factory.mktemp("plain")))


@pytest.mark.parametrize(
    ("entry", "data"),
    [
        ("e.csv", EVIDENCE.encode("utf-8-sig")),
        ("e.csv", EVIDENCE.replace("\n", "\r\n").encode()),
        ("e.csv", EVIDENCE.replace(",", ";").encode()),
        ("e.csv", EVIDENCE.replace(",", "\t").encode()),
        ('{file: e.csv, separator: ";"}', EVIDENCE.replace(",", ";").encode()),
        ("{file: e.csv, encoding: cp1251}", EVIDENCE.encode("cp1251")),
        ('{file: e.csv, decimal: ","}', EVIDENCE.replace("sessions,,6,", 'sessions,,"6,0",').encode()),
        ("e.csv", EVIDENCE.replace("2026-08-03", "03.08.2026").encode()),
        ("e.csv", EVIDENCE.replace("papers.heads", " papers.heads\u00a0").encode()),
        ("e.csv", ("\n\n" + EVIDENCE + "\n,,,,,,,,,\n").encode()),
    ],
    ids=["bom", "crlf", "semicolon", "tab", "declared", "cp1251", "decimal", "date", "spaces", "blank lines"],
)
def test_dialects_say_the_same(entry: str, data: bytes, plain: pd.DataFrame, tmp_path: Path) -> None:
    """What the file looks like must not matter once it is declared or plain to see."""
    found = scores(evidence_as(tmp_path, entry, "e.csv", data))
    pd.testing.assert_frame_equal(found.drop(columns="value"), plain.drop(columns="value"))


def test_xlsx_says_the_same(plain: pd.DataFrame, tmp_path: Path) -> None:
    """Numbers, dates and text cells of a sheet are read as what was typed."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in EVIDENCE.splitlines():
        sheet.append([_cell(text) for text in line.split(",")])
    evidence_as(tmp_path, "e.xlsx", "e.xlsx", b"")
    book.save(tmp_path / "e.xlsx")
    pd.testing.assert_frame_equal(scores(tmp_path), plain)


def _cell(text: str) -> object:
    if text.startswith("2026-"):
        return datetime.date.fromisoformat(text)
    return int(text) if text.isdigit() else text or None


def test_problem_in_a_sheet_names_the_cell(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Мониторинг"
    for line in EVIDENCE.replace(",full,", ",ful,", 1).splitlines():
        sheet.append(line.split(","))
    evidence_as(tmp_path, "e.xlsx", "e.xlsx", b"")
    book.save(tmp_path / "e.xlsx")
    with pytest.raises(indexgov.InputError) as caught:
        indexgov.load_dataset(tmp_path)
    assert [str(problem.place) for problem in caught.value.problems] == [f"{tmp_path.as_posix()}/e.xlsx:Мониторинг!E2"]


@pytest.mark.parametrize(
    ("cell", "rule", "message"),
    [
        ("#N/A", "cell-error", "the cell holds the error #N/A"),
        ("=VLOOKUP(A1,B1:C9,2)", "cell-formula", "the formula =VLOOKUP(A1,B1:C9,2) has no saved result"),
    ],
)
def test_a_cell_that_only_looks_empty_is_refused(cell: str, rule: str, message: str, tmp_path: Path) -> None:
    """Read as empty, such a cell in `body` would make one body's evidence count for every body."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in EVIDENCE.splitlines():
        sheet.append(line.split(","))
    sheet["B2"] = cell
    evidence_as(tmp_path, "e.xlsx", "e.xlsx", b"")
    book.save(tmp_path / "e.xlsx")
    with pytest.raises(indexgov.InputError) as caught:
        indexgov.load_dataset(tmp_path)
    first = caught.value.problems[0]
    assert (first.rule, first.message, first.place.cell) == (rule, message, "Sheet!B2")


def test_a_stray_cell_in_the_last_corner_is_refused(tmp_path: Path) -> None:
    """A sheet is read as a rectangle, and this one would be seventeen thousand million cells."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["XFD1048576"] = "x"
    evidence_as(tmp_path, "e.xlsx", "e.xlsx", b"")
    book.save(tmp_path / "e.xlsx")
    with pytest.raises(indexgov.InputError, match="a sheet has cells up to XFD1048576, more than can be read"):
        indexgov.load_dataset(tmp_path)


def test_kazakh_code_page(tmp_path: Path) -> None:
    """cp1251 has no ә ғ қ ң ө ұ ү һ; files with them are kz1048, and a file read in the wrong one is refused."""
    folder = write_project(
        tmp_path, {"dataset.yaml": DATASET.replace("territories.csv", "{file: territories.csv, encoding: kz1048}")}
    )
    (folder / "territories.csv").write_bytes(TERRITORIES.encode("kz1048"))
    assert indexgov.load_dataset(folder).territories["name_kk"].tolist()[0] == "Өңір 01"
    write_project(folder)
    (folder / "territories.csv").write_bytes(TERRITORIES.encode("kz1048"))
    with pytest.raises(indexgov.InputError, match="is not utf-8"):
        indexgov.load_dataset(folder)


def test_codes_with_leading_zeros_stay_text(tmp_path: Path) -> None:
    """010000000 is a code, not ten million."""
    files = {
        name: text.replace("R01", "010000000")
        for name, text in (("territories.csv", TERRITORIES), ("evidence.csv", EVIDENCE))
    }
    folder = write_project(
        tmp_path, files | {"dataset.yaml": DATASET.replace("estimates: [estimates.csv]\n", "").split("survey:")[0]}
    )
    dataset = indexgov.load_dataset(folder)
    assert dataset.territories["territory"].tolist()[0] == "010000000"
    assert "010000000" in set(dataset.observations["territory"])


def test_kato_codes_are_checked_on_request(tmp_path: Path) -> None:
    text = REGISTRY.replace("languages:", "territory_codes: kato\nlanguages:")
    with pytest.raises(indexgov.InputError, match="'R01' is not a KATO code"):
        indexgov.load_dataset(write_project(tmp_path, {"indicators.yaml": text}))


def test_duplicates_are_seen_across_files(tmp_path: Path) -> None:
    """The same row in two sheets is as wrong as twice in one, and the message names both places."""
    folder = write_project(tmp_path, {"dataset.yaml": DATASET.replace("[evidence.csv]", "[evidence.csv, second.csv]")})
    (folder / "second.csv").write_text("\n".join(EVIDENCE.splitlines()[:2]), encoding="utf-8")
    with pytest.raises(
        indexgov.InputError, match=r"second\.csv:2: error: the row for .* stands twice, first at .*evidence\.csv:2"
    ):
        indexgov.load_dataset(folder)


ROW = "R03,akimat,papers.heads,,{value},https://example.org/8,2026-08-05,{who},{stage},\n"


@pytest.mark.parametrize(
    ("rows", "rule", "score", "disputed"),
    [
        ([("full", "m1", "initial"), ("none", "m2", "second")], "lower", 0, False),
        ([("full", "m1", "initial"), ("none", "m2", "second")], "mean", 50, False),
        ([("full", "m1", "initial"), ("full", "m2", "second")], "fail", 100, False),
        ([("full", "m1", "initial"), ("not_assessed", "m2", "second")], "fail", 100, False),
        ([("full", "m1", "initial"), ("none", "m2", "second"), ("partial", "m3", "adjudicated")], "fail", 50, False),
        ([("none", "m1", "initial"), ("full", "", "reply")], "fail", 0, True),
        ([("none", "m1", "initial"), ("full", "", "reply"), ("partial", "c", "decision")], "fail", 50, False),
        ([("full", "m1", "adjudicated"), ("none", "c", "decision")], "fail", 0, False),
    ],
)
def test_what_counts(rows: list[tuple[str, str, str]], rule: str, score: float, disputed: bool, tmp_path: Path) -> None:
    """A decision before an adjudication before the assessors; a body's objection is never scored, only marked."""
    old = "R03,akimat,papers.heads,,full,https://example.org/8,2026-08-05,,,\n"
    new = "".join(ROW.format(value=value, who=who, stage=stage) for value, who, stage in rows)
    text = REGISTRY.replace("territory: {rule", f"assessors: {{disagreement: {rule}}}\nterritory: {{rule")
    folder = write_project(tmp_path, {"evidence.csv": EVIDENCE.replace(old, new), "indicators.yaml": text})
    found = scores(folder)
    row = found[(found["node"] == "papers.heads") & (found["territory"] == "R03") & (found["body"] == "akimat")].iloc[0]
    assert (row["score"], row["disputed"]) == (score, disputed)


def test_ratio_of_two_assessors_is_settled_by_score(tmp_path: Path) -> None:
    """m1 counts 8.5 of 10, m2 counts 5 of 10: the lower is 50 points, the mean (85 + 50)/2 = 67.5."""
    second = "".join(
        f"R01,akimat,people.requests,{part},{count},https://example.org/3,2026-08-03,m2,second,\n"
        for part, count in (("in_time", 5), ("late", 0), ("received", 10))
    )
    for rule, expected in (("lower", 50.0), ("mean", 67.5)):
        text = REGISTRY.replace("territory: {rule", f"assessors: {{disagreement: {rule}}}\nterritory: {{rule")
        folder = write_project(tmp_path / rule, {"evidence.csv": EVIDENCE + second, "indicators.yaml": text})
        found = scores(folder)
        row = found[
            (found["node"] == "people.requests") & (found["territory"] == "R01") & (found["body"] == "akimat")
        ].iloc[0]
        assert row["score"] == pytest.approx(expected, abs=1e-12)
        assert row["value"] == "in_time=8; late=1; received=10 | in_time=5; late=0; received=10"


def test_empty_denominator_may_mean_not_applicable(tmp_path: Path) -> None:
    """Nobody asked anything: with `empty: not_applicable` the criterion leaves the denominator."""
    zeros = EVIDENCE.replace("in_time,8", "in_time,0").replace("late,1", "late,0").replace("received,10", "received,0")
    folder = write_project(
        tmp_path, {"evidence.csv": zeros, "indicators.yaml": REGISTRY.replace("empty: error", "empty: not_applicable")}
    )
    found = scores(folder)
    row = found[
        (found["node"] == "people.requests") & (found["territory"] == "R01") & (found["body"] == "akimat")
    ].iloc[0]
    assert (row["status"], row["reason"]) == ("not_applicable", "empty_denominator")


def test_standard_error_is_stretched_with_the_scale(tmp_path: Path) -> None:
    """A share with se 0.02 on goalposts 0 to 1 has a score with se 2."""
    estimates = "territory,body,indicator,value,se,n\nR01,akimat,satisfaction.body,0.6,0.02,120\n"
    found = scores(write_project(tmp_path, {"estimates.csv": estimates}))
    row = found[
        (found["node"] == "satisfaction.body") & (found["territory"] == "R01") & (found["body"] == "akimat")
    ].iloc[0]
    assert (row["score"], row["se"]) == (60, 2)


def test_unused_columns_are_kept_with_a_note(tmp_path: Path) -> None:
    lines = EVIDENCE.splitlines()
    extra = "\n".join([lines[0] + ",colour", *(line + ",red" for line in lines[1:])])
    dataset = indexgov.load_dataset(write_project(tmp_path, {"evidence.csv": extra}))
    first = dataset.problems[0]
    assert (first.level, first.message) == (
        "note",
        "columns that are not used: 'colour'",
    )


def test_a_misspelt_column_is_a_warning(tmp_path: Path) -> None:
    """`seen on` for `seen_on` would lose every date without a word."""
    dataset = indexgov.load_dataset(write_project(tmp_path, {"evidence.csv": EVIDENCE.replace("seen_on", "seen on")}))
    first = dataset.problems[0]
    assert (first.level, first.message, first.advice) == (
        "warning",
        "the column 'seen on' is not used",
        "did you mean 'seen_on'?",
    )


def test_rows_of_a_body_that_is_not_concerned_are_named_one_by_one(tmp_path: Path) -> None:
    """Several such rows among good ones: each is reported at its own line, and no good row is condemned."""
    lines = EVIDENCE.splitlines()
    lines[2] = lines[2].replace("R01,akimat,papers.budget", "R01,maslikhat,papers.budget")
    lines[7] = lines[7].replace("R01,maslikhat,people.sessions", "R01,akimat,people.sessions")
    folder = write_project(tmp_path, {"evidence.csv": "\n".join(lines)})
    with pytest.raises(indexgov.InputError) as caught:
        indexgov.load_dataset(folder)
    found = [(problem.rule, problem.place.line) for problem in caught.value.problems]
    assert found == [("not-concerned", 3), ("not-concerned", 8)]


def test_faults_of_all_tables_are_reported_together(tmp_path: Path) -> None:
    """A bad tier, a bad level and a bad share in three files: one run, three errors."""
    files = {
        "territories.csv": TERRITORIES.replace("R03,region", "R03,regoin"),
        "evidence.csv": EVIDENCE.replace(",full,", ",ful,", 1),
        "estimates.csv": "territory,body,indicator,value,n\nR01,akimat,satisfaction.body,60,120\n",
    }
    with pytest.raises(indexgov.InputError) as caught:
        indexgov.load_dataset(write_project(tmp_path, files))
    assert [problem.rule for problem in caught.value.problems] == ["unknown-tier", "unknown-level", "estimate-value"]


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("Monitoring sheet of R01\n" + EVIDENCE, "row 2 has them: the header must be the first row that is not empty"),
        (
            EVIDENCE.replace("territory,body", "Territory,Body", 1),
            "rename 'Territory' to 'territory'; rename 'Body' to 'body'",
        ),
    ],
)
def test_a_header_that_is_not_found(text: str, advice: str, tmp_path: Path) -> None:
    """The usual reasons: a title above the header, other capitals."""
    with pytest.raises(indexgov.InputError) as caught:
        indexgov.load_dataset(write_project(tmp_path, {"evidence.csv": text}))
    assert [(problem.rule, problem.advice) for problem in caught.value.problems] == [("column-missing", advice)]


def test_a_title_instead_of_a_name_is_recognised(tmp_path: Path) -> None:
    """Monitors write what they see on the page: the title of the level, not its name."""
    with pytest.raises(indexgov.InputError, match="write 'partial', which is the name behind this title"):
        indexgov.load_dataset(write_project(tmp_path, {"evidence.csv": EVIDENCE.replace(",partial,", ",ішінара,", 1)}))


def test_remarks_on_what_may_be_forgotten(tmp_path: Path) -> None:
    """An indicator without a row, values beyond the ends of a scale, a date after the period: told, not refused."""
    text = REGISTRY.replace("max: 12, clamp: false", "max: 8")
    evidence = "\n".join(line for line in EVIDENCE.splitlines() if "people.requests" not in line)
    folder = write_project(
        tmp_path, {"indicators.yaml": text, "evidence.csv": evidence.replace("2026-08-05", "2027-01-05")}
    )
    told = [(problem.level, problem.rule, problem.message) for problem in indexgov.load_dataset(folder).problems]
    assert told == [
        ("warning", "nothing-recorded", "nothing is recorded for the indicator 'people.requests'"),
        ("note", "not-recorded", "8 of 30 cells have no row and count as not assessed"),
        ("note", "beyond-ends", "values of 'people.sessions' lie beyond the ends 0 and 8 of its scale: 12"),
        ("note", "seen-late", "2 rows were seen after 2026-Q3 ended on 2026-09-30, the last on 2027-01-05"),
    ]


def test_several_that_nobody_recorded_are_named_in_the_plural(tmp_path: Path) -> None:
    gone = ("people.requests", "people.sessions")
    evidence = "\n".join(line for line in EVIDENCE.splitlines() if not any(name in line for name in gone))
    first = indexgov.load_dataset(write_project(tmp_path, {"evidence.csv": evidence})).problems[0]
    assert first.message == "nothing is recorded for the indicators 'people.sessions', 'people.requests'"


@pytest.mark.parametrize(
    ("found", "allowed", "meant"),
    [
        ("R1", ["R19", "R10", "R01"], "R01"),
        ("R20", ["R02", "R03"], None),
        ("R02", ["R20", "r2"], "r2"),
        ("75000000", ["750000000", "710000000"], None),
        ("clinc2", ["clinic1", "clinic2"], "clinic2"),
        ("likert_15", ["likert_1_4", "likert_1_5"], "likert_1_5"),
        ("2026-S3", ["2026-Q3", "2026-Q2"], "2026-Q3"),
    ],
)
def test_a_code_with_another_number_is_not_what_was_meant(found: str, allowed: list[str], meant: str | None) -> None:
    """`R1` is `R01` and never `R19`: a wrong code that a message offers would be believed."""
    advice = choose_from(found, allowed)
    assert advice.startswith(f"did you mean '{meant}'?" if meant else "allowed:")


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("7 days", "write the number in digits, without words beside it"),
        ("5,5 рабочих дней", "write the number in digits, without words beside it"),
        ("7-9", "write digits with a decimal comma"),
        ("seven", "write digits with a decimal comma"),
    ],
)
def test_a_number_with_its_unit_is_no_number(text: str, advice: str) -> None:
    assert number_fault(text, None, "value", ",") == (f"'{text}' in column 'value' is not a number", advice)


def test_score_refuses_a_dataset_of_another_registry(tmp_path: Path) -> None:
    """Tables checked against one methodology must not be scored by another."""
    dataset = indexgov.load_dataset(write_project(tmp_path))
    other = indexgov.parse_registry(REGISTRY.replace("weight: 60", "weight: 50"))
    with pytest.raises(ValueError, match="checked against another registry"):
        indexgov.score(other, dataset)
    again = indexgov.load_dataset(tmp_path, registry=other)
    assert len(indexgov.score(other, again).ranking) == 9


def test_objection_to_a_cell_without_a_value_stands(tmp_path: Path) -> None:
    """ "You did not look" is what a body may well object to; a final dataset may not pass over it."""
    reply = "R03,akimat,papers.budget,,full,https://example.org/8,2026-08-05,,reply,\n"
    found = scores(write_project(tmp_path / "a", {"evidence.csv": EVIDENCE + reply}))
    row = found[(found["node"] == "papers.budget") & (found["territory"] == "R03")].iloc[0]
    assert (row["status"], bool(row["disputed"])) == ("not_assessed", True)
    final = {"evidence.csv": EVIDENCE + reply, "dataset.yaml": DATASET.replace("status: demo", "status: final")}
    with pytest.raises(indexgov.InputError, match=r"the objection to 'papers\.budget' of 'R03' is open"):
        indexgov.load_dataset(write_project(tmp_path / "b", final))


def test_assessors_who_mean_the_same_agree(tmp_path: Path) -> None:
    """6 and 6.0 are one number; a count of nothing is no value that could be averaged with one."""
    same = "R01,maslikhat,people.sessions,,6.0,https://example.org/4,2026-08-03,m2,second,\n"
    indexgov.load_dataset(write_project(tmp_path / "a", {"evidence.csv": EVIDENCE + same}))
    nothing = "".join(
        f"R01,akimat,people.requests,{part},0,https://example.org/3,2026-08-03,m2,second,\n"
        for part in ("in_time", "late", "received")
    )
    text = REGISTRY.replace("empty: error", "empty: not_applicable")
    text = text.replace("territory: {rule", "assessors: {disagreement: mean}\nterritory: {rule")
    with pytest.raises(indexgov.InputError, match=r"'people\.requests' has 2 values"):
        indexgov.load_dataset(
            write_project(tmp_path / "b", {"evidence.csv": EVIDENCE + nothing, "indicators.yaml": text})
        )


def test_parts_may_be_amounts(tmp_path: Path) -> None:
    """0.1 + 0.2 of 0.3 is the whole, whatever the last digit says."""
    text = (
        EVIDENCE.replace("in_time,8", "in_time,0.1")
        .replace("late,1", "late,0.2")
        .replace("received,10", "received,0.3")
    )
    rules = REGISTRY.replace("late: 0.5", "late: 1")
    found = scores(write_project(tmp_path, {"evidence.csv": text, "indicators.yaml": rules}))
    row = found[(found["node"] == "people.requests") & (found["territory"] == "R01") & (found["body"] == "akimat")]
    assert row["score"].iloc[0] == 100


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        ({"indicators.yaml": ("scale: opinion", "scale: points"), "questionnaire.yaml": ("code: 5,", "code: 500,")},
         "the answer 500 to 'q_roads' lies outside the ends 0 to 100"),
        ({"indicators.yaml": ("measure: mean\n            scale: opinion",
                              "measure: share\n            codes: [35]\n            scale: share")},
         "the indicator 'satisfaction.roads' counts the code 35, which is no valid answer to 'q_roads'"),
    ],
)  # fmt: skip
def test_questions_fit_their_indicators(edits: dict[str, tuple[str, str]], message: str, tmp_path: Path) -> None:
    """A code of 500 on a scale of 100 points would leave the range; a code that nobody can give would score 0."""
    files = {name: FILES[name].replace(*edit) for name, edit in edits.items()}
    with pytest.raises(indexgov.InputError, match=message):
        indexgov.load_dataset(write_project(tmp_path, files))


def test_a_period_without_any_valid_indicator(tmp_path: Path) -> None:
    text = re.sub(r"(\n +)scale: ", r"\1valid: {to: 2020}\1scale: ", REGISTRY)
    rules = indexgov.parse_registry(text)
    with pytest.raises(indexgov.InputError, match="no indicator of the registry is valid in 2026-Q3"):
        indexgov.load_dataset(write_project(tmp_path), registry=rules)


@pytest.mark.parametrize("name", ["x" * 300, ".", "nowhere/e.csv"])
def test_names_that_no_file_has(name: str, tmp_path: Path) -> None:
    quoted = f'"{name}"'
    folder = write_project(tmp_path, {"dataset.yaml": DATASET.replace("evidence.csv", quoted)})
    with pytest.raises(indexgov.InputError) as caught:
        indexgov.load_dataset(folder)
    assert [problem.rule for problem in caught.value.problems] == ["file"]


@pytest.mark.parametrize(
    ("rule", "better", "score"), [("mean", "higher", 30), ("lower", "higher", 20), ("lower", "lower", 60)]
)
def test_assessors_who_differ_are_settled_before_a_value_is_placed(
    tmp_path: Path, rule: str, better: str, score: float
) -> None:
    """6 and 4 sessions among 2 and 12: 5 is 100 x 3/10 and 4 is 100 x 2/10; where less is better 6 is the worse."""
    text = REGISTRY.replace("territory: {rule", f"assessors: {{disagreement: {rule}}}\nterritory: {{rule")
    text = text.replace("sessions: {goalposts: {min: 0, max: 12, clamp: false}}", "sessions: {minmax: {}}")
    text = text.replace("scale: sessions", f"scale: sessions\n                better: {better}")
    row = "R01,maslikhat,people.sessions,,6,https://example.org/4,2026-08-03,,,\n"
    evidence = EVIDENCE.replace(
        row, row.replace("03,,,", "03,M1,,") + row.replace(",6,", ",4,").replace("03,,,", "03,M2,second,")
    )
    evidence += row.replace("R01", "R03").replace(",6,", ",2,")
    folder = write_project(tmp_path / "p", {"indicators.yaml": text, "evidence.csv": evidence})
    data = indexgov.load_dataset(folder)
    scores = indexgov.score(data.registry, data).scores
    mine = scores[(scores["territory"] == "R01") & (scores["node"] == "people.sessions")]
    assert mine.loc[mine["body"] == "maslikhat", "score"].tolist() == pytest.approx([score])
