"""What of the pages is not run here, why, and what of it can be checked all the same."""

import re

# Commands that need the network, a fresh machine, or never end; by their first word.
COMMANDS = {
    "make": "installs from the package registry, or serves until it is stopped: its target exists",
    "docker": "needs a daemon and images: compose.yaml is read, and the service exists in it",
    "sudo": "changes the machine: arguments of solferol in it are understood",
    "pg_dump": "needs a server of its own: the setting in it exists",
}

# Languages that nothing here can run; each has a check of its own in ``static.py``.
LANGUAGES = {
    "nginx": "no nginx here: balance of braces, where it leads, and the header limits go by",
    "caddy": "no Caddy here: balance of braces, and where it leads",
    "sql": "needs PostgreSQL and makes roles: statements are ended, names are those of the URL",
    "http": "of a limited service, and this one is not: its fields",
    "promql": "no Prometheus here: metrics, labels and their values exist at /metrics",
}

# Blocks that other tests execute, by page and language: these are named, and exist.
OTHER_TESTS = {
    ("docs/openuv.md", "json"): ("tests/service/test_openuv.py", "test_the_files_of_the_page"),
    ("docs/openuv.md", "python"): ("tests/service/test_openuv.py", "test_the_files_of_the_page"),
    ("docs/openuv.md", "yaml"): ("tests/service/test_openuv.py", "test_the_sensors_of_the_page"),
}

ASSIGNMENTS = re.compile(r"^(?:[A-Z_]+=\S* +)*")


def runs_elsewhere(line):
    """Tell the first word of a command that is not run here; ``None`` for one that is."""
    words = ASSIGNMENTS.sub("", line).split()
    return words[0] if words and words[0] in COMMANDS else None
