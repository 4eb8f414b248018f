"""The page in a browser: a server of its own, sizes of screens, and how a question is asked."""

import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime

import uvicorn

from service.app import create_app
from service.settings import Settings

NOW = datetime(2026, 6, 12, 10, tzinfo=UTC)
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE, TABLET, DESKTOP = (
    {"width": 360, "height": 740}, {"width": 820, "height": 1180}, {"width": 1280, "height": 900},
)  # fmt: skip
BIGGEST = {"width": 3840, "height": 2160}


@contextmanager
def served(now=lambda: NOW, **settings):
    """Run the whole application on a port of its own."""
    usual = {"uv_providers": (), "geocoding": False, "rate_limit_per_minute": 0}
    app = create_app(Settings(**(usual | settings)), now=now)
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", ws="none")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=10)


def fill(page, city="Berlin, Germany", when="2026-06-21T12:30", clothing="t_shirt_shorts", skin=2):
    """Fill in what a question needs."""
    page.locator("#city").fill(city)
    page.locator("#when").fill(when)
    page.locator(f"#skin_type-{skin}").check()
    page.locator(f"#clothing-{clothing}").check()


def open_all(page):
    """Unfold everything that is folded."""
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")


def ask(page, button="#ask button.primary", **answers):
    """Ask a question and wait for the answer, or for what is wrong with it."""
    fill(page, **answers)
    page.locator(button).first.click()
    page.locator("#result #headline, #result #errors").first.wait_for()
