"""The ASEM index comes out as COINr computes it, on every path that its figures cover; they are read where at hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import indexgov
from indexgov.analysis.uncertainty import replayed
from tests.gallery import column, edited, reference, scored

GROUPS = ["gdp_group", "gdppc_group", "pop_group", "eurasia_group"]
Change = Callable[[Any], None]
Variant = Callable[[str, Change], indexgov.Assessment]


def read(name: str) -> pd.DataFrame:
    """A file of COINr's figures with codes in small letters, as the registry has them; territories are the index."""
    frame = pd.read_csv(reference("coinr-asem") / f"{name}.csv").rename(columns=str.lower)
    if "icode" in frame:
        return frame.assign(icode=frame["icode"].str.lower()).set_index("icode")
    return frame.set_index("ucode").sort_index()


def places(data: pd.DataFrame) -> pd.DataFrame:
    """territories.csv of COINr's unit data; COINr counts the population in thousands."""
    kept = data[["uname", *GROUPS, "area", "energy", "gdp", "population"]].rename(columns={"uname": "name_en"})
    return kept.assign(tier="country", population=1000 * kept["population"])


def indicators(content: Any) -> list[Any]:
    """Every indicator of a registry's content."""
    return [
        one
        for component in content["components"].values()
        for block in component["blocks"]
        for one in block["indicators"]
    ]


def as_published(content: Any) -> None:
    """No change."""


def ranged(low: float, high: float, scale: str = "minmax", **settings: float) -> Change:
    def change(content: Any) -> None:
        content["range"] = [low, high]
        content["scales"]["position"] = {scale: settings}

    return change


def on_borda(content: Any) -> None:
    content["range"] = None
    content["scales"]["position"] = {"borda": {}}


def on_goalposts(content: Any) -> None:
    posts = read("goalposts")
    assert (posts[["goalpost_scale", "goalpost_trunc2posts"]].astype(float) == [100.0, 1.0]).all(axis=None)
    for one in indicators(content):
        one["scale"] = f"of_{one['id']}"
        low, high = posts.loc[one["id"], ["goalpost_lower", "goalpost_upper"]].astype(float)
        content["scales"][one["scale"]] = {"goalposts": {"min": low, "max": high}}


def geometric(content: Any) -> None:
    ranged(1, 100)(content)
    content["combine"]["aggregation"] = "geometric"
    for component in content["components"].values():
        for node in (component, *component["blocks"]):
            node["aggregation"] = "geometric"


def weighed(content: Any) -> None:
    """COINr's second set of weights, unequal on every level."""
    weights = read("weights_alt")["weight"].astype(float)
    for name, component in content["components"].items():
        component["weight"] = float(weights[name])
        for node in (*component["blocks"], *(one for block in component["blocks"] for one in block["indicators"])):
            node["weight"] = float(weights[node["id"]])


def both(*changes: Change) -> Change:
    def change(content: Any) -> None:
        for one in changes:
            one(content)

    return change


@pytest.fixture(scope="module")
def variant(tmp_path_factory: pytest.TempPathFactory) -> Variant:
    """The 51 countries of 2018, read from files and scored by the registry after a change; each change once."""
    data, known = read("iData"), {}

    def find(name: str, change: Change) -> indexgov.Assessment:
        if name not in known:
            registry = edited("asem", change)
            values = data[[one.id for one in registry.indicators]]
            known[name] = scored(registry, tmp_path_factory.mktemp("asem"), "2018", places(data), values)
        return known[name]

    return find


def with_ties(expected: pd.DataFrame, places: dict[str, int]) -> pd.DataFrame:
    """Places of countries whose tolerance for minorities differs in the last binary digit, which COINr ranks
    apart and indexgov does not, as 0.1 + 0.2 and 0.3 tie."""
    expected = expected.copy()
    for country, place in places.items():
        assert expected.at[country, "tolmin"] != place
        expected.at[country, "tolmin"] = place
    return expected


