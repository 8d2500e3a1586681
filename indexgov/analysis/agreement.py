"""How far two assessors who looked at the same cells agreed, before anybody adjudicated."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from indexgov.errors import InputError
from indexgov.inputs.observations import is_of_levels, meant, with_records
from indexgov.inputs.subject import Subject
from indexgov.methods.arrays import Floats
from indexgov.registry.models import Indicator
from indexgov.registry.outline import Outline, outline
from indexgov.scoring.engine import score
from indexgov.tables import AGREEMENT, ASSESSED, ESTIMATES_KEY, NOT_ASSESSED, STAGES, STATUSES, Dataset

NO_PAIRS = "not_double_coded"
KAPPA_NO_LEVELS, KAPPA_NO_VARIATION = "kappa_no_levels", "kappa_no_variation"
ALPHA_NO_SCORES, ALPHA_NO_VARIATION = "alpha_no_scores", "alpha_no_variation"
NOTES = (NO_PAIRS, KAPPA_NO_LEVELS, KAPPA_NO_VARIATION, ALPHA_NO_SCORES, ALPHA_NO_VARIATION)
"""Why a figure is missing."""
_SAME = 1e-9
"""Scores that differ by less, in points, are one score."""


class _Pair(NamedTuple):
    """One cell that two assessors recorded; an empty body is a value that stands for every body."""

    territory: str
    body: str
    indicator: str
    equal: bool
    said: tuple[str, str] | None
    """The category that each chose, on a scale of levels."""


def agreement(dataset: Dataset) -> pd.DataFrame:
    """Agreement of the first and second assessors, columns AGREEMENT: one row a body and node above the indicators.

    An empty body is all bodies together; a value that stands for every body counts once there, and for each body too.
    Only nodes with indicators from evidence have rows. `cells` are the cells that two assessors recorded at the stages
    `initial` and `second`; a record `not_assessed` did not look and is no record. `equal` of them mean the same, which
    is the share `percent_agreement` (0 to 1): the same level, the same numbers, or both not applicable.
    `kappa` (at most 1) takes the cells on scales of levels alone, with the level names and not applicable as nominal
    categories. `alpha` (at most 1) takes the cells in which both recorded a value, by the interval metric between the
    scores of the two values: so levels and numbers go together, and a near miss weighs less than a far one.
    `note` names, by NOTES, why a figure is missing; without any variation there is nothing to correct for chance.

    Sources: Cohen (1960), A coefficient of agreement for nominal scales, Educational and Psychological Measurement
    20(1); Krippendorff (2011), Computing Krippendorff's alpha-reliability, and Content Analysis (2004), chapter 11.
    """
    subject = Subject(dataset.registry, dataset.period, dataset.territories)
    tree = outline(dataset.registry, dataset.period.last_day)
    pairs, scores = _pairs(dataset)
    rows = []
    for body in ("", *dataset.registry.bodies):
        mine = np.array([_is_about(pair, body, subject) for pair in pairs], dtype=bool)
        for position, below in _below(tree, _concerned(body, subject)):
            chosen = np.flatnonzero(mine & np.array([pair.indicator in below for pair in pairs], dtype=bool))
            node = tree.nodes[position]
            rows.append((body, node.id, node.level, *_figures([pairs[one] for one in chosen], scores[chosen])))
    frame = pd.DataFrame(rows, columns=list(AGREEMENT))
    return frame.astype({"percent_agreement": float, "kappa": float, "alpha": float})


def agreement_by_indicator(dataset: Dataset) -> dict[str, tuple[int, int]]:
    """By indicator, the cells that two assessors recorded and how many of these mean the same."""
    found: dict[str, tuple[int, int]] = {}
    for (_, _, name), first, second, _ in _double(dataset):
        cells, equal = found.get(name, (0, 0))
        found[name] = cells + 1, equal + (first[0] == second[0])
    return found


def _is_about(pair: _Pair, body: str, subject: Subject) -> bool:
    """Whether a pair counts for a body: its own values, and those that it shares; all for the empty body."""
    if not body or pair.body:
        return not body or pair.body == body
    return body in subject.bodies_at(subject.tiers[pair.territory], pair.indicator)


def _concerned(body: str, subject: Subject) -> set[str]:
    """The indicators from evidence that concern a body at any tier of the dataset; all for the empty body."""
    names = {name for name, one in subject.indicators.items() if not one.from_survey}
    tiers = set(subject.tiers.values())
    return {name for name in names if not body or any(body in subject.bodies_at(tier, name) for tier in tiers)}


def _below(tree: Outline, concerned: set[str]) -> Iterator[tuple[int, set[str]]]:
    """The position of each node above the indicators, and those of the indicators that stand below it, if any do."""
    found: list[set[str]] = [{node.id} & concerned for node in tree.nodes]
    for position in reversed(range(1, len(tree.nodes))):
        found[tree.nodes[position].parent] |= found[position]
    for position, node in enumerate(tree.nodes):
        if node.level != "indicator" and found[position]:
            yield position, found[position]


def _pairs(dataset: Dataset) -> tuple[list[_Pair], Floats]:
    """The cells that two assessors recorded, and the scores of their two records; NaN where a record has none."""
    evidence, registry = dataset.evidence, dataset.registry
    if not len(evidence):
        return [], np.zeros((0, 2))
    pairs: list[_Pair] = []
    chosen: tuple[list[int], list[int]] = ([], [])
    value = evidence["value"].tolist()
    for cell, (first, one), (second, other), model in _double(dataset):
        words = (value[one[0]], value[other[0]]) if is_of_levels(registry, model) else None
        pairs.append(_Pair(*cell, first == second, words))
        chosen[0].extend(one)
        chosen[1].extend(other)
    if not pairs:
        return [], np.zeros((0, 2))
    return pairs, np.column_stack([_scores(dataset, pairs, evidence.iloc[rows]) for rows in chosen])


_Record = tuple[Any, list[int]]
"""What one assessor means, and the rows that say it."""


def _double(dataset: Dataset) -> Iterator[tuple[tuple[str, str, str], _Record, _Record, Indicator]]:
    """The cells that two assessors recorded, with their two records."""
    evidence, registry = dataset.evidence, dataset.registry
    if not len(evidence):
        return
    indicators = {one.id: one for one in registry.indicators}
    recorded = _recorded(evidence)
    if not recorded:
        return
    value, part = evidence["value"].tolist(), evidence["part"].tolist()
    for cell, records in recorded.items():
        model = indicators[cell[2]]
        said = [
            (meant([value[row] for row in one], [part[row] for row in one], registry, model), one) for one in records
        ]
        looked = [one for one in said if one[0] != NOT_ASSESSED][:2]
        if len(looked) == 2:
            yield cell, looked[0], looked[1], model


def _recorded(evidence: pd.DataFrame) -> dict[tuple[str, str, str], list[list[int]]]:
    """The positions of the rows of every record of the two stages, by cell, the initial ones first."""
    found: dict[tuple[str, str, str], dict[tuple[str, str], list[int]]] = {}
    early = np.flatnonzero(evidence["stage"].isin(STAGES[:2]).to_numpy(dtype=bool))
    # Most cells have one row, with which nobody can agree.
    twice = evidence[list(ESTIMATES_KEY)].iloc[early].duplicated(keep=False).to_numpy(dtype=bool)
    rows = evidence.iloc[early[twice]]
    columns = [rows[name].tolist() for name in (*ESTIMATES_KEY, "assessor", "stage")]
    for now in STAGES[:2]:
        for row, territory, body, name, assessor, stage in zip(early[twice].tolist(), *columns, strict=True):
            if stage == now:
                found.setdefault((territory, body, name), {}).setdefault((now, assessor), []).append(row)
    return {cell: list(records.values()) for cell, records in found.items() if len(records) > 1}


def _scores(dataset: Dataset, pairs: Sequence[_Pair], records: pd.DataFrame) -> Floats:
    """The score of each pair's cell if one assessor's records alone counted there."""
    changed = replace(dataset, observations=with_records(dataset, records))
    try:
        section = score(dataset.registry, changed, draws=0).sections[0]
    except InputError:
        # The records of one assessor alone may leave a method without an answer, such as a column without variation.
        return np.full(len(pairs), math.nan)
    leaves, who = list(section.tree.leaves), section.authorities
    rows = {section.tree.nodes[position].id: row for row, position in enumerate(leaves)}
    columns = {key: column for column, key in enumerate(zip(who.territory.tolist(), who.body.tolist(), strict=True))}
    assessed = section.cells.status == STATUSES.index(ASSESSED)
    found = []
    for one in pairs:
        # All bodies that share a value have one score.
        bodies = (one.body,) if one.body else tuple(dataset.registry.bodies)
        row = rows[one.indicator]
        places = [columns[one.territory, body] for body in bodies if (one.territory, body) in columns]
        known = (section.result.scores[leaves[row], column] for column in places if assessed[row, column])
        found.append(next(known, math.nan))
    return np.array(found, dtype=float)


def _figures(pairs: Sequence[_Pair], scores: Floats) -> tuple[int, int, float, float, float, str]:
    """Cells, equal ones, their share, kappa, alpha, and why one of these is missing."""
    equal = sum(pair.equal for pair in pairs)
    if not pairs:
        return 0, 0, math.nan, math.nan, math.nan, NO_PAIRS
    levels = [pair.said for pair in pairs if pair.said is not None]
    scored = scores[~np.isnan(scores).any(axis=1)]
    kappa, alpha = cohen_kappa(levels), krippendorff_alpha(scored)
    notes = []
    if math.isnan(kappa):
        notes.append(KAPPA_NO_VARIATION if levels else KAPPA_NO_LEVELS)
    if math.isnan(alpha):
        notes.append(ALPHA_NO_VARIATION if len(scored) else ALPHA_NO_SCORES)
    return len(pairs), equal, equal / len(pairs), kappa, alpha, "; ".join(notes)


def cohen_kappa(said: Sequence[tuple[str, str]]) -> float:
    """Cohen's kappa of pairs of categories: (observed - expected) / (1 - expected) share of equal pairs, at most 1.

    NaN without pairs, and where everybody always says the same. Source: Cohen (1960).
    """
    if not said:
        return math.nan
    firsts, seconds = (Counter(pair[position] for pair in said) for position in (0, 1))
    # Counts stay whole to the last step, so that no rounding enters.
    count, equal = len(said), sum(first == second for first, second in said)
    expected = sum(firsts[name] * seconds[name] for name in firsts)
    return (count * equal - expected) / (count**2 - expected) if expected < count**2 else math.nan


def krippendorff_alpha(scores: Floats) -> float:
    """Krippendorff's alpha of pairs of numbers (one row a pair) by the interval metric, at most 1.

    1 - observed / expected disagreement. The observed one is the mean squared difference within the pairs, the expected
    one that between any two of all the numbers, which is twice their sample variance. NaN without pairs and without
    variation. Source: Krippendorff (2011), for two observers who both recorded every unit.
    """
    if not len(scores) or np.ptp(scores) < _SAME:
        return math.nan
    observed = np.mean((scores[:, 0] - scores[:, 1]) ** 2)
    return float(1 - observed / (2 * np.var(scores, ddof=1)))
