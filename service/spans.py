"""
Spans of what a request waits for: sources and the database.

Names and attributes come from closed sets; what is asked, and of whom, is never among them.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar

from opentelemetry.trace import SpanKind, StatusCode, Tracer

current_tracer: ContextVar[Tracer | None] = ContextVar("current_tracer", default=None)
"""Set while a request is traced; its parts are told only then."""
_NOTHING = nullcontext()


def span_of(
    name: str,
    attributes: Mapping[str, str],
    failures: tuple[type[BaseException], ...] = (Exception,),
) -> AbstractContextManager[None]:
    """
    Tell how long something outside took, and whether it failed.

    Parameters
    ----------
    name : str
    attributes : mapping
    failures : tuple of type
        Errors that are its own; others only pass through.

    Returns
    -------
    context manager
        Does nothing where the request is not traced.
    """
    tracer = current_tracer.get()
    return _NOTHING if tracer is None else _told(tracer, name, attributes, failures)


@contextmanager
def _told(
    tracer: Tracer,
    name: str,
    attributes: Mapping[str, str],
    failures: tuple[type[BaseException], ...],
) -> Iterator[None]:
    span = tracer.start_span(name, kind=SpanKind.CLIENT, attributes=attributes)
    try:
        yield
    except failures as error:
        # Its kind alone: messages may repeat addresses and values.
        span.set_attribute("error.type", getattr(error, "failure", type(error).__qualname__))
        span.set_status(StatusCode.ERROR)
        raise
    finally:
        span.end()
