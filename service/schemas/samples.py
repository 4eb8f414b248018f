"""Samples as devices send them: one schema for each type, units explicit, nothing unknown."""

from datetime import datetime
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    GetPydanticSchema,
    Tag,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError, core_schema

from models.body import ClothingName
from service.samples import Basis, Recording, SampleType

MOST_ITEMS = 5000
"""Items of a batch."""
_UUID = r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"
_RFC_3339 = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?"
    r"([Zz]|[+-][0-9]{2}:[0-9]{2})?$"
)
_WITH_OFFSET = r"([Zz]|[+-][0-9]{2}:[0-9]{2})$"
_NO_TIME = "not a time of RFC 3339, such as 2026-06-12T12:30:00+02:00"
_MOST_REV = 2**53 - 1
_MOST_METADATA = 32

SampleId = Annotated[str, Field(pattern=_UUID, examples=["0198f7c2-5c1e-7d0b-9a51-3f2f6f1d2a10"])]
Rev = Annotated[int, Field(ge=1, le=_MOST_REV)]


def _timed(_source: object, _handler: object) -> core_schema.CoreSchema:
    """Read a time without a step in Python: there are two in each of thousands of items."""
    aware = core_schema.datetime_schema(strict=False, tz_constraint="aware")
    text = core_schema.str_schema(strict=True, pattern=_RFC_3339)
    with_offset = core_schema.str_schema(pattern=_WITH_OFFSET)
    return core_schema.chain_schema(
        [
            _told(text, "time_format", _NO_TIME),
            _told(
                with_offset, "time_offset_missing", "a time needs an offset, such as Z or +02:00"
            ),
            _told(aware, "time_format", _NO_TIME),
        ]
    )


def _told(schema: core_schema.CoreSchema, code: str, detail: str) -> core_schema.CoreSchema:
    return core_schema.custom_error_schema(
        schema, custom_error_type=code, custom_error_message=detail
    )


Time = Annotated[
    datetime,
    GetPydanticSchema(_timed, lambda _schema, handler: handler(core_schema.datetime_schema())),
    Field(description="RFC 3339 with offset.", examples=["2026-06-12T12:30:00+02:00"]),
]
Value = Annotated[float, Field(ge=-1e9, le=1e9)]
Word = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f]+$")]
Scalar = Annotated[
    Annotated[str, Field(max_length=500)] | bool | int | float | None,
    Field(union_mode="left_to_right"),
    # By what it is not: of a choice of plain types generators for Kotlin and Swift make nothing.
    WithJsonSchema({"not": {"type": ["array", "object"]}, "maxLength": 500}),
]
Metadata = Annotated[dict[Word, Scalar], Field(max_length=_MOST_METADATA)]
Substance = Literal[
    "vitamin_d", "vitamin_d3", "vitamin_d2", "vitamin_k1", "vitamin_k2_mk4", "vitamin_k2_mk7",
    "calcium",
]  # fmt: skip
Clock = Literal["device", "disciplined"]
CoverUnit = Literal["1", "%"]
IntakeUnit = Literal["ug", "mcg", "µg", "mg", "g", "IU"]


def _known_zone(name: str) -> str:
    if name not in _zones():
        raise PydanticCustomError("time_zone_unknown", "no IANA time zone of that name")
    return name


_ZONES: set[str] = set()


def _zones() -> set[str]:
    if not _ZONES:
        _ZONES.update(available_timezones())
    return _ZONES


Zone = Annotated[str, Field(max_length=64), AfterValidator(_known_zone)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class SampleLocation(_Strict):
    """Where; kept as coarse as its user wants."""

    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]
    alt_m: Annotated[float | None, Field(ge=-500, le=9000)] = None
    acc_m: Annotated[float | None, Field(ge=0, le=1e6)] = None


class _Item(_Strict):
    id: SampleId
    rev: Rev = 1
    op: Literal["upsert"] = "upsert"
    start: Time
    end: Time | None = None
    tz: Zone | None = None
    location: SampleLocation | None = None
    metadata: Metadata = {}
    recording: Recording = "automatic"
    clock: Annotated[
        Clock,
        Field(description="`device`: an own clock, corrected by the skew of `sent_at`."),
    ] = "disciplined"


