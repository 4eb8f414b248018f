"""Recorded bodies laid over our curve: the source's numbers at its times, our sun between them."""

import json
from datetime import UTC, date, datetime, timedelta

import httpx
import numpy as np
import pytest

from models.units import uv_index_from_irradiance
from service.clear_curve import clear_minutes
from service.forecast_fusion import fuse_forecasts
from service.places import civil_day, place_of
from service.providers.fetching import Fetcher
from service.providers.forecast import Cell, Forecast, Series
from service.providers.gate import Gate
from service.providers.met_norway import MetNorway
from service.providers.open_meteo_air_quality import OpenMeteoAirQuality
from service.questions import Environment, Spot

pytestmark = pytest.mark.anyio

DURHAM = "fixtures/open-meteo/airquality-uv-durham-nc-2026-09-24-unixtime.json"
DOCUMENTED = "fixtures/open-meteo/documented-airquality-uv-all-variables.json"
LONDON = "fixtures/met-norway/complete-london-uv.json"


async def read(adapter, body, cell, now):
    reply = httpx.MockTransport(lambda request: httpx.Response(200, content=body))
    async with httpx.AsyncClient(transport=reply) as client:
        fetcher = Fetcher(client, Gate("test", lambda: now), try_s=1.0)
        return await adapter(fetcher, "http://source.test").forecast(cell, None)


def laid_over(forecast, latitude, longitude, day):
    place = place_of(Spot(latitude, longitude))
    whole = civil_day(place, day)
    ends = whole.start.timestamp(), whole.end.timestamp()
    return fuse_forecasts(place, *ends, Environment(), (forecast,))


@pytest.fixture
async def clear_day(shared):
    days = date(2026, 9, 24), date(2026, 9, 25)
    now = datetime(2026, 9, 24, 18, tzinfo=UTC)
    cell = Cell(36.0, -78.9, *days)
    forecast = await read(OpenMeteoAirQuality, shared.body(DURHAM), cell, now)
    return forecast, laid_over(forecast, 36.0, -78.9, days[1])


async def test_the_hours_of_the_source_are_returned(clear_day):
    forecast, fused = clear_day
    series = forecast.of("uv_index", sky="all")
    curve = uv_index_from_irradiance(fused.light.erythemal)
    inside = (series.valid_from >= fused.clear.time[0]) & (series.value > 0.0)
    inside &= series.valid_from <= fused.clear.time[-1]
    assert np.count_nonzero(inside) == 11
    found = np.interp(series.valid_from[inside], fused.clear.time, curve)
    np.testing.assert_allclose(found, series.value[inside], rtol=0.01)


async def test_the_curve_is_highest_at_solar_noon(clear_day):
    _, fused = clear_day
    top = fused.clear.time[np.argmax(fused.light.erythemal)]
    noon = fused.clear.time[np.argmin(fused.clear.zenith)]
    assert abs(top - noon) <= 300.0


async def test_the_ratio_of_vitamin_d_follows_the_sun(clear_day):
    _, fused = clear_day
    lit = fused.clear.zenith < 80.0
    ratio = fused.light.vitamin_d[lit] / fused.light.erythemal[lit]
    zenith = fused.clear.zenith[lit]
    noon = np.argmin(zenith)
    assert np.all(np.diff(ratio[: noon + 1]) > -1e-6)
    assert np.all(np.diff(ratio[noon:]) < 1e-6)
    # Science notes: about 2.0 under a high sun, and at most half of that ten degrees above the
    # horizon.
    assert 1.85 < ratio[noon] < 2.0
    assert ratio[0] < 0.85
    # Morning and evening of one zenith are alike: what clouds do is nearly grey.
    for at in (75.0, 65.0, 55.0, 45.0):
        morning = np.interp(-at, -zenith[: noon + 1], ratio[: noon + 1])
        evening = np.interp(at, zenith[noon:], ratio[noon:])
        assert morning == pytest.approx(evening, rel=0.005)


async def test_a_clear_sky_beside_it_gives_the_ozone(shared):
    # The recorded clear hours with aerosol beside them, as the documented body has it.
    body = json.loads(shared.body(DOCUMENTED))
    day = date(2026, 9, 24)
    forecast = await read(
        OpenMeteoAirQuality, json.dumps(body).encode(), Cell(36.0, -78.9, day, day),
        datetime(2026, 9, 24, 18, tzinfo=UTC),
    )  # fmt: skip
    fused = laid_over(forecast, 36.0, -78.9, day)
    assert fused.air.ozone_source == "inverted_from_uv_index"
    # Fortuin and Kelder: 287 DU at 36° N in September; single days differ by 10 %.
    assert 260.0 < fused.air.ozone_du < 330.0
    noon = fused.clear.uv_index.max()
    assert noon == pytest.approx(6.35, rel=0.03)


async def test_met_norways_clear_sky_below_its_clouds(shared):
    now = datetime(2020, 7, 20, 11, 44, tzinfo=UTC)
    cell = Cell(51.5, -0.1, date(2020, 7, 20), date(2020, 7, 22))
    forecast = await read(MetNorway, shared.body(LONDON), cell, now)
    fused = laid_over(forecast, 51.5, -0.1, date(2020, 7, 21))
    clear, cover = forecast.of("uv_index", sky="clear"), forecast.of("cloud_cover")
    at = clear.valid_from == datetime(2020, 7, 21, 12, tzinfo=UTC).timestamp()
    (value,), (share,) = clear.value[at], cover.value[at]
    curve = uv_index_from_irradiance(fused.light.erythemal)
    found = float(np.interp(clear.valid_from[at][0], fused.clear.time, curve))
    # Long et al. 1996 by the cover of that hour.
    left = np.interp(share, (0.0, 3.5 / 8.0, 6.0 / 8.0, 1.0), (1.0, 0.89, 0.73, 0.31))
    assert found == pytest.approx(value * left, rel=0.01)


def hourly_means(curve):
    """Means of 60 minutes of a curve whose ends are both midnight."""
    return ((curve[:-1] + curve[1:]) / 2.0).reshape(-1, 60).mean(axis=1)


def test_means_of_an_hour_are_kept_as_means():
    place = place_of(Spot(36.0, -78.9))
    whole = civil_day(place, date(2026, 9, 25))
    ends = whole.start.timestamp(), whole.end.timestamp()
    begin = np.array([(whole.start + timedelta(hours=h)).timestamp() for h in range(24)])
    usual = clear_minutes(place, *ends, Environment())
    hourly = hourly_means(usual.uv_index)
    wanted = hourly * np.linspace(0.4, 1.0, len(hourly))
    forecast = Forecast(
        source="openweather",
        series=(Series("uv_index", begin, begin + 3600.0, wanted),),
        fetched_at=datetime(2026, 9, 25, tzinfo=UTC),
        attribution=("nobody",),
    )
    fused = fuse_forecasts(place, *ends, Environment(), (forecast,))
    curve = hourly_means(uv_index_from_irradiance(fused.light.erythemal))
    lit = wanted >= 0.3
    np.testing.assert_allclose(curve[lit], wanted[lit], rtol=0.01)
