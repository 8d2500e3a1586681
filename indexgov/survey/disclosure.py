"""Which figures are withheld to protect respondents, and which others with them so that none can be worked out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import permutations

import numpy as np
import pandas as pd

from indexgov.methods.arrays import Floats, Ints, Mask

NO_ANSWERS = ("dont_know", "refused")
"""Measures of those who gave no answer: what they have more respondents than a mean told nothing to protect."""


def withheld(
    frame: pd.DataFrame,
    threshold: int,
    shown: Mask,
    filters: Mapping[str, Collection[str]],
    asked_by: Mapping[str, str],
) -> Mask:
    """Figures to withhold: those of fewer respondents than `threshold`, and those that would let one be worked out.

    `frame` has one row a figure and the columns territory (`''` is the whole sample), body, indicator, question,
    measure, n (NaN where not known) and status; what comes in as `suppressed` counts as withheld. `shown` tells the
    figures that no other rule removes. `filters` are the names of the filters that respondents of an indicator passed,
    `asked_by` the question that each filter asks.

    Withheld figures bring others with them until nothing changes:

    - Same people: what else is told of the answers of an area to a question by as many respondents. The shares of its
      codes add up to 1, and a mean follows from them.
    - Differences: of two figures of a question in an area, one among part of the other's respondents, the smaller one,
      if those between them are fewer than `threshold` or as many as stand behind a withheld figure.
    - Filters: what is told of an area's people behind a filter, where a figure of the question that the filter asks is
      withheld there. Their number, 0 included, is how many gave the answers of the filter.
    - Totals: where the whole sample is shown, the areas with the fewest respondents, at least two and at least
      `threshold` respondents together. The whole sample less the other areas is then a figure of all of these. With two
      areas or one the whole sample itself.

    A higher threshold only adds to what is withheld, since each step grows with it and with what was found before.
    Partitions into three and more filters are not seen through, nor filters whose codes contain each other's.
    Sources: Handbook on Statistical Disclosure Control, chapter 5 (sdctools.github.io/HandbookSDC).
    """
    n = frame["n"].to_numpy(dtype=np.float64)
    found = (frame["status"] == "suppressed").to_numpy(dtype=bool) | ((n > 0) & (n < threshold))
    while True:
        before = found
        found = found | _differences(frame, found, threshold, filters)
        found = found | _same_people(frame, found)
        found = found | _behind_filters(frame, found, filters, asked_by)
        found = found | _totals(frame, found, threshold, shown)
        if (found == before).all():
            return found


def _groups(frame: pd.DataFrame, *columns: str) -> list[Ints]:
    """Positions of the rows that agree in the columns."""
    return [np.asarray(rows) for rows in frame.groupby(list(columns), sort=False).indices.values()]


def _same_people(frame: pd.DataFrame, found: Mask) -> Mask:
    more = np.zeros(len(frame), dtype=bool)
    asked = np.flatnonzero((frame["question"] != "").to_numpy(dtype=bool) & frame["n"].notna().to_numpy())
    for rows in _groups(frame.iloc[asked], "territory", "body", "question", "n"):
        more[asked[rows]] = found[asked[rows]].any()
    return more


def _differences(frame: pd.DataFrame, found: Mask, threshold: int, filters: Mapping[str, Collection[str]]) -> Mask:
    more = np.zeros(len(frame), dtype=bool)
    passed = [frozenset(filters.get(name, ())) for name in frame["indicator"]]
    if len(set(passed)) < 2:
        return more
    n = frame["n"].to_numpy(dtype=np.float64)
    usable = (frame["question"] != "") & ~frame["measure"].isin(NO_ANSWERS) & (frame["n"] > 0)
    asked = np.flatnonzero(usable.to_numpy(dtype=bool))
    for group in _groups(frame.iloc[asked], "territory", "body", "question"):
        rows = asked[group]
        secret = set(n[rows[found[rows]]])
        for whole, part in permutations(rows, 2):
            between = n[whole] - n[part]
            if passed[whole] < passed[part] and (0 < between < threshold or between in secret):
                more[part] = True
    return more


def _behind_filters(
    frame: pd.DataFrame, found: Mask, filters: Mapping[str, Collection[str]], asked_by: Mapping[str, str]
) -> Mask:
    more = np.zeros(len(frame), dtype=bool)
    secret = set(zip(frame["territory"][found], frame["question"][found], strict=True))
    if not asked_by or not secret:
        return more
    for row, (territory, indicator) in enumerate(zip(frame["territory"], frame["indicator"], strict=True)):
        more[row] = any((territory, asked_by.get(name)) in secret for name in filters.get(indicator, ()))
    return more


def _totals(frame: pd.DataFrame, found: Mask, threshold: int, shown: Mask) -> Mask:
    more = np.zeros(len(frame), dtype=bool)
    n = frame["n"].to_numpy(dtype=np.float64)
    whole = (frame["territory"] == "").to_numpy(dtype=bool)
    own = (frame["status"] == "suppressed").to_numpy(dtype=bool)
    counted = (n > 0) | (np.isnan(n) & (own | shown))
    for rows in _groups(frame, "indicator", "body"):
        total, areas = rows[whole[rows] & shown[rows]], rows[~whole[rows] & counted[rows]]
        if not len(total) or not found[areas].any():
            continue
        if len(areas) <= 2:
            more[total] = True
        else:
            more[areas[_fewest(frame["territory"].to_numpy(dtype=str)[areas], n[areas], own[areas], threshold)]] = True
    return more


def _fewest(territories: np.ndarray[tuple[int, ...], np.dtype[np.str_]], n: Floats, own: Mask, threshold: int) -> Mask:
    """The areas with the fewest respondents, at least two and at least `threshold` respondents together.

    Areas that came in withheld without their number stand first, and are taken to be enough.
    """
    size = np.where(np.isnan(n), np.inf, n)
    order = np.lexsort((territories, np.where(np.isnan(n) & own, 0.0, size)))
    enough = (np.cumsum(size[order]) >= threshold) & (np.arange(len(order)) >= 1)
    last = int(np.argmax(enough)) if enough.any() else len(order) - 1
    found = np.zeros(len(n), dtype=bool)
    found[order[: last + 1]] = True
    return found
