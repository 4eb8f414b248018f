import pytest

from tests.service.exporting.making import ALICE, BOB, fill, opened


@pytest.fixture
async def app(tmp_path):
    """An application with two users who have something of everything."""
    async with opened(tmp_path) as app:
        database = app.state.records.database
        await fill(database, ALICE)
        await fill(database, BOB, of="bob")
        yield app


@pytest.fixture
async def bare(tmp_path):
    """An application without users."""
    async with opened(tmp_path) as app:
        yield app
