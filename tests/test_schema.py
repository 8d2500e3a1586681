"""The schemas for editors: they say what the models say, in draft 7, and every key explains itself."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft7Validator, FormatChecker
from jsonschema.exceptions import ValidationError as SchemaError
from pydantic import ValidationError

from indexgov import schemas
from indexgov.cli import main
from indexgov.inputs.dataset_head import DatasetFile
from indexgov.registry.base import Model
from indexgov.registry.guidance import GuidanceFile
from indexgov.registry.models import Registry
from indexgov.registry.schema import subschemas
from indexgov.registry.source import parse_yaml
from indexgov.survey.questionnaire import Questionnaire
from tests import in_memory, small_project
from tests.bad_guidance import guidance
from tests.test_docs import DATASET, REGISTRY, ROOT, block_called, blocks, data_of, merged, models_below

MODELS: dict[str, type[Model]] = {
    "registry": Registry, "dataset": DatasetFile, "questionnaire": Questionnaire, "guidance": GuidanceFile,
}  # fmt: skip
VALIDATORS = {
    name: Draft7Validator(schemas.schema(name), format_checker=FormatChecker(["date"])) for name in schemas.NAMES
}
STARTER = ROOT / "indexgov" / "starter"


def schema_of(name: str) -> dict[str, Any]:
    return schemas.schema(name)


def test_committed_files_are_those_of_the_models() -> None:
    """Editors of everybody else read the files, not the models."""
    texts = schemas.documents()
    old = [name for name, text in texts.items() if (ROOT / "docs" / name).read_text(encoding="utf-8") != text]
    assert not old, f"docs/ is behind the models in {', '.join(old)}: run `{schemas.COMMAND}` and commit what it writes"


@pytest.mark.parametrize("name", schemas.NAMES)
def test_it_is_draft_7(name: str) -> None:
    """Draft 7 itself accepts it, and no keyword is younger: a validator would pass over those in silence."""
    schema = schema_of(name)
    Draft7Validator.check_schema(schema)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    draft = set(Draft7Validator.META_SCHEMA["properties"])
    for_editors = {"markdownDescription", "patternErrorMessage", "errorMessage"}  # read by yaml-language-server
    assert {keyword for one in subschemas(schema) for keyword in one} <= draft | for_editors


@pytest.mark.parametrize("name", schemas.NAMES)
def test_nothing_stands_beside_a_reference(name: str) -> None:
    """Draft 7, section 8.3: what stands beside `$ref` is ignored, a description too. And every reference leads on."""
    schema = schema_of(name)
    references = [one for one in subschemas(schema) if "$ref" in one]
    assert references
    assert all(set(one) == {"$ref"} for one in references)
    targets = {one["$ref"].removeprefix("#/definitions/") for one in references}
    assert targets == set(schema["definitions"])


@pytest.mark.parametrize("name", schemas.NAMES)
def test_every_key_has_a_description(name: str) -> None:
    """It is the attribute docstring, and the manual of the language in editors and on the reference page."""
    without = [
        f"{one.get('title')}: {key}"
        for one in subschemas(schema_of(name))
        for key, value in one.get("properties", {}).items()
        if not value.get("description")
    ]
    assert not without, "write a docstring under the attribute, other than that of its model"


@pytest.mark.parametrize("name", schemas.NAMES)
def test_keys_are_those_of_the_models(name: str) -> None:
    """Every key of every model is in the schema, no other is, and the same ones are required."""
    schema = schema_of(name)
    known = {"": schema, **schema["definitions"]}
    for model in dict.fromkeys(models_below(MODELS[name])):
        found = known.pop("" if model is MODELS[name] else model.__name__)
        fields = {field.alias or key: field for key, field in model.model_fields.items()}
        assert set(found["properties"]) == set(fields), model
        assert set(found.get("required", [])) == {key for key, field in fields.items() if field.is_required()}, model
        closed = model.model_config["extra"] == "forbid"
        assert (found["additionalProperties"] is False) == closed, model
    assert set(known) <= {"Title"}


@pytest.mark.parametrize("name", schemas.NAMES)
def test_examples_and_defaults_are_accepted(name: str) -> None:
    """Editors put them into the file."""
    for one in subschemas(schema_of(name)):
        shown = [*one.get("examples", []), *([one["default"]] if "default" in one else [])]
        check = VALIDATORS[name].evolve(schema=one)
        for value in shown:
            assert not list(check.iter_errors(value)), value


TREE = "components: {c: {title: {en: c}, indicators: [{id: i, title: {en: i}, scale: points}]}}"


def good() -> Iterator[Any]:
    """Files that indexgov reads without an error, with the schema that they fall under."""
    whole = data_of(block_called(REGISTRY, "Complete: indicators.yaml"))
    parts = [body for body in blocks(REGISTRY, "yaml") if not body.startswith(("# Complete", "# guidance"))]
    texts = [
        ("registry", "docs-complete", whole),
        *(("registry", f"docs-part-{number}", merged(whole, data_of(body))) for number, body in enumerate(parts)),
        ("registry", "small", data_of(small_project.REGISTRY)),
        ("registry", "in-memory", data_of(in_memory.HEAD + in_memory.SCALES + TREE)),
        ("dataset", "docs", data_of(block_called(DATASET, "dataset.yaml"))),
        ("dataset", "small", data_of(small_project.DATASET)),
        ("questionnaire", "docs", data_of(block_called(DATASET, "questionnaire.yaml"))),
        ("questionnaire", "small", data_of(small_project.QUESTIONNAIRE)),
        ("guidance", "docs", data_of(block_called(REGISTRY, "guidance/en.yaml"))),
        ("guidance", "small", data_of(guidance("en"))),
    ]
    paths = [ROOT / "indicators.yaml", *(ROOT / "methodology").glob("*.yaml")]
    paths += sorted((ROOT / "methodology" / "guidance").glob("*.yaml"))
    paths += [*sorted((ROOT / "samples").rglob("*.yaml")), *sorted(STARTER.rglob("*.yaml"))]
    for path in paths:
        kind = {"indicators": "registry", "dataset": "dataset"}.get(path.stem, "questionnaire")
        kind = "guidance" if path.parent.name == "guidance" else kind
        texts.append((kind, path.relative_to(ROOT).as_posix(), data_of(path.read_text(encoding="utf-8"))))
    for name, label, data in texts:
        yield pytest.param(name, data, id=f"{name}-{label}")


@pytest.mark.parametrize(("name", "data"), list(good()))
def test_what_indexgov_reads_is_accepted(name: str, data: Any) -> None:
    """Values are read as YAML 1.2 has them, as editors do: dates and periods are text."""
    assert [f"{error.json_path}: {error.message}" for error in VALIDATORS[name].iter_errors(data)] == []


def test_files_name_a_schema_that_is_there() -> None:
    """The first line is how an editor finds the schema; a path counts from the file's folder."""
    paths = [ROOT / "indicators.yaml", ROOT / "methodology" / "questionnaire.yaml"]
    for path in [*paths, *(ROOT / "samples").rglob("*.yaml")]:
        first = path.read_text(encoding="utf-8").splitlines()[0]
        _, found, target = first.partition("# yaml-language-server: $schema=")
        assert found, path
        assert (path.parent / target).resolve() == ROOT / "docs" / f"{path.stem}.schema.json"


