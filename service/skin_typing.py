"""Skin type by questionnaire."""

from collections.abc import Mapping

from models.skin_assessment import Assessment, assess


def assessed(answers: Mapping[str, int]) -> Assessment:
    """Score the answers to the questionnaire, given as points by key."""
    return assess(answers)
