"""One page as one file, to be sent by mail: styles and scripts inside, names of other pages without links."""

from __future__ import annotations

import re
from collections.abc import Mapping

_STYLE = re.compile(r'<link rel="stylesheet" href="[^"]*?([\w.-]+)">')
_SCRIPT = re.compile(r'<script (?:defer )?src="[^"]*?([\w.-]+)"(?: defer)?></script>\n?')
_ELSEWHERE = re.compile(r'<a\b(?=[^>]*\bhref="(?!#|https?:|mailto:))([^>]*)>(.*?)</a>', re.DOTALL)
_HREF = re.compile(r'\s*\b(?:href|hreflang|rel)=(?:"[^"]*"|[^\s>]*)')


def single_file(html: str, files: Mapping[str, str]) -> str:
    """A page of the site that needs no other file.

    `files` holds the style sheets and scripts that pages load, by name. Links to other pages of the site become plain
    text, because the other pages are not sent along; links inside the page and to evidence stay.
    """
    scripts = [files[name] for name in _SCRIPT.findall(html)]
    alone = _SCRIPT.sub("", html)
    alone = _STYLE.sub(lambda link: f"<style>\n{files[link[1]]}</style>", alone)
    alone = _ELSEWHERE.sub(_without_link, alone)
    # At the end of the page, where scripts that wait for it would run.
    inside = "".join(f"<script>\n{one}</script>\n" for one in scripts)
    return alone.replace("</body>", f"{inside}</body>")


def _without_link(link: re.Match[str]) -> str:
    # Inside a drawing only a drawing's own element may stand.
    kind = "g" if link[2].startswith("<title>") else "span"
    return f"<{kind}{_HREF.sub('', link[1])}>{link[2]}</{kind}>"
