"""A stay as it goes on: vitamin D made and doses received at every minute, for a live session."""

import asyncio
import math
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from models.arrays import FloatArray
from models.constants import SECONDS_PER_MINUTE
from service.case import Case, case_of
from service.places import Place, civil_day_of, place_of
from service.questions import Question
from service.sky import sky_over
from service.stay import Stay
from service.world import World

LONGEST_COURSE_S = 240.0 * SECONDS_PER_MINUTE
"""What a course reaches at most: forecasts change, and are asked for anew after it. [s]"""


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """
    What one stay brings along time, together with the earlier stays of its day.

    Notes
    -----
    Doses add over separate stretches of a stay: the increments of ``med_share``,
    ``med_share_sensitive``, ``limit_share`` and the ``unsaturated`` amounts may be summed over
    any of them. Vitamin D does not, because skin saturates and is credited until one minimal
    erythema dose only: of a sum U of unsaturated amounts it is ``C · (1 - exp(-U / C))`` with the
    capacity C.
    """

    place: Place
    start: datetime
    seconds: FloatArray
    """Since the start, increasing: every minute, and the instants of ``marks``. [s]"""
    vitamin_d: FloatArray
    """10th percentile, median and 90th percentile, shape (3, n). [IU]"""
    unsaturated: FloatArray
    """The same before saturation, and beyond one minimal erythema dose, shape (3, n). [IU]"""
    capacity_iu: float
    """What the bare skin makes from exposure without end. [IU]"""
    med_share: FloatArray
    """Dose on a plate over the median minimal erythema dose. [unitless]"""
    med_share_sensitive: FloatArray
    """Dose on the best-tilted patch over the dose of skin that burns soonest. [unitless]"""
    limit_med_share: float
    """``med_share_sensitive`` at the limit. [unitless]"""
    limit_seconds: float
    """Since the start; ``inf`` where the day ends before. [s]"""
    target_iu: float
    target_seconds: float
    """Since the start; ``inf`` where the target is not made before one MED or the end. [s]"""
    skin_fraction: float
    """Bare share of the skin. [unitless]"""

    @property
    def limit_share(self) -> FloatArray:
        """
        Share of the limit that has been received. [unitless]

        The dose on the best-tilted patch of skin over that dose at the instant of the limit: it
        never falls, is 0.5 when half of the dose has been received, and 1 at the limit.
        """
        return self.med_share_sensitive / self.limit_med_share


async def course_of(question: Question, world: World) -> Course | None:
    """
    Follow a stay that begins at the start of a question.

    Parameters
    ----------
    question : Question
        Its end is not heeded.
    world : World

    Returns
    -------
    Course or None
        For 240 minutes, or to the end of the civil day where that is sooner; ``None`` where
        something about the person forbids such arithmetic.
    """
    start = question.sky.start or world.now()
    place = place_of(question.sky.spot)
    day = civil_day_of(place, start)
    earliest = min((each.start for each in question.earlier_stays), default=None)
    sky = await sky_over(question.sky, place, day, start, start, world, earliest)
    return await asyncio.to_thread(lambda: course_of_case(case_of(question, sky)))


def course_of_case(case: Case) -> Course | None:
    """
    Follow a stay of a case that has been worked out already.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Course or None
        As of :func:`course_of`.
    """
    if case.withheld.vitamin_d or case.withheld.burn:
        return None
    stay, start = case.stay, case.sky.start.timestamp()
    target, limit, burnt = _marks(case)
    seconds = _instants(case, (target, limit, burnt))
    # As the estimate counts: from the first ultraviolet.
    time = np.maximum(start + seconds, case.begin)
    before, doses = stay.received, stay.burn_doses
    unsaturated = stay.subject.iu_per_exposure * _exposures(stay, case.begin, time)
    return Course(
        place=case.sky.place,
        start=case.sky.start,
        seconds=seconds,
        vitamin_d=stay.subject.made(_credited(case, time)),
        unsaturated=unsaturated,
        capacity_iu=float(stay.subject.made(math.inf)),
        med_share=(before.plate + stay.plate.between(case.begin, time)) / doses.central,
        med_share_sensitive=(before.patch + stay.patch.between(case.begin, time)) / doses.low,
        limit_med_share=_limit_med_share(case, start + limit),
        limit_seconds=limit,
        target_iu=case.target_iu,
        target_seconds=target if target <= burnt else math.inf,
        skin_fraction=stay.subject.bare_fraction,
    )


def _marks(case: Case) -> tuple[float, float, float]:
    """Target, limit and one minimal erythema dose, since the start; ``inf`` for never. [s]"""
    stay, waited = case.stay, case.begin - case.sky.start.timestamp()
    target = stay.skin_seconds(case.needed, case.begin)
    limit = stay.limit_seconds(case.begin)
    burnt = stay.burn_seconds(stay.subject.central_dose, case.begin)
    return waited + float(target), waited + float(limit), waited + float(burnt)


def _instants(case: Case, marks: tuple[float, ...]) -> FloatArray:
    """Every minute of the course and the marks in it, so that nothing is read beside a bend. [s]"""
    left = (case.sky.day.end - case.sky.start).total_seconds()
    last = min(left, LONGEST_COURSE_S)
    minutes = np.arange(0.0, last, SECONDS_PER_MINUTE)
    return np.unique([*minutes, *(mark for mark in marks if mark < last), last])


def _exposures(stay: Stay, begin: float, end: FloatArray) -> FloatArray:
    """Effective exposures of the day at the three percentiles, shape (3, n). [J m⁻²]"""
    factors, before = stay.vitamin_d_factors, stay.received
    return np.stack(
        [
            factors.low * (before.proven + stay.proven.between(begin, end)),
            before.skin + stay.skin.between(begin, end),
            factors.high * (before.generous + stay.generous.between(begin, end)),
        ]
    )


def _credited(case: Case, time: FloatArray) -> FloatArray:
    """Credit exposures until the skin has received one minimal erythema dose. [J m⁻²]"""
    stay = case.stay
    last = max(case.begin, float(stay.one_med_end(case.begin)))
    return _exposures(stay, case.begin, np.minimum(time, last))


def _limit_med_share(case: Case, limit: float) -> float:
    """
    Share of the dose that burns the most sensitive skin, received at the limit. [unitless]

    The limit is half of a time or half of a dose, whichever is sooner. Where it is the time, less
    than half of the dose has been received then; where neither comes in this day, the dose counts.
    """
    stay = case.stay
    by_dose = stay.subject.limit_share
    if not math.isfinite(limit):
        return by_dose
    received = stay.received.patch + float(stay.patch.between(case.begin, limit))
    by_time = received / stay.burn_doses.low
    return min(by_dose, by_time)
