"""Bodies of batches: media types, codings, and how much is taken at once."""

import gzip
import json
import random

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from service.bodies import inflated
from service.errors import InvalidInput
from tests.syncing import codes, daylight, deletion, lines, sample_id, uv_index

pytestmark = pytest.mark.anyio
MIB = 1024 * 1024
ENVELOPE = {"device": {"id": "w-7f3", "type": "watch"}, "sent_at": "2026-06-20T19:03:11Z"}
NDJSON = "application/x-ndjson"


def plain(*items, **envelope):
    return json.dumps({**envelope, "items": items}).encode()


def noise(size):
    """Letters that compress to half of their number at best; the same every time."""
    return random.Random(size).randbytes(size // 2 + 1).hex().encode()[:size]  # noqa: S311


def blank(size):
    """White space of which a quarter is noise, so that it compresses to about a thirtieth."""
    draw = random.Random(size)  # noqa: S311
    table = bytes(32 if byte % 2 else 9 for byte in range(256))
    parts = [
        draw.randbytes(16_384).translate(table) + b" " * 49_152 for _ in range(size // 65_536 + 1)
    ]
    return b"".join(parts)[:size]


def padded(size):
    """A valid batch of one sample, of exactly so many bytes."""
    body = plain(uv_index())
    return body + b" " * (size - len(body))


@pytest.mark.parametrize(
    "coding", [None, "identity", "gzip", "x-gzip", "GZIP", "zstd"], ids=lambda name: name or "none"
)
@pytest.mark.parametrize("form", ["application/json", "Application/JSON; charset=utf-8", NDJSON])
async def test_forms_and_codings(watch, form, coding):
    items = [uv_index(1), daylight(2)]
    body = lines(ENVELOPE, *items) if form == NDJSON else plain(*items, **ENVELOPE)
    headers = {"content_type": form} | ({"content_encoding": coding} if coding else {})
    if coding in {"gzip", "x-gzip", "GZIP"}:
        body = gzip.compress(body)
    if coding == "zstd":
        body = zstandard.compress(body)
    answer = (await watch.post(body, **headers)).json()
    assert [result["status"] for result in answer["results"]] == ["created", "created"]
    assert answer["clock_skew_s"] == 0.0
    assert {sample["device_id"] for sample in (await watch.kept()).values()} == {"w-7f3"}


@pytest.mark.parametrize("form", ["application/ndjson", "application/jsonl"])
async def test_other_names_of_lines(watch, form):
    answer = (await watch.post(lines(uv_index()), content_type=form)).json()
    assert answer["counts"]["created"] == 1


async def test_lines_without_an_envelope(watch):
    body = b"\n\n" + lines(uv_index(1), uv_index(2)) + b"\r\n\n"
    answer = (await watch.post(body, content_type=NDJSON)).json()
    assert answer["counts"]["created"] == 2
    assert answer["clock_skew_s"] is None


async def test_a_line_that_is_no_json_is_a_rejected_item(watch):
    body = lines(uv_index(1)) + b'\n{"id": "0198\n' + lines(uv_index(2)) + b"\n[1, 2]\nnull"
    answer = (await watch.post(body, content_type=NDJSON)).json()
    assert [result["status"] for result in answer["results"]] == [
        "created", "rejected", "created", "rejected", "rejected",
    ]  # fmt: skip
    assert [result["i"] for result in answer["results"]] == [0, 1, 2, 3, 4]
    assert all(result["code"] for result in answer["results"] if result["status"] == "rejected")


async def test_a_first_line_that_is_no_json_is_a_rejected_item(watch):
    body = b"{\n" + lines(uv_index(1))
    answer = (await watch.post(body, content_type=NDJSON)).json()
    assert [result["status"] for result in answer["results"]] == ["rejected", "created"]


async def test_a_first_sample_without_id_is_a_rejected_item_and_no_envelope(watch):
    bad = {name: value for name, value in uv_index().items() if name != "id"}
    answer = (await watch.post(lines(bad, uv_index(2)), content_type=NDJSON)).json()
    assert [result["status"] for result in answer["results"]] == ["rejected", "created"]
    assert answer["results"][0]["field"] == "id"


@pytest.mark.parametrize("form", ["application/json", NDJSON])
async def test_an_unknown_field_of_the_envelope_is_named(watch, form):
    wrong = {"device": {"id": "w", "serial": "123"}}
    body = lines(wrong, uv_index()) if form == NDJSON else plain(uv_index(), **wrong)
    response = await watch.post(body, content_type=form)
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "#/device/serial"
    assert await watch.kept() == {}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [(b"", "#"), (b"{", "#"), (b"[]", "#"), (b"{}", "#/items"), (b'{"items": {}}', "#/items"),
     (b'{"items": [NaN]}', "#"), (b"\xff", "#"), (b"[" * 20_000, "#")],
)  # fmt: skip
async def test_what_is_no_batch(watch, body, pointer):
    response = await watch.post(body)
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]


