"""One person as dressed: what turns irradiance on a plate into vitamin D and burn."""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from models import body, posture, protection, skin, uncertainty, vitamin_d
from models.action_spectrum import ActionSpectrumName
from models.arrays import FloatArray
from models.body import ClothingName
from models.calibrations import CALIBRATIONS, CalibrationName, calibration_spread
from models.constants import ADULT_SKIN_AREA, SECONDS_PER_MINUTE
from models.melanin import MELANIN_LAWS
from models.skin import DoseRange
from models.uncertainty import Spread
from models.vitamin_d import Synthesis
from service.bare_skin import Way, effective_rate, spreads_under
from service.cautions import limit_share
from service.clear_curve import ClearCurve, Light
from service.questions import (
    DEFAULT_CLOTHING,
    DEFAULT_POSTURE,
    DEFAULT_SUNSCREEN_MG_CM2,
    DEFAULT_WEAR,
    Exposure,
    Melanin,
    Person,
    Question,
    Sunscreen,
)

_OLD_YEARS = 70.0
MISSED_BY_SUNSCREEN = 0.2
"""Share of the bare skin that stays without sunscreen after one application. [unitless]

I. M. Heerfordt et al., PLoS ONE 13 (2018) e0193916: median of 31 volunteers.
"""


def bare_fraction(person: Person, exposed: Exposure) -> float:
    """Uncovered share of the skin, given or from parts of the body or the clothing. [unitless]"""
    age = body.GROWN_YEARS if person.age_years is None else person.age_years
    if exposed.skin_fraction is not None:
        return exposed.skin_fraction
    if exposed.body_parts is not None:
        return float(body.bare_fraction(exposed.body_parts, age))
    return dressed_fractions(age)[exposed.clothing or DEFAULT_CLOTHING]


@lru_cache(maxsize=256)
def dressed_fractions(age_years: float) -> dict[ClothingName, float]:
    """Uncovered share of the skin in each way of dressing, the most dressed first. [unitless]"""
    return {name: float(body.clothed_fraction(name, age_years)) for name in body.CLOTHING}


def skin_area(person: Person) -> float:
    """Whole skin, from height and weight or of the reference person of that age. [cm²]"""
    if person.height_cm is not None and person.weight_kg is not None:
        return float(body.skin_area(person.height_cm, person.weight_kg))
    age = body.GROWN_YEARS if person.age_years is None else person.age_years
    return float(body.reference_skin_area(age))


def dose_range(person: Person) -> DoseRange:
    """Minimal erythema dose of a person: measured, or by skin colour, or by type. [J m⁻²]"""
    if person.med_j_m2 is not None:
        return skin.measured_dose(person.med_j_m2)
    if person.ita_deg is not None:
        return skin.dose_from_ita(person.ita_deg)
    return skin.minimal_erythema_dose(person.fitzpatrick)


def synthesis_of(question: Question) -> Synthesis:
    """Look up the published relations that were asked for."""
    return _synthesis(question.calibration, question.melanin, question.action_spectrum)


@lru_cache(maxsize=64)
def _synthesis(
    calibration: CalibrationName, melanin: Melanin, action_spectrum: ActionSpectrumName
) -> Synthesis:
    return Synthesis(CALIBRATIONS[calibration], MELANIN_LAWS[melanin], action_spectrum)


