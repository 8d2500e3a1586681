"""Scores a checked dataset: scale, aggregate, rank. Pure: frames in, frames out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from indexgov.errors import InputError, Problem
from indexgov.methods.arrays import MethodError
from indexgov.registry.models import Registry
from indexgov.registry.outline import ROOT, Outline, OutlineNode, outline
from indexgov.scoring.aggregate import Peers, aggregate
from indexgov.scoring.assessment import DRAWS, SEED, Assessment
from indexgov.scoring.authorities import Authorities, authorities_of, territories_of
from indexgov.scoring.cells import Cells, cells_of
from indexgov.scoring.section import Section
from indexgov.scoring.territory import pool, weigh
from indexgov.tables import Dataset


def score(registry: Registry, dataset: Dataset, seed: int = SEED, draws: int = DRAWS) -> Assessment:
    """The scores, ranks and classes of every authority and territory of a dataset.

    Raises InputError where a relative scale, a mean or a weight has no answer for the data, such as a column without
    variation, and ValueError if the dataset was checked against another registry, or for a negative seed, a negative
    number of draws or a single one.

    Standard errors of survey figures travel up the tree: exactly where all is linear, else by `draws` draws with
    `seed`, made when standard errors are first asked for. Rank sets are made of draws too. With `draws=0` they and the
    standard errors that would need draws stay unknown.

    Source of the method: the registry; the arithmetic of each step stands at its function.
    """
    if registry.digest != dataset.registry.digest:
        raise ValueError("the dataset was checked against another registry: load_dataset(path, registry=registry)")
    if seed < 0 or draws < 0 or draws == 1:
        raise ValueError(f"seed {seed}, draws {draws}: the seed is 0 or more, draws are 0 or at least 2")
    tree = outline(registry, dataset.period.last_day)
    return Assessment(registry, dataset, sections_of(registry, dataset, tree), seed, draws)


def sections_of(
    registry: Registry,
    dataset: Dataset,
    tree: Outline,
    filled: Callable[[Cells, Authorities], Cells] = lambda cells, _: cells,
) -> tuple[Section, ...]:
    """The authorities with their results, then the territories where the registry scores them, by a given tree.

    The tree is that of the registry's edition, or one that differs in its floors or means; `filled` may change the
    cells before they are combined. Raises InputError like `score`.
    """
    faults: list[Problem] = []

    def report(node: OutlineNode, key: str, error: MethodError, whose: str = "") -> None:
        path = ("combine",) if node.id == ROOT else node.path
        faults.append(Problem("method", registry.place((*path, key)), f"'{node.id}'{whose}: {error}", error.advice))

    authorities = authorities_of(registry, dataset.territories)
    cells = cells_of(registry, dataset, tree, authorities, faults)
    if faults:
        raise InputError(faults)
    cells = filled(cells, authorities)
    result = aggregate(tree, cells.leaves, Peers.of(registry, authorities), report)
    if faults:
        raise InputError(faults)
    sections = [Section(authorities, tree, cells, result)]
    if registry.territory is not None:
        places = territories_of(registry, dataset.territories)
        if registry.territory.rule == "pooled":
            pooled, pooled_cells = pool(tree, authorities, cells, places, result.weights)
            of_territories = partial(report, whose=" of the territories")
            territories = aggregate(pooled, pooled_cells.leaves, Peers.of(registry, places), of_territories)
            sections.append(Section(places, pooled, pooled_cells, territories))
        else:
            sections.append(weigh(registry.territory.weights, sections[0], places))
    if faults:
        raise InputError(faults)
    return tuple(sections)
