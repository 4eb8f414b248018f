"""From what devices send to samples in canonical units, and back to what clients read."""

import functools
import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from models.food_table import food
from service.samples import Sample
from service.schemas.sample_units import (
    CALCIUM_UNITS,
    MASS_UNITS,
    SAMPLE_UNITS,
    VITAMIN_D_UNITS,
)
from service.schemas.samples import (
    CoverItem,
    Deletion,
    ErythemalDose,
    Intake,
    ItemIn,
    SampleLocation,
    SampleOut,
    UpsertIn,
)
from service.syncing.door import Refusal
from service.syncing.entries import Entry

_ALL: TypeAdapter[list[ItemIn]] = TypeAdapter(list[ItemIn])
_ONE: TypeAdapter[ItemIn] = TypeAdapter(ItemIn)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_OWN = ("activity", "indoor", "basis", "band", "calibration", "motion", "clothing", "spf",
        "applied_mg_cm2", "substance", "product")  # fmt: skip
"""What only some types have."""
_KEPT_UNITS: dict[str, str] = {
    "time_in_daylight": "min", "uv_index": "UVI", "erythemal_dose": "J/m2", "irradiance": "W/m2",
    "illuminance": "lx", "cover": "1", "intake": "ug", "lab_25ohd": "nmol/L",
}  # fmt: skip


def entries_of(items: Sequence[Any], minimal_erythema_dose: float | None) -> list[Entry]:
    """
    Read the items of a batch, each by itself.

    Parameters
    ----------
    items : sequence
        As they were parsed from JSON.
    minimal_erythema_dose : float or None
        Of the user, for doses in MED. [J m⁻²]

    Returns
    -------
    list of Entry
        In the same order; an item that cannot be read has its refusal.
    """
    try:
        read: Sequence[Any] = _ALL.validate_python(items)
    except ValidationError:
        read = [_read(item) for item in items]
    return [
        _refused(index, items[index], item)
        if isinstance(item, Refusal)
        else _entry(index, item, minimal_erythema_dose)
        for index, item in enumerate(read)
    ]


def _read(item: Any) -> Any:  # noqa: ANN401
    if not isinstance(item, dict):
        return Refusal("dict_type", "#", "a sample has to be an object of JSON")
    try:
        return _ONE.validate_python(item)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        code = str(first["type"])
        if code in {"union_tag_invalid", "union_tag_not_found"}:
            return Refusal("type_unknown", "type", "no type of samples that is taken here")
        # The first step of the path is the type, which the client did not write there.
        return Refusal(code, _field(item, first["loc"][1:], code), str(first["msg"]))


def _field(item: Any, path: Sequence[int | str], code: str) -> str:  # noqa: ANN401
    """Name a field as far as the client wrote it; what follows are alternatives of the schema."""
    steps: list[str] = []
    for step in path:
        inside = isinstance(item, dict) and step in item
        if inside or code == "missing":
            steps.append(str(step))
        if not inside:
            break
        item = item[step]
    return ".".join(steps) or "#"


def _refused(index: int, item: Any, refusal: Refusal) -> Entry:  # noqa: ANN401
    given = item.get("id") if isinstance(item, dict) else None
    name = given[:64] if isinstance(given, str) else None
    return Entry(index, name, refusal=refusal)


def _entry(index: int, item: UpsertIn | Deletion, dose: float | None) -> Entry:
    sample_id = item.id.lower()
    if isinstance(item, Deletion):
        return Entry(index, item.id, Sample(sample_id, item.rev, deleted=True))
    start_ms = (item.start - _EPOCH) // _MILLISECOND
    end_ms = start_ms if item.end is None else (item.end - _EPOCH) // _MILLISECOND
    where = item.location
    sample = Sample(
        id=sample_id,
        rev=item.rev,
        type=item.type,
        start_ms=start_ms,
        end_ms=end_ms,
        tz=item.tz,
        recording=item.recording,
        details=_details(item),
    )
    if where is not None:
        sample.latitude, sample.longitude = where.lat, where.lon
        sample.altitude_m = where.alt_m
    refusal = _convert(sample, item, dose)
    if refusal is not None:
        return Entry(index, item.id, refusal=refusal)
    return Entry(index, item.id, sample, own_clock=item.clock == "device")


@functools.cache
def _own_of(kind: type[BaseModel]) -> tuple[str, ...]:
    return tuple(name for name in _OWN if name in kind.model_fields)


def _details(item: UpsertIn) -> dict[str, Any]:
    values = item.__dict__
    details = {
        name: value
        for name in _own_of(type(item))
        if (value := values[name]) is not None and value != ()
    }
    if item.location is not None and item.location.acc_m is not None:
        details["acc_m"] = item.location.acc_m
    if item.metadata:
        details["metadata"] = dict(sorted(item.metadata.items()))
    if isinstance(item, CoverItem) and item.end is None:
        details["open"] = True
    return details


