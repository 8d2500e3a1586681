"""Commands that give people something to fill: `template`, `form`, `territories`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

import indexgov
from indexgov.characters import visible
from indexgov.cli.console import as_dict, fail, faults_told, not_written, number_of, print_json, say, tell
from indexgov.cli.options import Existing, language_option

if TYPE_CHECKING:
    import pandas as pd

    from indexgov.errors import Problem


@click.command(short_help="Make fillable evidence forms for monitors or bodies.")
@click.argument("dataset", type=Existing())
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the forms.  [default: DATASET/forms]")
@language_option("Language of the forms.")
@click.option(
    "--one-per", type=click.Choice(["body", "territory"]), default="body", show_default=True,
    help="One workbook a body, or one a territory with a sheet a body.",
)  # fmt: skip
@click.option("--territory", "territories", multiple=True, metavar="CODE", help="Only this territory; may be repeated.")
@click.option("--body", "bodies", multiple=True, metavar="BODY", help="Only this body; may be repeated.")
@click.option("--assign", multiple=True, metavar="CODE", help="Code of an assessor; name two to share out the work.")
@click.option(
    "--second", type=click.FloatRange(0, 1), default=0.2, show_default=True,
    help="Share of the criteria of each body that the other assessor judges too.",
)  # fmt: skip
@click.option("--seed", type=int, default=0, show_default=True, help="Decides which criteria these are.")
@click.option("--reply", is_flag=True, help="Make the forms in which bodies object to what was recorded.")
def template(
    dataset: Path, out: Path | None, lang: str | None, one_per: Literal["body", "territory"],
    territories: tuple[str, ...], bodies: tuple[str, ...], assign: tuple[str, ...], second: float, seed: int,
    reply: bool,
) -> None:  # fmt: skip
    """Make the evidence forms of a dataset: workbooks with drop-down lists, which `indexgov score` reads when filled.

    Name their folder under `evidence` in dataset.yaml. The dataset needs no evidence yet, except with --reply, which
    shows each body what was recorded and asks what it objects to.

    \b
    Example:
      indexgov template my-index/2026-Q3 --lang ru
      indexgov template my-index/2026-Q3 --assign M1 --assign M2 --second 0.2 --seed 7
      indexgov template my-index/2026-Q3 --reply --territory R01
    """
    from indexgov.report.forms import FormsError

    with faults_told(False, ", nothing was written"):
        try:
            folder = indexgov.write_forms(
                dataset, out, language=lang, one_per=one_per, territories=territories, bodies=bodies, assign=assign,
                second=second, seed=seed, reply=reply,
            )  # fmt: skip
        except FormsError as error:
            raise click.UsageError(visible(str(error))) from None
    say(f"{number_of(sum(1 for _ in folder.rglob('*.xlsx')), 'form')} in {folder}", err=True)
    say(f"  = what is filled in counts when 'evidence' in dataset.yaml names the folder '{folder.name}'", err=True)


@click.command(short_help="Write the survey or the monitors' sheet as XLSForm.")
@click.argument("source", type=Existing())
@click.option("--monitors", is_flag=True, help="Write the form in which monitors record the evidence of a dataset.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The new workbook.  [default: in out/SURVEY or out/INDEX]",
)
def form(source: Path, monitors: bool, out: Path | None) -> None:
    """Write a form for KoboToolbox and ODK (XLSForm): the survey, or with --monitors that of the evidence.

    The survey may be a questionnaire, or a dataset, which adds its territories. With --monitors it is a dataset, which
    needs no evidence yet; name the export of that form under `evidence` in its dataset.yaml.

    \b
    Example:
      indexgov form methodology/questionnaire.yaml
      indexgov form my-survey --out survey.xlsx
      indexgov form samples/demo/2026-Q3 --monitors
    """
    with faults_told(False, ", nothing was written"):
        written = indexgov.write_monitor_form(source, out) if monitors else indexgov.write_survey_form(source, out)
    tell(written.problems)
    say(f"{written.path}: form with {number_of(written.questions, 'question')}", err=True)


def _tiers(_context: click.Context, _option: click.Parameter, names: tuple[str, ...]) -> tuple[str, ...]:
    """The tiers that an option names."""
    if names:
        from indexgov.errors import choose_from
        from indexgov.inputs.kato import TIERS

        for name in names:
            if name not in TIERS:
                raise click.BadParameter(f"there is no tier '{name}': {choose_from(name, TIERS)}")
    return names


@click.command(short_help="Write a table of the regions, or of all units of KATO.")
@click.argument("file", required=False, type=Existing(dir_okay=False))
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("territories.csv"), show_default=True, help="The new table."
)
@click.option(
    "--tier", "tiers", multiple=True, metavar="TIER", callback=_tiers,
    help="Only this tier; may be repeated.  [default: all]",
)  # fmt: skip
@click.option(
    "--encoding", type=click.Choice(["utf-8", "cp1251", "kz1048"]), default="utf-8", show_default=True,
    help="Of a CSV file.",
)  # fmt: skip
@click.option("--sheet", help="Name of the sheet of a workbook.  [default: the first]")
@click.option("--json", "as_json", is_flag=True, help="Print counts and problems as JSON on standard output.")
def territories(
    file: Path | None, out: Path, tiers: tuple[str, ...], encoding: str, sheet: str | None, as_json: bool
) -> None:
    """Write a table of territories: the 20 regions, or all units with an akim from the classifier.

    FILE is the table of the classifier NK RK 11 (KATO), XLSX or CSV, with its official columns.
    Tiers are region, city, district, city_district and okrug.

    \b
    Example:
      indexgov territories
      indexgov territories kato.xlsx --tier region --tier city --tier district --out my-index/2026-Q3/districts.csv
    """
    from indexgov.report.territories import counted, in_words, write_territories

    if file is None and set(tiers) - {"region"}:
        raise click.UsageError("only regions are built in; name the table of the classifier to have other tiers")
    found, left_out, problems = _units(file, encoding, sheet, as_json)
    found = found[found["tier"].isin(tiers)] if tiers else found
    if not len(found):
        raise click.UsageError(f"'{file}' has no unit of the tiers {', '.join(tiers)}")
    try:
        write_territories(found, out)
    except OSError as error:
        not_written(out, error, "name another file with --out, or move the old one away")
    counts = counted(found)
    if as_json:
        print_json({"out": out.as_posix(), "counts": counts, "problems": [as_dict(one) for one in problems]})
        return
    tell(problems)
    say(f"{out}: {in_words(counts)}{left_out}", err=True)
    if (found["name_en"] == found["name_kk"]).any():
        say("note: where there is no official English name, 'name_en' holds the Kazakh one", err=True)


def _units(
    file: Path | None, encoding: str, sheet: str | None, as_json: bool
) -> tuple[pd.DataFrame, str, tuple[Problem, ...]]:
    """The built-in regions or the units of a classifier table, what was left out of it, and notes."""
    if file is None:
        return indexgov.regions(), "", ()
    from indexgov.errors import errors_in
    from indexgov.inputs.kato import read_kato
    from indexgov.inputs.table_file import TableFormat

    read = read_kato(file, file.as_posix(), TableFormat(encoding=encoding, sheet=sheet))
    if errors_in(read.problems):
        fail(read.problems, as_json, ", nothing was written")
    left_out = f"; left out: {read.places} populated places"
    left_out += f", {read.centres} rows of the town inside a city of regional significance" if read.centres else ""
    return read.territories, left_out, read.problems
