"""Names as a search understands them: case, Kazakh letters and hyphens do not matter."""

from __future__ import annotations

import re
from collections.abc import Iterable

FOLDED = {"ә": "а", "ғ": "г", "қ": "к", "ң": "н", "ө": "о", "ұ": "у", "ү": "у", "һ": "х", "і": "и", "ё": "е"}
"""Kazakh letters as those write them who have no Kazakh keyboard; pages fold what is typed by the same table."""
_FOLDED = str.maketrans(FOLDED)
_BETWEEN = re.compile(r"[^\w]+")


def folded(text: str) -> str:
    """A text in small letters without Kazakh ones, its words with one space between."""
    return _BETWEEN.sub(" ", text.casefold().translate(_FOLDED)).strip()


def search_text(names: Iterable[str]) -> str:
    """Everything by which something is found, folded; names that fold to the same stand once."""
    return " ".join(dict.fromkeys(filter(None, map(folded, names))))
