"""From settings to providers: which are configured, with which gate, and why the others are not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

import httpx
from pydantic import AnyHttpUrl, SecretStr

from service.providers import (
    arpansa,
    currentuvindex,
    epa,
    met_norway,
    open_meteo_air_quality,
    open_meteo_forecast,
    open_meteo_limits,
    openuv,
    openweather,
    pirate_weather,
)
from service.providers.fetching import Fetcher, PauseOf
from service.providers.forecast import ForecastSource, Provider
from service.providers.gate import Gate, Limit
from service.providers.shared_state import SharedState
from service.providers.terms import Terms
from service.settings import ProviderName, Settings

Role = Literal["forecast", "cross_check"]
Off = Literal["not_chosen", "needs_key", "needs_contact", "not_for_commercial_use"]

_MET_NORWAY_HOST = "api.met.no"
_OPEN_METEO_HOSTS = (".open-meteo.com",)


@dataclass(frozen=True, slots=True)
class Kind:
    """How one source is made, and on which terms."""

    belongs_to: ProviderName
    make: Callable[[Fetcher, str, str], Provider]
    url: str
    """Name of the setting."""
    key: str | None
    """Name of the setting; ``None`` where there is no such thing."""
    needs_key: bool
    terms: Terms
    limits: Sequence[Limit]
    pause_of: PauseOf | None = None
    at_once: int = 16
    """Calls on their way at one time."""


KINDS: dict[ForecastSource, Kind] = {
    "open_meteo_cams": Kind(
        "open_meteo", open_meteo_air_quality.OpenMeteoAirQuality, "open_meteo_air_quality_url",
        "open_meteo_key", False, open_meteo_air_quality.TERMS, open_meteo_limits.LIMITS,
        open_meteo_limits.pause_of, open_meteo_limits.AT_ONCE,
    ),
    "open_meteo_forecast": Kind(
        "open_meteo", open_meteo_forecast.OpenMeteoForecast, "open_meteo_forecast_url",
        "open_meteo_key", False, open_meteo_forecast.TERMS, open_meteo_limits.LIMITS,
        open_meteo_limits.pause_of, open_meteo_limits.AT_ONCE,
    ),
    "met_norway": Kind(
        "met_norway", lambda fetcher, url, _: met_norway.MetNorway(fetcher, url), "met_norway_url",
        None, False, met_norway.TERMS, met_norway.LIMITS,
    ),
    "currentuvindex": Kind(
        "currentuvindex", lambda fetcher, url, _: currentuvindex.CurrentUvIndex(fetcher, url),
        "currentuvindex_url", None, False, currentuvindex.TERMS, currentuvindex.LIMITS,
    ),
    "openuv": Kind(
        "openuv", openuv.OpenUv, "openuv_url", "openuv_key", True, openuv.TERMS, openuv.LIMITS,
        openuv.pause_of,
    ),
    "pirate_weather": Kind(
        "pirate_weather", pirate_weather.PirateWeather, "pirate_weather_url", "pirate_weather_key",
        True, pirate_weather.TERMS, pirate_weather.LIMITS,
    ),
    "openweather": Kind(
        "openweather", openweather.OpenWeather, "openweather_url", "openweather_key", True,
        openweather.TERMS, openweather.LIMITS,
    ),
    "epa": Kind(
        "epa", lambda fetcher, url, _: epa.Epa(fetcher, url), "epa_url", None, False, epa.TERMS,
        epa.LIMITS,
    ),
    "arpansa": Kind(
        "arpansa", lambda fetcher, url, _: arpansa.Arpansa(fetcher, url), "arpansa_url", None,
        False, arpansa.TERMS, arpansa.LIMITS,
    ),
}  # fmt: skip
_ONLY_TO_COMPARE: tuple[ForecastSource, ...] = ("epa", "arpansa")
"""Whole numbers by the hour, and the moment of one station: no curve is to be led through them."""


@dataclass(frozen=True, slots=True)
class Source:
    """One source that the service knows, configured or not."""

    name: ForecastSource
    role: Role
    terms: Terms
    limits: Sequence[Limit]
    provider: Provider | None
    """``None`` where it is switched off."""
    gate: Gate
    off: Off | None


@dataclass(frozen=True, slots=True)
class Registry:
    """All sources that the service knows, in the order in which they are asked."""

    sources: tuple[Source, ...]
    commercial: bool

    @property
    def steps(self) -> tuple[tuple[Provider, ...], ...]:
        """
        Providers to be asked, one step after the other.

        Open-Meteo's clouds are asked for with whatever comes after its UV index: by then only
        clouds for our own or another clear sky can help.
        """
        steps: list[tuple[Provider, ...]] = []
        waiting: tuple[Provider, ...] = ()
        for provider in self._on("forecast"):
            if provider.source == "open_meteo_forecast":
                waiting = (provider,)
            else:
                steps.append((*waiting, provider))
                waiting = ()
        return (*steps, waiting) if waiting else tuple(steps)

    @property
    def cross_checks(self) -> tuple[Provider, ...]:
        """Providers that are only set beside the others."""
        return self._on("cross_check")

    def _on(self, role: Role) -> tuple[Provider, ...]:
        return tuple(
            each.provider
            for each in self.sources
            if each.provider is not None and each.role == role
        )


def registry(
    settings: Settings,
    client: httpx.AsyncClient,
    now: Callable[[], datetime],
    shared: SharedState,
) -> Registry:
    """
    Make the providers that the settings choose.

    Parameters
    ----------
    settings : Settings
    client : httpx.AsyncClient
        Shared by all of them.
    now : callable
        Clock, timezone-aware.
    shared : SharedState
        Of their gates.

    Returns
    -------
    Registry
        With those too that are switched off, and why.
    """
    order = [*settings.uv_providers, *settings.uv_cross_checks]
    names = sorted(KINDS, key=lambda name: _place_in(order, KINDS[name].belongs_to))
    made = (_source(name, settings, client, now, shared) for name in names)
    return Registry(tuple(made), settings.commercial)


def _place_in(order: list[ProviderName], name: ProviderName) -> int:
    return order.index(name) if name in order else len(order)


def _source(
    name: ForecastSource,
    settings: Settings,
    client: httpx.AsyncClient,
    now: Callable[[], datetime],
    shared: SharedState,
) -> Source:
    kind = KINDS[name]
    gate = Gate(name, now, kind.limits, shared)
    key = _key_of(settings, kind)
    base = _paid_host(str(getattr(settings, kind.url)), key)
    off = _why_off(name, settings, key, base)
    fetcher = Fetcher(
        client,
        gate,
        try_s=settings.provider_timeout_s,
        pause_of=kind.pause_of,
        at_once=kind.at_once,
    )
    return Source(
        name=name,
        role=_role(name, settings),
        terms=kind.terms,
        limits=kind.limits,
        provider=None if off else kind.make(fetcher, base, key),
        gate=gate,
        off=off,
    )


def _role(name: ForecastSource, settings: Settings) -> Role:
    belongs_to = KINDS[name].belongs_to
    only_beside = belongs_to in settings.uv_cross_checks and belongs_to not in settings.uv_providers
    return "cross_check" if name in _ONLY_TO_COMPARE or only_beside else "forecast"


def _key_of(settings: Settings, kind: Kind) -> str:
    if kind.key is None:
        return ""
    secret: SecretStr = getattr(settings, kind.key)
    return secret.get_secret_value()


def _why_off(name: ForecastSource, settings: Settings, key: str, base: str) -> Off | None:
    kind = KINDS[name]
    if kind.belongs_to not in {*settings.uv_providers, *settings.uv_cross_checks}:
        return "not_chosen"
    if name == "open_meteo_forecast" and kind.belongs_to not in settings.uv_providers:
        return "not_chosen"
    if kind.needs_key and not key:
        return "needs_key"
    if name == "met_norway" and not settings.contact and _host(base) == _MET_NORWAY_HOST:
        return "needs_contact"
    if settings.commercial and not _earns(kind.terms, key, base):
        return "not_for_commercial_use"
    return None


def _earns(terms: Terms, key: str, base: str) -> bool:
    """Whether a source may serve a deployment that earns money; a server of one's own may."""
    if terms.commercial_use == "with_key":
        hosted = _host(base).endswith(_OPEN_METEO_HOSTS)
        return bool(key) or not hosted
    return terms.commercial_use == "yes"


def may_search(settings: Settings) -> bool:
    """Whether names may be looked up at Open-Meteo, by its terms and the settings."""
    key = settings.open_meteo_key.get_secret_value()
    url = str(settings.open_meteo_geocoding_url)
    allowed = not settings.commercial or _earns(open_meteo_air_quality.TERMS, key, url)
    return settings.geocoding and allowed


def paid_url(url: AnyHttpUrl, key: SecretStr) -> str:
    """Address of Open-Meteo's paid service where there is a key, else the one that is set."""
    return _paid_host(str(url), key.get_secret_value())


def _paid_host(base: str, key: str) -> str:
    """Keys of Open-Meteo are for hosts of their own; other addresses stay as they are."""
    host = _host(base)
    if not key or not host.endswith(_OPEN_METEO_HOSTS) or host.startswith("customer-"):
        return base
    parts = urlsplit(base)
    return urlunsplit(parts._replace(netloc=f"customer-{parts.netloc}"))


def _host(base: str) -> str:
    return urlsplit(base).hostname or ""
