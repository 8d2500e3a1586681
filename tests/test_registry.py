"""The registry reader: what it accepts, what it refuses, and that places are right."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

import indexgov
from indexgov.registry.models import Indicator
from indexgov.registry.outline import outline
from indexgov.registry.source import parse_yaml
from indexgov.registry.uncertainty import ErrorRate
from tests.in_memory import HEAD, SCALES, registry
from tests.small_project import REGISTRY

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("word", ["no", "Yes", "on", "010", "12:30", "1_000", "0x1F", ".inf", "TRUE", "1e3", "1.0e3"])
def test_words_that_yaml_editions_read_differently_are_refused(word: str) -> None:
    """YAML 1.1 reads them as false, 8, 750, 1000 and so on; YAML 1.2 and people do not."""
    source = parse_yaml(f"key: {word}", "f.yaml")
    assert [problem.rule for problem in source.problems] == ["yaml-ambiguous"]
    assert parse_yaml(f'key: "{word}"', "f.yaml").problems == []


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("12", 12),
        ("-1.5", -1.5),
        ("1.0e-9", 1e-9),
        ("true", True),
        ("null", None),
        ("2026-Q3", "2026-Q3"),
        ("2025-03-15", "2025-03-15"),
    ],
)
def test_plain_words_are_read_as_both_editions_read_them(word: str, value: object) -> None:
    source = parse_yaml(f"key: {word}", "f.yaml")
    assert source.data["key"] == value
    assert source.problems == []


def test_keys_are_text() -> None:
    """`on` is a key of the language, and levels may be called yes and no."""
    assert parse_yaml("{on: 1, no: 2, 010: 3}", "f.yaml").data == {"on": 1, "no": 2, "010": 3}


@pytest.mark.parametrize(
    "text",
    ["a: [", "a: b: c", "- a\nb", "\t", "{a: 1, a: 2}", "a: *x", "&a a: 1\nb: *a", "--- 1\n--- 2", "", "[" * 3000],
)
def test_broken_yaml_is_a_problem_and_never_an_exception(text: str) -> None:
    assert parse_yaml(text, "f.yaml").problems


@pytest.mark.parametrize("text", ["[" * 30_000, "- " * 30_000, "a: " + "9" * 5_000])
def test_what_would_break_the_parser_is_refused_before(text: str) -> None:
    """The C parser recurses until its stack is gone; Python refuses to read a number of five thousand digits."""
    assert parse_yaml(text, "f.yaml").problems


def test_for_ever_is_a_period() -> None:
    """`valid: {to: 9999}` is how people write "until further notice"."""
    indexgov.parse_registry(REGISTRY.replace("scale: sessions", "scale: sessions\n                valid: {to: 9999}"))


def test_alias_bomb_is_refused_at_once() -> None:
    """Ten levels of ten aliases would be ten thousand million values; each alias is refused where it stands."""
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    start = time.perf_counter()
    source = parse_yaml("\n".join(lines), "f.yaml")
    assert {problem.rule for problem in source.problems} == {"yaml-alias"}
    assert time.perf_counter() - start < 5


def test_places_count_characters_not_bytes() -> None:
    """A column is what an editor shows, also behind Kazakh letters."""
    source = parse_yaml("title: {kk: Өңір, ru: 010}", "f.yaml")
    assert str(source.problems[0].place) == "f.yaml:1:23"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(indexgov.InputError, match=r"indicators\.yaml: error: cannot read the file: No such file"):
        indexgov.load_registry(tmp_path / "indicators.yaml")


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "indicators.yaml"
    path.write_bytes("title: Индекс".encode("cp1251"))
    with pytest.raises(indexgov.InputError, match="byte 8 is not UTF-8"):
        indexgov.load_registry(path)


def test_models_are_frozen() -> None:
    rules = indexgov.parse_registry(REGISTRY)
    with pytest.raises(ValueError, match="frozen"):
        rules.version = "2"  # type: ignore[misc]


def test_missing_rule_is_inherited_downwards() -> None:
    """A component's rule holds in its blocks until one says otherwise; a component does not inherit from combine."""
    rules = registry("""\
components:
  c:
    title: {en: c}
    missing: {rule: reweight, min_coverage: 0.5}
    blocks:
      - {id: b1, title: {en: b}, indicators: [{id: i1, title: {en: i}, scale: points}]}
      - {id: b2, title: {en: b}, missing: {rule: zero}, indicators: [{id: i2, title: {en: i}, scale: points}]}
  d: {title: {en: d}, indicators: [{id: i3, title: {en: i}, scale: points}]}
combine: {missing: {rule: zero}}
""")
    rule = {node.id: node.missing.rule for node in outline(rules).nodes}
    assert rule == {
        "index": "zero",
        "c": "reweight",
        "b1": "reweight",
        "i1": "reweight",
        "b2": "zero",
        "i2": "zero",
        "d": "refuse",
        "i3": "refuse",
    }


