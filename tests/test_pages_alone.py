"""Pages that leave the site: one file to be sent by mail, and paper."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from indexgov.errors import IndexgovError
from indexgov.report.site.single import single_file
from indexgov.workers import in_parallel
from tests.browser import unmet

ROOT = Path(__file__).parents[1]
SAMPLE, DISTRICT = ROOT / "samples" / "aktogay-2021", "553200000/akimat"


def test_links_to_pages_that_are_not_sent_become_text() -> None:
    page = (
        '<head><link rel="stylesheet" href="../style.css"><script src="../site.js"></script></head>'
        '<body><a href="#a">here</a> <a rel=nofollow href="https://example.org/">there</a> <a href="R01.html">R01</a>'
        "</body>"
    )
    alone = single_file(page, {"style.css": "p{}", "site.js": "run();"})
    assert alone == (
        '<head><style>\np{}</style></head><body><a href="#a">here</a> '
        '<a rel=nofollow href="https://example.org/">there</a> <span>R01</span>'
        "<script>\nrun();</script>\n</body>"
    )


def scored(out: Path) -> Path:
    """A district with its page as a file and on paper, by a program of its own: one thread prints with one browser."""
    command = [sys.executable, "-m", "indexgov", "score", str(SAMPLE), "--out", str(out), "--quiet"]
    asked = ["--single-file", DISTRICT, "--single-file", "ranking", "--pdf", DISTRICT]
    subprocess.run([*command, *asked], check=True, cwd=ROOT)
    return out


def test_one_file_and_paper(tmp_path: Path) -> None:
    """Every language, nothing loaded from elsewhere; two sheets at most, tagged, the same bytes on a second run."""
    if not any(map(shutil.which, ("chromium", "google-chrome"))):
        unmet("Chromium is not installed")
    one, two = scored(tmp_path / "one"), scored(tmp_path / "two")
    pages = sorted((one / "single").iterdir())
    assert [page.name for page in pages] == [
        *(f"553200000-akimat.{language}.html" for language in ("en", "kk", "ru")),
        *(f"ranking.{language}.html" for language in ("en", "kk", "ru")),
    ]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert not re.search(r'<link rel="stylesheet"|<script[^>]+src=|<a [^>]*href="(?!#|https?:)', text), page
    for path in sorted((one / "pdf").iterdir()):
        content = path.read_bytes()
        assert content == (two / "pdf" / path.name).read_bytes()
        assert 1 <= len(re.findall(rb"/Type /Page\b", content)) <= 2
        assert b"/MarkInfo" in content


def test_errors_of_other_processes_are_raised_here(tmp_path: Path) -> None:
    """What one process made is on the disk, and its error is the error of all."""

    def failing() -> None:
        raise IndexgovError("no room")

    done = [tmp_path / str(number) for number in range(4)]
    for fresh in (False, True):
        in_parallel([path.touch for path in done], fresh=fresh)
        assert all(path.exists() for path in done)
        with pytest.raises(IndexgovError, match="no room"):
            in_parallel([failing, *(path.touch for path in done)], fresh=fresh)
