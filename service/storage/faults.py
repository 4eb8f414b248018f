"""Faults of the database that pass by themselves, told as what they are."""

import contextlib
import errno
import sqlite3
from collections.abc import Iterator

from asyncpg import exceptions as postgresql
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from service.errors import StorageAway, StorageFull
from service.storage.contact import Contact

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_UNWRITTEN = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR_WRITE,
        sqlite3.SQLITE_IOERR_FSYNC,
        sqlite3.SQLITE_IOERR_TRUNCATE,
        sqlite3.SQLITE_IOERR_SHMSIZE,
        sqlite3.SQLITE_IOERR_SHMMAP,
    }
)
"""The first is that of a full disk, the others come with quotas and limits of files too."""
_UNOPENED = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN})
_PRIMARY_CODE = 0xFF
_AWAY = (
    postgresql.CannotConnectNowError,
    postgresql.OperatorInterventionError,
    postgresql.PostgresConnectionError,
    postgresql.TooManyConnectionsError,
)
"""What a server says that starts, stops or has no connection left."""


@contextlib.contextmanager
def told(contact: Contact) -> Iterator[None]:
    """
    Raise what passes by itself as an error after which clients may try again.

    Parameters
    ----------
    contact : Contact
        Told of it.

    Raises
    ------
    StorageAway
        Where the database does not answer.
    StorageFull
        Where nothing more can be written.
    """
    try:
        yield
    except (DBAPIError, PoolTimeoutError) as error:
        meant = _meant(error)
        if meant is None:
            raise
        contact.failed(meant, type(_cause(error)).__name__)
        raise meant from error


@contextlib.contextmanager
def told_of_connecting(contact: Contact) -> Iterator[None]:
    """
    As :func:`told`, where drivers raise errors of their own and of the system.

    Parameters
    ----------
    contact : Contact
        Told of it.

    Raises
    ------
    StorageAway, StorageFull
    """
    try:
        with told(contact):
            yield
    except (*_AWAY, postgresql.InterfaceError, OSError) as error:
        meant = StorageFull() if is_no_room(error) else StorageAway()
        contact.failed(meant, type(error).__name__)
        raise meant from error


def is_no_room(error: BaseException) -> bool:
    """Whether the system has no room for what was to be written."""
    return isinstance(error, OSError) and error.errno in _NO_ROOM


def _meant(error: DBAPIError | PoolTimeoutError) -> StorageAway | None:
    if isinstance(error, PoolTimeoutError):
        return StorageAway()
    cause = _cause(error)
    if isinstance(cause, sqlite3.OperationalError):
        return _of_sqlite(cause.sqlite_errorcode)
    if isinstance(cause, postgresql.DiskFullError):
        return StorageFull()
    return StorageAway() if error.connection_invalidated or isinstance(cause, _AWAY) else None


def _cause(error: DBAPIError | PoolTimeoutError) -> BaseException:
    """Find what the driver raised: PostgreSQL's stands behind an error of an adapter."""
    original = getattr(error, "orig", None) or error
    return original.__cause__ or original


def _of_sqlite(code: int) -> StorageAway | None:
    if code in _UNWRITTEN:
        return StorageFull()
    return StorageAway() if code & _PRIMARY_CODE in _UNOPENED else None
