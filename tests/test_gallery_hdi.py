"""The Human Development Index and its inequality-adjusted form come out as UNDP publishes them."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.gallery import reference, rules, scored

# UNDP, Human Development Report 2023/24, composite indices time series, figures of 2022 (CC BY 3.0 IGO). The first
# eleven are the first eleven of the world, so their ranks hold without the others. The caps bind for expected schooling
# above 18 years (NOR, ISL, DNK, SWE, IRL, AUS, NLD) and income above 75000 (IRL, SGP); ZWE, UGA, BLZ stand on the bound
# of a class, VEN and BGR a thousandth below one; DNK and SWE, DEU and IRL, AUS and NLD tie; MCO lacks two figures.
PUBLISHED = """\
iso3,life,expected,mean,gni,hdi,rank,class,a_life,a_education,a_income,ihdi,loss
CHE,84.255,16.5837307,13.90406622,69432.78669,0.967,1,Very High,3.029099,2.00997,17.66895,0.891,7.859358842
NOR,83.393,18.63846016,13.06234279,69189.76165,0.966,2,Very High,2.4463964,2.3289,14.27021,0.903,6.52173913
ISL,82.815,19.10672951,13.76716995,54688.37921,0.959,3,Very High,2.2479441,2.20077,10.67821,0.91,5.109489051
HKG,84.315,17.8495903,12.34776974,62485.50516,0.956,4,Very High,2.2119029,8.6808,24.08448,0.84,12.13389121
DNK,81.882,18.77403069,12.96049023,62018.95694,0.952,5,Very High,3.0678389,2.60018,11.01864,0.898,5.672268908
SWE,83.505,19.03676987,12.67372015,56995.84796,0.952,5,Very High,2.4708295,3.40621,16.94298,0.878,7.773109244
DEU,80.989,17.34334946,14.25594044,55340.19722,0.95,7,Very High,3.3271089,3.7646,14.34606,0.881,7.263157895
IRL,82.716,19.12610054,11.6569568,87467.51391,0.95,7,Very High,2.7987664,2.93579,13.96235,0.886,6.736842105
SGP,84.133,16.90273094,11.92488003,88761.14559,0.949,9,Very High,2.3018563,9.4059,25.93509,0.825,13.06638567
AUS,83.579,21.0800209,12.72681999,49257.1352,0.946,10,Very High,3.2510498,4.74472,18.4899,0.86,9.090909091
NLD,82.451,18.58348083,12.58162975,57278.31015,0.946,10,Very High,3.0723386,4.65482,11.37592,0.885,6.44820296
BLR,73.246,13.98153019,12.24122445,18425.01061,0.801,,Very High,3.2710373,2.77203,12.70066,0.75,6.367041199
BGR,71.528,13.86802959,11.41318035,25920.80375,0.799,,High,5.2625022,5.77279,23.71559,0.703,12.01501877
BLZ,70.962,12.42656994,8.847599983,9242.082259,0.7,,High,9.0509014,14.81278,,,
VEN,71.105,13.50206427,9.628154421,6184.136,0.699,,Medium,12.043796,8.6697,21.13907,0.6,14.16309013
UGA,63.638,11.49553237,6.235476362,2240.585404,0.55,,Medium,20.433994,27.91438,43.61036,0.377,31.45454545
ZWE,59.391,11.02558696,8.807762621,2078.918063,0.55,,Medium,24.401804,14.60503,52.88754,0.37,32.72727273
AFG,62.879,10.70538475,2.514790058,1335.205733,0.462,,Low,24.582642,48.81007,29.2251,0.3,35.06493506
MCO,86.895,18.6915194,,,,,,3.4752736,,,,
"""
HDI = {"life": "life_expectancy", "expected": "expected_schooling", "mean": "mean_schooling", "gni": "gni"}
"""Columns above and the indicators of the registry."""
IHDI = HDI | {"a_life": "life_inequality", "a_education": "education_inequality", "a_income": "income_inequality"}
FILE = {"le": "life", "eys": "expected", "mys": "mean", "gnipc": "gni"}
"""Columns of the reference file, without the year, and those above."""
FILE_IHDI = FILE | {"ineq_le": "a_life", "ineq_edu": "a_education", "ineq_inc": "a_income"}


def assessed(folder: Path, index: str, table: pd.DataFrame, period: str = "2022") -> pd.DataFrame:
    """The ranking by country code of a table with the columns above; codes with a dot are aggregates."""
    codes = table.index.astype(str)
    tier = np.where(codes.str.contains(".", regex=False), "aggregate", "country")
    places = pd.DataFrame({"name_en": codes, "tier": tier}, index=table.index)
    names = HDI if index == "hdi" else IHDI
    result = scored(rules(index), folder, period, places, table[list(names)].rename(columns=names))
    return result.ranking.set_index("territory").loc[table.index]


def three(scores: pd.Series) -> pd.Series:
    """Scores as they are printed."""
    return scores.astype(float).round(3)


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return pd.read_csv(StringIO(PUBLISHED), index_col="iso3", keep_default_na=False, na_values=[""])


@pytest.fixture(scope="module")
def everybody() -> pd.DataFrame:
    """All countries and aggregates, as published for 2021 and 2022."""
    return pd.read_csv(reference("hdi_2022") / "hdi.csv", index_col="iso3", keep_default_na=False, na_values=[""])


def test_hdi_of_known_countries(rows: pd.DataFrame, tmp_path: Path) -> None:
    """Index, class and rank of nineteen countries as published (source above)."""
    found = assessed(tmp_path, "hdi", rows)
    pd.testing.assert_series_equal(three(found["score"]), rows["hdi"], check_names=False)
    assert found["class"].tolist() == rows["class"].fillna("").tolist()
    first = rows["rank"].notna()
    assert found.loc[first, "rank"].tolist() == rows.loc[first, "rank"].tolist()


def test_a_missing_figure_is_no_index(rows: pd.DataFrame, tmp_path: Path) -> None:
    """Monaco has the longest life of all (above the goalpost of 85) and no published index: two figures are missing."""
    found = assessed(tmp_path, "hdi", rows).loc["MCO"]
    assert np.isnan(found["score"])
    assert pd.isna(found["rank"])
    assert (found["status"], found["health"]) == ("no_score", 1.0)


def test_ranks_on_unrounded_scores_would_differ(rows: pd.DataFrame, tmp_path: Path) -> None:
    """Denmark and Sweden tie at 0.952 as published, although their unrounded indexes differ."""
    found = assessed(tmp_path, "hdi", rows)
    tied = found.loc[["DNK", "SWE"]]
    assert tied["rank"].tolist() == [5, 5]
    assert np.ptp(tied["score"]) > 1e-6


def test_life_beyond_the_goalpost_counts_as_the_goalpost(tmp_path: Path) -> None:
    """Hong Kong 2021: life expectancy 85.473, above 85; published index 0.959 (source above, figures of 2021)."""
    figures = {"life": [85.473], "expected": [17.7292], "mean": [12.30725], "gni": [64150.85303]}
    found = assessed(tmp_path, "hdi", pd.DataFrame(figures, index=["HKG"]), "2021")
    assert three(found["score"]).tolist() == [0.959]
    assert found["health"].tolist() == [1.0]


def test_ihdi_and_loss_of_known_countries(rows: pd.DataFrame, tmp_path: Path) -> None:
    """Index and loss as published (source above); the loss is 1 - IHDI / HDI of the rounded indexes, in per cent."""
    found = three(assessed(tmp_path, "ihdi", rows)["score"])
    pd.testing.assert_series_equal(found, rows["ihdi"], check_names=False)
    np.testing.assert_allclose(100 * (1 - found / rows["hdi"]), rows["loss"], rtol=1e-8)


@pytest.mark.parametrize("year", [2021, 2022])
def test_hdi_of_all_countries(everybody: pd.DataFrame, year: int, tmp_path: Path) -> None:
    """Every country with an index, and 11 aggregates, to the published three decimals; the others have none."""
    table = everybody.rename(columns={f"{short}_{year}": name for short, name in FILE.items()})
    found = assessed(tmp_path, "hdi", table, str(year))
    pd.testing.assert_series_equal(three(found["score"]), everybody[f"hdi_{year}"], check_names=False)
    assert found["score"].notna().sum() == {2021: 203, 2022: 204}[year]


def test_ranks_and_classes_of_all_countries(everybody: pd.DataFrame, tmp_path: Path) -> None:
    """Ranks and classes of 2022 as published: on the rounded index, countries among countries only.

    The file names no class for South Korea, whose index of 0.929 is very high.
    """
    table = everybody.rename(columns={f"{short}_2022": name for short, name in FILE.items()})
    found = assessed(tmp_path, "hdi", table)
    countries = found["tier"] == "country"
    published = everybody.loc[countries, "hdi_rank_2022"]
    assert published.notna().sum() == 193
    np.testing.assert_array_equal(found.loc[countries, "rank"].astype(float), published)
    classes = everybody.loc[countries, "hdicode"].fillna("")
    classes["KOR"] = "Very High"
    assert found.loc[countries, "class"].tolist() == classes.tolist()
    assert found.loc[["PRK", "MCO"], "status"].tolist() == ["no_score", "no_score"]
    assert found.loc[~countries, "rank"].max() == 11


def test_ihdi_of_all_countries(everybody: pd.DataFrame, tmp_path: Path) -> None:
    """165 countries and 11 aggregates have an IHDI in 2022, to the published three decimals, and a loss."""
    table = everybody.rename(columns={f"{short}_2022": name for short, name in FILE_IHDI.items()})
    found = three(assessed(tmp_path, "ihdi", table)["score"])
    assert found.notna().sum() == 176
    pd.testing.assert_series_equal(found, everybody["ihdi_2022"], check_names=False)
    has = found.notna()
    loss = 100 * (1 - found[has] / everybody.loc[has, "hdi_2022"])
    np.testing.assert_allclose(loss, everybody.loc[has, "loss_2022"], rtol=1e-8)
