"""
How long things take, as medians and as ratios within one run: ``make bench``.

The machine is noisy, so only ratios are worth comparing between runs. Everything happens in this
process; nothing leaves it.
"""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import httpx
import numpy as np
import pandas as pd
from pvlib import solarposition

from models import exposure, solar_geometry, vitamin_d
from service.app import create_app
from service.clear_curve import clear_curve, minute_grid
from service.day import day_curve
from service.estimation import estimate
from service.places import place_of
from service.questions import Environment, Exposure, Person, Question, SkyQuestion, Spot
from service.settings import Settings

NOW = datetime(2026, 6, 12, 10, tzinfo=UTC)
NOON = datetime(2026, 6, 12, 11, tzinfo=UTC)
MIDNIGHT = datetime(2026, 6, 12, tzinfo=UTC).timestamp()
BERLIN = Spot(52.52, 13.41)
BODY = {
    "location": {"latitude": 52.52, "longitude": 13.41},
    "start": "2026-06-12T13:00:00+02:00",
    "skin": {"fitzpatrick": 2},
    "uv_source": "clear_sky",
}
QUERY = {"latitude": 52.52, "longitude": 13.41, "skin_type": 2, "uv_source": "clear_sky"}
ROUNDS = 7


def milliseconds(work: Callable[[], object], repeat: int) -> float:
    """Median over rounds of the mean time of one call. [ms]"""
    work()
    rounds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for _ in range(repeat):
            work()
        rounds.append((time.perf_counter() - start) / repeat * 1e3)
    return statistics.median(rounds)


async def awaited(work: Callable[[], Awaitable[object]], repeat: int) -> float:
    """Median over rounds of the mean time of one awaited call. [ms]"""
    await work()
    rounds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for _ in range(repeat):
            await work()
        rounds.append((time.perf_counter() - start) / repeat * 1e3)
    return statistics.median(rounds)


def model_times() -> dict[str, float]:
    """Time the science. [ms]"""
    grid = minute_grid(MIDNIGHT, MIDNIGHT + 86400.0)
    index = pd.date_range("2026-06-12", periods=1441, freq="min", tz="UTC")
    place = place_of(BERLIN)
    curve = clear_curve(place, grid, Environment())
    starts = grid[:-1]
    vitamin_d.synthesis_threshold()
    return {
        "pvlib SPA, 1441 minutes (reference)": milliseconds(
            lambda: solarposition.spa_python(index, 52.52, 13.41), 3
        ),
        "solar_position, 1441 minutes": milliseconds(
            lambda: solar_geometry.solar_position(grid, 52.52, 13.41), 50
        ),
        "clear_curve, 1441 minutes": milliseconds(
            lambda: clear_curve(place, grid, Environment()), 50
        ),
        "time_to_dose, 1440 starts": milliseconds(
            lambda: exposure.time_to_dose(grid, curve.erythemal, np.full(1440, 250.0), starts), 50
        ),
    }


async def service_times() -> dict[str, float]:
    """Time the use cases and whole requests. [ms]"""
    app = create_app(Settings(uv_providers=()), now=lambda: NOW)
    question = Question(SkyQuestion(BERLIN, NOON, uv_source="clear_sky"), Person(2), Exposure())
    async with app.router.lifespan_context(app):
        world = app.state.world
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://bench") as client:
            return {
                "request without work: GET /health/live": await awaited(
                    lambda: client.get("/health/live"), 50
                ),
                "use case: estimate": await awaited(lambda: estimate(question, world), 30),
                "use case: day in 10-minute steps": await awaited(
                    lambda: day_curve(question, None, 10, world), 20
                ),
                "request: POST /v1/estimates": await awaited(
                    lambda: client.post("/v1/estimates", json=BODY), 30
                ),
                "request: GET /v1/day, 10-minute steps": await awaited(
                    lambda: client.get("/v1/day", params=QUERY), 10
                ),
                "request: GET /v1/day, 1-minute steps": await awaited(
                    lambda: client.get("/v1/day", params=QUERY | {"step_minutes": 1}), 5
                ),
            }


def main() -> None:
    """Print a table."""
    times = model_times() | asyncio.run(service_times())
    reference = next(iter(times.values()))
    print(f"{'':46}{'ms':>9}{'of reference':>14}")  # noqa: T201
    for name, value in times.items():
        print(f"{name:46}{value:9.3f}{value / reference:14.3f}")  # noqa: T201


if __name__ == "__main__":
    main()
