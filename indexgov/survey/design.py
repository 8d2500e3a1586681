"""The design of a sample: which columns hold it, and what is assumed where it does not tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

LONELY_RULES = ("fail", "remove", "adjust", "average")
"""What a stratum with a single PSU adds to the variance: nothing can be said (`fail`); nothing (`remove`, as if it were
taken with certainty); the square of its total about the mean of all (`adjust`); what a stratum adds on average
(`average`). Names and definitions of R's `survey.lonely.psu`."""


@dataclass(frozen=True)
class ClusterGuess:
    """What is known of clusters that are not in the data."""

    size: float
    """Respondents in a cluster, m."""
    rho: float
    """Intraclass correlation of answers in a cluster."""

    @property
    def factor(self) -> float:
        """1 + (m - 1) rho, by which clustering multiplies the variance (Kish 1965, Survey Sampling, 5.4)."""
        return 1 + (self.size - 1) * self.rho


@dataclass(frozen=True)
class Design:
    """The columns of a frame that hold the design of its sample."""

    weight: str | None = None
    """None: all weigh 1."""
    stratum: str | tuple[str, ...] | None = None
    """Several columns make a stratum together. None: one stratum."""
    psu: str | None = None
    """Names of PSUs are taken within strata, so that numbers may begin anew in each."""
    fpc: str | None = None
    """PSUs of the stratum in the population; without PSUs its people."""
    unclustered: bool = False
    """Respondents were drawn one by one: each is a PSU."""
    lonely_psu: str = "fail"
    """One of LONELY_RULES."""
    collapse: Mapping[str, str] = field(default_factory=dict)
    """Strata that become part of another."""
    cluster: ClusterGuess | None = None
    """Used where neither PSUs nor `unclustered` are told."""

    @property
    def strata(self) -> tuple[str, ...]:
        """The columns that make a stratum."""
        if self.stratum is None:
            return ()
        return (self.stratum,) if isinstance(self.stratum, str) else self.stratum

    @property
    def basis(self) -> str:
        """What standard errors stand on, one of BASES: `design`, `unclustered` or `weights_only`."""
        if self.psu is not None:
            return "design"
        return "unclustered" if self.unclustered else "weights_only"
