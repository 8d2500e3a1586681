"""`indexgov survey` as its users run it: what it prints and writes, what it never tells, and what it refuses."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
import threading
import time
import warnings
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result

import indexgov
from indexgov import progress
from indexgov.cli import main
from indexgov.inputs.engines import DuckDBEngine
from indexgov.progress import Bar
from indexgov.report.mapping import mapping_lines
from indexgov.survey import Design, Measure, Raking, estimate
from indexgov.tables import ESTIMATES
from tests import small_project
from tests.small_survey import DATASET, FILES, MARKERS, QUESTIONNAIRE, write_survey

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import openpyxl

RAKED = DATASET + "  raking: {margins: [sex]}\npublication: {profile: nchs}\nperiod: 2026-Q3\n"


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return write_survey(tmp_path / "s")


MAPPED = """\
how the columns are understood
column   question  used for                  scale                 direction         no answer
Town               area
layer              stratum
block              PSU
wgt                weight
sex      sex       sex.1, sex.2              choice
visited  visited   visited, filter visitors  yes_no
Q1       roads     roads, roads.top_box      1 worst to 4 best     higher is better  dk 98, ref 99
clinic   clinic    clinic                    yes_no (of visitors)
s/answers.csv:1: note: columns that are not used: 'id', 'comment' [column-extra]
"""
TOLD = """\
Northern towns
Synthetic data, not an assessment
Respondents: 116
Measures: 6
Standard errors: strata, PSUs and weights
Confidence intervals: 95%; xlogit for shares, Student's t for means, Woodruff for medians
Rules of publication: standard (min_n 30, disclosure 10, min_psus 2, min_df 8, half_width 10,
  no_answer 0.2)

sex.1: Sex
  share who answered: woman
  area          value   95% interval    n  n_eff  deff
  Ashford       54.1%  40.3% … 67.3%   60   58.4  1.03  Flagged: wide confidence interval
  Birchwood         —              —    —      —     —
      Removed: withheld so that another withheld figure cannot be worked out
  Highland          —              —    —      —     —  Removed: fewer than 10 respondents
  Whole sample  51.9%  41.6% … 62.0%  116   96.9  1.20  Flagged: wide confidence interval

sex.2: Sex
  share who answered: man
  area          value   95% interval    n  n_eff  deff
  Ashford       45.9%  32.7% … 59.7%   60   58.4  1.03  Flagged: wide confidence interval
  Birchwood         —              —    —      —     —
      Removed: withheld so that another withheld figure cannot be worked out
  Highland          —              —    —      —     —  Removed: fewer than 10 respondents
  Whole sample  48.1%  38.0% … 58.4%  116   96.9  1.20  Flagged: wide confidence interval

visited: Did you visit a clinic?
  share who answered: yes
  area          value   95% interval    n  n_eff  deff
  Ashford       72.1%  61.3% … 80.8%   60   93.3  0.64
  Birchwood         —              —    —      —     —
      Removed: withheld so that another withheld figure cannot be worked out
  Highland          —              —    —      —     —  Removed: fewer than 10 respondents
  Whole sample  75.3%  67.9% … 81.5%  116  166.3  0.70

roads: How are the roads?
  mean
  area          value  95% interval   n  n_eff  deff  don't know  refused
  Ashford        2.77   2.43 … 3.11  52   33.0  1.58        6.2%     5.6%
      Flagged: wide confidence interval
  Birchwood         —             —   —      —     —           —        —
      Removed: withheld so that another withheld figure cannot be worked out
  Highland          —             —   —      —     —           —        —
      Removed: fewer than 10 respondents
  Whole sample   2.73   2.52 … 2.95  96   77.9  1.23        9.4%     6.7%

