"""How a run ends that something stops: the user, the system, the disk. Always by a message."""

from __future__ import annotations

import errno
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, NoReturn

import click

_ASKED = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Signals that ask a run to end, besides Ctrl+C."""


class Commands(click.Group):
    """Commands that end in order when they are stopped, and tell what the disk or memory lacks."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; leaves with exit code 1 where it is stopped."""
        with _as_interruption():
            try:
                return super().invoke(ctx)
            except KeyboardInterrupt as stop:
                _leave("; ".join(["stopped", *getattr(stop, "__notes__", ())]))
            except OSError as error:
                # What reads standard output went away: click ends without a word.
                if error.errno == errno.EPIPE:
                    raise
                where = f"'{error.filename}': " if error.filename else ""
                _leave(f"{where}{error.strerror or error}")
            except MemoryError:
                _leave("there is not enough memory; close other programs and run the command again")
            except Exception as error:
                from indexgov.cli.console import harmless
                from indexgov.errors import IndexgovError

                if not isinstance(error, IndexgovError):
                    raise
                _leave(harmless(str(error)))


def _leave(message: str) -> NoReturn:
    click.echo(f"error: {message}", err=True)
    sys.exit(1)


@contextmanager
def _as_interruption() -> Iterator[None]:
    """A block in which a request to end is what Ctrl+C is; one that was told to live on does so."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    mine = [number for number in _ASKED if signal.getsignal(number) is signal.SIG_DFL]
    for number in mine:
        signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number in mine:
            signal.signal(number, signal.SIG_DFL)
