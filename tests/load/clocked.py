"""
``solferol serve`` by a clock that can be set: ``python -m tests.load.clocked`` with file and port.

The file has two numbers: by how many seconds the clock is ahead, and how many times as fast as
true time it runs.
"""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from service.app import create_app
from service.computing import suit_the_interpreter
from service.connections import Patience
from service.logs import configure
from service.serving import serve
from service.settings import Settings


def clock_of(path):
    begun = time.time()

    def now():
        ahead, rate = (float(number) for number in path.read_text().split())
        return datetime.fromtimestamp(begun + (time.time() - begun) * rate + ahead, UTC)

    return now


def main():
    path, port = sys.argv[1:]
    settings = Settings()
    configure(settings.log_format, settings.log_level)
    app = create_app(settings, now=clock_of(Path(path)))
    suit_the_interpreter()
    sys.exit(serve(app, "127.0.0.1", int(port), settings.drain_s, Patience()))


if __name__ == "__main__":
    main()
