"""
The science of Solferol: arrays in, arrays out.

Nothing here knows of a clock, a network, a setting or the web, nor of any file but the table of
spectra, which is read once like a constant. NaN in gives NaN out, and what never happens takes
``inf``. Each public module has a page in ``docs/science``.
"""

__all__ = [
    "action_spectrum",
    "ageing",
    "atmosphere",
    "body",
    "calibrations",
    "clear_sky",
    "cloud",
    "coverage",
    "erythema",
    "exposure",
    "food_table",
    "forecast_shape",
    "melanin",
    "nutrition",
    "ozone_inversion",
    "plan",
    "posture",
    "protection",
    "serum",
    "skin",
    "skin_assessment",
    "solar_geometry",
    "uncertainty",
    "vitamin_d",
    "windows",
]
