"""The `indexgov` command: the only package that prints and exits. Heavy imports stand inside the commands."""

from __future__ import annotations

import gc

import click

import indexgov
from indexgov.cli.archive import migrate, verify
from indexgov.cli.audit import audit
from indexgov.cli.compare import compare
from indexgov.cli.ending import Commands
from indexgov.cli.forms import form, template, territories
from indexgov.cli.project import init, pages, schema
from indexgov.cli.scoring import check, explain, score
from indexgov.cli.survey import survey
from indexgov.cli.uncertainty import uncertainty


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(indexgov.__version__, prog_name="indexgov")
def main() -> None:
    """Score and rank local government from a methodology in YAML and a quarter in a folder.

    \b
    Example:
      indexgov init my-index
      indexgov check my-index/2026-Q3
      indexgov score my-index/2026-Q3
    """


# A run makes many objects, hardly any in circles, and ends: looking for these all the time took a tenth of it.
gc.set_threshold(200_000, 50, 100)

for _command in (
    check,
    score,
    explain,
    compare,
    uncertainty,
    audit,
    survey,
    verify,
    template,
    form,
    territories,
    pages,
    init,
    schema,
    migrate,
):
    main.add_command(_command)
