"""`indexgov compare` as its users run it: what it prints and writes, and what it refuses."""

from __future__ import annotations

import json
import re
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result

import indexgov
from indexgov.cli import main
from indexgov.report.change_charts import STEP, Diverging, slope
from indexgov.report.change_model import ComparisonView, NodeChange
from indexgov.report.change_rows import Gathered
from indexgov.report.change_view import comparison_views
from indexgov.report.words import DASH
from indexgov.tables import CHANGES, FLIPS, SERIES
from tests import small_project
from tests.conftest import SAMPLES
from tests.test_report_site import SCRIPT, Page
from tests.two_quarters import LATER, REGISTRY, write_quarter, write_quarters

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import openpyxl

LANGUAGES = ("kk", "ru", "en")
AMOUNTS = ["methodology", "substance", "coverage"]
FILES = {"changes.csv", "flips.csv", "series.csv", "comparison.json", "comparison.xlsx", "manifest.json"}


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    write_quarters(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def quarters(demo: indexgov.Assessment) -> indexgov.Comparison:
    return indexgov.compare([indexgov.load_assessment(SAMPLES / "demo" / "2026-Q2"), demo])


@pytest.fixture(scope="module")
def views(quarters: indexgov.Comparison) -> dict[str, ComparisonView]:
    return {view.language: view for view in comparison_views(quarters)}


@pytest.fixture(scope="module")
def written(quarters: indexgov.Comparison, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return indexgov.write_comparison(quarters, tmp_path_factory.mktemp("compared") / "out")


# Every order of the steps is equal for Region 01 (M +8.3: the third criterion found the first at 0 in one order and at
# 100 in the other) and Region 02 (the second criterion is known in the later quarter alone, and is not met).
TOLD = """\
Tiny index: Q2 2026 – Q3 2026
Synthetic data, not an assessment

Periods: Q2 2026 and Q3 2026.
Authorities: 3 in both periods, 3 with a score in both.
Indicators: 2 in both periods.
The methodology changed: another edition.
New indicators: Minutes.

Akimat, most improved
  Region 01: 50.0 -> 100.0 (+50.0; rank 3 -> 1): substance +41.7, methodology +8.3; biggest: Papers
    +50.0 (Heads: full, was none)

Akimat, most declined
  Region 02: 100.0 -> 66.7 (−33.3; rank 1 -> 2): coverage −41.7, methodology +8.3; biggest: Papers
    −33.3 (Heads: its share of the score changed)
  Region 03: 100.0 -> 66.7 (−33.3; rank 1 -> 2): methodology −33.3; biggest: Papers −33.3 (Heads:
    its share of the score changed)

20 files in out/tiny/2026-Q2-to-2026-Q3, for people: out/tiny/2026-Q2-to-2026-Q3/comparison.xlsx, \
out/tiny/2026-Q2-to-2026-Q3/site/index.html
"""


def test_what_is_told_and_written(folder: Path) -> None:
    """The paths may come in any order."""
    result = run("compare", "2026-Q3", "2026-Q2")
    assert result.exit_code == 0, result.stderr
    assert result.stdout == TOLD
    assert result.stderr == ""
    out = folder / "out" / "tiny" / "2026-Q2-to-2026-Q3"
    assert {path.name for path in out.iterdir()} == FILES | {"site"}
    assert run("compare", "2026-Q2", "2026-Q3", "--quiet").output == ""


def test_amounts_by_hand_in_the_files(folder: Path) -> None:
    """v(m, s, c) of Region 01: 50 as it was, 200/3 with the third criterion, 100 with the first met, 100 with both:
    methodology (50/3 + 0) / 2, substance (50 + 100/3) / 2. Region 02: 100, 100 with the third criterion, 50 with the
    second assessed, 200/3 with both: methodology (0 + 50/3) / 2, coverage (-50 - 100/3) / 2. Region 03: methodology
    alone.
    """
    run("compare", "2026-Q2", "2026-Q3", "--out", "new")
    changes = pd.read_csv(folder / "new" / "changes.csv", keep_default_na=False, na_values=[""])
    assert tuple(changes.columns) == CHANGES
    totals = changes[changes["level"] == "index"].set_index("territory")
    expected = {"R01": (25 / 3, 125 / 3, 0), "R02": (25 / 3, 0, -125 / 3), "R03": (-100 / 3, 0, 0)}
    for territory, amounts in expected.items():
        assert totals.loc[[territory], AMOUNTS].to_numpy()[0] == pytest.approx(amounts, abs=1e-9)
    flips = pd.read_csv(folder / "new" / "flips.csv", keep_default_na=False)
    assert tuple(flips.columns) == FLIPS
    told = flips[["territory", "indicator", "value_from", "value_to", "status_from", "source_to", "seen_from"]]
    assert told.to_numpy().tolist() == [
        ["R01", "heads", "none", "full", "assessed", "https://example.org/2026-Q3/R01/heads", "2026-05-11"],
        ["R02", "budget", "", "none", "not_assessed", "https://example.org/2026-Q3/R02/budget", "2026-05-11"],
    ]
    series = pd.read_csv(folder / "new" / "series.csv")
    assert tuple(series.columns) == SERIES


def test_results_folders_give_the_same_bytes_as_datasets(folder: Path) -> None:
    """Only the manifest differs: it names what was read."""
    for period in ("2026-Q2", "2026-Q3"):
        assert run("score", period, "--out", f"scored/{period}", "--quiet").exit_code == 0
    sides = {"sets": ("2026-Q2", "2026-Q3"), "results": ("scored/2026-Q3", "scored/2026-Q2"),
             "mixed": ("scored/2026-Q2", "2026-Q3")}  # fmt: skip
    found = {}
    for name, paths in sides.items():
        assert run("compare", *paths, "--out", name, "--quiet").exit_code == 0
        files = [path for path in (folder / name).rglob("*") if path.is_file() and path.name != "manifest.json"]
        found[name] = {path.relative_to(folder / name).as_posix(): path.read_bytes() for path in files}
    assert found["sets"] == found["results"] == found["mixed"]
    inputs = json.loads((folder / "mixed" / "manifest.json").read_text(encoding="utf-8"))["inputs"]
    assert set(inputs[0]["files"]) == {"assessment.json"}
    assert {"dataset.yaml", "evidence.csv", "../indicators.yaml"} <= set(inputs[1]["files"])
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for side in inputs for digest in side["files"].values())


def test_draws_and_seed_are_those_of_datasets(folder: Path) -> None:
    """What is asked for is what datasets are scored with and the manifest says; results keep their own."""
    assert run("score", "2026-Q2", "--draws", "40", "--seed", "3", "--quiet", "--out", "scored").exit_code == 0
    words = ("scored", "2026-Q3", "--draws", "60", "--seed", "7", "--quiet", "--out", "compared")
    assert run("compare", *words).exit_code == 0
    sides = json.loads((folder / "compared" / "manifest.json").read_text(encoding="utf-8"))["inputs"]
    assert [(one["draws"], one["seed"]) for one in sides] == [(40, 3), (60, 7)]


def test_one_draw_is_refused(folder: Path) -> None:
    result = run("compare", "2026-Q2", "2026-Q3", "--draws", "1")
    assert result.exit_code == 2
    assert "Invalid value for '--draws': 1 draw tells no spread; make at least 2, or 0 to skip them" in result.output
    assert not (folder / "out").exists()


def test_two_releases_of_one_period(folder: Path) -> None:
    """What a correction changed; the release stands beside the period everywhere."""
    write_quarter(folder / "corrected", "2026-Q3", LATER | {"R01": "full full none"}, "2026-08-11", revision=2)
    result = run("compare", "corrected", "2026-Q3")
    assert result.stdout.startswith("Tiny index: Q3 2026, release 1 – Q3 2026, release 2\n")
    told = "  Region 01: 100.0 -> 66.7 (−33.3; rank 1 -> 1): substance −33.3; biggest: Papers −33.3 (Minutes:\n"
    assert told in result.stdout
    out = folder / "out" / "tiny" / "2026-Q3-r1-to-r2"
    assert "Q3 2026 (2)</text>" in (out / "site" / "en" / "index.html").read_text(encoding="utf-8")


def test_a_period_with_itself(folder: Path) -> None:
    result = run("compare", "2026-Q3", "2026-Q3")
    assert result.exit_code == 0
    assert result.stdout.count("  nobody\n") == 2
    page = (folder / "out/tiny/2026-Q3-r1-to-r1/site/ru/R01-akimat.html").read_text(encoding="utf-8")
    assert "Балл: 100,0 → 100,0 (0,0)." in page
    assert "Все критерии оценены как прежде." in page


def test_several_periods_have_series_and_restated_scores(folder: Path) -> None:
    """Restated, Region 01 of the first quarter has (0 + 0 + 100) / 3."""
    write_quarter(folder / "2026-Q1", "2026-Q1", {"R01": "none none", "R02": "full full", "R03": "none full"},
                  "2026-02-11")  # fmt: skip
    result = run("compare", "2026-Q2", "2026-Q1", "2026-Q3", "--restate", "--out", "three")
    assert result.exit_code == 0
    assert result.stdout.index("Q2 2026 – Q3 2026\n") < result.stdout.index("Q1 2026 – Q2 2026\n")
    page = (folder / "three" / "site" / "en" / "index.html").read_text(encoding="utf-8")
    assert "restated with the latest methodology: 33.3" in page
    assert page.count('<figure class="ranks">') == 3
    record = json.loads((folder / "three" / "comparison.json").read_text(encoding="utf-8"))
    assert record["options"] == {"restate": True, "new_localities": False}
    assert [one["period"] for one in record["periods"]] == ["2026-Q1", "2026-Q2", "2026-Q3"]


def test_broken_series_are_marked(folder: Path) -> None:
    """A criterion whose levels are others, and a region that is new, are named; nothing is told of their change."""
    text = REGISTRY.replace("  published:\n", "  counted: {goalposts: {min: 0, max: 10}}\n  published:\n")
    counted = "          - {id: heads, title: {kk: Басшылар, ru: Руководители, en: Heads}, scale: counted}\n"
    published = counted.replace("counted", "published")
    later = write_quarter(folder / "later" / "2026-Q3", "2026-Q3",
                          {place: f"5 {words.partition(' ')[2]}" for place, words in LATER.items()}
                          | {"R04": "5 full full"}, "2026-08-11")  # fmt: skip
    (folder / "later" / "indicators.yaml").write_text(text.replace(published, counted), encoding="utf-8")
    with (later / "territories.csv").open("a", encoding="utf-8") as file:
        file.write("R04,region,Өңір 04,Регион 04,Region 04\n")
    result = run("compare", "2026-Q2", "later/2026-Q3", "--out", "new")
    assert result.exit_code == 0, result.stderr
    assert "Broken series, values are not compared: Heads.\n" in result.stdout
    assert "New territories: Region 04.\n" in result.stdout
    home = (folder / "new" / "site" / "ru" / "index.html").read_text(encoding="utf-8")
    assert '<span class="flag">разрыв ряда</span>' in home
    assert "раньше не было" in home
    page = (folder / "new" / "site" / "en" / "R01-akimat.html").read_text(encoding="utf-8")
    assert "broken series: the value means something else" in page
    assert "Partly broken series: an indicator below means something else." in page


def test_no_line_claims_what_no_word_does(views: dict[str, ComparisonView], quarters: indexgov.Comparison) -> None:
    """The intervals of the demo's quarters hold different errors: no rank is said to have moved more than its noise,
    neither in words nor by the width of a line; the page says why."""
    assert set(quarters.changes["rank_moved"]) == {""}
    pair = views["en"].pairs[0]
    drawn = [slope(group, ("a", "b")) for body in pair.bodies for group in body.groups]
    assert any(one is not None for one in drawn)
    assert not any(path.sure for one in drawn if one is not None for path in one.paths)
    assert any(line.startswith("The rank intervals of the two periods hold different errors") for line in pair.compared)
    assert "Without a score in one of the two periods: Region 16: maslikhat." in pair.compared


@pytest.mark.usefixtures("folder")
def test_json_for_programs() -> None:
    """Totals and moves; what is missing is null."""
    content = json.loads(run("compare", "2026-Q2", "2026-Q3", "--json").stdout)
    assert content["split"] == "Shapley value over methodology, substance and coverage"
    assert [(row["territory"], row["level"]) for row in content["totals"]] == [
        ("R01", "index"), ("R02", "index"), ("R03", "index"),
    ]  # fmt: skip
    assert content["totals"][0]["se"] is None
    assert content["common"][0]["indicators"]["new"] == ["minutes"]
    assert [row["territory"] for row in content["movers"]["index"]] == ["R01", "R02", "R03"]
    assert content["out"] == "out/tiny/2026-Q2-to-2026-Q3"


def _other_index(folder: Path) -> None:
    small_project.write_project(folder / "small")


def _half_year(folder: Path) -> None:
    write_quarter(folder / "half", "2026-S1", {"R01": "full full"}, "2026-05-11")


def _text(folder: Path) -> None:
    (folder / "notes.txt").write_text("x", encoding="utf-8")


def _changed(folder: Path) -> None:
    run("score", "2026-Q2", "--out", "scored", "--quiet")
    file = folder / "scored" / "assessment.json"
    file.write_text(file.read_text(encoding="utf-8").replace('"assessed",100.0', '"assessed",99.0'), encoding="utf-8")


@pytest.mark.parametrize(
    ("prepare", "words", "code", "message"),
    [
        (_text, ("2026-Q2",), 2, "Error: name two datasets or folders of results, or more\n"),
        (
            _text,
            ("2026-Q2", "notes.txt"),
            1,
            "notes.txt: error: this is neither a dataset (dataset.yaml) nor a result (assessment.json), nor a folder "
            "with one [not-comparable]\n"
            "  = name the folder of a dataset, or the folder that 'indexgov score --out' wrote\n"
            "1 error, nothing was compared\n",
        ),
        (
            _half_year,
            ("half", "2026-Q2"),
            1,
            "error: the periods 2026-S1 and 2026-Q2 overlap: compare periods that follow each other\n",
        ),
        (
            _other_index,
            ("small", "2026-Q2"),
            1,
            "error: 'tiny' and 'small' are different indexes: compare assessments by registries of one id\n",
        ),
    ],
    ids=["one", "text", "overlap", "other-index"],
)  # fmt: skip
def test_wrong_input_is_told(folder: Path, prepare: Any, words: tuple[str, ...], code: int, message: str) -> None:
    prepare(folder)
    result = run("compare", *words)
    assert result.exit_code == code
    assert result.stderr.endswith(message)
    assert not (folder / "out").exists()


def test_a_language_that_the_registry_lacks_is_refused(folder: Path) -> None:
    text = REGISTRY.replace("languages: [kk, ru, en]", "languages: [kk, ru]")
    for file, old in (("indicators.yaml", text), ("2026-Q2/dataset.yaml", None), ("2026-Q3/dataset.yaml", None)):
        whole = old or (folder / file).read_text(encoding="utf-8")
        (folder / file).write_text(re.sub(r", en: [\w ]+}", "}", whole), encoding="utf-8")
    result = run("compare", "2026-Q2", "2026-Q3", "--lang", "en")
    assert result.exit_code == 1
    assert result.stderr == "error: the registry has no titles in 'en'; allowed: 'kk', 'ru'\n"


@pytest.mark.usefixtures("folder")
def test_foreign_files_and_other_results_are_kept() -> None:
    """A comparison replaces one of the same periods, and nothing else."""
    run("score", "2026-Q2", "--out", "scored", "--quiet")
    result = run("compare", "2026-Q2", "2026-Q3", "--out", "scored")
    assert result.exit_code == 1
    told = "error: 'scored' holds the results of 'tiny' for 2026-Q2; name another folder with --out\n"
    assert result.stderr.endswith(told)
    for _ in range(2):
        assert run("compare", "2026-Q2", "2026-Q3", "--out", "mine", "--quiet").exit_code == 0
    result = run("score", "2026-Q2", "--out", "mine")
    assert "'mine' holds the comparison of 'tiny' from 2026-Q2 to 2026-Q3" in result.stderr


def test_amounts_of_the_demo_add_up_in_the_file(written: Path) -> None:
    changes = pd.read_csv(written / "changes.csv", keep_default_na=False, na_values=[""])
    known = changes[changes["change"].notna()]
    assert len(known) > 9000
    assert np.allclose(known[AMOUNTS].sum(axis=1), known["change"], rtol=0, atol=1e-9)


def test_json_holds_every_table(quarters: indexgov.Comparison, written: Path) -> None:
    record = json.loads((written / "comparison.json").read_text(encoding="utf-8"))
    for name in ("changes", "flips", "series"):
        table, frame = record[name], getattr(quarters, name)
        assert table["columns"] == list(frame.columns)
        assert table["rows"] == frame.astype(object).where(frame.notna(), None).to_numpy(dtype=object).tolist()


def test_what_parts_brought_is_what_reasons_say(quarters: indexgov.Comparison) -> None:
    """Pages compute it for everybody at once, `reasons` for one."""
    (pair,) = Gathered.of(quarters).pairs
    for territory, body in (("R03", "akimat"), ("R08", "maslikhat"), ("R20", "akimat")):
        why = indexgov.reasons(quarters, territory, body, count=10_000).set_index("node")["change"]
        rows = {row["node"]: row["brought"] for row in pair.rows[(territory, body)] if row["level"] == "indicator"}
        assert {name: rows[name] for name in why.index} == pytest.approx(why.to_dict(), abs=1e-9)
        assert sum(rows.values()) == pytest.approx(pair.total((territory, body))["change"], abs=1e-9)


def test_pages_of_the_demo(quarters: indexgov.Comparison, written: Path) -> None:
    """Everybody has a page in each language, well formed, stamped, with links and scripts that lead somewhere."""
    site = written / "site"
    names = {path.name for path in (site / "en").iterdir()}
    assert len(names) == len(quarters.assessments[1].ranking) + 1
    for language in LANGUAGES:
        assert {path.name for path in (site / language).iterdir()} == names
    for path in [*(site / language / name for language in LANGUAGES for name in ("index.html", "R03-akimat.html",
                 "R16-maslikhat.html", "R03.html")), site / "index.html"]:  # fmt: skip
        text = path.read_text(encoding="utf-8")
        page = Page(text)
        assert len(SCRIPT.findall(text)) == text.count("<script")
        assert not {"iframe", "img", "form"} & {tag for tag, _ in page.elements}
        assert text.count('<aside class="stamp loud" ') == 1
        assert len(page.of("table")) == len(page.of("caption"))
        assert not re.search(r"\{\w+\}|None|nan\b", "".join(page.words))
        anchors = set(re.findall(r'\bid="?([\w-]+)', text))
        for target in {one["href"] for one in page.of("a") if "://" not in one["href"]}:
            name, _, anchor = target.partition("#")
            assert (path.parent / name).exists() if name else anchor in anchors, (path, target)


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("kk", ("Балл: 54,3 → 59,8 (+5,6).", "Нақты өзгеріс +5,4, қамту +0,1.", "Шепли мәні")),
        ("ru", ("Балл: 54,3 → 59,8 (+5,6).", "Существо +5,4, охват +0,1.", "вектору Шепли")),
        ("en", ("Score: 54.3 → 59.8 (+5.6).", "Substance +5.4, coverage +0.1.", "Shapley value")),
    ],
)
def test_reasons_stand_on_the_page_of_an_authority(written: Path, language: str, sentences: tuple[str, ...]) -> None:
    text = (written / "site" / language / "R03-akimat.html").read_text(encoding="utf-8")
    assert all(one in text for one in sentences)
    # Evidence of both periods, with its days.
    assert text.count("https://example.org/r03/akimat/") > 20


