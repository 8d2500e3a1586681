"""What each criterion at its best would gain, for every authority at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexgov.analysis.best import is_known
from indexgov.analysis.gains import independent
from indexgov.methods.arrays import Floats, Ints
from indexgov.registry.models import Indicator, Registry, Scale
from indexgov.scoring import Assessment
from indexgov.scoring.aggregate import Peers
from indexgov.scoring.batch import Batch
from indexgov.scoring.columns import score_of
from indexgov.scoring.rank import SMALLEST_GROUP, rounded
from indexgov.scoring.section import Section


@dataclass(frozen=True)
class BestGains:
    """The largest gains of every authority: arrays of places x authorities, the largest gain first."""

    leaf: Ints
    """Which leaf of the section's tree is at its best; -1 where there are no more gains."""
    gain: Floats
    """Points of the authority's score; NaN where there are no more."""
    score: Floats
    """Of the authority, with this criterion at its best and nothing else changed."""
    rank: Floats
    """Among its peers, while all others stay as they are; NaN where it has none."""
    best: Floats
    """Score of the criterion at its best, by leaf."""


def best_gains(assessment: Assessment, most: int) -> BestGains | None:
    """The `most` largest gains of every authority from one criterion at its best.

    As in `gains`: criteria from evidence that were assessed and score less than they could. None where scores depend
    on the values of others, as with relative scales: there every change must be scored on its own.
    """
    if not independent(assessment):
        return None
    section, registry = assessment.sections[0], assessment.registry
    tree, leaves, result = section.tree, section.cells.leaves, section.result
    batch = Batch(tree, result, Peers.of(registry, section.authorities))
    best = np.array([_best_score(registry, tree.nodes[position].model) for position in tree.leaves])
    gain = np.full(leaves.scores.shape, np.nan)
    for leaf, position in enumerate(tree.leaves):
        own = leaves.scores[leaf]
        open_ = leaves.assessed[leaf] & (best[leaf] > own + 1e-12 * np.maximum(1.0, np.abs(own)))
        if open_.any():
            drawn = np.where(open_, best[leaf], result.scores[position])[np.newaxis]
            after = batch.climb({position: drawn}, {}, 1, index_only=True)[0][0]
            gain[leaf] = np.where(open_, after - result.scores[0], np.nan)
    # Criteria that would bring nothing are no advice.
    order = np.argsort(np.where(gain > 0, -gain, np.inf), axis=0, kind="stable")[:most]
    largest = np.take_along_axis(gain, order, axis=0)
    found = largest > 0
    largest = np.where(found, largest, np.nan)
    after = result.scores[0] + largest
    return BestGains(np.where(found, order, -1), largest, after, _ranks(assessment, section, after), best)


def _best_score(registry: Registry, model: object) -> float:
    """The highest score on the scale of a criterion; NaN for survey measures and where it is not known."""
    assert isinstance(model, Indicator)
    scale = registry.scales[model.scale]
    if model.from_survey or not is_known(scale):
        return np.nan
    if scale.levels is not None:
        return float(max(scale.levels.values()))
    if scale.ratio is not None:
        share = 0.0 if model.better == "lower" else max(scale.ratio.numerator.values())
        return float(score_of(registry, model, np.array([share]))[0])
    return _top_of_numbers(registry, model, scale)


def _top_of_numbers(registry: Registry, model: Indicator, scale: Scale) -> float:
    points = scale.piecewise or scale.bands
    if points is not None:
        return float(score_of(registry, model, np.array([value for value, _ in points], dtype=float)).max())
    ends = scale.ends(registry.range)
    if ends is None:
        return np.nan
    return float(score_of(registry, model, np.array([ends[0] if model.better == "lower" else ends[1]]))[0])


def _ranks(assessment: Assessment, section: Section, after: Floats) -> Floats:
    """The rank that each new score would have among the peers, whose scores stay."""
    rule, who = assessment.registry.ranking, section.authorities
    scores, new = rounded(section.result.scores[0], rule.on), rounded(after, rule.on)
    groups, found = who.groups(rule.within), np.full(after.shape, np.nan)
    for number in np.unique(groups):
        members = np.flatnonzero(groups == number)
        known = np.sort(scores[members][~np.isnan(scores[members])])
        if len(known) < SMALLEST_GROUP:
            continue
        above = len(known) - np.searchsorted(known, new[:, members] + rule.tolerance, side="right")
        found[:, members] = np.where(np.isnan(new[:, members]), np.nan, above + 1)
    return found
