"""Signs that stand in a cell in the place of a score; formulas count by them."""

from __future__ import annotations

from indexgov.report.words import DASH

NO_SCORE_MARK = DASH
"""Applies and has no score."""
NOT_APPLICABLE_MARK = "×"
HIDDEN_MARK = "•"
"""Has a score that counts and is not printed. An empty cell is outside the tree of the authority."""
