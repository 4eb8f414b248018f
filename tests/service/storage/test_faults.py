"""What a database that is away or full comes to: a problem that says when to try again."""

import pytest
from sqlalchemy import text

from service.access import secrets
from service.errors import StorageFull
from service.importing.spool import Spool
from tests.conftest import free_port
from tests.syncing import bearer, daylight, uv_index

pytestmark = pytest.mark.anyio


async def test_without_its_database_it_says_when_to_try_again(application):
    url = f"postgresql://nobody@127.0.0.1:{free_port()}/none"
    async with application(uv_providers=(), geocoding=False, database_url=url) as http:
        named = secrets.NamedToken("access", *(secrets.new_id() for _ in range(3)))
        headers = bearer(secrets.token_text(named))
        answer = await http.get("/v1/users/me/changes", headers=headers)
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "2"
        ready = await http.get("/health/ready")
        assert ready.status_code == 503
        assert "the database does not answer" in ready.json()["detail"]
        assert (await http.get("/v1/estimate?latitude=47&longitude=8&skin_type=2")).is_success


async def no_more_pages(service):
    """Have every connection refuse to let the file grow."""
    engine = await service.database.opened()
    async with engine.connect() as connection:
        pages = (await connection.execute(text("PRAGMA page_count"))).scalar()
        await connection.execute(text(f"PRAGMA max_page_count={pages}"))


async def test_a_full_database_takes_nothing_and_goes_on_answering(service, watch):
    await watch.kept(uv_index(1))
    await no_more_pages(service)
    items = [daylight(number) for number in range(2, 2000)]
    answer = await watch.ask("POST", "/samples:batch", json={"items": items})
    assert answer.status_code == 503, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"] == "60"
    assert answer.json()["type"] == "/problems/unavailable"
    assert [change["id"] for change in await watch.changes()] == [uv_index(1)["id"]]


async def test_a_key_of_a_failed_request_is_free_again(service, watch, monkeypatch):
    """Even where its release could not be written down, as while the database is away."""
    body = b'{"items": []}'

    async def full(*_args, **_how):
        raise StorageFull

    with monkeypatch.context() as patch:
        patch.setattr("service.syncing.receiving.take_in_within", full)
        patch.setattr("service.syncing.replies.give_up", full)
        assert (await watch.post(body, idempotency_key="a")).status_code == 503
    assert (await watch.post(body, idempotency_key="a")).status_code == 200
    assert service.records.unreleased == set()


async def test_a_key_in_hand_elsewhere_says_how_long(service, watch, monkeypatch):
    body = b'{"items": []}'

    async def full(*_args, **_how):
        raise StorageFull

    with monkeypatch.context() as patch:
        patch.setattr("service.syncing.receiving.take_in_within", full)
        patch.setattr("service.syncing.replies.give_up", full)
        await watch.post(body, idempotency_key="a")
    # Another process knows nothing of it.
    service.records.unreleased.clear()
    service.clock.forward(seconds=20)
    answer = await watch.post(body, idempotency_key="a")
    assert (answer.status_code, answer.headers["retry-after"]) == (409, "40")
    # Nor does a clock that was set back make anybody wait for what never happened.
    service.clock.forward(days=-1)
    assert (await watch.post(body, idempotency_key="a")).status_code == 200


async def test_a_file_that_does_not_fit_on_the_disk(tmp_path, monkeypatch):
    async def parts():
        yield b"x" * 100

    def full(_file):
        raise OSError(28, "No space left on device")

    spool = Spool(tmp_path / "imports", most_bytes=1000)
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StorageFull):
        await spool.take("user", parts())
    assert spool.waiting() == []
    assert list((tmp_path / "imports").iterdir()) == []
