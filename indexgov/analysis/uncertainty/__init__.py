"""How sure ranks are: what errors leave open, what other weights and methods would give, and what drives it."""

from indexgov.analysis.uncertainty.result import Uncertainty, replayed, uncertainty

__all__ = ["Uncertainty", "replayed", "uncertainty"]
