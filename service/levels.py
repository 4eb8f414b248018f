"""From what sun, food and supplements give each day to the 25(OH)D in somebody's blood."""

import math
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from models import serum
from models.arrays import FloatArray
from models.constants import NORMAL_P90
from models.serum import Course, Level, Response
from models.units import nmol_l_from_ng_ml
from service.answers import Interval
from service.habits import Daily
from service.questions import Person

LabUnit = Literal["nmol/L", "ng/mL"]
REPORTED_LEVELS = (1.0, 1500.0)
"""Beyond these no laboratory reports. [nmol L⁻¹] (convention)"""
_SURE = 1e-6
"""Vitamin D of the sun below which its width says nothing. [µg d⁻¹]"""


@dataclass(frozen=True, slots=True)
class Supply:
    """What each source gives on each day, shape (n,)."""

    sun: Daily
    """Made by the skin. [µg d⁻¹]"""
    food: FloatArray
    """[µg d⁻¹]"""
    supplement: FloatArray
    """[µg d⁻¹]"""

    @property
    def swallowed(self) -> FloatArray:
        """Food and supplements. [µg d⁻¹]"""
        return self.food + self.supplement

    @property
    def total(self) -> FloatArray:
        """All sources, of the sun its median. [µg d⁻¹]"""
        return self.sun.central + self.swallowed


@dataclass(frozen=True, slots=True)
class LabValue:
    """A 25(OH)D value of a laboratory, as it was told."""

    date: date
    value: float
    unit: LabUnit = "nmol/L"

    @property
    def nmol_l(self) -> float:
        """[nmol L⁻¹]"""
        return self.value if self.unit == "nmol/L" else float(nmol_l_from_ng_ml(self.value))


def body_mass_index(person: Person) -> float:
    """Weight over height squared; NaN where one of them is not known. [kg m⁻²]"""
    if person.height_cm is None or person.weight_kg is None:
        return math.nan
    return person.weight_kg / (person.height_cm / 100.0) ** 2


def response_of(person: Person) -> Response:
    """How a person answers to vitamin D."""
    age = math.nan if person.age_years is None else person.age_years
    return serum.response(age, body_mass_index(person))


def level_course(
    supply: Supply,
    person: Person,
    first: date,
    labs: tuple[LabValue, ...] = (),
    start: Level | None = None,
) -> Course:
    """
    Course of the level at the end of each day.

    Parameters
    ----------
    supply : Supply
        Shape (n,), from ``first`` on.
    person : Person
    first : date
    labs : tuple of LabValue
        Within those days.
    start : Level, optional
        Before the first day; that of people nobody has measured by default.

    Returns
    -------
    Course
        Shape (n,). [nmol L⁻¹]
    """
    return serum.course(
        supply.sun.central,
        supply.swallowed,
        response=response_of(person),
        start=serum.usual_level(body_mass_index(person)) if start is None else start,
        labs=_measured(labs, first),
        sun_log_sd=sun_log_sd(supply.sun),
    )


def sun_log_sd(sun: Daily) -> float:
    """
    Width of what the sun gives, from the high ends, weighted by the medians. [unitless]

    Low ends are nothing where the sun is weaker than experiments saw it work, and have no
    logarithm.
    """
    some = sun.central > _SURE
    if not some.any():
        return 0.0
    width = np.log(sun.high[some] / sun.central[some]) / NORMAL_P90
    return float(np.average(width, weights=sun.central[some]))


def at(course: Course, i: int) -> Interval:
    """Level at the end of one day. [nmol L⁻¹]"""
    return Interval(float(course.low[i]), float(course.central[i]), float(course.high[i]))


def _measured(labs: tuple[LabValue, ...], first: date) -> serum.Labs | None:
    """
    Values as the model hears them, those of one day as one: their mean, as wide as a single value.

    They are copies or of one laboratory, whose bias they share. (judgement)
    """
    if not labs:
        return None
    days = np.array([(each.date - first).days for each in labs])
    day, of_day, count = np.unique(days, return_inverse=True, return_counts=True)
    value = np.bincount(of_day, weights=[each.nmol_l for each in labs]) / count
    return serum.Labs(day=day, value=value, sd=serum.assay_sd(value))
