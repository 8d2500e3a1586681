"""Commands of an archive: `verify`, `migrate`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

import indexgov
from indexgov.cli.console import faults_told, not_written, print_json, say
from indexgov.cli.options import REGISTRY, Existing

if TYPE_CHECKING:
    from indexgov.verification import Verification

_MOST = 10
"""So many names of a finding are told."""


@click.command(short_help="Check archived results against their manifest and their data.")
@click.argument("results", type=Existing(file_okay=False))
@click.option("--dataset", type=Existing(),
              help="The dataset that they were made of: make every file again and compare.")  # fmt: skip
@REGISTRY
@click.option("--previous", metavar="PATH", type=Existing(), multiple=True,
              help="With --dataset: what was given with --previous.")  # fmt: skip
@click.option("--corrects", metavar="RESULTS", type=Existing(),
              help="With --dataset: what was given with --corrects.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON on standard output.")
def verify(
    results: Path,
    dataset: Path | None,
    registry: Path | None,
    previous: tuple[Path, ...],
    corrects: Path | None,
    as_json: bool,
) -> None:
    """Check that archived results are what was written, and that their data still give their scores.

    The digest of every file is compared with manifest.json, and the scores are computed anew from the data in
    assessment.json. With the dataset every file is made again. Leaves with exit code 1 where anything is not as it
    should be.

    \b
    Example:
      indexgov verify out/my-index/2026-Q3
      indexgov verify out/my-index/2026-Q3 --dataset my-index/2026-Q3
    """
    if dataset is None and (registry is not None or previous or corrects is not None):
        raise click.UsageError("--registry, --previous and --corrects are of --dataset: add it, or leave them out")
    with faults_told(as_json, ", nothing was verified"):
        rules = indexgov.load_registry(registry) if registry is not None else None
        found = indexgov.verify(results, dataset, registry=rules, previous=previous, corrects=corrects)
    if as_json:
        findings = [one._asdict() for one in found.findings]
        print_json({"passed": found.passed, "indexgov": found.made_by, "findings": findings})
    else:
        _show(found)
    sys.exit(0 if found.passed else 1)


def _show(found: Verification) -> None:
    """One line a check, and below it what is not as it should be."""
    for one in found.findings:
        say(f"{'ok' if one.passed else 'FAILED':6}  {one.check}: {one.message}")
        for name in one.names[:_MOST]:
            say(f"          {name}")
        if len(one.names) > _MOST:
            say(f"          ... and {len(one.names) - _MOST} more")


@click.command(short_help="Rewrite a file in the version of its language that is read.")
@click.argument("file", type=Existing(dir_okay=False))
def migrate(file: Path) -> None:
    """Rewrite a registry, dataset, questionnaire or guidance of an earlier version in the one that this release reads.

    What stood there is kept beside it, its version added to the name. A file that is in that version already stays as
    it is. Results are not rewritten: they keep what they were made of.

    \b
    Example:
      indexgov migrate indicators.yaml
    """
    from indexgov.registry.source import read_yaml
    from indexgov.registry.versions import migrated
    from indexgov.report.files import write_new, write_whole

    with faults_told(False, ", nothing was rewritten"):
        language, version, text = migrated(read_yaml(file))
    if version == language.version:
        say(f"{file}: this {language.kind} is in version {version} already, which is the one that is read")
        return
    kept = file.with_name(f"{file.name}.v{version}")
    try:
        write_new(kept, lambda path: path.write_bytes(file.read_bytes()))
        write_whole(file, lambda path: path.write_bytes(text.encode()))
    except OSError as error:
        not_written(kept, error, "it was kept by an earlier run; move it away")
    say(f"{file}: rewritten from version {version} to {language.version}; what stood there is in {kept}")
