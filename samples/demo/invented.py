"""The invented regions of the demo: who they are, how well their bodies do, and what makes them awkward.

Every draw is made from its own name ("level R01 akimat ..."), so the files are the same bytes on every run and machine,
and a new criterion or question does not disturb the others.
"""

from __future__ import annotations

from functools import cache
from random import Random

SEED = "indexgov demo 2"
REGIONS = [f"R{number:02d}" for number in range(1, 21)]
CITIES = {"R18", "R19", "R20"}

TWIN, MODEL = "R07", "R06"
"""Equal akimats and equal surveys: an exact tie of two akimats."""
HALF_SEEN = ("R16", "maslikhat")
"""About half of it was assessed: under the coverage floor."""
FEW_ANSWERS = ("R13", "q_safe", 22)
"""A question that so few were asked that its indicator is not assessed."""
SMALL_SAMPLE = "R17"
"""Few localities and respondents: figures are told, with flags."""


@cache
def chance(*name: str | int) -> float:
    """The number between 0 and 1 that belongs to a name."""
    return Random(" ".join([SEED, *map(str, name)])).random()


@cache
def quality(region: str, body: str, quarter: str) -> float:
    """How well a body does, from about 0.1 to 0.9; bodies of a region are alike, and each moves a little in Q3."""
    drift = 0.16 * (chance("drift", region, body) - 0.5) if quarter == "2026-Q3" else 0.0
    return 0.12 + 0.40 * chance("region", region) + 0.30 * chance("body", region, body) + drift


def population(region: str) -> int:
    """Residents of a region."""
    return 1000 * (300 + int(1700 * chance("population", region)))