roads.top_box: How are the roads?
  share of the best answers: good, very good
  area          value   95% interval   n  n_eff  deff  don't know  refused
  Ashford       61.3%  40.8% … 78.5%  52   27.3  1.91        6.2%     5.6%
      Flagged: wide confidence interval
  Birchwood         —              —   —      —     —           —        —
      Removed: withheld so that another withheld figure cannot be worked out
  Highland          —              —   —      —     —           —        —
      Removed: fewer than 10 respondents
  Whole sample  59.4%  46.8% … 70.8%  96   67.6  1.42        9.4%     6.7%
      Flagged: wide confidence interval

clinic: Was the clinic clean?
  share who answered: yes; of those who visited a clinic
  area          value   95% interval   n  n_eff  deff
  Ashford       86.4%  72.1% … 93.9%  43   48.0  0.90  Flagged: wide confidence interval
  Birchwood         —              —   —      —     —
      Removed: withheld so that another withheld figure cannot be worked out
  Highland          —              —   —      —     —  Removed: fewer than 10 respondents
  Whole sample  84.8%  76.0% … 90.7%  87  102.5  0.85

4 files in out/towns/s, for people: out/towns/s/survey.xlsx
"""


@pytest.mark.usefixtures("folder")
def test_the_whole_text() -> None:
    """Highland's 8 are too few to be told of; Birchwood goes with it, or the whole less Ashford would tell."""
    result = run("survey", "s")
    assert result.exit_code == 0
    assert result.stderr == MAPPED
    assert result.stdout == TOLD


def test_figures_are_those_of_the_library(folder: Path) -> None:
    """The table is what `estimate` finds in the same file; a share by hand: the weight of women over all weights."""
    found = indexgov.load_survey(folder)
    data = pd.read_csv(folder / "answers.csv")
    women = data["wgt"].where(data["sex"] == 1, 0)
    released = found.released.set_index(["indicator", "territory"])
    assert released.loc[("sex.1", ""), "value"] == pytest.approx(women.sum() / data["wgt"].sum(), abs=1e-12)
    again = estimate(
        data,
        indexgov.load_questionnaire(folder / "questionnaire.yaml"),
        area="Town",
        design=Design(weight="wgt", stratum="layer", psu="block"),
        columns={"roads": "Q1"},
        measures=[Measure("roads", "roads", "mean")],
    ).frame.set_index("territory")
    for place in ("Ashford", ""):
        for figure in ("value", "se", "df"):
            assert released.loc[("roads", place), figure] == pytest.approx(again.loc[place, figure], abs=1e-12)


def test_files(folder: Path) -> None:
    """Tables in full precision with the columns that the reference names; nothing temporary stays."""
    assert run("survey", "s").exit_code == 0
    out = Path("out/towns/s")
    files = {"estimates.csv", "survey_mapping.csv", "survey.xlsx", "manifest.json"}
    assert {path.name for path in out.iterdir()} == files
    assert [path.name for path in out.parent.iterdir()] == ["s"]
    table = pd.read_csv(out / "estimates.csv", keep_default_na=False)
    assert list(table) == list(ESTIMATES.all)
    assert list(table["territory"].unique()) == ["Ashford", "Birchwood", "Highland", ""]
    removed = table[table["publication"] == "removed"]
    assert set(removed["territory"]) == {"Birchwood", "Highland"}
    assert (removed[["value", "se", "n", "dont_know"]] == "").all(axis=None)
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["survey"] == {"id": "towns", "respondents": 116, "measures": 6}
    assert set(manifest["inputs"]) == {path.name for path in folder.iterdir()}
    assert set(manifest["outputs"]) == files - {"manifest.json"}


@pytest.mark.usefixtures("folder")
def test_same_inputs_same_bytes() -> None:
    contents = []
    for name in ("one", "two"):
        assert run("survey", "s", "--out", name, "--quiet").output == ""
        contents.append({path.name: path.read_bytes() for path in Path(name).iterdir()})
    assert contents[0] == contents[1]
    assert run("survey", "s", "--out", "one").exit_code == 0


