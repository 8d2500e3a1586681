"""The working project that `indexgov init` makes: real files beside this module, copied as they are."""

from __future__ import annotations

import errno
from pathlib import Path

from indexgov.report.placing import copy_folder, put, swap

_HERE = Path(__file__).parent


def copy_starter(folder: Path) -> list[str]:
    """Copy the starter project to a new or empty folder and return the paths written.

    Raises FileExistsError if the folder holds anything, other OSError if it cannot be written.
    """
    place = folder.absolute()

    def write(fresh: Path) -> None:
        _refuse_filled(place)
        copy_folder(_HERE, fresh, lambda path: path.suffix != ".py" and "__pycache__" not in path.parts)
        _refuse_filled(place)

    _refuse_filled(place)
    put(place, write, lambda fresh: swap(fresh, place))
    return sorted(path.as_posix() for path in folder.rglob("*") if path.is_file())


def _refuse_filled(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(errno.EEXIST, "it exists and is not empty")
