"""Pages in several languages: one style sheet, a page to choose a language, and a folder of pages for each."""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Call, Expr, Name
from markupsafe import Markup, escape

from indexgov.report.methodology import web_link
from indexgov.report.model import Head, Key
from indexgov.report.words import Words

_TEMPLATES = Path(__file__).parent / "templates"
View = TypeVar("View", bound=Head)
Label = tuple[str, int, Markup]
"""Table, position and name of a column that says its name in each row where the screen is narrow."""


class _Keyed(Protocol):
    @property
    def key(self) -> Key: ...


_One = TypeVar("_One", bound=_Keyed)


def write_pages(
    views: Sequence[View],
    folder: Path,
    labels: Callable[[View], Sequence[Label]],
    style: str,
    pages: Callable[[View, dict[str, Any]], Iterable[tuple[str, str]]],
) -> None:
    """Write the pages of the views, one a language, into `folder`.

    `style` follows the style sheet of all pages. `pages` gives the file names of a view with their content; it gets the
    view and what every template needs.
    """
    write_common(views, folder, {view.language: labels(view) for view in views}, style)
    for view in views:
        for name, html in pages(view, shared_by_pages(view, views)):
            write_text(folder / view.language / name, html)


def write_common(views: Sequence[Head], folder: Path, labels: Mapping[str, Sequence[Label]], style: str) -> None:
    """Write what the pages of all languages share: style sheet, the choice of a language, a folder for each."""
    made = templates()
    for view in views:
        (folder / view.language).mkdir(parents=True, exist_ok=True)
    write_text(folder / "style.css", made.get_template("style.css.j2").render(labels=labels) + style)
    write_text(folder / "index.html", made.get_template("languages.html.j2").render(views=views))


def shared_by_pages(view: Head, views: Sequence[Head]) -> dict[str, Any]:
    """What every template needs."""
    return {
        "view": view,
        "views": views,
        "t": view.words.text,
        "w": label_texts(view.words),
        "web_link": web_link,
        "nav": (),
        "page_kind": "supplement",
    }


class Compiled(FileSystemBytecodeCache):
    """Compiled templates beside their source, as Python keeps its own, where that folder can be written."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read a compiled template; one that cannot be read is compiled again."""
        with contextlib.suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template, if that is allowed."""
        if not sys.dont_write_bytecode:
            with contextlib.suppress(OSError):
                Path(self.directory).mkdir(exist_ok=True)
                super().dump_bytecode(bucket)


_OWN = frozenset({"fig", "told", "t", "counted"})
"""Functions that pages call some hundred times, none of which asks for the context of a template."""


class _Code(CodeGenerator):
    """Writes templates that print with `printed` instead of `escape`, and call our own functions straight away."""

    def visit_Call(self, node: Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        if isinstance(node.node, Name) and node.node.name in _OWN:
            self.write("environment.called(")
            self.visit(node.node, frame)
            self.signature(node, frame)
            self.write(")")
        else:
            super().visit_Call(node, frame, forward_caller=forward_caller)

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write("environment.printed(")
        else:
            super()._output_child_pre(node, frame, finalize)


class _Environment(Environment):
    """Templates that print what needs no escaping as it is: half of their time was to wrap such text."""

    code_generator_class = _Code

    @staticmethod
    def called(function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """What a function gives."""
        return function(*arguments, **named)

    @staticmethod
    def printed(value: object) -> str:
        """A value as it stands in a page."""
        if value.__class__ is Markup or (value.__class__ is str and not _SIGNS(value)):
            return value
        return escape(value)


_SIGNS = re.compile("[&<>\"']").search


@cache
def templates() -> Environment:
    """The templates of all pages."""
    return _Environment(
        loader=FileSystemLoader(_TEMPLATES),
        bytecode_cache=Compiled(str(_TEMPLATES / "__pycache__"), "%s.jinja"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def label_texts(words: Words) -> dict[str, Markup]:
    """The texts without placeholders, escaped once, because a page prints thousands of them."""
    return {key: escape(text) for key, text in words.labels().items()}


def css_text(text: str) -> Markup:
    """Text for a string of a style sheet: every sign but letters, digits and spaces as its number."""
    return Markup(re.sub(r"[^\w ]", lambda sign: f"\\{ord(sign[0]):x} ", text))


def by_territory(cards: Iterable[_One]) -> dict[str, list[_One]]:
    """The cards of each territory."""
    found: dict[str, list[_One]] = {}
    for card in cards:
        found.setdefault(card.key[0], []).append(card)
    return found


def write_text(path: Path, text: str) -> None:
    """Write a file with the line ends of all machines."""
    path.write_text(text, encoding="utf-8", newline="\n")
