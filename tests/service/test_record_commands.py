"""Commands on what is kept, as somebody types them."""

import contextlib
import os
import re
import sqlite3
import stat
import sys

import httpx
import pytest

from service.app import create_app
from service.cli import main
from service.settings import Settings
from service.storage.folders import data_folder

TRACK = """<gpx version="1.1" creator="t"><trk><type>running</type><trkseg>{}</trkseg></trk></gpx>
""".format(
    "".join(
        f'<trkpt lat="52.5{i:02d}" lon="13.4"><time>2026-06-12T10:{i:02d}:00Z</time></trkpt>'
        for i in range(40)
    )
)


async def asked(path, credential):
    """Ask a service that has the same folder."""
    app = create_app(Settings(uv_providers=(), geocoding=False))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://t") as http:
            return await http.get(path, headers={"authorization": f"Bearer {credential}"})


def said(capsys, *words):
    status = main(words)
    return status, capsys.readouterr()


def database_file():
    return data_folder(Settings().data_folder) / "solferol.sqlite3"


def test_keys_are_made_shown_once_rotated_and_ended(capsys):
    status, out = said(capsys, "keys", "create", "--app", "clinic", "--scope", "users")
    key = out.out.strip()
    assert status == 0
    assert re.fullmatch(r"sol_live_[0-9a-f]{12}_\S{43}", key)
    _, listed = said(capsys, "keys", "list")
    assert key.split("_")[2] in listed.out
    assert key.split("_", 3)[3] not in listed.out
    _, rotated = said(capsys, "keys", "rotate", key.split("_")[2], "--overlap-days", "1")
    assert rotated.out.strip() != key
    assert said(capsys, "keys", "revoke", key.split("_")[2])[0] == 0
    _, listed = said(capsys, "keys", "list")
    assert listed.out.count("clinic  users") == 2
    assert listed.out.count("revoked") == 1


def test_a_key_that_is_not_there_is_said_so(capsys):
    said(capsys, "keys", "create", "--app", "clinic")
    status, out = said(capsys, "keys", "revoke", "0123456789ab")
    assert status == 2
    assert "there is no key 0123456789ab" in out.err


@pytest.mark.anyio
async def test_the_single_user_has_a_token_that_works(capsys):
    import asyncio

    status, out = await asyncio.to_thread(said, capsys, "single-user")
    assert status == 0
    answer = await asked("/v1/users/me", out.out.strip())
    assert answer.status_code == 200
    # A second token of the same device ends the first, and the user stays the same.
    _, again = await asyncio.to_thread(said, capsys, "single-user")
    assert (await asked("/v1/users/me", out.out.strip())).status_code == 401
    assert (await asked("/v1/users/me", again.out.strip())).json()["id"] == answer.json()["id"]


@pytest.mark.anyio
async def test_a_file_is_taken_in_for_the_single_user(capsys, tmp_path):
    import asyncio

    file = tmp_path / "run.gpx"
    file.write_text(TRACK)
    status, out = await asyncio.to_thread(said, capsys, "import", str(file))
    assert status == 0, out.err
    assert re.search(r"^created: \d+$", out.out, re.MULTILINE)
    assert "days: 2026-06-12 to 2026-06-12, 1 in all" in out.out
    assert out.err == ""
    _, again = await asyncio.to_thread(said, capsys, "import", str(file))
    assert re.search(r"^unchanged: \d+$", again.out, re.MULTILINE)
    assert "created" not in again.out
    _, token = await asyncio.to_thread(said, capsys, "single-user")
    answer = await asked("/v1/users/me/samples", token.out.strip())
    assert len(answer.json()["samples"]) > 1


def test_progress_is_drawn_at_a_terminal(capsys, monkeypatch, tmp_path):
    file = tmp_path / "run.gpx"
    file.write_text(TRACK)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    status, out = said(capsys, "import", str(file))
    assert status == 0
    assert out.err.endswith("] 100%\n")