def test_views_say_who_was_not_compared(views: dict[str, ComparisonView]) -> None:
    """R16's maslikhat has a score in neither quarter."""
    (one,) = [one for one in views["en"].authorities if one.key == ("R16", "maslikhat")]
    assert one.pairs[0].total.change.number is None
    told = "There is no change to tell, because both periods need a score: no score: Q2 2026; no score: Q3 2026."
    assert one.pairs[0].lead == told
    assert one.pairs[0].amounts == ""
    assert views["ru"].pairs[0].compared[1] == "Оцениваемые органы: в обоих периодах — 40, с баллом в обоих — 39."


def test_hidden_survey_figures_stay_hidden(quarters: indexgov.Comparison) -> None:
    """They count, and neither value nor score nor change is told."""
    first, second = quarters.assessments
    estimates = second.dataset.estimates.copy()
    mine = (estimates["territory"] == "R03") & (estimates["indicator"] == "satisfaction.akim")
    estimates["publication"] = estimates["publication"].astype(object).mask(mine, "hidden")
    hiding = replace(second, dataset=replace(second.dataset, estimates=estimates))
    (view,) = comparison_views(replace(quarters, assessments=(first, hiding)), ["en"])
    (card,) = [one for one in view.authorities if one.key == ("R03", "akimat")]
    (row,) = [row for row in card.pairs[0].survey if row.id == "satisfaction.akim"]
    assert {row.value_from, row.value_to, row.score_to.text, row.change.text, row.substance.text} == {DASH}
    movers = [
        told for _, rows in view.pairs[0].levels for one in rows if one.title == row.title for told in one.improved
    ]
    assert ("R03", "akimat") not in [key for key, _, _ in movers]


