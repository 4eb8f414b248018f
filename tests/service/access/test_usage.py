"""What keys are used for: counted, added up over processes, shown to the key and the operator."""

import asyncio
import re

import pytest
from sqlalchemy.exc import OperationalError

from service.access.keys import create_key, revoke_key
from service.access.known import CHECKED_EVERY_S, KnownCallers
from service.app import create_app
from service.cli import main
from service.errors import NotIdentified
from service.prices import is_for_anybody
from service.settings import Settings
from service.storage import usage_rows
from service.storage.database import Database
from service.storage.usage_rows import UsageRow
from service.usage import KEPT_DAYS, Usage, forget_old
from tests.asking import question
from tests.service.test_private_routes import PUBLIC
from tests.syncing import bearer

pytestmark = pytest.mark.anyio
CHEAP = "/v1/skin-types"
DAY_MS = 86_400_000


async def stored(database):
    async with database.reading() as connection:
        return await usage_rows.since(connection, "1970-01-01")


def counts_of(kinds):
    names = ("requests", "refused", "invalid", "failed", "units")
    return {each["kind"]: tuple(each[name] for name in names) for each in kinds}


async def test_a_key_sees_what_it_was_used_for(on_both):
    text, row = await create_key(on_both.database, "app", on_both.clock.ms)
    other = await on_both.key("another")
    for body in (question(), question(), {}):
        await on_both.http.post("/v1/estimates", json=body, headers=bearer(text))
    await on_both.http.get("/v1/webhooks", headers=bearer(text))
    await on_both.http.get(CHEAP, headers=bearer(other))
    on_both.clock.forward(days=1)
    tag = (await on_both.http.get(CHEAP, headers=bearer(text))).headers["etag"]
    await on_both.http.get(CHEAP, headers=bearer(text) | {"if-none-match": tag})
    answer = (await on_both.http.get("/v1/usage", headers=bearer(text))).json()
    assert (answer["key_id"], answer["first"]) == (row.key_id, "2026-05-23")
    before, today = answer["days"]
    assert (before["date"], today["date"]) == ("2026-06-20", "2026-06-21")
    assert counts_of(before["kinds"]) == {"estimates": (3, 0, 1, 0, 3), "others": (1, 0, 0, 0, 1)}
    assert counts_of(today["kinds"]) == {"others": (2, 0, 0, 0, 1.5)}
    short = await on_both.http.get("/v1/usage?days=1", headers=bearer(text))
    assert [day["date"] for day in short.json()["days"]] == ["2026-06-21"]


async def test_devices_have_no_usage(service):
    watch = await service.device()
    answer = await service.http.get("/v1/usage", headers=bearer(watch.token))
    assert answer.status_code == 403
    await service.http.get(CHEAP, headers=bearer(watch.token))
    await service.records.usage.write(service.database)
    # Its application's key made the user and let the device in; of the device nothing is counted.
    assert {(row.kind, row.requests) for row in await stored(service.database)} == {("users", 2)}


async def test_processes_add_up(on_both):
    one, two = Usage(), Usage()
    for usage in (one, two, two):
        for number in range(20):
            usage.count(f"{number:012x}", on_both.clock.ms, "estimates", 200, 1)
    two.count("0" * 12, on_both.clock.ms, "estimates", 500, 1)
    two.count("0" * 12, on_both.clock.ms, "estimates", 429, 0)
    await asyncio.gather(*(usage.write(on_both.database) for usage in (one, two, one)))
    rows = await stored(on_both.database)
    assert rows[0] == UsageRow("0" * 12, "2026-06-20", "estimates", 5, 1, 0, 1, 4.0)
    assert {(row.requests, row.units) for row in rows[1:]} == {(3, 3.0)}
    assert len(rows) == 20


async def test_what_could_not_be_written_is_counted_on(service, monkeypatch):
    usage = Usage()
    usage.count("a", service.clock.ms, "days", 200, 2)

    async def broken(_connection, _rows):
        raise OperationalError("", {}, OSError())

    with monkeypatch.context() as broken_database:
        broken_database.setattr(usage_rows, "add", broken)
        with pytest.raises(OperationalError):
            await usage.write(service.database)
    usage.count("a", service.clock.ms, "days", 404, 2)
    await usage.write(service.database)
    assert await stored(service.database) == [UsageRow("a", "2026-06-20", "days", 2, 0, 1, 0, 4.0)]


async def test_old_days_are_forgotten(on_both):
    usage = Usage()
    for days in (0, KEPT_DAYS - 1, KEPT_DAYS):
        usage.count("a", on_both.clock.ms - days * DAY_MS, "days", 200, 2)
    await usage.write(on_both.database)
    await forget_old(on_both.database, on_both.clock.ms)
    assert len(await stored(on_both.database)) == 2


