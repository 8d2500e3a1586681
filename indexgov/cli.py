"""The `indexgov` command: the only module that prints and exits. Heavy imports stand in the commands that need them."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

import indexgov

if TYPE_CHECKING:
    import pandas as pd

    from indexgov.errors import Problem
    from indexgov.inputs.survey_data import SurveyResults
    from indexgov.period import Period
    from indexgov.registry.models import Registry
    from indexgov.report.terminal import Line
    from indexgov.scoring import Assessment


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(indexgov.__version__, prog_name="indexgov")
def main() -> None:
    """Score and rank local government from a methodology in YAML and a quarter in a folder.

    \b
    Example:
      indexgov init my-index
      indexgov check my-index/2026-Q3
      indexgov score my-index/2026-Q3
    """


def _period(_context: click.Context, _option: click.Parameter, code: str | None) -> Period | None:
    """The period that an option names."""
    try:
        return indexgov.Period.parse(code) if code is not None else None
    except ValueError as error:
        raise click.BadParameter(f"{error}, expected for example 2026-Q3, 2026-S1 or 2026") from None


@main.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--from", "from_", metavar="PERIOD", callback=_period, help="Show what the registry changes from here on."
)
@click.option("--to", metavar="PERIOD", callback=_period, help="The period up to which changes are shown.")
@click.option("--json", "as_json", is_flag=True, help="Print problems and changes as JSON on standard output.")
def check(path: Path, from_: Period | None, to: Period | None, as_json: bool) -> None:
    """Check a registry, a questionnaire, a dataset or a survey and list everything that is wrong with it.

    With --from and --to also show how the methodology of one period differs from that of the other.
    A dataset is scored too, because some faults show only there, such as a relative scale over equal values.

    \b
    Example:
      indexgov check indicators.yaml
      indexgov check samples/demo/2026-Q3
      indexgov check indicators.yaml --from 2026-Q2 --to 2026-Q3
    """
    from indexgov.errors import InputError

    if (from_ is None) != (to is None):
        raise click.UsageError("--from and --to go together: name both periods or none")
    try:
        what, problems, registry = _checked(path)
    except InputError as error:
        _fail(error.problems, as_json, "")
    if from_ is not None and registry is None:
        raise click.UsageError(f"'{path}' is a {what.split()[0]}, which has no editions; name a registry or a dataset")
    content: dict[str, Any] = {"problems": [_as_dict(problem) for problem in problems]}
    if not as_json:
        _tell(problems)
        click.echo(f"{path}: {what}: no errors{_counted(problems)}", err=True)
    if from_ is not None and to is not None and registry is not None:
        from indexgov.registry.editions import changes
        from indexgov.report.editions import edition_lines, edition_record

        found = changes(registry, from_, to)
        content["changes"] = edition_record(found)
        for line in () if as_json else edition_lines(found, registry):
            click.echo(_bold(line.text) if line.heading else line.text)
    if as_json:
        _print_json(content)


@main.command()
@click.argument("dataset", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--registry",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Use this registry instead of the dataset's.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the results.  [default: out/INDEX/DATASET]")
@click.option("--json", "as_json", is_flag=True, help="Print the ranking as JSON on standard output.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def score(dataset: Path, registry: Path | None, out: Path | None, as_json: bool, quiet: bool) -> None:
    """Score a dataset: write tables, workbooks and pages, and show the top of each ranking.

    \b
    Example:
      indexgov score samples/demo/2026-Q3
      indexgov score samples/demo/2026-Q3 --out results --json
    """
    from indexgov.errors import IndexgovError, InputError

    folder = dataset if dataset.is_dir() else dataset.parent
    try:
        rules = indexgov.load_registry(registry) if registry else None
        loaded = indexgov.load_dataset(dataset, rules, None if quiet or as_json else _tell_mapping)
        assessment = indexgov.score(loaded.registry, loaded)
        out = out or Path("out") / loaded.registry.id / folder.resolve().name
        indexgov.write_outputs(assessment, out, progress=lambda part: None if quiet or as_json else _progress(part))
    except InputError as error:
        _fail(error.problems, as_json, ", nothing was written")
    except IndexgovError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(1)
    if as_json:
        _print_json(_summary(assessment, out))
    elif not quiet:
        _clear_progress()
        _tell(loaded.problems)
        _show(assessment, out)


@main.command()
@click.argument("dataset", type=click.Path(exists=True, path_type=Path))
@click.option("--territory", required=True, help="Code of the territory, or its name in any language.")
@click.option("--body", default="", help="The body, such as akimat; without it the territory's own score.")
@click.option("--lang", type=click.Choice(["kk", "ru", "en"]), help="Language of names and titles.")
@click.option("--evidence", is_flag=True, help="Show under each indicator who saw what, where and when.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON on standard output.")
@click.option(
    "--registry",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Use this registry instead of the dataset's.",
)
def explain(
    dataset: Path, territory: str, body: str, lang: str | None, evidence: bool, as_json: bool, registry: Path | None
) -> None:
    """Show how one score came about, from the values up, and what would gain most.

    \b
    Example:
      indexgov explain samples/demo/2026-Q3 --territory R05 --body akimat
      indexgov explain samples/demo/2026-Q3 --territory "Region 05" --json
    """
    from indexgov.errors import IndexgovError, InputError

    try:
        rules = indexgov.load_registry(registry) if registry else None
        loaded = indexgov.load_dataset(dataset, rules)
        assessment = indexgov.score(loaded.registry, loaded)
    except InputError as error:
        _fail(error.problems, as_json, ", nothing can be explained")
    languages, bodies = loaded.registry.languages, list(loaded.registry.bodies)
    if not body and loaded.registry.territory is None and len(bodies) == 1:
        body = bodies[0]
    try:
        told = indexgov.explain(assessment, territory, body, lang or ("en" if "en" in languages else languages[0]))
    except IndexgovError as error:
        raise click.UsageError(str(error)) from None
    from indexgov.report.explanation import as_json as content
    from indexgov.report.explanation import lines

    if as_json:
        _print_json(content(told))
        return
    for line in lines(told, shutil.get_terminal_size((100, 24)).columns, evidence):
        click.echo(_bold(line.text) if line.heading else line.text)


@main.command()
@click.argument("dataset", type=click.Path(exists=True, path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the results.  [default: out/SURVEY/DATASET]")
@click.option("--questions", is_flag=True, help="Estimate every question, not only what the registry measures.")
@click.option("--lang", type=click.Choice(["kk", "ru", "en"]), help="Language of tables and workbook.")
@click.option("--json", "as_json", is_flag=True, help="Print estimates and columns as JSON on standard output.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def survey(dataset: Path, out: Path | None, questions: bool, lang: str | None, as_json: bool, quiet: bool) -> None:
    """Estimate a survey from its microdata: shares and means of every area with their standard errors.

    A dataset.yaml with nothing but `survey` is enough; then every question is estimated.

    \b
    Example:
      indexgov survey my-survey
      indexgov survey my-survey --questions --lang ru --out results
    """
    from indexgov.errors import IndexgovError, InputError
    from indexgov.progress import Bar
    from indexgov.report.mapping import mapping_lines

    width = shutil.get_terminal_size((100, 24)).columns
    try:
        with Bar(shown=not quiet) as bar:

            def listen(mapping: pd.DataFrame) -> None:
                bar.aside(lambda: _lines(mapping_lines(mapping, width)))

            found = indexgov.load_survey(dataset, None if quiet or as_json else listen, questions, bar)
            bar("writing", None)
            folder = dataset if dataset.is_dir() else dataset.parent
            name = re.sub(r"[^\w.-]+", "-", found.questionnaire.id).strip(".-") or "survey"
            out = out or Path("out") / name / folder.resolve().name
            indexgov.write_survey(found, out, lang or found.questionnaire.languages[0])
    except InputError as error:
        _fail(error.problems, as_json, ", nothing was written")
    except IndexgovError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(1)
    if as_json:
        _print_json(_estimated(found, out))
    elif not quiet:
        _tell(found.problems)
        _show_survey(found, out, lang, width)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Make a small working project to start from: a registry and a quarter with invented places.

    \b
    Example:
      indexgov init my-index
      indexgov score my-index/2026-Q3
    """
    from indexgov.starter import copy_starter

    try:
        files = copy_starter(folder)
    except OSError as error:
        click.echo(f"error: cannot write '{folder}': {error.strerror or error}", err=True)
        sys.exit(1)
    for file in files:
        click.echo(file, err=True)
    click.echo(f"\nNext: indexgov score {shlex.quote(str(folder / '2026-Q3'))}", err=True)


