"""
The page as an application: manifest, icons, service worker and the page without a connection.

The icons are icon.svg on a ground of #fff3d6, drawn at their sizes by Chromium (a screenshot with
``omit_background``): at 82 % of a square with corners rounded by 7/32, the maskable one at 70 % and
the one for Apple at 80 % of a whole square; then reduced to 64 colours or fewer.
"""

import json
import re
import shutil
import struct

import httpx
import pytest

from service.app import create_app
from service.routes.installable import kept_files, version_of
from service.settings import Settings
from service.web.templates import STATIC

pytestmark = pytest.mark.anyio

MOST_OF_AN_ICON_BYTES = 12_000
MOST_OF_THE_PAGE_BYTES = 150_000
LANGUAGES = ["en", "de", "es", "fr"]


@pytest.fixture
async def below_sun(now):
    """Client of a service that a proxy shows below /sun."""
    app = create_app(Settings(uv_providers=(), geocoding=False), now=lambda: now)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app, root_path="/sun")
        async with httpx.AsyncClient(transport=transport, base_url="http://solferol.test") as http:
            yield http


def constants(worker):
    """What the server wrote before the service worker."""
    written = re.findall(r"^const (VERSION|ROOT|ASSETS) = (.*);$", worker, re.MULTILINE)
    return {name: json.loads(value) for name, value in written}


