"""Damages files at random, each kind in its own ways: bytes, lines, tables, trees of values, members of archives."""

from __future__ import annotations

import csv
import io
import json
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import yaml

Mutation = Callable[[Random, Sequence[bytes]], bytes]
"""Makes a damaged file of good ones of the same kind."""

TOKENS = (
    "", " ", "NaN", "nan", "-NaN", "inf", "-inf", "Infinity", ".inf", ".nan", "1e999", "-1e999", "1e-999", "1e15",
    "1e16", "9" * 41, "9" * 400, "-" + "9" * 19, "0x10", "010", "0o7", "1_000", "12:30", "1,5", "1.5", "١٢٣", "²",
    "½", "1e5", "-0", "0", "1", "-1", "100", "98", "null", "~", "Null", "None", "true", "false", "yes", "no", "on",
    "\ufeff", "\x00", "a\x00b", "\x1b[31mred", "\x7f", "\x85", "\u2028", "\u202e", "\u2066", "\u200b", "\u00ad",
    "\ufffe", "\U0010ffff", "\ud800", "ә", "Қызылорда", "e\u0301", "\U0001f600", "İ", "ß", "=1+1",
    "=cmd|' /C calc'!A0", "+1", "@SUM(1)", "&a x", "*a", "<<: *a", "!!python/object:os.system x", "!!binary aGk=",
    "!x y", "{", "}", "[", "]", "[" * 500, "{a: " * 300, "- " * 300, "? ", ": ", "#", "|", ">", "%YAML 9.9", "---",
    "...", "'", '"', "`", "\t", "\\", "2026-Q3", "2026-Q9", "0000-Q1", "9999", "2026-02-30", "0001-01-01",
    "9999-12-31", "31.12.9999", "2026-08-03", "..", "../..", "/etc/passwd", "/dev/null", ".", "a/../..",
    "\\\\host\\share", "CON", "https://", "javascript:alert(1)", "https://example.org/\u202e", "file:///etc/passwd",
    "R01", "r01", "akimat", "not_assessed", "not_applicable", "initial", "reply", "decision", "x" * 5000, "ж" * 3000,
    "; drop table", "${x}", "{{7*7}}", "{0}", "{}", "%s", "%(x)s", "<b>", "&amp;", "]]>", "<!--",
)  # fmt: skip
"""What breaks readers, some of it because it is right elsewhere."""
_BYTES = (
    b"\x00", b"\xff", b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3\x28", b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80", b"\r", b"\n", b"\x1a", b"\x7f", b"\x80", b"\xff" * 8, b"\x00" * 64,
)  # fmt: skip
_RETOLD = ("utf-16", "utf-16-le", "utf-32", "utf-8-sig", "cp1251", "kz1048", "latin-1", "utf-7")


def chars(text: str) -> bytes:
    """Text as bytes; surrogates, which no UTF-8 file may hold, as some programs write them."""
    return text.encode("utf-8", "surrogatepass")


def damaged_bytes(chance: Random, seeds: Sequence[bytes]) -> bytes:
    """One to four blows to the bytes of a file, whatever it holds."""
    data = bytearray(chance.choice(seeds))
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        chance.choice(_BLOWS)(chance, data, seeds)
    return bytes(data)


def _flip(chance: Random, data: bytearray, _seeds: Sequence[bytes]) -> None:
    for _ in range(chance.choice((1, 1, 2, 8)) if data else 0):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _cut_off(chance: Random, data: bytearray, _: Sequence[bytes]) -> None:
    del data[chance.randrange(len(data) + 1) :]


def _leave_out(chance: Random, data: bytearray, _: Sequence[bytes]) -> None:
    start, end = _range(chance, data)
    del data[start:end]


def _repeat(chance: Random, data: bytearray, _: Sequence[bytes]) -> None:
    start, end = _range(chance, data)
    data[end:end] = data[start:end] * chance.choice((1, 1, 2, 50))


def _put_in(chance: Random, data: bytearray, _: Sequence[bytes]) -> None:
    at = chance.randrange(len(data) + 1)
    data[at:at] = chance.choice(_BYTES) if chance.random() < 0.3 else chars(chance.choice(TOKENS))


def _overwrite(chance: Random, data: bytearray, _: Sequence[bytes]) -> None:
    width = chance.choice((1, 2, 4, 8))
    at = chance.randrange(len(data) + 1)
    number = chance.choice((0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 2**63 - 1, 2**64 - 1))
    data[at : at + width] = (number % 256**width).to_bytes(width, chance.choice(("little", "big")))


def _splice(chance: Random, data: bytearray, seeds: Sequence[bytes]) -> None:
    other = chance.choice(seeds)
    data[chance.randrange(len(data) + 1) :] = other[chance.randrange(len(other) + 1) :]


