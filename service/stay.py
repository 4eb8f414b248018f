"""One person along the light of one day: dose rates on the skin, doses, and times to them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from models import uncertainty
from models.arrays import BoolArray, FloatArray, as_float, as_scalar
from models.exposure import Accumulation
from models.uncertainty import Factors, Spread
from service.answers import Interval
from service.bare_skin import on_plate, on_skin, proven_part
from service.clear_curve import ClearCurve, Light
from service.questions import LONGEST_STAY
from service.subject import MISSED_BY_SUNSCREEN, Subject

_LONGEST_STAY_S = LONGEST_STAY.total_seconds()


@dataclass(frozen=True, slots=True)
class Received:
    """What the earlier stays have brought. [J m⁻²]"""

    plate: float = 0.0
    """Erythemal, on a horizontal plate."""
    patch: float = 0.0
    """Erythemal, on the best-tilted patch of skin."""
    skin: float = 0.0
    """Effective for vitamin D, credited until one minimal erythema dose."""
    proven: float = 0.0
    """The same, counting only sun that experiments saw work."""
    generous: float = 0.0
    """The same as ``skin``, with the skin that sunscreen misses."""


@dataclass(frozen=True)
class Stay:
    """
    Dose rates of one subject along one curve, with their uncertainty.

    The spreads of ultraviolet act on burn and vitamin D alike; those of the body and the
    calibration act on vitamin D alone.
    """

    subject: Subject
    time: FloatArray
    """Increasing. [s]"""
    burn_rate: FloatArray
    """On a horizontal plate; no shade, sunscreen or glass is credited. [W m⁻²]"""
    patch_rate: FloatArray
    """On the best-tilted patch of skin, which the low end of a burn time is of. [W m⁻²]"""
    skin_rate: FloatArray
    """Effective for vitamin D. [W m⁻²]"""
    proven_rate: FloatArray
    """The same, and nothing while the sun is weaker than experiments saw it work. [W m⁻²]"""
    generous_rate: FloatArray
    """The same as ``skin_rate``, with a part of the skin missed by sunscreen. [W m⁻²]"""
    plate: Accumulation
    """Erythemal exposure of a horizontal plate."""
    patch: Accumulation
    """Erythemal exposure of the best-tilted patch of skin."""
    skin: Accumulation
    """Effective exposure of the bare skin."""
    proven: Accumulation
    """The same, counting only sun that experiments saw work."""
    generous: Accumulation
    """Effective exposure, with the skin that sunscreen misses: for the favourable end."""
    spreads_erythemal: tuple[Spread, ...] = ()
    spreads_vitamin_d: tuple[Spread, ...] = ()
    """Of the sky and of the subject."""
    earlier: tuple[tuple[float, float], ...] = ()
    """Starts and ends of the stays before. [s]"""

    @staticmethod
    def along(
        subject: Subject,
        clear: ClearCurve,
        light: Light,
        spreads: tuple[tuple[Spread, ...], tuple[Spread, ...]] = ((), ()),
        *,
        since: float | None = None,
        earlier: Sequence[tuple[float, float]] = (),
        once: bool = False,
    ) -> "Stay":
        """
        Put a subject under a sky; ``since`` is the start that a sunscreen's age counts from.

        ``once`` says that nobody else will soon be under that sky: nothing is remembered of it.
        """
        way = subject.way
        plate = on_plate.__wrapped__(clear, light) if once else on_plate(clear, light)
        bare = on_skin.__wrapped__(clear, light, way) if once else on_skin(clear, light, way)
        skin = generous = (bare.rate, bare.total)
        proven = (bare.proven_rate, bare.proven)
        if subject.exposed.sunscreen is not None:
            skin, generous = (
                _added(clear.time, bare.rate * subject.passing(clear.time, since, missed=missed))
                for missed in (0.0, MISSED_BY_SUNSCREEN)
            )
            proven = _added(clear.time, proven_part(light, way.action_spectrum, skin[0]))
        return Stay(
            subject=subject,
            time=clear.time,
            burn_rate=light.erythemal,
            patch_rate=plate.patch_rate,
            skin_rate=skin[0],
            proven_rate=proven[0],
            generous_rate=generous[0],
            plate=plate.plate,
            patch=plate.patch,
            skin=skin[1],
            proven=proven[1],
            generous=generous[1],
            spreads_erythemal=spreads[0],
            spreads_vitamin_d=(*spreads[1], *subject.spreads, *bare.spreads),
            earlier=tuple(sorted(earlier)),
        )

    @cached_property
    def vitamin_d_factors(self) -> Factors:
        """Spread of vitamin D altogether."""
        return uncertainty.combine(*self.spreads_vitamin_d)

    @cached_property
    def burn_spreads(self) -> tuple[Spread, ...]:
        """What makes the dose of our curve that burns uncertain."""
        sky = (uncertainty.inverse(spread) for spread in self.spreads_erythemal)
        return (self.subject.dose_spread, *sky)

    @cached_property
    def burn_doses(self) -> Interval:
        """Exposure that burns, by our curve: skin and sky both vary. [J m⁻²]"""
        factors = uncertainty.combine(*self.burn_spreads)
        central = self.subject.central_dose
        return Interval(central * factors.low, central, central * factors.high)

    @cached_property
    def received(self) -> Received:
        """What the earlier stays have brought; nothing of it fades."""
        plate = patch = skin = proven = generous = 0.0
        for start, end in self.earlier:
            left = self.subject.central_dose - plate
            credited = start + min(end - start, float(self.plate.time_to(left, start)))
            skin += float(self.skin.between(start, credited))
            proven += float(self.proven.between(start, credited))
            generous += float(self.generous.between(start, credited))
            plate += float(self.plate.between(start, end))
            patch += float(self.patch.between(start, end))
        return Received(plate, patch, skin, proven, generous)

    def burn_seconds(self, dose: npt.ArrayLike, start: npt.ArrayLike) -> FloatArray:
        """Time from a start until the day's dose on a horizontal plate. [s]"""
        return _within_a_day(self.plate.time_to(_left(dose, self.received.plate), start))

    def patch_seconds(self, dose: npt.ArrayLike, start: npt.ArrayLike) -> FloatArray:
        """Time from a start until the day's dose on the best-tilted patch of skin. [s]"""
        return _within_a_day(self.patch.time_to(_left(dose, self.received.patch), start))

    def limit_seconds(self, start: npt.ArrayLike) -> FloatArray:
        """Half of the low burn time, and never more than half of the low burn dose. [s]"""
        return self.limit_seconds_of(
            as_scalar(self.burn_doses.low), as_scalar(self.subject.limit_share), start
        )

    def limit_seconds_of(
        self,
        low: FloatArray,
        share: FloatArray,
        start: npt.ArrayLike,
        burn_low: FloatArray | None = None,
    ) -> FloatArray:
        """Limit of anybody with a low burn dose; ``burn_low`` is that time, where it is known."""
        burns = self.patch_seconds(low, start) if burn_low is None else burn_low
        return np.minimum(share * burns, self.patch_seconds(share * low, start))

    def burn_shares(self, start: float, end: float) -> Interval:
        """Share of the minimal erythema dose received between two instants. [unitless]"""
        plate = float(self.plate.between(start, end))
        return self._shares(plate, float(self.patch.between(start, end)))

    def burn_shares_of_day(self, start: float, end: float) -> Interval:
        """Add what earlier stays have brought, otherwise the same. [unitless]"""
        before = self.received
        plate = before.plate + float(self.plate.between(start, end))
        return self._shares(plate, before.patch + float(self.patch.between(start, end)))

    def _shares(self, plate: float, patch: float) -> Interval:
        doses = self.burn_doses
        return Interval(plate / doses.high, plate / doses.central, patch / doses.low)

    def skin_seconds(self, dose: npt.ArrayLike, start: npt.ArrayLike) -> FloatArray:
        """Time from a start until the day's effective exposure of the skin. [s]"""
        return _within_a_day(self.skin.time_to(_left(dose, self.received.skin), start))

    def proven_seconds(self, dose: npt.ArrayLike, start: npt.ArrayLike) -> FloatArray:
        """Count only sun that experiments saw work, otherwise the same. [s]"""
        return _within_a_day(self.proven.time_to(_left(dose, self.received.proven), start))

    def generous_seconds(self, dose: npt.ArrayLike, start: npt.ArrayLike) -> FloatArray:
        """Count the skin that sunscreen misses, otherwise the same. [s]"""
        return _within_a_day(self.generous.time_to(_left(dose, self.received.generous), start))

    def one_med_end(self, start: npt.ArrayLike) -> FloatArray:
        """Instant of one MED, or the end of the curve or of a day where that is sooner. [s]"""
        begin = start if isinstance(start, float) else as_float(start)
        burnt = begin + self.burn_seconds(self.subject.central_dose, begin)
        return as_float(np.minimum(burnt, self.last_from(begin)))

    def last_from(self, start: npt.ArrayLike) -> FloatArray:
        """Instant at which the curve ends, or a day after a start where that is sooner. [s]"""
        return as_float(np.minimum(self.time[-1], as_float(start) + _LONGEST_STAY_S))

    def reaches(self, needed: float, start: npt.ArrayLike, longest: float) -> BoolArray:
        """Whether stays of limited length [s] reach an effective exposure before one MED."""
        end = np.minimum(self.one_med_end(start), as_float(start) + longest)
        reached: BoolArray = self.skin.between(start, end) >= needed
        return reached


def _left(dose: npt.ArrayLike, received: float) -> npt.ArrayLike:
    return dose - received if isinstance(dose, float) else as_float(dose) - received


def _within_a_day(seconds: FloatArray) -> FloatArray:
    if isinstance(seconds, float):
        return as_scalar(math.inf) if seconds > _LONGEST_STAY_S else seconds
    return np.where(seconds > _LONGEST_STAY_S, np.inf, seconds)


def _added(time: FloatArray, rate: FloatArray) -> tuple[FloatArray, Accumulation]:
    return rate, Accumulation.of(time, rate)
