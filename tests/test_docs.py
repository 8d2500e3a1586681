"""The reference pages and the README agree with the code: every key and column is told, and every example works."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

import indexgov
from indexgov import tables
from indexgov.analysis.explain import EXPLANATION
from indexgov.analysis.gains import GAINS
from indexgov.cli import main
from indexgov.inputs.dataset_head import DatasetFile
from indexgov.inputs.survey_data import SurveyFile
from indexgov.registry.base import Model
from indexgov.registry.models import Registry
from indexgov.registry.source import parse_yaml
from indexgov.registry.validation import read_model
from indexgov.survey.mapping import MAPPING
from indexgov.survey.questionnaire import Questionnaire

ROOT = Path(__file__).parents[1]
REGISTRY, DATASET, README = ROOT / "docs" / "registry.md", ROOT / "docs" / "dataset.md", ROOT / "README.md"
EXTENDING = ROOT / "docs" / "extending.md"
AUDIT = ROOT / "docs" / "audit.md"
UNCERTAINTY = ROOT / "docs" / "uncertainty.md"
COMPARE = ROOT / "docs" / "compare.md"
PROJECT = ("dataset.yaml", "questionnaire.yaml")
_FENCED = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TABLE_FILE = re.compile(r"^`(\w+\.csv)`:\n\n```csv\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def blocks(page: Path, language: str) -> list[str]:
    """The fenced blocks of one language on a page."""
    return [body for found, body in _FENCED.findall(text_of(page)) if found == language]


def block_called(page: Path, first_line: str) -> str:
    """The one block that begins with a comment."""
    (found,) = [body for body in blocks(page, "yaml") if body.startswith(f"# {first_line}\n")]
    return found


def code_words(page: Path) -> set[str]:
    """Every word that a page shows as code: in backticks, or in a YAML block."""
    text = text_of(page)
    spans = re.findall(r"`([^`\n]+)`", _FENCED.sub("", text))
    return set(re.findall(r"\w+", "\n".join([*spans, *blocks(page, "yaml")])))


def models_below(annotation: Any) -> Iterator[type[Model]]:
    """A model and every model that its fields may hold."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield annotation
        for field in annotation.model_fields.values():
            yield from models_below(field.annotation)
    for argument in get_args(annotation):
        yield from models_below(argument)


def cases() -> Iterator[Any]:
    """Each model once for the page that describes it."""
    for page, roots in ((REGISTRY, (Registry,)), (DATASET, (DatasetFile, Questionnaire))):
        for model in dict.fromkeys(model for root in roots for model in models_below(root)):
            yield pytest.param(page, model, id=f"{page.stem}-{model.__name__}")


@pytest.mark.parametrize(("page", "model"), list(cases()))
def test_every_key_is_described(page: Path, model: type[Model]) -> None:
    """A key that no page names cannot be found by a methodologist; nor can one that is refused for now."""
    keys = {field.alias or name for name, field in model.model_fields.items()}
    assert keys | model.not_yet <= code_words(page)


@pytest.mark.parametrize(
    "columns",
    [tables.TERRITORIES.all, tables.EVIDENCE.all, tables.ESTIMATES.all, tables.OBSERVATIONS, tables.SCORES,
     tables.RANKING, tables.RANKING_AFTER, tables.RANKING_LABELS, tables.TERRITORY_LABELS, tables.NODES,
     tables.CODES, tables.AGREEMENT, tables.REPLIES, tables.PROBLEMS, tables.STAGES, tables.STATUSES, EXPLANATION,
     GAINS, MAPPING],
    ids=["territories", "evidence", "estimates", "observations", "scores",
         "ranking", "ranking-after", "ranking-labels", "territory-labels", "nodes", "codes", "agreement", "replies",
         "problems", "stages", "statuses", "explanation", "gains", "mapping"],
)  # fmt: skip
def test_every_column_is_described(columns: tuple[str, ...]) -> None:
    """Tables are read and written by people who see nothing but the page."""
    assert set(columns) <= code_words(DATASET)


