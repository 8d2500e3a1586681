"""A small project whose every text tries to become something else than text. Places and figures are invented."""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

import indexgov
from tests.site_built import Site, written
from tests.small_project import DATASET, EVIDENCE, QUESTIONNAIRE, REGISTRY, TERRITORIES, write_project

# All of them set the same mark, which a page that ran one of them would carry.
SCRIPT = "<script>window.ran=1</script>"
ATTRIBUTE = "\"'><img src=x onerror=window.ran=1>"
STYLE = "</style></title></script><svg onload=window.ran=1>"
FORMULA = "=cmd|'/C calc'!A0"
TEMPLATE = "${window.ran=1}{{7*7}}"
BIDI = "\u202egnp.exe\u2066"
TERMINAL = "\x1b[2J\x1b]0;owned\x07\x9b31m\x7f\x08"
SIGNS = ("+1", "-1+1", "@SUM(1)", "{% raw %}", "#REF!", "%s{0}%(x)d", '"}body{display:none', "'; window.ran=1; '",
         "]]>-->", "[x](javascript:window.ran=1)", "![x](//x.test/x.png)", "`x` | # x\\", "&lt;b&gt;&#60;")  # fmt: skip
TEXTS = (SCRIPT, ATTRIBUTE, STYLE, FORMULA, TEMPLATE, *SIGNS)
LINKS = (
    "javascript:window.ran=1",
    "JaVaScRiPt:window.ran=1//https://example.org",
    "data:text/html,<script>window.ran=1</script>",
    'https://example.org/"onmouseover="window.ran=1',
)


def as_letters(text: str) -> str:
    """A text of the same length that means nothing to any program.

    What reads as a pattern remains one: workbooks look no level up by such a title.
    """
    kept = {" ": " ", "*": "~", "?": "~", "~": "~"}
    return "".join(one if one.isalnum() and one.isascii() else kept.get(one, "o") for one in text)


def _harmless_link(link: str) -> str:
    """An address that is a link where the other is one, and as long."""
    host = "https://example.org/"
    return host + as_letters(link.removeprefix(host)) if link.startswith(host) else as_letters(link)


HARMLESS = tuple(map(as_letters, TEXTS))


def write_hostile(folder: Path, period: str = "2026-Q3", texts: tuple[str, ...] = TEXTS) -> Path:
    """Write the project of a period, its texts spoilt by others in turn, into a folder and return it."""
    return write_project(folder, _files(period, texts))


def hostile_site(folder: Path, texts: tuple[str, ...] = TEXTS) -> Site:
    """Score the project and write all outputs, with what changed since the quarter before, into a folder.

    Links are put into the tables afterwards, as a program could hand them over: files with such links are refused.
    """
    before, now = (_scored(write_hostile(folder / period, period, texts), texts) for period in ("2026-Q2", "2026-Q3"))
    return written(now, before, folder / "out")


def _scored(folder: Path, texts: tuple[str, ...]) -> indexgov.Assessment:
    dataset = indexgov.load_dataset(folder)
    count = len(dataset.evidence)
    known = LINKS if texts == TEXTS else [_harmless_link(link) for link in LINKS]
    links = [known[number % len(known)] for number in range(count)]
    evidence = dataset.evidence.assign(source_url=links, archive_url=links[::-1])
    return indexgov.score(dataset.registry, replace(dataset, evidence=evidence))


def _files(period: str, spoilers: tuple[str, ...]) -> dict[str, str]:
    texts = itertools.cycle(spoilers)
    script, attribute, style = spoilers[:3]
    seen = "2026-08" if period == "2026-Q3" else "2026-05"
    dataset = yaml.load(DATASET, yaml.CSafeLoader) | {
        "period": period, "licence": script, "citation": attribute,
        "contact": LINKS[0] if script == SCRIPT else _harmless_link(LINKS[0]),
        "corrections": [{"date": f"{seen}-30", "text": dict.fromkeys(("kk", "ru", "en"), style)}],
    }  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(EVIDENCE.replace("2026-08", seen))))
    for row in rows:
        # The parts of one value share their assessor, so all do.
        row |= {"note": next(texts), "comment": next(texts), "assessor": script}
    if period == "2026-Q2":
        rows[0]["value"] = "none"
    places = list(csv.DictReader(io.StringIO(TERRITORIES)))
    for place in places:
        spoiler = next(texts)
        place |= {name: f"{spoiler} {text}" for name, text in place.items() if name.startswith("name_")}
    return {
        "indicators.yaml": _spoilt(REGISTRY, texts),
        "questionnaire.yaml": _spoilt(QUESTIONNAIRE, texts),
        "dataset.yaml": json.dumps(dataset),
        "territories.csv": _table(places),
        "evidence.csv": _table(rows),
    }


def _spoilt(text: str, texts: Iterator[str]) -> str:
    """A YAML file with each of its texts in three languages spoilt."""

    def spoilt(value: Any) -> Any:
        if isinstance(value, dict) and set(value) == {"kk", "ru", "en"}:
            spoiler = next(texts)
            return {language: f"{spoiler} {one}" for language, one in value.items()}
        if isinstance(value, dict):
            return {key: spoilt(one) for key, one in value.items()}
        return [spoilt(one) for one in value] if isinstance(value, list) else value

    return json.dumps(spoilt(yaml.load(text, yaml.CSafeLoader)))


def _table(rows: list[dict[str, str]]) -> str:
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()
