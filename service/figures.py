"""The numbers that an answer is made of: of one person under a sky, or of many at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

import numpy as np

from models import vitamin_d
from models.arrays import FloatArray, as_scalar
from service.questions import LONGEST_STAY
from service.stay import Stay

_Found = TypeVar("_Found")
_STARTS_EVERY_S = 600.0
_LEAST = 3
"""Persons from which on it is cheaper to reckon for all together."""


class Who(NamedTuple):
    """What the numbers depend on besides the light: numbers of one person, or arrays of many."""

    start: FloatArray
    """What was asked for. [s]"""
    begin: FloatArray
    """Of the stay: that, or the first ultraviolet after it. [s]"""

    burn_low: FloatArray
    burn_central: FloatArray
    burn_high: FloatArray
    """Exposures that burn, by our curve. [J m⁻²]"""
    limit_share: FloatArray
    """Of the low burn time. [unitless]"""
    target: FloatArray
    """[IU]"""
    needed: FloatArray
    """Effective exposure of the day that makes the target. [J m⁻²]"""
    low: FloatArray
    high: FloatArray
    """Factors of vitamin D at the 10th and 90th percentile. [unitless]"""
    skin_share: FloatArray
    age_factor: FloatArray

    @staticmethod
    def of(asker: "Asker") -> "Who":
        """Read one person off a stay."""
        stay, start, begin, _, target, needed = asker
        doses, factors, subject = stay.burn_doses, stay.vitamin_d_factors, stay.subject
        numbers = (
            start, begin, doses.low, doses.central, doses.high, subject.limit_share, target, needed,
            factors.low, factors.high, subject.skin_share, subject.age_factor,
        )  # fmt: skip
        return Who(*map(as_scalar, numbers))


@dataclass(frozen=True, slots=True)
class Figures:
    """Times are from the beginning, ``inf`` is never; exposures and amounts are of the day."""

    burn_low: float
    burn_central: float
    burn_high: float
    """[s]"""
    limit: float
    """Most sun that is advised. [s]"""
    plate: float
    """Erythemal exposure of the plate until the day ends. [J m⁻²]"""
    target_low: float
    target_central: float
    target_high: float
    """[s]"""
    best_low: float
    best_central: float
    best_high: float
    """Vitamin D until one minimal erythema dose. [IU]"""
    within_low: float
    within_central: float
    within_high: float
    """Vitamin D within the limit. [IU]"""
    rate: float
    """Effective irradiance of the bare skin at the start. [W m⁻²]"""
    skin_share: float
    """Bare skin that makes the target within the limit, see models.vitamin_d. [unitless]"""


@dataclass(frozen=True, slots=True)
class AnotherHour:
    """The next start of the day from which the target is reached within the limit."""

    start: float
    """[s]"""
    seconds: float
    """To the target. [s]"""


class Asker(NamedTuple):
    """Somebody whose numbers are wanted."""

    stay: Stay
    start: float
    begin: float
    """As of :class:`Who`. [s]"""
    end_of_day: float
    """[s]"""
    target: float
    """[IU]"""
    needed: float
    """Effective exposure of the day that makes it. [J m⁻²]"""


def figures_of(asker: Asker) -> Figures:
    """
    Work out the numbers of one person.

    Parameters
    ----------
    asker : Asker

    Returns
    -------
    Figures
    """
    return Figures(*map(float, _worked_out(asker, Who.of(asker))))


def figures_of_many(askers: Sequence[Asker]) -> dict[int, Figures]:
    """
    Work out the numbers of many persons, of those at once who share light and way.

    Parameters
    ----------
    askers : sequence of Asker

    Returns
    -------
    dict of int to Figures
        The same as of :func:`figures_of`, by place in the order; of who shares with hardly anybody
        none.
    """

    def together(some: list[Asker]) -> list[Figures]:
        who = _everybody(some)
        columns = [np.broadcast_to(each, len(some)) for each in _worked_out(some[0], who)]
        return [Figures(*row) for row in np.array(columns).T.tolist()]

    return _by_group(askers, _of_one_light, together)


def another_hour_of(asker: Asker) -> AnotherHour | None:
    """
    Find the next start from which one person reaches the target within the limit.

    Parameters
    ----------
    asker : Asker
        With a stay whose sunscreen is fresh at any time.

    Returns
    -------
    AnotherHour or None
        Every ten minutes are looked at.
    """
    return _other_hours([asker])[0]


def other_hours_of_many(askers: Sequence[Asker]) -> dict[int, AnotherHour | None]:
    """Do the same for those of many who share light, way and beginning, by place in the order."""
    return _by_group(askers, _of_one_beginning, _other_hours)


def _other_hours(askers: list[Asker]) -> list[AnotherHour | None]:
    stay, _, begin, end_of_day, *_ = askers[0]
    starts = np.arange(begin, end_of_day, _STARTS_EVERY_S)[1:]
    earliest = min((start for start, _ in stay.earlier), default=begin)
    starts = starts[(starts < stay.time[-1]) & (starts <= earliest + LONGEST_STAY.total_seconds())]
    if not starts.size:
        return [None] * len(askers)
    who = _everybody(askers)
    target = stay.skin_seconds(who.needed[:, None], starts)
    low, share = who.burn_low[:, None], who.limit_share[:, None]
    fits = np.isfinite(target) & (target <= stay.limit_seconds_of(low, share, starts))
    first = fits.argmax(axis=1)
    return [
        AnotherHour(float(starts[at]), float(row[at])) if fit[at] else None
        for at, row, fit in zip(first.tolist(), target, fits, strict=True)
    ]


def _everybody(askers: Sequence[Asker]) -> Who:
    return Who(*np.array([Who.of(each) for each in askers]).T)


def _by_group(
    askers: Sequence[Asker],
    key: Callable[[Asker, int], Any],
    together: Callable[[list[Asker]], list[_Found]],
) -> dict[int, _Found]:
    groups: dict[Any, list[int]] = {}
    for index, asker in enumerate(askers):
        groups.setdefault(key(asker, index), []).append(index)
    found: dict[int, _Found] = {}
    for members in groups.values():
        if len(members) >= _LEAST:
            found |= zip(members, together([askers[i] for i in members]), strict=True)
    return found


def _of_one_light(asker: Asker, index: int) -> Any:  # noqa: ANN401
    """Key of what one calculation can be made for; what earlier stays brought is one person's."""
    stay = asker.stay
    if stay.earlier:
        return index
    parts = (stay.plate, stay.patch, stay.skin, stay.proven, stay.generous)
    return (*parts, stay.subject.synthesis, asker.end_of_day)


