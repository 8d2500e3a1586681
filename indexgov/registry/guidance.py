"""Reads the guidance of a registry: the words of the levels, how to check, what to keep as evidence, what to do.

One file a language, keyed by the ids of the criteria, so that `indicators.yaml` stays a list that can be scanned. The
files are complete in both directions: every criterion of any edition has its guidance, and no guidance stands alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import Annotated, Literal

from pydantic import Field

from indexgov.errors import InputError, Problem, choose_from, errors_in, quoted
from indexgov.languages import Language
from indexgov.registry.base import Id, Model
from indexgov.registry.models import Indicator, Registry
from indexgov.registry.source import Path_, Source, is_file, read_yaml
from indexgov.registry.validation import Reading, read_model

Sentences = Annotated[str, Field(min_length=1)]


class CriterionGuidance(Model):
    """What a monitor and a body must know of one criterion, in one language."""

    levels: dict[Id, Sentences] = Field(default={}, examples=[{"met": "The page is there.", "none": "It is not."}])
    """For each level of the scale what must be seen for it."""
    parts: dict[Id, Sentences] = Field(default={})
    """For each count of a ratio what is counted."""
    value: Sentences | None = None
    """Of a criterion that is a number: which number is recorded."""
    not_applicable: Sentences | None = None
    """When it does not apply and what proves that; only where the registry allows reasons."""
    check: Sentences
    """Where to look, how many items to sample, how recent they must be."""
    evidence: Sentences
    """What the monitor keeps as evidence."""
    remedy: Sentences
    """What the body can do about it, in one sentence."""

    def texts(self) -> dict[Path_, str]:
        """Every text by its path below the criterion."""
        found: dict[Path_, str] = {("levels", name): text for name, text in self.levels.items()}
        found |= {("parts", name): text for name, text in self.parts.items()}
        for key in ("value", "not_applicable", "check", "evidence", "remedy"):
            if (text := getattr(self, key)) is not None:
                found[key,] = text
        return found


class GuidanceFile(Model):
    """The whole content of a guidance file."""

    indexgov_guidance: Literal[1]
    """Version of the language of this file."""
    registry: str
    """Id of the registry to which the guidance belongs."""
    language: Language
    """Language of every text of the file."""
    criteria: dict[Id, CriterionGuidance]
    """Guidance by the id of the criterion, of every edition."""


Guidance = Mapping[str, Mapping[str, CriterionGuidance]]
"""Guidance by language, then by the id of the criterion."""


def load_guidance(registry: Registry) -> Guidance:
    """The guidance that stands in the folder which the registry names under `guidance`; empty where it names none.

    Raises InputError with every problem of all files, each at its line and column.
    """
    problems: list[Problem] = []
    readings: dict[str, Reading[GuidanceFile]] = {}
    for language, path in guidance_files(registry).items():
        if not is_file(path):
            message = f"the file '{path.as_posix()}' does not exist"
            advice = f"write the guidance in '{language}', or correct 'guidance'"
            problems.append(Problem("file", registry.place(("guidance",)), message, advice))
            continue
        readings[language] = read_model(GuidanceFile, read_yaml(path, path.as_posix()))
    check = _Check(registry, readings)
    for language, reading in readings.items():
        found = [*reading.problems, *(problem for rule in _RULES for problem in rule(check, language))]
        problems += sorted(found, key=lambda problem: (problem.place.line or 0, problem.place.column or 0))
    if errors_in(problems):
        raise InputError(problems)
    return {language: check.criteria(language) for language in readings}


def guidance_files(registry: Registry) -> dict[str, Path]:
    """The guidance file of each language of a registry; none where it has no guidance.

    Raises InputError where the registry names a place of one computer, before anything there is opened.
    """
    if registry.guidance is None:
        return {}
    if PureWindowsPath(registry.guidance).anchor:
        message, advice = f"the path '{registry.guidance}' is absolute", "write it from the folder of this file"
        raise InputError([Problem("path", registry.place(("guidance",)), message, advice)])
    folder = Path(registry.file).parent / registry.guidance
    return {language: folder / f"{language}.yaml" for language in registry.languages}


@dataclass(frozen=True)
class _Check:
    """What a rule looks at: the registry, and every file as far as it could be read."""

    registry: Registry
    readings: Mapping[str, Reading[GuidanceFile]]

    @property
    def expected(self) -> dict[str, Indicator]:
        """The criteria that need guidance: what monitors judge, of all editions."""
        return {one.id: one for one in self.registry.indicators if not one.from_survey}

    def source(self, language: str) -> Source:
        """The file of a language."""
        return self.readings[language].source

    def criteria(self, language: str) -> Mapping[str, CriterionGuidance]:
        """What could be read of a language."""
        model = self.readings[language].model
        return {} if model is None else model.criteria

    def written(self, language: str) -> Sequence[str]:
        """The ids that stand in a file, also those whose content is faulty."""
        data = self.source(language).data
        entries = data.get("criteria") if isinstance(data, dict) else None
        return list(entries) if isinstance(entries, dict) else []


def _header(check: _Check, language: str) -> Iterator[Problem]:
    """A file says to which registry it belongs and its own language."""
    model = check.readings[language].model
    if model is None:
        return
    if model.registry != check.registry.id:
        message = f"this guidance belongs to '{model.registry}', and the registry is '{check.registry.id}'"
        yield check.source(language).problem("guidance-registry", ("registry",), message, "name the right folder")
    if model.language != language:
        message = f"the file of '{language}' says that its language is '{model.language}'"
        yield check.source(language).problem("guidance-language", ("language",), message, f"write '{language}'")


def _complete(check: _Check, language: str) -> Iterator[Problem]:
    """Every criterion has its guidance, and all guidance its criterion."""
    source, written = check.source(language), check.written(language)
    if not written:
        return
    for name in written:
        if name not in check.expected:
            message, advice = f"there is no criterion '{name}'", choose_from(name, list(check.expected))
            yield Problem("unknown-indicator", source.key_place(("criteria", name)), message, advice)
    missing = [name for name in check.expected if name not in written]
    if missing:
        what = "criterion has" if len(missing) == 1 else f"{len(missing)} criteria have"
        message = f"{what} no guidance: {quoted(missing)}"
        yield Problem("guidance-missing", source.key_place(("criteria",)), message, "add an entry for each")


def _fits_scale(check: _Check, language: str) -> Iterator[Problem]:
    """The words of the levels are those of the levels of the scale, likewise parts and numbers."""
    for name, entry in check.criteria(language).items():
        if name not in check.expected:
            continue
        scale = check.registry.scales[check.expected[name].scale]
        wanted = {"levels": tuple(scale.levels or ()), "parts": scale.ratio.parts if scale.ratio is not None else ()}
        for key, ids in wanted.items():
            yield from _same_ids(check.source(language), name, key, getattr(entry, key), ids)
        number = not any(wanted.values())
        path: Path_ = ("criteria", name, "value")
        if number and entry.value is None:
            message, advice = f"'{name}' is a number, and nothing says which", "add 'value'"
            yield Problem("guidance-value", check.source(language).key_place(path[:-1]), message, advice)
        elif not number and entry.value is not None:
            message = f"'{name}' has {'levels' if wanted['levels'] else 'parts'} and is no single number"
            yield Problem("guidance-value", check.source(language).key_place(path), message, "remove 'value'")


def _same_ids(source: Source, name: str, key: str, texts: Mapping[str, str], ids: Sequence[str]) -> Iterator[Problem]:
    path: Path_ = ("criteria", name, key)
    word = key.removesuffix("s")
    for one in texts:
        if one not in ids:
            message = f"'{name}' has no {word} '{one}'"
            advice = choose_from(one, ids) if ids else f"its scale has no {key}; remove them"
            yield Problem(f"guidance-{key}", source.key_place((*path, one)), message, advice)
    missing = [one for one in ids if one not in texts]
    if missing:
        message = f"'{name}' says nothing of the {word if len(missing) == 1 else key} {quoted(missing)}"
        place = source.key_place(path if texts else path[:-1])
        yield Problem(f"guidance-{key}", place, message, f"add {', '.join(missing)} under '{key}'")


def _not_applicable(check: _Check, language: str) -> Iterator[Problem]:
    """Whoever can be not applicable says when, and nobody else does."""
    source = check.source(language)
    for name, entry in check.criteria(language).items():
        indicator = check.expected.get(name)
        path: Path_ = ("criteria", name, "not_applicable")
        if indicator is None:
            continue
        if indicator.not_applicable and entry.not_applicable is None:
            message = f"'{name}' may be not applicable for {quoted(indicator.not_applicable)}, and nothing says when"
            yield Problem("guidance-not-applicable", source.key_place(path[:-1]), message, "add 'not_applicable'")
        elif not indicator.not_applicable and entry.not_applicable is not None:
            message = f"the registry lists no reason for which '{name}' is not applicable"
            advice = "remove the text, or list the reason in the registry"
            yield Problem("guidance-not-applicable", source.key_place(path), message, advice)


def _translated(check: _Check, language: str) -> Iterator[Problem]:
    """A text that stands word for word in the file of another language was not translated."""
    others = [one for one in check.readings if list(check.readings).index(one) < list(check.readings).index(language)]
    for name, entry in check.criteria(language).items():
        for path, text in entry.texts().items():
            for other in others:
                twin = check.criteria(other).get(name)
                if twin is not None and twin.texts().get(path) == text:
                    message = f"the text in '{language}' is that of '{other}'"
                    place = check.source(language).place(("criteria", name, *path))
                    yield Problem("guidance-untranslated", place, message, "translate it")


_RULES: tuple[Callable[[_Check, str], Iterator[Problem]], ...] = (
    _header, _complete, _fits_scale, _not_applicable, _translated,
)  # fmt: skip
