"""Real ``solferol serve`` processes on free ports of loopback, and what the system says of them."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from service.access.keys import create_key
from service.access.people import create_user
from service.access.tokens import grant
from service.storage.database import Database
from tests.load.driving import Question, Unreachable, asked
from tests.postgres import free_port

ROOT = Path(__file__).parents[2]
LONGEST_START_S = 90.0


async def users_on(url, count=1, *, door=True):
    """
    Ids of new users, each with a token of a device.

    Tokens of doors last for years, others for an hour.
    """
    database = Database(url)
    now_ms = round(time.time() * 1000)
    _, key = await create_key(database, "app", now_ms)
    made = []
    for _ in range(count):
        user, _ = await create_user(database, key.app_id, {}, {}, now_ms)
        how = {"scopes": ("samples:write", "samples:read"), "door": door}
        granted = await grant(database, user.user_id, "watch", now_ms, **how)
        made.append((user.user_id, granted.access_token))
    await database.close()
    return made


class Clock:
    """The clock of one worker, which can be set; what goes on evenly is left to the system."""

    def __init__(self, folder, rate=1):
        """``rate`` is how many times as fast as true time it runs."""
        self.path, self._rate = Path(folder) / "clock", rate
        self.set(0)

    def set(self, seconds):
        """Have it show so many seconds more than it would by itself."""
        passing = self.path.with_suffix(".new")
        passing.write_text(f"{seconds} {self._rate}")
        passing.replace(self.path)


class Worker:
    """One process, whose settings are given by their names in lower case."""

    def __init__(self, folder, port=None, *, before=(), clock=None, **settings):
        self.port = port or free_port()
        chosen = {
            "uv_providers": "", "geocoding": "false", "rate_limit_per_minute": "0",
            "data_folder": folder, "log_level": "warning", "metrics": "true", **settings,
        }  # fmt: skip
        named = {f"SOLFEROL_{name.upper()}": str(value) for name, value in chosen.items()}
        self.log = Path(folder) / f"worker-{self.port}.log"
        begun = time.monotonic()
        with self.log.open("ab") as log:
            served = ["service", "serve", "--port", str(self.port)]
            if clock is not None:
                served = ["tests.load.clocked", str(clock.path), str(self.port)]
            command = [sys.executable, "-m", *served]
            self.process = subprocess.Popen(
                [*before, *command],
                cwd=ROOT,
                env=os.environ | named,
                stdout=log,
                stderr=log,
            )
        self._begun, self.ready_after_s = begun, 0.0

    async def ready(self):
        """Wait until it takes requests."""
        while await self.readiness() != 200:
            if self.process.poll() is not None or self.age_s > LONGEST_START_S:
                pytest.fail(f"the server did not start: {self.log.read_text()[-2000:]}")
            await asyncio.sleep(0.02)
        self.ready_after_s = self.age_s

    @property
    def age_s(self):
        return time.monotonic() - self._begun

    async def readiness(self):
        """Status of its readiness; 0 where nobody answers."""
        try:
            return (await asked(self.port, Question("ready", "/health/ready"))).status
        except Unreachable:
            return 0

    async def metrics(self):
        """Every sample of Prometheus by its name with labels."""
        text = (await asked(self.port, Question("metrics", "/metrics"))).body.decode()
        lines = (line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
        return {name: float(value) for name, value in lines}

    @property
    def pid(self):
        return self.process.pid

    @property
    def resident_mb(self):
        """Memory that it has. [MB]"""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        (line,) = (each for each in lines if each.startswith("VmRSS"))
        return int(line.split()[1]) / 1024.0

    @property
    def processor_s(self):
        """Processor time that it took. [s]"""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def open_files(self):
        return len(list(Path(f"/proc/{self.pid}/fd").iterdir()))

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=30)

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.kill()


@contextlib.asynccontextmanager
async def working(*workers):
    """Workers that are ready; stopped at the end."""
    try:
        for worker in workers:
            await worker.ready()
        yield
    finally:
        for worker in workers:
            worker.stop()