@dataclass(frozen=True, slots=True)
class Subject:
    """A person as dressed, and the relations that person's vitamin D is computed by."""

    minimal_erythema_dose: DoseRange
    bare_fraction: float
    """Of the skin. [unitless]"""
    skin_area: float
    """[cm²]"""
    age_factor: float
    limit_share: float
    """Share of the low burn time that is advised at most. [unitless]"""
    exposed: Exposure
    synthesis: Synthesis
    spreads: tuple[Spread, ...]
    """Of vitamin D, from the body and the relations."""

    @staticmethod
    def of(question: Question) -> "Subject":
        """Subject of a question."""
        return _subject(question.person, question.exposure, synthesis_of(question))

    @property
    def skin_share(self) -> float:
        """Skin that sees light, over the whole skin of the reference adult. [unitless]"""
        return self.lit_fraction * self.skin_area / ADULT_SKIN_AREA

    @property
    def lit_fraction(self) -> float:
        """Bare skin, of a body on the ground only what faces the sky. [unitless]"""
        if (self.exposed.posture or DEFAULT_POSTURE) == "lying":
            return min(self.bare_fraction, body.FACING_THE_SKY_AT_MOST)
        return self.bare_fraction

    def needed(self, target_iu: float) -> float:
        """Exposure that makes a target; ``inf`` where the bare skin saturates first. [J m⁻²]"""
        return float(
            vitamin_d.exposure_for(
                target_iu, self.central_dose, self.skin_share, self.age_factor, self.synthesis
            )
        )

    def made(self, radiant_exposure: npt.ArrayLike) -> FloatArray:
        """Vitamin D made by exposures of the bare skin. [IU]"""
        return vitamin_d.vitamin_d_made(
            radiant_exposure, self.central_dose, self.skin_share, self.age_factor, self.synthesis
        )

    def fraction_of(self, skin_share: float) -> float:
        """Bare fraction of this skin that is a share of that of the reference adult. [unitless]"""
        return skin_share * ADULT_SKIN_AREA / self.skin_area

    @property
    def iu_per_exposure(self) -> float:
        """Vitamin D per exposure of the bare skin, before any saturation. [IU m² J⁻¹]"""
        return float(
            vitamin_d.initial_slope(
                self.central_dose, self.skin_share, self.age_factor, self.synthesis
            )
        )

    @property
    def central_dose(self) -> float:
        """Median minimal erythema dose. [J m⁻²]"""
        return self.minimal_erythema_dose.central

    @property
    def dose_spread(self) -> Spread:
        """Spread of the minimal erythema dose."""
        return _dose_spread(self.minimal_erythema_dose)

    @property
    def way(self) -> Way:
        """What bare skin's share of the light depends on."""
        return Way.of(self.exposed, self.synthesis.calibration, self.synthesis.action_spectrum)

    def skin_rate(
        self,
        clear: ClearCurve,
        light: Light,
        since: float | None = None,
        *,
        missed: float = 0.0,
    ) -> FloatArray:
        """
        Effective irradiance averaged over the bare skin, below sunscreen. [W m⁻²]

        ``since`` is when the stay begins, which the age of a sunscreen counts from; without it the
        sunscreen is always fresh. [s] ``missed`` is the share of the bare skin without any.
        """
        rate = effective_rate(clear, light, self.way)
        return rate * self.passing(clear.time, since, missed=missed)

    def passing(
        self, time: FloatArray, since: float | None = None, *, missed: float = 0.0
    ) -> FloatArray | float:
        """Let through what a sunscreen does not stop, as of :meth:`skin_rate`. [unitless]"""
        if self.exposed.sunscreen is None or self.exposed.behind_glass:
            return 1.0
        return missed + (1.0 - missed) * _below(self.exposed.sunscreen, time, since)

    def spreads_under(self, clear: ClearCurve, light: Light) -> tuple[Spread, ...]:
        """Spreads of vitamin D, with those that depend on the light read off at its brightest."""
        return (*self.spreads, *spreads_under(clear, light, self.way))


def _passing(screen: Sunscreen) -> float:
    """Ultraviolet that passes a sunscreen when it is fresh. [unitless]"""
    return float(protection.sunscreen_factor(screen.spf, _amount(screen)))


def _amount(screen: Sunscreen) -> float:
    """Amount given, or the one people apply. [mg cm⁻²]"""
    amount = screen.applied_mg_cm2
    return DEFAULT_SUNSCREEN_MG_CM2 if amount is None else amount


def _below(screen: Sunscreen, time: FloatArray, since: float | None) -> FloatArray | float:
    if since is None:
        return _passing(screen)
    every = screen.reapplied_every_minutes
    age = screen.minutes_since_applied
    overdue = every is not None and age >= every
    applied = since - (0.0 if overdue else SECONDS_PER_MINUTE * age)
    return protection.worn_sunscreen_factor(
        screen.spf,
        _amount(screen),
        time - applied,
        screen.wear or DEFAULT_WEAR,
        np.inf if every is None else SECONDS_PER_MINUTE * every,
    )


