"""The built site, as a browser without a connection shows it."""

import functools
import json
import re
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import sync_playwright

from tests.browsing import ARGUMENTS, DESKTOP, PHONE
from tests.conftest import need
from website.checking import faults_of
from website.reference import reference_pages
from website.staging import with_links_inside

PAGES = ("index.html", "tutorial/users.html", "reference/estimates.html", "science/validation.html")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *told):
        """Tell nothing of requests."""


@pytest.fixture(scope="module")
def site(root):
    folder = root / "build" / "site"
    need(folder.is_dir(), "the built site (make docs)")
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(timeout=10)


@pytest.fixture(scope="module")
def browser(chromium):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nothing_is_asked_of_another_host_and_no_page_is_wider_than_the_screen(site, browser, size):
    page = browser.new_page(viewport=size)
    asked, wrong = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    for name in PAGES:
        page.goto(f"{site}/{name}", wait_until="load")
        assert page.locator("h1").count() == 1
        pictures = page.locator("article img")
        for number in range(pictures.count()):
            picture = pictures.nth(number)
            picture.scroll_into_view_if_needed()
            assert picture.evaluate("each => each.decode().then(() => each.naturalWidth)") > 200
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.close()
    assert len(asked) > len(PAGES)
    assert [url for url in asked if not url.startswith((site, "data:", "blob:"))] == []
    assert wrong == []


def test_the_search_finds_a_word_without_a_connection(site, browser):
    page = browser.new_page(viewport=DESKTOP)
    page.goto(f"{site}/index.html", wait_until="load")
    page.keyboard.press("/")
    page.locator("input:focus").fill("calibrations disagree")
    page.get_by_text("Calibrations disagree").first.wait_for(timeout=10_000)
    page.close()


def test_the_reference_has_every_operation_and_every_example_of_one(root):
    contract = json.loads((root / "openapi" / "openapi.json").read_text())
    text = "".join(reference_pages(root / "openapi").values())
    for path, methods in contract["paths"].items():
        for method, operation in methods.items():
            assert f"## `{method.upper()} {path}`" in text
            for parameter in operation.get("parameters", []):
                assert f"| `{parameter['name']}`" in text
    for name in contract["components"]["schemas"]:
        assert f"## {name} {{ #" in text
    assert not re.search(r"'null'\]|\| (double|int64)\b", text), "types as generators read them"
    for example in (root / "openapi" / "examples").glob("*.json"):
        request = json.loads(example.read_text())["request"]
        if request["method"].lower() in contract["paths"].get(request["path"], {}):
            assert f'"{example.stem}: ' in text


@pytest.mark.parametrize(
    ("markup", "fault"),
    [
        ('<a href="nowhere.html">x</a>', "dead link: nowhere.html"),
        ('<a href="#nothing">x</a>', "dead link: #nothing"),
        ('<script src="https://cdn.test/x.js"></script>', "fetches https://cdn.test/x.js"),
        ('<img src="index.html">', "no alternative text: index.html"),
        ("<p>So:\n- one\n- two</p>", "stayed text: 'So:\\n- one\\n- two'"),
    ],
)
def test_what_a_reader_would_stumble_over_is_found(tmp_path, markup, fault):
    (tmp_path / "index.html").write_text(f"<html><body id='top'>{markup}</body></html>")
    assert faults_of(tmp_path) == [f"index.html: {fault}"]


def test_a_page_without_faults(tmp_path):
    page = "<p id='a'>x</p><a href='#a'>a</a><a href='https://elsewhere.test/'>b</a>"
    (tmp_path / "index.html").write_text(page)
    assert faults_of(tmp_path) == []


def test_links_out_of_the_folder_lead_to_what_the_site_has():
    assert with_links_inside("[a](../openapi/examples)", 0) == "[a](reference/index.md)"
    assert with_links_inside("[a](../../CHANGELOG.md)", 1) == "[a](../changelog.md)"
    assert with_links_inside("[a](docs/api.md#x)", 0) == "[a](api.md#x)"
