"""The ultraviolet of the minutes of a day: by forecast, by the clear sky, or as it was measured."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime

import numpy as np

from models import posture
from models.arrays import BoolArray, FloatArray
from models.units import uv_index_from_irradiance
from service.clear_curve import ClearCurve, Light
from service.exposures.measured import measured_share
from service.exposures.minutes import Minutes
from service.places import CivilDay, Place, civil_day_of, place_of
from service.questions import Environment, SkyQuestion, Spot
from service.samples import Sample
from service.sky import Sky, sky_over
from service.world import World

_CELL = 0.1
"""Minutes within so many degrees have one sky: 0.4 % of the UV index with the sun at 45°. [°]"""


@dataclass(frozen=True, slots=True)
class Lit:
    """Minutes of one sky with their ultraviolet. Arrays of one shape."""

    minutes: Minutes
    sky: Sky
    clear: ClearCurve
    """Of the minutes."""
    light: Light
    measured: BoolArray
    refused: BoolArray
    """Where a reading was too high to be true."""

    @property
    def uv_index(self) -> FloatArray:
        """UV index of each. [unitless]"""
        return uv_index_from_irradiance(self.light.erythemal)

    @property
    def patch(self) -> FloatArray:
        """Erythemal irradiance of the best-tilted patch of skin. [W m⁻²]"""
        clear = self.clear
        factor = posture.most_exposed_factor(clear.zenith, clear.beam_share, clear.albedo)
        return self.light.erythemal * factor


async def lit_minutes(
    minutes: Minutes, day: date, readings: Sequence[Sample], world: World
) -> list[Lit]:
    """
    Put minutes under the skies they were spent under.

    Parameters
    ----------
    minutes : Minutes
        With known places.
    day : date
    readings : sequence of Sample
        Of ultraviolet, the most believed last.
    world : World

    Returns
    -------
    list of Lit
        One for each cell of 0.1°, in the order of cells.
    """
    where = minutes.where
    # As one number, which sorts several times faster than two.
    keys = np.round(where.latitude / _CELL) + 1j * np.round(where.longitude / _CELL)
    cells, index = np.unique(keys, return_inverse=True)
    return [
        await _of_cell(minutes.only(index.reshape(-1) == i), day, readings, world)
        for i in range(len(cells))
    ]


async def _of_cell(minutes: Minutes, day: date, readings: Sequence[Sample], world: World) -> Lit:
    place = _place(minutes)
    civil = _civil_day(place, day)
    spot = Spot(place.latitude, place.longitude, place.elevation_m)
    question = SkyQuestion(spot=spot, start=civil.start, environment=Environment())
    sky = await sky_over(question, place, civil, civil.start, civil.end, world)
    share, refused = measured_share(readings, minutes.time, place, sky.clear)
    clear = _at(sky.clear, minutes.time)
    light = _light_at(sky.light, sky.time, minutes.time)
    measured = ~np.isnan(share)
    if measured.any():
        dimmed = clear.light.below_clouds(np.where(measured, share, 1.0))
        light = light.but_where(measured, dimmed)
    return Lit(minutes, sky, clear, light, measured, refused)


def _place(minutes: Minutes) -> Place:
    """Middle of where the minutes were spent; its elevation where any is known."""
    where = minutes.where
    heights = where.elevation[~np.isnan(where.elevation)]
    elevation = float(np.round(np.mean(heights), 0)) if len(heights) else None
    latitude, longitude = (
        float(np.round(np.mean(degrees), 3)) for degrees in (where.latitude, where.longitude)
    )
    return place_of(Spot(latitude, longitude, elevation))


def _civil_day(place: Place, day: date) -> CivilDay:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=place.zone)
    return civil_day_of(place, noon.astimezone(UTC))


def _at(curve: ClearCurve, time: FloatArray) -> ClearCurve:
    along = {
        name: np.interp(time, curve.time, getattr(curve, name))
        for name in ("zenith", "azimuth", "ozone_du", "beam_share")
    }
    return replace(
        curve,
        time=time,
        light=_light_at(curve.light, curve.time, time),
        extrapolated=np.interp(time, curve.time, curve.extrapolated.astype(float)) > 0.0,
        **along,
    )


def _light_at(light: Light, curve_time: FloatArray, time: FloatArray) -> Light:
    return Light(
        **{
            each.name: np.interp(time, curve_time, getattr(light, each.name))
            for each in fields(light)
        }
    )
