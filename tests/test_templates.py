"""How templates are compiled: printed as the library prints, and kept beside their source where that can be."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment
from markupsafe import escape

from indexgov.report.language_pages import Compiled, templates


@given(st.text() | st.integers() | st.floats() | st.builds(escape, st.text()) | st.none())
def test_templates_print_as_the_library_does(value: object) -> None:
    """Templates print by a shorter way; what stands in the page is the same for everything."""
    page = templates().from_string("{% autoescape true %}<b title='{{ value }}'>{{ value }}</b>{% endautoescape %}")
    said = escape(value)
    assert page.render(value=value) == f"<b title='{said}'>{said}</b>"


def test_compiled_templates_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / "kept"
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    for _ in range(2):
        made = Environment(
            loader=DictLoader({"one": "{{ 1 + number }}"}), bytecode_cache=Compiled(str(kept), "%s.jinja")
        )
        assert made.get_template("one").render(number=2) == "3"
        (found,) = kept.iterdir()
    found.write_bytes(b"broken")
    made = Environment(loader=DictLoader({"one": "{{ 1 + number }}"}), bytecode_cache=Compiled(str(kept), "%s.jinja"))
    assert made.get_template("one").render(number=2) == "3"


@pytest.mark.parametrize("place", ["a file", "nothing may be written"])
def test_templates_work_where_nothing_can_be_kept(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / "kept"
    monkeypatch.setattr(sys, "dont_write_bytecode", place != "a file")
    if place == "a file":
        kept.write_text("not a folder", encoding="utf-8")
    made = Environment(loader=DictLoader({"one": "{{ 1 }}"}), bytecode_cache=Compiled(str(kept), "%s.jinja"))
    assert made.get_template("one").render() == "1"
    assert not kept.is_dir()
