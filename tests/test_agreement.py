"""Agreement of two assessors against published figures, the reference package, and counting by hand."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import krippendorff
import numpy as np
import pandas as pd
import pytest

import indexgov
from indexgov.analysis.agreement import cohen_kappa, krippendorff_alpha
from indexgov.tables import AGREEMENT, EVIDENCE, Dataset
from tests import in_memory
from tests.small_project import EVIDENCE as SMALL_EVIDENCE
from tests.small_project import write_project

SCALES = """\
scales:
  levels: {levels: {a: 100, b: 50, c: 0}}
  points: identity
  ratio: {ratio: {numerator: {yes: 1}, denominator: all, empty: not_applicable}}
"""
ONE = """\
components:
  external:
    title: {en: External}
    missing: {rule: reweight}
    indicators:
      - {id: x, title: {en: X}, scale: levels, not_applicable: [why]}
"""
TREE = """\
components:
  external:
    title: {en: External}
    missing: {rule: reweight}
    blocks:
      - id: one
        title: {en: One}
        sub_blocks:
          - id: one.one
            title: {en: One one}
            indicators: [{id: x, title: {en: X}, scale: levels, not_applicable: [why]}]
          - {id: one.two, title: {en: One two}, indicators: [{id: r, title: {en: R}, scale: ratio}]}
      - {id: two, title: {en: Two}, indicators: [{id: p, title: {en: P}, scale: points, body: akimat}]}
  internal:
    title: {en: Internal}
    indicators: [{id: s, title: {en: S}, measure: mean, scale: points}]
