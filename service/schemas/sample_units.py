"""Units that samples may come in, each turned into the one that is kept, once, at the door."""

from collections.abc import Mapping
from types import MappingProxyType

from models import constants

_MCG = {"ug": 1.0, "mcg": 1.0, "µg": 1.0, "mg": 1000.0, "g": 1e6}
_MG = {"mg": 1.0, "g": 1000.0, "ug": 0.001, "mcg": 0.001, "µg": 0.001}

SAMPLE_UNITS: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "time_in_daylight": {"min": 1.0, "s": 1.0 / 60.0, "h": 60.0},
        "uv_index": {"UVI": 1.0, "count": 1.0},
        "erythemal_dose": {"J/m2": 1.0, "SED": constants.STANDARD_ERYTHEMAL_DOSE},
        "irradiance": {"W/m2": 1.0, "mW/m2": 1e-3, "uW/cm2": 0.01, "µW/cm2": 0.01},
        "illuminance": {"lx": 1.0, "klx": 1000.0},
        "cover": {"1": 1.0, "%": 0.01},
        "lab_25ohd": {"nmol/L": 1.0, "ng/mL": constants.NMOL_L_PER_NG_ML},
    }
)
"""Factors to [min], UV index [unitless], [J m⁻²], [W m⁻²], [lx], a share [unitless], [nmol L⁻¹].

MED depends on the skin, and is turned by that of the user.
"""
VITAMIN_D_UNITS: Mapping[str, float] = MappingProxyType(
    _MCG | {"IU": 1.0 / constants.IU_PER_MICROGRAM}
)
"""Factors to [µg] of vitamin D."""
MASS_UNITS: Mapping[str, float] = MappingProxyType(_MCG)
"""Factors to [µg] of vitamin K."""
CALCIUM_UNITS: Mapping[str, float] = MappingProxyType(_MG)
"""Factors to [mg] of calcium."""
