"""Whether the files that results are made of are still those that were read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from indexgov.inputs.dataset_files import state_of
from indexgov.registry.source import read_yaml
from indexgov.report.files import digest
from indexgov.report.placing import OutputError
from indexgov.scoring import Assessment
from indexgov.tables import SourceFile


def sources_of(*assessments: Assessment) -> Iterator[SourceFile]:
    """Every file that was read for assessments."""
    for one in assessments:
        yield from one.dataset.sources
        registry = one.dataset.registry
        if registry.file and Path(registry.file).absolute() not in {source.path for source in one.dataset.sources}:
            yield SourceFile(Path(registry.file).absolute(), None, registry.digest)


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
