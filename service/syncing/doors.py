"""What location apps send, as items of a batch: OwnTracks one place at a time, Overland many."""

import math
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

_NAMESPACE = uuid.UUID("0c0b6f5e-9a37-5d7e-8f0a-5b0a5f3c9e77")
_MOST_WORDS = 8
_MOST_ACCURACY_M = 1e6
_LOWEST_M, _HIGHEST_M = -500.0, 9000.0


def from_owntracks(message: object, device_id: str) -> list[dict[str, Any]]:
    """
    Read a message of OwnTracks.

    Parameters
    ----------
    message : object
        As parsed from JSON. Only those of type ``location`` tell of a place.
    device_id : str

    Returns
    -------
    list of dict
        One item, or none for other messages.
    """
    if not isinstance(message, dict) or message.get("_type") != "location":
        return []
    moment = _instant(message.get("tst"))
    if moment is None:
        return []
    item = _item(f"owntracks:{device_id}:{moment.timestamp():.3f}", moment)
    item["location"] = _location(
        message.get("lat"), message.get("lon"), message.get("alt"), message.get("acc")
    )
    item["motion"] = _words(message.get("motionactivities"))
    created = _instant(message.get("created_at"))
    if created is not None:
        item["metadata"] = {"sent": created.isoformat()}
    return [item]


def from_overland(body: object, device_id: str) -> list[dict[str, Any]]:
    """
    Read a batch of Overland.

    Parameters
    ----------
    body : object
        As parsed from JSON.
    device_id : str
        Where a place does not name its own.

    Returns
    -------
    list of dict
        An item for each feature that has a time; the rest can never be used.
    """
    features = body.get("locations") if isinstance(body, dict) else None
    if not isinstance(features, list):
        return []
    return [item for feature in features for item in _overland(feature, device_id)]


def _overland(feature: object, device_id: str) -> Iterator[dict[str, Any]]:
    geometry, told = (_part(feature, name) for name in ("geometry", "properties"))
    moment = _instant(told.get("timestamp"))
    coordinates = geometry.get("coordinates")
    if moment is None or not isinstance(coordinates, list) or len(coordinates) < 2:
        return
    device = told.get("device_id") or device_id
    item = _item(f"overland:{device}:{moment.timestamp():.3f}", moment)
    valid = _number(told.get("vertical_accuracy"))
    altitude = None if valid is not None and valid < 0.0 else told.get("altitude")
    item["location"] = _location(
        coordinates[1], coordinates[0], altitude, told.get("horizontal_accuracy")
    )
    motion = _words(told.get("motion"))
    item["motion"] = motion
    if told.get("wifi") and "stationary" in motion:
        item["indoor"] = True
    yield item


def _item(name: str, moment: datetime) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid5(_NAMESPACE, name)),
        "type": "location",
        "start": moment.isoformat(),
    }


def _location(lat: object, lon: object, altitude: object, accuracy: object) -> dict[str, Any]:
    place: dict[str, Any] = {"lat": lat, "lon": lon}
    height, radius = _number(altitude), _number(accuracy)
    if height is not None and _LOWEST_M <= height <= _HIGHEST_M:
        place["alt_m"] = height
    if radius is not None and 0.0 <= radius <= _MOST_ACCURACY_M:
        place["acc_m"] = radius
    return place


def _part(feature: object, name: str) -> dict[str, Any]:
    part = feature.get(name) if isinstance(feature, dict) else None
    return part if isinstance(part, dict) else {}


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _words(value: object) -> list[str]:
    given = value if isinstance(value, list) else [value]
    words = [word[:64].lower() for word in given if isinstance(word, str) and word]
    return words[:_MOST_WORDS]


def _instant(value: object) -> datetime | None:
    """Read Unix seconds, or ISO 8601 whose offset may lack its colon."""
    try:
        if isinstance(value, str):
            moment = datetime.fromisoformat(value)
            return moment if moment.tzinfo is not None else None
        seconds = _number(value)
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
