"""What every test in a browser needs: the server, Chromium, pages that must not complain."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.browsing import ARGUMENTS, DESKTOP, served
from tests.conftest import need

AXE = Path(".venv/axe-core/node_modules/axe-core/axe.min.js")
ARTEFACTS = Path(os.environ.get("SCREENSHOTS", "build/screenshots"))


@pytest.fixture(scope="module")
def address():
    with served() as where:
        yield where


@pytest.fixture(scope="module")
def browser(chromium):
    # No longer than for one module: Playwright's loop would stand in the way of other tests.
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def tolerated():
    """What a page may complain of; a module whose pages lose their connection says more."""
    return ("422", "Service Worker registration blocked by Playwright", "ERR_ABORTED")


@pytest.fixture
def open_page(browser, address, tolerated):
    """Open a page; none may complain in the console, fail a request or leave this host."""
    contexts, trouble = [], []

    def opened(viewport=DESKTOP, path="/", **options):
        context = browser.new_context(
            **{"viewport": viewport, "locale": "en-GB", "service_workers": "block"} | options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: trouble.append(message.text))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("requestfailed", lambda request: trouble.append(failure(request)))
        page.on("request", lambda request: trouble.append(leaving(request, address)))
        page.goto(address + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    unexpected = [text for text in trouble if text and not any(part in text for part in tolerated)]
    assert unexpected == []


def failure(request):
    return f"{request.url}: {request.failure}"


def leaving(request, address):
    inside = request.url.startswith((address, "data:", "blob:"))
    return None if inside else f"left this host: {request.url}"


@pytest.fixture(scope="session")
def axe_source():
    need(AXE.exists(), "axe-core (make .venv/axe)")
    return AXE.read_text()


@pytest.fixture(scope="session")
def figure():
    """Keep a figure that was measured as an artefact of the run."""

    def told(text):
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        with (ARTEFACTS / "figures.txt").open("a") as file:
            file.write(f"{text}\n")

    return told


@pytest.fixture(scope="session")
def screenshot():
    """Keep a picture of a page as an artefact of the run."""

    def taken(page, name):
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True)

    return taken
