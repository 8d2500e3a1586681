"""Whether archived results are what was written, and whether their data still give them."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

import indexgov
from indexgov.analysis.compare import Comparison, compare
from indexgov.analysis.corrections import Corrections, corrections
from indexgov.analysis.opened import load_assessment
from indexgov.errors import IndexgovError, InputError, Place, Problem
from indexgov.inputs.dataset import load_dataset
from indexgov.inputs.dataset_files import MANIFEST, RESULTS_FILE
from indexgov.inputs.results import read_results
from indexgov.registry.models import Registry
from indexgov.report.files import digests, digests_below
from indexgov.report.publish import write_outputs
from indexgov.report.wanted import Wanted
from indexgov.scoring.assessment import Assessment
from indexgov.scoring.engine import score

CLOSE = 1e-12
"""Scores that differ by less, absolutely or in their ratio, are one score."""
_KEY = ["territory", "body", "node"]
_EXACT, _INTERVAL = ["level", "value", "status", "rank", "class"], ["rank_low", "rank_high"]
_TOLD_OF_OTHERS = ("site/", "single/", "pdf/", "books/", "scorecards", "corrections", "datapackage.json")
"""How the paths of files begin that tell of earlier results, where there are any."""


class Finding(NamedTuple):
    """What one check found."""

    check: Literal["outputs", "scores", "intervals", "inputs", "files"]
    passed: bool
    message: str
    names: tuple[str, ...] = ()
    """Files or scores that are not as they should be."""


@dataclass(frozen=True)
class Verification:
    """What came of verifying a folder of results."""

    made_by: str
    """The release of indexgov that wrote them."""
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """Whether everything is as it should be; other releases may write other intervals, pages and workbooks."""
        return all(one.passed for one in self.findings)


def verify(
    results: str | Path,
    dataset: str | Path | None = None,
    *,
    registry: Registry | None = None,
    previous: Sequence[str | Path] = (),
    corrects: str | Path | None = None,
) -> Verification:
    """Check a folder of results against its manifest.json, and its scores against the data inside of it.

    With the `dataset` that they were made of, everything is made again and compared file by file; `registry`,
    `previous` and `corrects` are what was given besides. Raises InputError for a folder without a manifest of indexgov
    and with the problems of a dataset, IndexgovError where the folder holds no scores to be made again.
    """
    folder = Path(results)
    manifest = _manifest(folder)
    findings = [_outputs(folder, manifest)]
    scored = RESULTS_FILE in manifest["outputs"]
    if scored and RESULTS_FILE not in findings[0].names:
        findings += _scores(folder, manifest["indexgov"])
    if dataset is not None:
        if not scored:
            raise IndexgovError(f"'{folder}' holds no results of 'indexgov score', so that none can be made again")
        findings += _again(_Again(Path(dataset), registry, tuple(previous), corrects), folder, manifest)
    return Verification(manifest["indexgov"], tuple(findings))


def _manifest(folder: Path) -> dict[str, Any]:
    """What the manifest says. Raises InputError where there is none."""
    file = folder / MANIFEST
    try:
        content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        _ = content["outputs"].items(), content["indexgov"]
    except (OSError, ValueError, KeyError, AttributeError, TypeError, RecursionError):
        message = "there is no manifest here that indexgov wrote"
        advice = "name the folder that 'indexgov score --out' wrote"
        raise InputError([Problem("results", Place(file.as_posix()), message, advice)]) from None
    return content


def _outputs(folder: Path, manifest: Mapping[str, Any]) -> Finding:
    """Whether every file is what the manifest says, and none stands beside them."""
    stated = dict(manifest["outputs"])
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()} - {MANIFEST}
    found = digests(folder, [folder / name for name in sorted(there & set(stated))])
    faults = {name: "changed" for name, one in found.items() if one != stated[name]}
    faults |= dict.fromkeys(set(stated) - there, "missing") | dict.fromkeys(there - set(stated), "not in the manifest")
    if not faults:
        return Finding("outputs", True, f"all {len(stated)} files are as {MANIFEST} tells")
    kinds = {kind: sum(one == kind for one in faults.values()) for kind in dict.fromkeys(faults.values())}
    told = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    return Finding("outputs", False, f"of {len(stated)} files: {told}", tuple(sorted(faults)))


def _scores(folder: Path, made_by: str) -> Iterator[Finding]:
    """Whether the data inside of the results give their scores, ranks and classes."""
    results = read_results(folder / RESULTS_FILE)
    found = score(results.dataset.registry, results.dataset, results.seed, results.draws)
    stored, own = results.scores.reset_index(drop=True), found.scores[list(results.scores.columns)]
    if len(stored) != len(own) or (stored[_KEY].to_numpy(object) != own[_KEY].to_numpy(object)).any():
        yield Finding("scores", False, "the data give scores of other authorities or nodes")
        return
    numbers = stored["score"].to_numpy(float), own["score"].to_numpy(float)
    same = np.isclose(*numbers, rtol=CLOSE, atol=CLOSE, equal_nan=True)
    same &= _equal(stored, own, _EXACT)
    wrong = tuple("/".join(row) for row in stored.loc[~same, _KEY].itertuples(index=False, name=None))
    told = "scores, with ranks and classes, come out of the data again" if same.all() else "scores come out otherwise"
    yield Finding("scores", bool(same.all()), f"{int(same.sum())} of {len(same)} {told}", wrong)
    placed = _equal(stored, own, _INTERVAL)
    note = "" if placed.all() else _other_release(made_by)
    told = f"rank intervals come out of the data again{note}"
    yield Finding("intervals", bool(placed.all() or note), f"{int(placed.sum())} of {len(placed)} {told}")


def _equal(stored: pd.DataFrame, own: pd.DataFrame, names: list[str]) -> Any:
    """Where all of some columns are the same."""
    found = np.ones(len(stored), dtype=bool)
    for name in names:
        before, after = (one[name].astype(object) for one in (stored, own))
        found &= ((before == after) | (before.isna() & after.isna())).fillna(False).to_numpy(bool)
    return found


def _other_release(made_by: str) -> str:
    """Said of what differs because another release wrote it; empty where this one did."""
    own = indexgov.__version__
    return "" if made_by == own else f"; indexgov {made_by} wrote them, this is {own}"


class _Again(NamedTuple):
    """What results are made of again."""

    dataset: Path
    registry: Registry | None
    previous: tuple[str | Path, ...]
    corrects: str | Path | None

    def assessment(self, seed: int, draws: int) -> Assessment:
        loaded = load_dataset(self.dataset, self.registry)
        return score(loaded.registry, loaded, seed, draws)

    def comparison(self, assessment: Assessment) -> Comparison | None:
        earlier = [load_assessment(one, seed=assessment.seed, draws=assessment.draws) for one in self.previous]
        return compare([*earlier, assessment]) if earlier else None

    def corrections(self, assessment: Assessment) -> Corrections | None:
        return corrections(self.corrects, assessment) if self.corrects is not None else None


def _again(what: _Again, folder: Path, manifest: Mapping[str, Any]) -> Iterator[Finding]:
    """Whether the inputs are those of the manifest, and give the same files."""
    content = json.loads((folder / RESULTS_FILE).read_text(encoding="utf-8"))
    assessment = what.assessment(int(content["seed"]), int(content["draws"]))
    stated, found = dict(manifest["inputs"]), dict(assessment.dataset.files)
    other = sorted(name for name in {*stated, *found} if stated.get(name) != found.get(name))
    told = f"{len(other)} of {len(stated)} files are not those that were read" if other else "all files are those read"
    yield Finding("inputs", not other, told, tuple(other))
    with tempfile.TemporaryDirectory() as work:
        wanted = Wanted.of(manifest["options"])
        out = write_outputs(
            assessment,
            Path(work) / "results",
            comparison=what.comparison(assessment),
            corrections=what.corrections(assessment),
            **wanted._asdict(),
        )
        made = {name: one for name, one in digests_below(out).items() if name != MANIFEST}
    yield _files(what, made, manifest)


def _files(what: _Again, made: Mapping[str, str], manifest: Mapping[str, Any]) -> Finding:
    """Whether the files are the same byte for byte."""
    stated = dict(manifest["outputs"])
    lacking = [name for name in ("previous", "corrects") if manifest[name] and not getattr(what, name)]
    untold = _TOLD_OF_OTHERS if lacking else ()
    names = [name for name in sorted(stated) if not name.startswith(untold)]
    other = tuple(name for name in names if stated.get(name) != made.get(name))
    note = _other_release(manifest["indexgov"]) if other else ""
    left = "".join(f"; without --{name} pages and workbooks cannot be made again" for name in lacking)
    told = f"{len(names) - len(other)} of {len(names)} files come out byte for byte{note}{left}"
    return Finding("files", not other or bool(note), told, other)
