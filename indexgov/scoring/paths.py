"""Which survey figures count under every node, and the exact variance of what is made of them by linear steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexgov.methods.arrays import Floats, Ints, Mask, zeroed
from indexgov.methods.means import MEANS, Setting, mean_of, name_of
from indexgov.registry.models import Indicator, Registry
from indexgov.registry.outline import OutlineNode
from indexgov.scoring.section import Section
from indexgov.scoring.sources import CONFIDENCE, Sources, survey_leaves
from indexgov.scoring.territory import above_indicators, parts_of_bodies
from indexgov.tables import Dataset


@dataclass(frozen=True)
class Paths:
    """What is below every node of a section: arrays of nodes x authorities."""

    section: Section
    nodes: tuple[int, ...]
    """Positions of the nodes with a survey indicator below them, from the leaves up; indicators are left out."""
    leaves: dict[int, Ints]
    """Slot of each authority by position of the survey indicators; -1 where no estimate counts."""
    counts: Mask
    """Whether a survey figure counts in the score."""
    known: Mask
    """Whether the errors of all of them are known."""
    linear: Mask
    """Whether every step from all of them up to the node is a straight line."""
    df: Floats
    """The smallest degrees of freedom among them; infinite where none states any."""
    confidence: Floats
    """The confidence that their intervals have in common, else CONFIDENCE."""


def compares(node: OutlineNode) -> bool:
    """Whether the score of a node depends on those of other authorities."""
    model = node.model
    assert not isinstance(model, Indicator)
    return model.restate is not None or MEANS[name_of(model.aggregation)].compares


def is_linear(node: OutlineNode) -> bool:
    """Whether a node is a weighted sum of its children with weights that do not depend on their scores."""
    model = node.model
    assert not isinstance(model, Indicator)
    return MEANS[name_of(model.aggregation)].linear and model.restate is None and model.weights != "pca"


def paths_of(section: Section, sources: Sources) -> Paths:
    """What is below the nodes of a section that has leaves.

    An error that is not known makes every node that counts the figure unknown, and where a node compares authorities
    the score of each of them. Weights that come from the scores have errors of their own, which are not known.
    """
    tree, scores, who = section.tree, section.result.scores, section.authorities
    shape, leaves = scores.shape, dict[int, Ints]()
    counts, known, linear = (np.zeros(shape, dtype=bool) for _ in range(3))
    df, low, high = np.full(shape, np.inf), np.full(shape, np.inf), np.full(shape, -np.inf)
    for row in survey_leaves(section):
        position, rows = tree.leaves[row], section.cells.row[row]
        slot = np.where((rows >= 0) & ~np.isnan(scores[position]), sources.slot[rows], -1)
        leaves[position], at = slot, (who.place, slot)
        counts[position] = ~np.isnan(scores[position])
        known[position] = (slot >= 0) & ~np.isnan(sources.se[at])
        linear[position] = (slot >= 0) & ~np.isnan(sources.slope[at])
        df[position] = np.where(slot >= 0, sources.df[at], np.inf)
        low[position] = high[position] = np.where(slot >= 0, sources.confidence[at], CONFIDENCE)
    nodes = []
    for position in reversed(range(shape[0])):
        node, children = tree.nodes[position], list(tree.children[position])
        below = [child for child in children if child in leaves or child in nodes]
        if node.level == "indicator" or not below:
            continue
        nodes.append(position)
        used = (section.result.counted[below] > 0) & counts[below] & ~np.isnan(scores[position])
        counts[position] = used.any(axis=0)
        known[position] = (known[below] | ~used).all(axis=0)
        linear[position] = is_linear(node) & (linear[below] | ~used).all(axis=0)
        if compares(node):
            known[position] &= known[position][counts[position]].all()
        if getattr(node.model, "weights", None) == "pca":
            known[position] = False
        df[position] = np.where(used, df[below], np.inf).min(axis=0)
        low[position] = np.where(used, low[below], np.inf).min(axis=0)
        high[position] = np.where(used, high[below], -np.inf).max(axis=0)
    return Paths(section, tuple(nodes), leaves, counts, known, linear, df, np.where(low == high, low, CONFIDENCE))


@dataclass(frozen=True)
class Merger:
    """How nodes of bodies make those of a territory that averages its bodies."""

    section: Section
    rows: dict[int, int]
    """Position of a node in the territory's tree by its position in the bodies'."""
    parts: Floats
    """Of every body's node in that of its territory, 0 to 1: nodes of the territory x authorities."""
    place: Ints
    """Territory of each authority."""

    @classmethod
    def of(cls, weights: dict[str, float], bodies: Section, section: Section) -> Merger:
        """Of a section of territories and the weights of the bodies."""
        rows = {position: row for row, position in enumerate(above_indicators(bodies.tree))}
        return cls(section, rows, parts_of_bodies(weights, bodies, section.authorities), bodies.authorities.place)

    def merged(self, position: int, figures: Floats, columns: Ints, places: Ints) -> Floats:
        """Figures of a bodies' node, authorities x others, averaged over the bodies of each of some territories."""
        made, at = np.zeros((len(places), figures.shape[1])), np.searchsorted(places, self.place[columns])
        part = self.parts[self.rows[position], columns]
        np.add.at(made, at[part > 0], part[part > 0, np.newaxis] * figures[part > 0])
        return made

    def paths(self, bodies: Paths) -> Paths:
        """What is below the nodes of the territories."""
        shape = self.section.result.scores.shape
        counts, known, linear = np.zeros(shape, dtype=bool), np.ones(shape, dtype=bool), np.ones(shape, dtype=bool)
        df, low, high = np.full(shape, np.inf), np.full(shape, np.inf), np.full(shape, -np.inf)
        for position in bodies.nodes:
            row = self.rows[position]
            used = np.flatnonzero((self.parts[row] > 0) & bodies.counts[position])
            at = self.place[used]
            counts[row, at] = True
            np.logical_and.at(known[row], at, bodies.known[position, used])
            np.logical_and.at(linear[row], at, bodies.linear[position, used])
            np.minimum.at(df[row], at, bodies.df[position, used])
            np.minimum.at(low[row], at, bodies.confidence[position, used])
            np.maximum.at(high[row], at, bodies.confidence[position, used])
        counts &= ~np.isnan(self.section.result.scores)
        confidence = np.where(low == high, low, CONFIDENCE)
        nodes = tuple(self.rows[position] for position in bodies.nodes)
        return Paths(self.section, nodes, {}, counts, known, linear, df, confidence)


