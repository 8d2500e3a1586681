"""The reference of the command line, made from the commands themselves: the directive `commands` of commands.md."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

import click
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from indexgov.cli import main

_VERBATIM = "\b\n"


def reference() -> str:
    """Every command in Markdown, in the order of `indexgov --help`."""
    return "\n\n".join("\n\n".join(_command(name, one)) for name, one in main.commands.items())


def _command(name: str, command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=f"indexgov {name}", parent=None)
    yield f"## {name}"
    yield _block(f"indexgov {name} {' '.join(command.collect_usage_pieces(context))}")
    for paragraph in re.split(r"\n{2,}", inspect.cleandoc(command.help or "")):
        yield _paragraph(paragraph)
    options = [one for one in command.params if isinstance(one, click.Option)]
    if options:
        yield "\n".join(["| option | what it does |", "|---|---|", *(_row(one, context) for one in options)])


def _paragraph(text: str) -> str:
    """A paragraph of help; what stands as it is there stands so here, under its first line."""
    if not text.startswith(_VERBATIM):
        return text
    title, _, rest = text.removeprefix(_VERBATIM).partition("\n")
    return f"{title}\n\n{_block(inspect.cleandoc(rest))}"


def _block(text: str) -> str:
    return f"```text\n{text}\n```"


def _row(option: click.Option, context: click.Context) -> str:
    """An option with its value and what it does, as `--help` tells."""
    names, told = option.get_help_record(context) or ("", "")
    names, told = (text.replace("|", "\\|") for text in (f"`{names}`", told))
    return f"| {names} | {told} |"


class Commands(SphinxDirective):
    """Puts the reference of all commands in its place."""

    def run(self) -> list[nodes.Node]:
        """The reference as parts of the page."""
        return self.parse_text_to_nodes(reference(), allow_section_headings=True)


def setup(app: Sphinx) -> dict[str, Any]:
    """Make the directive known."""
    app.add_directive("commands", Commands)
    return {"version": "1", "parallel_read_safe": True}
