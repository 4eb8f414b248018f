"""The process beside the service: what it answers, and that it never outlives who asked."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from service import errors
from service.apart import Helper
from service.errors import FieldError

pytestmark = pytest.mark.anyio
_SOON_S = 20.0
_EVERY_ERROR = [
    errors.ServiceError("words", errors=(FieldError("#/a", "code", "detail"),)),
    errors.InvalidInput(FieldError("#/a", "code", "detail"), FieldError("#/b", "c", "d")),
    errors.NotAllowed("words"),
    errors.UserGone(),
    errors.CursorExpired(),
    errors.TooMuch("too_large", "words"),
    errors.NotUnderstood("words"),
]


def who():
    return os.getpid()


def raising(error):
    raise error


@asynccontextmanager
async def started():
    """A helper that has got its process."""
    helper = Helper()
    try:
        async with asyncio.timeout(_SOON_S):
            while await helper.computed(who) == os.getpid():
                await asyncio.sleep(0.02)
        yield helper
    finally:
        await helper.end()


def is_alive(process_id):
    try:
        with Path(f"/proc/{process_id}/stat").open() as told:
            return told.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def test_work_is_done_here_until_there_is_a_process_and_there_from_then_on():
    helper = Helper()
    assert await helper.computed(who) == os.getpid()
    await helper.end()
    async with started() as helper:
        theirs = await helper.computed(who)
        assert await helper.computed(who) == theirs != os.getpid()
        assert await helper.computed(max, 3, 5, key=abs) == 5
    assert not is_alive(theirs)


@pytest.mark.parametrize("error", _EVERY_ERROR, ids=lambda each: type(each).__name__)
async def test_errors_come_back_as_they_were(error):
    async with started() as helper:
        with pytest.raises(type(error)) as raised:
            await helper.computed(raising, error)
    assert raised.value.detail == error.detail
    assert raised.value.errors == error.errors
    assert str(raised.value) == str(error)


async def test_where_it_dies_the_work_is_done_here_and_another_begins():
    async with started() as helper:
        theirs = await helper.computed(who)
        os.kill(theirs, signal.SIGKILL)
        assert await helper.computed(who) == os.getpid()
        async with asyncio.timeout(_SOON_S):
            while await helper.computed(who) == os.getpid():
                await asyncio.sleep(0.02)
        assert await helper.computed(who) != theirs


async def test_many_at_once_each_get_their_own_answer():
    async with started() as helper:
        answers = await asyncio.gather(*(helper.computed(str, n) for n in range(50)))
    assert answers == [str(n) for n in range(50)]


async def test_one_that_nobody_waits_for_any_more_does_not_mix_up_the_answers():
    async with started() as helper:
        slow = asyncio.create_task(helper.computed(time.sleep, 0.2))
        await asyncio.sleep(0.05)
        slow.cancel()
        assert await helper.computed(str, 7) == "7"


def test_it_ends_with_a_process_that_is_killed():
    source = (
        "import asyncio, os\n"
        "from service.apart import Helper\n"
        "async def main():\n"
        "    helper = Helper()\n"
        "    while await helper.computed(os.getpid) == os.getpid():\n"
        "        await asyncio.sleep(0.02)\n"
        "    print(await helper.computed(os.getpid), flush=True)\n"
        "    await asyncio.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    with subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE) as parent:
        theirs = int(parent.stdout.readline())
        assert is_alive(theirs)
        parent.kill()
    deadline = time.monotonic() + _SOON_S
    while is_alive(theirs):
        assert time.monotonic() < deadline
        time.sleep(0.02)


async def test_it_knows_no_secret_of_the_service(monkeypatch):
    monkeypatch.setenv("SOLFEROL_DATABASE_URL", "postgresql://name:secret@db/solferol")
    async with started() as helper:
        assert await helper.computed(os.getenv, "SOLFEROL_DATABASE_URL") is None
