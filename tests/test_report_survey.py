"""What readers see of a survey figure: interval, answers, what its error stands on, flags, and why it is not shown."""

from __future__ import annotations

import re
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

import indexgov
from indexgov.cli import main
from indexgov.report.card_model import IndicatorRow
from indexgov.report.explanation import lines
from indexgov.report.mapping import HEADING, mapping_lines
from indexgov.report.scorecards_model import Scorecards
from indexgov.report.site import Material, write_site
from indexgov.report.survey_figures import survey_sentences
from indexgov.report.view import scorecards
from indexgov.report.words import DASH, words_of
from indexgov.report.workbook.marks import HIDDEN_MARK
from indexgov.report.workbook.scorecards import write_workbook
from indexgov.survey.mapping import MAPPING
from indexgov.tables import BASES
from tests.small_project import DATASET, write_project

LANGUAGES = ("kk", "ru", "en")
HEAD = "territory,body,indicator,value,n,se,df,ci_low,ci_high,confidence,n_psu,basis,dont_know,refused\n"
ESTIMATES = (
    HEAD
    + """\
R01,akimat,satisfaction.body,0.6,120,0.025,10,0.55,0.65,0.95,12,design,0.08,0.02
R01,maslikhat,satisfaction.body,0.5137,120,0.03,10,0.46,0.57,0.95,1,design,0.08,0.02
R01,,satisfaction.roads,4.25,118,0.1,10,4.03,4.47,0.95,12,design,,
R02,,satisfaction.body,0.4,110,0.05,109,0.35,0.45,0.95,30,weights_only,0.3,0.05
R02,,satisfaction.roads,2,110,0.1,8,,,,,,,
R03,akimat,satisfaction.body,0.7,12,0.05,10,,,,12,design,,
R03,maslikhat,satisfaction.body,0.3,8,0.05,10,,,,12,design,,
"""
)
SAMPLING = "sampling: {kk: Тізім бойынша., ru: По списку., en: From a list.}\npublication: {profile: standard}\n"


@pytest.fixture(scope="module")
def assessment(tmp_path_factory: pytest.TempPathFactory) -> indexgov.Assessment:
    dataset = (
        "\n".join(line for line in DATASET.splitlines() if not line.startswith(("survey:", "publication:")))
        + "\n"
        + SAMPLING
    )
    folder = write_project(tmp_path_factory.mktemp("p"), {"estimates.csv": ESTIMATES, "dataset.yaml": dataset})
    data = indexgov.load_dataset(folder)
    return indexgov.score(data.registry, data)


@pytest.fixture(scope="module")
def view(assessment: indexgov.Assessment) -> Scorecards:
    return scorecards(assessment, "en")


def leaf(view: Scorecards, territory: str, body: str, node: str = "satisfaction.body") -> IndicatorRow:
    card = next(card for card in view.cards if card.key == (territory, body))
    return next(row for row in card.rows if row.id == node)


def test_what_stands_behind_a_figure(view: Scorecards) -> None:
    answers = leaf(view, "R01", "akimat").answers
    assert answers is not None
    assert answers.interval == "95%: 55.0–65.0%"
    assert (answers.n.number, answers.dont_know.text, answers.refused.text) == (120, "8.0%", "2.0%")
    assert (answers.se.number, answers.df.number) == (0.025, 10)
    assert answers.basis_words == "strata, sampling units and weights"
    assert (answers.flags, answers.hidden, answers.doubtful) == ((), "", False)
    roads = leaf(view, "R01", "akimat", "satisfaction.roads").answers
    assert roads is not None
    assert roads.interval == "95%: 4.03–4.47", "a mean is not a share"
    given = leaf(view, "R02", "akimat", "satisfaction.roads").answers
    assert given is not None
    assert (given.basis_words, given.interval) == ("as delivered", "")


def test_flags_and_doubtful_bases_are_told_in_words(view: Scorecards) -> None:
    answers = leaf(view, "R02", "akimat").answers
    assert answers is not None
    assert answers.flags == ("many did not know or refused to answer",)
    assert answers.basis_words == "weights only, clustering unknown"
    assert answers.doubtful


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_basis_has_words(language: str) -> None:
    words = words_of(language)
    assert all(words.has(f"basis_{basis}") for basis in BASES)


