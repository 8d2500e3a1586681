"""Weighted means and shares of the survey, by hand."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import pytest

import indexgov
from tests.small_project import REGISTRY, SURVEY, write_project


def estimates(folder: Path) -> dict[str, dict[Hashable, Any]]:
    frame = indexgov.load_dataset(folder).estimates
    rows = frame[frame["indicator"] == "satisfaction.roads"]
    return {row["territory"]: row for row in rows.to_dict("records")}


def test_weighted_mean_by_hand(tmp_path: Path) -> None:
    """R01: 5 with weight 1.5, 1 with 0.5, don't know with 1: (7.5 + 0.5)/2 = 4, n = 2, don't know 1/3.

    R03: 5 with 2, 3 with 1, refused 1, not asked 1: 13/3, n = 2; of the weight 4 that was asked a quarter refused.
    """
    found = estimates(write_project(tmp_path))
    assert found["R01"]["value"] == pytest.approx(4, abs=1e-12)
    assert found["R01"]["n"] == 2
    assert found["R01"]["dont_know"] == pytest.approx(1 / 3, abs=1e-12)
    assert found["R03"]["value"] == pytest.approx(13 / 3, abs=1e-12)
    assert found["R03"]["refused"] == pytest.approx(1 / 4, abs=1e-12)


def test_weighted_share_by_hand(tmp_path: Path) -> None:
    """The share of 3 and 5: R01 1.5/2 = 0.75, R02 1, R03 1; at goalposts 0 and 1 that is 75 points."""
    text = REGISTRY.replace(
        "measure: mean\n            scale: opinion",
        "measure: share\n            codes: [3, 5]\n            scale: share",
    )
    folder = write_project(tmp_path, {"indicators.yaml": text})
    assert estimates(folder)["R01"]["value"] == pytest.approx(0.75, abs=1e-12)
    dataset = indexgov.load_dataset(folder)
    scores = indexgov.score(dataset.registry, dataset).scores
    row = scores[
        (scores["node"] == "satisfaction.roads") & (scores["territory"] == "R01") & (scores["body"] == "akimat")
    ]
    assert row["score"].iloc[0] == pytest.approx(75, abs=1e-12)


def test_territory_without_answers_keeps_its_row(tmp_path: Path) -> None:
    """R02 answered "don't know" twice: n = 0, no value, and the indicator is not assessed for a stated reason."""
    folder = write_project(tmp_path, {"survey.csv": SURVEY.replace("R02,1,3", "R02,1,98")})
    dataset = indexgov.load_dataset(folder)
    assert estimates(folder)["R02"]["n"] == 0
    scores = indexgov.score(dataset.registry, dataset).scores
    row = scores[(scores["node"] == "satisfaction.roads") & (scores["territory"] == "R02")].iloc[0]
    assert (row["status"], row["reason"]) == ("not_assessed", "no_answers")


def test_too_few_answers_are_not_assessed(tmp_path: Path) -> None:
    """R03's maslikhat has 12 answers where the registry asks for 30."""
    dataset = indexgov.load_dataset(write_project(tmp_path))
    scores = indexgov.score(dataset.registry, dataset).scores
    rows = scores[(scores["node"] == "satisfaction.body") & (scores["territory"] == "R03")]
    assert rows.set_index("body")["reason"].to_dict() == {"akimat": "parent_without_score", "maslikhat": "min_n"}


def test_scaling_the_weights_changes_nothing_but_respondents_of_weight_zero_leave(tmp_path: Path) -> None:
    lines = SURVEY.splitlines()
    tripled = "\n".join([lines[0]] + [f"{a},{3 * float(b)},{c}" for a, b, c in (line.split(",") for line in lines[1:])])
    plain = estimates(write_project(tmp_path / "a"))
    scaled = estimates(write_project(tmp_path / "b", {"survey.csv": tripled}))
    silent = estimates(write_project(tmp_path / "c", {"survey.csv": SURVEY + "R01,0,1\n"}))
    for place, row in plain.items():
        assert scaled[place]["value"] == pytest.approx(row["value"], abs=1e-12)
        assert silent[place]["n"] == row["n"]


def test_columns_of_another_name(tmp_path: Path) -> None:
    """Agencies name columns as they like; the dataset says which is which, and messages do not quote respondents."""
    dataset = (
        "period: 2026-Q3\nstatus: demo\ntitle: {kk: а, ru: а, en: a}\nregistry: indicators.yaml\n"
        "territories: territories.csv\nevidence: [evidence.csv]\nestimates: [estimates.csv]\n"
        "survey: {file: survey.csv, questionnaire: questionnaire.yaml, unclustered: true, "
        "columns: {territory: oblys, weight: w, questions: {q_roads: Q7}}}\npublication: {profile: open}\n"
    )
    survey = SURVEY.replace("territory,weight,q_roads", "oblys,w,Q7")
    folder = write_project(tmp_path, {"dataset.yaml": dataset, "survey.csv": survey})
    assert estimates(folder)["R01"]["value"] == 4
    write_project(tmp_path, {"dataset.yaml": dataset, "survey.csv": survey.replace("R02,1,3", "R02,1,7", 1)})
    with pytest.raises(indexgov.InputError, match=r"survey\.csv:5: error: '7' is not an answer to 'Q7'") as caught:
        indexgov.load_dataset(folder)
    assert "R02,1,7" not in str(caught.value)


def test_an_answer_given_as_its_label_is_recognised(tmp_path: Path) -> None:
    """Exports hold labels instead of codes as often as not; those of the questionnaire are known."""
    coded = estimates(write_project(tmp_path / "codes"))
    named = estimates(write_project(tmp_path / "labels", {"survey.csv": SURVEY.replace("R02,1,3", "R02,1, Средне", 1)}))
    assert named["R02"]["value"] == coded["R02"]["value"] == 3
