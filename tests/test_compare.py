"""Comparison of the demo's quarters, of results read back, and of tests done many at a time."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import indexgov
from indexgov.analysis.changes import errors_of_ranks
from indexgov.analysis.hybrids import Hybrids
from indexgov.methods.multiple import holm
from indexgov.methods.quantiles import two_sided
from indexgov.report.files import digest, write_manifest, write_tables
from indexgov.scoring.engine import sections_of
from indexgov.survey.design import Design
from indexgov.survey.measures import Measure
from indexgov.survey.waves import changes_of_waves
from tests.conftest import SAMPLES
from tests.in_memory import Key, Value, dataset, registry
from tests.small_project import write_project

QUARTERS = ("2026-Q2", "2026-Q3")
AMOUNTS = ["methodology", "substance", "coverage"]


@pytest.fixture(scope="module")
def before() -> indexgov.Assessment:
    return indexgov.load_assessment(SAMPLES / "demo" / "2026-Q2")


@pytest.fixture(scope="module")
def quarters(before: indexgov.Assessment, demo: indexgov.Assessment) -> indexgov.Comparison:
    return indexgov.compare([demo, before], restate=True)


@pytest.fixture(scope="module")
def panel(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """Both quarters of the demo as if the same localities had been visited: their codes without the quarter."""
    root = tmp_path_factory.mktemp("panel")
    shutil.copy(SAMPLES.parent / "indicators.yaml", root)
    shutil.copytree(SAMPLES.parent / "methodology", root / "methodology")
    for quarter in QUARTERS:
        folder = shutil.copytree(SAMPLES / "demo" / quarter, root / "samples" / "demo" / quarter)
        rows = (folder / "survey.csv").read_text(encoding="utf-8").replace(f"-{quarter[-2:]}-", "-")
        (folder / "survey.csv").write_text(rows, encoding="utf-8")
    return tuple(root / "samples" / "demo" / quarter for quarter in QUARTERS)


@pytest.fixture(scope="module")
def visited_twice(panel: tuple[Path, ...]) -> indexgov.Comparison:
    return indexgov.compare([indexgov.load_assessment(folder) for folder in panel])


def test_amounts_add_up_for_every_node_of_the_demo(quarters: indexgov.Comparison) -> None:
    rows = quarters.changes
    known = rows[rows["change"].notna()]
    assert len(known) > 9000
    assert np.allclose(known[AMOUNTS].sum(axis=1), known["change"], rtol=0, atol=1e-9)
    assert not rows["note"].str.contains("not_split").any()
    assert rows.loc[rows["change"].isna(), AMOUNTS].isna().all().all()
    # All three happened in the demo.
    assert (known[AMOUNTS].abs() > 0.1).any().all()


def test_the_ends_of_the_mixtures_are_the_assessments(before: indexgov.Assessment, demo: indexgov.Assessment) -> None:
    """Scored as a mixture of itself, each period comes out as it is."""
    hybrids = Hybrids(before, demo)
    for number, side in enumerate(hybrids.sides):
        mix = (number, number, number)
        made = sections_of(side.registry, hybrids.dataset(mix), hybrids.trees[number])
        for one, other in zip(made, side.sections, strict=True):
            np.testing.assert_array_equal(one.result.scores, other.result.scores)


def test_common_ground_and_flips_of_the_demo(quarters: indexgov.Comparison) -> None:
    common = quarters.common[0]
    assert (common.period_from, common.period_to) == ("2026-Q2", "2026-Q3")
    assert len(common.territories.both) == 20
    assert (common.territories.new, common.territories.gone) == ((), ())
    # One criterion took the place of another.
    assert common.indicators.new == ("participation.accountability.meetings_answers",)
    assert common.indicators.gone == ("participation.accountability.meetings",)
    notes = quarters.changes.loc[quarters.changes["node"] == common.indicators.new[0], "note"]
    assert set(notes) == {"new; replaces participation.accountability.meetings"}
    flips = quarters.flips
    assert set(flips["indicator"]) <= set(common.indicators.both)
    assert ((flips["value_from"] != flips["value_to"]) | (flips["status_from"] != flips["status_to"])).all()
    seen = flips[flips["status_from"] == "assessed"]
    assert (seen["seen_from"] < "2026-07-01").all()
    assert (flips.loc[flips["status_to"] == "assessed", "seen_to"] >= "2026-04-01").all()


def test_what_the_survey_cannot_tell_is_empty(quarters: indexgov.Comparison) -> None:
    """Evidence has no survey error, and a total has the test of the whole body's family."""
    rows = quarters.changes
    external = rows[rows["node"] == "external"]
    assert (external["significant"] == "").all()
    index = rows[(rows["level"] == "index") & rows["p_value"].notna()]
    for _, family in index.groupby("body"):
        assert np.allclose(family["p_adjusted"], holm(family["p_value"].to_numpy()))
        assert (family["significant"] == np.where(family["p_adjusted"] < 0.05, "yes", "no")).all()
    assert rows.loc[rows["level"] != "index", "p_adjusted"].isna().all()


