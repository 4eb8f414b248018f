"""
What the minutes of a day add up to: ultraviolet, vitamin D, and the share of a burn.

The rules are those of an estimate: the plate and the best-tilted patch burn, the mean over the bare
skin makes vitamin D, credited until one minimal erythema dose, with saturation.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models import uncertainty, vitamin_d
from models.arrays import FloatArray
from models.coverage import IntArray
from models.uncertainty import Spread
from models.units import sed_from_radiant_exposure
from service.answers import Interval
from service.exposures.evidence import OPEN_SKY, Claim
from service.exposures.light import Lit
from service.exposures.worn import Worn
from service.subject import Subject


@dataclass(frozen=True, slots=True)
class Along:
    """All minutes of a day with their doses, in the order of time. Arrays of one shape."""

    time: FloatArray
    """[s]"""
    outdoors: FloatArray
    """Time spent under the sky. [s]"""
    claim: IntArray
    plate: FloatArray
    """Erythemal exposure of a horizontal plate. [J m⁻²]"""
    patch: FloatArray
    """The same of the best-tilted patch. [J m⁻²]"""
    uv_index: FloatArray
    measured: FloatArray
    """One where the ultraviolet was measured. [unitless]"""
    up: FloatArray
    """One where the sun is up. [unitless]"""
    sky: IntArray
    """Index of the sky."""


def along(lit: Sequence[Lit], fraction: FloatArray) -> Along:
    """Join the minutes of all skies; ``fraction`` is what each claim is worth. [unitless]"""
    rows = []
    for i, part in enumerate(lit):
        minutes = part.minutes
        outdoors = minutes.length * fraction[minutes.claim]
        rows.append(
            np.stack(
                [
                    minutes.time,
                    outdoors,
                    minutes.claim,
                    outdoors * part.light.erythemal,
                    outdoors * part.patch,
                    part.uv_index,
                    part.measured,
                    part.clear.zenith < 90.0,
                    np.full(len(minutes.time), i),
                ]
            )
        )
    table = np.concatenate(rows, axis=1) if rows else np.empty((9, 0))
    table = table[:, np.argsort(table[0], kind="stable")]
    time, outdoors, claim, plate, patch, uv_index, measured, up, sky = table
    return Along(
        time, outdoors, claim.astype(np.int64), plate, patch, uv_index, measured, up,
        sky.astype(np.int64),
    )  # fmt: skip


def evidence_spread(day: Along, claims: Sequence[Claim]) -> Spread:
    """Spread of the time under the open sky, by the evidence of most of the dose."""
    weight = np.where(day.plate.sum() > 0.0, day.plate, day.outdoors)
    totals: dict[str, float] = {}
    of_claim = np.bincount(day.claim, weights=weight, minlength=len(claims))
    for i in np.unique(day.claim):
        name = claims[int(i)].evidence
        totals[name] = totals.get(name, 0.0) + float(of_claim[i])
    main = max(sorted(totals), key=lambda name: totals[name], default="manual")
    return next(spread for name, spread in OPEN_SKY.items() if name == main)


def sky_spreads(lit: Sequence[Lit], day: Along) -> tuple[tuple[Spread, ...], tuple[Spread, ...]]:
    """Spreads of the ultraviolet, by the sky of most of the dose, or of a reading."""
    total = float(day.plate.sum())
    if total > 0.0 and float((day.plate * day.measured).sum()) > total / 2.0:
        return (uncertainty.MANUAL,), (uncertainty.MANUAL,)
    doses = np.bincount(day.sky, weights=day.plate, minlength=len(lit))
    main = lit[int(np.argmax(doses))].sky
    return main.spreads_erythemal, main.spreads_vitamin_d


def erythemal_sed(day: Along, spreads: Sequence[Spread]) -> Interval:
    """Add up the erythemal exposure of a plate. [SED]"""
    factors = uncertainty.combine(*spreads)
    central = float(sed_from_radiant_exposure(day.plate.sum()))
    return Interval(central * factors.low, central, central * factors.high)


def med_fraction(day: Along, subject: Subject, spreads: Sequence[Spread]) -> Interval:
    """
    Share of the minimal erythema dose; its high end is that of the best-tilted patch. [unitless]

    Sunscreen is not credited.
    """
    inverse = (uncertainty.inverse(spread) for spread in spreads)
    factors = uncertainty.combine(subject.dose_spread, *inverse)
    plate, patch = float(day.plate.sum()), float(day.patch.sum())
    dose = subject.central_dose
    return Interval(plate / (dose * factors.high), plate / dose, patch / (dose * factors.low))


def vitamin_d_iu(
    lit: Sequence[Lit],
    day: Along,
    worn: Worn,
    subjects: Sequence[Subject],
    spreads: Sequence[Spread],
) -> Interval:
    """
    Vitamin D that was made.

    Parameters
    ----------
    lit : sequence of Lit
    day : Along
        Of the same minutes.
    worn : Worn
        Of the same minutes, in their order.
    subjects : sequence of Subject
        One for each way of being dressed.
    spreads : sequence of Spread
        Of the sky and of the evidence.

    Returns
    -------
    Interval
        [IU] The low end counts only sun that experiments saw work.

    Notes
    -----
    Whoever undresses bares what was bare before and more. The skin is therefore taken in layers,
    each of which saturates by itself: what is bare in every state, what only the second most
    dressed state bares as well, and so on.
    """
    usual = subjects[int(np.argmax(np.bincount(worn.index, weights=day.plate + 1e-12)))]
    rates, proven = _rates(lit, day, usual)
    before = np.cumsum(day.plate) - day.plate
    left = np.clip(usual.central_dose - before, 0.0, None)
    credit = np.minimum(
        np.divide(left, day.plate, out=np.ones_like(left), where=day.plate > 0), 1.0
    )
    made = day.outdoors * credit * rates
    main = lit[int(np.argmax(np.bincount(day.sky, weights=day.plate, minlength=len(lit))))]
    factors = uncertainty.combine(*spreads, *usual.spreads_under(main.clear, main.light))
    return Interval(
        _layered(factors.low * made * proven * worn.passing, worn, subjects),
        _layered(made * worn.passing, worn, subjects),
        _layered(factors.high * made * worn.generous, worn, subjects),
    )


def _rates(lit: Sequence[Lit], day: Along, subject: Subject) -> tuple[FloatArray, FloatArray]:
    """Effective irradiance of the bare skin [W m⁻²], and where the sun is proven to work."""
    rates, proven = np.zeros_like(day.time), np.zeros_like(day.time)
    spectrum = subject.synthesis.action_spectrum
    threshold = vitamin_d.synthesis_threshold(spectrum)
    for i, part in enumerate(lit):
        mask = day.sky == i
        rates[mask] = subject.skin_rate(part.clear, part.light)
        irradiance, _ = part.light.previtamin(spectrum)
        proven[mask] = irradiance >= threshold
    return rates, proven


def _layered(exposure: FloatArray, worn: Worn, subjects: Sequence[Subject]) -> float:
    """Vitamin D of exposures of skin that is not always equally bare. [IU]"""
    shares = np.array([subject.skin_share for subject in subjects])
    of_minute = shares[worn.index]
    total, below = 0.0, 0.0
    subject = subjects[0]
    for share in np.unique(of_minute):
        layer = float(exposure[of_minute >= share].sum())
        total += float(
            vitamin_d.vitamin_d_made(
                layer, subject.central_dose, share - below, subject.age_factor, subject.synthesis
            )
        )
        below = float(share)
    return total
