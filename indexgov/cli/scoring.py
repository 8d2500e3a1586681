"""Commands of the score: `check`, `score`, `explain`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import indexgov
from indexgov.characters import visible
from indexgov.cli.compare import change_content, change_lines, compared_with
from indexgov.cli.console import (
    as_dict,
    counted,
    fail,
    faults_told,
    number_of,
    print_json,
    print_lines,
    say,
    tell,
    tell_files,
    terminal_width,
)
from indexgov.cli.options import (
    DATASET,
    DRAWS,
    QUIET,
    REGISTRY,
    SEED,
    Existing,
    language_option,
    read_dataset,
    results_folder,
)

if TYPE_CHECKING:
    from indexgov.analysis.corrections import Corrections
    from indexgov.errors import Problem
    from indexgov.period import Period
    from indexgov.registry.models import Registry
    from indexgov.scoring import Assessment
    from indexgov.survey.questionnaire import Questionnaire


_WHAT = "ranking, R05 or R05/akimat"
_PREVIOUS = click.option(
    "--previous", metavar="PATH", type=Existing(), multiple=True,
    help="Dataset or results of a period before: tell what changed since, and why. Can be given several times.",
)  # fmt: skip


def _period(_context: click.Context, _option: click.Parameter, code: str | None) -> Period | None:
    """The period that an option names."""
    try:
        return indexgov.Period.parse(code) if code is not None else None
    except ValueError as error:
        raise click.BadParameter(f"{error}, expected for example 2026-Q3, 2026-S1 or 2026") from None


@click.command(short_help="List all that is wrong with a registry, dataset or survey.")
@click.argument("path", type=Existing())
@click.option(
    "--from", "from_", metavar="PERIOD", callback=_period, help="Show what the registry changes from here on."
)
@click.option("--to", metavar="PERIOD", callback=_period, help="The period up to which changes are shown.")
@REGISTRY
@click.option("--json", "as_json", is_flag=True, help="Print problems and changes as JSON on standard output.")
def check(path: Path, from_: Period | None, to: Period | None, registry: Path | None, as_json: bool) -> None:
    """Check a registry, a questionnaire, a dataset or a survey and list everything that is wrong with it.

    With --from and --to also show how the methodology of one period differs from that of the other.
    A dataset is scored too, because some faults show only there, such as a relative scale over equal values.

    \b
    Example:
      indexgov check indicators.yaml
      indexgov check samples/demo/2026-Q3
      indexgov check samples/demo/2026-Q3 --registry next/indicators.yaml
      indexgov check indicators.yaml --from 2026-Q2 --to 2026-Q3
    """
    from indexgov.errors import InputError

    if (from_ is None) != (to is None):
        raise click.UsageError("--from and --to go together: name both periods or none")
    try:
        what, problems, edition = _checked(path, registry)
    except InputError as error:
        fail(error.problems, as_json, "")
    if from_ is not None and edition is None:
        raise click.UsageError(f"'{path}' is a {what.split()[0]}, which has no editions; name a registry or a dataset")
    content: dict[str, Any] = {"problems": [as_dict(problem) for problem in problems]}
    if not as_json:
        tell(problems)
        say(f"{path}: {what}: no errors{counted(problems)}", err=True)
    if from_ is not None and to is not None and edition is not None:
        from indexgov.registry.editions import changes
        from indexgov.report.editions import edition_lines, edition_record

        found = changes(edition, from_, to)
        content["changes"] = edition_record(found)
        if not as_json:
            print_lines(edition_lines(found, edition), err=False)
    if as_json:
        print_json(content)


@click.command(short_help="Score a dataset and write tables, workbooks and pages.")
@DATASET
@REGISTRY
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the results.  [default: out/INDEX/DATASET]")
@_PREVIOUS
@click.option(
    "--corrects", metavar="RESULTS", type=Existing(),
    help="Published results of the revision before: tell everywhere what this one corrects.",
)  # fmt: skip
@click.option("--single-file", "single", multiple=True, metavar="WHAT", help=f"One page as one file to send: {_WHAT}.")
@click.option("--pdf", multiple=True, metavar="WHAT", help=f"One page for print (extra 'pdf'): {_WHAT}.")
@click.option("--authority", "books", multiple=True, metavar="CODE[/BODY]", help="A workbook of one authority.")
@language_option("Workbooks in this language, not in each.")
@DRAWS
@SEED
@click.option("--json", "as_json", is_flag=True, help="Print the ranking as JSON on standard output.")
@QUIET
@click.option(
    "--watch",
    "watched",
    is_flag=True,
    help="Show the pages in a browser, and score again whenever a file of the dataset is saved.",
)
@click.option(
    "--port", type=click.IntRange(0, 65535), help="With --watch: of the pages' address.  [default: a free one]"
)
@click.option("--no-open", is_flag=True, help="With --watch: open no browser.")
def score(
    dataset: Path,
    registry: Path | None,
    out: Path | None,
    previous: tuple[Path, ...],
    corrects: Path | None,
    single: tuple[str, ...],
    pdf: tuple[str, ...],
    books: tuple[str, ...],
    lang: str | None,
    draws: int,
    seed: int,
    as_json: bool,
    quiet: bool,
    watched: bool,
    port: int | None,
    no_open: bool,
) -> None:
    """Score a dataset: write tables, workbooks and pages, and show the top of each ranking.

    \b
    Example:
      indexgov score samples/demo/2026-Q3
      indexgov score samples/demo/2026-Q3 --out results --json
      indexgov score samples/demo/2026-Q3 --draws 5000 --seed 7
      indexgov score samples/demo/2026-Q3 --previous samples/demo/2026-Q2
      indexgov score my-index/2026-Q3 --corrects published/2026-Q3
      indexgov score samples/demo/2026-Q3 --watch
      indexgov score samples/demo/2026-Q3 --lang ru --authority R05/akimat
    """
    _refuse_mixed(watched, as_json, corrects is not None, of_watch=port is not None or no_open)
    if watched:
        from indexgov.cli.watch import Watch, watch

        watch(Watch(dataset, registry, out, previous, draws, seed, quiet), port or 0, browser=not no_open)
        return
    with faults_told(as_json, ", nothing was written"):
        loaded = read_dataset(dataset, registry, lang)
        assessment = indexgov.score(loaded.registry, loaded, seed, draws)
        since = compared_with(previous, assessment)
        corrected = indexgov.corrections(corrects, assessment) if corrects is not None else None
        out = out or results_folder(loaded.registry.id, dataset)
        progress = _silent if quiet or as_json else _progress
        files, printed = ([_named(assessment, one) for one in what] for what in (single, pdf))
        own = [_authority(assessment, one) for one in books]
        indexgov.write_outputs(assessment, out, progress, since, single=files, pdf=printed, books=own, language=lang,
                               corrections=corrected, unchanged=True)  # fmt: skip
    if as_json:
        print_json(_summary(assessment, out) | ({} if corrected is None else {"corrections": corrected.counts}))
    elif not quiet:
        _clear_progress()
        tell(loaded.problems)
        _show(assessment, out, corrected)


def _refuse_mixed(watched: bool, as_json: bool, corrects: bool, *, of_watch: bool) -> None:
    """Refuse options of `score` that do not go together."""
    if not watched and of_watch:
        raise click.UsageError("--port and --no-open are of --watch: add it, or leave them out")
    if watched and as_json:
        raise click.UsageError("--watch shows pages, and --json prints one result: choose one of the two")
    if watched and corrects:
        raise click.UsageError("--corrects is for what is published: leave out --watch")


@click.command(short_help="Show how one score came about and what would gain most.")
@DATASET
@click.option("--territory", required=True, help="Code of the territory, or its name in any language.")
@click.option("--body", default="", help="The body, such as akimat; without it the territory's own score.")
@language_option("Language of names and titles.")
@click.option("--evidence", is_flag=True, help="Show under each indicator who saw what, where and when.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON on standard output.")
@REGISTRY
@_PREVIOUS
@DRAWS
@SEED
def explain(
    dataset: Path,
    territory: str,
    body: str,
    lang: str | None,
    evidence: bool,
    as_json: bool,
    registry: Path | None,
    previous: tuple[Path, ...],
    draws: int,
    seed: int,
) -> None:
    """Show how one score came about, from the values up, and what would gain most.

    \b
    Example:
      indexgov explain samples/demo/2026-Q3 --territory R05 --body akimat
      indexgov explain samples/demo/2026-Q3 --territory "Region 05" --json
    """
    from indexgov.errors import IndexgovError, InputError
    from indexgov.report.words import spoken

    since = None
    try:
        loaded = read_dataset(dataset, registry)
        assessment = indexgov.score(loaded.registry, loaded, seed, draws)
        since = compared_with(previous, assessment)
    except InputError as error:
        fail(error.problems, as_json, ", nothing can be explained")
    except IndexgovError as error:
        raise click.UsageError(visible(str(error))) from None
    bodies = list(loaded.registry.bodies)
    if not body and loaded.registry.territory is None and len(bodies) == 1:
        body = bodies[0]
    try:
        told = indexgov.explain(assessment, territory, body, lang or spoken(loaded.registry.languages))
    except IndexgovError as error:
        raise click.UsageError(visible(str(error))) from None
    from indexgov.report.explanation import as_json as content
    from indexgov.report.explanation import lines

    if as_json:
        print_json(content(told) | change_content(since, told.asked))
        return
    width = terminal_width()
    print_lines(lines(told, width, evidence), err=False)
    print_lines(change_lines(since, told.asked, told.language, width), err=False)


def _named(assessment: Assessment, what: str) -> tuple[str, str] | None:
    """The authority that WHAT names, None for the ranking. Raises IndexgovError for one that is not known."""
    return None if what == "ranking" else _authority(assessment, what)


def _authority(assessment: Assessment, what: str) -> tuple[str, str]:
    """The authority that `R05/akimat` names, the territory that `R05` does. Raises IndexgovError for another."""
    from indexgov.analysis.subject import ask

    territory, _, body = what.partition("/")
    asked = ask(assessment, territory, body)
    return asked.territory, asked.body


def _checked(path: Path, rules: Path | None) -> tuple[str, tuple[Problem, ...], Registry | None]:
    """Check whatever stands at a path; its kind in words, the warnings and the registry. Raises InputError.

    A dataset is checked with the registry `rules` instead of its own, if one is named.
    """
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

        _without(rules, path)
        questionnaire, problems = read_questionnaire(path, str(path))
        if errors_in(problems) or questionnaire is None:
            raise InputError(problems)
        return _questionnaire_in_words(questionnaire), tuple(problems), None
    if isinstance(keys, dict) and "survey" in keys and not {"registry", "evidence", "estimates"} & set(keys):
        _without(rules, path)
        found = indexgov.load_survey(path)
        words = f"{found.estimates.respondents} respondents, {len(found.estimates.measures)} measures"
        return f"survey of {words}", found.problems, None
    if path.name == "dataset.yaml" or (isinstance(keys, dict) and "period" in keys):
        dataset = read_dataset(path, rules)
        indexgov.score(dataset.registry, dataset)
        places = len(dataset.territories)
        words = f"{places} territor{'y' if places == 1 else 'ies'}, {len(dataset.observations)} values"
        return f"dataset of {dataset.period} ({dataset.status}) with {words}", dataset.problems, dataset.registry
    _without(rules, path)
    registry = indexgov.load_registry(path)
    indexgov.load_guidance(registry)
    return f"registry '{registry.id}' {registry.version} with {len(registry.indicators)} indicators", (), registry


def _without(rules: Path | None, path: Path) -> None:
    """Refuse a registry for what has none."""
    if rules is not None:
        raise click.UsageError(f"--registry is for datasets, and '{path}' is none: leave it out, or name a dataset")


def _questionnaire_in_words(questionnaire: Questionnaire) -> str:
    """How much a questionnaire asks, and how long that takes in its first language."""
    from indexgov.survey.length import interview_minutes

    counts = [number_of(len(questionnaire.questions), "question")]
    counts += [number_of(len(questionnaire.modules), "module")] if questionnaire.modules else []
    shortest, longest = (max(1, round(one)) for one in interview_minutes(questionnaire, questionnaire.languages[0]))
    span = f"{shortest} to " if shortest < longest else ""
    return f"questionnaire '{questionnaire.id}' with {' in '.join(counts)}, {span}{number_of(longest, 'minute')}"


def _silent(_part: str) -> None:
    """Tell nothing."""


def _progress(part: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r\033[Kwriting {visible(part)}", nl=False, err=True)


def _clear_progress() -> None:
    if sys.stderr.isatty():
        click.echo("\r\033[K", nl=False, err=True)


def _show(assessment: Assessment, out: Path, corrected: Corrections | None) -> None:
    """The top of each ranking, who was not ranked and why, what was corrected, and where the files are."""
    from indexgov.report.correction_text import correction_lines
    from indexgov.report.files import MAPPING
    from indexgov.report.terminal import summary

    print_lines(summary(assessment), err=False)
    if corrected is not None:
        print_lines(correction_lines(corrected, terminal_width()), err=False)
    mapping = assessment.dataset.mapping
    if mapping is not None:
        say(f"\nhow {number_of(len(mapping), 'column')} of the survey were understood: {out / MAPPING}")
    tell_files(out, "scorecards.xlsx", "site/index.html")


def _summary(assessment: Assessment, out: Path) -> dict[str, Any]:
    """The ranking for machines; what is missing is null."""
    from indexgov.report.rank_basis import RankBasis

    ranking = assessment.ranking.astype(object).where(assessment.ranking.notna(), None)
    return {
        "period": assessment.dataset.period.code,
        "status": assessment.dataset.status,
        "revision": assessment.dataset.revision,
        "out": out.as_posix(),
        "seed": assessment.seed,
        "draws": assessment.draws,
        "rank_sets": RankBasis.of(assessment).record(),
        "ranking": ranking.to_dict("records"),
        "problems": [as_dict(problem) for problem in assessment.warnings],
    }
