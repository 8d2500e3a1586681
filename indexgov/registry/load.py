"""Reads `indicators.yaml` and says everything that is wrong with it, or returns the methodology."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from indexgov.errors import InputError, Problem, errors_in
from indexgov.registry.models import Registry
from indexgov.registry.outline import outline
from indexgov.registry.rules import RULES, Check
from indexgov.registry.source import Source, parse_yaml, read_yaml
from indexgov.registry.validation import read_model


def load_registry(path: str | Path) -> Registry:
    """The registry in a YAML file.

    Raises InputError with every problem of the file, each at its line and column.
    """
    return _registry(read_yaml(Path(path)))


def parse_registry(text: str, file: str = "indicators.yaml") -> Registry:
    """The registry in YAML text; `file` is the name that messages show. Raises InputError like `load_registry`."""
    return _registry(parse_yaml(text, file))


def restored_registry(content: dict[str, Any], digest: str) -> Registry:
    """The registry that stands in results, as `model_dump` wrote it; it was checked when they were made.

    `digest` is the SHA-256 of the file that it was read from. Raises ValueError where it is no registry of this
    release.
    """
    registry = Registry.model_validate(content)
    registry._digest = digest
    return registry


def _registry(source: Source) -> Registry:
    if isinstance(source.data, dict) and "components" not in source.data:
        for key, what in (("indexgov_questionnaire", "questionnaire"), ("period", "dataset")):
            if key in source.data:
                message = f"this file is a {what}, not a registry"
                raise InputError([source.problem("not-a-registry", (), message, "name the file with 'components'")])
    reading = read_model(Registry, source)
    problems: list[Problem] = list(reading.problems)
    if reading.model is not None:
        check = Check(reading.model, source, frozenset(reading.dropped), outline(reading.model))
        for rule in RULES:
            problems += rule(check)
    problems.sort(key=lambda problem: (problem.place.line or 0, problem.place.column or 0))
    if reading.model is None or errors_in(problems):
        raise InputError(problems)
    reading.model._digest = hashlib.sha256(source.text.encode()).hexdigest()
    reading.model._source = source
    return reading.model
