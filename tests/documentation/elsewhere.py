"""What of the pages is not run here, why, and what of it can be checked all the same."""

import re
from dataclasses import dataclass

# Commands that need the network, a fresh machine, or never end; by their first word.
COMMANDS = {
    "make": "installs from the package registry, or serves until it is stopped: its target exists",
    "docker": "needs a daemon and images: the file is read, and the service exists in it",
    "kubectl": "needs a cluster: what it makes is what the manifests name",
    "pip": "asks a registry: `make clients` has what it installs, pinned by a lock",
    "npm": "asks a registry: `make clients` has what it installs, in the same versions",
    "openapi-python-client": "`make clients` runs it as it stands on the page",
    "npx": "`make clients` runs it as it stands on the page",
    "openapi-generator-cli": "`make clients` runs it as it stands on the page",
    "sudo": "changes the machine: arguments of solferol in it are understood",
    "pg_dump": "needs a server of its own: the setting in it exists",
}

# Languages that nothing here can run; each has a check of its own in ``static.py``.
LANGUAGES = {
    "nginx": "no nginx here: balance of braces, where it leads, and the header limits go by",
    "caddy": "no Caddy here: balance of braces, and where it leads",
    "sql": "needs PostgreSQL and makes roles: statements are ended, names are those of the URL",
    "http": "of a limited service, and that of the pages is not: one that is answers these fields",
    "promql": "no Prometheus here: metrics, labels and their values exist at /metrics",
    "kotlin": "no Kotlin here: operations and schemas exist; `make clients` finds its imports",
    "swift": "no Swift here: operations and schemas exist",
}


@dataclass(frozen=True)
class Elsewhere:
    """A function of a file, and the target of make that runs it."""

    file: str
    function: str
    target: str = "test"


_CLIENTS = Elsewhere("tests/clients/run.py", "_try_the_page", "clients")
_FILES = Elsewhere(
    "tests/service/test_openuv.py", "test_the_files_of_the_page_lead_the_client_here"
)

# Blocks that are executed elsewhere, by page and language: that it exists and is run.
OTHER_TESTS = {
    ("docs/clients.md", "python"): _CLIENTS,
    ("docs/clients.md", "ts"): _CLIENTS,
    ("docs/deploying.md", "yaml"): Elsewhere(
        "tests/deploy/prove_manifests.py",
        "test_manifests_hold_to_the_schema_of_kubernetes",
        "image-check",
    ),
    ("docs/openuv.md", "json"): _FILES,
    ("docs/openuv.md", "python"): _FILES,
    ("docs/openuv.md", "yaml"): Elsewhere(
        "tests/service/test_openuv.py", "test_the_sensors_of_the_page_find_what_they_name"
    ),
}

ASSIGNMENTS = re.compile(r"^(?:[A-Z_]+=\S* +)*")


def runs_elsewhere(line):
    """Tell the first word of a command that is not run here; ``None`` for one that is."""
    words = ASSIGNMENTS.sub("", line).split()
    return words[0] if words and words[0] in COMMANDS else None
