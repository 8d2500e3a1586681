"""Writes the evidence forms of a dataset: who fills in what, and where the files go."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from indexgov.errors import IndexgovError, choose_from
from indexgov.inputs.dataset import load_dataset
from indexgov.inputs.dataset_head import file_in, load_head
from indexgov.inputs.evidence_files import LEFTOVERS, files_in
from indexgov.inputs.form_file import filled_cell
from indexgov.inputs.form_layout import FORMS, REPLIES, concerned, parts_of, row_id
from indexgov.inputs.subject import Subject
from indexgov.registry.guidance import load_guidance
from indexgov.report.card_model import Card
from indexgov.report.evidence_form import SECOND, EvidenceForm, FormMaker
from indexgov.report.evidence_form_sheets import write_form
from indexgov.report.placing import OutputError, put_folder
from indexgov.report.unchanged_inputs import guidance_of, refuse_changed
from indexgov.report.view import scorecards
from indexgov.scoring.engine import score
from indexgov.tables import ASSESSED, INITIAL, REPLY, Dataset, SourceFile

_CODE = re.compile(r"\w[\w.-]*\Z")


class FormsError(IndexgovError):
    """What was asked for cannot be made of this dataset; nothing was written."""


@dataclass(frozen=True)
class _Wanted:
    """Which forms are made; see write_forms."""

    language: str
    by_territory: bool
    territories: Sequence[str]
    bodies: Sequence[str]
    assign: Sequence[str]
    second: float
    seed: int
    reply: bool


@dataclass(frozen=True)
class _Task:
    """One workbook."""

    folder: str
    territory: str
    bodies: tuple[str, ...]
    stage: str
    assessor: str = ""
    only: Mapping[str, frozenset[str]] | None = None


def write_forms(
    dataset: str | Path,
    out: str | Path | None = None,
    *,
    language: str | None = None,
    one_per: Literal["body", "territory"] = "body",
    territories: Sequence[str] = (),
    bodies: Sequence[str] = (),
    assign: Sequence[str] = (),
    second: float = 0.2,
    seed: int = 0,
    reply: bool = False,
) -> Path:
    """Write evidence forms of a dataset into the folder `out` and return it.

    `dataset` is the folder of a dataset, or its dataset.yaml; evidence and surveys are read only with `reply`, which
    makes forms for the objections of the bodies. `out` is `forms` in the folder of the dataset when left out, with
    `reply` it is `replies`: a new folder, or one that holds nothing but forms that nobody filled in. It is replaced
    whole, or left as it was. `language` is the first one of the registry when left out; a workbook is for one body, or
    for one territory with a sheet a body; `territories` and `bodies` restrict what is written. `assign` names two
    assessors among whom the territories are shared out; of each body the other one gets the share `second` of the
    criteria, which `seed` draws.
    Raises InputError with the problems of the dataset, FormsError for what it does not have, OutputError, also where a
    file that was read was changed meanwhile.
    """
    path = Path(dataset)
    subject, status, read, loaded = _subject(path, reply)
    language = language or subject.registry.languages[0]
    wanted = _Wanted(language, one_per == "territory", territories, bodies, assign, second, seed, reply)
    _check(wanted, subject)
    recorded: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {}
    if loaded is not None:
        cards = scorecards(score(subject.registry, loaded), language).cards
        recorded = {card.key: _recorded(card, subject) for card in cards if card.key[1]}
    sources = [*read, *guidance_of(subject.registry)]
    maker = FormMaker(subject, status, load_guidance(subject.registry), language, seed)
    tasks = list(_tasks(wanted, subject))
    if not tasks:
        raise FormsError("no criterion of the registry concerns the bodies and territories that were named")
    out = Path(out) if out is not None else file_in(path).parent / (REPLIES if reply else FORMS)
    _refuse_filled(out)

    def write(folder: Path) -> None:
        taken: set[str] = set()
        for task in tasks:
            file = folder / task.folder / _file_name(task, wanted, taken)
            file.parent.mkdir(parents=True, exist_ok=True)
            write_form(_form(maker, task, recorded), file)
        refuse_changed(sources)

    return put_folder(out, write)


def _subject(path: Path, reply: bool) -> tuple[Subject, str, Sequence[SourceFile], Dataset | None]:
    """What forms are about, the status of the dataset, what was read; with `reply` the dataset with all evidence."""
    if not reply:
        content, subject, read = load_head(path)
        return subject, content.status, read, None
    loaded = load_dataset(path)
    return Subject(loaded.registry, loaded.period, loaded.territories), loaded.status, loaded.sources, loaded


def _form(
    maker: FormMaker, task: _Task, recorded: Mapping[tuple[str, str], Mapping[str, tuple[str, ...]]]
) -> EvidenceForm:
    told = {one: cells for body in task.bodies for one, cells in recorded.get((task.territory, body), {}).items()}
    return maker.form(task.territory, task.bodies, task.stage, task.assessor, task.only, told)


def _check(wanted: _Wanted, subject: Subject) -> None:
    """What is asked for exists. Raises FormsError."""
    registry = subject.registry
    named = (
        ("language", [wanted.language], list(registry.languages)),
        ("territory", wanted.territories, list(subject.tiers)),
        ("body", wanted.bodies, list(registry.bodies)),
    )
    for what, names, known in named:
        for name in names:
            if name not in known:
                raise FormsError(f"there is no {what} '{name}'; {choose_from(name, known)}")
    # The folders of M1 and m1 are one and the same in Windows.
    if wanted.assign and (len({code.casefold() for code in wanted.assign}) != 2 or len(wanted.assign) != 2):
        raise FormsError("name two different assessors, each with --assign")
    for code in wanted.assign:
        if not _CODE.match(code):
            raise FormsError(f"'{code}' cannot be the code of an assessor: letters, digits and . - _ are allowed")
    if wanted.assign and wanted.reply:
        raise FormsError("objections are not assigned to assessors: leave out --assign or --reply")
    if not 0 <= wanted.second <= 1:
        raise FormsError(f"the share of the second assessor is {wanted.second:g}, and must lie between 0 and 1")


def _tasks(wanted: _Wanted, subject: Subject) -> Iterator[_Task]:
    """The workbooks in the order of the territories; who is left out moves nobody else to another assessor."""
    registry, before = subject.registry, dict[tuple[str, str], frozenset[str]]()
    stage = REPLY if wanted.reply else INITIAL
    for position, (territory, tier) in enumerate(subject.tiers.items()):
        ids = {body: [one.id for one in concerned(registry, subject.period, body, tier)] for body in registry.bodies}
        # Drawn for everybody, so that the draw of one body does not depend on who else was asked for.
        second = {body: _drawn(names, wanted, (territory, body), before.get((tier, body)))
                  for body, names in ids.items() if names and wanted.assign}  # fmt: skip
        before |= {(tier, body): chosen for body, chosen in second.items()}
        bodies = tuple(body for body, names in ids.items() if names and (not wanted.bodies or body in wanted.bodies))
        if not bodies or (wanted.territories and territory not in wanted.territories):
            continue
        groups = [bodies] if wanted.by_territory else [(body,) for body in bodies]
        first, other = _two(wanted.assign, position)
        for group in groups:
            yield _Task(first, territory, group, stage, first)
            again = tuple(body for body in group if second.get(body))
            if again:
                yield _Task(other, territory, again, SECOND, other, {body: second[body] for body in again})


def _two(assign: Sequence[str], position: int) -> tuple[str, str]:
    """The assessor of a territory and the other one; empty texts where nobody is assigned."""
    return (assign[position % 2], assign[1 - position % 2]) if assign else ("", "")


def _drawn(
    names: Sequence[str], wanted: _Wanted, about: tuple[str, str], before: frozenset[str] | None
) -> frozenset[str]:
    """The criteria that the second assessor judges: those with the lowest hashes, others than for the body before."""
    count = min(len(names), math.floor(wanted.second * len(names) + 0.5)) or (1 if wanted.second else 0)
    chosen: frozenset[str] = frozenset()
    for attempt in range(100):
        key = "/".join((str(wanted.seed), str(attempt), *about))
        in_order = sorted(names, key=lambda one: hashlib.sha256(f"{key}/{one}".encode()).digest())
        chosen = frozenset(in_order[:count])
        if chosen != before or count in {0, len(names)}:
            break
    return chosen


def _file_name(task: _Task, wanted: _Wanted, taken: set[str]) -> str:
    """The name of a file: the territory, the body, the stage where it is not the first one."""
    parts = [task.territory, *(() if wanted.by_territory else task.bodies)]
    parts += [task.stage] if task.stage != INITIAL else []
    plain = re.sub(r"[^\w.-]+", "-", "-".join(parts)).strip(".-")
    number, name = 1, plain
    while f"{task.folder}/{name}".casefold() in taken:
        number += 1
        name = f"{plain}-{number}"
    taken.add(f"{task.folder}/{name}".casefold())
    return f"{name}.xlsx"


def _recorded(card: Card, subject: Subject) -> dict[str, tuple[str, ...]]:
    """What a card says of each criterion, in the columns of the form for objections."""
    found = {}
    for row in card.rows:
        if row.id not in subject.indicators or row.measured:
            continue
        scale = subject.registry.scales[subject.indicators[row.id].scale]
        links = "\n".join(dict.fromkeys(one.link for one in row.evidence if one.link and one.stage != REPLY))
        days = "\n".join(dict.fromkeys(one.seen_on for one in row.evidence if one.seen_on))
        comments = "\n".join(dict.fromkeys(text for one in row.evidence for text in (one.note, one.comment) if text))
        value = row.value if row.status == ASSESSED else "; ".join(filter(None, (row.status_words, row.reason)))
        told = (value, row.score.text, links, days, comments)
        for position, part in enumerate(parts_of(scale)):
            found[row_id(card.key[1], row.id, part)] = told if position == 0 else ("",) * len(told)
    return found


def _refuse_filled(out: Path) -> None:
    """Refuse a folder that holds anything but forms that nobody filled in. Raises OutputError."""
    if not out.exists():
        return
    if not out.is_dir():
        raise OutputError(f"'{out}' is a file; name a folder with --out")
    known = set(files_in(out))
    for path in sorted(
        one for one in out.rglob("*") if (one.is_symlink() or not one.is_dir()) and one.name.lower() not in LEFTOVERS
    ):
        name, cell = path.relative_to(out).as_posix(), None
        if path in known and path.suffix.lower() == ".xlsx":
            cell = filled_cell(path)
        if cell is None:
            raise OutputError(f"'{out}' holds files that are not forms of indexgov, such as '{name}'; "
                              "name another folder with --out")  # fmt: skip
        if cell:
            raise OutputError(f"'{out}' holds a form that somebody filled in: '{name}' ({cell}); "
                              "name another folder with --out")  # fmt: skip
