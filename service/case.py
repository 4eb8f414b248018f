"""A question together with everything that was worked out about it before it is answered."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from service.answers import Interval
from service.cautions import Withheld, withheld_for
from service.questions import DEFAULT_TARGET_IU, Question
from service.sky import Sky
from service.stay import Stay
from service.subject import Subject

NEVER = Interval(math.inf, math.inf, math.inf)


@dataclass(frozen=True, slots=True)
class Case:
    """One person under one sky."""

    question: Question
    sky: Sky
    stay: Stay
    begin: float
    """First ultraviolet from the start on, or the start. [s]"""
    target_iu: float
    needed: float
    """Effective exposure of the day that makes the target. [J m⁻²]"""
    withheld: Withheld

    @property
    def fresh(self) -> Stay:
        """The same with a sunscreen that is fresh at any time, for stays that begin later."""
        if self.question.exposure.sunscreen is None:
            return self.stay
        sky, stay = self.sky, self.stay
        spreads = (sky.spreads_erythemal, sky.spreads_vitamin_d)
        return Stay.along(stay.subject, sky.clear, sky.light, spreads, earlier=stay.earlier)

    @property
    def lit(self) -> bool:
        """Whether the sun is up at any time from the beginning on."""
        ahead = self.sky.time >= self.begin
        return bool(np.any(self.sky.clear.lit[ahead]))


def case_of(question: Question, sky: Sky) -> Case:
    """Put a person under a sky."""
    target = DEFAULT_TARGET_IU if question.target_iu is None else question.target_iu
    subject = Subject.of(question)
    begin = _first_ultraviolet(sky)
    stay = Stay.along(
        subject,
        sky.clear,
        sky.light,
        (sky.spreads_erythemal, sky.spreads_vitamin_d),
        since=begin,
        earlier=[(each.start.timestamp(), each.end.timestamp()) for each in question.earlier_stays],
    )
    return Case(
        question=question,
        sky=sky,
        stay=stay,
        begin=begin,
        target_iu=target,
        needed=subject.needed(target),
        withheld=withheld_for(question.person),
    )


def _first_ultraviolet(sky: Sky) -> float:
    """Take the start, or sunrise where the start lies in the dark before it. [s]"""
    start = sky.start.timestamp()
    ahead = (sky.time > start) & sky.clear.lit
    if not ahead.any():
        return start
    return max(start, float(sky.time[max(int(np.argmax(ahead)) - 1, 0)]))


def instant(unix_time: float) -> datetime:
    """Time of seconds since 1970, in UTC."""
    return datetime.fromtimestamp(0, UTC) + timedelta(seconds=unix_time)