async def test_an_empty_batch_is_well(watch):
    for body, form in ((plain(), "application/json"), (b"", NDJSON), (lines(ENVELOPE), NDJSON)):
        response = await watch.post(body, content_type=form)
        assert response.status_code == 200
        assert response.json()["results"] == []
        assert set(response.json()["counts"].values()) == {0}


@pytest.mark.parametrize("coding", ["br", "deflate", "gzip, gzip", "compress"])
async def test_an_unknown_coding(watch, coding):
    response = await watch.post(plain(uv_index()), content_encoding=coding)
    assert response.status_code == 415
    assert "gzip or zstd" in response.json()["detail"]


@pytest.mark.parametrize("form", ["", "text/plain", "application/xml", "multipart/form-data"])
async def test_an_unknown_media_type(watch, form):
    response = await watch.post(plain(uv_index()), content_type=form)
    assert response.status_code == 415
    assert "application/x-ndjson" in response.json()["detail"]


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
@pytest.mark.parametrize("damage", ["cut", "other", "behind", "nothing"])
async def test_a_damaged_body_is_not_read_in_part(watch, coding, damage):
    body = lines(*(uv_index(n, metadata={"note": noise(100 + n).decode()}) for n in range(400)))
    whole = gzip.compress(body) if coding == "gzip" else zstandard.compress(body)
    damaged = {
        "cut": whole[: len(whole) * 3 // 4],
        "other": body,
        "behind": whole + b"rest",
        "nothing": b"",
    }[damage]
    response = await watch.post(damaged, content_type=NDJSON, content_encoding=coding)
    assert response.status_code == 422
    assert codes(response) == ["coding_invalid"]
    assert await watch.kept() == {}


@given(st.integers(0, 200_000), st.sampled_from(["gzip", "zstd"]), st.integers(1, 9))
def test_what_is_whole_inflates_to_what_it_was(size, coding, level):
    # Around multiples of the pieces that inflating works in.
    for length in {size, size // 65_536 * 65_536, size // 65_536 * 65_536 + 1}:
        body = noise(length)
        packed = (
            gzip.compress(body, level)
            if coding == "gzip"
            else zstandard.ZstdCompressor(level=level).compress(body)
        )
        assert inflated(packed, coding) == body


def test_zstd_may_come_in_frames_and_without_its_size():
    body = noise(300_000)
    writer = zstandard.ZstdCompressor().compressobj()
    streamed = writer.compress(body) + writer.flush()
    assert inflated(streamed, "zstd") == body
    assert inflated(streamed + zstandard.compress(b"more"), "zstd") == body + b"more"


@given(st.binary(max_size=400), st.sampled_from(["gzip", "zstd"]))
def test_noise_is_refused_and_no_fault(body, coding):
    with pytest.raises(InvalidInput) as caught:
        inflated(body, coding)
    assert [each.code for each in caught.value.errors] == ["coding_invalid"]


async def test_one_mebibyte_as_it_is_sent(watch):
    assert (await watch.post(padded(MIB))).json()["counts"]["created"] == 1
    refused = await watch.post(padded(MIB + 1))
    assert refused.status_code == 413
    assert codes(refused) == ["too_large"]
    assert "1048576" in refused.json()["detail"]


async def test_eight_mebibytes_when_it_is_inflated(watch):
    body = plain(uv_index())
    for size, status in ((8 * MIB, 200), (8 * MIB + 1, 413)):
        packed = gzip.compress(body + blank(size - len(body)))
        assert size / 50 < len(packed) < MIB
        response = await watch.post(packed, content_encoding="gzip")
        assert response.status_code == status
        if status == 413:
            assert codes(response) == ["too_large"]


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
async def test_fifty_to_one(watch, coding):
    body = padded(2 * MIB)
    packed = gzip.compress(body) if coding == "gzip" else zstandard.compress(body)
    assert len(body) > 50 * len(packed)
    response = await watch.post(packed, content_encoding=coding)
    assert response.status_code == 413
    assert codes(response) == ["compressed_too_much"]
    # Small bodies may repeat themselves as they like.
    body = padded(60_000)
    packed = gzip.compress(body) if coding == "gzip" else zstandard.compress(body)
    assert len(body) > 50 * len(packed)
    response = await watch.post(packed, content_encoding=coding)
    assert response.status_code == 200


@pytest.mark.parametrize("form", ["application/json", NDJSON])
async def test_five_thousand_items(watch, form):
    items = [{"id": sample_id(number), "op": "delete"} for number in range(5001)]
    for count, status in ((5000, 200), (5001, 413)):
        sent = items[:count]
        body = lines(ENVELOPE, *sent) if form == NDJSON else plain(*sent)
        response = await watch.post(body, content_type=form)
        assert response.status_code == status
        if status == 413:
            assert codes(response) == ["too_many_items"]
        else:
            assert response.json()["counts"]["deleted"] == 5000


async def test_other_bodies_stay_small(watch):
    response = await watch.ask("PUT", "/profile", json={"fitzpatrick": 2, "x": "y" * 70_000})
    assert response.status_code == 413
    assert codes(response) == ["too_large"]


async def test_a_deletion_needs_no_more_than_its_id(watch):
    assert await watch.statuses(deletion()) == ["deleted"]
