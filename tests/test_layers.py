"""Who may import whom, read from the source without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "indexgov"

LAYERS: tuple[tuple[str, ...], ...] = (
    ("characters", "languages"),
    ("errors", "period"),
    ("workers",),
    ("registry.source",),
    ("registry.base",),
    ("methods",),
    ("registry.publication", "registry.aggregation"),
    ("registry.uncertainty",),
    ("registry.models",),
    ("registry.findings", "registry.outline", "registry.reference", "registry.texts", "tables"),
    ("registry.schema",),
    ("registry.versions",),
    ("registry.validation",),
    ("registry.editions",),
    ("registry.rules", "registry.load", "registry.guidance", "registry"),
    ("survey",),
    ("inputs.workbook_bounds", "inputs.spss_dictionary"),
    ("inputs.workbook", "inputs.encoding"),
    (
        "inputs.table_file",
        "inputs.stages",
        "inputs.questions",
        "inputs.regions",
        "inputs.monitor_questions",
        "inputs.form_layout",
    ),
    ("inputs.xlsform", "inputs.margins", "inputs.interview", "inputs.measured", "inputs.form_words"),
    ("inputs.territories", "inputs.kato", "inputs.entries", "inputs.questionnaire"),
    ("inputs.form_columns", "inputs.form_answers"),
    ("inputs.form_consent", "inputs.passes"),
    ("inputs.dataset_files", "inputs.respondents", "inputs.engines", "inputs.form_cells"),
    ("inputs.survey_entry", "inputs.located", "inputs.several_answers"),
    ("inputs.statistical_file", "inputs.large_text"),
    ("inputs.large_file",),
    ("inputs.responses", "inputs.form_export"),
    ("inputs.subject", "inputs.values"),
    ("inputs.evidence", "inputs.estimates", "inputs.previous", "inputs.monitor_export"),
    ("inputs.dataset_head", "inputs.form_file"),
    ("inputs.survey_estimates", "inputs.released", "inputs.evidence_files"),
    ("inputs.observations", "inputs.dataset", "inputs"),
    ("inputs.survey_data", "inputs.results"),
    ("inputs.fieldwork", "inputs.watched"),
    ("scoring",),
    ("analysis",),
    ("report",),
    ("schemas", "starter", "progress", "watching", "verification"),
    ("cli",),
    ("__main__",),
)
"""From the bottom up; a module may import its own layer and those below. The longest matching name decides."""
SCORING_MAY_USE = {
    "errors",
    "period",
    "tables",
    "registry.base",
    "registry.models",
    "registry.outline",
    "registry.uncertainty",
    "methods",
    "scoring",
}
OWNERS = {
    "yaml": ("registry.source",),
    "pydantic": (
        "registry",
        "methods.relative",
        "methods.treatment",
        "inputs.entries",
        "inputs.dataset",
        "inputs.dataset_head",
        "inputs.survey_data",
        "survey",
    ),
    "pydantic_core": ("registry",),
    "xlsxwriter": ("report.workbook.book", "report.workbook.sheet", "report.xlsform", "report.evidence_form_sheets"),
    "python_calamine": ("inputs.workbook",),
    "openpyxl": ("inputs.workbook",),
    "jinja2": ("report",),
    "babel": ("report",),
    "click": ("cli", "progress"),
    "http": ("watching",),
    "webbrowser": ("cli.watch",),
    "scipy": ("survey", "methods.quantiles", "analysis.uncertainty.sobol"),
    "pyreadstat": ("inputs.statistical_file",),
    "duckdb": ("inputs.engines",),
    "pyspark": ("inputs.engines",),
}
"""Libraries that only some modules may know."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")
        yield name, ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.AST) -> Iterator[str]:
    """Every module imported anywhere in a file, also inside functions; type-checking blocks are left out."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
        else:
            yield from imports(node)


def layer(name: str) -> int:
    matches = [
        (len(prefix), number)
        for number, prefixes in enumerate(LAYERS)
        for prefix in prefixes
        if name == prefix or name.startswith(f"{prefix}.")
    ]
    assert matches, f"the module '{name}' has no layer: add it to LAYERS"
    return max(matches)[1]


def violations(name: str, tree: ast.Module) -> list[str]:
    """What a module imports and must not."""
    found = []
    for imported in imports(tree):
        top, _, rest = imported.partition(".")
        if top == "indexgov" and rest and name:
            if layer(rest) > layer(name):
                found.append(f"{name} imports {rest}, which is above it")
            if name.startswith("scoring") and not any(
                rest == one or rest.startswith(f"{one}.") for one in SCORING_MAY_USE
            ):
                found.append(f"{name} is pure and imports {rest}")
        elif top in OWNERS and not any(name == owner or name.startswith(f"{owner}.") for owner in OWNERS[top]):
            found.append(f"{name} imports {top}")
    return found


@pytest.mark.parametrize(
    ("name", "tree"), [pytest.param(name, tree, id=name or "indexgov") for name, tree in modules()]
)
def test_imports_point_down(name: str, tree: ast.Module) -> None:
    """Readers, then scoring, then report, then the command line; scoring is pure."""
    assert violations(name, tree) == []


@pytest.mark.parametrize(
    ("name", "line", "message"),
    [
        ("scoring.engine", "from indexgov.report import view", "scoring.engine imports report, which is above it"),
        ("scoring.engine", "import yaml", "scoring.engine imports yaml"),
        (
            "scoring.rank",
            "from indexgov.inputs.dataset import load_dataset",
            "scoring.rank is pure and imports inputs.dataset",
        ),
        (
            "registry.models",
            "from indexgov.registry.rules import RULES",
            "registry.models imports registry.rules, which is above it",
        ),
        ("inputs.evidence", "def f():\n    import click", "inputs.evidence imports click"),
    ],
)
def test_a_forbidden_import_is_seen(name: str, line: str, message: str) -> None:
    """The test above can fail: each of these lines would break it."""
    assert violations(name, ast.parse(line))[0] == message


def test_only_the_command_line_prints() -> None:
    for name, tree in modules():
        calls = {
            node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert name.partition(".")[0] == "cli" or not calls & {"print", "exit", "quit", "input"}, name


def test_public_names_are_real() -> None:
    """Every name of `__all__` can be imported, and importing the package brings nothing heavy."""
    import subprocess
    import sys

    code = (
        "import sys, indexgov; heavy = {'pandas', 'numpy', 'pydantic', 'yaml', 'jinja2', 'click'} & set(sys.modules);"
        "assert not heavy, heavy; [getattr(indexgov, name) for name in indexgov.__all__]; print(len(indexgov.__all__))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(result.stdout) > 10
