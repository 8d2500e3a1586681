"""Seconds for `score()` alone, and with its frames, at growing numbers of authorities x 107 indicators.

Usage: python benchmarks/score_speed.py [authorities ...]      (default 40 450 4700)

The index has the shape of the external component: 3 blocks, 17 sub-blocks, 107 criteria of three levels; 3 % of cells
are not assessed and 2 % not applicable. Best of five runs; the peak is that of the whole process, tables included.
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
from indexgov.tables import OBSERVATIONS, STATUSES, Dataset

BLOCKS = {"b1": [5] * 10 + [4], "b2": [7] * 4, "b3": [13, 12]}
"""Criteria in each sub-block: 54, 28 and 25 (the sizes of the Local Self-Government Index)."""


def registry() -> indexgov.Registry:
    """A registry of 107 criteria for one body."""
    lines = [
        'indexgov: 1\nid: speed\nversion: "1"\ntitle: {en: Speed}\nlanguages: [en]\ntiers: {region: {title: {en: region}}}',
        "bodies: {akimat: {title: {en: akimat}}}\nreasons: {none: {title: {en: none}}}",
        "scales: {published: {levels: {full: 100, partial: 50, none: 0}}}",
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


def categories(codes: npt.NDArray[np.intp], names: list[str]) -> pd.Categorical[str]:
    """A categorical column from positions in a list of names."""
    return pd.Categorical.from_codes(pd.Index(codes), pd.Index(names))


def dataset(rules: indexgov.Registry, count: int) -> Dataset:
    """Random observations of `count` authorities."""
    draw = np.random.default_rng(20260930)
    names = [f"T{number:05d}" for number in range(count)]
    indicators = [one.id for one in rules.indicators]
    size = count * len(indicators)
    status = draw.choice(3, size=size, p=[0.95, 0.02, 0.03])
    levels = ["", "full", "none", "partial"]
    value = np.where(status == 0, draw.integers(1, 4, size), 0)
    text = np.full(size, "", dtype=object)
    columns = {
        "territory": categories(np.repeat(np.arange(count), len(indicators)), names),
        "body": categories(np.zeros(size, dtype=int), ["akimat"]),
        "indicator": categories(np.tile(np.arange(len(indicators)), count), indicators),
        "part": text,
        "assessor": text,
        "value": categories(value, levels),
        "number": np.nan,
        "status": categories(status, list(STATUSES)),
        "reason": text,
        "disputed": False,
        "shared": False,
        "se": np.nan,
        "n": np.nan,
    }
    territories = pd.DataFrame({"territory": names, "tier": "region", "peer_group": ""}, dtype=object)
    empty = pd.DataFrame()
    return Dataset(
        period=indexgov.Period.parse("2026-Q3"), status="demo", revision=1, title={"en": "Speed"}, corrections=(),
        licence="", citation="", contact="", registry=rules, territories=territories, evidence=empty, estimates=empty,
        observations=pd.DataFrame(columns)[list(OBSERVATIONS)], problems=(), files={},
    )  # fmt: skip


def main() -> None:
    """Print a line for each size."""
    rules = registry()
    print("authorities  score()  with ranking  with scores   peak MB")
    for count in [int(word) for word in sys.argv[1:]] or [40, 450, 4700]:
        data = dataset(rules, count)
        times = []
        for _ in range(5):
            fresh = replace(data)
            start = time.perf_counter()
            assessment = indexgov.score(rules, fresh)
            alone = time.perf_counter()
            assert len(assessment.ranking) == count
            ranked = time.perf_counter()
            assert len(assessment.scores) == count * (107 + 17 + 3 + 2)
            times.append((alone - start, ranked - start, time.perf_counter() - start))
        best = np.array(times).min(axis=0)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{count:11d}  {best[0]:6.4f}s  {best[1]:11.4f}s  {best[2]:10.3f}s  {peak:8.0f}")


if __name__ == "__main__":
    main()
