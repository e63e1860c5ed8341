"""One page on this computer's own address, 127.0.0.1, which no other computer can reach: for a room with one laptop and a projector."""

from __future__ import annotations

import errno
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from experiments import extras
from experiments.errors import BadInput, RunFailed

ADDRESS = "127.0.0.1"


def server(text: str, port: int) -> ThreadingHTTPServer:
    """Return a server of one page, ready to serve; ``port`` 0 takes a free one.

    Raises
    ------
    BadInput : the port is taken or not allowed.
    """
    body = text.encode("utf-8")

    class OnePage(BaseHTTPRequestHandler):
        def do_GET(self):  # noqa: N802
            found = self.path.split("?")[0] in ("/", "/index.html")
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8" if found else "text/plain; charset=utf-8")
            self.send_header("Content-Length", str(len(body) if found else 0))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            if found:
                self.wfile.write(body)

        def log_message(self, *_):
            pass

    try:
        return ThreadingHTTPServer((ADDRESS, port), OnePage)
    except OSError as fault:
        said = "is taken by another program" if fault.errno == errno.EADDRINUSE else f"cannot be used ({fault.strerror})"
        raise BadInput(said, f"port={port}", mend="name another port, such as port=8766") from None


def serve(text: str, port: int, screen) -> int:
    """Show a page until Ctrl-C; return 0."""
    with server(text, port) as running:
        screen.say(f"The page stands at http://{ADDRESS}:{running.server_port}/ on this computer alone. Ctrl-C ends it.")
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            screen.say("Stopped.")
    return 0


def mesa_words(port: int) -> list[str]:
    """Return the command that shows :mod:`experiments.page.mesa_page`.

    Raises
    ------
    BadInput : Solara is not installed, or the port is taken.
    """
    for library in ("solara", "altair"):
        extras.check(library, "ui", "Mesa's page")
    server("", port).server_close()
    page = Path(__file__).with_name("mesa_page.py")
    return [sys.executable, "-m", "solara", "run", str(page), "--host", ADDRESS, "--port", str(port), "--no-open", "--production"]


def serve_mesa(port: int, screen) -> int:
    """Show the model on Mesa's own page until Ctrl-C; return 0.

    Raises
    ------
    RunFailed : Mesa's page ended by itself.
    """
    running = subprocess.Popen(mesa_words(port))
    screen.say(f"Mesa's page stands at http://{ADDRESS}:{port}/ on this computer alone. Ctrl-C ends it.")
    try:
        code = running.wait()
    except KeyboardInterrupt:
        running.terminate()
        running.wait()
        screen.say("Stopped.")
        return 0
    raise RunFailed(f"Mesa's page ended with code {code}; its messages stand above.")
