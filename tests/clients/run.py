"""Generates clients for four languages; compiles and runs those for Python and TypeScript."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

sys.path.insert(0, str(Path(__file__).parent))
from generating import BUILD, HERE, NODE_MODULES, PROGRAMS, generated

LANGUAGES = ("python", "typescript", "swift", "kotlin")
SOLFEROL = str(PROGRAMS / "solferol")
START_S = 60


def main() -> int:
    """Do everything; what fails is told and ends it with 1."""
    with ThreadPoolExecutor(2) as pool:
        for language, warnings in zip(LANGUAGES, pool.map(generated, LANGUAGES), strict=True):
            print(f"{language}: generated", *warnings, sep="\n  ")
            if warnings:
                print("clients: FAILED, the generator warns")
                return 1
    try:
        _compile()
        with tempfile.TemporaryDirectory() as folder, _served(folder) as surroundings:
            _run([sys.executable, str(HERE / "scenario.py")], **surroundings)
            _run(["node", str(BUILD / "typescript" / "js" / "scenario.js")], **surroundings)
    except subprocess.CalledProcessError as error:
        print(f"clients: FAILED, {Path(error.cmd[0]).name} ended with {error.returncode}")
        return 1
    print("clients: all four are generated; those for Python and TypeScript compile and run")
    return 0


def _compile() -> None:
    mypy = ["--strict", "--no-incremental", "--config-file="]
    _run([str(PROGRAMS / "mypy"), *mypy, str(HERE / "scenario.py")], MYPYPATH=_python_path())
    scenario = shutil.copy(HERE / "scenario.ts", BUILD / "typescript")
    _run([
        str(NODE_MODULES / ".bin" / "tsc"), "--strict", "--noEmitOnError", "--target", "es2022",
        "--module", "commonjs", "--moduleResolution", "node10", "--lib", "es2022,dom,dom.iterable",
        "--types", "node", "--typeRoots", str(NODE_MODULES / "@types"),
        "--outDir", str(BUILD / "typescript" / "js"), str(scenario),
    ])  # fmt: skip


def _python_path() -> str:
    return str(BUILD / "python")


def _run(command: list[str], **surroundings: str) -> None:
    subprocess.run(command, env=os.environ | surroundings, check=True, timeout=120)


@contextmanager
def _served(folder: str) -> Iterator[dict[str, str]]:
    """Run the service as it is deployed, and tell scenarios where it is."""
    settings = os.environ | {
        "SOLFEROL_DATA_FOLDER": folder,
        "SOLFEROL_UV_PROVIDERS": "",
        "SOLFEROL_GEOCODING": "false",
        "SOLFEROL_LOG_LEVEL": "warning",
    }
    made = subprocess.run(
        [SOLFEROL, "keys", "create", "--app", "clients"],
        env=settings, capture_output=True, text=True, check=True,
    )  # fmt: skip
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [SOLFEROL, "serve", "--host", "127.0.0.1", "--port", str(port)],
        env=settings, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        url = f"http://127.0.0.1:{port}"
        _await(server, f"{url}/health/ready")
        key = made.stdout.split()[-1]
        yield {"SOLFEROL_URL": url, "SOLFEROL_KEY": key, "PYTHONPATH": _python_path()}
    finally:
        server.terminate()
        server.wait(timeout=20)


def _await(server: "subprocess.Popen[bytes]", url: str) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until and server.poll() is None:
        try:
            with urlopen(url, timeout=5) as answer:
                json.load(answer)
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise subprocess.CalledProcessError(server.poll() or 1, server.args)


if __name__ == "__main__":
    sys.exit(main())
