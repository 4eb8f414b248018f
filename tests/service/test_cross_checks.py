"""The US EPA and ARPANSA beside a forecast: their numbers are shown, their faults cost nothing."""

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from models import clear_sky, solar_geometry
from tests.upstream import ARPANSA, CAMS, EPA, Reply, Upstream, cams, hours, urls_of

pytestmark = pytest.mark.anyio

NEW_YORK, SYDNEY = (40.71, -74.01), (-33.87, 151.21)


class Case:
    def __init__(self, place, now, zone):
        self.place, self.now, self.zone = place, now, ZoneInfo(zone)
        self.midnight = now.replace(hour=0) - timedelta(days=1)

    def uv_index(self, time):
        sun = solar_geometry.solar_position(np.array([time.timestamp()]), *self.place)
        sky = clear_sky.irradiance(sun.zenith, 310.0, 20.0, 0.12, 0.05)
        value = 40.0 * sky.erythemal * solar_geometry.distance_factor(sun.distance)
        return float(np.round(value[0] * 20.0) / 20.0)

    def cams(self):
        times = hours(4, self.midnight)
        by_hour = {time.hour: self.uv_index(time) for time in times[24:48]}
        return cams(by_hour.get, times=times, where=self.place)

    def epa(self, factor=1.0):
        local = self.now.astimezone(self.zone).replace(hour=6, minute=0)
        rows = []
        for i in range(21):
            time = local + timedelta(hours=i)
            # The date stays that of the morning, as recorded.
            said = f"{local:%b/%d/%Y} {time:%I %p}".upper()
            value = round(factor * self.uv_index(time))
            rows.append({"ORDER": i + 1, "ZIP": 10001, "DATE_TIME": said, "UV_VALUE": value})
        return json.dumps(rows).encode()

    def arpansa(self, value, status="ok", minutes_ago=5, summer_time_slip=False):
        at = self.now - timedelta(minutes=minutes_ago)
        local = at.astimezone(self.zone)
        utc = at + timedelta(hours=summer_time_slip)
        return f"""<?xml version="1.0" encoding="utf-8"?><stations><location id="Sydney">
        <name>syd</name><index>{value}</index><time>{local:%I:%M %p}</time>
        <date>{local.day}/{local:%m/%Y}</date><utcdatetime>{utc:%Y/%m/%d %H:%M}</utcdatetime>
        <status>{status}</status></location></stations>""".encode()


AMERICA = Case(NEW_YORK, datetime(2026, 6, 12, 17, tzinfo=UTC), "America/New_York")
AUSTRALIA = Case(SYDNEY, datetime(2026, 12, 12, 2, tzinfo=UTC), "Australia/Sydney")


async def ask(application, server, case):
    asked = {
        "location": {"latitude": case.place[0], "longitude": case.place[1]},
        "start": case.now.isoformat(), "skin": {"fitzpatrick": 2},
    }  # fmt: skip
    server.replies[CAMS] = Reply(case.cams())
    settings = {"uv_providers": ("open_meteo",), "uv_cross_checks": ("epa", "arpansa")}
    async with application(**urls_of(server.url), **settings, now=case.now) as client:
        response = await client.post("/v1/estimates", json=asked)
    assert response.status_code == 200, response.text
    answer = response.json()
    # Whatever they say, the forecast is what is used.
    assert answer["provenance"]["uv_source"] == "open_meteo_cams"
    assert answer["uv"]["uv_index"] == pytest.approx(case.uv_index(case.now), abs=0.06)
    for check in answer["provenance"]["cross_checks"]:
        whose = {"epa": "U.S. EPA", "arpansa": "ARPANSA"}[check["source"]]
        assert any(whose in line for line in answer["attribution"])
    return answer["provenance"]


@pytest.fixture
async def server():
    async with Upstream() as running:
        yield running


async def test_whole_numbers_of_the_epa_agree_by_rounding(application, server):
    server.replies[EPA] = Reply(AMERICA.epa())
    provenance = await ask(application, server, AMERICA)
    (check,) = provenance["cross_checks"]
    assert check["source"] == "epa"
    assert check["uv_index"] == round(AMERICA.uv_index(AMERICA.now))
    assert check["time"] == "2026-06-12T13:00:00-04:00"
    assert not check["disagrees"]
    assert provenance["quality_flags"] == []
    assert any("/CITY/New%20York/STATE/NY/JSON" in each for each in server.requests)