def _range(chance: Random, data: bytearray) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.choice((1, 2, 8, 64, 512)))


_BLOWS: tuple[Callable[[Random, bytearray, Sequence[bytes]], None], ...] = (
    _flip, _cut_off, _leave_out, _repeat, _put_in, _overwrite, _splice,
)  # fmt: skip


def damaged_text(chance: Random, seeds: Sequence[bytes]) -> bytes:
    """A text file with lines moved, words replaced, or the whole of it in another encoding."""
    text = chance.choice(seeds).decode("utf-8")
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        text = chance.choice(_EDITS)(chance, text)
    if chance.random() < 0.05:
        return text.encode(chance.choice(_RETOLD), "replace")
    return chars(text)


def _word(chance: Random, text: str) -> str:
    words = list(re.finditer(r"[^\s,:;{}\[\]\"]+", text))
    if not words:
        return chance.choice(TOKENS)
    at = chance.choice(words)
    return text[: at.start()] + chance.choice(TOKENS) + text[at.end() :]


def _words_swapped(chance: Random, text: str) -> str:
    words = list(re.finditer(r"[^\s,:;{}\[\]\"]+", text))
    if len(words) < 2:
        return text
    first, second = sorted(chance.sample(words, 2), key=lambda one: one.start())
    return "".join(
        (text[: first.start()], second[0], text[first.end() : second.start()], first[0], text[second.end() :])
    )


def _lines(chance: Random, text: str) -> str:
    lines = text.splitlines(keepends=True) or [""]
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    action = chance.randrange(5)
    if action == 0:
        del lines[one]
    elif action == 1:
        lines.insert(other, lines[one])
    elif action == 2:
        lines[one], lines[other] = lines[other], lines[one]
    elif action == 3:
        lines[one] = chance.choice((" ", "  ", "\t", "- ", "    ")) + lines[one]
    else:
        lines[one] = lines[one].removeprefix("  ")
    return "".join(lines)


def _put_token(chance: Random, text: str) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(TOKENS) + text[at:]


_EDITS: tuple[Callable[[Random, str], str], ...] = (_word, _word, _word, _words_swapped, _lines, _lines, _put_token)


def damaged_tree(chance: Random, seeds: Sequence[bytes]) -> bytes:
    """A YAML or JSON file whose values were changed as values: other types, other keys, parts moved and copied."""
    seed = chance.choice(seeds)
    if seed not in _TREES:
        _TREES[seed] = json.dumps(yaml.load(seed, yaml.CSafeLoader), default=str)
    tree = json.loads(_TREES[seed])
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        _change_tree(chance, tree)
    return chars(json.dumps(tree, ensure_ascii=chance.random() < 0.2))


_TREES: dict[bytes, str] = {}


def _change_tree(chance: Random, tree: Any) -> None:
    holders = list(_holders(tree))
    if not holders:
        return
    holder = chance.choice(holders)
    key = chance.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
    action = chance.randrange(6)
    if action == 0:
        del holder[key]
    elif action == 1 and isinstance(holder, dict):
        holder[chance.choice(TOKENS)] = holder.pop(key)
    elif action == 2:
        other = chance.choice(holders)
        taken = chance.choice(list(other.values()) if isinstance(other, dict) else other)
        # A copy, because a tree that holds itself has no end.
        holder[key] = json.loads(json.dumps(taken))
    elif action == 3 and isinstance(holder, list):
        holder.extend(json.loads(json.dumps(holder)) * chance.choice((1, 1, 20)))
    else:
        holder[key] = _value(chance)


def _value(chance: Random) -> Any:
    text = chance.choice(TOKENS)
    number = chance.choice((0, 1, -1, 2**31, 2**63, 10**30, 1.5, -0.0, 1e15, 1e300, 5e-324, float("nan"), float("inf")))
    return chance.choice(
        (text, text, number, None, True, [], {}, [text], {text: number}, [[number, number]], {"en": text})
    )


def _holders(tree: Any) -> list[Any]:
    found, waiting = [], [tree]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict | list) and one:
            found.append(one)
            waiting += one.values() if isinstance(one, dict) else one
    return found


def damaged_table(chance: Random, seeds: Sequence[bytes]) -> bytes:
    """A CSV file with other cells, rows or columns, another separator or another encoding."""
    text = chance.choice(seeds).decode("utf-8-sig")
    sign = max(",;\t", key=text.partition("\n")[0].count)
    rows = list(csv.reader(io.StringIO(text), delimiter=sign))
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        _change_rows(chance, rows)
    out = io.StringIO()
    written = sign if chance.random() < 0.9 else chance.choice(",;\t|")
    ending = chance.choice(("\n", "\n", "\r\n", "\r"))
    csv.writer(out, delimiter=written, lineterminator=ending).writerows(rows)
    text = out.getvalue()
    if chance.random() < 0.05:
        return text.encode(chance.choice(_RETOLD), "replace")
    return chars(text)


