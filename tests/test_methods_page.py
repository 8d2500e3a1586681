"""The page of formulas: every worked number comes out of the code, and every method of the code is on the page."""

from __future__ import annotations

import pytest

from indexgov.methods.means import MEANS
from indexgov.methods.publication import PROFILES
from indexgov.methods.relative import RELATIVE_SCALES
from indexgov.methods.scales import SCALES
from indexgov.methods.treatment import TRANSFORMS
from indexgov.survey.design import LONELY_RULES
from indexgov.survey.intervals import INTERVALS
from tests.test_docs import ROOT, blocks, code_words, text_of

METHODS = ROOT / "docs" / "methods.md"


@pytest.mark.parametrize("number", range(len(blocks(METHODS, "python"))))
def test_worked_numbers_come_from_the_code(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A formula beside a number that the code does not give is worse than none; each block stands alone."""
    monkeypatch.chdir(ROOT)
    block = blocks(METHODS, "python")[number]
    assert "assert " in block
    exec(compile(block, f"block {number + 1} of {METHODS.name}", "exec"), {"__name__": "methods"})


def test_every_method_has_its_formula() -> None:
    """Who adds a scale, a mean or an interval writes its formula down."""
    names = {*SCALES, *RELATIVE_SCALES, *MEANS, *TRANSFORMS, *INTERVALS, *LONELY_RULES, "boxcox"}
    assert names <= code_words(METHODS)


def test_thresholds_are_those_of_the_standard_profile() -> None:
    """Agencies plan their samples by this table."""
    standard, text = PROFILES["standard"], text_of(METHODS)
    assert f"| `min_n` | {standard.min_n} valid answers |" in text
    assert f"| `disclosure` | {standard.disclosure} respondents |" in text
    assert f"| `min_psus` | {standard.min_psus} units |" in text
    assert standard.half_width is not None
    assert standard.no_answer is not None
    wanted = f"{standard.min_df}; {standard.half_width:g} points; {standard.no_answer * 100:g} %"
    assert f"| `min_df`, `half_width`, `no_answer` | {wanted} |" in text


def test_every_display_formula_is_closed() -> None:
    """One dollar sign too few turns the rest of a page into a formula."""
    for paragraph in text_of(METHODS).split("\n\n"):
        if not paragraph.startswith("```"):
            assert paragraph.count("$") % 2 == 0, paragraph
