"""Time of writing evidence forms and of reading them back, for as many bodies and criteria as asked.

Usage: python benchmarks/forms_speed.py [bodies] [criteria]      (default 450 and 100)
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import indexgov

LANGUAGES = ("kk", "ru", "en")
DATASET = """\
period: 2026-Q3
status: demo
title: {kk: Үлгі, ru: Пример, en: Example}
registry: indicators.yaml
territories: territories.csv
evidence: forms
"""
REGISTRY = """\
indexgov: 1
id: large
version: "1"
title: {kk: Индекс, ru: Индекс, en: Index}
languages: [kk, ru, en]
guidance: guidance
tiers: {region: {title: {kk: өңір, ru: регион, en: region}}}
bodies:
  akimat: {title: {kk: әкімдік, ru: акимат, en: akimat}}
  maslikhat: {title: {kk: мәслихат, ru: маслихат, en: maslikhat}}
reasons:
  no_budget: {title: {kk: бюджет жоқ, ru: нет бюджета, en: no budget}}
scales:
  published: {levels: {full: 100, partial: 50, none: 0}}
  sessions: {goalposts: {min: 0, max: 12}}
components:
  external:
    title: {kk: Сыртқы, ru: Внешний, en: External}
    blocks:
"""
GUIDANCE = """\
  {name}:
    check: "{language}: find the page on the website, open the last three documents, compare their dates and contents."
    evidence: "{language}: the address of the page, a copy in an archive, a picture of the screen."
    remedy: "{language}: publish it."
"""
LEVELS = """\
    levels: {{full: "{language}: all is there, in two languages, in time", partial: "{language}: a part of it",
      none: "{language}: nothing was found"}}
    not_applicable: "{language}: nothing happened in the quarter"
"""


def write_project(folder: Path, bodies: int, criteria: int) -> None:
    """A dataset with so many bodies, and a registry with so many criteria, one in ten of them a number."""
    lines, guidance = [REGISTRY], {one: ["indexgov_guidance: 1", "registry: large", f"language: {one}", "criteria:"]
                                   for one in LANGUAGES}  # fmt: skip
    for number in range(criteria):
        if number % 10 == 0:
            lines.append(f"      - id: block{number}\n        title: {{kk: Блок, ru: Блок, en: Block {number}}}")
            lines.append("        indicators:")
        name, scale = f"block{number // 10 * 10}.one{number}", "published" if number % 10 else "sessions"
        title = f"Criterion {number}: the document is published in both languages within five days"
        lines.append(
            f'          - {{id: {name}, scale: {scale}, title: {{kk: "{title}", ru: "{title}", en: "{title}"}}'
        )
        lines[-1] += ", not_applicable: [no_budget]}" if scale == "published" else "}"
        for one in LANGUAGES:
            levels = LEVELS if scale == "published" else '    value: "{language}: the number of sessions"\n'
            guidance[one].append((GUIDANCE + levels).format(name=name, language=f"{one} {number}"))
    (folder / "guidance").mkdir()
    for one, texts in guidance.items():
        (folder / "guidance" / f"{one}.yaml").write_text("\n".join(texts), encoding="utf-8")
    places = ["territory,tier,name_kk,name_ru,name_en"]
    places += [f"R{one:04},region,Өңір {one},Регион {one},Region {one}" for one in range((bodies + 1) // 2)]
    files = {"indicators.yaml": "\n".join(lines), "dataset.yaml": DATASET, "territories.csv": "\n".join(places)}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def main() -> None:
    """Print a line for each step."""
    bodies, criteria = (int(sys.argv[at]) if len(sys.argv) > at else most for at, most in ((1, 450), (2, 100)))
    with tempfile.TemporaryDirectory() as name:
        write_project(Path(name), bodies, criteria)
        start = time.perf_counter()
        out = indexgov.write_forms(name)
        written = time.perf_counter() - start
        forms = list(out.iterdir())
        size = sum(form.stat().st_size for form in forms) / len(forms) / 1024
        start = time.perf_counter()
        indexgov.load_dataset(name)
        read = time.perf_counter() - start
    print(f"{len(forms)} forms of {criteria} criteria, {size:.0f} KB each")
    print(f"written in {written:.1f} s, {written / len(forms) * 1000:.0f} ms each")
    print(f"read in {read:.1f} s, {read / len(forms) * 1000:.0f} ms each")


if __name__ == "__main__":
    main()
