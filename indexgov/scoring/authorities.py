"""The columns of the matrices: who is scored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from indexgov.methods.arrays import Ints
from indexgov.registry.models import Registry

Objects = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Authorities:
    """Bodies of territories, or the territories themselves (body "")."""

    territory: Objects
    tier: Objects
    peer_group: Objects
    bodies: tuple[str, ...]
    body_number: Ints
    """Position of each column's body in `bodies`."""
    place: Ints
    """Position of each column's territory in the dataset."""
    further: Mapping[str, Objects]
    """Labels under the registry's own `groups`."""

    def __len__(self) -> int:
        return len(self.territory)

    @property
    def body(self) -> Objects:
        """Body of each column."""
        return np.array(self.bodies, dtype=object)[self.body_number]

    def named(self, column: int) -> str:
        """A column in words: the body of a territory, or the territory."""
        body, place = self.bodies[self.body_number[column]], f"'{self.territory[column]}'"
        return f"the {body} of {place}" if body else place

    def lookup(self, place: Ints, body: Ints) -> Ints:
        """Column of each pair of territory position and body number; -1 where the body does not exist there."""
        table = np.full((int(self.place.max(initial=-1)) + 1, len(self.bodies)), -1, dtype=np.int32)
        table[self.place, self.body_number] = np.arange(len(self))
        return table[place, body]

    def labels(self, within: Sequence[str]) -> Objects:
        """What each column shares with its group, as one text: the body, the tier and so on; empty for one group."""
        known = {"body": self.body, "tier": self.tier, "peer_group": self.peer_group, **self.further}
        labels = np.full(len(self), "", dtype=object)
        for name in within:
            labels = labels + (known[name] + "\x1f")
        return labels

    def groups(self, within: Sequence[str]) -> Ints:
        """A number for each column, equal for those that share their labels, in order of appearance."""
        return np.asarray(pd.factorize(self.labels(within))[0], dtype=np.intp)


def authorities_of(registry: Registry, territories: pd.DataFrame) -> Authorities:
    """Every body of every territory where it exists: bodies in the registry's order, then territories as listed."""
    names, tiers, groups = _columns(territories)
    places, numbers = [], []
    for number, body in enumerate(registry.bodies):
        found = np.flatnonzero([registry.exists(body, str(tier)) for tier in tiers])
        places.append(found)
        numbers.append(np.full(len(found), number, dtype=np.intp))
    place, which = np.concatenate(places), np.concatenate(numbers)
    further = {name: labels[place] for name, labels in _further(registry, territories).items()}
    return Authorities(names[place], tiers[place], groups[place], tuple(registry.bodies), which, place, further)


def territories_of(registry: Registry, territories: pd.DataFrame) -> Authorities:
    """The territories themselves, in the order of the table."""
    names, tiers, groups = _columns(territories)
    count = len(territories)
    further = _further(registry, territories)
    return Authorities(names, tiers, groups, ("",), np.zeros(count, dtype=np.intp), np.arange(count), further)


def _columns(territories: pd.DataFrame) -> tuple[Objects, Objects, Objects]:
    names, tiers, groups = (territories[name].to_numpy(dtype=object) for name in ("territory", "tier", "peer_group"))
    return names, tiers, groups


def _further(registry: Registry, territories: pd.DataFrame) -> dict[str, Objects]:
    return {name: territories[name].to_numpy(dtype=object) for name in registry.groups}
