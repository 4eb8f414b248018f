"""The questionnaire on skin type within the form: its words, its missing answers, its result."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.skin import SKIN_TYPES
from models.skin_assessment import MOST_POINTS, QUESTIONS, Assessment
from service.phrases import Phrase, message, phrase
from service.tongues import Tongue

TEXTS = {
    "eye_colour": message("Which colour are your eyes?"),
    "hair_colour": message("Which colour was your hair as a young adult, undyed?"),
    "skin_colour": message("Which colour is your skin where the sun never reaches it?"),
    "freckles": message("How many freckles do you have where the sun seldom reaches?"),
    "burn": message("What does your skin do when you stay too long in strong sun, unprotected?"),
    "tan": message("Do you get darker after sun?"),
    "tan_depth": message("How dark do you get?"),
    "face": message("How does your face take the sun?"),
}
"""Questions by key: what ``models.skin_assessment`` asks, marked for the catalogues."""
ANSWERS = {
    "eye_colour": (
        message("Pale blue, pale grey or pale green"), message("Blue, grey or green"),
        message("Hazel or light brown"), message("Dark brown"), message("Nearly black"),
    ),
    "hair_colour": (
        message("Red or very light blond"), message("Blond"), message("Dark blond or light brown"),
        message("Dark brown"), message("Black"),
    ),
    "skin_colour": (
        message("Very white or pinkish"), message("Pale"), message("Beige, light with a warm tone"),
        message("Olive or light brown"), message("Brown, dark brown or black"),
    ),
    "freckles": (
        message("Very many"), message("Many"), message("Some"), message("Hardly any"),
        message("None"),
    ),
    "burn": (
        message("It always burns badly, blisters and peels"),
        message("It often burns, blisters or peels"), message("It burns a little, sometimes peels"),
        message("It burns seldom"), message("It has never burnt"),
    ),
    "tan": (
        message("Never"), message("Seldom"), message("Sometimes"), message("Often"),
        message("Always"),
    ),
    "tan_depth": (
        message("Not at all"), message("A little"), message("Clearly darker"), message("Very dark"),
        message("My skin is dark anyway"),
    ),
    "face": (
        message("Very badly: it reacts at once"), message("Badly"), message("As most faces do"),
        message("Well"), message("It has never been a problem"),
    ),
}  # fmt: skip
"""Answers by key of the question, of 0 to 4 points."""


@dataclass(frozen=True, slots=True)
class QuizAnswer:
    """One answer to choose."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """One question in the language of the page."""

    key: str
    field: str
    text: str
    answers: tuple[QuizAnswer, ...]


def quiz_of(tongue: Tongue) -> tuple[QuizQuestion, ...]:
    """Tell the questions in the language of the page."""
    return tuple(
        QuizQuestion(
            question.key,
            f"q_{question.key}",
            tongue(TEXTS[question.key]),
            tuple(
                QuizAnswer(str(points), tongue(text))
                for points, text in enumerate(ANSWERS[question.key])
            ),
        )
        for question in QUESTIONS
    )


def unanswered(quiz: Mapping[str, str]) -> Mapping[str, str]:
    """
    Find the questions that are not answered.

    Parameters
    ----------
    quiz : mapping of str
        Points as they were sent, by the key of the question.

    Returns
    -------
    mapping of str
        A sentence by the field of each of them.
    """
    missing = phrase("Choose the answer that fits best.")
    known = {each.key: {str(choice.points) for choice in each.choices} for each in QUESTIONS}
    return {f"q_{key}": missing for key, points in known.items() if quiz.get(key) not in points}


def points_of(quiz: Mapping[str, str]) -> Mapping[str, int]:
    """Read the points of answers that are complete."""
    return {each.key: int(quiz[each.key]) for each in QUESTIONS}


def assessment_sentences(found: Assessment, tongue: Tongue) -> tuple[str, ...]:
    """
    Tell the result of the questionnaire and how sure it is.

    Parameters
    ----------
    found : Assessment
    tongue : Tongue

    Returns
    -------
    tuple of str
    """
    return tuple(tongue.say(each) for each in _result(found))


def _result(found: Assessment) -> tuple[Phrase, Phrase]:
    likely, cautious = found.fitzpatrick, found.cautious_fitzpatrick
    scored = phrase(
        "Your answers make {points} of {most} points: most likely type {likely} "
        "({chance:.0%} of people with such answers).",
        points=found.points, most=MOST_POINTS, likely=SKIN_TYPES[likely - 1].roman,
        chance=found.probabilities[likely - 1],
    )  # fmt: skip
    if cautious == likely:
        return scored, phrase(
            "Nine in ten people with such answers have at least type {type}: it is chosen now.",
            type=SKIN_TYPES[cautious - 1].roman,
        )
    return scored, phrase(
        "Nine in ten people with such answers have at least type {type}. It is chosen now, "
        "because it is the safer one to judge sunburn by; you may choose another.",
        type=SKIN_TYPES[cautious - 1].roman,
    )
