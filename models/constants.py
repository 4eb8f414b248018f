"""Physical and conventional constants, each with its unit and source."""

MODEL_VERSION = "2026.3"
"""Version of the science. Changes whenever a number in an answer may move."""

UVI_TO_ERYTHEMAL_IRRADIANCE = 0.025
"""Erythemal irradiance of one UV-index unit. [W m⁻²] (WHO, "Global solar UV index", 2002)"""

STANDARD_ERYTHEMAL_DOSE = 100.0
"""One SED. [J m⁻² erythemally weighted] (ISO/CIE 17166:2019)"""

IU_PER_MICROGRAM = 40.0
"""International units in one microgram of vitamin D. [IU µg⁻¹] (WHO Expert Committee, 1950)"""

NMOL_L_PER_NG_ML = 2.496
"""25(OH)D: [nmol L⁻¹] in one [ng mL⁻¹], from its molar mass of 400.6 g mol⁻¹."""

SECONDS_PER_MINUTE = 60.0
SECONDS_PER_DAY = 86_400.0
"""[s]"""

ADULT_SKIN_AREA = 18_229.0
"""Skin of the reference adult man. [cm²] (PMC8889086, Table 2)"""

NORMAL_P90 = 1.2815515655446004
"""90th percentile of the standard normal distribution. [unitless]"""

AEROSOL_WAVELENGTH = 550.0
"""Where aerosol optical depth is given. [nm] (convention)"""

ANGSTROM_EXPONENT = 1.3
"""Of an aerosol that nothing is known of. [unitless] (Ångström, Geogr. Ann. 11 (1929) 156-166)"""

SINGLE_SCATTERING_ALBEDO = 0.95
"""Of an aerosol that nothing is known of, at ultraviolet wavelengths. [unitless] (judgement)"""
