"""Scores a checked dataset: scale, aggregate, rank. Pure: frames in, frames out."""

from __future__ import annotations

from functools import partial

from indexgov.errors import InputError, Problem
from indexgov.methods.arrays import MethodError
from indexgov.registry.models import Registry
from indexgov.registry.outline import ROOT, OutlineNode, outline
from indexgov.scoring.aggregate import Peers, aggregate
from indexgov.scoring.assessment import Assessment, Section
from indexgov.scoring.authorities import authorities_of, territories_of
from indexgov.scoring.cells import cells_of
from indexgov.scoring.territory import pool, weigh
from indexgov.tables import Dataset


def score(registry: Registry, dataset: Dataset) -> Assessment:
    """The scores, ranks and classes of every authority and territory of a dataset.

    Raises InputError where a relative scale, a mean or a weight has no answer for the data, such as a column without
    variation, and ValueError if the dataset was checked against another registry.

    Source of the method: the registry; the arithmetic of each step stands at its function.
    """
    if registry.digest != dataset.registry.digest:
        raise ValueError("the dataset was checked against another registry: load_dataset(path, registry=registry)")
    faults: list[Problem] = []

    def report(node: OutlineNode, key: str, error: MethodError, whose: str = "") -> None:
        path = ("combine",) if node.id == ROOT else node.path
        faults.append(Problem("method", registry.place((*path, key)), f"'{node.id}'{whose}: {error}", error.advice))

    tree = outline(registry, dataset.period.last_day)
    authorities = authorities_of(registry, dataset.territories)
    cells = cells_of(registry, dataset, tree, authorities, faults)
    if faults:
        raise InputError(faults)
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
    return Assessment(registry, dataset, tuple(sections))
