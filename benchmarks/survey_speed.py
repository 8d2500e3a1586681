"""Seconds and peak memory of area estimates with standard errors, beside what adding up alone costs, in one run.

Usage: python benchmarks/survey_speed.py [--rows N] [--long N] [--growth N ...] [--runs N] [--bound FILE]

The samples are made here: 200 areas x 2 strata x 25 PSUs, log-normal weights, items of five answers, 10 % of them
blank. `--rows` is the length of the file of 30 items (default a million), `--long` that of the file of 10 items
(default 20 times as many), `--growth` those of further files of 10 items (default 1, 2, 4 and 8 times as many as
`--rows`). A smoke test: `--rows 100000 --runs 1`.

Every figure is the best of `--runs` (default 3) fresh processes, which take turns; CPU seconds and peaks are those of
the whole process, imports included, and ratios of CPU seconds stand in brackets: they suffer less from other jobs of
the machine. Seconds are those from opening the file to the frame of figures, libraries that the engine needs being
imported; `survey` reads dataset.yaml, questionnaire and file, and looks for faults in every cell, before it
estimates. Every engine gives mean, standard error, interval and design effect of every item in every area. `sums` is
the bound: DuckDB adding up, by area, stratum and PSU, what a mean and its error need at least, and nothing else.
`--bound` names another program of the same words (`FILE run ENGINE PARQUET` prints JSON with `seconds` and
`peak_rss_mb`), whose engines run in between.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

AREAS, STRATA, PSUS, POINTS, BLANK = 200, 2, 25, 5, 0.1
CHUNK, ROW_GROUP = 1_000_000, 250_000
WIDE, LONG = 30, 10
"""Items of the two kinds of files."""
BOUNDS = ("numpy", "duckdb")
"""Engines of the program that `--bound` names."""


def write_sample(path: Path, rows: int, items: int) -> None:
    """A Parquet file of a random sample, made a piece at a time."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    draw = np.random.default_rng(20260930)
    whole = np.int16
    names = [f"i{number}" for number in range(items)]
    schema = pa.schema([("area", pa.int16()), ("stratum", pa.int16()), ("psu", pa.int32()), ("w", pa.float64()),
                        *((name, pa.int8()) for name in names)])  # fmt: skip
    with pq.ParquetWriter(path, schema, compression="zstd") as file:
        for start in range(0, rows, CHUNK):
            count = min(CHUNK, rows - start)
            psu = draw.integers(0, AREAS * STRATA * PSUS, count, dtype=np.int32)
            stratum = psu // PSUS
            columns = [pa.array((stratum // STRATA).astype(whole)), pa.array(stratum.astype(whole)), pa.array(psu),
                       pa.array(draw.lognormal(5.0, 0.4, count))]  # fmt: skip
            for _ in names:
                answers = draw.integers(1, POINTS + 1, count, dtype=np.int8)
                columns.append(pa.array(answers, mask=draw.random(count) < BLANK))
            file.write_table(pa.table(columns, schema=schema), row_group_size=ROW_GROUP)


def write_dataset(sample: Path, items: int) -> Path:
    """A folder with the dataset.yaml and the questionnaire of a sample."""
    folder = sample.with_suffix("")
    folder.mkdir()
    answers = ", ".join(f"{{code: {code}, label: {{en: answer {code}}}}}" for code in range(1, POINTS + 1))
    lines = ["indexgov_questionnaire: 1", "id: speed", "title: {en: Speed}", "languages: [en]", "questions:"]
    lines += [f"  i{number}: {{text: {{en: item}}, type: scale, codes: [{answers}]}}" for number in range(items)]
    (folder / "questionnaire.yaml").write_text("\n".join(lines), encoding="utf-8")
    columns = "{territory: area, stratum: stratum, psu: psu, weight: w}"
    entry = f"{{file: ../{sample.name}, questionnaire: questionnaire.yaml, columns: {columns}}}"
    (folder / "dataset.yaml").write_text(f"survey: {entry}\n", encoding="utf-8")
    return folder


def items_of(path: Path) -> list[str]:
    """The items of a sample."""
    import pyarrow.parquet as pq

    return [name for name in pq.read_schema(path).names if name.startswith("i")]


def estimated(frame: Any, items: Sequence[str]) -> float:
    """The estimates of all items of a frame in all areas; their sum, so that engines can be compared."""
    from indexgov.survey.design import Design
    from indexgov.survey.estimation import estimate
    from indexgov.survey.measures import Measure
    from indexgov.survey.questionnaire import Questionnaire

    answers = tuple({"code": code, "label": {"en": f"answer {code}"}} for code in range(1, POINTS + 1))
    question = {"text": {"en": "item"}, "type": "scale", "codes": answers}
    content = {"indexgov_questionnaire": 1, "id": "speed", "title": {"en": "Speed"}, "languages": ("en",)}
    questionnaire = Questionnaire.model_validate({**content, "questions": dict.fromkeys(items, question)})
    measures = [Measure(name, name, "mean") for name in items]
    design = Design(weight="w", stratum="stratum", psu="psu")
    found = estimate(frame, questionnaire, area="area", design=design, measures=measures).frame
    assert len(found) == (AREAS + 1) * len(items)
    return float(found[["value", "se", "ci_low", "ci_high", "deff"]].to_numpy().sum())


def survey(path: Path) -> float:
    """As `indexgov survey` does, from dataset.yaml to what may be published of all default measures."""
    from indexgov.inputs.survey_data import load_survey

    found = load_survey(path.with_suffix("")).estimates
    means = found.frame[found.frame["measure"] == "mean"]
    return float(means[["value", "se", "ci_low", "ci_high", "deff"]].to_numpy().sum())


def duckdb(path: Path) -> float:
    """DuckDB with the memory that the project allows it."""
    from indexgov.inputs.engines import start

    with tempfile.TemporaryDirectory() as folder:
        return estimated(start("duckdb", Path(folder)).parquet(path), items_of(path))


def polars(path: Path) -> float:
    """Polars, without reading the whole file."""
    import polars as pl

    return estimated(pl.scan_parquet(path), items_of(path))


def pandas(path: Path) -> float:
    """pandas, with whole numbers that know blanks."""
    import pandas as pd

    return estimated(pd.read_parquet(path, dtype_backend="pyarrow"), items_of(path))


def pyarrow(path: Path) -> float:
    """A PyArrow table."""
    import pyarrow.parquet as pq

    return estimated(pq.read_table(path), items_of(path))


def sums(path: Path) -> float:
    """What any estimation must add up, by DuckDB as it comes."""
    import duckdb as engine
    import numpy as np

    parts = [f"sum(CASE WHEN {x} IS NOT NULL THEN w END), sum(w * {x}), sum(w * {x} * {x}), count({x})"
             for x in items_of(path)]  # fmt: skip
    columns = ", ".join(["area", "stratum", "psu", *parts])
    found = engine.connect().execute(f"SELECT {columns} FROM read_parquet('{path}') GROUP BY ALL").fetchnumpy()
    return float(sum(np.asarray(values).sum() for values in found.values()))


ENGINES: Mapping[str, Callable[[Path], float]] = {
    "sums": sums, "duckdb": duckdb, "polars": polars, "pandas": pandas, "pyarrow": pyarrow, "survey": survey,
}  # fmt: skip

LIBRARIES = {name: "duckdb" if name in ("sums", "survey") else name for name in ENGINES}
"""What each engine imports."""


def run_one(engine: str, path: Path) -> None:
    """One engine in this process; prints what it took."""
    for library in ("numpy", "pandas", "pyarrow.parquet", "indexgov.survey.estimation", LIBRARIES[engine]):
        importlib.import_module(library)
    start = time.perf_counter()
    total = ENGINES[engine](path)
    took = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": took, "peak_rss_mb": peak, "total": total}))


def run(command: Sequence[str]) -> dict[str, float]:
    """What one fresh process took: `seconds`, `cpu` seconds of the whole process, and `peak_rss_mb`."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, *command], check=True, capture_output=True, text=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    # A bound that tells reading from computing does both.
    return found | {"cpu": cpu, "seconds": found["seconds"] + found.get("read_s", 0.0)}


def best(commands: Mapping[str, Sequence[str]], runs: int) -> dict[str, dict[str, float]]:
    """The least seconds of every command and the largest peak; they take turns, so that all meet the same load."""
    found: dict[str, list[dict[str, float]]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            found[name].append(run(command))
    return {
        name: each[0] | {"seconds": min(one["seconds"] for one in each), "cpu": min(one["cpu"] for one in each),
                         "peak_rss_mb": max(one["peak_rss_mb"] for one in each)}
        for name, each in found.items()
    }  # fmt: skip


def line(name: str, found: Mapping[str, float]) -> str:
    """The words of one engine."""
    return f"  {name:13} {found['seconds']:8.2f} s {found['cpu']:8.2f} s CPU {found['peak_rss_mb']:7.0f} MB"


def compare(path: Path, engines: Sequence[str], bound: Path | None, runs: int, bounds: Sequence[str] = BOUNDS) -> None:
    """Print a line for every engine on one file, the bounds first, with the ratios to these of seconds and of CPU."""
    commands = {"sums": [__file__, "--one", "sums", str(path)]}
    for name in bounds if bound is not None else ():
        commands[f"bound {name}"] = [str(bound), "run", name, str(path)]
    commands |= {name: [__file__, "--one", name, str(path)] for name in engines}
    results = best(commands, runs)
    limits = {name: found for name, found in results.items() if name not in engines}
    for name, found in results.items():
        ratios = [
            f"{found['seconds'] / limit['seconds']:.2f} ({found['cpu'] / limit['cpu']:.2f}) x {of}"
            for of, limit in limits.items()
            if name in engines
        ]
        print(line(name, found), " ".join(ratios), flush=True)
    totals = {f"{results[name]['total']:.8g}" for name in engines}
    assert len(totals) == 1, f"engines differ: {totals}"


def sample(folder: str, rows: int, items: int) -> Path:
    """A sample with its dataset in a folder, told in a line."""
    path = Path(folder) / f"{rows}-{items}.parquet"
    write_sample(path, rows, items)
    write_dataset(path, items)
    size = path.stat().st_size / 1e6
    print(f"{rows:,} rows x {items} items x {AREAS} areas, {size:.0f} MB; load {os.getloadavg()[0]:.1f}", flush=True)
    return path


def main() -> None:
    """Print the figures of the wide file, of the long one, and of growing ones."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--long", type=int)
    parser.add_argument("--growth", type=int, nargs="*")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--bound", type=Path)
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        run_one(given.one[0], Path(given.one[1]))
        return
    long = given.long if given.long is not None else 20 * given.rows
    growth = given.growth if given.growth is not None else [times * given.rows for times in (1, 2, 4, 8)]
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as folder:
        engines = ("duckdb", "polars", "pandas", "pyarrow", "survey")
        compare(sample(folder, given.rows, WIDE), engines, given.bound, given.runs)
    with tempfile.TemporaryDirectory() as folder:
        # The whole file as arrays would not fit into the memory that is allowed.
        compare(sample(folder, long, LONG), ("duckdb", "survey"), given.bound, given.runs, bounds=("duckdb",))
    for rows in growth:
        with tempfile.TemporaryDirectory() as folder:
            path = sample(folder, rows, LONG)
            found = best({"duckdb": [__file__, "--one", "duckdb", str(path)]}, given.runs)["duckdb"]
            print(f"{line('duckdb', found)}  {found['seconds'] / rows * 1e6:.2f} s a million rows", flush=True)


if __name__ == "__main__":
    main()
