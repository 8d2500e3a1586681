"""Texts in several languages: each has every language of its file and no other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexgov.errors import Problem, quoted
from indexgov.registry.source import Path_, Source


def check_text(source: Source, path: Path_, text: dict[str, str], languages: Sequence[str]) -> Iterator[Problem]:
    """Problems of one text, at `path` in its file."""
    missing = [language for language in languages if not text.get(language, "").strip()]
    extra = sorted(set(text) - set(languages))
    place = source.key_place((*path, extra[0])) if extra else source.place(path)
    if missing and extra:
        message = f"there is a text in {quoted(extra)} and none in {quoted(missing)}"
        advice = "rename the key" if len(missing) == len(extra) else f"add {', '.join(missing)}"
    elif missing:
        message, advice = f"there is no text in {quoted(missing)}", f"add {', '.join(missing)}"
    elif extra:
        message, advice = f"{quoted(extra)} is not a language of the file", f"its languages are {quoted(languages)}"
    else:
        return
    yield Problem("title-language", place, message, advice)