def test_every_figure_of_an_audit_is_described() -> None:
    """Its tables, their columns, and what a finding may be called."""
    from indexgov.analysis.audit import TABLES
    from indexgov.analysis.audit.findings import NAMES

    assert {*NAMES, *(name for columns in TABLES.values() for name in columns)} <= code_words(AUDIT)
    assert set(TABLES) <= set(
        re.findall(r"\w+", " ".join(re.findall(r"^#+ (.+)$", text_of(AUDIT), re.MULTILINE)).lower())
    )


def test_every_column_of_uncertainty_is_described() -> None:
    """The same of the tables of `indexgov uncertainty`, which have a page of their own, with every source."""
    from indexgov.analysis.uncertainty.sample import SOURCES

    assert {*tables.CERTAINTY, *tables.PAIRS, *tables.SHARES, *SOURCES} <= code_words(UNCERTAINTY)


def test_columns_and_notes_of_a_comparison_are_described() -> None:
    """Whoever meets a note in changes.csv or series.csv looks it up."""
    from indexgov.analysis import changes, movers, series

    columns = {*tables.CHANGES, *tables.FLIPS, *tables.SERIES, *tables.MOVERS, *tables.REASONS}
    notes = {*changes.NOTES, *series.NOTES, *movers.BECAUSE, *movers.DIRECTIONS}
    assert columns | notes <= code_words(COMPARE)


def test_words_for_what_was_not_scored_are_described() -> None:
    """Someone who meets an empty score looks its reason up."""
    from indexgov.analysis.agreement import NOTES
    from indexgov.analysis.replies import NOT_SCORED_BEFORE, STATES
    from indexgov.inputs.observations import ASSESSORS_DIFFER
    from indexgov.scoring import assessment, cells, score_matrices

    reasons = {
        score_matrices.FEW_CHILDREN,
        assessment.RANKED,
        score_matrices.NO_SCORE,
        score_matrices.LOW_COVERAGE,
        assessment.FEW_PEERS,
    }
    reasons |= {cells.EMPTY_DENOMINATOR, "min_n", "no_answers", "parent_without_score"}
    reasons |= {*NOTES, *STATES, ASSESSORS_DIFFER, NOT_SCORED_BEFORE}
    reasons |= {tables.CARRIED, tables.NO_DENOMINATOR, *tables.IMPUTED.values()}
    assert reasons <= code_words(DATASET)


def test_complete_registries_parse() -> None:
    """Readers begin by copying an example that is called complete."""
    complete = [body for body in blocks(REGISTRY, "yaml") if body.startswith("# Complete")]
    assert complete
    for body in complete:
        registry = indexgov.parse_registry(body)
        kinds = {scale.kind for scale in registry.scales.values()}
        assert {"ratio", "piecewise", "goalposts"} <= kinds
        indicators = registry.indicators
        assert any(one.replaces and one.valid for one in indicators)
        assert any(one.not_applicable for one in indicators)
        assert any(one.from_survey for one in indicators)


PARTS = [body for body in blocks(REGISTRY, "yaml") if not body.startswith(("# Complete", "# guidance"))]


@pytest.mark.parametrize("body", PARTS)
def test_parts_of_a_registry_fit_into_the_complete_one(body: str) -> None:
    """An example of one key that is refused in its place teaches nothing."""
    whole = data_of(block_called(REGISTRY, "Complete: indicators.yaml"))
    indexgov.parse_registry(yaml.safe_dump(merged(whole, data_of(body)), allow_unicode=True))


def data_of(body: str) -> Any:
    """The data of a YAML block, read as indexgov reads it (`on` is a word), in plain dicts."""
    return json.loads(json.dumps(parse_yaml(body, "block").data))


def merged(whole: Any, part: Any) -> Any:
    """Mappings are joined key by key; anything else is replaced, and bands are by quantiles."""
    if isinstance(whole, dict) and isinstance(part, dict):
        if "quantiles" in part:
            whole = {key: value for key, value in whole.items() if key != "bands"}
        return whole | {key: merged(whole.get(key), value) for key, value in part.items()}
    return part