async def test_the_epa_disagrees(application, server):
    server.replies[EPA] = Reply(AMERICA.epa(factor=0.4))
    provenance = await ask(application, server, AMERICA)
    assert provenance["cross_checks"][0]["disagrees"]
    assert provenance["quality_flags"] == ["sources_disagree"]


async def test_what_was_measured_stands_beside_the_forecast(application, server):
    measured = round(0.5 * AUSTRALIA.uv_index(AUSTRALIA.now), 1)
    server.replies[ARPANSA] = Reply(AUSTRALIA.arpansa(measured))
    provenance = await ask(application, server, AUSTRALIA)
    (check,) = provenance["cross_checks"]
    assert (check["source"], check["uv_index"]) == ("arpansa", measured)
    assert check["time"] == "2026-12-12T12:55:00+11:00"
    assert "sources_disagree" in provenance["quality_flags"]


async def test_the_clock_of_a_station_in_summer_time(application, server):
    value = AUSTRALIA.uv_index(AUSTRALIA.now)
    server.replies[ARPANSA] = Reply(AUSTRALIA.arpansa(value, summer_time_slip=True))
    provenance = await ask(application, server, AUSTRALIA)
    # Its UTC is an hour ahead of now; its wall clock is right.
    assert provenance["cross_checks"][0]["time"] == "2026-12-12T12:55:00+11:00"


BAD = {
    "refused": Reply(b"<html>", 403),
    "limited": Reply(b"", 429),
    "broken": Reply(b"", 500),
    "gateway": Reply(b"<html>Bad Gateway</html>", 502),
    "silent": Reply(fault="silence"),
    "dripping": Reply(b"[" * 100, fault="drip"),
    "reset": Reply(b"[" * 4000, fault="reset"),
    "not_modified": Reply(b"", 304),
    "empty": Reply(b""),
    "unknown_place": Reply(b"[]"),
    "cut_off": Reply(b'[{"ORDER":1,"DATE_TIME":"JUN/12/20'),
    "nonsense": Reply(b'[{"ORDER":1,"DATE_TIME":"YESTERDAY","UV_VALUE":7}]'),
    "negative": Reply(b'[{"ORDER":1,"DATE_TIME":"JUN/12/2026 01 PM","UV_VALUE":-1}]'),
    "6e17": Reply(b'[{"ORDER":1,"DATE_TIME":"JUN/12/2026 01 PM","UV_VALUE":6e17}]'),
    "null": Reply(b'[{"ORDER":1,"DATE_TIME":"JUN/12/2026 01 PM","UV_VALUE":null}]'),
    "old": Reply(b'[{"ORDER":1,"DATE_TIME":"JUN/02/2026 01 PM","UV_VALUE":7}]'),
}


@pytest.mark.parametrize("fault", BAD)
async def test_a_check_that_fails_changes_nothing(application, server, fault):
    server.replies[EPA] = BAD[fault]
    provenance = await ask(application, server, AMERICA)
    assert provenance["cross_checks"] == []
    assert provenance["quality_flags"] == []


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><stations>&b;</stations>'
BAD_STATIONS = BAD | {
    "dead_station_reads_zero": Reply(AUSTRALIA.arpansa(0.0, status="na")),
    "stale": Reply(AUSTRALIA.arpansa(9.0, minutes_ago=200)),
    "no_number": Reply(AUSTRALIA.arpansa("nan")),
    "nothing_measured": Reply(AUSTRALIA.arpansa("")),
    "negative": Reply(AUSTRALIA.arpansa(-1.0)),
    "6e17": Reply(AUSTRALIA.arpansa(6e17)),
    "entity_bomb": Reply(BOMB),
    "station_missing": Reply(b"<stations></stations>"),
}


@pytest.mark.parametrize("fault", BAD_STATIONS)
async def test_a_station_that_fails_changes_nothing(application, server, fault):
    server.replies[ARPANSA] = BAD_STATIONS[fault]
    provenance = await ask(application, server, AUSTRALIA)
    assert provenance["cross_checks"] == []
    assert provenance["quality_flags"] == []
