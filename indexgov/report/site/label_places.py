"""Where names stand beside the points of a scatter, so that none covers another name or point."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

_EM = 12.0
"""Size of the letters in pixels."""
_LETTER, _CAPITAL, _HEIGHT = 0.62, 0.74, 1.15
"""Widths and height of letters in that size, rather too large than too small."""
_RADIUS = 6.0
_STEPS = (9.0, 20.0)
"""Distances from the point, in pixels, that are tried one after the other."""
_SIDES = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1))

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""


class Spot(NamedTuple):
    """A point with a name; positions are shares of the width and height from the left and the top."""

    x: float
    y: float
    name: str


class LabelPlace(NamedTuple):
    """Where a name begins, seen from its point, in pixels."""

    dx: str
    dy: str
    anchor: str
    line: tuple[str, str] | None
    """The other end of a line from the point to a name that stands apart."""


class Frame(NamedTuple):
    """A drawing: the narrowest and the widest that it can be, and its height, in pixels."""

    widths: tuple[float, float]
    height: float


def label_places(spots: Sequence[Spot], frame: Frame) -> list[LabelPlace | None]:
    """A place for each name, at every width of the frame; None where there is room for none.

    Points that stand apart from the others come first, because they are those that readers ask about.
    """
    found: list[LabelPlace | None] = [None] * len(spots)
    taken: list[list[Box]] = [[_point(one, width, frame.height) for one in spots] for width in frame.widths]
    order = sorted(range(len(spots)), key=lambda one: (-_distance(spots, one), one))
    for number in order:
        for place, boxes in _tried(spots[number], frame):
            own = [taken_at[number] for taken_at in taken]
            free = all(
                _inside(box, width, frame.height)
                and not any(other is not mine and _touch(box, other) for other in taken_at)
                for box, width, taken_at, mine in zip(boxes, frame.widths, taken, own, strict=True)
            )
            if free:
                found[number] = place
                for taken_at, box in zip(taken, boxes, strict=True):
                    taken_at.append(box)
                break
    return found


def _tried(spot: Spot, frame: Frame) -> Iterator[tuple[LabelPlace, list[Box]]]:
    """Places of a name from the best on, with the boxes that it fills at each width."""
    long = _EM * sum(_CAPITAL if letter.isupper() else _LETTER for letter in spot.name)
    high = _EM * _HEIGHT
    for step in _STEPS:
        for side, up in _SIDES:
            dx, dy = side * step * (0.8 if up else 1), up * step * (0.8 if side else 1)
            anchor = ("end", "middle", "start")[side + 1]
            left = dx - (0 if side > 0 else long if side < 0 else long / 2)
            top = dy - (high / 2 if not up else high if up < 0 else 0)
            boxes = []
            for width in frame.widths:
                x, y = spot.x * width + left, spot.y * frame.height + top
                boxes.append((x, y, x + long, y + high))
            base = top + high * 0.78
            line = (f"{dx * 0.85:.0f}", f"{dy * 0.85:.0f}") if step > _STEPS[0] else None
            yield LabelPlace(f"{dx:.0f}", f"{base:.0f}", anchor, line), boxes


def _point(spot: Spot, width: float, height: float) -> Box:
    x, y = spot.x * width, spot.y * height
    return x - _RADIUS, y - _RADIUS, x + _RADIUS, y + _RADIUS


def _distance(spots: Sequence[Spot], number: int) -> float:
    own = spots[number]
    others = (spot for place, spot in enumerate(spots) if place != number)
    return min(((own.x - one.x) ** 2 + (own.y - one.y) ** 2 for one in others), default=0.0)


def _inside(box: Box, width: float, height: float) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
