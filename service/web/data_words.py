"""Where the numbers of an answer come from, and what is special about them, in words."""

from service.answers import Estimate
from service.phrases import message
from service.provenance import QualityFlag
from service.tongues import Tongue
from service.web import words

_SOURCES: dict[str, str] = {
    "open_meteo_cams": message("Forecast of CAMS by Open-Meteo, clouds included"),
    "met_norway": message("Clear-sky forecast of CAMS by MET Norway, with its clouds"),
    "currentuvindex": message("Forecast of currentuvindex.com"),
    "openuv": message("Clear-sky forecast of OpenUV"),
    "openweather": message("Forecast of OpenWeather, clouds included"),
}
_FLAGS: dict[QualityFlag, str] = {
    "no_provider_configured": message("No forecast service is set up here."),
    "provider_unreachable": message("The forecast service could not be reached."),
    "provider_timeout": message("The forecast service took too long."),
    "provider_rate_limited": message("The forecast service asked us to wait."),
    "provider_quota_reached": message(
        "Our share of the forecast service's calls is used up for now."
    ),
    "provider_refused": message("The forecast service refused us."),
    "provider_paused": message("The forecast service failed lately and is left alone for a while."),
    "provider_no_data": message("The forecast service has nothing for this place."),
    "provider_wrong_place": message("The forecast service answered for another place."),
    "provider_outdated": message("The forecast service sent an old forecast, which was not used."),
    "provider_clock_off": message("A forecast ran an hour beside the sun and was not used."),
    "provider_deprecated": message("The forecast service announces a change of its interface."),
    "source_not_configured": message("The source you named is not set up here."),
    "forecast_stale": message(
        "The forecast is an older one, because its service fails at the moment."
    ),
    "sources_merged": message("Hours that one forecast lacked were taken from another."),
    "sources_disagree": message("Two sources are more than 20 % apart; the details show both."),
    "cloud_unknown": message(
        "The forecast knows nothing of clouds: they would lengthen every time."
    ),
    "clouds_from_forecast": message("Computed here, under the clouds of a forecast."),
    "snow_from_forecast": message(
        "A forecast says that snow lies: the ground is counted as old snow."
    ),
    "provider_error_status": message("The forecast service reported a fault."),
    "provider_invalid_response": message("The forecast service sent something unreadable."),
    "provider_values_rejected": message("Some forecast values were impossible and were dropped."),
    "provider_values_missing": message("Some hours were missing in the forecast."),
    "outside_forecast_horizon": message("The forecast does not reach this date."),
    "sun_too_low_for_forecast": message(
        "The sun stays so low that a forecast would not change anything."
    ),
    "clear_sky_fallback": message("Computed for a clear sky instead of a forecast."),
    "cloud_cover_given": message("Clouds as you gave them."),
    "uv_index_kept_level": message(
        "The UV index you gave does not fit our curve here; to be safe it is kept as a floor."
    ),
    "uv_index_not_used": message("The UV index you gave says too little of the day to be used."),
    "clear_sky_extrapolated": message(
        "The place is higher, or its air thicker, than the model knows."
    ),
    "start_before_sunrise": message(
        "It is still dark at the start: minutes count from the first sun."
    ),
    "below_synthesis_threshold": message(
        "So weak a sun may make no vitamin D at all: experiments disagree."
    ),
}

_TROUBLE: frozenset[QualityFlag] = frozenset(
    {
        "provider_unreachable", "provider_timeout", "provider_rate_limited",
        "provider_quota_reached", "provider_refused", "provider_paused", "provider_no_data",
        "provider_wrong_place", "provider_outdated", "provider_clock_off", "provider_error_status",
        "provider_invalid_response",
    }
)  # fmt: skip


_TOLD_ALONE: tuple[QualityFlag, ...] = ("provider_values_rejected", "below_synthesis_threshold")
"""What a person should know beside the answer, and not in its reasons only."""


def notices(t: Tongue, answer: Estimate) -> list[str]:
    """Tell what trouble with the data means for the answer."""
    flags = answer.provenance.quality_flags
    said = []
    if "clear_sky_fallback" in flags and _TROUBLE & set(flags):
        why = next(flag for flag in flags if flag in _TROUBLE)
        said.append(
            t(
                "No forecast at the moment: {why} All times are for a clear sky. If there are "
                "clouds, vitamin D takes longer than said here; the limit holds all the same.",
                why=t(_FLAGS[why]),
            )
        )
    if "forecast_stale" in flags:
        said.append(
            t(
                "The forecast is an older one, because its service fails at the moment: clouds may "
                "have changed since."
            )
        )
    if "outside_forecast_horizon" in flags:
        said.append(
            t(
                "This date is beyond the forecast: all times are for a clear sky. Clouds would "
                "lengthen the time to vitamin D; the limit holds all the same."
            )
        )
    said += [t(_FLAGS[flag]) for flag in _TOLD_ALONE if flag in flags]
    return said


def flag_sentences(t: Tongue, answer: Estimate) -> list[str]:
    """Tell what is special about the data."""
    return [t(_FLAGS[flag]) for flag in answer.provenance.quality_flags]


def source_sentence(t: Tongue, answer: Estimate) -> str:
    """Tell where the ultraviolet comes from."""
    provenance = answer.provenance
    match provenance.uv_source:
        case "manual":
            return t("UV index as you gave it.")
        case source if source in _SOURCES:
            return t(
                "{source}, fetched {age} ago.",
                source=t(_SOURCES[source]),
                age=words.duration(t, (provenance.age_s or 0.0) / 60.0),
            )
        case _ if "clouds_from_forecast" in provenance.quality_flags:
            return t("Computed, under the clouds of a forecast.")
        case _ if provenance.sky == "all_sky":
            return t("Computed, with the clouds you gave.")
        case _:
            return t("Computed for a clear sky: clouds would lengthen every time.")
