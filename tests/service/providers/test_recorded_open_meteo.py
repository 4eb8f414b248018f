"""Open-Meteo's two forecasts: every recorded and documented body, and what its times mean."""

import json
from datetime import UTC, date, datetime

import httpx
import numpy as np
import pytest

from service.errors import ForecastUnavailable
from service.providers.fetching import Fetcher
from service.providers.forecast import Cell
from service.providers.gate import Gate
from service.providers.open_meteo_air_quality import OpenMeteoAirQuality
from service.providers.open_meteo_forecast import OpenMeteoForecast

pytestmark = pytest.mark.anyio

FOLDER = "fixtures/open-meteo"


async def read(adapter, body, place, now=datetime(2026, 9, 24, 18, tzinfo=UTC), seen=None):
    def answer(request):
        if seen is not None:
            seen.append(request)
        return httpx.Response(200, content=body)

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
        fetcher = Fetcher(client, Gate("test", lambda: now), try_s=1.0)
        cell = Cell(*place, now.date(), now.date())
        return await adapter(fetcher, "http://source.test").forecast(cell, None)


def at(year, month, day, hour):
    return datetime(year, month, day, hour, tzinfo=UTC).timestamp()


def value(series, when):
    (found,) = series.value[series.valid_from == when]
    return float(found)


async def test_recorded_durham(shared):
    body = shared.body(f"{FOLDER}/airquality-uv-durham-nc-2026-09-24-unixtime.json")
    forecast = await read(OpenMeteoAirQuality, body, (36.0, -78.9))
    series = forecast.of("uv_index", sky="all")
    assert series.kind == "instant"
    assert len(series.value) == 48
    assert value(series, at(2026, 9, 24, 16)) == 3.5
    assert value(series, at(2026, 9, 25, 17)) == 6.25
    assert value(series, at(2026, 9, 25, 5)) == 0.0
    # What was not asked for then is unknown, not zero.
    assert np.isnan(forecast.of("uv_index", sky="clear").value).all()
    assert np.isnan(forecast.of("aod_550").value).all()
    assert forecast.issued_at is None
    assert forecast.elevation_m == 143.0


async def test_documented_variables_and_ozone_at_the_ground_which_is_not_used(shared):
    body = shared.body(f"{FOLDER}/documented-airquality-uv-all-variables.json")
    forecast = await read(OpenMeteoAirQuality, body, (36.0, -78.9))
    assert value(forecast.of("uv_index", sky="all"), at(2026, 9, 24, 17)) == 2.85
    assert value(forecast.of("uv_index", sky="clear"), at(2026, 9, 24, 17)) == 6.35
    assert value(forecast.of("aod_550"), at(2026, 9, 24, 3)) == 0.12
    assert forecast.of("ozone_du") is None


async def test_beyond_the_horizon_there_are_nulls(shared):
    body = shared.body(f"{FOLDER}/documented-airquality-beyond-horizon-nulls.json")
    series = (await read(OpenMeteoAirQuality, body, (36.0, -78.9))).of("uv_index", sky="all")
    assert value(series, at(2026, 9, 30, 12)) == 0.3
    assert np.isnan(value(series, at(2026, 9, 30, 13)))
    assert np.count_nonzero(series.known) == 13


async def test_local_times_take_the_one_offset_of_the_body(shared):
    body = shared.body(f"{FOLDER}/airquality-beijing-2023-01-01-asia-shanghai.json")
    forecast = await read(OpenMeteoAirQuality, body, (39.9, 116.4))
    # Midnight at Shanghai, whose offset is eight hours.
    assert forecast.series[0].valid_from[0] == at(2022, 12, 31, 16)


async def test_a_body_with_no_hours_is_none(shared):
    for name in ("airquality-clearwater-fl-2026-09-25-current-nulls",
                 "forecast-uv-clearwater-fl-2026-09-25-current-daily",
                 "forecast-daily-uv-clear-sky-idaho-2025-07-28-gmt"):  # fmt: skip
        body = shared.body(f"{FOLDER}/{name}.json")
        for adapter in (OpenMeteoAirQuality, OpenMeteoForecast):
            with pytest.raises(ForecastUnavailable) as error:
                await read(adapter, body, (28.0, -82.8))
            assert error.value.failure == "provider_invalid_response"


async def test_forecast_uv_is_a_mean_of_the_preceding_hour_and_no_erythemal_index(shared):
    body = shared.body(f"{FOLDER}/forecast-uv-melbourne-2025-05-09-gmt.json")
    now = datetime(2025, 5, 9, 13, tzinfo=UTC)
    forecast = await read(OpenMeteoForecast, body, (-37.8, 144.9), now)
    assert forecast.of("uv_index") is None
    flux = forecast.of("uv_index", weighting="uvb", sky="all")
    assert flux.kind == "mean"
    # The row of 00:00 UTC says 2.05, of the hour that ends then.
    assert flux.value[0] == 2.05
    assert (flux.valid_from[0], flux.valid_to[0]) == (at(2025, 5, 8, 23), at(2025, 5, 9, 0))


