"""Settings and results shared by all tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

import indexgov
from indexgov.report.site import Material, write_site
from tests.browser import Tour, chromium_of_this_machine, unmet
from tests.site_built import DEMO, Site, scored, written

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# The same examples on every machine and run: a red build must be red again for the one who looks into it.
settings.register_profile("repeatable", derandomize=True)
settings.load_profile("repeatable")

SAMPLES = DEMO.parent


@pytest.fixture(scope="session")
def demo() -> indexgov.Assessment:
    """The demo's third quarter: twenty invented regions, both bodies, awkward life."""
    return scored(DEMO / "2026-Q3")


@pytest.fixture(scope="session")
def aktogay() -> indexgov.Assessment:
    """One district and a draft, so that writing it anew costs nothing."""
    return scored(SAMPLES / "aktogay-2021")


@pytest.fixture(scope="session")
def demo_site(demo: indexgov.Assessment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the demo, written once for all who only read it."""
    folder = tmp_path_factory.mktemp("demo") / "site"
    write_site(Material(demo), folder)
    return folder


@pytest.fixture(scope="session")
def aktogay_site(aktogay: indexgov.Assessment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the district, written once for all who only read it."""
    folder = tmp_path_factory.mktemp("aktogay") / "site"
    write_site(Material(aktogay), folder)
    return folder


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


@pytest.fixture(scope="session")
def built(demo: indexgov.Assessment, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The demo's pages and files, with what changed since the quarter before."""
    return written(demo, scored(DEMO / "2026-Q2"), tmp_path_factory.mktemp("built") / "out")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of this machine, one for all tests."""
    try:
        with chromium_of_this_machine() as browser:
            yield browser
    except LookupError as error:
        unmet(error)


@pytest.fixture(scope="session")
def tour(chromium: Browser, built: Site) -> Tour:
    """The demo's pages of each kind, open in the browser."""
    return Tour(chromium, built)
