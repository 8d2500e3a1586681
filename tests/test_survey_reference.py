"""The survey engine against R: means, shares, medians, errors, intervals, covariances, changes, raking.

The figures are those of R 4.2.2 with the package survey 4.1-1 and 4.5 (medians from 4.5) for synthetic samples. They
hold to 1e-9 of each figure. R's `logit` interval, an iterative fit, is left out; errors below 1e-10 are 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from indexgov.survey.design import Design
from indexgov.survey.estimation import Estimates, estimate
from indexgov.survey.measures import Measure
from indexgov.survey.questionnaire import Questionnaire
from indexgov.survey.weighting import Raking
from tests.gallery import reference
from tests.survey_sample import (
    ENGINES,
    choice,
    figure,
    in_engine,
    number,
    questionnaire,
    said,
    scale,
    scales,
)

Frames = Callable[[str], Any]
ITEMS = ("roads", "water", "clinic", "school", "police", "akimat")
DOMAINS = ("_all", "region", "urb", "sex")
IN_R = {
    "xlogit": "xlogit",
    "korn_graubard": "beta",
    "korn_graubard_capped": "betacap",
    "arcsine": "asin",
    "wald": "mean",
}
"""What the columns of the reference call each kind of interval."""
OF_MEDIANS = ("xlogit", "korn_graubard", "wald")
DESIGNS: Mapping[str, Design] = {
    "strat_psu_w": Design(weight="weight", stratum="stratum", psu="psu"),
    "psu_w": Design(weight="weight", psu="psu"),
    "urbstrat_psu_w": Design(weight="weight", stratum="urb", psu="psu"),
    "w_only": Design(weight="weight", unclustered=True),
    "unweighted": Design(unclustered=True),
    "strat_psu_w_fpc": Design(weight="weight", stratum="stratum", psu="psu", fpc="n_psu_pop"),
}
MINI: Mapping[str, tuple[str, Design]] = {
    "srs": ("mini_srs", Design(weight="weight", unclustered=True)),
    "srs_fpc": ("mini_srs", Design(weight="weight", unclustered=True, fpc="fpc_n")),
    "strat": ("mini_strat", Design(weight="weight", stratum="stratum", unclustered=True)),
    "strat_fpc": ("mini_strat", Design(weight="weight", stratum="stratum", unclustered=True, fpc="fpc_n")),
    "clus": ("mini_clus1", Design(weight="weight", psu="psu")),
    "clus_fpc": ("mini_clus1", Design(weight="weight", psu="psu", fpc="fpc_psu")),
}


def edge_design(rule: str) -> Design:
    """The design of the edge cases with a rule for single PSUs; R knows `remove` by a second name."""
    return Design(weight="weight", stratum="stratum", psu="psu", lonely_psu={"certainty": "remove"}.get(rule, rule))


EDGE = {f"strat_psu_w|lonely={rule}": edge_design(rule) for rule in ("adjust", "remove")} | {
    "w_only": DESIGNS["w_only"]
}


def folder() -> Path:
    return reference("survey")


@cache
def sample(name: str) -> pd.DataFrame:
    return pd.read_csv(folder() / "input" / f"{name}.csv")


@cache
def expected(name: str) -> pd.DataFrame:
    return pd.read_csv(folder() / "expected" / f"{name}.csv")


def measures_of(items: Iterable[str], kinds: Sequence[str] = ("mean", "top_box", "median")) -> list[Measure]:
    return [Measure(f"{item}.{kind}", item, kind) for item in items for kind in kinds]


def columns_of(kind: str, interval: str) -> dict[str, str]:
    """Columns of estimates by those of the reference."""
    found = {"n_valid": "n_valid", "n": "n_valid_w_pos", "df": "degf", "sum_w": "sum_w", "se": "se"}
    if kind == "median":
        ends = f"math_{IN_R[interval]}"
        return found | {"value": "median_math", "se": f"{ends}_se", "ci_low": f"{ends}_low", "ci_high": f"{ends}_high"}
    ends = "ci_t" if kind == "mean" else IN_R[interval]
    return found | {"value": "estimate", "deff": "deff_srswr", "ci_low": f"{ends}_low", "ci_high": f"{ends}_high"}


def assert_equal(found: Any, wanted: Any, told: str, floor: float = 1e-10) -> None:
    """Equal to 1e-9 of the figure; not known only where it is not known there."""
    np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-9 * floor, equal_nan=True, err_msg=told)


def turned(rows: pd.DataFrame) -> Any:
    """Where the angle of R's arcsine interval passes an end and turns back; here it is kept at the end."""
    return ((rows["asin_low"] > rows["estimate"]) | (rows["asin_high"] < rows["estimate"])).to_numpy()


