"""Correlations, availability and statistics of the ASEM index are those of COINr, where its figures are at hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from indexgov.analysis.audit import Audit, audit
from tests.gallery import edited, reference, scored
from tests.test_gallery_coinr import as_published, indicators, places, read

STATISTICS = {
    "min": "min", "max": "max", "mean": "mean", "median": "median", "sd": "std", "skewness": "skew",
    "kurtosis": "kurt", "n": "n.avail", "commonest": "frc.same",
}  # fmt: skip
"""Columns of the indicators of an audit and those of COINr's statistics."""


def pairs(name: str) -> pd.DataFrame:
    """COINr's correlations, codes in small letters."""
    frame = pd.read_csv(reference("coinr-asem") / f"{name}.csv")
    return frame.assign(one=frame["Var1"].str.lower(), other=frame["Var2"].str.lower())


def audited(folder: Path, change: Any) -> Audit:
    data, registry = read("iData"), edited("asem", change)
    values = data[[one.id for one in registry.indicators]]
    return audit(scored(registry, folder, "2018", places(data), values))


@pytest.fixture(scope="module")
def asem(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    """The 51 countries as COINr scores them: divided, imputed, placed between the smallest and the largest."""
    return audited(tmp_path_factory.mktemp("asem"), as_published)


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    """The same countries with what was recorded for scores, and nothing imputed."""

    def as_recorded(content: Any) -> None:
        content["range"] = None
        content["scales"]["position"] = {"identity": True}
        for one in indicators(content):
            for key in ("denominator", "per", "better", "impute"):
                one.pop(key, None)
        for component in content["components"].values():
            for node in (component, *component["blocks"]):
                if isinstance(node.get("missing"), dict):
                    node["missing"] = {"rule": "reweight"}

    return audited(tmp_path_factory.mktemp("raw"), as_recorded)


@pytest.mark.parametrize("method", ["pearson", "spearman"])
def test_children_with_parents(asem: Audit, method: str) -> None:
    expected = pairs(f"corr_child_parent_{method}")
    frame = asem.correlations[asem.correlations["relation"] == "parent"]
    found = {(one, other): r for one, other, r in zip(frame["other"], frame["node"], frame[method], strict=True)}
    assert len(expected) == len(found) == 59
    for one, other, r in zip(expected["one"], expected["other"], expected["Correlation"], strict=True):
        assert found[(one, other)] == pytest.approx(r, rel=1e-9, abs=1e-12), (one, other)


def test_indicators_of_a_pillar(asem: Audit) -> None:
    expected = pairs("corr_within_pillar_pearson")
    frame = asem.correlations[(asem.correlations["relation"] == "within") & (asem.correlations["level"] == "indicator")]
    found = {(one, other): r for one, other, r in zip(frame["node"], frame["other"], frame["pearson"], strict=True)}
    compared = 0
    for one, other, r in zip(expected["one"], expected["other"], expected["Correlation"], strict=True):
        if one != other and not np.isnan(r):
            assert found.get((one, other), found.get((other, one))) == pytest.approx(r, rel=1e-9, abs=1e-12), (
                one,
                other,
            )
            compared += 1
    assert compared >= len(found)


def test_availability(raw: Audit) -> None:
    """COINr counts what was recorded, before anything is divided or imputed."""
    table = raw.missing.pivot(index="territory", columns="node", values="available")
    units = read("data_avail_units")
    missing = raw.missing[raw.missing["node"] == "index"].set_index("territory")["missing"]
    np.testing.assert_array_equal(missing.loc[units.index], units["n_missing"])
    np.testing.assert_allclose(table.loc[units.index, "index"], units["dat_avail"], rtol=1e-12)
    groups = read("data_avail_groups")
    assert len(groups.columns) == 11
    for name in groups.columns:
        np.testing.assert_allclose(table.loc[groups.index, name], groups[name], rtol=1e-12, err_msg=name)


def test_statistics(raw: Audit) -> None:
    expected, found = read("stats_raw"), raw.indicators.set_index("node")
    assert len(expected) == 49
    for mine, theirs in STATISTICS.items():
        np.testing.assert_allclose(
            found.loc[expected.index, mine].astype(float), expected[theirs], rtol=1e-9, atol=1e-12, err_msg=mine
        )
    missing = 1 - expected["frc.avail"]
    np.testing.assert_allclose(found.loc[expected.index, "missing"].astype(float), missing, rtol=1e-9, atol=1e-12)


def test_what_an_audit_says_of_a_published_index(asem: Audit) -> None:
    """Correlations of -0.49 to -0.75 with four siblings stand in COINr's figures: technical barriers to trade are more
    where institutions are better. So does -0.48 of private debt with young people without work or school."""
    rows = asem.findings[asem.findings["level"] == "warning"]
    assert set(rows.loc[rows["kind"] == "reversed", "node"]) == {"tbts", "privdebt"}
    negative = rows[rows["kind"] == "negative"]
    expected = pairs("corr_within_pillar_pearson")
    below = expected[expected["Correlation"] < -0.4]
    theirs = {frozenset(pair) for pair in zip(below["one"], below["other"], strict=True)}
    assert {frozenset(pair) for pair in zip(negative["node"], negative["other"], strict=True)} <= theirs
    assert len(negative) == 5
    assert len(asem.two_way) == 51
