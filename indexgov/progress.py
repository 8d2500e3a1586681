"""A progress bar on the terminal for what takes longer than a second."""

from __future__ import annotations

import math
import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any

import click

_WAIT, _EVERY = 1.0, 0.2
"""Seconds before the bar appears, and between two looks."""
_PARTS = 100
_STEPS = ("reading", "estimating", "writing")
"""What a survey goes through, for a bar of steps where nothing tells how far a pass is."""


class Bar:
    """A bar on standard error, drawn by a thread that ends with the block; nothing where that is no terminal.

    Call it with what begins and what tells how far it is, 0 to 1. Print through `aside`, so that lines and bar do not
    mix.
    """

    def __init__(self, shown: bool = True) -> None:
        self._drawn = shown and sys.stderr.isatty()
        self._now: tuple[str, Callable[[], float] | None] = ("", None)
        self._over, self._lock = threading.Event(), threading.Lock()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Bar:
        if self._drawn:
            self._thread = threading.Thread(target=self._draw, name="progress", daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def __call__(self, step: str, fraction: Callable[[], float] | None) -> None:
        """Tell what begins, and what says how far it is; None where nothing does."""
        self._now = (step, fraction)

    def aside(self, print_: Callable[[], None]) -> None:
        """Print something while the bar may stand on the line."""
        with self._lock:
            if self._drawn:
                _clear()
            print_()

    def _draw(self) -> None:
        if self._over.wait(_WAIT):
            return
        bar: Any = click.progressbar(length=_PARTS, file=sys.stderr, show_eta=False, show_percent=True)
        while not self._over.wait(_EVERY):
            step, fraction = self._now
            bar.label, bar.pos = step, round(_PARTS * _done(step, fraction))
            with self._lock:
                bar.render_progress()
        _clear()


def _done(step: str, fraction: Callable[[], float] | None) -> float:
    """The share of the pass that goes on, else that of the steps that are over."""
    told = math.nan if fraction is None else fraction()
    if math.isnan(told):
        return _STEPS.index(step) / len(_STEPS) if step in _STEPS else 0.0
    return min(max(told, 0.0), 1.0)


def _clear() -> None:
    click.echo("\r\033[K", nl=False, err=True)
