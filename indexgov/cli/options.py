"""What several commands are asked in the same words: a dataset, a registry, draws, where results go."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

import indexgov
from indexgov.languages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.decorators import FC

    from indexgov.tables import Dataset


class Existing(click.Path):
    """A file or folder that is there. Where it is not, the nearest name is told."""

    def __init__(self, *, file_okay: bool = True, dir_okay: bool = True) -> None:
        super().__init__(exists=True, file_okay=file_okay, dir_okay=dir_okay, path_type=Path)

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        """The path, or click's error."""
        if not os.path.lexists(value):
            self.fail(f"'{os.fspath(value)}' does not exist{_meant(Path(value))}", param, ctx)
        return super().convert(value, param, ctx)


def _meant(path: Path) -> str:
    """What lies in the place of the first part of a path that is missing and has nearly its name."""
    from indexgov.errors import nearest

    missing = path
    while not missing.parent.is_dir() and missing != missing.parent:
        missing = missing.parent
    try:
        name = nearest(missing.name, sorted(one.name for one in missing.parent.iterdir()))
    except OSError:
        return ""
    return f"; did you mean '{missing.parent / name}'?" if name else ""


def _draws(_context: click.Context, _option: click.Parameter, count: int) -> int:
    """A number of draws: one alone tells no spread."""
    if count == 1:
        raise click.BadParameter("1 draw tells no spread; make at least 2, or 0 to skip them")
    return count


DATASET = click.argument("dataset", type=Existing())
REGISTRY = click.option(
    "--registry",
    type=Existing(dir_okay=False),
    help="Use this registry instead of the dataset's.",
)
DRAWS = click.option(
    "--draws", type=click.IntRange(min=0), default=1000, show_default=True, callback=_draws,
    help="How many draws rank intervals are made of; 0 skips them.",
)  # fmt: skip
SEED = click.option(
    "--seed", type=click.IntRange(min=0), default=20260930, show_default=True,
    help="Of the draws; the same seed gives the same intervals.",
)  # fmt: skip
QUIET = click.option("--quiet", is_flag=True, help="Print nothing but errors.")


def language_option(told: str) -> Callable[[FC], FC]:
    """The option `--lang`, with what the command tells in that language."""
    return click.option("--lang", type=click.Choice(LANGUAGES), help=told)


def read_dataset(dataset: Path, registry: Path | None, language: str | None = None) -> Dataset:
    """The dataset that a command is given, with its own registry or another one.

    Raises InputError with all that is wrong with them, IndexgovError for a language in which the registry has no
    titles.
    """
    from indexgov.errors import IndexgovError

    rules = indexgov.load_registry(registry) if registry else None
    loaded = indexgov.load_dataset(dataset, rules, processes=2)
    languages = loaded.registry.languages
    if language is not None and language not in languages:
        raise IndexgovError(f"the registry has no titles in '{language}', only in {', '.join(languages)}")
    return loaded


def results_folder(name: str, dataset: Path, ending: str = "") -> Path:
    """Where results go if nobody says: `name` is that of the index or survey."""
    folder = dataset if dataset.is_dir() else dataset.parent
    return Path("out") / name / f"{folder.resolve().name}{ending}"
