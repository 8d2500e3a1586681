"""How often rank sets hold the true rank: simulations of samples whose truth is known.

Usage: python benchmarks/rank_coverage.py [--samples N] [--draws N] [--seed N]   (default 1000 1000 1)

Every line is one truth. In each of many samples scores are drawn around it, and intervals of ranks are made of the one
sample, as from data: `sets` by pairs (indexgov), `together` for all peers at once, `percentiles` of drawn ranks, which
many ratings print. Told is the share of samples in which the interval holds the true rank: the mean over authorities,
the worst authority, for `together` that all hold at once; and the mean width in ranks. Nominal is 95 %.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from indexgov.scoring.rank import ranks, ranks_in_draws
from indexgov.scoring.rank_sets import MANY_PEERS, RankSets, bounded_rank_sets, rank_sets

Floats = npt.NDArray[np.float64]
TOLERANCE = 1e-9


def spaced(count: int, gap: float) -> Floats:
    """Scores in equal steps of so many standard errors, the best first."""
    return np.asarray(50 - gap * np.arange(count), dtype=np.float64)


def clustered() -> Floats:
    """Four groups of five: 0.2 standard errors between neighbours, 5 between groups."""
    return 50 - np.array([5 * (place // 5) + 0.2 * (place % 5) for place in range(20)])


EQUAL: Callable[[int], Floats] = np.ones


def unequal(count: int) -> Floats:
    """Standard errors from 0.3 to 3."""
    return np.geomspace(0.3, 3, count)[np.argsort(np.random.default_rng(4).random(count))]


TRUTHS: dict[str, tuple[Floats, Callable[[int], Floats], float]] = {
    "20, steps of 2 SE": (spaced(20, 2.0), EQUAL, np.inf),
    "20, steps of 0.5 SE": (spaced(20, 0.5), EQUAL, np.inf),
    "20, steps of 0.05 SE": (spaced(20, 0.05), EQUAL, np.inf),
    "20, four clusters": (clustered(), EQUAL, np.inf),
    "20, unequal SE": (spaced(20, 0.5), unequal, np.inf),
    "20, steps of 0.5 SE, SE from 8 df": (spaced(20, 0.5), EQUAL, 8.0),
    "200, steps of 0.1 SE": (spaced(200, 0.1), EQUAL, np.inf),
    "200, steps of 0.5 SE": (spaced(200, 0.5), EQUAL, np.inf),
}
"""True scores, their standard errors, and the degrees of freedom from which these are estimated."""


def simulated(truth: Floats, error: Floats, df: float, samples: int, draws: int, seed: int) -> dict[str, Floats]:
    """For each kind of interval whether it held (samples x authorities) and how wide it was."""
    chance, count = np.random.default_rng(seed), len(truth)
    nobody = np.zeros(count, dtype=np.int64)
    true_rank, _ = ranks(truth, nobody, TOLERANCE)
    everybody, found = np.ones(count, dtype=bool), dict[str, list[Floats]]()
    for _ in range(samples):
        scores = truth + error * chance.normal(size=count)
        known = error if np.isinf(df) else error * np.sqrt(chance.chisquare(df, count) / df)
        drawn = known * chance.normal(size=(draws, count))
        drawn -= drawn.mean(axis=0)
        sets: RankSets
        if count > MANY_PEERS:
            sets = bounded_rank_sets(scores, drawn.var(axis=0, ddof=1), everybody, TOLERANCE)
        else:
            sets = rank_sets(scores, drawn, everybody, TOLERANCE)
        places = ranks_in_draws(scores + drawn, nobody, TOLERANCE)
        ends = np.quantile(places, [0.025, 0.975], axis=0)
        kinds = {
            "sets": (sets.low, sets.high),
            "together": (sets.low_together, sets.high_together),
            "percentiles": (ends[0], ends[1]),
        }
        for kind, (low, high) in kinds.items():
            found.setdefault(kind, []).append((low <= true_rank) & (true_rank <= high))
            found.setdefault(f"{kind} width", []).append(high - low + 1)
    return {name: np.array(each, dtype=float) for name, each in found.items()}


def main() -> None:
    """Print a line for each truth."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--samples", type=int, default=1000)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    print("| truth | sets: mean, worst, width | together: all hold, width | percentiles: mean, worst, width |")
    print("|---|---|---|---|")
    for name, (truth, errors, df) in TRUTHS.items():
        made = simulated(truth, errors(len(truth)), df, chosen.samples, chosen.draws, chosen.seed)
        held = {kind: made[kind].mean(axis=0) for kind in ("sets", "percentiles")}
        width = {kind: made[f"{kind} width"].mean() for kind in ("sets", "together", "percentiles")}
        one, other = (f"{held[kind].mean():.3f}, {held[kind].min():.3f}, {width[kind]:.1f}" for kind in held)
        together = f"{made['together'].all(axis=1).mean():.3f}, {width['together']:.1f}"
        print(f"| {name} | {one} | {together} | {other} |", flush=True)


if __name__ == "__main__":
    main()
