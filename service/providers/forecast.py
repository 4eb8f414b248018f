"""What every provider's answer becomes: series in UTC, each with its own time convention."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

import numpy as np

from models.arrays import BoolArray, FloatArray

ForecastSource = Literal[
    "open_meteo_cams",
    "open_meteo_forecast",
    "met_norway",
    "currentuvindex",
    "openuv",
    "pirate_weather",
    "openweather",
    "epa",
    "arpansa",
]
"""Whose numbers they are, as it stands in ``provenance``."""

Quantity = Literal["uv_index", "aod_550", "cloud_cover", "ozone_du", "snow_depth", "shortwave"]
"""UV index [unitless], aerosol optical depth [unitless], covered fraction 0 to 1 [unitless],
total ozone [DU], depth of snow [m], global irradiance of all sunlight [W m⁻²]."""

SeriesSky = Literal["all", "clear", "unknown"]
"""Whether a value holds the clouds; ``unknown`` where the provider does not say."""

Weighting = Literal["erythemal", "uvb"]
"""By what the "UV index" was weighted: some are a scaled flux of UVB, and only ratios are used."""

Notice = Literal["provider_deprecated"]
"""What a provider says of itself beside its values."""


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """One quantity along time; NaN where the provider has no value. Arrays of one length."""

    quantity: Quantity
    valid_from: FloatArray
    """Increasing, seconds since 1970. [s]"""
    valid_to: FloatArray
    """Equal to ``valid_from`` for instants, later for means. [s]"""
    value: FloatArray
    sky: SeriesSky = "all"
    weighting: Weighting = "erythemal"

    @property
    def kind(self) -> Literal["instant", "mean"]:
        """Whether the values are of instants or means over their interval."""
        return "mean" if np.any(self.valid_to > self.valid_from) else "instant"

    @property
    def middle(self) -> FloatArray:
        """Middle of each interval, or the instant. [s]"""
        return (self.valid_from + self.valid_to) / 2.0

    @property
    def known(self) -> BoolArray:
        """Where there is a value."""
        known: BoolArray = np.isfinite(self.value)
        return known


def instants(
    quantity: Quantity,
    time: FloatArray,
    value: FloatArray,
    *,
    sky: SeriesSky = "all",
    weighting: Weighting = "erythemal",
) -> Series:
    """Make a series of values that hold at instants."""
    return Series(quantity, time, time, value, sky, weighting)


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """What a provider says of one cell. Each is equal to itself alone."""

    source: ForecastSource
    series: tuple[Series, ...]
    fetched_at: datetime
    attribution: tuple[str, ...]
    issued_at: datetime | None = None
    """``None`` where the provider does not say."""
    expires_at: datetime | None = None
    """Until when the provider says it need not be asked again."""
    last_modified: str | None = None
    """To be sent back word for word as ``If-Modified-Since``."""
    elevation_m: float | None = None
    """Of the terrain at the point that was asked for. [m]"""
    notices: tuple[Notice, ...] = ()

    def of(
        self,
        quantity: Quantity,
        *,
        sky: SeriesSky | None = None,
        weighting: Weighting = "erythemal",
    ) -> Series | None:
        """Find the series of a quantity; ``None`` where the provider has none."""
        for each in self.series:
            if (
                each.quantity == quantity
                and each.weighting == weighting
                and sky in {None, each.sky}
            ):
                return each
        return None


@dataclass(frozen=True, slots=True)
class Cell:
    """What is asked for: a point rounded to 0.1°, and whole UTC dates."""

    latitude: float
    """[°]"""
    longitude: float
    """[°]"""
    first: date
    last: date
    """Inclusive."""


class Provider(Protocol):
    """A source of forecasts."""

    source: ForecastSource

    def available(self, cell: Cell, today: date) -> tuple[date, date] | None:
        """Which of the dates of a cell the provider has values for; ``None`` for none of them."""
        ...

    async def forecast(self, cell: Cell, known: Forecast | None, /) -> Forecast:
        """
        Fetch the forecast of a cell for whole UTC dates.

        Parameters
        ----------
        cell : Cell
        known : Forecast, optional
            What the provider said before, for those that can be asked for news only.

        Raises
        ------
        ForecastUnavailable
            Whatever went wrong.
        """
        ...