def test_other_files_are_not_replaced(folder: Path) -> None:
    """Neither strangers' files nor the results of another survey or of an index."""
    write_survey(folder.parent / "other", {"questionnaire.yaml": QUESTIONNAIRE.replace("id: towns", "id: villages")})
    assert run("survey", "s", "--out", "r").exit_code == 0
    result = run("survey", "other", "--out", "r")
    assert result.exit_code == 1
    assert "'r' holds the estimates of the survey 'towns'; name another folder with --out" in result.stderr
    (folder.parent / "r" / "mine.txt").write_text("", encoding="utf-8")
    assert "such as 'mine.txt'" in run("survey", "s", "--out", "r").stderr


def workbook(path: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path)


def test_workbook_in_the_first_language_of_the_questionnaire_or_another(folder: Path) -> None:
    write_survey(folder, {"dataset.yaml": RAKED})
    sheets = {"en": ["About", "Estimates", "Mapping", "Raking"], "ru": ["Об опросе", "Оценки", "Столбцы", "Рейкинг"]}
    sheets["kk"] = ["Сауалнама туралы", "Бағалар", "Бағандар", "Рейкинг"]
    for language, names in sheets.items():
        assert run("survey", "s", "--out", language, "--lang", language).exit_code == 0
        assert workbook(f"{language}/survey.xlsx").sheetnames == names
    assert run("survey", "s", "--out", "default").exit_code == 0
    assert workbook("default/survey.xlsx").sheetnames == sheets["en"]


def test_every_sheet_says_that_data_are_synthetic(folder: Path) -> None:
    """And none where the dataset does not say so."""
    write_survey(folder, {"dataset.yaml": RAKED})
    assert run("survey", "s", "--out", "r").exit_code == 0
    book = workbook("r/survey.xlsx")
    assert {sheet["A1"].value for sheet in book} == {"Synthetic data, not an assessment"}
    assert all("Synthetic data" in sheet.oddHeader.left.text for sheet in book)
    write_survey(folder, {"dataset.yaml": RAKED.removeprefix("status: demo\n")})
    assert run("survey", "s", "--out", "r").exit_code == 0
    assert {sheet["A1"].value for sheet in workbook("r/survey.xlsx")} == {None}


def test_hidden_figures_are_dashes_for_people_and_values_for_the_index(folder: Path) -> None:
    """Ashford's share of good roads has an interval wider than 30 points, which the NCHS suppresses."""
    write_survey(folder, {"dataset.yaml": RAKED})
    stdout = run("survey", "s", "--out", "r").stdout
    block = stdout.partition("roads.top_box: ")[2].splitlines()
    assert block[3].split()[:3] == ["Ashford", "—", "—"]
    assert block[4].strip() == "Hidden: too imprecise by the standards of the NCHS"
    table: Any = pd.read_csv("r/estimates.csv").set_index(["indicator", "territory"])
    row = table.loc[("roads.top_box", "Ashford")]
    assert row["publication"] == "hidden"
    assert 0 < row["value"] < 1
    sheet = workbook("r/survey.xlsx")["Estimates"]
    heads = [cell.value for cell in sheet[3]]
    cells: dict[Any, Any] = {(row[0].value, row[-1].value): row for row in sheet.iter_rows(min_row=4)}
    value, mean = (cells["Ashford", name][heads.index("Value")] for name in ("roads.top_box", "roads"))
    assert value.value == "—"
    assert mean.number_format == "0.00"
    assert cells["Ashford", "visited"][heads.index("Value")].number_format == "0.0%"
    assert sheet.freeze_panes == "B4"
    assert sheet.auto_filter.ref == "A3:R27"
    about = [cell.value for cell in workbook("r/survey.xlsx")["About"]["B"]]
    assert "too imprecise by the standards of the NCHS (nchs_suppress): 1" in about
    assert "hidden: 1" in about


