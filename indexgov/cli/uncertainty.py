"""The command of uncertainty: `uncertainty`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

import indexgov
from indexgov.cli.console import faults_told, print_lines, print_results, tell, tell_files, terminal_width
from indexgov.cli.options import DATASET, QUIET, REGISTRY, language_option, read_dataset, results_folder

if TYPE_CHECKING:
    from indexgov.analysis.uncertainty import Uncertainty


@click.command(short_help="Tell how sure scores and ranks are, and what drives it.")
@DATASET
@REGISTRY
@click.option("--draws", type=click.IntRange(min=2), default=1000, show_default=True, help="How many draws.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=20260930, show_default=True, help="The same seed, the same result."
)
@click.option(
    "--workers", type=click.IntRange(min=1), help="Threads; results do not depend on it.  [default: one a processor]"
)
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder for the results.  [default: out/INDEX/DATASET-uncertainty]"
)
@language_option("Language of what is told and of the workbook.  [default: English and the registry's first]")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON on standard output.")
@QUIET
def uncertainty(
    dataset: Path,
    registry: Path | None,
    draws: int,
    seed: int,
    workers: int | None,
    out: Path | None,
    lang: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Tell which ranks the errors of survey and assessors leave possible, what other weights and methods would give,
    and what drives the uncertainty of each score.

    What is varied stands under 'uncertainty' in the registry; the sampling error of the survey always is.

    \b
    Example:
      indexgov uncertainty samples/demo/2026-Q3
      indexgov uncertainty samples/demo/2026-Q3 --draws 4000 --seed 7 --out results
    """
    from indexgov.progress import Bar

    with faults_told(as_json, ", nothing was written"), Bar(shown=not quiet and not as_json) as bar:
        bar("reading", None)
        loaded = read_dataset(dataset, registry, lang)
        bar("estimating", None)
        assessment = indexgov.score(loaded.registry, loaded, seed, draws)
        found = indexgov.uncertainty(assessment, workers or os.cpu_count() or 1)
        bar("writing", None)
        out = out or results_folder(loaded.registry.id, dataset, "-uncertainty")
        indexgov.write_uncertainty(found, out, lang or loaded.registry.languages[0], unchanged=True)
    if as_json:
        from indexgov.report.uncertainty_files import uncertainty_record

        print_results(uncertainty_record(found, lang or ""), out, loaded.problems)
    elif not quiet:
        tell(loaded.problems)
        _show(found, out, lang)


def _show(found: Uncertainty, out: Path, language: str | None) -> None:
    """What was drawn, the top of each ranking, and where the files are."""
    from indexgov.report.uncertainty_text import uncertainty_lines

    print_lines(uncertainty_lines(found, language or "", terminal_width()), err=False)
    tell_files(out, "uncertainty.xlsx", "site/index.html")
