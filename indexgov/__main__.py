"""The `indexgov` command, which is `python -m indexgov` too: ended by Ctrl+C in one line from its first moment on."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    try:
        _run()
    except KeyboardInterrupt:
        _stop()


def _run() -> None:
    sys.unraisablehook = _unless_told
    # This and all below takes most of a second on a cold disk.
    import signal

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        # Code that is just being imported may swallow an exception, or let it go on as another one.
        signal.signal(signal.SIGINT, _stop)
    try:
        from indexgov.cli import main as commands

        commands()
    finally:
        # All is written, or nothing: what remains is Python's own end, which answers a signal by a traceback.
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _unless_told(lost: sys.UnraisableHookArgs) -> None:
    """What could not be written is told once; a file that is given up tries again when nobody waits for it any more."""
    if not isinstance(lost.exc_value, OSError):
        sys.__unraisablehook__(lost)


def _stop(*_signal: object) -> None:
    """End at once, because nothing is begun; 130 is how shells tell that somebody pressed Ctrl+C."""
    try:
        os.write(2, b"error: stopped\n")
    finally:
        os._exit(130)


if __name__ == "__main__":
    main()
