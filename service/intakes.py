"""What somebody ate and swallowed, as nutrients of each civil day."""

from collections.abc import Iterable
from datetime import date

import numpy as np

from models.arrays import FloatArray
from models.food_table import NUTRIENTS, Food, food
from service.samples import Sample
from service.syncing.civil_dates import date_of, quarters_of

_OF_SUBSTANCE = {
    "vitamin_d3": "vitamin_d3_ug", "vitamin_d2": "vitamin_d2_ug", "vitamin_k1": "vitamin_k1_ug",
    "vitamin_k2_mk4": "mk4_ug", "vitamin_k2_mk7": "mk7_ug", "calcium": "calcium_mg",
}  # fmt: skip
_VITAMIN_D = {"vitamin_d", "vitamin_d3", "vitamin_d2"}
TOTAL = "vitamin_d_ug"
"""All vitamin D, also where nobody told whether it was D3 or D2."""


def daily_intake(
    samples: Iterable[Sample], zone: str, first: date, days: int
) -> dict[str, FloatArray]:
    """
    Add up what samples of intake say.

    Parameters
    ----------
    samples : iterable of Sample
        Of any type; only intake counts.
    zone : str
        IANA zone of whoever it was, for samples that have none and no place.
    first : date
    days : int

    Returns
    -------
    dict of ndarray
        One value for each day of `vitamin_d_ug` and of each of `models.food_table.NUTRIENTS`.
        What nobody measured in a food counts nothing: of vitamin K2 there is at least so much.
        [µg d⁻¹], calcium [mg d⁻¹], fat [g d⁻¹]
    """
    sums = {name: np.zeros(days) for name in (TOTAL, *NUTRIENTS)}
    for sample in samples:
        if sample.type != "intake" or sample.deleted:
            continue
        day = _day_of(sample, zone, first)
        if 0 <= day < days:
            for name, amount in _nutrients(sample).items():
                sums[name][day] += amount
    return sums


def _day_of(sample: Sample, zone: str, first: date) -> int:
    quarters = quarters_of(sample, zone)
    if not quarters:
        return -1
    return (date.fromisoformat(date_of(*quarters[0])) - first).days


def _nutrients(sample: Sample) -> dict[str, float]:
    value = sample.value or 0.0
    eaten = food(sample.details.get("food", ""))
    if eaten is not None:
        return _of_food(eaten, float(sample.details["grams"])) | {TOTAL: value}
    substance = sample.details.get("substance", "vitamin_d")
    told = {TOTAL: value} if substance in _VITAMIN_D else {}
    named = _OF_SUBSTANCE.get(substance)
    return told if named is None else told | {named: value}


def _of_food(eaten: Food, grams: float) -> dict[str, float]:
    amounts = {name: grams / 100.0 * float(getattr(eaten, name)) for name in NUTRIENTS}
    return {name: amount for name, amount in amounts.items() if not np.isnan(amount)}
