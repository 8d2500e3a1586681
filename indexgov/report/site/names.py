"""The file name of every page: the same in all languages, safe on every disk."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from indexgov.report.model import Key
from indexgov.report.scorecards_model import Scorecards

_LONGEST_NAME = 80
_PAGES = ("index", "indicators", "changes", "methodology", "audit", "what-if", "names", "corrections")
"""Pages of every site, whose names nothing else may have."""


def page_names(view: Scorecards) -> dict[Key, str]:
    """The file name of every card: `<territory>-<body>.html`, `<territory>.html` for a territory's own.

    Codes are opaque text: signs that a file name may not have are written as `_` and their number in Unicode, and names
    that are too long or would fall together (also where capitals do not count) end in a part of their digest.
    """
    return file_names(view.heads)


def file_names(keys: Iterable[Key]) -> dict[Key, str]:
    """The file name of the page of every authority and territory, as `page_names` has them."""
    taken = set(_PAGES)
    return {
        (territory, body): _file_name(f"{territory}-{body}" if body else territory, taken) for territory, body in keys
    }


def indicator_names(ids: Iterable[str], others: Iterable[str]) -> dict[str, str]:
    """The file name of the page of every indicator: `i-<id>.html`, none of them one of `others`."""
    taken = {name.removesuffix(".html").casefold() for name in others} | set(_PAGES)
    return {one: _file_name(f"i-{one}", taken) for one in ids}


def _file_name(code: str, taken: set[str]) -> str:
    name = re.sub(r"[^A-Za-z0-9-]", lambda sign: f"_{ord(sign[0]):x}", code)
    if len(name) > _LONGEST_NAME or name.casefold() in taken:
        name = f"{name[:_LONGEST_NAME]}-{hashlib.sha256(code.encode()).hexdigest()[:16]}"
    taken.add(name.casefold())
    return f"{name}.html"
