"""How many small faults in the code the tests notice: a seeded sample of mutants, each run against tests that reach it.

Usage: COVERAGE_CONTEXTS=test_function python -m coverage run -m pytest -p benchmarks.one_process TESTS
       python benchmarks/mutants.py [--sample 300] [--seed 1] [--module indexgov/scoring ...]   (--help lists all)

A mutant is the package with one operator, number, truth value or condition changed. Which tests reach the changed line
stands in the data that coverage keeps; lines that only fixtures or imports reach are tried with every test that reaches
the file. Tests that reach the least code come first, and the first that fails ends the run. No file is changed: each
mutant is loaded in place of its module in a process of its own, and tests that start processes see the code as it is.
Printed is what became of each mutant, and the share of those noticed with Wilson's 95 % interval; a mutant that runs
into the time limit counts as noticed. With `--control` nothing is changed and all must survive: otherwise tests fail
for another reason, and the figures mean nothing.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import importlib
import importlib.abc
import importlib.machinery
import math
import multiprocessing
import os
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

ROOT = Path(__file__).parents[1]
MODULES = ("indexgov/scoring", "indexgov/survey", "indexgov/analysis")
# All that a mutant does not change is there before it starts.
LOADED = (
    "pytest",
    "hypothesis",
    "pandas",
    "openpyxl",
    "jsonschema",
    # A fork while another thread imports it would wait for that for ever.
    "multiprocessing.connection",
    "multiprocessing.popen_fork",
    "pydantic",
    "scipy.special",
    "scipy.stats",
    "yaml",
)
NOTICED = {"killed", "timeout"}
WHOLE = "tests.test_kept_figures."
"""Module of the tests that hold every figure of the samples."""
OPERATORS: dict[type[ast.AST], tuple[str, str]] = {
    ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Mult: ("*", "/"), ast.Div: ("/", "*"), ast.Pow: ("**", "*"),
    ast.FloorDiv: ("//", "*"), ast.Mod: ("%", "*"), ast.BitAnd: ("&", "|"), ast.BitOr: ("|", "&"),
    ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="), ast.NotEq: ("!=", "=="), ast.In: ("in", "not in"), ast.NotIn: ("not in", "in"),
    ast.Is: ("is", "is not"), ast.IsNot: ("is not", "is"), ast.And: ("and", "or"), ast.Or: ("or", "and"),
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One change of the bytes from `start` to `end` of a file."""

    path: str
    line: int
    start: int
    end: int
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.old} -> {self.new}"

    def source(self) -> bytes:
        """The file with the change."""
        data = (ROOT / self.path).read_bytes()
        return data[: self.start] + self.new.encode() + data[self.end :]