def _convert(sample: Sample, item: UpsertIn, dose: float | None) -> Refusal | None:
    """Turn the value into the canonical unit, keeping what was sent where that differs."""
    value, unit = getattr(item, "value", None), getattr(item, "unit", None)
    if isinstance(item, CoverItem):
        return _convert_cover(sample, item)
    if isinstance(item, Intake) and item.food is not None:
        return _convert_food(sample, item, item.food)
    if isinstance(item, Intake) and (refusal := _by_label(item)) is not None:
        return refusal
    if value is None or unit is None:
        return None
    factor = _factor(item, unit, dose)
    if factor is None:
        return _no_factor(item)
    sample.value = value * factor
    if factor != 1.0:
        sample.details["sent"] = {"value": value, "unit": unit}
    return None


def _factor(item: UpsertIn, unit: str, dose: float | None) -> float | None:
    if isinstance(item, ErythemalDose) and unit == "MED":
        return dose
    if isinstance(item, Intake):
        if item.substance == "calcium":
            return CALCIUM_UNITS.get(unit)
        units = MASS_UNITS if item.substance.startswith("vitamin_k") else VITAMIN_D_UNITS
        return units.get(unit)
    return SAMPLE_UNITS[item.type].get(unit)


def _no_factor(item: UpsertIn) -> Refusal:
    if isinstance(item, ErythemalDose):
        detail = "MED says nothing without the skin type in the profile; send J/m2 or SED"
        return Refusal("skin_type_needed", "unit", detail)
    return Refusal("unit_unknown", "unit", "international units are of vitamin D only")


def _by_label(item: Intake) -> Refusal | None:
    for name in ("grams", "portions"):
        if getattr(item, name) is not None:
            return Refusal("conflict", name, "an amount of a food needs the food")
    if item.value is None:
        return Refusal("missing", "value", "give value and unit, or food with grams or portions")
    if item.unit is None:
        return Refusal("missing", "unit", "a value needs its unit")
    return None


def _convert_food(sample: Sample, item: Intake, food_id: str) -> Refusal | None:
    """Turn an amount of food into its vitamin D; nothing where nobody measured that."""
    for name in ("value", "unit", "substance"):
        if name in item.model_fields_set and getattr(item, name) is not None:
            return Refusal("conflict", name, "a food tells by itself what is in it")
    eaten = food(food_id)
    if eaten is None:
        return Refusal("unknown_food", "food", "not in the table of foods: see /v1/foods")
    amount, unit = (item.grams, "g") if item.portions is None else (item.portions, "portion")
    if amount is None or (item.grams is not None and item.portions is not None):
        return Refusal("conflict", "grams", "give grams or portions, and one of them only")
    grams = amount if unit == "g" else amount * eaten.portion_g
    sample.details.pop("substance", None)
    sample.details |= {
        "food": food_id, "grams": grams, "sent": {"value": amount, "unit": unit}
    }  # fmt: skip
    vitamin_d = eaten.vitamin_d_ug * grams / 100.0
    sample.value = None if math.isnan(vitamin_d) else vitamin_d
    return None


def _convert_cover(sample: Sample, item: CoverItem) -> Refusal | None:
    if (item.clothing is None) == (item.value is None):
        return Refusal("conflict", "value", "give clothing, or value and unit")
    if item.value is None:
        return None
    if item.unit is None:
        return Refusal("missing", "unit", "a value needs its unit: 1 or %")
    share = item.value * SAMPLE_UNITS["cover"][item.unit]
    if share > 1.0:
        return Refusal("implausible", "value", "there is no more skin than all of it")
    sample.value = share
    if item.unit != _KEPT_UNITS["cover"]:
        sample.details["sent"] = {"value": item.value, "unit": item.unit}
    return None


def _tombstone(sample: Sample) -> SampleOut:
    gone = dict.fromkeys(SampleOut.model_fields)
    return SampleOut.model_validate(gone | {"op": "delete", "id": sample.id, "rev": sample.rev})


def sample_out(sample: Sample) -> SampleOut:
    """Show a sample as it is kept."""
    if sample.deleted or sample.start_ms is None or sample.end_ms is None:
        return _tombstone(sample)
    where = None
    if sample.latitude is not None and sample.longitude is not None:
        where = SampleLocation.model_construct(
            lat=sample.latitude,
            lon=sample.longitude,
            alt_m=sample.altitude_m,
            acc_m=sample.details.get("acc_m"),
        )
    unit = _KEPT_UNITS.get(sample.type or "")
    if sample.details.get("substance") == "calcium":
        unit = "mg"
    return SampleOut(
        op="upsert",
        id=sample.id,
        rev=sample.rev,
        type=sample.type,
        start=_EPOCH + timedelta(milliseconds=sample.start_ms),
        end=_EPOCH + timedelta(milliseconds=sample.end_ms),
        tz=sample.tz,
        value=sample.value,
        unit=unit if sample.value is not None else None,
        location=where,
        recording=sample.recording,
        device_id=sample.device_id,
        details=sample.details or None,
    )