def test_a_period_with_itself_is_all_zeros(demo: indexgov.Assessment) -> None:
    rows = indexgov.compare([demo, demo]).changes
    known = rows[rows["change"].notna()]
    assert (known[["change", *AMOUNTS]] == 0).all().all()
    assert (known["se"].dropna() == 0).all()
    assert set(rows["significant"]) == {"", "no"}
    assert set(rows["note"]) == {"", "no_score 2026-Q3"}


def test_restated_scores_of_the_demo(quarters: indexgov.Comparison, demo: indexgov.Assessment) -> None:
    """The last period is its own; the earlier one differs from what it was by what methodology alone changes."""
    series = quarters.series
    last = series[series["period"] == "2026-Q3"]
    assert (last["restated"].fillna(-1) == last["score"].fillna(-1)).all()
    assert set(series["note"]) == {"", "not_in_latest"}
    assert len(series) == len(demo.scores) + len(quarters.assessments[0].scores)


def test_reasons_of_every_authority_add_up(quarters: indexgov.Comparison) -> None:
    index = quarters.changes[(quarters.changes["level"] == "index") & quarters.changes["change"].notna()]
    for row in index.to_dict("records"):
        why = indexgov.reasons(quarters, row["territory"], row["body"], count=10_000)
        assert why["change"].sum() == pytest.approx(row["change"], abs=1e-9)
        assert why["change"].abs().is_monotonic_decreasing


def test_new_localities_make_waves_independent(
    before: indexgov.Assessment,
    demo: indexgov.Assessment,
    quarters: indexgov.Comparison,
    visited_twice: indexgov.Comparison,
) -> None:
    """Without common localities the error of a change is that of two samples; with them it differs."""
    alone = indexgov.compare(visited_twice.assessments, new_localities=True).changes
    # The demo's own codes say so by themselves.
    np.testing.assert_allclose(alone["se"], quarters.changes["se"], rtol=1e-12)
    index = alone[(alone["node"] == "index") & (alone["territory"] == "R01") & (alone["body"] == "akimat")].iloc[0]
    restated = Hybrids(before, demo).assessment((1, 0, 0))
    assert restated is not None
    errors = [float(one.scores.loc[one.scores["node"] == "index", "se"].to_numpy()[0]) for one in (restated, demo)]
    assert index["se"] == pytest.approx(math.hypot(*errors), rel=1e-12)
    for rows in (alone, quarters.changes):
        assert not rows["note"].str.contains("covariance").any()
    linked = visited_twice.changes["se"].to_numpy()
    assert np.nanmax(np.abs(linked - alone["se"].to_numpy())) > 0.01


