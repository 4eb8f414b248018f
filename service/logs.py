"""
Logs: lines of text or of JSON, without anything that tells of a person.

A request is one line with its route as a template: paths and queries may hold a place or the id of
a user. Errors are told by their kind and where they arose, with their message only where that does
not repeat what was given: a value that could not be read is as private as a body.
"""

import contextvars
import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy.exc import SQLAlchemyError

LogFormat = Literal["text", "json"]

request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="")
"""Of the request that is being answered, by which whatever is logged meanwhile can be found."""
trace_id: contextvars.ContextVar[str] = contextvars.ContextVar("trace_id", default="")
"""Of its trace, where traces are sent."""
ACCESS = "solferol.access"
_FIELDS = ("method", "route", "status", "duration_ms", "bytes")
"""Of the line of a request."""
_QUOTES = (ValueError, LookupError, SQLAlchemyError)
"""Errors whose messages repeat values: pydantic's and those of JSON are among the first."""
_DEEPEST = 8
"""Errors behind one another that are told."""


def configure(log_format: LogFormat, level: str) -> None:
    """
    Send all logs of the process to standard error.

    Parameters
    ----------
    log_format : {'text', 'json'}
    level : str
        Of the service and the server; of everything else only warnings are told.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(log_format))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in ("solferol", "uvicorn"):
        logging.getLogger(name).setLevel(level.upper())
    hush_addresses()


def formatter(log_format: LogFormat) -> logging.Formatter:
    """Choose how lines are written."""
    return _JsonLines() if log_format == "json" else _TextLines()


def hush_addresses() -> None:
    """Silence the server's own lines on requests, whoever set it up: they print whole addresses."""
    access = logging.getLogger("uvicorn.access")
    access.handlers.clear()
    access.propagate = False
    logging.getLogger("uvicorn.error").addFilter(_is_of_no_websocket)


def _is_of_no_websocket(record: logging.LogRecord) -> bool:
    # There are none; the server tells with its query who asks for one.
    return '"WebSocket ' not in str(record.msg)


class _JsonLines(logging.Formatter):
    """One object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record down."""
        line: dict[str, Any] = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": _request_id_of(record),
            "trace_id": trace_id.get(),
        }
        if record.name == ACCESS:
            line |= {name: getattr(record, name, None) for name in _FIELDS}
        for name in ("request_id", "trace_id"):
            if not line[name]:
                del line[name]
        if _error_of(record) is not None:
            line["error"] = told(_error_of(record))
        return json.dumps(line, ensure_ascii=False, default=str)


class _TextLines(logging.Formatter):
    """A line for people; errors go over several."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record down."""
        # Whatever is told stays on its line, so that nobody can make up lines.
        message = record.getMessage().replace("\r", "\\r").replace("\n", "\\n")
        parts = (_time(record), record.levelname, record.name, message, _request_id_of(record))
        line = " ".join(part for part in parts if part)
        error = _error_of(record)
        return line if error is None else f"{line}\n{told(error)}"


def told(error: BaseException | None) -> str:
    """
    Tell of an error what is nobody's: kinds, places in the code, and harmless messages.

    Parameters
    ----------
    error : BaseException or None

    Returns
    -------
    str
        The error itself first, then those behind it.
    """
    parts: list[str] = []
    while error is not None and len(parts) < _DEEPEST:
        frames = "".join(traceback.format_tb(error.__traceback__)).rstrip("\n")
        parts.append("\n".join(part for part in (_named(error), frames) if part))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\nbecause of ".join(parts)


def _named(error: BaseException) -> str:
    kind = type(error).__qualname__
    if isinstance(error, OSError):
        # Its whole message may name a file of a user.
        return f"{kind}: {error.strerror}" if error.strerror else kind
    if isinstance(error, BaseExceptionGroup):
        return f"{kind} of {', '.join(_named(each) for each in error.exceptions)}"
    if isinstance(error, _QUOTES):
        return f"{kind} (its message is left out: it may repeat what was given)"
    return f"{kind}: {error}" if str(error) else kind


def _error_of(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if record.exc_info else None


def _request_id_of(record: logging.LogRecord) -> str:
    return str(getattr(record, "request_id", "") or request_id.get())


def _time(record: logging.LogRecord) -> str:
    moment = datetime.fromtimestamp(record.created, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