def size_of(png):
    """Width and height by the header of a PNG (ISO/IEC 15948, 11.2.2)."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


async def test_the_manifest_has_what_browsers_ask_for(client):
    response = await client.get("/manifest.webmanifest")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/manifest+json"
    assert "max-age" in response.headers["cache-control"]
    assert response.headers["vary"].startswith("accept-language, cookie")
    manifest = response.json()
    assert manifest["name"].startswith("Solferol")
    assert manifest["short_name"] == "Solferol"
    assert manifest["description"]
    assert manifest["lang"] == "en-GB"
    assert manifest["display"] == "standalone"
    assert manifest["id"] == manifest["start_url"] == manifest["scope"] == "/"
    for colour in ("background_color", "theme_color"):
        assert re.fullmatch("#[0-9a-f]{6}", manifest[colour])
    for shortcut in manifest["shortcuts"]:
        assert (await client.get(shortcut["url"])).status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_manifest_speaks_the_language_of_the_page(client, language):
    page = (await client.get("/", headers={"accept-language": language})).text
    (address,) = re.findall(r'<link rel="manifest" href="([^"]*)"', page)
    # Browsers ask for manifests without cookies.
    response = await client.get(address, headers={"accept-language": "nl"})
    assert response.json()["lang"].startswith(language)
    assert "set-cookie" not in response.headers


async def test_icons_have_the_sizes_they_claim(client):
    manifest = (await client.get("/manifest.webmanifest")).json()
    purposes = set()
    for icon in manifest["icons"]:
        response = await client.get(icon["src"])
        assert response.headers["content-type"].startswith(icon["type"])
        assert len(response.content) < MOST_OF_AN_ICON_BYTES
        purposes.add((icon["sizes"], icon["purpose"]))
        if icon["type"] == "image/png":
            assert "{}x{}".format(*size_of(response.content)) == icon["sizes"]
    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} <= purposes


async def test_the_page_names_manifest_colours_and_the_icon_of_apple(client):
    page = (await client.get("/")).text
    (address,) = re.findall(r'<link rel="apple-touch-icon" href="([^"]*)"', page)
    assert size_of((await client.get(address)).content) == (180, 180)
    colours = re.findall(r'media="\(prefers-color-scheme: (\w+)\)" content="(#\w+)"', page)
    style = (STATIC / "style.css").read_text()
    assert [scheme for scheme, _ in colours] == ["light", "dark"]
    # The bar around the page has the colour of the page.
    assert all(f"--ground: {colour};" in style for _, colour in colours)
    manifest = (await client.get("/manifest.webmanifest")).json()
    assert manifest["theme_color"] == manifest["background_color"] == dict(colours)["light"]


async def test_the_service_worker_and_everything_it_keeps(client):
    response = await client.get("/sw.js")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/javascript")
    assert response.headers["cache-control"] == "no-cache"
    assert "worker-src 'self'" in response.headers["content-security-policy"]
    told = constants(response.text)
    assert told["ROOT"] == ""
    assert {"/assets/style.css", "/assets/page.js", "/assets/offline.js"} <= set(told["ASSETS"])
    for address in [*told["ASSETS"], "/offline"]:
        assert (await client.get(address)).status_code == 200, address


async def test_everything_that_a_page_loads_is_kept(client):
    kept = constants((await client.get("/sw.js")).text)["ASSETS"]
    for path in ("/", "/offline"):
        page = (await client.get(path)).text
        loaded = re.findall(r'<script src="([^"]*)"|rel="(?:stylesheet|icon)" href="([^"]*)"', page)
        assert len(loaded) >= 3
        assert {script or other for script, other in loaded} <= set(kept)


async def test_all_that_is_loaded_and_kept_is_light(client):
    told = constants((await client.get("/sw.js")).text)
    responses = [await client.get(path) for path in ["/", "/offline", *told["ASSETS"]]]
    assert sum(each.num_bytes_downloaded for each in responses) < MOST_OF_THE_PAGE_BYTES


async def test_addresses_have_the_root_path(below_sun):
    manifest = (await below_sun.get("/sun/manifest.webmanifest")).json()
    assert manifest["id"] == manifest["start_url"] == manifest["scope"] == "/sun/"
    addresses = [each["src"] for each in manifest["icons"]]
    addresses += [each["url"] for each in manifest["shortcuts"]]
    told = constants((await below_sun.get("/sun/sw.js")).text)
    assert told["ROOT"] == "/sun"
    page = (await below_sun.get("/sun/offline")).text
    addresses += re.findall(r'(?:href|src)="(/[^"]*)"', page)
    for address in addresses + told["ASSETS"]:
        assert address.startswith("/sun/")
        assert (await below_sun.get(address)).status_code == 200, address


async def test_the_page_without_a_connection_speaks_by_itself(client):
    response = await client.get("/offline")
    assert response.headers["content-type"].startswith("text/html")
    # Without JavaScript it says that there is nothing, and shows no empty frame.
    assert "No answer is kept in this browser." in response.text
    assert re.search(r'<section id="kept"[^>]* hidden>', response.text)


async def test_the_worker_differs_by_language(client):
    versions = set()
    for language in LANGUAGES:
        worker = (await client.get("/sw.js", headers={"accept-language": language})).text
        versions.add(constants(worker)["VERSION"])
    assert len(versions) == len(LANGUAGES)
    again = (await client.get("/sw.js", headers={"accept-language": "de"})).text
    assert constants(again)["VERSION"] in versions


@pytest.mark.parametrize("name", ["style.css", "sw.js", "icon-192.png"])
def test_any_change_is_another_version(tmp_path, name):
    static = tmp_path / "static"
    shutil.copytree(STATIC, static)

    def version(page=b"page"):
        return version_of([static / "sw.js", *kept_files(static)], page)

    before = version()
    assert version() == before != version(b"other page")
    (static / name).write_bytes((static / name).read_bytes() + b" ")
    assert version() != before


def test_a_file_that_comes_along_is_kept(tmp_path):
    for name in ("new.js", "new.css", "sw.js", "documentation.js", "icon-512.png"):
        (tmp_path / name).touch()
    assert [path.name for path in kept_files(tmp_path)] == ["new.css", "new.js"]


async def test_they_are_no_part_of_the_contract(client):
    paths = (await client.get("/openapi.json")).json()["paths"]
    assert not {"/manifest.webmanifest", "/sw.js", "/offline"} & set(paths)