class Mutation(ast.NodeVisitor):
    """Finds every mutant of one file."""

    def __init__(self, path: Path) -> None:
        self.path, self.data = path.relative_to(ROOT).as_posix(), path.read_bytes()
        lengths = [len(line) for line in self.data.splitlines(keepends=True)]
        self.starts = [sum(lengths[:number]) for number in range(len(lengths))]
        self.found: list[Mutant] = []
        self.visit(ast.parse(self.data))

    def at(self, node: ast.expr) -> tuple[int, int]:
        """First byte of an expression and the one after its last."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.starts[node.lineno - 1] + node.col_offset, self.starts[node.end_lineno - 1] + node.end_col_offset

    def add(self, start: int, end: int, new: str) -> None:
        """One mutant."""
        line = self.data.count(b"\n", 0, start) + 1
        self.found.append(Mutant(self.path, line, start, end, self.data[start:end].decode(), new))

    def between(self, left: ast.expr, right: ast.expr, operator: ast.AST) -> None:
        """The operator that stands between two expressions, around which may be brackets and line ends."""
        if type(operator) not in OPERATORS:
            return
        old, new = OPERATORS[type(operator)]
        start = self.data.find(old.encode(), self.at(left)[1], self.at(right)[0])
        if start >= 0:
            self.add(start, start + len(old), new)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        """An operator of arithmetic or of masks."""
        self.between(node.left, node.right, node.op)
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        """Each comparison of a chain."""
        for left, operator, right in zip([node.left, *node.comparators], node.ops, node.comparators, strict=False):
            self.between(left, right, operator)
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        """`and` and `or`."""
        # One operator for all: the meaning of a chain with two would change twice.
        if len(node.values) == 2:
            self.between(node.values[0], node.values[1], node.op)
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        """A sign or a negation, which is taken away."""
        start, inner = self.at(node)[0], self.at(node.operand)[0]
        sign = self.data[start:inner].decode().split("(")[0]
        self.add(start, start + len(sign), "")
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        """Numbers one up, truth values the other way."""
        if isinstance(node.value, bool):
            self.add(*self.at(node), str(not node.value))
        elif isinstance(node.value, int | float):
            self.add(*self.at(node), repr(node.value + 1))

    def condition(self, test: ast.expr) -> None:
        """A condition that is turned round; comparisons are changed as such."""
        if isinstance(test, ast.Name | ast.Attribute | ast.Call | ast.Subscript):
            start, end = self.at(test)
            self.add(start, end, f"not {self.data[start:end].decode()}")

    def visit_If(self, node: ast.If) -> None:
        """The condition of a branch."""
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return
        self.condition(node.test)
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        """The condition of a choice."""
        self.condition(node.test)
        self.generic_visit(node)

    def visit_keyword(self, node: ast.keyword) -> None:
        """What is given by name; `strict` and `frozen` only stop programmers, and change no result."""
        if node.arg not in ("strict", "frozen"):
            self.visit(node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """What is assigned; types are not looked at."""
        if node.value is not None:
            self.visit(node.value)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Body and defaults; types are not looked at."""
        for one in [*node.args.defaults, *filter(None, node.args.kw_defaults), *node.body]:
            self.visit(one)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Texts are for people; what they say is tested whole elsewhere."""


def mutants(modules: Sequence[str]) -> list[Mutant]:
    """Every mutant of some modules or packages, by file and place."""
    paths = [
        path for name in modules for path in ([ROOT / name] if name.endswith(".py") else (ROOT / name).rglob("*.py"))
    ]
    found = {one for path in paths for one in Mutation(path).found}
    return sorted(found, key=lambda one: (one.path, one.start, one.end))


class Reached:
    """Which tests reach which lines."""

    def __init__(self, data: Path) -> None:
        from coverage import CoverageData

        known = CoverageData(str(data))
        known.read()
        self.lines: dict[str, dict[int, list[str]]] = {}
        sizes: Counter[str] = Counter()
        for name in known.measured_files():
            by_line = known.contexts_by_lineno(name)
            place = "indexgov" + name.rsplit("/indexgov", 1)[1]
            self.lines[place] = {
                line: [one for one in tests if one.startswith("tests.")] for line, tests in by_line.items()
            }
            sizes.update(test for tests in self.lines[place].values() for test in tests)
        self.sizes, self.slow = sizes, set(slow_tests())

    def tests(self, mutant: Mutant, most: int) -> list[str]:
        """The tests that reach a mutant, those that reach the least code and need nothing large first.

        The tests that hold every figure of the samples come last, whatever their number.
        """
        lines = self.lines.get(mutant.path, {})
        found = set(lines.get(mutant.line, ())) or {test for tests in lines.values() for test in tests}
        whole = sorted(one for one in found if one.startswith(WHOLE))
        ordered = sorted(found - {*whole}, key=lambda test: (test in self.slow, self.sizes[test], test))
        return [*ordered[:most], *whole]


def slow_tests() -> Iterator[str]:
    """Tests that need what is made once for many, such as the scores of the demo: it is made for every mutant."""
    trees = {path: ast.parse(path.read_bytes()) for path in sorted((ROOT / "tests").glob("*.py"))}
    shared = _shared(trees)
    for path, tree in trees.items():
        for one in tree.body:
            if isinstance(one, ast.FunctionDef) and {arg.arg for arg in one.args.args} & shared:
                yield f"tests.{path.stem}.{one.name}"


def _shared(trees: Mapping[Path, ast.Module]) -> set[str]:
    """Names of the fixtures that live longer than a test."""
    made = (one for tree in trees.values() for one in tree.body if isinstance(one, ast.FunctionDef))
    return {one.name for one in made if any("scope=" in ast.unparse(mark) for mark in one.decorator_list)}


class Finder(PathFinder):
    """Loads the mutant in place of its module."""

    mutant: Mutant | None = None

    @classmethod
    def find_spec(
        cls, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """What loads a module; that of the mutant for its own."""
        spec = super().find_spec(fullname, path, target)
        mutant = cls.mutant
        if spec is not None and mutant is not None and spec.origin == str(ROOT / mutant.path):
            spec.loader = Changed(fullname, spec.origin)
        return spec


class Changed(SourceFileLoader):
    """Compiles the mutant's source, and keeps nothing."""

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 - the library calls it so
        """The mutant's code."""
        assert Finder.mutant is not None
        code: CodeType = compile(Finder.mutant.source(), self.path, "exec", dont_inherit=True)
        return code


