"""A release that corrects a published one: what it says of every change, on every output, and what it refuses."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import frictionless
import pytest
from click.testing import CliRunner

import indexgov
from indexgov.cli import main
from indexgov.inputs.dataset_files import RESULTS_FILE
from indexgov.report import columns
from indexgov.report.correction_pages import CORRECTIONS
from indexgov.report.correction_view import correction_view
from indexgov.report.placing import OutputError
from indexgov.report.words import words_of
from indexgov.tables import CORRECTED as COLUMNS
from tests import corrected_quarter
from tests.browser import Tour, unmet
from tests.site_built import LANGUAGES, Site, Texts, places_and_links, scored
from tests.test_open_data import expanded
from tests.test_site_access import ALL_RULES, HEADINGS, SMALL, UNNAMED, violations
from tests.test_site_browser import WIDEST
from tests.test_site_markup import CODE, ENGLISH, SVG_GEOMETRY, VALIDATOR, leads
from tests.two_quarters import LATER

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import openpyxl

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGE = Path(__file__).parents[1] / "docs" / "corrections.md"


@pytest.fixture(scope="session")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published results."""
    folder = tmp_path_factory.mktemp("published")
    return indexgov.write_outputs(scored(corrected_quarter.published(folder)), folder / "out")


@pytest.fixture(scope="session")
def found(before: Path, tmp_path_factory: pytest.TempPathFactory) -> indexgov.Corrections:
    return indexgov.corrections(before, scored(corrected_quarter.corrected(tmp_path_factory.mktemp("corrected"))))


