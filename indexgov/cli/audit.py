"""The command of the audit: `audit`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

import indexgov
from indexgov.cli.console import faults_told, print_lines, print_results, tell, tell_files, terminal_width
from indexgov.cli.options import DATASET, QUIET, REGISTRY, language_option, read_dataset, results_folder

if TYPE_CHECKING:
    from indexgov.analysis.audit import Audit


@click.command(short_help="Tell whether the index is sound, and what could be mended.")
@DATASET
@REGISTRY
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder for the results.  [default: out/INDEX/DATASET-audit]"
)
@language_option("Language of the findings and of the workbook.  [default: English and the registry's first]")
@click.option("--json", "as_json", is_flag=True, help="Print the whole audit as JSON on standard output.")
@QUIET
def audit(dataset: Path, registry: Path | None, out: Path | None, lang: str | None, as_json: bool, quiet: bool) -> None:
    """Tell whether the index is sound: what its scores say about its indicators, weights, gaps and assessors.

    Findings come in words with what could be done about them; a page in each language, a workbook and JSON hold every
    figure behind them.

    \b
    Example:
      indexgov audit samples/demo/2026-Q3
      indexgov audit samples/demo/2026-Q3 --lang ru --out results
    """
    with faults_told(as_json, ", nothing was written"):
        loaded = read_dataset(dataset, registry, lang)
        found = indexgov.audit(indexgov.score(loaded.registry, loaded))
        out = out or results_folder(loaded.registry.id, dataset, "-audit")
        indexgov.write_audit(found, out, lang or loaded.registry.languages[0], unchanged=True)
    if as_json:
        from indexgov.report.audit_files import audit_record

        print_results(audit_record(found, lang or ""), out, loaded.problems)
    elif not quiet:
        tell(loaded.problems)
        _show(found, out, lang)


def _show(found: Audit, out: Path, language: str | None) -> None:
    """The findings, and where the files are."""
    from indexgov.report.audit_text import audit_lines

    print_lines(audit_lines(found, language or "", terminal_width()), err=False)
    tell_files(out, "audit.xlsx", "site/index.html")
