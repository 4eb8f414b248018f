"""
How long things take, as medians and as ratios within one run: ``make bench``.

The machine is noisy, so only ratios are worth comparing between runs; ``history.jsonl`` keeps them.
Nothing leaves the machine.
"""

import os

# One thread for the matrix products: what is promised is promised for one core.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
# Requests are counted here as well, but never refused.
os.environ.setdefault("SOLFEROL_RATE_LIMIT_PER_MINUTE", "1000000")
os.environ.setdefault("SOLFEROL_RATE_LIMIT_BURST", "1000000")

import asyncio
import contextlib
import itertools
import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx
import numpy as np
from pvlib import spa

from models import clear_sky, exposure, solar_geometry, vitamin_d
from service.app import create_app
from service.clear_curve import clear_curve, minute_grid
from service.day import day_curve
from service.estimation import estimate
from service.places import place_of
from service.questions import Environment, Exposure, Person, Question, SkyQuestion, Spot
from service.settings import Settings
from service.year import year_of
from tests.load import history
from tests.load.sync_times import sync_times
from tests.load.throughput import tell_of_throughput
from tests.postgres import postgres_programs, running_postgres

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
BATCH = {
    "items": [BODY | {"location": {"latitude": 30 + i, "longitude": 13.41}} for i in range(20)]
}
QUERY = {"latitude": 52.52, "longitude": 13.41, "skin_type": 2, "uv_source": "clear_sky"}
ROUNDS = 7
SPA = "pvlib.spa, 1440 zeniths (reference)"
A_DAY = "zenith and all irradiances, 1440 minutes"
A_POINT = "one of a million unrelated points, all irradiances"
AN_ESTIMATE = "use case: estimate"
A_SPECTRUM = "one spectrum by nanodisort"


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
    grid = minute_grid(MIDNIGHT, MIDNIGHT + 86400.0)[:-1]
    place = place_of(BERLIN)
    curve = clear_curve(place, grid, Environment())
    vitamin_d.synthesis_threshold()
    return {
        SPA: milliseconds(
            lambda: spa.solar_position_numpy(
                grid, 52.52, 13.41, 34.0, 1013.25, 12.0, 69.0, 0.5667, 1
            ),
            10,
        ),
        "solar_position, 1440 minutes": milliseconds(
            lambda: solar_geometry.solar_position(grid, 52.52, 13.41), 50
        ),
        A_DAY: milliseconds(lambda: a_day(grid), 50),
        "the same, first call on any of 16 days": milliseconds(lambda: a_first_day(grid), 20),
        "clear_curve, 1440 minutes": milliseconds(
            lambda: clear_curve(place, grid, Environment()), 50
        ),
        "time_to_dose, 1440 starts": milliseconds(
            lambda: exposure.time_to_dose(grid, curve.light.erythemal, np.full(1440, 250.0), grid),
            50,
        ),
    }


def a_day(grid: np.ndarray) -> clear_sky.ClearSkyIrradiance:
    """
    Zenith and all weighted irradiances of one place on one day.

    Nothing of the place is remembered; the ephemeris of the days around is, as for every place of
    the world on that day.
    """
    sun = solar_geometry.solar_position(grid, 52.52, 13.41)
    return clear_sky.irradiance(sun.zenith, 330.0, 34.0, 0.15, 0.05)


def a_first_day(grid: np.ndarray) -> clear_sky.ClearSkyIrradiance:
    """Compute the ephemeris of the days around as well, once for all places."""
    solar_geometry._cached_block.cache_clear()
    return a_day(grid)


def table_times() -> dict[str, float]:
    """Time unrelated points of the table and a spectrum of the solver. [ms for one point]"""
    random = np.random.default_rng(1)
    points = 1_000_000
    unrelated = (
        random.uniform(0, 95, points),
        random.uniform(100, 600, points),
        random.uniform(-400, 6000, points),
        random.uniform(0, 2, points),
        random.uniform(0, 0.9, points),
    )
    rounds = []
    for _ in range(3):
        start = time.perf_counter()
        clear_sky.irradiance(*unrelated)
        rounds.append((time.perf_counter() - start) / points * 1e3)
    return {A_POINT: statistics.median(rounds)} | solver_time()


def solver_time() -> dict[str, float]:
    """Time one spectrum at the wavelengths of the table, on one thread, where the inputs are."""
    data = Path(__file__).resolve().parents[3] / "shared" / "data"
    if not data.is_dir():
        return {}
    from models.tables.making.column import column_above
    from models.tables.making.inputs import read_inputs
    from models.tables.making.optics import Sky, optics
    from models.tables.making.spectrum import SpectralGrid, table_nodes
    from models.tables.making.transfer import STREAMS, Solver

    inputs = read_inputs(data)
    grid, column = SpectralGrid(table_nodes(), inputs), column_above(0.0, inputs.profile)
    solver, sky = Solver(column, 1), optics(grid, column, Sky(330.0, 0.15), STREAMS)
    return {A_SPECTRUM: milliseconds(lambda: solver.solve(sky, 40.0), 3)}


