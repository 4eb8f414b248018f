"""Large batches, which another process reads: the same is kept and answered as of small ones."""

import asyncio
import gzip
import json
import os

import pytest

from service import batch_reading
from tests.syncing import codes, daylight, deletion, lines, uv_index

pytestmark = pytest.mark.anyio
ENVELOPE = {
    "device": {"id": "w-7f3", "type": "watch", "model": "µ"},
    "sent_at": "2026-06-20T19:13:11Z",
}


def items(count):
    """Some that are refused, deleted, moved by their clock, or made coarser."""
    for n in range(count):
        yield daylight(n, metadata={"z": "ü", "a": None, "n": n / 3.0})
        yield uv_index(100 + n, clock="device", location={"lat": 47.3449, "lon": -8.5, "alt_m": 9})
        yield (deletion(200 + n), uv_index(300 + n, value=-1), {"id": n})[n % 3]


@pytest.fixture
async def helper(service, monkeypatch):
    """The helper of the service, with its process, asked for every body; what it was asked."""
    helper = service.records.helper
    async with asyncio.timeout(20):
        while await helper.computed(os.getpid) == os.getpid():
            await asyncio.sleep(0.02)
    asked, compute = [], helper.computed

    async def counted(work, *args):
        asked.append(work)
        return await compute(work, *args)

    monkeypatch.setattr(helper, "computed", counted)
    return asked


@pytest.mark.parametrize("coding", [None, "gzip"])
@pytest.mark.parametrize("form", ["application/json", "application/x-ndjson"])
async def test_they_are_taken_as_small_ones_are(service, helper, monkeypatch, form, coding):
    sent = list(items(12))
    here, there = await service.device(), await service.device()
    small = (await here.send(*sent, **ENVELOPE))["results"]
    assert helper == []
    monkeypatch.setattr(batch_reading, "_SMALL", 1)
    body = lines(ENVELOPE, *sent)
    if form == "application/json":
        body = json.dumps({**ENVELOPE, "items": sent}).encode()
    coded = {"content_encoding": coding} if coding else {}
    answer = await there.post(gzip.compress(body) if coding else body, content_type=form, **coded)
    assert len(helper) == 1
    assert answer.json()["results"] == small
    assert answer.json()["clock_skew_s"] == 600.0
    assert {each["status"] for each in small} == {"created", "deleted", "rejected"}
    assert await there.kept() == await here.kept()
    assert await here.statuses(*sent, **ENVELOPE) == await there.statuses(*sent, **ENVELOPE)


async def test_what_is_wrong_with_the_whole_is_told_as_of_small_ones(service, helper, monkeypatch):
    device = await service.device()
    monkeypatch.setattr(batch_reading, "_SMALL", 1)
    assert (await device.post(b"[]", content_type="text/csv")).status_code == 415
    assert (await device.post(b'{"items": [' + b'{"a":[[[[[[[]]]]]]]},' * 6000)).status_code == 413
    answer = await device.post(b'{"items": [], "device": {"id": ""}}')
    assert answer.status_code == 422
    assert codes(answer) == ["string_too_short"]
    assert answer.json()["errors"][0]["pointer"] == "#/device/id"
    assert len(helper) == 3


async def test_a_choice_that_changes_while_another_process_reads(service, helper, monkeypatch):
    device = await service.device(privacy={"precision": "precise"})
    item = uv_index(1, location={"lat": 47.3451, "lon": 8.5449}, metadata={"b": 1, "a": 2})
    monkeypatch.setattr(batch_reading, "_SMALL", 1)
    read = batch_reading.from_plain

    def changed_meanwhile(plain):
        entries, prepared = read(plain)
        return entries, type(prepared)("10km", prepared.rows)

    monkeypatch.setattr(batch_reading, "from_plain", changed_meanwhile)
    assert await device.statuses(item) == ["created"]
    monkeypatch.undo()
    assert await device.statuses(item) == ["unchanged"]
