"""Checks of blocks that are not run: of each language what can be known without its program."""

import configparser
import re
import shlex

import yaml

from service.cli import _parser
from service.settings import Settings
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
    if word == "docker":
        services = yaml.safe_load((root / "compose.yaml").read_text())["services"]
        assert words[1] == "compose"
        assert "run" not in words or words[words.index("--rm") + 1] in services
    check_arguments(line)
    check_settings(line)


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
    """Balance of braces, where it leads, and that nginx tells who asked."""
    assert block.text.count("{") == block.text.count("}")
    assert BACKEND in block.text
    if block.language == "nginx":
        assert "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;" in block.text
        for line in block.text.splitlines():
            assert line.strip() == "" or line.strip().startswith("#") or line.strip()[-1] in "{};"


def check_sql(block, **surroundings):
    """Statements are ended, and make what the address of the page names."""
    assert all(line.endswith(";") for line in block.text.splitlines() if line)
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


CHECKS = {
    "ini": check_ini, "env": check_env, "nginx": check_proxy, "caddy": check_proxy,
    "sql": check_sql, "yaml": check_yaml, "promql": check_promql,
}  # fmt: skip
