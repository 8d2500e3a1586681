"""Sampling errors as a reader of pages, workbooks and files meets them. Places and figures are invented."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import pandas as pd
import pytest

import indexgov
from indexgov.report.view import scorecards
from tests.small_project import DATASET, REGISTRY, write_project

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import openpyxl

ESTIMATES = """\
territory,body,indicator,value,n,se,df,ci_low,ci_high,n_eff
R01,,satisfaction.body,0.98,120,0.02,10,0.9,0.999,80
R01,,satisfaction.roads,4,118,0.1,10,,,75
R02,,satisfaction.body,0.4,110,0.05,8,,,
R02,,satisfaction.roads,2,110,0.1,8,,,
R03,,satisfaction.body,0.7,100,,,,,
R03,,satisfaction.roads,3,100,0.1,8,,,
"""


def scored(folder: Path, registry: str = REGISTRY) -> indexgov.Assessment:
    dataset = "\n".join(line for line in DATASET.splitlines() if not line.startswith("survey:")) + "\n"
    write_project(folder, {"estimates.csv": ESTIMATES, "dataset.yaml": dataset, "indicators.yaml": registry})
    data = indexgov.load_dataset(folder)
    return indexgov.score(data.registry, data)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> indexgov.Assessment:
    return scored(tmp_path_factory.mktemp("small"))


def test_a_card_tells_the_interval_with_its_level(small: indexgov.Assessment) -> None:
    """Component 'internal' of R01: (98 + 75) / 2, qt(0.975, 10) = 2.228139.

    Nobody told how the two figures of the table go together, so the se is the largest possible: (2 + 2.5) / 2.
    """
    cards = {card.key: card for card in scorecards(small, "en").cards}
    internal = next(node for node in cards[("R01", "akimat")].nodes if node.id == "internal")
    se = (2 + 2.5) / 2
    assert internal.spread is not None
    assert internal.spread.se.number == pytest.approx(se)
    low, high = 86.5 - 2.2281388519649385 * se, 86.5 + 2.2281388519649385 * se
    assert internal.spread.text == f"95% interval: {low:.1f} to {high:.1f}"
    external = next(node for node in cards[("R01", "akimat")].nodes if node.id == "external")
    assert external.spread is None
    # Where a figure has no standard error, what stands on it has no interval.
    assert cards[("R03", "akimat")].spread is None


def test_the_printed_interval_stays_within_the_range_and_the_file_is_raw(tmp_path: Path) -> None:
    told = ESTIMATES.replace("R01,,satisfaction.roads,4", "R01,,satisfaction.roads,4.99")
    write_project(tmp_path, {"estimates.csv": told, "dataset.yaml": DATASET.replace("\nsurvey:", "\n#")})
    data = indexgov.load_dataset(tmp_path)
    found = indexgov.score(data.registry, data)
    card = next(card for card in scorecards(found, "ru").cards if card.key == ("R01", "akimat"))
    spread = next(node.spread for node in card.nodes if node.id == "internal")
    assert spread is not None
    assert spread.high.number == 100
    assert spread.text.startswith("интервал 95\u00a0%: от ")
    rows = found.scores
    mine = (rows["territory"] == "R01") & (rows["body"] == "akimat") & (rows["node"] == "internal")
    assert rows.loc[mine, "ci_high"].item() > 100


def test_files_pages_and_sheets_hold_errors(small: indexgov.Assessment, tmp_path: Path) -> None:
    out = indexgov.write_outputs(small, tmp_path / "results")
    frame = pd.read_csv(out / "scores.csv", keep_default_na=False, na_values=[""])
    rows = frame[(frame["territory"] == "R01") & (frame["body"] == "akimat")].set_index("node")
    figures = [float(rows[name]["satisfaction.body"]) for name in ("ci_low", "ci_high", "n", "n_eff")]
    assert figures == pytest.approx([90, 99.9, 120, 80])
    assert float(rows["se"]["index"]) > 0
    content = json.loads((out / "assessment.json").read_text(encoding="utf-8"))
    told = content["covariances"]
    assert told["columns"] == ["territory", "indicator", "other", "covariance"]
    # 0.02 x 0.1: the largest that it can be, because a table of figures tells none.
    assert told["rows"][0] == ["R01", "satisfaction.body", "satisfaction.roads", pytest.approx(0.002)]
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["seed"], manifest["draws"]) == (20260930, 1000)
    assert manifest["rank_sets"] == {"confidence": 0.95, "sampling_error": True, "assessor_error": None}
    pages = "".join(path.read_text(encoding="utf-8") for path in (out / "site").rglob("*.html"))
    assert "95% interval: " in pages
    assert "The interval holds: the sampling error of the survey." in pages
    assert "интервал 95\u00a0%: от " in pages
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(out / "scorecards.en.xlsx")
    found = [[cell.value for cell in sheet[3]] for sheet in book]
    told = ["Standard error of the score", "95% interval, low end", "95% interval, high end"]
    # The rankings of both bodies and of the territories.
    assert sum(all(one in headings for one in told) for headings in found) == 3


def test_draws_are_recorded_with_their_seed(tmp_path: Path) -> None:
    registry = REGISTRY.replace("  internal:\n", "  internal:\n    aggregation: geometric\n")
    out = indexgov.write_outputs(scored(tmp_path / "project", registry), tmp_path / "results")
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["seed"], manifest["draws"]) == (20260930, 1000)
    again = indexgov.write_outputs(scored(tmp_path / "again", registry), tmp_path / "twice")
    assert (out / "scores.csv").read_bytes() == (again / "scores.csv").read_bytes()


def test_without_standard_errors_nothing_is_said_of_them(tmp_path: Path) -> None:
    """Neither errors nor numbers of answers came with these figures, so not even those of a simple random sample."""
    bare = "territory,body,indicator,value,n\nR01,,satisfaction.roads,4,118\nR02,,satisfaction.roads,2,110\n"
    write_project(tmp_path, {"estimates.csv": bare, "dataset.yaml": DATASET.replace("\nsurvey:", "\n#")})
    data = indexgov.load_dataset(tmp_path)
    view = scorecards(indexgov.score(data.registry, data), "en")
    assert view.confidence == ""
    assert not any(node.spread for card in view.cards for node in card.nodes)
    assert view.words.text("read_interval") not in view.how_to_read
