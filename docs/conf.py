"""How `python -m sphinx -W --keep-going -b html docs out/manual` makes the manual; nothing is fetched."""

from __future__ import annotations

import re
import sys
from functools import partial
from pathlib import Path
from typing import Any

from docutils.nodes import Element, SkipNode
from latex2mathml.converter import convert
from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import indexgov

project = "indexgov"
version = release = indexgov.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "docs.command_reference"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build", "examples"]
myst_heading_anchors = 4
myst_enable_extensions = ["dollarmath"]
html_math_renderer = "mathml"  # which browsers show without a script from elsewhere
default_role = "code"  # docstrings write code in single backticks
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
html_theme = "furo"
html_title = f"indexgov {release}"
html_show_copyright = False
html_show_sphinx = False
html_copy_source = False
smartquotes = False  # options of commands keep their two hyphens


def _contents_that_are_there(app: Sphinx, name: str, source: list[str]) -> None:
    """Leave out of the table of contents what names no page, so that a translation may lag behind."""
    if name == "index":
        head, *blocks = re.split(r"^(?=```{toctree}$)", source[0], flags=re.MULTILINE)
        source[0] = head + "".join(_EMPTY.sub("", _ENTRY.sub(partial(_if_there, app), one)) for one in blocks)


_ENTRY = re.compile(r"^[a-z][\w/*-]*\n", re.MULTILINE)
_EMPTY = re.compile(r"^```{toctree}\n(:.*\n)*\n*```$", re.MULTILINE)


def _if_there(app: Sphinx, entry: re.Match[str]) -> str:
    return entry[0] if any(app.srcdir.glob(f"{entry[0].strip()}.md")) else ""


def _inline(writer: Any, node: Element) -> None:
    writer.body.append(convert(node.astext()))
    raise SkipNode


def _displayed(writer: Any, node: Element) -> None:
    writer.body.append(convert(node.astext().strip(), display="block"))
    raise SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    """Teach Pygments that a table of commas has no colours, the table of contents what there is, pages formulas."""
    app.add_html_math_renderer("mathml", inline_renderers=(_inline, None), block_renderers=(_displayed, None))
    app.connect("source-read", _contents_that_are_there)
    app.add_lexer("csv", TextLexer)
    return {"parallel_read_safe": True}
