"""The command of the survey: `survey`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import indexgov
from indexgov.cli.console import (
    as_dict,
    faults_told,
    print_json,
    print_lines,
    tell,
    tell_files,
    tell_mapping,
    terminal_width,
)
from indexgov.cli.options import DATASET, QUIET, language_option, results_folder

if TYPE_CHECKING:
    import pandas as pd

    from indexgov.inputs.survey_data import SurveyResults


@click.command(short_help="Estimate a survey from its microdata.")
@DATASET
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the results.  [default: out/SURVEY/DATASET]")
@click.option("--questions", is_flag=True, help="Estimate every question, not only what the registry measures.")
@language_option("Language of tables and workbook.")
@click.option("--json", "as_json", is_flag=True, help="Print estimates and columns as JSON on standard output.")
@QUIET
def survey(dataset: Path, out: Path | None, questions: bool, lang: str | None, as_json: bool, quiet: bool) -> None:
    """Estimate a survey from its microdata: shares and means of every area with their standard errors.

    A dataset.yaml with nothing but `survey` is enough; then every question is estimated.

    \b
    Example:
      indexgov survey my-survey
      indexgov survey my-survey --questions --lang ru --out results
    """
    from indexgov.progress import Bar

    width = terminal_width()
    with faults_told(as_json, ", nothing was written"), Bar(shown=not quiet) as bar:

        def listen(mapping: pd.DataFrame) -> None:
            bar.aside(lambda: tell_mapping(mapping))

        found = indexgov.load_survey(dataset, None if quiet or as_json else listen, questions, bar)
        bar("writing", None)
        name = re.sub(r"[^\w.-]+", "-", found.questionnaire.id).strip(".-") or "survey"
        out = out or results_folder(name, dataset)
        indexgov.write_survey(found, out, lang or found.questionnaire.languages[0], unchanged=True)
    if as_json:
        print_json(_estimated(found, out))
    elif not quiet:
        tell(found.problems)
        _show_survey(found, out, lang, width)


def _show_survey(found: SurveyResults, out: Path, language: str | None, width: int) -> None:
    """The estimates, and where the files are; in English where the questionnaire has it and nothing else is asked."""
    from indexgov.report.survey_text import survey_lines
    from indexgov.report.survey_view import survey_view
    from indexgov.report.words import spoken

    view = survey_view(found, language or spoken(found.questionnaire.languages))
    print_lines(survey_lines(view, width), err=False)
    tell_files(out, "survey.xlsx")


def _estimated(found: SurveyResults, out: Path) -> dict[str, Any]:
    """The estimates for machines; what is missing is null."""
    from indexgov.report.survey_files import estimates_table

    estimates = estimates_table(found).astype(object)
    weighting = found.estimates.weighting
    return {
        "survey": found.questionnaire.id,
        "period": None if found.content.period is None else found.content.period.code,
        "status": found.content.status,
        "respondents": found.estimates.respondents,
        "out": out.as_posix(),
        "estimates": estimates.where(estimates.notna(), None).to_dict("records"),
        "mapping": found.mapping.to_dict("records"),
        "raking": [] if weighting is None else weighting.raked.report.to_dict("records"),
        "problems": [as_dict(problem) for problem in found.problems],
    }
