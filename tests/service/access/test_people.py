"""Users: made, described, watched over, and erased for good."""

import asyncio
import uuid

import pytest
from sqlalchemy import func, select

from service import background
from service.access import people
from service.settings import Settings
from service.storage import user_rows
from service.storage.tables import OF_USER, deployment, erased_users, metadata, samples, users
from tests.syncing import (
    ZURICH,
    Device,
    Service,
    bearer,
    codes,
    daylight,
    deletion,
    sample_id,
    uv_index,
)

pytestmark = pytest.mark.anyio
CONSENT = {"purpose": "exposure_tracking", "version": "2026-06"}


async def test_a_name_stands_for_one_user(on_both):
    key, other = await on_both.key("a"), await on_both.key("b")
    made = []
    for shown in (key, key, other):
        response = await on_both.http.post(
            "/v1/users",
            json={"external_id": "anna@example.org", "profile": {"fitzpatrick": 2}},
            headers=bearer(shown),
        )
        made.append((response.status_code, response.json()["id"]))
    assert [status for status, _ in made] == [201, 200, 201]
    assert made[0][1] == made[1][1] != made[2][1]
    # The name itself is not kept.
    for table in metadata.sorted_tables:
        async with on_both.database.reading() as connection:
            rows = (await connection.execute(select(table))).all()
        assert "anna" not in str(rows)


async def test_without_a_name_every_user_is_another(service):
    key = await service.key()
    assert len({await service.user(key) for _ in range(5)}) == 5


async def test_a_name_that_comes_at_the_same_time_is_one_user(on_both):
    key = await on_both.key()
    answers = await asyncio.gather(
        *(
            on_both.http.post("/v1/users", json={"external_id": "x"}, headers=bearer(key))
            for _ in range(8)
        )
    )
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]


async def test_a_name_that_is_being_erased_comes_to_nothing(on_both):
    key = await on_both.key()
    path, asked = "/v1/users", {"json": {"external_id": "x"}, "headers": bearer(key)}
    user_id = (await on_both.http.post(path, **asked)).json()["id"]
    async with on_both.database.writing() as connection:
        await user_rows.erase(connection, user_id, on_both.clock.ms)
        again = asyncio.create_task(on_both.http.post(path, **asked))
        await asyncio.sleep(0.2)
        assert not again.done()
    assert (await again).status_code == 409
    assert await on_both.rows(users, user_id) == []


async def test_a_home_is_as_coarse_as_chosen_last(service):
    watch = await service.device(privacy={"precision": "precise"})
    home = {"home": {"latitude": 47.3449, "longitude": 8.5449}}
    for precision, latitude in (("precise", 47.3449), ("1km", 47.34), ("10km", 47.3)):
        await watch.ask("PUT", "/privacy", json={"precision": precision})
        put = await watch.ask("PUT", "/profile", json=home)
        assert put.json()["profile"]["home"]["latitude"] == latitude


async def test_profile_and_privacy_are_shown_as_they_were_given(service):
    profile = {
        "fitzpatrick": 3, "birth_year": 1980, "height_cm": 170.0, "weight_kg": 65.0,
        "timezone": "Europe/Zurich", "clothing": {"summer": "swimwear"}, "posture": "upright",
    }  # fmt: skip
    watch = await service.device(profile=profile)
    shown = (await watch.ask("GET")).json()
    assert {name: shown["profile"][name] for name in profile if name != "clothing"} == {
        name: value for name, value in profile.items() if name != "clothing"
    }
    assert shown["profile"]["clothing"]["summer"] == "swimwear"
    assert shown["privacy"] == {"precision": "1km", "retention_days": {}}
    put = await watch.ask("PUT", "/profile", json={"fitzpatrick": 2})
    assert put.json()["profile"]["birth_year"] is None
    put = await watch.ask("PUT", "/privacy", json={"retention_days": {"location": 7}})
    assert put.json()["privacy"] == {"precision": "1km", "retention_days": {"location": 7}}
    assert (await watch.ask("GET")).json() == put.json()


