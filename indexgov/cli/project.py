"""Commands of a project and its documents: `init`, `schema`, `pages`."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

import indexgov
from indexgov.cli.console import faults_told, not_written, say
from indexgov.cli.options import Existing


@click.command(short_help="Make a small working project to start from.")
@click.argument("folder", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Make a small working project to start from: a registry and a quarter with invented places.

    \b
    Example:
      indexgov init my-index
      indexgov score my-index/2026-Q3
    """
    from indexgov.starter import copy_starter

    try:
        files = copy_starter(folder)
    except OSError as error:
        not_written(folder, error)
    for file in files:
        say(str(file), err=True)
    say(f"\nNext: indexgov score {shlex.quote(str(folder / '2026-Q3'))}", err=True)


@click.command(short_help="Write the JSON Schemas for editors.")
@click.argument("name", required=False, type=click.Choice(["registry", "dataset", "questionnaire", "guidance"]))
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the files, instead of standard output.")
def schema(name: str | None, out: Path | None) -> None:
    """Print a JSON Schema, or write all of them with a reference page: for editors that complete and check keys.

    \b
    Example:
      indexgov schema registry > indicators.schema.json
      indexgov schema --out docs
    """
    from indexgov import schemas

    if name is None and out is None:
        raise click.UsageError("name a schema to print, or a folder for all of them with --out")
    if out is None:
        click.echo("".join(schemas.documents(name).values()), nl=False)
        return
    from indexgov.report.files import write_texts

    try:
        files = write_texts(schemas.documents(name), out)
    except OSError as error:
        not_written(out, error)
    for file in files:
        say(str(file), err=True)


@click.command(short_help="Write the pages of the indicators from the registry.")
@click.argument("registry", type=Existing(dir_okay=False))
@click.option(
    "--questionnaire",
    type=Existing(dir_okay=False),
    help="Questionnaire with the wording of the survey measures.",
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder for the pages.")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail if the pages differ from the registry.")
def pages(registry: Path, questionnaire: Path | None, out: Path, only_check: bool) -> None:
    """Write a page in Markdown for each sub-block, in every language: criteria, law, guidance, questions.

    \b
    Example:
      indexgov pages indicators.yaml --questionnaire methodology/questionnaire.yaml --out methodology/indicators
    """
    from indexgov.report.files import write_texts
    from indexgov.report.indicator_pages import drift, indicator_pages
    from indexgov.report.unchanged_inputs import guidance_of, refuse_changed, seen

    with faults_told(False, ", nothing was written"):
        sources = seen([registry] if questionnaire is None else [registry, questionnaire])
        rules = indexgov.load_registry(registry)
        asked = indexgov.load_questionnaire(questionnaire) if questionnaire is not None else None
        sources += guidance_of(rules)
        texts = indicator_pages(rules, indexgov.load_guidance(rules), asked)
        refuse_changed(sources)
    differing = drift(texts, out)
    if only_check:
        for name, what in differing.items():
            say(f"{(out / name).as_posix()}: {what}", err=True)
        sys.exit(1 if differing else 0)
    try:
        write_texts(texts, out)
        for name in [name for name, what in differing.items() if what == "left over"]:
            (out / name).unlink()
    except OSError as error:
        not_written(out, error)
    say(f"{len(texts)} pages in {out}, {len(differing)} of them new, changed or removed", err=True)
