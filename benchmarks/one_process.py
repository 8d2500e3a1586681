"""For pytest: everything runs in one process, because forks write into what coverage keeps of each test.

Usage: COVERAGE_CONTEXTS=test_function python -m coverage run -m pytest -p benchmarks.one_process TESTS
"""

from __future__ import annotations

from indexgov import workers


def pytest_configure() -> None:
    """Let no process be forked."""
    workers._may_fork = lambda: False
