"""Reading what is stored: by change, or by time."""

import re
from dataclasses import dataclass

from service.errors import CursorExpired, FieldError, InvalidInput, UserGone
from service.samples import Sample, SampleType
from service.storage import sample_rows, user_rows
from service.storage.database import Database
from service.syncing import cursors

_PAGE = re.compile(r"(-?[0-9]{1,15})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


@dataclass(frozen=True, slots=True)
class Changes:
    """A part of the feed."""

    samples: list[Sample]
    next_cursor: str
    has_more: bool


async def changes(database: Database, user_id: str, cursor: str | None, limit: int) -> Changes:
    """
    Read what changed after a place in the feed: of each id the newest revision, or its tombstone.

    Raises
    ------
    CursorExpired
        Where deletions after the cursor are forgotten already.
    InvalidInput
        For a cursor that is none.
    UserGone
    """
    since = 0 if cursor is None else cursors.read(cursor)
    async with database.reading() as connection:
        user = await user_rows.find(connection, user_id)
        if user is None:
            raise UserGone
        floor = user.floor_seq if cursor is None else cursors.floor_of(cursor)
        missed = since < user.floor_seq and floor < user.floor_seq
        if missed or since > user.head_seq:
            raise CursorExpired
        found = await sample_rows.changed_since(connection, user_id, since, limit + 1)
    has_more = len(found) > limit
    shown = found[:limit]
    # At the end the head itself: numbers that only profiles used are behind it as well.
    last = shown[-1].seq if has_more else max(user.head_seq, since)
    return Changes(shown, cursors.written(last, floor), has_more)


async def by_time(
    database: Database,
    user_id: str,
    first_ms: int,
    last_ms: int,
    types: tuple[SampleType, ...] | None,
    limit: int,
    page: str | None,
) -> tuple[list[Sample], str | None]:
    """
    Read the samples that touch a span of time, and how to ask for those after them.

    Raises
    ------
    InvalidInput
        For a page that is none.
    """
    after = None if page is None else _page(page)
    async with database.reading() as connection:
        found = await sample_rows.overlapping(
            connection, user_id, first_ms, last_ms, types, limit=limit + 1, after=after
        )
    shown = found[:limit]
    if len(found) <= limit:
        return shown, None
    return shown, f"{shown[-1].start_ms}_{shown[-1].id}"


def _page(page: str) -> tuple[int, str]:
    match = _PAGE.fullmatch(page)
    if match is None:
        raise InvalidInput(FieldError("#/page", "page_invalid", "give a page as it was answered"))
    return int(match[1]), match[2]
