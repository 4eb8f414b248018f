"""A PostgreSQL of our own, for tests and for the bench."""

import os
import pwd
import shlex
import shutil
import socket
import subprocess
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path


def free_ports(count):
    """Different ports, taken together so that none is found twice."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


def free_port():
    return free_ports(1)[0]


def postgres_programs():
    """Folder of PostgreSQL's programs: Debian keeps them off the path, one folder per version."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).resolve()] if on_path else []
    found += Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return found[0].parent if found else None


def postgres_account():
    """Whom PostgreSQL runs as, since it refuses to be root; nothing to change for anyone else."""
    if os.getuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    account = names.get("postgres") or names["nobody"]
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def run(command, **how):
    """Run a command to its end; what it printed tells why it failed."""
    done = subprocess.run(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
        **how,
    )
    assert done.returncode == 0, f"{command}: {done.stdout}"


class Cluster:
    """A server on a free port with its data, which can be stopped and started again."""

    def __init__(self, programs, folder, **options):
        self._how = {"cwd": folder, **postgres_account()}
        if "user" in self._how:
            os.chown(folder, self._how["user"], self._how["group"])
        self._port, self._log = free_port(), folder / "log"
        chosen = {
            "port": self._port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": folder,
            "max_connections": 100,
            # Nothing here has to survive the machine.
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            **options,
        }
        self._settings = " ".join(f"-c {name}={shlex.quote(str(v))}" for name, v in chosen.items())
        run(
            [programs / "initdb", "--pgdata", folder / "data", "--username", "postgres", "--auth",
             "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"],
            **self._how,
        )  # fmt: skip
        self._control = [programs / "pg_ctl", "--pgdata", folder / "data"]

    @property
    def url(self):
        return f"postgresql+asyncpg://postgres@127.0.0.1:{self._port}/postgres"

    def start(self):
        command = ["--log", self._log, "--options", self._settings, "--wait", "start"]
        try:
            run([*self._control, *command], **self._how)
        except AssertionError as error:
            error.add_note(self._log.read_text() if self._log.exists() else "no log")
            raise

    def stop(self):
        """End it as a crash would, without a word to whoever is connected."""
        run([*self._control, "--mode", "immediate", "--wait", "stop"], **self._how)


@contextmanager
def cluster(programs, **options):
    """A server of our own that runs; its data is gone at the end."""
    # Pytest's folders may be entered by their owner alone, and the name of a socket must be short.
    folder = Path(tempfile.mkdtemp(prefix="solferol-postgres-", dir="/tmp"))
    try:
        server = Cluster(programs, folder, **options)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


@contextmanager
def running_postgres(programs):
    """A server on a free port, stopped at the end; its address."""
    with cluster(programs) as server:
        yield server.url
