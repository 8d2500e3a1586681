"""The Kazakhstan methodology that ships: its size and shape, its languages, its law, its pages and its document."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

import indexgov
from indexgov.period import Period
from indexgov.registry.guidance import load_guidance
from indexgov.registry.models import Indicator, Registry
from indexgov.registry.outline import outline
from indexgov.report.indicator_pages import drift, indicator_pages
from indexgov.survey.length import interview_minutes

ROOT = Path(__file__).parents[1]
METHODOLOGY = ROOT / "methodology"
TODAY = Period.parse("2026-Q3")
SHAPE = {
    "disclosure.general": (1, 0, 5),
    "disclosure.acts": (0, 1, 4),
    "disclosure.sessions": (0, 4, 2),
    "disclosure.budget": (4, 1, 2),
    "disclosure.plans": (3, 1, 1),
    "disclosure.procurement": (3, 0, 2),
    "disclosure.property": (4, 0, 0),
    "disclosure.staff": (2, 0, 3),
    "disclosure.expenses": (0, 0, 4),
    "disclosure.services": (4, 0, 0),
    "disclosure.requests": (1, 0, 2),
    "egov.website": (0, 0, 8),
    "egov.participation_info": (3, 0, 2),
    "egov.e_participation": (6, 2, 1),
    "egov.social_networks": (3, 1, 2),
    "participation.forms": (9, 3, 2),
    "participation.accountability": (5, 5, 1),
}
"""Criteria of the akimat alone, of the maslikhat alone and of both, by sub-block."""
PLACEHOLDER = re.compile(r"\b(todo|tbd|fixme|xxx+|lorem)\b|\.\.\.|…|\?\?", re.IGNORECASE)
MIXED = re.compile(r"[а-яёәғқңөұүһі][a-z]|[a-z][а-яёәғқңөұүһі]", re.IGNORECASE)


@pytest.fixture(scope="module")
def registry() -> Registry:
    return indexgov.load_registry(ROOT / "indicators.yaml")


def criteria(registry: Registry, period: Period | None = TODAY) -> list[Indicator]:
    """The criteria of the external index, of one period or of all editions."""
    known = registry.indicators if period is None else registry.indicators_of(period)
    return [one for one in known if not one.from_survey]


def kind(indicator: Indicator) -> int:
    """Its place in SHAPE."""
    return 2 if not indicator.body else ("akimat", "maslikhat").index(indicator.body[0])


def test_three_blocks_seventeen_sub_blocks_and_107_criteria(registry: Registry) -> None:
    """The shape of LSGI: 3 blocks of 54, 28 and 25 criteria, 17 sub-blocks."""
    blocks = registry.components["external"].blocks
    assert [len(block.sub_blocks) for block in blocks] == [11, 4, 2]
    found = {}
    in_force = {one.id for one in criteria(registry)}
    for block in blocks:
        for sub_block in block.sub_blocks:
            here = [one for one in sub_block.indicators if one.id in in_force]
            found[sub_block.id] = tuple(Counter(map(kind, here))[one] for one in range(3))
    assert found == SHAPE
    sums = {block.id: sum(sum(found[sub.id]) for sub in block.sub_blocks) for block in blocks}
    assert sums == {"disclosure": 54, "egov": 28, "participation": 25}
    assert [sum(column) for column in zip(*found.values(), strict=True)] == [48, 18, 41]


def test_no_edition_leaves_a_hole(registry: Registry) -> None:
    """A criterion that took the place of another begins where that one ends."""
    known = {one.id: one for one in registry.indicators}
    replaced = [one for one in registry.indicators if one.replaces is not None]
    assert len(replaced) >= 4
    for one in replaced:
        before = known[one.replaces or ""]
        assert before.valid is not None
        assert before.valid.to is not None
        assert one.valid is not None
        assert one.valid.from_ is not None
        assert (one.valid.from_.first_day - before.valid.to.last_day).days == 1, one.id
    assert len(criteria(registry, Period.parse("2026-Q2"))) == 107


def test_thresholds_that_changed_by_law_have_editions(registry: Registry) -> None:
    """Akims meet residents less often since January 2024 (decree of 20 November 2023); a new Budget Code came in March
    2025; the openness standard 606-NQ of 4 April 2024 gave way to 177-NQ of 18 April 2025."""
    names = {code: {one.id for one in criteria(registry, Period.parse(code))} for code in ("2023-Q4", "2024-Q1")}
    assert "participation.accountability.meetings_2022" in names["2023-Q4"] - names["2024-Q1"]
    assert "participation.accountability.meetings" in names["2024-Q1"] - names["2023-Q4"]
    acts = {one.id: {entry.act for entry in one.legal} for one in registry.indicators}
    assert acts["disclosure.budget.civil_2008"] == {"budget_code_2008"}
    assert "budget_code" in acts["disclosure.budget.civil"]
    assert acts["egov.website.accessibility_2024"] == {"order_606"}
    assert "order_177" in acts["egov.website.accessibility"]


def texts(registry: Registry) -> Iterator[tuple[str, dict[str, str]]]:
    """Every text of the registry and its guidance, with what it belongs to."""
    for node in outline(registry).nodes[1:]:
        yield node.id, node.model.title  # type: ignore[union-attr]
    for group in (registry.tiers, registry.peer_groups, registry.bodies, registry.acts, registry.reasons):
        yield from ((name, one.title) for name, one in group.items())
    for name, scale in registry.scales.items():
        yield from ((f"{name}.{level}", title) for level, title in (scale.titles or {}).items())
    guidance = load_guidance(registry)
    for one in criteria(registry, None):
        told = {language: guidance[language][one.id].texts() for language in registry.languages}
        for path in told["en"]:
            name = ".".join(map(str, (one.id, *path)))
            yield name, {language: told[language][path] for language in registry.languages}


def test_every_text_is_whole_in_three_languages(registry: Registry) -> None:
    """No text is left out, copied from another language, left as a placeholder, or mixed of two alphabets."""
    every = list(texts(registry))
    assert len(every) > 900
    for name, text in every:
        assert set(text) == {"kk", "ru", "en"}, name
        assert text["kk"] != text["ru"] or name in SAME_IN_KAZAKH_AND_RUSSIAN, name
        for language, words in text.items():
            assert not PLACEHOLDER.search(words), (name, language)
            assert not MIXED.search(words), (name, language)
        assert not re.search("[а-яё]", text["en"], re.IGNORECASE), name


SAME_IN_KAZAKH_AND_RUSSIAN: frozenset[str] = frozenset()


def test_titles_are_statements_of_a_readable_length(registry: Registry) -> None:
    for one in registry.indicators:
        for language, title in one.title.items():
            assert len(title) <= 170, (one.id, language)
            assert not title.endswith("."), (one.id, language)


def test_legal_entries_are_complete_or_marked_as_unverified(registry: Registry) -> None:
    """Complete is act, article and the date of the edition that was read; all else says that nobody checked it."""
    for one in criteria(registry, None):
        for entry in one.legal:
            edition = entry.edition or registry.acts[entry.act].edition
            assert not entry.verified or (entry.article and edition), (one.id, entry.act)
    cited = {entry.act for one in registry.indicators for entry in one.legal}
    assert cited == set(registry.acts), "an act that nobody cites"
    for act in registry.acts.values():
        assert act.url is not None
        assert act.url.startswith("http")


def test_reasons_and_scales_are_all_used(registry: Registry) -> None:
    assert {name for one in registry.indicators for name in one.not_applicable} == set(registry.reasons)
    assert {one.scale for one in registry.indicators} == set(registry.scales)


def test_the_akimat_has_the_share_of_lsgi_in_the_pool(registry: Registry) -> None:
    """22 published rows of LSGI fit a constant share of the city hall between 0.6005 and 0.6125; ours is 89 / 148."""
    answers = Counter(body for one in criteria(registry) for body in registry.bodies if one.concerns(body, "region"))
    assert answers == {"akimat": 89, "maslikhat": 59}
    assert 0.6005 <= answers["akimat"] / answers.total() <= 0.6125


def test_small_units_are_asked_less(registry: Registry) -> None:
    """Okrugs have no maslikhat, and no office that could do what a region's can."""
    count = {
        tier: sum(one.concerns("akimat", tier) for one in criteria(registry)) for tier in registry.tiers
    }  # fmt: skip
    assert count["region"] == count["district"] == count["city"] == 89
    assert (count["city_district"], count["okrug"]) == (69, 37)
    assert not registry.exists("maslikhat", "okrug")
    assert not registry.exists("maslikhat", "city_district")
    forms = [one for one in criteria(registry) if one.id == "participation.forms.commission"]
    assert forms[0].concerns("akimat", "okrug")
    assert not forms[0].concerns("akimat", "city_district")


