"""One person on one day: dose rates on that person's skin, and the doses that matter to it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from models import body, erythema, exposure, skin, uncertainty, vitamin_d
from models.arrays import BoolArray, FloatArray, as_float
from models.skin import DoseRange
from models.uncertainty import Factors, Spread
from service.answers import Interval
from service.cautions import limit_share
from service.clear_curve import ClearCurve, Light, share
from service.questions import (
    DEFAULT_CLOTHING,
    DEFAULT_POSTURE,
    DEFAULT_SUNSCREEN_MG_CM2,
    LONGEST_STAY,
    Exposure,
    Person,
)

_LONGEST_STAY_S = LONGEST_STAY.total_seconds()


def skin_fraction(exposed: Exposure) -> float:
    """Uncovered share of the skin, given or from the clothing. [unitless]"""
    if exposed.skin_fraction is not None:
        return exposed.skin_fraction
    return body.CLOTHING[exposed.clothing or DEFAULT_CLOTHING].skin_fraction


def dose_range(person: Person) -> DoseRange:
    """Minimal erythema dose of a person: measured, or by skin colour, or by type. [J m⁻²]"""
    if person.med_j_m2 is not None:
        return skin.measured_dose(person.med_j_m2)
    if person.ita_deg is not None:
        return skin.minimal_erythema_dose(skin.type_from_ita(person.ita_deg))
    return skin.minimal_erythema_dose(person.fitzpatrick)


def age_factor(person: Person) -> float:
    """Synthesis relative to a young adult; one where no age is given. [unitless]"""
    return 1.0 if person.age_years is None else float(body.age_factor(person.age_years))


@dataclass(frozen=True, slots=True)
class Body:
    """What turns horizontal irradiance into dose rates on one person."""

    minimal_erythema_dose: DoseRange
    skin_fraction: float
    age_factor: float
    limit_share: float
    """Share of the low burn time that is advised at most. [unitless]"""
    exposed: Exposure

    @staticmethod
    def of(person: Person, exposed: Exposure) -> "Body":
        """Body of a person as dressed."""
        return Body(
            minimal_erythema_dose=dose_range(person),
            skin_fraction=skin_fraction(exposed),
            age_factor=age_factor(person),
            limit_share=limit_share(person),
            exposed=exposed,
        )

    def needed(self, target_iu: float) -> float:
        """Exposure that makes a target; ``inf`` where the bare skin saturates first. [J m⁻²]"""
        return float(
            vitamin_d.exposure_for(
                target_iu, self.minimal_erythema_dose.central, self.skin_fraction, self.age_factor
            )
        )

    def made(self, radiant_exposure: npt.ArrayLike) -> FloatArray:
        """Vitamin D made by an exposure of the bare skin. [IU]"""
        return vitamin_d.vitamin_d_made(
            radiant_exposure,
            self.minimal_erythema_dose.central,
            self.skin_fraction,
            self.age_factor,
        )

    @property
    def iu_per_exposure(self) -> float:
        """Vitamin D per exposure of the bare skin, before any saturation. [IU m² J⁻¹]"""
        return float(
            vitamin_d.initial_slope(
                self.minimal_erythema_dose.central, self.skin_fraction, self.age_factor
            )
        )

    def skin_rate(self, clear: ClearCurve, light: Light) -> FloatArray:
        """Vitamin-D irradiance averaged over the bare skin, below sunscreen. [W m⁻²]"""
        irradiance = light.vitamin_d
        direct = share(light.vitamin_d_direct, irradiance)
        exposed = self.exposed
        if exposed.behind_glass:
            return 0.0 * irradiance
        cover = body.shade_factor_skin(direct, exposed.shade_fraction)
        if exposed.sunscreen is not None:
            screen = exposed.sunscreen
            amount = screen.applied_mg_cm2
            amount = DEFAULT_SUNSCREEN_MG_CM2 if amount is None else amount
            cover = cover * body.sunscreen_factor(screen.spf, amount)
        posture = exposed.posture or DEFAULT_POSTURE
        return irradiance * cover * body.posture_factor(clear.zenith, direct, posture, clear.albedo)


@dataclass(frozen=True)
class Stay:
    """
    Dose rates of one body along one curve, with their uncertainty.

    The spreads of ultraviolet act on burn and vitamin D alike; those of the body and the
    calibration act on vitamin D alone.
    """

    body: Body
    time: FloatArray
    """Increasing. [s]"""
    burn_rate: FloatArray
    """On a horizontal plate; no shade, sunscreen or glass is credited. [W m⁻²]"""
    patch_rate: FloatArray
    """On the best-tilted patch of skin, which the low end of a burn time is of. [W m⁻²]"""
    skin_rate: FloatArray
    """[W m⁻²]"""
    proven_rate: FloatArray
    """The same, and nothing while the sun is weaker than experiments saw it work. [W m⁻²]"""
    spreads_erythemal: tuple[Spread, ...] = ()
    spreads_vitamin_d: tuple[Spread, ...] = ()

    @staticmethod
    def along(
        subject: Body,
        clear: ClearCurve,
        light: Light,
        spreads_erythemal: tuple[Spread, ...] = (),
        spreads_vitamin_d: tuple[Spread, ...] = (),
    ) -> "Stay":
        """Put a body under a sky."""
        rate = subject.skin_rate(clear, light)
        strong = light.vitamin_d >= vitamin_d.synthesis_threshold()
        # The beam of the clear sky: through a gap between clouds a patch may get all of it.
        patch = body.most_exposed_factor(clear.zenith, clear.beam_share, clear.albedo)
        return Stay(
            body=subject,
            time=clear.time,
            burn_rate=light.erythemal,
            patch_rate=light.erythemal * patch,
            skin_rate=rate,
            proven_rate=np.where(strong, rate, 0.0),
            spreads_erythemal=spreads_erythemal,
            spreads_vitamin_d=spreads_vitamin_d,
        )

    @cached_property
    def vitamin_d_factors(self) -> Factors:
        """Spread of vitamin D altogether."""
        return uncertainty.combine(*self.spreads_vitamin_d, *self._personal_spreads)

    @cached_property
    def burn_doses(self) -> Interval:
        """Exposure that burns, by our curve: skin and sky both vary. [J m⁻²]"""
        med = self.body.minimal_erythema_dose
        within = uncertainty.spread_from_percentiles(
            "minimal_erythema_dose", med.low, med.central, med.high, "people of one type differ"
        )
        sky = (uncertainty.inverse(spread) for spread in self.spreads_erythemal)
        factors = uncertainty.combine(within, *sky)
        return Interval(med.central * factors.low, med.central, med.central * factors.high)

    def burn_seconds(self, dose: npt.ArrayLike, start: npt.ArrayLike) -> FloatArray:
        """Time from a start to an erythemal dose on a horizontal plate. [s]"""
        return _within_a_day(erythema.burn_time(self.time, self.burn_rate, dose, start))

    def patch_seconds(self, dose: npt.ArrayLike, start: npt.ArrayLike) -> FloatArray:
        """Time from a start to an erythemal dose on the best-tilted patch of skin. [s]"""
        return _within_a_day(erythema.burn_time(self.time, self.patch_rate, dose, start))

    def burn_times(self, start: float) -> Interval:
        """Low, central and high time from a start to a burn. [s]"""
        doses = self.burn_doses
        low = self.patch_seconds(doses.low, start)
        central, high = self.burn_seconds([doses.central, doses.high], start)
        return Interval(float(low), float(central), float(high))

    def limit_seconds(self, start: npt.ArrayLike) -> FloatArray:
        """Half of the low burn time, and never more than half of the low burn dose. [s]"""
        low, share = self.burn_doses.low, self.body.limit_share
        return np.minimum(
            share * self.patch_seconds(low, start), self.patch_seconds(share * low, start)
        )

    def burn_shares(self, start: float, end: float) -> Interval:
        """Received share of the minimal erythema dose between two instants. [unitless]"""
        doses = self.burn_doses
        plate = float(_between(self.time, self.burn_rate, start, end))
        patch = float(_between(self.time, self.patch_rate, start, end))
        return Interval(plate / doses.high, plate / doses.central, patch / doses.low)

    def skin_seconds(self, dose: npt.ArrayLike, start: npt.ArrayLike) -> FloatArray:
        """Time from a start to a vitamin-D-weighted exposure of the skin. [s]"""
        return _within_a_day(exposure.time_to_dose(self.time, self.skin_rate, dose, start))

    def proven_seconds(self, dose: npt.ArrayLike, start: npt.ArrayLike) -> FloatArray:
        """Count only sun that experiments saw work, otherwise the same. [s]"""
        return _within_a_day(exposure.time_to_dose(self.time, self.proven_rate, dose, start))

    def burn_exposure(self, start: npt.ArrayLike, end: npt.ArrayLike) -> FloatArray:
        """Erythemal exposure between two instants. [J m⁻²]"""
        return _between(self.time, self.burn_rate, start, end)

    def skin_exposure(self, start: npt.ArrayLike, end: npt.ArrayLike) -> FloatArray:
        """Vitamin-D-weighted exposure of the bare skin between two instants. [J m⁻²]"""
        return _between(self.time, self.skin_rate, start, end)

    def proven_exposure(self, start: npt.ArrayLike, end: npt.ArrayLike) -> FloatArray:
        """Count only sun that experiments saw work, otherwise the same. [J m⁻²]"""
        return _between(self.time, self.proven_rate, start, end)

    def one_med_end(self, start: npt.ArrayLike) -> FloatArray:
        """Instant of one MED, or the end of the curve or of a day where that is sooner. [s]"""
        begin = as_float(start)
        dose = self.body.minimal_erythema_dose.central
        last = np.minimum(self.time[-1], begin + _LONGEST_STAY_S)
        return as_float(np.minimum(begin + self.burn_seconds(dose, begin), last))

    def reaches(self, needed: float, start: npt.ArrayLike, longest: float) -> BoolArray:
        """Whether stays of limited length [s] reach a vitamin-D exposure before one MED. [J m⁻²]"""
        end = np.minimum(self.one_med_end(start), as_float(start) + longest)
        reached: BoolArray = self.skin_exposure(start, end) >= needed
        return reached

    @property
    def _personal_spreads(self) -> tuple[Spread, ...]:
        posture = self.body.exposed.posture or DEFAULT_POSTURE
        turning = () if posture == "lying" else (uncertainty.POSTURE,)
        return (vitamin_d.CALIBRATION_SPREAD, uncertainty.SKIN_AREA, *turning)


def _within_a_day(seconds: FloatArray) -> FloatArray:
    return np.where(seconds > _LONGEST_STAY_S, np.inf, seconds)


def _between(
    time: FloatArray, rate: FloatArray, start: npt.ArrayLike, end: npt.ArrayLike
) -> FloatArray:
    return exposure.exposure_at(time, rate, end) - exposure.exposure_at(time, rate, start)
