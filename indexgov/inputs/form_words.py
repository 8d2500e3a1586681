"""What the words in a filled form mean: titles of levels, statuses and reasons become ids again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from indexgov.inputs.form_layout import FormStamp, level_labels, reason_labels
from indexgov.registry.models import Indicator, Registry
from indexgov.tables import NOT_APPLICABLE


@dataclass(frozen=True)
class Vocabulary:
    """The words that a cell may hold."""

    ids: Mapping[str, str]
    """Id by word in small letters, in every language."""
    offered: tuple[str, ...]
    """The words that the form itself offers."""

    def id_of(self, text: str) -> str | None:
        """The id behind a word, None where it is none of them."""
        return self.ids.get(text.casefold())


@dataclass
class FormWords:
    """The words of a registry's forms; what was made for one form serves the next."""

    registry: Registry
    _known: dict[tuple[str, ...], Vocabulary] = field(default_factory=dict)

    def values(self, indicator: Indicator, stamp: FormStamp) -> Vocabulary:
        """Words for the value: levels and statuses; numbers are no words."""
        scale, told = self.registry.scales[indicator.scale], statuses(indicator, stamp)
        key = ("value", indicator.scale, stamp.language, *told, *(word for _, word in stamp.words))
        if key not in self._known:
            labels: dict[str, dict[str, str]] = {
                language: level_labels(scale, language, (word for _, word in stamp.words))
                for language in self.registry.languages
            }
            ids = _meanings(labels, stamp.language) | {word.casefold(): status for status, word in stamp.words}
            ids |= {status: status for status, _ in stamp.words}
            self._known[key] = Vocabulary(ids, (*labels[stamp.language].values(), *told))
        return self._known[key]

    def reasons(self, indicator: Indicator, stamp: FormStamp) -> Vocabulary:
        """Words for the reason why the criterion is not applicable."""
        allowed = indicator.not_applicable
        key = ("reason", stamp.language, *allowed)
        if key not in self._known:
            registry = self.registry
            labels: dict[str, dict[str, str]] = {
                language: reason_labels(registry, allowed, language) for language in registry.languages
            }
            self._known[key] = Vocabulary(_meanings(labels, stamp.language), tuple(labels[stamp.language].values()))
        return self._known[key]


def statuses(indicator: Indicator, stamp: FormStamp) -> tuple[str, ...]:
    """The words of the statuses that a criterion may have, in the language of the form."""
    return status_words(indicator, dict(words_in(stamp)))


def status_words(indicator: Indicator, words: Mapping[str, str]) -> tuple[str, ...]:
    """The words of the statuses that may be recorded instead of a value: not applicable only where it is allowed."""
    return tuple(word for status, word in words.items() if status != NOT_APPLICABLE or indicator.not_applicable)


def words_in(stamp: FormStamp) -> Iterable[tuple[str, str]]:
    """Statuses with their words in the language of the form, which come first in the stamp."""
    seen: dict[str, str] = {}
    for status, word in stamp.words:
        seen.setdefault(status, word)
    return seen.items()


def _meanings(labels: Mapping[str, Mapping[str, str]], first: str) -> dict[str, str]:
    """Ids by label in small letters: the form's language before ids, ids before other languages.

    A label that means one thing in one of the other languages and another in the next is left out.
    """
    found: dict[str, str] = {}
    torn: set[str] = set()
    for language, told in labels.items():
        for one, label in told.items() if language != first else ():
            if found.setdefault(label.casefold(), one) != one:
                torn.add(label.casefold())
    found = {label: one for label, one in found.items() if label not in torn}
    found |= {one: one for one in labels[first]}
    return found | {label.casefold(): one for one, label in labels[first].items()}
