import json

import pytest
from pydantic import ValidationError

from service import cli
from service.cli import main
from service.settings import Settings
from tests.postgres import free_port

ESTIMATE = ["estimate", "--latitude", "52.52", "--longitude", "13.41", "--skin-type", "2",
            "--start", "2026-06-21T13:00:00+02:00"]  # fmt: skip


@pytest.fixture(autouse=True)
def no_provider(monkeypatch):
    monkeypatch.setenv("SOLFEROL_UV_PROVIDERS", "")


def test_an_estimate_in_words(capsys):
    assert main(ESTIMATE) == 0
    told = capsys.readouterr().out
    for expected in ("1,000 IU", "Vitamin D", "Sunburn", "Limit", "upper limits for planning"):
        assert expected in told


def test_a_stay_and_the_advice_in_words(capsys):
    assert main([*ESTIMATE, "--end", "2026-06-21T14:00:00+02:00"]) == 0
    told = capsys.readouterr().out
    assert "1 h give about" in told
    assert "longer than the limit" in told


def test_an_estimate_as_json(capsys):
    assert main([*ESTIMATE, "--json", "--target-iu", "500", "--clothing", "swimwear"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["vitamin_d"]["target_iu"] == 500
    assert answer["start"] == "2026-06-21T13:00:00+02:00"


def test_a_source_that_fails_is_told_in_words_and_not_logged(capsys, caplog, monkeypatch):
    nobody = f"http://127.0.0.1:{free_port()}"
    monkeypatch.setenv("SOLFEROL_UV_PROVIDERS", "currentuvindex")
    monkeypatch.setenv("SOLFEROL_CURRENTUVINDEX_URL", nobody)
    asked = [*ESTIMATE[:-2], "--target-iu", "500"]
    assert main(asked) == 0
    assert "The forecast service could not be reached." in capsys.readouterr().out
    assert caplog.records == []
    set_up = []
    monkeypatch.setattr(cli, "configure", lambda *how: set_up.append(how))
    assert main([*asked, "--verbose"]) == 0
    assert set_up == [("text", "info")]
    assert "currentuvindex failed" in caplog.text


def test_a_negative_latitude(capsys):
    arguments = ["estimate", "--latitude", "-33.87", "--longitude", "151.21", "--skin-type", "3"]
    assert main([*arguments, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["location"]["timezone"] == "Australia/Sydney"


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        (["--latitude", "91"], "--latitude"),
        (["--skin-type", "olive"], "--skin-type"),
        (["--start", "noon"], "--start"),
        (["--end", "2026-06-21T12:00:00+02:00"], "--end"),
        (["--skin-fraction", "0.2", "--clothing", "nude"], "--skin-fraction"),
    ],
)
def test_what_cannot_be_used_is_named(capsys, changed, named):
    assert main([*ESTIMATE, *changed]) == 2
    assert f"solferol: {named}:" in capsys.readouterr().err


def test_a_bad_setting_is_named(capsys, monkeypatch):
    monkeypatch.setenv("SOLFEROL_PORT", "ninety")
    assert main(["serve"]) == 2
    assert "SOLFEROL_PORT" in capsys.readouterr().err


def test_providers_from_the_environment(monkeypatch):
    assert Settings().uv_providers == ()
    monkeypatch.setenv("SOLFEROL_UV_PROVIDERS", " open_meteo , ")
    assert Settings().uv_providers == ("open_meteo",)
    monkeypatch.delenv("SOLFEROL_UV_PROVIDERS")
    assert Settings().uv_providers == ("open_meteo", "met_norway")
    monkeypatch.setenv("SOLFEROL_UV_PROVIDERS", "crystal_ball")
    with pytest.raises(ValidationError, match="crystal_ball"):
        Settings()


def test_the_contract_can_be_printed(capsys):
    assert main(["openapi"]) == 0
    assert json.loads(capsys.readouterr().out)["info"]["title"] == "Solferol"
