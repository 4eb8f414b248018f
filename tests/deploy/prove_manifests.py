"""Compose files and manifests against their schemas (`make image-check`)."""

import importlib.util

import pytest
import yaml

from tests.conftest import ROOT, need
from tests.deploy.test_manifests import COMPOSE, MANIFESTS

KUBERNETES = "1.34"


def misspelt(told, name):
    """The same with a wrong field somewhere within."""
    if isinstance(told, list):
        return [misspelt(each, name) for each in told]
    if not isinstance(told, dict):
        return told
    return {f"{key}s" if key == name else key: misspelt(told[key], name) for key in told}


@pytest.mark.parametrize("name", COMPOSE)
def test_compose_files_hold_to_the_specification(name):
    need(importlib.util.find_spec("compose_spec"), "compose-spec (make .venv/deploy)")
    from compose_spec import PyCompose

    # Written anew: the specification knows no anchors of YAML.
    told = yaml.safe_load((ROOT / name).read_text())
    parsed = PyCompose.from_yaml(yaml.safe_dump(told))
    parsed.validate()
    assert "solferol" in parsed.service_names()
    with pytest.raises(ValueError, match="read_onlys"):
        PyCompose.from_yaml(yaml.safe_dump(misspelt(told, "read_only")))


@pytest.mark.parametrize("kind", MANIFESTS)
def test_manifests_hold_to_the_schema_of_kubernetes(kind):
    need(importlib.util.find_spec("kubernetes_validate"), "kubernetes-validate (.venv/deploy)")
    from kubernetes_validate import ValidationError, validate

    validate(MANIFESTS[kind], KUBERNETES, strict=True)
    with pytest.raises(ValidationError):
        validate(misspelt(MANIFESTS[kind], "spec"), KUBERNETES, strict=True)
