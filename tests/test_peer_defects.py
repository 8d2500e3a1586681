"""Defects seen in COINr 1.1.14, the strongest peer (bluefoxr/COINr, commit b968203), and what happens here instead.

Its functions and what they did are named in each docstring. What it has and this release has not (trends, sensitivity
draws) is shown on the nearest thing here: earlier periods are found by their code, and nothing fails in silence.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

import indexgov
from indexgov.methods.means import MEANS, Setting
from indexgov.methods.relative import RELATIVE_SCALES, Sample, scaled
from indexgov.methods.scales import SCALES
from indexgov.methods.treatment import TRANSFORMS, Treatment, fails, learn
from tests.in_memory import Key, Value, dataset, registry, score_of
from tests.small_project import EVIDENCE, REGISTRY, write_project

PILLAR = """\
range: {range}
components:
  c:
    title: {{en: c}}
    aggregation: {aggregation}
    missing: {{rule: reweight}}
    indicators:
      - {{id: x, title: {{en: x}}, scale: points, weight: 0.1}}
      - {{id: y, title: {{en: y}}, scale: points, weight: 0.2}}
      - {{id: z, title: {{en: z}}, scale: points, weight: 0.3}}
"""


def pillar(
    rows: dict[str, tuple[Value, Value, Value]], aggregation: str, bounds: str = "[0, 100]"
) -> indexgov.Assessment:
    rules = registry(PILLAR.format(range=bounds, aggregation=aggregation))
    values: dict[Key, Value] = {
        (place, "akimat", name): value
        for place, row in rows.items()
        for name, value in zip(("x", "y", "z"), row, strict=True)
    }
    return indexgov.score(rules, dataset(rules, values, [(place, "region") for place in rows]))


def test_copeland_can_be_called() -> None:
    """`Aggregate(f_ag = "a_copeland", by_df = TRUE)` fails: unused argument; here it is a word of the registry."""
    result = pillar({"A": (9.0, 9.0, 9.0), "B": (5.0, 5.0, 5.0), "C": (1.0, 1.0, 1.0)}, "copeland", "null")
    assert [score_of(result, "c", place)["score"] for place in "ABC"] == [2, 0, -2]


def test_copeland_ties_are_ties_for_both() -> None:
    """`a_copeland` compares with 0.5 exactly: one of a pair gets -1 and its partner 0.

    Weights 0.1 + 0.2 against 0.3: a draw, although 0.1 + 0.2 is more than 0.3 in floating point. The sum is 0.
    """
    result = pillar({"A": (9.0, 9.0, 1.0), "B": (1.0, 1.0, 9.0)}, "copeland", "null")
    assert [score_of(result, "c", place)["score"] for place in "AB"] == [0, 0]


def test_power_mean_leaves_out_what_is_missing() -> None:
    """`a_genmean` gives NA where its help promises that NA is skipped; here the rule of the registry decides."""
    result = pillar({"A": (3.0, 4.0, None)}, "{power: 2}")
    assert score_of(result, "c")["score"] == pytest.approx(math.sqrt((0.1 * 9 + 0.2 * 16) / 0.3), rel=1e-12)


@pytest.mark.parametrize("bounds", ["[-5, 100]", "null"])
def test_harmonic_mean_refuses_negative_scores(bounds: str) -> None:
    """`a_hmean` of -1, 2, 3 is -18; here a range that lets scores be negative is refused."""
    with pytest.raises(indexgov.InputError, match="'harmonic' needs a range that begins at 0 or above"):
        registry(PILLAR.format(range=bounds, aggregation="harmonic"))


@pytest.mark.parametrize("kind", RELATIVE_SCALES)
def test_less_is_better_turns_the_order(kind: str) -> None:
    """`n_fracmax` with direction -1 leaves 1, 5, 10 as they are; here 1 comes out best on every relative scale."""
    values = np.array([1.0, 5.0, 10.0])
    sample = Sample(values, np.array(["a", "b", "c"], dtype=object))
    needed = {"distance_to_target": {"target": 1}, "distance_to_reference": {"reference": "a"}}.get(kind, {})
    settings = RELATIVE_SCALES[kind].settings.model_validate(needed)
    scores = scaled(kind, values, sample, settings, (0.0, 100.0), lower=True)
    assert scores[0] > scores[1] > scores[2]


def test_gii_logarithm_does_something() -> None:
    """`log_GII` returns its input; here 1, 11, 101 become ln 1, ln 11, ln 101."""
    found = TRANSFORMS["gii_log"](np.array([1.0, 11.0, 101.0]), 1.0, 101.0)
    assert found == pytest.approx([0, math.log(11), math.log(101)], rel=1e-12)


def test_constant_column_is_told() -> None:
    """Min-max of a constant indicator is a column of NaN with a warning; here it is an error that names the column."""
    rules = registry(
        "components: {c: {title: {en: c}, indicators: [{id: x, title: {en: x}, scale: among}]}}",
        scales="scales: {among: {minmax: {}}}\n",
    )
    data = dataset(rules, {("A", "akimat", "x"): 5.0, ("B", "akimat", "x"): 5.0})
    with pytest.raises(indexgov.InputError) as error:
        indexgov.score(rules, data)
    (problem,) = error.value.problems
    assert problem.rule == "relative-scale"
    assert problem.message == (
        "the scale 'among' has no answer for 'x': all 2 values are 5, and a relative scale needs two that differ"
    )
    assert str(problem.place) == "indicators.yaml:12:78"


def test_winsorising_can_be_forced() -> None:
    """`Treat(indiv_specs)` with force_win leaves a column untreated that passes the test (COINr issue 53)."""
    column = np.array([1.0, 2.0, 3.0, 4.0, 6.0])
    forced = Treatment(winsorise=1, when="always")
    assert not fails(column, forced)
    assert learn(column, forced)(column).tolist() == [1, 2, 3, 4, 4]


def test_bands_cut_the_declared_scale() -> None:
    """`sample_2_para` cuts the range of its own draws: 0.1, 0.2, 0.3 over three equal parts of 0..1 give 1, 2, 3."""
    steps = ((0.0, 10.0), (1 / 3, 20.0), (2 / 3, 30.0))
    assert SCALES["bands"].score(np.array([0.1, 0.2, 0.3]), steps, (0.0, 100.0)).tolist() == [10, 10, 10]


@pytest.mark.parametrize("word", ["aggregaton: geometric", "missing: {rule: reweight, min_coverge: 0.5}"])
def test_a_misspelt_key_is_never_ignored(word: str) -> None:
    """A misspelt address of `get_sensitivity` gives intervals of width zero; here every unknown key is refused."""
    with pytest.raises(indexgov.InputError, match="is not a key here"):
        registry("components:\n  c:\n    title: {en: c}\n    " + word + "\n    indicators:\n"
                 "      - {id: x, title: {en: x}, scale: points}\n")  # fmt: skip


def test_a_misspelt_treatment_is_never_switched_off() -> None:
    """A misspelt parameter of a treatment switches it off (Austria 7th to 9th); here it is refused."""
    with pytest.raises(indexgov.InputError, match=r"did you mean 'winsorise'\?"):
        registry(
            "components: {c: {title: {en: c}, indicators: [{id: x, title: {en: x}, scale: among}]}}",
            scales="scales: {among: {minmax: {treat: {winsorize: 3}}}}\n",
        )


def test_what_fails_is_counted_not_dropped() -> None:
    """`get_sensitivity` drops replications that fail, without a count; here every failing column is told, at once."""
    rules = registry(
        "components: {c: {title: {en: c}, indicators: [{id: x, title: {en: x}, scale: among},"
        " {id: y, title: {en: y}, scale: among}, {id: z, title: {en: z}, scale: among}]}}",
        scales="scales: {among: {minmax: {}}}\n",
    )
    data = dataset(rules, {("A", "akimat", name): 5.0 for name in "xyz"} | {("B", "akimat", "z"): 6.0})
    with pytest.raises(indexgov.InputError) as error:
        indexgov.score(rules, data)
    assert [problem.message.split("'")[3] for problem in error.value.problems] == ["x", "y"]


IMPUTING = REGISTRY.replace(
    "    missing: {rule: reweight, min_coverage: 0.5}\n",
    "    missing: {rule: reweight, impute: {by: last, carry: CARRY}}\n",
)


def last_values(folder: Path, carry: int, order: tuple[str, ...]) -> dict[str, float]:
    """Number of sessions of three maslikhats in 2026-Q3, where nobody looked, from two earlier quarters."""
    sessions = {"2026-Q1": {"R01": 2, "R02": 3, "R03": 4}, "2026-Q2": {"R02": 7, "R01": 6}}
    head = EVIDENCE.splitlines()[0]
    for period, counts in sessions.items():
        lines = [head, *(f"{place},maslikhat,people.sessions,,{count},https://example.org/1,,,," for place, count
                         in counts.items())]  # fmt: skip
        files = {"evidence.csv": "\n".join(lines), "indicators.yaml": IMPUTING.replace("CARRY", str(carry))}
        text = f"period: {period}\nstatus: demo\ntitle: {{kk: Ү, ru: П, en: E}}\nregistry: ../now/indicators.yaml\n"
        files["dataset.yaml"] = text + "territories: territories.csv\nevidence: [evidence.csv]\n"
        write_project(folder / period, files)
    now = files["dataset.yaml"].replace("2026-Q2", "2026-Q3").replace("../now/", "")
    now += f"previous: [{', '.join(f'../{period}' for period in order)}]\n"
    rest = "\n".join([head, "R01,akimat,papers.heads,,full,https://example.org/1,,,,"])
    files |= {"dataset.yaml": now, "evidence.csv": rest}
    data = indexgov.load_dataset(write_project(folder / "now", files))
    scores = indexgov.score(data.registry, data).scores
    rows = scores[(scores["node"] == "people.sessions") & (scores["body"] == "maslikhat")]
    assert set(rows["status"]) == {"not_assessed"}
    assert (rows["coverage"] == 0).all()
    return {str(place): float(score) * 12 / 100 for place, score in zip(rows["territory"], rows["score"], strict=True)}


@pytest.mark.parametrize("order", [("2026-Q1", "2026-Q2"), ("2026-Q2", "2026-Q1")])
def test_last_values_land_on_their_own_authority(order: tuple[str, ...], tmp_path: Path) -> None:
    """`impute_panel` puts values on other units if rows are not sorted by time, and `get_trends` reads other years.

    Here the rows of 2026-Q2 stand in another order and the folders too: R01 has 6 and R02 7 from 2026-Q2, R03 4 from
    2026-Q1, two periods back.
    """
    assert last_values(tmp_path, 2, order) == pytest.approx({"R01": 6, "R02": 7, "R03": 4}, rel=1e-12)


def test_carry_limits_how_old_a_value_may_be(tmp_path: Path) -> None:
    """`impute_panel(max_time)` is ignored for some types; `get_trends(use_latest = n)` gives NA with exactly n points.

    Here one period back means one: 2026-Q2 counts, the 4 of R03 from 2026-Q1 does not.
    """
    found = last_values(tmp_path, 1, ("2026-Q1", "2026-Q2"))
    assert (found["R01"], found["R02"]) == pytest.approx((6, 7), rel=1e-12)
    assert math.isnan(found["R03"])


def test_every_mean_stays_what_it_is_when_columns_are_shuffled() -> None:
    """No result may depend on the order of authorities, which the peer's panel functions do."""
    draw = np.random.default_rng(5)
    scores, weights = draw.uniform(51, 99, (4, 9)), draw.uniform(0.5, 2, (4, 9))
    order = draw.permutation(9)
    setting = Setting((50.0, 100.0), np.zeros(9, dtype=np.intp), 1e-9, 2.0)
    for mean in MEANS.values():
        if mean.domain.fits((50.0, 100.0)):
            straight = mean.value(scores, weights, setting)[order]
            assert mean.value(scores[:, order], weights[:, order], setting) == pytest.approx(straight, abs=1e-12)
