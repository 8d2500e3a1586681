"""Writes all outputs to a temporary folder and moves them into place whole."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexgov.errors import IndexgovError, choose_from
from indexgov.inputs.dataset_files import MANIFEST, RESULTS_FILE
from indexgov.report.files import digest, digests, write_manifest, write_review, write_tables
from indexgov.report.placing import OutputError, put_folder
from indexgov.report.unchanged_inputs import refuse_changed, sources_of
from indexgov.report.wanted import Wanted
from indexgov.scoring import Assessment
from indexgov.workers import beside, in_parallel

if TYPE_CHECKING:
    from indexgov.analysis.audit import Audit
    from indexgov.analysis.compare import Comparison
    from indexgov.analysis.corrections import Corrections
    from indexgov.analysis.uncertainty import Uncertainty
    from indexgov.inputs.survey_data import SurveyResults
    from indexgov.report.model import Key
    from indexgov.report.site import Material, SiteWriter
    from indexgov.tables import SourceFile


def write_outputs(
    assessment: Assessment,
    out: str | Path,
    progress: Callable[[str], None] = lambda _: None,
    comparison: Comparison | None = None,
    *,
    single: Sequence[Key | None] = (),
    pdf: Sequence[Key | None] = (),
    workbooks: bool = True,
    books: Sequence[Key] = (),
    language: str | None = None,
    corrections: Corrections | None = None,
    unchanged: bool = False,
) -> Path:
    """Write every output of an assessment into the folder `out` and return it.

    With a `comparison` that ends with the assessment, every page tells what changed since the period before, and why,
    and workbooks have sheets of it. With `corrections` of the assessment, tables, pages and workbooks tell what it
    corrects; where `out` holds the release that is corrected, that is kept beside it, its revision added to its name as
    in `2026-Q3-r1`.
    `single` names authorities, as territory and body, that get a page which is one file, to be sent by mail, and `pdf`
    those that get one for print; None stands for the ranking. A page is made in every language, in the folder `single`
    or `pdf`. `books` names those that get a workbook of their own, in the folder `books`. With a `language` all
    workbooks are in it, so that there is one of the whole instead of one in each.
    `workbooks` can be left out by callers who show nothing but pages.

    The folder is replaced whole, or left as it was: earlier results of the same index and period may stand there, other
    files may not.
    With `unchanged` results of files that are no longer what was read are refused.
    `progress` is told the name of each part before it is written. Raises OutputError, and IndexgovError for a language
    in which the registry has no titles.
    """
    known = assessment.registry.languages
    if language is not None and language not in known:
        raise IndexgovError(f"the registry has no titles in '{language}'; {choose_from(language, known)}")
    wanted = Wanted(single, pdf, books, language, workbooks)
    what, out = _results(assessment.registry.id, assessment.dataset.period.code), Path(out)
    sides = (assessment,) if comparison is None else comparison.assessments
    return replace_folder(
        out,
        what,
        lambda folder: _write(assessment, folder, progress, comparison, wanted, corrections),
        sources_of(*sides) if unchanged else (),
        _kept(out, corrections) if corrections is not None else None,
    )


def _kept(out: Path, corrections: Corrections) -> Path | None:
    """Where the corrected release is kept; None where it does not stand in the place of the new one.

    Raises OutputError where something else stands there.
    """
    published = corrections.published.dataset
    file = out / RESULTS_FILE
    if not file.is_file() or digest(file) != published.files[RESULTS_FILE]:
        return None
    kept = out.with_name(f"{out.name}-r{published.revision}")
    if kept.exists() and (not (kept / RESULTS_FILE).is_file() or digest(kept / RESULTS_FILE) != digest(file)):
        raise OutputError(f"the release that is corrected would be kept as '{kept}', which exists; move it away")
    return kept


def write_survey(
    results: SurveyResults,
    out: str | Path,
    language: str,
    progress: Callable[[str], None] = lambda _: None,
    *,
    unchanged: bool = False,
) -> Path:
    """Write the estimates of a survey into the folder `out` and return it: tables, a workbook, manifest.json.

    `language` is that of the workbook. The folder is replaced whole, or left as it was: earlier estimates of the same
    survey and period may stand there, other files may not. With `unchanged` results of files that are no longer what
    was read are refused. `progress` is told the name of each part before it is written. Raises OutputError.
    """
    from indexgov.report.survey_files import write_files

    period = results.content.period
    what = _survey(results.questionnaire.id, "" if period is None else period.code)
    read = results.sources if unchanged else ()
    return replace_folder(Path(out), what, lambda folder: write_files(results, folder, language, progress), read)


def write_audit(
    audit: Audit,
    out: str | Path,
    language: str,
    progress: Callable[[str], None] = lambda _: None,
    *,
    unchanged: bool = False,
) -> Path:
    """Write an audit into the folder `out` and return it: audit.json, audit.xlsx, pages in site/, manifest.json.

    `language` is that of the workbook. The folder is replaced whole, or left as it was: an earlier audit of the same
    index and period may stand there, other files may not. With `unchanged` results of files that are no longer what
    was read are refused. `progress` is told the name of each part before it is written. Raises OutputError.
    """
    from indexgov.report.audit_files import write_files

    assessment = audit.assessment
    what = _audit(assessment.registry.id, assessment.dataset.period.code)
    read = sources_of(assessment) if unchanged else ()
    return replace_folder(Path(out), what, lambda folder: write_files(audit, folder, language, progress), read)


def write_uncertainty(
    found: Uncertainty,
    out: str | Path,
    language: str,
    progress: Callable[[str], None] = lambda _: None,
    *,
    unchanged: bool = False,
) -> Path:
    """Write how sure scores and ranks are into the folder `out` and return it.

    It gets uncertainty.csv, pairs.csv, sources.csv, uncertainty.json, uncertainty.xlsx, site/ and manifest.json.
    `language` is that of the workbook. The folder is replaced whole, or left as it was: an earlier uncertainty of the
    same index and period may stand there, other files may not. With `unchanged` results of files that are no longer
    what was read are refused. `progress` is told the name of each part before it is written. Raises IndexgovError where
    nobody is ranked or nothing was drawn, because there is nothing to show then, and OutputError.
    """
    from indexgov.report.uncertainty_files import write_files

    registry = found.assessment.registry
    if found.authorities.empty:
        raise IndexgovError("nobody is ranked, so that no rank is uncertain: 'indexgov score' tells why")
    if not found.drawn:
        raise IndexgovError(
            f"nothing can be drawn: no survey figure has a standard error, how often assessors err is not known, and "
            f"'{registry.file}' declares no other weights or methods; write what could be otherwise under 'uncertainty'"
        )
    what = _uncertainty(registry.id, found.assessment.dataset.period.code)
    read = sources_of(found.assessment) if unchanged else ()
    return replace_folder(Path(out), what, lambda folder: write_files(found, folder, language, progress), read)


def write_comparison(
    comparison: Comparison,
    out: str | Path,
    language: str | None = None,
    *,
    new_localities: bool = False,
    progress: Callable[[str], None] = lambda _: None,
    unchanged: bool = False,
) -> Path:
    """Write a comparison into the folder `out` and return it: tables, comparison.json, a workbook, pages, manifest.

    `language` is that of the workbook, the first that all registries have if left out; `new_localities` is what
    `compare` was told, for the record. The folder is replaced whole, or left as it was: an earlier comparison of the
    same index and periods may stand there, other files may not. With `unchanged` results of files that are no longer
    what was read are refused. `progress` is told the name of each part before it is written. Raises OutputError, and
    IndexgovError for a language in which a registry has no titles.
    """
    from indexgov.report.change_files import write_files
    from indexgov.report.change_view import chosen_language

    sides, chosen = comparison.assessments, chosen_language(comparison, language)
    what = _comparison(sides[-1].registry.id, sides[0].dataset.period.code, sides[-1].dataset.period.code)
    read = sources_of(*sides) if unchanged else ()
    return replace_folder(
        Path(out), what, lambda folder: write_files(comparison, folder, chosen, new_localities, progress), read
    )


def _results(index: str, period: str) -> str:
    return f"the results of '{index}' for {period}"


def _audit(index: str, period: str) -> str:
    return f"the audit of '{index}' for {period}"


def _uncertainty(index: str, period: str) -> str:
    return f"the uncertainty of '{index}' for {period}"


def _comparison(index: str, first: str, last: str) -> str:
    return f"the comparison of '{index}' from {first} to {last}"


def _survey(name: str, period: str) -> str:
    return f"the estimates of the survey '{name}'{f' for {period}' if period else ''}"


def replace_folder(
    out: Path, what: str, write: Callable[[Path], None], sources: Iterable[SourceFile] = (), kept: Path | None = None
) -> Path:
    """Put a new folder in the place of `out`, whole or not at all, and return it; `write` fills it.

    `what` says in words what it holds; a folder that holds something else is refused, as are results of `sources` that
    were changed meanwhile. What stood there is kept as `kept`, else it goes. Raises OutputError.
    """

    def fill(folder: Path) -> None:
        _refuse_foreign(out, what)
        write(folder)
        refuse_changed(sources)

    _refuse_foreign(out, what)
    return put_folder(out, fill, kept)


def _write(
    assessment: Assessment,
    folder: Path,
    progress: Callable[[str], None],
    comparison: Comparison | None,
    wanted: Wanted,
    corrections: Corrections | None,
) -> None:
    from indexgov.report.correction_files import write_corrections
    from indexgov.report.data_package import write_data_package
    from indexgov.report.ranking_json import write_ranking
    from indexgov.report.site.writer import LARGE

    progress("tables, pages and workbooks")
    # What all tasks need is made before them.
    with _rank_errors_beside(assessment):
        site = _prepared_site(assessment, folder / "site", comparison, wanted, corrections)
    material = site.material
    _ = assessment.ranking, material.pages, material.neighbours
    site.common()
    books = list(_books(material, folder, wanted))
    tasks = _apart(books, [partial(_write_tables, material, folder), *site.tasks()])
    in_parallel(tasks, fresh=len(material.keys) > LARGE)
    _write_alone(site, folder, wanted.single, wanted.pdf)
    write_ranking(assessment, material.pages, folder)
    if corrections is not None:
        write_corrections(corrections, folder)
    write_data_package(assessment, folder)
    write_manifest(assessment, folder, wanted.record(comparison, corrections))


@contextmanager
def _rank_errors_beside(assessment: Assessment) -> Iterator[None]:
    """Let another process make the rank sets of an assessment, which are there after the block."""
    known = vars(assessment)
    if "rank_errors" in known or assessment.error_draws is None:
        yield
        return
    with beside(lambda: assessment.rank_errors) as made:
        yield
        # Where a cached property keeps what it made.
        known["rank_errors"] = made()


def _prepared_site(
    assessment: Assessment,
    folder: Path,
    comparison: Comparison | None,
    wanted: Wanted,
    corrections: Corrections | None,
) -> SiteWriter:
    """What writes the site, with all that can be made before rank sets are known."""
    from indexgov.registry.guidance import load_guidance
    from indexgov.report.change_cards import CardChanges
    from indexgov.report.correction_pages import CorrectionPages
    from indexgov.report.site import Material, SiteWriter

    changes = CardChanges(comparison) if comparison is not None else None
    told = CorrectionPages(corrections) if corrections is not None else None
    guidance, one_book = load_guidance(assessment.registry), wanted.language is not None
    site = SiteWriter(Material(assessment, changes, guidance, one_book, told), folder)
    site.prepare()
    return site


def _apart(books: Sequence[Callable[[], None]], pages: Sequence[Callable[[], None]]) -> list[Callable[[], None]]:
    """The workbooks spread among the pages, so that no two of them need their memory at once."""
    step = math.ceil(len(pages) / max(1, len(books)))
    pieces = [pages[start : start + step] for start in range(0, len(pages), step)]
    return [task for book, piece in zip_longest(books, pieces) for task in ([book] if book else []) + list(piece or ())]


def _write_tables(material: Material, folder: Path) -> None:
    write_tables(material.assessment, folder)
    write_review(material.facts.review, folder)


def _books(material: Material, folder: Path, wanted: Wanted) -> Iterator[Callable[[], None]]:
    """What writes each workbook: of the whole in every language that is wanted, then of single authorities."""
    first = wanted.language or material.languages[0]
    for language in [first] if wanted.language is not None else material.languages if wanted.workbooks else ():
        # The first language is the registry's default and takes the plain name.
        name = "scorecards.xlsx" if language == first else f"scorecards.{language}.xlsx"
        yield partial(_write_book, material, language, folder / name)
    if wanted.books:
        (folder / "books").mkdir()
    for key in dict.fromkeys(wanted.books):
        path = folder / "books" / f"{material.pages[key].removesuffix('.html')}.xlsx"
        yield partial(_write_book, material, first, path, key)


def _write_book(material: Material, language: str, path: Path, only: Key | None = None) -> None:
    from indexgov.report.workbook.scorecards import Since, write_workbook

    changes, since = material.changes, None
    told = material.corrections
    if changes is not None and language in changes.views:
        since = Since(changes.comparison, changes.views[language])
    corrected = told.views[language] if told is not None else None
    write_workbook(material.assessment, material.view(language), path, material.facts.review, since, only, corrected)


def _write_alone(site: SiteWriter, folder: Path, single: Sequence[Key | None], pdf: Sequence[Key | None]) -> None:
    """The pages that stand alone: as one file, and on paper."""
    material = site.material
    places = {key: name.removesuffix(".html") for key, name in material.pages.items()} | {None: "ranking"}
    for name, keys in (("single", single), ("pdf", pdf)):
        if keys:
            (folder / name).mkdir()
    for key in single:
        for language in material.languages:
            page = folder / "single" / f"{places[key]}.{language}.html"
            page.write_text(site.alone(language, key), encoding="utf-8", newline="\n")
    if pdf:
        from indexgov.report.pdf import print_pages

        wanted = [(key, language) for key in pdf for language in material.languages]
        pages = ((site.alone(two, key), folder / "pdf" / f"{places[key]}.{two}.pdf") for key, two in wanted)
        print_pages(pages, material.assessment.dataset.period.last_day)


def _refuse_foreign(out: Path, mine: str) -> None:
    """Refuse a folder that holds anything but earlier results of the same kind, so that nothing is lost."""
    if not out.exists():
        return
    if not out.is_dir():
        raise OutputError(f"'{out}' is a file; name a folder with --out")
    found = {path.relative_to(out).as_posix(): path for path in out.rglob("*") if not path.is_dir()}
    try:
        earlier = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
        known = dict(earlier["outputs"]) | {MANIFEST: ""}
        held = _held(earlier)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        known, held = {}, ""
    foreign = sorted(name for name in found if name not in known)
    seen = digests(out, [path for name, path in found.items() if known.get(name)])
    changed = sorted(name for name, one in seen.items() if one != known[name])
    if foreign:
        what = f"'{out}' holds files that are not results of indexgov, such as '{foreign[0]}'"
    elif changed:
        what = f"'{out}' holds results that were changed since, such as '{changed[0]}'"
    elif known and held != mine:
        what = f"'{out}' holds {held}"
    else:
        return
    raise OutputError(f"{what}; name another folder with --out")


def _held(manifest: dict[str, Any]) -> str:
    """What the folder of a manifest holds, in words."""
    if "survey" in manifest:
        return _survey(str(manifest["survey"]["id"]), str(manifest["period"] or ""))
    if "comparison" in manifest:
        told = manifest["comparison"]
        return _comparison(str(told["index"]), str(told["from"]), str(told["to"]))
    named = _audit if "audit" in manifest else _uncertainty if "uncertainty" in manifest else _results
    return named(str(manifest["registry"]["id"]), str(manifest["period"]))
