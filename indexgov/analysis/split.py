"""What a change of score comes from: methodology, substance and coverage, in amounts that add up.

Let v(m, s, c) be the score with the methodology, the substance and the coverage of the first period (0) or the second
(1), found by really scoring the mixture (see `hybrids`). The amount of methodology is its Shapley value, the mean of
what it changes over the six orders in which the three can change:

    1/3 [v(100) - v(000)] + 1/6 [v(110) - v(010)] + 1/6 [v(101) - v(001)] + 1/3 [v(111) - v(011)]

and those of the others alike. So no order is preferred, the three add up to v(111) - v(000), which is the change, and
what did not change has exactly 0. A mixture may fall below a floor that neither period fell below: v is then the score
without floors. A node without a score at either end has no amounts.

Source: Shapley 1953, A value for n-person games; as a decomposition of change Shorrocks 2013, Decomposition procedures
for distributional analysis, Journal of Economic Inequality 11.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from indexgov.analysis.grid import Grid
from indexgov.analysis.hybrids import FIRST, SECOND, Hybrids, Mix
from indexgov.methods.arrays import Floats, Mask

MIXES: tuple[Mix, ...] = tuple((m, s, c) for m, s, c in product((0, 1), repeat=3))
_ALONE, _AFTER_ONE = 1 / 3, 1 / 6
"""Share of the orders in which a player comes first, or last; and second, after one given other."""


@dataclass(frozen=True)
class Amounts:
    """What changes come from: arrays of nodes x authorities, NaN where it is not known."""

    methodology: Floats
    substance: Floats
    coverage: Floats


def split(hybrids: Hybrids, grid: Grid) -> Amounts:
    """The three amounts of every node and authority of a grid."""
    values = scores_of(hybrids, grid)
    return Amounts(*(_shapley(values, player) for player in range(3)))


def scores_of(hybrids: Hybrids, grid: Grid) -> dict[Mix, Floats]:
    """v of all mixtures on a grid; NaN where it is unknown, and in mixtures for nodes without a score at an end."""
    ends = {mix: grid.lay(side.sections[grid.number], side.sections[grid.number].result.scores)
            for mix, side in zip((FIRST, SECOND), hybrids.sides, strict=True)}  # fmt: skip
    wanted = ~np.isnan(ends[FIRST]) & ~np.isnan(ends[SECOND])
    return {mix: ends[mix] if mix in ends else _score_of(hybrids, grid, mix, wanted) for mix in MIXES}


def _score_of(hybrids: Hybrids, grid: Grid, mix: Mix, wanted: Mask) -> Floats:
    """The score of a mixture, without floors where it has none with them."""
    found = np.where(wanted, _laid(hybrids, grid, mix, floors=True), np.nan)
    lacking = wanted & np.isnan(found)
    return np.where(lacking, _laid(hybrids, grid, mix, floors=False), found) if lacking.any() else found


def _laid(hybrids: Hybrids, grid: Grid, mix: Mix, floors: bool) -> Floats:
    sections = hybrids.sections(mix, floors)
    if sections is None or len(sections) <= grid.number:
        return np.full((len(grid.nodes), len(grid.keys)), np.nan)
    return grid.lay(sections[grid.number], sections[grid.number].result.scores)


def _shapley(values: dict[Mix, Floats], player: int) -> Floats:
    """The mean of what a player changes over all orders."""

    def moved(*others: int) -> Floats:
        ends = []
        for own in (0, 1):
            mix = list(others)
            mix.insert(player, own)
            ends.append(values[mix[0], mix[1], mix[2]])
        return ends[1] - ends[0]

    middle = moved(1, 0) + moved(0, 1)
    return _ALONE * (moved(0, 0) + moved(1, 1)) + _AFTER_ONE * middle
