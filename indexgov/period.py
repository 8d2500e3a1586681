"""Reporting periods: quarters, half-years and years, as the SDMX reporting periods write them."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_FORM = re.compile(r"(\d{4})(?:-?(Q[1-4]|S[12]))?\Z")


@dataclass(frozen=True, order=True)
class Period:
    """A calendar period; periods are ordered by their first day."""

    first_day: date
    last_day: date
    code: str
    """`2026-Q3`, `2026-S1` or `2026` (SDMX 2.1, section 6: reporting quarter, semester, year)."""

    @classmethod
    def parse(cls, text: str) -> Period:
        """The period that a code names; `2026Q3` is read too. Raises ValueError for anything else."""
        match = _FORM.match(text)
        if match is None or match[1] == "0000":
            raise ValueError(f"'{text}' is not a period")
        year, part = int(match[1]), match[2]
        months = 12 if part is None else (3 if part[0] == "Q" else 6)
        first = 1 if part is None else (int(part[1]) - 1) * months + 1
        last = first + months - 1
        code = match[1] if part is None else f"{match[1]}-{part}"
        return cls(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]), code)

    def back(self, count: int) -> Period:
        """The period of the same length that lies `count` periods before this one, not before the year 1."""
        months = (self.last_day.year - self.first_day.year) * 12 + self.last_day.month - self.first_day.month + 1
        first = self.first_day.year * 12 + self.first_day.month - 1 - count * months
        year, part = f"{max(first // 12, 1):04d}", first % 12 // months + 1
        return Period.parse({12: year, 6: f"{year}-S{part}", 3: f"{year}-Q{part}"}[months])

    def __str__(self) -> str:
        return self.code
