"""Seconds for 1,000 draws of weights and scales over authorities x 107 indicators: scores, ranks and their statistics.

Usage: OPENBLAS_NUM_THREADS=1 python benchmarks/draws_speed.py [options] [authorities ...]   (--help lists them)

The index has 17 sub-blocks in 3 blocks and unequal weights; 3 % of cells are missing and the weights of every level are
rescaled over what is present. A draw has uniform noise of 25 % on the weights of three levels and min-max or z-score
scales. `uncertainty()` is measured as a user calls it: worlds, draws, ranks, quantiles, tables; only the shares of the
sources are left out, because the bound has none. Best of five runs; CPU seconds with one worker, else wall seconds.
Peaks are those of a process that does one size. `--bound` names a script that prints JSON lines with `n` and
`C_chunked_total_s` (the same job in plain numpy, the index alone), which is run for each size right before.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time

import score_speed

import indexgov
from indexgov.analysis.uncertainty import uncertainty
from indexgov.tables import Dataset

SIZES = [7] * 5 + [6] * 12
BLOCKS = [6, 6, 5]
INDICATORS = sum(SIZES)


def registry(indicators: int = INDICATORS) -> indexgov.Registry:
    """A registry of numbers on a min-max scale that could be z-scores, in sub-blocks of 6 or 7."""
    lines = [
        'indexgov: 1\nid: draws\nversion: "1"\ntitle: {en: Draws}\nlanguages: [en]\nrange: null',
        "tiers: {region: {title: {en: region}}}\nbodies: {akimat: {title: {en: akimat}}}",
        "scales: {relative: {minmax: {}}, other: {zscore: {}}}",
        "uncertainty:\n  weights: {indicator: {noise: 0.25}, sub_block: {noise: 0.25}, block: {noise: 0.25}}",
        "  scales: {relative: [other]}",
        "components:\n  external:\n    title: {en: External}\n    missing: {rule: reweight}\n    blocks:",
    ]
    number = sub_block = 0
    for block, count in enumerate(BLOCKS):
        lines.append(
            f"      - id: b{block}\n        title: {{en: b}}\n        weight: {weight(block)}\n        sub_blocks:"
        )
        for _ in range(count):
            head = (
                f"          - id: s{sub_block}\n            title: {{en: s}}\n            weight: {weight(sub_block)}"
            )
            lines.append(f"{head}\n            indicators:")
            for _ in range(round(SIZES[sub_block] * indicators / INDICATORS)):
                keys = f"id: c{number}, title: {{en: c}}, scale: relative, weight: {weight(number)}"
                lines.append(f"              - {{{keys}}}")
                number += 1
            sub_block += 1
    return indexgov.parse_registry("\n".join(lines))


def weight(number: int) -> float:
    """Unequal weights, 1 to 3."""
    return 1 + (number + 1) % 5 / 2


def measured(rules: indexgov.Registry, data: Dataset, draws: int, workers: int, runs: int) -> float:
    """Seconds of the best run."""
    clock = time.process_time if workers == 1 else time.perf_counter
    assessment, found = indexgov.score(rules, data, draws=draws), []
    for _ in range(runs):
        start = clock()
        result = uncertainty(assessment, workers=workers, sources=False)
        found.append(clock() - start)
        assert len(result.authorities) == len(data.territories)
    return min(found)


def bound(script: str, count: int) -> float:
    """Seconds of the bound for one size."""
    done = subprocess.run([sys.executable, script, str(count)], check=True, capture_output=True, text=True)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return float(next(line["C_chunked_total_s"] for line in found if line.get("n") == count))


def main() -> None:
    """Print a line for each size."""
    parser = argparse.ArgumentParser()
    parser.add_argument("authorities", nargs="*", type=int, default=[40, 450, 4700])
    parser.add_argument("--bound")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--draws", nargs="+", type=int, default=[1000])
    parser.add_argument("--indicators", nargs="+", type=int, default=[INDICATORS])
    parser.add_argument("--runs", type=int, default=5)
    chosen = parser.parse_args()
    print("authorities  indicators  draws  workers  seconds  peak MB  bound s  ratio")
    for indicators in chosen.indicators:
        rules = registry(indicators)
        for count in chosen.authorities:
            data = score_speed.dataset(rules, count)
            for draws in chosen.draws:
                least = bound(chosen.bound, count) if chosen.bound and draws == 1000 else float("nan")
                best = measured(rules, data, draws, chosen.workers, chosen.runs)
                peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                size = f"{count:11d}  {len(rules.indicators):10d}  {draws:5d}  {chosen.workers:7d}"
                print(f"{size}  {best:7.3f}  {peak:7.0f}  {least:7.3f}  {best / least:5.2f}")


if __name__ == "__main__":
    main()