def test_workbook_of_the_demo(written: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(written / "comparison.xlsx")
    assert book.sheetnames == ["Мұқаба", "Өзгерістер – әкімдік", "Өзгерістер – мәслихат", "Өзгерістер – аумақтар",
                               "Барлық өзгеріс", "Басқаша бағаланғандар", "Кезеңдер қатары", "Ескертулер"]  # fmt: skip
    sheet = book["Өзгерістер – әкімдік"]
    assert sheet["A1"].value == "Синтетикалық деректер, бұл бағалау емес"
    assert [cell.value for cell in sheet[3]][:5] == ["Аумақ", "Өзгеріс", "Нақты өзгеріс", "Қамту", "Әдіснама"]
    figures = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4, max_row=23)]
    assert len(figures) == 20
    for row in figures:
        assert sum(row[2:5]) == pytest.approx(row[1], abs=1e-9)
    links = [cell.hyperlink for row in book["Басқаша бағаланғандар"].iter_rows(min_row=4) for cell in row]
    assert sum(link is not None for link in links) > 500


@pytest.mark.usefixtures("folder")
def test_drawings_by_hand() -> None:
    """Region 01: methodology 8.3 after substance 41.7; Region 02 goes to the left with coverage."""
    found = indexgov.compare([indexgov.load_assessment(path) for path in ("2026-Q2", "2026-Q3")])
    (view,) = comparison_views(found, ["en"])
    group = view.pairs[0].bodies[0].groups[0]
    totals: list[NodeChange] = [move.total for move in group.rows]
    scale = Diverging.of(totals)
    assert (scale.low, scale.high) == pytest.approx((-125 / 3, 50))
    assert scale.zero == "45.45%"
    assert [(one.start, one.length, one.number) for one in scale.parts(totals[0])] == [
        ("45.45%", "45.45%", 1), ("90.91%", "9.09%", 3),
    ]  # fmt: skip
    assert [(one.start, one.length, one.number) for one in scale.parts(totals[1])] == [
        ("0.00%", "45.45%", 2), ("45.45%", "9.09%", 3),
    ]  # fmt: skip
    drawn = slope(group, ("a", "b"))
    assert drawn is not None
    assert [(path.name, path.turn, path.label) for path in drawn.paths] == [
        ("Region 01", "up", 2 * STEP), ("Region 02", "down", 3 * STEP), ("Region 03", "down", 4 * STEP),
    ]  # fmt: skip


