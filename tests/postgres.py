"""A PostgreSQL of our own, for tests and for the bench."""

import os
import pwd
import shlex
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


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


@contextmanager
def running_postgres(programs):
    """A server on a free port, stopped at the end; its address."""
    # Pytest's folders may be entered by their owner alone, and the name of a socket must be short.
    folder = Path(tempfile.mkdtemp(prefix="solferol-postgres-", dir="/tmp"))
    try:
        how = {"cwd": folder, **postgres_account()}
        if "user" in how:
            os.chown(folder, how["user"], how["group"])
        data, port, log = folder / "data", free_port(), folder / "log"
        options = {
            "port": port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": folder,
            "max_connections": 100,
            # Nothing here has to survive the machine.
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
        }
        settings = " ".join(f"-c {name}={shlex.quote(str(v))}" for name, v in options.items())
        run(
            [programs / "initdb", "--pgdata", data, "--username", "postgres", "--auth", "trust",
             "--encoding", "UTF8", "--locale", "C", "--no-sync"],
            **how,
        )  # fmt: skip
        control = [programs / "pg_ctl", "--pgdata", data]
        try:
            run([*control, "--log", log, "--options", settings, "--wait", "start"], **how)
        except AssertionError as error:
            error.add_note(log.read_text() if log.exists() else "no log")
            raise
        yield f"postgresql+asyncpg://postgres@127.0.0.1:{port}/postgres"
        run([*control, "--mode", "immediate", "--wait", "stop"], **how)
    finally:
        shutil.rmtree(folder)
