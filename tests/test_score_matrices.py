"""Scores as matrices: what is made of them piece by piece is the table of all scores."""

from __future__ import annotations

import pandas as pd

from indexgov.scoring import Assessment
from indexgov.tables import SCORES


def test_blocks_and_rows_are_the_table(demo: Assessment) -> None:
    whole = demo.scores
    blocks = pd.concat([block for one in demo.score_matrices for block in one.blocks()], ignore_index=True)
    pd.testing.assert_frame_equal(blocks, whole)
    parts = [
        one.frame(slice(number, number + 1))
        for one in demo.score_matrices
        for number in range(len(one.section.authorities))
    ]
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), whole)
    rows = [
        row[: len(SCORES)]
        for one in demo.score_matrices
        for number in range(len(one.section.authorities))
        for row in one.rows(number)
    ]
    ranks = {"rank": float, "rank_low": float, "rank_high": float}
    pd.testing.assert_frame_equal(pd.DataFrame(rows, columns=list(SCORES)), whole.astype(ranks), check_dtype=False)


def test_upper_rows_and_nodes(demo: Assessment) -> None:
    whole = demo.scores
    upper = pd.concat([one.frame(whole=False) for one in demo.score_matrices], ignore_index=True)
    expected = whole[whole["level"] != "indicator"].reset_index(drop=True)
    pd.testing.assert_frame_equal(upper, expected)
    nodes = {name for one in demo.score_matrices for name in one.nodes}
    assert nodes == set(whole["node"])
    leaves = whole[(whole["level"] == "indicator") & (whole["status"] == "not_assessed") & whole["score"].notna()]
    assert sum(int(one.imputed.sum()) for one in demo.score_matrices) == len(leaves)
