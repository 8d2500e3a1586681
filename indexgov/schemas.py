"""The schemas of the files that people write, and the reference page made of them."""

from __future__ import annotations

from typing import Any

from indexgov.inputs.dataset_head import DatasetFile
from indexgov.registry.base import Model
from indexgov.registry.guidance import GuidanceFile
from indexgov.registry.models import Registry
from indexgov.registry.reference import reference_of
from indexgov.registry.schema import schema_of, schema_text
from indexgov.survey.questionnaire import Questionnaire

COMMAND = "indexgov schema --out docs"
"""Makes the files again after a change of the language."""
REFERENCE = "registry-reference.md"
_FILES: dict[str, tuple[type[Model], str, str]] = {
    "registry": (Registry, "indicators", "The registry: `indicators.yaml`"),
    "dataset": (DatasetFile, "dataset", "The dataset: `dataset.yaml`"),
    "questionnaire": (Questionnaire, "questionnaire", "The questionnaire: `questionnaire.yaml`"),
    "guidance": (GuidanceFile, "guidance", "The guidance: a file for each language"),
}
"""Model, name of the file and heading of what can be asked for by name."""
NAMES = tuple(_FILES)
_HEAD = f"""\
# Every key of the language

Made from the program by `{COMMAND}`; not edited by hand. What the keys do together is told in
[registry.md](registry.md) and [dataset.md](dataset.md). The same as JSON Schema, for editors:
[indicators.schema.json](indicators.schema.json), [dataset.schema.json](dataset.schema.json),
[questionnaire.schema.json](questionnaire.schema.json), [guidance.schema.json](guidance.schema.json).
"""


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema (draft 7) of one of NAMES."""
    model, file, _ = _FILES[name]
    return schema_of(model, f"urn:indexgov:schema:{file}")


def documents(name: str | None = None) -> dict[str, str]:
    """The files that `indexgov schema` writes, by their names: one schema, or all of them and the reference page."""
    if name is not None:
        return {file_of(name): schema_text(schema(name))}
    schemas = {one: schema(one) for one in NAMES}
    page = reference_of({_FILES[one][2]: content for one, content in schemas.items()})
    return {file_of(one): schema_text(content) for one, content in schemas.items()} | {REFERENCE: f"{_HEAD}\n{page}"}


def file_of(name: str) -> str:
    """The file that holds one of the schemas."""
    return f"{_FILES[name][1]}.schema.json"
