"""The disk of the embedded database is full, and then is not: nobody starts the service again."""

import contextlib
import os
import resource
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.load.devices import Sending
from tests.load.driving import Load
from tests.load.traffic import OF_NOBODY, Traffic
from tests.load.workers import Worker, users_on, working

pytestmark = pytest.mark.anyio

SAMPLES = 250
DISK_MB = 24
_ROOM = 256 * 1024
"""Left of it when it is filled, so that it is full in the middle of a batch. [B]"""


def may_mount():
    """Whether this process may have a file system of its own."""
    unshare = shutil.which("unshare")
    command = [unshare, "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return unshare is not None and subprocess.run(command, check=False).returncode == 0


class SmallDisk:
    """A file system of a few megabytes that only the worker sees."""

    def __init__(self, folder):
        self._folder = folder
        script = (
            f'mount -t tmpfs -o size={DISK_MB}m tmpfs "{folder}" && '
            f'cp -a "{folder}.first/." "{folder}" && exec "$@"'
        )
        self.before = (shutil.which("unshare"), "--mount", "sh", "-c", script, "sh")

    def prepare(self):
        """Move what is there aside, from where it is copied onto the disk."""
        self._folder.rename(f"{self._folder}.first")
        self._folder.mkdir()

    def fill(self, worker):
        ballast = self._ballast(worker)
        with ballast.open("wb") as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(65_536))
                file.flush()
        os.truncate(ballast, max(ballast.stat().st_size - _ROOM, 0))

    def empty(self, worker):
        self._ballast(worker).unlink()

    def _ballast(self, worker):
        return Path(f"/proc/{worker.pid}/root{self._folder}/ballast")


class SmallFiles:
    """A limit of how large the files of the worker may get, where nothing may be mounted."""

    before = ()

    def __init__(self, folder):
        self._folder = folder

    def prepare(self):
        """Files stay where they are."""

    def fill(self, worker):
        largest = max(path.stat().st_size for path in self._folder.iterdir())
        self._set(worker, largest + _ROOM)

    def empty(self, worker):
        self._set(worker, resource.RLIM_INFINITY)

    def _set(self, worker, size):
        _, hard = resource.prlimit(worker.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(worker.pid, resource.RLIMIT_FSIZE, (size, hard))


WAYS = [SmallDisk, SmallFiles] if may_mount() else [SmallFiles]


@pytest.mark.parametrize("way", WAYS)
async def test_no_room_on_the_disk(way, tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    url = f"sqlite:///{folder}/solferol.sqlite3"
    users = await users_on(url, 4)
    disk = way(folder)
    disk.prepare()
    worker = Worker(tmp_path, before=disk.before, database_url=url)
    async with working(worker):
        load = Load([worker.port], iter(Traffic(mix=OF_NOBODY)), connections=4)
        async with load, Sending([worker.port], users) as sending:
            await sending.more(SAMPLES)
            disk.fill(worker)
            await sending.until(lambda: sending.refused[503] > 8)
            # Nothing that was acknowledged is gone, and it can be read.
            for device in sending.devices:
                kept = await device.kept(worker.port)
                assert kept.items() >= device.acknowledged.items()
            await load.answers(50)
            assert await worker.readiness() == 200
            disk.empty(worker)
            await sending.more(SAMPLES)
        await sending.assert_kept(worker.port)
    print(f"\nrefused: {sending.refused}")  # noqa: T201
    assert load.tally.wrong == []
    assert load.tally.lost == sending.lost == 0
    assert set(sending.refused) <= {503}
