"""Checks of blocks that are not run: of each language what can be known without its program."""

import configparser
import json
import re
import shlex

import yaml

from service.cli import _parser
from service.settings import Settings
from tests.conftest import ROOT
from tests.documentation.blocks import blocks_of
from tests.documentation.elsewhere import runs_elsewhere

BACKEND = f"127.0.0.1:{Settings.model_fields['port'].default}"


def check_command(line, root):
    """Check a line of shell that is not run."""
    word = runs_elsewhere(line)
    words = shlex.split(line, comments=True)
    if word == "make" or "make" in words:
        targets = re.findall(r"^([\w./-]+):", (root / "Makefile").read_text(), re.MULTILINE)
        goal = next(each for each in words[words.index("make") + 1 :] if _is_goal(each))
        assert goal in targets, f"no target {goal}"
    if word in CHECKS_OF_COMMANDS:
        CHECKS_OF_COMMANDS[word](words, root)
    check_arguments(line)
    check_settings(line)


def check_compose(words, root):
    """The file exists, and the service in it."""
    file = words[words.index("-f") + 1] if "-f" in words else "compose.yaml"
    services = yaml.safe_load((root / file).read_text())["services"]
    assert "compose" in words
    assert "run" not in words or words[words.index("--rm") + 1] in services


def check_kubectl(words, root):
    """What is made is what the manifests of the page name."""
    blocks = [block for block in blocks_of(root, "docs/deploying.md") if block.language == "yaml"]
    manifests = [each for block in blocks for each in yaml.safe_load_all(block.text)]
    assert words[words.index("create") + 1] in ("namespace", "secret")
    if "secret" in words:
        name = words[words.index("generic") + 1]
        assert f"secretRef: {{name: {name}}}" in "".join(block.text for block in blocks)
        namespace = words[words.index("--namespace") + 1]
    else:
        namespace = words[-1]
    assert {each["metadata"]["namespace"] for each in manifests if "kind" in each} == {namespace}


def check_pip(words, root):
    """What is installed is pinned for `make clients`."""
    locked = (root / "requirements-clients.lock").read_text()
    assert words[1] == "install"
    for name in words[2:]:
        assert re.search(rf"^{re.escape(name)}==", locked, re.MULTILINE), f"{name} is not locked"


def check_npm(words, root):
    """What is installed is what `make clients` installs."""
    installed = (root / "Makefile").read_text().split()
    for each in words[2:]:
        assert each.startswith("--") or each in installed, f"{each} is not what is tried"


def check_generator(words, root):
    """It reads the contract, with files that exist."""
    assert "openapi/openapi.json" in words
    for word in words:
        assert "/" not in word or word.startswith(("src/", "@")) or (root / word).exists(), word


CHECKS_OF_COMMANDS = {
    "docker": check_compose, "kubectl": check_kubectl, "pip": check_pip, "npm": check_npm,
    "npx": check_generator, "openapi-python-client": check_generator,
    "openapi-generator-cli": check_generator,
}  # fmt: skip


def _is_goal(word):
    return not word.startswith(("-", "/")) and "=" not in word


def check_arguments(line):
    """Whether arguments of the command within a line are understood."""
    for told in re.findall(r"(?:bin/|solferol )solferol +([a-z][^|;&>]*)", line):
        _parser().parse_args(shlex.split(told))


def check_settings(text):
    """Whether every setting that is named exists."""
    for name in re.findall(r"SOLFEROL_([A-Z_]+)", text):
        assert name.lower() in Settings.model_fields, f"no setting SOLFEROL_{name}"


def check_ini(block, **surroundings):
    """A unit of systemd: its sections, and the command that it starts."""
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str
    unit.read_string(block.text)
    assert {"Unit", "Service", "Install"} == set(unit.sections())
    check_arguments(unit["Service"]["ExecStart"])
    assert "--host 127.0.0.1 --port 8000" in unit["Service"]["ExecStart"]


def check_env(block, **surroundings):
    """Settings of an environment: each is taken by the service."""
    pairs = [line.split("=", 1) for line in block.text.splitlines() if line]
    check_settings(block.text)
    Settings(**{name.removeprefix("SOLFEROL_").lower(): value for name, value in pairs})


def check_proxy(block, **surroundings):
    """Balance of braces, where it leads, and that nginx tells who asked, and waits long enough."""
    assert block.text.count("{") == block.text.count("}")
    assert BACKEND in block.text
    for kept in re.findall(r"keepalive (\d+)s$", block.text, re.MULTILINE):
        assert float(kept) < Settings.model_fields["keep_alive_s"].default
    if block.language == "nginx":
        for told in ("For $proxy_add_x_forwarded_for", "Proto $scheme", "Host $host"):
            assert f"proxy_set_header X-Forwarded-{told};" in block.text
        waits = re.search(r"proxy_read_timeout (\d+)s;", block.text)
        assert float(waits[1]) > Settings.model_fields["request_timeout_s"].default
        for line in block.text.splitlines():
            assert line.strip() == "" or line.strip().startswith("#") or line.strip()[-1] in "{};"


def check_sql(block, **surroundings):
    """Statements are ended, and make what the address of the page names.

    That of a restore is run by the tests of the feed.
    """
    assert all(line.endswith(";") for line in block.text.splitlines() if line)
    if not block.text.startswith("UPDATE users"):
        assert "ROLE solferol" in block.text
        assert "OWNER solferol" in block.text


def check_yaml(block, **surroundings):
    """It can be read, and is not only a text."""
    documents = list(yaml.safe_load_all(block.text))
    assert all(isinstance(each, dict | list) for each in documents)
    check_settings(block.text)


def check_promql(block, metrics, **surroundings):
    """Metrics, labels and their values exist where they are read."""
    for name, labels in re.findall(r"(solferol_\w+)(?:\{([^}]*)\})?", block.text):
        lines = [line for line in metrics.splitlines() if line.startswith(name)]
        assert lines, f"no metric {name}"
        for label in re.findall(r"(\w+)=", labels):
            assert any(f'{label}="' in line for line in lines), f"{name} has no label {label}"
    for label in re.findall(r"by \(([^)]*)\)", block.text):
        assert all(f'{each.strip()}="' in metrics for each in label.split(","))


def check_client(block, **surroundings):
    """Operations and schemas that it names are those of the contract."""
    contract = json.loads((ROOT / "openapi" / "openapi.json").read_text())
    operations = {
        re.sub(r"_(\w)", lambda letter: letter[1].upper(), each["operationId"])
        for methods in contract["paths"].values()
        for each in methods.values()
    }
    called = set(re.findall(r"(?:api|API)\.(\w+)\(", block.text))
    assert called
    assert called <= operations
    schemas = set(re.findall(r"\b[A-Z]\w+(?:In|Out)\b", block.text))
    assert schemas
    assert schemas <= contract["components"]["schemas"].keys()


def check_hosts(block):
    """A program asks nobody but the service."""
    assert set(re.findall(r"https?://([^/\"'\s]+)", block.text)) <= {"127.0.0.1:8000"}


CHECKS = {
    "ini": check_ini, "env": check_env, "nginx": check_proxy, "caddy": check_proxy,
    "sql": check_sql, "yaml": check_yaml, "promql": check_promql, "kotlin": check_client,
    "swift": check_client,
}  # fmt: skip
