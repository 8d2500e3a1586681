"""What would gain most: each criterion of an authority at its best, with the score, rank and class it would give."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from indexgov.analysis.best import Among, Best, best_value, is_known, with_best
from indexgov.analysis.subject import Asked, ask, title_of
from indexgov.errors import InputError
from indexgov.methods.arrays import Floats, Ints, Mask
from indexgov.methods.means import MEANS, name_of
from indexgov.methods.relative import Relative, Sample
from indexgov.registry.models import Indicator
from indexgov.scoring import Assessment, score
from indexgov.scoring.aggregate import Leaves, Peers, aggregate
from indexgov.scoring.authorities import Authorities
from indexgov.scoring.cells import columns_of
from indexgov.scoring.rank import capped, class_of, ranks, rounded
from indexgov.scoring.section import Section
from indexgov.scoring.territory import weigh
from indexgov.tables import NOT_ASSESSED, STATUSES

GAINS = (
    "node", "title", "value", "score", "best_value", "best_score", "gain", "score_after", "rank_after", "class_after",
    "criteria",
)  # fmt: skip
"""Columns of a frame of gains."""
TOGETHER = "together"
"""Node of the last row: the largest gains at once."""
AT_ONCE = 5
"""How many criteria the last row changes."""


@dataclass(frozen=True)
class Change:
    """One criterion at its best."""

    node: str
    title: str
    value: str
    score: float
    leaf: int
    """Row in the matrices of the section that is changed."""
    columns: tuple[int, ...]
    """Which of the authority's columns it changes: several where one value stands for every body."""
    best: Best


@dataclass(frozen=True)
class Outcome:
    """What a change makes of the authority."""

    leaf: float
    """Score of the criterion."""
    score: float
    rank: float
    class_: str


@dataclass(frozen=True)
class Counts:
    """How many criteria there are gains for, and how many are left out."""

    assessed: int
    """From evidence and assessed, with a best value that is known."""
    not_assessed: int
    """Criteria from evidence that nobody assessed."""
    survey: int
    """Survey measures that apply."""
    best_unknown: int
    """Assessed criteria on a scale whose best value is not known."""


def counts(asked: Asked) -> Counts:
    """How many criteria of an authority there are gains for, and how many are left out and why."""
    section, own = _base(asked)
    cells, registry = section.cells, asked.assessment.registry
    models = [section.tree.nodes[position].model for position in section.tree.leaves]
    found = [one for one in models if isinstance(one, Indicator)]
    survey = np.array([one.from_survey for one in found], dtype=bool)
    known = np.array([is_known(registry.scales[one.scale]) for one in found], dtype=bool)
    leaves = cells.leaves
    unknown = np.asarray(cells.status[:, own] == STATUSES.index(NOT_ASSESSED))
    blank = np.logical_and(leaves.concerned[:, own], unknown).sum(axis=1)
    assessed = leaves.assessed[:, own].sum(axis=1)
    return Counts(
        assessed=int(assessed[~survey & known].sum()),
        not_assessed=int(blank[~survey].sum()),
        survey=int(np.count_nonzero(leaves.applicable[:, own].sum(axis=1)[survey])),
        best_unknown=int(assessed[~survey & ~known].sum()),
    )


