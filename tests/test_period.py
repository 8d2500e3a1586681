"""Periods as SDMX writes them."""

from __future__ import annotations

from datetime import date

import pytest

from indexgov import Period


@pytest.mark.parametrize(
    ("text", "code", "first", "last"),
    [
        ("2026-Q3", "2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026Q1", "2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2024-S1", "2024-S1", date(2024, 1, 1), date(2024, 6, 30)),
        ("2024", "2024", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_forms(text: str, code: str, first: date, last: date) -> None:
    period = Period.parse(text)
    assert (period.code, period.first_day, period.last_day) == (code, first, last)


@pytest.mark.parametrize("text", ["2026-Q5", "2026-S3", "26-Q1", "Q3 2026", "", "2026-q3", "0000", "2026-Q3 "])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a period"):
        Period.parse(text)
