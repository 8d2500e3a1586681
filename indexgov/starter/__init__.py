"""The working project that `indexgov init` makes: real files beside this module, copied as they are."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

_HERE = Path(__file__).parent


def copy_starter(folder: Path) -> list[str]:
    """Copy the starter project to a new or empty folder and return the paths written.

    Raises FileExistsError if the folder holds anything, other OSError if it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(17, "it exists and is not empty")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as work:
        fresh = Path(work) / "new"
        shutil.copytree(_HERE, fresh, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        if folder.exists():
            folder.rmdir()
        fresh.rename(folder)
    return sorted(path.as_posix() for path in folder.rglob("*") if path.is_file())
