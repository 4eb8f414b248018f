"""What is wrong with settings, or only odd, in plain words and without their values."""

import difflib
from collections.abc import Iterator, Mapping

from pydantic import ValidationError

from service.settings import FROM_FILES, PREFIX, Settings

_OPEN_TO_ALL = ("0.0.0.0", "::")  # noqa: S104


def faults(error: ValidationError) -> Iterator[str]:
    """
    Tell what is wrong with settings, each with the name of its variable.

    Parameters
    ----------
    error : ValidationError

    Yields
    ------
    str
    """
    # Messages of pydantic tell what was expected, not what was given.
    for problem in error.errors(include_input=False, include_url=False, include_context=False):
        where = problem["loc"]
        message = problem["msg"].removeprefix("Value error, ")
        yield f"{PREFIX}{str(where[0]).upper()}: {message}" if where else message


def unknown_settings(environment: Mapping[str, str]) -> Iterator[str]:
    """
    Find variables that look like settings and are none: they would be passed over in silence.

    Parameters
    ----------
    environment : mapping

    Yields
    ------
    str
    """
    names = {PREFIX + name.upper() for name in Settings.model_fields}
    names |= {f"{PREFIX}{name.upper()}_FILE" for name in FROM_FILES}
    for given in sorted(environment):
        if given.upper().startswith(PREFIX) and given.upper() not in names:
            near = difflib.get_close_matches(given.upper(), sorted(names), 1)
            hint = f": is {near[0]} meant?" if near else ""
            yield f"{given} is no setting{hint}"


def oddities(settings: Settings) -> Iterator[str]:
    """
    Find settings that are valid, and are hardly meant so.

    Parameters
    ----------
    settings : Settings

    Yields
    ------
    str
    """
    if settings.metrics_token.get_secret_value() and not settings.metrics:
        yield f"{PREFIX}METRICS_TOKEN is set, yet {PREFIX}METRICS is not: there are no metrics"
    if settings.metrics and not settings.metrics_token.get_secret_value():
        yield f"whoever reaches the port may read /metrics: {PREFIX}METRICS_TOKEN closes it"
    if any(network.prefixlen == 0 for network in settings.trusted_proxies):
        yield (
            f"{PREFIX}TRUSTED_PROXIES believes everybody: any client can give itself any address, "
            "and so has no limit"
        )
    if settings.webhook_private_targets and settings.host in _OPEN_TO_ALL:
        yield "webhooks may go to private addresses: for development"
    yield from _contradictions(settings)


def _contradictions(settings: Settings) -> Iterator[str]:
    if settings.provider_timeout_s > settings.provider_deadline_s:
        yield (
            f"{PREFIX}PROVIDER_TIMEOUT_S is longer than {PREFIX}PROVIDER_DEADLINE_S: no try has "
            "that long"
        )
    if settings.forecast_fresh_s > settings.forecast_stale_s:
        yield (
            f"{PREFIX}FORECAST_FRESH_S is longer than {PREFIX}FORECAST_STALE_S: what is still used "
            "as fresh would be too old while its source fails"
        )
    if settings.request_timeout_s <= settings.provider_deadline_s:
        yield (
            f"{PREFIX}REQUEST_TIMEOUT_S is not longer than {PREFIX}PROVIDER_DEADLINE_S: answers "
            "that wait for a source come too late"
        )
