"""Generates clients for four languages; compiles and runs those for Python and TypeScript."""

import json
import os
import re
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
from typing import get_args
from urllib.error import URLError
from urllib.request import urlopen

from service.answers import VerdictCode
from tests.clients.generating import (
    BUILD,
    HERE,
    NODE_MODULES,
    PROGRAMS,
    generated,
    program_of_the_page,
)  # fmt: skip

LANGUAGES = ("python", "typescript", "swift", "kotlin")
PYTHON, TYPESCRIPT = BUILD / "python", BUILD / "typescript"
ADDRESS_OF_THE_PAGE = '"http://127.0.0.1:8000"'
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
        _find_imports_of_kotlin(program_of_the_page("kotlin"))
        with tempfile.TemporaryDirectory() as folder, _served(folder) as surroundings:
            _run([sys.executable, str(HERE / "scenario.py")], **surroundings)
            _run(["node", str(TYPESCRIPT / "js" / "scenario.js")], **surroundings)
            _try_the_page(surroundings)
    except subprocess.CalledProcessError as error:
        print(f"clients: FAILED, {Path(error.cmd[0]).name} ended with {error.returncode}")
        return 1
    print("clients: all four are generated; those for Python and TypeScript compile and run")
    return 0


def _compile() -> None:
    (PYTHON / "page.py").write_text(_page_in_python())
    mypy = ["--strict", "--no-incremental", "--config-file="]
    programs = [str(HERE / "scenario.py"), str(PYTHON / "page.py")]
    _run([str(PROGRAMS / "mypy"), *mypy, *programs], MYPYPATH=str(PYTHON))
    (TYPESCRIPT / "src" / "page.ts").write_text(_page_in_typescript())
    shutil.copy(HERE / "scenario.ts", TYPESCRIPT / "src")
    _run([
        str(NODE_MODULES / ".bin" / "tsc"), "--strict", "--noEmitOnError", "--target", "es2022",
        "--module", "commonjs", "--moduleResolution", "node10", "--lib", "es2022,dom,dom.iterable",
        "--types", "node", "--typeRoots", str(NODE_MODULES / "@types"),
        "--outDir", str(TYPESCRIPT / "js"),
        *(str(TYPESCRIPT / "src" / name) for name in ("scenario.ts", "page.ts")),
    ])  # fmt: skip


def _page_in_python() -> str:
    program = program_of_the_page("python")
    return "import os\n" + program.replace(ADDRESS_OF_THE_PAGE, 'os.environ["SOLFEROL_URL"]')


def _page_in_typescript() -> str:
    """Put the program into a function, as modules that Node loads without a bundler want it."""
    program = program_of_the_page("ts").replace(
        ADDRESS_OF_THE_PAGE, 'process.env.SOLFEROL_URL ?? ""'
    )
    lines = program.splitlines()
    imports = [line for line in lines if line.startswith("import ")]
    rest = [line for line in lines if line not in imports]
    key = 'const token = process.env.SOLFEROL_KEY ?? "";'
    return "\n".join([*imports, key, "async function page() {", *rest, "}", "void page();"])


def _find_imports_of_kotlin(program: str) -> None:
    """Look for what the program of the page imports among what was generated."""
    for package, name in re.findall(r"^import ([\w.]+)\.(\w+)$", program, re.MULTILINE):
        folder = "/".join(package.split("."))
        texts = (path.read_text() for path in BUILD.glob(f"kotlin/**/{folder}/*.kt"))
        if not any(re.search(rf"\bclass {name}\b", text) for text in texts):
            raise subprocess.CalledProcessError(1, [f"kotlin: {package}.{name} is not generated"])


def _try_the_page(surroundings: dict[str, str]) -> None:
    """Run the two programs of the page, which print a verdict."""
    for command in (
        [sys.executable, str(PYTHON / "page.py")],
        ["node", str(TYPESCRIPT / "js" / "page.js")],
    ):
        done = subprocess.run(
            command, env=os.environ | surroundings, check=True, timeout=120,
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        print(f"{Path(command[1]).name}:", done.stdout.strip())
        if done.stdout.partition(" ")[0] not in get_args(VerdictCode):
            raise subprocess.CalledProcessError(1, command[1:])


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
        yield {"SOLFEROL_URL": url, "SOLFEROL_KEY": key, "PYTHONPATH": str(PYTHON)}
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
