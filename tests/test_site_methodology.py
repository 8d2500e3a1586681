"""The page of the methodology: shares, scales and reasons, against the registry of a small project."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest

import indexgov
from indexgov.report.site import Material, write_site
from indexgov.report.site.distribution import Distributions
from indexgov.report.site.methodology import MethodologyView, methodology_view
from tests.small_project import REGISTRY, write_project

LANGUAGES = ("kk", "ru", "en")


@pytest.fixture(scope="module")
def assessment(tmp_path_factory: pytest.TempPathFactory) -> indexgov.Assessment:
    registry = REGISTRY.replace(
        "territory: {rule: pooled}",
        "uncertainty: {weights: {sub_block: {noise: 0.25}}, leave_out: [component]}\nterritory: {rule: pooled}",
    ).replace(
        "                body: maslikhat\n                scale: sessions\n",
        "                body: maslikhat\n                scale: sessions\n                valid: {from: 2026-Q2}\n",
    )
    data = indexgov.load_dataset(write_project(tmp_path_factory.mktemp("p"), {"indicators.yaml": registry}))
    return indexgov.score(data.registry, data, draws=0)


@pytest.fixture(scope="module")
def method(assessment: indexgov.Assessment) -> MethodologyView:
    material = Material(assessment)
    return methodology_view(material.view("en"), Distributions(assessment), material.indicators)


def test_shares_of_the_parts_are_products_of_their_weights(method: MethodologyView) -> None:
    """60 % external, of which 70 and 30; one block each, so that a block has the share of its component."""
    shares = {row.id: row.shares for row in method.parts}
    assert method.bodies == ("Akimat", "Maslikhat"), "the shares of their criteria differ"
    assert shares["external"] == shares["openness"] == ("60.0%", "60.0%")
    assert shares["openness.papers"] == ("42.0%", "42.0%")
    assert shares["openness.people"] == ("18.0%", "18.0%")
    assert shares["index"] == ("", "")
    counts = {row.id: row.indicators for row in method.parts}
    assert (counts["index"], counts["external"], counts["openness.papers"], counts["internal"]) == ("6", "4", "2", "2")


def test_rules_stand_where_they_change(method: MethodologyView) -> None:
    """`min_coverage` is written at the external component and inherited below it."""
    rules = {row.id: row.missing for row in method.parts}
    assert "50" in rules["external"]
    assert rules["openness"] == rules["openness.papers"] == "as above"
    assert rules["internal"] == "as above", "refused, as the index does"


def test_scales_reasons_and_acts_name_their_indicators(method: MethodologyView) -> None:
    scales = {one.title: [who.name for who in one.by] for one in method.scales}
    assert ["Heads", "Budget"] in scales.values()
    assert len(scales) == 5
    assert [(one.title, [who.name for who in one.by]) for one in method.reasons] == [("No budget", ["Budget"])]
    assert [(one.title, one.link, one.count) for one in method.acts] == [
        ("Law", "https://example.org/law", "1 indicator")
    ]


def test_editions_and_declared_uncertainty_are_told(method: MethodologyView) -> None:
    (one,) = method.editions
    assert (one.title, one.valid, one.page) == ("Sessions", "from Q2 2026", "i-people_2esessions.html")
    assert len(method.declared) == 2
    assert "25%" in method.declared[0]


def test_the_page_has_all_of_it_in_each_language(assessment: indexgov.Assessment, tmp_path: Path) -> None:
    material = Material(assessment)
    write_site(material, tmp_path)
    for language in LANGUAGES:
        view = material.view(language)
        text = unescape((tmp_path / language / "methodology.html").read_text(encoding="utf-8"))
        for told in (*view.methodology.rules, *view.ranks.sentences, *view.survey, *view.how_to_read):
            assert told in text
        for row in view.methodology.rows:
            assert row.title in text
            assert row.level == "indicator" or f'id="n-{row.id}"' in text
        assert 'data-kind="methodology"' in text


def test_agreement_stands_here(demo: indexgov.Assessment) -> None:
    material = Material(demo)
    view = material.view("ru")
    found = methodology_view(view, Distributions(demo), material.indicators).agreement
    assert found
    assert all(not row.body and row.cells.number for row in found)
