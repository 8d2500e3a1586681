"""Seconds, size and memory of `indexgov score` with all its outputs, at growing numbers of authorities.

Usage: python benchmarks/report_speed.py [authorities ...]   (default 40 440 4700)

The first line is the demo quarter with its survey. The others are half as many territories with two bodies each, read
from CSV: 107 criteria of three levels with evidence, in three languages, 3 % of cells not assessed and 2 % not
applicable. Seconds are wall time of the command from start to end; memory is the most that the command and its
processes held at once (pages that they share counted once, read from /proc every tenth of a second, of long runs every
second). Where playwright and a browser are there, the home page is opened in it and sorted, in the first language.
Growth is seconds against those of the line above, authorities against authorities.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

DEMO = Path(__file__).parents[1] / "samples" / "demo" / "2026-Q3"
BLOCKS = {"b1": [5] * 10 + [4], "b2": [7] * 4, "b3": [13, 12]}
"""Criteria in each sub-block: 54, 28 and 25 (the sizes of the Local Self-Government Index)."""
LANGUAGES = ("kk", "ru", "en")
DATASET = """\
period: 2026-Q3
status: demo
title: {kk: Ойдан шығарылған жерлер, ru: Вымышленные места, en: Invented places}
registry: indicators.yaml
territories: territories.csv
evidence: [evidence.csv]
"""
REGISTRY = """\
indexgov: 1
id: large
version: "1"
title: {kk: Үлгі, ru: Пример, en: Example}
languages: [kk, ru, en]
tiers: {region: {title: {kk: өңір, ru: регион, en: region}}, city: {title: {kk: қала, ru: город, en: city}}}
bodies:
  akimat: {title: {kk: әкімдік, ru: акимат, en: akimat}}
  maslikhat: {title: {kk: мәслихат, ru: маслихат, en: maslikhat}}
reasons: {none: {title: {kk: ондай жоқ, ru: такого нет, en: there is none}}}
scales:
  published:
    levels: {full: 100, partial: 50, none: 0}
    titles:
      full: {kk: толық, ru: полностью, en: fully}
      partial: {kk: ішінара, ru: частично, en: partly}
      none: {kk: жоқ, ru: нет, en: not}
territory: {rule: pooled}
classes:
  bands:
    - {id: A, from: 55, title: {kk: жоғары, ru: высокий, en: high}}
    - {id: B, from: 45, title: {kk: орташа, ru: средний, en: middle}}
    - {id: C, from: 0, title: {kk: төмен, ru: низкий, en: low}}
components:
  external:
    title: {kk: Сыртқы, ru: Внешний, en: External}
    missing: {rule: reweight, min_coverage: 0.66}
    blocks:
