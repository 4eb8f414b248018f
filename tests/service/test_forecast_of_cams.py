"""A forecast of CAMS over real sockets on loopback: what it does to an answer."""

import asyncio
import json
from datetime import UTC, datetime

import numpy as np
import pytest

from tests.upstream import Upstream, cams, summer_day

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 6, 12, 11, 0, tzinfo=UTC)
ASKED = {
    "location": {"latitude": 52.52, "longitude": 13.41},
    "start": "2026-06-12T13:00:00+02:00",
    "skin": {"fitzpatrick": 2},
    # Nobody else is asked, so that nobody else can help.
    "uv_source": "open_meteo_cams",
}
LONGEST_ANSWER_S = 4.0


@pytest.fixture
async def server():
    async with Upstream() as running:
        yield running


async def answer_of(application, server, asked=ASKED):
    async with (
        application(
            uv_providers=("open_meteo",), open_meteo_air_quality_url=server.url, now=NOON
        ) as client,
        asyncio.timeout(LONGEST_ANSWER_S),
    ):
        response = await client.post("/v1/estimates", json=asked)
    assert response.status_code == 200, response.text
    return response.json()


async def test_a_forecast_sets_the_magnitude(application, server):
    server.serve(cams(summer_day))
    answer = await answer_of(application, server)
    # The start is one of the provider's own instants, so our curve returns its value.
    assert answer["uv"]["uv_index"] == pytest.approx(summer_day(11), abs=0.005)
    provenance = answer["provenance"]
    assert provenance["uv_source"] == "open_meteo_cams"
    assert provenance["sky"] == "all_sky"
    assert provenance["aod"] == {"value": 0.12, "source": "open_meteo_cams"}
    assert provenance["issued_at_reason"] == "not_published"
    assert provenance["fetched_at"] == "2026-06-12T13:00:00+02:00"
    assert provenance["quality_flags"] == []
    assert any("Open-Meteo" in line for line in answer["attribution"])
    assert any("Copernicus" in line for line in answer["attribution"])


async def test_what_is_asked_of_the_provider(application, server):
    server.serve(cams(summer_day))
    await answer_of(application, server)
    (query,) = server.queries
    assert query["timezone"] == ["GMT"]
    assert query["timeformat"] == ["unixtime"]
    # A tenth of a degree leaves the service, never more.
    assert (query["latitude"], query["longitude"]) == (["52.5"], ["13.4"])
    # All days around now at once, so that one call serves every question about the place.
    assert (query["start_date"], query["end_date"]) == (["2026-06-11"], ["2026-06-17"])
    assert server.requests[0].split()[1].startswith("/v1/air-quality?")
    assert "user-agent: solferol/" in server.requests[0].lower()


async def test_a_cell_is_asked_for_once(application, server):
    server.serve(cams(summer_day))
    settings = {"uv_providers": ("open_meteo",), "open_meteo_air_quality_url": server.url}
    async with application(**settings, now=NOON) as client:
        await asyncio.gather(*(client.post("/v1/estimates", json=ASKED) for _ in range(10)))
        near = {**ASKED, "location": {"latitude": 52.48, "longitude": 13.37}}
        await client.post("/v1/estimates", json=near)
    assert len(server.requests) == 1


async def test_a_forecast_above_climatology_is_believed(application, server):
    # Made up after 180 DU over Ushuaia on 10 October: 6.8 at noon, climatology gives 2.8.
    def hole(hour):
        return round(6.8 * np.sin((hour - 9.5) * np.pi / 14) ** 3, 2) if 10 <= hour <= 23 else 0.0

    asked = ASKED | {
        "location": {"latitude": -54.8, "longitude": -68.3, "elevation_m": 0},
        "start": "2026-10-10T13:00:00-03:00",
    }
    answer = json.loads(cams(hole, where=(-54.8, -68.4)))
    shift = 120 * 86400
    answer["hourly"]["time"] = [t + shift for t in answer["hourly"]["time"]]
    server.serve(json.dumps(answer).encode())
    settings = {"uv_providers": ("open_meteo",), "open_meteo_air_quality_url": server.url}
    now = datetime(2026, 10, 10, 16, tzinfo=UTC)
    async with application(**settings, now=now) as client:
        found = (await client.post("/v1/estimates", json=asked)).json()
    assert found["provenance"]["uv_source"] == "open_meteo_cams"
    assert found["uv"]["uv_index"] == pytest.approx(hole(16), abs=0.01)
    assert found["uv"]["uv_index"] > 1.8 * found["uv"]["uv_index_clear_sky"]
    assert found["burn"]["minutes"]["central"] < 30


