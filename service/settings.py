"""Settings, read once from environment variables with the prefix ``SOLFEROL_``."""

import os
import re
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import AnyHttpUrl, Field, PositiveFloat, SecretStr, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

ProviderName = Literal[
    "open_meteo",
    "met_norway",
    "currentuvindex",
    "openuv",
    "pirate_weather",
    "openweather",
    "epa",
    "arpansa",
]
_KNOWN: tuple[str, ...] = get_args(ProviderName)


PREFIX = "SOLFEROL_"
FROM_FILES: tuple[str, ...] = (
    "database_url",
    "redis_url",
    "metrics_token",
    "open_meteo_key",
    "openuv_key",
    "pirate_weather_key",
    "openweather_key",
)
"""Settings that a variable with ``_FILE`` at its end may name a file for."""
_ORIGIN = re.compile(r"https?://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?")
_DATABASE = re.compile(r"(postgres(ql)?|sqlite)(\+\w+)?://\S*")


@dataclass(frozen=True, slots=True)
class _File:
    """Where a setting is to be read from."""

    path: str
    twice: bool
    """Whether it is given by itself as well."""

    def text(self) -> str:
        if self.twice:
            raise ValueError("is given twice, by itself and by its _FILE")
        try:
            return Path(self.path).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ValueError(f"its _FILE cannot be read: {type(error).__name__}") from None


