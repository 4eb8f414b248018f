"""Samples as a batch takes them, so that what was exported can be sent anywhere again."""

from typing import Any

from service.exporting.plain import utc
from service.samples import Sample
from service.schemas.sample_translation import sample_out

_NOT_SENT = {"flags", "sent", "open", "metadata", "acc_m", "grams"}
"""Of the details: what the door noted, and what has a place of its own."""


def wire_item(sample: Sample) -> dict[str, Any]:
    """
    Write a sample as an item of a batch.

    Parameters
    ----------
    sample : Sample
        As it is kept.

    Returns
    -------
    dict
        Reading it in gives the same sample. Its value has the unit it was sent in, so that sending
        it to its own user again changes nothing; a dose in MED is the exception, because what that
        was depended on the skin. The device is told by the batch, not by the item.
    """
    if sample.deleted or sample.start_ms is None or sample.end_ms is None:
        return {"op": "delete", "id": sample.id, "rev": sample.rev}
    value, unit = _as_sent(sample)
    item = {
        "op": "upsert",
        "id": sample.id,
        "rev": sample.rev,
        "type": sample.type,
        "start": utc(sample.start_ms),
        "end": None if sample.details.get("open") else utc(sample.end_ms),
        "tz": sample.tz,
        "value": value,
        "unit": unit,
        "location": _location(sample),
        "recording": sample.recording,
        "metadata": sample.details.get("metadata"),
    }
    item |= {name: each for name, each in sample.details.items() if name not in _NOT_SENT}
    if "food" in sample.details:
        item |= _amount_of_food(sample)
    return {name: each for name, each in item.items() if each is not None}


def _as_sent(sample: Sample) -> tuple[float | None, str | None]:
    if sample.value is None:
        return None, None
    sent = sample.details.get("sent", {})
    if "value" in sent and sent.get("unit") != "MED":
        return sent["value"], sent["unit"]
    return sample.value, sample_out(sample).unit


def _amount_of_food(sample: Sample) -> dict[str, float | None]:
    """Grams or portions; the vitamin D in them follows from the food."""
    sent = sample.details["sent"]
    told = "portions" if sent["unit"] == "portion" else "grams"
    return {told: sent["value"], "value": None, "unit": None}


def _location(sample: Sample) -> dict[str, float] | None:
    if sample.latitude is None or sample.longitude is None:
        return None
    place = {
        "lat": sample.latitude,
        "lon": sample.longitude,
        "alt_m": sample.altitude_m,
        "acc_m": sample.details.get("acc_m"),
    }
    return {name: each for name, each in place.items() if each is not None}