async def service_times() -> dict[str, float]:
    """Time the use cases and whole requests. [ms]"""
    app = create_app(Settings(uv_providers=(), geocoding=False), now=lambda: NOW)
    places = itertools.cycle(Spot(-40.0 + 0.01 * i, 13.41) for i in range(8000))

    def elsewhere() -> Question:
        return Question(SkyQuestion(next(places), NOON, uv_source="clear_sky"), Person(2))

    question = Question(SkyQuestion(BERLIN, NOON, uv_source="clear_sky"), Person(2), Exposure())
    async with app.router.lifespan_context(app):
        world = app.state.world
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://bench") as client:
            return {
                "request without work: GET /health/live": await awaited(
                    lambda: client.get("/health/live"), 50
                ),
                AN_ESTIMATE: await awaited(lambda: estimate(question, world), 30),
                "the same, each time another place": await awaited(
                    lambda: estimate(elsewhere(), world), 30
                ),
                "use case: day in 10-minute steps": await awaited(
                    lambda: day_curve(question, None, 10, world), 20
                ),
                "use case: year, promised at most 300 ms": await awaited(
                    lambda: year_of(question, 2026, world), 5
                ),
                "request: POST /v1/estimates": await awaited(
                    lambda: client.post("/v1/estimates", json=BODY), 30
                ),
                "request: batch of 20 places": await awaited(
                    lambda: client.post("/v1/estimates:batch", json=BATCH), 3
                ),
                "request: GET /v1/day, 10-minute steps": await awaited(
                    lambda: client.get("/v1/day", params=QUERY), 10
                ),
                "request: GET /v1/day, 1-minute steps": await awaited(
                    lambda: client.get("/v1/day", params=QUERY | {"step_minutes": 1}), 5
                ),
            }


def time_of_an_estimate() -> float:
    """Processor time of one estimate in this process, all threads. [ms]"""
    app = create_app(Settings(uv_providers=(), geocoding=False), now=lambda: NOW)
    question = Question(SkyQuestion(BERLIN, NOON, uv_source="clear_sky"), Person(2), Exposure())

    async def measured() -> float:
        async with app.router.lifespan_context(app):
            rounds = []
            for _ in range(ROUNDS):
                start = time.process_time()
                for _ in range(50):
                    await estimate(question, app.state.world)
                rounds.append((time.process_time() - start) / 50 * 1e3)
            return statistics.median(rounds)

    return asyncio.run(measured())


def main() -> None:
    """Print a table and the ratios that are promised, and write the ratios down."""
    times = model_times() | asyncio.run(service_times())
    reference = times[SPA]
    print(f"{'':46}{'ms':>9}{'of reference':>14}")
    for name, value in times.items():
        print(f"{name:46}{value:9.3f}{value / reference:14.3f}")
    point = table_times()
    print(f"\n{A_DAY}: {times[A_DAY] / reference:.3f} of the reference; promised at most 0.1")
    processor = time_of_an_estimate()
    print(f"{AN_ESTIMATE}: {processor:.2f} ms of processor time; promised at most 2 ms")
    print(f"{A_POINT}: {1e3 * point[A_POINT]:.2f} µs; promised at most 5 µs")
    figures = {f"{name}, of {SPA}": value / reference for name, value in times.items()}
    if A_SPECTRUM in point:
        ratio = point[A_SPECTRUM] / point[A_POINT]
        print(f"{A_SPECTRUM}: {ratio:.0f} points; promised at least 10000")
        figures[f"{A_SPECTRUM}, in points"] = ratio
    history.tell(figures | tell_of_throughput() | tell_of_sync())


def tell_of_sync() -> dict[str, float]:
    """Print how fast samples come in, and how fast a year of them becomes days; the ratios."""
    figures: dict[str, float] = {}
    programs = postgres_programs()
    with contextlib.ExitStack() as stack:
        url = stack.enter_context(running_postgres(programs)) if programs else None
        rates = sync_times(url)
    for database in ("SQLite", "PostgreSQL"):
        if f"{database}: new" not in rates:
            print(f"{database}: not here")
            continue
        new, again, bare = (rates[f"{database}: {name}"] for name in ("new", "again", "bare"))
        figures[f"{database}: samples through HTTP, of the bare upsert"] = new / bare
        print(
            f"{database}: {new:.0f} samples a second through HTTP ({again:.0f} sent again), "
            f"{new / bare:.2f} of the bare upsert ({bare:.0f}); wanted 0.40; "
            f"{rates[f'{database}: bytes']:.0f} bytes a sample\n"
            f"{database}: a year of 20 000 samples is {rates[f'{database}: a year']:.2f} s "
            "of work; promised at most 2"
        )
    return figures


if __name__ == "__main__":
    main()
