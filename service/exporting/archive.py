"""All files of an export as one zip, written to a file that is gone when it is closed."""

import asyncio
import contextlib
import tempfile
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import IO

from service.exporting.data_points import SCHEMAS, VERSION, schema_text
from service.exporting.parts import PARTS, Part
from service.exporting.readme import readme
from service.exporting.source import Source, source_of
from service.storage.database import Database

_PIECE = 65_536
"""What is handed on at once. [B]"""


async def archive(database: Database, user_id: str, now_ms: int, origin: str) -> IO[bytes]:
    """
    Write everything of a user into a zip.

    Parameters
    ----------
    database : Database
    user_id : str
    now_ms : int
        [ms]
    origin : str
        Address of the service.

    Returns
    -------
    file
        At its beginning; without a name on disk, so that closing it leaves nothing behind.

    Raises
    ------
    UserGone
    """
    file = await asyncio.to_thread(tempfile.TemporaryFile)
    try:
        async with database.reading() as connection:
            # One transaction for all files, so that they tell of the same moment.
            source = await source_of(
                lambda: contextlib.nullcontext(connection), user_id, now_ms, origin
            )
            await write_archive(file, source)
        await asyncio.to_thread(file.seek, 0)
    except BaseException:
        file.close()
        raise
    return file


async def write_archive(file: IO[bytes], source: Source) -> None:
    """Write all parts, the README first."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr(_entry("README.txt", source.now_ms), readme(source))
        for part in PARTS:
            await _write_part(zipped, part, source)
        for name in SCHEMAS:
            schema = _entry(f"ieee1752/{name}-{VERSION}.json", source.now_ms)
            zipped.writestr(schema, schema_text(name))


async def _write_part(zipped: zipfile.ZipFile, part: Part, source: Source) -> None:
    with zipped.open(_entry(part.name, source.now_ms), "w", force_zip64=True) as member:
        async for chunk in part.chunks(source):
            await asyncio.to_thread(member.write, chunk)


def _entry(name: str, now_ms: int) -> zipfile.ZipInfo:
    moment = datetime.fromtimestamp(now_ms / 1000.0, UTC)
    entry = zipfile.ZipInfo(name, moment.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


async def pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    """Read a file piece by piece."""
    while piece := await asyncio.to_thread(file.read, _PIECE):
        yield piece
