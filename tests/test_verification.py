"""Archived results: that they are what was written, and that their data give the same scores in every later release."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import indexgov
from indexgov.cli import main
from indexgov.inputs.dataset_files import MANIFEST, RESULTS_FILE
from indexgov.report.files import digest
from indexgov.verification import CLOSE, Finding
from tests import corrected_quarter
from tests.site_built import scored
from tests.two_quarters import write_quarters

ARCHIVE = Path(__file__).parent / "archive"
DATASET, RESULTS = ARCHIVE / "2025-Q4", ARCHIVE / "2025-Q4-results"


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """Two quarters, and everything that is written of the later one with what changed since the earlier."""
    earlier, later = write_quarters(tmp_path_factory.mktemp("quarters"))
    before, after = scored(earlier), scored(later)
    out = tmp_path_factory.mktemp("archived") / "2026-Q3"
    since, one = indexgov.compare([before, after]), ("R01", "akimat")
    indexgov.write_outputs(after, out, comparison=since, single=[None, one], books=[one], language="ru")
    return earlier, later, out


@pytest.fixture
def out(written: tuple[Path, Path, Path], tmp_path: Path) -> Path:
    """A copy of the results that may be spoilt."""
    return Path(shutil.copytree(written[2], tmp_path / "out"))


def by_check(found: indexgov.Verification) -> dict[str, Finding]:
    return {one.check: one for one in found.findings}


def forged(folder: Path, name: str, change: Callable[[str], str]) -> None:
    """Change a file, and the manifest with it."""
    file, manifest = folder / name, folder / MANIFEST
    text = file.read_text(encoding="utf-8")
    assert change(text) != text
    file.write_text(change(text), encoding="utf-8", newline="\n")
    content = json.loads(manifest.read_text(encoding="utf-8"))
    content["outputs"][name] = digest(file)
    manifest.write_text(json.dumps(content), encoding="utf-8")


def made_by(folder: Path, release: str) -> None:
    """Let another release have written the results."""
    manifest = folder / MANIFEST
    content = json.loads(manifest.read_text(encoding="utf-8")) | {"indexgov": release}
    manifest.write_text(json.dumps(content), encoding="utf-8")


def test_an_archived_quarter_gives_its_scores_in_every_release() -> None:
    """None of means, scales, weights, classes and survey figures may be computed otherwise than then.

    13 nodes of 8 bodies; 6 nodes and 7 criteria of each of 2 bodies of 4 territories.
    """
    found = by_check(indexgov.verify(RESULTS, DATASET))
    assert all(found[name].passed for name in ("outputs", "scores", "inputs")), found
    assert found["scores"].message.startswith(f"{13 * 8 + (6 + 7 * 2) * 4} of 184 scores")


def test_an_archived_dataset_gives_the_ranking_that_was_published() -> None:
    """From the files that people wrote, against the table that readers have."""
    content = json.loads((RESULTS / MANIFEST).read_text(encoding="utf-8"))
    dataset = indexgov.load_dataset(DATASET)
    ranking = indexgov.score(dataset.registry, dataset, content["seed"], content["draws"]).ranking
    stored = pd.read_csv(RESULTS / "ranking.csv", keep_default_na=False)
    for name in ("territory", "body", "rank", "class", "status"):
        assert ranking[name].astype(str).tolist() == stored[name].astype(str).tolist(), name
    for name in ("score", "external", "internal", "coverage", "not_applicable"):
        assert np.allclose(ranking[name].astype(float), stored[name].astype(float), rtol=CLOSE, atol=CLOSE), name


def test_everything_is_made_again_byte_for_byte(written: tuple[Path, Path, Path]) -> None:
    """With single files, a workbook of one authority, one language, and what changed since the quarter before."""
    earlier, later, out = written
    found = indexgov.verify(out, later, previous=[earlier])
    assert found.passed, found.findings
    count = len(json.loads((out / MANIFEST).read_text(encoding="utf-8"))["outputs"])
    assert by_check(found)["files"].message == f"{count} of {count} files come out byte for byte"


def test_without_the_earlier_quarter_tables_are_made_again(written: tuple[Path, Path, Path]) -> None:
    _, later, out = written
    found = indexgov.verify(out, later)
    assert found.passed
    message = by_check(found)["files"].message
    assert message.endswith("byte for byte; without --previous pages and workbooks cannot be made again")


def test_a_corrected_release_is_made_again(tmp_path: Path) -> None:
    """The results that it corrects are one of its inputs."""
    first = indexgov.write_outputs(
        scored(corrected_quarter.published(tmp_path / "a")), tmp_path / "r1", workbooks=False
    )
    quarter = corrected_quarter.corrected(tmp_path / "b")
    found = indexgov.corrections(first, scored(quarter))
    out = indexgov.write_outputs(found.corrected, tmp_path / "r2", corrections=found, workbooks=False)
    assert indexgov.verify(out, quarter, corrects=first).passed
    assert "without --corrects" in by_check(indexgov.verify(out, quarter))["files"].message


@pytest.mark.parametrize(
    ("spoil", "message", "name"),
    [
        (lambda out: (out / "ranking.csv").write_text("x", encoding="utf-8"), "1 changed", "ranking.csv"),
        (lambda out: (out / "site" / "style.css").unlink(), "1 missing", "site/style.css"),
        (lambda out: (out / "note.txt").write_text("x", encoding="utf-8"), "1 not in the manifest", "note.txt"),
    ],
)
def test_a_file_that_is_not_what_was_written(
    out: Path, spoil: Callable[[Path], object], message: str, name: str
) -> None:
    spoil(out)
    result = CliRunner().invoke(main, ["verify", str(out)])
    assert result.exit_code == 1
    assert message in result.stdout
    assert f"\n          {name}\n" in result.stdout
    assert "ok      scores: " in result.stdout


def test_scores_that_the_data_do_not_give(out: Path) -> None:
    """Whoever changes a score and the manifest with it is told by the data, to the last digits."""
    forged(out, RESULTS_FILE, lambda text: text.replace("66.66666666666667", "66.66666666700000"))
    found = indexgov.verify(out)
    assert not found.passed
    told = by_check(found)
    assert told["outputs"].passed
    assert {"R02/akimat/index", "R03/akimat/index"} <= set(told["scores"].names)
    assert told["intervals"].passed


def test_a_rank_that_the_data_do_not_give(out: Path) -> None:
    def third_first(text: str) -> str:
        content = json.loads(text)
        rank = content["scores"]["columns"].index("rank")
        content["scores"]["rows"][0][rank] = 3
        return json.dumps(content)

    forged(out, RESULTS_FILE, third_first)
    assert by_check(indexgov.verify(out))["scores"].names == ("R01/akimat/index",)


def test_data_that_are_not_those_of_the_results(written: tuple[Path, Path, Path], tmp_path: Path) -> None:
    earlier, later, out = written
    shutil.copytree(later.parent, tmp_path / "data")
    evidence = tmp_path / "data" / later.name / "evidence.csv"
    text = evidence.read_text(encoding="utf-8")
    evidence.write_text(text.replace("heads,full", "heads,none", 1), encoding="utf-8")
    found = by_check(indexgov.verify(out, evidence.parent, previous=[earlier]))
    assert (found["inputs"].passed, found["inputs"].names) == (False, ("evidence.csv",))
    assert not found["files"].passed
    assert {"scores.csv", RESULTS_FILE} <= set(found["files"].names)


def test_another_release_may_write_other_pages_but_no_other_scores(written: tuple[Path, Path, Path], out: Path) -> None:
    """The archive stays valid when pages and workbooks are made better; its scores do not change with that."""
    earlier, later, _ = written
    made_by(out, "0.0.9")
    forged(out, "site/style.css", lambda text: f"{text}/* as it was */\n")
    found = indexgov.verify(out, later, previous=[earlier])
    assert (found.passed, found.made_by) == (True, "0.0.9")
    told = by_check(found)["files"]
    assert told.names == ("site/style.css",)
    assert told.message.endswith(f"; indexgov 0.0.9 wrote them, this is {indexgov.__version__}")
    forged(out, RESULTS_FILE, lambda text: text.replace("66.66666666666667", "66.7"))
    assert not indexgov.verify(out).passed


def test_the_same_release_must_write_the_same_pages(written: tuple[Path, Path, Path], out: Path) -> None:
    forged(out, "site/style.css", lambda text: f"{text}/* as it was */\n")
    assert not indexgov.verify(out, written[1], previous=[written[0]]).passed


def test_the_command_for_machines() -> None:
    result = CliRunner().invoke(main, ["verify", str(RESULTS), "--json"])
    content = json.loads(result.stdout)
    assert (result.exit_code, content["passed"], content["indexgov"]) == (0, True, "0.1.0")
    assert [one["check"] for one in content["findings"]] == ["outputs", "scores", "intervals"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ([str(DATASET)], 1, "there is no manifest here that indexgov wrote"),
        ([str(RESULTS), "--previous", str(DATASET)], 2, "are of --dataset"),
        (["nowhere"], 2, "does not exist"),
    ],
)
def test_what_cannot_be_verified(arguments: list[str], code: int, words: str) -> None:
    result = CliRunner().invoke(main, ["verify", *arguments])
    assert (result.exit_code, words in result.stderr) == (code, True)


def test_results_of_other_commands_are_compared_with_their_manifest(tmp_path: Path) -> None:
    """An audit, a comparison or a survey has no scores of its own."""
    out = indexgov.write_audit(indexgov.audit(scored(DATASET)), tmp_path / "audit", "en")
    assert [one.check for one in indexgov.verify(out).findings] == ["outputs"]
    with pytest.raises(indexgov.IndexgovError, match=r"holds no results of 'indexgov score'"):
        indexgov.verify(out, DATASET)
