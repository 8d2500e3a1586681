"""Tells the code pages of Kazakh and Russian files apart, which decode each other's files to wrong letters.

cp1251 and kz1048 (STRK 1048-2002, registered with IANA as KZ-1048) differ in sixteen bytes: where kz1048 has
Ә Ғ Қ Ң Ө Ұ Ү Һ and their small letters, cp1251 has letters of Serbian, Macedonian, Belarusian and Ukrainian.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

KAZAKH = "ӘәҒғҚқҢңӨөҰұҮүҺһ"
_SPECIAL = KAZAKH.encode("kz1048")
TO_KZ1048 = str.maketrans(_SPECIAL.decode("cp1251"), KAZAKH)
"""Makes text of kz1048 that was decoded as cp1251 what it was; for readers whose libraries do not know kz1048."""
TO_CP1251 = str.maketrans(KAZAKH, _SPECIAL.decode("cp1251"))
"""The way back."""
_PLAIN = "".join([*map(chr, range(ord("А"), ord("я") + 1)), "ЁёІі"]).encode("kz1048")
_WORD = re.compile(b"[" + re.escape(_SPECIAL + _PLAIN) + b"]{2,}")
_OTHERS = bytes(set(range(256)) - set(_SPECIAL))
_OFTEN = 3
"""A word that stands so often is the name of a place or an answer, not of a respondent."""


@dataclass(frozen=True)
class Suspicion:
    """The parts of the problem of a file that seems to be stored otherwise than declared."""

    message: str
    advice: str
    line: int | None = None
    """The line, where one can be named."""


class EncodingCheck:
    """Looks at a file piece by piece; `result` tells what is suspicious in all that was seen.

    `declared` is the encoding that dataset.yaml names. Of a `private` file only words of its first line are quoted and
    words that stand in it three times, never a whole line.
    """

    def __init__(self, declared: str, private: bool = False) -> None:
        self.declared = declared
        self.private = private
        self._decoder = codecs.getincrementaldecoder(declared)()
        self._unicode = codecs.getincrementaldecoder("utf-8")()
        self._is_unicode = True
        self._letters = 0
        self._mostly_unicode = False
        self._start = b""
        self._tail = b""
        self._words: Counter[bytes] = Counter()
        self._bytes, self._lines = 0, 1
        self._failure: tuple[int, int] | None = None

    def feed(self, data: bytes, final: bool = False) -> str:
        """Look at the next piece; its text without a byte order mark, empty after a byte that cannot be decoded."""
        self._start += data[: max(_START - len(self._start), 0)]
        self._count_words(data, final)
        self._try_unicode(data, final)
        if self._failure is not None:
            return ""
        pending = len(self._decoder.getstate()[0])
        try:
            text = self._decoder.decode(data, final)
        except UnicodeDecodeError as error:
            # The decoder may still hold the first bytes of a character from the piece before.
            at = error.start - pending
            self._failure = (self._bytes + at + 1, self._lines + data[: max(at, 0)].count(b"\n"))
            return ""
        text = text.removeprefix("\ufeff") if self._bytes == 0 else text
        self._bytes += len(data)
        self._lines += data.count(b"\n")
        return text

    def result(self) -> Suspicion | None:
        """What is wrong with the declared encoding, None where nothing is."""
        if self._failure is not None:
            byte, line = self._failure
            return Suspicion(f"byte {byte} is not {self.declared}", self._advice(), line)
        if self.declared == "utf-8":
            return None
        if self._is_unicode and self._letters > 1:
            message = f"the file is declared as {self.declared} and is UTF-8"
            return Suspicion(message, "leave 'encoding' out for this file in dataset.yaml")
        if self.declared == "cp1251" and self._words:
            message = f"{self._example('cp1251', 'kz1048')} is the file kz1048 instead of cp1251?"
            advice = "declare 'encoding: kz1048' for it in dataset.yaml; if cp1251 is right, save the file as UTF-8"
            return Suspicion(message, advice)
        return None

    def _count_words(self, data: bytes, final: bool) -> None:
        """Words of Cyrillic letters with a byte that is a Kazakh letter in kz1048."""
        data = self._tail + data
        # A word may go on in the next piece.
        cut = len(data) if final else max(data.rfind(b"\n"), data.rfind(b" ")) + 1
        self._tail = data[cut:][-_START:]
        data = data[:cut]
        if not data.translate(None, _OTHERS):
            return
        for word in _WORD.findall(data):
            if word.translate(None, _OTHERS) and word.translate(None, _SPECIAL):
                self._words[word] += 1

    def _try_unicode(self, data: bytes, final: bool) -> None:
        """Whether all of it is UTF-8, with its letters beyond ASCII; of a piece that is not, whether most of it is."""
        if not self._is_unicode:
            return
        try:
            text = self._unicode.decode(data, final)
            self._letters += len(text.encode()) - len(text)
        except UnicodeDecodeError:
            self._is_unicode = False
            kept = data.decode("utf-8", errors="ignore").encode()
            self._mostly_unicode = len(kept.translate(None, _ASCII)) > len(data.translate(None, _ASCII)) / 2

    def _advice(self) -> str:
        """What the bytes look like that are not what was declared."""
        if self._start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "the file is UTF-16, which spreadsheets call Unicode text: save it as UTF-8"
        if self.declared != "utf-8":
            if self._is_unicode:
                return "the file is UTF-8: leave 'encoding' out for it in dataset.yaml"
            return "save the file as UTF-8"
        if self._mostly_unicode:
            return "most of the file is UTF-8: type the text of this line again, and save the file as UTF-8"
        if self._words:
            example = self._example("kz1048", "cp1251")
            return f"is the file kz1048? {example} then declare 'encoding: kz1048' for it in dataset.yaml"
        return "save the file as UTF-8, or declare 'encoding: cp1251' or 'encoding: kz1048' for it in dataset.yaml"

    def _example(self, first: str, second: str) -> str:
        """One word both ways, or only its letters where the word may tell of a respondent."""
        word = self._word()
        if word is None:
            letters = bytes(sorted({byte for one in self._words for byte in one if byte in _SPECIAL}))
            shown = [", ".join(letters.decode(name)) for name in (first, second)]
            return f"letters inside its words are {shown[0]} in {first}, which would be {shown[1]} in {second}:"
        return f"its word '{word.decode(first)}' would be '{word.decode(second)}' in {second}:"

    def _word(self) -> bytes | None:
        """The suspicious word that may be quoted, the most frequent one, the first of equals."""
        header = self._start.lstrip(b"\r\n").split(b"\n", 1)[0]
        free = [
            (-count, number, word)
            for number, (word, count) in enumerate(self._words.items())
            if not self.private or count >= _OFTEN or word in _WORD.findall(header)
        ]
        return min(free)[2] if free else None


_START = 65536
_ASCII = bytes(range(128))


def decoded(data: bytes, declared: str, private: bool = False) -> tuple[str, Suspicion | None]:
    """The text of a whole file, and what is suspicious in its encoding; no text where it cannot be decoded."""
    check = EncodingCheck(declared, private)
    return check.feed(data, final=True), check.result()


def misread(texts: Iterator[str]) -> str | None:
    """The first word that looks like Kazakh of kz1048 read as cp1251, such as 'Ќызылорда'."""
    for text in texts:
        word = next(iter(_MISREAD.findall(text)), None)
        if word is not None:
            return str(word)
    return None


_CYRILLIC = _PLAIN.decode("cp1251")
_WRONG = _SPECIAL.decode("cp1251")
_MISREAD = re.compile(
    f"[{_CYRILLIC}{_WRONG}]*(?:[{_CYRILLIC}][{_WRONG}]|[{_WRONG}][{_CYRILLIC}])[{_CYRILLIC}{_WRONG}]*"
)
