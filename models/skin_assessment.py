"""The classic questionnaire on skin type, in our own words, and how sure its result is."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist

import numpy as np

from models.constants import NORMAL_P90
from models.skin import DoseRange, minimal_erythema_dose


@dataclass(frozen=True, slots=True)
class AnswerChoice:
    """One answer and its points."""

    points: int
    text: str


@dataclass(frozen=True, slots=True)
class AssessmentQuestion:
    """One question of the questionnaire."""

    key: str
    text: str
    choices: tuple[AnswerChoice, ...]


def _question(key: str, text: str, *choices: str) -> AssessmentQuestion:
    return AssessmentQuestion(
        key, text, tuple(AnswerChoice(points, words) for points, words in enumerate(choices))
    )


QUESTIONS = (
    _question(
        "eye_colour", "Which colour are your eyes?",
        "Pale blue, pale grey or pale green", "Blue, grey or green", "Hazel or light brown",
        "Dark brown", "Nearly black",
    ),
    _question(
        "hair_colour", "Which colour was your hair as a young adult, undyed?",
        "Red or very light blond", "Blond", "Dark blond or light brown", "Dark brown", "Black",
    ),
    _question(
        "skin_colour", "Which colour is your skin where the sun never reaches it?",
        "Very white or pinkish", "Pale", "Beige, light with a warm tone", "Olive or light brown",
        "Brown, dark brown or black",
    ),
    _question(
        "freckles", "How many freckles do you have where the sun seldom reaches?",
        "Very many", "Many", "Some", "Hardly any", "None",
    ),
    _question(
        "burn", "What does your skin do when you stay too long in strong sun, unprotected?",
        "It always burns badly, blisters and peels", "It often burns, blisters or peels",
        "It burns a little, sometimes peels", "It burns seldom", "It has never burnt",
    ),
    _question(
        "tan", "Do you get darker after sun?",
        "Never", "Seldom", "Sometimes", "Often", "Always",
    ),
    _question(
        "tan_depth", "How dark do you get?",
        "Not at all", "A little", "Clearly darker", "Very dark", "My skin is dark anyway",
    ),
    _question(
        "face", "How does your face take the sun?",
        "Very badly: it reacts at once", "Badly", "As most faces do", "Well",
        "It has never been a problem",
    ),
)  # fmt: skip
"""Eight questions, each with five answers of 0 to 4 points."""

MOST_POINTS = 4 * len(QUESTIONS)
UPPER_POINTS = (6, 12, 18, 24, 30, MOST_POINTS)
"""Most points of types I to VI."""

ASSESSMENT_SOURCES = (
    "T. B. Fitzpatrick, Arch. Dermatol. 124 (1988) 869-871",
    "Scoring: The Skin Cancer Foundation, skin type quiz (8 questions, limits 6, 12, 18, 24, 30)",
    "Certainty: S. Y. He et al., J. Am. Acad. Dermatol. 71 (2014) 731-737: 92 % within one type; "
    "S. Eilers et al., JAMA Dermatol. 149 (2013) 1289-1294",
)

_WITHIN_ONE_TYPE = 0.92
_NORMAL = NormalDist()
_TYPE_SPREAD = 1.5 / _NORMAL.inv_cdf(0.5 + 0.5 * _WITHIN_ONE_TYPE)
"""Standard deviation of the true type around the scored one: 92 % round to at most one type off.

[types] (He et al. 2014)
"""
_DOSE_GRID = np.geomspace(50.0, 5000.0, 401)
"""[J m⁻²]"""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What answers say of a skin."""

    points: int
    fitzpatrick: int
    """Type by the limits of the questionnaire."""
    cautious_fitzpatrick: int
    """Type that nine in ten people with such answers have at least: the one to judge burns by."""
    probabilities: tuple[float, ...]
    """Of types I to VI. [unitless]"""
    minimal_erythema_dose: DoseRange
    """Over all types, each with its probability. [J m⁻²]"""


def assess(answers: Mapping[str, int]) -> Assessment:
    """
    Score the questionnaire.

    Parameters
    ----------
    answers : mapping of str to int
        Points, 0 to 4, for the key of each of ``QUESTIONS``.

    Returns
    -------
    Assessment

    Raises
    ------
    ValueError
        Where an answer is missing, unknown or out of range: nothing is guessed.

    References
    ----------
    .. [1] See ``ASSESSMENT_SOURCES``.
    """
    keys = [question.key for question in QUESTIONS]
    if sorted(answers) != sorted(keys) or not all(0 <= answers[key] <= 4 for key in keys):
        message = f"one answer of 0 to 4 points for each of {', '.join(keys)}"
        raise ValueError(message)
    points = sum(answers.values())
    number = 1 + sum(points > upper for upper in UPPER_POINTS[:-1])
    chances = _chances(_position(points, number))
    cautious = int(np.searchsorted(np.cumsum(chances), 0.1, side="right")) + 1
    return Assessment(
        points, number, min(cautious, number), tuple(chances), _dose_of_mixture(chances)
    )


def _position(points: int, number: int) -> float:
    """Place a score on the scale of types: the middle of a band is the type itself."""
    first = UPPER_POINTS[number - 2] + 1 if number > 1 else 0
    last = UPPER_POINTS[number - 1]
    return number - 0.5 + (points - first + 0.5) / (last - first + 1)


def _chances(position: float) -> list[float]:
    edges = [-math.inf, 1.5, 2.5, 3.5, 4.5, 5.5, math.inf]
    below = [_NORMAL.cdf((edge - position) / _TYPE_SPREAD) for edge in edges]
    return [upper - lower for lower, upper in pairwise(below)]


def _dose_of_mixture(chances: list[float]) -> DoseRange:
    """Percentiles of the two-piece log-normal doses of all types, each with its probability."""
    together = np.zeros_like(_DOSE_GRID)
    for number, chance in enumerate(chances, start=1):
        dose = minimal_erythema_dose(number)
        below = math.log(dose.central / dose.low) / NORMAL_P90
        above = math.log(dose.high / dose.central) / NORMAL_P90
        off = np.log(_DOSE_GRID / dose.central)
        deviations = np.where(off < 0.0, off / below, off / above)
        together += chance * np.array([_NORMAL.cdf(float(deviation)) for deviation in deviations])
    low, central, high = np.interp([0.1, 0.5, 0.9], together, _DOSE_GRID)
    return DoseRange(float(low), float(central), float(high))
