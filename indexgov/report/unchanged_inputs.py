"""Whether the files that results are made of are still those that were read."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from indexgov.inputs.dataset_files import as_it_stands, state_of
from indexgov.registry.guidance import guidance_files
from indexgov.registry.models import Registry
from indexgov.registry.source import read_yaml
from indexgov.report.files import digest
from indexgov.report.placing import OutputError
from indexgov.scoring import Assessment
from indexgov.tables import SourceFile


def sources_of(*assessments: Assessment) -> list[SourceFile]:
    """Every file that was read for assessments, and the guidance that is read when they are written."""
    found: list[SourceFile] = []
    for one in assessments:
        found += one.dataset.sources
        registry = one.dataset.registry
        if registry.file and Path(registry.file).absolute() not in {source.path for source in one.dataset.sources}:
            found.append(SourceFile(Path(registry.file).absolute(), None, registry.digest))
        found += guidance_of(registry)
    return found


def guidance_of(registry: Registry) -> list[SourceFile]:
    """The files of the guidance of a registry, as they are before they are read."""
    return seen(guidance_files(registry).values())


def seen(paths: Iterable[Path]) -> list[SourceFile]:
    """Files as they are before they are read; what is not there has a reader who says so."""
    return [source for path in paths if (source := as_it_stands(path)) is not None]


def refuse_changed(sources: Iterable[SourceFile]) -> None:
    """Refuse results that are of no state in which the files ever stood together. Raises OutputError."""
    for one in sources:
        now = state_of(one.path)
        if now is None:
            what = "removed"
        elif now == one.state or _same(one):
            continue
        else:
            what = "changed"
        raise OutputError(f"'{one.path}' was {what} while it was read; nothing was written, run the command again")


def _same(source: SourceFile) -> bool:
    """Whether a file holds what was read; of a registry that is its text."""
    if source.state is None:
        return sha256(read_yaml(source.path).text.encode()).hexdigest() == source.sha256
    try:
        return digest(source.path) == source.sha256
    except OSError:
        return False
