"""The change since the period before, for the pages of scorecards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import Environment

from indexgov.analysis.compare import Comparison
from indexgov.report.change_charts import Diverging
from indexgov.report.change_model import AuthorityPair, ComparisonView
from indexgov.report.change_view import comparison_views
from indexgov.report.language_pages import Label, css_text
from indexgov.report.model import Key


class CardChanges:
    """What each card says of its change, by language."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self.views = {view.language: view for view in comparison_views(comparison)}
        """By language, of those that all registries have."""
        self._labels = {language: change_labels(view) for language, view in self.views.items()}
        self._pairs: dict[str, Mapping[Key, AuthorityPair]] = {
            language: {one.key: one.pairs[0] for one in view.authorities} for language, view in self.views.items()
        }

    def told_in(self, languages: Sequence[str]) -> bool:
        """Whether all periods have these languages."""
        return set(languages) <= set(self.views)

    def of(self, language: str, key: Key) -> dict[str, Any]:
        """What the template of a card needs; the change is None where it was not compared."""
        return {"change": self._pairs.get(language, {}).get(key), "diverging": Diverging.of}

    def style(self, environment: Environment) -> str:
        """What the style sheet needs besides that of cards."""
        own = environment.get_template("change.css.j2").render()
        return own + environment.get_template("change_labels.css.j2").render(labels=self._labels)


def change_labels(view: ComparisonView) -> list[Label]:
    """Table, position and name of the columns that say their name in each row where the screen is narrow."""
    w = view.words.text
    amounts = [w("change"), w("change_substance"), w("change_coverage"), w("change_methodology"), w("score")]
    ends = (view.pairs[0].before, view.pairs[0].after)
    before, after = ends if len(view.pairs) == 1 else (w("change_before"), w("change_after"))
    named = {
        "moves": dict(enumerate([*amounts, w("change_ranks")], 3)),
        "shifts": dict(enumerate([*amounts, w("change_ranks"), w("change_brought")], 3)),
        "movers": {3: w("change_improved"), 4: w("change_declined")},
        "flips": {2: before, 3: after, 4: w("change")},
        "asked": {2: before, 3: after, 4: w("change"), 5: w("standard_error"), 6: w("change_p_value")},
    }
    return [(table, at, css_text(name)) for table, names in named.items() for at, name in names.items()]
