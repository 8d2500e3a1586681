"""How a run ends that something stops: the user, the system, the disk. Always by a message."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, NoReturn

import click

from indexgov.cli.console import say

_ASKED = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Signals that ask a run to end: the first is Ctrl+C."""
_STOPPED = 128
"""Added to the number of the signal: the exit code by which shells tell who was stopped from who failed."""


class Commands(click.Group):
    """Commands that end in order when they are stopped, and tell what the disk or memory lacks."""

    def main(self, *args: Any, **named: Any) -> Any:
        """As that of click; leaves with exit code 1 where the disk or memory lacks something."""
        try:
            return super().main(*args, **named)
        except OSError as error:
            where = f"'{error.filename}': " if error.filename else ""
            _leave(f"{where}{error.strerror or error}")
        except MemoryError:
            _leave("there is not enough memory; close other programs and run the command again")

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; leaves with 128 and the number of the signal where it is stopped."""
        with _as_interruption():
            try:
                return super().invoke(ctx)
            except KeyboardInterrupt as stop:
                number = next((one for one in stop.args if isinstance(one, int)), int(signal.SIGINT))
                _leave("; ".join(["stopped", *getattr(stop, "__notes__", ())]), _STOPPED + number)
            except Exception as error:
                from indexgov.errors import IndexgovError

                if not isinstance(error, IndexgovError):
                    raise
                _leave(str(error))


def _leave(message: str, code: int = 1) -> NoReturn:
    say(f"error: {message}", err=True)
    sys.exit(code)


@contextmanager
def _as_interruption() -> Iterator[None]:
    """A block in which every request to end is an interruption; a run that was told to live on does so."""

    def interrupt(number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt(number)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in _ASKED}
    mine = {
        number: handler
        for number, handler in before.items()
        if (callable(handler) if number == signal.SIGINT else handler is signal.SIG_DFL)
    }
    for number in mine:
        signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number, handler in mine.items():
            signal.signal(number, handler)
