"""What would reach the target within the limit, where the stay that was asked about does not."""

from functools import lru_cache

from models import body, nutrition
from models.body import ClothingName
from models.constants import SECONDS_PER_MINUTE
from models.units import iu_from_micrograms
from service.answers import (
    Alternative,
    AnotherHour,
    FoodOrSupplement,
    MoreSkin,
    VerdictCode,
    VitaminDAnswer,
)
from service.case import Case, instant
from service.questions import DEFAULT_POSTURE
from service.subject import dressed_fractions


def alternatives_to(
    case: Case, made: VitaminDAnswer, code: VerdictCode, limit: float
) -> tuple[Alternative, ...]:
    """
    Look for what a person could change.

    Parameters
    ----------
    case : Case
    made : VitaminDAnswer
    code : str
        Of the verdict; nothing is offered where the target is reached or an answer is withheld.
    limit : float
        Most sun that is advised. [s]

    Returns
    -------
    tuple
        More skin, another hour, food or a supplement, as far as each helps.
    """
    if code not in {"burn_before_target", "not_reachable_today"} or made.minutes.central == 0.0:
        return ()
    # What earlier stays have made, they made as the person was dressed then.
    more = None if case.question.earlier_stays else _more_skin(case, limit)
    found = (more, _another_hour(case), _food(case, made))
    return tuple(each for each in found if each is not None)


def _more_skin(case: Case, limit: float) -> MoreSkin | None:
    subject = case.stay.subject
    end = min(case.begin + limit, float(case.stay.time[-1]))
    fraction = subject.fraction_of(case.figures.skin_share)
    lying = (case.question.exposure.posture or DEFAULT_POSTURE) == "lying"
    most = body.FACING_THE_SKY_AT_MOST if lying else 1.0
    if not subject.bare_fraction < fraction <= most:
        return None
    clothing = _dressed(_age(case), fraction)
    if clothing is None:
        return None
    return MoreSkin(fraction, clothing, (end - case.begin) / SECONDS_PER_MINUTE)


def _dressed(age: float, fraction: float) -> ClothingName | None:
    """Most dressed way to bare so much; no child is told to undress."""
    return next(
        (
            name
            for name, bare in dressed_fractions(age).items()
            if bare >= fraction and (name != "nude" or age >= body.GROWN_YEARS)
        ),
        None,
    )


def _another_hour(case: Case) -> AnotherHour | None:
    found = case.another_hour
    if found is None:
        return None
    return AnotherHour(instant(found.start), found.seconds / SECONDS_PER_MINUTE)


def _food(case: Case, made: VitaminDAnswer) -> FoodOrSupplement | None:
    if "kidney_stones" in case.question.person.cautions:
        return None
    within = made.iu_within_limit
    missing = made.target_iu - (within.central if within else 0.0)
    return FoodOrSupplement(min(missing, _most_iu(_age(case)))) if missing > 0.0 else None


@lru_cache(maxsize=256)
def _most_iu(age: float) -> float:
    """Lower one of the upper intakes of a day. [IU]"""
    return float(iu_from_micrograms(nutrition.most_intake_ug(age)))


def _age(case: Case) -> float:
    age = case.question.person.age_years
    return body.GROWN_YEARS if age is None else age
