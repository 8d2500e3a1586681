"""Reads results back: the assessment.json that `score` wrote, as the dataset that it was made of and its scores."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from indexgov.errors import InputError, Place, Problem
from indexgov.inputs.dataset_files import MANIFEST, RESULTS_FILE, state_of
from indexgov.methods.publication import Profile
from indexgov.period import Period
from indexgov.registry.load import restored_registry
from indexgov.registry.models import Registry
from indexgov.tables import EVIDENCE, OBSERVATIONS, SAMPLING, STATUSES, Correction, Dataset, SourceFile

FORMAT = 1
"""Version of assessment.json that is read."""
_PLACES = ("rank", "rank_low", "rank_high")
STORED = ("territory", "body", "node", "level", "value", "status", "score", *_PLACES, "class")
"""The columns of stored scores that are read."""
SAME = 1e-9
"""Scores that differ by less, in points, are one score."""
_HALF = re.compile(rb"(?<!\\)(?:\\\\)*\\u[dD][89a-fA-F]")
"""Halves of characters, which JSON can write and no file can hold; indexgov escapes no letter."""
_TEXT_OF_ESTIMATES = frozenset({
    "territory", "body", "indicator", "question", "measure", "status", "interval", "basis", "reason", "publication",
    "flags",
})  # fmt: skip
_NUMBERS_OF_TERRITORIES = ("population", "tile_row", "tile_col")


@dataclass(frozen=True)
class Results:
    """What a folder of results holds."""

    dataset: Dataset
    """What was scored; its only file is this one. No mapping of microdata, nor what counted before replies."""
    seed: int
    draws: int
    scores: pd.DataFrame
    """The stored scores, columns STORED."""
    problem: Problem
    """What is to be told where these are not the scores of the dataset."""


def results_file(path: Path) -> Path | None:
    """The assessment.json that a path names, as a file or by its folder; None where there is none."""
    file = path / RESULTS_FILE if path.is_dir() else path
    return file if file.name == RESULTS_FILE and file.is_file() else None


def read_results(file: Path) -> Results:
    """What an assessment.json holds. Raises InputError where it is not what this release of indexgov writes."""
    place = Place(file.as_posix())

    def fault(message: str) -> Problem:
        advice = "score the dataset again with this release, or compare dataset folders"
        return Problem("results", place, message, advice)

    try:
        # Taken before anything is read: what changes meanwhile is another state.
        state = state_of(file)
        whole = file.read_bytes()
        _check_digest(file, sha256(whole).hexdigest(), fault)
        if _HALF.search(whole):
            raise ValueError("a text holds half a character")
        content = json.loads(whole)
        if content["format"] != FORMAT:
            raise InputError([fault(f"the format is {content['format']}, this release reads {FORMAT}")])
        registry = restored_registry(content["registry"], content["registry_sha256"])
        digest = sha256(whole).hexdigest()
        source = SourceFile(file.absolute(), state, digest)
        dataset = replace(_dataset(content, registry), files={file.name: digest}, sources=(source,))
        stored = _table(content["scores"])[list(STORED)].astype(dict.fromkeys(("score", *_PLACES), float))
        changed = fault("the scores are not those of the data beside them: the file was changed, or another release "
                        "made it")  # fmt: skip
        return Results(dataset, int(content["seed"]), int(content["draws"]), stored, changed)
    except KeyError as error:
        raise InputError([fault(f"there is no {error} in it")]) from None
    except (AttributeError, IndexError, OverflowError, RecursionError, TypeError, ValueError) as error:
        words = str(error).partition("\n")[0]
        raise InputError([fault(f"it is not what indexgov writes: {words}")]) from None


def _check_digest(file: Path, found: str, fault: Callable[[str], Problem]) -> None:
    """Refuse what was changed since it was written: the manifest beside it knows its digest."""
    try:
        stated = json.loads((file.parent / MANIFEST).read_text(encoding="utf-8"))["outputs"][file.name]
    except (OSError, ValueError, KeyError, RecursionError, TypeError):
        raise InputError([fault(f"there is no {MANIFEST} beside it that knows it")]) from None
    if stated != found:
        raise InputError([fault(f"it was changed since it was written, as {MANIFEST} tells")])


def _dataset(content: Mapping[str, Any], registry: Registry) -> Dataset:
    """What was scored."""
    publication = content["publication"]
    covariances = _table(content["covariances"]).astype({"covariance": float})
    previous = {code: _earlier(code, tables, content, registry) for code, tables in sorted(content["previous"].items())}
    return Dataset(
        period=Period.parse(content["period"]),
        status=content["status"],
        revision=int(content["revision"]),
        title=content["title"],
        corrections=tuple(Correction(date.fromisoformat(one["date"]), one["text"]) for one in content["corrections"]),
        licence=content["licence"],
        citation=content["citation"],
        contact=content["contact"],
        registry=registry,
        territories=_territories(content["territories"], registry),
        evidence=_table(content["evidence"]),
        estimates=_estimates(content["estimates"]),
        observations=_observations(content["observations"], registry, Period.parse(content["period"]),
                                   content["territories"]),
        problems=tuple(
            Problem(one["rule"], Place(one["place"]), one["message"], one["advice"], one["level"])
            for one in content["problems"]
        ),
        files={},
        previous=previous,
        covariances=covariances if len(covariances) else None,
        sampling=content["sampling"],
        rules=Profile(**publication) if publication is not None else None,
    )  # fmt: skip


def _earlier(code: str, tables: Mapping[str, Any], content: Mapping[str, Any], registry: Registry) -> Dataset:
    """An earlier dataset, of which results hold what counts there."""
    period = Period.parse(code)
    return Dataset(
        period=period,
        status=content["status"],
        revision=1,
        title={},
        corrections=(),
        licence="",
        citation="",
        contact="",
        registry=registry,
        territories=_territories(tables["territories"], registry),
        evidence=pd.DataFrame(columns=list(EVIDENCE.all), dtype=object),
        estimates=pd.DataFrame(),
        observations=_observations(tables["observations"], registry, period, tables["territories"]),
        problems=(),
        files={},
    )


def _table(content: Mapping[str, Any]) -> pd.DataFrame:
    """A table as it was written, missing cells as None."""
    return pd.DataFrame(content["rows"], columns=content["columns"], dtype=object)


def _territories(content: Mapping[str, Any], registry: Registry) -> pd.DataFrame:
    frame = _table(content)
    numbers = dict.fromkeys((*_NUMBERS_OF_TERRITORIES, *registry.denominators))
    return frame.astype({name: float for name in numbers if name in frame})


def _estimates(content: Mapping[str, Any]) -> pd.DataFrame:
    frame = _table(content)
    return frame.astype({name: float for name in frame.columns if name not in _TEXT_OF_ESTIMATES})


def _observations(
    content: Mapping[str, Any], registry: Registry, period: Period, territories: Mapping[str, Any]
) -> pd.DataFrame:
    """What counts, with names as categories as readers make them."""
    frame = _table(content)[list(OBSERVATIONS)]
    categories = {
        "territory": _table(territories)["territory"].tolist(),
        "body": list(registry.bodies),
        "indicator": [one.id for one in registry.indicators_of(period)],
        "status": list(STATUSES),
        "value": sorted(set(frame["value"])),
    }
    for name, known in categories.items():
        stray = sorted(set(frame[name]) - set(known))
        if stray:
            raise ValueError(f"an observation has the {name} '{stray[0]}', which is not known")
        frame[name] = pd.Categorical(frame[name], categories=known)
    flags = ("disputed", "shared", "imputed")
    return frame.astype({**dict.fromkeys(("number", *SAMPLING), float), **dict.fromkeys(flags, bool)})
