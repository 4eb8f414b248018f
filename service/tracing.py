"""Pure ASGI middleware that tells of each request as a span, as OpenTelemetry wants it."""

import os
from collections.abc import MutableMapping
from typing import Any

from opentelemetry.context import Context
from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer, format_trace_id, use_span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.instrumenting import OF_OPERATORS, method_of, route_of
from service.logs import trace_id
from service.spans import current_tracer

_CALLERS = TraceContextTextMapPropagator()


class Tracing:
    """
    A span for each request: method, template of its route, status; nothing else of it.

    What FastAPI itself offers tells paths and queries, where places and ids of users stand.
    """

    def __init__(self, app: ASGIApp, tracer: Tracer) -> None:
        self._app = app
        self._tracer = tracer
        told = os.environ.get("OTEL_PROPAGATORS", "tracecontext")
        self._joins = "tracecontext" in {each.strip() for each in told.split(",")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http" or _is_of_operators(scope):
            await self._app(scope, receive, send)
            return
        status = 0
        root = len(scope.get("root_path", ""))

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        span = self._begun(scope)
        told = trace_id.set(format_trace_id(span.get_span_context().trace_id))
        traced = current_tracer.set(self._tracer)
        try:
            with use_span(span, record_exception=False, set_status_on_exception=False):
                await self._app(scope, receive, watched)
        except Exception:
            # An answer that broke off is none, whatever its first line said.
            status = 500
            raise
        finally:
            _end(span, scope, root, status)
            current_tracer.reset(traced)
            trace_id.reset(told)

    def _begun(self, scope: Scope) -> Span:
        method = method_of(scope)
        return self._tracer.start_span(
            method,
            context=self._caller(scope),
            kind=SpanKind.SERVER,
            attributes={"http.request.method": method, "url.scheme": scope.get("scheme", "http")},
        )

    def _caller(self, scope: Scope) -> Context:
        """Trace that the request belongs to; without what else its caller says of it."""
        parent = Headers(scope=scope).get("traceparent", "") if self._joins else ""
        return _CALLERS.extract({"traceparent": parent}, Context())


def _is_of_operators(scope: Scope) -> bool:
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", "")).startswith(OF_OPERATORS)


def _end(span: Span, scope: MutableMapping[str, Any], root: int, status: int) -> None:
    route = route_of(scope, root, status)
    span.update_name(f"{method_of(scope)} {route}")
    span.set_attribute("http.route", route)
    if status:
        span.set_attribute("http.response.status_code", status)
    if status >= 500:
        span.set_attribute("error.type", str(status))
        span.set_status(StatusCode.ERROR)
    span.end()