def test_what_is_no_file_and_what_is_nothing_are_told_apart(capsys, tmp_path):
    status, out = said(capsys, "import", str(tmp_path / "absent.gpx"))
    assert (status, "no such file" in out.err) == (2, True)
    (tmp_path / "nothing.gpx").write_text("nothing")
    status, out = said(capsys, "import", str(tmp_path / "nothing.gpx"))
    assert (status, "unknown_format" in out.err) == (1, True)


def test_a_backup_is_whole_private_and_never_written_over(capsys, tmp_path):
    made = said(capsys, "keys", "create", "--app", "clinic")[1].out
    file = tmp_path / "copy.sqlite3"
    previous = os.umask(0)
    try:
        status, out = said(capsys, "backup", str(file))
    finally:
        os.umask(previous)
    assert (status, out.out) == (0, f"{file}: ok\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with contextlib.closing(sqlite3.connect(file)) as copy:
        assert copy.execute("select key_id from app_keys").fetchall() == [(made.split("_")[2],)]
    before = file.read_bytes()
    status, out = said(capsys, "backup", str(file))
    assert (status, "exists already" in out.err, file.read_bytes()) == (2, True, before)
    assert [path.name for path in tmp_path.glob("copy*")] == ["copy.sqlite3"]


def test_a_backup_has_what_a_running_service_wrote_last(capsys, tmp_path):
    said(capsys, "keys", "create", "--app", "clinic")
    file = database_file()
    with contextlib.closing(sqlite3.connect(file)) as running:
        running.execute("update apps set name = 'hospital'")
        running.commit()
        assert b"hospital" not in file.read_bytes()
        assert said(capsys, "backup", str(tmp_path / "copy"))[0] == 0
    assert b"hospital" in (tmp_path / "copy").read_bytes()


def test_of_a_damaged_database_no_backup_is_left(capsys, tmp_path):
    said(capsys, "keys", "create", "--app", "clinic")
    database_file().write_bytes(b"no database" * 1000)
    status, out = said(capsys, "backup", str(tmp_path / "copy"))
    assert (status, "the copy failed" in out.err) == (2, True)
    assert not (tmp_path / "copy").exists()


def test_of_postgresql_the_backup_is_made_by_its_own_means(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("SOLFEROL_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")
    status, out = said(capsys, "backup", str(tmp_path / "copy"))
    assert (status, "pg_dump" in out.err) == (2, True)


@pytest.mark.parametrize(
    "words",
    [("keys", "list"), ("keys", "usage"), ("keys", "revoke", "0123456789ab"),
     ("keys", "rotate", "0123456789ab"), ("backup", "copy.sqlite3")],
)  # fmt: skip
def test_what_only_looks_makes_no_database(capsys, words):
    file = database_file()
    status, out = said(capsys, *words)
    assert (status, f"there is no database at {file}" in out.err) == (2, True)
    assert not file.exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [(("create", "--app", "a", "--days", "-3"), "a number of days from 0"),
     (("create", "--app", "a", "--days", "0"), "more than 0 days are needed"),
     (("create", "--app", "a", "--days", "nan"), "a number of days from 0"),
     (("create", "--app", " "), "a name is needed"),
     (("rotate", "0123456789ab", "--overlap-days", "-1"), "a number of days from 0")],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(capsys, words, told):
    with pytest.raises(SystemExit) as ended:
        main(("keys", *words))
    assert ended.value.code == 2
    assert told in capsys.readouterr().err
    assert not database_file().exists()


def test_a_key_that_has_expired_is_listed_so(capsys):
    said(capsys, "keys", "create", "--app", "clinic", "--days", "0.00000002")
    said(capsys, "keys", "create", "--app", "widget", "--days", "365")
    lines = said(capsys, "keys", "list")[1].out.splitlines()
    assert [("  expired 2" in line, "  until 2" in line) for line in lines] == [
        (True, False), (False, True),
    ]  # fmt: skip
