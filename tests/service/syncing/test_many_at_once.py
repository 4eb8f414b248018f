"""Many batches at once: who sends too many keeps only oneself waiting."""

import asyncio

import pytest

from service.storage import user_rows
from tests.syncing import Service, uv_index

pytestmark = pytest.mark.anyio


async def test_batches_of_one_user_that_wait_leave_connections_to_others(postgres_url, tmp_path):
    async with Service(postgres_url, tmp_path) as running:
        busy, other = await running.device(), await running.device()
        async with running.database.writing() as connection:
            await user_rows.find(connection, busy.user_id, lock=True)
            waiting = [asyncio.create_task(busy.send(uv_index(n))) for n in range(60)]
            await asyncio.sleep(0.3)
            # With all of them waiting for the row there would be no connection left for this one.
            async with asyncio.timeout(5):
                assert await other.statuses(uv_index()) == ["created"]
            assert not any(task.done() for task in waiting)
        answers = await asyncio.gather(*waiting)
        assert {answer["results"][0]["status"] for answer in answers} == {"created"}
        assert len(await busy.kept()) == 60
