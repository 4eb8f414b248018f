"""A question together with everything that was worked out about it before it is answered."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache

import numpy as np

from service.answers import Interval
from service.cautions import Withheld, withheld_for
from service.clear_curve import ClearCurve
from service.figures import (
    AnotherHour,
    Asker,
    Figures,
    another_hour_of,
    figures_of,
    figures_of_many,
    other_hours_of_many,
)
from service.questions import DEFAULT_TARGET_IU, Question
from service.sky import Sky
from service.stay import Stay
from service.subject import Subject

NEVER = Interval(math.inf, math.inf, math.inf)


@dataclass(frozen=True)
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
        return _last_light(self.sky.clear) >= self.begin

    @cached_property
    def figures(self) -> Figures:
        """Numbers of the answer."""
        return figures_of(self.asker)

    @cached_property
    def another_hour(self) -> AnotherHour | None:
        """Next start of the day that would do, ``None`` where there is none."""
        return (
            None
            if math.isinf(self.needed)
            else another_hour_of(self.asker._replace(stay=self.fresh))
        )

    @property
    def asker(self) -> Asker:
        """Whose figures are wanted."""
        end_of_day = self.sky.day.end.timestamp()
        start = self.sky.start.timestamp()
        return Asker(self.stay, start, self.begin, end_of_day, self.target_iu, self.needed)


def reckon(cases: Sequence[Case]) -> None:
    """
    Work out the numbers of many cases together, so that each finds its own; the others do alone.

    Parameters
    ----------
    cases : sequence of Case
        They are filled in.
    """
    figures = figures_of_many([each.asker for each in cases])
    for index, found in figures.items():
        cases[index].__dict__["figures"] = found
    late = [
        cases[index]
        for index, found in figures.items()
        if math.isfinite(cases[index].needed) and not found.target_central <= found.limit
    ]
    # Nobody among them has a sunscreen, whose age would be another one by then.
    hours = other_hours_of_many([each.asker for each in late])
    for index, hour in hours.items():
        late[index].__dict__["another_hour"] = hour


def case_of(question: Question, sky: Sky) -> Case:
    """Put a person under a sky."""
    target = DEFAULT_TARGET_IU if question.target_iu is None else question.target_iu
    subject = Subject.of(question)
    begin = _first_ultraviolet(sky.clear, sky.start.timestamp())
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


@lru_cache(maxsize=64)
def _first_ultraviolet(clear: ClearCurve, start: float) -> float:
    """Take the start, or sunrise where the start lies in the dark before it. [s]"""
    ahead = (clear.time > start) & clear.lit
    if not ahead.any():
        return start
    return max(start, float(clear.time[max(int(np.argmax(ahead)) - 1, 0)]))


@lru_cache(maxsize=64)
def _last_light(clear: ClearCurve) -> float:
    lit = clear.time[clear.lit]
    return float(lit[-1]) if len(lit) else -math.inf


def instant(unix_time: float) -> datetime:
    """Time of seconds since 1970, in UTC."""
    return datetime.fromtimestamp(0, UTC) + timedelta(seconds=unix_time)
