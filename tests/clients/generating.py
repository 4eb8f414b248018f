"""Generates a client for each language from the contract and tells what the generator warns of."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build" / "clients"
HERE = Path(__file__).parent
CONTRACT = ROOT / "openapi" / "openapi.json"
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
_OF_OPENAPI_GENERATOR = {
    "swift": [
        "-g", "swift6", "--model-name-mappings", "type=Kind", "--additional-properties",
        "projectName=Solferol,identifiableModels=false,enumUnknownDefaultCase=true",
    ],
    "kotlin": [
        "-g", "kotlin", "--additional-properties",
        "packageName=solferol,serializationLibrary=kotlinx_serialization,enumUnknownDefaultCase=true",
        "--type-mappings", "AnyType=JsonElement,object=JsonElement",
        "--import-mappings", "JsonElement=kotlinx.serialization.json.JsonElement",
    ],
}  # fmt: skip


def generated(language: str) -> list[str]:
    """
    Generate a client into a folder of its own.

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
    path = os.pathsep.join((str(PROGRAMS), os.environ["PATH"]))
    done = subprocess.run(
        _command(language, folder),
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


def _command(language: str, folder: Path) -> list[str]:
    if language == "python":
        return [
            str(PROGRAMS / "openapi-python-client"), "generate", "--meta", "none",
            "--fail-on-warning", "--path", str(CONTRACT), "--config", str(HERE / "python.yaml"),
            "--output-path", str(folder / "solferol_client"),
        ]  # fmt: skip
    if language == "typescript":
        program = NODE_MODULES / ".bin" / "openapi-ts"
        return [str(program), "-i", str(CONTRACT), "-o", str(folder / "solferol")]
    return [
        str(PROGRAMS / "openapi-generator-cli"), "generate", "-i", str(CONTRACT),
        "-o", str(folder), *_OF_OPENAPI_GENERATOR[language],
    ]  # fmt: skip
