"""Settings, read once from environment variables with the prefix ``SOLFEROL_``."""

from typing import Annotated

from pydantic import AnyHttpUrl, Field, PositiveFloat, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

KNOWN_PROVIDERS = ("open_meteo",)


class Settings(BaseSettings):
    """What a deployment may choose; every setting has a default that works without a network."""

    model_config = SettingsConfigDict(env_prefix="SOLFEROL_", frozen=True, extra="ignore")

    host: str = Field("127.0.0.1", description="Address the server listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port the server listens on; 0 picks one.")
    uv_providers: Annotated[tuple[str, ...], NoDecode] = Field(
        ("open_meteo",),
        description="Comma list of forecast providers in order; empty for none.",
    )
    open_meteo_air_quality_url: AnyHttpUrl = Field(
        AnyHttpUrl("https://air-quality-api.open-meteo.com"),
        description="Base URL of Open-Meteo's air-quality API, or the full URL of its endpoint.",
    )
    contact: str = Field(
        "", description="E-mail or URL of the operator, sent to providers in the User-Agent."
    )
    provider_timeout_s: PositiveFloat = Field(
        2.0, le=30, description="Longest wait for one step of a provider's answer, in seconds."
    )
    provider_deadline_s: PositiveFloat = Field(
        2.5, le=60, description="Longest wait for a provider altogether, in seconds."
    )
    forecast_fresh_s: PositiveFloat = Field(
        1800.0, description="How long a cached forecast is used, in seconds."
    )
    forecast_retry_s: PositiveFloat = Field(
        30.0, description="Pause before a provider that failed for a place is asked again, seconds."
    )
    max_body_bytes: int = Field(
        65_536, ge=1024, description="Largest accepted request body, in bytes."
    )
    max_batch_bytes: int = Field(
        1_048_576, ge=1024, description="Largest accepted body of a batch, in bytes."
    )
    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Comma list of origins whose pages may call the API; * for all."
    )
    log_level: str = Field(
        "info",
        pattern="^(debug|info|warning|error|critical)$",
        description="debug, info, warning, error or critical.",
    )

    @field_validator("uv_providers", "cors_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("uv_providers")
    @classmethod
    def _known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [name for name in value if name not in KNOWN_PROVIDERS]
        if unknown:
            known = ", ".join(KNOWN_PROVIDERS)
            message = f"unknown provider {', '.join(unknown)}; known are: {known}"
            raise ValueError(message)
        return value
