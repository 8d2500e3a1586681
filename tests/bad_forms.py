"""One fault of a filled form a case, with the whole message that the person who made it must read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from tests.filled_forms import bodies_in, cells_of

Change = Callable[[Any], None]
"""What is done to a workbook."""
HEADS, BUDGET, LINK = "akimat/papers.heads", "akimat/papers.budget", "https://example.org/1"


class Case(NamedTuple):
    """A change of the akimat's form of R01, and what is told of it."""

    name: str
    change: Change
    expected: str


def cell(one: str, **cells: Any) -> Change:
    """Write into the row of an id."""

    def change(book: Any) -> None:
        for sheet in bodies_in(book):
            rows, columns = cells_of(sheet)
            for name, value in cells.items():
                sheet.cell(rows[one], columns[name]).value = value

    return change


def several(*changes: Change) -> Change:
    """One change after another."""

    def change(book: Any) -> None:
        for one in changes:
            one(book)

    return change


def identity(one: str, other: str) -> Change:
    """Change the id of a row."""

    def change(book: Any) -> None:
        for sheet in bodies_in(book):
            sheet.cell(cells_of(sheet)[0][one], 1).value = other

    return change


def without_row(one: str) -> Change:
    """Delete the row of an id."""

    def change(book: Any) -> None:
        for sheet in bodies_in(book):
            sheet.delete_rows(cells_of(sheet)[0][one])

    return change


def more_row(book: Any) -> None:
    """Insert a row and write into it."""
    for sheet in bodies_in(book):
        row = cells_of(sheet)[0][HEADS] + 1
        sheet.insert_rows(row)
        sheet.cell(row, 5).value = "full"


def without_sheet(name: str) -> Change:
    """Remove a sheet."""
    return lambda book: book.remove(book[name])


def stamped(key: str, value: str) -> Change:
    """Change what the stamp says."""

    def change(book: Any) -> None:
        for row in book["_indexgov"].iter_rows():
            if row[0].value == key:
                row[1].value = value

    return change


def first_sheet(act: Callable[[Any], object]) -> Change:
    """Do something with the sheet that is filled in."""

    def change(book: Any) -> None:
        act(bodies_in(book)[0])

    return change


def percentage(book: Any) -> None:
    """Type 50%, of which a spreadsheet stores 0.5."""
    for sheet in bodies_in(book):
        points = sheet.cell(cells_of(sheet)[0]["akimat/people.points"], 5)
        points.value, points.number_format = 0.5, "0%"


def swapped(sheet: Any) -> None:
    """Sort two rows without the hidden column."""
    for column in range(2, 12):
        one, other = sheet.cell(14, column), sheet.cell(15, column)
        one.value, other.value = other.value, one.value


def count(part: str, **cells: Any) -> Change:
    """Write into the row of one count."""
    return cell(f"akimat/people.requests/{part}", **cells)