"""
TITLE = (
    "{{kk: {0}-мәлімет толық және уақытылы жарияланған, ru: Сведения {0} опубликованы полностью и в срок, "
    "en: Details {0} are published}}"
)
_POLL = 0.1


def registry() -> Iterator[str]:
    """The lines of a registry of 107 criteria for two bodies."""
    yield REGISTRY
    for block, sizes in BLOCKS.items():
        head = f"      - id: {block}\n        title: {TITLE.format(block)}\n"
        yield f"{head}        weight: children\n        sub_blocks:\n"
        for number, size in enumerate(sizes):
            name = f"{block}.s{number}"
            yield f"          - id: {name}\n            title: {TITLE.format(name)}\n            weight: children\n"
            yield "            indicators:\n"
            for item in range(size):
                one = f"{name}.c{item}"
                keys = f"id: {one}, title: {TITLE.format(one)}, scale: published, not_applicable: [none]"
                yield f"              - {{{keys}}}\n"


def criteria() -> list[str]:
    """The ids of the criteria."""
    return [
        f"{block}.s{n}.c{item}"
        for block, sizes in BLOCKS.items()
        for n, size in enumerate(sizes)
        for item in range(size)
    ]


def write_dataset(folder: Path, territories: int) -> None:
    """A dataset of so many territories with two bodies each."""
    draw, ids = np.random.default_rng(20260930), criteria()
    (folder / "indicators.yaml").write_text("".join(registry()), encoding="utf-8")
    (folder / "dataset.yaml").write_text(DATASET, encoding="utf-8")
    places = ["territory,tier,peer_group,name_kk,name_ru,name_en,population"]
    rows = ["territory,body,indicator,value,source_url,seen_on,assessor,stage,reason"]
    for number in range(territories):
        code, tier = f"T{number:05d}", "city" if number % 10 == 0 else "region"
        places.append(f"{code},{tier},,Жер {number},Место {number},Place {number},{1000 + 7 * number}")
        for body in ("akimat", "maslikhat"):
            level, state = draw.integers(0, 3, len(ids)), draw.random(len(ids))
            good = draw.random()
            for place, one in enumerate(ids):
                value = "full" if draw.random() < good else ("full", "partial", "none")[level[place]]
                value = "not_applicable" if state[place] < 0.02 else "not_assessed" if state[place] < 0.05 else value
                reason = "none" if value == "not_applicable" else ""
                url = f"https://example.org/{code}/{body}/{one}"
                rows.append(f"{code},{body},{one},{value},{url},2026-09-{1 + place % 28:02d},M1,initial,{reason}")
    (folder / "territories.csv").write_text("\n".join(places) + "\n", encoding="utf-8")
    (folder / "evidence.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def held(process: int) -> float:
    """Memory of a process and its children in MB, pages that they share counted once."""
    total, waiting = 0.0, [process]
    while waiting:
        one = waiting.pop()
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text(encoding="ascii").splitlines()
            # Any thread may have made them.
            for thread in Path(f"/proc/{one}/task").iterdir():
                waiting += map(int, (thread / "children").read_text(encoding="ascii").split())
        except (OSError, ProcessLookupError):
            continue
        total += sum(int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:"))
    return total


def scored(dataset: Path, out: Path) -> tuple[float, float]:
    """Seconds and MB of the whole command."""
    start, most, waits = time.perf_counter(), 0.0, _POLL
    command = subprocess.Popen([sys.executable, "-m", "indexgov", "score", str(dataset), "--out", str(out), "--quiet"])
    while command.poll() is None:
        most = max(most, held(command.pid))
        time.sleep(waits)
        # To look at much memory takes time of its own.
        waits = min(1.0, waits * 1.05)
    seconds = time.perf_counter() - start
    assert command.returncode == 0
    return seconds, most


def opened(site: Path) -> tuple[float, float] | None:
    """Seconds until the home page is there, and for sorting it; None without a browser."""
    browser_program = shutil.which("chromium") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    if browser_program is None:
        return None
    with sync_playwright() as session:
        browser = session.chromium.launch(executable_path=browser_program, args=["--no-sandbox"])
        page = browser.new_page()
        start = time.perf_counter()
        page.goto((site / "kk" / "index.html").as_uri(), wait_until="load")
        seconds = time.perf_counter() - start
        took: float = page.evaluate(
            """() => new Promise((done) => {
              const button = [...document.querySelectorAll("th button")].find((one) => one.offsetParent);
              const start = performance.now();
              button.click();
              requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
            })"""
        )
        browser.close()
    return seconds, took / 1000


def main() -> None:
    """Print a line for each size."""
    print("authorities  seconds  growth      site MB  all MB  memory MB  opens s  sorts s")
    before: tuple[int, float] | None = None
    for count in [int(word) for word in sys.argv[1:]] or [40, 440, 4700]:
        with tempfile.TemporaryDirectory() as name:
            folder, out = Path(name) / "2026-Q3", Path(name) / "out"
            folder.mkdir()
            if count != 40:
                write_dataset(folder, count // 2)
            seconds, most = scored(DEMO if count == 40 else folder, out)
            sizes = [
                sum(one.stat().st_size for one in part.rglob("*") if one.is_file()) / 1e6
                for part in (out / "site", out)
            ]
            seen = opened(out / "site")
        growth = f"{seconds / before[1]:.1f}/{count / before[0]:.1f}" if before else ""
        before = (count, seconds)
        shown = "".join(f"{one:9.2f}" for one in seen) if seen else "   no browser"
        print(
            f"{count:11}  {seconds:7.1f}  {growth:10}  {sizes[0]:7.0f}  {sizes[1]:6.0f}  {most:9.0f}{shown}", flush=True
        )


if __name__ == "__main__":
    main()