async def test_after_hour_120_values_lag_another_hour(shared):
    body = shared.body(f"{FOLDER}/forecast-uv-newjersey-2025-12-28-14days-gmt.json")
    now = datetime(2025, 12, 28, 6, 30, tzinfo=UTC)
    forecast = await read(OpenMeteoForecast, body, (40.6, -74.4), now)
    flux = forecast.of("uv_index", weighting="uvb", sky="all")
    rows = json.loads(body)["hourly"]["uv_index"]
    # The run of 00 UTC; its hour 120 ends on 2 January at 00 UTC.
    assert flux.valid_to[120] == at(2026, 1, 2, 0)
    assert flux.valid_to[140] == at(2026, 1, 2, 20) - 3600.0
    assert flux.value[140] == rows[140]
    # Solar noon at 74.4° W in early January is 17:03 UTC: so placed, the days are even about it.
    for day in (9, 11, 12):
        inside = (flux.middle >= at(2025, 12, 28, 5) + day * 86400) & (
            flux.middle < at(2025, 12, 28, 5) + (day + 1) * 86400
        )
        weight, hour = flux.value[inside], (flux.middle[inside] - at(2025, 12, 28, 0)) / 3600 % 24
        if weight.max() > 1.0:
            # Clouds move the centre of a winter day by half an hour; the lag was a whole one.
            assert abs(np.average(hour, weights=weight) - 17.05) < 0.75, day


FORECASTS = [
    ("forecast-adelaide-2026-07-16", (-34.8, 138.6), at(2026, 7, 15, 14) + 1800),
    ("forecast-hourly-brasilia-2023-10-25", (-15.8, -47.9), None),
    ("forecast-newyork-2026-02-06", (40.8, -74.0), at(2026, 2, 6, 5)),
    ("forecast-toronto-2026-03-05-fahrenheit", (43.7, -79.4), at(2026, 3, 4, 5)),
    ("forecast-yosemite-2026-04-29", (37.7, -119.6), at(2026, 4, 29, 7)),
    ("archive-adelaide-2025-01-10", (-34.8, 138.6), at(2025, 1, 9, 14) + 1800),
    ("archive-brasilia-2022-12-29-hourly", (-15.8, -47.9), None),
    ("archive-ocean-2022-12-29", None, None),
]


@pytest.mark.parametrize(("name", "place", "first"), FORECASTS)
async def test_other_columns_are_ignored_and_ours_unknown(shared, name, place, first):
    body = shared.body(f"{FOLDER}/{name}.json")
    plain = json.loads(body)
    place = place or (plain["latitude"], plain["longitude"])
    forecast = await read(OpenMeteoForecast, body, place)
    cover = forecast.of("cloud_cover")
    assert len(cover.value) == len(plain["hourly"]["time"])
    assert np.isnan(forecast.of("snow_depth").value).all()
    assert forecast.elevation_m == plain["elevation"]
    local = datetime.fromisoformat(plain["hourly"]["time"][0]).replace(tzinfo=UTC)
    assert cover.valid_from[0] == local.timestamp() - plain["utc_offset_seconds"]
    if first is not None:
        assert cover.valid_from[0] == first


OTHERS = [
    "archive-adriatic-multi-location-2025-06-15.json", "archive-brasilia-2022-12-29-daily.json",
    "forecast-adriatic-multi.json", "forecast-current_weather-darwin-halfhour-offset.json",
    "forecast-daily-pacific-2022-12-29-etc-gmt9.json", "forecast-dresden-2026-05-01-current.json",
    "forecast-multi-cities-ecmwf-2024-01-26.json", "documented-streaming-error-tail.txt",
    *(f"documented-error-{name}.json" for name in (
        "400-apikey-invalid", "400-date-range", "400-latitude", "400-no-data", "400-timezone",
        "401-apikey", "429-concurrent", "429-daily", "429-hourly", "429-minutely",
        "503-overloaded",
    )),
]  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
async def test_lists_days_and_errors_are_no_forecast(shared, name):
    body = shared.body(f"{FOLDER}/{name}")
    for adapter in (OpenMeteoAirQuality, OpenMeteoForecast):
        with pytest.raises(ForecastUnavailable) as error:
            await read(adapter, body, (45.0, 14.0))
        assert error.value.failure in {"provider_invalid_response", "provider_wrong_place"}


CASSETTES = ["api_key", "dwd_icon", "general", "general_more_models", "general_one_model"]


@pytest.mark.parametrize("name", CASSETTES)
async def test_recorded_cassettes(shared, name):
    body = shared.body(f"{FOLDER}/vcr-{name}.json")
    forecast = await read(OpenMeteoForecast, body, (52.5, 13.4))
    assert len(forecast.of("cloud_cover").value) == len(json.loads(body)["hourly"]["time"])
    assert not forecast.of("cloud_cover").known.any()


