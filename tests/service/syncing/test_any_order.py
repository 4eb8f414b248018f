"""Whatever the order, the repetitions and the batches: the same items end in the same state."""

import asyncio
import itertools
import json
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from service.access.secrets import new_id
from service.schemas.sample_translation import entries_of, sample_out
from service.storage import user_rows
from service.storage.database import Database
from service.storage.tables import dirty_days, samples
from service.storage.user_rows import UserRow
from service.syncing import cursors
from service.syncing.batch import take_in_within
from service.syncing.door import Arrival
from service.syncing.entries import Device
from service.syncing.feed import changes
from tests.syncing import ADELAIDE, LUXEMBOURG, NOW, ZURICH, sample_id

NOW_MS = round(NOW.timestamp() * 1000)
FIRST = datetime(2026, 6, 10, tzinfo=UTC)
EXAMPLES = 150
NOT_COMPARED = {"user_id", "seq", "received_ms"}
"""Who it is of, and what tells of the way a sample came and not of the sample."""

instants = st.builds(
    lambda day, minute: FIRST + timedelta(days=day, minutes=minute),
    st.integers(0, 8),
    st.integers(0, 1439),
)
places = st.sampled_from([None, ZURICH, ADELAIDE, LUXEMBOURG])


@st.composite
def contents(draw):
    """What one revision of a sample says; some last through midnight, some are deletions."""
    start = draw(instants)
    minutes = draw(st.sampled_from([1, 5, 90, 1000]))
    when = {"start": start.isoformat(), "end": (start + timedelta(minutes=minutes)).isoformat()}
    where = {"location": place} if (place := draw(places)) else {}
    metadata = draw(st.sampled_from([{}, {"max_lux": 16376, "app": "x"}]))
    value = draw(st.sampled_from([0.1, 0.5, 1.0]))
    return draw(
        st.sampled_from(
            [
                {"op": "delete"},
                {"type": "time_in_daylight", "value": 60 * minutes * value, "unit": "s"}
                | when | where,
                {"type": "outdoor_session", "activity": "walk", "indoor": False} | when | where,
                {"type": "uv_index", "value": value * 20, "unit": "UVI", "metadata": metadata,
                 "start": when["start"]} | where,
                {"type": "erythemal_dose", "value": value, "unit": "SED", "tz": "Asia/Tokyo"}
                | when,
                {"type": "illuminance", "value": value, "unit": "klx"} | when,
                {"type": "location", "start": when["start"], "location": ZURICH,
                 "motion": ["walking"]},
                {"type": "cover", "clothing": "swimwear", "start": when["start"]},
                {"type": "sunscreen", "spf": 30, "start": when["start"]},
                {"type": "intake", "value": 1000 * value, "unit": "IU", "start": when["start"]},
                {"type": "lab_25ohd", "value": 30 * value, "unit": "ng/mL"} | when,
            ]
        )
    )  # fmt: skip


@st.composite
def deliveries(draw):
    """Everything that was ever to be sent once, in order; and one way in which it is sent."""
    histories = draw(
        st.lists(
            st.dictionaries(st.integers(1, 4), contents(), min_size=1, max_size=3),
            min_size=1,
            max_size=5,
        )
    )
    items = [
        {"id": sample_id(number), "rev": rev} | content
        for number, history in enumerate(histories)
        for rev, content in sorted(history.items())
    ]
    again = draw(st.lists(st.sampled_from(items), max_size=6))
    shuffled = draw(st.permutations(items + again))
    cuts = draw(st.lists(st.integers(0, len(shuffled)), max_size=4))
    edges = [0, *sorted(cuts), len(shuffled)]
    return items, [shuffled[first:last] for first, last in itertools.pairwise(edges)]