@main.command()
@click.argument("name", required=False, type=click.Choice(["registry", "dataset", "questionnaire"]))
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the files, instead of standard output.")
def schema(name: str | None, out: Path | None) -> None:
    """Print a JSON Schema, or write all of them with a reference page: for editors that complete and check keys.

    \b
    Example:
      indexgov schema registry > indicators.schema.json
      indexgov schema --out docs
    """
    from indexgov import schemas

    if name is None and out is None:
        raise click.UsageError("name a schema to print, or a folder for all of them with --out")
    if name is not None and out is None:
        click.echo(schemas.documents(name)[schemas.file_of(name)], nl=False)
        return
    try:
        files = schemas.write_documents(Path(out or "."), schemas.documents(name))
    except OSError as error:
        click.echo(f"error: cannot write to '{out}': {error.strerror or error}", err=True)
        sys.exit(1)
    for file in files:
        click.echo(file, err=True)


def _checked(path: Path) -> tuple[str, tuple[Problem, ...], Registry | None]:
    """Check whatever stands at a path; its kind in words, the warnings and the registry. Raises InputError."""
    from indexgov.errors import InputError, errors_in
    from indexgov.registry.source import read_yaml

    if path.is_file() and path.suffix not in {".yaml", ".yml"}:
        raise click.UsageError(f"'{path}' is not a YAML file; name a registry, a questionnaire or a dataset")
    if path.is_dir():
        path = (
            path / "dataset.yaml"
            if (path / "dataset.yaml").exists() or not (path / "indicators.yaml").exists()
            else path / "indicators.yaml"
        )
    keys = read_yaml(path).data if path.suffix in {".yaml", ".yml"} else None
    if isinstance(keys, dict) and "indexgov_questionnaire" in keys:
        from indexgov.inputs.questionnaire import read_questionnaire

        questionnaire, problems = read_questionnaire(path, str(path))
        if errors_in(problems) or questionnaire is None:
            raise InputError(problems)
        return (
            f"questionnaire '{questionnaire.id}' with {len(questionnaire.questions)} questions",
            tuple(problems),
            None,
        )
    if isinstance(keys, dict) and "survey" in keys and not {"registry", "evidence", "estimates"} & set(keys):
        found = indexgov.load_survey(path)
        words = f"{found.estimates.respondents} respondents, {len(found.estimates.measures)} measures"
        return f"survey of {words}", found.problems, None
    if path.name == "dataset.yaml" or (isinstance(keys, dict) and "period" in keys):
        dataset = indexgov.load_dataset(path)
        indexgov.score(dataset.registry, dataset)
        places = len(dataset.territories)
        words = f"{places} territor{'y' if places == 1 else 'ies'}, {len(dataset.observations)} values"
        return f"dataset of {dataset.period} ({dataset.status}) with {words}", dataset.problems, dataset.registry
    registry = indexgov.load_registry(path)
    return f"registry '{registry.id}' {registry.version} with {len(registry.indicators)} indicators", (), registry


