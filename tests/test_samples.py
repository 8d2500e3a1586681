"""The samples that ship: clean, honest, and with the awkward life that they are there to show."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import indexgov

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "samples" / "demo"
QUARTERS = ("2026-Q2", "2026-Q3")


@pytest.mark.parametrize("name", QUARTERS)
def test_demo_is_clean_and_says_what_it_is(name: str) -> None:
    """No errors or warnings, only notes on what is meant; status demo; invented names only."""
    dataset = indexgov.load_dataset(DEMO / name)
    assert {problem.level for problem in dataset.problems} == {"note"}
    assert dataset.status == "demo"
    assert dataset.territories["territory"].tolist() == [f"R{number:02d}" for number in range(1, 21)]
    assert dataset.territories["name_en"].str.fullmatch(r"Region \d\d").all()
    assert dataset.territories[["population", "tile_row", "tile_col"]].notna().all(axis=None)


def test_demo_script_makes_the_same_bytes(tmp_path: Path) -> None:
    """The committed files are what the committed script makes."""
    code = (
        "import pathlib, sys\n"
        f"sys.path.insert(0, {str(DEMO)!r})\n"
        "sys.dont_write_bytecode = True\n"
        "import make_demo\n"
        f"make_demo.make_demo(pathlib.Path({str(tmp_path)!r}))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert made
    assert made == {path: (DEMO / path).read_bytes() for path in made}
    assert {path.name for path in DEMO.rglob("*.csv")} == {path.name for path in made if path.suffix == ".csv"}


def test_demo_has_awkward_life(demo: indexgov.Assessment) -> None:
    """Everything that a real quarter brings is there to be looked at."""
    ranking, scores = demo.ranking, demo.scores
    leaves = scores[(scores["level"] == "indicator") & (scores["body"] != "")]
    assert set(leaves["status"]) == {"assessed", "not_applicable", "not_assessed"}
    assert "low_coverage" in set(ranking["status"])
    assert ranking[ranking["body"] == "akimat"]["rank"].duplicated().any()
    assert leaves["disputed"].any()
    assert "min_n" in set(leaves["reason"])
    assert leaves["value"].str.contains(r" \| ", regex=True).any()
    assert demo.dataset.estimates["dont_know"].gt(0).any()
    assert {"second", "adjudicated", "reply", "decision"} <= set(demo.dataset.evidence["stage"])


@pytest.mark.parametrize("name", QUARTERS)
def test_demo_has_a_sample_like_a_real_one(name: str) -> None:
    """Strata of urban and rural localities; all but one region have enough of both for the standard profile."""
    people = pd.read_csv(DEMO / name / "survey.csv", dtype=str, keep_default_na=False)
    strata = people.groupby("stratum")["psu"].nunique()
    assert people.groupby("psu")["stratum"].nunique().eq(1).all()
    assert strata.drop(["R17 urban", "R17 rural"]).between(5, 40).all()
    assert people.groupby("territory").size().drop("R17").between(350, 450).all()
    assert people["q_sex"].isin(["1", "2", "98", "99"]).all()
    assert people.loc[people["q_clinic_visit"] != "1", "q_clinic_satisfaction"].eq("").all()
    estimates = indexgov.load_dataset(DEMO / name).estimates
    assert set(estimates.loc[estimates["reason"] != "disclosure", "basis"]) == {"design"}
    assert set(estimates["publication"]) == {"", "flagged", "removed"}
    elsewhere = estimates[estimates["territory"] != "R17"]
    assert elsewhere["publication"].eq("").mean() > 0.9
    assert elsewhere["df"].dropna().ge(8).all()
    told = estimates[(estimates["territory"] == "R17") & (estimates["publication"] != "removed")]
    assert told["flags"].str.contains("few_df").all()
    assert estimates["refused"].gt(0).any()
    assert sum(path.stat().st_size for path in (DEMO / name).iterdir()) < 2_500_000


def test_demo_contributions_add_up(demo: indexgov.Assessment) -> None:
    """On the file that everybody looks at, not only on random ones."""
    scores = demo.scores
    keys = ["territory", "body"]
    total = scores[scores["level"] == "indicator"].groupby(keys)["contribution"].sum()
    index = scores[scores["node"] == "index"].set_index(keys)["score"].dropna()
    pd.testing.assert_series_equal(total.loc[index.index], index, check_names=False, rtol=1e-9)


def test_quarters_differ_by_edition_and_evidence(demo: indexgov.Assessment) -> None:
    """The second quarter replaces a criterion, so a comparison has something to tell apart."""
    dataset = indexgov.load_dataset(DEMO / "2026-Q2")
    before = indexgov.score(dataset.registry, dataset)
    assert set(before.scores["node"]) != set(demo.scores["node"])
    assert not before.ranking["score"].equals(demo.ranking["score"])