def test_cards_tell_the_change_since_a_period(folder: Path) -> None:
    """Without a period before, pages are as they were."""
    assert run("score", "2026-Q3", "--previous", "2026-Q2", "--out", "new", "--quiet").exit_code == 0
    assert run("score", "2026-Q3", "--out", "plain", "--quiet").exit_code == 0
    page = (folder / "new" / "site" / "ru" / "R01-akimat.html").read_text(encoding="utf-8")
    assert "Изменение к прошлому периоду (II квартал 2026 года)" in page
    assert "Существо +41,7, методология +8,3." in page
    assert "Больше всего: Документы +50,0 (Руководители: полностью, было: жоқ" not in page
    assert "Больше всего: Документы +50,0 (Руководители: полностью, было: нет)." in page
    Page(page)
    assert 'id="change"' not in (folder / "plain" / "site" / "ru" / "R01-akimat.html").read_text(encoding="utf-8")


EXPLAINED = """
Change since Q2 2026
  50.0 -> 100.0 (+50.0): substance +41.7, methodology +8.3; biggest: Papers +50.0 (Heads: full, was
    none).
  Rank 3 -> 1.
                                              change  substance  coverage  methodology  of the total
  Overall score                                +50.0      +41.7       0.0         +8.3
    External                                   +50.0      +41.7       0.0         +8.3        +50.00
      Papers                                   +50.0      +41.7       0.0         +8.3        +50.00
  Criteria recorded otherwise: 1
    Heads: none -> full
"""


