"""Devices of users as rows."""

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.storage.tables import devices
from service.storage.user_rows import upsert


async def seen(
    connection: AsyncConnection, user_id: str, device_id: str, info: dict[str, str], now_ms: int
) -> None:
    """Note that a device has sent something; what it does not tell this time stays."""
    c = devices.c
    told = select(c.info).where(c.user_id == user_id, c.device_id == device_id)
    known = await connection.scalar(told)
    if known is not None:
        info = json.loads(known) | info
    query = upsert(connection, devices).values(
        user_id=user_id, device_id=device_id, info=json.dumps(info), seen_ms=now_ms
    )
    await connection.execute(
        query.on_conflict_do_update(
            index_elements=["user_id", "device_id"],
            set_={"info": query.excluded.info, "seen_ms": query.excluded.seen_ms},
        )
    )


async def of_user(connection: AsyncConnection, user_id: str) -> dict[str, dict[str, Any]]:
    """Describe the devices of a user by their ids."""
    query = select(devices).where(devices.c.user_id == user_id).order_by(devices.c.device_id)
    rows = (await connection.execute(query)).all()
    return {row.device_id: json.loads(row.info) | {"seen_ms": row.seen_ms} for row in rows}
