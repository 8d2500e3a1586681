"""Laws that hold of every sample: what may change without changing figures, and what figures cannot do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from indexgov.survey.cells import SampleCells
from indexgov.survey.design import Design
from indexgov.survey.estimation import Estimates, estimate
from indexgov.survey.figures import Asked, linearised, table
from indexgov.survey.measures import Measure
from indexgov.survey.plan import plan_of
from indexgov.survey.sums import Keys, add_up, weighted
from tests.gallery import reference
from tests.survey_sample import figure, in_engine, number, questionnaire, scale, scales, yes_no

WORDS = questionnaire({"x": scale(), "y": yes_no(dont_know=(98,)), "z": number(range=(0, 200))})
MEASURES = (
    Measure("mean", "x", "mean"), Measure("top", "x", "top_box"), Measure("median", "x", "median"),
    *(Measure(f"is {code}", "x", "share", (code,)) for code in range(1, 6)), Measure("dk", "x", "dont_know"),
    Measure("no", "x", "refused"), Measure("yes", "y", "share", (1,)), Measure("one", "y", "mean"),
    Measure("z", "z", "mean"), Measure("late", "z", "median"),
)  # fmt: skip
CLUSTERED = Design(weight="weight", stratum="stratum", psu="psu", lonely_psu="adjust")
UNCLUSTERED = Design(weight="weight", stratum="stratum", unclustered=True, lonely_psu="adjust")
ALONE = Design(weight="weight", stratum="stratum")
DESIGNS = pytest.mark.parametrize("design", [CLUSTERED, UNCLUSTERED, ALONE], ids=["psus", "respondents", "weights"])
FIGURES = ["value", "se", "df", "deff", "ci_low", "ci_high", "n", "n_valid", "n_eff", "n_psu", "dont_know", "refused"]
TEXTS = ["status", "reason", "interval", "basis"]
FEW = settings(max_examples=3, deadline=None, phases=[Phase.generate])


@st.composite
def samples(draw: st.DrawFn) -> pd.DataFrame:
    """Some dozen respondents with strata that cut across areas, weights of 0 and answers of every kind."""
    size = draw(st.integers(4, 40))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    weight = np.round(rng.uniform(0.2, 5, size), 3) * (rng.random(size) > 0.1)
    weight[:2] = 1.25, 2.5
    return pd.DataFrame({
        "area": rng.choice(["A", "B", "C"], size), "stratum": rng.choice(["s", "t"], size),
        "psu": rng.integers(1, draw(st.integers(2, 6)), size), "weight": weight,
        "x": rng.choice([1.0, 2, 3, 4, 5, 98, 99, np.nan], size), "y": rng.choice([0.0, 1, 1, 98, np.nan], size),
        "z": rng.choice([20.0, 35.5, 60, np.nan], size),
    })  # fmt: skip


def estimates(frame: pd.DataFrame, design: Design, **more: Any) -> Estimates:
    return estimate(in_engine("polars", frame), WORDS, area="area", design=design, measures=MEASURES, **more)


def assert_same(found: pd.DataFrame, wanted: pd.DataFrame, *, but: tuple[str, ...] = ()) -> None:
    """The same figures to 1e-9; what is rounding of 0 counts as 0."""
    keys = ["territory", "indicator"]
    found, wanted = (one.sort_values(keys).reset_index(drop=True) for one in (found, wanted))
    assert found[keys].to_numpy().tolist() == wanted[keys].to_numpy().tolist()
    for name in [name for name in FIGURES if name not in but]:
        np.testing.assert_allclose(
            found[name].to_numpy(dtype=float), wanted[name].to_numpy(dtype=float), rtol=1e-9, atol=1e-11, err_msg=name
        )
    for name in TEXTS:
        assert found[name].tolist() == wanted[name].tolist()


@DESIGNS
@given(frame=samples(), times=st.sampled_from([1e-6, 0.3, 7.0, 1e6]))
@FEW
def test_weights_are_relative(design: Design, frame: pd.DataFrame, times: float) -> None:
    """Weights times a constant change the sum of the weights and nothing else."""
    plain, other = (estimates(one, design).frame for one in (frame, frame.assign(weight=frame["weight"] * times)))
    assert_same(other, plain)
    assert other["sum_w"].to_numpy() == pytest.approx(plain["sum_w"].to_numpy() * times, rel=1e-12)


@DESIGNS
@given(frame=samples(), seed=st.integers(0, 1000))
@FEW
def test_order_and_names_do_not_matter(design: Design, frame: pd.DataFrame, seed: int) -> None:
    """Rows in another order, other names of strata and PSUs in another alphabetical order."""
    renamed = frame.assign(
        stratum=frame["stratum"].map({"s": "z last", "t": "a first"}), psu=(97 - frame["psu"]).astype(str) + " x"
    )
    plain = estimates(frame, design).frame
    assert_same(estimates(renamed.sample(frac=1, random_state=seed), design).frame, plain)
    areas = {"A": "Q", "B": "P", "C": "O"}
    moved = estimates(frame.assign(area=frame["area"].map(areas)), design).frame
    back = {new: old for old, new in areas.items()} | {"": ""}
    assert_same(moved.assign(territory=moved["territory"].map(back)), plain)


@DESIGNS
@given(frame=samples(), parts=st.integers(2, 4))
@FEW
def test_sums_of_parts_are_sums_of_the_whole(design: Design, frame: pd.DataFrame, parts: int) -> None:
    """A file may be added up in chunks: the sums of the parts, grouped again, give the figures of one pass."""
    import narwhals as nw

    measures = [one for one in MEASURES if one.kind != "median"]
    plan = plan_of(WORDS, measures, {}, nw.from_native(frame).schema)
    keys = Keys(("area",), ("stratum",), ("psu",), {})
    cells = [
        add_up(weighted(nw.from_native(part), "weight"), plan, keys, zeros=True, second=design.psu is None)
        for part in (frame.iloc[start::parts] for start in range(parts)) if len(part)
    ]  # fmt: skip
    whole = pd.concat(cells).groupby(["area", "stratum", "psu"], as_index=False).sum()
    sample = SampleCells.of(whole, ("area",), design, [])
    areas, asked = sorted(set(sample.area)), Asked(design, "xlogit", 0.95)
    domain = np.array([areas.index(name) for name in sample.area])
    linear = linearised(sample, sample.sums(plan), domain, len(areas), asked, None, {})
    wanted = estimate(frame, WORDS, area="area", design=design, measures=measures).frame
    assert_same(table(linear, plan, measures, areas, asked), wanted[wanted["territory"] != ""])


@DESIGNS
@given(frame=samples(), seed=st.integers(0, 1000))
@FEW
def test_a_domain_does_not_know_the_answers_of_others(design: Design, frame: pd.DataFrame, seed: int) -> None:
    """Other areas give the design and nothing else: their answers may be anybody's."""
    others = frame["area"] != "A"
    shuffled = frame.copy()
    answers = frame.loc[others, ["x", "y", "z"]].sample(frac=1, random_state=seed)
    shuffled.loc[others, ["x", "y", "z"]] = answers.to_numpy()
    plain, found = (estimates(one, design).frame for one in (frame, shuffled))
    assert_same(found[found["territory"] == "A"], plain[plain["territory"] == "A"])