@pytest.fixture(scope="session")
def after(found: indexgov.Corrections, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Everything that is written of the correction."""
    out = tmp_path_factory.mktemp("after") / "out"
    return Site(indexgov.write_outputs(found.corrected, out, corrections=found, books=[("R03", "akimat")]))


def test_values_scores_and_ranks_before_and_after(found: indexgov.Corrections) -> None:
    """One criterion of three from 0 to 100 adds 33.3; Region 02 ties with the first and leaves the third alone."""
    told = {(row["territory"], row["node"]): row for row in found.rows.astype(object).to_dict("records")}
    assert set(told) == {("R02", "index"), ("R02", "external"), ("R02", "papers"), ("R02", "budget"),
                         ("R03", "index"), ("R03", "external"), ("R03", "papers")}  # fmt: skip
    total, cell, passed = told["R02", "index"], told["R02", "budget"], told["R03", "index"]
    assert (total["score_before"], total["score_after"]) == (pytest.approx(200 / 3), 100)
    assert (total["rank_before"], total["rank_after"]) == (2, 1)
    assert (cell["value_before"], cell["value_after"], cell["score_before"], cell["score_after"]) == (
        "none", "full", 0, 100,
    )  # fmt: skip
    assert passed["score_before"] == passed["score_after"]
    assert (passed["rank_before"], passed["rank_after"]) == (2, 3)
    assert found.counts == {"values": 1, "score": 1, "rank": 2, "interval": 0, "class": 0, "changed": 2, "unchanged": 1}


def test_intervals_and_classes_before_and_after(tmp_path: Path) -> None:
    """Shares 0.9, 0.6, 0.1 with errors of 0.01 have one possible rank each; 0.11 and 0.10 may change places.

    The ranks stay; 60 is in class A, 11 in B.
    """
    out = indexgov.write_outputs(scored(corrected_quarter.survey(tmp_path / "a", 0.6)), tmp_path / "out")
    found = indexgov.corrections(out, scored(corrected_quarter.survey(tmp_path / "b", 0.11, correction=True)))
    assert found.counts == {"values": 1, "score": 1, "rank": 0, "interval": 2, "class": 1, "changed": 2, "unchanged": 1}
    totals = {row["territory"]: row for row in found.totals.astype(object).to_dict("records")}
    ends = ("rank_low_before", "rank_high_before", "rank_low_after", "rank_high_after")
    assert [totals["R02"][name] for name in ends] == [2, 2, 2, 3]
    assert [totals["R03"][name] for name in ends] == [3, 3, 2, 3]
    assert (totals["R02"]["class_before"], totals["R02"]["class_after"]) == ("A", "B")
    view = correction_view(found, "en")
    assert [(one.places, one.classes) for one in view.totals] == [
        (("2 (2)", "2 (2–3)"), ("A", "B")), (("3 (3)", "3 (2–3)"), ("B", "B")),
    ]  # fmt: skip
    assert [one.values for one in view.cells] == [("60.0%", "11.0%")]


def test_hidden_figures_stay_hidden(tmp_path: Path) -> None:
    """A survey figure that the rules of publication hide is not told by way of a correction either."""
    out = indexgov.write_outputs(scored(corrected_quarter.survey(tmp_path / "a", 0.6, 1)), tmp_path / "out")
    found = indexgov.corrections(out, scored(corrected_quarter.survey(tmp_path / "b", 0.5, correction=True)))
    (cell,) = correction_view(found, "ru").cells
    assert (cell.values, [one.number for one in cell.scores]) == (("Не показано", "Не показано"), [None, None])


def test_a_correction_without_effect_says_so(before: Path, tmp_path: Path) -> None:
    """Another text or link is a correction too."""
    quarter = corrected_quarter.corrected(tmp_path, LATER)
    found = indexgov.corrections(before, scored(quarter))
    assert (len(found.rows), found.counts["unchanged"]) == (0, 3)
    site = Site(indexgov.write_outputs(found.corrected, tmp_path / "out", corrections=found, workbooks=False))
    for language in LANGUAGES:
        said = (site.folder / language / CORRECTIONS).read_text(encoding="utf-8")
        assert words_of(language).text("corr_nothing") in said
        assert corrected_quarter.TEXTS[language] in said
        assert 'id="corrections"' not in (site.folder / language / "R02-akimat.html").read_text(encoding="utf-8")


def test_territories_that_come_and_go(before: Path, tmp_path: Path) -> None:
    """A region that was left out by mistake stands in the later release alone, one that was put in by mistake in the
    earlier alone."""
    quarter = corrected_quarter.corrected(tmp_path, LATER)
    for name in ("territories.csv", "evidence.csv"):
        text = (quarter / name).read_text(encoding="utf-8")
        (quarter / name).write_text(text.replace("R03", "R04").replace("03", "04"), encoding="utf-8")
    found = indexgov.corrections(before, scored(quarter))
    notes = dict(zip(found.totals["territory"], found.totals["note"], strict=True))
    assert notes == {"R04": "new", "R03": "gone"}
    assert {one.name for one in correction_view(found, "en").totals} == {"Region 04: akimat", "R03: akimat"}
    site = Site(indexgov.write_outputs(found.corrected, tmp_path / "out", corrections=found, workbooks=False))
    assert (site.folder / "en" / CORRECTIONS).is_file()


def test_files_for_machines_tell_the_same(found: indexgov.Corrections, after: Site, before: Path) -> None:
    with (after.out / "corrections.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    content = json.loads((after.out / "corrections.json").read_text(encoding="utf-8"))
    assert tuple(rows[0]) == tuple(content["rows"]["columns"]) == COLUMNS == expanded(columns.CORRECTED)
    assert len(rows) == len(content["rows"]["rows"]) == len(found.rows)
    assert content["counts"] == found.counts
    assert content["corrections"] == [{"date": "2026-11-02", "text": corrected_quarter.TEXTS}]
    manifest = json.loads((after.out / "manifest.json").read_text(encoding="utf-8"))
    published = json.loads((before / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["corrects"] == content["published"]
    assert manifest["corrects"]["assessment_sha256"] == published["outputs"][RESULTS_FILE]
    assert (manifest["corrects"]["revision"], published["corrects"]) == (1, None)


def test_frictionless_accepts_the_table(after: Site) -> None:
    report = frictionless.Package(str(after.out / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "type", "note"])
    assert any(task.name == "corrections" for task in report.tasks)


def test_page_and_program_describe_the_same_columns() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for one in columns.CORRECTED:
        unit = f" {one.unit}" if one.unit else ""
        assert f"| `{one.name}` |{unit} | {one.meaning.replace(' | ', chr(32) + chr(92) + '| ')} |" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_lead_to_the_corrections(after: Site, language: str) -> None:
    """From the home page, and from the page of everybody concerned, which has both ranks on it; from no other."""
    folder, words = after.folder / language, words_of(language)
    assert CORRECTIONS in places_and_links(folder / "index.html")[1]
    for name, concerned in (("R01", False), ("R02", True), ("R03", True)):
        places, links = places_and_links(folder / f"{name}-akimat.html")
        assert (CORRECTIONS in links, "corrections" in places) == (concerned, concerned)
    own = Texts(folder / "R03-akimat.html").found
    at = own.index(words.text("corr_own"))
    assert [one for one in own[at:] if one in {"2", "3"}][:2] == ["2", "3"]
    stamp = words.text("stamp_demo")
    assert (folder / CORRECTIONS).read_text(encoding="utf-8").count(f'<span class="tag">{stamp}</span>') == 4


def test_workbooks_have_a_sheet(after: Site) -> None:
    """One of the whole tells the total scores, then the values; that of one authority its own alone."""
    rows = sheet(after.out / "scorecards.en.xlsx", "Corrections")
    told = [row for row in rows if row[0] in {"Region 02: akimat", "Region 03: akimat"}]
    assert [(row[0], row[1]) for row in told] == [
        ("Region 02: akimat", "Overall score"), ("Region 03: akimat", "Overall score"), ("Region 02: akimat", "Budget"),
    ]  # fmt: skip
    assert told[0][4:8] == [pytest.approx(200 / 3), 100, "2", "1"]
    assert told[2][2:6] == ["none", "full", 0, 100]
    names = [row[0] for row in sheet(after.out / "books" / "R03-akimat.xlsx", "Түзетулер")]
    assert "Өңір 03 – әкімдік" in names
    assert "Өңір 02 – әкімдік" not in names


def sheet(path: Path, name: str) -> list[list[Any]]:
    """The cells of a sheet."""
    with warnings.catch_warnings():
        # Data bars and sparklines are extensions that openpyxl does not read.
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path)
    return [[cell.value for cell in row] for row in book[name].iter_rows()]


def test_the_corrected_release_is_kept(tmp_path: Path) -> None:
    """The pages stay at their address; what was published moves aside whole, and is corrected again from there."""
    first, second = corrected_quarter.published(tmp_path / "a"), corrected_quarter.corrected(tmp_path / "b")
    out = indexgov.write_outputs(scored(first), tmp_path / "out", workbooks=False)
    was = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}
    found = indexgov.corrections(out, scored(second))
    indexgov.write_outputs(found.corrected, out, corrections=found, workbooks=False)
    kept = tmp_path / "out-r1"
    assert {path.name: path.read_bytes() for path in kept.iterdir() if path.is_file()} == was
    # Made again it replaces itself.
    again = indexgov.corrections(kept, scored(second))
    table = (out / "corrections.csv").read_bytes()
    indexgov.write_outputs(again.corrected, out, corrections=again, workbooks=False)
    assert (out / "corrections.csv").read_bytes() == table
    assert not (tmp_path / "out-r2").exists()


def test_what_is_kept_already_is_not_lost(before: Path, found: indexgov.Corrections, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(before, out)
    (tmp_path / "out-r1").mkdir()
    with pytest.raises(OutputError, match=r"would be kept as '.*out-r1', which exists"):
        indexgov.write_outputs(found.corrected, out, corrections=found)
    assert not (out / "corrections.csv").exists()


def test_nobody_is_sent_to_a_revision_before_the_first(before: Path, tmp_path: Path) -> None:
    quarter = corrected_quarter.corrected(tmp_path, revision=1)
    with pytest.raises(indexgov.IndexgovError, match=r"write 'revision: 2' in dataset\.yaml$"):
        indexgov.corrections(before, scored(quarter))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("id: tiny", "id: other"), "holds results of 'tiny', and 'other' is another index"),
        (("period: 2026-Q3", "period: 2026-Q4"), "holds 2026-Q3, and 2026-Q4 does not correct it"),
        (("revision: 2", "revision: 1"), "revision 1 does not correct it; write 'revision: 2'"),
        (("revision: 2", "revision: 3"), "or name the results of revision 2"),
        (("corrections: [", "# ["), "revision 2 does not say what it corrects"),
    ],
)
def test_what_corrects_nothing_is_refused(before: Path, tmp_path: Path, change: tuple[str, str], words: str) -> None:
    quarter = corrected_quarter.corrected(tmp_path)
    evidence = quarter / "evidence.csv"
    if change[1].endswith("Q4"):
        evidence.write_text(evidence.read_text(encoding="utf-8").replace("-08-11", "-11-11"), encoding="utf-8")
    for file in (quarter / "dataset.yaml", tmp_path / "indicators.yaml"):
        file.write_text(file.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    with pytest.raises(indexgov.IndexgovError) as caught:
        indexgov.corrections(before, scored(quarter))
    assert words in str(caught.value)


def test_other_draws_would_move_intervals(before: Path, tmp_path: Path) -> None:
    dataset = indexgov.load_dataset(corrected_quarter.corrected(tmp_path))
    with pytest.raises(indexgov.IndexgovError, match=r"score with '--seed 20260930 --draws 1000'"):
        indexgov.corrections(before, indexgov.score(dataset.registry, dataset, 7, 100))


def test_results_that_were_changed_are_refused(before: Path, found: indexgov.Corrections, tmp_path: Path) -> None:
    """What was published is what the manifest knows."""
    shutil.copytree(before, tmp_path / "out")
    file = tmp_path / "out" / RESULTS_FILE
    file.write_text(file.read_text(encoding="utf-8").replace("66.6", "66.7"), encoding="utf-8")
    with pytest.raises(indexgov.InputError, match="it was changed since it was written"):
        indexgov.corrections(tmp_path / "out", found.corrected)
    with pytest.raises(indexgov.IndexgovError, match="holds no results"):
        indexgov.corrections(tmp_path, found.corrected)


def test_the_command_tells_what_changed(before: Path, tmp_path: Path) -> None:
    quarter = corrected_quarter.corrected(tmp_path)
    command = ["score", str(quarter), "--out", str(tmp_path / "out"), "--corrects", str(before), "--lang", "en"]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 0, result.output
    assert (
        "Release 2 corrects the one before: release 1.\n  2026-11-02 The data of R02 were corrected." in result.stdout
    )
    assert "  Region 02: akimat: score 66.67 -> 100.00, rank 2 -> 1\n" in result.stdout
    assert "  Region 03: akimat: rank 2 -> 3\n" in result.stdout
    result = CliRunner().invoke(main, [*command, "--json"])
    assert json.loads(result.stdout)["corrections"]["rank"] == 2
    wrong = CliRunner().invoke(main, [*command[:-4], "--corrects", str(tmp_path / "out"), "--lang", "en"])
    assert wrong.exit_code == 1
    assert "holds revision 2, and revision 2 does not correct it" in wrong.stderr
    assert CliRunner().invoke(main, [*command, "--watch"]).exit_code == 2


def concerned(site: Site, language: str) -> dict[str, Path]:
    """The pages that a correction changes, by kind."""
    names = {"corrections": CORRECTIONS, "home": "index.html", "authority": "R02-akimat.html"}
    return {kind: site.folder / language / name for kind, name in names.items()}


def test_axe_finds_nothing(chromium: Browser, after: Site) -> None:
    """Also that headings are in order, nothing too small, nothing wider than a telephone."""
    tour = Tour(chromium, after)
    for language in LANGUAGES:
        tabs = {kind: tour.tab() for kind in concerned(after, language)}
        for kind, path in concerned(after, language).items():
            tabs[kind].open(path)
            tabs[kind].page.emulate_media(color_scheme="dark" if language == "ru" else "light")
        assert violations(tabs, ALL_RULES) == []
        page = tabs["corrections"].page
        assert [page.evaluate(check) for check in (HEADINGS, UNNAMED, SMALL)] == [[], [], []]
        page.set_viewport_size({"width": 360, "height": 800})
        assert [page.evaluate(check) for check in (WIDEST, SMALL)] == [[], []]


def test_validator_finds_nothing(after: Site) -> None:
    jar = Path(os.environ.get("INDEXGOV_VNU", VALIDATOR))
    if shutil.which("java") is None or not jar.is_file():
        unmet(f"no Java or no validator in '{jar}'")
    pages = [str(path) for language in LANGUAGES for path in concerned(after, language).values()]
    command = ["java", "-jar", str(jar), "--errors-only", "--format", "json", *pages]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = [one for one in json.loads(done.stderr)["messages"] if not SVG_GEOMETRY.match(one["message"])]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_lead_somewhere_and_the_language_is_one(after: Site, language: str) -> None:
    found = {path: places_and_links(path) for path in after.all_pages()}
    places = {path: there for path, (there, _) in found.items()}
    for path in concerned(after, language).values():
        assert [link for link in found[path][1] if not leads(path, link, places)] == []
    texts = Texts(after.folder / language / CORRECTIONS).found
    assert language == "en" or [one for one in texts if ENGLISH.search(CODE.sub("", one))] == []
