"""Days of a user: what they came to, and one with its minutes."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from service.dependencies import (
    LanguageAsked,
    RecordsOfApp,
    refuse_repeated_parameters,
    user_with,
)
from service.exposures.reading import days_between, one_day
from service.routes.responses import OF_A_USER, problems
from service.schemas.day_translation import day_out, days_out
from service.schemas.days import DaysOut, RecordedDayOut
from service.schemas.user_queries import DaysQuery, IsoDate
from service.storage.user_rows import UserRow

router = APIRouter(
    prefix="/v1/users/{user_id}", tags=["days"],
    dependencies=[Depends(refuse_repeated_parameters)],
)  # fmt: skip

Reading = Annotated[UserRow, Depends(user_with("samples:read"))]
_USUAL = timedelta(days=30)


@router.get("/days", responses=problems(*OF_A_USER))
async def list_days(
    asked: Annotated[DaysQuery, Query()],
    user: Reading,
    records: RecordsOfApp,
    language: LanguageAsked,
) -> DaysOut:
    """
    Read what days came to: IU, SED, share of a burn, minutes outdoors; every minute once.

    Days are worked out a moment after a sync; `pending` names those whose totals are not final.
    """
    last = asked.end or records.now().date() + timedelta(days=1)
    first = asked.start or last - _USUAL
    return days_out(await days_between(records.database, user.user_id, first, last), language)


@router.get("/days/{day}", responses=problems(*OF_A_USER))
async def get_day_of_user(
    day: IsoDate, user: Reading, records: RecordsOfApp, language: LanguageAsked
) -> RecordedDayOut:
    """Read one day with its minutes, and whose evidence won each of them."""
    row, pending = await one_day(records.database, user.user_id, day)
    return day_out(row, language, pending=pending)
