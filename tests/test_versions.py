"""Files in another version of their language: a clear message, and migrations, tried with some made for the tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import indexgov
from indexgov.cli import main
from indexgov.inputs.dataset_head import DatasetFile
from indexgov.registry import versions
from indexgov.registry.base import Model
from indexgov.registry.guidance import GuidanceFile
from indexgov.registry.models import Registry
from indexgov.registry.source import Source, parse_yaml
from indexgov.registry.versions import LANGUAGES, MIGRATIONS, Language, Migration
from indexgov.survey.questionnaire import Questionnaire
from tests.small_project import DATASET, QUESTIONNAIRE, REGISTRY, write_project

OLD = REGISTRY.replace("indexgov: 1\nid: small\n", "# Ours since 2024.\nindexgov: 0  # the first\nname: small\n")
"""A registry as a language before the first might have had it: `id` was called `name`."""


def renamed(source: Source) -> str:
    return source.text.replace("\nname: ", "\nid: ", 1)


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, arguments)
    return result.exit_code, result.output


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("indicators.yaml", "indexgov: 1", "indexgov: 3", "indicators.yaml:1:11: error: this registry is in version 3"),
        ("questionnaire.yaml", "naire: 1", "naire: 2", "questionnaire.yaml:1:25: error: this questionnaire is in v"),
        ("dataset.yaml", "period", "indexgov_dataset: 2\nperiod", "dataset.yaml:1:19: error: this dataset is in ver"),
    ],
)
def test_a_newer_file_is_told_once(tmp_path: Path, file: str, old: str, new: str, told: str) -> None:
    """Nothing else is told of it, because all of that would be judged by the rules of another version."""
    texts = {"indicators.yaml": REGISTRY, "questionnaire.yaml": QUESTIONNAIRE, "dataset.yaml": DATASET}
    text = texts[file].replace(old, f"{new}", 1) + "\nwhatever: comes\n"
    folder = write_project(tmp_path, {file: text})
    with pytest.raises(indexgov.InputError) as caught:
        indexgov.load_dataset(folder)
    (problem,) = [one for one in caught.value.problems if one.rule == "language-version"]
    assert told in str(problem)
    assert f"and indexgov {indexgov.__version__} reads version 1 [language-version]" in str(problem)
    assert "  = install a release of indexgov that reads version" in str(problem)
    assert "whatever" not in str(caught.value)


def test_a_version_that_never_was() -> None:
    with pytest.raises(indexgov.InputError) as caught:
        indexgov.parse_registry(REGISTRY.replace("indexgov: 1", "indexgov: 0", 1))
    (problem,) = caught.value.problems
    assert problem.advice == "no release of indexgov wrote it; write 'indexgov: 1' and check the file"


def test_a_version_that_is_no_number_is_a_wrong_value() -> None:
    with pytest.raises(indexgov.InputError) as caught:
        indexgov.parse_registry(REGISTRY.replace("indexgov: 1", "indexgov: one", 1))
    assert [one.rule for one in caught.value.problems] == ["value"]


def test_languages_are_those_of_the_models() -> None:
    """Every kind of file that people write says its version under the key that is looked for, and in that version."""
    models: dict[str, type[Model]] = {
        "registry": Registry, "dataset": DatasetFile, "questionnaire": Questionnaire, "guidance": GuidanceFile,
    }  # fmt: skip
    assert [one.kind for one in LANGUAGES] == list(models)
    for one in LANGUAGES:
        schema = models[one.kind].model_json_schema()["properties"][one.key]
        assert schema["const"] == one.version
    assert all(
        one.version < language.version for one in MIGRATIONS for language in LANGUAGES if one.key == language.key
    )


def test_an_older_file_is_rewritten_with_its_comments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two steps of one language; the number keeps its place and the comment behind it."""
    monkeypatch.setattr(versions, "MIGRATIONS", (Migration("indexgov", 0, renamed),))
    file = tmp_path / "indicators.yaml"
    file.write_bytes(OLD.encode())
    code, told = run("check", str(file))
    assert (code, told.count("error:")) == (1, 1)
    assert f"  = rewrite it with 'indexgov migrate {file}'" in told
    code, told = run("migrate", str(file))
    kept = tmp_path / "indicators.yaml.v0"
    assert (code, told) == (0, f"{file}: rewritten from version 0 to 1; what stood there is in {kept}\n")
    expected = REGISTRY.replace("indexgov: 1\n", "# Ours since 2024.\nindexgov: 1  # the first\n", 1)
    assert (file.read_text(encoding="utf-8"), kept.read_text(encoding="utf-8")) == (expected, OLD)
    assert indexgov.load_registry(file).id == "small"
    code, told = run("migrate", str(file))
    assert (code, told.endswith("this registry is in version 1 already, which is the one that is read\n")) == (0, True)


def test_what_an_earlier_run_kept_is_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "MIGRATIONS", (Migration("indexgov", 0, renamed),))
    file, kept = tmp_path / "indicators.yaml", tmp_path / "indicators.yaml.v0"
    file.write_text(OLD, encoding="utf-8")
    kept.write_text("mine", encoding="utf-8")
    code, told = run("migrate", str(file))
    assert (code, "it exists already" in told) == (1, True)
    assert (file.read_text(encoding="utf-8"), kept.read_text(encoding="utf-8")) == (OLD, "mine")


def test_steps_follow_each_other_and_a_dataset_gets_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dataset that says no version is in the first; whoever brings it to the third passes the second."""
    monkeypatch.setattr(versions, "LANGUAGES", (Language("indexgov_dataset", "dataset", 3),))
    steps = (
        Migration("indexgov_dataset", 2, lambda source: source.text.replace("naming:", "called:")),
        Migration("indexgov_dataset", 1, lambda source: source.text.replace("title:", "naming:")),
    )
    monkeypatch.setattr(versions, "MIGRATIONS", steps)
    text = DATASET + "# the end\n"
    _, first, found = versions.migrated(parse_yaml(text, "dataset.yaml"))
    assert (first, found) == (1, text.replace("title:", "called:") + "indexgov_dataset: 3\n")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: 1\n", "does not say in which version of which language"),
        ("a: [\n", "[yaml-syntax]"),
        ("indexgov: 9\n", "install a release of indexgov that reads version 9"),
        ("indexgov: 0\n", "no release of indexgov wrote it"),
    ],
)
def test_what_cannot_be_rewritten(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "some.yaml"
    file.write_text(text, encoding="utf-8")
    code, said = run("migrate", str(file))
    assert (code, told in said, said.endswith("nothing was rewritten\n")) == (1, True, True)
    assert [path.name for path in tmp_path.iterdir()] == ["some.yaml"]


def test_a_step_that_breaks_the_file_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "MIGRATIONS", (Migration("indexgov", 0, lambda source: f"{source.text}\nid: [\n"),))
    file = tmp_path / "indicators.yaml"
    file.write_text(OLD, encoding="utf-8")
    assert run("migrate", str(file))[0] == 1
    assert file.read_text(encoding="utf-8") == OLD