class _Interval(_Item):
    end: Time


class TimeInDaylight(_Interval):
    """Minutes outdoors within an interval, as a watch counts them."""

    type: Literal["time_in_daylight"]
    value: Value
    unit: Literal["min", "s", "h"]


class OutdoorSession(_Interval):
    """A walk, a run, a ride; or one that was none, indoors."""

    type: Literal["outdoor_session"]
    activity: Word = "other"
    indoor: bool | None = None
    basis: Annotated[Basis, Field(description="What it was recorded by.")] = "session"


class UvIndexReading(_Item):
    """A level, at an instant or over an interval."""

    type: Literal["uv_index"]
    value: Value
    unit: Literal["UVI", "count"]
    calibration: Annotated[
        Word | None, Field(description="Of a sensor that is worn: then it is evidence of a stay.")
    ] = None


class ErythemalDose(_Interval):
    """Erythemal radiant exposure that a worn dosimeter received."""

    type: Literal["erythemal_dose"]
    value: Value
    unit: Literal["J/m2", "SED", "MED"]
    calibration: Word | None = None


class IrradianceReading(_Item):
    """What a sensor reads in a band, with a calibration that is declared."""

    type: Literal["irradiance"]
    value: Value
    unit: Literal["W/m2", "mW/m2", "uW/cm2", "µW/cm2"]
    band: Literal["erythemal", "uva", "uvb"]
    calibration: Word


class Illuminance(_Item):
    """How bright it is."""

    type: Literal["illuminance"]
    value: Value
    unit: Literal["lx", "klx"]


class LocationItem(_Item):
    """Where somebody was."""

    type: Literal["location"]
    location: SampleLocation
    motion: Annotated[tuple[Word, ...], Field(max_length=8, strict=False)] = ()
    indoor: bool | None = None


class CoverItem(_Item):
    """How much skin is bare, from then on or until an end."""

    type: Literal["cover"]
    clothing: ClothingName | None = None
    value: Annotated[float | None, Field(ge=0, le=100, description="Bare share of the skin.")] = (
        None
    )
    unit: CoverUnit | None = None


class SunscreenItem(_Item):
    """When sunscreen was put on."""

    type: Literal["sunscreen"]
    spf: Annotated[float, Field(ge=1, le=100)]
    applied_mg_cm2: Annotated[float | None, Field(ge=0, le=2)] = None


class Intake(_Item):
    """What was eaten or swallowed: a food of the table, or what the label of a product says."""

    type: Literal["intake"]
    substance: Substance = "vitamin_d"
    value: Value | None = None
    unit: IntakeUnit | None = None
    product: Annotated[str | None, Field(max_length=200)] = None
    food: Annotated[
        Word | None, Field(description="`id` of `/v1/foods`, instead of substance and value.")
    ] = None
    grams: Annotated[float | None, Field(gt=0, le=5000)] = None
    portions: Annotated[float | None, Field(gt=0, le=50)] = None


class Lab25Ohd(_Item):
    """25-hydroxyvitamin D in blood."""

    type: Literal["lab_25ohd"]
    value: Value
    unit: Literal["nmol/L", "ng/mL"]


class Deletion(_Strict):
    """A sample is gone: its revision stays, so that no late upsert brings it back."""

    id: SampleId
    rev: Rev = 1
    op: Literal["delete"]
    type: Word | None = None


def _tag(item: Any) -> str | None:  # noqa: ANN401
    if isinstance(item, dict):
        if item.get("op") == "delete":
            return "delete"
        kind = item.get("type")
        return kind if isinstance(kind, str) else None
    if not isinstance(item, _Strict):
        return None
    return "delete" if isinstance(item, Deletion) else str(getattr(item, "type", ""))


_TYPES = (
    TimeInDaylight, OutdoorSession, UvIndexReading, ErythemalDose, IrradianceReading, Illuminance,
    LocationItem, CoverItem, SunscreenItem, Intake, Lab25Ohd,
)  # fmt: skip

