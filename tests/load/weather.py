"""A fake Open-Meteo for a tropical region, where every day of the year has sun enough."""

from datetime import UTC, datetime, timedelta

import numpy as np

from models import clear_sky, solar_geometry
from tests.upstream import Reply, Upstream, cams, clouds, hours

WHERE = (0.5, 13.4)
_REACH_DEG = 0.8
"""Sources may answer for a place a degree away."""
CAMS, CLOUDS = "/v1/air-quality", "/v1/forecast"
FAULTS = {
    "hangs": Reply(fault="silence"),
    "resets": Reply(b"{" * 4000, fault="reset"),
    "fails": Reply(b'{"error":true}', 500),
}


def next_noon(now=None):
    """The next noon there that is at least an hour ahead, and within every forecast."""
    now = now or datetime.now(UTC)
    noon = now.replace(hour=11, minute=0, second=0, microsecond=0)
    return noon if noon - now > timedelta(hours=1) else noon + timedelta(days=1)


def well(upstream, days=4):
    """Let it answer as it should: thin clouds over what our own clear sky has."""
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    times = hours(days, midnight - timedelta(days=1))
    seconds = np.array([midnight.timestamp() + 3600.0 * hour for hour in range(24)])
    sun = solar_geometry.solar_position(seconds, *WHERE)
    sky = clear_sky.irradiance(sun.zenith, 260.0, 400.0, 0.12, 0.05)
    index = 40.0 * sky.erythemal * solar_geometry.distance_factor(sun.distance)

    def clear(hour):
        return round(float(index[hour]), 2)

    def cloudy(hour):
        return round(0.8 * clear(hour), 2)

    upstream.replies = {
        CAMS: Reply(cams(cloudy, clear, times=times, where=WHERE)),
        CLOUDS: Reply(clouds(0.8, times=times, where=WHERE)),
    }


def ill(upstream, fault):
    upstream.replies = {CAMS: FAULTS[fault], CLOUDS: FAULTS[fault]}


def places(draw, cells=9):
    """Gives places in so many cells by so many of the region."""
    step = 2.0 * _REACH_DEG / cells

    def place():
        offsets = (draw.randrange(cells) * step - _REACH_DEG for _ in WHERE)
        return tuple(
            round(center + offset + draw.uniform(-0.04, 0.04), 4)
            for center, offset in zip(WHERE, offsets, strict=True)
        )

    return place


__all__ = ["Upstream", "ill", "next_noon", "places", "well"]
