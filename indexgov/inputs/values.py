"""Checks of recorded values against the scales that score them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from indexgov.errors import choose_from, quoted
from indexgov.inputs.stages import days
from indexgov.inputs.subject import Subject
from indexgov.inputs.table_file import Table
from indexgov.methods.scales import Ratio
from indexgov.registry.models import Indicator, Registry
from indexgov.tables import EVIDENCE_KEY

Rows = npt.NDArray[np.intp]
"""Positions of the rows to look at."""


def check_values(table: Table, subject: Subject, indicator: Indicator, rows: Rows) -> None:
    """Check the recorded values of one indicator against its scale."""
    kind = subject.registry.scales[indicator.scale].kind
    _CHECKS.get(kind, _check_number)(table, subject, indicator, rows)
    if kind != "ratio":
        for row, part in table.problems_at(rows, "part", lambda parts: parts != ""):
            table.problem("part", row, "part", f"'{indicator.id}' has no parts, found '{part}'", "leave 'part' empty")


def _check_levels(table: Table, subject: Subject, indicator: Indicator, rows: Rows) -> None:
    scale = subject.registry.scales[indicator.scale]
    levels = list(scale.levels or {})
    titles = {text: level for level, title in (scale.titles or {}).items() for text in title.values()}
    for row, value in table.problems_at(rows, "value", lambda values: ~np.isin(values, levels)):
        message = f"'{value}' is not a level of '{indicator.id}' (scale '{indicator.scale}')"
        table.problem("unknown-level", row, "value", message, choose_from(value, levels, titles))


def _check_number(table: Table, subject: Subject, indicator: Indicator, rows: Rows) -> None:
    """Numbers, divided by their denominator, lie where the scale can place them."""
    numbers, factors = table.numbers("value", rows), subject.factors(indicator)
    if factors:
        numbers = numbers * table.frame["territory"].iloc[rows].map(factors).to_numpy(dtype=float)
    check_scale_numbers(table, subject.registry, indicator, rows, numbers)


def check_scale_numbers(
    table: Table, registry: Registry, indicator: Indicator, rows: Rows, numbers: npt.NDArray[np.float64]
) -> None:
    """Numbers lie where the indicator's scale can place them; NaN is not looked at."""
    scale = registry.scales[indicator.scale]
    if scale.goalposts is not None and not scale.goalposts.clamp:
        what, low, high = "the goalposts", scale.goalposts.min, scale.goalposts.max
        advice = "correct the value, or let the scale clamp"
    elif scale.identity and registry.range is not None:
        what, (low, high), advice = "the range", registry.range, "correct the value"
    elif scale.bands:
        what, low, high, advice = (
            "the bands",
            scale.bands[0][0],
            np.inf,
            "correct the value, or let the bands begin lower",
        )
    else:
        return
    found = dict(zip(rows.tolist(), numbers.tolist(), strict=True))
    with np.errstate(invalid="ignore"):
        outside = (numbers < low) | (numbers > high)
    for row, value in table.problems_at(rows[outside], "value"):
        ends = f"{low:g} to {high:g}" if np.isfinite(high) else f"from {low:g}"
        number = found[row]
        divided = f", divided {number:g}," if indicator.denominator is not None else ""
        message = f"{value}{divided} is outside {what} {ends} of '{indicator.id}'"
        table.problem("out-of-range", row, "value", message, advice)


def _check_ratio(table: Table, subject: Subject, indicator: Indicator, rows: Rows) -> None:
    """Parts are known, counted once each, not negative, and do not exceed the denominator."""
    ratio = subject.registry.scales[indicator.scale].ratio
    assert ratio is not None
    names = [*ratio.numerator, ratio.denominator]
    for row, part in table.problems_at(rows, "part", lambda parts: ~np.isin(parts, names)):
        message = f"'{part}' is not a part of '{indicator.id}'" if part else f"'{indicator.id}' needs a part"
        table.problem("part", row, "part", message, choose_from(part, names))
    counts = table.numbers("value", rows)
    for row, value in table.problems_at(rows[counts < 0], "value"):
        table.problem("count", row, "value", f"the count {value} is negative", "write a count of 0 or more")
    number = dict(zip(rows.tolist(), counts.tolist(), strict=True))
    frame = table.frame.iloc[rows]
    key = [column for column in EVIDENCE_KEY if column != "part"]
    for _, group in frame.groupby([*(frame[column] for column in key), days(frame)], sort=False):
        found = {str(part): number[row] for part, row in zip(group["part"], group.index, strict=True)}
        # A part that is not known or not a count was reported above; what it spoils is not.
        if set(found) <= set(names) and all(count >= 0 for count in found.values()):
            _check_parts(table, indicator, ratio, int(group.index[0]), found)


def _check_parts(table: Table, indicator: Indicator, ratio: Ratio, row: int, found: dict[str, float]) -> None:
    """The parts of one recorded ratio, all of them known, are complete and make a share."""
    names = [*ratio.numerator, ratio.denominator]
    missing = [name for name in names if name not in found]
    if missing:
        message = f"'{indicator.id}' lacks the part {quoted(missing)}"
        table.problem("part", row, "part", message, f"a row each for {quoted(names)}")
        return
    total, whole = sum(found[name] for name in ratio.numerator), found[ratio.denominator]
    if total > whole * (1 + 1e-9):
        message = f"the parts of '{indicator.id}' count {total:g}, more than '{ratio.denominator}' {whole:g}"
        table.problem("ratio-above-one", row, "value", message, "correct the counts")
    elif whole == 0 and ratio.empty == "error":
        advice = "record not_applicable or not_assessed, or write 'empty: not_applicable' in the scale"
        table.problem("ratio-empty", row, "value", f"'{ratio.denominator}' of '{indicator.id}' is 0", advice)


_CHECKS: dict[str, Callable[[Table, Subject, Indicator, Rows], None]] = {"levels": _check_levels, "ratio": _check_ratio}
"""Kinds that do not record one number."""
