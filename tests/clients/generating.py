"""Generates a client for each language from the contract and tells what the generator warns of."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from tests.documentation.blocks import blocks_of
from tests.documentation.running import commands_of

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build" / "clients"
HERE = Path(__file__).parent
PROGRAMS = Path(sys.executable).parent
NODE_MODULES = ROOT / ".venv" / "typescript-clients" / "node_modules"
_SUSPICIOUS = re.compile(r"warn|error|⚠|deprecated|unsupported|not supported|unable", re.IGNORECASE)
_OF_NO_CONSEQUENCE = (
    # What the generator says of itself to everyone who gives it OpenAPI 3.1.
    "OpenAPI 3.1 support is still in beta. To report an issue related to 3.1 spec, please kindly "
    "open an issue in the Github repo: https://github.com/openAPITools/openapi-generator.",
    # It asks for the name of the `false` in `additionalProperties`, which is no schema.
    "Failed to get the schema name: null",
)
_PAGE = "docs/clients.md"
_FILES = ("openapi/openapi.json", "tests/clients/python.yaml")
# How the command begins that generates a client; what follows is told by the page.
_BEGINNINGS = {
    "python": "openapi-python-client generate ",
    "typescript": "npx openapi-ts ",
    "swift": "openapi-generator-cli generate -g swift6 ",
    "kotlin": "openapi-generator-cli generate -g kotlin ",
}
# Locks install what generates.
_INSTALLS = ("pip ", "npm ")


def generated(language: str) -> list[str]:
    """
    Generate a client into a folder of its own, by the commands of the page.

    Parameters
    ----------
    language : str
        ``python``, ``typescript``, ``swift`` or ``kotlin``.

    Returns
    -------
    list of str
        Warnings, those of no consequence left out.
    """
    folder = BUILD / language
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    path = os.pathsep.join((str(PROGRAMS), str(NODE_MODULES / ".bin"), os.environ["PATH"]))
    done = subprocess.run(
        [str(shutil.which("bash")), "-e", "-c", _script(language)],
        cwd=folder,
        env=os.environ | {"PATH": path, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line.strip() for line in (done.stdout + done.stderr).splitlines()]
    warnings = [line for line in lines if _SUSPICIOUS.search(line) and not _known(line)]
    if done.returncode:
        warnings += [*lines[-20:], f"it ended with {done.returncode}"]
    return warnings


def _known(line: str) -> bool:
    # OpenAPI Generator begins lines with thread, level and class.
    return line.endswith(_OF_NO_CONSEQUENCE) or " INFO " in line.partition(" - ")[0]


def _script(language: str) -> str:
    """Take the commands from the page; files are those of the project."""
    (text,) = (
        block.text
        for block in blocks_of(ROOT, _PAGE)
        if block.language == "sh" and f"\n{_BEGINNINGS[language]}" in f"\n{block.text}"
    )
    lines = [line for line in commands_of(text) if not line.startswith(_INSTALLS)]
    script = "\n".join(line.removeprefix("npx ") for line in lines)
    for name in _FILES:
        script = script.replace(f" {name}", f" {shlex.quote(str(ROOT / name))}")
    return script


def program_of_the_page(language: str) -> str:
    """
    Read the one program in a language.

    Parameters
    ----------
    language : str
        As the page names it, such as ``python`` or ``ts``.

    Returns
    -------
    str
    """
    (block,) = (block for block in blocks_of(ROOT, _PAGE) if block.language == language)
    return block.text
