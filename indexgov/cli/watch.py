"""`score --watch`: scores again whenever a file of the dataset changes, and shows the pages as they are now."""

from __future__ import annotations

import signal
import sys
import threading
import time
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

import indexgov
from indexgov.cli.compare import compared_with
from indexgov.cli.console import number_of, print_lines, say, tell
from indexgov.cli.options import read_dataset, results_folder

if TYPE_CHECKING:
    from indexgov.scoring import Assessment
    from indexgov.watching import LiveSite

_EVERY, _SETTLE = 0.5, 0.1
"""Seconds between two looks at the files, and between two while somebody still writes."""


@dataclass
class Watch:
    """What is scored again and again, and what came of it the last time."""

    dataset: Path
    registry: Path | None
    out: Path | None
    previous: tuple[Path, ...]
    draws: int
    seed: int
    quiet: bool
    last: Assessment | None = None
    """The last good result."""
    folder: Path | None = None
    """Where it stands."""
    told: set[str] = field(default_factory=set)
    """Warnings and notes that stand on the terminal already."""

    def run(self, site: LiveSite) -> None:
        """Score once: new pages, or what is wrong on the terminal and on the pages of before."""
        from indexgov.errors import IndexgovError, InputError

        begun = time.perf_counter()
        try:
            self._score(site, begun)
        except InputError as error:
            tell(error.problems)
            self._failed(site, str(error), f"{number_of(len(error.problems), 'problem')}, ")
        except (IndexgovError, OSError) as error:
            say(f"error: {error}", err=True)
            self._failed(site, str(error), "")

    def _score(self, site: LiveSite, begun: float) -> None:
        from indexgov.report.terminal import moves, summary

        loaded = read_dataset(self.dataset, self.registry)
        assessment = indexgov.score(loaded.registry, loaded, self.seed, self.draws)
        since = compared_with(self.previous, assessment)
        folder = self.out or results_folder(loaded.registry.id, self.dataset, "-watch")
        indexgov.write_outputs(assessment, folder, comparison=since, workbooks=False)
        site.show(folder)
        before, self.last, self.folder = self.last, assessment, folder
        if self.quiet:
            return
        fresh = [one for one in loaded.problems if str(one) not in self.told]
        self.told |= {str(one) for one in fresh}
        tell(fresh)
        print_lines(summary(assessment) if before is None else moves(before, assessment), err=False)
        say(f"{time.strftime('%H:%M:%S')}  scored in {time.perf_counter() - begun:.1f} s")

    def _failed(self, site: LiveSite, fault: str, counted: str) -> None:
        kept = "the pages show the last good results" if self.last is not None else "nothing is scored yet"
        say(f"{time.strftime('%H:%M:%S')}  {counted}{kept}", err=True)
        site.tell(fault)


def watch(job: Watch, port: int, browser: bool) -> None:
    """Score, serve the pages, and score again after each change, until Ctrl+C; the last results stay on the disk.

    Leaves with exit code 2 where the port cannot be had.
    """
    from indexgov.watching import HOST, LiveSite

    try:
        live = LiveSite(port)
    except OSError as error:
        raise click.UsageError(f"cannot listen on {HOST}:{port}: {error.strerror or error}") from None
    try:
        with live as site, _interrupted() as ending:
            say(f"{site.url} shows the pages and follows your edits; Ctrl+C ends")
            # On a machine without a screen a browser would take over the terminal.
            if browser and sys.stderr.isatty():
                webbrowser.open(site.url)
            _follow(job, site, ending)
    except KeyboardInterrupt:
        pass
    if job.folder is not None and not job.quiet:
        command = "without workbooks: 'indexgov score' writes them too"
        say(f"\nthe last good results are in {job.folder}, {command}")


def _follow(job: Watch, site: LiveSite, ending: threading.Event) -> None:
    """Run at once and after each change, until the event is set."""
    from indexgov.inputs.watched import files_behind, states

    watched = set[Path]()
    while not ending.is_set():
        # What a broken dataset.yaml no longer names is watched still.
        watched |= files_behind(job.dataset, job.registry, job.previous)
        # Taken before anything is read: what changes meanwhile is another change.
        seen = states(watched)
        job.run(site)
        while not ending.wait(_EVERY) and (now := states(watched)) == seen:
            pass
        while not ending.wait(_SETTLE) and (later := states(watched)) != now:
            now = later


@contextmanager
def _interrupted() -> Iterator[threading.Event]:
    """An event that Ctrl+C sets, so that what is being written gets ready; a second Ctrl+C interrupts that too."""
    ending = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        if ending.is_set():
            raise KeyboardInterrupt
        ending.set()

    before = signal.signal(signal.SIGINT, end)
    try:
        yield ending
    finally:
        signal.signal(signal.SIGINT, before)