@pytest.mark.usefixtures("folder")
def test_explain_tells_the_change_since_a_period() -> None:
    result = run("explain", "2026-Q3", "--territory", "R01", "--body", "akimat", "--previous", "2026-Q2")
    assert result.exit_code == 0, result.output
    assert result.stdout.endswith(EXPLAINED)
    asked = ("explain", "2026-Q3", "--territory", "R01", "--body", "akimat", "--json")
    content = json.loads(run(*asked, "--previous", "2026-Q2").stdout)
    total = content["change"]["changes"][0]
    assert (total["node"], total["change"]) == ("index", 50.0)
    assert [row["indicator"] for row in content["change"]["flips"]] == ["heads"]
    assert content["change"]["reasons"][0]["node"] == "heads"
    assert "change" not in json.loads(run(*asked).stdout)


@pytest.mark.usefixtures("folder")
def test_a_later_period_is_not_the_one_before() -> None:
    told = (
        "'2026-Q3' holds 2026-Q3, revision 1, which is not before 2026-Q2, revision 1; name an earlier period with "
        "--previous"
    )
    assert run("score", "2026-Q2", "--previous", "2026-Q3").stderr == f"error: {told}\n"
    result = run("explain", "2026-Q2", "--territory", "R01", "--previous", "2026-Q3")
    assert result.exit_code == 2
    assert told in result.stderr


