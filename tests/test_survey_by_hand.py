"""The survey engine against calculations by hand on twelve respondents.

Two strata with three and three PSUs, `a` to `c` and `d` to `f`, two respondents each; the PSUs of each stratum lie in
both areas. Weights are 1 in stratum 1 and 2 in stratum 2. Answers x:

    stratum 1: a 1 3, b 2 4, c 5 3        sums of PSUs 4, 6, 8; total 18, weight 6
    stratum 2: d 2 2, e 4 4, f 5 1        sums of PSUs 4, 8, 6; total 18, weighted 36, weight 12

The mean is (18 + 36) / (6 + 12) = 3.
"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest

from indexgov.survey.design import ClusterGuess, Design
from indexgov.survey.estimation import Estimates, estimate
from indexgov.survey.faults import SurveyError
from indexgov.survey.measures import Measure
from indexgov.survey.weighting import Raking
from tests.survey_sample import ENGINES, choice, figure, in_engine, number, questionnaire, scale, scales

X = [1, 3, 2, 4, 5, 3, 2, 2, 4, 4, 5, 1]
Y = [1, 1, 2, 2, 3, 3, 3, 3, 2, 2, 1, 1]
SAMPLE = pd.DataFrame({
    "area": ["north"] * 6 + ["south"] * 6,
    "half": ["left", "right"] * 6,
    "stratum": ["s1"] * 6 + ["s2"] * 6,
    "psu": [name for name in "abcdef" for _ in range(2)],
    "weight": [1.0] * 6 + [2.0] * 6,
    "population": [6] * 6 + [12] * 6,
    "x": X,
    "y": Y,
})  # fmt: skip
DESIGN = Design(weight="weight", stratum="stratum", psu="psu")
MEAN, TOP, MEDIAN = Measure("x", "x", "mean"), Measure("top", "x", "top_box"), Measure("median", "x", "median")


def estimates(design: Design, frame: pd.DataFrame = SAMPLE, engine: str = "pandas", **more: Any) -> Estimates:
    measures = more.pop("measures", [MEAN, TOP, MEDIAN])
    return estimate(in_engine(engine, frame), scales(["x", "y"]), design=design, measures=measures, **more)


@pytest.mark.parametrize("engine", ENGINES)
def test_mean_with_strata_and_psus(engine: str) -> None:
    """Totals z of u = w (x - 3) / 18: stratum 1 -2, 0, 2 by 18; stratum 2 -4, 4, 0 by 18; both have the mean 0.

    var = 3/2 (8 + 32) / 324 = 60/324; df = 6 - 2 = 4. Simple random sample: sum w (x - 3)^2 = (4 + 0 + 1 + 1 + 4 + 0)
    + 2 (1 + 1 + 1 + 1 + 4 + 4) = 34; 34/18 / 11. The interval has t(0.975; 4) = 2.7764451052 (tables).
    """
    one = figure(estimates(DESIGN, engine=engine).frame, "x")
    se = math.sqrt(60 / 324)
    assert one["value"] == pytest.approx(3, rel=1e-14)
    assert (one["se"], one["df"], one["n"], one["n_psu"], one["sum_w"]) == pytest.approx((se, 4, 12, 6, 18), rel=1e-13)
    assert one["deff"] == pytest.approx((60 / 324) / (34 / 18 / 11), rel=1e-13)
    assert one["n_eff"] == pytest.approx(12 / one["deff"], rel=1e-13)
    assert (one["ci_low"], one["ci_high"]) == pytest.approx((3 - 2.7764451052 * se, 3 + 2.7764451052 * se), rel=1e-10)
    assert (one["basis"], one["interval"], one["confidence"], one["status"]) == ("design", "t", 0.95, "assessed")


def test_truth_values_are_weights_of_one() -> None:
    plain, true = (figure(estimates(Design("weight", "stratum", "psu"), SAMPLE.assign(weight=one)).frame, "x")
                   for one in (1.0, True))  # fmt: skip
    assert (true["value"], true["se"], true["sum_w"]) == (plain["value"], plain["se"], 12)


def test_share() -> None:
    """4 and 5: stratum 1 PSUs 0, 1, 1 of 2 each, stratum 2 PSUs 0, 2, 1 with weight 2: p = (2 + 6) / 18 = 4/9.

    z by 18: stratum 1 -8/9, 1/9, 1/9 (mean -2/9), stratum 2 -16/9, 20/9, 2/9 (mean 2/9). Squares about the means, in
    81sts: 36 + 9 + 9 = 54 and 324 + 324 + 0 = 648. var = 3/2 (702/81) / 324.
    """
    one = figure(estimates(DESIGN).frame, "top")
    assert one["value"] == pytest.approx(4 / 9, rel=1e-14)
    assert one["se"] == pytest.approx(math.sqrt(1.5 * 702 / 81 / 324), rel=1e-13)


def test_median() -> None:
    """Weights of 1 to 5: 1 + 2, 1 + 4, 2, 1 + 4, 1 + 2 of 18: F(2) = 8/18, F(3) = 10/18, so 3."""
    assert figure(estimates(DESIGN).frame, "median")["value"] == 3


def test_domains_keep_the_design() -> None:
    """The mean of the left halves, 1 2 5 and 2 4 5, is (8 + 22) / 9 = 10/3; all PSUs count.

    z by 9: stratum 1 -7/3, -4/3, 5/3 (mean -2/3), stratum 2 -8/3, 4/3, 10/3 (mean 2/3); squares about the means:
    25/9 + 4/9 + 49/9 and 100/9 + 4/9 + 64/9. var = 3/2 (78/9 + 168/9) / 81.
    """
    one = figure(estimates(DESIGN, area="half").frame, "x", "left")
    assert one["value"] == pytest.approx(10 / 3, rel=1e-14)
    assert one["se"] == pytest.approx(math.sqrt(1.5 * (78 + 168) / 9 / 81), rel=1e-13)
    assert (one["df"], one["n"]) == (4, 6)


def test_psus_without_an_answer_count_with_0() -> None:
    """Only a and b of stratum 1 answer: m = 10/4, z = -1/4, 1/4, and c with 0: var = 3/2 (1/16 + 1/16 + 0); df = 1."""
    frame = SAMPLE.assign(x=[1, 3, 2, 4, *[98] * 8])
    one = figure(estimates(DESIGN, frame).frame, "x")
    assert one["value"] == 2.5
    assert (one["se"], one["df"]) == pytest.approx((math.sqrt(1.5 / 8), 1), rel=1e-14)
    assert one["dont_know"] == pytest.approx(14 / 18, rel=1e-14)
    assert one["refused"] == 0


def test_finite_population() -> None:
    """3 of 6 and 3 of 12 PSUs were drawn: var = (1/2 x 3/2 x 8 + 3/4 x 3/2 x 32) / 324."""
    one = figure(estimates(Design(weight="weight", stratum="stratum", psu="psu", fpc="population")).frame, "x")
    assert one["se"] == pytest.approx(math.sqrt((0.5 * 1.5 * 8 + 0.75 * 1.5 * 32) / 324), rel=1e-13)


def test_respondents_as_psus() -> None:
    """u = w (x - 3) / 18, one stratum: sum u^2 = (10 + 4 x 12) / 324, sum u = 0; var = 12/11 x 58/324, df = 11."""
    one = figure(estimates(Design(weight="weight", unclustered=True)).frame, "x")
    assert (one["se"], one["df"]) == pytest.approx((math.sqrt(12 / 11 * 58 / 324), 11), rel=1e-13)
    assert (one["basis"], one["n_psu"]) == ("unclustered", 12)


def test_weights_alone() -> None:
    """Kish: 34/18 / 11 x 12 x (6 + 24) / 18^2; with clusters of 3 and rho 0.25 half as much again."""
    plain = estimates(Design(weight="weight"))
    variance = 34 / 18 / 11 * 12 * 30 / 324
    one = figure(plain.frame, "x")
    assert (one["se"], one["basis"]) == (pytest.approx(math.sqrt(variance), rel=1e-13), "weights_only")
    assert math.isnan(one["n_psu"])
    assert [(fault.rule, fault.level) for fault in plain.warnings] == [("clustering-unknown", "warning")]
    guessed = estimates(Design(weight="weight", cluster=ClusterGuess(3, 0.25)))
    assert figure(guessed.frame, "x")["se"] == pytest.approx(math.sqrt(1.5 * variance), rel=1e-13)


def test_covariance() -> None:
    """y has the mean ((2 + 4 + 6) + 2 (6 + 4 + 2)) / 18 = 2; z of y by 18: -2, 0, 2 and 4, 0, -4.

    With -2, 0, 2 and -4, 4, 0 of x: cov = 3/2 (4 + 0 + 4 - 16 + 0 + 0) / 324 = -12/324; var y = 3/2 (8 + 32) / 324.
    """
    measures = [MEAN, Measure("y", "y", "mean")]
    found = estimates(DESIGN, measures=measures)
    assert found.covariance("", "x", "y") == pytest.approx(-12 / 324, rel=1e-12)
    assert found.covariance("", "y", "y") == pytest.approx(60 / 324, rel=1e-12)


@pytest.mark.parametrize("engine", ["pandas", "polars_lazy", "duckdb"])
def test_covariance_of_respondents(engine: str) -> None:
    """Sum of u v, v = w (y - 2) / 18: (x - 3)(y - 2) is 2 0 0 0 2 0 in stratum 1, and times 4 -1 -1 0 0 -2 2 in 2.

    cov = 12/11 (4 + 4 x (-2)) / 324.
    """
    design = Design(weight="weight", unclustered=True)
    found = estimates(design, engine=engine, measures=[MEAN, TOP, Measure("y", "y", "mean")], covariances=True)
    assert found.covariance("", "x", "y") == pytest.approx(12 / 11 * -4 / 324, rel=1e-12)
    # 4 and 5 are the best: two of weight 1, three of weight 2. x is 3 on average in each stratum, so the sum
    # of w^2 (x - 3) (top - 4/9) is that over these five: 1 + 2 + 4 (1 + 1 + 2) = 19.
    assert found.covariance("", "x", "top") == pytest.approx(12 / 11 * 19 / 324, rel=1e-12)
    assert math.isnan(estimates(design, measures=[MEAN, Measure("y", "y", "mean")]).covariance("", "x", "y"))


# Stratum s3 with the one PSU g, two respondents of weight 1 who say 5 and 5. The mean is (54 + 10) / 20 = 3.2. Totals z
# of w (x - 3.2) by 20: s1 -2.4, -0.4, 1.6 (mean -0.4): squares 4 + 0 + 4; s2 -4.8, 3.2, -0.8 (mean -0.8): 16 + 16 + 0;
# s3 3.6. Without s3: 3/2 x 40 / 400 = 0.15.
LONELY = pd.concat([
    SAMPLE, SAMPLE.iloc[:2].assign(area="alone", stratum="s3", psu="g", x=5, population=9)
], ignore_index=True)  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "variance"),
    [("remove", 0.15), ("adjust", 0.15 + 3.6**2 / 400), ("average", 0.15 * 3 / 2)],
)
def test_rules_for_single_psus(rule: str, variance: float) -> None:
    """`adjust` adds 3.6^2; `average` takes 3 strata for 2. The area of s3 alone has no degrees of freedom."""
    design = Design(weight="weight", stratum="stratum", psu="psu", lonely_psu=rule)
    found = estimates(design, LONELY, area="area")
    one = figure(found.frame, "x")
    assert (one["value"], one["df"]) == pytest.approx((3.2, 4), rel=1e-14)
    assert one["se"] == pytest.approx(math.sqrt(variance), rel=1e-13)
    alone = figure(found.frame, "x", "alone")
    assert (alone["value"], alone["status"], alone["reason"], alone["df"]) == (5, "not_estimable", "no_df", 0)
    assert math.isnan(alone["se"])
    assert [fault.rule for fault in found.warnings] == ["lonely-psu"]


@pytest.mark.parametrize(("rule", "variance"), [("remove", 4 / 9), ("adjust", 20 / 9), ("average", 8 / 9)])
def test_rules_for_single_respondents(rule: str, variance: float) -> None:
    """Strata with the answers 1, 3 and 8: the mean is 4, (x - 4) / 3 is -1, -1/3 and 4/3.

    The first about their mean -2/3: 2 x 2/9 = 4/9; the single one adds 16/9, or counts as 2 strata for 1. The same as
    where the respondents are PSUs by name.
    """
    frame = pd.DataFrame({"s": ["s1", "s1", "s2"], "p": [1, 2, 3], "x": [1, 3, 8]})
    words = questionnaire({"x": scale(8)})
    for more in ({"unclustered": True}, {"psu": "p"}):
        design = Design(stratum="s", lonely_psu=rule, **more)
        found = estimate(frame, words, design=design, measures=[MEAN]).frame
        assert figure(found, "x")["se"] == pytest.approx(math.sqrt(variance), rel=1e-13)


def test_single_psus_say_nothing_by_default() -> None:
    found = estimates(DESIGN, LONELY, area="area").frame
    for area in ("", "alone"):
        one = figure(found, "x", area)
        assert (one["status"], one["reason"]) == ("not_estimable", "lonely_psu")
        assert math.isnan(one["se"])
    # z of the north by 6: -2, 0, 2, and the mean is 3: var = 3/2 x 8 / 36.
    assert figure(found, "x", "north")["se"] == pytest.approx(math.sqrt(12 / 36), rel=1e-13)


def test_a_stratum_taken_whole_has_no_variance() -> None:
    """A single PSU that is all there are in the population: nothing to add, nothing to excuse."""
    frame = LONELY.assign(population=LONELY["population"].where(LONELY["stratum"] != "s3", 1))
    one = figure(estimates(Design("weight", "stratum", "psu", fpc="population"), frame).frame, "x")
    assert one["se"] == pytest.approx(math.sqrt((0.5 * 1.5 * 8 + 0.75 * 1.5 * 32) / 400), rel=1e-13)


def test_collapsed_strata() -> None:
    """s3 becomes part of s2 with 4 PSUs: -4.8, 3.2, -0.8, 3.6 (mean 0.3): 26.01 + 8.41 + 1.21 + 10.89 = 46.52.

    var = (3/2 x 8 + 4/3 x 46.52) / 400; df = 7 - 2. The populations of 12 and 9 PSUs are added up: 1 - 4/21.
    """
    design = Design(weight="weight", stratum="stratum", psu="psu", collapse={"s3": "s2"})
    one = figure(estimates(design, LONELY).frame, "x")
    assert (one["se"], one["df"]) == pytest.approx((math.sqrt((12 + 4 / 3 * 46.52) / 400), 5), rel=1e-13)
    limited = Design("weight", "stratum", "psu", fpc="population", collapse={"s3": "s2"})
    variance = (0.5 * 12 + (1 - 4 / 21) * 4 / 3 * 46.52) / 400
    assert figure(estimates(limited, LONELY).frame, "x")["se"] == pytest.approx(math.sqrt(variance), rel=1e-13)


def test_change_between_areas_that_share_psus() -> None:
    """Left halves have the mean 10/3, right ones, 3 4 3 and 2 4 1, (10 + 14) / 9 = 24/9.

    z by 9, left -7/3, -4/3, 5/3 and -8/3, 4/3, 10/3; right 1/3, 4/3, 1/3 and -4/3, 8/3, -10/3 (means 2/3, -2/3). About
    the means in thirds: left -5 -2 7 and -10 2 8; right -1 2 -1 and -2 10 -8: products 5 - 4 - 7 = -6 and 20 + 20 - 64
    = -24; squares left 78, 168, right 6, 168. cov = 3/2 (-30/9) / 81.
    """
    change = estimates(DESIGN, area="half").change("x", "left", "right")
    by = 1.5 / 9 / 81
    assert change.difference == pytest.approx(24 / 9 - 10 / 3, rel=1e-13)
    assert change.covariance == pytest.approx(-30 * by, rel=1e-12)
    assert change.se == pytest.approx(math.sqrt((246 + 174 + 60) * by), rel=1e-12)
    assert change.df == 4
    assert change.t == pytest.approx(change.difference / change.se, rel=1e-15)


def test_what_has_no_change() -> None:
    linked = estimates(DESIGN, area="half")
    with pytest.raises(ValueError, match="'median' is a median, whose change has no standard error"):
        linked.change("median", "left", "right")
    with pytest.raises(ValueError, match="there is no area 'middle': allowed: 'left', 'right'"):
        linked.change("x", "left", "middle")
    with pytest.raises(ValueError, match="there is no measure 'z': allowed: 'x', 'top', 'median'"):
        linked.change("z", "left", "right")
    with pytest.raises(ValueError, match="a change needs a design with PSUs and weights that were not raked"):
        estimates(Design(unclustered=True), area="half").change("x", "left", "right")
    average = estimates(Design("weight", "stratum", "psu", lonely_psu="average"), LONELY, area="half")
    with pytest.raises(ValueError, match="by the rule 'average' have no covariance between areas"):
        average.change("x", "left", "right")
    alone = estimates(Design("weight", "stratum", "psu", lonely_psu="remove"), LONELY, area="area")
    assert math.isnan(alone.change("x", "north", "alone").se)
    assert math.isnan(alone.covariance("alone", "x", "top"))
    assert math.isnan(linked.covariance("left", "x", "median"))


def test_raking_two_by_two() -> None:
    """Women and men, old and young with weights 1, 1, 1, 4 become 100/3, 50/3, 50/3, 100/3 (as in test_raking).

    Each cell holds one PSU with one answer, 5, 1, 1, 5: the mean is (5 x 200/3 + 100/3) / 100 = 11/3. Residuals of
    e = (x - 11/3) / 100, which is 4/3, -8/3, -8/3, 4/3 by 100, on the two margins with weights 1, 1, 1, 4: an
    interaction is left. It is orthogonal to the margins under the weights, so in turn c (1, -1, -1, 1/4) with
    c = (4/3 + 8/3 + 8/3 + 4/3) / (1 + 1 + 1 + 1/4) = 8 / 3.25. Totals g c (1, -1, -1, 1/4) / 100 with the raked
    weights: 100/3, -50/3, -50/3, 25/3 (sum 25/3, so the mean is 25/12); df = 3.
    """
    words = questionnaire(
        {"x": scale(), "sex": choice(1, 2), "age": choice(1, 2)},
        margins={name: {"question": name, "totals": ({"code": 1, "total": 50}, {"code": 2, "total": 50})}
                 for name in ("sex", "age")},
    )  # fmt: skip
    frame = pd.DataFrame(
        {"sex": [1, 1, 2, 2], "age": [1, 2, 1, 2], "w": [1.0, 1, 1, 4], "x": [5, 1, 1, 5], "p": [*"abcd"]}
    )
    found = estimate(frame, words, design=Design("w", psu="p"), measures=[MEAN], raking=Raking(("sex", "age")))
    one = figure(found.frame, "x")
    squares = sum((part - 25 / 12) ** 2 for part in (100 / 3, -50 / 3, -50 / 3, 25 / 3))
    assert one["value"] == pytest.approx(11 / 3, rel=1e-9)
    assert one["se"] == pytest.approx(math.sqrt(4 / 3 * squares) * 8 / 3.25 / 100, rel=1e-9)
    assert found.weighting is not None
    assert (found.weighting.effect_before, found.weighting.effect_after) == pytest.approx((4 * 19 / 49, 10 / 9))
    assert found.covariance("", "x", "x") == pytest.approx(one["se"] ** 2, rel=1e-12)


AGES = questionnaire(
    {"x": scale(), "age": number(range=(0, 120))},
    margins={"age": {"question": "age", "groups": ({"to": 17, "total": 25}, {"from": 18, "to": 39, "total": 50},
                                                   {"from": 40, "total": 25})}},
)  # fmt: skip
OF_AGES = pd.DataFrame({"age": [10, 17, 18, 39, 40, 90], "x": [1, 1, 2, 4, 5, 5], "p": [*"aabbcc"], "s": [*"ttttuu"]})


def test_raking_to_groups_of_numbers() -> None:
    """Both ends of a group belong to it: children say 1, half of all 2 and 4, the old 5: (1 + 2 x 3 + 5) / 4 = 3."""
    found = estimate(OF_AGES, AGES, design=Design(unclustered=True), measures=[MEAN], raking=Raking(("age",)))
    assert figure(found.frame, "x")["value"] == pytest.approx(3, rel=1e-12)
    assert [(fault.rule, fault.level) for fault in found.warnings] == [("raking", "note")]


def test_a_single_psu_leaves_all_raked_figures_without_an_error() -> None:
    """Where stratum u has one PSU, which bears on all by way of the margins."""
    found = estimate(OF_AGES, AGES, design=Design(stratum="s", psu="p"), measures=[MEAN], raking=Raking(("age",)))
    one = figure(found.frame, "x")
    assert (one["status"], one["reason"]) == ("not_estimable", "lonely_psu")


@pytest.mark.parametrize(
    ("ages", "margin", "message"),
    [
        ([17, 40], "age", "no respondent with a weight above 0 is in '18-39' of the margin 'age'"),
        ([17, 30], "age", "no respondent with a weight above 0 is in '40+' of the margin 'age'"),
        ([20, 40], "age", "no respondent with a weight above 0 is in 'to 17' of the margin 'age'"),
        ([20, 40], "ages", "there is no margin 'ages' in the questionnaire; did you mean 'age'"),
    ],
)
def test_margins_that_cannot_be_met(ages: list[int], margin: str, message: str) -> None:
    frame = pd.DataFrame({"age": ages, "x": 1})
    with pytest.raises(SurveyError) as raised:
        estimate(frame, AGES, design=Design(unclustered=True), measures=[MEAN], raking=Raking((margin,)))
    assert message in str(raised.value)


def test_factors_too_narrow_for_the_margins_are_a_warning() -> None:
    """Two of each group have to become 1, 2 and 1 of 4: factors of 3/4 and 3/2, which 0.9 to 1.1 do not allow."""
    raking = Raking(("age",), (0.9, 1.1))
    found = estimate(OF_AGES, AGES, design=Design(psu="p"), measures=[MEAN], raking=raking)
    assert [(fault.rule, fault.level) for fault in found.warnings] == [("raking", "warning")]