SUB_BLOCKS = 17
MODULES = ("education", "health", "safety", "social_assistance", "citizen_state", "society")


def test_the_methodology_that_ships() -> None:
    """Three external blocks, 17 sub-blocks with three criteria or more in any edition; survey modules, both bodies."""
    rules = indexgov.load_registry(ROOT / "indicators.yaml")
    external, internal = rules.components["external"], rules.components["internal"]
    assert len(external.blocks) == 3
    sub_blocks = [sub_block for block in external.blocks for sub_block in block.sub_blocks]
    assert len(sub_blocks) == SUB_BLOCKS
    for period in ("2026-Q2", "2026-Q3"):
        valid = {one.id for one in rules.indicators_of(indexgov.Period.parse(period))}
        assert all(sum(one.id in valid for one in sub_block.indicators) >= 3 for sub_block in sub_blocks)
    assert {block.id for block in internal.blocks} >= {*MODULES, "satisfaction", "awareness"}
    assert rules.languages == ("kk", "ru", "en")


def test_every_legal_basis_names_a_declared_act_and_says_when_it_is_unverified() -> None:
    rules = indexgov.load_registry(ROOT / "indicators.yaml")
    cited = [legal for one in rules.indicators if isinstance(one, Indicator) for legal in one.legal]
    assert cited
    assert {legal.act for legal in cited} <= set(rules.acts)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("period: 2026-Q3\nregistry: indicators.yaml\n", "this file is a dataset, not a registry"),
        ("indexgov_questionnaire: 1\nquestions: {}\n", "this file is a questionnaire, not a registry"),
    ],
)
def test_another_file_is_named_for_what_it_is(text: str, message: str) -> None:
    """One sentence instead of fifteen keys that are not keys here."""
    with pytest.raises(indexgov.InputError) as caught:
        indexgov.parse_registry(text)
    assert [problem.message for problem in caught.value.problems] == [message]


TREE = "components: {c: {title: {en: c}, indicators: [{id: i, title: {en: i}, scale: points}]}}\n"


def test_what_draws_vary() -> None:
    """Nothing of the method where nobody says so; numbers, lists and mappings come as they are written."""
    plain = registry(TREE).uncertainty
    assert (plain.varies_method, plain.assessors, plain.top) == (False, "estimated", (3,))
    written = indexgov.parse_registry(
        REGISTRY
        + """\
uncertainty:
  weights: {component: {noise: 0.25}, indicator: {dirichlet: 100}}
  aggregation: {index: [geometric, {power: 2}], openness.papers: [median]}
  scales: {opinion: [share, points]}
  assessors: {rate: 0.05}
  top: [1, 10]
"""
    ).uncertainty
    assert written.varies_method
    assert (written.weights["component"].noise, written.weights["indicator"].dirichlet) == (0.25, 100)
    assert written.aggregation == {"index": ("geometric", {"power": 2}), "openness.papers": ("median",)}
    assert written.scales == {"opinion": ("share", "points")}
    assert isinstance(written.assessors, ErrorRate)
    assert (written.assessors.rate, written.top) == (0.05, (1, 10))


@pytest.mark.parametrize(
    "entry",
    ["{}", "{weights: {component: {noise: 0.25}}, aggregation: {index: [{power: 2}]}, assessors: {rate: 0.05}}"],
    ids=["nothing", "something"],
)
def test_what_draws_vary_can_be_read_again(entry: str) -> None:
    """assessment.json holds the registry, from which old results are compared; JSON is YAML."""
    rules = indexgov.parse_registry(f"{REGISTRY}uncertainty: {entry}\n")
    dumped = rules.model_dump(mode="json", by_alias=True, exclude_none=True)["uncertainty"]
    again = indexgov.parse_registry(f"{REGISTRY}uncertainty: {json.dumps(dumped)}\n").uncertainty
    assert again.model_dump() == rules.uncertainty.model_dump()
    assert again.varies_method == rules.uncertainty.varies_method


@pytest.mark.parametrize("entry", ["{assessors: none}", "{top: [3, 10]}", "{assessors: {rate: 0}, top: [5]}"])
def test_error_alone_is_no_other_method(entry: str) -> None:
    """Ranks from sampling and assessor error are told apart from those that other methods would give."""
    assert not registry(f"{TREE}uncertainty: {entry}\n").uncertainty.varies_method