def gains(
    assessment: Assessment, territory: str, body: str = "", limit: int | None = None, language: str | None = None
) -> pd.DataFrame:
    """The criteria of an authority that score less than they could, by what each would gain alone.

    One row a criterion from evidence that was assessed, columns GAINS, largest gain first: `gain` and `score_after` in
    points of the range, `rank_after` among the peers while all others stay as they are, `class_after` with its gates;
    `limit` keeps the first rows. A last row, node `together`, has the five largest gains (or as many as there are) at
    once, which is not always the best choice of five; `criteria` says how many criteria a row changes. A criterion that
    does not count in the score, because a node above it has none, gains 0; without a score of the authority gains are
    NaN, and so they are where the data with the change have no answer in the methods of the registry. Survey measures
    and criteria that nobody assessed are left out: the body cannot mend them by publishing. So are criteria on a scale
    whose best value is not known, which is one that was added to the tables. `value` and `best_value` are as recorded:
    where a number is divided by a denominator, both are told before that.

    Exact: everything is scored again with the changed value, which moves the scores of others where scales or weights
    depend on them. Raises IndexgovError for a territory or body that is not known.
    """
    asked = ask(assessment, territory, body)
    chosen = language or assessment.registry.languages[0]
    changes = list(_changes(asked, chosen))
    alone = _outcomes(asked, [[change] for change in changes])
    before = float(asked.section.result.scores[0, asked.column])
    gain = np.array([outcome.score - before for outcome in alone])
    order = np.argsort(np.where(np.isnan(gain), np.inf, -gain), kind="stable")
    rows = [_row(changes[place], alone[place], float(gain[place])) for place in order[:limit]]
    largest = [changes[place] for place in order[:AT_ONCE] if gain[place] > 0]
    if len(largest) > 1:
        (both,) = _outcomes(asked, [largest])
        rows.append({
            "node": TOGETHER, "title": "", "value": "", "score": np.nan, "best_value": "", "best_score": np.nan,
            **_after(both, both.score - before), "criteria": len(largest),
        })  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(GAINS))
    numbers = dict.fromkeys(("score", "best_score", "gain", "score_after"), float)
    return frame.astype({**numbers, "rank_after": "Int64", "criteria": int})


def _row(change: Change, outcome: Outcome, gain: float) -> dict[str, Any]:
    return {
        "node": change.node, "title": change.title, "value": change.value, "score": change.score,
        "best_value": change.best.shown, "best_score": outcome.leaf, **_after(outcome, gain), "criteria": 1,
    }  # fmt: skip


def _after(outcome: Outcome, gain: float) -> dict[str, Any]:
    rank = pd.NA if np.isnan(outcome.rank) else int(outcome.rank)
    return {"gain": gain, "score_after": outcome.score, "rank_after": rank, "class_after": outcome.class_}


def _base(asked: Asked) -> tuple[Section, Ints]:
    """The section whose leaves change and the authority's columns in it: bodies where a territory averages them."""
    if asked.section.merged is None:
        return asked.section, np.array([asked.column], dtype=np.intp)
    bodies = asked.assessment.sections[0]
    return bodies, np.flatnonzero(bodies.authorities.territory == asked.territory)


def _changes(asked: Asked, language: str) -> Iterator[Change]:
    """Every assessed criterion that is not at its best, in reading order."""
    assessment, (section, own) = asked.assessment, _base(asked)
    observations, text = assessment.dataset.observations, section.cells.text[:, own]
    here = np.flatnonzero((observations["territory"] == asked.territory).to_numpy())
    known = {
        name: observations[name].to_numpy(dtype=kind)[here]
        for name, kind in (("indicator", object), ("body", object), ("shared", bool))
    }
    leaves, row = section.cells.leaves, section.cells.row
    for leaf, position in enumerate(section.tree.leaves):
        node = section.tree.nodes[position]
        indicator = node.model
        assert isinstance(indicator, Indicator)
        open_ = [place for place, column in enumerate(own) if leaves.assessed[leaf, column] and row[leaf, column] >= 0]
        if indicator.from_survey or not is_known(assessment.registry.scales[indicator.scale]):
            continue
        while open_:
            first = observations.iloc[int(row[leaf, own[open_[0]]])]
            mine = (known["indicator"] == indicator.id) & (known["shared"] == first["shared"])
            together = open_ if first["shared"] else open_[:1]
            rows = here[mine if first["shared"] else mine & (known["body"] == first["body"])]
            before = float(leaves.scores[leaf, own[together[0]]])
            among = _among(assessment, indicator, asked.territory, str(first["body"]))
            factor = _factor(assessment, indicator, asked.territory)
            best = best_value(assessment.registry, indicator, observations, rows, before, among, factor)
            body = "" if asked.section.merged is None or first["shared"] else str(first["body"])
            if best is not None:
                named = replace(node, id=f"{node.id}@{body}") if body else node
                title = title_of(asked, named, language)
                yield Change(named.id, title, str(text[leaf, together[0]]), before, leaf, tuple(together), best)
            open_ = [place for place in open_ if place not in together]


