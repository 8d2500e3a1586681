"""Changes between two waves of a survey: against R's survey package, and by hand where waves share some localities."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from indexgov.survey.design import Design
from indexgov.survey.estimation import estimate
from indexgov.survey.measures import Measure
from indexgov.survey.waves import CHANGES_OF_WAVES, LinkedWaves, PsuTotals, changes_of_waves
from tests.gallery import reference
from tests.survey_sample import scales

MEASURES = [Measure("q1", "q1", "mean"), Measure("top2", "q1", "top_box")]
DESIGN = Design(weight="weight", stratum="stratum", psu="psu")
WAVES = ("2026Q1", "2026Q2")


@pytest.fixture(scope="module")
def waves() -> pd.DataFrame:
    return pd.read_csv(reference("survey") / "input" / "waves.csv")


def expected(design: str) -> pd.DataFrame:
    rows = pd.read_csv(reference("survey") / "expected" / "waves_change.csv", keep_default_na=False)
    return rows[rows["design"] == design]


@pytest.mark.parametrize(("design", "linked"), [("linked_psu", True), ("independent", False)])
def test_changes_as_in_r(waves: pd.DataFrame, design: str, linked: bool) -> None:
    """Both designs, eight regions and the whole, to 1e-9 of each figure."""
    found = changes_of_waves(
        waves, scales(["q1"]), wave="quarter", waves=WAVES, design=DESIGN, linked=linked, area="region",
        measures=MEASURES,
    )  # fmt: skip
    assert tuple(found.columns) == CHANGES_OF_WAVES
    rows = expected(design)
    assert len(found) == len(rows) == 18
    figures = found.set_index(["area", "measure"])
    for wanted in rows.to_dict("records"):
        own = figures.loc[("" if wanted["domain"] == "_all" else wanted["domain"], wanted["item"])]
        pairs = {"est_q1": "value_from", "est_q2": "value_to", "se_q1": "se_from", "se_q2": "se_to",
                 "diff": "difference", "se_diff": "se", "z": "statistic"}  # fmt: skip
        assert [own[name] for name in pairs.values()] == pytest.approx([wanted[name] for name in pairs], rel=1e-9)
        floor = 1e-10 * wanted["se_q1"] * wanted["se_q2"]
        assert own["covariance"] == pytest.approx(wanted["cov"], rel=1e-9, abs=floor)


def of_wave(frame: pd.DataFrame, wave: str) -> PsuTotals:
    found = PsuTotals.of(
        estimate(frame[frame["quarter"] == wave], scales(["q1"]), area="region", design=DESIGN, measures=MEASURES)
    )
    assert found is not None
    return found


def test_waves_read_apart_have_the_covariance_of_the_joint_design(waves: pd.DataFrame) -> None:
    """Each quarter estimated by itself: the totals in PSUs give R's covariance for the same PSUs, 0 for new ones."""
    linked = LinkedWaves(*(of_wave(waves, wave) for wave in WAVES))
    for wanted in expected("linked_psu").to_dict("records"):
        if wanted["domain"] == "_all":
            continue
        found = linked.covariance(wanted["domain"])
        assert found is not None
        at = linked.first.measures.index(wanted["item"])
        if wanted["psu_kind"] == "same":
            assert found[at, at] == pytest.approx(wanted["cov"], rel=1e-9)
        else:
            assert (found == 0).all()
    assert linked.covariance("W9") is None


def wave(values: dict[str, list[float]]) -> PsuTotals:
    """One stratum of PSUs, each with some answers of weight 1."""
    rows: list[dict[str, Any]] = [
        {"quarter": "q", "region": "A", "stratum": "s", "psu": psu, "weight": 1.0, "q1": answer}
        for psu, answers in values.items()
        for answer in answers
    ]
    return of_wave(pd.DataFrame(rows), "q")


def test_a_wave_that_visits_some_localities_again() -> None:
    """PSUs 1, 2, 3 with answers 1, 3, 5 and then 1, 2, 4 with answers 2, 4, 3: means 3 and 3, one answer each.

    Linearised totals (y - mean)/3 are -2/3, 0, 2/3 and -1/3, 1/3, 0. Common are 1 and 2: (-2/3, 0) and (-1/3, 1/3),
    about their means (-1/3, 1/3) and (-1/3, 1/3); the products add up to 2/9, times 2/(2 - 1): 4/9.
    """
    first, second = wave({"1": [1], "2": [3], "3": [5]}), wave({"1": [2], "2": [4], "4": [3]})
    found = LinkedWaves(first, second).covariance("A")
    assert found is not None
    assert found[0, 0] == pytest.approx(4 / 9, abs=1e-12)
    # Of 1, 2, 3 and another, -1/2, 0, 1/2 and 0 by 4 answers: 1/4 + 1/4, times 3/(3 - 1).
    longer = [wave({"1": [1], "2": [3], "3": [5], other: [3]}) for other in "89"]
    found = LinkedWaves(*longer).covariance("A")
    assert found is not None
    assert found[0, 0] == pytest.approx(3 / 4, abs=1e-12)
    # From a single common PSU of three nothing can be told.
    assert LinkedWaves(first, wave({"1": [2], "5": [4], "4": [3]})).covariance("A") is None
    nothing = LinkedWaves(first, wave({"7": [2], "8": [4], "9": [3]})).covariance("A")
    assert nothing is not None
    assert (nothing == 0).all()


def test_the_same_answers_twice_have_their_variance() -> None:
    """Of a wave with itself the covariance is the variance: 3/2 x ((2/3)^2 + (2/3)^2) = 4/3."""
    one = wave({"1": [1], "2": [3], "3": [5]})
    found = LinkedWaves(one, one).covariance("A")
    assert found is not None
    assert found[0, 0] == pytest.approx(4 / 3, abs=1e-12)


def test_a_change_needs_psus_and_people() -> None:
    frame = pd.DataFrame({"quarter": ["a", "a"], "stratum": "s", "psu": ["1", "2"], "weight": 1.0, "q1": [1, 2]})
    with pytest.raises(ValueError, match="changes need a design with PSUs"):
        changes_of_waves(frame, scales(["q1"]), wave="quarter", waves=("a", "b"), design=Design(), linked=True)
    with pytest.raises(ValueError, match="nobody is in the wave 'b'"):
        changes_of_waves(frame, scales(["q1"]), wave="quarter", waves=("a", "b"), design=DESIGN, linked=True)


def test_raked_weights_and_people_as_psus_tell_no_totals() -> None:
    frame = pd.DataFrame({"region": "A", "weight": 1.0, "q1": [1, 2, 3]})
    found = estimate(frame, scales(["q1"]), area="region", design=Design(weight="weight", unclustered=True))
    assert PsuTotals.of(found) is None
    assert np.isfinite(found.frame["se"]).any()
