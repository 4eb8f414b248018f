"""Whether two samples say the same."""

import hashlib
import json
from typing import Any

from service.samples import Sample

_HALF = 8
_NOT_SAID = {"sent", "flags"}
_NO_LONGER_KNOWN = bytes(_HALF)
_written = json.JSONEncoder(sort_keys=True, separators=(",", ":"), check_circular=False).encode
"""Objects have no order in JSON, and what comes from the database has lists for tuples."""


def fingerprint(sample: Sample) -> bytes:
    """
    Digest of what a sample says, as it is kept: one half of it of where, the other of the rest.

    Times are those that were sent: a resent sample whose clock is corrected by a second more is
    still the same. Which device sent it does not matter.
    """
    details = sample.details
    sent = details.get("sent", {})
    said = (
        sample.deleted,
        sample.type,
        sent.get("start_ms", sample.start_ms),
        sent.get("end_ms", sample.end_ms),
        sample.value,
        sample.tz,
        None if sample.deleted else sample.recording,
        {key: value for key, value in details.items() if key not in _NOT_SAID},
        sent.get("value"),
        sent.get("unit"),
    )
    where = (sample.latitude, sample.longitude, sample.altitude_m)
    return _digest(said) + _digest(where)


def without_place(digest: bytes) -> bytes:
    """Digest of a sample whose place was made coarser than it came, so that it cannot be told."""
    return digest[:_HALF] + _NO_LONGER_KNOWN


def same(one: bytes, kept: bytes) -> bool:
    """Whether two samples say the same, as far as is known of the one that is kept."""
    if kept[_HALF:] == _NO_LONGER_KNOWN:
        return one[:_HALF] == kept[:_HALF]
    return one == kept


def _digest(said: Any) -> bytes:  # noqa: ANN401
    return hashlib.blake2b(_written(said).encode(), digest_size=_HALF).digest()