def test_raking_is_reported(folder: Path) -> None:
    """The factor of women is (6500/10000) / (their share of the weights), that of men likewise."""
    write_survey(folder, {"dataset.yaml": RAKED})
    stdout = run("survey", "s", "--out", "r").stdout
    data = pd.read_csv(folder / "answers.csv")
    share = data.loc[data["sex"] == 1, "wgt"].sum() / data["wgt"].sum()
    low, high = sorted((0.65 / share, 0.35 / (1 - share)))
    text = " ".join(stdout.split())
    assert "to the margins sex; 1 round; converged; largest gap 0%;" in text
    assert f"factors from {low:.2f} to {high:.2f} (mean 1)" in text
    table = pd.read_csv("r/raking.csv")
    assert list(table) == ["margin", "category", "population", "before", "after", "gap"]
    assert table["before"].tolist() == pytest.approx([share, 1 - share])
    assert table["after"].tolist() == pytest.approx([0.65, 0.35])
    rows = [[cell.value for cell in row] for row in workbook("r/survey.xlsx")["Raking"].iter_rows(min_row=4, max_row=5)]
    assert [row[1] for row in rows] == ["woman", "man"]


def test_nothing_of_single_respondents_comes_out(folder: Path) -> None:
    """Numbers of respondents and free texts are not read into anything, be it text, table, workbook or error."""
    write_survey(folder, {"dataset.yaml": RAKED})
    results = [run("survey", "s", "--out", "r"), run("survey", "s", "--out", "r", "--json"), run("check", "s")]
    write_survey(folder, {"answers.csv": FILES["answers.csv"].replace(",98,", ",77,")})
    results.append(run("survey", "s", "--out", "r"))
    told = [text for result in results for text in (result.stdout, result.stderr)]
    for path in Path("r").iterdir():
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as parts:
                told += [parts.read(name).decode("utf-8") for name in parts.namelist()]
        else:
            told.append(path.read_text(encoding="utf-8"))
    assert "77" in told[6] + told[7]
    for marker in MARKERS:
        assert not any(marker in text for text in told)


