"""From checked frames to scores, ranks and classes; no files, no clock, no chance but that of a stated seed."""

from indexgov.scoring.assessment import Assessment
from indexgov.scoring.engine import score

__all__ = ["Assessment", "score"]