def _factor(assessment: Assessment, indicator: Indicator, territory: str) -> float:
    """What a number recorded for a territory is multiplied by before it is scored."""
    if indicator.denominator is None:
        return 1.0
    places = assessment.dataset.territories
    own = places.loc[(places["territory"] == territory).to_numpy(), indicator.denominator]
    return indicator.per / float(own.iloc[0])


def _among(assessment: Assessment, indicator: Indicator, territory: str, body: str) -> Among:
    """The values among which the best is sought, for scales that have no best value of their own."""
    scale = assessment.registry.scales[indicator.scale]
    if scale.relative is None and not (scale.identity and assessment.registry.range is None):
        return Among(np.zeros(0))
    (column,) = columns_of(assessment.registry, assessment.dataset, [indicator])
    within = scale.relative.within if scale.relative is not None else assessment.registry.ranking.within
    labels, who = column.authorities.labels(within), column.authorities
    own = int(np.flatnonzero((who.territory == territory) & (who.body == body))[0])
    base = _base_sample(assessment, indicator, scale.relative, str(labels[own])) if scale.relative else None
    return Among(np.asarray(column.values[labels == labels[own]]), base)


def _base_sample(assessment: Assessment, indicator: Indicator, settings: Relative, label: str) -> Sample | None:
    """The values of a group in the base period that a scale is made over; None where that is this period."""
    if isinstance(settings.over, str) or settings.over == assessment.dataset.period:
        return None
    (column,) = columns_of(assessment.registry, assessment.dataset.previous[settings.over.code], [indicator])
    labels = column.authorities.labels(settings.within)
    used = column.once(labels) & (labels == label)
    return Sample(column.values[used], column.authorities.territory[used])


def _outcomes(asked: Asked, variants: Sequence[Sequence[Change]]) -> list[Outcome]:
    """What each set of changes makes of the authority."""
    if not variants:
        return []
    shared = any(len(change.best.rows) and _is_shared(asked, change) for changes in variants for change in changes)
    alone = independent(asked.assessment) and not (shared and "body" not in asked.assessment.registry.ranking.within)
    how: Callable[[Asked, Sequence[Sequence[Change]]], list[Outcome]] = side_by_side if alone else one_by_one
    return how(asked, variants)


def _is_shared(asked: Asked, change: Change) -> bool:
    return bool(asked.assessment.dataset.observations["shared"].iloc[int(change.best.rows[0])])


def independent(assessment: Assessment) -> bool:
    """Whether no score depends on the values of other authorities."""
    registry, nodes = assessment.registry, assessment.sections[0].tree.nodes
    for node in nodes:
        if isinstance(node.model, Indicator):
            scale = registry.scales[node.model.scale]
            if scale.relative is not None or (node.impute is not None and node.impute.by != "last"):
                return False
        elif (
            node.model.restate is not None
            or MEANS[name_of(node.model.aggregation)].compares
            or node.model.weights == "pca"
        ):
            return False
    return True


def one_by_one(asked: Asked, variants: Sequence[Sequence[Change]]) -> list[Outcome]:
    """Every variant by scoring the whole period again: right for every registry."""
    found, mine = [], _mine(asked)
    for changes in variants:
        dataset = with_best(asked.assessment.dataset, [change.best for change in changes])
        try:
            again = score(asked.assessment.registry, dataset, draws=0)
        except InputError:
            found.append(Outcome(np.nan, np.nan, np.nan, ""))
            continue
        base, own = _base(replace(asked, assessment=again))
        leaf = float(base.cells.leaves.scores[changes[0].leaf, own[changes[0].columns[0]]])
        section = again.sections[asked.number]
        caps = [gate.cap for gate in again.gates(section) if gate.failed[asked.column]]
        found.append(_placed(asked, mine, leaf, section.result.scores[0], caps))
    return found


