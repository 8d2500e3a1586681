"""Formats of cells by name, as the library that writes workbooks takes them."""

from __future__ import annotations

from typing import Any

_INK, _MUTED, _ACCENT, _ALARM = "#13202A", "#52606B", "#00607A", "#8A1C1C"
BAR = "#4C98AD"
_SHADES = ("#F3DFBD", "#BCD3CC", "#7DB0BA", "#2F7389", "#093F58")
_DARK_SHADES = 3
"""From this shade on the letter is white."""
SHADE = _SHADES[2]
"""Of the highest score in a shaded table."""
# The default font measures the widths; Arial or its twin Liberation Sans is on nearly every machine.
_FONT: dict[str, Any] = {"font_name": "Arial", "font_size": 10}
_INDENTED: dict[str, Any] = {"align": "left", "indent": 1}
FORMS: dict[str, dict[str, Any]] = {
    "stamp": {"bold": True, "font_color": "#FFFFFF", "bg_color": _INK, "valign": "vcenter"},
    "title": {"bold": True, "font_size": 16},
    "alarm": {"font_color": _ALARM},
    "heading": {"bold": True, "font_size": 12, "top": 1},
    "quiet": {"font_color": _MUTED},
    "label": {"font_color": _MUTED, "text_wrap": True},
    "head": {"bold": True, "text_wrap": True, "bottom": 1, "valign": "bottom", **_INDENTED},
    "number head": {"bold": True, "text_wrap": True, "bottom": 1, "valign": "bottom", "align": "right"},
    "turned": {"bold": True, "text_wrap": True, "bottom": 1, "valign": "bottom", "align": "center", "rotation": 90},
    "text": {"text_wrap": True, **_INDENTED},
    "strong": {"text_wrap": True, "bold": True, **_INDENTED},
    "link": {"font_color": _ACCENT, "underline": 1, **_INDENTED},
    "none": {"align": "right", "font_color": _MUTED},
    "rank": {"num_format": "0", "align": "right"},
    "whole": {"num_format": "#,##0"},
    "points": {"num_format": "0.00"},
    "plain": {"align": "right"},
    "precise": {"num_format": "0.0000"},
    "share": {"num_format": "0.0%", "align": "right"},
    "engine": {"italic": True, "font_color": _ACCENT, "align": "right"},
    "input": {"bg_color": "#FFF6D6", "border": 1, "border_color": "#D9C27A", "locked": False},
}


def _letter(number: int) -> dict[str, Any]:
    """The letter of a class on its shade."""
    ink = "#FFFFFF" if number >= _DARK_SHADES else _INK
    return {"align": "center", "bold": True, "bg_color": _SHADES[number], "font_color": ink}


BANDS = tuple(_letter(number) for number in range(len(_SHADES)))


def base_of(form: dict[str, Any]) -> dict[str, Any]:
    """A format with the font; an empty one is the font alone."""
    return {**_FONT, "valign": "top", **form} if form else dict(_FONT)


def fixed(decimals: int) -> dict[str, Any]:
    """The format of a number with so many decimals; right for marks in its place."""
    return {"num_format": f"0.{'0' * decimals}" if decimals else "0", "align": "right"}
