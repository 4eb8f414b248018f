"""The page with a forecast, and with one that cannot be had."""

import asyncio
import threading
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.browsing import PHONE, ask, open_all, served
from tests.upstream import Upstream, cams, clear_day, summer_day, urls_of


@contextmanager
def provider(body, status=200):
    """Answer as a source of forecasts, from a thread of its own."""
    ready, there = threading.Event(), {}

    async def run():
        async with Upstream() as running:
            running.serve(body, status)
            there.update(url=running.url, loop=asyncio.get_running_loop(), end=asyncio.Event())
            ready.set()
            await there["end"].wait()

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    assert ready.wait(10)
    yield there["url"]
    there["loop"].call_soon_threadsafe(there["end"].set)
    thread.join(timeout=10)


@pytest.fixture
def address(request):
    """A service whose only source of forecasts answers so."""
    with (
        provider(*request.param) as url,
        served(uv_providers=("open_meteo",), **urls_of(url)) as where,
    ):
        yield where


CLOUDED = (cams(summer_day, clear=clear_day),)
DOWN = (b"", 503)
NONSENSE = (cams(lambda _: 9999.0),)


@pytest.mark.parametrize("address", [CLOUDED], indirect=True, ids=["forecast"])
def test_a_forecast_stands_beside_the_clear_sky(open_page, screenshot):
    page = open_page(PHONE)
    ask(page, when="2026-06-12T13:00")
    expect(page.locator(".day path.clear")).to_have_count(1)
    expect(page.locator(".day figcaption")).to_contain_text("UV as expected")
    expect(page.locator("#reading")).to_contain_text("clear sky")
    expect(page.locator(".notice")).to_have_count(0)
    open_all(page)
    expect(page.locator("#answer")).to_contain_text("Forecast of CAMS by Open-Meteo")
    expect(page.locator("#answer")).to_contain_text("Copernicus")
    screenshot(page, "forecast-360")


@pytest.mark.parametrize("address", [DOWN], indirect=True, ids=["down"])
def test_without_a_forecast_it_is_said_what_that_means(open_page, screenshot):
    page = open_page(PHONE)
    ask(page, when="2026-06-12T13:00")
    notice = page.locator(".notice")
    expect(notice).to_contain_text("No forecast at the moment")
    expect(notice).to_contain_text("vitamin D takes longer than said here; the limit holds")
    expect(page.locator(".tile.limit .value")).to_contain_text("min")
    expect(page.locator(".day path.clear")).to_have_count(0)
    screenshot(page, "provider-down-360")


@pytest.mark.parametrize("address", [NONSENSE], indirect=True, ids=["nonsense"])
def test_impossible_values_are_not_kept_quiet(open_page, address):
    page = open_page(PHONE)
    ask(page, when="2026-06-12T13:00")
    expect(page.locator(".notice")).to_contain_text("impossible and were dropped")
    query = {"latitude": 52.52, "longitude": 13.41, "time": "2026-06-12T13:00:00+02:00"}
    # Its aerosol is possible, and used.
    sky = {"uv_source": "clear_sky", "aod_550": 0.12}
    clear = page.request.get(f"{address}/v1/uv", params=query | sky).json()
    expected = f"{clear['uv']['uv_index']:.1f}"
    expect(page.locator(".tile.sun .value")).to_have_text(expected)
