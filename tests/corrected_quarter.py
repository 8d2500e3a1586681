"""A quarter that is published and then corrected, so small that every effect can be worked out by hand. All invented.

Of `criteria` one value of Region 02 is corrected: scores are means of three criteria, each 100 or 0.

          | published                | corrected
Region 01 | full, full, full = 100   | the same
Region 02 | full, none, full = 66.7  | full, full, full = 100
Region 03 | full, full, none = 66.7  | the same

Of `survey` the share of Region 02 is corrected from 0.6 to 0.11. Standard errors are 0.01: shares that differ by 0.3 or
more surely stand in their order, 0.11 and 0.10 do not. Class A begins at 50.
"""

from __future__ import annotations

from pathlib import Path

from tests.two_quarters import LATER, REGISTRY, TERRITORIES, write_quarter

TEXTS = {"kk": "R02 дерегі түзетілді.", "ru": "Исправлены данные R02.", "en": "The data of R02 were corrected."}
CORRECTED = LATER | {"R02": "full full full"}
_CORRECTIONS = f"corrections: [{{date: 2026-11-02, text: {{kk: {TEXTS['kk']}, ru: {TEXTS['ru']}, en: {TEXTS['en']}}}}}]"
_MEASURE = """\
          - {id: work, title: {kk: Жұмысы, ru: Работа, en: Work}, measure: share, scale: share}
classes:
  bands:
    - {id: A, from: 50, title: {kk: A, ru: A, en: A}}
    - {id: B, from: 0, title: {kk: B, ru: B, en: B}}
"""


def published(folder: Path, values: dict[str, str] = LATER) -> Path:
    """Write the quarter as it is published, with criteria, into `folder` and return it."""
    return write_quarter(folder / "2026-Q3", "2026-Q3", values, "2026-08-11")


def corrected(folder: Path, values: dict[str, str] | None = None, revision: int = 2) -> Path:
    """The same as it is corrected."""
    quarter = write_quarter(folder / "2026-Q3", "2026-Q3", values or CORRECTED, "2026-08-11", revision)
    return with_line(quarter, _CORRECTIONS)


def survey(folder: Path, share: float, psus: int = 9, *, correction: bool = False) -> Path:
    """Write the quarter with a survey measure, of which Region 02 has a share from so many localities."""
    folder.mkdir(parents=True, exist_ok=True)
    head, _, _ = REGISTRY.partition("          - {id: heads")
    head = head.replace("scales:\n", "scales:\n  share: {goalposts: {min: 0, max: 1}}\n")
    rows = [f"R01,akimat,work,0.9,400,0.01,{psus}", f"R02,akimat,work,{share},400,0.01,{psus}",
            f"R03,akimat,work,0.1,400,0.01,{psus}"]  # fmt: skip
    dataset = f"""\
period: 2026-Q3
status: demo
title: {{kk: Үлгі, ru: Пример, en: Example}}
registry: indicators.yaml
territories: territories.csv
estimates: [estimates.csv]
publication: {{profile: open, min_psus: 2}}
{f"revision: 2{chr(10)}{_CORRECTIONS}" if correction else ""}
"""
    files = {
        "indicators.yaml": head + _MEASURE,
        "dataset.yaml": dataset,
        "territories.csv": TERRITORIES,
        "estimates.csv": "\n".join(["territory,body,indicator,value,n,se,n_psu", *rows]) + "\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def with_line(quarter: Path, line: str) -> Path:
    """Add a line to the dataset.yaml of a quarter."""
    file = quarter / "dataset.yaml"
    file.write_text(f"{file.read_text(encoding='utf-8')}{line}\n", encoding="utf-8")
    return quarter