def compared(found: pd.DataFrame, wanted: pd.DataFrame, items: Sequence[str], kind: str, interval: str) -> int:
    """Compare one kind of measure in all areas; how many figures were equal."""
    equal = 0
    for item in items:
        rows = wanted[wanted["item"] == item].assign(domain=lambda one: one["domain"].replace("_all", ""))
        mine = found[found["indicator"] == f"{item}.{kind}"].set_index("territory").loc[rows["domain"]]
        rows, none = rows.set_index("domain"), (rows["status"] != "ok").to_numpy()
        assert mine.loc[none, "status"].eq("not_assessed").all()
        rows, mine = rows[~none], mine[~none]
        no_df = (rows["degf"] == 0).to_numpy()
        assert mine.loc[no_df, "status"].eq("not_estimable").all()
        assert mine.loc[no_df, ["se", "ci_low", "ci_high", "deff", "n_eff"]].isna().all(axis=None)
        exact = rows["estimate"].isin([0, 1]).to_numpy() if kind == "top_box" else no_df
        known = ~no_df & ~exact
        known &= ~turned(rows) if (kind, interval) == ("top_box", "arcsine") else True
        for column, theirs in columns_of(kind, interval).items():
            # Shares of 0 and 1 have an exact interval here, R has none.
            told = known if column.startswith("ci_") else ~no_df | (column in ("value", "n", "n_valid"))
            figures = rows.loc[told, theirs].to_numpy(dtype=float)
            figures = np.where(np.abs(figures) < 1e-10, 0, figures) if column == "se" else figures
            assert_equal(mine.loc[told, column].to_numpy(dtype=float), figures, f"{item} {kind} {column}", 1.0)
            equal += len(figures)
    return equal


def by_domain(
    frame: Any, words: Questionnaire, design: Design, domain: str, measures: Sequence[Measure], interval: str
) -> pd.DataFrame:
    """The estimates of one split of the sample; `_all` is the whole."""
    area = None if domain == "_all" else domain
    found = estimate(frame, words, area=area, design=design, measures=measures, interval=interval).frame
    return found[(found["territory"] == "") == (domain == "_all")]


@pytest.fixture(scope="module")
def lgpi20() -> Frames:
    """The sample of twenty regions in an engine."""
    return cache(lambda engine: in_engine(engine, sample("lgpi20")))


def of_lgpi20(kind: str, design: str, domain: str) -> pd.DataFrame:
    name = {"mean": "lgpi20_means", "top_box": "lgpi20_top2", "median": "lgpi20_medians"}[kind]
    rows = expected(name)
    return rows[(rows["design"] == design) & (rows["domain_var"] == domain)]


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("engine", ENGINES)
def test_every_design_in_every_engine(engine: str, design: str, lgpi20: Frames) -> None:
    """Means, shares of 4 and 5, and medians; all splits on pandas and DuckDB, by region elsewhere."""
    whole, equal = engine in ("pandas", "duckdb"), 0
    for domain in DOMAINS if whole else ("region",):
        found = by_domain(lgpi20(engine), scales(ITEMS), DESIGNS[design], domain, measures_of(ITEMS), "xlogit")
        for kind in ("mean", "top_box", "median"):
            equal += compared(found, of_lgpi20(kind, design, domain), ITEMS, kind, "xlogit")
    assert equal >= (25 if whole else 20) * 6 * 3 * 8


