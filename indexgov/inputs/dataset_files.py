"""The files of a dataset: where they are, what was read of them, and which are not there."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath

from indexgov.errors import InputError, Problem, choose_from
from indexgov.registry.source import Path_, Source, is_file
from indexgov.tables import SourceFile

RESULTS_FILE, MANIFEST = "assessment.json", "manifest.json"
"""What `score` writes for machines, and what every command writes of the files beside it."""
State = tuple[int, int] | None
"""Time of the last change and size of a file; None where there is none."""
_PIECE = 1 << 20
"""Bytes that are read at a time, so that a large file is not held whole."""


@dataclass
class DatasetFiles:
    """The files that a dataset.yaml names, and the problems met on the way."""

    file: Path
    """The dataset.yaml."""
    problems: list[Problem] = field(default_factory=list)
    digests: dict[str, str] = field(default_factory=dict)
    """SHA-256 of every file that was read, by its path from the dataset's folder."""
    sources: list[SourceFile] = field(default_factory=list)
    """The same files where they lie."""

    def beside(self, name: str) -> Path:
        """A path written in the file, which counts from the file's folder."""
        return Path(os.path.normpath(self.file.parent / name))

    def shown(self, name: str) -> str:
        """The path as messages show it."""
        return self.beside(name).as_posix()

    def is_there(self, name: str) -> bool:
        """Whether a path that is written in the file can be read as one."""
        return is_file(self.beside(name))

    def is_folder(self, name: str) -> bool:
        """Whether a path that is written in the file is a folder, and not one that holds the dataset itself."""
        path = self.beside(name)
        try:
            return path.is_dir() and not self.file.resolve().is_relative_to(path.resolve())
        except (OSError, ValueError):
            return False

    def note(self, path: Path) -> None:
        """Remember what is read by its digest; a file that cannot be read is reported by its reader."""
        source = as_it_stands(path)
        if source is not None:
            self.digests[Path(os.path.relpath(path, self.file.parent)).as_posix()] = source.sha256
            self.sources.append(source)

    def refuse_absolute(self, named: Iterable[tuple[Path_, str]], source: Source) -> None:
        """Raise InputError where a path names a place of one computer, before anything there is opened."""
        for place, name in named:
            # A drive or a share of Windows is refused on every system.
            if PureWindowsPath(name).anchor:
                message, advice = f"the path '{name}' is absolute", "write it from the folder of this file"
                self.problems.append(source.problem("path", place, message, advice))
        if any(problem.rule == "path" for problem in self.problems):
            raise InputError(self.problems)

    def refuse_absent(self, named: Iterable[tuple[Path_, str]], source: Source) -> None:
        """Report files that are not there at the line that names them, with the nearest name in their folder."""
        for place, name in named:
            path = self.beside(name)
            if not is_file(path):
                beside = _names_beside(path)
                advice = choose_from(path.name, beside, known="its folder holds") if beside else "correct the path"
                if place[0] == "evidence" and not path.suffix:
                    advice = f"for forms make the folder with 'indexgov template'; {advice}"
                self.problems.append(source.problem("file", place, f"the file '{name}' does not exist", advice))


def as_it_stands(path: Path) -> SourceFile | None:
    """A file that is about to be read, as it is now; None where it is none, or cannot be read."""
    # Taken before anything is read: what changes meanwhile is another state.
    state = state_of(path)
    with suppress(OSError):
        if is_file(path):
            digest = hashlib.sha256()
            with path.open("rb") as stream:
                while piece := stream.read(_PIECE):
                    digest.update(piece)
            return SourceFile(path.absolute(), state, digest.hexdigest())
    return None


def _names_beside(path: Path) -> list[str]:
    """What stands in the folder of a file; nothing where it is none, or may not be looked into."""
    try:
        return sorted(one.name for one in path.parent.iterdir())
    except (OSError, ValueError):
        return []


def state_of(path: Path) -> State:
    """The state of a file on the disk; another one means that it was written, made or removed."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size
