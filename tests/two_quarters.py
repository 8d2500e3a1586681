"""Two quarters so small that every change can be worked out by hand. Places and figures are invented.

Scores are means of criteria, each 100 or 0; the third begins in the later quarter.

          | earlier quarter                 | later quarter
Region 01 | none, full            = 50      | full, full, full = 100
Region 02 | full, not assessed    = 100     | full, none, full = 66.7
Region 03 | full, full            = 100     | full, full, none = 66.7
"""

from __future__ import annotations

from pathlib import Path

REGISTRY = """\
indexgov: 1
id: tiny
version: "1"
title: {kk: Шағын индекс, ru: Малый индекс, en: Tiny index}
languages: [kk, ru, en]
tiers: {region: {title: {kk: өңір, ru: регион, en: region}}}
bodies: {akimat: {title: {kk: әкімдік, ru: акимат, en: akimat}}}
scales:
  published:
    levels: {full: 100, none: 0}
    titles:
      full: {kk: толық, ru: полностью, en: full}
      none: {kk: жоқ, ru: нет, en: none}
components:
  external:
    title: {kk: Сыртқы, ru: Внешний, en: External}
    missing: {rule: reweight, min_coverage: 0}
    blocks:
      - id: papers
        title: {kk: Құжаттар, ru: Документы, en: Papers}
        indicators:
          - {id: heads, title: {kk: Басшылар, ru: Руководители, en: Heads}, scale: published}
          - {id: budget, title: {kk: Бюджет, ru: Бюджет, en: Budget}, scale: published}
          - {id: minutes, title: {kk: Хаттамалар, ru: Протоколы, en: Minutes}, scale: published,
             valid: {from: 2026-Q3}}
"""
DATASET = """\
period: {period}
status: demo
{revision}title: {{kk: Үлгі, ru: Пример, en: Example}}
registry: ../indicators.yaml
territories: territories.csv
evidence: [evidence.csv]
"""
TERRITORIES = """\
territory,tier,name_kk,name_ru,name_en
R01,region,Өңір 01,Регион 01,Region 01
R02,region,Өңір 02,Регион 02,Region 02
R03,region,Өңір 03,Регион 03,Region 03
"""
CRITERIA = ("heads", "budget", "minutes")
EARLIER = {"R01": "none full", "R02": "full not_assessed", "R03": "full full"}
LATER = {"R01": "full full full", "R02": "full none full", "R03": "full full none"}


def write_quarter(folder: Path, period: str, values: dict[str, str], day: str, revision: int = 1) -> Path:
    """Write a quarter into `folder`, with the registry beside it, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [
        f"{place},akimat,{name},{value},https://example.org/{period}/{place}/{name},{day}"
        for place, words in values.items()
        for name, value in zip(CRITERIA, words.split(), strict=False)
    ]
    revised = f"revision: {revision}\n" if revision > 1 else ""
    (folder.parent / "indicators.yaml").write_text(REGISTRY, encoding="utf-8")
    files = {
        "dataset.yaml": DATASET.format(period=period, revision=revised),
        "territories.csv": TERRITORIES,
        "evidence.csv": "\n".join(["territory,body,indicator,value,source_url,seen_on", *rows]) + "\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def write_quarters(folder: Path) -> tuple[Path, Path]:
    """Write both quarters into `folder` and return them."""
    earlier = write_quarter(folder / "2026-Q2", "2026-Q2", EARLIER, "2026-05-11")
    return earlier, write_quarter(folder / "2026-Q3", "2026-Q3", LATER, "2026-08-11")
