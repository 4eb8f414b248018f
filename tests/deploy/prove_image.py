"""The image (`make image-check`): built from the Dockerfile, run without rights, and stopped."""

import json
import os
import re
import shutil
import signal
import urllib.request

import pytest

from tests.conftest import need
from tests.deploy.containers import PROGRAMS, ROOT, Builder, Container, base_of
from tests.postgres import free_port

IMAGE = "localhost/solferol"
LONGEST_START_S = 180.0
MOST_MEGABYTES = 480
"""Beyond the base image; whoever goes beyond it should know."""


@pytest.fixture(scope="module")
def builder(tmp_path_factory):
    need(os.geteuid() == 0, "the rights of root")
    for program in PROGRAMS:
        need(shutil.which(program), program)
    builder = Builder(tmp_path_factory.mktemp("containers"))
    builder.make_base(*base_of((ROOT / "Dockerfile").read_text()))
    builder.build(IMAGE)
    yield builder
    builder.throw_away()


@pytest.fixture(scope="module")
def files(builder):
    with builder.mounted(IMAGE) as root:
        yield root


@pytest.fixture(scope="module")
def running(builder, files, tmp_path_factory):
    data = tmp_path_factory.mktemp("volume")
    os.chown(data, 10001, 10001)
    port = free_port()
    settings = {"SOLFEROL_PORT": port, "SOLFEROL_UV_PROVIDERS": "", "SOLFEROL_LOG_FORMAT": "json"}
    container = Container(files, builder.config(IMAGE), data, settings)
    container.address, container.data = f"http://127.0.0.1:{port}", data
    yield container
    container.end()


def test_nothing_is_in_it_that_it_does_not_need(files):
    found = {str(path) for path in files.glob("usr/local/bin/pip*")}
    found |= {str(path) for path in files.glob("usr/local/lib/python3.*/ensurepip")}
    found |= {str(path) for path in files.glob("usr/local/lib/python3.*/site-packages/pip*")}
    for name in ("pip", "setuptools", "wheel", "pytest", "mypy", "nanodisort", "matplotlib"):
        found |= {str(path) for path in files.glob(f"opt/solferol/lib/*/site-packages/{name}*")}
    found |= {name for name in ("gcc", "cc", "make", "git") if (files / "usr/bin" / name).exists()}
    found |= {str(path) for path in files.glob("src")}
    assert found == set()
    assert not list(files.glob("opt/solferol/lib/*/site-packages/models/tables/making"))


def test_it_is_compiled(files):
    packages = next(files.glob("opt/solferol/lib/python3.*/site-packages"))
    sources = list(packages.rglob("*.py"))
    bare = [
        str(path)
        for path in sources
        if not list((path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"))
    ]
    assert len(sources) > 1000
    assert bare == []


def test_its_size(files):
    folder = files / "opt/solferol"
    size = sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"files beyond the base image: {size / 1e6:.0f} MB")
    assert size < MOST_MEGABYTES * 1e6


def test_it_runs_without_rights_on_a_file_system_that_cannot_be_written(running):
    print(f"healthy after {running.wait_until_healthy(LONGEST_START_S):.1f} s")
    assert running.status("Uid").split() == ["10001"] * 4
    assert running.status("CapEff") == "0" * 16
    assert running.status("NoNewPrivs") == "1"
    assert running.status("NSpid").split()[-1] == "1"
    assert "Read-only file system" in running.run("touch", "/opt/solferol/x").stderr
    for folder in ("/tmp", "/data"):
        assert running.run("touch", f"{folder}/x").returncode == 0
    collector = "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318"
    told = running.run("env", collector, "solferol", "doctor").stdout
    assert re.search(r"^ok +traces +are sent$", told, re.MULTILINE)
    assert "nothing is wrong" in told


def test_it_answers_and_keeps_in_its_volume(running, boston):
    running.wait_until_healthy(LONGEST_START_S)
    answer = asked(f"{running.address}/v1/estimates", boston)
    assert answer["verdict"]["code"] == "target_before_burn"
    key = running.run("solferol", "keys", "create", "--app", "clinic").stdout
    secret = key.split()[-1]
    made = asked(f"{running.address}/v1/users", {"profile": {"fitzpatrick": 3}}, secret)
    kept = next(running.data.glob("*.sqlite*"))
    assert made["id"]
    assert kept.stat().st_uid == 10001
    print(f"resident: {running.status('VmRSS')}")


def asked(address, body, key=""):
    headers = {"content-type": "application/json"} | (
        {"authorization": f"Bearer {key}"} if key else {}
    )
    request = urllib.request.Request(address, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)


def test_it_stops_when_it_is_told_to(builder, running):
    running.wait_until_healthy(LONGEST_START_S)
    number = getattr(signal, builder.config(IMAGE)["StopSignal"])
    status, printed = running.stop(number)
    assert status == 0
    assert "Traceback" not in printed
    lines = [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
    assert {"/v1/estimates", "/v1/users"} <= {line.get("route") for line in lines}
