"""What deployments are described by: valid, closed, and with no setting that is none."""

import re

import pytest
import yaml

from service.settings import Settings
from tests.conftest import ROOT

COMPOSE = ("compose.yaml", "compose.single.yaml")
TEXTS = (*COMPOSE, "Dockerfile", "docs/deploying.md")


def blocks():
    text = (ROOT / "docs/deploying.md").read_text()
    for block in re.findall(r"^```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        yield from yaml.safe_load_all(block)


MANIFESTS = {block["kind"]: block for block in blocks() if "apiVersion" in block}


def services():
    """All services of both files, as Compose puts them together."""
    for name in COMPOSE:
        for service, told in yaml.safe_load((ROOT / name).read_text())["services"].items():
            base = told.get("extends")
            inherited = (
                yaml.safe_load((ROOT / base["file"]).read_text())["services"][base["service"]]
                if base
                else {}
            )
            yield f"{name} {service}", inherited | told


SERVICES = dict(services())


@pytest.mark.parametrize("name", TEXTS)
def test_every_setting_is_one(name):
    named = set(re.findall(r"\bSOLFEROL_[A-Z_]+", (ROOT / name).read_text()))
    known = {f"SOLFEROL_{field.upper()}" for field in Settings.model_fields}
    assert named
    assert named - known == set()


@pytest.mark.parametrize("service", SERVICES)
def test_services_are_closed_and_bounded(service):
    told = SERVICES[service]
    assert told["read_only"] is True
    assert told["cap_drop"] == ["ALL"]
    assert told["security_opt"] == ["no-new-privileges:true"]
    assert {"mem_limit", "cpus", "pids_limit", "stop_grace_period", "tmpfs"} <= told.keys()
    assert {"max-size", "max-file"} <= told["logging"]["options"].keys()
    if service.endswith("solferol"):
        assert all(port.startswith("127.0.0.1:") for port in told["ports"])
    else:
        assert "ports" not in told
        assert told["networks"] == ["inside"]
        assert told["healthcheck"]["test"][0] == "CMD"
        assert told["user"].split(":")[0] != "0"


@pytest.mark.parametrize("name", COMPOSE)
def test_settings_reach_the_service_and_none_of_a_source_has_another_default(name):
    told = SERVICES[f"{name} solferol"]
    assert told["env_file"] == [{"path": ".env", "required": False}]
    own = yaml.safe_load((ROOT / "compose.single.yaml").read_text())["services"]["solferol"]
    assert set(own["environment"].values()) == {None}


def test_it_waits_for_what_it_needs():
    whole = yaml.safe_load((ROOT / "compose.yaml").read_text())
    conditions = {
        each["condition"] for each in SERVICES["compose.yaml solferol"]["depends_on"].values()
    }
    assert conditions == {"service_healthy"}
    assert whole["networks"]["inside"]["internal"] is True


@pytest.mark.parametrize("name", COMPOSE)
def test_no_secret_has_a_default(name):
    text = (ROOT / name).read_text()
    for secret in re.findall(r"\$\{\w*(?:PASSWORD|KEY|TOKEN)\w*[^}]*\}", text):
        assert re.fullmatch(r"\$\{\w+:\?.+\}", secret)
    assert len(re.findall(r"\$\{POSTGRES_PASSWORD:\?", text)) == (2 if name == COMPOSE[0] else 0)


def test_manifests_belong_together():
    pod = MANIFESTS["Deployment"]["spec"]["template"]
    labels = pod["metadata"]["labels"]
    spec = {kind: manifest["spec"] for kind, manifest in MANIFESTS.items()}
    assert spec["Deployment"]["selector"]["matchLabels"] == labels
    assert spec["Service"]["selector"] == labels
    assert spec["PodDisruptionBudget"]["selector"]["matchLabels"] == labels
    assert spec["NetworkPolicy"]["podSelector"]["matchLabels"] == labels
    assert spec["HorizontalPodAutoscaler"]["scaleTargetRef"]["name"] == "solferol"
    assert {manifest["metadata"]["namespace"] for manifest in MANIFESTS.values()} == {"solferol"}


def test_pods_have_no_rights_and_time_to_drain():
    pod = MANIFESTS["Deployment"]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert f"USER {pod['securityContext']['runAsUser']}:" in (ROOT / "Dockerfile").read_text()
    drain = float(next(e["value"] for e in container["env"] if e["name"] == "SOLFEROL_DRAIN_S"))
    ready = container["readinessProbe"]
    assert drain > ready["periodSeconds"] * ready["failureThreshold"]
    assert pod["terminationGracePeriodSeconds"] >= drain + 30


def test_hosts_that_are_asked_are_told():
    text = (ROOT / "docs/deploying.md").read_text()
    urls = [each.default for name, each in Settings.model_fields.items() if name.endswith("_url")]
    hosts = {url.host for url in urls if hasattr(url, "host")}
    assert len(hosts) > 5
    assert {host for host in hosts if f"`{host}`" not in text} == set()


def test_what_the_image_installs_is_what_is_tested():
    def pinned(name):
        text = (ROOT / name).read_text()
        return set(re.findall(r"^([\w.-]+==[^\s;]+)", text, re.MULTILINE))

    assert pinned("requirements.lock") <= pinned("requirements-telemetry.lock")
