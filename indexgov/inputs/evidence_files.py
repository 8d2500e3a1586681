"""Finds and reads the evidence that a dataset names: tables, exports, filled forms, and folders of forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from indexgov.errors import Place, Problem
from indexgov.inputs.dataset_files import DatasetFiles
from indexgov.inputs.entries import FileEntry
from indexgov.inputs.form_file import FilledSheet, Form, filled_cell, read_form
from indexgov.inputs.form_layout import FOLDERS, LISTS, STAMP
from indexgov.inputs.form_words import FormWords
from indexgov.inputs.monitor_export import evidence_columns, evidence_export
from indexgov.inputs.subject import Subject
from indexgov.inputs.table_file import Table, read_table
from indexgov.inputs.workbook import has_sheet
from indexgov.registry.source import Source

LEFTOVERS = {"thumbs.db", "desktop.ini", ".ds_store"}
"""What file managers leave in a folder; other names that begin with a dot or `~$` are those of open files."""


def evidence_tables(files: DatasetFiles, entries: Sequence[FileEntry], subject: Subject, source: Source) -> list[Table]:
    """A table for each file of evidence and each sheet of a form, in the order of the entries and names.

    Every file that was read is noted; what hinders the reading of a form goes to the problems of `files`.
    """
    words, forms, tables = FormWords(subject.registry), list[Form](), list[Table]()
    for index, entry in enumerate(entries):
        path, folder = files.beside(entry.file), files.is_folder(entry.file)
        found = sorted(files_in(path), key=_order) if folder else [path] if files.is_there(entry.file) else []
        if folder and not found:
            message = f"the folder '{entry.file}' holds no form"
            advice = "make forms with 'indexgov template', or correct the path"
            files.problems.append(source.problem("file", ("evidence", index), message, advice))
        for one in found:
            files.note(one)
            if one.is_dir():
                message, advice = (
                    "the link to a folder is not followed",
                    "move the folder here, or name it in 'evidence'",
                )
                files.problems.append(Problem("form-folder", Place(one.as_posix()), message, advice))
            elif one.suffix.lower() == ".xlsx" and (folder or has_sheet(one, (STAMP, LISTS))):
                form = read_form(one, one.as_posix(), subject, words)
                files.problems += form.problems
                forms.append(form)
                tables += [sheet.table for sheet in form.sheets]
            elif folder:
                message, advice = "the file is no form, and the folder is one of forms", "move it, or save it as .xlsx"
                files.problems.append(Problem("form-folder", Place(one.as_posix()), message, advice))
            else:
                table = read_table(one, files.shown(entry.file), evidence_columns, entry.format)
                tables.append(evidence_export(table, subject))
    files.problems += _not_named(files, entries)
    twice = dict(_same_body(forms))
    files.problems += twice.values()
    # Every row of a form that is there twice would be told again.
    return [table for table in tables if id(table) not in twice]


def files_in(folder: Path) -> Iterator[Path]:
    """Every file below a folder that somebody put there, and every link to another folder."""
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts) or path.name.startswith("~$")
        if (path.is_symlink() or not path.is_dir()) and not hidden and path.name.lower() not in LEFTOVERS:
            yield path


def _order(path: Path) -> tuple[str, str, str]:
    """By folder and name, a copy called `name (1)` after its original."""
    return path.parent.as_posix(), re.sub(r" ?\(\d+\)\Z", "", path.stem), path.stem


def _not_named(files: DatasetFiles, entries: Sequence[FileEntry]) -> Iterator[Problem]:
    """Folders in which `indexgov template` leaves forms, where one is filled in and the dataset does not name them."""
    named = {files.beside(entry.file) for entry in entries}
    for name in FOLDERS:
        folder = files.beside(name)
        if not files.is_folder(name) or any(folder == one or folder in one.parents for one in named):
            continue
        workbooks = (one for one in sorted(files_in(folder), key=_order) if one.suffix.lower() == ".xlsx")
        filled = next((f"{one.as_posix()}, {cell}" for one in workbooks if (cell := filled_cell(one))), None)
        if filled is not None:
            message = f"forms in the folder '{name}' are filled in, and nothing of them counts: {filled}"
            advice = f"add '{name}' to 'evidence'"
            yield Problem("form-folder", Place(files.file.as_posix()), message, advice, "warning")


def _same_body(forms: Sequence[Form]) -> Iterator[tuple[int, Problem]]:
    """Two forms for one body and stage are of two assessors, and both say of whom; with the table of the second one."""
    by_body: dict[tuple[str, str, str], list[tuple[Form, FilledSheet]]] = {}
    for form in forms:
        if form.stamp is not None:
            for sheet in form.sheets:
                key = (form.stamp.territory, sheet.body, form.stamp.stage)
                by_body.setdefault(key, []).append((form, sheet))
    for (territory, body, stage), found in by_body.items():
        first: dict[str, str] = {}
        about = f"the {body} of '{territory}' (stage '{stage}')"
        for form, sheet in found if len(found) > 1 else ():
            if not sheet.assessor:
                other = next(one.file for one, _ in found if one is not form)
                message = f"there is another form for {about}, '{other}', and this one does not say whose it is"
                problem = Problem("form-assessor", sheet.place, message, "fill in the code of the assessor")
                yield id(sheet.table), problem
            elif (code := sheet.assessor.casefold()) in first:
                message = f"'{sheet.assessor}' has two forms for {about}, first '{first[code]}'"
                advice = "keep one of the two, or correct the code of the assessor"
                yield id(sheet.table), Problem("form-twice", sheet.place, message, advice)
            else:
                first[code] = form.file
