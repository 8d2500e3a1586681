"""The means of `methods.means` as formulas, in functions that every spreadsheet program has known since 2007."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from indexgov.methods.arrays import Bounds
from indexgov.methods.means import name_of
from indexgov.report.workbook.marks import NOT_APPLICABLE_MARK

_FAR = "1E+300"
"""Above every score, where a lowest one is looked for."""


def number(value: float) -> str:
    """A number as formulas write it, with every digit."""
    return repr(float(value)).upper().removesuffix(".0")


@dataclass(frozen=True)
class Part:
    """Children of a node that stand side by side in the row of an authority."""

    scores: str
    """Their range: a number, or a mark where there is no score."""
    weights: str
    """The range of their weights: above the table, or for this authority."""
    own: bool
    """Whether the weights are this authority's, which are 0 where a child does not apply."""

    @property
    def applies(self) -> str:
        """1 for each child that applies, as an array."""
        if self.own:
            return f"({self.weights}>0)"
        return f'({self.scores}<>"")*({self.scores}<>"{NOT_APPLICABLE_MARK}")'

    @property
    def expected(self) -> str:
        """1 for each child that applies and has a weight, as an array."""
        return self.applies if self.own else f"{self.applies}*({self.weights}>0)"

    @property
    def whole(self) -> str:
        """The weight of the children that apply."""
        return f"SUM({self.weights})" if self.own else f"SUMPRODUCT({self.applies}*{self.weights})"


@dataclass(frozen=True)
class Children:
    """The children of a node, and how those count that have no score."""

    parts: tuple[Part, ...]
    zero: bool
    """Whether a missing score counts as 0; else its weight is shared among the others."""
    bounds: Bounds

    def total(self, term: Callable[[Part], str]) -> str:
        """What the parts add up to."""
        return "+".join(term(part) for part in self.parts)

    @property
    def whole(self) -> str:
        """The weight of the children that apply."""
        return self.total(lambda part: part.whole)

    @property
    def present(self) -> str:
        """The weight of the children with a score."""
        return self.total(lambda part: f"SUMPRODUCT(ISNUMBER({part.scores})*{part.weights})")

    @property
    def divisor(self) -> str:
        """The weight of the children that count, in brackets."""
        found = self.whole if self.zero else self.present
        return f"({found})" if len(self.parts) > 1 else found

    def mask(self, part: Part) -> str:
        """1 for each child that counts, as an array."""
        return part.expected if self.zero else f"({part.weights}>0)*ISNUMBER({part.scores})"

    def score(self, part: Part) -> str:
        """The score with which each child counts, as an array."""
        return f"IF(ISNUMBER({part.scores}),{part.scores},0)" if self.zero else part.scores

    def each(self, term: Callable[[Part], str], otherwise: str) -> Iterator[str]:
        """A term of every child that counts, an array for each part."""
        for part in self.parts:
            yield f"IF({self.mask(part)},{term(part)},{otherwise})"

    @property
    def any_zero(self) -> str:
        """How many of the children that count have the score 0."""
        return self.total(lambda part: f"SUMPRODUCT({self.mask(part)}*({self.score(part)}=0))")


@dataclass(frozen=True)
class MeanFormula:
    """A mean as a formula: what stands in the cell where there is a score."""

    text: Callable[[Children, float], str]
    """The children and the parameter of the mean to the formula without its equals sign."""
    array: bool = False
    """Whether it must be entered as an array formula."""
    parts: int = 2
    """For how many groups of children it can be written."""


def _points(children: Children) -> str:
    return children.total(lambda part: f"SUMPRODUCT({part.weights},{part.scores})")


def _arithmetic(children: Children, _parameter: float) -> str:
    points = _points(children)
    return f"({points})/{children.divisor}" if len(children.parts) > 1 else f"{points}/{children.divisor}"


def _sum(children: Children, _parameter: float) -> str:
    return _points(children)


def _geometric(children: Children, _parameter: float) -> str:
    logs = "+".join(f"SUM({one})" for one in
                    children.each(lambda part: f"{part.weights}*LN({children.score(part)})", "0"))  # fmt: skip
    return f"IF({children.any_zero}>0,0,EXP(({logs})/{children.divisor}))"


def _power(children: Children, parameter: float) -> str:
    largest = f"MAX({','.join(part.scores for part in children.parts)})"
    exponent = number(parameter)
    powers = "+".join(f"SUM({one})" for one in children.each(
        lambda part: f"{part.weights}*({children.score(part)}/{largest})^({exponent})", "0"))  # fmt: skip
    mean = f"{largest}*(({powers})/{children.divisor})^(1/({exponent}))"
    nothing = f"{largest}=0" if parameter > 0 else f"{children.any_zero}>0"
    return f"IF({nothing},0,{mean})"


def _harmonic(children: Children, _parameter: float) -> str:
    return _power(children, -1.0)


def _minimum(children: Children, _parameter: float) -> str:
    return f"MIN({','.join(children.each(children.score, _FAR))})"


def _product(children: Children, _parameter: float) -> str:
    assert children.bounds is not None
    high = number(children.bounds[1])
    shares = "*".join(f"PRODUCT({one})" for one in children.each(lambda part: f"{children.score(part)}/{high}", "1"))
    return f"{high}*{shares}"


def _median(children: Children, _parameter: float) -> str:
    """Between the lowest scores up to which half of the weight, or more than half, has been reached."""
    part = children.parts[0]
    mask, score = children.mask(part), children.score(part)
    climbed = f"MMULT({mask}*{part.weights},--(TRANSPOSE({score})<={score}))"
    half = f"{children.divisor}/2"
    low, high = (
        f"MIN(IF({mask}*({climbed}{sign}{half}{hair}*{children.divisor}),{score},{_FAR}))"
        for sign, hair in ((">=", "-1E-12"), (">", "+1E-12"))
    )
    return f"({low}+{high})/2"


def _mazziotta_pareto(children: Children, _parameter: float) -> str:
    squares = children.total(lambda part: f"SUMPRODUCT({part.weights},{part.scores},{part.scores})")
    return f"2*({_points(children)})/{children.divisor}-({squares})/({_points(children)})"


MEAN_FORMULAS: Mapping[str, MeanFormula] = {
    "arithmetic": MeanFormula(_arithmetic),
    "geometric": MeanFormula(_geometric, array=True),
    "harmonic": MeanFormula(_harmonic, array=True),
    "power": MeanFormula(_power, array=True),
    "minimum": MeanFormula(_minimum, array=True),
    "median": MeanFormula(_median, array=True, parts=1),
    "sum": MeanFormula(_sum),
    "product": MeanFormula(_product, array=True),
    "mazziotta_pareto": MeanFormula(_mazziotta_pareto),
}
"""Means that can be written; a node with another one enters as the value of the engine."""


def mean_formula(aggregation: str | Mapping[str, float], children: Children) -> tuple[str, bool] | None:
    """The formula of a mean over children that count, and whether it is an array formula; None where there is none."""
    found = MEAN_FORMULAS.get(name_of(aggregation))
    if found is None or len(children.parts) > found.parts:
        return None
    parameter = float("nan") if isinstance(aggregation, str) else next(iter(aggregation.values()))
    return found.text(children, parameter), found.array
