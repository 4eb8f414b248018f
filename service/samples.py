"""A sample: what a device says of a span of one person's time, in canonical units."""

from dataclasses import dataclass, field
from typing import Any, Literal

SampleType = Literal[
    "time_in_daylight",
    "outdoor_session",
    "uv_index",
    "erythemal_dose",
    "irradiance",
    "illuminance",
    "location",
    "cover",
    "sunscreen",
    "intake",
    "lab_25ohd",
]
"""What a sample can be of. Values are in [min], none, [unitless], [J m⁻²], [W m⁻²], [lx], none,
uncovered share of the skin [unitless], none, [µg] (calcium [mg]) and [nmol L⁻¹]."""

Recording = Literal["automatic", "active", "manual"]
Basis = Literal["gps", "motion", "session"]
"""What a session was recorded by: positions, movement of a phone, or a start and a stop."""


@dataclass(slots=True)
class Sample:
    """One revision of one sample; of a deleted one nothing but id and revision is left."""

    id: str
    rev: int
    deleted: bool = False
    type: SampleType | None = None
    start_ms: int | None = None
    """Milliseconds since 1970, UTC. [ms]"""
    end_ms: int | None = None
    """At least ``start_ms``. [ms]"""
    value: float | None = None
    latitude: float | None = None
    """As coarse as its user wants it. [°]"""
    longitude: float | None = None
    altitude_m: float | None = None
    tz: str | None = None
    """IANA zone that the client named."""
    recording: Recording = "automatic"
    device_id: str | None = None
    details: dict[str, Any] = field(default_factory=dict)
    """What only some types have, metadata, flags, and the value and unit as they were sent."""
    seq: int = 0
    """Place in the feed of changes of the user."""
