"""What every provider's answer becomes."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from models.arrays import FloatArray

ForecastSource = Literal["open_meteo_cams"]
"""Whose numbers they are, as it stands in ``provenance.uv_source``."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """UV index of one cell, at instants in UTC; NaN where the provider has no value."""

    source: ForecastSource
    valid_at: FloatArray
    """Instants, increasing, seconds since 1970. [s]"""
    uv_index: FloatArray
    """Clouds included. [unitless]"""
    clear_sky_uv_index: FloatArray
    """The same without clouds. [unitless]"""
    aod_550: FloatArray
    """Aerosol optical depth at 550 nm. [unitless]"""
    issued_at: datetime | None
    """``None`` where the provider does not say."""
    fetched_at: datetime
    attribution: tuple[str, ...]


class Provider(Protocol):
    """A source of UV forecasts."""

    name: str

    def available(self, first: date, last: date, today: date) -> tuple[date, date] | None:
        """Which of these UTC dates the provider has values for; ``None`` for none of them."""
        ...

    async def forecast(
        self, latitude: float, longitude: float, first: date, last: date
    ) -> Forecast:
        """
        Fetch the forecast of a cell for whole UTC dates.

        Raises
        ------
        ForecastUnavailable
            Whatever went wrong.
        """
        ...
