"""Shows a folder of pages to browsers on this machine, and refreshes the open ones when they were made anew.

Whoever can open a port of this machine reads nothing but that folder: the server listens on 127.0.0.1, answers only to
its own names, because another site may point its name at this address, and gives out single files.
"""

from __future__ import annotations

import html
import json
import sys
import threading
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import unquote, urlsplit

HOST = "127.0.0.1"
_NAMES = {HOST, "localhost"}
VERSION, SCRIPT, START = "/--version", "/--watch.js", "/site/index.html"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_SWAP = 1.0
"""Seconds in which a folder that is being replaced is there again."""
_REFRESH = """\
(function () {
  "use strict";
  var own = Number(document.currentScript.dataset.version), kept = "indexgov " + location.pathname, strip = null;
  addEventListener("load", function () {
    var top = sessionStorage.getItem(kept);
    sessionStorage.removeItem(kept);
    if (top !== null) { scrollTo(0, Number(top)); }
  });
  function tell(text) {
    if (strip === null) {
      strip = document.createElement("pre");
      strip.lang = "en";
      strip.setAttribute("role", "alert");
      strip.style.cssText = "position:fixed;inset:auto 0 0 0;z-index:9999;margin:0;padding:12px 16px;max-height:40vh;" +
        "overflow:auto;white-space:pre-wrap;font:14px/1.4 ui-monospace,monospace;background:#7a1420;color:#fff";
      document.body.appendChild(strip);
    }
    strip.hidden = text === "";
    if (strip.textContent !== text) { strip.textContent = text; }
  }
  function ask() {
    fetch("/--version", {cache: "no-store"}).then(function (answer) { return answer.json(); }).then(function (now) {
      if (now.version !== own) {
        sessionStorage.setItem(kept, String(scrollY));
        location.reload();
        return;
      }
      tell(now.fault);
      setTimeout(ask, 500);
    }).catch(function () {
      tell("indexgov no longer watches: this page does not change any more.");
      setTimeout(ask, 2000);
    });
  }
  ask();
})();
"""


class LiveSite:
    """Serves a folder until its block ends."""

    def __init__(self, port: int = 0) -> None:
        """Listens on `port` of this machine, on any free one if it is 0. Raises OSError where the port is taken."""
        self._server = _Server((HOST, port), _Handler)
        self._server.live = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True)
        self.folder: Path | None = None
        """What is served; None until there is something."""
        self.version = 0
        """Counts what was shown; an open page of another version loads itself again."""
        self.fault = ""
        """What stands on every open page until something new is shown."""

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._server.server_port

    @property
    def url(self) -> str:
        """The address for a browser."""
        return f"http://{HOST}:{self.port}/"

    def show(self, folder: Path) -> None:
        """Serve the folder, and let open pages load themselves again."""
        self.folder, self.fault = folder.resolve(), ""
        self.version += 1

    def tell(self, fault: str) -> None:
        """Show a text on every open page; what is served stays."""
        self.fault = fault

    def __enter__(self) -> LiveSite:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    live: LiveSite

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that leaves in the middle of an answer, and a file that was just replaced, are no faults."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Answers one request; everything but GET is refused by the library."""

    server: _Server
    server_version, sys_version = "indexgov", ""

    def do_GET(self) -> None:
        """Give out a file of the folder, or what the script asks for."""
        live = self.server.live
        # Read before the file: a page that is older than its version would never be loaded again.
        version = live.version
        name, _, port = self.headers.get("Host", "").rpartition(":")
        path = unquote(urlsplit(self.path).path)
        if name not in _NAMES or port != str(live.port):
            self._answer(b"This server answers only to its own name.\n", HTTPStatus.FORBIDDEN)
        elif path == VERSION:
            told = json.dumps({"version": version, "fault": live.fault})
            self._answer(told.encode(), kind=_TYPES[".json"])
        elif path == SCRIPT:
            self._answer(_REFRESH.encode(), kind=_TYPES[".js"])
        elif path == "/" and live.folder is not None:
            self._answer(b"", HTTPStatus.FOUND, {"Location": START})
        elif path == "/":
            self._page("Nothing is scored yet; this page loads itself again.", version)
        else:
            self._file(path, version)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing: the terminal belongs to whoever watches."""

    def _file(self, path: str, version: int) -> None:
        file = file_below(self.server.live.folder, path)
        if file is None:
            missing = "Workbooks are not made while watching." if path.endswith(".xlsx") else "There is no such file."
            self._page(missing, version, HTTPStatus.NOT_FOUND)
        elif file.suffix == ".html":
            self._answer(with_script(file.read_bytes(), version), kind=_TYPES[".html"])
        else:
            self._answer(file.read_bytes(), kind=_TYPES.get(file.suffix, "application/octet-stream"))

    def _page(self, text: str, version: int, status: HTTPStatus = HTTPStatus.OK) -> None:
        page = (
            f"<!doctype html><html lang=en><meta charset=utf-8><title>indexgov</title><body><p>{html.escape(text)}</p>"
        )
        self._answer(with_script(page.encode(), version), status, kind=_TYPES[".html"])

    def _answer(
        self,
        content: bytes,
        status: HTTPStatus = HTTPStatus.OK,
        headers: dict[str, str] | None = None,
        kind: str = "text/plain; charset=utf-8",
    ) -> None:
        self.send_response(status)
        sent = {"Content-Type": kind, "Content-Length": str(len(content)), "Cache-Control": "no-store"}
        sent |= {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}
        for name, value in (sent | (headers or {})).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


def file_below(folder: Path | None, path: str) -> Path | None:
    """The file of a folder that the path of an address names; None for anything else, folders included."""
    parts = path.split("/")[1:]
    if folder is None or any(part in {"", ".", ".."} or set(part) & set("\\:\0") for part in parts):
        return None
    for _ in range(int(_SWAP / 0.05)):
        if folder.is_dir():
            break
        time.sleep(0.05)
    file = folder.joinpath(*parts).resolve()
    return file if file.is_relative_to(folder) and file.is_file() else None


def with_script(page: bytes, version: int) -> bytes:
    """A page with the script that refreshes it, before the end of its body."""
    before, end, after = page.rpartition(b"</body>")
    tag = f'<script src="{SCRIPT}" data-version="{version}"></script>\n'.encode()
    return before + tag + end + after if end else page + tag