CASES = (
    Case(
        "a word that is no level",
        cell(HEADS, value="полностю"),
        """
p/forms/R01-akimat.xlsx:Akimat!E14: error: 'полностю' is not a level of 'papers.heads' [form-level]
  = allowed: 'full', 'partial', 'none', 'not assessed'
""",
    ),
    Case(
        "a misspelt level",
        cell(HEADS, value="ful"),
        """
p/forms/R01-akimat.xlsx:Akimat!E14: error: 'ful' is not a level of 'papers.heads' [form-level]
  = did you mean 'full'? allowed: 'full', 'partial', 'none', 'not assessed'
""",
    ),
    Case(
        "a word for a number",
        cell("akimat/people.points", value="full", note="page 3"),
        """
p/forms/R01-akimat.xlsx:Akimat!E20: error: 'full' in column 'value' is not a number [number]
  = write digits with a decimal comma
""",
    ),
    Case(
        "a number out of range",
        cell("akimat/people.points", value=101, note="page 3"),
        """
p/forms/R01-akimat.xlsx:Akimat!E20: error: 101 is outside the range 0 to 100 of 'people.points' [out-of-range]
  = correct the value
""",
    ),
    Case(
        "a formula",
        cell(HEADS, value='="full"', source_url=LINK),
        """
p/forms/R01-akimat.xlsx:Akimat!E14: error: the cell holds the formula ="full" [form-formula]
  = write the value itself
""",
    ),
    Case(
        "a formula for a code",
        first_sheet(lambda sheet: sheet.__setitem__("D4", '="M"&1')),
        """
p/forms/R01-akimat.xlsx:Akimat!D4: error: the cell holds the formula ="M"&1 [form-formula]
  = write the code itself
""",
    ),
    Case(
        "two formulas and a count",
        several(
            cell(HEADS, value='="full"', note="=A1"), count("late", value="=1"), count("received", value=1, note="p")
        ),
        """
p/forms/R01-akimat.xlsx:Akimat!E14: error: the cell holds the formula ="full" [form-formula]
  = write the value itself
p/forms/R01-akimat.xlsx:Akimat!J14: error: the cell holds the formula =A1 [form-formula]
  = write the value itself
p/forms/R01-akimat.xlsx:Akimat!E19: error: the cell holds the formula =1 [form-formula]
  = write the value itself
""",
    ),
    Case(
        "an error",
        cell(HEADS, value="#N/A"),
        """
p/forms/R01-akimat.xlsx:Akimat!E14: error: the cell holds the error #N/A [form-formula]
  = write the value itself
""",
    ),
    Case(
        "a link alone",
        cell(HEADS, source_url=LINK),
        """
p/forms/R01-akimat.xlsx:Akimat!E14: error: 'papers.heads' has 'source_url' and no value [form-half]
  = choose the value, or clear the row
""",
    ),
    Case(
        "a reason beside a value",
        cell(BUDGET, value="full", source_url=LINK, reason="no budget"),
        """
p/forms/R01-akimat.xlsx:Akimat!F15: error: 'papers.budget' has a reason why it is not applicable, and a value [form-reason]
  = choose 'not applicable' as the value, or clear the reason
""",
    ),
    Case(
        "a reason that is not allowed",
        cell(BUDGET, value="not applicable", reason="no staff"),
        """
p/forms/R01-akimat.xlsx:Akimat!F15: error: 'no staff' is not a reason of 'papers.budget' [form-reason]
  = allowed: 'no budget'
""",
    ),
    Case(
        "not applicable without a reason",
        cell(BUDGET, value="not applicable"),
        """
p/forms/R01-akimat.xlsx:Akimat!F15: error: 'papers.budget' is not applicable without a reason [not-applicable]
  = allowed: 'no budget'
""",
    ),
    Case(
        "not applicable where nothing allows it",
        cell(HEADS, value="not applicable"),
        """
p/forms/R01-akimat.xlsx:Akimat!E14: error: 'papers.heads' cannot be not applicable [not-applicable]
  = allowed: 'full', 'partial', 'none', 'not assessed'
""",
    ),
    Case(
        "no evidence",
        cell(HEADS, value="full"),
        """
p/forms/R01-akimat.xlsx:Akimat!G14: error: 'full' for 'papers.heads' has no evidence [link-missing]
  = fill in 'source_url', or name document and page in 'note'
""",
    ),
    Case(
        "no link",
        cell(HEADS, value="full", source_url="example.org"),
        """
p/forms/R01-akimat.xlsx:Akimat!G14: error: 'example.org' is not a web address [link]
  = begin it with https:// and write no spaces
""",
    ),
    Case(
        "an old date",
        cell(HEADS, value="none", seen_on=datetime(2026, 6, 30)),
        """
p/forms/R01-akimat.xlsx:Akimat!I14: error: the evidence was seen on 2026-06-30, before 2026-Q3 began on 2026-07-01 [evidence-old]
  = look again, or write 'carry: N' at the indicator to allow evidence of N periods before
""",
    ),
    Case(
        "no date",
        cell(HEADS, value="none", seen_on="in August"),
        """
p/forms/R01-akimat.xlsx:Akimat!I14: error: 'in August' is not a date [date]
  = write YYYY-MM-DD or DD.MM.YYYY
""",
    ),
    Case(
        "one count of three",
        count("late", value=1, note="page 3"),
        """
p/forms/R01-akimat.xlsx:Akimat!E17: error: the count 'received' of 'people.requests' is blank, and 'late' is filled in [form-parts]
  = fill in every count; 0 where there is none
p/forms/R01-akimat.xlsx:Akimat!E18: error: the count 'in_time' of 'people.requests' is blank, and 'late' is filled in [form-parts]
  = fill in every count; 0 where there is none
""",
    ),
    Case(
        "a link and no count",
        count("received", source_url=LINK),
        """
p/forms/R01-akimat.xlsx:Akimat!E17: error: 'people.requests' has 'source_url' and no value [form-half]
  = choose the value, or clear the row
""",
    ),
    Case(
        "a status in one count",
        several(count("late", value=1), count("received", value="not assessed")),
        """
p/forms/R01-akimat.xlsx:Akimat!E17: error: one count of 'people.requests' is 'not_assessed', and another row says something else [form-parts]
  = give all counts, or the same status in each
""",
    ),
    Case(
        "more than all",
        several(*(count(name, value=1, note="page 3") for name in ("received", "in_time", "late"))),
        """
p/forms/R01-akimat.xlsx:Akimat!E17: error: the parts of 'people.requests' count 2, more than 'received' 1 [ratio-above-one]
  = correct the counts
""",
    ),
    Case(
        "rows deleted",
        several(without_row("akimat/people.near"), without_row(HEADS)),
        """
p/forms/R01-akimat.xlsx:Akimat!A14: error: the sheet 'Akimat' lacks 2 rows 'akimat/papers.heads', 'akimat/people.near' [form-row]
  = rows may be sorted but not deleted: copy what was filled in into a new form
""",
    ),
    Case(
        "a row added",
        more_row,
        """
p/forms/R01-akimat.xlsx:Akimat!A15: error: the row was added: it belongs to no criterion of the form [form-row]
  = move what it says into the row of its criterion, or to a CSV
""",
    ),
    Case(
        "a row doubled",
        identity("akimat/people.near", HEADS),
        """
p/forms/R01-akimat.xlsx:Akimat!A22: error: the sheet 'Akimat' lacks the row 'akimat/people.near' [form-row]
  = rows may be sorted but not deleted: copy what was filled in into a new form
p/forms/R01-akimat.xlsx:Akimat!A23: error: the row 'akimat/papers.heads' stands twice, first in row 14 [form-row]
  = keep the row of the form and delete the other
""",
    ),
    Case(
        "an id edited",
        identity(HEADS, "akimat/papers.headz"),
        """
p/forms/R01-akimat.xlsx:Akimat!A14: error: the first column says 'akimat/papers.headz', which is no row of this form [form-row]
  = did you mean 'akimat/papers.heads'? missing are: 'akimat/papers.heads'; restore it
""",
    ),
    Case(
        "no stamp",
        without_sheet("_indexgov"),
        """
p/forms/R01-akimat.xlsx: error: the hidden sheet '_indexgov' is missing, which says for what the form was made [form-stamp]
  = make a new form with 'indexgov template' and copy into it what was filled in
""",
    ),
    Case(
        "a stamp that was changed",
        stamped("territory", "R02"),
        """
p/forms/R01-akimat.xlsx: error: the hidden sheet '_indexgov' was changed, so nobody can tell for what the form was made [form-stamp]
  = make a new form with 'indexgov template' and copy into it what was filled in
""",
    ),
    Case(
        "no lists",
        without_sheet("_lists"),
        """
p/forms/R01-akimat.xlsx: error: the hidden sheet '_lists' is missing, which holds the drop-down lists [form-hidden]
  = make a new form with 'indexgov template' and copy into it what was filled in
""",
    ),
    Case(
        "no sheet of the body",
        several(lambda book: book.create_sheet("New"), without_sheet("Akimat")),
        """
p/forms/R01-akimat.xlsx: error: the sheet 'Akimat' is missing [form-hidden]
  = make a new form with 'indexgov template' and copy into it what was filled in
""",
    ),
    Case(
        "no hidden column",
        first_sheet(lambda sheet: sheet.delete_cols(1)),
        """
p/forms/R01-akimat.xlsx: error: the sheet 'Akimat' lacks its hidden first column or its hidden first row [form-hidden]
  = make a new form with 'indexgov template' and copy into it what was filled in
""",
    ),
    Case(
        "no hidden row",
        first_sheet(lambda sheet: sheet.delete_rows(1)),
        """
p/forms/R01-akimat.xlsx: error: the sheet 'Akimat' lacks its hidden first column or its hidden first row [form-hidden]
  = make a new form with 'indexgov template' and copy into it what was filled in
""",
    ),
    Case(
        "a column deleted",
        first_sheet(lambda sheet: sheet.delete_cols(7)),
        """
p/forms/R01-akimat.xlsx:Akimat!A1: error: the sheet 'Akimat' lacks the column 'source_url' [form-columns]
  = make a new form with 'indexgov template' and copy into it what was filled in
""",
    ),
    Case(
        "a column added",
        first_sheet(lambda sheet: sheet.insert_cols(7)),
        """
p/forms/R01-akimat.xlsx:Akimat!A1: error: the sheet 'Akimat' has columns that were moved or added [form-columns]
  = make a new form with 'indexgov template' and copy into it what was filled in
""",
    ),
    Case(
        "no row of the code",
        first_sheet(lambda sheet: sheet.delete_rows(4)),
        """
p/forms/R01-akimat.xlsx: error: the sheet 'Akimat' lacks the row of the assessor's code or that of the headings [form-columns]
  = make a new form with 'indexgov template' and copy into it what was filled in
""",
    ),
    Case(
        "a sheet copied",
        lambda book: book.copy_worksheet(bodies_in(book)[0]),
        """
p/forms/R01-akimat.xlsx: error: the sheets 'Akimat', 'Akimat Copy' are about the same body [form-sheet]
  = keep one of the two
""",
    ),
    Case(
        "a sheet added",
        lambda book: book.create_sheet("Notes").__setitem__("A1", "remember"),
        """
p/forms/R01-akimat.xlsx: error: the sheet 'Notes' is not part of the form [form-sheet]
  = move what it says into the form, and delete the sheet
""",
    ),
    Case(
        "text beside the form",
        first_sheet(lambda sheet: sheet.__setitem__("M14", "remember")),
        """
p/forms/R01-akimat.xlsx:Akimat!M14: error: 'remember' stands outside the form [form-outside]
  = move it into the form or delete it
""",
    ),
    Case(
        "several at once",
        several(cell(HEADS, value="ful"), cell(BUDGET, source_url=LINK), cell("akimat/people.delay", value=3)),
        """
p/forms/R01-akimat.xlsx:Akimat!E14: error: 'ful' is not a level of 'papers.heads' [form-level]
  = did you mean 'full'? allowed: 'full', 'partial', 'none', 'not assessed'
p/forms/R01-akimat.xlsx:Akimat!E15: error: 'papers.budget' has 'source_url' and no value [form-half]
  = choose the value, or clear the row
p/forms/R01-akimat.xlsx:Akimat!G21: error: '3' for 'people.delay' has no evidence [link-missing]
  = fill in 'source_url', or name document and page in 'note'
""",
    ),
    Case(
        "a percentage",
        percentage,
        """
p/forms/R01-akimat.xlsx:Akimat!E20: error: the cell holds the percentage 50% [form-formula]
  = write the value itself
""",
    ),
    Case(
        "rows merged",
        several(cell(HEADS, value="none"), first_sheet(lambda sheet: sheet.merge_cells("E14:E15"))),
        """
p/forms/R01-akimat.xlsx:Akimat!E14: error: the cells E14:E15 are merged, and only the first can be read [form-merged]
  = split them, and fill in each row
""",
    ),
    Case(
        "rows sorted without the hidden column",
        several(cell(HEADS, value="none"), first_sheet(swapped)),
        """
p/forms/R01-akimat.xlsx:Akimat!B15: error: the hidden first column says 'akimat/papers.budget', and the number of the criterion is '1': rows were moved, copied or sorted without that column [form-moved]
  = copy what was filled in into a new form, or move the hidden column with the rows
""",
    ),
)