def _fail(problems: Iterable[Problem], as_json: bool, ending: str) -> NoReturn:
    """List all problems and leave with exit code 1."""
    found = tuple(problems)
    if as_json:
        _print_json({"problems": [_as_dict(problem) for problem in found]})
    else:
        _tell(found)
        errors = sum(problem.level == "error" for problem in found)
        click.echo(f"{errors} error{'s' if errors != 1 else ''}{ending}", err=True)
    sys.exit(1)


def _tell(problems: Iterable[Problem]) -> None:
    """Messages to standard error."""
    for problem in problems:
        click.echo(str(problem), err=True)


def _tell_mapping(mapping: pd.DataFrame) -> None:
    """How the columns of microdata are understood, to standard error."""
    from indexgov.report.mapping import mapping_lines

    for line in mapping_lines(mapping, shutil.get_terminal_size((100, 24)).columns):
        click.echo(_bold(line.text) if line.heading else line.text, err=True)


def _counted(problems: Iterable[Problem]) -> str:
    levels = [problem.level for problem in problems]
    words = [
        f"{levels.count(level)} {level}{'s' if levels.count(level) > 1 else ''}"
        for level in ("warning", "note")
        if level in levels
    ]
    return "".join(f", {word}" for word in words)


def _as_dict(problem: Problem) -> dict[str, Any]:
    place = problem.place
    return {
        "level": problem.level,
        "rule": problem.rule,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "cell": place.cell,
        "message": problem.message,
        "advice": problem.advice,
    }


