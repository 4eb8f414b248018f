"""Measured ultraviolet replaces the model where it exists, and nowhere else."""

import numpy as np
import pytest

from service.clear_curve import clear_minutes
from service.places import place_of
from service.questions import Environment, Spot
from tests.exposures import DAY, FLORIDA, at, day_of, session

pytestmark = pytest.mark.anyio

WALK = session("walk", at(15), at(16), basis="gps")


def clear():
    return clear_minutes(place_of(Spot(*FLORIDA)), at(4) / 1e3, at(4, day=13) / 1e3, Environment())


def under(*hour):
    curve = clear()
    return float(np.interp(at(*hour) / 1e3, curve.time, curve.uv_index))


async def sed(*samples):
    day = await day_of([WALK, *samples])
    return day.totals["erythemal_sed"]["central"]


async def test_half_the_clear_sky_over_half_the_stay_takes_a_quarter_away():
    modelled = await sed()
    curve = clear()
    inside = (curve.time >= at(15) / 1e3) & (curve.time <= at(15, 30) / 1e3)
    level = 0.5 * float(np.mean(curve.uv_index[inside]))
    reading = session("m", at(15), at(15, 30), type="uv_index", value=level)
    measured = await sed(reading)
    # The first half hour has less than half of the dose: the sun is still rising.
    first = 25e-3 * 1800 * level / 0.5 / 100.0
    assert measured == pytest.approx(modelled - 0.5 * first, rel=1e-3)
    day = await day_of([WALK, reading])
    assert day.totals["minutes_measured"] == pytest.approx(30.0)
    assert day.totals["uv_sources"] == ["clear_sky", "measured"]


async def test_vitamin_d_follows_the_measured_level():
    """A fifth of the light makes a fifth of the vitamin D of a short stay, and somewhat more: an
    upright body gets more of a cloud's diffuse light than of a high sun's beam, 0.5 against 0.3."""
    walk = session("walk", at(17), at(17, 2), basis="gps")
    reading = session("m", at(17), at(17, 2), type="uv_index", value=0.2 * under(17, 1))
    with_it, without = await day_of([walk, reading]), await day_of([walk])
    made = [day.totals["vitamin_d_iu"]["central"] for day in (with_it, without)]
    assert 0.2 < made[0] / made[1] < 0.2 * 0.5 / 0.3


async def test_a_dose_of_a_worn_sensor_is_the_dose():
    dose = session("d", at(15), at(16), type="erythemal_dose", value=137.0)
    assert await sed(dose) == pytest.approx(1.37, rel=1e-6)


async def test_levels_are_never_summed():
    readings = [session(f"m{i}", at(15), at(16), type="uv_index", value=4.0) for i in range(5)]
    assert await sed(*readings) == pytest.approx(4.0 * 0.025 * 3600 / 100.0, rel=1e-6)


@pytest.mark.parametrize("band", ["uva", "uvb", "erythemal"])
async def test_a_band_is_compared_with_what_the_clear_sky_has_in_it(band):
    """The model's own irradiance in the band, read by a sensor, changes nothing."""
    from models import clear_sky, solar_geometry

    curve, moment = clear(), at(15, 30) / 1e3
    place = place_of(Spot(*FLORIDA))
    zenith, ozone = (
        float(np.interp(moment, curve.time, values)) for values in (curve.zenith, curve.ozone_du)
    )
    sky = clear_sky.irradiance(zenith, ozone, place.elevation_m, curve.aod_550, curve.albedo)
    sun = solar_geometry.solar_position(moment, *FLORIDA)
    distance = float(solar_geometry.distance_factor(sun.distance))
    value = float(getattr(sky, band)) * distance
    reading = session(
        "b", at(15, 29), at(15, 31), type="irradiance", value=value,
        details={"band": band, "calibration": "factory"},
    )  # fmt: skip
    # Within the two minutes the band is constant and the sun is not: 0.3 % of them.
    assert await sed(reading) == pytest.approx(await sed(), rel=2e-4)
    half = session(
        "b", at(15), at(16), type="irradiance", value=0.5 * value,
        details={"band": band, "calibration": "factory"},
    )  # fmt: skip
    assert await sed(half) == pytest.approx(0.5 * await sed(), rel=0.02)


async def test_a_reading_no_sky_can_give_is_flagged_and_the_model_stays():
    absurd = session("m", at(15), at(16), type="uv_index", value=45.0)
    day = await day_of([WALK, absurd])
    assert "measured_implausible" in day.totals["flags"]
    assert day.totals["minutes_measured"] == 0.0
    assert day.totals["erythemal_sed"]["central"] == pytest.approx(await sed())


async def test_a_single_reading_stands_for_five_minutes_before_and_after():
    spot = session("m", at(15, 30), at(15, 30), type="uv_index", value=under(15, 30) / 2)
    day = await day_of([WALK, spot])
    assert day.totals["minutes_measured"] == pytest.approx(10.0)


async def test_a_worn_sensor_is_believed_before_any_other_reading():
    app = session("a", at(15), at(16), type="uv_index", value=9.0)
    worn = session("w", at(15), at(16), type="uv_index", value=2.0, details={"calibration": "lab"})
    assert await sed(app, worn) == pytest.approx(2.0 * 0.025 * 3600 / 100.0, rel=1e-6)


async def test_a_sensor_in_the_dark_says_nothing_of_the_sun():
    night = session("n", at(3), at(4), basis="gps")
    reading = session("m", at(3), at(4), type="uv_index", value=3.0)
    day = await day_of([night, reading], day=DAY.replace(day=11))  # an hour before midnight there
    assert day.totals["minutes_outdoors"] == pytest.approx(60.0)
    assert day.totals["minutes_measured"] == 0.0
    assert "measured_implausible" in day.totals["flags"]


async def test_a_zero_that_no_worn_sensor_tells_never_erases_a_burn():
    zero = session("m", at(15), at(16), type="uv_index", value=0.0, recording="manual")
    day = await day_of([WALK, zero])
    assert day.totals["erythemal_sed"]["central"] == pytest.approx(await sed())
    assert "measured_implausible" in day.totals["flags"]
    longer = session("m", at(10), at(20), type="uv_index", value=3.0)
    assert await sed(longer) == pytest.approx(await sed())


async def test_a_dose_through_midnight_is_credited_once():
    dose = session("d", at(20), at(20, day=13), type="erythemal_dose", value=300.0)
    days = [await day_of([dose], day=DAY.replace(day=n)) for n in (12, 13)]
    total = sum(day.totals["erythemal_sed"]["central"] for day in days)
    # Below a UV index of 0.1 the clear sky stands in: at dusk and dawn an hour of 0.05 or so each.
    assert 3.0 <= total < 3.0 + 2 * 0.05 * 0.025 * 3600 / 100.0
