"""The commands of one page, run in their order by one shell, and what came of each block."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import ROOT
from tests.documentation.elsewhere import runs_elsewhere
from tests.service.imports.making import entry, export_xml, export_zip, record, workout

PRELUDE = Path(__file__).with_name("shell.sh")
RUN = ("sh", "python", "js")
# All that a page finds on its path: none of them installs anything.
PROGRAMS = (
    "cat", "curl", "cut", "find", "grep", "jq", "mkdir", "node", "sed", "seq", "sleep", "tee", "tr",
    "wc",
)  # fmt: skip
# Whoever asks another host is sent to a port where nobody listens.
NOWHERE = "http://127.0.0.1:9"
OFFLINE = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), NOWHERE) | {
    "no_proxy": "127.0.0.1"
}
# A page that stands still, such as one that waits for what never comes, ends.
LONGEST_S = 120.0


@dataclass
class Call:
    """One call of curl or of the command."""

    kind: str
    exit: int
    status: int | None
    body: bytes

    def json(self):
        try:
            return json.loads(self.body)
        except ValueError:
            return None


@dataclass
class Ran:
    """What became of a block."""

    printed: str
    calls: list[Call] = field(default_factory=list)


def commands_of(text):
    """Split a block of shell into lines as the shell does: continued lines are one."""
    return re.sub(r"\\\n\s*", " ", text).splitlines()


def run_page(blocks, server, commands, data, folder):
    """
    Run what a page tells to run, without a connection to other hosts.

    The folder is empty but for an export of Apple Health and the contract.

    Returns
    -------
    dict of Block to Ran
        And nothing of the blocks after one that failed.
    """
    calls, printed = folder / "calls", folder / "printed"
    work = folder / "work"
    for each in (calls, printed, work):
        each.mkdir()
    export_zip(work, export_xml(workout(entry("HKIndoorWorkout", "0")), record()))
    (work / "openapi").mkdir()
    (work / "openapi" / "openapi.json").symlink_to(ROOT / "openapi" / "openapi.json")
    script = folder / "page.sh"
    script.write_text("\n".join(_sections(blocks, server, printed)))
    environment = {
        "PATH": _programs(folder), "HOME": str(work), "LC_ALL": "C.UTF-8", "SERVER": server,
        "COMMANDS": commands, "CALLS": str(calls), "SOLFEROL_DATA_FOLDER": str(data), **OFFLINE,
    }  # fmt: skip
    done = subprocess.run(
        [shutil.which("bash"), script], cwd=work, env=environment, timeout=LONGEST_S,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    ran = {
        block: Ran((printed / str(number)).read_text(), _calls(calls, number))
        for number, block in enumerate(blocks)
        if (printed / str(number)).exists()
    }
    assert done.returncode == 0, f"{list(ran)[-1] if ran else blocks[0]}: {done.stderr[-1500:]}"
    return ran


def _programs(folder):
    """Make a folder of the programs that pages may call."""
    found = folder / "bin"
    found.mkdir()
    for path in filter(None, map(shutil.which, PROGRAMS)):
        (found / Path(path).name).symlink_to(path)
    python = found / "python3"
    python.write_text(f'#!{shutil.which("bash")}\nexec {shlex.quote(sys.executable)} "$@"\n')
    python.chmod(0o700)
    return str(found)


def _sections(blocks, server, printed):
    yield f"source {shlex.quote(str(PRELUDE))}"
    for number, block in enumerate(blocks):
        if block.language in RUN:
            yield f"SECTION={number}"
            yield "{"
            yield _shell(block).replace("http://127.0.0.1:8000", server).rstrip("\n")
            yield f"}} > {shlex.quote(str(printed / str(number)))}"


def _shell(block):
    if block.language == "sh":
        kept = [line for line in commands_of(block.text) if not runs_elsewhere(line)]
        return "\n".join(kept or [":"]).replace(".venv/bin/solferol", "solferol")
    program = (
        shlex.quote(sys.executable) if block.language == "python" else "node --input-type=module"
    )
    return f"{program} - << 'END_OF_BLOCK'\n{block.text}END_OF_BLOCK\n"


def _calls(folder, number):
    found = sorted(folder.glob(f"{number}-*.kind"), key=lambda path: int(path.stem.split("-")[1]))
    return [_call(path) for path in found]


def _call(path):
    head = path.with_suffix(".head")
    statuses = (
        re.findall(r"^HTTP/\S+ (\d+)", head.read_text(), re.MULTILINE) if head.exists() else []
    )
    ended = path.with_suffix(".exit")
    return Call(
        path.read_text().strip(),
        int(ended.read_text()) if ended.exists() else -1,
        int(statuses[-1]) if statuses else None,
        path.with_suffix(".body").read_bytes() if path.with_suffix(".body").exists() else b"",
    )