def below_sections(
    registry: Registry, dataset: Dataset, sections: Sequence[Section]
) -> tuple[Sources, list[Paths], Merger | None] | None:
    """The survey figures, and what is below the nodes of every section; None without such figures."""
    bodies = sections[0]
    sources = Sources.of(registry, dataset, bodies)
    if sources is None:
        return None
    paths, merger = [paths_of(bodies, sources)], None
    for section in sections[1:]:
        if section.merged is None:
            paths.append(paths_of(section, sources))
        else:
            assert registry.territory is not None
            merger = Merger.of(registry.territory.weights, bodies, section)
            paths.append(merger.paths(paths[0]))
    return sources, paths, merger


def gradients(paths: Paths, sources: Sources, setting: Setting, columns: Ints) -> dict[int, Floats]:
    """Derivative of the nodes of some authorities by every estimate, authorities x slots, by position.

    Chained shares of the weights that counted; right where `Paths.linear`, of no meaning elsewhere.
    """
    tree, result = paths.section.tree, paths.section.result
    place, across = paths.section.authorities.place[columns], np.arange(len(columns))
    found: dict[int, Floats] = {}
    for position in paths.nodes:
        node, slope = tree.nodes[position], np.zeros((len(columns), len(sources.indicators)))
        found[position] = slope
        if not is_linear(node):
            continue
        assert not isinstance(node.model, Indicator)
        children = list(tree.children[position])
        mean, own = mean_of(node.model.aggregation, setting)
        assert mean.slope is not None
        scores, counted = zeroed(result.scores[children][:, columns]), result.counted[children][:, columns]
        local = zeroed(mean.slope(scores, counted, result.scores[position, columns], own))
        for row, child in enumerate(children):
            if child in paths.leaves:
                slot = paths.leaves[child][columns]
                used = slot >= 0
                at = (across[used], slot[used])
                slope[at] += local[row, used] * np.nan_to_num(sources.slope[place[used], slot[used]])
            elif child in found:
                slope += local[row][:, np.newaxis] * found[child]
    return found


def variance(slope: Floats, covariance: Floats) -> Floats:
    """g' V g of each authority: slopes authorities x slots, covariances authorities x slots x slots.

    NaN where it is negative, which no covariance matrix makes; what is negative by rounding alone is 0.
    """
    terms = slope[:, :, np.newaxis] * covariance * slope[:, np.newaxis, :]
    total, size = terms.sum(axis=(1, 2)), np.abs(terms).sum(axis=(1, 2))
    return np.where(total < -1e-12 * size, np.nan, np.maximum(total, 0.0))
