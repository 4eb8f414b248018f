"""The command ``solferol`` in the process of the tests, asked over a socket."""

import contextlib
import io
import os
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from service.cli import main


class _Commands(BaseHTTPRequestHandler):
    """A body of folder and arguments, ended by NUL each, is run and its output answered."""

    def do_POST(self):
        length = int(self.headers["content-length"])
        folder, *arguments = self.rfile.read(length).decode().rstrip("\0").split("\0")
        told = io.StringIO()
        before = dict(os.environ)
        os.environ.update(self.server.environment)
        try:
            with contextlib.chdir(folder), contextlib.redirect_stdout(told):
                status = _run(arguments)
        finally:
            for name in self.server.environment:
                os.environ.pop(name)
            os.environ.update(before)
        self.send_response(200)
        self.send_header("x-exit", str(status))
        self.end_headers()
        self.wfile.write(told.getvalue().encode())

    def log_message(self, *told):
        """Tell nothing: what goes wrong is in the status."""


def _run(arguments):
    try:
        return main(arguments)
    except SystemExit as ended:
        return ended.code or 0


@contextlib.contextmanager
def commands(environment):
    """Run commands with settings of their own; the address to ask."""
    server = HTTPServer(("127.0.0.1", 0), _Commands)
    server.environment = environment
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join(timeout=10)