def test_weights_are_those_of_the_document(registry: Registry) -> None:
    """60 to 40; half of the internal index is what the two bodies do themselves; blocks pool their criteria."""
    assert {name: one.weight for name, one in registry.components.items()} == {"external": 60, "internal": 40}
    assert {block.weight for block in registry.components["external"].blocks} == {"children"}
    blocks = {block.id: block.weight for block in registry.components["internal"].blocks}
    assert blocks == {
        "satisfaction": 20, "awareness": 15, "education": 10, "health": 10, "safety": 10, "social_assistance": 10,
        "citizen_state": 15, "society": 10,
    }  # fmt: skip
    assert registry.territory is not None
    assert registry.territory.rule == "pooled"


def test_every_measure_has_its_question_and_least_number_of_answers(registry: Registry) -> None:
    questionnaire = indexgov.load_questionnaire(METHODOLOGY / "questionnaire.yaml")
    measures = [one for one in registry.indicators if one.from_survey]
    assert 45 <= len(measures) <= 60
    for one in measures:
        assert one.question in questionnaire.questions, one.id
        assert one.min_n == 30, one.id
    for body in registry.bodies:
        own = [one for one in measures if one.body == (body,)]
        assert len(own) >= 5, body


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_interview_takes_25_to_30_minutes(language: str) -> None:
    """Of an average respondent: in the demo some 70 of the questions are put, the rest is for those with experience."""
    questionnaire = indexgov.load_questionnaire(METHODOLOGY / "questionnaire.yaml")
    shortest, longest = interview_minutes(questionnaire, language)
    everybody = sum(one.filter is None for one in questionnaire.questions.values())
    asked = pd.read_csv(ROOT / "samples/demo/2026-Q3/survey.csv", usecols=list(questionnaire.questions), dtype=str)
    part = (asked.notna().sum(axis=1).mean() - everybody) / (len(questionnaire.questions) - everybody)
    assert 25 <= shortest + part * (longest - shortest) <= 30, (shortest, longest)


