"""One way into SQLite and PostgreSQL: reading, writing in turn, and migrating when first opened."""

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import AsyncIterator
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.util import await_only

from service.errors import StorageAway
from service.spans import span_of
from service.storage import faults
from service.storage.contact import Contact

_BUSY_S = 30.0
"""How long another process may hold the file of SQLite. [s]"""
_CONNECTED_S = 10.0
"""How long a server may take to be connected to; requests that wait are better sent again. [s]"""
_AGAIN_S = 0.01
_SCRUB_S = 0.2
"""How long writers are kept waiting for readers by one try to empty the log. [s]"""
_MIGRATION_LOCK = 0x501FE201
_DRIVERS = {"postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg",
            "sqlite": "sqlite+aiosqlite"}  # fmt: skip


class Database:
    """Connections to where things are kept, opened and brought up to date when first asked for."""

    def __init__(self, url: str) -> None:
        """
        Remember where to connect to.

        Parameters
        ----------
        url : str
            ``postgresql://…`` or ``sqlite:///…``.
        """
        self.url = _with_driver(url)
        self._engine: AsyncEngine | None = None
        self._opening = asyncio.Lock()
        self._writing = asyncio.Lock()
        # A process that was killed may have erased something just before.
        self._log_holds_erased = True
        self._contact = Contact()

    @property
    def is_postgresql(self) -> bool:
        """Whether it is a server, and not a file that one writes at a time."""
        return self.url.get_backend_name() == "postgresql"

    @property
    def file(self) -> Path | None:
        """File of SQLite."""
        return None if self.is_postgresql or not self.url.database else Path(self.url.database)

    @property
    def exists(self) -> bool:
        """Whether there may be anything in it yet."""
        return self.file is None or self.file.exists()

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """
        Connect to read one consistent state.

        Raises
        ------
        StorageAway
        """
        with self._told("read"):
            async with self._connected() as plain:
                options = {"isolation_level": "REPEATABLE READ"} if self.is_postgresql else {}
                connection = await plain.execution_options(**options)
                yield connection
                await connection.rollback()
            self._contact.worked(wrote=False)

    @property
    def log_holds_erased(self) -> bool:
        """Whether what was erased may still be read in the write-ahead log of SQLite."""
        return self._log_holds_erased and self.file is not None

    @contextlib.asynccontextmanager
    async def writing(self, *, erases: bool = False) -> AsyncIterator[AsyncConnection]:
        """
        Connect to write; committed when it is left without an error, and then durable.

        Parameters
        ----------
        erases : bool
            Whether something of a person goes that nobody is to find again: :meth:`scrub` it soon.

        Raises
        ------
        StorageAway, StorageFull
        """
        async with contextlib.AsyncExitStack() as stack:
            stack.enter_context(self._told("write"))
            if not self.is_postgresql:
                await stack.enter_async_context(self._writing)
            connection = await stack.enter_async_context(self._connected())
            connection = await connection.execution_options(solferol_writes=True)
            async with connection.begin():
                yield connection
            self._log_holds_erased |= erases
            self._contact.worked(wrote=True)

    async def scrub(self) -> bool:
        """
        Take what was erased out of the write-ahead log of SQLite, which keeps pages as they were.

        Returns
        -------
        bool
            Whether nothing is left; ``False`` where somebody still reads an earlier state.
        """
        if self.file is not None and self.file.exists():
            async with self._writing:
                done = await asyncio.to_thread(_empty_the_log, self.file)
                self._log_holds_erased = not done
        return not self.log_holds_erased

    def _told(self, what: str) -> contextlib.AbstractContextManager[None]:
        attributes = {"db.system.name": self.url.get_backend_name()}
        return span_of(f"database {what}", attributes, (SQLAlchemyError, OSError, StorageAway))

    @contextlib.asynccontextmanager
    async def _connected(self) -> AsyncIterator[AsyncConnection]:
        engine = await self.opened()
        with faults.told(self._contact):
            async with contextlib.AsyncExitStack() as stack:
                with faults.told_of_connecting(self._contact):
                    connection = await stack.enter_async_context(engine.connect())
                yield connection

    async def opened(self) -> AsyncEngine:
        """
        Engine, with its schema up to date.

        Raises
        ------
        StorageAway, StorageFull
        """
        if self._engine is None:
            async with self._opening:
                if self._engine is None:
                    with faults.told_of_connecting(self._contact):
                        self._engine = await self._open()
        return self._engine

    async def _open(self) -> AsyncEngine:
        if self.file is not None:
            self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.file.touch(mode=0o600, exist_ok=True)
        engine = _engine(self.url)
        try:
            await migrate(engine)
        except BaseException:
            await engine.dispose()
            raise
        return engine

    async def close(self) -> None:
        """Let go of all connections."""
        engine, self._engine = self._engine, None
        if engine is not None:
            await engine.dispose()


async def migrate(engine: AsyncEngine, revision: str = "head") -> None:
    """
    Bring the schema to a revision, one process at a time.

    Parameters
    ----------
    engine : AsyncEngine
    revision : str
    """
    async with engine.connect() as plain:
        connection = await plain.execution_options(solferol_writes=True)
        async with connection.begin():
            if engine.dialect.name == "postgresql":
                await connection.execute(
                    text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK}
                )
            await connection.run_sync(_upgrade, revision)


def _upgrade(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _with_driver(url: str) -> URL:
    parsed = make_url(url)
    return parsed.set(drivername=_DRIVERS.get(parsed.drivername, parsed.drivername))


def _engine(url: URL) -> AsyncEngine:
    if url.get_backend_name() == "postgresql":
        return create_async_engine(
            url,
            pool_size=5,
            max_overflow=15,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"timeout": _CONNECTED_S},
        )
    engine = create_async_engine(url, connect_args={"timeout": _BUSY_S}, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # Transactions are begun by hand below: the driver would begin them too late and as readers.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_S * 1000:.0f}")
    _write_ahead(cursor)
    cursor.execute("PRAGMA synchronous=FULL")
    # Deleted content is overwritten; not everywhere is that how SQLite was built.
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


def _write_ahead(cursor: DBAPICursor) -> None:
    # Where several are the first to open a file, those that come second are turned away at once
    # and not made to wait.
    deadline = time.monotonic() + _BUSY_S
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            await_only(asyncio.sleep(_AGAIN_S))
        else:
            return


def _empty_the_log(file: Path) -> bool:
    with contextlib.closing(sqlite3.connect(file, timeout=_SCRUB_S)) as connection:
        connection.execute("PRAGMA secure_delete=ON")
        try:
            (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                raise
            return False
    return not busy


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("solferol_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
