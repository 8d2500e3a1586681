"""The registries of the gallery, datasets of files for them, and reference data that are not part of the project."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

import indexgov

ROOT = Path(__file__).parents[1]
GALLERY = ROOT / "methodology" / "gallery"


def rules(name: str) -> indexgov.Registry:
    """A registry of the gallery."""
    return indexgov.load_registry(GALLERY / f"{name}.yaml")


def edited(name: str, change: Callable[[Any], None]) -> indexgov.Registry:
    """A registry of the gallery after a change to its content."""
    content = yaml.safe_load((GALLERY / f"{name}.yaml").read_text(encoding="utf-8"))
    change(content)
    return indexgov.parse_registry(yaml.safe_dump(content, sort_keys=False, allow_unicode=True))


def scored(
    registry: indexgov.Registry, folder: Path, period: str, territories: pd.DataFrame, values: pd.DataFrame
) -> indexgov.Assessment:
    """The assessment of a table of territories by indicators, written to files and read as users' data are.

    `territories` has the columns of territories.csv without the codes, `values` one column an indicator; both have the
    codes as index. Empty cells are not written. The registry has one body.
    """
    folder.mkdir(parents=True, exist_ok=True)
    long = values.rename_axis("territory").reset_index().melt("territory", var_name="indicator").dropna(subset="value")
    long.assign(body=next(iter(registry.bodies)), note="reference").to_csv(folder / "evidence.csv", index=False)
    territories.rename_axis("territory").to_csv(folder / "territories.csv")
    lines = ["status: draft", "title: {en: Reference}", "registry: given.yaml", "territories: territories.csv"]
    text = "\n".join([f'period: "{period}"', *lines, "evidence: evidence.csv", ""])
    (folder / "dataset.yaml").write_text(text, encoding="utf-8")
    return indexgov.score(registry, indexgov.load_dataset(folder, registry))


def column(assessment: indexgov.Assessment, of: str = "score") -> pd.DataFrame:
    """A column of the scores as a table of territories by nodes."""
    return assessment.scores.pivot(index="territory", columns="node", values=of)


def reference(name: str) -> Path:
    """A folder of reference data; the test is skipped where they are not at hand.

    They are looked for in the folder that INDEXGOV_REFERENCE names, then in `../shared/reference`.
    """
    named = os.environ.get("INDEXGOV_REFERENCE")
    base = Path(named) if named else ROOT.parent / "shared" / "reference"
    if not (base / name).is_dir():
        pytest.skip(f"no reference data in '{base / name}': set INDEXGOV_REFERENCE")
    return base / name