async def test_every_body_of_open_meteo_is_tried_here(shared):
    named = {name for name, _, _ in FORECASTS} | {name.rsplit(".", 1)[0] for name in OTHERS}
    named |= {f"vcr-{name}" for name in CASSETTES}
    named |= {
        "airquality-uv-durham-nc-2026-09-24-unixtime", "documented-airquality-uv-all-variables",
        "documented-airquality-beyond-horizon-nulls", "forecast-uv-melbourne-2025-05-09-gmt",
        "airquality-beijing-2023-01-01-asia-shanghai", "forecast-tokyo-2026-07-19",
        "airquality-clearwater-fl-2026-09-25-current-nulls",
        "forecast-uv-clearwater-fl-2026-09-25-current-daily",
        "forecast-daily-uv-clear-sky-idaho-2025-07-28-gmt",
        "forecast-uv-newjersey-2025-12-28-14days-gmt",
    }  # fmt: skip
    there = {
        path.name.rsplit(".", 1)[0]
        for path in (shared.folder / FOLDER).iterdir()
        if not path.name.endswith(".source.txt")
    }
    assert there == named


async def test_tokyo(shared):
    body = shared.body(f"{FOLDER}/forecast-tokyo-2026-07-19.json")
    plain = json.loads(body)
    if "hourly" not in plain:
        with pytest.raises(ForecastUnavailable):
            await read(OpenMeteoForecast, body, (35.7, 139.7))
        return
    forecast = await read(OpenMeteoForecast, body, (35.7, 139.7))
    assert len(forecast.of("cloud_cover").value) == len(plain["hourly"]["time"])


def small(**changes):
    hourly = {
        "time": [1790272800, 1790276400], "uv_index": [1.0, None], "cloud_cover": [50, 120],
        "uv_index_clear_sky": [2.0, 2.5], "shortwave_radiation": [100.0, 200.0],
        "snow_depth": [0.0, 0.1], "aerosol_optical_depth": [0.1, 0.2],
    }  # fmt: skip
    frame = {"latitude": 36.1, "longitude": -78.9, "utc_offset_seconds": 0}
    return json.dumps(frame | {"hourly": hourly | changes}).encode()


async def test_what_is_asked_for():
    seen = []
    await read(OpenMeteoForecast, small(), (36.04, -78.9), seen=seen)
    query = dict(seen[0].url.params)
    assert (query["latitude"], query["longitude"]) == ("36.0", "-78.9")
    assert (query["timezone"], query["timeformat"]) == ("GMT", "unixtime")
    assert set(query["hourly"].split(",")) == {
        "uv_index", "uv_index_clear_sky", "cloud_cover", "shortwave_radiation", "snow_depth",
    }  # fmt: skip
    assert (query["start_date"], query["end_date"]) == ("2026-09-24", "2026-09-24")


async def test_percent_become_shares_and_nonsense_unknown():
    forecast = await read(OpenMeteoForecast, small(), (36.0, -78.9))
    np.testing.assert_array_equal(forecast.of("cloud_cover").value, [0.5, np.nan])
    radiation = forecast.of("shortwave")
    assert radiation.kind == "mean"
    assert (radiation.valid_to - radiation.valid_from == 3600.0).all()


@pytest.mark.parametrize(
    ("changes", "failure"),
    [
        ({"time": [1790276400, 1790272800]}, "provider_invalid_response"),
        ({"time": [1790272800, "2026-09-24T19:00"]}, "provider_invalid_response"),
        ({"time": ["2026-09-24T18:00Z", "2026-09-24T19:00Z"]}, "provider_invalid_response"),
        ({"time": []}, "provider_invalid_response"),
        ({"uv_index": [1.0]}, "provider_invalid_response"),
        ({"uv_index": ["much", 1.0]}, "provider_invalid_response"),
    ],
)
async def test_bodies_that_contradict_themselves(changes, failure):
    for adapter in (OpenMeteoAirQuality, OpenMeteoForecast):
        with pytest.raises(ForecastUnavailable) as error:
            await read(adapter, small(**changes), (36.0, -78.9))
        assert error.value.failure == failure


@pytest.mark.parametrize(
    ("first", "last", "cams", "clouds"),
    [
        (date(2026, 6, 12), date(2026, 6, 13), True, True),
        (date(2026, 6, 18), date(2026, 6, 18), False, True),
        (date(2026, 6, 28), date(2026, 6, 28), False, False),
        (date(2026, 3, 1), date(2026, 3, 2), True, False),
        (date(2022, 7, 30), date(2022, 7, 31), False, False),
    ],
)
def test_how_far_each_reaches(first, last, cams, clouds):
    today, cell = date(2026, 6, 12), Cell(52.5, 13.4, first, last)
    found = [
        adapter(None, "http://source.test").available(cell, today) is not None
        for adapter in (OpenMeteoAirQuality, OpenMeteoForecast)
    ]
    assert found == [cams, clouds]
