"""Scores of several periods: as they were, with the latest methodology, and over four quarters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from indexgov.analysis.grid import Grid
from indexgov.analysis.hybrids import Hybrids
from indexgov.methods.arrays import Floats
from indexgov.period import Period
from indexgov.scoring.assessment import Assessment
from indexgov.tables import SERIES

WINDOW = 4
"""Quarters in a rolling mean."""
NOT_RESTATED, NOT_IN_LATEST, REDEFINED = "not_restated", "not_in_latest", "redefined"
NOTES = (NOT_RESTATED, NOT_IN_LATEST, REDEFINED)
"""Why a score has no restated one: the data have no answer under the latest methodology, or it does not have the node;
and where the value of an indicator means something else there, which leaves it out."""
_KEY = ["territory", "body", "node"]


def series_of(assessments: Sequence[Assessment], restate: bool) -> pd.DataFrame:
    """The scores of assessments in the order of periods, columns SERIES: one row a period, authority and node.

    `restated` is the score with the methodology of the last of them, on the values and the coverage of its own period;
    empty unless asked for. `rolling` is the mean of four consecutive quarters that ends here, of restated scores where
    these were asked for, and `rolling_change` what it gained on the four quarters before those, so that the windows
    do not overlap; both are empty where a quarter is missing.
    """
    parts = [_part(one, assessments[-1], restate) for one in assessments]
    chosen = "restated" if restate else "score"
    codes = [one.dataset.period.code for one in assessments]
    figures = {code: part.set_index(_KEY)[chosen] for code, part in zip(codes, parts, strict=True)}
    for one, part in zip(assessments, parts, strict=True):
        rolling = _rolling(one.dataset.period, part, figures)
        before = _rolling(_back(one.dataset.period, WINDOW), part, figures)
        part["rolling"], part["rolling_change"] = rolling, rolling - before
    return pd.concat([part[list(SERIES)] for part in parts], ignore_index=True)


def _part(own: Assessment, latest: Assessment, restate: bool) -> pd.DataFrame:
    known = [name for name in SERIES if name in own.scores.columns]
    part = own.scores[known].assign(note="", restated=np.nan)
    return _restated(part, Hybrids(own, latest)) if restate else part


def _restated(part: pd.DataFrame, hybrids: Hybrids) -> pd.DataFrame:
    """The rows of one period with their scores under the methodology of the latest."""
    assessment = hybrids.first if hybrids.second is hybrids.first else hybrids.assessment((1, 0, 0))
    found: list[Floats] = []
    for number in range(len(hybrids.first.sections)):
        section = hybrids.first.sections[number]
        grid = Grid.of(hybrids.first, hybrids.first, number)
        blank = np.full((len(grid.nodes), len(grid.keys)), np.nan)
        there = assessment is not None and number < len(assessment.sections)
        if assessment is not None and there:
            blank = grid.lay(assessment.sections[number], assessment.sections[number].result.scores)
        found.append(blank.T[section.result.concerned.T])
    part["restated"] = np.concatenate(found)
    nodes = {node.id for node in hybrids.trees[1].nodes}
    names = part["node"].str.partition("@")[0]
    lacking = part["score"].notna() & part["restated"].isna()
    part["note"] = np.select(
        [lacking & ~names.isin(nodes), lacking & names.isin(hybrids.redefined), lacking],
        [NOT_IN_LATEST, REDEFINED, NOT_RESTATED],
        "",
    )
    return part


def _back(period: Period, count: int) -> Period | None:
    """The quarter so many quarters before; None for what is no quarter."""
    return period.back(count) if "Q" in period.code else None


def _rolling(end: Period | None, part: pd.DataFrame, figures: Mapping[str, pd.Series[float]]) -> Floats:
    """Means of four consecutive quarters for the rows of a table; NaN where one of them is missing."""
    quarters = [] if end is None else [_back(end, count) for count in range(WINDOW)]
    codes = [one.code for one in quarters if one is not None]
    if len(codes) < WINDOW or any(code not in figures for code in codes):
        return np.full(len(part), np.nan)
    keys = pd.MultiIndex.from_frame(part[_KEY])
    return np.asarray(np.mean([figures[code].reindex(keys).to_numpy(dtype=float) for code in codes], axis=0))