def side_by_side(asked: Asked, variants: Sequence[Sequence[Change]]) -> list[Outcome]:
    """All variants at once, as columns of one matrix: right where no score depends on other authorities."""
    world = _world(asked, variants)
    section, found = world.sections[-1], []
    gates, mine = world.gates(section), _mine(asked)
    for number, changes in enumerate(variants):
        scores = asked.section.result.scores[0].copy()
        scores[asked.column] = section.result.scores[0, number]
        caps = [gate.cap for gate in gates if gate.failed[number]]
        found.append(_placed(asked, mine, changes[0].best.score, scores, caps))
    return found


def _world(asked: Asked, variants: Sequence[Sequence[Change]]) -> Assessment:
    """An assessment in which the authority stands once for each variant."""
    registry, (section, own), count = asked.assessment.registry, _base(asked), len(variants)
    who = _repeated(section.authorities, own, count)
    columns, cells = np.tile(own, count), section.cells
    scores = cells.leaves.scores[:, columns]
    for number, changes in enumerate(variants):
        for change in changes:
            scores[change.leaf, [number * len(own) + place for place in change.columns]] = change.best.score
    concerned, applicable = cells.leaves.concerned[:, columns], cells.leaves.applicable[:, columns]
    leaves = Leaves(scores, concerned, applicable, cells.leaves.assessed[:, columns])
    matrices = {name: getattr(cells, name)[:, columns] for name in ("status", "imputed", "values", "row")}
    cells = replace(cells, leaves=leaves, **matrices)
    # A mean without a value for the changed scores leaves a score that is not known.
    result = aggregate(section.tree, leaves, Peers.of(registry, who), lambda *_: None)
    sections = [Section(who, section.tree, cells, result)]
    if asked.section.merged is not None:
        assert registry.territory is not None
        places = _repeated(asked.section.authorities, np.array([asked.column], dtype=np.intp), count)
        sections.append(weigh(registry.territory.weights, sections[0], places))
    return replace(asked.assessment, sections=tuple(sections))


def _repeated(who: Authorities, own: Ints, count: int) -> Authorities:
    """Some columns over and over, each time as another territory."""
    columns = np.tile(own, count)
    return replace(
        who,
        territory=who.territory[columns],
        tier=who.tier[columns],
        peer_group=who.peer_group[columns],
        body_number=who.body_number[columns],
        place=np.repeat(np.arange(count), len(own)),
        further={name: labels[columns] for name, labels in who.further.items()},
    )


def _mine(asked: Asked) -> Mask:
    """The peers of the authority, itself included."""
    groups = asked.section.authorities.groups(asked.assessment.registry.ranking.within)
    return np.asarray(groups == groups[asked.column])


def _placed(asked: Asked, mine: Mask, leaf: float, scores: Floats, caps: Sequence[str]) -> Outcome:
    """Rank and class of the authority among the scores of all."""
    registry = asked.assessment.registry
    own, together = int(mine[: asked.column].sum()), np.zeros(int(mine.sum()), dtype=np.int64)
    rank, _ = ranks(rounded(scores[mine], registry.ranking.on), together, registry.ranking.tolerance)
    name = ""
    if registry.classes is not None:
        found = class_of(scores[mine], registry.classes, together, registry.ranking.tolerance)
        for cap in caps:
            found = capped(found, cap, registry.classes.best_first)
        name = str(found[own]) if not np.isnan(scores[asked.column]) else ""
    return Outcome(leaf, float(scores[asked.column]), float(rank[own]), name)
