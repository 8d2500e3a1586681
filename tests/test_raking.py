"""Raking and its standard errors against tables raked by hand, the R package survey, and laws that hold always."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from indexgov.methods.arrays import Floats, Ints
from indexgov.survey.raking import (
    Margin,
    Raked,
    RakingError,
    RakingFault,
    calibrated_residuals,
    rake,
    regression,
    weighting_effect,
)
from tests.gallery import reference

Cells = Mapping[str, Sequence[Hashable]]

SEX = Margin("sex", {"f": 50, "m": 50})
URB = Margin("urb", {"rural": 50, "urban": 50})
SQUARE: Cells = {"sex": ["f", "f", "m", "m"], "urb": ["rural", "urban", "rural", "urban"]}
UNEVEN = np.array([1.0, 1.0, 1.0, 4.0])
"""Odds ratio (1 x 4)/(1 x 1) = 4, which raking keeps: with halves in both margins the diagonal is twice the rest."""


def test_a_table_raked_by_hand() -> None:
    """x / (50 - x) = sqrt(4): the diagonal holds 100/3 each, the rest 50/3. Source: Deming and Stephan 1940."""
    raked = rake(UNEVEN, SQUARE, [SEX, URB], tolerance=1e-14)
    assert raked.factors * UNEVEN == pytest.approx([100 / 3, 50 / 3, 50 / 3, 100 / 3], rel=1e-13)
    assert raked.mean_factor == pytest.approx(100 / 7, rel=1e-15)
    assert (raked.factor_low, raked.factor_high) == pytest.approx((7 / 12, 7 / 3), rel=1e-13)
    assert raked.converged
    assert raked.largest_gap <= 1e-14
    assert (raked.trimmed_cells, raked.trimmed_share) == (0, 0)


def test_independent_margins_need_one_round() -> None:
    """Rows 40 and 60, columns 25 and 75 of 100; wanted 60 and 40, 50 and 50: cells 30, 30, 20, 20."""
    base = np.array([10.0, 30.0, 15.0, 45.0])
    raked = rake(base, SQUARE, [Margin("sex", {"f": 60, "m": 40}), URB])
    assert raked.factors == pytest.approx([3, 1, 4 / 3, 4 / 9], rel=1e-14)
    assert raked.rounds == 1


def test_the_report_tells_every_category() -> None:
    """Before: 2 of 7 and 5 of 7 in both margins; after: halves."""
    report = rake(UNEVEN, SQUARE, [SEX, URB], tolerance=1e-14).report
    assert list(report.columns) == ["margin", "category", "population", "before", "after", "gap"]
    assert list(report["margin"]) == ["sex", "sex", "urb", "urb"]
    assert list(report["category"]) == ["f", "m", "rural", "urban"]
    assert list(report["population"]) == [50, 50, 50, 50]
    assert list(report["before"]) == pytest.approx([2 / 7, 5 / 7, 2 / 7, 5 / 7], rel=1e-14)
    assert list(report["after"]) == pytest.approx([0.5, 0.5, 0.5, 0.5], rel=1e-13)
    assert np.abs(report["gap"]).max() <= 1e-14


def test_limited_factors_leave_the_rest_to_other_cells() -> None:
    """The first cell wants 7/3 and may have 2 mean factors, 200/7; the margins then fix the others: 3/2, 3/2, 1/2."""
    raked = rake(UNEVEN, SQUARE, [SEX, URB], limit=(0.1, 2), tolerance=1e-13)
    assert raked.converged
    assert raked.factors / raked.mean_factor == pytest.approx([2, 1.5, 1.5, 0.5], rel=1e-11)
    assert raked.factors[0] == pytest.approx(200 / 7, rel=1e-15)
    assert raked.trimmed_cells == 1
    assert raked.trimmed_share == pytest.approx(1 / 7, rel=1e-15)
    assert (raked.factor_low, raked.factor_high) == pytest.approx((0.5, 2), rel=1e-11)


def test_limits_from_below_hold_too() -> None:
    """The last cell wants 7/12 and must have 0.7: rows leave 50 - 40 = 10 to its neighbours, 0.7, and 40 to the first.

    All but the first then stand at the limit; the first has (50 - 10) / (100 / 7) = 2.8.
    """
    raked = rake(UNEVEN, SQUARE, [SEX, URB], limit=(0.7, 9), tolerance=1e-13)
    assert raked.factors / raked.mean_factor == pytest.approx([2.8, 0.7, 0.7, 0.7], rel=1e-11)


def test_limits_that_forbid_the_margins_are_told() -> None:
    """Women have 2/7 of the weight; at most 1.1 times that is 0.314 of the population, and a half is wanted."""
    raked = rake(UNEVEN, SQUARE, [SEX, URB], limit=(0.9, 1.1))
    assert not raked.converged
    assert raked.rounds == 1000
    assert raked.largest_gap >= 0.5 - 1.1 * 2 / 7
    assert raked.factor_low >= 0.9
    assert raked.factor_high <= 1.1
    assert raked.trimmed_cells >= 2
    by_gap = raked.report.set_index("category")["gap"]
    assert by_gap["f"] < 0 < by_gap["m"]


def test_margins_that_contradict_each_other_are_told() -> None:
    """All women are rural, and there are more women than rural people: no weights can meet that."""
    cells: Cells = {"sex": ["f", "m", "m"], "urb": ["rural", "rural", "urban"]}
    margins = [Margin("sex", {"f": 50, "m": 50}), Margin("urb", {"rural": 30, "urban": 70})]
    raked = rake(np.ones(3), cells, margins)
    assert not raked.converged
    assert raked.largest_gap == pytest.approx(0.2, abs=1e-3)
    assert np.isfinite(raked.factors).all()
    limited = rake(np.ones(3), cells, margins, limit=(0.0, 50.0))
    assert not limited.converged
    assert np.isfinite(limited.factors).all()


def test_rounds_can_run_out() -> None:
    raked = rake(UNEVEN, SQUARE, [SEX, URB], rounds=1)
    assert (raked.rounds, raked.converged) == (1, False)
    assert raked.largest_gap > 1e-10


def test_cells_without_weight_change_nothing() -> None:
    """They keep the mean factor, also without an answer, for nothing that has weight depends on it."""
    cells: Cells = {"sex": [*SQUARE["sex"], None, "f"], "urb": [*SQUARE["urb"], "urban", math.nan]}
    wide = rake(np.append(UNEVEN, [0.0, 0.0]), cells, [SEX, URB])
    plain = rake(UNEVEN, SQUARE, [SEX, URB])
    assert list(wide.factors[:4]) == list(plain.factors)
    assert list(wide.factors[4:]) == [plain.mean_factor, plain.mean_factor]
    assert (wide.factor_low, wide.factor_high) == (plain.factor_low, plain.factor_high)
    model = regression(np.append(UNEVEN, [0.0, 0.0]), cells, [SEX, URB])
    assert list(model.fitted(np.ones((6, 1)))[4:, 0]) == [0, 0]


def test_margins_rounded_to_persons_are_one_population() -> None:
    """Ten million and ten million and four are one population, of which the mean is taken."""
    margins = [Margin("sex", {"f": 5e6, "m": 5e6}), Margin("urb", {"rural": 5e6 + 2, "urban": 5e6 + 2})]
    raked = rake(UNEVEN, SQUARE, margins)
    assert raked.converged
    assert (raked.factors * UNEVEN).sum() == pytest.approx(1e7 + 2, rel=1e-14)


def test_weighting_effect() -> None:
    """Weights 1, 1, 2 in a cell and 4 in another: 4 x 22 / 64; the second halved: 4 x 10 / 36. Source: Kish 1992."""
    sums = (np.array([3.0, 1.0]), np.array([4.0, 4.0]), np.array([6.0, 16.0]))
    assert weighting_effect(*sums) == pytest.approx(4 * 22 / 64, rel=1e-15)
    assert weighting_effect(*sums, np.array([1.0, 0.5])) == pytest.approx(4 * 10 / 36, rel=1e-15)
    assert math.isnan(weighting_effect(np.zeros(1), np.zeros(1), np.zeros(1)))


def faults(
    base: Sequence[float] = (1, 1, 1, 4),
    cells: Cells = SQUARE,
    margins: Sequence[Margin] = (SEX, URB),
    limit: tuple[float, float] | None = None,
) -> tuple[RakingFault, ...]:
    """The faults that forbid raking."""
    with pytest.raises(RakingError) as raised:
        rake(np.array(base, dtype=float), cells, margins, limit=limit)
    return raised.value.faults


JOIN = "join the category with a neighbour, in the totals and in the data"
TOTAL = "write how many of the population are in the category"
WEIGHT = "give every respondent a finite weight of 0 or more"


def test_no_margins() -> None:
    advice = "name at least one margin with its population totals, or leave raking out"
    assert faults(margins=()) == (RakingFault("raking-no-margins", "there is no margin to rake to", advice),)


@pytest.mark.parametrize("limit", [(1.0, 3.0), (0.3, 1.0), (-0.1, 3.0), (3.0, 0.3), (0.3, math.inf), (math.nan, 3.0)])
def test_limits_lie_on_both_sides_of_the_mean(limit: tuple[float, float]) -> None:
    message = f"the limits {limit[0]:g} and {limit[1]:g} of the factors do not lie on both sides of 1"
    advice = "write a lower limit from 0 to below 1 and an upper one above 1, for example 0.3 and 3"
    assert faults(limit=limit) == (RakingFault("raking-limit", message, advice),)


@pytest.mark.parametrize("wrong", [-1.0, math.nan, math.inf])
def test_weights_must_be_numbers_from_0(wrong: float) -> None:
    message = "the design weights of 1 of 5 joint cells are missing, infinite or below 0"
    cells: Cells = {name: [*answers, answers[0]] for name, answers in SQUARE.items()}
    assert faults((1, 1, 1, 4, wrong), cells) == (RakingFault("raking-weights", message, WEIGHT),)


def test_weights_of_0_alone_are_no_weights() -> None:
    found = RakingFault(
        "raking-weights", "no respondent has a design weight above 0", "check the column of the weights"
    )
    assert faults((0, 0, 0, 0)) == (found,)
    assert faults((), {"sex": [], "urb": []}) == (found,)


def test_a_margin_stands_once() -> None:
    found = RakingFault("raking-margin-twice", "the margin 'sex' is there 2 times", "keep one of them", "sex")
    assert faults(margins=(SEX, URB, SEX)) == (found,)


def test_a_margin_has_categories() -> None:
    advice = "give its categories with their population totals, or leave the margin out"
    found = RakingFault("raking-empty-margin", "the margin 'sex' has no categories", advice, "sex")
    assert faults(margins=(Margin("sex", {}), URB)) == (found,)


@pytest.mark.parametrize(
    ("total", "shown"), [(0, "0"), (-5.5, "-5.5"), (math.nan, "nan"), (math.inf, "inf"), (-1234567.0, "-1234567")]
)
def test_totals_are_above_0(total: float, shown: str) -> None:
    """Populations are not compared before every total is a number."""
    message = f"the total of 'm' in the margin 'sex' is {shown}, and must be above 0"
    assert faults(margins=(Margin("sex", {"f": 50, "m": total}), URB)) == (
        RakingFault("raking-total", message, TOTAL, "sex"),
    )


def test_margins_have_one_population() -> None:
    message = "the margins add up to different populations: 'sex' to 1000000, 'urb' to 1000002"
    advice = "take all totals from one source, date and age group, or scale them to one population"
    margins = (Margin("sex", {"f": 5e5, "m": 5e5}), Margin("urb", {"rural": 5e5, "urban": 500002}))
    assert faults(margins=margins) == (RakingFault("raking-populations", message, advice),)


def test_a_category_of_the_data_needs_a_total() -> None:
    message = "the data have 'women' in 'sex' (12.50% of the weight), the margin has not"
    cells: Cells = {"sex": [*SQUARE["sex"], "women"], "urb": [*SQUARE["urb"], "rural"]}
    unknown = RakingFault("raking-unknown-category", message, "allowed: 'f', 'm'", "sex")
    assert faults((1, 1, 1, 4, 1), cells) == (unknown,)


def test_numbers_and_texts_are_told_apart() -> None:
    margins = (Margin("sex", {1: 50, 2: 50}), URB)
    cells: Cells = {"sex": [1, 1, 2, "2"], "urb": SQUARE["urb"]}
    message = "the data have '2' in 'sex' (57.14% of the weight), the margin has not"
    advice = "write both as text or both as numbers"
    assert faults(cells=cells, margins=margins) == (RakingFault("raking-unknown-category", message, advice, "sex"),)


@pytest.mark.parametrize("nothing", [None, math.nan, pd.NA, np.nan])
def test_weight_without_an_answer_cannot_be_raked(nothing: Hashable) -> None:
    cells: Cells = {"sex": [*SQUARE["sex"], nothing, None], "urb": [*SQUARE["urb"], "rural", "urban"]}
    message = "respondents with 30.00% of the weight have no answer in the margin 'sex'"
    advice = "fill in their answers, give them the weight 0, or leave the margin out"
    assert faults((1, 1, 1, 4, 1, 2), cells) == (RakingFault("raking-no-answer", message, advice, "sex"),)


@pytest.mark.parametrize("weight", [0.0, None])
def test_a_total_needs_respondents(weight: float | None) -> None:
    """Nobody is in the category, or nobody who has weight."""
    sex = [*SQUARE["sex"], "x"] if weight is not None else SQUARE["sex"]
    cells: Cells = {"sex": sex, "urb": ["rural", "urban", "rural", "urban", "rural"][: len(sex)]}
    base = (1.0, 1.0, 1.0, 4.0, 0.0)[: len(sex)]
    message = "no respondent with a weight above 0 is in 'x', 'y' of the margin 'sex'"
    margins = (Margin("sex", {"f": 40, "m": 40, "x": 15, "y": 5}), URB)
    assert faults(base, cells, margins) == (RakingFault("raking-empty-category", message, JOIN, "sex"),)


def test_all_faults_are_told_together() -> None:
    margins = (Margin("sex", {"f": 50, "m": 51, "x": 1}), Margin("urb", {"rural": 50, "urban": 0}))
    cells: Cells = {"sex": ["f", "m", None, "w"], "urb": SQUARE["urb"]}
    with pytest.raises(RakingError) as raised:
        rake(np.array([1.0, 1.0, 1.0, -1.0]), cells, margins, limit=(2, 3))
    rules = [(fault.rule, fault.margin) for fault in raised.value.faults]
    assert rules == [
        ("raking-limit", None),
        ("raking-weights", None),
        ("raking-unknown-category", "sex"),
        ("raking-no-answer", "sex"),
        ("raking-empty-category", "sex"),
        ("raking-total", "urb"),
    ]
    assert str(raised.value) == "; ".join(fault.message for fault in raised.value.faults)


def test_columns_of_another_length_are_a_slip_of_the_caller() -> None:
    with pytest.raises(ValueError, match=r"^3 categories of 'sex' for 4 joint cells$"):
        rake(UNEVEN, {"sex": ["f", "f", "m"], "urb": SQUARE["urb"]}, [SEX, URB])


ROWS, COLUMNS = ("a", "b", "c"), (1, 2, 3, 4)
GRID: Cells = {"row": [r for r in ROWS for _ in COLUMNS], "column": [c for _ in ROWS for c in COLUMNS]}


def grid(values: Sequence[float]) -> Floats:
    """One number for each joint cell of three rows and four columns."""
    return np.array(values, dtype=float)


def margins_of(weights: Floats, cells: Cells) -> list[Margin]:
    """The margins that these weights have."""
    table = pd.DataFrame(dict(cells)).assign(weight=weights)
    return [Margin(name, table.groupby(name)["weight"].sum().to_dict()) for name in cells]


WEIGHTS = st.lists(st.floats(0.1, 50), min_size=12, max_size=12).map(grid)
FACTORS = st.lists(st.floats(0.7, 1.4), min_size=12, max_size=12).map(grid)


@given(WEIGHTS)
def test_margins_that_the_sample_has_change_nothing(base: Floats) -> None:
    raked = rake(base, GRID, margins_of(base, GRID))
    assert raked.factors == pytest.approx(np.ones(12), rel=1e-12)
    assert (raked.rounds, raked.converged) == (0, True)


@given(WEIGHTS, WEIGHTS)
@settings(deadline=None)
def test_margins_are_met_and_interactions_kept(base: Floats, other: Floats) -> None:
    """After raking every margin is met, and the factors are a product of one multiplier a category: odds stay."""
    margins = margins_of(other, GRID)
    raked = rake(base, GRID, margins, tolerance=1e-12)
    assert raked.converged
    for found, wanted in zip(margins_of(base * raked.factors, GRID), margins, strict=True):
        for category, total in wanted.totals.items():
            assert found.totals[category] == pytest.approx(total, abs=2e-12 * other.sum())
    logs = np.log(raked.factors).reshape(3, 4)
    additive = logs.mean(axis=0) + logs.mean(axis=1, keepdims=True) - logs.mean()
    assert logs == pytest.approx(additive, abs=1e-12)


@given(WEIGHTS, WEIGHTS, st.floats(1e-6, 1e6), st.permutations(range(12)))
@settings(deadline=None)
def test_scale_and_orders_do_not_matter(base: Floats, other: Floats, scale: float, order: list[int]) -> None:
    """Weights times a constant, margins in another order, categories and cells in another order."""
    margins = margins_of(other, GRID)
    plain = rake(base, GRID, margins, tolerance=1e-13)
    weights = base * plain.factors
    assert rake(base * scale, GRID, margins, tolerance=1e-13).factors * scale == pytest.approx(plain.factors, rel=1e-9)
    turned = [Margin(one.name, dict(reversed(list(one.totals.items())))) for one in reversed(margins)]
    assert rake(base, GRID, turned, tolerance=1e-13).factors * base == pytest.approx(weights, rel=1e-9)
    moved: Cells = {name: [answers[place] for place in order] for name, answers in GRID.items()}
    assert rake(base[order], moved, margins, tolerance=1e-13).factors == pytest.approx(plain.factors[order], rel=1e-9)


@given(WEIGHTS, FACTORS, st.tuples(st.floats(0.0, 0.45), st.floats(2.1, 5)))
@settings(deadline=None)
def test_limits_hold_where_the_margins_can_be_met(base: Floats, by: Floats, limit: tuple[float, float]) -> None:
    """Weights within the limits exist by construction; every factor then lies within them and every margin is met."""
    raked = rake(base, GRID, margins_of(base * by, GRID), limit=limit, tolerance=1e-9)
    assert raked.converged
    relative = raked.factors / raked.mean_factor
    assert relative.min() >= limit[0] * (1 - 1e-12)
    assert relative.max() <= limit[1] * (1 + 1e-12)


@given(WEIGHTS, WEIGHTS, st.floats(0.01, 0.2), st.floats(0.01, 0.2))
@settings(deadline=None, max_examples=40)
def test_limited_factors_are_the_nearest(base: Floats, other: Floats, low: float, high: float) -> None:
    """Of all factors within the limits that meet the margins they lose least, by the distance sum w (g log g - g + 1).

    Any change that keeps the margins moves weight round a rectangle of the table. Source: Deville and Särndal 1992.
    """
    free = rake(base, GRID, margins_of(other, GRID))
    assume(free.factor_low < 0.99 and free.factor_high > 1.01)
    limit = (free.factor_low + low * (1 - free.factor_low), free.factor_high - high * (free.factor_high - 1))
    raked = rake(base, GRID, margins_of(other, GRID), limit=limit, tolerance=1e-12, rounds=300)
    assume(raked.converged)
    assert raked.trimmed_cells > 0
    relative = (raked.factors / raked.mean_factor).reshape(3, 4)
    weights = base.reshape(3, 4) / base.sum()

    def distance(factors: Floats) -> float:
        logs = np.log(np.where(factors > 0, factors, 1.0))
        return float((weights * (factors * logs - factors + 1)).sum())

    for top, bottom in ((0, 1), (0, 2), (1, 2)):
        for left in range(4):
            for right in range(4):
                step = np.zeros((3, 4))
                step[top, left] = step[bottom, right] = 1e-4
                step[top, right] = step[bottom, left] = -1e-4
                moved = relative + (step if left != right else 0) / weights
                if moved.min() >= limit[0] and moved.max() <= limit[1]:
                    assert distance(moved) >= distance(relative) - 1e-9


@given(WEIGHTS, st.lists(st.floats(-5, 5), min_size=12, max_size=12).map(grid))
def test_the_regression_is_least_squares(base: Floats, means: Floats) -> None:
    """Against lstsq on the dummies; the margins overlap in the intercept, and one is there twice over."""
    cells: Cells = {**GRID, "half": [row == "a" for row in GRID["row"]]}
    margins = [*margins_of(base, GRID), Margin("half", {True: 1, False: 1})]
    dummies = pd.get_dummies(pd.DataFrame(cells).astype(str)).to_numpy(dtype=float)
    root = np.sqrt(base)[:, np.newaxis]
    coefficients, *_ = np.linalg.lstsq(dummies * root, means * root[:, 0], rcond=1e-9)
    found = regression(base, cells, margins).fitted((base * means)[:, np.newaxis])
    assert found[:, 0] == pytest.approx(dummies @ coefficients, abs=1e-8)


def test_rare_categories_count() -> None:
    """A category with a billionth of the weight has a mean of its own."""
    base = np.array([1e9, 1.0])
    model = regression(base, {"sex": ["f", "m"]}, [SEX])
    assert model.fitted(np.array([[3e9], [5.0]]))[:, 0] == pytest.approx([3, 5], rel=1e-12)


def test_residuals_after_one_margin_by_hand() -> None:
    """One margin is poststratification: residuals from the means of the categories.

    Units A (f: 1, 3; m: 2) and B (f: 5; m: 6), all weights 1, wanted 2 f and 4 m, so that g is 2/3 and 2:
    R = (2/3 x 9 + 2 x 8) / 6 = 11/3; means f 3, m 4. Unit A: (2/3 (1 + 3 - 6) + 2 (2 - 4)) / 6 = -8/9, unit B 8/9.
    """
    raked = rake(np.array([3.0, 2.0]), {"sex": ["f", "m"]}, [Margin("sex", {"f": 2, "m": 4})])
    model = regression(np.array([3.0, 2.0]), {"sex": ["f", "m"]}, [Margin("sex", {"f": 2, "m": 4})])
    weights = np.array([2.0, 1.0, 1.0, 1.0])
    sums = (np.array([4.0, 2.0, 5.0, 6.0]) - 11 / 3 * weights) / 6
    totals = calibrated_residuals(
        sums[:, np.newaxis], weights, np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1]), raked, model
    )
    assert totals == pytest.approx(np.array([[-8 / 9], [8 / 9]]), rel=1e-12)


RAKED_TO = [
    Margin("sex", {"f": 523000, "m": 477000}),
    Margin("age_group", {"18-29": 231000, "30-44": 334000, "45-59": 246000, "60+": 189000}),
    Margin("urb", {"rural": 383000, "urban": 617000}),
]
"""The margins of the reference sample, README there."""
NAMES = [one.name for one in RAKED_TO]
ITEMS = ["roads", "water", "clinic", "school", "police", "akimat"]


class Sample:
    """The reference sample with its joint cells, raked."""

    def __init__(self) -> None:
        self.rows = pd.read_csv(reference("survey") / "input" / "lgpi20.csv")
        joint = self.rows.groupby(NAMES, sort=True)
        self.cell: Ints = np.asarray(joint.ngroup(), dtype=np.intp)
        sums = joint.agg(weight=("weight", "sum"), n=("weight", "size")).reset_index()
        self.base: Floats = sums["weight"].to_numpy()
        self.n: Floats = sums["n"].to_numpy(dtype=float)
        self.cells: Cells = {name: sums[name].tolist() for name in NAMES}
        self.raked: Raked = rake(self.base, self.cells, RAKED_TO, tolerance=1e-13)
        self.weight: Floats = self.rows["weight"].to_numpy() * self.raked.factors[self.cell]

    def standard_error(self, item: str, domain: str, regress: bool) -> tuple[float, float]:
        """Estimate and standard error of a mean from sums over sampling units and joint cells."""
        answer = self.rows[item].to_numpy(dtype=float)
        inside = (answer <= 5) & ((domain == "_all") | (self.rows["region"] == domain).to_numpy())
        total = self.weight[inside].sum()
        mean = float((self.weight[inside] * answer[inside]).sum() / total)
        start = self.rows["weight"].to_numpy()
        linear = np.where(inside, start * (answer - mean) / total, 0.0)
        unit = self.rows.groupby(["stratum", "psu"]).ngroup()
        pieces = (
            pd.DataFrame({"unit": unit, "cell": self.cell, "linear": linear, "weight": start})
            .groupby(["unit", "cell"], as_index=False)
            .sum()
        )
        model = regression(self.base, self.cells, RAKED_TO)
        weights = pieces["weight"].to_numpy() if regress else np.zeros(len(pieces))
        totals = calibrated_residuals(
            pieces[["linear"]].to_numpy(),
            weights,
            pieces["cell"].to_numpy(),
            pieces["unit"].to_numpy(),
            self.raked,
            model,
        )
        strata = self.rows.groupby(["stratum", "psu"], as_index=False).size()["stratum"]
        variance = 0.0
        for _, of_stratum in pd.Series(totals[:, 0]).groupby(strata.to_numpy()):
            n = len(of_stratum)
            variance += n / (n - 1) * float(((of_stratum - of_stratum.mean()) ** 2).sum())
        return mean, math.sqrt(variance)


@pytest.fixture(scope="module")
def sample() -> Sample:
    return Sample()


def test_weights_equal_those_of_r(sample: Sample) -> None:
    """R package survey, `rake()`."""
    expected = pd.read_csv(reference("survey") / "expected" / "lgpi20_raked_weights.csv")
    assert expected["resp_id"].tolist() == sample.rows["resp_id"].tolist()
    assert sample.weight == pytest.approx(expected["raked_weight"].to_numpy(), rel=1e-11)
    loose = rake(sample.base, sample.cells, RAKED_TO)
    assert loose.converged
    assert loose.factors == pytest.approx(sample.raked.factors, rel=1e-8)


@pytest.mark.parametrize(("column", "regress"), [("se_calibrate", True), ("se_weights_fixed", False)])
def test_standard_errors_equal_those_of_r(sample: Sample, column: str, regress: bool) -> None:
    """R package survey: `calibrate()`, and raked weights taken as given; six items, the country and four regions."""
    expected = pd.read_csv(reference("survey") / "expected" / "lgpi20_raked_means.csv")
    assert set(expected["item"]) == set(ITEMS)
    for _, row in expected.iterrows():
        found = sample.standard_error(row["item"], row["domain"], regress)
        assert found == pytest.approx((row["estimate"], row[column]), rel=1e-9), row["item"]


def test_a_known_share_has_no_standard_error(sample: Sample) -> None:
    """The share of a category of a margin is given, not estimated: its calibrated residuals are all 0."""
    women = (sample.rows["sex"] == "f").to_numpy(dtype=float)
    linear = sample.rows["weight"].to_numpy() * (women - 0.523) / 1e6
    in_cell = np.asarray(np.bincount(sample.cell, linear), dtype=float)[:, np.newaxis]
    numbers = np.arange(len(sample.base))
    model = regression(sample.base, sample.cells, RAKED_TO)
    totals = calibrated_residuals(in_cell, sample.base, numbers, numbers, sample.raked, model)
    assert np.abs(totals).max() < 1e-14


def test_weighting_effect_of_the_reference(sample: Sample) -> None:
    """From sums by joint cell the same as from the respondents' weights."""
    start = sample.rows["weight"].to_numpy()
    sums = (sample.n, sample.base, np.asarray(np.bincount(sample.cell, start**2), dtype=float))
    n = len(start)
    assert weighting_effect(*sums) == pytest.approx(n * (start**2).sum() / start.sum() ** 2, rel=1e-13)
    after = n * (sample.weight**2).sum() / sample.weight.sum() ** 2
    assert weighting_effect(*sums, sample.raked.factors) == pytest.approx(after, rel=1e-13)