def faults_of(text: str) -> list[str]:
    with pytest.raises(indexgov.InputError) as caught:
        indexgov.parse_registry(text)
    return [problem.message for problem in caught.value.problems]


def test_a_registry_of_one_component_has_nothing_to_leave_out() -> None:
    """Without its only component, or with a share of 1 whatever its weight, no draw would say anything."""
    varied = (
        "uncertainty: {weights: {component: {noise: 0.25}, block: {noise: 0.25}}, leave_out: [component, sub_block]}"
    )
    only = "every component is the only child of its node, so"
    assert faults_of(HEAD + SCALES + TREE + varied) == [
        f"{only} weights cannot vary",
        "there is no block",
        f"{only} leaving it out would leave nothing",
        "there is no sub-block",
    ]


def test_a_node_of_any_edition_can_be_varied() -> None:
    """What ended last year still stands in the file; an entry for it is right for the periods before."""
    ended = REGISTRY.replace("scale: sessions", "scale: sessions\n                valid: {to: 2025}")
    ended = ended.replace("        weights: percent\n", "").replace(
        "scale: answered", "scale: answered\n                valid: {to: 2025}"
    )
    rules = indexgov.parse_registry(f"{ended}uncertainty: {{aggregation: {{openness.people: [geometric]}}}}\n")
    day = indexgov.Period.parse("2026-Q3").last_day
    assert "openness.people" not in {node.id for node in outline(rules, day).nodes}


def test_a_node_with_a_wrong_id_is_told_once() -> None:
    """Whoever misspells an id is not told as well that nothing has the right one."""
    wrong = REGISTRY.replace("id: openness.papers", "id: openness papers").replace("        weights: percent\n", "")
    varied = "uncertainty: {aggregation: {openness.papers: [geometric]}, leave_out: [sub_block]}\n"
    assert faults_of(wrong + varied) == ["'openness papers' is not an id"]


def test_a_mean_that_is_wrong_already_is_told_in_its_place_only() -> None:
    """Another mean is judged by what it adds to the faults of the tree, not by those."""
    wrong = REGISTRY.replace("    weight: 40\n", "    weight: 40\n    aggregation: mazziotta_pareto\n")
    found = faults_of(f"{wrong}uncertainty: {{aggregation: {{index: [geometric], component: [median]}}}}\n")
    assert len(found) == 1
    assert found[0].startswith("'mazziotta_pareto' needs no range")


def test_scales_of_survey_measures_are_of_numbers() -> None:
    """An estimate is a number, so any scale of numbers can stand in, also one that places it among the others."""
    scales = REGISTRY.replace("  points: identity", "  points: identity\n  place: {percentile: {}}")
    rules = indexgov.parse_registry(f"{scales}uncertainty: {{scales: {{opinion: [points, place]}}}}\n")
    assert rules.uncertainty.scales["opinion"] == ("points", "place")


@pytest.mark.parametrize(
    ("text", "rule", "message"),
    [
        ("- a\n- b\n", "form", "the file must be a mapping of keys to values"),
        ("# " + "x" * 2_100_000, "yaml-size", "the file is larger than 2 MB"),
        ("indexgov: 1\nid: small\n", "missing-key", "the key 'components' is missing"),
        ("".join(f"{' ' * depth}a:\n" for depth in range(1500)), "yaml-depth", "the file is nested too deeply"),
    ],
)
def test_text_that_is_no_registry(text: str, rule: str, message: str) -> None:
    with pytest.raises(indexgov.InputError) as caught:
        indexgov.parse_registry(text)
    assert (rule, message) in [(problem.rule, problem.message) for problem in caught.value.problems]


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x1b", "\x7f", "\ud800", "\uffff"])
def test_a_character_that_no_yaml_may_hold_has_its_place(sign: str) -> None:
    """YAML 1.2.2, section 5.1; the parser counts it in bytes from the beginning, or cannot take the text at all."""
    (problem,) = parse_yaml(f"a: қала\nb: {sign}\n", "f.yaml").problems
    assert (problem.rule, problem.place.line, problem.place.column) == ("invisible", 2, 4)
    assert f"U+{ord(sign):04X}" in problem.message


def test_a_level_that_the_methodology_lacks_cannot_be_varied() -> None:
    """Indicators stand in the component itself, so there are no blocks."""
    with pytest.raises(indexgov.InputError) as caught:
        registry(TREE + "uncertainty: {aggregation: {sub_block: [geometric]}}\n")
    assert [(one.message, one.advice) for one in caught.value.problems] == [
        ("there is no sub-block", "remove 'sub_block'")
    ]