@pytest.mark.parametrize(("languages", "told"), [("[ru, en]", {"ru", "en"}), ("[en]", {"en"})])
def test_pages_are_in_the_languages_that_all_registries_have(folder: Path, languages: str, told: set[str]) -> None:
    """An earlier registry may have fewer; titles that it lacks cannot be made up."""
    earlier = write_quarter(folder / "earlier" / "2026-Q2", "2026-Q2", {"R01": "full none"}, "2026-05-11")
    lacking = [name for name in LANGUAGES if name not in languages]
    for file in (folder / "earlier" / "indicators.yaml", earlier / "dataset.yaml"):
        text = file.read_text(encoding="utf-8").replace("[kk, ru, en]", languages)
        for name in lacking:
            text = re.sub(rf"\b{name}: [\w ]+, ", "", text)
        file.write_text(text, encoding="utf-8")
    result = run("compare", "earlier/2026-Q2", "2026-Q3", "--out", "new")
    assert result.exit_code == 0, result.output
    assert {path.name for path in (folder / "new" / "site").iterdir() if path.is_dir()} == told
    refused = run("compare", "earlier/2026-Q2", "2026-Q3", "--lang", "kk")
    assert refused.stderr.startswith("error: the registry has no titles in 'kk'; ")
    assert run("score", "2026-Q3", "--previous", "earlier/2026-Q2", "--out", "cards", "--quiet").exit_code == 0
    assert 'id="change"' not in (folder / "cards" / "site" / "kk" / "R01-akimat.html").read_text(encoding="utf-8")