ItemIn = Annotated[
    Annotated[TimeInDaylight, Tag("time_in_daylight")]
    | Annotated[OutdoorSession, Tag("outdoor_session")]
    | Annotated[UvIndexReading, Tag("uv_index")]
    | Annotated[ErythemalDose, Tag("erythemal_dose")]
    | Annotated[IrradianceReading, Tag("irradiance")]
    | Annotated[Illuminance, Tag("illuminance")]
    | Annotated[LocationItem, Tag("location")]
    | Annotated[CoverItem, Tag("cover")]
    | Annotated[SunscreenItem, Tag("sunscreen")]
    | Annotated[Intake, Tag("intake")]
    | Annotated[Lab25Ohd, Tag("lab_25ohd")]
    | Annotated[Deletion, Tag("delete")],
    Discriminator(_tag),
]
UpsertIn = (
    TimeInDaylight | OutdoorSession | UvIndexReading | ErythemalDose | IrradianceReading
    | Illuminance | LocationItem | CoverItem | SunscreenItem | Intake | Lab25Ohd
)  # fmt: skip


class DeviceIn(_Strict):
    """Who sends. A serial number is not wanted here."""

    id: Word
    type: Literal["phone", "watch", "clip", "ring", "sensor", "app", "other"] = "other"
    manufacturer: Annotated[str | None, Field(max_length=100)] = None
    model: Annotated[str | None, Field(max_length=100)] = None
    firmware: Annotated[str | None, Field(max_length=100)] = None
    app: Annotated[str | None, Field(max_length=100)] = None
    app_version: Annotated[str | None, Field(max_length=100)] = None


class EnvelopeIn(_Strict):
    """What stands around the items of a batch."""

    device: DeviceIn | None = None
    sent_at: Time | None = None


class SamplesIn(EnvelopeIn):
    """A batch of samples; each is judged by itself."""

    items: Annotated[list[ItemIn], Field(max_length=MOST_ITEMS)]


class ItemResult(BaseModel):
    """What became of one item."""

    i: Annotated[int, Field(description="Place in the batch, from 0.")]
    id: str | None
    status: Literal["created", "updated", "unchanged", "stale", "deleted", "rejected"]
    code: Annotated[str | None, Field(description="Why it was rejected; otherwise null.")]
    field: Annotated[
        str | None, Field(description="Which field is wrong, `#` for all of it; null as `code`.")
    ]
    detail: Annotated[str | None, Field(description="In words; null as `code`.")]


class BatchCounts(BaseModel):
    """How many of each."""

    created: int
    updated: int
    unchanged: int
    stale: int
    deleted: int
    rejected: int


class BatchResult(BaseModel):
    """What became of a batch; durable when it is answered."""

    batch_id: str
    server_time: datetime
    clock_skew_s: Annotated[
        float | None, Field(description="By how much the sender's clock is ahead.")
    ]
    counts: BatchCounts
    results: list[ItemResult]
    affected_days: Annotated[list[str], Field(description="Dates that are worked out anew.")]
    cursor: Annotated[str, Field(description="Of the feed, after this batch.")]


class SampleOut(BaseModel):
    """A sample as it is kept, in canonical units; of a deleted one only id and revision."""

    op: Literal["upsert", "delete"]
    id: str
    rev: Annotated[int, Field(description="Revision; of one id the highest stands.")]
    type: SampleType | None
    start: datetime | None
    end: datetime | None
    tz: Annotated[str | None, Field(description="Time zone of IANA in which it was taken.")]
    value: Annotated[float | None, Field(description="In `unit`.")]
    unit: str | None
    location: SampleLocation | None
    recording: Recording | None
    device_id: str | None
    details: Annotated[
        dict[str, Any] | None,
        Field(description="What only some types have, metadata, flags, and what was sent."),
    ]


class ChangesOut(BaseModel):
    """A part of the feed of changes."""

    changes: list[SampleOut]
    next_cursor: Annotated[
        str, Field(description="To go on from; good where nothing follows, too.")
    ]
    has_more: bool


class SamplesOut(BaseModel):
    """Samples by time."""

    samples: list[SampleOut]
    next_page: Annotated[
        str | None, Field(description="To ask for what follows; null after the last.")
    ]