@lru_cache(maxsize=1024)
def _subject(person: Person, exposed: Exposure, synthesis: Synthesis) -> Subject:
    """Put together what is the same for many: types, clothes and ages in years are few."""
    age, law = person.age_years, synthesis.calibration.age_law
    dose, bare = dose_range(person), bare_fraction(person, exposed)
    return Subject(
        minimal_erythema_dose=dose,
        bare_fraction=bare,
        skin_area=skin_area(person),
        age_factor=1.0 if age is None else float(law.factor(age)),
        limit_share=limit_share(person),
        exposed=exposed,
        synthesis=synthesis,
        spreads=_spreads(person, exposed, synthesis, dose, bare),
    )


@lru_cache(maxsize=1024)
def _dose_spread(dose: DoseRange) -> Spread:
    return uncertainty.spread_from_percentiles(
        "minimal_erythema_dose", dose.low, dose.central, dose.high,
        "people of one skin type differ", "person",
    )  # fmt: skip


def _spreads(
    person: Person, exposed: Exposure, synthesis: Synthesis, dose: DoseRange, bare: float
) -> tuple[Spread, ...]:
    counted = exposed.skin_fraction is not None or exposed.body_parts is not None
    return (
        calibration_spread(synthesis.calibration),
        _melanin_spread(synthesis, dose.central),
        uncertainty.power(_dose_spread(dose), -synthesis.melanin.exponent),
        uncertainty.COUNTED_AREA if counted else uncertainty.CLOTHING_AREA,
        _size_spread(person),
        _posture_spread(exposed.posture or DEFAULT_POSTURE, bare),
        *((_age_spread(synthesis),) if person.age_years is None else ()),
        *((_sunscreen_spread(exposed.sunscreen),) if exposed.sunscreen is not None else ()),
    )


@lru_cache(maxsize=1024)
def _melanin_spread(synthesis: Synthesis, dose: float) -> Spread:
    """Read off what the other published law of melanin makes of the same exposure."""
    reference = synthesis.calibration.reference_med
    relative = {
        name: float(law.relative_exposure(dose) / law.relative_exposure(reference))
        for name, law in MELANIN_LAWS.items()
    }
    ours = relative[synthesis.melanin.name]
    other = max(relative.values(), key=lambda exposure: abs(exposure - ours))
    return uncertainty.spread_toward(
        "melanin", ours / other, "two published laws of how much pigment hinders synthesis"
    )


def _size_spread(person: Person) -> Spread:
    known = person.height_cm is not None and person.weight_kg is not None
    return uncertainty.KNOWN_SIZE if known else uncertainty.UNKNOWN_SIZE


def _posture_spread(pose: posture.Posture, bare: float) -> Spread:
    if pose != "lying":
        return uncertainty.POSTURE
    # As little as half of the bare skin may face the sky, of the nude exactly half does.
    least = max(bare, body.FACING_THE_SKY_AT_MOST) * 0.5 / body.FACING_THE_SKY_AT_MOST
    reason = "bare skin of a body that lies is taken to face the sky as far as it can"
    return uncertainty.spread_toward("posture", least, reason, "person")


def _sunscreen_spread(screen: Sunscreen) -> Spread:
    """Of the logarithm of the protection a third, downward: what is missed has its own curve."""
    protects = -math.log(_passing(screen))
    reason = "a phototest found 5.7 at half the amount where the law has 3.4"
    return Spread("sunscreen", 0.3 * protects, 0.0, reason, "person")


@lru_cache(maxsize=64)
def _age_spread(synthesis: Synthesis) -> Spread:
    old = float(synthesis.calibration.age_law.factor(_OLD_YEARS))
    reason = f"no age given: a young adult is assumed; at {_OLD_YEARS:.0f} it is {old:.0%}"
    return uncertainty.spread_toward("age", old, reason, "person")
