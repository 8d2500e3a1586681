"""The versions of the languages in which files are written, and how a file of an earlier version is rewritten."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import indexgov
from indexgov.errors import InputError, Place, Problem
from indexgov.registry.source import Mapping, Source, parse_yaml


class Language(NamedTuple):
    """A kind of file, the key under which it says its version, and the version that this release reads."""

    key: str
    kind: str
    version: int


LANGUAGES = (
    Language("indexgov", "registry", 1),
    Language("indexgov_dataset", "dataset", 1),
    Language("indexgov_questionnaire", "questionnaire", 1),
    Language("indexgov_guidance", "guidance", 1),
)


class Migration(NamedTuple):
    """How a file is brought from one version of its language to the next."""

    key: str
    """The key of the language."""
    version: int
    """The version from which it is brought."""
    rewrite: Callable[[Source], str]
    """Gives the text in the next version, with comments as far as they still belong; the number is set afterwards."""


MIGRATIONS: tuple[Migration, ...] = ()
"""One for each version before that which is read. There is none, as every language is still in its first version."""


def version_problem(source: Source) -> Problem | None:
    """What is to be told of a file in a version that this release does not read; None where it reads it."""
    found = _written(source)
    if found is None or found[1] == found[0].version:
        return None
    language, version = found
    own = f"indexgov {indexgov.__version__} reads version {language.version}"
    message = f"this {language.kind} is in version {version} of its language, and {own}"
    if version > language.version:
        advice = f"install a release of indexgov that reads version {version}"
    elif _step(language, version) is not None:
        advice = f"rewrite it with 'indexgov migrate {source.file}'"
    else:
        advice = f"no release of indexgov wrote it; write '{language.key}: {language.version}' and check the file"
    return source.problem("language-version", (language.key,), message, advice)


def migrated(source: Source) -> tuple[Language, int, str]:
    """The language of a file, the version in which it is written, and its text in the version that is read.

    Raises InputError for a file that says no version, or from whose version no migration leads on.
    """
    found = _written(source)
    if found is None:
        message = "this file does not say in which version of which language it is written"
        keys = ", ".join(f"'{one.key}: {one.version}'" for one in LANGUAGES)
        faults = source.problems or [
            Problem("language-version", Place(source.file), message, f"expected one of {keys}")
        ]
        raise InputError(faults)
    language, first = found
    for version in range(first, language.version):
        step = _step(language, version)
        if step is None:
            break
        source = _with_version(parse_yaml(step.rewrite(source), source.file), language.key, version + 1)
    problem = version_problem(source)
    if problem is not None or source.problems:
        raise InputError(source.problems if problem is None else [problem])
    return language, first, source.text


def _written(source: Source) -> tuple[Language, int] | None:
    """The language of a file and the version that it says; None where it says none that is a whole number."""
    data = source.data
    if not isinstance(data, Mapping):
        return None
    for language in LANGUAGES:
        # A dataset need not say its version while it is the first.
        version = data.get(language.key, 1 if language.kind == "dataset" and "period" in data else None)
        if isinstance(version, int) and not isinstance(version, bool):
            return language, version
    return None


def _step(language: Language, version: int) -> Migration | None:
    return next((one for one in MIGRATIONS if (one.key, one.version) == (language.key, version)), None)


def _with_version(source: Source, key: str, version: int) -> Source:
    """The file with another number under the key of its language, which is added where it is not written."""
    place, raw = source.place((key,)), source.raw((key,))
    if raw is None or place.line is None or place.column is None:
        return parse_yaml(f"{source.text.rstrip()}\n{key}: {version}\n", source.file)
    lines = source.text.splitlines(keepends=True)
    line, start = lines[place.line - 1], place.column - 1
    lines[place.line - 1] = f"{line[:start]}{version}{line[start + len(raw) :]}"
    return parse_yaml("".join(lines), source.file)
