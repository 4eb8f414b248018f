"""The schema: from nothing and from every earlier revision, with data, on either database."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, Table, inspect, select, text

from service.storage import database as database_module
from service.storage.database import Database, _engine, _with_driver, migrate
from service.storage.tables import OF_USER, metadata

pytestmark = pytest.mark.anyio
ROOT = Path(__file__).parents[3]
PARTS = 16
_PART = re.compile(r"_\d\d(_\w+)?$")
_config = Config()
_config.set_main_option(
    "script_location", str(Path(database_module.__file__).parent / "migrations")
)
REVISIONS = [each.revision for each in ScriptDirectory.from_config(_config).walk_revisions()][::-1]
"""The oldest first."""
TABLES = sorted(metadata.tables)


def is_part(name):
    return name is not None and _PART.search(name) is not None


async def tables_of(engine):
    async with engine.connect() as connection:
        names = await connection.run_sync(lambda plain: inspect(plain).get_table_names())
    return sorted(name for name in names if not is_part(name) and name != "alembic_version")


async def differences(engine):
    """What autogenerating a migration would write; the parts of tables are none of its business."""

    def compare(connection):
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "compare_server_default": True,
                "include_object": lambda _thing, name, *_: not is_part(name),
            },
        )
        return compare_metadata(context, metadata)

    async with engine.connect() as connection:
        return await connection.run_sync(compare)


async def test_from_nothing(url):
    database = Database(url)
    engine = await database.opened()
    assert await tables_of(engine) == TABLES
    assert await differences(engine) == []
    await database.close()


@pytest.mark.parametrize("change", ["a column more", "another type", "a column less"])
async def test_a_difference_would_be_seen(url, change):
    database = Database(url)
    engine = await database.opened()
    statement = {
        "a column more": "ALTER TABLE samples ADD COLUMN surplus TEXT",
        "another type": "ALTER TABLE apps ALTER COLUMN name TYPE BIGINT USING 0",
        "a column less": "ALTER TABLE samples DROP COLUMN tz",
    }[change]
    if change == "another type" and not database.is_postgresql:
        statement = "CREATE TABLE surplus (x INTEGER)"
    async with engine.begin() as connection:
        await connection.execute(text(statement))
    assert len(await differences(engine)) == 1
    await database.close()


def test_revisions_follow_each_other():
    assert len(REVISIONS) >= 3
    assert sorted(REVISIONS) == REVISIONS
    assert len(ScriptDirectory.from_config(_config).get_heads()) == 1


def _something(column, number):
    """As much of anything as the type of a column can hold."""
    if "UUID" in str(column.type) or (column.name.endswith("_id") and _length(column) == 36):
        return f"0198f7c2-5c1e-7d0b-9a51-{number:012x}"
    return {
        int: number, float: 0.1 + number, bool: True, bytes: bytes([number]),
        str: f"text {number} ä"[: _length(column)],
    }[column.type.python_type]  # fmt: skip


def _length(column):
    return getattr(column.type, "length", None)


async def fill(engine):
    """Three rows in every table, whatever columns it has at that revision."""
    written = {}
    for name in await tables_of(engine):
        async with engine.connect() as connection:
            table = await connection.run_sync(
                lambda plain, name=name: Table(name, MetaData(), autoload_with=plain)
            )
        for column in table.columns:
            if "UUID" in str(column.type):
                column.type.as_uuid = False
        rows = [
            {column.name: _something(column, number) for column in table.columns}
            for number in (1, 2, 3)
        ]
        async with engine.begin() as connection:
            await connection.execute(table.insert(), rows)
        written[name] = rows
    return written


@pytest.mark.parametrize("revision", REVISIONS)
async def test_from_every_earlier_revision_with_data_in_place(url, revision):
    engine = _engine(_with_driver(url))
    await migrate(engine, revision)
    written = await fill(engine)
    assert written
    await migrate(engine)
    assert await tables_of(engine) == TABLES
    assert await differences(engine) == []
    async with engine.connect() as connection:
        for name, rows in written.items():
            found = (await connection.execute(select(metadata.tables[name]))).mappings().all()
            kept = [{column: row[column] for column in rows[0]} for row in found]
            assert sorted(kept, key=str) == sorted(rows, key=str), name
    await engine.dispose()


async def test_migrating_again_changes_nothing(url):
    database = Database(url)
    engine = await database.opened()
    written = await fill(engine)
    await migrate(engine)
    await migrate(engine, REVISIONS[0])
    assert await tables_of(engine) == TABLES
    async with engine.connect() as connection:
        for name, rows in written.items():
            found = (await connection.execute(select(metadata.tables[name]))).all()
            assert len(found) == len(rows)
    await database.close()


def test_whatever_belongs_to_a_user_is_found_by_the_user():
    with_user = {table for table in metadata.sorted_tables if "user_id" in table.c}
    assert with_user == set(OF_USER)
    for table in with_user:
        assert next(iter(table.primary_key.columns)).name == "user_id", table.name
    for table in metadata.sorted_tables:
        assert not table.foreign_keys, table.name
        assert all(column.default is None for column in table.c), table.name


async def test_the_primary_keys_in_the_database_are_those(url):
    database = Database(url)
    engine = await database.opened()
    async with engine.connect() as connection:
        for table in metadata.sorted_tables:
            key = await connection.run_sync(
                lambda plain, name=table.name: inspect(plain).get_pk_constraint(name)
            )
            assert key["constrained_columns"] == [each.name for each in table.primary_key.columns]
            foreign = await connection.run_sync(
                lambda plain, name=table.name: inspect(plain).get_foreign_keys(name)
            )
            assert foreign == []
    await database.close()


async def test_postgresql_splits_by_a_hash_of_the_user(postgres_url):
    database = Database(postgres_url)
    engine = await database.opened()
    async with engine.connect() as connection:
        rows = await connection.execute(
            text(
                "SELECT p.relname, pg_get_partkeydef(p.oid), "
                "array_agg(pg_get_expr(c.relpartbound, c.oid)) "
                "FROM pg_class p JOIN pg_inherits i ON i.inhparent = p.oid "
                "JOIN pg_class c ON c.oid = i.inhrelid WHERE p.relkind = 'p' "
                "GROUP BY p.relname, p.oid"
            )
        )
        found = {name: (key, sorted(bounds)) for name, key, bounds in rows}
        sequences = await connection.scalar(
            text("SELECT count(*) FROM pg_class WHERE relkind = 'S'")
        )
        references = await connection.scalar(
            text("SELECT count(*) FROM pg_constraint WHERE contype = 'f'")
        )
    bounds = sorted(f"FOR VALUES WITH (modulus {PARTS}, remainder {part})" for part in range(PARTS))
    assert found == {table.name: ("HASH (user_id)", bounds) for table in OF_USER}
    assert (sequences, references) == (0, 0)
    await database.close()


async def test_one_user_is_in_one_part(postgres_url):
    database = Database(postgres_url)
    engine = await database.opened()
    written = await fill(engine)
    async with engine.connect() as connection:
        for table in OF_USER:
            query = f"SELECT user_id::text, tableoid::regclass::text FROM {table.name}"  # noqa: S608
            parts = dict((await connection.execute(text(query))).all())
            assert set(parts) == {row["user_id"] for row in written[table.name]}
            plan = await connection.execute(
                text(f"EXPLAIN SELECT * FROM {table.name} WHERE user_id = '{next(iter(parts))}'")  # noqa: S608
            )
            touched = set(re.findall(rf"{table.name}_\d\d", str(plan.all())))
            assert touched == {parts[next(iter(parts))]}
    await database.close()


OPEN_AND_WRITE = """
import asyncio
import sys
from service.access.keys import create_key
from service.storage.database import Database

async def main():
    database = Database(sys.argv[1])
    print("ready", flush=True)
    sys.stdin.readline()
    await create_key(database, sys.argv[2], 0)
    await database.close()

asyncio.run(main())
"""


def open_at_once(url, count):
    processes = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", OPEN_AND_WRITE, url, f"app {number}"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(count)
    ]
    try:
        for process in processes:
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            process.stdin.write("\n")
            process.stdin.flush()
        return [(process.communicate(timeout=60)[1], process.returncode) for process in processes]
    finally:
        for process in processes:
            process.kill()
            process.communicate()


async def test_four_processes_open_an_empty_database_at_once(url):
    assert open_at_once(url, 4) == [("", 0)] * 4
    database = Database(url)
    async with database.reading() as connection:
        names = await connection.scalars(select(metadata.tables["apps"].c.name))
        assert sorted(names) == [f"app {number}" for number in range(4)]
        version = await connection.scalars(text("SELECT version_num FROM alembic_version"))
        assert list(version) == [REVISIONS[-1]]
    await database.close()
