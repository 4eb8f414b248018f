"""Documentation that the code can check: nothing is undocumented, nothing documented is gone."""

import re
from typing import get_args

import pytest

import models
from service import answers, provenance, questions
from service.settings import Settings


@pytest.mark.parametrize("name", models.__all__)
def test_every_model_has_a_page_with_source_and_range(name, root):
    page = (root / "docs" / "science" / f"{name}.md").read_text()
    assert page.startswith("# ")
    assert "**Valid for**" in page
    assert re.search(r"doi\.org/10\.\d{4}|ISO/CIE|CIE 174|Convention", page), "no source is named"


def test_every_setting_is_documented_with_its_default(root):
    page = (root / "docs" / "configuration.md").read_text()
    for name, field in Settings.model_fields.items():
        assert f"`SOLFEROL_{name.upper()}`" in page, name
        assert field.description in page, name


@pytest.mark.parametrize(
    "words",
    [
        provenance.QualityFlag, answers.Advice, answers.Reason, answers.NextChanceReason,
        answers.WindowsReason, answers.VerdictCode, answers.ComesFirst, questions.Caution,
    ],
)  # fmt: skip
def test_every_code_is_in_the_api_page(words, root):
    page = (root / "docs" / "api.md").read_text()
    assert [word for word in get_args(words) if f"`{word}`" not in page] == []


def test_nothing_is_documented_that_is_no_setting(root):
    text = "".join(
        (root / name).read_text()
        for name in ("docs/configuration.md", "README.md", "compose.yaml", "Dockerfile")
    )
    for name in set(re.findall(r"SOLFEROL_([A-Z_]+)", text)):
        assert name.lower() in Settings.model_fields, name


def test_links_between_pages_lead_somewhere(root):
    pages = [root / "README.md", root / "CHANGELOG.md", *(root / "docs").rglob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_no_lock_file_names_a_registry(root):
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-docs.lock"):
        text = (root / name).read_text()
        assert "://" not in text
        assert "index-url" not in text
        assert text.count("--hash=sha256:") > 40
