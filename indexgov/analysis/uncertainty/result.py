"""The uncertainty of an assessment as tables: intervals, rank sets, probabilities, sources."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from indexgov.analysis.uncertainty.rescoring import Rescoring
from indexgov.analysis.uncertainty.sample import ASSESSORS, METHOD, SAMPLING, Sample, sample
from indexgov.analysis.uncertainty.sobol import Shares, sobol_shares
from indexgov.errors import IndexgovError
from indexgov.methods.arrays import Floats, Ints
from indexgov.methods.quantiles import normal_quantile
from indexgov.scoring import Assessment
from indexgov.scoring.rank import ranks_in_draws, rounded
from indexgov.scoring.rank_errors import ErrorDraws, sets_of
from indexgov.scoring.rank_sets import CONFIDENCE, RankSets
from indexgov.tables import CERTAINTY, PAIRS, SHARES, one_line

FEWEST_FOR_SHARES = 1024
"""Draws that the shares of the sources take at least: with fewer they are off by several points."""
MOST_PAIRS = 200
"""Peers up to which every pair is told; their number grows with the square."""
_COLUMNS = 256
"""Authorities whose draws are put in order together."""
_MOST_NUMBERS = 60_000_000
"""Scores that the shares of the sources may hold at once, which bounds the memory: half a gigabyte."""


@dataclass(frozen=True)
class Uncertainty:
    """How sure the scores and ranks of an assessment are."""

    assessment: Assessment
    draws: int
    seed: int
    drawn: tuple[str, ...]
    """The sources that were drawn, of SOURCES; the others have nothing to draw."""
    authorities: pd.DataFrame
    """One row a ranked authority or territory, columns CERTAINTY and a pair of columns for each `top` of the registry.

    `score_low` to `score_high` and `rank_low` to `rank_high` (95 %) come from sampling error and the error of
    assessors; `..._together` holds for all peers at once. `method_...` (95 % of the draws) is what other weights and
    methods would give, without these errors. `top_3` is the probability of a rank of at most 3 by the errors,
    `method_top_3` the share of the method's draws. All are NaN where nothing of the kind was drawn.
    """
    pairs: pd.DataFrame
    """One row a pair of peers, columns PAIRS: whether they cannot be told apart, and the probability that the first is
    above the second by the errors (ties count half). Of groups up to MOST_PAIRS only."""
    shares: pd.DataFrame
    """One row an authority and source, columns SHARES: shares of the variance of the score by all that is drawn."""

    def __repr__(self) -> str:
        return f"<Uncertainty of {one_line(self.assessment.dataset)}: {self.draws} draws of {', '.join(self.drawn)}>"


def uncertainty(assessment: Assessment, workers: int = 1, sources: bool = True) -> Uncertainty:
    """What errors leave open, what other weights and methods would give, and which of these drives the uncertainty.

    Draws are as many as the assessment has, with its seed. `workers` are threads; the result does not depend on their
    number. `sources=False` leaves out the shares of the sources, which take most of the time. Raises IndexgovError for
    an assessment without draws, and with the reason where a draw gives an authority no score.

    Source of the methods: OECD and JRC 2008, Handbook on Constructing Composite Indicators, step 7; Saisana, Saltelli
    and Tarantola 2005, Uncertainty and sensitivity analysis techniques; Mogstad et al. 2023 for rank sets.
    """
    if not assessment.draws:
        raise IndexgovError("the assessment was scored with 0 draws: score it with at least 2, best 1000 or more")
    errors, registry = assessment.error_draws, assessment.registry
    drawn = tuple(_drawn(assessment))
    method: tuple[Floats, ...] | None = None
    if registry.uncertainty.varies_method:
        draws = sample(registry, assessment.dataset, assessment.seed, assessment.draws)
        method = Rescoring(assessment, None, workers=workers).index(draws)
    tables, pairs = [], []
    for number in range(len(assessment.sections)):
        of_errors, of_pairs = _by_errors(errors, number) if errors is not None else ({}, [])
        by_method = _by_method(assessment, number, method[number], workers) if method is not None else {}
        tables.append(_table(assessment, number, of_errors, by_method))
        pairs += of_pairs
    shares = _shares(assessment, drawn, workers) if sources and drawn else pd.DataFrame(columns=list(SHARES))
    authorities = pd.concat(tables, ignore_index=True)
    told = pd.concat(pairs, ignore_index=True) if pairs else pd.DataFrame(columns=list(PAIRS))
    return Uncertainty(assessment, assessment.draws, assessment.seed, drawn, authorities, told, shares)


def replayed(
    assessment: Assessment, factors: Mapping[str, Floats], workers: int = 1
) -> tuple[tuple[Floats, npt.NDArray[np.int32]], ...]:
    """Scores and ranks of the index under given draws of weights: draws x authorities, for each section.

    `factors` holds by id of a node what its weight is multiplied by in each draw. Ranks are 0 where there is none.
    Raises IndexgovError for a node that is not in the tree, and where a draw gives an authority no score.
    """
    known = {node.id for node in assessment.sections[0].tree.nodes}
    for name in factors:
        if name not in known:
            raise IndexgovError(f"there is no node '{name}' in the tree of {assessment.dataset.period}")
    count = len(next(iter(factors.values())))
    draws = replace(Sample.as_written(count), factors={name: np.asarray(one) for name, one in factors.items()})
    scores = Rescoring(assessment, None, workers=workers).index(draws)
    return tuple((one, _ranks(assessment, number, one)) for number, one in enumerate(scores))


def _drawn(assessment: Assessment) -> Iterator[str]:
    errors, declared = assessment.error_draws, assessment.registry.uncertainty
    if errors is not None and errors.replay.sources is not None:
        yield SAMPLING
    if errors is not None and errors.replay.slips is not None:
        yield ASSESSORS
    yield from (name for name in METHOD if getattr(declared, name))


def _ranks(assessment: Assessment, number: int, scores: Floats, workers: int = 1) -> npt.NDArray[np.int32]:
    rule = assessment.registry.ranking
    groups = assessment.sections[number].authorities.groups(rule.within)

    def ranked(part: Floats) -> npt.NDArray[np.int32]:
        return ranks_in_draws(rounded(part, rule.on), groups, rule.tolerance)

    if workers == 1:
        return ranked(scores)
    with ThreadPoolExecutor(workers) as pool:
        return np.concatenate(list(pool.map(ranked, np.array_split(scores, min(workers, len(scores))))))


def _by_errors(errors: ErrorDraws, number: int) -> tuple[dict[str, Floats], list[pd.DataFrame]]:
    """Columns of what errors leave open, one number an authority, and tables of pairs of peers."""
    section, registry = errors.replay.sections[number], errors.replay.registry
    count, tops = len(section.authorities), registry.uncertainty.top
    names = ("score_low", "score_high", "rank_low", "rank_high", "rank_low_together", "rank_high_together")
    columns = {name: np.full(count, np.nan) for name in (*names, *(f"top_{top}" for top in tops))}
    pairs = []
    for members in errors.groups(number):
        members = members[~np.isnan(section.result.scores[0, members])]
        drawn = errors.deviations(number, members, [0]).get(0)
        if drawn is None:
            continue
        known = errors.known[number][0, members] & ~np.isnan(drawn).any(axis=0)
        sets = sets_of(errors, number, 0, members, drawn)
        se = drawn.std(axis=0, ddof=1)
        reach = np.where(known & (se > 0), normal_quantile(CONFIDENCE) * se, np.nan)
        scores = section.result.scores[0, members]
        columns["score_low"][members], columns["score_high"][members] = scores - reach, scores + reach
        for name, end in (
            ("rank_low", sets.low), ("rank_high", sets.high),
            ("rank_low_together", sets.low_together), ("rank_high_together", sets.high_together),
        ):  # fmt: skip
            columns[name][members] = end
        compared = rounded(scores + drawn, registry.ranking.on)
        places = ranks_in_draws(compared, np.zeros(len(members), dtype=np.intp), registry.ranking.tolerance)
        for top in tops:
            columns[f"top_{top}"][members] = np.where(known, (places <= top).mean(axis=0), np.nan)
        if len(members) <= MOST_PAIRS:
            pairs.append(_pairs(errors, number, members, compared, sets, known))
    return columns, pairs


def _pairs(
    errors: ErrorDraws, number: int, members: Ints, scores: Floats, sets: RankSets, known: npt.NDArray[np.bool_]
) -> pd.DataFrame:
    """Every pair of peers, each from both sides."""
    who, tolerance = errors.replay.sections[number].authorities, errors.replay.registry.ranking.tolerance
    above = np.empty((len(members), len(members)))
    for one in range(len(members)):
        gap = scores[:, [one]] - scores
        above[one] = ((gap > tolerance) + 0.5 * (np.abs(gap) <= tolerance)).mean(axis=0)
    above[~(known & known[:, np.newaxis])] = np.nan
    first, second = np.nonzero(~np.eye(len(members), dtype=bool))
    return pd.DataFrame({
        "territory": who.territory[members[first]],
        "body": who.body[members[first]],
        "other": who.territory[members[second]],
        "other_body": who.body[members[second]],
        "alike": sets.alike[first, second],
        "above": above[first, second],
    })  # fmt: skip


def _table(
    assessment: Assessment, number: int, of_errors: Mapping[str, Floats], by_method: Mapping[str, Floats]
) -> pd.DataFrame:
    """The rows of one section, those ranked first."""
    section, tops = assessment.sections[number], assessment.registry.uncertainty.top
    who, blank = section.authorities, np.full(len(section.authorities), np.nan)
    columns: dict[str, object] = {"territory": who.territory, "body": who.body, "score": section.result.scores[0]}
    columns |= {name: of_errors.get(name, blank) for name in CERTAINTY if name not in columns}
    columns |= {name: one for name, one in by_method.items() if name in CERTAINTY}
    for top in tops:
        columns |= {f"top_{top}": of_errors.get(f"top_{top}", blank)}
        columns |= {f"method_top_{top}": by_method.get(f"method_top_{top}", blank)}
    frame = pd.DataFrame(columns)
    for name in CERTAINTY:
        if "rank" in name:
            frame[name] = frame[name].astype("Int64")
    order = assessment.ranking[["territory", "body", "rank"]]
    frame = order[order["body"].isin(np.unique(who.body.astype(str)))].merge(
        frame.drop(columns="rank"), on=["territory", "body"], how="left"
    )
    return frame.loc[frame["rank"].notna(), [*CERTAINTY, *(name for name in frame if name not in CERTAINTY)]]


def _by_method(assessment: Assessment, number: int, scores: Floats, workers: int) -> dict[str, Floats]:
    """What the draws of the methodology give: whole ranks that 95 % of the draws do not pass."""
    places, tops = _ranks(assessment, number, scores, workers), assessment.registry.uncertainty.top
    tail = (1 - CONFIDENCE) / 2
    names, shares = ("method_rank_low", "method_rank_median", "method_rank_high"), (tail, 0.5, 1 - tail)
    found = dict(zip(names, _quantiles(places, shares), strict=True))
    found |= dict(zip(("method_score_low", "method_score_high"), _quantiles(scores, (tail, 1 - tail)), strict=True))
    ranked = places[0] > 0
    found |= {f"method_top_{top}": (places <= top).mean(axis=0) for top in tops}
    return {name: np.where(ranked, one, np.nan) for name, one in found.items()}


def _quantiles(values: npt.NDArray[Any], shares: Sequence[float]) -> list[Floats]:
    """Quantiles of each column: the smallest value that so large a share of the draws does not pass (type 1)."""
    found = np.empty((len(shares), values.shape[1]))
    places = [max(0, math.ceil(share * len(values) - 1e-9) - 1) for share in shares]
    for start in range(0, values.shape[1], _COLUMNS):
        ascending = np.sort(np.ascontiguousarray(values[:, start : start + _COLUMNS].T), axis=1)
        found[:, start : start + _COLUMNS] = ascending[:, places].T
    return list(found)


def _shares(assessment: Assessment, drawn: Sequence[str], workers: int) -> pd.DataFrame:
    """The shares of every source in the variance of every ranked score."""
    seed, registry, dataset = assessment.seed, assessment.registry, assessment.dataset
    authorities = sum(len(section.authorities) for section in assessment.sections)
    most = _MOST_NUMBERS // max(1, (len(drawn) + 2) * authorities)
    count = 2 ** int(np.log2(max(2, min(max(assessment.draws, FEWEST_FOR_SHARES), most))))
    samples = [sample(registry, dataset, seed, count, label) for label in (1, 2)]
    replay = assessment.error_draws.replay if assessment.error_draws is not None else None

    def outputs(second: Sequence[bool]) -> Floats:
        chosen = dict(zip(drawn, second, strict=True))
        made = samples[0]
        for source in METHOD:
            if chosen.get(source):
                made = made.with_source(source, samples[1])
        seeds = tuple([seed, _ERRORS + chosen.get(name, False)] for name in (SAMPLING, ASSESSORS))
        scores = Rescoring(assessment, replay, (seeds[0], seeds[1]), workers).index(made)
        return np.concatenate(scores, axis=1)

    found: Shares = sobol_shares(outputs, len(drawn))
    who = [
        (str(t), str(b))
        for s in assessment.sections
        for t, b in zip(s.authorities.territory, s.authorities.body, strict=True)
    ]
    rows = [
        (*who[column], source, found.first[row, column], found.total[row, column])
        for column in range(len(who))
        for row, source in enumerate(drawn)
        if not np.isnan(found.total[row, column])
    ]
    return pd.DataFrame(rows, columns=list(SHARES))


_ERRORS = 300
"""Sets the streams of errors in these samples apart from those of the intervals."""
