"""What a period takes from earlier ones: base periods of relative scales, and last values carried over."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from indexgov.inputs.subject import Subject
from indexgov.period import Period
from indexgov.registry.models import Impute, Indicator, Registry
from indexgov.registry.outline import outline
from indexgov.tables import ASSESSED, ESTIMATES_KEY, IMPUTED, NOT_ASSESSED, SAMPLING, Dataset

_CELL = list(ESTIMATES_KEY)


def base_periods(registry: Registry, period: Period) -> dict[Period, str]:
    """The base periods that scales of a period's indicators are made over, with the name of one scale each.

    The period itself is none: its own values are at hand.
    """
    found: dict[Period, str] = {}
    for one in registry.indicators_of(period):
        scale = registry.scales[one.scale].relative
        if scale is not None and isinstance(scale.over, Period) and scale.over != period:
            found.setdefault(scale.over, one.scale)
    return found


def carried_indicators(registry: Registry, period: Period) -> dict[str, Impute]:
    """The indicators that take the last value where they were not assessed."""
    nodes = outline(registry, period.last_day).nodes
    return {
        node.id: how
        for node in nodes
        if isinstance(node.model, Indicator) and (how := node.impute) is not None and how.by == "last"
    }


def with_last_values(rows: pd.DataFrame, previous: Mapping[str, Dataset], subject: Subject) -> pd.DataFrame:
    """The observations with a marked copy of the last value where nobody assessed and the registry asks for it."""
    carried = carried_indicators(subject.registry, subject.period)
    if not carried or not previous:
        return rows
    keys = rows[_CELL].astype(object)
    known = dict(zip(keys.itertuples(index=False, name=None), rows["status"], strict=True))
    last: list[pd.DataFrame] = []
    for name, how in carried.items():
        cells = {
            (place, body, name)
            for place, tier in subject.tiers.items()
            for body in subject.bodies_at(tier, name)
            if known.get((place, body, name), NOT_ASSESSED) == NOT_ASSESSED
        }
        last += _last_values(cells, how, name, previous, subject)
    if not last:
        return rows
    found = pd.concat(last, ignore_index=True)
    found = found.assign(status=NOT_ASSESSED, reason=IMPUTED["last"], imputed=True, disputed=False)
    replaced = pd.MultiIndex.from_frame(found[_CELL].astype(object))
    gone = pd.MultiIndex.from_frame(keys).isin(replaced)
    open_cells = pd.MultiIndex.from_frame(keys[gone & rows["disputed"].to_numpy(dtype=bool)])
    found["disputed"] = replaced.isin(open_cells)
    whole = pd.concat([rows[~gone].astype(object), found.astype(object)], ignore_index=True)
    for column in ("territory", "body", "indicator", "status"):
        whole[column] = pd.Categorical(whole[column], categories=rows[column].cat.categories)
    whole["value"] = pd.Categorical(whole["value"], categories=sorted(set(whole["value"])))
    numbers, flags = ("number", *SAMPLING), ("disputed", "shared", "imputed")
    return whole.astype({**dict.fromkeys(numbers, float), **dict.fromkeys(flags, bool)})[list(rows.columns)]


def _last_values(
    cells: set[tuple[str, str, str]], how: Impute, name: str, previous: Mapping[str, Dataset], subject: Subject
) -> list[pd.DataFrame]:
    """The latest assessed rows of the cells, not further back than the registry allows; cells are used up."""
    levels = subject.registry.scales[subject.indicators[name].scale].levels
    found = []
    for back in range(1, (how.carry or 0) + 1):
        earlier = previous.get(subject.period.back(back).code)
        if earlier is None or not cells:
            continue
        rows = earlier.observations
        usable = (rows["indicator"] == name) & (rows["status"] == ASSESSED)
        if levels:
            usable &= rows["value"].isin(list(levels))
        chosen = rows[usable]
        mine = pd.MultiIndex.from_frame(chosen[_CELL].astype(object)).isin(list(cells))
        chosen = chosen[mine]
        found.append(chosen.astype(object))
        cells -= set(chosen[_CELL].astype(object).itertuples(index=False, name=None))
    return found