@pytest.mark.parametrize("interval", [kind for kind in IN_R if kind != "xlogit"])
def test_every_interval(interval: str, lgpi20: Frames) -> None:
    """The other kinds in two designs, of medians those that were checked against R; `test_intervals` has them all."""
    kinds = ("top_box", "median") if interval in OF_MEDIANS else ("top_box",)
    for name in ("strat_psu_w", "w_only"):
        for domain in ("_all", "region"):
            measures = measures_of(ITEMS, kinds)
            found = by_domain(lgpi20("pandas"), scales(ITEMS), DESIGNS[name], domain, measures, interval)
            for kind in kinds:
                compared(found, of_lgpi20(kind, name, domain), ITEMS, kind, interval)


MINI_WORDS = questionnaire({"q1": scale(), "score": number()})


@pytest.mark.parametrize("design", MINI)
@pytest.mark.parametrize("engine", ["pandas", "duckdb"])
def test_finite_population_correction(engine: str, design: str) -> None:
    """One simple design each, with the sizes of the population and without them."""
    name, how = MINI[design]
    frame = in_engine(engine, sample(name))
    measures = [one for one in measures_of(("q1", "score")) if one.name != "score.top_box"]
    for interval in IN_R if engine == "pandas" else ("xlogit",):
        for domain in ("_all", "grp"):
            found = by_domain(frame, MINI_WORDS, how, domain, measures, interval)
            for kind, table in (("mean", "mini_means"), ("top_box", "mini_top2"), ("median", "mini_medians")):
                if kind == "median" and interval not in OF_MEDIANS:
                    continue
                rows = expected(table)
                rows = rows[(rows["dataset"] == name) & (rows["design"] == design) & (rows["domain_var"] == domain)]
                assert len(rows)
                compared(found, rows, ("q1",) if kind == "top_box" else ("q1", "score"), kind, interval)


@pytest.mark.parametrize("design", EDGE)
@pytest.mark.parametrize("engine", ["pandas", "duckdb"])
def test_edge_cases(engine: str, design: str) -> None:
    """A single PSU, nobody with a valid answer, all the same answer, one respondent, weights of 0."""
    frame = in_engine(engine, sample("edge"))
    for interval in IN_R:
        for domain in ("_all", "region"):
            found = by_domain(frame, scales(["q1"]), EDGE[design], domain, measures_of(["q1"]), interval)
            for kind, table in (("mean", "edge_means"), ("top_box", "edge_top2"), ("median", "edge_medians")):
                if kind == "median" and interval not in OF_MEDIANS:
                    continue
                rows = expected(table)
                rows = rows[(rows["design"] == design) & (rows["domain_var"] == domain)]
                compared(found, rows, ("q1",), kind, interval)


@pytest.mark.parametrize("rule", ["fail", "remove", "certainty", "adjust", "average"])
def test_rules_for_single_psus(rule: str) -> None:
    """Where R stops or has no degrees of freedom, the figure stays and its error is not estimable."""
    rows = expected("edge_lonely")
    found = estimate(sample("edge"), scales(["q1"]), area="region", design=edge_design(rule),
                     measures=measures_of(["q1"], ("mean", "top_box"))).frame  # fmt: skip
    rows = rows[rows["lonely_psu"] == rule]
    assert len(rows) == 14
    for _, row in rows.iterrows():
        area = "" if row["domain"] == "_all" else str(row["domain"])
        for kind, value, se in (("mean", "estimate", "se"), ("top_box", "top2", "top2_se")):
            mine = figure(found, f"q1.{kind}", area)
            assert mine["n_valid"] == row["n_valid"]
            if area == "novalid":
                assert (mine["status"], mine["reason"], mine["n"]) == ("not_assessed", "no_answers", 0)
            elif row["status"] != "ok":
                assert "only one PSU" in str(row["status"])
                assert (mine["status"], mine["reason"]) == ("not_estimable", "lonely_psu")
                assert np.isnan(mine["se"])
            else:
                assert_equal([mine["value"], mine["df"]], [row[value], row["degf"]], area)
                known = row["degf"] > 0
                assert mine["status"] == ("assessed" if known else "not_estimable")
                assert_equal(mine["se"], row[se] if known else np.nan, area)


