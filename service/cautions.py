"""When arithmetic does not apply to a person, and what is then withheld."""

from dataclasses import dataclass

from service.questions import Caution, Person

INFANT_YEARS = 1.0
"""Infants below this age belong out of direct sun altogether. [a]"""
CHILD_YEARS = 16.0
"""Below this age only half of an adult's limit is advised. [a] (convention: doses are of adults)"""

_NO_BURN_ARITHMETIC: frozenset[Caution] = frozenset(
    {
        "photosensitising_medication",
        "lupus",
        "xeroderma_pigmentosum",
        "porphyria",
        "albinism",
        "vitiligo",
        "immunosuppression",
        "skin_cancer_history",
    }
)
"""Skin that reddens or is harmed by other doses or wavelengths than the erythemal ones."""
_NO_VITAMIN_D_ADVICE: frozenset[Caution] = frozenset({"hypercalcaemia", "sarcoidosis"})
"""More vitamin D may harm."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """Which parts of an answer are withheld."""

    burn: bool
    vitamin_d: bool


def is_infant(person: Person) -> bool:
    """Whether the person is too young for any sun."""
    return person.age_years is not None and person.age_years < INFANT_YEARS


def is_child(person: Person) -> bool:
    """Whether the person is too young for an adult's limit."""
    return person.age_years is not None and person.age_years < CHILD_YEARS


def limit_share(person: Person) -> float:
    """Share of the low burn time, and of the low burn dose, that is ever advised. [unitless]"""
    return 0.25 if is_child(person) else 0.5


def withheld_for(person: Person) -> Withheld:
    """Decide what may not be answered for a person."""
    cautions = set(person.cautions)
    burn = is_infant(person) or not cautions.isdisjoint(_NO_BURN_ARITHMETIC)
    return Withheld(burn=burn, vitamin_d=burn or not cautions.isdisjoint(_NO_VITAMIN_D_ADVICE))