@pytest.mark.parametrize("ozone_du", [300, 400, 600])
async def test_ozone_that_the_client_gives_does_not_weaken_a_forecast(
    application, server, ozone_du
):
    server.serve(cams(lambda hour: round(1.4 * summer_day(hour), 2)))
    given = ASKED | {"environment": {"ozone_du": ozone_du}}
    answer = await answer_of(application, server, given)
    assert answer["uv"]["uv_index"] == pytest.approx(1.4 * summer_day(11), abs=0.01)
    assert "provider_values_rejected" not in answer["provenance"]["quality_flags"]


async def test_the_last_day_of_the_forecast_in_the_midnight_sun(application, server):
    server.serve(cams(summer_day))
    north = {"location": {"latitude": 78.2, "longitude": 15.6}, "start": "2026-06-17T12:00:00Z"}
    await answer_of(application, server, ASKED | north)
    (query,) = server.queries
    assert query["end_date"] == ["2026-06-17"]


async def test_snow_that_the_client_names_brightens_a_forecast(application, server):
    server.serve(cams(summer_day))
    grass = await answer_of(application, server, ASKED | {"environment": {"surface": "grass"}})
    snow = await answer_of(application, server, ASKED | {"environment": {"surface": "fresh_snow"}})
    # (1 - 0.05 S) / (1 - 0.88 S) with the sky's reflectance S of 0.38-0.40: libRadtran has 1.40 for
    # an albedo of 0.8 without aerosol; here there is some.
    assert 1.44 < snow["uv"]["uv_index"] / summer_day(11) < 1.51
    assert grass["uv"]["uv_index"] == pytest.approx(summer_day(11), abs=0.005)
    assert snow["burn"]["minutes"]["central"] < grass["burn"]["minutes"]["central"]
    assert snow["verdict"]["limit_minutes"] < grass["verdict"]["limit_minutes"]


async def test_the_full_address_of_the_endpoint_is_understood(application, server):
    server.serve(cams(summer_day))
    server.url += "/v1/air-quality"
    answer = await answer_of(application, server)
    assert answer["provenance"]["uv_source"] == "open_meteo_cams"
    assert server.requests[0].split()[1].startswith("/v1/air-quality?")


async def test_the_aerosol_of_a_forecast_dims_the_clear_sky(application, server):
    found = {}
    for aod in (0.05, 0.6, None, -1.0):
        hazy = json.loads(cams(summer_day))
        hazy["hourly"]["aerosol_optical_depth"] = [aod] * 48
        # With a clear sky of its own, ozone would explain what aerosol does here.
        hazy["hourly"]["uv_index_clear_sky"] = [None] * 48
        server.serve(json.dumps(hazy).encode())
        found[aod] = await answer_of(application, server)
    clear = {aod: answer["uv"]["uv_index_clear_sky"] for aod, answer in found.items()}
    # Radiative transfer (libRadtran, zenith 30°): 0.1 takes 3-4 %, so 0.55 more takes 13-22 %.
    assert 0.78 < clear[0.6] / clear[0.05] < 0.87
    # The forecast's UV index holds its aerosol already.
    assert found[0.6]["uv"]["uv_index"] == pytest.approx(found[0.05]["uv"]["uv_index"], abs=0.01)
    for useless in (None, -1.0):
        assert found[useless]["provenance"]["aod"]["source"] == "climatology"


async def test_the_clear_sky_of_a_forecast_tells_clouds_from_thick_ozone(application, server):
    # The same numbers, once as cloud and once as what the provider's own cloudless air lets
    # through. Upright under a sun at 31° a cylinder gets tan 31° / π = 0.19 of the beam and half of
    # the sky, so that taking the beam leaves it more for the same UV index.
    asked = ASKED | {"exposure": {"posture": "upright"}}
    # Without aerosol beside it the clear sky is not read for ozone, which would move the spectrum.
    clouds = json.loads(cams(summer_day, aod=None))
    clouds["hourly"]["uv_index_clear_sky"] = [
        round(1.6 * v, 2) for v in clouds["hourly"]["uv_index"]
    ]
    bodies = {"clear": cams(summer_day, aod=None), "clouds": json.dumps(clouds).encode()}
    made = {}
    for name, body in bodies.items():
        server.serve(body)
        made[name] = await answer_of(application, server, asked)
    assert made["clouds"]["uv"] == made["clear"]["uv"]
    assert made["clouds"]["burn"] == made["clear"]["burn"]
    rates = {name: answer["vitamin_d"]["iu_per_minute"] for name, answer in made.items()}
    assert 1.05 < rates["clouds"] / rates["clear"] < 1.4