def test_the_pages_are_those_of_the_registry(registry: Registry) -> None:
    """`indexgov pages indicators.yaml --questionnaire methodology/questionnaire.yaml --out methodology/indicators`."""
    questionnaire = indexgov.load_questionnaire(METHODOLOGY / "questionnaire.yaml")
    assert drift(indicator_pages(registry, load_guidance(registry), questionnaire), METHODOLOGY / "indicators") == {}


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_document_has_the_figures_of_the_registry(language: str, registry: Registry) -> None:
    """The table of sub-blocks, the sample sizes and the classes; the three languages have the same sections."""
    text = (METHODOLOGY / f"methodology.{language}.md").read_text(encoding="utf-8")
    for number, counts in enumerate(SHAPE.values()):
        place = f"1.{number + 1}" if number < 11 else f"2.{number - 10}" if number < 15 else f"3.{number - 14}"
        figures = " | ".join(map(str, (*counts, sum(counts))))
        assert re.search(rf"^\| {re.escape(place)} \| [^|]+ \| {re.escape(figures)} \|$", text, re.MULTILINE), place
    for interviews in (200, 400, 800, 1200):
        cells = []
        for size, rho in ((10, 0.05), (10, 0.10), (20, 0.10)):
            # Kish: the variance of a share grows by 1 + (m - 1) rho; 1.96 standard errors of a share of one half.
            cells.append(f"{196 * math.sqrt(0.25 * (1 + (size - 1) * rho) / interviews):.1f}")
        row = " | ".join(cells if language == "en" else [cell.replace(".", ",") for cell in cells])
        assert re.search(rf"^\| {interviews} \| {row} \|$", text, re.MULTILINE), interviews
    assert registry.classes is not None
    starts = [f"{band.start:g}" for band in registry.classes.bands if band.start > 0]
    assert starts == ["75", "60", "45", "30"]
    for figure in (*starts, " 89 ", " 59 ", " 69", " 37 ", "89 / 148"):
        assert figure in text, figure
    assert re.findall(r"^## (\d+)\.", text, re.MULTILINE) == [str(number) for number in range(1, 14)]


def test_links_of_the_document_lead_somewhere() -> None:
    for path in METHODOLOGY.glob("methodology.*.md"):
        for target in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
            assert target.startswith("http") or (path.parent / target).exists(), (path.name, target)
