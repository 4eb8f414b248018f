import asyncio
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest

from service.storage.database import Database
from service.storage.tables import outbox, webhooks
from service.webhooks.sending import webhook_client
from tests.conftest import postgres_programs, run


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """A file whose tables are there already."""
    file = tmp_path_factory.mktemp("webhooks") / "migrated.sqlite3"

    async def make():
        database = Database(f"sqlite:///{file}")
        await database.opened()
        await database.close()

    with ThreadPoolExecutor(1) as beside:
        beside.submit(lambda: asyncio.run(make())).result()
    return file


@pytest.fixture
def sqlite_url(tmp_path, migrated):
    return f"sqlite:///{shutil.copy(migrated, tmp_path / 't.sqlite3')}"


@pytest.fixture
async def sqlite(sqlite_url):
    database = Database(sqlite_url)
    yield database
    await database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request):
    """Each of the two kinds."""
    database = Database(_url(request))
    await _empty(database)
    yield database
    await database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
async def two_databases(request):
    """One database as two processes open it."""
    url = _url(request)
    databases = Database(url), Database(url)
    await _empty(databases[0])
    yield databases
    for database in databases:
        await database.close()


async def _empty(database):
    """Whatever other tests have left on a server they share."""
    async with database.writing() as connection:
        for table in (outbox, webhooks):
            await connection.execute(table.delete())


def _url(request):
    return request.getfixturevalue(
        "sqlite_url" if request.param == "sqlite" else "one_postgres_url"
    )


@pytest.fixture(scope="session")
def one_postgres_url(postgres_server):
    """One database for all tests here: making and migrating one takes longer than each of them."""
    server = postgres_server.replace("+asyncpg", "")
    psql = [postgres_programs() / "psql", "--no-psqlrc", "--quiet", "--dbname", server, "--command"]
    run([*psql, "CREATE DATABASE webhooks"])
    return postgres_server.removesuffix("postgres") + "webhooks"


@pytest.fixture
async def client():
    async with webhook_client() as client:
        yield client
