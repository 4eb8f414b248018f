"""What the key that asks was used for."""

from datetime import date
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from service.dependencies import CallerAsking, RecordsOfApp, refuse_repeated_parameters
from service.errors import NotAllowed
from service.routes.responses import problems
from service.schemas.usage import DayUsageOut, KindUsageOut, UsageOut, UsageQuery
from service.storage import usage_rows
from service.usage import first_of

router = APIRouter(
    prefix="/v1", tags=["operations"], dependencies=[Depends(refuse_repeated_parameters)]
)


@router.get("/usage", responses=problems(401, 403, 422))
async def get_usage(
    asked: Annotated[UsageQuery, Query()], caller: CallerAsking, records: RecordsOfApp
) -> UsageOut:
    """
    Show what the key that asks was used for, by day and kind of operation.

    Every key may ask it of itself. What other processes counted within the last seconds, and this
    request itself, may be missing. Nothing of a user is counted.
    """
    if caller.key_id is None:
        raise NotAllowed("uses are counted of keys, not of devices")
    await records.usage.write(records.database)
    first = first_of(asked.days, records.now_ms)
    async with records.database.reading() as connection:
        rows = await usage_rows.since(connection, first, caller.key_id)
    days = [
        DayUsageOut(
            date=date.fromisoformat(day),
            kinds=[KindUsageOut.model_validate(row, from_attributes=True) for row in of_day],
        )
        for day, of_day in groupby(rows, key=lambda row: row.date)
    ]
    return UsageOut.model_validate(
        {
            "key_id": caller.key_id,
            "scopes": sorted(caller.scopes),
            "first": date.fromisoformat(first),
            "days": days,
        }
    )
