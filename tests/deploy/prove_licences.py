"""What ships (`make sbom`): all that is locked is listed, and nothing of it binds others to share.

Debian's own programs in the image, and the run-time libraries of GCC within wheels of numpy and
SciPy (GPL with its exception for such use), stand outside: they come with lists of their own.
"""

import json
import re

import pytest

from tests.conftest import ROOT, need

SBOM = ROOT / "build/sbom.json"
ALLOWED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "MIT", "MPL-2.0", "PSF-2.0",
    "Python-2.0", "Zlib",
    "License :: OSI Approved :: Apache Software License",
    "License :: OSI Approved :: BSD License",
    "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)",
}  # fmt: skip
"""None of which asks anything of a program that uses it unchanged but to be named."""
NOT_IN_METADATA = {"protobuf": "BSD-3-Clause"}
"""Told there in words of their own, which the list leaves out."""


@pytest.fixture(scope="module")
def components():
    need(SBOM.exists(), "build/sbom.json (make sbom)")
    return json.loads(SBOM.read_text())["components"]


def plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def licences(component):
    told = [
        each.get("expression") or each["license"].get("id") or each["license"]["name"]
        for each in component.get("licenses", [])
    ]
    told = told or [NOT_IN_METADATA[component["name"]]]
    return {part for each in told for part in re.split(r" AND ", each)}


def test_all_that_is_locked_is_listed(components):
    listed = {f"{plain(each['name'])}=={each['version']}" for each in components}
    text = (ROOT / "requirements-telemetry.lock").read_text()
    locked = set(re.findall(r"^([\w.-]+==[^\s;]+)", text, re.MULTILINE))
    conditional = set(re.findall(r"^([\w.-]+==\S+) ; ", text, re.MULTILINE))
    assert len(listed) > 50
    assert listed <= locked
    # Some are for other systems only.
    assert locked - listed <= conditional


def test_nothing_of_it_binds_others(components):
    beyond = {
        each["name"]: sorted(licences(each) - ALLOWED)
        for each in components
        if licences(each) - ALLOWED
    }
    assert beyond == {}


def test_every_package_can_be_looked_up(components):
    assert {each["purl"].split("/")[0] for each in components} == {"pkg:pypi"}