PAPERS = "components.external.blocks.0.sub_blocks.0.indicators.0"
FAULTS: tuple[tuple[str, str, Any, str, str], ...] = (
    ("registry", f"{PAPERS}.wieght", 2, PAPERS, "'wieght' was unexpected"),
    ("registry", f"{PAPERS}.weight", "two", f"{PAPERS}.weight", "'two' is not of type 'number'"),
    ("registry", f"{PAPERS}.title", None, PAPERS, "'title' is a required property"),
    ("registry", f"{PAPERS}.id", "Papers", f"{PAPERS}.id", "'Papers' does not match"),
    ("registry", f"{PAPERS}.legal.0.article", 16, f"{PAPERS}.legal.0.article", "16 is not of type 'string'"),
    ("registry", f"{PAPERS}.valid", {"from": "2026-Q5"}, f"{PAPERS}.valid.from", "'2026-Q5' does not match"),
    ("registry", f"{PAPERS}.title.kz", "Басшылар", f"{PAPERS}.title", "'kz' was unexpected"),
    ("registry", "components.external.aggregation", "harmonik", "components.external.aggregation", "is not one of"),
    ("registry", "components.external.missing.rule", "keep", "components.external.missing.rule", "is not one of"),
    ("registry", "scales.share.levels", {"a": 1}, "scales.share", "False schema does not allow"),
    ("registry", "scales.share", {}, "scales.share", "'levels' is a required property"),
    ("registry", "scales.share", {"titles": {"full": {"en": "full"}}}, "scales.share", "is a required property"),
    ("registry", "scales.Share", {"goalposts": {"min": 0, "max": 1}}, "scales", "'Share' does not match"),
    ("registry", "scales.points", "identical", "scales.points", "'identity' was expected"),
    ("registry", "scales.lines", {"piecewise": [[0, 0, 1]]}, "scales.lines.piecewise.0", "(1 was unexpected)"),
    ("registry", "range", [0, 50, 100], "range", "(100 was unexpected)"),
    ("registry", "range", [0], "range", "[0] is too short"),
    ("registry", "version", 2026.1, "version", "2026.1 is not of type 'string'"),
    ("registry", "languages", [], "languages", "[] should be non-empty"),
    ("registry", "acts.law.edition", "15.03.2025", "acts.law.edition", "'15.03.2025' is not a 'date'"),
    ("registry", "ranking.on", {"rounded": 13}, "ranking.on.rounded", "13 is greater than the maximum of 12"),
    ("registry", "territory", {"rule": "weights", "akimat": "sixty"}, "territory.akimat", "is not of type 'number'"),
    ("registry", "classes.bands.0.from", "50", "classes.bands.0.from", "'50' is not of type 'number'"),
    ("registry", "uncertainty", {"leave_out": ["index"]}, "uncertainty.leave_out.0", "'index' is not one of"),
    ("registry", "uncertainty", {"weights": {"block": {}}}, "uncertainty.weights.block", "is a required property"),
    ("registry", "uncertainty", {"top": []}, "uncertainty.top", "[] should be non-empty"),
    ("registry", "uncertainty", {"assessors": {"rate": 0.5}}, "uncertainty.assessors.rate", "0.5"),
    ("dataset", "period", 26, "period", "26 is less than the minimum of 1000"),
    ("dataset", "status", "finished", "status", "'finished' is not one of"),
    ("dataset", "evidence", [{"file": "e.csv", "separater": ";"}], "evidence.0", "'separater' was unexpected"),
    ("dataset", "survey.columns.weigth", "w", "survey.columns", "'weigth' was unexpected"),
    ("questionnaire", "questions.q_roads.type", "likert", "questions.q_roads.type", "'likert' is not one of"),
    ("questionnaire", "questions.q_roads.codes.0.code", "1", "questions.q_roads.codes.0.code", "'1' is not of type"),
)
"""Schema, the key that is changed (None removes it) in the small project, where the error stands, what it says."""
SMALL = {
    "registry": small_project.REGISTRY,
    "dataset": small_project.DATASET,
    "questionnaire": small_project.QUESTIONNAIRE,
    "guidance": guidance("en"),
}