def test_json(folder: Path) -> None:
    write_survey(folder, {"dataset.yaml": RAKED})
    result = run("survey", "s", "--out", "r", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    content = json.loads(result.stdout)
    assert {key: content[key] for key in ("survey", "period", "status", "respondents", "out")} == {
        "survey": "towns", "period": "2026-Q3", "status": "demo", "respondents": 116, "out": "r",
    }  # fmt: skip
    assert len(content["estimates"]) == 24
    assert list(content["estimates"][0]) == list(ESTIMATES.all)
    removed = next(one for one in content["estimates"] if one["territory"] == "Highland")
    assert (removed["value"], removed["reason"]) == (None, "disclosure")
    assert [one["column"] for one in content["mapping"]][:2] == ["Town", "layer"]
    assert len(content["raking"]) == 2
    assert [one["rule"] for one in content["problems"]] == ["column-extra"]


REGIONS = "\n".join(
    ["territory,psu,weight,q_roads"]
    + [
        f"R0{1 + at % 3},{at % 12},{1 + at % 5},{(1, 3, 5, 5, 3, 98)[at * at % 6 if at % 7 else 5]}"
        for at in range(240)
        if at % 3 or at < 60
    ]
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dataset with a registry whose microdata have PSUs; R01 has too few answers for min_n."""
    monkeypatch.chdir(tmp_path)
    dataset = small_project.DATASET.replace(
        "unclustered: true, columns: {weight: weight}", "columns: {weight: weight, psu: psu}"
    )
    dataset = dataset.replace("publication: {profile: open}\n", "")
    return small_project.write_project(tmp_path / "p", {"dataset.yaml": dataset, "survey.csv": REGIONS + "\n"})


def test_estimates_are_read_back_as_they_were(project: Path) -> None:
    """A dataset that names estimates.csv in the place of the microdata has the same figures, bit by bit."""
    with_microdata = indexgov.load_dataset(project)
    assert run("survey", "p", "--out", "p/survey", "--quiet").exit_code == 0
    written = (project / "dataset.yaml").read_text(encoding="utf-8").splitlines()
    text = "\n".join(line for line in written if "survey:" not in line)
    text = text.replace("estimates: [estimates.csv]", "estimates: [estimates.csv, survey/estimates.csv]")
    (project / "dataset.yaml").write_text(text, encoding="utf-8")
    read_back = indexgov.load_dataset(project)
    columns = [one for one in ESTIMATES.all if one not in ("publication", "flags")]
    tables = []
    for dataset in (with_microdata, read_back):
        estimates = dataset.estimates
        mine = estimates[(estimates["indicator"] == "satisfaction.roads") & (estimates["territory"] != "")]
        tables.append(mine.sort_values("territory").reset_index(drop=True)[columns])
    assert set(tables[0]["status"]) == {"assessed", "not_assessed"}
    pd.testing.assert_frame_equal(tables[0], tables[1], check_exact=True, check_dtype=False)
    assert "whole-sample" in {problem.rule for problem in read_back.problems}


def test_indicators_of_a_registry_or_every_question(project: Path) -> None:
    """Areas have the names of the table of territories."""
    stdout = run("survey", "p", "--lang", "ru").stdout
    assert "satisfaction.roads: Дороги" in stdout
    assert "Регион 02" in stdout
    assert "top_box" not in stdout
    assert "q_roads.top_box: Roads?" in run("survey", "p", "--questions").stdout
    assert indexgov.load_survey(project).names["R02"]["kk"] == "Өңір 02"


def test_a_survey_of_another_country(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any column can be the area, names are the agency's, and nothing else than the survey need be told."""
    monkeypatch.chdir(tmp_path)
    questionnaire = """\
indexgov_questionnaire: 1
id: "баға / 2026"
title: {kk: Сауалнама}
languages: [kk]
questions:
  trust:
    text: {kk: Сенесіз бе?}
    type: yes_no
    codes: [{code: 1, label: {kk: иә}}, {code: 0, label: {kk: жоқ}}]
"""
    dataset = """\
survey: {file: data.csv, questionnaire: q.yaml, columns: {territory: "Provincia / Distrito", questions: {trust: P 12}}}
publication: {profile: open}
"""
    rows = "\n".join(f"{'Áncash' if at % 2 else 'Piura'},{int(at % 3 == 0)}" for at in range(30))
    for name, text in (
        ("dataset.yaml", dataset),
        ("q.yaml", questionnaire),
        ("data.csv", f"Provincia / Distrito,P 12\n{rows}\n"),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    result = run("survey", ".")
    assert result.exit_code == 0
    assert "[clustering-unknown]" in result.stderr
    lines = result.stdout.splitlines()
    assert lines[0] == "Сауалнама"
    assert "Стандартты қателер: салмақтар да жоқ, топтасуы белгісіз" in lines
    assert next(line for line in lines if "Áncash" in line).split()[1] == "33,3%"
    assert (tmp_path / "out" / "баға-2026" / tmp_path.name / "survey.xlsx").exists()


@pytest.mark.parametrize(
    ("design", "told"),
    [
        ("{}", "strata, PSUs and weights"),
        ("{stratum: null}", "PSUs and weights"),
        ("{stratum: null, weight: null}", "PSUs"),
        ("{stratum: null, psu: null}", "weights only, clustering unknown"),
    ],
)
def test_the_basis_of_standard_errors_in_words(folder: Path, design: str, told: str) -> None:
    import yaml

    content = yaml.safe_load(DATASET)
    columns = content["survey"]["columns"] | yaml.safe_load(design)
    content["survey"]["columns"] = {key: value for key, value in columns.items() if value is not None}
    write_survey(folder, {"dataset.yaml": yaml.safe_dump(content, allow_unicode=True)})
    assert f"Standard errors: {told}" in run("survey", "s").stdout.splitlines()


def test_what_else_the_head_says(folder: Path) -> None:
    more = "  lonely_psu: adjust\n  confidence: 0.9\n  interval: wald\nsampling: {en: Every tenth house.}\n"
    write_survey(folder, {"dataset.yaml": DATASET + more})
    lines = run("survey", "s").stdout.splitlines()
    assert "Sample: Every tenth house." in lines
    assert "Strata with a single PSU: the rule ‘adjust’" in lines
    assert "Confidence intervals: 90%; wald for shares, Student's t for means, Woodruff for medians" in lines
    cluster = DATASET.replace("stratum: layer, psu: block, ", "") + "  cluster: {size: 6, rho: 0.1}\n"
    write_survey(folder, {"dataset.yaml": cluster})
    text = " ".join(run("survey", "s").stdout.split())
    assert "weights; clustering assumed: 6 respondents a cluster, rho 0.1, variance times 1.5" in text


def test_check_knows_a_survey(folder: Path) -> None:
    result = run("check", "s")
    assert result.exit_code == 0
    assert result.stderr.splitlines()[-1] == "s: survey of 116 respondents, 6 measures: no errors, 1 note"
    assert "is a survey, which has no editions" in run("check", "s", "--from", "2026-Q2", "--to", "2026-Q3").stderr
    write_survey(folder, {"dataset.yaml": DATASET.replace("Town", "Toun")})
    assert run("check", "s").exit_code == 1


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"dataset.yaml": DATASET.replace("Town", "Toun")}, "the column 'Toun' is missing"),
        ({"dataset.yaml": DATASET.replace("roads: Q1", "rods: Q1")}, "the questionnaire has no question 'rods'"),
        ({"dataset.yaml": DATASET.replace("questionnaire.yaml", "q.yaml")}, "the file 'q.yaml' does not exist"),
        ({"dataset.yaml": "title: {en: a}\n"}, "dataset.yaml:1:1: error: the key 'survey' is missing"),
        ({"answers.csv": FILES["answers.csv"].replace(",98,", ",77,")}, "'77' is not an answer to 'Q1'"),
        ({"questionnaire.yaml": QUESTIONNAIRE.replace("type: scale", "type: skale")}, "skale"),
    ],
    ids=["column", "question", "file", "no-survey", "code", "questionnaire"],
)
def test_errors(folder: Path, files: dict[str, str], told: str) -> None:
    """Errors stand on standard error with their places, nothing is written, and the exit code is 1."""
    write_survey(folder, files)
    result = run("survey", "s")
    assert result.exit_code == 1
    assert told in result.stderr
    assert result.stdout == ""
    assert result.stderr.splitlines()[-1].endswith("nothing was written")
    assert not Path("out").exists()
    as_json = run("survey", "s", "--json")
    assert as_json.exit_code == 1
    assert told.partition("error: ")[2] or told in as_json.stdout


