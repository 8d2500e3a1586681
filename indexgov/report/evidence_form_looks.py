"""How evidence forms look: colours, formats of cells, and the width and heading of every column."""

from __future__ import annotations

from typing import Any

_INK, _MUTED, _LINE, _LOCKED = "#13202A", "#52606B", "#BFC9CE", "#EEF1F3"
HINTS = {"done": "#E3F0EA", "alarm": "#F6CBC4"}
"""Shades of rows that are filled in, and of cells where something is missing."""
FONT: dict[str, Any] = {"font_name": "Arial", "font_size": 10, "valign": "top"}
_BOXED: dict[str, Any] = {"border": 1, "border_color": _LINE, "text_wrap": True}
_OPEN: dict[str, Any] = {**_BOXED, "locked": False}
FORMATS: dict[str, dict[str, Any]] = {
    "banner": {"bold": True, "font_color": "#FFFFFF", "bg_color": _INK, "valign": "vcenter"},
    "quiet": {"font_color": _MUTED, "valign": "vcenter"},
    "title": {"bold": True, "font_size": 15, "valign": "vcenter"},
    "label": {"text_wrap": True, "valign": "vcenter"},
    "filled": {"bold": True, "valign": "vcenter"},
    "code": {**_OPEN, "bold": True, "num_format": "@", "valign": "vcenter", "border_color": _INK},
    "head": {**_BOXED, "bold": True, "bg_color": "#DCE4E8", "valign": "vcenter"},
    "block": {"bold": True, "font_size": 12, "bg_color": "#BCD3CC", "valign": "vcenter"},
    "sub-block": {"bold": True, "bg_color": "#E4ECE9", "valign": "vcenter"},
    "told": {"text_wrap": True},
    "locked": {**_BOXED, "bg_color": _LOCKED},
    "number": {**_BOXED, "bg_color": _LOCKED, "font_color": _MUTED, "align": "left"},
    "name": {**_BOXED, "bg_color": _LOCKED, "bold": True},
    "text": {**_OPEN, "num_format": "@"},
    "any": {**_OPEN, "align": "left"},
    "date": {**_OPEN, "num_format": "dd.mm.yyyy", "align": "left"},
}
WIDTHS = {
    "number": 6, "indicator": 31, "check": 64, "value": 22, "reason": 20, "source_url": 24, "archive_url": 18,
    "seen_on": 13, "note": 20, "comment": 22, "recorded": 22, "recorded_score": 8, "recorded_url": 24,
    "recorded_on": 13, "recorded_comment": 22,
}  # fmt: skip
HEADINGS = {
    "number": "", "indicator": "criterion", "check": "form_check", "value": "value", "reason": "reason",
    "source_url": "evidence_link", "archive_url": "archive_link", "seen_on": "seen_on", "note": "form_note",
    "comment": "comment", "recorded": "form_recorded", "recorded_score": "score", "recorded_url": "evidence_link",
    "recorded_on": "form_recorded_on", "recorded_comment": "form_recorded_comment",
}  # fmt: skip
REPLY_HEADINGS = {
    "value": "form_claimed", "reason": "form_claimed_reason", "seen_on": "form_replied_on",
    "comment": "form_explanation",
}  # fmt: skip
