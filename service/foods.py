"""Foods by name or by what is in them, and what vitamin K2 is shown to do."""

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from models import food_table
from models.food_names import FoodLanguage
from models.food_table import Food
from service.advice_texts import Text
from service.errors import FieldError, NotThere

Nutrient = Literal[
    "vitamin_d", "vitamin_d3", "vitamin_d2", "vitamin_k1", "vitamin_k2", "vitamin_k2_mk4",
    "vitamin_k2_mk7", "calcium", "fat",
]  # fmt: skip
Grade = Literal["established", "markers_only", "mixed", "not_shown", "caution"]
"""Established; shown for laboratory markers; trials disagree; not shown; a caution."""

_FIELDS: MappingProxyType[Nutrient, str] = MappingProxyType(
    {
        "vitamin_d": "vitamin_d_ug", "vitamin_d3": "vitamin_d3_ug", "vitamin_d2": "vitamin_d2_ug",
        "vitamin_k1": "vitamin_k1_ug", "vitamin_k2": "vitamin_k2_ug", "vitamin_k2_mk4": "mk4_ug",
        "vitamin_k2_mk7": "mk7_ug", "calcium": "calcium_mg", "fat": "fat_g",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known of a question, how well, and by whom."""

    about: str
    grade: Grade
    text: Text
    citations: tuple[str, ...]


def found(text: str, language: FoodLanguage, nutrient: Nutrient | None) -> list[Food]:
    """
    Find foods.

    Parameters
    ----------
    text : str
        Name, or part of one; empty for all.
    language : {"en", "de", "es", "fr"}
    nutrient : str or None
        What to sort by, most first and what nobody measured last; else the best name is first.

    Returns
    -------
    list of Food
    """
    foods = food_table.search(text, language)
    if nutrient is None:
        return foods
    field = _FIELDS[nutrient]
    return sorted(foods, key=lambda food: _most_first(getattr(food, field)))


def _most_first(amount: float) -> tuple[bool, float]:
    unknown = math.isnan(amount)
    return unknown, 0.0 if unknown else -amount


def known(food_id: str) -> Food:
    """
    Look a food up.

    Raises
    ------
    NotThere
    """
    food = food_table.food(food_id)
    if food is None:
        error = FieldError("#/food_id", "unknown_food", "not in the table of foods")
        raise NotThere("there is no such food", errors=(error,))
    return food


EVIDENCE: tuple[Finding, ...] = (
    Finding(
        "vitamin_k_function",
        "established",
        Text(
            "Vitamin K, K1 and K2 together, is needed for normal blood clotting and normal bone. "
            "Food without any supplement gives enough for that to nearly everybody.",
        ),
        ("EFSA NDA Panel, EFSA Journal 7 (2009) 1228, doi:10.2903/j.efsa.2009.1228",),
    ),
    Finding(
        "vitamin_k2_need",
        "not_shown",
        Text(
            "Nobody has set a need of K2 by itself: too little is known of its occurrence, "
            "absorption and function. Reference intakes are of K1, or of all vitamin K.",
        ),
        ("EFSA NDA Panel, EFSA Journal 15 (2017) 4780, doi:10.2903/j.efsa.2017.4780",),
    ),
    Finding(
        "mk7_markers_and_bone",
        "markers_only",
        Text(
            "180 µg of MK-7 a day for three years lowered uncarboxylated osteocalcin, a marker of "
            "vitamin K, in 244 healthy women after menopause, and slowed the loss of bone mineral "
            "in the spine and the neck of the femur, not in the total hip. That fewer bones break "
            "does not follow from it.",
        ),
        ("M. H. J. Knapen et al., Osteoporos. Int. 24 (2013) 2499-2507, "
         "doi:10.1007/s00198-013-2325-6",),
    ),
    Finding(
        "fractures",
        "mixed",
        Text(
            "Fewer fractures were reported by seven Japanese trials of MK-4 as a drug, mostly of "
            "45 mg a day, far more than food ever gives; several of the reports it rests on "
            "were later called unreliable. A later review found no effect on vertebral fractures "
            "or bone density, and perhaps fewer other fractures, not confirmed by the sounder "
            "trials.",
        ),
        ("S. Cockayne et al., Arch. Intern. Med. 166 (2006) 1256-1261, "
         "doi:10.1001/archinte.166.12.1256",
         "D. J. Torgerson, JAMA Intern. Med. 178 (2018) 863-864, "
         "doi:10.1001/jamainternmed.2018.1127",
         "A. Mott et al., Osteoporos. Int. 30 (2019) 1543-1559, doi:10.1007/s00198-019-04949-0"),
    ),
    Finding(
        "heart_and_arteries",
        "not_shown",
        Text(
            "720 µg of MK-7 with 25 µg of vitamin D a day for two years lowered uncarboxylated "
            "matrix Gla protein in men with calcified aortic valves, and did not slow the "
            "calcification. A contribution of K2 to heart and vessels has not been established.",
        ),
        ("A. C. P. Diederichsen et al., Circulation 145 (2022) 1387-1397, "
         "doi:10.1161/CIRCULATIONAHA.121.057008",
         "EFSA NDA Panel, health claim on vitamin K2 and the heart (ID 125, further assessment), "
         "2012"),
    ),
    Finding(
        "upper_intake",
        "caution",
        Text(
            "No upper intake is set for any form of vitamin K, because too little is known of high "
            "intakes. That is no proof of harmlessness.",
        ),
        ("Norwegian Scientific Committee for Food and Environment (VKM), assessment of maximum "
         "limits for vitamin K in food supplements",),
    ),
    Finding(
        "anticoagulants",
        "caution",
        Text(
            "Vitamin K works against warfarin and its kin: keep your intake even, and ask whoever "
            "treats you before natto or any supplement of vitamin K.",
        ),
        ("L. J. Schurgers and C. Vermeer, Haemostasis 30 (2000) 298-307, doi:10.1159/000054147",),
    ),
)  # fmt: skip
"""What K2, shown beside D3, is known to do and not to do."""