@pytest.mark.parametrize("design", ["strat_psu_w", "w_only"])
def test_covariances_and_the_index(design: str) -> None:
    """All pairs of six items in the country and twenty regions, and the 0-100 index of their mean with its error."""
    found = estimate(sample("lgpi20"), scales(ITEMS), area="region", design=DESIGNS[design],
                     measures=measures_of(ITEMS, ("mean",)), covariances=True)  # fmt: skip
    rows = expected("lgpi20_item_covariance")
    rows = rows[rows["design"] == design].assign(domain=lambda one: one["domain"].replace("_all", ""))
    pairs = rows[rows["item_b"].isin(ITEMS)]
    mine = [
        found.covariance(area, f"{a}.mean", f"{b}.mean")
        for area, a, b in pairs[["domain", "item_a", "item_b"]].to_numpy()
    ]
    assert len(mine) == 21 * 21
    assert_equal(mine, pairs["cov"].to_numpy(), "covariance")
    table = found.covariances()
    assert len(table) == 20 * 15
    for _, row in table[table["territory"] == "R07"].iterrows():
        assert row["covariance"] == found.covariance("R07", row["indicator"], row["other"])
    for domain, of_index in rows[~rows["item_b"].isin(ITEMS)].groupby("domain"):
        wanted = of_index.set_index("item_b")["cov"]
        means = [figure(found.frame, f"{item}.mean", str(domain))["value"] for item in ITEMS]
        every = [found.covariance(str(domain), f"{a}.mean", f"{b}.mean") for a in ITEMS for b in ITEMS]
        index = (np.mean(means) - 1) / 4 * 100, np.sqrt(sum(every)) / 6 * 25
        assert_equal(index, [wanted["estimate"], wanted["se"]], str(domain))


@pytest.mark.parametrize(
    ("design", "stratum"), [("linked_psu", "stratum"), ("independent", ("stratum", "quarter"))], ids=str
)
def test_changes_between_quarters(design: str, stratum: str | tuple[str, ...]) -> None:
    """PSUs of both quarters linked, with their covariance, or taken for different ones."""
    how = Design(weight="weight", stratum=stratum, psu="psu")
    measures = [Measure("q1", "q1", "mean"), Measure("top2", "q1", "top_box")]
    by_region, whole = (estimate(sample("waves"), scales(["q1"]), area=area, design=how, measures=measures)
                        for area in (("quarter", "region"), "quarter"))  # fmt: skip
    rows = expected("waves_change")
    rows = rows[rows["design"] == design]
    assert len(rows) == 18
    for _, row in rows.iterrows():
        of, end = (whole, "") if row["domain"] == "_all" else (by_region, f" / {row['domain']}")
        areas = [f"2026Q{quarter}{end}" for quarter in (1, 2)]
        change, sides = of.change(row["item"], *areas), [figure(of.frame, row["item"], area) for area in areas]
        found = [change.difference, change.se, change.t, *(one[key] for key in ("value", "se") for one in sides)]
        wanted = [row[key] for key in ("diff", "se_diff", "z", "est_q1", "est_q2", "se_q1", "se_q2")]
        assert_equal(found, wanted, f"{row['item']} {row['domain']}")
        floor = 1e-10 * row["se_q1"] * row["se_q2"]
        assert change.covariance == pytest.approx(row["cov"], rel=1e-9, abs=floor)


SEX, AGE, URB = ("f", "m"), ("18-29", "30-44", "45-59", "60+"), ("rural", "urban")
TOTALS = {"sex": (523_000, 477_000), "age_group": (231_000, 334_000, 246_000, 189_000), "urb": (383_000, 617_000)}
"""Population of 1,000,000 by sex, age and place."""


