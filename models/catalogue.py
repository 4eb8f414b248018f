"""Every scientific model in use, by name: what it answers, its source, equation and range."""

from dataclasses import dataclass
from typing import Literal

from models.action_spectrum import ACTION_SPECTRA
from models.ageing import AGE_LAWS
from models.calibrations import CALIBRATIONS
from models.melanin import MELANIN_LAWS

Kind = Literal[
    "sun", "atmosphere", "clear_sky", "cloud", "action_spectrum", "erythema", "skin", "body",
    "posture", "protection", "melanin", "age", "calibration", "saturation", "threshold", "interval",
    "serum", "intake",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ScientificModel:
    """One named model."""

    name: str
    kind: Kind
    citation: str
    equation: str
    valid_for: str
    chosen_by: str | None = None
    """Request field that selects it; ``None`` where there is no choice."""


def _models() -> tuple[ScientificModel, ...]:
    spectra = (
        ScientificModel(
            each.name, "action_spectrum", each.citation, each.equation, each.valid_for,
            "model.action_spectrum",
        )
        for each in ACTION_SPECTRA.values()
    )  # fmt: skip
    melanin = (
        ScientificModel(
            each.name, "melanin", each.citation, each.equation, each.valid_for, "model.melanin"
        )
        for each in MELANIN_LAWS.values()
    )
    calibrations = (
        ScientificModel(
            each.name, "calibration", each.citation, each.equation, each.valid_for,
            "model.calibration",
        )
        for each in CALIBRATIONS.values()
    )  # fmt: skip
    age = (
        ScientificModel(each.name, "age", each.citation, each.equation, each.valid_for)
        for each in AGE_LAWS.values()
    )
    return (*_LIGHT, *spectra, *_PERSON, *melanin, *age, *calibrations, *_LIMITS)


_LIGHT = (
    ScientificModel(
        "spa", "sun",
        "I. Reda and A. Andreas, Solar Energy 76 (2004) 577-589, doi:10.1016/j.solener.2003.12.003",
        "solar position algorithm; geometric zenith, earth-sun distance",
        "years 1950 to 2100",
    ),
    ScientificModel(
        "fortuin_kelder_1998", "atmosphere",
        "J. P. F. Fortuin and H. Kelder, J. Geophys. Res. 103 (1998) 31709-31734, "
        "doi:10.1029/1998JD200008",
        "zonal monthly means of total ozone, less what lies below the place",
        "where no ozone is given; single days differ by 10 %",
    ),
    ScientificModel(
        "remer_2008", "atmosphere",
        "L. A. Remer et al., J. Geophys. Res. 113 (2008) D14S07, doi:10.1029/2007JD009661",
        "one aerosol optical depth over land, less with elevation",
        "where no aerosol is given; days and regions differ twofold",
    ),
    ScientificModel(
        "discrete_ordinates", "clear_sky",
        "K. Stamnes et al., Appl. Opt. 27 (1988) 2502-2509, doi:10.1364/AO.27.002502",
        "spectral irradiance 280-400 nm, 16 streams, pseudo-spherical; table of weighted sums",
        "zenith to 90° (twilight unvalidated), 100-600 DU, -450 to 6000 m, optical depth to 3",
    ),
    ScientificModel(
        "ozone_inversion", "atmosphere",
        "K. Stamnes, J. Slusser and M. Bowen, Appl. Opt. 30 (1991) 4418-4426, "
        "doi:10.1364/AO.30.004418",
        "total ozone under which the clear-sky table gives a forecast's clear-sky UV index",
        "three hours or more with the sun above 25° and a UV index of 1.5; columns within 10 %",
    ),
    ScientificModel(
        "cloud_cover", "cloud",
        "C. S. Long, A. J. Miller et al., Opt. Eng. 35 (1996), after the US EPA UV index",
        "share of the clear sky left by a cover, 1 to 0.31",
        "all-sky irradiance of hours; a cover says little of thickness",
    ),
    ScientificModel(
        "erythema", "erythema", "ISO/CIE 17166:2019",
        "action spectrum; dose to a minimal erythema dose along the curve of the day",
        "250-400 nm",
    ),
)  # fmt: skip
_PERSON = (
    ScientificModel(
        "fitzpatrick", "skin",
        "A. R. Webb and O. Engelsen, Photochem. Photobiol. 82 (2006) 1697-1703; T. B. Fitzpatrick, "
        "Arch. Dermatol. 124 (1988) 869-871",
        "median minimal erythema dose by type and the range that is published",
        "adults without photosensitivity", "skin.fitzpatrick",
    ),
    ScientificModel(
        "phototest", "skin", "steps of a factor of at most √2, usual practice of phototests",
        "measured minimal erythema dose, one step to either side", "50-5000 J/m²", "skin.med_j_m2",
    ),
    ScientificModel(
        "chardon_1991", "skin",
        "A. Chardon, I. Cretois and C. Hourseau, Int. J. Cosmet. Sci. 13 (1991) 191-208",
        "type by the individual typology angle, known to one type", "-90 to 90°", "skin.ita_deg",
    ),
    ScientificModel(
        "lund_browder_1944", "body",
        "C. C. Lund and N. C. Browder, Surg. Gynecol. Obstet. 79 (1944) 352-358",
        "shares of thirteen parts of the body by age", "all ages", "exposure.body_parts",
    ),
    ScientificModel(
        "du_bois_1916", "body",
        "D. Du Bois and E. F. Du Bois, Arch. Intern. Med. 17 (1916) 863-871",
        "71.84 · height^0.725 · weight^0.425 cm²", "40-250 cm, 2-400 kg", "skin.height_cm",
    ),
    ScientificModel(
        "turning_cylinder", "posture",
        "B. Liu and R. Jordan, Solar Energy 7 (1963) 53-74; integral over azimuth",
        "direct · tan θ / π + diffuse / 2 + albedo / 2 of the plate; seated midway to lying",
        "isotropic sky; manikins measured 0.24 to 0.61 (Parisi et al. 1996)", "exposure.posture",
    ),
    ScientificModel(
        "best_tilted_patch", "posture", "B. Liu and R. Jordan, Solar Energy 7 (1963) 53-74",
        "C + √(A² + B²) of the plate", "low end of the burn time and the limit",
    ),
    ScientificModel(
        "shade", "protection",
        "D. J. Turnbull and A. V. Parisi, Photochem. Photobiol. 78 (2003) 180-183",
        "no beam and half of the sky", "vitamin D only; 18-65 % of full sun were measured",
        "exposure.shade_fraction",
    ),
    ScientificModel(
        "glass", "protection",
        "I. Duarte et al., Photodermatol. Photoimmunol. Photomed. 25 (2009) 181-184",
        "no ultraviolet B", "vitamin D only", "exposure.behind_glass",
    ),
    ScientificModel(
        "faurschou_wulf_2007", "protection",
        "A. Faurschou and H. C. Wulf, Br. J. Dermatol. 156 (2007) 716-719, "
        "doi:10.1111/j.1365-2133.2006.07684.x",
        "1 / SPF^(amount / 2 mg cm⁻²)", "vitamin D only; 0-2 mg/cm²",
        "exposure.sunscreen",
    ),
    ScientificModel(
        "bodekaer_2009", "protection",
        "M. Bodekaer et al., Photodermatol. Photoimmunol. Photomed. 25 (2009) 296-300, "
        "doi:10.1111/j.1600-0781.2008.00379.x",
        "protection falls by 10 % an hour when active, 4 % at rest, never below none",
        "8 hours; a second coat restores and does not add", "exposure.sunscreen.wear",
    ),
)  # fmt: skip
_LIMITS = (
    ScientificModel(
        "upper_intake", "intake",
        "Institute of Medicine 2011, doi:10.17226/13050; EFSA NDA Panel, EFSA Journal 21 (2023) "
        "8145, doi:10.2903/j.efsa.2023.8145",
        "lower of both tolerable upper intakes of vitamin D by age",
        "healthy people",
    ),
    ScientificModel(
        "one_pool", "serum",
        "structure after Z. Huang and T. You, CPT Pharmacometrics Syst. Pharmacol. 10 (2021) "
        "723-734, doi:10.1002/psp4.12640; gain fitted to four trials, see docs/science/serum.md",
        "dL/dt = k (B - L) + k g (h + 50) / (h + L) u; half-life 25 d, g = 1.47, h = 25 nmol/L",
        "healthy people from 6 years on, vitamin D3 up to about 250 µg a day",
    ),
    ScientificModel(
        "provitamin_stock", "saturation",
        "M. F. Holick, J. A. MacLaughlin and S. H. Doppelt, Science 211 (1981) 590-593, "
        "doi:10.1126/science.6256855; stock: PMC8889086, table 2",
        "share · age · D∞ · (1 - exp(-H / H0)), D∞ = 15 % of 0.5 µg/cm²; no credit beyond 1 MED",
        "the stays of one day together",
    ),
    ScientificModel(
        "boston_february", "threshold",
        "A. R. Webb, L. Kline and M. F. Holick, J. Clin. Endocrinol. Metab. 67 (1988) 373-378; "
        "O. Engelsen et al., Photochem. Photobiol. 81 (2005) 1287-1290",
        "vitamin-D irradiance at Boston, solar noon, 15 February",
        "low end of amounts, high end of times",
    ),
    ScientificModel(
        "log_normal", "interval", "JCGM 100:2008 for independent factors, in logarithms",
        "p10 and p90 by root sum of squares of two-piece log-normal spreads",
        "independent sources",
    ),
)  # fmt: skip

MODELS: tuple[ScientificModel, ...] = _models()
"""In the order of the computation."""