def test_the_error_of_a_figure_is_that_of_the_joint_design(
    panel: tuple[Path, ...], visited_twice: indexgov.Comparison
) -> None:
    """Both quarters of the microdata in one frame, the same localities linked: 25 points for a step of 1 to 5."""
    frames = [pd.read_csv(folder / "survey.csv").assign(quarter=folder.name) for folder in panel]
    questionnaire = indexgov.load_questionnaire(SAMPLES.parent / "methodology" / "questionnaire.yaml")
    found = changes_of_waves(
        pd.concat(frames, ignore_index=True), questionnaire, wave="quarter", waves=QUARTERS, linked=True,
        design=Design(weight="weight", stratum="stratum", psu="psu"), area="territory",
        measures=[Measure("satisfaction.akim", "q_akim", "mean")],
    )  # fmt: skip
    rows = visited_twice.changes
    own = rows[(rows["node"] == "satisfaction.akim") & (rows["body"] == "akimat")].set_index("territory")
    wanted = found[found["area"] != ""].set_index("area").loc[own.index]
    for name in ("difference", "se"):
        column = "change" if name == "difference" else name
        np.testing.assert_allclose(own[column], 25 * wanted[name], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(own["statistic"], wanted["statistic"], rtol=1e-9)
    np.testing.assert_allclose(own["df"], wanted["df"])
    np.testing.assert_allclose(own["p_value"], wanted["p_value"], rtol=1e-9)
    assert (own["note"].str.contains("covariance")).sum() == 0


def folder_of(assessment: indexgov.Assessment, folder: Path) -> Path:
    folder.mkdir()
    write_tables(assessment, folder)
    write_manifest(assessment, folder)
    return folder


def test_results_compare_as_their_datasets(
    before: indexgov.Assessment, demo: indexgov.Assessment, tmp_path: Path
) -> None:
    """Results name no locality, so that only the covariance is lost; all else is the same."""
    read = [indexgov.load_assessment(folder_of(one, tmp_path / one.dataset.period.code)) for one in (before, demo)]
    for one, other in zip(read, (before, demo), strict=True):
        pd.testing.assert_frame_equal(one.scores, other.scores)
        pd.testing.assert_frame_equal(one.dataset.observations, other.dataset.observations, check_dtype=False)
        pd.testing.assert_frame_equal(one.dataset.estimates, other.dataset.estimates, check_dtype=False)
        pd.testing.assert_frame_equal(one.dataset.territories, other.dataset.territories, check_dtype=False)
        assert one.registry.model_dump() == other.registry.model_dump()
        assert (one.dataset.rules, one.dataset.sampling) == (other.dataset.rules, other.dataset.sampling)
    found, wanted = (indexgov.compare(one, new_localities=True) for one in (read, (before, demo)))
    for name in ("changes", "flips", "series"):
        pd.testing.assert_frame_equal(getattr(found, name), getattr(wanted, name), check_dtype=False)
    assert found.common == wanted.common
    linked = indexgov.compare(read).changes
    assert linked["note"].str.contains("covariance_unknown").any()


def test_results_are_read_by_their_file_too(tmp_path: Path) -> None:
    """A small project with a survey, a ratio and a share; with a seed and draws of its own."""
    small = indexgov.load_dataset(write_project(tmp_path / "small"))
    one = indexgov.score(small.registry, small, seed=5, draws=50)
    read = indexgov.load_assessment(folder_of(one, tmp_path / "out") / "assessment.json")
    pd.testing.assert_frame_equal(read.scores, one.scores)
    assert (read.seed, read.draws, read.registry.digest) == (5, 50, one.registry.digest)
    again = indexgov.load_assessment(tmp_path / "small" / "dataset.yaml")
    pd.testing.assert_frame_equal(again.ranking, read.ranking)


def test_results_with_a_base_period_and_without_a_range(tmp_path: Path) -> None:
    """Scores are z-scores among the values of 2026-Q1: mean 20, standard deviation 10, so 40 scores 2."""
    text = """\
range: null
components:
  external:
    title: {en: External}
    indicators: [{id: a, title: {en: a}, scale: placed, body: akimat}]
"""
    by = registry(text, "scales: {placed: {zscore: {over: 2026-Q1, sd: population}}}\n")
    values: dict[Key, Value] = {("A", "akimat", "a"): 10.0, ("B", "akimat", "a"): 30.0}
    first = dataset(by, values, period="2026-Q1")
    second = dataset(by, dict.fromkeys(values, 40.0), period="2026-Q2")
    one = indexgov.score(by, replace(second, previous={"2026-Q1": first}))
    read = indexgov.load_assessment(folder_of(one, tmp_path / "out"))
    assert read.ranking["score"].tolist()[:2] == one.ranking["score"].tolist()[:2] == [2, 2]
    assert read.registry.range is None
    # The base is the base in every mixture: the change is of values alone, from -1 and 1 to 2.
    found = indexgov.compare([indexgov.score(by, first), read]).changes
    index = found[found["node"] == "index"]
    assert (read.dataset.previous["2026-Q1"].observations["number"].tolist()) == [10, 30]
    assert index["substance"].tolist() == index["change"].tolist() == [3, 1]


def raised(score: float) -> Callable[[dict[str, Any]], object]:
    def change(content: dict[str, Any]) -> None:
        column = content["scores"]["columns"].index("score")
        content["scores"]["rows"][0][column] = score

    return change


CHANGED = (
    "{path}: error: the scores are not those of the data beside them: the file was changed, or another release made it "
    "[results]"
)
BAD_RESULTS: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "score": (raised(99.0), CHANGED),
    "format": (lambda content: content.update(format=9),
               "{path}: error: the format is 9, this release reads 1 [results]"),
    "key": (lambda content: content.pop("observations"), "{path}: error: there is no 'observations' in it [results]"),
    "registry": (
        lambda content: content["registry"].pop("bodies"),
        "{path}: error: it is not what indexgov writes: 1 validation error for Registry [results]",
    ),
    "previous": (
        lambda content: content.update(previous=[]),
        "{path}: error: it is not what indexgov writes: 'list' object has no attribute 'items' [results]",
    ),
}  # fmt: skip
ADVICE = "\n  = score the dataset again with this release, or compare dataset folders"