def check(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    """Every column of `expected` is found to a relative 1e-9."""
    assert len(expected.columns) > 5
    for name in expected.columns:
        scale = max(1.0, float(expected[name].abs().max()))
        np.testing.assert_allclose(
            found.loc[expected.index, name], expected[name], rtol=1e-9, atol=1e-13 * scale, err_msg=name
        )


@pytest.mark.parametrize(
    ("file", "change"),
    [
        pytest.param("norm_minmax_0_100", as_published, id="minmax_0_100"),
        pytest.param("norm_minmax_1_100", ranged(1, 100), id="minmax_1_100"),
        pytest.param("norm_borda", on_borda, id="borda"),
        pytest.param("norm_dist2max", ranged(0, 1, "distance_to_max"), id="distance_to_max"),
        pytest.param("norm_goalposts", on_goalposts, id="goalposts"),
    ],
)
def test_normalised(variant: Variant, file: str, change: Change) -> None:
    """49 indicators of 51 countries, divided, imputed and placed, as in COINr's file of the same name."""
    expected = read(file)
    if change is on_borda:
        expected = with_ties(expected, {"NOR": 41, "BGR": 25, "CZE": 25})
    check(column(variant(file, change)), expected)


@pytest.mark.parametrize(
    ("file", "change"),
    [
        pytest.param("agg_amean", as_published, id="arithmetic"),
        pytest.param("agg_amean_walt", weighed, id="arithmetic_weighed"),
        pytest.param("agg_gmean", geometric, id="geometric"),
        pytest.param("agg_gmean_walt", both(geometric, weighed), id="geometric_weighed"),
    ],
)
def test_aggregated(variant: Variant, file: str, change: Change) -> None:
    """Eight pillars, two sub-indices and the index, as in COINr's file of the same name."""
    expected = read(file)
    assert len(expected.columns) == 11
    check(column(variant(file, change)), expected)


@pytest.mark.parametrize(("file", "change"), [("eff_weights", as_published), ("eff_weights_walt", weighed)])
def test_effective_weights(variant: Variant, file: str, change: Change) -> None:
    """The share of every indicator and aggregate in the index, the same for all countries."""
    expected = read(file)["effweight"]
    found = column(variant("agg_amean" if file == "eff_weights" else "agg_amean_walt", change), "effective_weight")
    assert len(expected) == 60
    for name, weight in expected.items():
        np.testing.assert_allclose(found[name], weight, rtol=1e-12, err_msg=str(name))


def test_denominated(variant: Variant) -> None:
    """What was recorded, divided; Laos has no energy figure, so its trade in electricity and gas cannot be."""
    assessment, expected = variant("agg_amean", as_published), read("denominated")
    rows = assessment.dataset.observations
    found = rows.astype({"territory": str, "indicator": str}).pivot(
        index="territory", columns="indicator", values="number"
    )
    check(found, expected)
    lacking = rows[rows["reason"] == "no_denominator"]
    assert set(zip(lacking["territory"], lacking["indicator"], strict=True)) == {("LAO", "elec"), ("LAO", "gas")}


def test_imputed(variant: Variant) -> None:
    """Missing cells get the mean of Europe or of Asia; they are marked and add nothing to coverage."""
    assessment, expected = variant("agg_amean", as_published), read("imputed")
    section = assessment.sections[0]
    names = [section.tree.nodes[leaf].id for leaf in section.tree.leaves]
    check(pd.DataFrame(section.cells.values.T, index=section.authorities.territory, columns=names), expected)
    reasons = column(assessment, "reason")[names]
    missing = read("denominated")[names].isna()
    assert missing.to_numpy().sum() == 65
    np.testing.assert_array_equal(reasons.loc[missing.index] == "imputed_mean", missing)
    coverage = column(assessment, "coverage")
    shares = (~missing).T.groupby(lambda name: _pillar_of(assessment.registry)[name]).mean().T
    for name in shares.columns:
        np.testing.assert_allclose(coverage.loc[shares.index, name], shares[name], rtol=1e-12)


def _pillar_of(registry: indexgov.Registry) -> dict[str, str]:
    return {
        one.id: block.id
        for component in registry.components.values()
        for block in component.blocks
        for one in block.indicators
    }


def test_ranks_of_every_node(variant: Variant) -> None:
    """Places of 51 countries in the index, its parts and every indicator; equal values share the better place."""
    expected = read("results_amean_ranks_full").drop(columns="uname")
    assert expected.shape == (51, 60)
    expected = with_ties(expected, {"GRC": 24})
    found = column(variant("agg_amean", as_published), "rank").loc[expected.index, expected.columns]
    pd.testing.assert_frame_equal(found, expected, check_dtype=False, check_names=False)


def test_ranks_after_geometric_means(variant: Variant) -> None:
    expected = read("results_gmean_ranks_aggs")
    found = column(variant("agg_gmean", geometric), "rank").loc[expected.index, expected.columns]
    pd.testing.assert_frame_equal(found, expected, check_dtype=False, check_names=False)


def test_ranks_within_gdp_groups(variant: Variant) -> None:
    """`ranking.within` names a group that the registry declares."""

    def within_gdp(content: Any) -> None:
        content["ranking"] = {"within": ["gdp_group"]}

    expected = read("results_amean_groupranks_GDP").drop(columns="gdp_group")
    found = column(variant("within_gdp", within_gdp), "rank").loc[expected.index, expected.columns]
    pd.testing.assert_frame_equal(found, expected, check_dtype=False, check_names=False)


@pytest.mark.parametrize("year", range(2018, 2023))
def test_panel_year_by_year(year: int, tmp_path: Path) -> None:
    """Five artificial years, each placed on its own: nothing divided, nothing imputed, means over what is there."""

    def raw(content: Any) -> None:
        for one in indicators(content):
            for key in ("denominator", "per"):
                one.pop(key, None)
        for component in content["components"].values():
            component["missing"] = {"rule": "reweight"}

    data, expected = read("iData_p"), read("panel_agg_per_year")
    data, expected = data[data["time"] == year], expected[expected["time"] == year].drop(columns="time")
    registry = edited("asem", raw)
    found = scored(registry, tmp_path, str(year), places(data), data[[one.id for one in registry.indicators]])
    check(column(found), expected)


def test_draws_of_weights(variant: Variant) -> None:
    """Fifty draws of the weights of pillars and sub-indices: scores and ranks of the index, and their statistics."""
    assessment = variant("agg_amean", as_published)
    weights = pd.read_csv(reference("coinr-asem") / "ua50_weights.csv").rename(columns=str.lower).set_index("rep")
    expected, ranks = read("ua50_scores"), read("ua50_ranks")
    # All nominal weights are 1, so that a drawn weight is what the nominal one is multiplied by.
    factors = {name: weights[name].to_numpy(dtype=float) for name in weights.columns}
    assert len(factors) == 10
    assert {len(one) for one in factors.values()} == {50}
    ((scores, places),) = replayed(assessment, factors)
    who, draws = list(assessment.sections[0].authorities.territory), [f"r_{number}" for number in range(1, 51)]
    check(pd.DataFrame(scores.T, index=who, columns=draws), expected[draws].astype(float))
    np.testing.assert_array_equal(pd.DataFrame(places.T, index=who).loc[ranks.index], ranks[draws].astype(int))
    nominal = assessment.ranking.set_index("territory")["rank"]
    np.testing.assert_array_equal(nominal[ranks.index].astype(int), ranks["nominal"].astype(int))
    statistics = read("ua50_rankstats").astype(float)
    order = [who.index(code) for code in statistics.index]
    found = places[:, order].astype(float)
    np.testing.assert_array_equal(statistics["nominal"], nominal[statistics.index].astype(float))
    np.testing.assert_allclose(found.mean(axis=0), statistics["mean"], rtol=1e-12)
    for name, share in (("median", 0.5), ("q5", 0.05), ("q95", 0.95)):
        np.testing.assert_allclose(np.quantile(found, share, axis=0), statistics[name], rtol=1e-12)
