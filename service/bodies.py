"""Bodies of batches: JSON or lines of JSON, compressed or not, never larger than they may be."""

import zlib
from dataclasses import dataclass
from typing import Any

import zstandard
from pydantic_core import from_json

from service.errors import FieldError, InvalidInput, NotUnderstood, TooMuch

_MOST_PLAIN = 8 * 1024 * 1024
"""What a body may have after it was inflated. [B]"""
_MOST_RATIO = 50
_LEAST_JUDGED = 65_536
"""Below this size repetition is no attack. [B]"""
_PIECE = 65_536
_MOST_WINDOW = 8 * 1024 * 1024
_CONTAINERS_OF_AN_ITEM = 8
"""Objects and lists that one is made of, with room for brackets in its texts."""
_ZSTD_PIECE = 256
"""Four bytes can stand for 128 KiB: so many inflate to no more than a body may have. [B]"""
_LINES = {"application/x-ndjson", "application/ndjson", "application/jsonl"}
_JSON = "application/json"
_OF_ITEMS = {"id", "rev", "op", "type", "start", "end", "value", "unit"}
"""A first line with any of these is a sample, if only a bad one, and no envelope."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line that is no JSON."""


@dataclass(frozen=True, slots=True)
class BatchBody:
    """Items of a batch, and what stands around them."""

    items: list[Any]
    envelope: dict[str, Any]


def batch_body(body: bytes, content_type: str, coding: str, most_items: int) -> BatchBody:
    """
    Read a batch.

    Parameters
    ----------
    body : bytes
        As it came over the wire.
    content_type : str
        Value of the header.
    coding : str
        Value of ``Content-Encoding``.
    most_items : int

    Returns
    -------
    BatchBody

    Raises
    ------
    NotUnderstood
        For another media type or coding.
    TooMuch
        For more than is taken at once.
    InvalidInput
        For what is no batch.
    """
    plain = inflated(body, coding)
    # Before they are made: an empty list of two bytes takes thirty times as many in memory.
    _stop_at_count((plain.count(b"{") + plain.count(b"[")) // _CONTAINERS_OF_AN_ITEM, most_items)
    kind = content_type.partition(";")[0].strip().lower()
    if kind in _LINES:
        return _lines(plain, most_items)
    if kind != _JSON:
        raise NotUnderstood("send the body as application/json or application/x-ndjson")
    return _document(plain, most_items)


def inflated(body: bytes, coding: str) -> bytes:
    """
    Undo a coding, as far as the limits go.

    Raises
    ------
    NotUnderstood, TooMuch, InvalidInput
    """
    match coding.strip().lower():
        case "" | "identity":
            return body
        case "gzip" | "x-gzip":
            return _gunzipped(body)
        case "zstd":
            return _unzstandardised(body)
        case other:
            raise NotUnderstood(f"the coding {other[:32]} is not spoken; send gzip or zstd")


def _gunzipped(body: bytes) -> bytes:
    inflater = zlib.decompressobj(wbits=31)
    parts, size, rest = [], 0, body
    try:
        while rest and not inflater.eof:
            part = inflater.decompress(rest, _PIECE)
            size += len(part)
            _stop_at_limit(size, len(body))
            parts.append(part)
            rest = inflater.unconsumed_tail
    except zlib.error as error:
        raise _damaged("gzip") from error
    if not inflater.eof or inflater.unused_data:
        raise _damaged("gzip")
    return b"".join(parts)


def _unzstandardised(body: bytes) -> bytes:
    # By hand and not with a stream reader: that takes what was cut off for whole.
    decompressor = zstandard.ZstdDecompressor(max_window_size=_MOST_WINDOW)
    inflater = decompressor.decompressobj()
    parts, size = [], 0
    try:
        for first in range(0, len(body), _ZSTD_PIECE):
            rest = body[first : first + _ZSTD_PIECE]
            while rest:
                if inflater.eof:
                    inflater = decompressor.decompressobj()
                part = inflater.decompress(rest)
                size += len(part)
                _stop_at_limit(size, len(body))
                parts.append(part)
                rest = inflater.unused_data if inflater.eof else b""
    except zstandard.ZstdError as error:
        raise _damaged("zstd") from error
    if not inflater.eof:
        raise _damaged("zstd")
    return b"".join(parts)


def _stop_at_limit(size: int, compressed: int) -> None:
    if size > _MOST_PLAIN:
        raise TooMuch("too_large", f"the body may have {_MOST_PLAIN} bytes when it is inflated")
    if size > _LEAST_JUDGED and size > _MOST_RATIO * compressed:
        detail = f"the body may not inflate more than {_MOST_RATIO} times"
        raise TooMuch("compressed_too_much", detail)


def _damaged(coding: str) -> InvalidInput:
    return InvalidInput(FieldError("#", "coding_invalid", f"the body is not whole {coding}"))


def _document(plain: bytes, most_items: int) -> BatchBody:
    try:
        document = from_json(plain, allow_inf_nan=False)
    except ValueError as error:
        message = "the body is not JSON in UTF-8"
        raise InvalidInput(FieldError("#", "json_invalid", message)) from error
    if not isinstance(document, dict):
        raise InvalidInput(FieldError("#", "dict_type", "the body has to be an object"))
    items = document.pop("items", None)
    if not isinstance(items, list):
        raise InvalidInput(FieldError("#/items", "missing", "the body needs a list of items"))
    _stop_at_count(len(items), most_items)
    return BatchBody(items, document)


def _lines(plain: bytes, most_items: int) -> BatchBody:
    lines = [line for line in plain.split(b"\n") if line.strip()]
    _stop_at_count(len(lines) - 1, most_items)
    items = [_line(line) for line in lines]
    envelope: dict[str, Any] = {}
    if items and isinstance(items[0], dict) and not _OF_ITEMS & items[0].keys():
        envelope = items.pop(0)
    _stop_at_count(len(items), most_items)
    return BatchBody(items, envelope)


def _line(line: bytes) -> Any:  # noqa: ANN401
    try:
        return from_json(line, allow_inf_nan=False)
    except ValueError:
        return Unreadable()


def _stop_at_count(count: int, most: int) -> None:
    if count > most:
        raise TooMuch("too_many_items", f"a batch may have {most} items")
