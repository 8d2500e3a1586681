"""Registries and datasets made without files, for tests of scoring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

import indexgov
from indexgov.tables import (
    ASSESSED,
    COVARIANCES,
    NOT_APPLICABLE,
    NOT_ASSESSED,
    OBSERVATIONS,
    SAMPLING,
    STATUSES,
    TERRITORIES,
    Dataset,
)

HEAD = """\
indexgov: 1
id: memory
version: "1"
title: {en: Memory}
languages: [en]
tiers: {region: {title: {en: region}}, okrug: {title: {en: okrug}}}
bodies:
  akimat: {title: {en: akimat}}
  maslikhat: {title: {en: maslikhat}, tiers: [region]}
reasons: {why: {title: {en: why}}}
"""
SCALES = """\
scales:
  points: identity
  published: {levels: {full: 100, partial: 50, none: 0}}
"""
LANGUAGES = ("kk", "ru", "en")
Value = float | str | None
"""A number or level, `not_applicable`, or None for not assessed."""
Key = tuple[str, str, str]


def registry(body: str, scales: str = SCALES) -> indexgov.Registry:
    """A registry of the small head, the scales and what a test is about."""
    return indexgov.parse_registry(HEAD + scales + body)


def dataset(
    rules: indexgov.Registry,
    values: Mapping[Key, Value],
    territories: Sequence[tuple[str, str]] | None = None,
    shared: frozenset[Key] = frozenset(),
    period: str = "2026-Q3",
) -> Dataset:
    """A dataset of values by (territory, body, indicator); territories default to regions in order of appearance."""
    places = list(territories or dict.fromkeys((key[0], "region") for key in values))
    rows = [_row(key, value, key in shared) for key, value in values.items()]
    frame = pd.DataFrame(rows, columns=list(OBSERVATIONS)).astype(dict.fromkeys(("number", *SAMPLING), float))
    names = {
        "territory": [name for name, _ in places],
        "body": list(rules.bodies),
        "indicator": list(dict.fromkeys(one.id for one in rules.indicators)),
        "value": sorted(set(frame["value"])),
        "status": list(STATUSES),
    }
    for column, categories in names.items():
        frame[column] = pd.Categorical(frame[column], categories=categories)
    table = pd.DataFrame(places, columns=["territory", "tier"], dtype=object).reindex(columns=TERRITORIES.all)
    table = table.assign(parent="", peer_group="", iso="", **{f"name_{one}": table["territory"] for one in LANGUAGES})
    table = table.astype({"population": float, "tile_row": float, "tile_col": float})
    empty = pd.DataFrame()
    return Dataset(
        period=indexgov.Period.parse(period),
        status="demo",
        revision=1,
        title={"en": "Memory"},
        corrections=(),
        licence="",
        citation="",
        contact="",
        registry=rules,
        territories=table,
        evidence=empty,
        estimates=empty,
        observations=frame,
        problems=(),
        files={},
    )


def with_sampling(
    data: Dataset,
    sampling: Mapping[Key, Mapping[str, float]],
    covariances: Sequence[tuple[str, str, str, float]] = (),
) -> Dataset:
    """The dataset with what survey estimates bring beside their values, and covariances by territory."""
    rows = data.observations.copy()
    keys = list(zip(*(rows[name].astype(str) for name in ("territory", "body", "indicator")), strict=True))
    for key, figures in sampling.items():
        for name, figure in figures.items():
            rows.loc[keys.index(key), name] = figure
    table = pd.DataFrame(list(covariances), columns=list(COVARIANCES)) if covariances else None
    return replace(data, observations=rows, covariances=table)


def _row(key: Key, value: Value, shared: bool) -> tuple[object, ...]:
    status = NOT_ASSESSED if value is None else NOT_APPLICABLE if value == NOT_APPLICABLE else ASSESSED
    text = str(value) if status == ASSESSED else ""
    number = float(value) if isinstance(value, int | float) else np.nan
    return (*key, "", "", text, number, status, "", False, shared, False, *[np.nan] * len(SAMPLING))


def score_of(assessment: indexgov.Assessment, node: str, territory: str = "A", body: str = "akimat") -> pd.Series:
    """The row of one node of one authority."""
    rows = assessment.scores
    found = rows[(rows["node"] == node) & (rows["territory"] == territory) & (rows["body"] == body)]
    assert len(found) == 1
    return found.iloc[0]