"""
Said = tuple[str, str, str, str, str]
"""Territory, body, indicator, stage, value; a part stands before the value with `=`."""


def coded(rows: Iterable[Said], tree: str = ONE, assessors: tuple[str, str] = ("m1", "m2")) -> Dataset:
    """A dataset whose evidence is these rows; nothing counts in it otherwise."""
    names = dict(zip(("initial", "second"), assessors, strict=True))
    table = [
        dict.fromkeys(EVIDENCE.all, "")
        | {
            "territory": territory,
            "body": body,
            "indicator": indicator,
            "stage": stage,
            "assessor": names.get(stage, "m3"),
        }
        | dict(zip(("part", "value"), ("", *value.split("="))[-2:], strict=True))
        for territory, body, indicator, stage, value in rows
    ]
    rules = in_memory.registry(tree, SCALES)
    frame = pd.DataFrame(table, columns=list(EVIDENCE.all), dtype=object)
    made = in_memory.dataset(rules, {}, [(one, "region") for one in dict.fromkeys(frame["territory"])])
    return replace(made, evidence=frame)


def pairs(said: Sequence[tuple[str, str]], body: str = "akimat", indicator: str = "x") -> list[Said]:
    """Each pair as one cell of its own territory."""
    return [
        (f"T{number}", body, indicator, stage, value)
        for number, both in enumerate(said)
        for stage, value in zip(("initial", "second"), both, strict=True)
    ]


def row_of(dataset: Dataset, node: str = "index", body: str = "") -> pd.Series:
    found = indexgov.agreement(dataset)
    assert tuple(found.columns) == AGREEMENT
    (position,) = found.index[(found["node"] == node) & (found["body"] == body)]
    return pd.Series(found.loc[position])


def table_of(counts: Sequence[Sequence[int]], names: str = "abc") -> list[tuple[str, str]]:
    """The pairs behind a table of counts, rows the first assessor."""
    return [
        (names[row], names[column])
        for row, line in enumerate(counts)
        for column, count in enumerate(line)
        for _ in range(count)
    ]


@pytest.mark.parametrize(
    ("counts", "equal", "kappa"),
    [
        # 50 proposals: observed 0.7, expected 0.6 * 0.5 + 0.4 * 0.5 = 0.5, so 0.2 / 0.5.
        ([[20, 5], [10, 15]], 0.7, 0.4),
        # Two diagnosticians, 200 cases, Cohen (1968), Psychological Bulletin 70(4), table 1, who prints .492:
        # observed 0.70, expected 0.60 * 0.50 + 0.30 * 0.30 + 0.10 * 0.20 = 0.41.
        ([[88, 14, 18], [10, 40, 10], [2, 6, 12]], 0.7, 0.29 / 0.59),
    ],
)
def test_kappa_of_published_tables(counts: list[list[int]], equal: float, kappa: float) -> None:
    """Through evidence and through the function: nothing on the way may lose or double a cell."""
    said = table_of(counts)
    row = row_of(coded(pairs(said)))
    assert (row["cells"], row["note"]) == (len(said), "")
    assert row["percent_agreement"] == pytest.approx(equal, abs=1e-15)
    assert row["kappa"] == pytest.approx(kappa, abs=1e-15)
    assert cohen_kappa(said) == row["kappa"]


def test_alpha_of_krippendorffs_binary_example() -> None:
    """Krippendorff (2011), section A: Meg and Owen code ten articles; alpha = 1 - 19 * 4 / (14 * 6) = 0.095.

    Between two values every metric is the nominal one.
    """
    meg, owen = "0100000010", "1110010000"
    names = {"0": "c", "1": "a"}
    row = row_of(coded(pairs([(names[one], names[other]) for one, other in zip(meg, owen, strict=True)])))
    assert row["alpha"] == pytest.approx(1 - 19 * 4 / (14 * 6), abs=1e-12)
    assert round(row["alpha"], 3) == 0.095
    assert (row["cells"], row["equal"]) == (10, 6)


def test_alpha_by_hand() -> None:
    """(100, 50), (50, 50), (0, 0): within 2500 / 3; all six: sum 250, squares 17500, so variance 17500/5 - 250²/30."""
    row = row_of(coded(pairs([("a", "b"), ("b", "b"), ("c", "c")])))
    assert row["alpha"] == pytest.approx(1 - (2500 / 3) / (2 * (17500 / 5 - 250**2 / 30)), abs=1e-12)


@pytest.mark.parametrize("seed", range(20))
def test_alpha_agrees_with_the_reference_package(seed: int) -> None:
    """The `krippendorff` package goes by coincidences, this by variances: the same number for two assessors."""
    dice = np.random.default_rng(seed)
    scores = np.asarray(dice.integers(0, 5, size=(12, 2)) * 25 if seed % 2 else dice.random((12, 2)) * 100, float)
    expected = krippendorff.alpha(reliability_data=scores.T, level_of_measurement="interval")
    assert krippendorff_alpha(scores) == pytest.approx(expected, abs=1e-12)


def test_who_is_first_changes_nothing() -> None:
    """Neither other codes nor stages changed between the two may move a figure: both measures are symmetric."""
    said = table_of([[8, 2, 1], [1, 5, 2], [0, 1, 4]])
    first = indexgov.agreement(coded(pairs(said)))
    pd.testing.assert_frame_equal(indexgov.agreement(coded(pairs(said), assessors=("m2", "m1"))), first)
    pd.testing.assert_frame_equal(indexgov.agreement(coded(pairs([pair[::-1] for pair in said]))), first)
    pd.testing.assert_frame_equal(indexgov.agreement(coded(reversed(pairs(said)))), first)


def test_without_variation_nothing_can_be_corrected_for_chance() -> None:
    """Everybody always says the same: full agreement in the share, but neither 1 nor 0 in kappa and alpha."""
    row = row_of(coded(pairs([("a", "a")] * 5)))
    assert row["percent_agreement"] == 1
    assert math.isnan(row["kappa"])
    assert math.isnan(row["alpha"])
    assert row["note"] == "kappa_no_variation; alpha_no_variation"


def test_without_two_assessors_there_is_nothing_to_compare(tmp_path: Path) -> None:
    dataset = indexgov.load_dataset(write_project(tmp_path))
    found = indexgov.agreement(dataset)
    assert set(found["cells"]) == {0}
    assert set(found["note"]) == {"not_double_coded"}
    assert found[["percent_agreement", "kappa", "alpha"]].isna().all(axis=None)
    assert len(indexgov.agreement(replace(dataset, evidence=pd.DataFrame()))) == len(found)


def test_not_applicable_is_a_category_and_no_score() -> None:
    """Against a value it is a difference in the share and in kappa, and alpha leaves the cell out.

    Kappa by hand: observed 3/4; a 2/4 and 3/4 of the times, n 1/4 and 0, c 1/4 and 1/4: expected 7/16, so 5/9.
    """
    row = row_of(coded(pairs([("a", "a"), ("not_applicable", "a"), ("c", "c"), ("a", "a")])))
    assert (row["cells"], row["equal"]) == (4, 3)
    assert row["kappa"] == pytest.approx(5 / 9, abs=1e-15)
    assert row["alpha"] == 1
    both = row_of(coded(pairs([("not_applicable", "not_applicable"), ("not_applicable", "a")])))
    assert (both["equal"], both["note"]) == (1, "alpha_no_scores")


def test_who_did_not_look_said_nothing() -> None:
    """not_assessed leaves the cell out, and a third who looked takes the place."""
    rows = pairs([("a", "a"), ("a", "not_assessed"), ("b", "c")])
    assert row_of(coded(rows))["cells"] == 2
    evidence = coded([*rows, ("T1", "akimat", "x", "second", "b")])
    evidence.evidence.loc[len(rows), "assessor"] = "m9"
    assert (row_of(evidence)["cells"], row_of(evidence)["equal"]) == (3, 1)


def test_numbers_are_compared_as_numbers() -> None:
    """6 is 6.0 and 6,0; counts are compared part by part; kappa has no categories for numbers."""
    rows = pairs([("6", "6.0"), ("7,5", "7.5"), ("10", "20")], indicator="p")
    for stage, granted in (("initial", "5"), ("second", "05.0")):
        rows += [("T0", "akimat", "r", stage, f"yes={granted}"), ("T0", "akimat", "r", stage, "all=10")]
    dataset = coded(rows, TREE)
    points, ratio, whole = (row_of(dataset, node) for node in ("two", "one.two", "external"))
    assert (points["cells"], points["equal"], points["note"]) == (3, 2, "kappa_no_levels")
    assert (ratio["cells"], ratio["equal"]) == (1, 1)
    # 50 and 50 points beside 6, 7.5, and 10 against 20: levels and numbers meet on the range.
    scores = np.array([[6, 6], [7.5, 7.5], [10, 20], [50, 50]])
    assert whole["alpha"] == pytest.approx(
        krippendorff.alpha(reliability_data=scores.T, level_of_measurement="interval"), abs=1e-12
    )


def test_nodes_hold_the_cells_below_them() -> None:
    """Cells add up along the tree; a component fed by a survey has nothing to agree on."""
    dataset = coded([*pairs([("a", "b"), ("b", "b")]), *pairs([("1", "1")] * 3, indicator="p")], TREE)
    found = indexgov.agreement(dataset)
    whole = found[found["body"] == ""]
    assert dict(zip(whole["node"], whole["cells"], strict=True)) == {
        "index": 5, "external": 5, "one": 2, "one.one": 2, "one.two": 0, "two": 3,
    }  # fmt: skip
    assert set(found.loc[found["body"] == "maslikhat", "node"]) == {"index", "external", "one", "one.one", "one.two"}


def test_a_shared_value_counts_for_each_body_and_once_for_all() -> None:
    rows = [*pairs([("a", "b")], body=""), *pairs([("a", "a")] * 2, body="akimat")[2:]]
    dataset = coded(rows)
    assert [row_of(dataset, body=body)["cells"] for body in ("", "akimat", "maslikhat")] == [2, 2, 1]
    assert row_of(dataset, body="akimat")["alpha"] == row_of(dataset)["alpha"]


def test_only_the_first_two_are_compared_whatever_was_settled_later(tmp_path: Path) -> None:
    """Adjudication, reply and decision make one value of two; they do not make the two agree."""
    settled = "".join(
        f"R01,akimat,papers.heads,,{value},https://example.org/1,{day},{who},{stage},\n"
        for value, day, who, stage in (
            ("none", "2026-08-03", "m2", "second"),
            ("full", "2026-08-04", "m3", "adjudicated"),
            ("full", "2026-08-05", "", "reply"),
            ("full", "2026-08-06", "m3", "decision"),
        )
    )
    dataset = indexgov.load_dataset(write_project(tmp_path, {"evidence.csv": SMALL_EVIDENCE + settled}))
    counted = dataset.observations.copy()
    row = row_of(dataset, "openness.papers")
    assert (row["cells"], row["equal"], row["kappa"]) == (1, 0, 0)
    # 100 against 0: within 100², between any two of the pair 100² too.
    assert row["alpha"] == pytest.approx(0, abs=1e-12)
    pd.testing.assert_frame_equal(dataset.observations, counted)


def test_outputs_say_it_only_where_there_is_something_to_say(tmp_path: Path) -> None:
    """A file of empty figures would look like a result."""
    second = "R01,maslikhat,papers.heads,,none,,2026-08-03,m2,second,\n"
    for name, evidence in (("without", SMALL_EVIDENCE), ("with", SMALL_EVIDENCE + second)):
        folder = write_project(tmp_path / name, {"evidence.csv": evidence})
        dataset = indexgov.load_dataset(folder)
        out = indexgov.write_outputs(indexgov.score(dataset.registry, dataset), tmp_path / f"{name} out")
        home, methodology = (
            (out / "site" / "en" / f"{page}.html").read_text("utf-8") for page in ("index", "methodology")
        )
        told = (
            (out / "agreement.csv").exists(),
            '"agreement.csv"' in (out / "manifest.json").read_text(encoding="utf-8"),
            "<section class=part id=agreement>" in methodology,
            "agreement.csv" in home,
        )
        assert set(told) == {name == "with"}
    table = pd.read_csv(tmp_path / "with out" / "agreement.csv", keep_default_na=False)
    assert tuple(table.columns) == AGREEMENT
    first = table[["body", "node", "cells", "equal", "kappa"]].to_numpy().tolist()[0]
    assert first == ["", "index", 1, 1, ""]
