"""Opens what can be compared: a dataset, scored, or results, scored again and checked against what they say."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from indexgov.errors import InputError, Place, Problem
from indexgov.inputs.dataset import load_dataset
from indexgov.inputs.dataset_files import RESULTS_FILE
from indexgov.inputs.dataset_head import FILE_NAME
from indexgov.inputs.results import SAME, Results, read_results, results_file
from indexgov.inputs.survey_estimates import Listen
from indexgov.scoring.assessment import DRAWS, SEED, Assessment
from indexgov.scoring.engine import score

_YAML = (".yaml", ".yml")


def load_assessment(path: str | Path, listen: Listen | None = None, seed: int = SEED, draws: int = DRAWS) -> Assessment:
    """The assessment of a dataset (its folder or dataset.yaml) or of results (their folder or assessment.json).

    A dataset is read and scored with `seed` and `draws`. Results are scored again from the data in them with their own,
    so that they can be compared under any methodology, and must give the scores that they state. `listen` is told how
    the columns of microdata are understood. Raises InputError with all problems of a dataset, for results that were
    changed or do not give their own scores, and for a path that is neither.
    """
    path = Path(path)
    file = results_file(path)
    if file is not None:
        return _scored_again(read_results(file))
    known = (path / FILE_NAME).is_file() if path.is_dir() else path.is_file() and path.suffix in _YAML
    if not known:
        message = f"this is neither a dataset ({FILE_NAME}) nor a result ({RESULTS_FILE}), nor a folder with one"
        advice = "name the folder of a dataset, or the folder that 'indexgov score --out' wrote"
        raise InputError([Problem("not-comparable", Place(path.as_posix()), message, advice)])
    dataset = load_dataset(path, listen=listen)
    return score(dataset.registry, dataset, seed, draws)


def _scored_again(results: Results) -> Assessment:
    found = score(results.dataset.registry, results.dataset, results.seed, results.draws)
    names, scores = [], []
    for section in found.sections:
        keep = section.result.concerned.T
        ids = np.array([node.id for node in section.tree.nodes], dtype=object)
        who = section.authorities
        columns = (who.territory[:, np.newaxis], who.body[:, np.newaxis], ids[np.newaxis, :])
        names.append(np.stack([np.broadcast_to(column, keep.shape)[keep] for column in columns], axis=1))
        scores.append(section.result.scores.T[keep])
    stored, own = results.scores, np.concatenate(scores)
    same = len(stored) == len(own) and bool(
        (stored[["territory", "body", "node"]].to_numpy(dtype=object) == np.concatenate(names)).all()
        and np.allclose(stored["score"].to_numpy(dtype=float), own, rtol=0, atol=SAME, equal_nan=True)
    )
    if not same:
        raise InputError([results.problem])
    return found