async def test_winter_haze_is_no_fault(application, server):
    # So much aerosol that our clear sky falls below where a ratio means anything.
    start = datetime(2026, 12, 20, 11, tzinfo=UTC)
    asked = ASKED | {"start": start.isoformat()}
    for aod in (0.2, 1.0, 2.9):
        hazy = json.loads(cams(lambda hour: 0.3 if 9 <= hour <= 13 else 0.0))
        first = datetime(2026, 12, 19, tzinfo=UTC).timestamp()
        hazy["hourly"]["time"] = [int(first) + 3600 * h for h in range(48)]
        hazy["hourly"]["aerosol_optical_depth"] = [aod] * 48
        server.serve(json.dumps(hazy).encode())
        settings = {"uv_providers": ("open_meteo",), "open_meteo_air_quality_url": server.url}
        async with application(**settings, now=start) as client:
            response = await client.post("/v1/estimates", json=asked)
        assert response.status_code == 200, response.text
        assert response.json()["uv"]["uv_index"] > 0.0


async def test_a_gap_is_not_filled_with_haze(application, server):
    hazy = json.loads(cams(summer_day))
    hazy["hourly"]["aerosol_optical_depth"] = [2.9] * 48
    for hour in range(34, 38):
        hazy["hourly"]["uv_index"][hour] = None
    server.serve(json.dumps(hazy).encode())
    gap = await answer_of(application, server)
    async with application(uv_providers=(), now=NOON) as client:
        usual = (await client.post("/v1/estimates", json=ASKED)).json()
    assert "provider_values_missing" in gap["provenance"]["quality_flags"]
    assert gap["uv"]["uv_index"] == pytest.approx(usual["uv"]["uv_index_clear_sky"], rel=0.01)


async def test_haze_beside_a_bright_forecast_takes_no_beam_from_the_patch(application, server):
    low = {}
    for aod in (0.1, 1.0):
        body = json.loads(cams(summer_day))
        body["hourly"]["aerosol_optical_depth"] = [aod] * 48
        server.serve(json.dumps(body).encode())
        low[aod] = (await answer_of(application, server))["burn"]["minutes"]["low"]
    # Usual air has an optical depth of 0.15: a little less beam than 0.1.
    assert low[1.0] == pytest.approx(low[0.1], rel=0.02)


async def test_a_summit_above_the_cell_of_a_forecast_is_brighter(application, server):
    server.serve(cams(summer_day, where=(47.0, 11.0)))
    place = {"latitude": 47.0, "longitude": 11.0}
    found = {}
    for elevation in (None, 600, 2962):
        where = place if elevation is None else place | {"elevation_m": elevation}
        found[elevation] = await answer_of(application, server, ASKED | {"location": where})
    terrain = found[None]["location"]["elevation_m"]
    assert 600 < terrain < 2962
    # Nothing below the terrain is dimmed, what lies above it gains as under a clear sky.
    assert found[600]["uv"]["uv_index"] == pytest.approx(summer_day(11), abs=0.01)
    gain = found[2962]["uv"]["uv_index"] / found[None]["uv"]["uv_index"]
    assert 1.03 < gain < 1.25
    assert found[2962]["provenance"]["aod"]["value"] < 0.12


async def test_absurd_aerosol_never_hides_ultraviolet(application, server):
    # An optical depth of 2.9 would leave a quarter of the clear sky: the UV index beside it stands.
    hazy = json.loads(cams(summer_day))
    hazy["hourly"]["aerosol_optical_depth"] = [2.9] * 48
    server.serve(json.dumps(hazy).encode())
    answer = await answer_of(application, server)
    assert answer["uv"]["uv_index"] == pytest.approx(summer_day(11), abs=0.01)
    assert "provider_values_rejected" not in answer["provenance"]["quality_flags"]