def _change_rows(chance: Random, rows: list[list[str]]) -> None:
    filled = [row for row in rows if row]
    if not filled:
        rows.append([chance.choice(TOKENS)])
        return
    row, other = chance.choice(filled), chance.choice(filled)
    column = chance.randrange(len(row))
    action = chance.randrange(12)
    if action < 6:
        row[column] = chance.choice(TOKENS)
    elif action == 6:
        row[column] = chance.choice(other)
    elif action == 7:
        rows.remove(row)
    elif action == 8:
        rows.insert(chance.randrange(len(rows) + 1), list(row) * chance.choice((1, 1, 1, 2)))
    elif action == 9:
        for one in filled:
            del one[column : column + 1]
    elif action == 10:
        token = chance.choice(TOKENS)
        for one in filled:
            one.insert(column, token if chance.random() < 0.5 else one[chance.randrange(len(one))] if one else token)
    else:
        row[column] += chance.choice(TOKENS)


def damaged_archive(chance: Random, seeds: Sequence[bytes]) -> bytes:
    """A workbook with other XML in its members, members lost or taken from another one, or a damaged directory."""
    if chance.random() < 0.15:
        return damaged_bytes(chance, seeds)
    members = _members(chance.choice(seeds))
    for _ in range(chance.choice((1, 1, 2, 3))):
        _change_members(chance, members, seeds)
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w") as archive:
        # Two members of one name are a damage too.
        warnings.simplefilter("ignore")
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue() if chance.random() < 0.95 else damaged_bytes(chance, [out.getvalue()])


def _members(seed: bytes) -> list[tuple[str, bytes]]:
    if seed not in _ARCHIVES:
        with zipfile.ZipFile(io.BytesIO(seed)) as archive:
            _ARCHIVES[seed] = [(one, archive.read(one)) for one in archive.namelist()]
    return list(_ARCHIVES[seed])


_ARCHIVES: dict[bytes, list[tuple[str, bytes]]] = {}


def _change_members(chance: Random, members: list[tuple[str, bytes]], seeds: Sequence[bytes]) -> None:
    if not members:
        return
    # Sheets and texts are where people write.
    wanted = [at for at, (name, _) in enumerate(members) if "sheet" in name or "String" in name]
    at = chance.choice(wanted) if wanted and chance.random() < 0.7 else chance.randrange(len(members))
    name, data = members[at]
    action = chance.randrange(20)
    if action == 0:
        del members[at]
    elif action == 1:
        members[at] = (chance.choice((name.upper(), f"../{name}", name.replace("/", "\\"), f"{name}x")), data)
    elif action == 2:
        members[at] = chance.choice(_members(chance.choice(seeds)))
    elif action == 3:
        members[at] = (name, damaged_bytes(chance, [data or b"x"]))
    else:
        members[at] = (name, _damaged_xml(chance, data))


def _damaged_xml(chance: Random, data: bytes) -> bytes:
    pattern, kept = chance.choice(_XML)
    found = list(re.finditer(pattern, data))
    if not found:
        return damaged_bytes(chance, [data or b"x"])
    at = chance.choice(found)
    token = chars(chance.choice(TOKENS))
    if kept and chance.random() < 0.8:
        token = token.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b'"', b"&quot;")
    new = (b"", at[0] * 2, at[0] * 50, chance.choice(found)[0])[chance.randrange(4)] if not kept else token
    return data[: at.start()] + new + data[at.end() :]


_XML: tuple[tuple[bytes, bool], ...] = (
    (rb'(?<=")[^"<>]*(?=")', True), (rb"(?<=>)[^<>]+(?=<)", True), (rb"<[^<>]+>", False), (rb"<c [^>]*>.*?</c>", False),
    (rb"<(\w+)[^<>]*>[^<>]*</\1>", False), (rb"<row .*?</row>", False), (rb"<si>.*?</si>", False),
)  # fmt: skip
"""Where XML is changed, and whether a token replaces what stands there: attributes, texts; tags, cells, rows."""


def deflated(chance: Random, seeds: Sequence[bytes]) -> bytes:
    """An archive whose members are packed, some of them damaged inside the packed bytes."""
    members = _members(chance.choice(seeds))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=zlib.Z_BEST_SPEED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return damaged_bytes(chance, [out.getvalue()])


def either(*mutations: Mutation) -> Mutation:
    """One of several ways, each as often as it is named."""

    def mutate(chance: Random, seeds: Sequence[bytes]) -> bytes:
        return chance.choice(mutations)(chance, seeds)

    return mutate
