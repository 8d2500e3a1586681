"""Invented places with names as real ones are spelled, in one tier or two, with as many as a test asks for."""

from __future__ import annotations

from pathlib import Path

import indexgov
from tests.small_project import DATASET, REGISTRY, write_project

NAMES = (
    ("Ақтөбе үлгісі", "Образец Актюбинск", "Sample Aktobe"),
    ("Өскемен үлгісі", "Образец Усть-Каменогорск", "Sample Oskemen"),
    ("Жаңаөзен үлгісі", "Образец Жанаозен", "Sample Zhanaozen"),
    ("Шәуілдір үлгісі", "Образец Шаульдер", "Sample Shauildir"),
    ("Һауа үлгісі", "Образец Хауа", "Sample Khaua"),
    ("Ұзынағаш үлгісі", "Образец Узынагаш", "Sample Uzynagash"),
)
_OPINIONS = (0.9, 0.7, 0.5, 0.3, 0.6, 0.4)
_LEVELS = ("full", "partial", "none")


def named_places(folder: Path, okrugs: int = 0) -> indexgov.Assessment:
    """Six regions with both bodies, and so many okrugs, which have an akimat alone."""
    places = ["territory,tier,name_kk,name_ru,name_en,tile_row,tile_col"]
    evidence = ["territory,body,indicator,value,source_url,seen_on"]
    estimates = ["territory,body,indicator,value,se,n"]
    for number in range(len(NAMES) + okrugs):
        kind, names = ("region", NAMES[number]) if number < len(NAMES) else ("okrug", _okrug(number))
        tile = f"{number // 3 + 1},{number % 3 + 1}" if kind == "region" else ","
        code = f"T{number:04d}"
        places.append(f"{code},{kind},{','.join(names)},{tile}")
        for body in ("akimat", "maslikhat") if kind == "region" else ("akimat",):
            level = _LEVELS[(number * 2 + len(body)) % 3]
            evidence += [f"{code},{body},papers.heads,{level},https://example.org/{code},2026-08-03"]
            # The second region has no survey, so that it is not ranked.
            if number != 1:
                share = _OPINIONS[(number + len(body)) % 6] + number % 7 / 100
                estimates += [f"{code},{body},{name},{value:.3f},{se},120" for name, value, se in (
                    ("satisfaction.body", share, 0.02), ("satisfaction.roads", 1 + 4 * share, 0.08))]  # fmt: skip
    dataset = "".join(f"{line}\n" for line in DATASET.splitlines() if not line.startswith(("survey", "publication")))
    files = {"territories.csv": places, "evidence.csv": evidence, "estimates.csv": estimates}
    registry = REGISTRY.replace("            question: q_roads\n", "").replace("min_coverage: 0.5", "min_coverage: 0")
    write_project(folder, {"dataset.yaml": dataset, "indicators.yaml": registry}
                  | {name: "\n".join([*lines, ""]) for name, lines in files.items()})  # fmt: skip
    loaded = indexgov.load_dataset(folder)
    return indexgov.score(loaded.registry, loaded, draws=200)


def _okrug(number: int) -> tuple[str, str, str]:
    return f"Бөген {number} ауылдық округі", f"Бугенский {number} сельский округ", f"Bogen {number} rural okrug"
