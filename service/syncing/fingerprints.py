"""Whether two samples say the same."""

import hashlib
import json
from typing import Any

from service.samples import Sample

_HALF = 8
_NOT_SAID = {"sent", "flags"}
_NOTHING: dict[str, Any] = {}
_NO_LONGER_KNOWN = bytes(_HALF)
_written = json.JSONEncoder(sort_keys=True, separators=(",", ":"), check_circular=False).encode
"""Objects have no order in JSON, and what comes from the database has lists for tuples."""


def fingerprint(sample: Sample) -> bytes:
    """
    Digest of what a sample says, as it is kept: one half of it of where, the other of the rest.

    Times are those that were sent: a resent sample whose clock is corrected by a second more is
    still the same. Which device sent it does not matter.
    """
    return digest_and_text(sample)[0]


def digest_and_text(sample: Sample) -> tuple[bytes, str | None]:
    """Make the digest, and the details as text, which it takes anyway."""
    details = sample.details
    if not details:
        return _digested(sample, _NOTHING, ""), None
    text = _written(details)
    if _NOT_SAID.isdisjoint(details):
        return _digested(sample, _NOTHING, text), text
    told = {key: each for key, each in details.items() if key not in _NOT_SAID}
    # The same as where there are no details at all: a clock may be corrected at another time.
    return _digested(sample, details.get("sent", _NOTHING), _written(told) if told else ""), text


def _digested(sample: Sample, sent: dict[str, Any], told: str) -> bytes:
    said = (
        f"{sample.deleted}|{sample.type}|{sent.get('start_ms', sample.start_ms)}|"
        f"{sent.get('end_ms', sample.end_ms)}|{sample.value!r}|{sample.tz}|"
        f"{None if sample.deleted else sample.recording}|{sent.get('value')!r}|"
        f"{sent.get('unit')}|{told}"
    )
    where = f"{sample.latitude!r}|{sample.longitude!r}|{sample.altitude_m!r}"
    return _digest(said) + _digest(where)


def without_place(digest: bytes) -> bytes:
    """Digest of a sample whose place was made coarser than it came, so that it cannot be told."""
    return digest[:_HALF] + _NO_LONGER_KNOWN


def same(one: bytes, kept: bytes) -> bool:
    """Whether two samples say the same, as far as is known of the one that is kept."""
    if kept[_HALF:] == _NO_LONGER_KNOWN:
        return one[:_HALF] == kept[:_HALF]
    return one == kept


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=_HALF).digest()
