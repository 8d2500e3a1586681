"""The files that a dataset is made of, found even while one of them is broken, and their state on the disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from indexgov.inputs.dataset_files import MANIFEST, RESULTS_FILE, DatasetFiles, State, state_of
from indexgov.inputs.dataset_head import DatasetFile, file_in, named_files
from indexgov.inputs.evidence_files import files_in
from indexgov.registry.source import read_yaml
from indexgov.registry.validation import read_model


def files_behind(dataset: Path, registry: Path | None = None, previous: Iterable[Path] = ()) -> set[Path]:
    """Every file and folder on which the scores of a dataset depend, as far as its dataset.yaml can be read.

    `registry` replaces the one that the dataset names; `previous` are datasets or results that it is compared with.
    """
    found = set(_behind(dataset, registry))
    for one in previous:
        found |= {one, one / MANIFEST, one / RESULTS_FILE, *_behind(one, None)}
    return found


def states(paths: Iterable[Path]) -> dict[Path, State]:
    """The state of each path; another one means that it was written, made or removed."""
    return {path: state_of(path) for path in paths}


def _behind(dataset: Path, registry: Path | None, earlier: bool = True) -> Iterator[Path]:
    file = file_in(dataset)
    yield file
    content = read_model(DatasetFile, read_yaml(file)).model
    if content is not None:
        files = DatasetFiles(file)
        registry = registry or files.beside(content.registry)
        for _, name in named_files(content):
            yield files.beside(name)
            if files.is_folder(name):
                # A folder changes when a file comes or goes, below it only its own files and folders do.
                yield from (one for form in files_in(files.beside(name)) for one in (form, form.parent))
        for name in content.previous if earlier else ():
            yield from _behind(files.beside(name), registry, earlier=False)
    if registry is not None:
        yield registry
        data = read_yaml(registry).data
        folder = data.get("guidance") if isinstance(data, dict) else None
        if isinstance(folder, str):
            yield registry.parent / folder
            yield from sorted((registry.parent / folder).glob("*.yaml"))
