"""An HTTP server on loopback that stands in for providers, well-behaved and not."""

import asyncio
import contextlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import numpy as np


@dataclass
class Reply:
    """What is answered; ``fault`` is how the connection itself misbehaves."""

    body: bytes = b""
    status: int = 200
    headers: dict = field(default_factory=dict)
    delay_s: float = 0.0
    fault: str = ""


class Upstream:
    """Answers by the beginning of the path, and remembers what it was asked."""

    def __init__(self):
        self.requests = []
        self.replies = {}
        self.reply = Reply()

    def serve(self, body, status=200, **how):
        """Answer everything so, from now on."""
        self.reply = Reply(body, status, **how)

    async def __aenter__(self):
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        return self

    async def __aexit__(self, *error):
        self._server.close()

    async def _answer(self, reader, writer):
        try:
            begin = await reader.readexactly(1)
            if begin == b"\x16":
                # A TLS handshake, which this server does not speak.
                writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                return
            head = (begin + await reader.readuntil(b"\r\n\r\n")).decode()
            self.requests.append(head)
            path = head.split()[1]
            found = next((r for start, r in self.replies.items() if path.startswith(start)), None)
            await self._send(writer, found or self.reply)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            with contextlib.suppress(ConnectionError):
                writer.close()

    async def _send(self, writer, reply):
        if reply.fault == "silence":
            await asyncio.sleep(5.0)
            return
        await asyncio.sleep(reply.delay_s)
        lines = [f"{name}: {value}\r\n" for name, value in reply.headers.items()]
        lines += [f"content-length: {len(reply.body)}\r\n", "connection: close\r\n\r\n"]
        writer.write(f"HTTP/1.1 {reply.status} X\r\n{''.join(lines)}".encode())
        if reply.fault == "reset":
            writer.write(reply.body[: len(reply.body) // 2])
            await writer.drain()
            writer.transport.abort()
            return
        if reply.fault == "drip":
            for i in range(20):
                writer.write(reply.body[i : i + 1])
                await writer.drain()
                await asyncio.sleep(0.25)
            return
        writer.write(reply.body)
        await writer.drain()

    def asked(self, start):
        """How often a path was asked for."""
        return sum(head.split()[1].startswith(start) for head in self.requests)

    @property
    def queries(self):
        return [parse_qs(urlsplit(head.split()[1]).query) for head in self.requests]


CAMS, CLOUDS, MET = "/v1/air-quality", "/v1/forecast", "/weatherapi"
CURRENT, OPENUV, PIRATE, OPENWEATHER = "/api/v1/uvi", "/api/v1/forecast", "/forecast/", "/data/3.0"
EPA, ARPANSA = "/CITY", "/xml"


def urls_of(url):
    """Settings by which every provider is at one address."""
    names = (
        "open_meteo_air_quality", "open_meteo_forecast", "open_meteo_geocoding", "met_norway",
        "currentuvindex", "openuv", "pirate_weather", "openweather", "epa", "arpansa",
    )  # fmt: skip
    return {f"{name}_url": url for name in names}


KEYS = {"openuv_key": "KEY-openuv", "pirate_weather_key": "KEY-pirate", "openweather_key": "KEY-ow"}

MIDNIGHT = datetime(2026, 6, 11, tzinfo=UTC)


def summer_day(hour):
    """Roughly the UV index of Berlin in June, under thin cloud. [unitless]"""
    return round(5.0 * np.sin((hour - 3) * np.pi / 16) ** 3, 2) if 3 <= hour <= 19 else 0.0


def clear_day(hour):
    """UV index of Berlin on a clear 12 June by our own model, in steps of 0.05. [unitless]"""
    from models import clear_sky, solar_geometry

    at = np.array([datetime(2026, 6, 12, hour, tzinfo=UTC).timestamp()])
    sun = solar_geometry.solar_position(at, 52.5, 13.4)
    sky = clear_sky.irradiance(sun.zenith, 340.0, 50.0, 0.12, 0.05)
    uv_index = 40.0 * sky.erythemal * solar_geometry.distance_factor(sun.distance)
    return float(np.round(uv_index[0] * 20.0) / 20.0)


def hours(days=2, midnight=MIDNIGHT):
    return [midnight + timedelta(hours=h) for h in range(24 * days)]


def cams(uv_index=summer_day, clear=None, aod=0.12, times=None, where=(52.5, 13.4), **changes):
    """A body of the shape that Open-Meteo documents for its air-quality API."""
    times = hours() if times is None else times
    clear = uv_index if clear is None else clear
    answer = {
        "latitude": where[0], "longitude": where[1], "utc_offset_seconds": 0, "timezone": "GMT",
        "hourly": {
            "time": [int(t.timestamp()) for t in times],
            "uv_index": [uv_index(t.hour) for t in times],
            "uv_index_clear_sky": [clear(t.hour) for t in times],
            "aerosol_optical_depth": [aod] * len(times),
        },
    }  # fmt: skip
    return json.dumps(answer | changes).encode()


def clouds(factor=0.6, cover=70.0, snow=0.0, times=None, where=(52.5, 13.4), **changes):
    """A body of Open-Meteo's forecast API: a flux of UVB with and without clouds, and cover."""
    times = hours(16) if times is None else times

    def flux(hour):
        # Means of the preceding hour of a curve that is highest at 11 UTC.
        return round(8.0 * max(np.cos((hour - 0.5 - 11.1) * np.pi / 17), 0.0) ** 2, 2)

    answer = {
        "latitude": where[0], "longitude": where[1], "elevation": 38.0, "utc_offset_seconds": 0,
        "hourly": {
            "time": [int(t.timestamp()) for t in times],
            "uv_index": [round(factor * flux(t.hour), 3) for t in times],
            "uv_index_clear_sky": [flux(t.hour) for t in times],
            "cloud_cover": [cover] * len(times),
            "shortwave_radiation": [100.0] * len(times),
            "snow_depth": [snow] * len(times),
        },
    }  # fmt: skip
    return json.dumps(answer | changes).encode()


def met_norway(uv_index=summer_day, cover=50.0, times=None, where=(52.5, 13.4), issued=None):
    """A body of MET Norway's ``complete``; steps whose UV index is None lack the key."""
    times = hours() if times is None else times
    issued = times[len(times) // 2] if issued is None else issued
    steps = []
    for time in times:
        details = {"air_temperature": 20.0, "cloud_area_fraction": cover}
        if uv_index(time.hour) is not None:
            details["ultraviolet_index_clear_sky"] = uv_index(time.hour)
        steps.append({"time": stamp(time), "data": {"instant": {"details": details}}})
    properties = {"meta": {"updated_at": stamp(issued)}, "timeseries": steps}
    point = {"type": "Point", "coordinates": [where[1], where[0], 40]}
    return json.dumps({"type": "Feature", "geometry": point, "properties": properties}).encode()


def current_uv_index(uv_index=summer_day, times=None, where=(52.5, 13.4)):
    times = hours() if times is None else times
    rows = [{"time": stamp(t), "uvi": uv_index(t.hour)} for t in times]
    half = len(rows) // 2
    return json.dumps({
        "ok": True, "latitude": str(where[0]), "longitude": str(where[1]), "now": rows[half],
        "history": rows[:half][::-1], "forecast": rows[half + 1 :],
    }).encode()  # fmt: skip


def openuv(uv_index=summer_day, times=None, where=(52.5, 13.4)):
    from models import solar_geometry

    times = hours() if times is None else times
    seconds = np.array([t.timestamp() for t in times])
    sun = solar_geometry.solar_position(seconds, *where)
    rows = [
        {
            "uv": uv_index(t.hour), "uv_time": stamp(t),
            "sun_position": {"azimuth": 0.0, "altitude": np.radians(90.0 - zenith)},
        }
        for t, zenith in zip(times, sun.zenith, strict=True)
    ]  # fmt: skip
    return json.dumps({"result": rows}).encode()


def pirate_weather(uv_index=summer_day, cover=0.5, ozone=340.0, times=None, where=(52.5, 13.4)):
    times = hours() if times is None else times
    rows = [
        {"time": int(t.timestamp()), "uvIndex": uv_index(t.hour), "cloudCover": cover,
         "ozone": ozone}
        for t in times
    ]  # fmt: skip
    body = {"latitude": where[0], "longitude": where[1], "hourly": {"data": rows}, "flags": {}}
    return json.dumps(body).encode()


def openweather(uv_index=summer_day, cover=50, times=None, where=(52.5, 13.4)):
    times = hours() if times is None else times
    rows = [{"dt": int(t.timestamp()), "uvi": uv_index(t.hour), "clouds": cover} for t in times]
    return json.dumps({"lat": where[0], "lon": where[1], "hourly": rows}).encode()


def stamp(time):
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"