class Sync:
    """A new user whose batches are taken in, with somebody who follows."""

    def __init__(self, database):
        self.database, self.user_id = database, new_id()
        self.followed, self.cursor, self.accepted = {}, None, []
        self._best = {}

    async def take(self, batches):
        async with self.database.writing() as connection:
            await user_rows.create(
                connection, UserRow(self.user_id, new_id(), NOW_MS, 0, 0, {}, {})
            )
        for number, batch in enumerate(batches):
            arrival = Arrival(NOW_MS + number * 1000)
            async with self.database.writing() as connection:
                await take_in_within(
                    connection, self.user_id, entries_of(batch, None), arrival, Device("watch")
                )
            self._expect(batch)
            self.followed |= await self._read(limit=2)
        return self

    def _expect(self, batch):
        for item in batch:
            if item["rev"] > self._best.get(item["id"], 0):
                self._best[item["id"]] = item["rev"]
                self.accepted.append(item)

    async def _read(self, limit):
        """Read on to the end of the feed."""
        seen, more = {}, True
        while more:
            part = await changes(self.database, self.user_id, self.cursor, limit)
            for sample in part.samples:
                assert sample.id not in seen, "of each id the newest only, and once"
                seen[sample.id] = sample_out(sample).model_dump_json()
            assert len(part.samples) <= limit
            self.cursor, more = part.next_cursor, part.has_more
        return seen

    async def feed(self):
        """All of it, from the beginning."""
        self.cursor = None
        return await self._read(limit=1000)

    async def rows(self):
        async with self.database.reading() as connection:
            query = select(samples).where(samples.c.user_id == self.user_id)
            found = [dict(row) for row in (await connection.execute(query)).mappings()]
        for row in found:
            row["details"] = row["details"] and json.loads(row["details"])
        places_in_feed = [row["seq"] for row in found]
        assert len(set(places_in_feed)) == len(places_in_feed)
        head = cursors.read(self.cursor) if self.cursor else 0
        assert max(places_in_feed) <= head
        return {
            row["sample_id"]: {name: row[name] for name in row.keys() - NOT_COMPARED}
            for row in found
        }

    async def marked(self):
        async with self.database.reading() as connection:
            query = select(dirty_days.c.date).where(dirty_days.c.user_id == self.user_id)
            return set((await connection.scalars(query)).all())


def dates_touched(item):
    """Wherever its minutes were, from UTC-12 to UTC+14; a place tells of 24 hours around it."""
    if item.get("op") == "delete":
        return set()
    start = datetime.fromisoformat(item["start"])
    end = datetime.fromisoformat(item.get("end", item["start"]))
    if item["type"] in {"cover", "sunscreen"}:
        end += timedelta(hours=12)  # how long they act on other samples
    reach = timedelta(hours=24 if "location" in item else 0)
    first = (start - timedelta(hours=12) - reach).date()
    last = (end + timedelta(hours=14) + reach).date()
    return {(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)}


async def compare(database, items, batches):
    once = await Sync(database).take([items])
    sync = await Sync(database).take(batches)
    wanted = {}
    for item in sorted(items, key=lambda each: each["rev"]):
        wanted[item["id"]] = item
    feed, rows = await sync.feed(), await sync.rows()
    assert {name: (row["rev"], row["deleted"]) for name, row in rows.items()} == {
        name: (item["rev"], item.get("op") == "delete") for name, item in wanted.items()
    }
    assert feed == await once.feed()
    assert rows == await once.rows()
    assert sync.followed == feed, "a reader who follows along ends with the same"
    # What is sent again but changed nothing marks nothing. A revision that is no longer the last
    # marks its days only where it came in time to be stored: no total can depend on it.
    marked = await sync.marked()
    assert marked == set().union(*map(dates_touched, sync.accepted))
    assert marked >= set().union(*map(dates_touched, wanted.values()))
    # Everything once more changes nothing at all.
    head = sync.cursor
    async with database.writing() as connection:
        taken = await take_in_within(
            connection, sync.user_id, entries_of(items, None), Arrival(NOW_MS), Device("watch")
        )
    assert set(taken.statuses) <= {"unchanged", "stale"}
    assert taken.cursor == head
    assert await sync.rows() == rows


def test_any_order_repetition_and_division_gives_the_same(url):
    database = Database(url)
    with asyncio.Runner() as runner:
        # One database for all examples, in which every example has users of its own.
        @settings(max_examples=EXAMPLES)
        @given(deliveries())
        def property_of(delivery):
            runner.run(compare(database, *delivery))

        try:
            property_of()
        finally:
            runner.run(database.close())