def test_a_hidden_figure_counts_but_is_not_shown(assessment: indexgov.Assessment, view: Scorecards) -> None:
    """One sampling unit tells nothing of the spread; the points stay, so that the card adds up."""
    row = leaf(view, "R01", "maslikhat")
    assert row.hidden
    assert (row.value, row.number, row.score.text, row.score.number, row.spread) == (DASH, None, DASH, None, None)
    assert row.reason == "not shown, but counted in the index: too few primary sampling units"
    assert row.status == "assessed"
    card = next(card for card in view.cards if card.key == ("R01", "maslikhat"))
    internal = next(node for node in card.nodes if node.id == "internal")
    below = [one for one in card.rows if one.measured]
    assert sum(one.contribution.number or 0 for one in below) == pytest.approx(internal.contribution.number, abs=1e-9)
    scores = assessment.scores
    mine = (scores["territory"] == "R01") & (scores["body"] == "maslikhat") & (scores["node"] == "satisfaction.body")
    assert scores.loc[mine, "score"].item() == pytest.approx(51.37)
    own = leaf(view, "R01", "", "satisfaction.body@maslikhat")
    assert own.hidden


def test_removed_figures_keep_their_row_and_reason(view: Scorecards) -> None:
    few, fewer = leaf(view, "R03", "akimat"), leaf(view, "R03", "maslikhat")
    assert (few.score.text, few.reason) == (DASH, "too few answers: n\u00a0=\u00a012, at least 30 needed")
    assert (fewer.score.text, fewer.reason) == (DASH, "fewer than 10 respondents")
    assert fewer.answers is not None
    assert fewer.answers.n.number is None


def test_pages_show_it_all_but_the_hidden_value(assessment: indexgov.Assessment, tmp_path: Path) -> None:
    write_site(Material(assessment), tmp_path)
    for path in tmp_path.rglob("*.html"):
        assert not re.search(r"51[.,]4|51[.,]37|0[.,]5137", path.read_text(encoding="utf-8")), path
    page = (tmp_path / "en" / "R01-akimat.html").read_text(encoding="utf-8")
    assert "<td>60.0%<small>95%: 55.0–65.0%</small></td><td>n = 120<small>" in page
    assert "share of refusals: 2.0%</small>" in page
    assert "<small>Standard error: 0.025 (strata, sampling units and weights)</small>" in page
    assert page.count("Sample: From a list.") == 1
    assert page.count("profile ‘standard’: fewer than 30 valid answers: not assessed; fewer than 10 respondents") == 1
    doubtful = (tmp_path / "ru" / "R02-akimat.html").read_text(encoding="utf-8")
    assert "<small class=warn>Стандартная ошибка: 0,05 (только веса, кластеры неизвестны)</small>" in doubtful
    assert "<small class=warn>многие затруднились ответить или отказались</small>" in doubtful
    home = (tmp_path / "kk" / "index.html").read_text(encoding="utf-8")
    assert home.count("Іріктеме: Тізім бойынша.") == 1


def opened(assessment: indexgov.Assessment, view: Scorecards, path: Path) -> Any:
    import openpyxl

    write_workbook(assessment, view, path)
    with warnings.catch_warnings():
        # openpyxl says that it does not keep the data bars of 2010, which a test does not need.
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path, data_only=True)


def test_the_sheet_shows_it_all_but_the_hidden_value(
    assessment: indexgov.Assessment, view: Scorecards, tmp_path: Path
) -> None:
    book = opened(assessment, view, tmp_path / "book.xlsx")
    sheet = book["Survey"]
    head = [cell.value for cell in sheet[3]]
    rows = [dict(zip(head, [cell.value for cell in row], strict=True)) for row in sheet.iter_rows(min_row=4)]
    found = {(row["Territory"], row["Body"], row["Id"]): row for row in rows if row["Id"]}
    shown = found[("Region 01", "Akimat", "satisfaction.body")]
    assert shown["Value"] == 0.6
    ends = [shown[name] for name in head if name.startswith(("Low end of the value", "High end of the value"))]
    assert ends == [0.55, 0.65]
    assert shown["Basis of the standard error"] == "strata, sampling units and weights"
    assert (shown["Share of refusals"], shown["Degrees of freedom"]) == (0.02, 10)
    hidden = found[("Region 01", "Maslikhat", "satisfaction.body")]
    assert (hidden["Value"], hidden["Score"]) == (DASH, HIDDEN_MARK)
    assert hidden["Reason"].startswith("not shown, but counted in the index")
    flagged = found[("Region 02", "every body", "satisfaction.body")]
    assert flagged["Remarks on precision"] == "many did not know or refused to answer"
    everything = [cell.value for one in book for row in one.iter_rows() for cell in row]
    assert not any(isinstance(cell, float) and cell in {0.5137, 51.37} for cell in everything)
    cells = [cell.value for row in sheet.iter_rows() for cell in row]
    assert cells.count("Sample: From a list.") == 1
    assert "Sample: From a list." in [cell.value for row in book["Methodology"].iter_rows() for cell in row]