def _print_json(content: Any) -> None:
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))


def _progress(part: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r\033[Kwriting {part}", nl=False, err=True)


def _clear_progress() -> None:
    if sys.stderr.isatty():
        click.echo("\r\033[K", nl=False, err=True)


def _bold(text: str) -> str:
    """Bold on a terminal, unless NO_COLOR (no-color.org) asks for plain text; click itself strips it from files."""
    return text if os.environ.get("NO_COLOR") else click.style(text, bold=True)


def _lines(lines: Iterable[Line], err: bool = True) -> None:
    """Lines of text, headings bold."""
    for line in lines:
        click.echo(_bold(line.text) if line.heading else line.text, err=err)


def _show(assessment: Assessment, out: Path) -> None:
    """The top of each ranking, who was not ranked and why, and where the files are."""
    from indexgov.report.terminal import summary

    for line in summary(assessment):
        click.echo(_bold(line.text) if line.heading else line.text)
    files = sum(1 for path in out.rglob("*") if path.is_file())
    click.echo(f"\n{files} files in {out}, for people: {out / 'scorecards.xlsx'}, {out / 'site' / 'index.html'}")


def _summary(assessment: Assessment, out: Path) -> dict[str, Any]:
    """The ranking for machines; what is missing is null."""
    ranking = assessment.ranking.astype(object).where(assessment.ranking.notna(), None)
    return {
        "period": assessment.dataset.period.code,
        "status": assessment.dataset.status,
        "revision": assessment.dataset.revision,
        "out": out.as_posix(),
        "ranking": ranking.to_dict("records"),
        "problems": [_as_dict(problem) for problem in assessment.warnings],
    }


def _show_survey(found: SurveyResults, out: Path, language: str | None, width: int) -> None:
    """The estimates, and where the files are; in English where the questionnaire has it and nothing else is asked."""
    from indexgov.report.survey_text import survey_lines
    from indexgov.report.survey_view import survey_view

    languages = found.questionnaire.languages
    view = survey_view(found, language or ("en" if "en" in languages else languages[0]))
    _lines(survey_lines(view, width), err=False)
    files = sum(1 for path in out.rglob("*") if path.is_file())
    click.echo(f"\n{files} files in {out}, for people: {out / 'survey.xlsx'}")


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
        "problems": [_as_dict(problem) for problem in found.problems],
    }
