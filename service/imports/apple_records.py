"""Single records of Apple Health: which are about the sun, and what they become."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from service.imports.instants import known_zone, number, seconds_of_apple
from service.imports.items import Item, Notice, build, source_name

_SKIN_TYPES = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6}
_MINUTES = {"min": 1.0, "s": 1.0 / 60.0, "hr": 60.0}
_MICROGRAMS = {"mcg": 1.0, "µg": 1.0, "μg": 1.0, "mg": 1e3, "g": 1e6, "IU": 0.025}
_LEVELS = {"count": 1.0, "": 1.0}
_LUX = re.compile(r"^\s*([0-9.]+)\s*lx", re.IGNORECASE)


@dataclass(slots=True)
class Element:
    """A record or a workout with what stands inside it."""

    attributes: dict[str, str]
    metadata: dict[str, str] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """Device or program that recorded it."""
        return source_name(self.attributes.get("sourceName", ""))

    @property
    def tz(self) -> str | None:
        """IANA zone of the place; the offsets in the file are those of the export."""
        return known_zone(self.metadata.get("HKTimeZone", ""))

    @property
    def by_hand(self) -> bool:
        """Whether the person typed it in."""
        return self.metadata.get("HKWasUserEntered") == "1"

    def interval(self) -> tuple[float, float]:
        """When it began and ended, ``nan`` where it can't be read. [s since 1970]"""
        return (
            seconds_of_apple(self.attributes.get("startDate", "")),
            seconds_of_apple(self.attributes.get("endDate", "")),
        )


def item_of_record(record: Element) -> Item | Notice:
    """
    Make an item of a record about the sun.

    Returns
    -------
    Item or Notice
        A notice where something in it can't be read.
    """
    kind = record.attributes["type"]
    factors, _ = USED[kind]
    unit = record.attributes.get("unit", "")
    value = number(record.attributes.get("value")) * factors.get(unit, math.nan)
    start, end = record.interval()
    if unit not in factors:
        return Notice("unit_unknown", f"{kind} [{unit}]")
    if not math.isfinite(value):
        return Notice("value_unreadable", kind)
    if not (math.isfinite(start) and math.isfinite(end)):
        return Notice("time_unreadable", kind)
    return USED[kind][1](record, start, end, round(value, 6))


def skin_type(attributes: dict[str, str]) -> int | None:
    """Read the skin type after Fitzpatrick, 1 to 6, from what an export says of the person."""
    told = attributes.get("HKCharacteristicTypeIdentifierFitzpatrickSkinType", "")
    return _SKIN_TYPES.get(told.removeprefix("HKFitzpatrickSkinType"))


def _daylight(record: Element, start: float, end: float, value: float) -> Item:
    lux = _LUX.match(record.metadata.get("HKMetadataKeyMaximumLightIntensity", ""))
    return build(
        "time_in_daylight",
        record.source,
        start,
        end,
        recording="manual" if record.by_hand else "automatic",
        named_by=value,
        tz=record.tz,
        metadata={"max_lux": number(lux[1])} if lux and number(lux[1]) >= 0.0 else {},
        value=value,
        unit="min",
    )


def _uv_index(record: Element, start: float, end: float, value: float) -> Item:
    return build(
        "uv_index",
        record.source,
        start,
        end,
        recording="manual" if record.by_hand else "automatic",
        named_by=value,
        tz=record.tz,
        value=value,
        unit="count",
    )


def _intake(record: Element, start: float, end: float, value: float) -> Item:
    return build(
        "intake",
        record.source,
        start,
        end,
        recording="manual",
        named_by=value,
        tz=record.tz,
        substance="vitamin_d",
        value=value,
        unit="ug",
    )


USED: dict[str, tuple[dict[str, float], Callable[[Element, float, float, float], Item]]] = {
    "HKQuantityTypeIdentifierTimeInDaylight": (_MINUTES, _daylight),
    "HKQuantityTypeIdentifierUVExposure": (_LEVELS, _uv_index),
    "HKQuantityTypeIdentifierDietaryVitaminD": (_MICROGRAMS, _intake),
}
"""What is used, with its units and what they have to be multiplied by."""
