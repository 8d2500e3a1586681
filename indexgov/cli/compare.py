"""The command of periods beside each other: `compare`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import indexgov
from indexgov.cli.console import (
    faults_told,
    print_lines,
    print_results,
    tell,
    tell_files,
    terminal_width,
)
from indexgov.cli.options import DRAWS, QUIET, SEED, Existing, language_option

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from indexgov.analysis.compare import Comparison
    from indexgov.analysis.subject import Asked
    from indexgov.report.terminal import Line
    from indexgov.scoring import Assessment


@click.command(short_help="Tell what changed between periods, and why.")
@click.argument("paths", nargs=-1, required=True, metavar="A B [C ...]", type=Existing())
@click.option("--restate", is_flag=True, help="Also score all periods with the methodology of the last one.")
@click.option(
    "--new-localities", is_flag=True,
    help="Codes of sampling units say nothing from period to period: the samples are independent.",
)  # fmt: skip
@DRAWS
@SEED
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the results.  [default: out/INDEX/FROM-to-TO]")
@language_option("Language of the lines and of the workbook.  [default: English and the registry's first]")
@click.option("--json", "as_json", is_flag=True, help="Print the moves of the totals as JSON on standard output.")
@QUIET
def compare(
    paths: tuple[Path, ...],
    restate: bool,
    new_localities: bool,
    draws: int,
    seed: int,
    out: Path | None,
    lang: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Tell what changed between periods, and split every change into methodology, substance and coverage.

    A, B and so on are datasets or folders of results, in any order; draws and seed are for datasets, results keep
    their own. Tables, a workbook and pages are written, and the totals that rose and fell most are shown with their
    reasons.

    \b
    Example:
      indexgov compare samples/demo/2026-Q2 samples/demo/2026-Q3
      indexgov compare out/my-index/2026-Q2 my-index/2026-Q3 --restate --lang ru
    """
    from indexgov.report.change_view import chosen_language

    if len(paths) < 2:
        raise click.UsageError("name two datasets or folders of results, or more")
    with faults_told(as_json, ", nothing was compared"):
        opened = [indexgov.load_assessment(path, None, seed, draws) for path in paths]
        found = indexgov.compare(opened, restate=restate, new_localities=new_localities)
        told_in = chosen_language(found, lang, "en")
        out = out or _default(found)
        indexgov.write_comparison(found, out, lang, new_localities=new_localities, unchanged=True)
    if as_json:
        from indexgov.report.change_files import head_record

        problems = [problem for one in found.assessments for problem in one.dataset.problems]
        print_results(head_record(found, new_localities), out, problems)
    elif not quiet:
        for one in found.assessments:
            tell(one.dataset.problems)
        _show(found, out, told_in)


def _default(found: Comparison) -> Path:
    from indexgov.report.change_files import default_name

    return Path("out") / found.assessments[-1].registry.id / default_name(found.assessments)


def _show(found: Comparison, out: Path, language: str) -> None:
    """The moves, and where the files are."""
    from indexgov.report.change_text import comparison_lines
    from indexgov.report.change_view import comparison_views

    (view,) = comparison_views(found, [language])
    print_lines(comparison_lines(view, terminal_width()), err=False)
    tell_files(out, "comparison.xlsx", "site/index.html")


def compared_with(previous: Sequence[Path], assessment: Assessment) -> Comparison | None:
    """The comparison of an assessment with the periods before it, in any order; None where none is named.

    Raises InputError for what is wrong with one of them, IndexgovError where it is not before.
    """
    from indexgov.errors import IndexgovError

    if not previous:
        return None
    earlier = [indexgov.load_assessment(path, seed=assessment.seed, draws=assessment.draws) for path in previous]
    later = assessment.dataset
    for path, one in zip(previous, earlier, strict=True):
        before = one.dataset
        if (before.period, before.revision) >= (later.period, later.revision):
            raise IndexgovError(
                f"'{path}' holds {before.period}, revision {before.revision}, which is not before {later.period}, "
                f"revision {later.revision}; name an earlier period with --previous"
            )
    return indexgov.compare([*earlier, assessment])


def change_lines(since: Comparison | None, asked: Asked, language: str, width: int) -> Iterator[Line]:
    """What changed since the periods before, as lines; nothing where none is named."""
    if since is None:
        return
    from indexgov.report.change_text import authority_lines
    from indexgov.report.change_view import chosen_language, comparison_views
    from indexgov.report.terminal import Line

    (view,) = comparison_views(since, [chosen_language(since, None, language)])
    yield Line("")
    yield from authority_lines(view, (asked.territory, asked.body), width)


def change_content(since: Comparison | None, asked: Asked) -> dict[str, Any]:
    """The same for programs."""
    if since is None:
        return {}
    from indexgov.report.change_files import authority_record

    return {"change": authority_record(since, asked.territory, asked.body)}
