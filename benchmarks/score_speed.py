"""Seconds for `score()` alone, and with its frames, at growing numbers of authorities x 107 indicators.

Usage: OPENBLAS_NUM_THREADS=1 python benchmarks/score_speed.py [--relative] [authorities ...]   (default 40 450 4700)

The index has the shape of the external component: 3 blocks, 17 sub-blocks, 107 criteria of three levels; 3 % of cells
are not assessed and 2 % not applicable. With `--relative` every criterion is a number on a min-max scale. Best of seven
runs. Peaks are those of the whole process, tables included: after `score()`, and after the frame of all scores. Growth
is seconds against those of the line above, authorities against authorities.
"""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

import indexgov
from indexgov.tables import OBSERVATIONS, SAMPLING, STATUSES, Dataset

BLOCKS = {"b1": [5] * 10 + [4], "b2": [7] * 4, "b3": [13, 12]}
"""Criteria in each sub-block: 54, 28 and 25 (the sizes of the Local Self-Government Index)."""


def registry(scale: str = "{levels: {full: 100, partial: 50, none: 0}}") -> indexgov.Registry:
    """A registry of 107 criteria on one scale for one body."""
    lines = [
        'indexgov: 1\nid: speed\nversion: "1"\ntitle: {en: Speed}\nlanguages: [en]\ntiers: {region: {title: {en: region}}}',
        "bodies: {akimat: {title: {en: akimat}}}\nreasons: {none: {title: {en: none}}}",
        f"scales: {{published: {scale}}}",
        "components:\n  external:\n    title: {en: External}\n    missing: {rule: reweight, min_coverage: 0.66}\n    blocks:",
    ]
    for block, sizes in BLOCKS.items():
        lines.append(
            f"      - id: {block}\n        title: {{en: {block}}}\n        weight: children\n        sub_blocks:"
        )
        for number, size in enumerate(sizes):
            name = f"{block}.s{number}"
            head = f"          - id: {name}\n            title: {{en: {name}}}\n            weight: children"
            lines.append(f"{head}\n            indicators:")
            for item in range(size):
                keys = f"id: {name}.c{item}, title: {{en: c{item}}}, scale: published, not_applicable: [none]"
                lines.append(f"              - {{{keys}}}")
    return indexgov.parse_registry("\n".join(lines))


def categories(codes: npt.NDArray[np.signedinteger], names: list[str]) -> pd.Categorical[str]:
    """A categorical column from positions in a list of names."""
    return pd.Categorical.from_codes(pd.Index(codes), pd.Index(names))


def dataset(rules: indexgov.Registry, count: int) -> Dataset:
    """Random observations of `count` authorities."""
    draw = np.random.default_rng(20260930)
    names = [f"T{number:05d}" for number in range(count)]
    indicators = [one.id for one in rules.indicators]
    size = count * len(indicators)
    status = draw.choice(3, size=size, p=[0.95, 0.02, 0.03]).astype(np.int8)
    levels = ["", "full", "none", "partial"]
    value = np.where(status == 0, draw.integers(1, 4, size), 0).astype(np.int8)
    text = np.full(size, "", dtype=object)
    columns = {
        "territory": categories(np.repeat(np.arange(count, dtype=np.int32), len(indicators)), names),
        "body": categories(np.zeros(size, dtype=np.int8), ["akimat"]),
        "indicator": categories(np.tile(np.arange(len(indicators), dtype=np.int16), count), indicators),
        "part": text,
        "assessor": text,
        "value": categories(value, levels),
        "number": np.where(status == 0, draw.normal(size=size), np.nan),
        "status": categories(status, list(STATUSES)),
        "reason": text,
        "disputed": False,
        "shared": False,
        "imputed": False,
        **dict.fromkeys(SAMPLING, np.nan),
    }
    territories = pd.DataFrame({"territory": names, "tier": "region", "peer_group": ""}, dtype=object)
    empty = pd.DataFrame()
    return Dataset(
        period=indexgov.Period.parse("2026-Q3"), status="demo", revision=1, title={"en": "Speed"}, corrections=(),
        licence="", citation="", contact="", registry=rules, territories=territories, evidence=empty, estimates=empty,
        observations=pd.DataFrame({name: columns[name] for name in OBSERVATIONS}), problems=(), files={},
    )  # fmt: skip


def peak() -> float:
    """Largest memory of the process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print a line for each size."""
    words = [word for word in sys.argv[1:] if word != "--relative"]
    rules = registry("{minmax: {}}") if "--relative" in sys.argv else registry()
    print("authorities   score()  growth  peak MB  with ranking  with scores  peak MB")
    before: tuple[int, float] | None = None
    for count in [int(word) for word in words] or [40, 450, 4700]:
        data = dataset(rules, count)
        alone, ranked, laid_out = [], [], []
        for _ in range(7):
            start = time.perf_counter()
            indexgov.score(rules, replace(data))
            alone.append(time.perf_counter() - start)
        at_score = peak()
        for _ in range(3):
            start = time.perf_counter()
            assessment = indexgov.score(rules, replace(data))
            assert len(assessment.ranking) == count
            ranked.append(time.perf_counter() - start)
            assert len(assessment.scores) == count * (107 + 17 + 3 + 2)
            laid_out.append(time.perf_counter() - start)
        best = min(alone)
        growth = f"{best / before[1]:.1f}/{count / before[0]:.1f}" if before else ""
        before = (count, best)
        print(
            f"{count:11d}  {best:7.4f}s {growth:>9} {at_score:7.0f}  {min(ranked):11.4f}s  {min(laid_out):10.3f}s {peak():8.0f}"
        )


if __name__ == "__main__":
    main()
