"""Files in the wrong code page: what is told, and what may be quoted of it."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import indexgov
from indexgov.inputs.encoding import KAZAKH, EncodingCheck, Suspicion, decoded, misread
from indexgov.inputs.table_file import TableFormat, read_table
from indexgov.tables import Columns
from tests.small_project import DATASET, TERRITORIES, write_project

KYZYLORDA = "territory;name\nR1;Қызылорда\nR2;Алматы\n"
"""Read as cp1251 the first place is Ќызылорда; the second is the same in both code pages."""
RUSSIAN = "territory;name\nR1;Область № 1 «Абай» – ёлка\n"


def problems(data: bytes, declared: str, tmp_path: Path, private: bool = False) -> list[str]:
    (tmp_path / "t.csv").write_bytes(data)
    table = read_table(
        tmp_path / "t.csv", "t.csv", Columns(("territory", "name")), TableFormat(declared, private=private)
    )
    return [str(problem) for problem in table.problems]


@pytest.mark.parametrize(
    ("data", "declared", "message"),
    [
        (
            KYZYLORDA.encode("kz1048"),
            "cp1251",
            "t.csv: error: its word 'Ќызылорда' would be 'Қызылорда' in kz1048: is the file kz1048 instead of cp1251? "
            "[encoding]\n  = declare 'encoding: kz1048' for it in dataset.yaml; if cp1251 is right, save the file as "
            "UTF-8",
        ),
        (
            KYZYLORDA.encode("kz1048"),
            "utf-8",
            "t.csv:2: error: byte 19 is not utf-8 [encoding]\n  = is the file kz1048? its word 'Қызылорда' would be "
            "'Ќызылорда' in cp1251: then declare 'encoding: kz1048' for it in dataset.yaml",
        ),
        (
            RUSSIAN.encode("cp1251"),
            "utf-8",
            "t.csv:2: error: byte 19 is not utf-8 [encoding]\n  = save the file as UTF-8, or declare 'encoding: "
            "cp1251' or 'encoding: kz1048' for it in dataset.yaml",
        ),
        (
            "territory;name\nR1;Алматы\n".encode(),
            "cp1251",
            "t.csv: error: the file is declared as cp1251 and is UTF-8 [encoding]\n  = leave 'encoding' out for this "
            "file in dataset.yaml",
        ),
        (
            # И in UTF-8 ends with 0x98, a byte that neither code page has.
            "territory;name\nR1;Иргиз\n".encode("utf-8-sig"),
            "kz1048",
            "t.csv:2: error: byte 23 is not kz1048 [encoding]\n  = the file is UTF-8: leave 'encoding' out for it in "
            "dataset.yaml",
        ),
        (
            b"territory;name\nR1;" + "Алматы облысы\n".encode() + b"R2;" + "Абай".encode("cp1251"),
            "utf-8",
            "t.csv:3: error: byte 48 is not utf-8 [encoding]\n  = most of the file is UTF-8: type the text of this "
            "line again, and save the file as UTF-8",
        ),
        (
            KYZYLORDA.encode("utf-16"),
            "utf-8",
            "t.csv:1: error: byte 1 is not utf-8 [encoding]\n  = the file is UTF-16, which spreadsheets call Unicode "
            "text: save it as UTF-8",
        ),
    ],
    ids=["kz1048 as cp1251", "kz1048 as utf-8", "cp1251 as utf-8", "utf-8 as cp1251", "undefined", "mixed", "utf-16"],
)
def test_whole_messages(data: bytes, declared: str, message: str, tmp_path: Path) -> None:
    assert problems(data, declared, tmp_path) == [message]


@pytest.mark.parametrize(
    ("text", "declared"), [(KYZYLORDA, "kz1048"), (RUSSIAN, "cp1251"), (RUSSIAN, "kz1048"), (KYZYLORDA, "utf-8-sig")]
)
def test_right_encodings_are_left_alone(text: str, declared: str, tmp_path: Path) -> None:
    assert problems(text.encode(declared), declared.removesuffix("-sig"), tmp_path) == []


def test_every_table_of_a_dataset_is_looked_at(tmp_path: Path) -> None:
    """Өңір in kz1048 read as cp1251 is Ґѕір; until it was looked at, the ranking would have been published so."""
    dataset = DATASET.replace("territories.csv", "{file: territories.csv, encoding: cp1251}")
    folder = write_project(tmp_path, {"dataset.yaml": dataset})
    (folder / "territories.csv").write_bytes(TERRITORIES.encode("kz1048"))
    with pytest.raises(indexgov.InputError, match="its word 'Ґѕір' would be 'Өңір' in kz1048"):
        indexgov.load_dataset(folder)


def test_private_files_quote_no_cell_that_may_be_a_name() -> None:
    """A word that stands once may be a respondent's; one that stands three times is an area or an answer."""
    once = decoded("id,who\n1,Қайрат\n".encode("kz1048"), "cp1251", private=True)[1]
    assert once is not None
    assert once.message == (
        "letters inside its words are Ќ in cp1251, which would be Қ in kz1048: is the file kz1048 instead of cp1251?"
    )
    often = decoded(("id,where\n" + "1,Қостанай\n" * 3 + "1,Қайрат\n").encode("kz1048"), "cp1251", private=True)[1]
    assert often is not None
    assert often.message.startswith("its word 'Ќостанай' would be 'Қостанай' in kz1048")
    header = decoded("id,өңір\n1,Қайрат\n".encode("kz1048"), "cp1251", private=True)[1]
    assert header is not None
    assert header.message.startswith("its word 'ґѕір' would be 'өңір' in kz1048")