def test_a_questionnaire_with_errors_cannot_be_loaded(folder: Path) -> None:
    assert indexgov.load_questionnaire(folder / "questionnaire.yaml").id == "towns"
    write_survey(folder, {"questionnaire.yaml": QUESTIONNAIRE.replace("type: scale", "type: skale")})
    with pytest.raises(indexgov.InputError, match="skale"):
        indexgov.load_questionnaire(folder / "questionnaire.yaml")
    with pytest.raises(indexgov.InputError, match="cannot read"):
        indexgov.load_questionnaire(folder / "none.yaml")


def test_the_library_is_light() -> None:
    """Names of the survey are there after `import indexgov`, and nothing heavy comes before they are used."""
    code = (
        "import sys, indexgov, indexgov.survey as s; "
        "assert not {'pandas', 'narwhals', 'scipy'} & set(sys.modules); "
        "assert indexgov.survey is s; [getattr(s, name) for name in s.__all__]; "
        "assert indexgov.survey.estimate; assert dir(s); print(len(s.__all__))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 5
    assert Raking(("sex",)).limit is None
    with pytest.raises(AttributeError):
        _ = indexgov.survey.nothing


def test_the_columns_fit_the_terminal() -> None:
    """Long labels of a file are cut, the widest column first; short ones stay."""
    row = dict.fromkeys(("column", "question", "used_for", "type", "scale", "direction", "dont_know", "refused"), "")
    row |= {"filter": "", "file_missing": "98", "file_labels": "1 " + "very " * 40}
    lines = [line.text for line in mapping_lines(pd.DataFrame([row | {"column": "Q1", "type": "choice"}]), 60)]
    assert max(map(len, lines)) == 60
    assert lines[2].startswith("Q1      choice  1 very")
    assert lines[2].endswith("…")


class Terminal(io.StringIO):
    """Standard error that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_bar_stands_on_a_terminal_and_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    """It appears after a while, shows the share that is told, clears its line, and its thread ends; also on errors."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress, "_WAIT", 0.01)
    monkeypatch.setattr(progress, "_EVERY", 0.01)
    before = threading.active_count()
    with contextlib.suppress(ValueError), Bar() as bar:
        bar("estimating", lambda: 0.42)
        deadline = time.monotonic() + 5
        while "42%" not in terminal.getvalue() and time.monotonic() < deadline:
            time.sleep(0.01)
        bar.aside(lambda: print("a line", file=terminal))
        raise ValueError
    assert threading.active_count() == before
    shown = terminal.getvalue()
    assert "estimating" in shown
    assert "42%" in shown
    assert "\r\033[Ka line\n" in shown
    assert shown.endswith("\r\033[K")


def test_no_bar_where_nobody_sees_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither in a file nor for what is over at once."""
    monkeypatch.setattr(progress, "_WAIT", 0.0)
    quiet = io.StringIO()
    monkeypatch.setattr(sys, "stderr", quiet)
    with Bar() as bar:
        bar("reading", None)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress, "_WAIT", 60.0)
    with Bar(), Bar(shown=False):
        pass
    assert (quiet.getvalue(), terminal.getvalue()) == ("", "")


def test_duckdb_tells_how_far_it_is(tmp_path: Path) -> None:
    """0 to 1, NaN while it does not know; polled from a thread while a query runs."""
    pytest.importorskip("duckdb")
    engine = DuckDBEngine(tmp_path)
    seen: list[float] = []
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.005):
            seen.append(engine.progress() if engine.progress is not None else np.nan)

    thread = threading.Thread(target=look)
    thread.start()
    engine.connection.sql("SELECT count(*) FROM range(300000000) t(a) WHERE a % 7 = 1").fetchall()
    over.set()
    thread.join()
    known = [one for one in seen if not np.isnan(one)]
    assert known
    assert all(0 <= one <= 1 for one in known)


def test_parquet_gives_the_same_figures(folder: Path) -> None:
    """A file that is not read whole is watched, and its figures are those of the CSV file."""
    pytest.importorskip("duckdb")
    pd.read_csv(folder / "answers.csv").drop(columns=["id", "comment"]).to_parquet(folder / "answers.parquet")
    from_csv = indexgov.load_survey(folder)
    write_survey(folder, {"dataset.yaml": DATASET.replace("answers.csv", "answers.parquet")})
    told: list[tuple[str, bool]] = []
    found = indexgov.load_survey(folder, watch=lambda step, fraction: told.append((step, fraction is not None)))
    assert told == [("reading", False), ("reading", True), ("estimating", True)]
    pd.testing.assert_frame_equal(found.released, from_csv.released, check_exact=False, rtol=1e-12)


def test_parquet_that_breaks_between_two_passes(folder: Path) -> None:
    """Damage behind the first pages is met only by the pass that adds up."""
    pytest.importorskip("duckdb")
    path = folder / "answers.parquet"
    pd.read_csv(folder / "answers.csv").drop(columns=["id", "comment"]).to_parquet(path)
    write_survey(folder, {"dataset.yaml": DATASET.replace("answers.csv", path.name)})
    whole = path.read_bytes()

    def damage(step: str, _: object) -> None:
        if step == "estimating":
            path.write_bytes(whole[:4] + bytes(len(whole) - 4))

    with pytest.raises(indexgov.InputError) as caught:
        indexgov.load_survey(folder, watch=damage)
    [problem] = caught.value.problems
    assert (problem.rule, problem.message[:25]) == ("file", "the file cannot be read: ")
    assert problem.place.file.endswith("answers.parquet")