def leaves(error: SchemaError) -> Iterator[SchemaError]:
    """The errors below an error: those of the alternatives, if it has any."""
    yield from (one for inner in error.context or () for one in leaves(inner))
    if not error.context:
        yield error


def steps(path: str) -> list[Any]:
    return [int(part) if part.isdigit() else part for part in path.split(".")]


@pytest.mark.parametrize(("name", "key", "value", "place", "message"), FAULTS, ids=lambda part: str(part)[:40])
def test_a_fault_is_refused_in_its_place(name: str, key: str, value: Any, place: str, message: str) -> None:
    """An editor underlines the place of the error, so it must be that of the fault, and nothing beside it."""
    data = data_of(SMALL[name])
    *above, last = steps(key)
    holder = data
    for part in above:
        holder = holder[part]
    if value is None:
        del holder[last]
    else:
        holder[last] = value
    errors = list(VALIDATORS[name].iter_errors(data))
    assert all(list(error.absolute_path) == steps(place)[: len(error.absolute_path)] for error in errors)
    found = [(list(one.absolute_path), one.message) for error in errors for one in leaves(error)]
    assert any(path == steps(place) and message in words for path, words in found), found


EVERYTHING = """\
indexgov: 1
id: every-key
version: "1"
title: {en: Every key}
languages: [en]
territory_codes: kato
range: [0, 100]
tiers: {region: {title: {en: r}}}
peer_groups: {cities: {title: {en: c}}}
bodies: {akimat: {title: {en: a}, tiers: [region]}}
groups: {circle: {title: {en: c}}}
denominators: {population: {title: {en: p}}}
acts: {law: {title: {en: l}, url: "https://example.org", edition: 2025-03-15}}
reasons: {none_held: {title: {en: n}}}
scales:
  published: {levels: {full: 100, none: 0}, titles: {full: {en: met}}}
  amount: {goalposts: {min: 1, max: 5, transform: log, clamp: false}}
  days: {piecewise: [[0, 100], [15, 0.5]]}
  answered: {ratio: {numerator: {in_time: 1}, denominator: received, empty: error}}
  points: identity
  spelt_out: {identity: true}
  steps: {bands: [[0, 0], [10, 50]]}
  lowest: {minmax: {over: 2025-Q4, within: [tier, circle], constant: 50}}
  far: {zscore: {over: period, sd: population, centre: 50, spread: 10, treat: {winsorise: 5, transform: shifted_log}}}
  place: {rank: {ties: mean, constant: error}}
  below: {percentile: {}}
  points_won: {borda: {treat: {when: always, skewness: 1, kurtosis: 3, transform: {boxcox: 0.5}}}}
  top: {distance_to_max: {}}
  aim: {distance_to_target: {target: 5}}
  model_place: {distance_to_reference: {reference: "R01"}}
  part: {fraction: {}}
assessors: {disagreement: fail}
components:
  external:
    title: {en: e}
    weight: children
    weights: percent
    aggregation: arithmetic
    missing: {rule: reweight, min_coverage: 0.5, min_children: 0.5, impute: {by: mean, within: [tier]}}
    restate: {zscore: {centre: 50, spread: 10}}
    must_have: {score: 50, class: A}
    blocks:
      - id: b
        title: {en: b}
        weight: 1
        aggregation: {power: 2}
        weights: pca
        sub_blocks:
          - id: s
            title: {en: s}
            indicators:
              - id: one
                title: {en: i}
                body: akimat
                tiers: [region]
                scale: published
                weight: 1
                better: higher
                not_applicable: [none_held]
                legal: [{act: law, article: "16", edition: 2025-03-15, url: "https://example.org", verified: false}]
                valid: {from: 2026-Q3, to: 2027}
                replaces: two
        indicators:
          - id: two
            title: {en: i}
            body: [akimat]
            scale: amount
            denominator: population
            per: 1000
            carry: 2
            impute: {by: last, carry: 1}
            must_have: {score: 50, class: A}
          - {id: four, title: {en: i}, scale: amount, impute: none}
    indicators:
      - {id: three, title: {en: i}, scale: amount, question: q, measure: share, codes: [1, 2], min_n: 30}
      - {id: five, title: {en: i}, scale: amount, question: q, measure: top_box, boxes: 2, among: users}
combine:
  weights: {budget: {expert: {external: 60, internal: 40}}}
  aggregation: sum
  missing: {rule: zero}
  restate: {minmax: {}}
  must_have: {score: 50, class: A}
territory: {rule: weights, akimat: 60}
ranking: {on: {rounded: 1}, tolerance: 1.0e-9, within: [body]}
classes: {on: unrounded, bands: [{id: A, title: {en: a}, from: 0, to: 100}], quantiles: [{id: Q, title: {en: q}}]}
publication: {profile: nchs, min_n: 30, disclosure: 10, min_psus: 2, min_df: 8, half_width: 10, no_answer: 0.2}
uncertainty:
  weights: {component: {noise: 0.25}, sub_block: {dirichlet: 100}}
  aggregation: {component: [geometric], index: [median, {power: 2}]}
  scales: {amount: [part, far]}
  missing: [zero, mean]
  leave_out: [component, block]
  assessors: {rate: 0.05}
  top: [3, 10]
"""
"""A registry with every kind of value; what its keys mean together does not matter here."""
OTHERS: tuple[Any, ...] = (
    "word", "Два слова", "", 3, -1.5, 10**16, True, None, [], {}, ["word"], [1, 2], [1, 2, 3], {"word": 1}, [[1, 2]],
    "2026-Q3", "2026Q1", "2026-Q9", 2026, "children", "identity", {"file": "f"}, {"rounded": 2}, {"rule": "zero"},
)  # fmt: skip


