"""Where traces go: the standard variables of OpenTelemetry, read when the service starts."""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Mapping
from importlib.metadata import version
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

_LONGEST_S = 3.0
"""How long the last spans may take to be sent when the service stops. [s]"""


class TelemetryUnusable(Exception):
    """Traces are wanted, but cannot be sent; the message says what to change."""


def where_to(environment: Mapping[str, str]) -> str | None:
    """
    Find out where traces are to be sent.

    Parameters
    ----------
    environment : mapping

    Returns
    -------
    str or None
        Name of the variable that says so; ``None`` where none are wanted.

    Raises
    ------
    TelemetryUnusable
        It asks for what there is not.
    """
    named = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
    chosen = next((name for name in named if environment.get(name)), None)
    off = environment.get("OTEL_SDK_DISABLED", "").strip().lower() == "true"
    exporter = environment.get("OTEL_TRACES_EXPORTER", "").strip().lower() or "otlp"
    if chosen is None or off or exporter == "none":
        return None
    if exporter != "otlp":
        raise TelemetryUnusable("OTEL_TRACES_EXPORTER: otlp and none are known")
    if _protocol(environment) != "http/protobuf":
        raise TelemetryUnusable("OTEL_EXPORTER_OTLP_PROTOCOL: http/protobuf is the only one")
    _check_address(chosen, environment[chosen])
    return chosen


def _protocol(environment: Mapping[str, str]) -> str:
    named = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
    return next((environment[name] for name in named if environment.get(name)), "http/protobuf")


def _check_address(name: str, address: str) -> None:
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise TelemetryUnusable(f"{name}: wants an address, as http://collector:4318")


def tracer_provider(environment: Mapping[str, str]) -> "TracerProvider | None":
    """
    Set up what sends traces.

    Parameters
    ----------
    environment : mapping

    Returns
    -------
    TracerProvider or None
        ``None`` where none are wanted.

    Raises
    ------
    TelemetryUnusable
        They are wanted, and cannot be sent.
    """
    chosen = where_to(environment)
    if chosen is None:
        return None
    # An extra, loaded only here: whoever sends no traces neither has nor pays for it.
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
            OTLPSpanExporter,
        )
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError as error:
        words = f"{chosen} is set, but what sends traces is not installed: "
        raise TelemetryUnusable(words + "pip install 'solferol[telemetry]'") from error
    # That it tries again is no news; that it gave up is.
    logging.getLogger("opentelemetry.exporter").setLevel(logging.ERROR)
    resource = Resource.create({"service.version": version("solferol")})
    if str(resource.attributes["service.name"]).startswith("unknown_service"):
        resource = resource.merge(Resource({"service.name": "solferol"}))
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


async def ended(provider: "TracerProvider", longest_s: float = _LONGEST_S) -> None:
    """
    Send what is left, as long as that takes no time: nobody waits for a collector that is gone.

    Parameters
    ----------
    provider : TracerProvider
    longest_s : float
        [s]
    """
    loop, done = asyncio.get_running_loop(), asyncio.Event()

    def end() -> None:
        provider.shutdown()
        # The loop may be gone by then.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(done.set)

    # Of a pool it would be waited for at the end of the process.
    threading.Thread(target=end, name="last spans", daemon=True).start()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(longest_s):
            await done.wait()