@pytest.mark.parametrize(
    ("path", "body"),
    [("/profile", {"fitzpatrick": 7}), ("/profile", {"skin": 2}),
     ("/profile", {"fitzpatrick": "2"}), ("/privacy", {"precision": "1m"}),
     ("/privacy", {"retention_days": {"steps": 3}}),
     ("/privacy", {"retention_days": {"intake": 0}}), ("/privacy", {"withdrawn": []})],
)  # fmt: skip
async def test_malformed_choices(service, path, body):
    watch = await service.device()
    assert (await watch.ask("PUT", path, json=body)).status_code == 422


async def test_a_user_is_made_by_an_application(service):
    watch = await service.device()
    response = await service.http.post("/v1/users", json={}, headers=bearer(watch.token))
    assert response.status_code == 403


async def test_nothing_is_taken_in_after_consent_was_withdrawn(on_both):
    watch = await on_both.device(consents=[CONSENT])
    await watch.send(uv_index(1))
    # Withdrawn consents are not given back by another choice.
    assert (await watch.ask("DELETE", "/consents/exposure_tracking")).status_code == 204
    for _ in range(2):
        response = await watch.ask("POST", "/samples:batch", json={"items": [uv_index(2)]})
        assert response.status_code == 403
        await watch.ask("PUT", "/privacy", json={"precision": "city"})
    assert set(await watch.kept()) == {sample_id(1)}
    again = await watch.ask("DELETE", "/consents/exposure_tracking")
    assert again.status_code == 204
    on_both.clock.forward(minutes=1)
    given = await watch.ask("POST", "/consents", json=CONSENT | {"version": "2026-07"})
    assert given.status_code == 201
    assert await watch.statuses(uv_index(2)) == ["created"]
    listed = (await watch.ask("GET", "/consents")).json()["consents"]
    assert [(each["version"], each["withdrawn_at"]) for each in listed] == [
        ("2026-06", "2026-06-20T19:03:11Z"), ("2026-07", None),
    ]  # fmt: skip


async def test_a_no_counts_where_no_yes_was_recorded(on_both):
    watch = await on_both.device()
    await watch.send(uv_index(1))
    for _ in range(2):
        assert (await watch.ask("DELETE", "/consents/exposure_tracking")).status_code == 204
        response = await watch.ask("POST", "/samples:batch", json={"items": [uv_index(2)]})
        assert response.status_code == 403
    assert (await watch.ask("GET", "/consents")).json() == {"consents": []}
    assert set(await watch.kept()) == {sample_id(1)}
    # One yes takes it back, however often no was said.
    await watch.ask("POST", "/consents", json=CONSENT)
    assert await watch.statuses(uv_index(2)) == ["created"]


async def test_a_withdrawal_at_the_moment_of_another_choice_stands(on_both):
    for _ in range(5):
        watch = await on_both.device(consents=[CONSENT])
        await asyncio.gather(
            watch.ask("PUT", "/privacy", json={"precision": "10km"}),
            watch.ask("DELETE", "/consents/exposure_tracking"),
            watch.ask("PUT", "/privacy", json={"precision": "city"}),
        )
        response = await watch.ask("POST", "/samples:batch", json={"items": [uv_index()]})
        assert response.status_code == 403


async def test_who_did_what_is_written_down(on_both):
    watch = await on_both.device()
    await watch.ask(
        "POST", "/samples:batch", json={"items": [uv_index()]}, headers={"x-request-id": "r-1"}
    )
    on_both.clock.forward(minutes=1)
    await on_both.http.get(f"{watch.path}/changes", headers=bearer(watch.key))
    # Who is not let in does nothing with the data.
    stranger = await on_both.device()
    await on_both.http.get(f"{watch.path}/changes", headers=bearer(stranger.token))
    log = (await watch.ask("GET", "/access-log")).json()["entries"]
    assert sorted((each["action"], each["actor"].partition(":")[0]) for each in log) == [
        ("get_changes", "key"), ("grant_token", "key"), ("list_accesses", "device"),
        ("send_samples", "device"),
    ]  # fmt: skip
    (sent,) = [each for each in log if each["action"] == "send_samples"]
    assert sent == {
        "at": "2026-06-20T19:03:11Z", "actor": "device:watch", "action": "send_samples",
        "request_id": "r-1",
    }  # fmt: skip
    short = (await watch.ask("GET", "/access-log", params={"limit": 1})).json()["entries"]
    assert [each["action"] for each in short] == ["list_accesses"]


