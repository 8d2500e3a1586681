"""Characters that nobody sees: refused in what is read, and written out in what is printed.

A mark that turns the direction of writing makes a name look like another one (Unicode TR 36, "Trojan Source", CVE
2021-42574), a zero-width one makes two names of one, and a control character reaches the terminal as a command.
"""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls but for tab and ends of lines
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction of writing
    "\u180e\u200b\u2028\u2029\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"  # no width, ends of lines
    "\ud800-\udfff\U000e0000-\U000e0fff]"  # halves of characters, tags, selectors of variants
)
"""Soft hyphens and joiners are left alone: they come with text from elsewhere, and change neither order nor meaning."""
_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_DIGITS = 4
"""Of the number of a character in JSON; one beyond U+FFFF is written as two."""


def invisible_in(text: str) -> str | None:
    """The first character of a text that nobody sees, as `U+202E (RIGHT-TO-LEFT OVERRIDE)`; None where all are seen."""
    found = _INVISIBLE.search(text)
    if found is None:
        return None
    name = unicodedata.name(found[0], "")
    return f"U+{ord(found[0]):04X}{f' ({name})' if name else ''}"


def visible(text: str, kept: str = "") -> str:
    """A text with every character that cannot be printed, but for those of `kept`, written out, such as `\\u202e`.

    It is written as JSON writes it, so that a whole document in JSON still says the same.
    """
    if text.isprintable():
        return text
    strange = [one for one in set(text) if not one.isprintable() and one not in kept]
    return text.translate({ord(one): _written(one) for one in strange if unicodedata.category(one) != "Zs"})


def _written(sign: str) -> str:
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    units = sign.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + _DIGITS]}" for at in range(0, len(units), _DIGITS))
