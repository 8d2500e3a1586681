"""Settings and results shared by all tests."""

from __future__ import annotations

from pathlib import Path

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