async def full(service):
    """A user with something in every table that a test can fill by asking."""
    watch = await service.device(consents=[CONSENT], external_id="anna", profile={"fitzpatrick": 2})
    await watch.ask(
        "POST",
        "/samples:batch",
        json={
            "device": {"id": "w"},
            "items": [uv_index(1, location=ZURICH), daylight(2), deletion(3)],
        },
        headers={"idempotency-key": "k"},
    )
    await service.records.write_accesses()
    return watch


async def fill(service, user_id):
    """Put a row into the tables that are still empty, whatever their columns are."""
    for table in OF_USER:
        if await service.rows(table, user_id):
            continue
        values = {"user_id": user_id}
        for column in table.columns:
            if column.nullable or column.name in values:
                continue
            values[column.name] = _something(column)
        async with service.database.writing() as connection:
            await connection.execute(table.insert().values(values))


def _something(column):
    kind = column.type.python_type
    if column.name.endswith("_id") and type(column.type).__name__ == "Uuid":
        return sample_id(1)
    return {int: 1, float: 1.0, bool: False, bytes: b"x", str: "{}"}[kind]


async def test_an_erased_user_is_gone_from_every_table(on_both):
    watch, other = await full(on_both), await full(on_both)
    await fill(on_both, watch.user_id)
    await fill(on_both, other.user_id)
    for table in OF_USER:
        assert await on_both.rows(table, watch.user_id), table.name
    before = {table.name: await on_both.rows(table, other.user_id) for table in OF_USER}
    response = await on_both.http.delete(watch.path, headers=bearer(watch.key))
    assert response.status_code == 204
    await on_both.records.write_accesses()
    for table in metadata.sorted_tables:
        if "user_id" in table.c:
            assert table in OF_USER
            assert await on_both.rows(table, watch.user_id) == [], table.name
    # Of nobody else.
    assert {table.name: await on_both.rows(table, other.user_id) for table in OF_USER} == before


async def test_all_that_is_left_of_a_user_is_a_salted_hash(on_both):
    watch = await full(on_both)
    await on_both.http.delete(watch.path, headers=bearer(watch.key))
    async with on_both.database.reading() as connection:
        for table in metadata.sorted_tables:
            rows = str((await connection.execute(select(table))).all())
            assert watch.user_id not in rows, table.name
            assert watch.user_id.replace("-", "") not in rows, table.name
        salts = await connection.scalar(select(func.count()).select_from(deployment))
        hashes = await connection.scalar(select(func.count()).select_from(erased_users))
    assert (salts, hashes) == (1, 1)


async def test_an_old_queue_that_is_sent_after_erasure_is_refused(on_both):
    watch = await full(on_both)
    app = Device(on_both, watch.key, watch.user_id, watch.key)
    again = await on_both.grant(watch.key, watch.user_id)
    await on_both.http.delete(watch.path, headers=bearer(watch.key))
    late = {"items": [uv_index(1, location=ZURICH), daylight(2)]}
    assert (await watch.ask("POST", "/samples:batch", json=late)).status_code == 401
    refreshed = await on_both.http.post(
        "/v1/tokens:refresh", json={"refresh_token": again["refresh_token"]}
    )
    assert refreshed.status_code == 401
    for method, path, body in (
        ("POST", "/samples:batch", late), ("GET", "/changes", None), ("GET", "", None),
        ("POST", "/tokens", {"device_id": "w"}), ("PUT", "/profile", {}), ("DELETE", "", None),
    ):  # fmt: skip
        response = await app.ask(method, path, json=body)
        assert response.status_code == 410, path
        assert codes(response) == ["user_erased"]
    for table in OF_USER:
        assert await on_both.rows(table, watch.user_id) == []


async def test_the_name_of_an_erased_user_is_refused(on_both):
    watch = await full(on_both)
    await on_both.http.delete(watch.path, headers=bearer(watch.key))
    body = {"external_id": "anna"}
    response = await on_both.http.post("/v1/users", json=body, headers=bearer(watch.key))
    assert response.status_code == 409
    assert response.json()["type"] == "/problems/erased"
    assert codes(response) == ["user_erased"]
    # Of another application it is somebody else.
    other = await on_both.key("another app")
    response = await on_both.http.post("/v1/users", json=body, headers=bearer(other))
    assert response.status_code == 201


