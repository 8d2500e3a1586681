"""From bodies to the territory's own score: pooled leaves, or fixed weights of the bodies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from indexgov.methods.arrays import Floats
from indexgov.registry.outline import Outline, OutlineNode
from indexgov.scoring.aggregate import Aggregates, Leaves, Shares
from indexgov.scoring.authorities import Authorities
from indexgov.scoring.cells import Cells
from indexgov.scoring.section import Section
from indexgov.tables import NOT_ASSESSED, STATUSES


def pool(
    tree: Outline, authorities: Authorities, cells: Cells, places: Authorities, weights: Floats
) -> tuple[Outline, Cells]:
    """A territory as one more authority whose leaves are all (indicator, body) pairs; a shared value enters once.

    Source: the Local Self-Government Index of Georgia pools the criteria of both bodies; its published totals of 2021
    and 2023 fit no mean of the two bodies' scores. Weights that come from the scores are those of the bodies.
    """
    nodes: list[OutlineNode] = []
    moved: dict[int, int] = {-1: -1}
    origin: list[tuple[int, int]] = []
    leaf_of = {leaf: row for row, leaf in enumerate(tree.leaves)}
    shared = np.asarray(cells.shared.any(axis=1))
    for position, node in enumerate(tree.nodes):
        parent = moved[node.parent]
        if node.parent >= 0 and getattr(tree.nodes[node.parent].model, "weights", None) == "pca":
            node = replace(node, allotted=float(np.nanmax(weights[position], initial=0.0)))
        if node.level != "indicator":
            moved[position] = len(nodes)
            nodes.append(replace(node, parent=parent))
            continue
        row = leaf_of[position]
        sources = [(row, -1)] if shared[row] else []
        sources += [(row, int(number)) for number in np.unique(authorities.body_number[cells.leaves.concerned[row]])]
        # An indicator that concerns nobody here stays in the tree, where it concerns nobody.
        for source in sources or [(row, -1)]:
            name = node.id if source[1] < 0 else f"{node.id}@{authorities.bodies[source[1]]}"
            nodes.append(replace(node, id=name, parent=parent))
            origin.append(source)
    return Outline(tuple(nodes)), _pooled_cells(origin, authorities, cells, places)


def _pooled_cells(origin: list[tuple[int, int]], authorities: Authorities, cells: Cells, places: Authorities) -> Cells:
    shape, shared = (len(origin), len(places)), _as_shared(authorities, cells)
    scores, row = np.full(shape, np.nan), np.full(shape, -1, dtype=np.intp)
    concerned, applicable, assessed = (np.zeros(shape, dtype=bool) for _ in range(3))
    status, imputed = np.full(shape, STATUSES.index(NOT_ASSESSED), dtype=np.int8), np.zeros(shape, dtype=np.int8)
    values, whose = np.full(shape, np.nan), np.full(shape, -1, dtype=np.intp)
    pairs = (
        (scores, cells.leaves.scores),
        (concerned, cells.leaves.concerned),
        (applicable, cells.leaves.applicable),
        (assessed, cells.leaves.assessed),
        (status, cells.status),
        (imputed, cells.imputed),
        (values, cells.values),
        (row, cells.row),
    )
    for number, (leaf, body) in enumerate(origin):
        mine = shared[leaf] if body < 0 else (authorities.body_number == body) & ~shared[leaf]
        columns = np.flatnonzero(mine)
        for target, source in pairs:
            target[number, authorities.place[columns]] = source[leaf, columns]
        whose[number, authorities.place[columns]] = columns
    leaves = Leaves(scores, concerned, applicable, assessed)
    from_leaves = (np.array([leaf for leaf, _ in origin], dtype=np.intp), whose)
    return replace(cells, leaves=leaves, status=status, imputed=imputed, values=values, row=row, origin=from_leaves)


def _as_shared(authorities: Authorities, cells: Cells) -> npt.NDArray[np.bool_]:
    """Where one leaf stands for every body: a shared value, or nothing recorded for an indicator that others share.

    A measure that is missing altogether must weigh in a territory what it weighs where it was recorded.
    """
    shared = cells.shared
    own = np.zeros((len(shared), int(authorities.place.max(initial=-1)) + 1), dtype=bool)
    leaf, column = np.nonzero((cells.row >= 0) & ~shared)
    own[leaf, authorities.place[column]] = True
    nothing = (cells.row < 0) & ~own[:, authorities.place] & cells.leaves.concerned
    return np.asarray(shared | (nothing & shared.any(axis=1, keepdims=True)))


def weigh(weights: dict[str, float], bodies: Section, places: Authorities) -> Section:
    """Territory scores as weighted means of the bodies' scores, at every node above the indicators.

    A body that does not exist at the tier leaves the mean; one without a score leaves the territory without one.
    Contributions are the bodies' contributions weighted alike, so that they add up to the territory's score.
    """
    tree, who, result = bodies.tree, bodies.authorities, bodies.result
    kept = above_indicators(tree)
    row_of = {position: row for row, position in enumerate(kept)} | {-1: -1}
    upper = Outline(
        tuple(replace(tree.nodes[position], parent=row_of[tree.nodes[position].parent]) for position in kept)
    )
    weight = np.array([weights[body] for body in who.bodies])[who.body_number]

    def summed(values: npt.NDArray[np.floating | np.bool_], factor: Floats = weight) -> Floats:
        total = np.zeros((len(kept), len(places)))
        np.add.at(total.T, who.place, (np.nan_to_num(values[kept].astype(float)) * factor).T)
        return total

    concerned, whole = summed(result.concerned), summed(result.applicable)
    lacking = summed(result.applicable & np.isnan(result.scores)) > 0
    brought = ~np.isnan(result.shares.contributions)
    untold = summed(brought & np.isnan(result.shares.effective_weights)) > 0
    written = [np.nan if node.weight is None or node.weight == "children" else node.weight for node in upper.nodes]
    with np.errstate(invalid="ignore", divide="ignore"):
        scores = np.where(lacking, np.nan, summed(result.scores) / whole)
        counted = ~np.isnan(scores[0]) & (summed(brought) > 0)
        shares = Shares(
            np.where(counted & ~untold, summed(result.shares.effective_weights) / whole[0], np.nan),
            np.where(counted, summed(result.shares.contributions) / whole[0], np.nan),
        )
        aggregates = Aggregates(
            scores=scores,
            concerned=summed(result.concerned, np.ones_like(weight)) > 0,
            applicable=whole > 0,
            coverage=summed(result.coverage) / whole,
            not_applicable=summed(result.not_applicable) / concerned,
            weights=np.repeat(np.array(written, dtype=float)[:, np.newaxis], len(places), axis=1),
            counted=np.full(scores.shape, np.nan),
            share_out=lambda _: shares,
        )
    merged = (_disputed(bodies, kept, len(places)), _without_score(bodies, len(places)))
    return Section(places, upper, Cells.none(len(places)), aggregates, merged)


def above_indicators(tree: Outline) -> list[int]:
    """Positions of the nodes that a territory of averaged bodies has."""
    return [position for position, node in enumerate(tree.nodes) if node.level != "indicator"]


def parts_of_bodies(weights: dict[str, float], bodies: Section, places: Authorities) -> Floats:
    """The part, 0 to 1, with which every body's node counts in the node of its territory: kept nodes x authorities."""
    who = bodies.authorities
    weight = np.array([weights[body] for body in who.bodies])[who.body_number]
    counts = weight * bodies.result.applicable[above_indicators(bodies.tree)]
    whole = np.zeros((len(counts), len(places)))
    np.add.at(whole.T, who.place, counts.T)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.nan_to_num(counts / whole[:, who.place])


def _disputed(bodies: Section, kept: list[int], places: int) -> npt.NDArray[np.bool_]:
    """Where something below a node is disputed for a body of a territory."""
    tree, cells = bodies.tree, bodies.cells
    below = np.zeros(bodies.result.scores.shape, dtype=bool)
    below[list(tree.leaves)] = cells.spread(cells.rows["disputed"].to_numpy(dtype=bool), False)
    for position in reversed(range(1, len(below))):
        below[tree.nodes[position].parent] |= below[position]
    found = np.zeros((len(kept), places), dtype=bool)
    np.logical_or.at(found.T, bodies.authorities.place, below[kept].T)
    return found


def _without_score(bodies: Section, places: int) -> npt.NDArray[np.object_]:
    """The bodies of each territory that apply and have no score, in words."""
    who, result = bodies.authorities, bodies.result
    told = np.full(places, "", dtype=object)
    for column in np.flatnonzero(result.applicable[0] & np.isnan(result.scores[0])):
        words = f"{who.body[column]}: no score"
        told[who.place[column]] = "; ".join(filter(None, (told[who.place[column]], words)))
    return told