def test_signs_of_both_code_pages_outside_words_are_no_suspicion() -> None:
    """0xA1 and its like between spaces are no Kazakh words; neither are Latin words around them."""
    assert decoded("a Ў b; xЎy".encode("cp1251"), "cp1251") == ("a Ў b; xЎy", None)


def test_pieces_make_no_difference() -> None:
    """A large file is looked at piece by piece, and a letter or a word may be cut by a piece."""
    for text, code, declared in (
        (KYZYLORDA, "kz1048", "cp1251"),
        (KYZYLORDA, "utf-8-sig", "utf-8"),
        (KYZYLORDA, "utf-8", "kz1048"),
    ):
        data = text.encode(code)
        whole = decoded(data, declared)
        check = EncodingCheck(declared)
        pieces = [check.feed(data[start : start + 3]) for start in range(0, len(data), 3)] + [check.feed(b"", True)]
        assert check.result() == whole[1]
        assert "".join(pieces) == whole[0]


def test_the_place_of_a_bad_byte_does_not_depend_on_pieces() -> None:
    data = "а\nбв\n".encode() + b"\xff"
    check = EncodingCheck("utf-8")
    for start in range(len(data)):
        check.feed(data[start : start + 1])
    found = check.result()
    assert isinstance(found, Suspicion)
    assert (found.message, found.line) == ("byte 9 is not utf-8", 3)


def test_misread_words() -> None:
    assert misread(iter(["Алматы", "город Ќызылорда"])) == "Ќызылорда"
    assert misread(iter(["Қызылорда", "Абай", "Ў", "Ukraїna"])) is None


@given(st.text(alphabet="абвгд " + KAZAKH, min_size=1, max_size=40))
def test_kazakh_text_is_never_taken_for_cp1251(text: str) -> None:
    """With a Kazakh letter beside a common Cyrillic one there is a question; without, both pages read the same."""
    read, suspicion = decoded(text.encode("kz1048"), "cp1251")
    beside = any((a in KAZAKH and b in "абвгд") or (b in KAZAKH and a in "абвгд") for a, b in itertools.pairwise(text))
    if beside:
        assert suspicion is not None
    elif not set(text) & set(KAZAKH):
        assert (read, suspicion) == (text, None)
