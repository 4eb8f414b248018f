"""Every code block of the documentation is executed, or checked in another way that is named."""

import re
import shutil
import time
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.browsing import served
from tests.conftest import ROOT, need
from tests.documentation import telling
from tests.documentation.blocks import Block, blocks_of, pages
from tests.documentation.commands import commands
from tests.documentation.elsewhere import LANGUAGES, OTHER_TESTS, runs_elsewhere
from tests.documentation.excerpts import difference, shown_json
from tests.documentation.running import RUN, commands_of, run_page
from tests.documentation.static import CHECKS, check_command, check_hosts, check_settings

# What the pages show is answered at this time, and the clock goes on from there.
NOW = datetime(2026, 6, 26, 10, tzinfo=UTC)
SHOWN = ("json", "text")
# Pages whose blocks are what the service writes, and not what it answers.
TOLD = {
    ("docs/operations.md", "json"): telling.check_log,
    ("docs/operations.md", "text"): telling.check_log,
    ("docs/limits.md", "http"): telling.check_limits,
}
WITH_BLOCKS = [page for page in pages(ROOT) if blocks_of(ROOT, page)]


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """One service for all pages, and the command beside it."""
    need(shutil.which("curl") and shutil.which("jq"), "curl and jq")
    data = tmp_path_factory.mktemp("documentation")
    begun = time.monotonic()
    settings = {"data_folder": str(data), "metrics": True}
    environment = {"SOLFEROL_DATA_FOLDER": str(data), "SOLFEROL_UV_PROVIDERS": ""}
    with (
        served(now=lambda: NOW + timedelta(seconds=time.monotonic() - begun), **settings) as server,
        commands(environment) as command,
    ):
        # A key makes the database that a page backs up, whichever page is run first.
        httpx.post(command, content=f"{data}\0keys\0create\0--app\0documentation\0")
        yield server, command, data


@pytest.fixture(scope="module")
def metrics(service):
    """What is counted, of this service and of one that would ask sources of forecasts."""
    httpx.get(f"{service[0]}/v1/estimate?latitude=0&longitude=0&skin_type=2")
    with served(uv_providers=("open_meteo",), metrics=True) as asking:
        return "".join(httpx.get(f"{each}/metrics").text for each in (service[0], asking))


@pytest.mark.parametrize("page", WITH_BLOCKS)
def test_what_a_page_tells_to_run_does_what_the_page_says(page, service, tmp_path, root):
    blocks = blocks_of(root, page)
    if any(block.language == "js" for block in blocks):
        need(shutil.which("node"), "Node")
    run = [block for block in blocks if block.language in RUN and _ours(block)]
    ran = run_page(run, *service, tmp_path) if run else {}
    last = None
    for block in blocks:
        if block in ran:
            last = block
            _check_calls(block, ran[block])
        elif block.language in SHOWN and _ours(block):
            assert last, f"{block}: nothing was run before"
            _check_shown(block, ran[last])


def _ours(block):
    key = block.page, block.language
    return key not in TOLD and key not in OTHER_TESTS


def _check_calls(block, ran):
    """Calls succeed, or fail as the paragraph before says: "is answered 422"."""
    paragraph = block.before.strip().rsplit("\n\n", 1)[-1]
    refused = [int(each) for each in re.findall(r"answer(?:s|ed)(?: with)? (4\d\d)", paragraph)]
    assert [call.exit for call in ran.calls if call.exit] == [], f"{block}: {ran.calls}"
    answered = [call for call in ran.calls if call.kind == "curl"]
    if refused:
        assert [answered.pop().status] == refused, f"{block}"
    for call in answered:
        assert call.status is not None, f"{block}: no answer"
        assert 200 <= call.status < 400, f"{block}: {call.status} {call.body[:500]}"


def _check_shown(block, ran):
    if block.language == "text":
        printed = iter(ran.printed.splitlines())
        for line in block.text.splitlines():
            assert line in printed, f"{block}: {line!r} is not in {ran.printed!r}"
        return
    shown = shown_json(block.text)
    differences = [difference(shown, call.json()) for call in ran.calls]
    assert None in differences, f"{block}: {differences}"


@pytest.mark.parametrize("page", WITH_BLOCKS)
def test_what_is_not_run_is_checked_in_another_way(page, metrics, root, capsys):
    for block in blocks_of(root, page):
        key = block.page, block.language
        if block.language == "console":
            telling.check_doctor(block, capsys)
        elif key in TOLD:
            TOLD[key](block)
        elif key in OTHER_TESTS:
            _check_other(OTHER_TESTS[key], root)
            if block.language in CHECKS:
                CHECKS[block.language](block, metrics=metrics)
        else:
            _check_alone(block, metrics, root)


def _check_other(elsewhere, root):
    assert f"def {elsewhere.function}(" in (root / elsewhere.file).read_text()
    recipe = (root / "Makefile").read_text().split(f"\n{elsewhere.target}:")[1].split("\n\n")[0]
    module = elsewhere.file.removesuffix(".py").replace("/", ".")
    assert elsewhere.target == "test" or elsewhere.file in recipe or f"-m {module}" in recipe


def _check_alone(block, metrics, root):
    check_settings(block.text)
    if block.language in CHECKS:
        CHECKS[block.language](block, metrics=metrics)
    elif block.language == "sh":
        for line in filter(runs_elsewhere, commands_of(block.text)):
            check_command(line, root)
    else:
        if block.language in RUN:
            check_hosts(block)
        assert block.language in (*RUN, *SHOWN), f"{block}: nothing checks {block.language!r}"


def test_languages_that_cannot_be_run_have_their_own_checks():
    told = {language for _, language in TOLD}
    assert set(LANGUAGES) <= set(CHECKS) | told


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        ("sh", "git --version", "command not found"),
        ("sh", "curl -sS http://192.0.2.1/", "Failed to connect"),
        ("sh", "curl -sS https://registry.test/", "Failed to connect"),
        ("python", "import httpx\nhttpx.get('http://192.0.2.1/')", "ConnectError"),
    ],
)
def test_a_page_reaches_nobody_but_the_service(tmp_path, language, text, told):
    need(shutil.which("curl"), "curl")
    block = Block("page.md", 1, language, f"{text}\n", "")
    with pytest.raises(AssertionError, match=told):
        run_page([block], "http://127.0.0.1:9", "http://127.0.0.1:9", tmp_path, tmp_path)
