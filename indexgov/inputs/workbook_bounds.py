"""Looks through the archive of a workbook before any library opens it: how large it is, and how far its cells reach.

A zip of some kilobytes may hold gigabytes, its directory may understate them, XML may define words that stand for
gigabytes, and one stray cell in the last corner makes a sheet of 17 billion.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

MOST_BYTES = 512 * 1024 * 1024
"""Unpacked size of a part: about five million filled cells, beyond which a sheet is no longer looked through."""
MOST_IN_ALL = 1024 * 1024 * 1024
"""Unpacked size of a whole workbook, so that many parts are no way around the bound of one."""
MOST_PARTS = 10_000
"""Parts of a workbook: more than a sheet for each authority of a country needs."""
MOST_CELLS = 20_000_000
"""Cells of the area that a sheet stretches over: readers make all of it, filled or not."""
MOST_COLUMNS = 16_384
"""Columns of a sheet, a limit of the format itself."""
MOST_MERGED = 200_000
"""Cells that are merged: some readers make an object of each."""
_PIECE = 1 << 20
_LONGEST = 16 * 1024 * 1024
"""Bytes without a row that are looked at in one go."""
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*)([0-9]+)["']""")
_DIGITS = 9
"""Of numbers that are looked at; longer ones are beyond every bound."""
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*["']([A-Za-z]+)([0-9]+):([A-Za-z]+)([0-9]+)["']""")
_DEFINITION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
"""How XML begins that has two bytes a character, in which nothing else here would be found."""


class TooLargeError(Exception):
    """A workbook that would take more memory or time than any that people fill in."""


def refuse_large(path: Path) -> None:
    """Raise TooLargeError where a workbook exceeds a bound, or its XML defines words of its own.

    Raises what zipfile raises at a damaged archive: every part is unpacked once and compared with its checksum, so that
    what a reader finds is what was looked through.
    """
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS:
            raise TooLargeError(f"the workbook has {len(parts)} parts, more than {MOST_PARTS}")
        for part in parts:
            if part.file_size > MOST_BYTES:
                raise TooLargeError(f"a sheet is larger than {MOST_BYTES // 1024 // 1024} MB")
        if sum(part.file_size for part in parts) > MOST_IN_ALL:
            raise TooLargeError(f"the workbook is larger than {MOST_IN_ALL // 1024 // 1024} MB")
        if len({part.filename.casefold() for part in parts}) < len(parts):
            raise TooLargeError("two parts of the workbook have the same name")
        for part in parts:
            with archive.open(part) as stream:
                _look_through(part.filename, stream)


def _look_through(name: str, stream: IO[bytes]) -> None:
    """Raise TooLargeError for a part; every kind of part, because any may be named as a sheet."""
    area = _Area()
    for number, data in enumerate(_pieces(stream)):
        if number == 0 and data.startswith(_WIDE):
            raise TooLargeError(f"the part '{name}' is not UTF-8")
        if _DEFINITION.search(data):
            raise TooLargeError(f"the part '{name}' defines entities, which no spreadsheet writes")
        area.look(data)
        area.refuse()


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """The bytes in pieces that end before a row where there is one, else before a tag."""
    data = b""
    while piece := stream.read(_PIECE):
        data += piece
        cut = data.rfind(b"<", 0, max(data.rfind(b"row"), 0))
        if cut <= 0 and len(data) > _LONGEST:
            cut = max(data.rfind(b"<"), 1)
        if cut > 0:
            yield data[:cut]
            data = data[cut:]
    yield data


@dataclass
class _Area:
    """How far the cells of a sheet reach, as far as it was looked through."""

    column: str = ""
    """The last column that a cell names."""
    width: int = 0
    height: int = 0
    merged: int = 0

    def look(self, data: bytes) -> None:
        """Take a piece of XML into account."""
        found = _REFERENCE.findall(data)
        if found:
            last = max({letters for letters, _ in found}, key=lambda letters: (len(letters), letters.upper())).decode()
            self.column = max(self.column, last.upper(), key=lambda letters: (len(letters), letters))
            self.width = max(self.width, _number_of(self.column))
            self.height = max(self.height, *(_number(row) for row in {row for _, row in found}))
        if len(_CELL.findall(data)) > sum(1 for letters, _ in found if letters):
            # Cells that do not say where they are follow each other.
            self.width = max(self.width, *(len(_CELL.findall(row)) for row in _ROW.split(data)))
        for left, top, right, bottom in _MERGED.findall(data):
            across = _number_of(right.decode()) - _number_of(left.decode())
            down = _number(bottom) - _number(top)
            self.merged += (max(across, 0) + 1) * (max(down, 0) + 1)

    def refuse(self) -> None:
        """Raise TooLargeError where the cells reach too far."""
        if self.width * self.height > MOST_CELLS or self.width > MOST_COLUMNS:
            corner = f"{self.column[:_DIGITS]}{self.height}"
            raise TooLargeError(f"a sheet has cells up to {corner}, more than can be read")
        if self.merged > MOST_MERGED:
            raise TooLargeError(f"a sheet has {self.merged} merged cells, more than {MOST_MERGED}")


def _number(digits: bytes) -> int:
    """Number of a row, which is no larger than can be written with so many digits."""
    return int(digits) if len(digits) <= _DIGITS else 10**_DIGITS


def _number_of(letters: str) -> int:
    """Number of a column from 1: A is 1, AA is 27; 0 without letters."""
    number = 0
    for letter in letters[:_DIGITS].upper():
        number = number * 26 + ord(letter) - 64
    return number