def run(mutant: Mutant, tests: Sequence[str]) -> None:
    """Run tests with a mutant and end the process with pytest's exit code."""
    import pytest

    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    Finder.mutant = mutant
    sys.meta_path.insert(0, Finder)
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    # Libraries that are there already cannot have their assertions rewritten, and need not.
    words = ["-x", "-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning", *map(node, tests)]
    try:
        code = int(pytest.main(words))
    except BaseException:  # noqa: BLE001
        # It would end the process with 1, as if a test had failed.
        code = 70
    os._exit(code)


def node(context: str) -> str:
    """`tests.test_rank.test_ties` as pytest writes it."""
    parts = context.split(".")
    return f"{'/'.join(parts[:2])}.py::{'::'.join(parts[2:])}"


def outcome(mutant: Mutant, tests: Sequence[str], seconds: float) -> str:
    """`killed`, `survived`, `timeout`, or `unreached` where there is no test."""
    if not tests:
        return "unreached"
    process = multiprocessing.get_context("fork").Process(target=run, args=(mutant, tests))
    process.start()
    process.join(seconds)
    if process.exitcode is None:
        process.kill()
        process.join()
        return "timeout"
    # Anything but tests that pass or fail, or cannot be collected, says nothing about the mutant.
    return {0: "survived", 1: "killed", 2: "killed"}.get(process.exitcode, f"pytest ended with {process.exitcode}")


def wilson(noticed: int, all_: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    z, share = 1.959963984540054, noticed / all_
    middle, half = share + z * z / (2 * all_), z * math.sqrt(share * (1 - share) / all_ + z * z / (4 * all_ * all_))
    return (middle - half) / (1 + z * z / all_), (middle + half) / (1 + z * z / all_)


def tried(chosen: Sequence[Mutant], reached: Reached, options: argparse.Namespace) -> Iterator[tuple[Mutant, str]]:
    """Each mutant and what became of it, in their order."""
    for name in LOADED:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    with ThreadPoolExecutor(options.workers) as pool:
        one = partial(_tried, reached=reached, most=options.tests, seconds=options.seconds)
        yield from zip(chosen, pool.map(one, chosen), strict=True)


def _tried(mutant: Mutant, reached: Reached, most: int, seconds: float) -> str:
    return outcome(mutant, reached.tests(mutant, most), seconds)


def told(outcomes: Mapping[str, int]) -> str:
    """The figures in one line."""
    noticed, all_ = sum(outcomes.get(name, 0) for name in NOTICED), sum(outcomes.values())
    low, high = wilson(noticed, all_)
    counts = ", ".join(f"{number} {name}" for name, number in sorted(outcomes.items()))
    return f"{all_} mutants: {counts}; noticed {noticed / all_:.1%} ({low:.1%} to {high:.1%})"


def main() -> None:
    """Print a line for each mutant as it is done, and the figures in the end."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=300, help="how many mutants")
    parser.add_argument("--seed", type=int, default=1, help="decides which")
    parser.add_argument("--module", action="append", metavar="PATH", help="a file or folder; the calculating ones")
    parser.add_argument("--only", action="append", default=[], metavar="FILE:LINE", help="the mutants of this line")
    parser.add_argument("--control", action="store_true", help="change nothing, so that every mutant must survive")
    parser.add_argument("--tests", type=int, default=60, help="how many tests a mutant at most")
    parser.add_argument("--seconds", type=float, default=120, help="time limit of a mutant")
    parser.add_argument("--workers", type=int, default=2, help="mutants at once")
    parser.add_argument("--data", type=Path, default=ROOT / ".coverage", help="what coverage found")
    options = parser.parse_args()
    found = mutants(options.module or MODULES)
    if options.only:
        chosen = [one for one in found if f"{one.path}:{one.line}" in options.only]
    else:
        chosen = random.Random(options.seed).sample(found, min(options.sample, len(found)))
    if options.control:
        chosen = [replace(one, new=one.old) for one in chosen]
    outcomes: Counter[str] = Counter()
    for mutant, what in tried(chosen, Reached(options.data), options):
        outcomes[what] += 1
        print(f"{what}: {mutant}", flush=True)
    print(f"seed {options.seed}, {len(found)} mutants in all")
    print(told(outcomes))


if __name__ == "__main__":
    main()