def paths_of(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value of a file, from the root down."""
    if path:
        yield path
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in pairs:
        yield from paths_of(value, (*path, key))


def variants(data: Any) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """The file with one value replaced, one key renamed or one key removed; with the path of what was changed."""
    for path in paths_of(data):
        for other in (*OTHERS, "renamed", "removed"):
            changed = copy.deepcopy(data)
            holder = changed
            for part in path[:-1]:
                holder = holder[part]
            if other in ("renamed", "removed"):
                value = holder.pop(path[-1])
                if other == "renamed" and isinstance(holder, dict):
                    holder[f"{path[-1]}_x"] = value
            else:
                holder[path[-1]] = other
            yield path, changed


def is_read(model: type[Model], data: Any) -> bool:
    try:
        model.model_validate(data)
    except ValidationError:
        return False
    return True


def stricter(path: tuple[Any, ...], data: Any) -> bool:
    """Where the schema refuses what the model reads: empty keys, `true` for the version 1 (they are equal in Python),
    and what is left to rules: the languages of texts, and that exactly one kind or way is written."""
    value = data
    for part in path:
        value = value.get(part) if isinstance(value, dict) else value[part] if part < len(value) else None
    text = {"title", "titles", "text", "label", "sampling", "introduction", "instruction"} & set(path)
    kinds = (path[0] == "scales" and len(path) in (2, 3)) or "restate" in path[-2:]
    kinds = kinds or path[:2] == ("uncertainty", "weights")
    return value is None or value is True or bool(text) or kinds


@pytest.mark.parametrize("name", schemas.NAMES)
def test_schema_and_model_agree_about_single_changes(name: str) -> None:
    """Thousands of files with one change each: what the model refuses the schema refuses, and the other way round."""
    if name == "registry":
        data = data_of(EVERYTHING)
    elif name == "guidance":
        data = data_of(guidance("en"))
    else:
        data = data_of(block_called(DATASET, f"{name}.yaml"))
    parts = [body for body in blocks(DATASET, "yaml") if body.startswith(f"# part of {name}.yaml\n")]
    for part in parts:
        data = merged(data, data_of(part))
    check, model = VALIDATORS[name], MODELS[name]
    assert is_read(model, data)
    assert check.is_valid(data)
    refused = 0
    for path, changed in variants(data):
        read, valid = is_read(model, changed), check.is_valid(changed)
        refused += not valid
        assert valid == read or (read and stricter(path, changed)), f"{path}: model {read}, schema {valid}"
    assert refused > 100


def run(*words: str) -> Any:
    return CliRunner().invoke(main, ["schema", *words])


@pytest.mark.parametrize("name", schemas.NAMES)
def test_command_prints_one_schema(name: str) -> None:
    """Standard output is the committed file, byte for byte, so that it can be redirected."""
    result = run(name)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (ROOT / "docs" / schemas.file_of(name)).read_text(encoding="utf-8")
    assert json.loads(result.stdout)["$id"] == f"urn:indexgov:schema:{schemas.file_of(name).split('.')[0]}"


def test_command_writes_all_files(tmp_path: Path) -> None:
    """The folder is made, the names of the files go to standard error, and nothing temporary stays."""
    folder = tmp_path / "new" / "docs"
    result = run("--out", str(folder))
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.splitlines() == [str(folder / name) for name in schemas.documents()]
    written = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert written == {name: (ROOT / "docs" / name).read_bytes() for name in schemas.documents()}


def test_command_writes_one_file(tmp_path: Path) -> None:
    assert run("dataset", "--out", str(tmp_path)).exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["dataset.schema.json"]


def test_command_needs_a_name_or_a_folder() -> None:
    result = run()
    assert result.exit_code == 2
    assert "name a schema to print, or a folder for all of them with --out" in result.stderr
    assert run("indicators").exit_code == 2


def test_command_says_when_it_cannot_write(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    result = run("--out", str(tmp_path / "taken"))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"error: cannot write '{tmp_path / 'taken'}': ")


def test_reference_tells_every_key_once() -> None:
    """A row a key: as many as the schemas have, with the mappings that they share counted once."""
    page = schemas.documents()[schemas.REFERENCE]
    assert page.startswith("# ")
    assert f"`{schemas.COMMAND}`" in page.split("##")[0]
    assert "not edited by hand" in page.split("##")[0]
    found = [schema_of(name) for name in schemas.NAMES]
    mappings = [*found, *{key: one for schema in found for key, one in schema["definitions"].items()}.values()]
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    assert len(rows) == sum(len(one["properties"]) for one in mappings)


@pytest.mark.parametrize(
    ("section", "row"),
    [
        ("Indicator", "| `body` | id or list of ids | none | Bodies that are assessed by it; every body"),
        ("Missing", "| `min_coverage` | number from 0 to 1 | `0` | Below this coverage a node that reweights has no"),
        ("Ranking", "| `tolerance` | number from 0 | `1.0e-9` | "),
        ("Weight draws", "| `noise` | number above 0 to below 1 | none | "),
        ("Uncertainty", "| `top` | list of whole numbers from 1 to 1000 | `[3]` | "),
        ("Goalposts", "| `clamp` | true or false | `true` | "),
        ("Scale", "| `piecewise` | list of lists [number, number] | none | "),
        ("Territory", "| any other key | number | none | Weight of the body. |"),
        ("Valid", "| `from` | period | none | "),
        ("File entry", '| `separator` | one of `","`, `";"`, `"\\t"` | none | '),
        ("Component", "| `blocks` | list of [blocks](#block) | none | "),
    ],
)  # fmt: skip
def test_reference_says_types_in_words(section: str, row: str) -> None:
    """Types and defaults as a methodologist would write them in YAML, checked by hand against the models."""
    page = schemas.documents()[schemas.REFERENCE]
    body = page.split(f"\n### {section}\n")[1].split("\n#")[0]
    assert row in body


def test_defaults_on_the_reference_page_can_be_pasted() -> None:
    """indexgov refuses `1e-9`, so the page writes 1.0e-9: every default is YAML that all readers read alike."""
    page = schemas.documents()[schemas.REFERENCE]
    cells = [line.split(" | ")[2].strip("`") for line in page.splitlines() if line.startswith("| `")]
    defaults = [cell for cell in cells if cell not in {"none", "required"}]
    assert "1.0e-9" in defaults
    for default in defaults:
        assert not parse_yaml(f"key: {default}", "f.yaml").problems
