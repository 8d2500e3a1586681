"""Writes all outputs to a temporary folder and moves them into place whole."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from indexgov.errors import IndexgovError
from indexgov.report.files import MANIFEST, digest, write_manifest, write_review, write_tables
from indexgov.scoring import Assessment


class OutputError(IndexgovError):
    """The outputs cannot be written where they were asked for; nothing was changed."""


def write_outputs(assessment: Assessment, out: str | Path, progress: Callable[[str], None] = lambda _: None) -> Path:
    """Write every output of an assessment into the folder `out` and return it.

    The folder is replaced whole, or left as it was: earlier results of the same index and period may stand there, other
    files may not.
    `progress` is told the name of each part before it is written. Raises OutputError.
    """
    out = Path(out)
    _refuse_foreign(out, assessment)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise OutputError(f"cannot write to '{out.parent}': {error.strerror or error}") from None
    try:
        fresh = work / "new"
        fresh.mkdir()
        _write(assessment, fresh, progress)
        if out.exists():
            out.rename(work / "old")
        try:
            fresh.rename(out)
        except OSError:
            if (work / "old").exists():
                (work / "old").rename(out)
            raise
    except OSError as error:
        raise OutputError(f"cannot write to '{out}': {error.strerror or error}") from None
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return out


def _write(assessment: Assessment, folder: Path, progress: Callable[[str], None]) -> None:
    from indexgov.report.excel import write_workbook
    from indexgov.report.review import review_of
    from indexgov.report.site import write_site
    from indexgov.report.view import scorecards

    progress("tables")
    write_tables(assessment, folder)
    review = review_of(assessment)
    write_review(review, folder)
    views = [scorecards(assessment, language, review) for language in assessment.registry.languages]
    for view in views:
        # The first language is the registry's default and takes the plain name.
        name = "scorecards.xlsx" if view is views[0] else f"scorecards.{view.language}.xlsx"
        progress(name)
        write_workbook(view, folder / name)
    progress("site")
    write_site(views, folder / "site")
    write_manifest(assessment, folder)


def _refuse_foreign(out: Path, assessment: Assessment) -> None:
    """Refuse a folder that holds anything but earlier results of the same index and period, so that nothing is lost."""
    if not out.exists():
        return
    if not out.is_dir():
        raise OutputError(f"'{out}' is a file; name a folder with --out")
    found = {path.relative_to(out).as_posix(): path for path in out.rglob("*") if not path.is_dir()}
    try:
        earlier = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
        known = dict(earlier["outputs"]) | {MANIFEST: ""}
        index, period = str(earlier["registry"]["id"]), str(earlier["period"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        known, index, period = {}, "", ""
    foreign = sorted(name for name in found if name not in known)
    changed = sorted(name for name, path in found.items() if known.get(name) and digest(path) != known[name])
    if foreign:
        what = f"'{out}' holds files that are not results of indexgov, such as '{foreign[0]}'"
    elif changed:
        what = f"'{out}' holds results that were changed since, such as '{changed[0]}'"
    elif known and (index, period) != (assessment.registry.id, assessment.dataset.period.code):
        what = f"'{out}' holds the results of '{index}' for {period}"
    else:
        return
    raise OutputError(f"{what}; name another folder with --out")
