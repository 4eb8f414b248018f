"""
Servers that start in a moment: ``python -m tests.load.forking`` with a port per line of its input.

Everything is imported once, and every server is a fork of that, whose process id is answered. What
is served and how is what ``solferol serve`` serves.
"""

import contextlib
import os
import signal
import sys

import uvicorn

from service.app import create_app
from service.places import zone_name
from service.settings import Settings


def serve(port):
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    uvicorn.run(
        create_app(Settings()), host="127.0.0.1", port=port, log_level="error", access_log=False
    )


def main():
    # Loads the map of time zones.
    zone_name(47.37, 8.54)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    children = []
    print("ready", flush=True)  # noqa: T201
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            status = 1
            try:
                serve(int(line))
                status = 0
            finally:
                os._exit(status)
        children.append(child)
        print(child, flush=True)  # noqa: T201
    for child in children:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


if __name__ == "__main__":
    main()