def test_what_is_not_told_of_the_sample_is_said(assessment: indexgov.Assessment) -> None:
    silent = replace(assessment.dataset, sampling={})
    assert survey_sentences(silent, words_of("en"))[0] == "The data do not say how the sample was drawn."
    assert survey_sentences(replace(assessment.dataset, rules=None), words_of("en")) == ()
    rules = assessment.dataset.rules
    assert rules is not None
    changed = replace(assessment.dataset, rules=replace(rules, name="open, changed", min_n=None))
    told = survey_sentences(changed, words_of("ru"))[1]
    assert told.startswith("Правила публикации, профиль «open с изменениями»: менее 10 респондентов")


def test_explain_tells_the_same(demo: indexgov.Assessment) -> None:
    told = indexgov.explain(demo, "R17", "akimat", "en")
    row = told.frame.set_index("node").loc["satisfaction.akim"]
    assert (row["basis"], row["df"]) == ("design", 4)
    assert row["ci_low"] < row["number"] < row["ci_high"]
    assert "few_df" in row["flags"]
    text = " ".join(" ".join(line.text for line in lines(told, 100, evidence=True)).split())
    assert "df = 4, 0.95 interval" in text
    assert "error of strata, sampling units and weights, few degrees of freedom" in text


def test_mapping_lines_fit_and_leave_nothing_out() -> None:
    rows = [
        dict.fromkeys(MAPPING, "") | {"column": "w", "used_for": "weight"},
        dict.fromkeys(MAPPING, "") | {
            "column": "V12", "question": "q_roads", "used_for": "roads.mean, roads.top", "type": "scale",
            "scale": "1 worst to 5 best", "direction": "higher is better", "valid": "1, 3, 5", "dont_know": "98",
            "refused": "99", "filter": "driver",
        },
    ]  # fmt: skip
    told = [line.text for line in mapping_lines(pd.DataFrame(rows, columns=list(MAPPING), dtype=object), 120)]
    assert told[0] == HEADING
    assert told[1].split() == ["column", "question", "used", "for", "scale", "direction", "no", "answer"]
    assert told[2].split() == ["w", "weight"]
    assert max(map(len, told)) <= 120
    assert "V12     q_roads   roads.mean, roads.top  1 worst to 5 best (of driver)  higher is better" in told[3]
    assert told[3].endswith("dk 98, ref 99")


@pytest.mark.parametrize("option", [(), ("--quiet",), ("--json",)])
def test_where_the_mapping_stands_is_told(tmp_path: Path, option: tuple[str, ...]) -> None:
    write_project(tmp_path / "p")
    ran = CliRunner().invoke(main, ["score", str(tmp_path / "p"), "--out", str(tmp_path / "out"), *option])
    assert ran.exit_code == 0, ran.stderr
    line = f"how 3 columns of the survey were understood: {tmp_path / 'out' / 'survey_mapping.csv'}\n"
    assert (line in ran.stdout) == (not option)
    assert HEADING not in ran.output
    written = pd.read_csv(tmp_path / "out" / "survey_mapping.csv", dtype=str, keep_default_na=False)
    assert list(written) == list(MAPPING)
    assert written["column"].tolist() == ["territory", "weight", "q_roads"]
    assert "survey_mapping.csv" in (tmp_path / "out" / "site" / "en" / "index.html").read_text(encoding="utf-8")


def test_without_microdata_there_is_no_mapping(aktogay: indexgov.Assessment, tmp_path: Path) -> None:
    out = indexgov.write_outputs(aktogay, tmp_path / "out")
    assert not (out / "survey_mapping.csv").exists()
    assert "survey_mapping" not in (out / "site" / "en" / "index.html").read_text(encoding="utf-8")
