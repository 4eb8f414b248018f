import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from service import geocoding
from service.errors import ForecastUnavailable
from service.found_places import FoundPlace
from service.geocoding import Gazetteer
from service.providers.open_meteo_geocoding import OpenMeteoGeocoding
from tests.service.providers.serving_bodies import Answer, serving

pytestmark = pytest.mark.anyio

START = datetime(2026, 6, 12, 10, tzinfo=UTC)
BERGEN = FoundPlace(
    "Bergen", 60.39299, 5.32415, 12.0, "Europe/Oslo", "Norway", "NO", "Vestland", 213585
)


class Clock:
    def __init__(self):
        self.time = START

    def __call__(self):
        return self.time


class Online:
    """A search that answers or fails as it is told, and counts."""

    attribution = ("Places by somebody",)

    def __init__(self, *places, error=None, delay_s=0.0):
        self.places, self.error, self.delay_s = places, error, delay_s
        self.asked = []

    async def search(self, name, count, language):
        self.asked.append((name, count, language))
        await asyncio.sleep(self.delay_s)
        if self.error is not None:
            raise self.error
        return self.places


@pytest.fixture
def clock():
    return Clock()


async def test_online_first(clock):
    found = await Gazetteer(Online(BERGEN), clock).find("Bergen", 10, "en")
    assert found.places == (BERGEN,)
    assert (found.source, found.quality_flags) == ("open_meteo_geocoding", ())
    assert found.attribution == ("Places by somebody",)


async def test_the_embedded_list_where_nothing_is_set_up(clock):
    found = await Gazetteer(None, clock).find("bergen", 10, "en")
    (bergen,) = found.places
    assert (bergen.name, bergen.country, bergen.timezone) == ("Bergen", "Norway", "Europe/Oslo")
    assert (found.source, found.quality_flags) == ("embedded", ("embedded_places",))
    assert found.attribution == ()


@pytest.mark.parametrize(
    "error",
    [ForecastUnavailable("provider_rate_limited", "status 429"), TimeoutError(), KeyError("name")],
)
async def test_the_embedded_list_whatever_fails(clock, error, caplog):
    found = await Gazetteer(Online(error=error), clock).find("bergen", 10, "en")
    assert [place.name for place in found.places] == ["Bergen"]
    assert found.source == "embedded"
    assert found.quality_flags == ("geocoder_unavailable", "embedded_places")
    assert "bergen" not in caplog.text.casefold()


async def test_no_longer_than_two_and_a_half_seconds(clock, monkeypatch):
    assert geocoding._LONGEST_WAIT_S == 2.5
    monkeypatch.setattr(geocoding, "_LONGEST_WAIT_S", 0.01)
    async with asyncio.timeout(1.0):
        found = await Gazetteer(Online(BERGEN, delay_s=5.0), clock).find("bergen", 10, "en")
    assert found.quality_flags == ("geocoder_unavailable", "embedded_places")


async def test_who_gives_up_waiting_is_not_answered_from_the_list(clock):
    task = asyncio.create_task(Gazetteer(Online(delay_s=5.0), clock).find("bergen", 10, "en"))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_nothing_found_is_an_answer(clock):
    online = Online()
    for _ in range(2):
        found = await Gazetteer(online, clock).find("Bergen", 10, "en")
        assert (found.places, found.source) == ((), "open_meteo_geocoding")
        assert found.quality_flags == ()
    nothing = await Gazetteer(None, clock).find("Atlantis", 10, "en")
    assert (nothing.places, nothing.source) == ((), "embedded")


async def test_zone_and_height_are_filled_in(clock):
    bare = FoundPlace("Somewhere", 27.80, 86.71)
    (place,) = (await Gazetteer(Online(bare), clock).find("x", 10, "en")).places
    assert place.timezone == "Asia/Kathmandu"
    assert place.elevation_m > 2500
    assert (place.country, place.country_code, place.population) == (None, None, None)


async def test_what_the_source_tells_is_kept(clock):
    odd = FoundPlace("Odd", 60.39, 5.32, 0.0, "Europe/Stockholm")
    (place,) = (await Gazetteer(Online(odd), clock).find("x", 10, "en")).places
    assert (place.elevation_m, place.timezone) == (0.0, "Europe/Stockholm")


async def test_no_more_than_asked_for(clock):
    for online in (Online(*[BERGEN] * 5), None):
        found = await Gazetteer(online, clock).find("Port", 2, "en")
        assert len(found.places) == 2


async def test_a_day_in_the_cache(clock):
    online = Online(BERGEN)
    gazetteer = Gazetteer(online, clock)
    for hours, calls in [(0, 1), (1, 1), (23.99, 1), (24, 2), (47, 2)]:
        clock.time = START + timedelta(hours=hours)
        assert (await gazetteer.find("Bergen", 10, "en")).places == (BERGEN,)
        assert len(online.asked) == calls


async def test_other_questions_are_other_entries(clock):
    online = Online(BERGEN)
    gazetteer = Gazetteer(online, clock)
    for question in [("Bergen", 10, "en"), ("Bergen", 5, "en"), ("Bergen", 10, "de")]:
        await gazetteer.find(*question)
    assert len(online.asked) == 3
    await gazetteer.find("BERGEN", 10, "en")
    assert len(online.asked) == 3


async def test_failures_are_not_kept(clock):
    online = Online(BERGEN, error=TimeoutError())
    gazetteer = Gazetteer(online, clock)
    assert (await gazetteer.find("Bergen", 10, "en")).source == "embedded"
    online.error = None
    assert (await gazetteer.find("Bergen", 10, "en")).source == "open_meteo_geocoding"


async def test_the_search_least_lately_asked_for_goes_first(clock, monkeypatch):
    assert geocoding._MOST_KEPT == 1024
    monkeypatch.setattr(geocoding, "_MOST_KEPT", 2)
    online = Online(BERGEN)
    gazetteer = Gazetteer(online, clock)
    for name in ("a", "b", "a", "c", "a"):
        await gazetteer.find(name, 10, "en")
    assert [name for name, *_ in online.asked] == ["a", "b", "c"]
    await gazetteer.find("b", 10, "en")
    assert [name for name, *_ in online.asked] == ["a", "b", "c", "b"]


async def test_what_was_asked_for_anew_is_the_latest_again(clock, monkeypatch):
    monkeypatch.setattr(geocoding, "_MOST_KEPT", 2)
    online = Online(BERGEN)
    gazetteer = Gazetteer(online, clock)
    await gazetteer.find("a", 10, "en")
    await gazetteer.find("b", 10, "en")
    clock.time += timedelta(hours=25)
    for name in ("a", "c", "a"):
        await gazetteer.find(name, 10, "en")
    assert [name for name, *_ in online.asked] == ["a", "b", "a", "c"]


async def test_through_the_adapter(clock, shared):
    answer = Answer(shared.body("fixtures/open-meteo-geocoding/search-vodice-slovenia.json"))
    async with serving(OpenMeteoGeocoding, answer) as (online, requests):
        gazetteer = Gazetteer(online, clock)
        for _ in range(2):
            found = await gazetteer.find("Vodice", 10, "en")
    (vodice,) = found.places
    assert (vodice.timezone, vodice.elevation_m, vodice.population) == (
        "Europe/Ljubljana", 338.0, 1589,
    )  # fmt: skip
    assert found.attribution == OpenMeteoGeocoding.attribution
    assert len(requests) == 1
