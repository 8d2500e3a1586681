"""How figures, units and kinds of pages are shown on a page."""

from __future__ import annotations

from markupsafe import Markup, escape

from indexgov.report.card_model import Card, IndicatorRow, NodeRow
from indexgov.report.model import Figure
from indexgov.report.scorecards_model import Scorecards
from indexgov.report.words import sentence


class Shown:
    """Turns figures into text for a page: words where there is none, for which the style sheet shows a dash."""

    def __init__(self, words: Markup) -> None:
        self._words = words
        self._known: dict[str, Markup] = {}
        """Escaped texts: a site prints a few thousand different ones some hundred thousand times."""

    def __call__(self, figure: Figure) -> Markup:
        """The text of a figure; words and a dash where there is none."""
        if figure.number is None:
            return self._words if figure.text else Markup()
        found = self._known.get(figure.text)
        if found is None:
            found = self._known[figure.text] = escape(figure.text)
        return found


class Told:
    """Turns the shares of a part into text; where the way of combining leaves none, says so instead of "no data"."""

    def __init__(self, view: Scorecards) -> None:
        text = view.words.text
        self._shown = Shown(dash(text("no_data")))
        sentences = {name: text(f"untold_{name}") for name in ("effective_weight", "contribution")}
        self._sentences = {name: one for name, one in sentences.items() if one in view.how_to_read}
        self._uncounted = text("reason_parent_without_score")

    def __call__(self, row: NodeRow | IndicatorRow, name: str) -> Markup:
        """The effective weight or contribution of a part, by its key."""
        if self._untold(row, name):
            return dash(self._sentences[name])
        figure: Figure = getattr(row, name)
        return self._shown(figure)

    def sentences(self, card: Card) -> list[str]:
        """One for each of the two columns in which a part or a survey measure on the page has such a dash."""
        parts: list[NodeRow | IndicatorRow] = [*card.nodes, *(row for row in card.rows if row.measured and card.key[1])]
        return [one for name, one in self._sentences.items() if any(self._untold(row, name) for row in parts)]

    def _untold(self, row: NodeRow | IndicatorRow, name: str) -> bool:
        if name not in self._sentences or getattr(row, name).number is not None:
            return False
        # A part that did not count has neither, whatever stands above it.
        return row.score.number is not None and row.weight.number != 0 and self._uncounted not in row.reason


def dash(words: str) -> Markup:
    """A dash for the eye, words for the ear."""
    return Markup("<i class=no>{}</i>").format(words)


def unit_of(view: Scorecards) -> str:
    """What a score is in: points of the highest; both ends where one would mislead, as in "points of 1"."""
    text, ends = view.words.text, view.methodology.range
    if ends is None:
        return text("points")
    low, high = (view.words.plain(end) for end in ends)
    return text("points_of", high=high) if ends[0] == 0 and ends[1] > 1 else text("points_between", low=low, high=high)


def kinds_of(view: Scorecards) -> dict[str, str]:
    """What the page of each body is called; the empty body is the territory itself."""
    return {
        ranking.body: ranking.short if ranking.body else sentence(view.words.text("territory_kind"))
        for ranking in view.rankings
    }
