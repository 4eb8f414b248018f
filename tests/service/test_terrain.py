"""The elevation of the ground is what pvlib's own search says."""

import numpy as np
import pytest
from pvlib.location import lookup_altitude

from service.app import create_app
from service.settings import Settings
from service.terrain import _map, elevation_at

RANDOM = np.random.default_rng(5)
ANYWHERE = zip(RANDOM.uniform(-90, 90, 150), RANDOM.uniform(-180, 180, 150), strict=True)
ON_EDGES = [(i / 24.0, -j / 24.0) for i, j in RANDOM.integers(-2000, 2000, (50, 2))]
CORNERS = [(lat, lon) for lat in (-90.0, 0.0, 90.0) for lon in (-180.0, 0.0, 180.0)]


@pytest.mark.parametrize(
    "points", [list(ANYWHERE), ON_EDGES, CORNERS], ids=["anywhere", "edges", "corners"]
)
def test_the_elevation_is_that_of_pvlib(points):
    ours = [elevation_at(float(latitude), float(longitude)) for latitude, longitude in points]
    assert ours == [lookup_altitude(latitude, longitude) for latitude, longitude in points]


@pytest.mark.anyio
async def test_nobody_waits_for_the_map():
    _map.cache_clear()
    app = create_app(Settings(uv_providers=(), geocoding=False))
    async with app.router.lifespan_context(app):
        assert _map.cache_info().currsize == 1


def test_there_are_mountains():
    assert elevation_at(46.54, 7.98) > 2000.0