async def test_at_the_stop_nothing_is_lost_and_the_operator_sees_it(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("SOLFEROL_DATA_FOLDER", str(tmp_path))
    app = create_app(Settings(uv_providers=(), geocoding=False))
    async with app.router.lifespan_context(app):
        records = app.state.records
        _, row = await create_key(records.database, "clinic", records.now_ms)
        records.usage.count(row.key_id, records.now_ms, "plans", 200, 3)
    database = Database(f"sqlite:///{tmp_path}/solferol.sqlite3")
    assert [each.kind for each in await stored(database)] == ["plans"]
    await database.close()
    assert await asyncio.to_thread(main, ["keys", "usage"]) == 0
    printed = capsys.readouterr().out
    assert re.search(rf"{row.key_id} +clinic +\S+ +plans +1 +0 +0 +0 +3\n", printed)
    assert await asyncio.to_thread(main, ["keys", "usage", "0" * 12]) == 2
    with pytest.raises(SystemExit):
        main(["keys", "usage", "--days", "0"])


def test_calls_that_need_nobody_are_those_of_the_contract():
    paths = create_app(Settings(uv_providers=())).openapi()["paths"]
    open_to_all = {path for path in paths if is_for_anybody(path)}
    assert open_to_all == {
        path for path in PUBLIC if not path.startswith(("/health", "/v1/tokens"))
    }


LIMITED = {
    "uv_providers": (), "geocoding": False, "rate_limit_per_minute": 1, "rate_limit_burst": 4,
}  # fmt: skip


def stands(answer):
    return answer.headers["ratelimit-policy"], answer.headers["ratelimit"].partition(";t=")[0]


async def test_a_key_pays_for_itself_where_none_is_needed(application):
    async with application(**LIMITED) as http:
        records = http._transport.app.state.records
        usual, _ = await create_key(records.database, "a", records.now_ms)
        own, _ = await create_key(records.database, "b", records.now_ms, per_minute=2)
        await http.get(CHEAP)
        for key, held in ((usual, 40), (own, 8)):
            for left in (held - 1, held - 2):
                answer = await http.get(CHEAP, headers=bearer(key))
                assert stands(answer) == (f'"key";q={held};w=240', f'"key";r={left}')
        # What it asked was not taken from its address.
        assert stands(await http.get(CHEAP))[1] == '"client";r=2'
        for _ in range(6):
            assert (await http.get(CHEAP, headers=bearer(own))).status_code == 200
        refused = await http.get(CHEAP, headers=bearer(own))
        assert (refused.status_code, stands(refused)[1]) == (429, '"key";r=0')
        assert "retry-after" in refused.headers
        usage = await http.get("/v1/usage", headers=bearer(usual))
        assert counts_of(usage.json()["days"][0]["kinds"]) == {"others": (2, 0, 0, 0, 2)}


async def test_a_key_that_is_not_good_is_refused_and_paid_for(application):
    async with application(**LIMITED) as http:
        shown = [
            bearer("sol_live_0123456789ab_made_up"), bearer("ours?"),
            {"authorization": "Basic c29sX2xpdmVfeDpzb2xfbGl2ZV94"},
        ]  # fmt: skip
        for headers in shown:
            answer = await http.get(CHEAP, headers=headers)
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"] == "Bearer"
            assert answer.json()["type"] == "/problems/not-identified"
        # Nothing was made to look into.
        assert not http._transport.app.state.records.database.exists
        # What a proxy in front asks for is none of ours.
        proxied = await http.get(CHEAP, headers={"authorization": "Basic YTpi"})
        assert (proxied.status_code, stands(proxied)[1]) == (200, '"client";r=0')
        assert (await http.get(CHEAP, headers=shown[0])).status_code == 429


async def test_the_scope_of_estimates(service):
    without = await service.key(scopes=("users",))
    only = await service.key(scopes=("estimates",))
    refused = await service.http.get(CHEAP, headers=bearer(without))
    assert (refused.status_code, "estimates" in refused.json()["detail"]) == (403, True)
    assert (await service.http.get(CHEAP, headers=bearer(only))).status_code == 200
    made = await service.http.post("/v1/users", json={}, headers=bearer(only))
    assert made.status_code == 403


async def test_without_limits_keys_are_looked_at_and_counted_all_the_same(application):
    async with application(**(LIMITED | {"rate_limit_per_minute": 0})) as http:
        records = http._transport.app.state.records
        key, _ = await create_key(records.database, "a", records.now_ms)
        answers = [await http.get(CHEAP, headers=bearer(each)) for each in (key, key + "x")]
        usage = (await http.get("/v1/usage", headers=bearer(key))).json()
    assert [answer.status_code for answer in answers] == [200, 401]
    assert "ratelimit" not in answers[0].headers
    assert counts_of(usage["days"][0]["kinds"])["others"][:2] == (1, 0)


async def test_a_revoked_key_is_known_for_half_a_minute_at_most(service):
    text, row = await create_key(service.database, "app", service.clock.ms)
    moment = [0.0]
    known = KnownCallers(lambda: moment[0])
    shown = f"Bearer {text}".encode()
    found = await known.looked_up(shown, text, service.records)
    assert CHECKED_EVERY_S <= 60
    moment[0] = CHECKED_EVERY_S - 0.1
    assert known.is_fresh(found)
    moment[0] = CHECKED_EVERY_S
    assert not known.is_fresh(found)
    await revoke_key(service.database, row.key_id, service.clock.ms)
    with pytest.raises(NotIdentified):
        await known.looked_up(shown, text, service.records)
    assert known.of(shown) is None


async def test_while_the_database_is_away_calls_that_need_no_key_are_answered(
    service, monkeypatch, caplog
):
    text = await service.key()

    def away():
        raise OSError

    monkeypatch.setattr(service.database, "reading", away)
    answer = await service.http.get(CHEAP, headers=bearer(text))
    assert (answer.status_code, stands(answer)[1][:8]) == (200, '"client"')
    (told,) = [each for each in caplog.records if each.name == "solferol.access_keys"]
    assert text not in told.getMessage()


async def test_a_fault_is_counted_as_one(service):
    text = await service.key()
    service.app.state.world = None
    answer = await service.http.post("/v1/estimates", json=question(), headers=bearer(text))
    assert answer.status_code == 500
    await service.records.usage.write(service.database)
    (row,) = await stored(service.database)
    assert (row.kind, row.requests, row.failed, row.units) == ("estimates", 1, 1, 1.0)