def test_examples_of_a_dataset_make_a_project_that_scores(tmp_path: Path) -> None:
    """The two pages promise one working project; it has to load without errors or warnings and give scores."""
    project(tmp_path)
    dataset = indexgov.load_dataset(tmp_path)
    assert {problem.level for problem in dataset.problems} <= {"note"}
    assert len(dataset.files) == 8
    assessment = indexgov.score(dataset.registry, dataset)
    assert assessment.ranking["score"].notna().any()
    nodes, values = set(assessment.scores["node"]), set(assessment.scores["value"])
    assert {"papers.contacts@akimat", "service.requests"} <= nodes
    assert "in_time=8; late=1; received=10" in values
    assert assessment.scores["disputed"].any()
    assert {"parent_without_score", "no_sessions", "min_n"} <= set(assessment.scores["reason"])


def project(folder: Path) -> dict[str, str]:
    """The project that the examples of the two pages make, by file name, written to a folder."""
    files = {name: block_called(DATASET, name) for name in PROJECT}
    files |= {"indicators.yaml": block_called(REGISTRY, "Complete: indicators.yaml")}
    files |= dict(_TABLE_FILE.findall(text_of(DATASET)))
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return files


@pytest.mark.parametrize("body", [body for body in blocks(DATASET, "yaml") if body.startswith("# part of ")])
def test_parts_of_a_dataset_fit_into_the_example(body: str, tmp_path: Path) -> None:
    """Keys that the page shows one by one load in their place, with the tables that the page shows."""
    name = body.splitlines()[0].removeprefix("# part of ")
    whole = data_of(project(tmp_path)[name])
    (tmp_path / name).write_text(yaml.safe_dump(merged(whole, data_of(body)), allow_unicode=True), encoding="utf-8")
    assert {problem.level for problem in indexgov.load_dataset(tmp_path).problems} <= {"note", "warning"}


def test_other_heads_of_datasets_are_read() -> None:
    """Two examples of the page stand beside others' files: each is read by the model of its kind."""
    kinds: dict[str, type[Model]] = {
        "forms beside tables: dataset.yaml": DatasetFile,
        "a survey by itself: dataset.yaml": SurveyFile,
    }
    others = [body.splitlines()[0].removeprefix("# ") for body in blocks(DATASET, "yaml")]
    others = [name for name in others if name not in PROJECT and not name.startswith("part of ")]
    assert others == list(kinds)
    for name, model in kinds.items():
        reading = read_model(model, parse_yaml(block_called(DATASET, name), "dataset.yaml"))
        assert (reading.problems, reading.model is None) == ([], False)


def test_every_table_of_the_page_is_a_file_of_its_project() -> None:
    """A table without the name of its file would be shown and never read."""
    assert len(blocks(DATASET, "csv")) == len(_TABLE_FILE.findall(text_of(DATASET)))


@pytest.mark.parametrize("page", [README, *sorted((ROOT / "docs").glob("*.md"))], ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """A link to a page that was moved, or to a heading that was renamed, is a dead end."""
    for target in re.findall(r"\]\(([^)\s]+)\)", text_of(page)):
        if re.match(r"https?://", target):
            continue
        name, _, heading = target.partition("#")
        file = page.parent / name if name else page
        assert file.exists(), target
        assert not heading or heading in headings(file), target


def headings(page: Path) -> set[str]:
    """Anchors of a page as GitHub makes them from headings."""
    found = re.findall(r"^#+ (.+)$", _FENCED.sub("", text_of(page)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in found}


def test_pages_named_in_the_readme_exist() -> None:
    """The README may name a page without a link."""
    named = set(re.findall(r"\bdocs/[\w./-]*\w", text_of(README)))
    assert all((ROOT / name).exists() for name in named), named


def test_readme_commands_exist() -> None:
    """Commands that the README shows are commands of this release, with the options that it shows."""
    shown = [line for body in blocks(README, "bash") for line in body.splitlines() if not line.startswith((" ", "my-"))]
    calls = [shlex.split(part) for line in shown for part in line.split("&&")]
    ours = [words[1:] for words in calls if Path(words[0]).name == "indexgov"]
    assert {words[0] for words in ours} == {
        "init",
        "check",
        "score",
        "explain",
        "uncertainty",
        "audit",
        "compare",
        "survey",
        "territories",
        "template",
    }
    for command, *arguments in ours:
        options = {option for parameter in main.commands[command].params for option in parameter.opts}
        assert {word for word in arguments if word.startswith("-")} <= options
