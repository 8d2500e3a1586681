"""Gains of all authorities at once against scoring each of them on its own."""

from __future__ import annotations

import numpy as np
import pytest

from indexgov.analysis.best_gains import best_gains
from indexgov.analysis.gains import TOGETHER, gains
from indexgov.scoring import Assessment


@pytest.mark.parametrize("body", ["akimat", "maslikhat"])
def test_every_authority_of_the_demo(demo: Assessment, body: str) -> None:
    """The largest gains, scores and ranks are those that `gains` finds by scoring each change again."""
    found = best_gains(demo, 10)
    assert found is not None
    who, tree = demo.sections[0].authorities, demo.sections[0].tree
    seen = 0
    for territory in ("R01", "R05", "R12", "R20"):
        column = int(np.flatnonzero((who.territory == territory) & (who.body == body))[0])
        alone = gains(demo, territory, body, limit=10)
        alone = alone[(alone["node"] != TOGETHER) & (alone["gain"] > 0)]
        count = int((found.leaf[:, column] >= 0).sum())
        assert count == len(alone) > 0 or np.isnan(demo.sections[0].result.scores[0, column])
        assert found.gain[:count, column] == pytest.approx(alone["gain"].to_numpy(dtype=float), abs=1e-9)
        assert found.score[:count, column] == pytest.approx(alone["score_after"].to_numpy(dtype=float), abs=1e-9)
        assert found.rank[:count, column].tolist() == alone["rank_after"].astype(float).tolist()
        names = [tree.nodes[tree.leaves[leaf]].id for leaf in found.leaf[:count, column]]
        # Criteria that gain the same may stand in either order.
        assert sorted(names[: count - 2]) <= sorted(alone["node"]) or set(names) == set(alone["node"])
        seen += count
    assert seen > 20
