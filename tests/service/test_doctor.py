"""``solferol doctor``: right and wrong in words, an exit code, and no secrets."""

import os
import socket
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from service.cli import main
from service.settings import Settings
from service.storage import condition
from service.storage.database import Database
from service.surroundings import look_at_clock, look_at_database, look_at_folder, look_at_redis
from tests.postgres import free_port

pytestmark = pytest.mark.anyio


@pytest.fixture
def doctor(capsys, monkeypatch):
    """Run the command with settings; its exit status and what it says by subject."""

    def run(**settings):
        given = {"uv_providers": "", "port": str(free_port())} | settings
        for name, value in given.items():
            monkeypatch.setenv(f"SOLFEROL_{name.upper()}", value)
        status = main(["doctor"])
        printed = capsys.readouterr().out
        return status, printed

    return run


def lines(printed, sign):
    return [line.removeprefix(sign).strip() for line in printed.splitlines() if sign in line[:5]]


def test_all_is_well(doctor):
    status, printed = doctor()
    assert status == 0
    assert lines(printed, "WRONG") == []
    for what in ("settings", "data folder", "database", "redis", "clear-sky table", "time zones"):
        assert any(line.startswith(what) for line in lines(printed, "ok"))
    assert printed.endswith("nothing is wrong\n")
    # To look is not to make.
    assert not os.path.exists(os.environ["SOLFEROL_DATA_FOLDER"])  # noqa: PTH110


def test_settings_that_are_wrong_or_none(doctor):
    status, printed = doctor(port="ninety", openuv_keys="sesame", redis_url="sesame://x")
    assert status == 1
    wrong = lines(printed, "WRONG")
    assert any("SOLFEROL_PORT: " in line for line in wrong)
    assert any("SOLFEROL_REDIS_URL: " in line for line in wrong)
    (note,) = lines(printed, "note")
    assert "SOLFEROL_OPENUV_KEYS is no setting: is SOLFEROL_OPENUV_KEY meant?" in note
    assert "sesame" not in printed


def test_no_secret_is_printed(doctor):
    nobody = free_port()
    _, printed = doctor(
        uv_providers="openuv",
        openuv_key="sesame",
        openuv_url=f"http://user:sesame@127.0.0.1:{nobody}",
        database_url=f"postgresql://user:sesame@127.0.0.1:{nobody}/solferol?password=sesame",
        redis_url=f"redis://:sesame@127.0.0.1:{nobody}",
        metrics_token="sesame",  # noqa: S106
    )
    assert "sesame" not in printed


def test_sources_without_what_they_need(doctor):
    nobody = f"http://127.0.0.1:{free_port()}"
    status, printed = doctor(uv_providers="openuv,met_norway,open_meteo", commercial="true",
                             openuv_url=nobody)  # fmt: skip
    assert status == 1
    (wrong,) = lines(printed, "WRONG")
    assert "openuv is chosen, but its key is not set" in wrong
    notes = " ".join(lines(printed, "note"))
    assert "met_norway is not asked: it wants SOLFEROL_CONTACT" in notes
    assert "open_meteo_cams is not asked: its terms do not allow commercial use" in notes
    assert "no source is asked: answers are for a clear sky" in notes


def test_without_a_connection_nothing_is_wrong(doctor):
    nobody = f"http://127.0.0.1:{free_port()}"
    status, printed = doctor(uv_providers="currentuvindex", currentuvindex_url=nobody)
    assert status == 0
    assert "could not be compared: no source was reached" in printed


def test_a_port_that_is_taken(doctor):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        taken.settimeout(0)
        port = taken.getsockname()[1]
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("service.surroundings._LONGEST_S", 0.05)
            status, printed = doctor(port=str(port))
    assert status == 1
    (wrong,) = lines(printed, "WRONG")
    assert f"127.0.0.1:{port} cannot be listened on: " in wrong


def test_metrics_that_are_open_to_all(doctor):
    _, printed = doctor(metrics="true")
    assert any("SOLFEROL_METRICS_TOKEN" in line for line in lines(printed, "note"))


def test_a_data_folder_that_is_a_file(tmp_path):
    (tmp_path / "file").touch()
    found = look_at_folder(Settings(data_folder=str(tmp_path / "file" / "below")))
    assert (found.level, found.what) == ("wrong", "data folder")


def test_a_data_folder_where_nothing_can_be_made(doctor):
    status, printed = doctor(data_folder="/proc/nope")
    assert status == 1
    (wrong,) = lines(printed, "WRONG")
    assert "/proc/nope cannot be made, /proc cannot be written" in wrong


def test_a_data_folder_that_is_there(tmp_path):
    found = look_at_folder(Settings(data_folder=str(tmp_path), max_import_bytes=1024))
    assert found.level == "right"
    assert list(tmp_path.iterdir()) == []


def at(url):
    return Settings(database_url=url)


async def test_a_database_by_its_schema(tmp_path):
    url = f"sqlite:///{tmp_path}/it.sqlite3"
    assert (await look_at_database(at(url))).level == "right"
    (tmp_path / "it.sqlite3").touch()
    assert "empty" in (await look_at_database(at(url))).words
    database = Database(url)
    for revision, level in (
        (condition.head(), "right"), (condition.known()[-1], "note"), ("r9999", "wrong"),
    ):  # fmt: skip
        async with database.writing() as connection:
            await connection.execute(
                text("UPDATE alembic_version SET version_num = :name"), {"name": revision}
            )
        found = await look_at_database(at(url))
        assert found.level == level
        assert revision in found.words
    await database.close()


@pytest.mark.parametrize("url", ["postgresql://u:sesame@host:port/name", "postgresql://["])
async def test_an_address_of_no_database(url):
    found = await look_at_database(at(url))
    assert found.level == "wrong"
    assert "sesame" not in found.words


async def test_a_postgresql(postgres_url):
    found = await look_at_database(at(postgres_url))
    assert found.level == "right"
    assert found.words.endswith("empty: tables are made at the start")


async def test_a_redis(redis_server):
    assert (await look_at_redis(Settings(redis_url=redis_server))).level == "right"


async def test_a_redis_that_is_gone():
    gone = await look_at_redis(Settings(redis_url=f"redis://127.0.0.1:{free_port()}"))
    assert gone.level == "wrong"
    assert "ConnectionError" in gone.words


@pytest.mark.parametrize(
    ("ahead", "level"),
    [
        (timedelta(0), "right"), (timedelta(minutes=1), "note"), (timedelta(hours=-1), "wrong"),
    ],
)  # fmt: skip
async def test_a_clock_beside_anothers(monkeypatch, ahead, level):
    monkeypatch.setattr("service.surroundings.http_date", lambda _: datetime.now(UTC) - ahead)

    async def head(_client, url):
        assert url == "https://currentuvindex.com/"
        return type("Response", (), {"headers": {}})

    monkeypatch.setattr("httpx.AsyncClient.head", head)
    found = await look_at_clock(Settings(uv_providers=("currentuvindex",)))
    assert found.level == level
