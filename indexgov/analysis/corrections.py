"""What a release corrects in the one before it: recorded values, scores, ranks and classes, each before and after."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from indexgov.analysis.changes import GONE, NEW
from indexgov.errors import IndexgovError
from indexgov.inputs.dataset_files import RESULTS_FILE
from indexgov.inputs.results import SAME, STORED, Results, read_results, results_file
from indexgov.methods.arrays import Mask
from indexgov.scoring.assessment import Assessment
from indexgov.tables import CORRECTED, Dataset, one_line

_KEY = ["territory", "body", "node"]
_WHO = _KEY[:2]
_TEXTS, _PLACES = ("value", "status", "class"), ("rank", "rank_low", "rank_high")


@dataclass(frozen=True)
class Corrections:
    """A release beside the published one that it corrects."""

    published: Results
    corrected: Assessment
    rows: pd.DataFrame
    """Columns CORRECTED: the authorities and nodes of which anything is said otherwise."""
    authorities: int
    """How many authorities and territories there are in either release."""

    def __repr__(self) -> str:
        return f"<Corrections of {one_line(self.published.dataset)}: {len(self.rows)} rows>"

    @cached_property
    def cells(self) -> pd.DataFrame:
        """The rows of indicators of bodies of which the value, its status or its score is another."""
        rows = self.rows
        return rows[(rows["level"] == "indicator") & (rows["body"] != "") & _unlike(rows, ("value", "status", "score"))]

    @cached_property
    def totals(self) -> pd.DataFrame:
        """The rows of the index: score, rank, interval or class are others."""
        return self.rows[self.rows["level"] == "index"]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many values are others; of authorities and territories how many have another score, rank, interval or
        class, how many anything at all (`changed`), and how many nothing (`unchanged`).
        """
        told = pd.concat([self.cells[_WHO], self.totals[_WHO]]).drop_duplicates()
        apart = {"score": ("score",), "rank": ("rank",), "interval": ("rank_low", "rank_high"), "class": ("class",)}
        found = {name: int(_unlike(self.totals, columns).sum()) for name, columns in apart.items()}
        return {"values": len(self.cells), **found, "changed": len(told), "unchanged": self.authorities - len(told)}


def corrections(published: str | Path, corrected: Assessment) -> Corrections:
    """What an assessment corrects in published results: their folder, or their assessment.json.

    What was published is taken as it stands there, not computed anew. Raises InputError for results that cannot be
    read or were changed since, and IndexgovError where the assessment does not correct them: another index or period,
    a revision that is not the next one, no dated text of a correction, draws of ranks that are not the same.
    """
    path = Path(published)
    file = results_file(path)
    if file is None:
        raise IndexgovError(f"'{path}' holds no results ({RESULTS_FILE}): name the folder that 'indexgov score' wrote")
    before = read_results(file)
    _check(path, before, corrected)
    rows, authorities = _rows(before.scores, corrected.scores)
    return Corrections(before, corrected, rows, authorities)


def _check(path: Path, before: Results, corrected: Assessment) -> None:
    """Refuse what does not correct the results."""
    old, new = before.dataset, corrected.dataset
    names = old.registry.id, corrected.registry.id
    if names[0] != names[1]:
        raise IndexgovError(f"'{path}' holds results of '{names[0]}', and '{names[1]}' is another index")
    if old.period != new.period:
        raise IndexgovError(f"'{path}' holds {old.period}, and {new.period} does not correct it; name results of "
                            f"{new.period}, or tell with --previous what changed since then")  # fmt: skip
    _check_revision(path, old, new)
    if (before.seed, before.draws) != (corrected.seed, corrected.draws):
        raise IndexgovError(
            f"'{path}' was scored with seed {before.seed} and {before.draws} draws: score with '--seed {before.seed} "
            f"--draws {before.draws}', so that ranks differ by what was corrected alone"
        )


def _check_revision(path: Path, old: Dataset, new: Dataset) -> None:
    if new.revision != old.revision + 1:
        other = f", or name the results of revision {new.revision - 1}" if new.revision > 1 else ""
        raise IndexgovError(
            f"'{path}' holds revision {old.revision}, and revision {new.revision} does not correct it; write "
            f"'revision: {old.revision + 1}' in dataset.yaml{other}"
        )
    if not new.corrections:
        raise IndexgovError(
            f"revision {new.revision} does not say what it corrects; write it under 'corrections' in dataset.yaml, "
            f"with its date"
        )


def _rows(before: pd.DataFrame, after: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The rows that differ, in the order of the later scores, then those that are gone; how many authorities."""
    tables = [_plain(one) for one in (before, after)]
    both = tables[0].merge(tables[1], on=_KEY, how="right", suffixes=("_before", "_after"), indicator="found")
    both["note"] = np.where(both["found"] == "both", "", NEW)
    alone = tables[0].merge(tables[1][_KEY], on=_KEY, how="left", indicator="found")
    names = {name: f"{name}_before" for name in tables[0].columns if name not in _KEY}
    gone = alone[alone["found"] == "left_only"].rename(columns=names).assign(note=GONE)
    whole = pd.concat([both, gone], ignore_index=True)
    whole["level"] = whole["level_after"].fillna(whole["level_before"])
    texts = {f"{name}_{end}": "" for name in _TEXTS for end in ("before", "after")}
    whole = whole.fillna(texts)
    differs = _unlike(whole, (*_TEXTS, "score", *_PLACES)) | (whole["note"] != "").to_numpy()
    found = whole.loc[differs, list(CORRECTED)].reset_index(drop=True)
    places = [f"{name}_{end}" for name in _PLACES for end in ("before", "after")]
    return found.astype(dict.fromkeys(places, "Int64")), len(whole[_WHO].drop_duplicates())


def _plain(scores: pd.DataFrame) -> pd.DataFrame:
    """Stored or computed scores in one form: missing numbers as NaN."""
    numbers = ("score", *_PLACES)
    texts = {name: object for name in STORED if name not in numbers}
    return scores[list(STORED)].astype(texts).astype(dict.fromkeys(numbers, float))


def _unlike(rows: pd.DataFrame, names: tuple[str, ...]) -> Mask:
    """Where one of the columns is not the same before and after."""
    found = np.zeros(len(rows), dtype=bool)
    for name in names:
        before, after = rows[f"{name}_before"], rows[f"{name}_after"]
        if name in _TEXTS:
            found |= (before != after).to_numpy()
        else:
            old, new = (one.to_numpy(dtype=float, na_value=np.nan) for one in (before, after))
            found |= ~np.isclose(old, new, rtol=0, atol=SAME, equal_nan=True)
    return found
