"""How long until the skin reddens, or why it does not."""

import math

import numpy as np

from models.arrays import BoolArray
from models.constants import SECONDS_PER_MINUTE
from service.answers import BurnAnswer, Interval, Reason
from service.case import NEVER, Case


def burn_answer(case: Case) -> BurnAnswer:
    """Answer when one minimal erythema dose has been received."""
    stay = case.stay
    if case.withheld.burn:
        return BurnAnswer("withheld", "caution", None, NEVER, "caution", None)
    doses, med, found = stay.burn_doses, stay.subject.minimal_erythema_dose, case.figures
    times = Interval(found.burn_low, found.burn_central, found.burn_high)
    possible = math.isfinite(times.low)
    dark = np.array([not case.lit])
    return BurnAnswer(
        status="burn_possible" if possible else "no_burn_expected",
        reason=None if possible else why_no_burn(case, doses.low, dark, on_patch=True)[0],
        med_j_m2=Interval(med.low, med.central, med.high),
        minutes=times.scaled(1.0 / SECONDS_PER_MINUTE),
        minutes_reason=(
            None if math.isfinite(times.high) else why_no_burn(case, doses.high, dark)[0]
        ),
        dose_fraction_of_med_by_sunset=found.plate / med.central,
    )


def why_no_limit(case: Case, dark: BoolArray) -> list[Reason]:
    """Tell why stays never receive the dose that limits them; arguments as of why_no_burn."""
    stay = case.stay
    dose = stay.subject.limit_share * stay.burn_doses.low
    return why_no_burn(case, dose, dark, on_patch=True)


def why_no_burn(
    case: Case, dose: float, dark: BoolArray, *, on_patch: bool = False
) -> list[Reason]:
    """
    Tell why stays never receive a dose.

    Parameters
    ----------
    case : Case
    dose : float
        Erythemal exposure of our curve. [J m⁻²]
    dark : ndarray of bool, shape (n,)
        Where there is no ultraviolet to begin with.
    on_patch : bool
        Whether the dose is one of the best-tilted patch, not of the plate.

    Returns
    -------
    list of str
        One reason for each start.
    """
    if case.withheld.burn:
        return ["caution"] * len(dark)
    exposed = case.stay.patch if on_patch else case.stay.plate
    from_midnight = float(exposed.time_to(dose, case.sky.day.start.timestamp()))
    otherwise: Reason = "day_ends" if math.isfinite(from_midnight) else "uv_too_low"
    return ["sun_below_horizon" if is_dark else otherwise for is_dark in dark]
