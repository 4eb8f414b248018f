"""What the light of a day brings to bare skin that is dressed and held in one way."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from models import posture, protection, uncertainty, vitamin_d
from models.action_spectrum import ActionSpectrumName
from models.arrays import FloatArray, as_float
from models.calibrations import Calibration, standard_sun
from models.exposure import Accumulation
from models.uncertainty import Spread
from service.clear_curve import ClearCurve, Light, share
from service.questions import DEFAULT_POSTURE, Exposure

_REMEMBERED = 64
"""Of 0.05 MB each; and the curves that they are of, which are remembered as well."""


@dataclass(frozen=True, slots=True)
class Way:
    """All that the effective irradiance of bare skin depends on besides the light; no sunscreen."""

    calibration: Calibration
    action_spectrum: ActionSpectrumName
    posture: posture.Posture
    shade_fraction: float
    behind_glass: bool

    @staticmethod
    def of(
        exposed: Exposure, calibration: Calibration, action_spectrum: ActionSpectrumName
    ) -> "Way":
        """Leave out of an exposure how much skin is bare, and the sunscreen."""
        return Way(
            calibration,
            action_spectrum,
            exposed.posture or DEFAULT_POSTURE,
            exposed.shade_fraction,
            exposed.behind_glass,
        )


@dataclass(frozen=True, slots=True)
class OnPlate:
    """Erythemal exposure of a horizontal plate and of the best-tilted patch of skin."""

    patch_rate: FloatArray
    """[W m⁻²]"""
    plate: Accumulation
    patch: Accumulation


@dataclass(frozen=True, slots=True)
class OnSkin:
    """Effective irradiance of bare skin below no sunscreen, and what it adds up to."""

    rate: FloatArray
    """[W m⁻²]"""
    proven_rate: FloatArray
    """The same, and nothing while the sun is weaker than experiments saw it work. [W m⁻²]"""
    total: Accumulation
    proven: Accumulation
    spreads: tuple[Spread, ...]
    """Those that depend on the light, read off at its brightest."""


@lru_cache(maxsize=_REMEMBERED)
def on_plate(clear: ClearCurve, light: Light) -> OnPlate:
    """Add up what a plate and the best-tilted patch receive; once for all who are below a sky."""
    # The beam of the clear sky: through a gap between clouds a patch may get all of it.
    tilted = posture.most_exposed_factor(clear.zenith, clear.beam_share, clear.albedo)
    rate = light.erythemal * tilted
    return OnPlate(
        rate, Accumulation.of(clear.time, light.erythemal), Accumulation.of(clear.time, rate)
    )


@lru_cache(maxsize=_REMEMBERED)
def on_skin(clear: ClearCurve, light: Light, way: Way) -> OnSkin:
    """Add up what bare skin receives; once for all who are dressed and held in one way."""
    rate = effective_rate(clear, light, way)
    proven = proven_part(light, way.action_spectrum, rate)
    return OnSkin(
        rate,
        proven,
        Accumulation.of(clear.time, rate),
        Accumulation.of(clear.time, proven),
        spreads_under(clear, light, way),
    )


def effective_rate(clear: ClearCurve, light: Light, way: Way) -> FloatArray:
    """Effective irradiance averaged over bare skin. [W m⁻²]"""
    irradiance, beam = light.previtamin(way.action_spectrum)
    effective = way.calibration.effective_irradiance(light.erythemal, irradiance)
    if way.behind_glass:
        return protection.GLASS_TRANSMISSION * effective
    open_air, shaded = _on_the_skin(clear, share(beam, irradiance), way)
    return effective * (open_air + shaded)


def proven_part(light: Light, action_spectrum: ActionSpectrumName, rate: FloatArray) -> FloatArray:
    """Leave of an irradiance what falls while the sun is as strong as experiments saw it work."""
    irradiance, _ = light.previtamin(action_spectrum)
    strong = irradiance >= vitamin_d.synthesis_threshold(action_spectrum)
    return np.where(strong, rate, 0.0)


def spreads_under(clear: ClearCurve, light: Light, way: Way) -> tuple[Spread, ...]:
    """Spreads of vitamin D that depend on the light, read off at its brightest."""
    at = int(np.argmax(light.vitamin_d))
    return (*_shade_spread(clear, light, way, at), *_spectrum_spread(light, way, at))


def _on_the_skin(
    clear: ClearCurve, direct: FloatArray, way: Way
) -> tuple[FloatArray, FloatArray | float]:
    """Irradiance on the bare skin over that of the plate: in the open, and in the shade."""
    part = way.shade_fraction
    lit = posture.posture_factor(clear.zenith, direct, way.posture, clear.albedo)
    if part == 0.0:
        return lit, 0.0
    diffuse = posture.posture_factor(clear.zenith, 0.0, way.posture, clear.albedo)
    return (1.0 - part) * lit, part * protection.left_in_shade(direct) * diffuse


def _shade_spread(clear: ClearCurve, light: Light, way: Way, at: int) -> tuple[Spread, ...]:
    """Spread of what shade leaves, as far as the vitamin D is made in it."""
    if way.shade_fraction == 0.0:
        return ()
    irradiance, beam = light.previtamin(way.action_spectrum)
    open_air, shaded = _on_the_skin(clear, share(beam, irradiance), way)
    in_shade = as_float(shaded)
    part = float(in_shade[at] / (open_air[at] + in_shade[at]))
    return (uncertainty.power(uncertainty.SHADE, part),)


def _spectrum_spread(light: Light, way: Way, at: int) -> tuple[Spread, ...]:
    """Read off what the other published action spectrum makes of the same sun."""
    cie174, shifted = light.vitamin_d[at], light.vitamin_d_shifted[at]
    if not way.calibration.uses_action_spectrum or not shifted > 0.0:
        return ()
    sun = standard_sun()
    other = float(shifted / cie174) * sun.ratio("cie174") / sun.ratio("young_2021_shifted")
    if way.action_spectrum == "young_2021_shifted":
        other = 1.0 / other
    reason = "CIE 174, and the same shifted by 5 nm as volunteers suggest"
    return (uncertainty.spread_toward("action_spectrum", other, reason),)
