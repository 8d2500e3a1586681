"""Looks through the dictionary of an SPSS file for what the library that reads it does not survive or does not see.

It ends the process at value labels for a variable that is not there, at numbers as values of a text variable, and at
variables that are text in one place and a number in another. Rows beyond those that the file says it has it leaves out,
and cells that are shifted by a variable too few it gives to others. The layout of the records is that of the PSPP
manual, "System File Format"; what else is wrong with a file, the library tells itself.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import IO

_HEADER, _LAYOUT = 176, slice(64, 68)
"""Bytes before the first record, and those among them that tell the order of bytes in a number."""
_PACKED, _ROWS = slice(72, 76), slice(80, 84)
"""Those that tell whether the rows are packed, and how many there are; below 0 where the writer did not know."""
_VARIABLE, _LABELS, _DOCUMENT, _EXTENSION, _END = 2, 3, 6, 7, 999
_CELL = 8
"""Bytes of a number, and of each part of a text."""
_LINE = 80
"""Bytes of a line of a document."""
_TEXT_FORMATS = {1, 2}
"""A and AHEX."""


def contradiction(path: Path) -> str:
    """Where a .sav or .zsav file contradicts itself, in words; empty where it does not. Raises OSError.

    Whether rows that are packed are as many as the file says is not looked at.
    """
    with path.open("rb") as file:
        header = file.read(_HEADER)
        order = ">" if header[_LAYOUT][-1:] in {b"\2", b"\3"} else "<"
        dictionary = _Dictionary(file, order)
        try:
            if dictionary.contradicts_itself():
                return "what it says of its variables contradicts itself"
            (packed,), (rows,) = (struct.unpack(f"{order}i", header[place]) for place in (_PACKED, _ROWS))
        except (struct.error, OverflowError):
            # The file ends here, or what follows is no dictionary.
            return ""
        row = _CELL * len(dictionary.widths)
        if packed or rows < 0 or not row or not dictionary.ended:
            return ""
        held = (path.stat().st_size - file.tell()) // row
        return "" if held == rows else f"its header tells of {rows} rows, and its data are {held}"


class _Dictionary:
    """The records from the header on."""

    def __init__(self, file: IO[bytes], order: str) -> None:
        self.file = file
        self.order = order
        self.widths: list[int] = []
        """Of each variable, and of each further part of a long text: 0 a number, above 0 a text, -1 a part."""
        self.parts = 0
        """Further parts that the last text still needs."""
        self.ended = False
        """Whether the end of the dictionary was found: the rows begin where the file stands then."""

    def contradicts_itself(self) -> bool:
        """Whether a contradiction stands before the end of the dictionary, or before a record that is none."""
        while True:
            (kind,) = self.numbers(1)
            if kind == _VARIABLE:
                if not self.fits(*self.variable()):
                    return True
            elif self.parts:
                return True
            elif kind == _LABELS:
                if self.stray(self.values()):
                    return True
            elif kind == _DOCUMENT:
                self.skip(_LINE, self.numbers(1)[0])
            elif kind == _EXTENSION:
                _, size, count = self.numbers(3)
                self.skip(size, count)
            else:
                self.ended = kind == _END
                self.skip(4, 1)
                return False

    def variable(self) -> tuple[int, int]:
        """Width and format of a record of a variable."""
        width, labelled, missing, shown, _ = self.numbers(5)
        self.skip(8, 1)
        if labelled == 1:
            self.skip(4, (self.numbers(1)[0] + 3) // 4)
        self.skip(8, abs(missing))
        return width, shown >> 16 & 255

    def fits(self, width: int, shown: int) -> bool:
        """Whether a variable, or a further part of a text, fits what comes before it, and its format."""
        self.widths.append(width)
        if width == -1:
            self.parts -= 1
            return self.parts >= 0
        due, self.parts = self.parts, max(0, (width + 7) // 8 - 1)
        return due == 0 and 0 <= width <= 255 and (shown in _TEXT_FORMATS) == (width > 0)

    def values(self) -> list[bytes]:
        """The values of a record of labels."""
        found = []
        for _ in range(self.numbers(1)[0]):
            value, length = struct.unpack("8sB", self.file.read(9))
            found.append(value)
            self.skip(1, (length + 8) // 8 * 8 - 1)
        return found

    def stray(self, values: list[bytes]) -> bool:
        """Whether the variables, which the next record names, cannot have these values."""
        _, count = self.numbers(2)
        widths = [self.widths[at - 1] if 0 < at <= len(self.widths) else -1 for at in self.numbers(count)]
        return min(widths, default=-1) < 0 or (max(widths) > 0 and any(b"\0" in value for value in values))

    def numbers(self, count: int) -> tuple[int, ...]:
        return struct.unpack(f"{self.order}{max(count, 0)}i", self.file.read(4 * max(count, 0)))

    def skip(self, size: int, count: int) -> None:
        self.file.seek(max(size, 0) * max(count, 0), 1)