def raking_words() -> Questionnaire:
    """The items, and three questions whose answers stand in the file as words, with their totals."""
    asked: dict[str, Any] = {item: scale() for item in ITEMS}
    for name, words in (("sex", SEX), ("age_group", AGE), ("urb", URB)):
        answers = tuple({"code": place, "label": said(word)} for place, word in enumerate(words, 1))
        asked[name] = choice(1) | {"codes": answers}
    margins = {
        name: {"question": name, "totals": tuple({"code": code, "total": n} for code, n in enumerate(totals, 1))}
        for name, totals in TOTALS.items()
    }
    return questionnaire(asked, margins=margins)


def raked(frame: Any) -> Estimates:
    return estimate(
        frame, raking_words(), area="region", design=DESIGNS["strat_psu_w"], measures=measures_of(ITEMS, ("mean",)),
        raking=Raking(("sex", "age_group", "urb")),
    )  # fmt: skip


def assert_raked(found: Estimates) -> None:
    """Estimates and `se_calibrate` of R, the residuals being those of a regression with the weights before raking."""
    rows = expected("lgpi20_raked_means")
    mine = [figure(found.frame, f"{row['item']}.mean", row["domain"].replace("_all", "")) for _, row in rows.iterrows()]
    assert len(mine) == 30
    for name, theirs in (("value", "estimate"), ("se", "se_calibrate")):
        assert_equal([one[name] for one in mine], rows[theirs].to_numpy(), theirs)


@pytest.mark.parametrize("engine", ENGINES)
def test_raking(engine: str, lgpi20: Frames) -> None:
    found = raked(lgpi20(engine))
    assert_raked(found)
    assert found.weighting is not None
    frame = sample("lgpi20")
    joint = frame[["sex", "age_group", "urb"]].apply(tuple, axis=1)
    place = {cell: number for number, cell in enumerate((a, b, c) for a in SEX for b in AGE for c in URB)}
    weights = frame["weight"].to_numpy() * found.weighting.raked.factors[joint.map(place).to_numpy()]
    assert_equal(weights, expected("lgpi20_raked_weights")["raked_weight"].to_numpy(), "weights")
    assert weights.sum() == pytest.approx(1e6, rel=1e-9)


def test_spark(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """A compact set on Spark: two designs, a median, covariances, raking and the edge cases."""
    folder()
    spark = request.getfixturevalue("spark")
    path = tmp_path / "lgpi20.parquet"
    sample("lgpi20").to_parquet(path)
    frame = spark.read.parquet(str(path)).cache()
    for design in ("strat_psu_w", "w_only"):
        measures = [*measures_of(ITEMS, ("mean", "top_box")), Measure("roads.median", "roads", "median")]
        found = estimate(frame, scales(ITEMS), area="region", design=DESIGNS[design], measures=measures).frame
        for kind, items in (("mean", ITEMS), ("top_box", ITEMS), ("median", ("roads",))):
            for domain in ("_all", "region"):
                rows = of_lgpi20(kind, design, domain)
                assert compared(found, rows, items, kind, "xlogit")
    assert_raked(raked(frame))
    linked = estimate(frame, scales(ITEMS[:3]), design=DESIGNS["w_only"], covariances=True,
                     measures=measures_of(ITEMS[:3], ("mean",)))  # fmt: skip
    covariances = expected("lgpi20_item_covariance").set_index(["design", "domain", "item_a", "item_b"])["cov"]
    assert_equal(
        linked.covariance("", "roads.mean", "clinic.mean"), covariances["w_only", "_all", "roads", "clinic"], "Spark"
    )
    path = tmp_path / "edge.parquet"
    sample("edge").to_parquet(path)
    found = estimate(spark.read.parquet(str(path)), scales(["q1"]), area="region", design=edge_design("adjust"),
                     measures=measures_of(["q1"], ("mean", "top_box"))).frame  # fmt: skip
    for kind, table in (("mean", "edge_means"), ("top_box", "edge_top2")):
        rows = expected(table)
        rows = rows[rows["design"] == "strat_psu_w|lonely=adjust"]
        assert compared(found, rows, ("q1",), kind, "xlogit")