@DESIGNS
@given(frame=samples(), seed=st.integers(0, 1000))
@FEW
def test_who_weighs_nothing_changes_no_value(design: Design, frame: pd.DataFrame, seed: int) -> None:
    """Respondents of weight 0 in PSUs that are there count among the answers and nowhere else."""
    more = frame.sample(frac=0.5, random_state=seed).assign(weight=0.0)
    plain, found = (estimates(one, design).frame for one in (frame, pd.concat([frame, more])))
    # Where respondents are PSUs, n_h counts them too, as in R.
    but = ("se", "deff", "ci_low", "ci_high", "n_eff") if design.unclustered else ("ci_low", "ci_high")
    assert_same(found, plain, but=(*but, "n_valid"))
    assert (found["n_valid"] >= plain["n_valid"]).all()


@DESIGNS
@given(frame=samples())
@FEW
def test_figures_stay_within_bounds(design: Design, frame: pd.DataFrame) -> None:
    """Shares add up to 1, lie between their ends, and a mean of 0 and 1 is the share of 1."""
    found = estimates(frame, design).frame
    for area in found["territory"].unique():
        one = {name: figure(found, name, area) for name in found["indicator"].unique()}
        asked = one["dk"]["value"] + one["no"]["value"]
        if one["mean"]["n"]:
            assert sum(one[f"is {code}"]["value"] for code in range(1, 6)) == pytest.approx(1, rel=1e-12)
            top = sum(one[f"is {code}"]["value"] for code in (4, 5))
            assert one["top"]["value"] == pytest.approx(top, abs=1e-12)
            assert 1 <= one["mean"]["value"] <= 5
            assert one["median"]["value"] in (1, 2, 3, 4, 5)
        elif one["dk"]["n"]:
            assert asked == pytest.approx(1, rel=1e-12)
        for name in ("value", "se", "df"):
            ends = one["yes"][name], one["one"][name]
            assert ends[0] == pytest.approx(ends[1], rel=1e-9, abs=1e-11, nan_ok=True)
    shares = found[found["measure"].isin(["share", "top_box", "dont_know", "refused"]) & found["value"].notna()]
    assert shares["value"].between(0, 1).all()
    told = found[found["ci_low"].notna() & (found["measure"] != "median")]
    assert (told["ci_low"] <= told["value"] + 1e-12).all()
    assert (told["ci_high"] >= told["value"] - 1e-12).all()
    assert (found["se"].dropna() >= 0).all()
    assert found.loc[found["status"] != "assessed", ["se", "ci_low", "ci_high"]].isna().all(axis=None)


