"""The forms of the methodology that ships: what the demo recorded in CSV, filled into them, scores the same."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pandas as pd
import pytest

import indexgov
from tests.filled_forms import Filled, fill, seen
from tests.office import fill_in_office

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "samples" / "demo" / "2026-Q2"
PLACE = "R05"
DATASET = """\
period: 2026-Q2
status: demo
title: {kk: Үлгі, ru: Пример, en: Example}
registry: REGISTRY
territories: TERRITORIES
evidence: [EVIDENCE]
"""


@pytest.fixture(scope="module")
def evidence() -> pd.DataFrame:
    """What the demo recorded about one region in its first quarter."""
    table = pd.read_csv(DEMO / "evidence.csv", dtype=str, keep_default_na=False)
    found = table[(table["territory"] == PLACE)].reset_index(drop=True)
    assert len(found) > 140
    return found


def write_dataset(folder: Path, evidence: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    registry, territories = (
        Path(os.path.relpath(path, folder)).as_posix() for path in (ROOT / "indicators.yaml", DEMO / "territories.csv")
    )
    text = DATASET.replace("REGISTRY", registry).replace("TERRITORIES", territories).replace("EVIDENCE", evidence)
    (folder / "dataset.yaml").write_text(text, encoding="utf-8")
    return folder


def as_filled(evidence: pd.DataFrame, language: str) -> Filled:
    """What a monitor writes into a form: titles of levels and reasons, numbers and dates as they are written."""
    registry = indexgov.load_registry(ROOT / "indicators.yaml")
    criteria = {one.id: one for one in registry.indicators}
    statuses = {"kk": ("қолданылмайды", "бағаланбады"), "ru": ("неприменимо", "не оценивалось")}
    words = dict(zip(("not_applicable", "not_assessed"), statuses[language], strict=True))
    filled: dict[str, dict[str, str]] = {}
    for row in evidence.to_dict("records"):
        titles = registry.scales[criteria[row["indicator"]].scale].titles or {}
        cells = {name: row[name] for name in ("source_url", "archive_url", "seen_on", "note", "comment") if row[name]}
        value = words.get(row["value"], row["value"])
        cells["value"] = titles[value][language] if value in titles else value
        if row["reason"]:
            cells["reason"] = registry.reasons[row["reason"]].title[language]
        filled["/".join(filter(None, (row["body"], row["indicator"], row["part"])))] = cells
    return filled


def scores_of(folder: Path) -> pd.DataFrame:
    dataset = indexgov.load_dataset(folder)
    return indexgov.score(dataset.registry, dataset).scores


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_filled_forms_score_as_the_same_evidence_in_csv(language: str, evidence: pd.DataFrame, tmp_path: Path) -> None:
    """All criteria of both bodies; the akimat's form in Kazakh is filled and saved by LibreOffice where it is there."""
    evidence.to_csv(write_dataset(tmp_path / "csv", "evidence.csv") / "evidence.csv", index=False)
    folder = write_dataset(tmp_path / "forms", "forms")
    indexgov.write_forms(folder, language=language, territories=[PLACE])
    forms = sorted((folder / "forms").rglob("*.xlsx"))
    assert len(forms) == 2
    filled = as_filled(evidence, language)
    for form in forms:
        with seen(form) as book:
            office = language == "kk" and "akimat" in form.name and shutil.which("soffice") is not None
            assert book.worksheets
        if office:
            fill_in_office(form, filled, "M1", tmp_path / "work")
        else:
            fill(form, filled, "M1")
    pd.testing.assert_frame_equal(scores_of(folder), scores_of(tmp_path / "csv"))


def test_forms_of_the_whole_demo_ask_what_the_registry_asks(tmp_path: Path) -> None:
    """89 criteria of an akimat, 59 of a maslikhat; a second assessor is given about a fifth of them."""
    folder = write_dataset(tmp_path / "forms", "forms")
    indexgov.write_forms(folder, language="en", assign=["M1", "M2"])
    forms = sorted((folder / "forms").rglob("*.xlsx"))
    assert len(forms) == 2 * 2 * 20
    assert {path.parent.name for path in forms} == {"M1", "M2"}
