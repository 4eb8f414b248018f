"""Days in the background: by the forecast of that day, again when more is known, kept when old."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from service.access import tokens
from service.access.keys import create_key
from service.access.people import create_user
from service.exposures.working import Work, work_out_days
from service.records import Records
from service.schemas.sample_translation import entries_of
from service.storage import day_rows, sample_rows, user_rows, webhook_rows
from service.storage.database import Database
from service.storage.tables import days as days_table
from service.storage.tables import idempotency, outbox
from service.storage.tables import tokens as tokens_table
from service.syncing import replies
from service.syncing.batch import take_in_within
from service.syncing.door import Arrival
from service.syncing.retention import tidy
from service.world import world_alone
from tests.exposures import FLORIDA
from tests.upstream import CAMS, CLOUDS, Reply, Upstream, cams, clear_day, clouds, hours, urls_of

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
BERLIN = {"lat": 52.5, "lon": 13.4}


def walk(number, start, minutes=60, place=None, **more):
    where = {"lat": FLORIDA[0], "lon": FLORIDA[1]} if place is None else place
    return {
        "id": f"00000000-0000-4000-8000-{number:012d}", "type": "outdoor_session", "basis": "gps",
        "start": start.isoformat(), "end": (start + timedelta(minutes=minutes)).isoformat(),
        "location": where,
    } | more  # fmt: skip


class Kept:
    """A database with one user, and a clock that can be put forward."""

    def __init__(self, url):
        self.now = NOW
        self.database = Database(url)
        self.records = Records(self.database, lambda: self.now)
        self.world = world_alone(lambda: self.now)

    async def begun(self, profile=None, privacy=None):
        _, key = await create_key(self.database, "tests", self.records.now_ms)
        profile = {"fitzpatrick": 2} if profile is None else profile
        user, _ = await create_user(
            self.database, key.app_id, profile, privacy or {}, self.records.now_ms
        )
        self.app_id, self.user_id = key.app_id, user.user_id
        return self

    async def take(self, *items):
        async with self.database.writing() as connection:
            entries = entries_of(items, None)
            await take_in_within(connection, self.user_id, entries, Arrival(self.records.now_ms))
        assert [entry.refusal for entry in entries] == [None] * len(entries)

    async def days(self):
        while await work_out_days(self.records, self.world, self.user_id):
            pass
        async with self.database.reading() as connection:
            found = await day_rows.between(connection, self.user_id, "0000", "9999")
        return {row.date: row for row in found}

    async def told(self):
        async with self.database.reading() as connection:
            rows = (await connection.execute(outbox.select())).all()
        return sorted((row.event, json.loads(row.body)["data"]["date"]) for row in rows)


@pytest.fixture
async def kept(tmp_path):
    one = await Kept(f"sqlite:///{tmp_path}/kept.sqlite3").begun()
    yield one
    await one.database.close()


async def test_a_past_day_is_worked_out_by_the_ultraviolet_of_that_day(own, application):
    """Two days of one month under half the clear sky: one call for both."""
    past = hours(3, datetime(2026, 5, 11, tzinfo=UTC))
    async with Upstream() as server:
        dim = cams(lambda hour: 0.5 * clear_day(hour), times=past)
        server.replies = {CAMS: Reply(dim), CLOUDS: Reply(clouds())}
        async with application(
            uv_providers=("open_meteo",), geocoding=False, **urls_of(server.url)
        ) as http:
            records = http._transport.app.state.records
            key, _ = await create_key(records.database, "tests", records.now_ms)
            http.headers["authorization"] = f"Bearer {key}"
            made = await http.post("/v1/users", json={"profile": {"fitzpatrick": 2}})
            own.http, own.user_id = http, made.json()["id"]
            noon = datetime(2026, 5, 12, 11, tzinfo=UTC)
            await own.send(
                [walk(1, noon, place=BERLIN), walk(2, noon - timedelta(days=1), place=BERLIN)]
            )
            days = await own.days("2026-05-01", "2026-05-31")
        assert server.asked(CAMS) == 1
    for name in ("2026-05-11", "2026-05-12"):
        assert days[name]["uv_sources"] == ["open_meteo_cams"]
        assert days[name]["provisional"] is False
        # An hour about noon at half of a UV index of 7 or 8, 25 mW/m2 each.
        assert 2.8 < days[name]["erythemal_sed"]["central"] < 3.8
        assert any("Copernicus" in line for line in days[name]["attribution"])


async def test_a_past_day_whose_source_failed_is_looked_at_again(own, application):
    async with Upstream() as server:
        server.serve(b"{}", status=503)
        async with application(
            uv_providers=("open_meteo",), geocoding=False, **urls_of(server.url)
        ) as http:
            records = http._transport.app.state.records
            key, _ = await create_key(records.database, "tests", records.now_ms)
            http.headers["authorization"] = f"Bearer {key}"
            made = await http.post("/v1/users", json={"profile": {"fitzpatrick": 2}})
            own.http, own.user_id = http, made.json()["id"]
            await own.send([walk(1, datetime(2026, 5, 12, 11, tzinfo=UTC), place=BERLIN)])
            day = (await own.days("2026-05-12", "2026-05-12"))["2026-05-12"]
            async with records.database.reading() as connection:
                (row,) = await day_rows.between(connection, own.user_id, "0000", "9999")
    assert day["uv_sources"] == ["clear_sky"]
    assert day["provisional"] is True
    # A month ago: not before a day and a half, and within two days.
    assert 36 < (row.again_ms - records.now_ms) / 3_600_000 < 48


async def test_without_sources_nothing_more_can_become_known(kept):
    await kept.take(walk(1, NOW - timedelta(hours=2), minutes=30))
    day = (await kept.days())["2026-06-20"]
    assert day.again_ms is None
    assert {"clear_sky_fallback", "no_provider_configured"} <= set(day.totals["flags"])


async def test_days_that_are_due_are_marked_and_worked_out_once_more(kept):
    await kept.take(walk(1, NOW - timedelta(hours=2), minutes=30))
    row = (await kept.days())["2026-06-20"]
    async with kept.database.writing() as connection:
        due = day_rows.DayRow(
            row.date, row.seq, row.computed_ms, kept.records.now_ms - 1, {"old": True}, [], None
        )
        await day_rows.put(connection, kept.user_id, [due])
    kept.now += timedelta(seconds=1)
    await Work.of(kept.records, kept.world).everything()
    assert (await kept.days())["2026-06-20"].totals == row.totals


async def test_a_deleted_sample_takes_its_day_away(kept):
    await kept.take(walk(1, NOW - timedelta(days=1)))
    assert set(await kept.days()) == {"2026-06-19"}
    await kept.take({"id": walk(1, NOW)["id"], "rev": 2, "op": "delete"})
    assert await kept.days() == {}


async def test_a_changed_profile_changes_every_day(kept):
    await kept.take(walk(1, NOW - timedelta(days=1)), walk(2, NOW - timedelta(days=40)))
    before = await kept.days()
    async with kept.database.writing() as connection:
        user = await user_rows.find(connection, kept.user_id, lock=True)
        await user_rows.set_profile(connection, user, {"fitzpatrick": 5}, kept.records.now_ms)
    after = await kept.days()
    for name in before:
        assert (
            after[name].totals["med_fraction"]["central"]
            < 0.5 * (before[name].totals["med_fraction"]["central"])
        )


async def test_locations_are_dropped_after_90_days_and_their_days_stay_as_they_are(kept):
    start = NOW - timedelta(hours=5)
    places = [
        {"id": f"00000000-0000-4000-8000-{100 + i:012d}", "type": "location",
         "start": (start + timedelta(minutes=4 * i)).isoformat(), "motion": ["walking"],
         "location": {"lat": 28.13 + 0.01 * (i // 5), "lon": -80.6}}
        for i in range(15)
    ]  # fmt: skip
    end = start + timedelta(minutes=20)
    watch = {"id": walk(1, NOW)["id"], "type": "time_in_daylight", "value": 20, "unit": "min",
             "start": start.isoformat(), "end": end.isoformat(),
             "location": {"lat": 28.13, "lon": -80.6}}  # fmt: skip
    await kept.take(watch, *places)
    before = (await kept.days())["2026-06-20"]
    assert set(before.totals["minutes_by_evidence"]) == {"watch_daylight", "phone_motion"}
    kept.now += timedelta(days=91)
    await tidy(kept.database, kept.user_id, kept.records.now_ms)
    async with kept.database.reading() as connection:
        left = await sample_rows.changed_since(connection, kept.user_id, 0, 100)
    assert [sample.type for sample in left] == ["time_in_daylight"]
    # Its own place is gone as well: the day alone knows where it was, as coarse.
    assert [sample.latitude for sample in left] == [None]
    async with kept.database.writing() as connection:
        await user_rows.mark_all_days(connection, kept.user_id, 10**6, kept.records.now_ms)
        await user_rows.set_head(connection, kept.user_id, 10**6)
    after = (await kept.days())["2026-06-20"]
    assert after.seq == 10**6
    assert after.totals["minutes_by_evidence"] == pytest.approx(
        before.totals["minutes_by_evidence"], abs=0.01
    )
    # The places of a span are that of its beginning: within it nobody remembers more.
    assert after.totals["erythemal_sed"]["central"] == pytest.approx(
        before.totals["erythemal_sed"]["central"], rel=0.01
    )


async def test_days_whose_evidence_is_no_longer_kept_stay_as_they_are(tmp_path):
    kept = await Kept(f"sqlite:///{tmp_path}/k.sqlite3").begun(
        privacy={"retention_days": {"outdoor_session": 30}}
    )
    await kept.take(walk(1, NOW - timedelta(days=2)))
    before = await kept.days()
    kept.now += timedelta(days=60)
    await tidy(kept.database, kept.user_id, kept.records.now_ms)
    async with kept.database.writing() as connection:
        await user_rows.mark_all_days(connection, kept.user_id, 99, kept.records.now_ms)
    assert await kept.days() == before
    async with kept.database.reading() as connection:
        assert await day_rows.waiting_users(connection, 5) == []
    await kept.database.close()


async def test_days_that_stay_as_they_are_are_not_looked_at_again_and_again(tmp_path):
    kept = await Kept(f"sqlite:///{tmp_path}/k.sqlite3").begun(
        privacy={"retention_days": {"outdoor_session": 30}}
    )
    await kept.take(walk(1, NOW - timedelta(days=2)))
    before = await kept.days()
    async with kept.database.writing() as connection:
        await connection.execute(days_table.update().values(again_ms=kept.records.now_ms))
    kept.now += timedelta(days=60)
    await Work.of(kept.records, kept.world).everything()
    async with kept.database.reading() as connection:
        assert not await day_rows.any_to_be_seen_again(connection, kept.records.now_ms)
        assert await day_rows.waiting_users(connection, 5) == []
    (after,) = (await kept.days()).values()
    assert after.totals == before["2026-06-18"].totals
    await kept.database.close()


async def test_places_of_many_samples_are_forgotten_part_by_part(kept, monkeypatch):
    monkeypatch.setattr("service.syncing.retention._AT_ONCE", 2)
    # Five at the same moment, which are more than a part.
    starts = [NOW - timedelta(days=3, hours=max(0, n - 4)) for n in range(12)]
    await kept.take(*(walk(n, start, minutes=30) for n, start in enumerate(starts, 1)))
    await kept.days()
    kept.now += timedelta(days=91)
    await tidy(kept.database, kept.user_id, kept.records.now_ms)
    async with kept.database.reading() as connection:
        left = await sample_rows.changed_since(connection, kept.user_id, 0, 100)
    assert [sample.latitude for sample in left] == [None] * 12


async def test_more_samples_than_are_held_at_once_give_the_same_days(kept, monkeypatch):
    await kept.take(*(walk(n, NOW - timedelta(days=n), minutes=20 + n) for n in range(1, 15)))
    whole = await kept.days()
    async with kept.database.writing() as connection:
        await user_rows.mark_all_days(connection, kept.user_id, 99, kept.records.now_ms)
        await user_rows.set_head(connection, kept.user_id, 99)
    monkeypatch.setattr("service.exposures.working._AT_ONCE", 4)
    read = []

    async def counted(connection, user_id, first_ms, last_ms, *args):
        samples = await overlapping(connection, user_id, first_ms, last_ms, *args)
        read.append(len(samples))
        return samples

    overlapping = sample_rows.overlapping
    monkeypatch.setattr("service.storage.sample_rows.overlapping", counted)
    parts = await kept.days()
    assert len(whole) == 14
    assert {date: row.totals for date, row in parts.items()} == {
        date: row.totals for date, row in whole.items()
    }
    # A day reads those of its neighbours as well, whose places may be its own.
    assert len(read) > 3
    assert max(read) <= 6


async def test_tombstones_are_forgotten_after_90_days_and_old_cursors_with_them(kept):
    await kept.take(walk(1, NOW - timedelta(days=1)))
    await kept.take({"id": walk(1, NOW)["id"], "rev": 2, "op": "delete"})
    kept.now += timedelta(days=91)
    await tidy(kept.database, kept.user_id, kept.records.now_ms)
    async with kept.database.reading() as connection:
        user = await user_rows.find(connection, kept.user_id)
        assert await sample_rows.changed_since(connection, kept.user_id, 0, 10) == []
    assert user.floor_seq == 2


@pytest.fixture
async def listening(kept):
    async with kept.database.writing() as connection:
        await webhook_rows.create(
            connection,
            webhook_rows.WebhookRow(
                app_id=kept.app_id, webhook_id="0198f7c2-5c1e-7d0b-9a51-3f2f6f1d2a10",
                url="https://example.org/", secret="whsec_x", created_ms=0,  # noqa: S106
                events="exposure.day.updated burn.warning",
            ),
        )  # fmt: skip
    return kept


async def test_applications_are_told_of_days_that_changed_and_of_burns_of_today(listening):
    kept = listening
    await kept.take(
        walk(1, NOW - timedelta(days=5)), walk(2, NOW - timedelta(minutes=4), minutes=4)
    )
    await kept.days()
    days = {("exposure.day.updated", "2026-06-15"), ("exposure.day.updated", "2026-06-20")}
    # The hour five days ago burnt as well, which nobody can do anything about any more.
    assert set(await kept.told()) == days
    # So early it takes three quarters of an hour to half of what burns the most sensitive.
    kept.now += timedelta(minutes=48)
    await kept.take(walk(3, NOW, minutes=48))
    await kept.days()
    assert set(await kept.told()) == days | {("burn.warning", "2026-06-20")}
    assert (await kept.days())["2026-06-20"].warned == "limit"


async def test_nobody_is_told_where_nothing_changed(listening):
    kept = listening
    await kept.take(walk(1, NOW - timedelta(days=5)))
    await kept.days()
    told = await kept.told()
    async with kept.database.writing() as connection:
        await user_rows.mark_all_days(connection, kept.user_id, 50, kept.records.now_ms)
        await user_rows.set_head(connection, kept.user_id, 50)
    await kept.days()
    assert await kept.told() == told


async def test_what_fails_for_one_user_holds_up_nobody_else(kept, monkeypatch):
    other = await Kept(str(kept.database.url)).begun()
    await kept.take(walk(1, NOW - timedelta(days=1)))
    await other.take(walk(1, NOW - timedelta(days=1)))

    async def failing(records, world, user_id):
        if user_id == kept.user_id:
            raise RuntimeError("broken")
        return await work_out_days(records, world, user_id)

    monkeypatch.setattr("service.exposures.working.work_out_days", failing)
    work = Work.of(kept.records, kept.world)
    async with asyncio.timeout(20):
        await work.everything()
    async with kept.database.reading() as connection:
        assert await day_rows.waiting_users(connection, 5) == [kept.user_id]
    await other.database.close()


async def test_tidying_forgets_replies_and_tokens_that_are_over(kept):
    await tokens.grant(kept.database, kept.user_id, "watch", kept.records.now_ms)
    await replies.begin(kept.database, kept.user_id, "key", b"body", kept.records.now_ms)

    async def left():
        async with kept.database.reading() as connection:
            return [
                len((await connection.execute(table.select())).all())
                for table in (idempotency, tokens_table)
            ]

    await tidy(kept.database, kept.user_id, kept.records.now_ms)
    assert await left() == [1, 2]
    # The refresh token is good for 90 days, the access token for an hour.
    kept.now += timedelta(days=2)
    await tidy(kept.database, kept.user_id, kept.records.now_ms)
    assert await left() == [0, 1]
    kept.now += timedelta(days=90)
    await tidy(kept.database, kept.user_id, kept.records.now_ms)
    assert await left() == [0, 0]
