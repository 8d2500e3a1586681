"""What two periods have in common, and what is only in one: the ground that a comparison stands on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from indexgov.analysis.grid import Key
from indexgov.analysis.hybrids import Hybrids
from indexgov.scoring.assessment import Assessment


@dataclass(frozen=True)
class Shared:
    """What is in both periods, in the later one alone, and in the earlier one alone; in the order of the later."""

    both: tuple[str, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]

    @classmethod
    def of(cls, first: Iterable[str], second: Iterable[str]) -> Shared:
        """Of the names in the earlier period and in the later."""
        before, after = dict.fromkeys(first), dict.fromkeys(second)
        return cls(
            tuple(name for name in after if name in before),
            tuple(name for name in after if name not in before),
            tuple(name for name in before if name not in after),
        )


@dataclass(frozen=True)
class Common:
    """The common ground of two periods."""

    period_from: str
    period_to: str
    revision_from: int
    revision_to: int
    same_methodology: bool
    """Whether the registries say the same and both periods have the same indicators."""
    territories: Shared
    authorities: Shared
    """Bodies of territories, as `territory/body`."""
    scored: tuple[str, ...]
    """Authorities that have a score in both periods, as `territory/body`: those whose total can be compared."""
    indicators: Shared
    redefined: tuple[str, ...]
    """Indicators in both whose values do not mean the same; they are never bridged."""

    @classmethod
    def of(cls, hybrids: Hybrids) -> Common:
        """The common ground of two assessments."""
        first, second = hybrids.sides
        editions = [side.registry.indicators_of(side.dataset.period) for side in hybrids.sides]
        scored = [set(_authorities(side, scored=True)) for side in hybrids.sides]
        authorities = Shared.of(_authorities(first), _authorities(second))
        return cls(
            first.dataset.period.code,
            second.dataset.period.code,
            first.dataset.revision,
            second.dataset.revision,
            hybrids.same_methodology,
            Shared.of(*(side.dataset.territories["territory"].tolist() for side in hybrids.sides)),
            authorities,
            tuple(name for name in authorities.both if all(name in side for side in scored)),
            Shared.of(*([one.id for one in edition] for edition in editions)),
            hybrids.redefined,
        )


def _authorities(assessment: Assessment, scored: bool = False) -> list[str]:
    """The bodies that some indicator concerns, or those that have a score."""
    section = assessment.sections[0]
    who, result = section.authorities, section.result
    keys: list[Key] = list(zip(who.territory.tolist(), who.body.tolist(), strict=True))
    kept = result.scores[0] == result.scores[0] if scored else result.concerned[0]
    return [f"{territory}/{body}" for (territory, body), keep in zip(keys, kept, strict=True) if keep]