class _Files(PydanticBaseSettingsSource):
    """Reads secrets from files, as containers are given them."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002
        """Find the file of a setting, where one is named."""
        name = f"{PREFIX}{field_name.upper()}"
        path = os.environ.get(f"{name}_FILE", "")
        found = _File(path, twice=bool(os.environ.get(name))) if path else None
        return found, field_name, False

    def __call__(self) -> dict[str, Any]:
        """Find all of them."""
        fields = self.settings_cls.model_fields
        found = {name: self.get_field_value(fields[name], name)[0] for name in FROM_FILES}
        return {name: file for name, file in found.items() if file is not None}


def _url(default: str, whose: str) -> Any:  # noqa: ANN401
    return Field(
        AnyHttpUrl(default),
        description=f"Base URL of {whose}; the full address of the endpoint does as well.",
    )


def _key(whose: str) -> Any:  # noqa: ANN401
    return Field(SecretStr(""), description=f"Key of {whose}.")


class Settings(BaseSettings):
    """What a deployment may choose; every setting has a default that works without a network."""

    model_config = SettingsConfigDict(
        # What was given may be a secret: errors tell what was expected alone.
        env_prefix=PREFIX, frozen=True, extra="ignore", hide_input_in_errors=True,
    )  # fmt: skip

    host: str = Field("127.0.0.1", description="Address the server listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port the server listens on; 0 picks one.")
    uv_providers: Annotated[tuple[ProviderName, ...], NoDecode] = Field(
        ("open_meteo", "met_norway"),
        description="Comma list of forecast providers in the order in which they are asked; empty "
        "for none.",
    )
    uv_cross_checks: Annotated[tuple[ProviderName, ...], NoDecode] = Field(
        (),
        description="Comma list of providers whose numbers are only set beside the used ones.",
    )
    commercial: bool = Field(
        default=False,
        description="Whether the deployment earns money: leaves out every source whose terms do "
        "not allow that.",
    )
    contact: str = Field(
        "",
        description="E-mail or URL of the operator, sent to providers as User-Agent. MET Norway "
        "is not asked without one.",
    )
    open_meteo_air_quality_url: AnyHttpUrl = _url(
        "https://air-quality-api.open-meteo.com", "Open-Meteo's air-quality API"
    )
    open_meteo_forecast_url: AnyHttpUrl = _url(
        "https://api.open-meteo.com", "Open-Meteo's forecast API"
    )
    open_meteo_geocoding_url: AnyHttpUrl = _url(
        "https://geocoding-api.open-meteo.com", "Open-Meteo's search for places"
    )
    met_norway_url: AnyHttpUrl = _url("https://api.met.no", "MET Norway's API")
    currentuvindex_url: AnyHttpUrl = _url("https://currentuvindex.com", "currentuvindex.com")
    openuv_url: AnyHttpUrl = _url("https://api.openuv.io", "OpenUV")
    pirate_weather_url: AnyHttpUrl = _url("https://api.pirateweather.net", "Pirate Weather")
    openweather_url: AnyHttpUrl = _url("https://api.openweathermap.org", "OpenWeather")
    epa_url: AnyHttpUrl = _url(
        "https://data.epa.gov/dmapservice/getEnvirofactsUVHOURLY", "the US EPA's hourly UV service"
    )
    arpansa_url: AnyHttpUrl = _url("https://uvdata.arpansa.gov.au", "ARPANSA's measurements")
    open_meteo_key: SecretStr = _key("Open-Meteo, whose paid hosts are then used")
    openuv_key: SecretStr = _key("OpenUV, which is not asked without")
    pirate_weather_key: SecretStr = _key("Pirate Weather, which is not asked without")
    openweather_key: SecretStr = _key("OpenWeather, which is not asked without")
    geocoding: bool = Field(
        default=True,
        description="Whether names of places are searched online; the embedded list serves anyway.",
    )
    redis_url: str = Field(
        "",
        pattern=r"^(rediss?|unix)://.*$|^$",
        repr=False,
        description="Redis that several processes share forecasts, pauses, counts of calls and "
        "limits of clients through; each is on its own without.",
    )
    database_url: SecretStr = Field(
        SecretStr(""),
        description="Where users and their samples are kept: `postgresql://user@host/name`, or "
        "`sqlite:////path`; a file in the data folder when empty.",
    )
    data_folder: str = Field(
        "",
        description="Folder of the embedded database and of files that wait to be imported; the "
        "platform's data folder when empty.",
    )
    max_import_bytes: int = Field(
        536_870_912, ge=1024, description="Largest file that is taken for import, in bytes."
    )
    import_timeout_s: PositiveFloat = Field(
        600.0, le=86_400, description="Longest time a file may take to be read, in seconds."
    )
    import_memory_bytes: int = Field(
        1_073_741_824,
        ge=268_435_456,
        description="Memory that the process which reads a file may have, in bytes.",
    )
    webhook_private_targets: bool = Field(
        default=False,
        description="Whether webhooks may go to private addresses and by plain HTTP; for "
        "development.",
    )
    provider_timeout_s: PositiveFloat = Field(
        1.5, le=30, description="Longest wait for one try of a provider, in seconds."
    )
    provider_deadline_s: PositiveFloat = Field(
        3.0, le=60, description="Longest wait for all providers together, in seconds."
    )
    forecast_fresh_s: PositiveFloat = Field(
        1800.0, description="How long a cached forecast is used, in seconds."
    )
    forecast_retry_s: PositiveFloat = Field(
        30.0, description="Pause before a provider that failed for a place is asked again, seconds."
    )
    forecast_stale_s: PositiveFloat = Field(
        43_200.0,
        le=86_400,
        description="How long a forecast may still serve, flagged, while its source fails, in "
        "seconds.",
    )
    max_body_bytes: int = Field(
        65_536, ge=1024, description="Largest accepted request body, in bytes."
    )
    max_batch_bytes: int = Field(
        1_048_576, ge=1024, description="Largest accepted body of a batch, in bytes."
    )
    header_timeout_s: PositiveFloat = Field(
        10.0, le=600, description="Longest time the headers of a request may take, in seconds."
    )
    body_timeout_s: PositiveFloat = Field(
        20.0,
        le=600,
        description="Longest time a body may take, in seconds, and a second more for each 2 KiB "
        "that came.",
    )
    request_timeout_s: PositiveFloat = Field(
        60.0, le=3600, description="Longest time until an answer begins, in seconds."
    )
    keep_alive_s: PositiveFloat = Field(
        75.0,
        le=3600,
        description="How long a connection without a request stays open, in seconds: longer than "
        "the proxy in front keeps it.",
    )
    max_header_bytes: int = Field(
        32_768, ge=4096, le=1_048_576, description="Largest head of a request, in bytes."
    )
    max_concurrent: int = Field(
        1000, ge=1, description="How many requests are worked on at once; others are answered 503."
    )
    hsts_max_age_s: int = Field(
        31_536_000,
        ge=0,
        le=63_072_000,
        description="How long browsers that came by HTTPS shall come by nothing else, in seconds; "
        "0 to say nothing of it.",
    )
    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Comma list of origins whose pages may call the API; * for all."
    )
    rate_limit_per_minute: int = Field(
        1200,
        ge=0,
        le=1_000_000,
        description="What a client may ask in a minute, in estimates; 0 for no limit.",
    )
    rate_limit_burst: int = Field(
        1200,
        ge=1,
        le=1_000_000,
        description="What a client that was quiet may ask at once, in estimates.",
    )
    key_rate_factor: PositiveFloat = Field(
        10.0,
        le=1000,
        description="How many times as much the key of an application may ask, unless it was made "
        "with a limit of its own.",
    )
    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = Field(
        (),
        description="Comma list of addresses and networks of proxies whose X-Forwarded-For, -Proto "
        "and -Host are believed.",
    )
    log_level: Literal["debug", "info", "warning", "error", "critical"] = Field(
        "info", description="debug, info, warning, error or critical."
    )
    log_format: Literal["text", "json"] = Field(
        "text", description="text, or json for one object a line."
    )
    metrics: bool = Field(
        default=False, description="Whether `/metrics` tells Prometheus what this process counts."
    )
    metrics_token: SecretStr = Field(
        SecretStr(""),
        description="What has to be shown as Bearer at `/metrics`; nothing when empty.",
    )
    drain_s: float = Field(
        0.0,
        ge=0,
        le=600,
        description="How long it still answers after it was told to stop, while `/health/ready` "
        "sends others elsewhere, in seconds.",
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read files of secrets before variables, so that what is given twice is seen."""
        del dotenv_settings, file_secret_settings
        return init_settings, _Files(settings_cls), env_settings

    @field_validator(*FROM_FILES, mode="before")
    @classmethod
    def _from_file(cls, value: object) -> object:
        return value.text() if isinstance(value, _File) else value

    @field_validator("database_url")
    @classmethod
    def _is_database(cls, value: SecretStr) -> SecretStr:
        url = value.get_secret_value()
        if url and not _DATABASE.fullmatch(url):
            raise ValueError("is no address of PostgreSQL (postgresql://…) and no SQLite")
        return value

    @field_validator("cors_origins")
    @classmethod
    def _are_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if "*" in value and len(value) > 1:
            raise ValueError("* is for all origins: name no others beside it")
        wrong = [origin for origin in value if origin != "*" and not _ORIGIN.fullmatch(origin)]
        if wrong:
            raise ValueError(
                f"{wrong[0]} is no origin: a scheme, a host and perhaps a port, no path"
            )
        return value

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _are_networks(cls, value: object) -> object:
        for each in value if isinstance(value, tuple) else ():
            try:
                ip_network(each)
            except ValueError:
                message = f"{each} is no address and no network (such as 10.0.0.0/8)"
                raise ValueError(message) from None
        return value

    @field_validator("uv_providers", "uv_cross_checks", mode="before")
    @classmethod
    def _known(cls, value: object) -> object:
        names = value if isinstance(value, tuple) else ()
        unknown = [str(name) for name in names if name not in _KNOWN]
        if unknown:
            message = f"unknown provider {', '.join(unknown)}; known are: {', '.join(_KNOWN)}"
            raise ValueError(message)
        return tuple(dict.fromkeys(names)) if names else value

    # The last before validation is the first that runs.
    @field_validator(
        "uv_providers", "uv_cross_checks", "cors_origins", "trusted_proxies", mode="before"
    )
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value