def _of_one_beginning(asker: Asker, index: int) -> Any:  # noqa: ANN401
    return _of_one_light(asker, index), asker.begin


def _worked_out(asker: Asker, who: Who) -> tuple[Any, ...]:
    """Fields of Figures in their order; arrays where those of a person are."""
    stay, begin = asker.stay, who.begin
    burn_low = stay.patch_seconds(who.burn_low, begin)
    burn_central = stay.burn_seconds(who.burn_central, begin)
    limit = stay.limit_seconds_of(who.burn_low, who.limit_share, begin, burn_low)
    credited = np.maximum(np.minimum(begin + burn_central, stay.last_from(begin)), begin)
    within = np.maximum(np.minimum(begin + limit, credited), begin)
    added = stay.skin.between(begin, np.minimum(begin + limit, stay.time[-1]))
    return (
        burn_low,
        burn_central,
        stay.burn_seconds(who.burn_high, begin),
        limit,
        stay.plate.between(begin, np.maximum(begin, asker.end_of_day)),
        stay.generous_seconds(who.needed / who.high, begin),
        stay.skin_seconds(who.needed, begin),
        stay.proven_seconds(who.needed / who.low, begin),
        *_made(stay, begin, credited, who),
        *_made(stay, begin, within, who),
        np.interp(who.start, stay.time, stay.skin_rate),
        vitamin_d.skin_share_for(
            who.target, added, who.burn_central, who.age_factor, stay.subject.synthesis
        ),
    )


def _made(stay: Stay, begin: FloatArray, end: FloatArray, who: Who) -> FloatArray:
    """Vitamin D of the day at the three percentiles, shape (3,) or (3, n). [IU]"""
    earlier = stay.received
    skin = stay.skin.between(begin, end)
    generous = skin if stay.generous is stay.skin else stay.generous.between(begin, end)
    exposures = [
        who.low * (earlier.proven + stay.proven.between(begin, end)),
        earlier.skin + skin,
        who.high * (earlier.generous + generous),
    ]
    return vitamin_d.vitamin_d_made(
        np.array(exposures), who.burn_central, who.skin_share, who.age_factor,
        stay.subject.synthesis,
    )  # fmt: skip