@DESIGNS
@given(frame=samples(), answer=st.sampled_from([0.1, 1 / 3, 20.0, 199.99]))
@FEW
def test_equal_answers_have_no_error(design: Design, frame: pd.DataFrame, answer: float) -> None:
    """All say the same: the error is 0, not rounding, wherever there are degrees of freedom."""
    found = estimates(frame.assign(z=answer, x=4), design).frame
    for name, value in (("z", answer), ("mean", 4.0), ("top", 1.0)):
        rows = found[found["indicator"] == name]
        known = rows[rows["status"] == "assessed"]
        assert known["value"].to_numpy() == pytest.approx(value, rel=1e-14)
        assert (known["se"] == 0).all()
        assert rows.loc[rows["status"] != "assessed", "se"].isna().all()


@DESIGNS
@given(frame=samples())
@FEW
def test_covariance_matrices(design: Design, frame: pd.DataFrame) -> None:
    """Symmetric, positive semidefinite, with the squares of the errors on the diagonal."""
    found = estimates(frame, design, covariances=True)
    names = [one.name for one in MEASURES if one.kind != "median"]
    for area in (*found.areas, ""):
        known = [name for name in names if figure(found.frame, name, area)["se"] >= 0]
        matrix = np.array([[found.covariance(area, one, other) for other in known] for one in known])
        if not known:
            continue
        errors = np.array([figure(found.frame, name, area)["se"] for name in known])
        np.testing.assert_allclose(np.diag(matrix), errors**2, rtol=1e-9, atol=1e-16)
        np.testing.assert_allclose(matrix, matrix.T, rtol=1e-12)
        assert np.linalg.eigvalsh(matrix).min() >= -1e-9 * np.trace(matrix)


@pytest.mark.parametrize("lonely", ["adjust", "average", "fail"])
@given(frame=samples())
@FEW
def test_respondents_are_psus_of_their_own(lonely: str, frame: pd.DataFrame) -> None:
    """Sums of squares give the figures and covariances that a column with the number of the row gives."""
    rows = frame.assign(row=np.arange(len(frame)))
    own = estimates(rows, replace(UNCLUSTERED, lonely_psu=lonely), covariances=True)
    linked = estimates(rows, Design("weight", "stratum", "row", lonely_psu=lonely))
    assert_same(own.frame.assign(basis="", n_psu=0), linked.frame.assign(basis="", n_psu=0))
    keys = ["territory", "indicator", "other"]
    pairs = own.covariances().merge(linked.covariances(), on=keys, how="outer", suffixes=("", "_linked"))
    np.testing.assert_allclose(pairs["covariance"], pairs["covariance_linked"], rtol=1e-9, atol=1e-10)


def test_rows_must_not_be_dropped() -> None:
    """Strata that cut across areas: the sample of one area alone has other errors, which is why nothing filters rows.

    R package survey: design `urbstrat_psu_w` of lgpi20, the roads of R01, by the rule of domains.
    """
    folder = reference("survey")
    frame = pd.read_csv(folder / "input" / "lgpi20.csv")
    rows = pd.read_csv(folder / "expected" / "lgpi20_means.csv")
    row = rows[(rows["design"] == "urbstrat_psu_w") & (rows["domain"] == "R01") & (rows["item"] == "roads")].iloc[0]
    design, measures = Design(weight="weight", stratum="urb", psu="psu"), [Measure("roads", "roads", "mean")]
    whole, alone = (
        figure(estimate(one, scales(["roads"]), area="region", design=design, measures=measures).frame, "roads", "R01")
        for one in (frame, frame[frame["region"] == "R01"])
    )
    assert whole["value"] == pytest.approx(alone["value"], rel=1e-12)
    assert whole["se"] == pytest.approx(row["se"], rel=1e-9)
    assert abs(alone["se"] / row["se"] - 1) > 0.01
    names = estimate.__code__.co_varnames[: estimate.__code__.co_argcount + estimate.__code__.co_kwonlyargcount]
    assert not {"filter", "where", "subset", "query"} & set(names)
