"""Published indexes written in the registry language come out as published."""

from __future__ import annotations

import pytest

import indexgov
from tests.in_memory import Key, Value, dataset, registry, score_of

HDI = """\
scales:
  life: {goalposts: {min: 20, max: 85}}
  expected: {goalposts: {min: 0, max: 18}}
  mean: {goalposts: {min: 0, max: 15}}
  income: {goalposts: {min: 100, max: 75000, transform: log}}
components:
  hdi:
    title: {en: Human development}
    aggregation: geometric
    blocks:
      - id: health
        title: {en: Health}
        indicators: [{id: life, title: {en: Life expectancy}, scale: life}]
      - id: education
        title: {en: Education}
        indicators:
          - {id: expected, title: {en: Expected years of schooling}, scale: expected}
          - {id: mean, title: {en: Mean years of schooling}, scale: mean}
      - id: income
        title: {en: Income}
        indicators: [{id: gni, title: {en: Gross national income}, scale: income}]
classes:
  bands:
    - {id: Very High, from: 80, title: {en: Very high}}
    - {id: High, from: 70, title: {en: High}}
    - {id: Medium, from: 55, title: {en: Medium}}
    - {id: Low, from: 0, title: {en: Low}}
"""
COUNTRIES = {
    "NOR": ((83.393, 18.63846016, 13.06234279, 69189.76165), 0.966, "Very High"),
    "ALB": ((76.833, 14.48746967, 10.12114431, 15293.32651), 0.789, "High"),
    "AFG": ((62.879, 10.70538475, 2.514790058, 1335.205733), 0.462, "Low"),
}
"""Life expectancy, expected and mean years of schooling, income; index and class. Source: UNDP, Human Development
Report 2023/24, composite indices time series, figures of 2022 (CC BY 3.0 IGO)."""


@pytest.mark.parametrize("country", COUNTRIES)
def test_human_development_index_2022(country: str) -> None:
    """Three dimensions, one of them a mean of two, joined by a geometric mean (technical note 1)."""
    rules = registry(HDI, scales="")
    values: dict[Key, Value] = {}
    for name, (figures, _, _) in COUNTRIES.items():
        for indicator, figure in zip(("life", "expected", "mean", "gni"), figures, strict=True):
            values[name, "akimat", indicator] = figure
    result = indexgov.score(rules, dataset(rules, values, [(name, "okrug") for name in COUNTRIES]))
    row = score_of(result, "index", country)
    assert round(row["score"] / 100, 3) == COUNTRIES[country][1]
    assert row["class"] == COUNTRIES[country][2]
    assert row["rank"] == list(COUNTRIES).index(country) + 1