@pytest.mark.parametrize("name", BAD_RESULTS)
def test_results_that_are_not_as_they_were_written(name: str, tmp_path: Path) -> None:
    """Each with its whole message."""
    small = indexgov.load_dataset(write_project(tmp_path / "small"))
    path = folder_of(indexgov.score(small.registry, small), tmp_path / "out") / "assessment.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    BAD_RESULTS[name][0](content)
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    # As another release would have left it: the manifest knows the file.
    manifest = json.loads((path.parent / "manifest.json").read_text(encoding="utf-8"))
    manifest["outputs"][path.name] = digest(path)
    (path.parent / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(indexgov.InputError) as caught:
        indexgov.load_assessment(path)
    assert str(caught.value) == BAD_RESULTS[name][1].format(path=path.as_posix()) + ADVICE


def test_results_that_were_changed_since(tmp_path: Path) -> None:
    """Not only scores count: with other standard errors every rank set and every test of a change would be another."""
    small = indexgov.load_dataset(write_project(tmp_path / "small"))
    path = folder_of(indexgov.score(small.registry, small), tmp_path / "out") / "assessment.json"
    path.write_bytes(path.read_bytes() + b" ")
    for message in ("it was changed since it was written, as manifest.json tells",
                    "there is no manifest.json beside it that knows it"):  # fmt: skip
        with pytest.raises(indexgov.InputError) as caught:
            indexgov.load_assessment(path)
        assert str(caught.value) == f"{path.as_posix()}: error: {message} [results]{ADVICE}"
        (path.parent / "manifest.json").unlink(missing_ok=True)


@pytest.mark.parametrize("name", ["", "nowhere", "scores.csv"])
def test_what_is_neither_a_dataset_nor_a_result(name: str, tmp_path: Path) -> None:
    (tmp_path / "scores.csv").write_text("period\n", encoding="utf-8")
    path = tmp_path / name
    with pytest.raises(indexgov.InputError) as caught:
        indexgov.load_assessment(path)
    assert str(caught.value) == (
        f"{path.as_posix()}: error: this is neither a dataset (dataset.yaml) nor a result (assessment.json), "
        "nor a folder with one [not-comparable]\n"
        "  = name the folder of a dataset, or the folder that 'indexgov score --out' wrote"
    )


def test_holm_by_hand() -> None:
    """0.01, 0.04, 0.03: 3 x 0.01 = 0.03, 2 x 0.03 = 0.06, and 0.04 is not below 0.06; unknown ones stay out."""
    found = holm(np.array([0.01, np.nan, 0.04, 0.03]))
    assert found[[0, 2, 3]] == pytest.approx([0.03, 0.06, 0.06])
    assert np.isnan(found[1])
    assert holm(np.array([0.6, 0.7])).tolist() == [1, 1]
    assert len(holm(np.zeros(0))) == 0


def test_two_sided_by_tables() -> None:
    """t = 2.228 with 10 degrees of freedom and 1.96 of the normal distribution both leave 5 %."""
    found = two_sided(np.array([2.228139, -1.959964, 1.0, np.nan]), np.array([10.0, np.inf, 0.0, 5.0]))
    assert found[:2] == pytest.approx([0.05, 0.05], abs=1e-6)
    assert np.isnan(found[2:]).all()


def test_ranks_that_moved_more_than_their_noise(demo: indexgov.Assessment) -> None:
    """2..4 and then 5..7 have no rank in common; 2..4 and 4..6 do; without intervals nothing is said."""
    from indexgov.analysis.changes import rank_moved

    low, high = np.array([[2.0, 2.0, np.nan]]), np.array([[4.0, 4.0, 4.0]])
    later_low, later_high = np.array([[5.0, 4.0, 1.0]]), np.array([[7.0, 6.0, 2.0]])
    assert rank_moved((low, high), (later_low, later_high)).tolist() == [["yes", "no", ""]]
    # Only known intervals are compared, and nobody moves from himself.
    assert set(indexgov.compare([demo, replace(demo)]).changes["rank_moved"]) == {"", "no"}
    bare = [replace(demo, draws=0), replace(demo, draws=0)]
    assert set(indexgov.compare(bare).changes["rank_moved"]) == {""}


def test_ranks_are_not_said_to_move_where_intervals_hold_other_errors_or_others_are_ranked(
    quarters: indexgov.Comparison,
) -> None:
    """In the demo's second quarter nobody was assessed twice, so that its intervals lack the error of assessors; and
    where somebody drops out of the ranking everybody below has a better rank."""
    assert [errors_of_ranks(one) for one in quarters.assessments] == [(True, False), (True, True)]
    assert set(quarters.changes["rank_moved"]) == {""}


def test_who_drops_out_moves_nobody(demo: indexgov.Assessment) -> None:
    rows = demo.dataset.observations
    fewer = replace(demo.dataset, revision=2, observations=rows[rows["territory"] != "R14"].reset_index(drop=True))
    found = indexgov.compare([demo, indexgov.score(demo.registry, fewer)]).changes
    own = found[(found["level"] == "index") & (found["body"] == "akimat") & (found["territory"] == "R13")].iloc[0]
    assert (own["rank_from"], own["rank_to"], own["rank_moved"]) == (2, 1, "")
    assert "peers 20 -> 19" in own["note"]
