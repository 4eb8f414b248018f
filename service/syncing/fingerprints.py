"""Whether two samples say the same."""

import hashlib
import math
import struct
from typing import Any

from pydantic_core import to_json

from service.samples import Sample

_HALF = 8
_NOT_SAID = {"sent", "flags", "grams"}
"""Grams of a food follow from what was sent, by a table of portions that may be another by now."""
_NOTHING: dict[str, Any] = {}
_NO_LONGER_KNOWN = bytes(_HALF)
_two_numbers = struct.Struct("<2d").pack
_three_numbers = struct.Struct("<3d").pack
"""Several times faster than digits; what is not given is NaN, which nothing given can be."""


def fingerprint(sample: Sample) -> bytes:
    """
    Digest of what a sample says, as it is kept: one half of it of where, the other of the rest.

    Times, value and unit are those that were sent: a resent sample whose clock is corrected by a
    second more, or whose MED is that of another skin type by now, is still the same. Which device
    sent it does not matter. Details have their keys in one order, wherever they come from.
    """
    return digest_and_text(sample)[0]


def digest_and_text(sample: Sample) -> tuple[bytes, str | None]:
    """Make the digest, and the details as text, which it takes anyway."""
    details = sample.details
    if not details:
        return _digested(sample, _NOTHING, ""), None
    text = to_json(details).decode()
    if _NOT_SAID.isdisjoint(details):
        return _digested(sample, _NOTHING, text), text
    told = {key: each for key, each in details.items() if key not in _NOT_SAID}
    # The same as where there are no details at all: a clock may be corrected at another time.
    told_text = to_json(told).decode() if told else ""
    return _digested(sample, details.get("sent", _NOTHING), told_text), text


def _digested(sample: Sample, sent: dict[str, Any], told: str) -> bytes:
    said = (
        f"{sample.deleted}|{sample.type}|{sent.get('start_ms', sample.start_ms)}|"
        f"{sent.get('end_ms', sample.end_ms)}|{sample.tz}|"
        f"{None if sample.deleted else sample.recording}|{sent.get('unit')}|{told}"
    )
    value = sent.get("value")
    kept = sample.value if value is None else None
    numbers = _two_numbers(_or_nan(kept), _or_nan(value))
    where = b""
    if sample.latitude is not None and sample.longitude is not None:
        where = _three_numbers(sample.latitude, sample.longitude, _or_nan(sample.altitude_m))
    return _digest(numbers + said.encode()) + _digest(where)


def _or_nan(number: float | None) -> float:
    return math.nan if number is None else number


def without_place(digest: bytes) -> bytes:
    """Digest of a sample whose place was made coarser than it came, so that it cannot be told."""
    return digest[:_HALF] + _NO_LONGER_KNOWN


def same(one: bytes, kept: bytes) -> bool:
    """Whether two samples say the same, as far as is known of the one that is kept."""
    if kept[_HALF:] == _NO_LONGER_KNOWN:
        return one[:_HALF] == kept[:_HALF]
    return one == kept


def _digest(said: bytes) -> bytes:
    return hashlib.blake2b(said, digest_size=_HALF).digest()
