"""Forecasts as bytes, for a cache that processes share."""

import json
from datetime import datetime
from typing import Any

import numpy as np

from service.providers.forecast import Forecast, Series

_TIMES = ("fetched_at", "issued_at", "expires_at")
_COLUMNS = ("valid_from", "valid_to", "value")


def encode(forecast: Forecast) -> bytes:
    """Write a forecast down."""
    plain = {name: getattr(forecast, name) for name in Forecast.__slots__}
    plain |= {name: _written(plain[name]) for name in _TIMES}
    plain["series"] = [_plain(series) for series in forecast.series]
    return json.dumps(plain, separators=(",", ":")).encode()


def decode(kept: bytes) -> Forecast | None:
    """Read a forecast; ``None`` for anything else, such as one of another version."""
    try:
        plain = json.loads(kept)
        plain |= {name: _read(plain[name]) for name in _TIMES}
        plain["series"] = tuple(_series(each) for each in plain["series"])
        plain["attribution"] = tuple(plain["attribution"])
        plain["notices"] = tuple(plain["notices"])
        return Forecast(**plain)
    except (ValueError, TypeError, KeyError):
        return None


def _plain(series: Series) -> dict[str, Any]:
    plain = {name: getattr(series, name) for name in Series.__slots__}
    return plain | {name: plain[name].tolist() for name in _COLUMNS}


def _series(plain: dict[str, Any]) -> Series:
    return Series(**plain | {name: np.array(plain[name], dtype=np.float64) for name in _COLUMNS})


def _written(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat()


def _read(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