async def test_who_is_erased_while_sending_stays_erased(on_both):
    for _ in range(3):
        watch = await on_both.device()
        batches = [
            watch.ask(
                "POST",
                "/samples:batch",
                json={"device": {"id": "w"}, "items": [uv_index(100 * k + n) for n in range(50)]},
                headers={"idempotency-key": f"k{k}"},
            )
            for k in range(6)
        ]
        erasure = on_both.http.delete(watch.path, headers=bearer(watch.key))
        answers = await asyncio.gather(*batches[:3], erasure, *batches[3:])
        assert {answer.status_code for answer in answers} <= {200, 204, 401, 410}
        await on_both.records.write_accesses()
        for table in OF_USER:
            assert await on_both.rows(table, watch.user_id) == [], table.name


async def test_the_first_erasures_at_the_same_time_share_one_salt(on_both):
    key = await on_both.key()
    users = [await on_both.user(key, external_id=f"u{n}") for n in range(8)]
    answers = await asyncio.gather(
        *(on_both.http.delete(f"/v1/users/{each}", headers=bearer(key)) for each in users)
    )
    assert {answer.status_code for answer in answers} == {204}
    async with on_both.database.reading() as connection:
        for user_id in users:
            assert await user_rows.was_erased(connection, user_id)
        assert not await user_rows.was_erased(connection, people.id_of("x", "y"))


async def test_a_changed_profile_marks_no_sample_as_changed(service):
    watch = await full(service)
    before = await service.rows(samples, watch.user_id)
    await watch.ask("PUT", "/profile", json={"fitzpatrick": 4})
    assert await service.rows(samples, watch.user_id) == before


def files_of(database):
    """What a disk holds of an embedded database: its file and the write-ahead log."""
    found = (database.file, database.file.with_name(f"{database.file.name}-wal"))
    return b"".join(path.read_bytes() for path in found if path.exists())


async def marked(service, mark):
    """A user with a mark in its profile and in many samples, so that whole pages are its own."""
    watch = await service.device(profile={"timezone": "Europe/Zurich"})
    for batch in range(3):
        items = [uv_index(100 * batch + n, metadata={"note": f"{mark}{n:04d}"}) for n in range(100)]
        await watch.send(*items, device={"id": mark})
    return watch


async def test_nothing_of_an_erased_user_can_be_read_on_the_disk(service):
    watch, other = await marked(service, "ERASED-MARK"), await marked(service, "OTHER-MARK")
    assert b"ERASED-MARK" in files_of(service.database)
    assert await service.database.scrub()
    await service.http.delete(watch.path, headers=bearer(watch.key))
    assert service.database.log_holds_erased
    async with service.database.reading() as reader:
        assert await user_rows.find(reader, other.user_id)
        # Who reads meanwhile sees one state, and keeps the log as it is until the next try.
        await other.send(uv_index(900))
        assert not await service.database.scrub()
        assert service.database.log_holds_erased
    assert await service.database.scrub()
    assert not service.database.log_holds_erased
    left = files_of(service.database)
    assert b"ERASED-MARK" not in left
    assert uuid.UUID(watch.user_id).bytes not in left
    assert watch.user_id.encode() not in left
    assert watch.user_id.replace("-", "").encode() not in left
    assert b"OTHER-MARK" in left


async def test_a_running_service_takes_what_was_erased_out_of_its_log(tmp_path, monkeypatch):
    monkeypatch.setattr(background, "_SCRUB_EVERY_S", 0.01)
    async with Service(f"sqlite:///{tmp_path}/solferol.sqlite3", tmp_path) as running:
        watch = await marked(running, "ERASED-MARK")
        settings = Settings(uv_providers=(), data_folder=str(tmp_path))
        async with background.background(settings, running.records, running.app.state.world):
            await running.http.delete(watch.path, headers=bearer(watch.key))
            async with asyncio.timeout(10):
                while running.database.log_holds_erased:
                    await asyncio.sleep(0.01)
            assert b"ERASED-MARK" not in files_of(running.database)
