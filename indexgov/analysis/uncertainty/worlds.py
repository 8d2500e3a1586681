"""Worlds: a dataset scored under other scales, other means, or another treatment of what was not assessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import numpy as np

from indexgov.errors import IndexgovError, InputError
from indexgov.registry.aggregation import Aggregation
from indexgov.registry.models import Indicator, Registry
from indexgov.registry.outline import Outline, outline
from indexgov.scoring import Assessment
from indexgov.scoring.authorities import Authorities
from indexgov.scoring.cells import Cells
from indexgov.scoring.draws import Replay
from indexgov.scoring.engine import sections_of
from indexgov.scoring.section import Section
from indexgov.scoring.slips import Slips

Missing = Literal["own", "zero", "mean"]
"""What is done about what was not assessed; `own` is what the registry itself says."""


@dataclass(frozen=True)
class Choices:
    """What a world takes in the place of what the registry says."""

    scales: tuple[tuple[str, str], ...] = ()
    """Scale and the one that stands in its place, where that is another."""
    means: tuple[tuple[str, Aggregation | None], ...] = ()
    """Node or level and its mean; None for a node that keeps its own although its level has another."""
    missing: Missing = "own"

    def __str__(self) -> str:
        told = [f"scale '{one}' for '{name}'" for name, one in self.scales]
        told += [f"aggregation {mean} of '{name}'" for name, mean in self.means if mean is not None]
        told += [f"missing: {self.missing}"] if self.missing != "own" else []
        return ", ".join(told) or "the registry as written"


def world(assessment: Assessment, choices: Choices, errors: Replay | None) -> Replay:
    """The assessment's dataset scored by other choices, ready to be drawn with the same errors.

    Raises IndexgovError with the reason where a method has no answer for the data.
    """
    registry, dataset = assessment.registry, assessment.dataset
    if choices.scales:
        changed = {name: registry.scales[other] for name, other in choices.scales}
        registry = registry.model_copy(update={"scales": {**registry.scales, **changed}})
    tree = _with_means(outline(registry, dataset.period.last_day), dict(choices.means))
    try:
        if choices == Choices():
            sections = assessment.sections
        else:
            sections = sections_of(registry, dataset, tree, partial(_filled, choices.missing, registry))
    except InputError as error:
        raise IndexgovError(f"a draw has no answer ({choices}): {error.problems[0].message}") from None
    if errors is None:
        return Replay(registry, dataset, tuple(_bare(section) for section in sections), None)
    slips = Slips.of(registry, dataset, sections[0]) if errors.slips is not None else None
    return Replay(registry, dataset, sections, errors.sources, slips)


def _bare(section: Section) -> Section:
    """A section without what is asked for only where leaves are drawn, because many authorities take much memory."""
    blank = np.broadcast_to(np.nan, section.result.scores.shape)
    result = replace(section.result, coverage=blank, not_applicable=blank)
    return replace(section, cells=Cells.none(len(section.authorities)), result=result)


def _with_means(tree: Outline, means: Mapping[str, Aggregation | None]) -> Outline:
    """The tree with other means; what is named for a node holds in place of what is named for its level."""
    nodes = []
    for node in tree.nodes:
        mean = means[node.id] if node.id in means else means.get(node.level)
        if mean is not None and not isinstance(node.model, Indicator):
            node = replace(node, model=node.model.model_copy(update={"aggregation": mean}))
        nodes.append(node)
    return Outline(tuple(nodes))


def _filled(missing: Missing, registry: Registry, cells: Cells, who: Authorities) -> Cells:
    """What applies and was not assessed, with the lowest score or with the mean of the peers in the ranking."""
    leaves = cells.leaves
    blank = leaves.applicable & np.isnan(leaves.scores)
    if missing == "own" or not blank.any():
        return cells
    if missing == "zero":
        assert registry.range is not None
        scores = np.where(blank, registry.range[0], leaves.scores)
    else:
        scores, groups = leaves.scores.copy(), who.groups(registry.ranking.within)
        for group in np.unique(groups):
            members = np.flatnonzero(groups == group)
            known = ~np.isnan(scores[:, members])
            with np.errstate(invalid="ignore"):
                means = np.nansum(scores[:, members], axis=1) / known.sum(axis=1)
            scores[:, members] = np.where(blank[:, members], means[:, np.newaxis], scores[:, members])
    return replace(cells, leaves=replace(leaves, scores=scores, assessed=leaves.assessed | (blank & ~np.isnan(scores))))
