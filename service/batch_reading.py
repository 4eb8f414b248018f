"""From the body of a batch to what can be stored, beside the event loop where it is large."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import ValidationError

from service.bodies import batch_body
from service.computing import computed
from service.errors import InvalidInput, invalid_fields
from service.schemas.sample_translation import entries_of
from service.schemas.samples import MOST_ITEMS, EnvelopeIn
from service.syncing.coarse import Precision
from service.syncing.door import Arrival
from service.syncing.entries import Device, Entry
from service.syncing.preparing import Plain, Prepared, as_plain, from_plain, prepared_at_once

_SMALL = 32_768
"""Bodies up to this size are read beside other requests without being noticed. [B]"""
_PAST = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)

Apart = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Sent:
    """A body as it came, and what has to be known to read it."""

    body: bytes
    content_type: str
    coding: str
    """Value of ``Content-Encoding``."""
    now_ms: int
    minimal_erythema_dose: float | None
    """Of the user, for doses in MED. [J m⁻²]"""
    precision: Precision


@dataclass(frozen=True, slots=True)
class BatchRead:
    """What a body says."""

    entries: list[Entry]
    prepared: Prepared
    arrival: Arrival
    device: Device | None


async def read_batch(sent: Sent, apart: Apart) -> BatchRead:
    """
    Read a batch and prepare its items.

    Parameters
    ----------
    sent : Sent
    apart : callable
        Computes something in another process.

    Returns
    -------
    BatchRead

    Raises
    ------
    NotUnderstood, TooMuch, InvalidInput
        Where the body as a whole is to blame; of single items the entries tell.
    """
    if len(sent.body) >= _SMALL:
        *plain, arrival, device = await apart(_read_as_plain, sent)
        return BatchRead(*from_plain(tuple(plain)), arrival, device)
    if sent.coding:
        return await computed(_read, sent)
    return _read(sent)


def _read_as_plain(sent: Sent) -> Plain:
    read = _read(sent)
    return *as_plain(read.entries, read.prepared), read.arrival, read.device


def _read(sent: Sent) -> BatchRead:
    batch = batch_body(sent.body, sent.content_type, sent.coding, MOST_ITEMS)
    envelope = _envelope(batch.envelope)
    skew_ms = None
    if envelope.sent_at is not None:
        skew_ms = (envelope.sent_at - _PAST) // _MILLISECOND - sent.now_ms
    arrival, device = Arrival(sent.now_ms, skew_ms), _device(envelope)
    entries = entries_of(batch.items, sent.minimal_erythema_dose)
    prepared = prepared_at_once(entries, arrival, sent.precision, device)
    return BatchRead(entries, prepared, arrival, device)


def _device(envelope: EnvelopeIn) -> Device | None:
    if envelope.device is None:
        return None
    told = envelope.device.model_dump(exclude_none=True, exclude_unset=True)
    return Device(told.pop("id"), told)


def _envelope(given: dict[str, Any]) -> EnvelopeIn:
    try:
        return EnvelopeIn.model_validate(given)
    except ValidationError as error:
        raise InvalidInput(*invalid_fields(error.errors(), ())) from error
