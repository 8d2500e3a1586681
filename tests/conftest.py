"""Settings and results shared by all tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

import indexgov

# The same examples on every machine and run: a red build must be red again for the one who looks into it.
settings.register_profile("repeatable", derandomize=True)
settings.load_profile("repeatable")

SAMPLES = Path(__file__).parents[1] / "samples"


def _scored(folder: Path) -> indexgov.Assessment:
    dataset = indexgov.load_dataset(folder)
    return indexgov.score(dataset.registry, dataset)


@pytest.fixture(scope="session")
def demo() -> indexgov.Assessment:
    """The demo's third quarter: twenty invented regions, both bodies, awkward life."""
    return _scored(SAMPLES / "demo" / "2026-Q3")


@pytest.fixture(scope="session")
def aktogay() -> indexgov.Assessment:
    """One district and a draft, so that writing it anew costs nothing."""
    return _scored(SAMPLES / "aktogay-2021")


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """A session of Spark on this machine alone."""
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Spark needs Java, and there is none")
    pytest.importorskip("pyspark", reason="Spark is not installed")
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    from pyspark.sql import SparkSession

    settings_ = {
        "spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2", "spark.default.parallelism": "2",
        "spark.driver.bindAddress": "127.0.0.1", "spark.sql.adaptive.enabled": "false", "spark.log.level": "ERROR",
    }  # fmt: skip
    builder = SparkSession.builder.master("local[2]").appName("indexgov")
    for name, value in settings_.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()
