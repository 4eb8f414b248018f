"""Settings that are wrong, unknown, odd, contradictory, or read from files; never their values."""

import logging

import pytest
from pydantic import ValidationError

from service import cli
from service.cli import main
from service.configuration import oddities, unknown_settings
from service.settings import FROM_FILES, Settings
from tests.postgres import free_port

WORD = "sesame"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "ninety", "integer"),
        ("RATE_LIMIT_PER_MINUTE", "-1", "greater than or equal to 0"),
        ("REDIS_URL", f"http://:{WORD}@h", "pattern"),
        ("DATABASE_URL", f"mysql://u:{WORD}@h/d", "no address of PostgreSQL"),
        ("DATABASE_URL", f"postgresql://u:{WORD}@h:port/d", "no address of a database"),
        ("CORS_ORIGINS", "https://a.example/", "https://a.example/ is no origin"),
        ("CORS_ORIGINS", "a.example", "is no origin"),
        ("CORS_ORIGINS", "*, https://a.example", "name no others"),
        ("TRUSTED_PROXIES", "10.0.0.1, proxy.local", "proxy.local is no address and no network"),
        ("TRUSTED_PROXIES", "10.0.0.1/8", "10.0.0.1/8 is no address and no network"),
        ("LOG_LEVEL", "loud", "'debug', 'info', 'warning', 'error' or 'critical'"),
        ("UV_PROVIDERS", "crystal_ball", "unknown provider"),
        ("DATA_FOLDER", "/proc/nope", "/proc/nope cannot be made, /proc cannot be written"),
        ("OPENUV_KEY_FILE", "/nowhere", "SOLFEROL_OPENUV_KEY: its _FILE cannot be read"),
    ],
)
def test_a_bad_setting_ends_it_in_plain_words(capsys, monkeypatch, name, value, said):
    monkeypatch.setattr(cli, "create_app", None)
    monkeypatch.setenv(f"SOLFEROL_{name}", value)
    assert main(["serve"]) == 2
    out = capsys.readouterr()
    assert out.out == ""
    for line in out.err.splitlines():
        assert line.startswith(f"solferol: SOLFEROL_{name.removesuffix('_FILE')}: ")
    assert said in out.err
    assert WORD not in out.err


def test_a_port_that_is_none(capsys):
    for port in ("99999", "-1", "x"):
        with pytest.raises(SystemExit) as ended:
            main(["serve", "--port", port])
        assert ended.value.code == 2
    assert "a number from 0 to 65535" in capsys.readouterr().err


def test_secrets_are_read_from_files(monkeypatch, tmp_path):
    file = tmp_path / "secret"
    file.write_text(f"postgresql://u:{WORD}@h/d\n")
    monkeypatch.setenv("SOLFEROL_DATABASE_URL_FILE", str(file))
    settings = Settings()
    assert settings.database_url.get_secret_value() == f"postgresql://u:{WORD}@h/d"
    assert WORD not in repr(settings)
    monkeypatch.setenv("SOLFEROL_DATABASE_URL", "sqlite:////x")
    with pytest.raises(ValidationError, match="given twice") as refused:
        Settings()
    assert WORD not in str(refused.value)


def test_secrets_have_no_default_and_are_never_shown(monkeypatch):
    for name in FROM_FILES:
        default = Settings.model_fields[name].get_default()
        assert not (default if isinstance(default, str) else default.get_secret_value())
    shown = {name: f"redis://:{WORD}@h" for name in FROM_FILES if name != "database_url"}
    settings = Settings(**shown, database_url=f"sqlite:///{WORD}")
    assert WORD not in f"{settings} {settings!r}"
    # A fault of one setting tells nothing of what was given to another.
    with pytest.raises(ValidationError) as refused:
        Settings(**shown, database_url=WORD, port="x")
    assert WORD not in str(refused.value)


def test_what_is_a_secret_may_come_from_a_file():
    secret = {
        name for name, field in Settings.model_fields.items() if "Secret" in str(field.annotation)
    }
    assert secret | {"redis_url"} == set(FROM_FILES)


def test_unknown_settings_are_named_and_the_likely_one_with_them():
    given = {
        "SOLFEROL_METRIC": "1", "SOLFEROL_PORT": "1", "SOLFEROL_REDIS_URL_FILE": "x",
        "SOLFEROL_PORT_FILE": "x", "HOME": "x",
    }  # fmt: skip
    assert list(unknown_settings(given)) == [
        "SOLFEROL_METRIC is no setting: is SOLFEROL_METRICS meant?",
        "SOLFEROL_PORT_FILE is no setting: is SOLFEROL_PORT meant?",
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"metrics_token": WORD}, "there are no metrics"),
        ({"metrics": True}, "SOLFEROL_METRICS_TOKEN closes it"),
        ({"trusted_proxies": "0.0.0.0/0"}, "believes everybody"),
        ({"trusted_proxies": "::/0"}, "believes everybody"),
        ({"webhook_private_targets": True, "host": "::"}, "for development"),
        ({"request_timeout_s": 2}, "come too late"),
        ({"provider_timeout_s": 4}, "SOLFEROL_PROVIDER_TIMEOUT_S is longer"),
        ({"forecast_fresh_s": 50_000}, "SOLFEROL_FORECAST_FRESH_S is longer"),
    ],
)
def test_what_is_hardly_meant(given, said):
    (told,) = oddities(Settings(**given))
    assert said in told
    assert WORD not in told


def test_nothing_is_odd_by_default():
    assert list(oddities(Settings())) == []


def test_the_start_warns_and_goes_on_without_a_database(monkeypatch, caplog):
    caplog.set_level(logging.WARNING)
    monkeypatch.setattr(cli, "configure", lambda *_: None)
    monkeypatch.setattr(cli, "serve", lambda *_: 0)
    monkeypatch.setenv("SOLFEROL_METRIC", "1")
    monkeypatch.setenv("SOLFEROL_UV_PROVIDERS", "openuv")
    address = f"postgresql://u:{WORD}@127.0.0.1:{free_port()}/d"
    monkeypatch.setenv("SOLFEROL_DATABASE_URL", address)
    assert main(["serve", "--port", "0"]) == 0
    told = [each.getMessage() for each in caplog.records if each.name == "solferol.start"]
    assert told[0] == "SOLFEROL_METRIC is no setting: is SOLFEROL_METRICS meant?"
    assert told[1] == "openuv is chosen, but its key is not set"
    assert "does not answer" in told[2]
    assert WORD not in str(told)
